"""The published step formulas a second time, cell by cell in plain Python, sharing nothing with the engine.

They judge the engine on invented countries, cantons and municipalities of the kinds that are kept aside.
"""

import numpy as np


def un_step(people, survival, fertility, srb, net, even, years=1):
    """One step of ccmppWPP. `people`, `survival`, `net`: dict of 'male' and 'female' to lists by age.

    Returns population, cohort deaths, births by age of mother, and net counts after the cut at the start.
    """
    last = len(fertility) - 1
    half = 0.5 if even else 0.0
    used = {
        sex: [0.00001 - n if m < 0 and n + m <= 0 else m for n, m in zip(people[sex], net[sex], strict=True)]
        for sex in people
    }
    exposed = {sex: [n + half * m for n, m in zip(people[sex], used[sex], strict=True)] for sex in people}
    deaths, end = {}, {}
    for sex in people:
        deaths[sex], end[sex] = [0.0] * (last + 1), [0.0] * (last + 1)
        for x in range(1, last + 1):
            before = exposed[sex][x - 1] + (exposed[sex][x] if x == last else 0.0)
            deaths[sex][x] = (1 - survival[sex][x]) * before
            end[sex][x] = before - deaths[sex][x] + half * used[sex][x]
    births = [
        years * f * (a + e) / 2 if 0 < x < last else 0.0
        for x, (f, a, e) in enumerate(zip(fertility, exposed["female"], end["female"], strict=True))
    ]
    girls = sum(births) / (1 + srb)
    for sex, born in (("female", girls), ("male", sum(births) - girls)):
        deaths[sex][0] = (1 - survival[sex][0]) * born
        end[sex][0] = born - deaths[sex][0] + half * used[sex][0]
    for sex in people:
        for x in range(last + 1):
            end[sex][x] += (1 - 2 * half) * used[sex][x]
            if end[sex][x] < 0:
                end[sex][x] = 0.0005
    return end, deaths, births, used


def fso_step(people, rates, nationalities):
    """One year of the FSO form. `people[n][s][x]` by age at the start; `rates` name → the same shape.

    `rates`: q, e, a (n 1 only), i, f (women), native (number), girls (number). Returns population, deaths,
    births.
    """
    last = len(people[0][0]) - 1
    groups = range(nationalities)
    end = np.zeros((nationalities, 2, last + 1))
    deaths = np.zeros_like(end)
    changed = np.zeros_like(end)
    reached = np.zeros_like(end)
    q, e, i = rates["q"], rates["e"], rates["i"]
    a = rates["a"] if nationalities == 2 else np.zeros((2, last + 1))
    for n in groups:
        for s in (0, 1):
            for x in range(1, last + 1):
                reached[n, s, x] = people[n][s][x - 1] + (people[n][s][x] if x == last else 0.0)
    for s in (0, 1):
        for x in range(1, last + 1):
            if nationalities == 2:
                changed[1, s, x] = reached[1, s, x] * a[s][x]
            for n in groups:
                lost = e[n][s][x] + (a[s][x] if n == 1 else 0.0)
                later = q[n][s][min(x + 1, last)]
                new = changed[1, s, x] if nationalities == 2 and n == 0 else 0.0
                dead = reached[n, s, x] * q[n][s][x] * (1 - lost / 2)
                dead += i[n][s][x] * later / 2 + new * q[n][s][x] / 2
                deaths[n, s, x] = dead
                stay = reached[n, s, x] * (1 - e[n][s][x]) - changed[n, s, x]
                end[n, s, x] = stay - dead + i[n][s][x] + new
    women = [[reached[n, 1, x] + end[n, 1, x] for x in range(last + 1)] for n in groups]
    born = fso_births(women, rates)
    for s in (0, 1):
        new = born[1][s] * a[s][0] if nationalities == 2 else 0.0
        for n in groups:
            lost = e[n][s][0] + (a[s][0] if n == 1 else 0.0)
            dead = q[n][s][0] * (born[n][s] * (1 - 2 / 3 * lost) + 2 / 3 * i[n][s][0])
            change = new if n == 0 else -new
            deaths[n, s, 0] = dead
            end[n, s, 0] = born[n][s] * (1 - e[n][s][0]) - dead + i[n][s][0] + change
    return end, deaths, born


def fso_births(women, rates):
    """Births by nationality and sex from twice the women at risk by nationality and age."""
    mothers = [
        sum(f * w / 2 for f, w in list(zip(rates["f"][n], women[n], strict=True))[1:])
        for n in range(len(women))
    ]
    if len(women) == 2:
        native = rates["native"] * mothers[1]
        mothers = [mothers[0] + native, mothers[1] - native]
    return np.array([[m * (1 - rates["girls"]), m * rates["girls"]] for m in mothers])


def municipal_run(start, rates, years, moves_first=False):
    """Years of befproj: no open group, every year one age more, 30 % of those beyond the last age die.

    `start` dict of 'men' and 'women'; `rates[name][sex][year][age]` for q, out, in, country, abroad, f.
    Returns the population and the components (births, deaths, in, out) of every year.
    """
    people = {sex: list(start[sex]) for sex in start}
    states, flows = [people], []

    def of(name, sex, year, x, beyond=0.0):
        column = rates[name][sex][year]
        return column[x] if x < len(column) else beyond

    for year in range(years):
        present = {}
        sums = dict.fromkeys(("deaths", "in", "out"), 0.0)
        for sex, stock in people.items():
            present[sex] = []
            for x, n in enumerate(stock):
                q, o = of("q", sex, year, x, 0.3), of("out", sex, year, x)
                i = of("in", sex, year, x) * of("country", sex, year, x)
                abroad = of("abroad", sex, year, x)
                if moves_first:
                    left = n * o
                    dead = (n - left + i + abroad) * q
                else:
                    dead = n * q
                    left = (n - dead) * o
                present[sex].append(n - dead - left + i + abroad)
                sums = {
                    "deaths": sums["deaths"] + dead,
                    "in": sums["in"] + i,
                    "out": sums["out"] + left,
                }
        births = sum(n * of("f", "women", year, x) for x, n in enumerate(present["women"]))
        people = {
            "men": [births * (1 - 0.486), *present["men"]],
            "women": [births * 0.486, *present["women"]],
        }
        states.append(people)
        flows.append({"births": births, **sums})
    return states, flows
