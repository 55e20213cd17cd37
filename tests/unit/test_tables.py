"""A table takes out of a frame what its columns show, with state and field, and nothing else."""

import numpy as np
import pandas as pd

from dashboards import tables
from dashboards.tables import Column

FRAME = pd.DataFrame(
    {
        "name": ["Nord", "Süd", None, "West"],
        "count": [1200, 0, 7, 5],
        "change": [-1.5, np.nan, 2.0, 0.0],
        "change_state": ["known", "missing", "protected", "not_meaningful"],
        "count_field": [("#123456", "#FFFFFF", "−"), None, None, None],
        "day": pd.to_datetime(["2024-12-31", None, "2023-12-31", None]),
    }
)
COLUMNS = [
    Column("name", "Gebiet", "text"),
    Column("count", "Personen"),
    Column("change", "Veränderung", "signed", 1),
    Column("day", "Stichtag", "date"),
    Column("nowhere", "Nicht im Bestand", "text"),
]


def test_every_state_of_a_number_is_written() -> None:
    html = tables.written(FRAME, COLUMNS, "Probe")
    cells = html.partition("<tbody>")[2].split("<tr>")[1:]
    assert [row.count("<td") for row in cells] == [4] * 4
    assert "1.200" in cells[0] and "background:#123456;color:#FFFFFF" in cells[0] and "31.12.2024" in cells[0]
    assert "–" in cells[1] and "…" in cells[1]
    assert "geschützt" in cells[2] and "2,0" not in cells[2]
    assert ">x<" in cells[3]


def test_what_no_column_shows_is_not_taken_out() -> None:
    rows = tables._rows(FRAME.assign(draws=0.5, name_low="x"), COLUMNS)
    assert [set(row) for row in rows] == [set(FRAME)] * len(FRAME)


def test_a_table_without_rows_has_a_head() -> None:
    html = tables.written(FRAME.head(0), COLUMNS, "Probe")
    assert "Gebiet" in html and "<tbody></tbody>" in html
