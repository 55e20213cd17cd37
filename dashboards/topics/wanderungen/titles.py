"""German sentences of the page, written by rule from the data; none claims more than the counts carry."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards import naming, text
from dashboards.filters import People
from dashboards.topics.wanderungen import ages
from dashboards.topics.wanderungen.measures import MIN_CASES, Choice, Direction, period_label
from dashboards.topics.wanderungen.significance import all_tossed, discoveries, is_clear

# A band is said to gain or lose "durchgehend" if this share of its years has the same sign.
STEADY = 0.8
FROM = {
    "GEMEINDE": "aus anderen Teilen der Gemeinde",
    "VERBAND": "aus dem Verband",
    "UMLAND": "aus dem Umland",
    "LAND": "aus dem übrigen Land",
    "BUND": "aus dem übrigen Bundesgebiet",
    "AUSLAND": "aus dem Ausland",
}
TO = {
    "GEMEINDE": "an andere Teile der Gemeinde",
    "VERBAND": "an andere Mitglieder des Verbands",
    "UMLAND": "an das Umland",
    "LAND": "an das übrige Land",
    "BUND": "an das übrige Bundesgebiet",
    "AUSLAND": "an das Ausland",
}
INTO = TO | {
    "GEMEINDE": "in andere Teile der Gemeinde",
    "VERBAND": "zu anderen Mitgliedern des Verbands",
    "UMLAND": "ins Umland",
    "LAND": "ins übrige Land",
    "BUND": "ins übrige Bundesgebiet",
    "AUSLAND": "ins Ausland",
}
HEADS: dict[Direction, str] = {"in": "Zuzüge", "out": "Fortzüge", "volume": "Zu- und Fortzüge zusammen"}
MOST: dict[Direction, str] = {
    "in": "Die meisten Zuzüge",
    "out": "Die meisten Fortzüge",
    "volume": "Die meisten Zu- und Fortzüge",
}
# Number and base stay on one line.
PER = "\u00a0je\u00a01.000"


@dataclass(frozen=True)
class Finding:
    """What is known of the chosen area: yearly means of the period, the same by partner and by age band."""

    name: str
    choice: Choice
    total: pd.Series
    partners: pd.DataFrame
    bands: pd.DataFrame

    @property
    def years(self) -> int:
        """Number of years the means stand for."""
        return len(self.choice.period)


def headline(finding: Finding) -> str:
    """Return the message of the page for the chosen area and filters."""
    total, choice = finding.total, finding.choice
    if text.is_missing(total["net"]):
        who = naming.subject(finding.name)
        return f"{who}: Wanderungen {period_label(choice.period)} liegen nicht vollständig vor"
    cases = total["volume"] * finding.years
    if cases < MIN_CASES:
        count = text.plural(round(cases), "Zu- oder Fortzug", "Zu- und Fortzüge")
        return f"{finding.name}: {count}, zu wenig für eine Aussage"
    if choice.is_signed:
        return _balance_headline(finding)
    return _gross_headline(finding)


def group_words(people: People) -> str:
    """Return the filter as it stands before a statement: "18- bis 24-Jährige", "Frauen"; "" without one."""
    if people.is_everyone:
        return ""
    if not people.sex and not people.nationality:
        return ages.spoken(people.age, people.age_to)
    return f"{people.words[:1].upper()}{people.words[1:]}"


def age_headline(band_years: pd.DataFrame, direction: Direction = "net") -> str:
    """Return which age band is gained or lost throughout, or comes or goes most; `band_years` as by_band."""
    known = band_years.dropna(subset=["net"])
    if direction not in {"net", "mei"}:
        return _most_mobile(known, direction)
    steady: list[tuple[float, str]] = []
    for code, rows in known.groupby("band"):
        net, gross = float(rows["net"].sum()), float((rows["arrivals"] + rows["departures"]).sum())
        share = float((rows["net"] * net > 0).mean())
        if share >= STEADY and is_clear(net, gross):
            steady.append((net / float(rows["residents"].sum() or 1.0), str(code)))
    ends = {"Gewinn": max(steady, default=(0.0, "")), "Verlust": min(steady, default=(0.0, ""))}
    words = [
        f"{noun} bei {ages.BY_CODE[code].dative}"
        for noun, (rate, code) in ends.items()
        if (rate > 0) == (noun == "Gewinn") and rate
    ]
    return (
        f"Fast jedes Jahr {', '.join(words)}"
        if words
        else "Keine Altersgruppe gewinnt oder verliert durchgehend"
    )


def series_headline(series: pd.DataFrame, suffix: str = "", *, is_rolling: bool = False) -> str:
    """Return in how many years arrivals exceeded departures; `series` as View.series, year by year.

    Only years count whose balance the picture shows: with `suffix` "_rate" those that have a rate. With
    `is_rolling` it shows moving means, so the heading says that it speaks of single years.
    """
    known = series.dropna(subset=[f"net{suffix}"])
    if known.empty:
        return "Zuzüge und Fortzüge: kein Jahr bekannt"
    gains, count = int((known["net"] > 0).sum()), len(known)
    first, last = int(known["year"].min()), int(known["year"].max())
    if count == 1:
        return f"{first} {'' if gains else 'nicht '}mehr Zuzüge als Fortzüge"
    # Of the years of a gap nobody knows: they are no part of "every year".
    is_whole = count == last - first + 1
    if gains == count:
        every = "jedes einzelne Jahr" if is_rolling else "jedes Jahr"
        span = f"{first} bis {last} {every}" if is_whole else f"In allen {count} bekannten Jahren"
        return f"{span} mehr Zuzüge als Fortzüge"
    if gains == 0:
        none = "kein einzelnes Jahr" if is_rolling else "kein Jahr"
        span = f"{first} bis {last} {none}" if is_whole else f"Unter {count} bekannten Jahren keines"
        return f"{span} mit mehr Zuzügen als Fortzügen"
    kind = "einzelnen " if is_rolling and is_whole else "" if is_whole else "bekannten "
    return f"In {gains} von {count} {kind}Jahren mehr Zuzüge als Fortzüge"


def profile_headline(bands: pd.DataFrame, suffix: str) -> str:
    """Return which age band moves most; `bands` as View.bands."""
    gross = bands[f"arrivals{suffix}"] + bands[f"departures{suffix}"]
    if gross.isna().all():
        return "Zu- und Fortzüge nach Altersgruppe"
    lead = "Am beweglichsten sind" if gross.notna().all() else "Am beweglichsten, soweit bekannt:"
    return f"{lead} {ages.BY_CODE[str(gross.idxmax())].spoken}"


def map_headline(table: pd.DataFrame, names: dict[str, str], choice: Choice) -> str:
    """Return which area stands highest and lowest; `table` as measures.over_period.

    A gain or loss that chance may have made is not called one, nor is the largest of several such.
    """
    known = table.dropna(subset=[choice.column])
    if len(known) < 2:
        return "Saldo und stärkste Nettoströme" if choice.is_signed else HEADS[choice.direction]
    high, low = names[str(known[choice.column].idxmax())], names[str(known[choice.column].idxmin())]
    if not choice.is_signed:
        return f"{MOST[choice.direction]} hat {high}, die wenigsten {low}"
    years, net, value = (known[name].to_numpy(dtype=float) for name in ("years", "net", choice.column))
    into, out = (known[name].to_numpy(dtype=float) * years for name in ("arrivals", "departures"))
    is_clear = np.array(discoveries(all_tossed(into, out).tolist()), dtype=bool)
    gains, losses = np.flatnonzero(is_clear & (net > 0)), np.flatnonzero(is_clear & (net < 0))
    if not is_clear.any():
        return "Kein Gebiet gewinnt oder verliert mehr, als der Zufall ausmachen kann"
    up = names[str(known.index[gains[value[gains].argmax()]])] if len(gains) else ""
    down = names[str(known.index[losses[value[losses].argmin()]])] if len(losses) else ""
    if not down:
        return f"{up} gewinnt am meisten, kein Gebiet verliert deutlich"
    if not up:
        return f"{down} verliert am meisten, kein Gebiet gewinnt deutlich"
    return f"{up} gewinnt am meisten, {down} verliert am meisten"


def partner_headline(partners: pd.DataFrame) -> str:
    """Return where most come from and go to; `partners` as measures.partner_balance."""
    known = partners.drop(index="UNBEKANNT", errors="ignore")
    if known.empty or not known["gross"].sum():
        return "Woher und wohin"
    origin, destination = str(known["in"].idxmax()), str(known["out"].idxmax())
    if origin == destination:
        return f"Die meisten kommen {FROM[origin]}, und die meisten gehen dorthin"
    return f"Die meisten kommen {FROM[origin]}, die meisten gehen {INTO[destination]}"


def inner_headline(table: pd.DataFrame) -> str:
    """Return the area whose two balances pull hardest against each other; `table` as View.units."""
    within, beyond = (table[name].to_numpy(dtype=float) for name in ("net_within", "net_beyond"))
    pull = np.where(within * beyond < 0, np.minimum(np.abs(within), np.abs(beyond)), -1.0)
    if not len(table) or pull.max() < 0:
        return "Innen und außen weisen überall in dieselbe Richtung"
    row = table.iloc[int(pull.argmax())]
    if not is_clear(pull.max() * row["years"], row["volume"] * row["years"]):
        return "Innen und außen weisen meist in dieselbe Richtung"
    if row["net_within"] > 0:
        return f"{row['name']} gewinnt im Inneren, verliert nach außen"
    return f"{row['name']} gewinnt von außen, gibt im Inneren ab"


def _most_mobile(known: pd.DataFrame, direction: Direction) -> str:
    column = {"in": "arrivals", "out": "departures"}.get(direction, "volume")
    sums = known.groupby("band")[[column, "residents"]].sum()
    rates = (sums[column] / sums["residents"].where(sums["residents"] > 0)).dropna()
    if rates.empty:
        return "Nach Jahr und Altersgruppe"
    most = ages.BY_CODE[str(rates.idxmax())].spoken
    verb = {"in": f"ziehen {most} zu", "out": f"ziehen {most} fort"}.get(
        direction, f"wechseln {most} den Ort"
    )
    return f"Am häufigsten {verb}"


def _balance_headline(finding: Finding) -> str:
    total, choice = finding.total, finding.choice
    who, group = naming.subject(finding.name), group_words(choice.people)
    opening = f"{group}: " if group else ""
    if not is_clear(total["net"] * finding.years, total["volume"] * finding.years):
        return f"{opening or 'Kaum Veränderung: '}{who} hat fast so viele Zuzüge wie Fortzüge"
    is_gain = bool(total["net"] > 0)
    told = f"{opening}{who} {_amount(total, choice)}{_driver(finding, is_gain)}"
    return told if choice.has_ages else f"{told}{_contrast(finding, is_gain)}"


def _gross_headline(finding: Finding) -> str:
    total, choice = finding.total, finding.choice
    group = group_words(choice.people)
    who = f"{finding.name} ({group})" if group else finding.name
    amount = _gross_amount(total, choice)
    known = finding.partners.drop(index="UNBEKANNT", errors="ignore")
    if choice.direction == "volume" or known.empty or not known[choice.direction].sum():
        return f"{who}: {amount}"
    column, words = choice.direction, FROM if choice.direction == "in" else INTO
    main = str(known[column].idxmax())
    share = float(known[column].max()) / float(finding.partners[column].sum())
    return f"{who}: {amount}, {text.percent(share, 0)} {words[main]}"


def _gross_amount(total: pd.Series, choice: Choice) -> str:
    noun = HEADS[choice.direction].removesuffix(" zusammen")
    value = total[choice.column]
    if choice.suffix == "_rate" and not text.is_missing(value):
        return f"{text.decimal(value)} {noun}{PER} im Jahr"
    if choice.suffix == "_share" and not text.is_missing(value):
        return f"{text.percent(value / 100)} aller {noun}"
    cases = total[{"in": "arrivals", "out": "departures"}.get(choice.direction, "volume")]
    return f"{text.number(cases)} {noun} im Jahr"


def _amount(total: pd.Series, choice: Choice) -> str:
    rate = total["net_rate"]
    verb = "gewinnt" if total["net"] > 0 else "verliert"
    if choice.direction == "mei" and not text.is_missing(total["effectiveness"]):
        return f"{verb} {text.decimal(abs(total['effectiveness']))} je 100 Zu- und Fortzüge"
    if choice.measure == "rate" and not text.is_missing(rate):
        people = choice.people
        is_age_only = choice.has_ages and not people.sex and not people.nationality
        base = "" if people.is_everyone else " dieses Alters" if is_age_only else " dieser Gruppe"
        return f"{verb} {text.decimal(abs(rate))}{PER}{base}"
    more, fewer = ("Zuzüge", "Fortzüge") if total["net"] > 0 else ("Fortzüge", "Zuzüge")
    return f"zählt im Jahr {text.number(abs(total['net']))} mehr {more} als {fewer}"


def _driver(finding: Finding, is_gain: bool) -> str:
    known = finding.partners.drop(index="UNBEKANNT", errors="ignore")["net"].dropna()
    if known.empty:
        return ""
    main = str(known.idxmax() if is_gain else known.idxmin())
    net, gross = float(known[main]), float(finding.partners["gross"][main])
    if (net > 0) != is_gain or not is_clear(net * finding.years, gross * finding.years):
        return ""
    return f", vor allem {(FROM if is_gain else TO)[main]}"


def _contrast(finding: Finding, is_gain: bool) -> str:
    """The age band that clearly runs against the total, if any."""
    bands = finding.bands.dropna(subset=["net_rate"])
    against = bands[(bands["net"] < 0) == is_gain]
    clear = [
        code
        for code, row in against.iterrows()
        if row["net"] and is_clear(row["net"] * finding.years, row["volume"] * finding.years)
    ]
    if not clear:
        return ""
    rates = against.loc[clear, "net_rate"].abs()
    verb = "verliert" if is_gain else "gewinnt"
    return f", {verb} aber {ages.BY_CODE[str(rates.idxmax())].spoken}"
