"""The difference to the previous run adds up, blames the program where only that changed, stays outside."""

import json
from pathlib import Path

import duckdb
import pytest

from forecasting.difference import difference_file, difference_from_current, read_basis, write_difference
from forecasting.output import create_file, publish, write_rows


def make_run(folder: Path, run_id: str, **made: object) -> Path:
    """Write a run of one area: births, deaths, arrivals, departures and housing of every year, from `base`.

    `first` is the jump-off year; `rest` is added every year without a component behind it.
    """
    facts = {"first": 2024, "base": 1000.0, "births": 10.0, "deaths": 8.0, "in": 50.0, "out": 40.0,
             "housing": 0.0, "rest": 0.0, "build": "b1", "code": "c1", "draws": 10} | made  # fmt: skip
    path = folder / f"{run_id}.duckdb"
    con = create_file(path)
    head = {"run_id": run_id, "scenario": "basis", "area_id": "a"}
    quantiles = dict.fromkeys(("q10", "q25", "median", "q75", "q90"), 0.0)
    persons, totals, flows, housing = facts["base"], [], [], []
    for year in range(facts["first"], 2045):
        if year > facts["first"]:
            change = facts["births"] - facts["deaths"] + facts["in"] - facts["out"] + facts["housing"]
            persons += change + facts["rest"]
            arrived = {"in": facts["in"] + facts["housing"], "moves_in": 0.0, "moves_out": 0.0}
            each = {name: facts[name] for name in ("births", "deaths", "out")} | arrived
            flows += [
                head | {"year": year, "component": name, "mean": value} | quantiles
                for name, value in each.items()
            ]
            housing.append(head | {"year": year, "persons": facts["housing"]})
        band = {"age": 0, "age_to": 100, "sex": None, "nationality": None, "mean": persons}
        totals.append(head | {"year": year} | band | quantiles)
    sheet = json.dumps({"settings": {"draws": facts["draws"]}})
    run = {"run_id": run_id, "scenario": "basis", "title": "B", "narrative": "N", "build_id": facts["build"],
           "jump_off_date": f"{facts['first']}-12-31", "horizon_year": 2044, "convention": "k",
           "code_version": facts["code"], "seed": 1, "draws": facts["draws"],
           "assumptions": sheet}  # fmt: skip
    write_rows(con, "forecast_run", [run])
    write_rows(con, "forecast_age_group", totals)
    write_rows(con, "forecast_components", flows)
    write_rows(con, "forecast_housing", housing)
    con.close()
    return path


def parts_of(path: Path, year: int) -> dict[str, float]:
    with duckdb.connect(str(path), read_only=True) as con:
        table = con.table("forecast_difference").df()
    rows = table[table["year"] == year]
    return dict(zip(rows["part"], rows["persons"], strict=True))


def test_each_part_is_found_and_all_add_up(tmp_path: Path):
    before = make_run(tmp_path, "alt")
    changed = {"base": 1100.0, "births": 12.0, "deaths": 9.0, "in": 55.0, "housing": 4.0, "rest": 0.5}
    now = make_run(tmp_path, "neu", build="b2", **changed)
    path, (note,) = write_difference(now, before)
    parts = parts_of(path, 2034)
    assert parts == pytest.approx(
        {"total": 205, "base": 100, "births": 20, "deaths": -10, "migration": 50, "housing": 40, "method": 5}
    )
    assert sorted({2029, 2034, 2039, 2044}) == sorted(set(_years(path)))
    assert "+205 Personen (Ausgangsbestand +100, Wanderungen +50, Neubau +40" in note
    assert "Gegenüber dem vorigen Lauf alt" in note


def _years(path: Path) -> list[int]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.table("forecast_difference").df()["year"].tolist()


def test_what_came_since_counts_against_what_was_expected(tmp_path: Path):
    before = make_run(tmp_path, "alt", first=2022)  # 12 more a year: 1024 expected at the end of 2024
    now = make_run(tmp_path, "neu", base=1000.0, build="b2")
    parts = parts_of(write_difference(now, before)[0], 2029)
    assert parts["base"] == pytest.approx(-24)
    assert parts["total"] == pytest.approx(-24)
    assert parts["births"] == parts["migration"] == 0


def test_where_only_the_program_changed_all_is_method(tmp_path: Path):
    before = make_run(tmp_path, "alt")
    now = make_run(tmp_path, "neu", births=11.0, code="c2")
    parts = parts_of(write_difference(now, before)[0], 2034)
    assert (parts["method"], parts["births"], parts["total"]) == (pytest.approx(10), 0, pytest.approx(10))
    told = write_difference(make_run(tmp_path, "drei", births=11.0, code="c2", draws=20), before)
    assert "Auch das Programm wurde geändert" in told[1][0]


def test_equal_runs_say_that_nothing_changed(tmp_path: Path):
    before, now = make_run(tmp_path, "alt"), make_run(tmp_path, "neu", build="b2")
    assert "ändert sich die Basis für a bis 2034 nicht" in write_difference(now, before)[1][0]


def test_runs_that_share_nothing_are_not_compared(tmp_path: Path):
    now = make_run(tmp_path, "neu", first=2024)
    later = make_run(tmp_path, "spaeter", first=2030)
    assert write_difference(now, later) is None
    assert write_difference(now, now) is None
    empty = tmp_path / "alt.duckdb"
    duckdb.connect(str(empty)).close()
    assert read_basis(empty) is None


def test_the_pointer_leads_to_the_comparison_and_the_run_stays_as_it_is(tmp_path: Path):
    before, now = make_run(tmp_path, "alt"), make_run(tmp_path, "neu", births=12.0, build="b2")
    assert difference_from_current(before) == (None, ())
    publish(tmp_path, "alt", "b1", before.name)
    content = now.read_bytes()
    name, notes = difference_from_current(now)
    assert name == difference_file(now).name
    assert len(notes) == 1
    assert now.read_bytes() == content
    publish(tmp_path, "neu", "b2", now.name, name)
    # Published again, the current run keeps what it was compared with.
    assert difference_from_current(now) == (name, ())
