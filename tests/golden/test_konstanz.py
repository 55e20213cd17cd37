"""Konstanz's open data as generic count deliveries, through warehouse and forecast; no profile of its own."""

import json
from pathlib import Path

import pandas as pd
import pytest

from forecasting.run import RunSettings, run_forecast
from tests.command import kohorte
from warehouse.build import build
from warehouse.connection import Reader, open_reader
from warehouse.ingest import ingest
from warehouse.query import frame
from warehouse.settings import Home

pytestmark = pytest.mark.slow

QUERIES = Path(__file__).parent / "queries"
AGS = "08335043"
# Earlier age tables include second homes (data/README.md): the series is whole from 2009 on.
FIRST_YEAR, LAST_YEAR = 2009, 2025


def population(shared: Path) -> pd.DataFrame:
    """Single age × sex × nationality in the columns of the generic profile."""
    raw = pd.read_parquet(shared / "data/konstanz/population_age_sex_nat_1983_2025.parquet")
    raw = raw[raw["year"].between(FIRST_YEAR, LAST_YEAR)]
    cells = raw.assign(
        municipality_ags=AGS,
        area_id=AGS,
        reference_date=raw["year"].astype(str) + "-12-31",
        sex=raw["sex"].map({"m": "m", "f": "w"}),
        nationality=raw["nat"].map({"D": "D", "nD": "A"}),
        age=raw["age"].clip(upper=100),
    )
    key = ["municipality_ags", "area_id", "reference_date", "sex", "age", "nationality"]
    return cells.groupby(key, as_index=False)["n"].sum().rename(columns={"n": "persons"})


def components(shared: Path) -> dict[str, pd.DataFrame]:
    """Yearly totals of births, deaths and moves: no age, no sex, no nationality."""
    raw = pd.read_parquet(shared / "data/konstanz/components_1995_2025.parquet")
    raw = raw[raw["year"].between(FIRST_YEAR + 1, LAST_YEAR)]
    at = {"municipality_ags": AGS, "year": raw["year"], "sex": "", "nationality": ""}
    here = {**at, "area_id": AGS}
    inward = pd.DataFrame(
        {**at, "origin": "UNBEKANNT", "destination": AGS, "age": "0+", "moves": raw["in_moves"]}
    )
    outward = pd.DataFrame(
        {**at, "origin": AGS, "destination": "UNBEKANNT", "age": "0+", "moves": raw["out_moves"]}
    )
    return {
        "generic_births": pd.DataFrame({**here, "mother_age": "15-49", "births": raw["births"]}),
        "generic_deaths": pd.DataFrame({**here, "age": "0+", "deaths": raw["deaths"]}),
        "generic_moves": pd.concat([inward, outward]),
    }


@pytest.fixture(scope="session")
def konstanz_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Konstanz delivered as a statistical office would: five CSV files."""
    folder, home = tmp_path_factory.mktemp("deliveries"), Home(tmp_path_factory.mktemp("konstanz"))
    area = {
        "area_id": [AGS],
        "level": ["gemeinde"],
        "name": ["Konstanz"],
        "parent_id": [""],
        "municipality_ags": [AGS],
    }
    files = {
        "generic_areas": pd.DataFrame(area),
        "generic_population": population(shared),
        **components(shared),
    }
    for profile, content in files.items():
        content.to_csv(folder / f"{AGS}_{profile}.csv", index=False)
        (receipt,) = ingest(folder / f"{AGS}_{profile}.csv", profile, home)
        assert receipt.rejected == 0
    build(home)
    run_forecast(home, settings=RunSettings(draws=100))
    return home


@pytest.fixture(scope="session")
def konstanz(konstanz_home: Home) -> Reader:
    """The open build with its forecast."""
    return open_reader(konstanz_home)


def by_year(reader: Reader, query: str) -> pd.DataFrame:
    """The basis scenario of Konstanz, indexed by year."""
    table = frame(reader.cursor(), QUERIES / f"{query}.sql", area_id=AGS, scenario="basis")
    return table.set_index("year")


def test_the_register_arrives_as_published(konstanz: Reader, shared: Path):
    totals = frame(konstanz.cursor(), QUERIES / "totals_by_level.sql").set_index("year")["persons"]
    published = population(shared).groupby("reference_date")["persons"].sum()
    assert totals.sort_index().tolist() == published.tolist()
    assert totals[2025] == 87_178


def test_the_balance_keeps_what_the_moves_do_not_explain(konstanz: Reader, shared: Path):
    balance = frame(konstanz.cursor(), QUERIES / "balance.sql", area_id=AGS).set_index("year")
    raw = pd.read_parquet(shared / "data/konstanz/components_1995_2025.parquet").set_index("year")
    years = range(FIRST_YEAR + 1, LAST_YEAR + 1)
    explained = (raw["births"] - raw["deaths"] + raw["in_moves"] - raw["out_moves"]).loc[years]
    change = (balance["end"] - balance["start"]).loc[years]
    assert balance["residual"].loc[years].tolist() == (change - explained).tolist()


def test_the_forecast_starts_at_the_register_and_balances(konstanz: Reader):
    path = frame(konstanz.cursor(), QUERIES / "forecast_totals.sql", area_id=AGS, scenario="basis").set_index(
        "year"
    )
    flows = frame(konstanz.cursor(), QUERIES / "forecast_flows.sql", area_id=AGS, scenario="basis").set_index(
        "year"
    )
    assert path.index.tolist() == list(range(LAST_YEAR, LAST_YEAR + 21))
    assert path["mean"].iloc[0] == path["q10"].iloc[0] == path["q90"].iloc[0] == 87_178
    change = path["mean"].diff().dropna()
    explained = flows["births"] - flows["deaths"] + flows["in"] - flows["out"]
    assert (change - explained).abs().max() < 1.0


def test_the_forecast_stays_where_a_city_can_be(konstanz: Reader):
    path = frame(konstanz.cursor(), QUERIES / "forecast_totals.sql", area_id=AGS, scenario="basis").set_index(
        "year"
    )
    ten = path.loc[LAST_YEAR + 10]
    assert 0.9 < ten["median"] / 87_178 < 1.1
    assert 0.02 < (ten["q90"] - ten["q10"]) / ten["median"] < 0.25
    births = by_year(konstanz, "forecast_flows")["births"]
    assert births.between(450, 950).all()


def test_the_run_says_what_it_had_to_assume(konstanz: Reader):
    sheet = frame(konstanz.cursor(), QUERIES / "assumptions.sql", scenario="basis")["assumptions"].iloc[0]
    assert "Konstanz" in sheet or AGS in sheet


def test_the_backtest_prints_the_honest_comparison_with_no_change(konstanz_home: Home):
    done = kohorte("backtest", home=konstanz_home.root)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert next(line for line in lines if line[:2] == ["keine", "Veränderung"])[2:]
    assert "Komponentenmodell" in done.stdout
    assert "Beitrag der Komponenten" in done.stdout
    content = kohorte("backtest", "--leads", "1,5,10", "--json", home=konstanz_home.root).stdout
    (root,) = json.loads(content)["roots"]
    errors = {name: root["methods"][name]["5"]["total"]["mape"] for name in ("kohorte", "no_change")}
    assert f"{errors['no_change']:.2f}".replace(".", ",") in done.stdout
    assert root["ratios"]["no_change"]["5"]["total"] == pytest.approx(
        errors["kohorte"] / errors["no_change"], abs=1e-3
    )
    assert root["leads"] == [1, 5, 10]
