"""Files of the folder `vorgaben`: read, refused by name and line, part of the run's name."""

from pathlib import Path

import pytest

from forecasting.declared import check_areas, read_declared
from forecasting.errors import DeclarationError
from forecasting.run import run_forecast
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import YEARS
from warehouse.connection import open_reader
from warehouse.settings import Home


def put(home: Home, name: str, text: str) -> Home:
    folder = home.root / "vorgaben"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return home


def test_nothing_stated_is_nothing(tmp_path: Path):
    declared = read_declared(Home(tmp_path))
    assert declared.of("eckwerte_gemeinde") == ()
    assert declared.checksum == ""


def test_lines_know_where_they_stand_and_commas_of_numbers(tmp_path: Path):
    home = put(Home(tmp_path), "eckwerte_land.csv", "area_id;year;persons\nx;2030;10,5\n\ny;2031;7\n")
    lines = read_declared(home).of("eckwerte_land")
    assert [(line.number, line.year(), line.amount("persons")) for line in lines] == [
        (2, 2030, 10.5),
        (4, 2031, 7.0),
    ]
    before = read_declared(home).checksum
    put(home, "eckwerte_land.csv", "area_id;year;persons\nx;2030;11\n")
    assert read_declared(home).checksum != before


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("eckwerte.csv", "a,b\n", "eckwerte.csv ist unbekannt"),
        ("linexp.csv", "area_id\nx\n", "linexp.csv, Zeile 1: .*Falsch ist: weight"),
        ("linexp.csv", "area_id,weight,gewicht\nx,1,1\n", "Falsch ist: gewicht"),
        ("linexp.csv", "area_id,weight\nx,1,2\n", "linexp.csv, Zeile 2: 3 Werte statt 2"),
        ("linexp.csv", "", "linexp.csv, Zeile 1: .*Falsch ist: area_id, weight"),
    ],
)
def test_a_file_that_is_not_understood_is_refused(tmp_path: Path, name: str, text: str, reason: str):
    with pytest.raises(DeclarationError, match=reason):
        read_declared(put(Home(tmp_path), name, text))


def test_an_unknown_area_is_refused(mini_home: Home, tmp_path: Path):
    declared = read_declared(put(Home(tmp_path), "linexp.csv", "area_id,weight\n03959001,1\n03959009,1\n"))
    with pytest.raises(DeclarationError, match=r"linexp.csv, Zeile 3: Das Gebiet „03959009“ ist unbekannt"):
        check_areas(declared, open_reader(mini_home).cursor())


def test_a_run_holds_to_what_the_home_states(mini_home: Home):
    """The whole way on the mini municipality: target, factor and result stand in the run."""
    settings = RunSettings(draws=20, horizon=5)
    folder = mini_home.root / "vorgaben"
    plain = run_forecast(mini_home, scenarios=("basis",), settings=settings)
    rows = [f"03959001,{YEARS[-1] + 1 + i},{530 + 3 * i}" for i in range(5)]
    try:
        put(mini_home, "eckwerte_gemeinde.csv", "area_id,year,persons\n" + "\n".join(rows) + "\n")
        held = run_forecast(mini_home, scenarios=("basis",), settings=settings)
        assert held.run_id != plain.run_id
        reader = open_reader(mini_home)
        table = reader.con.table("forecast_constraint").df().sort_values("year")
        reader.con.close()
        assert table["constrained"].to_numpy() == pytest.approx(table["target"].to_numpy(), rel=1e-3)
        assert set(table["layer"]) == {"gemeinde"}
        put(mini_home, "eckwerte_gemeinde.csv", "area_id,year,persons\n03959001,2025,-1\n")
        with pytest.raises(DeclarationError, match="Zeile 2"):
            run_forecast(mini_home, scenarios=("basis",), settings=settings)
    finally:
        (folder / "eckwerte_gemeinde.csv").unlink()
        folder.rmdir()
        run_forecast(mini_home, settings=RunSettings(draws=40))
