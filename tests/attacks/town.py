"""Synthetic towns of any size as exact marts in memory, and releases of them, real or weakened on purpose."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from warehouse.connection import MACROS
from warehouse.protection.cube import keyed_cells
from warehouse.protection.key_sums import key_sums
from warehouse.protection.look_up import open_engine, protect
from warehouse.protection.perturbation import PerturbationTable, Row
from warehouse.protection.secret import ProtectionSecret
from warehouse.query import statement
from warehouse.release.cells import selected_cells, true_cells
from warehouse.release.design import Audience
from warehouse.release.elsewhere import Elsewhere, nothing_elsewhere
from warehouse.release.harmonised import harmonised_population
from warehouse.release.known_figures import INSTITUTIONS, STATED
from warehouse.release.order import Order
from warehouse.release.policy import AudiencePolicy
from warehouse.release.register import Event, Release
from warehouse.release.surface import AttackSurface, Confidential, LookUp, with_truth
from warehouse.settings import Home

AGS = "09999001"
SECRET = ProtectionSecret(bytes(range(7, 39)))
SEXES, NATIONALITIES, AGES = ("m", "w"), ("D", "A"), 101
EXACT = PerturbationTable("genau", (Row((0,), (1.0,)),))
EXTERNAL = ("UMLAND", "LAND", "BUND", "AUSLAND")
FIRST_YEAR = 2015


@dataclass(frozen=True)
class Town:
    """Exact marts of one municipality by name, and its base cube with keys."""

    marts: Mapping[str, pa.Table]
    base: pa.Table

    def engine(self) -> duckdb.DuckDBPyConnection:
        """Open the engine with the marts by their plain names."""
        con = open_engine()
        con.execute(statement(MACROS / "sum_known.sql"))
        for name, table in self.marts.items():
            con.register(name, table)
        return con


def sizes_of(residents: int, leaves: int, draw: np.random.Generator) -> np.ndarray:
    """Residents of the smallest areas: very unequal, as in life."""
    share = draw.lognormal(0, 0.6, leaves)
    return residents * share / share.sum()


@cache
def town(residents: int, leaves: int, years: int, seed: int = 1) -> Town:
    """A town with stocks at `years` ends of year and everything that happened between them."""
    draw = np.random.default_rng(seed)
    stocks, births, deaths, moves = history(sizes_of(residents, leaves, draw), years, draw)
    return keyed(marts_of(leaves, stocks, births, deaths, moves), seed)


def history(sizes: np.ndarray, years: int, draw: np.random.Generator) -> tuple[list, list, list, list]:
    """Stocks (leaf, sex, nationality, age) and flows; the balance of every year holds exactly."""
    age = np.arange(AGES)
    pyramid = np.interp(age, [0, 20, 35, 55, 70, 85, 100], [9, 10, 12, 15, 11, 5, 0.2])
    foreign = np.clip(draw.beta(2, 12, len(sizes)), 0.01, 0.6)[:, None, None, None]
    groups = np.stack([1 - foreign, foreign], axis=2)[..., 0]
    expected = sizes[:, None, None, None] * groups * 0.5 * (pyramid / pyramid.sum())
    expected = np.broadcast_to(expected, (len(sizes), 2, 2, AGES))
    stock = draw.poisson(expected)
    stocks, births, deaths, moves = [stock], [], [], []
    for _ in range(years - 1):
        dead = draw.binomial(stock, np.clip(0.0004 * np.exp(0.085 * age), 0, 0.5))
        gone = draw.binomial(stock - dead, 0.06)
        older = np.zeros_like(stock)
        older[..., 1:] = (stock - dead - gone)[..., :-1]
        older[..., -1] += (stock - dead - gone)[..., -1]
        born = draw.poisson(expected[..., 25:40].sum(axis=-1) * 0.06)
        older[..., 0] = born
        came = draw.poisson(expected * 0.06)
        stock = older + came
        stocks.append(stock)
        births.append(born)
        deaths.append(dead)
        moves.append((came, gone))
    return stocks, births, deaths, moves


def leaf_id(number: int) -> str:
    return f"{AGS}-{number // 5 + 1:02d}{number % 5 + 1:02d}"


def cube_rows(values: np.ndarray, measure: str, **constants: object) -> pd.DataFrame:
    """Rows of what is not zero in (leaf, sex, nationality, age)."""
    place = np.nonzero(values)
    leaves = np.array([leaf_id(number) for number in range(len(values))])
    columns = {
        "area_id": leaves[place[0]],
        "sex": np.array(SEXES)[place[1]],
        "nationality": np.array(NATIONALITIES)[place[2]],
        "age": place[3].astype("int16") if len(place) > 3 else 30,
    }
    return pd.DataFrame(columns).assign(
        age_to=lambda rows: rows["age"], **constants, **{measure: values[place]}
    )


def marts_of(leaves: int, stocks: list, births: list, deaths: list, moves: list) -> dict[str, pa.Table]:
    days = [date(FIRST_YEAR + number, 12, 31) for number in range(len(stocks))]
    stock = [cube_rows(part, "persons", reference_date=day) for part, day in zip(stocks, days, strict=True)]
    population = pd.concat(stock)
    areas, members = territory(leaves)
    above = members.rename(columns={"area_id": "leaf"})
    shown = population.merge(above[above["is_leaf"]], left_on="area_id", right_on="leaf")
    per_area = shown.drop(columns=["area_id", "leaf", "is_leaf"]).rename(columns={"ancestor_id": "area_id"})
    later = [day.year for day in days[1:]]
    flows = {
        "births": [cube_rows(part, "births", year=year) for part, year in zip(births, later, strict=True)],
        "deaths": [cube_rows(part, "deaths", year=year) for part, year in zip(deaths, later, strict=True)],
        "moves": [partner_rows(*part, year) for part, year in zip(moves, later, strict=True)],
    }
    tables = {name: pd.concat(parts) for name, parts in flows.items()}
    tables["births"] = tables["births"].rename(columns={"age": "mother_age", "age_to": "mother_age_to"})
    care = {"reference_date": [], "home_area_id": [], "form": [], "age": [], "children": []}
    tables |= {"population": population, "area_population": per_area, "area": areas, "area_member": members}
    tables |= {"partner_category": pd.DataFrame({"code": EXTERNAL})}
    found = {name: pa.Table.from_pandas(table, preserve_index=False) for name, table in tables.items()}
    types = [pa.date32(), pa.string(), pa.string(), pa.int16(), pa.int64()]
    found["care"] = pa.table(care, schema=pa.schema(list(zip(care, types, strict=True))))
    return found


def partner_rows(came: np.ndarray, gone: np.ndarray, year: int) -> pd.DataFrame:
    """Moves across the border, each cell with one partner."""
    parts = []
    for values, kind in ((came, "external_in"), (gone, "external_out")):
        rows = cube_rows(values, "moves", kind=kind, year=year, reporter_ags=AGS)
        partner = np.array(EXTERNAL)[np.arange(len(rows)) % len(EXTERNAL)]
        here, there = ("destination", "origin") if kind == "external_in" else ("origin", "destination")
        parts.append(rows.assign(**{here: rows["area_id"], there: partner}))
    return pd.concat(parts)


def territory(leaves: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Municipality, districts of five smallest areas, smallest areas."""
    names = [leaf_id(number) for number in range(leaves)]
    districts = {name: name[:-2] for name in names}
    rows = [(AGS, "gemeinde", "VRX"), *((one, "bezirk", AGS) for one in sorted(set(districts.values())))]
    rows += [(name, "ortsteil", districts[name]) for name in names]
    areas = pd.DataFrame(rows, columns=["area_id", "level", "parent_id"]).assign(municipality_ags=AGS)
    members = [(one, one, one in districts) for one in areas["area_id"]]
    members += [(AGS, one, one in districts) for one in areas["area_id"] if one != AGS]
    members += [(district, name, True) for name, district in districts.items()]
    return areas, pd.DataFrame(members, columns=["ancestor_id", "area_id", "is_leaf"])


def keyed(marts: Mapping[str, pa.Table], seed: int, *, is_still: bool = False) -> Town:
    """Draw the sums of record keys of every finest cell: sums of uniform keys are uniform.

    Where nothing happens (`is_still`), a cell holds the same records, so the same sum, at every date.
    """
    bare = Town(marts, pa.table({}))
    con = bare.engine()
    empty = key_sums(Home(Path("keine-Satzschluessel")), AGS)
    own = {"municipality_ags": AGS}
    found = con.sql(statement(Path("warehouse/protection/sql/mart_cell.sql")), params=own)
    # In order: the engine's own changes from run to run, and with it which cell gets which key.
    cells = found.order("ALL").to_arrow_table()
    keys = np.random.default_rng(seed).integers(0, 2**64, cells.num_rows, dtype=np.uint64)
    if is_still:
        names = [name for name in cells.column_names if name != "reference_date"]
        keys = keys[cells.to_pandas().groupby(names, dropna=False).ngroup().to_numpy()]
    records = cells.append_column("cell_key", pa.array(keys)).select(empty.column_names).cast(empty.schema)
    return Town(marts, keyed_cells(con, AGS, records, SECRET))


def order_of(
    audience: Audience = "association",
    rules: AudiencePolicy | None = None,
    table: PerturbationTable | None = None,
) -> Order:
    """An order, with another table than its rules allow if one is given."""
    order = Order(AGS, audience, rules or AudiencePolicy())
    if table is not None:
        order.__dict__["table"] = table
    return order


def surface_of(made: Town, order: Order, look_up: LookUp | None = None) -> AttackSurface:
    """The release of a town as its attackers see it; `look_up` replaces the engine."""
    con = made.engine()
    asked = look_up or look_up_of(order)
    candidates = true_cells(con, made.base, order)
    published = selected_cells(con, made.base, order, SECRET)
    if look_up is not None:
        again = asked(candidates).to_pandas().drop(columns=["unit"], errors="ignore")
        names = [name for name in published.column_names if name not in {"published", "unit"}]
        chosen = published.to_pandas().drop(columns="published").merge(again, on=names, how="left")
        published = pa.Table.from_pandas(chosen, schema=published.schema, preserve_index=False)
    return with_published(made, order, published, asked)


def look_up_of(order: Order, secret: ProtectionSecret = SECRET) -> LookUp:
    shuffled = order.table.shuffled(secret.table_seed)
    return lambda cells: protect(open_engine(), cells, shuffled, secret)


def with_published(
    made: Town, order: Order, published: pa.Table, look_up: LookUp, elsewhere: Elsewhere | None = None
) -> AttackSurface:
    con = made.engine()
    elsewhere = elsewhere or nothing_elsewhere(published)
    truth, beside = with_truth(con, made.base, (order, elsewhere), published)
    tables = {"released_cell": published, "area": made.marts["area"]}
    surface = AttackSurface(
        release=record(order, published.num_rows), order=order, tables=tables, published=published,
        elsewhere=elsewhere, truth=truth, beside=beside, base=made.base,
        members=made.marts["area_member"], look_up=look_up,
        stated=STATED.empty_table(), institutions=INSTITUTIONS.empty_table(), remake=lambda: tables,
        keys=Confidential(SECRET.content, made.base["cell_key"], frozenset()), files=(),
    )  # fmt: skip
    return surface


def with_harmonised(surface: AttackSurface) -> AttackSurface:
    """Add the harmonised base, as a release file has it."""
    cells = surface.published.to_pandas()
    persons = cells[(cells["unit"] == "person") & cells["published"].notna()]
    base = harmonised_population(persons, surface.places).assign(age_to=lambda rows: rows["age"])
    table = pa.Table.from_pandas(base, preserve_index=False)
    tables = {**surface.tables, "population": table}
    return replace(surface, tables=tables, remake=lambda: tables)


def record(order: Order, cells: int) -> Release:
    made = Event(what="entworfen", by="Anna", at=datetime(2025, 3, 1, tzinfo=UTC))
    return Release(
        release_id="0123456789abcdef", municipality_ags=AGS, municipality_name="Neustadt",
        audience=order.audience, state="entwurf", method=order.table.name, rules=order.rules, cells=cells,
        expires_on=date(2030, 1, 1), build_id="b", previous_id=None, checksum="", history=(made,),
    )  # fmt: skip
