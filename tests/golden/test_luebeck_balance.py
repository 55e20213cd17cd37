"""Lübeck's components as generic count deliveries: the balance reproduces the published differences."""

from pathlib import Path

import pandas as pd
import pytest

from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.ingest import ingest
from warehouse.settings import Home

AGS = "01003000"
# data/README.md: the city's balance misses its change by 0 to 346 persons a year, a Stadtteil's by 24.
CITY_WORST, STADTTEIL_MEAN = 346, 24


def published(shared: Path, level: str) -> pd.DataFrame:
    """Yearly figures of the ten Stadtteile or of the city, with the key their deliveries carry."""
    raw = pd.read_parquet(shared / "data/luebeck/stadtteile_components_2010_2022.parquet")
    raw = raw[raw["level"] == level].copy()
    raw["area_id"] = AGS if level == "city" else AGS + "-" + raw["stadtteil_id"].astype(str)
    return raw.sort_values(["area_id", "year"])


def difference(figures: pd.DataFrame) -> pd.Series:
    """Change of the stock minus births, deaths and moves, by area and year from 2011 on."""
    change = figures.groupby("area_id")["pop_31dec"].diff()
    events = figures["births"] - figures["deaths"] + figures["in_moves"] - figures["out_moves"]
    return (change - events).set_axis(pd.MultiIndex.from_frame(figures[["area_id", "year"]])).dropna()


def deliver(figures: pd.DataFrame, folder: Path) -> Home:
    """Four CSV files through the generic profiles, as an office without a register interface would do it."""
    here = {"municipality_ags": AGS, "area_id": figures["area_id"]}
    at, day = {**here, "year": figures["year"]}, figures["year"].astype(str) + "-12-31"
    way = {"municipality_ags": AGS, "year": figures["year"], "age": "0+"}
    inward = {"origin": "UNBEKANNT", "destination": figures["area_id"], "moves": figures["in_moves"]}
    outward = {"origin": figures["area_id"], "destination": "UNBEKANNT", "moves": figures["out_moves"]}
    # Moves between Stadtteile are part of both figures; that none is delivered apart has to be said.
    inside = {"origin": figures["area_id"], "destination": figures["area_id"], "moves": 0}
    files = {
        "generic_population": pd.DataFrame(
            {**here, "reference_date": day, "age": "0+", "persons": figures["pop_31dec"]}
        ),
        "generic_births": pd.DataFrame({**at, "mother_age": "15-49", "births": figures["births"]}),
        "generic_deaths": pd.DataFrame({**at, "age": "0+", "deaths": figures["deaths"]}),
        "generic_moves": pd.concat(pd.DataFrame({**way, **end}) for end in (inward, outward, inside)),
    }
    home = Home(folder / "home")
    for profile, frame in files.items():
        frame.to_csv(folder / f"{profile}.csv", index=False)
        [receipt] = ingest(folder / f"{profile}.csv", profile, home)
        assert receipt.rejected == 0
    build(home)
    return home


def balanced(home: Home) -> pd.Series:
    """Residual by area and year from 2011 on, the first year with a stock before it."""
    balance = open_reader(home).con.table("balance").df().query("year > 2010")
    return balance.set_index(["area_id", "year"])["residual"]


@pytest.mark.parametrize(("level", "areas"), [("city", 1), ("stadtteil", 10)])
def test_the_balance_reproduces_the_published_differences(
    shared: Path, tmp_path: Path, level: str, areas: int
):
    figures = published(shared, level)
    residual, expected = balanced(deliver(figures, tmp_path)), difference(figures)
    assert len(residual) == areas * 12
    assert residual.notna().all()
    assert residual.astype(int).to_dict() == expected.astype(int).to_dict()


def test_the_differences_are_of_the_published_size(shared: Path):
    assert difference(published(shared, "city")).abs().max() == CITY_WORST
    assert round(difference(published(shared, "stadtteil")).abs().mean()) == STADTTEIL_MEAN


def test_the_light_follows_the_residual_in_per_mille(shared: Path, tmp_path: Path):
    home = deliver(published(shared, "stadtteil"), tmp_path)
    light = open_reader(home).con.table("balance_light").df().query("year > 2010")
    per_mille = light["per_mille"].abs()
    assert (light.loc[per_mille <= 1, "light"] == "grün").all()
    assert (light.loc[(per_mille > 1) & (per_mille <= 5), "light"] == "gelb").all()
    assert (light.loc[per_mille > 5, "light"] == "rot").all()
    assert {"grün", "gelb"} <= set(light["light"])
