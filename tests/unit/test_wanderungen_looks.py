"""What was once wrong on the pictures of the migration page at real widths: names cut, heads that touched."""

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards import cards, naming
from dashboards.style import DARK, LIGHT
from dashboards.topics.wanderungen import (
    bands,
    canvas,
    chord,
    courses,
    fields,
    figures,
    grid,
    history,
    motives,
    nationality,
    outside,
    pair_pictures,
    panels,
    stay_bars,
    titles,
    tree,
    ueberblick,
    verbleib,
    verflechtung,
    words,
)
from dashboards.topics.wanderungen.canvas import Look
from dashboards.topics.wanderungen.squares import Field, laid
from dashboards.topics.wanderungen.stay_bars import Compared
from tests.hand_union import MITTE, NORD, UNION, A, the_union, view

PHONE = Look(LIGHT, digits=0, is_phone=True)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_union(tmp_path_factory)


@pytest.mark.parametrize(
    ("name", "inside", "of", "head"),
    [
        ("Brakenstedt", "in Brakenstedt", "von Brakenstedt", "Brakenstedt"),
        ("Region Auenburg", "in der Region Auenburg", "der Region Auenburg", "Die Region Auenburg"),
        ("Bezirk 01", "im Bezirk 01", "vom Bezirk 01", "Der Bezirk 01"),
        ("Region", "in Region", "von Region", "Region"),
    ],
)
def test_common_nouns_take_their_article(name, inside, of, head):
    assert (naming.inside(name), naming.of(name), naming.subject(name)) == (inside, of, head)
    assert naming.named("Stadt Auenburg", "accusative") == "die Stadt Auenburg"


def test_the_frame_is_spoken_of_with_its_article(here):
    shown = view(here, UNION, border="innen")
    frame = replace(shown.scope.frame, name="Region Auenburg")
    region = replace(shown, scope=replace(shown.scope, frame=frame))
    assert "Gemeinden in der Region Auenburg," in verflechtung.standfirst(region)
    across = replace(region, choice=replace(region.choice, border="aussen"))
    assert "über die Grenze der Region Auenburg" in words.standfirst(across)


def test_the_heading_counts_the_years_the_picture_shows(here):
    # Moving means over two years leave out 2020, and 2022 to 2023 for the missing report.
    shown = view(here, UNION, measure="cases", is_rolling=True)
    assert ueberblick.counted(shown)["year"].tolist() == [2021, 2024]
    assert ueberblick.over_years(shown).heading == "In allen 2 bekannten Jahren mehr Zuzüge als Fortzüge"


def test_a_heading_beside_moving_means_says_that_it_counts_single_years():
    years = pd.DataFrame({"year": range(2019, 2025), "net": [-1.0, 2.0, -3.0, -1.0, -2.0, 4.0]})
    said = titles.series_headline(years, is_rolling=True)
    assert said == "In 2 von 6 einzelnen Jahren mehr Zuzüge als Fortzüge"
    assert titles.series_headline(years) == "In 2 von 6 Jahren mehr Zuzüge als Fortzüge"
    gap = years[years["year"] != 2021]
    assert titles.series_headline(gap) == "In 2 von 5 bekannten Jahren mehr Zuzüge als Fortzüge"


@pytest.mark.parametrize("letters", [20, 28])
def test_no_motive_is_cut_above_its_small_picture(letters):
    names = [motive.within(letters) for motive in motives.MOTIVES]
    assert len(set(names)) == len(names) and all(len(name) <= letters for name in names)
    table = pd.DataFrame({name: [1.0, 2.0] for name in names}, index=[2020, 2021])
    look = Look(LIGHT, digits=1, height=700, per_row=5, letters=letters)
    heads = panels.small_multiples(table, names, look, is_signed=True).to_dict()["data"][-3]["text"]
    assert len(heads) == len(names) and not any("…" in head for head in heads)


def test_a_long_motive_stands_whole_beside_its_bar_on_a_phone():
    rows = pd.DataFrame(
        [
            {"name": one.name, "value": 1.0, "low": 0.5, "high": 1.5, "is_clear": True, "below": one.ages}
            for one in motives.MOTIVES
        ]
    )
    names = bands.banded_bars(rows, PHONE).layout.yaxis.ticktext
    assert not any("…" in name for name in names)
    assert names[3].startswith("Wanderung in der<br>zweiten Lebenshälfte<br>")
    kind = rows.head(1).assign(name="Umzug in der Gemeinde")
    assert bands.banded_bars(kind, PHONE).layout.yaxis.ticktext[0].startswith("Umzug in der<br>Gemeinde<br>")


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_grey_threads_can_be_seen(colours):
    table = pd.DataFrame({"Adorf": [1.0, 2.0], "Bdorf": [3.0, 4.0]}, index=[2020, 2021])
    marks = panels.small_multiples(table, ["Adorf"], Look(colours), is_signed=False).to_dict()["data"]
    share = float(marks[2]["line"]["color"].rsplit(",", 1)[1].rstrip(")"))
    axis, page = (int(one[1:3], 16) for one in (colours.axis, colours.page))
    # The red of the thread as it lies on the page is at least 40 of 255 steps away from it.
    assert abs(share * axis + (1 - share) * page - page) >= 40
    crowd = pd.DataFrame({f"Dorf {place}": [1.0, 2.0] for place in range(60)}, index=[2020, 2021])
    marks = panels.small_multiples(crowd, ["Dorf 1"], Look(colours), is_signed=False).to_dict()["data"]
    assert float(marks[2]["line"]["color"].rsplit(",", 1)[1].rstrip(")")) < share


def test_years_stay_inside_their_panel():
    table = pd.DataFrame({"Adorf": [1.0, 2.0], "Bdorf": [3.0, 4.0]}, index=[2020, 2021])
    chart = go.Figure(panels.small_multiples(table, list(table), PHONE, is_signed=False).to_dict())
    assert chart.data[-2].textposition == ("bottom right", "bottom left") * 2


def test_years_above_a_strip_are_short_on_a_phone():
    cells = pd.DataFrame({"band": ["1"] * 7, "year": range(2018, 2025), "net": [1.0] * 7})
    strip = grid.heat_grid(cells, "net", {"1": "eins"}, 0)
    assert grid.for_phone(strip).columns == ["’18", "’19", "’20", "’21", "’22", "’23", "’24"]
    few = grid.heat_grid(cells.head(3), "net", {"1": "eins"}, 0)
    assert grid.for_phone(few).columns == ["2018", "2019", "2020"]


def test_flows_have_both_names_on_a_phone():
    table = pd.DataFrame({"name": ["Auenburg → Brakenstedt"], "first": [5.0], "second": [4.0], "gap": [1.0]})
    chart = figures.dumbbells(table, ("Ziel", "Herkunft", "Differenz"), PHONE)
    assert chart.layout.yaxis.ticktext == ("Auenburg<br>→ Brakenstedt ",)


def test_too_few_of_an_age_are_no_missing_report():
    table = pd.DataFrame(
        {"name": ["a", "b"], "first": [None, 1.0], "second": [None, 2.0], "gap": [None, -1.0]}, dtype=object
    ).assign(is_small=[True, False])
    table[["first", "second", "gap"]] = table[["first", "second", "gap"]].astype(float)
    told = [note.text for note in figures.dumbbells(table, ("Zu", "Fort", "Saldo"), PHONE).layout.annotations]
    assert told[:2] == ["<b>x</b>", "<b>−1</b>"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Oldenburg (Oldb)", "Oldenburg<br>(Oldb)"),
        ("ohne nähere Angabe", "ohne nähere<br>Angabe"),
        ("Ukraine", "Ukraine"),
        ("Wesermarschhausen", "Wesermarschhausen"),
    ],
)
def test_a_long_name_stands_in_two_lines_in_its_field(name, shown):
    rows = pd.DataFrame({"partner": ["LAND"], "name": [name], "in": [3.0], "out": [1.0]})
    labels = tree.partner_tree(rows, Look(LIGHT)).to_dict()["data"][0]["labels"]
    assert labels == ["übriges Land", shown]


def test_every_colour_has_its_legend(here):
    assert "Zuzüge" in outside.panel(view(here, A)).legend
    assert "kann Zufall sein" in pair_pictures.against_size(view(here, UNION)).legend


def test_both_reports_have_a_decimal_only_where_they_differ(here):
    shown = pair_pictures.both_reports(view(here, UNION)).figure
    # Adorf counts 40 from Bdorf, Bdorf 44.
    assert "40,0" in {word for mark in shown.data if mark.text for word in mark.text}


def test_years_are_written_one_way():
    assert [verbleib._years(count) for count in (1, 5, 6, 12)] == [
        "einem Jahr", "fünf Jahren", "sechs Jahren", "zwölf Jahren",
    ]  # fmt: skip
    assert [verbleib._years(count, 13) for count in (1, 5, 13)] == ["1 Jahr", "5 Jahren", "13 Jahren"]


@pytest.mark.parametrize("look", [Look(LIGHT, height=440), replace(PHONE, height=240)])
def test_names_of_narrow_arcs_do_not_lie_on_each_other(look):
    flows = np.full((4, 4), 100.0)
    flows[3], flows[0] = 0.4, 0.4
    np.fill_diagonal(flows, np.nan)
    ribbons = chord.Ribbons(["Hafeninsel", "Altstadt", "Südstadt", "Brombeerweg"], flows, frozenset())
    drawn = chord.chord(ribbons, look).to_dict()["layout"]
    first, last = (drawn["annotations"][place] for place in (0, 3))
    line = chord.LINE * 2 * chord.HEIGHT / look.height
    assert abs(first["x"] - last["x"]) < 0.2 and last["y"] - first["y"] == pytest.approx(line, abs=0.01)
    assert drawn["yaxis"]["range"][1] >= last["y"] + line - 0.01, "the upper name stands inside the picture"


def test_a_type_is_the_largest_partner_only_if_no_other_type_is_larger(here):
    # Mitte: 30 + 10 with Nord, 40 from Bdorf; 75 from abroad, 20 to the Land.
    panel = fields.partner_fields(view(here, MITTE))
    assert panel.heading.startswith("Größter Partner: Ausland")
    parts = pd.DataFrame(
        {"partner": ["GEMEINDE", "GEMEINDE", "LAND"], "name": ["Nord", "Süd", ""], "in": [8.0, 7.0, 9.0],
         "out": [0.0, 0.0, 0.0]}
    )  # fmt: skip
    assert fields.largest_partner(parts.assign(volume=parts["in"]))[0] == "Umzug in der Gemeinde"
    named = parts.assign(volume=[10.0, 7.0, 9.0])
    assert fields.largest_partner(named) == ("Nord", 10 / 26)


def test_the_title_of_one_area_speaks_of_its_own_pairs(here, monkeypatch):
    monkeypatch.setattr(verflechtung, "found_pairs", lambda _: pd.DataFrame({"is_clear": [False]}))
    assert verflechtung.finding(view(here, UNION)).endswith("gleichen sich die Umzüge aus")
    own = verflechtung.finding(view(here, NORD))
    assert own == "Nord: mit keinem anderen Gebiet ein Saldo über den Zufall hinaus"


def test_a_flow_of_a_few_cases_is_not_expected_to_be_none():
    assert [pair_pictures._cases(mean) for mean in (0.14, 9.94, 9.96, 41.4)] == ["0,1", "9,9", "10", "41"]


def test_the_band_of_chance_is_not_cut_by_the_edge_of_the_age_curve():
    table = pd.DataFrame(
        {"net": [10.0, -30.0], "volume": [40.0, 90.0], "years": [1, 1], "residents": [60.0, 55.0]},
        index=[20, 100],
    )
    curve = bands.age_values(table, "_rate")
    low, high = bands.age_curve(table, "_rate", Look(LIGHT, digits=1)).to_dict()["layout"]["yaxis"]["range"]
    assert low < curve["low"].min() and high > curve["high"].max()


def test_balances_by_nationality_carry_their_sign(here):
    chart = nationality.nationalities(view(here, UNION)).figure.to_dict()
    said = [note["text"] for note in chart["layout"]["annotations"]]
    assert said and all(one.strip("</b>").rsplit(" ", 1)[1][0] in "+−0…" for one in said)
    ticks = [one.strip() for one in chart["layout"]["yaxis"]["ticktext"]]
    assert all(one == "0" or one[0] in "+−" for one in ticks)


@pytest.mark.parametrize("is_phone", [False, True])
def test_every_field_of_the_tree_holds_its_name(is_phone):
    names = [
        "Oldenburg",
        "Bremen",
        "Hude (Oldb)",
        "Bad Zwischenahn",
        "Ganderkesee",
        "Wiefelstede",
        "Elsfleth",
    ]
    volumes = [1600.0, 900.0, 300.0, 200.0, 60.0, 40.0, 30.0]
    table = pd.DataFrame({"partner": "LAND", "name": names, "in": volumes, "out": volumes})
    look = Look(LIGHT, height=400, is_phone=is_phone)
    nodes = tree.branches(table, look)
    small = {node["label"]: place for place, node in tree.numbered(nodes, look)}
    assert small and "Oldenburg" not in small
    labels = tree.partner_tree(table, look).to_dict()["data"][0]["labels"]
    # Whoever has no room for a name has the number that the words below the picture give it.
    assert [label for label in labels if label.isdigit()] == [str(place) for place in small.values()]
    leaves = sorted((node for node in nodes if node["parent"]), key=lambda node: -node["volume"])
    lying = laid([node["volume"] for node in leaves], tree.ground_of(look).inside(tree.HEAD, tree.EDGE))
    for node, field in zip(leaves, lying, strict=True):
        assert tree.holds(node["label"], field) != (node["label"] in small)


def test_fields_lie_as_in_the_paper_of_their_makers():
    # The example of Bruls, Huizing and van Wijk (2000): 6 6 4 3 2 2 1 on a ground of 6 by 4.
    found = laid([6, 6, 4, 3, 2, 2, 1], Field(0, 0, 6, 4))
    assert [(one.left, one.top) for one in found[:3]] == [(0, 0), (0, 2), (3, 0)]
    assert [(one.width, one.height) for one in found[:2]] == [(3, 2), (3, 2)]
    assert (found[2].width, found[2].height) == pytest.approx((12 / 7, 7 / 3))
    assert sum(one.width * one.height for one in found) == pytest.approx(24)


def test_headings_over_the_years_say_what_held_throughout(here):
    table = pd.DataFrame(
        {
            "Ausland": [3.0, 2.0, None, 1.0],
            "Umland": [-3.0, -2.0, -1.0, -1.0],
            "Verband": [1.0, -1.0, 1.0, 1.0],
        },
        index=[2021, 2022, 2023, 2024],
    )
    assert courses.kinds(table, "nichts") == "Durchweg Gewinn: Ausland; durchweg Verlust: Umland"
    assert courses.kinds(table[["Verband"]], "nichts") == "nichts"
    # Two known years show no course.
    assert courses.kinds(table[["Ausland"]].head(3), "nichts") == "nichts"
    shown = view(here, UNION)
    assert courses.areas(table, shown, is_part=True) == (
        "1 von 3 gezeigten Gemeinden gewinnt durchweg, 1 verliert durchweg"
    )
    both = table[["Ausland"]].assign(Bund=1.0)
    assert courses.areas(both, shown, is_part=False) == "Alle 2 Gemeinden gewinnen durchweg"
    assert courses.areas(table[["Verband"]], shown, is_part=False) == (
        "Keine durchgehende Richtung in den 1 Gemeinden"
    )
    came = view(here, UNION, direction="in")
    assert courses.areas(table, came, is_part=False) == "2024 in 1 von 3 Gemeinden höher als 2021"


def stays(shares: dict[str, tuple[float, float, float]]) -> pd.DataFrame:
    rows = [
        {"name": name, "low": low, "value": share, "high": high}
        for name, (low, share, high) in shares.items()
    ]
    return pd.DataFrame(rows).assign(is_clear=lambda one: (one["low"] > 50) | (one["high"] < 50))


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"A": (70, 75, 80), "B": (52, 55, 58), "C": (30, 33, 36)}, "Am ehesten bleiben Zugezogene in A"),
        (
            {"A": (70, 75, 80), "B": (69, 74, 79), "C": (45, 50, 55)},
            "Öfter als im Mittel bleiben Zugezogene in A und in B",
        ),
        ({"A": (45, 50, 55), "B": (30, 35, 40)}, "Am seltensten bleiben Zugezogene in B"),
        ({"A": (45, 50, 55), "B": (45, 51, 56)}, "Kein Unterschied ist mehr als Zufall"),
    ],
)  # fmt: skip
def test_who_stays_most_is_named_only_where_no_band_overlaps(shares, said):
    phrases = {name: f"in {name}" for name in shares}
    compared = Compared("k", "", "", {}, phrases, "in {count} von {all} Gebieten")
    assert stay_bars.heading_of(stays(shares), 50.0, compared) == said


def test_bars_beside_a_higher_picture_fill_it():
    rows = pd.DataFrame(
        [{"name": str(one), "value": 1.0, "low": 0.5, "high": 1.5, "is_clear": True} for one in range(6)]
    )
    assert bands.banded_bars(rows, Look(LIGHT, height=440)).layout.height == 440
    assert bands.banded_bars(rows.head(2), Look(LIGHT, height=440)).layout.height == 2 * 70 + 36
    assert bands.banded_bars(rows, Look(LIGHT, height=0)).layout.height == 6 * 46 + 36


def test_a_number_stays_on_a_line_with_the_word_it_is_joined_to():
    assert cards.unbroken("18- bis 24-Jährige <b>") == "18- bis 24-\u2060Jährige &lt;b&gt;"
    assert cards.unbroken("80-%-Bereich, 2022–2024") == "80-\u2060%-\u2060Bereich, 2022–2024"


def test_a_scale_of_bars_has_three_numbers_that_are_told_apart():
    rows = pd.DataFrame([{"name": "a", "value": 33.0, "low": 28.0, "high": 39.0, "is_clear": True}])
    axis = bands.banded_bars(rows, Look(LIGHT), reference=51.9).to_dict()["layout"]["xaxis"]
    assert len(set(axis["ticktext"])) == len(axis["tickvals"]) >= 3
    assert canvas.tick_digits([0.0, 0.25, 0.5]) == 2 and canvas.tick_digits([0.0, 5.0]) == 0


def test_a_year_between_two_gaps_is_a_dot():
    values = [None, 2.0, None, 3.0, 4.0]
    years = pd.DataFrame(
        {"year": range(2020, 2025), "arrivals": values, "departures": values, "net": values}, dtype=float
    )
    line = history.history(years, "", (2024,), Look(LIGHT)).to_dict()["data"][0]
    assert list(line["marker"]["opacity"]) == [0, 1, 0, 0, 0]
    assert "unselected" not in line, "a click elsewhere would hide it"
