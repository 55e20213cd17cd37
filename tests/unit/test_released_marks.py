"""What looks overlaid in a release is so: numbers, neither words nor gaps nor what somebody declares."""

import re

import pandas as pd
import pytest

from dashboards import cards, style, tables
from dashboards.cards import KeyFigure
from dashboards.tables import Column
from dashboards.topics.start import titles

COLUMNS = [
    Column("name", "Gemeinde", "text"),
    Column("persons", "Bevölkerung"),
    Column("says", "Gültig", "text"),
    Column("until", "bis", "date"),
    Column("places", "Plätze", is_declared=True),
]
ROWS = [
    {"name": "A", "persons": 20, "says": "ja", "until": pd.Timestamp(2028, 1, 1), "places": 15},
    {"name": "B", "persons": None, "says": "Rechenbeispiel", "until": None, "places": None},
]


def test_only_numbers_of_a_release_stand_in_italics():
    """The style sheet names the cells; here they are looked up as a browser would."""
    sheet = (style.ASSETS / "released.css").read_text(encoding="utf-8")
    (rule,) = re.findall(r"^\.k-table td(\S*) \{ font-style: italic; \}$", sheet, re.MULTILINE)
    wanted, unwanted = re.fullmatch(r"\.([\w-]+):not\(\.([\w-]+)\)", rule).groups()
    html = tables.written(pd.DataFrame(ROWS), COLUMNS, "Tabelle")
    cells = re.findall(r'<td class="([^"]*)">([^<]*)</td>', html)
    assert len(cells) == 8
    assert [told for kinds, told in cells if wanted in kinds.split() and unwanted not in kinds.split()] == [
        "20"
    ]


@pytest.mark.parametrize(
    ("figure", "is_overlaid"),
    [
        (KeyFigure("Saldo", "+12"), True),
        (KeyFigure("Prognose", "8.400"), True),
        (KeyFigure("Haltbarkeit", "…"), False),
        (KeyFigure("Erstes Jahr mit Fehlbedarf", "keines"), False),
        (KeyFigure("Plätze", "2.228", is_declared=True), False),
    ],
)
def test_a_gap_a_word_and_what_is_declared_are_not_called_about_right(figure: KeyFigure, is_overlaid: bool):
    sheet = (style.ASSETS / "released.css").read_text(encoding="utf-8")
    assert '.k-value:not(.k-worded)::before { content: "≈' in sheet
    assert ('class="k-value"' in cards._key_figure(figure)) == is_overlaid


@pytest.mark.parametrize(
    ("everybody", "children", "told"),
    [
        (
            (3.2, 3.5),
            (16.8, 13.2),
            "lagen insgesamt näher als „keine Veränderung“, bei Kindern bis 5 weiter daneben",
        ),
        ((3.2, 3.5), (9.0, 13.2), "lagen näher als „keine Veränderung“"),
        ((3.2, 3.5), None, "lagen näher als „keine Veränderung“"),
        (
            (4.0, 3.5),
            (13.1, 13.2),
            "lagen insgesamt weiter daneben als „keine Veränderung“, bei Kindern bis 5 so nah",
        ),
    ],
)
def test_the_title_of_past_forecasts_says_what_its_table_carries(
    everybody: tuple[float, float], children: tuple[float, float] | None, told: str
):
    known = [(100, everybody)] + ([(5, children)] if children else [])
    table = pd.DataFrame(
        [
            {"lead_time": 5, "age_to": age_to, "method": method, "mape": error}
            for age_to, errors in known
            for method, error in zip(("kohorte", "no_change"), errors, strict=True)
        ]
    )
    assert titles.backtest_title(table, 5) == f"Frühere Prognosen {told}"
