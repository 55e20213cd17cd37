"""The register of one root as cubes: stock at year ends and the events between them, ready for rates.

A root is an association or a stand-alone municipality. Leaves are its smallest areas on today's territorial
status.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecasting import standards
from forecasting.carried_ages import fill_along_cohorts
from forecasting.components import FEMALE, Array, Integers
from forecasting.errors import ForecastError
from forecasting.roots import HISTORY, WHOLE, Root, read_roots, without_gaps
from forecasting.spread import Axes, Filled, fill_cube
from warehouse.query import frame

__all__ = ["HISTORY", "WHOLE", "Places", "Register", "Root", "read_register", "read_roots"]

QUERIES = Path(__file__).parent / "queries"
ARRIVALS = ("inner", "member_in", "external_in")
DEPARTURES = ("inner", "member_out", "external_out")
# Codes of partner_category and what a type of place outside is called in estimates.
PARTNERS = {"UMLAND": "umland", "LAND": "land", "BUND": "bund", "AUSLAND": "abroad", "UNBEKANNT": "unknown"}
# Split of a stock delivered without nationality beside others that have it (Germany 2023).
FOREIGN_SHARE = 0.15
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Places:
    """Leaves of a root and what lies above them.

    `municipality` (leaf) is an index into `municipalities`; `membership` (area, leaf) is 1 where a leaf lies
    below.
    """

    root: Root
    leaves: tuple[str, ...]
    area_types: tuple[str, ...]
    municipalities: tuple[str, ...]
    municipality: Integers
    areas: tuple[str, ...]
    membership: Array


@dataclass(frozen=True)
class Register:
    """Cubes of one root.

    `stock` (year end, leaf, nationality, sex, age) has one entry more than the events, `years` are the years
    of the events. Events (year, leaf, nationality, sex, age reached in the year); births stand at the
    mother's age and the child's nationality, sex axis female. `delivered` names per component the leaves
    whose municipality delivered it. `arrivals_by_type` and `departures_by_type` split the external flows by
    the values of PARTNERS, as far as the partner was delivered.
    """

    places: Places
    years: tuple[int, ...]
    stock: Array
    births: Array
    deaths: Array
    arrivals: Mapping[str, Array]
    departures: Mapping[str, Array]
    member_moves: Array  # year, origin municipality, destination municipality
    naturalised: Array
    delivered: Mapping[str, Flags]
    notes: tuple[str, ...]
    arrivals_by_type: Mapping[str, Array] = field(default_factory=dict)
    departures_by_type: Mapping[str, Array] = field(default_factory=dict)
    first_occupied: Array | None = None  # year, leaf, age: into new dwellings, where it is known

    @property
    def jump_off_year(self) -> int:
        """Year whose end the forecast starts from."""
        return self.years[-1] if self.years else 0

    @property
    def reached(self) -> Array:
        """Start population of each year by the age it reaches; age 0: the children counted at its end."""
        start = self.stock[:-1]
        exposed = np.zeros_like(start)
        exposed[..., 1:] = start[..., :-1]
        exposed[..., -1] += start[..., -1]
        exposed[..., 0] = self.stock[1:, ..., 0]
        return exposed

    def last(self, stocks: int) -> "Register":
        """Return the register with its last `stocks` year ends only."""
        return self._between(max(len(self.stock) - stocks, 0), len(self.years))

    def until(self, year: int) -> "Register":
        """Return the register as it was known at the end of `year`."""
        return self._between(0, self.years.index(year) + 1)

    def _between(self, first: int, end: int) -> "Register":
        keep = slice(first, end)
        return replace(
            self,
            years=self.years[keep],
            stock=self.stock[first : end + 1],
            births=self.births[keep],
            deaths=self.deaths[keep],
            arrivals={kind: cube[keep] for kind, cube in self.arrivals.items()},
            departures={kind: cube[keep] for kind, cube in self.departures.items()},
            member_moves=self.member_moves[keep],
            naturalised=self.naturalised[keep],
            arrivals_by_type={kind: cube[keep] for kind, cube in self.arrivals_by_type.items()},
            departures_by_type={kind: cube[keep] for kind, cube in self.departures_by_type.items()},
            first_occupied=None if self.first_occupied is None else self.first_occupied[keep],
        )


def read_register(
    con: duckdb.DuckDBPyConnection, root: Root, history: int = HISTORY, reach: int | None = None
) -> Register:
    """Return the cubes of `root`: the last years its whole territory was delivered, at most `history` stocks.

    For a look back (WHOLE) a pool leaves out who lacks years; `reach`: the year end it has to begin with.

    Raises ForecastError if fewer than two year ends are complete.
    """
    stock = frame(con, QUERIES / "stock.sql", roots=root.area_ids, first=0)
    areas = frame(con, QUERIES / "areas.sql", roots=root.area_ids)
    whole = root
    if history == WHOLE:
        root = without_gaps(root, stock, areas, reach)
    notes: list[str] = []
    if len(root.members) < len(whole.members):
        notes.append(_left_out(whole, root))
        stock = frame(con, QUERIES / "stock.sql", roots=root.area_ids, first=0)
        areas = frame(con, QUERIES / "areas.sql", roots=root.area_ids)
    year_ends = _complete_years(stock, areas, root)[-history:]
    first = year_ends[0]
    places, leaf_of = _places(con, root, areas, year_ends[-1])
    nationalities = 2 if stock.loc[stock["year"] == year_ends[-1], "nationality"].notna().any() else 1
    ends = Axes(year_ends, leaf_of, nationalities)
    people = _stock(con, stock, ends, notes, root)
    axes = Axes(year_ends[1:], leaf_of, nationalities)
    tables = {
        name: frame(con, QUERIES / f"{name}.sql", roots=root.area_ids, first=first)
        for name in ("births", "deaths", "arrivals", "departures", "status_changes")
    }
    return _events(places, axes, people, tables, notes)


def _left_out(whole: Root, kept: Root) -> str:
    missing = sorted(set(whole.members) - set(kept.members))
    return (
        f"{kept.name}: {len(missing)} Gemeinden sind nicht dabei, weil ihnen Jahre fehlen, die die anderen "
        f"geliefert haben: {', '.join(missing)}."
    )


def _complete_years(stock: pd.DataFrame, areas: pd.DataFrame, root: Root) -> tuple[int, ...]:
    owner = areas.set_index("area_id")["municipality_ags"]
    delivered = stock.assign(ags=stock["area_id"].map(owner)).groupby("year")["ags"].nunique()
    complete = delivered[delivered == delivered.max()].index
    years = [int(complete.max())] if len(complete) else []
    while years and years[0] - 1 in complete:
        years.insert(0, years[0] - 1)
    if len(years) < 2:
        raise ForecastError(
            f"Für {root.name} liegen weniger als zwei aufeinanderfolgende Jahresbestände vollständig vor. "
            "Eine Prognose braucht mindestens zwei; bitte weitere Bestände liefern."
        )
    return tuple(years)


def _places(
    con: duckdb.DuckDBPyConnection, root: Root, areas: pd.DataFrame, last_year: int
) -> tuple[Places, dict[str, int]]:
    day = pd.Timestamp(last_year, 12, 31)
    leaf = areas[areas["is_leaf"]]
    current = leaf[leaf["valid_to"].isna() | (pd.to_datetime(leaf["valid_to"]) >= day)]
    ids = tuple(current["area_id"])
    position = {area: i for i, area in enumerate(ids)}
    pairs = frame(con, QUERIES / "members.sql", roots=root.area_ids)
    # A dissolved leaf counts where its territory lies today: at the current leaf it is a member of.
    successors = pairs[pairs["ancestor_id"].isin(position)]
    leaf_of = {old: position[new] for new, old in successors.itertuples(index=False)} | position
    above = pairs[pairs["area_id"].isin(position)]
    names = tuple(sorted(above["ancestor_id"].unique()))
    membership = np.zeros((len(names), len(ids)))
    rank = {area: i for i, area in enumerate(names)}
    for ancestor, area in above.itertuples(index=False):
        membership[rank[ancestor], position[area]] = 1.0
    ags = current["municipality_ags"].fillna(root.area_id)
    municipalities = tuple(sorted(ags.unique()))
    types = tuple(current["area_type"].fillna(""))
    index = ags.map({one: i for i, one in enumerate(municipalities)}).to_numpy(dtype=np.int64)
    return Places(root, ids, types, municipalities, index, names, membership), leaf_of


def _stock(
    con: duckdb.DuckDBPyConnection, stock: pd.DataFrame, ends: Axes, notes: list[str], root: Root
) -> Array:
    shares = np.array([1 - FOREIGN_SHARE, FOREIGN_SHARE]) if ends.nationalities == 2 else np.ones(1)
    structure = np.stack([standards.age_structure(year) for year in ends.years])
    weights = structure[:, np.newaxis, np.newaxis] * shares[:, np.newaxis, np.newaxis]
    filled = fill_cube(stock, ends, np.broadcast_to(weights, ends.shape))
    if filled.coarse_rows:
        margins = frame(con, QUERIES / "margins.sql", roots=root.area_ids, first=ends.years[0])
        filled = fill_along_cohorts(stock, margins, ends, weights[:, 0])
        notes.append(
            f"{root.name}: Der Bestand liegt nicht nach einzelnen Altersjahren und Geschlecht vor. Für die "
            "Prognose ist er aufgeteilt: innerhalb der Gruppen altern die Jahrgänge von Jahr zu Jahr; "
            "gelieferte Summen bleiben."
        )
    people = filled.cube
    if filled.missing_rows:
        notes.append(
            f"{root.name}: {filled.missing_rows} Bestandszellen fehlen in der Lieferung und sind in der "
            "Prognose nicht enthalten."
        )
    return people


def _events(
    places: Places, axes: Axes, people: Array, tables: dict[str, pd.DataFrame], notes: list[str]
) -> Register:
    start = people[:-1]
    reached = np.concatenate([people[1:, ..., :1], start[..., :-1]], axis=-1)
    women = reached.copy()
    women[:, :, :, 1 - FEMALE] = 0.0
    births = fill_cube(tables["births"], axes, women * standards.fertility_shape())
    deaths = fill_cube(tables["deaths"], axes, reached * standards.prospective_deaths())
    mobile = reached * standards.move_shape()

    def by_kind(table: pd.DataFrame, kinds: tuple[str, ...]) -> dict[str, Filled]:
        return {kind: fill_cube(table[table["kind"] == kind], axes, mobile) for kind in kinds}

    arrivals, departures = by_kind(tables["arrivals"], ARRIVALS), by_kind(tables["departures"], DEPARTURES)
    changes = tables["status_changes"]
    status = fill_cube(changes[changes["kind"] != "naturalisation"], axes, mobile).cube
    naturalised = fill_cube(changes[changes["kind"] == "naturalisation"], axes, mobile).cube
    arrived = {kind: filled.cube for kind, filled in arrivals.items()}
    left = {kind: filled.cube for kind, filled in departures.items()}
    # A secondary home that becomes the main one is an arrival by the official definition, and the other way
    # round. Corrections recur every year: who is struck off left unseen, who is found came unseen.
    arrived["external_in"] = arrived["external_in"] + np.maximum(status, 0)
    left["external_out"] = left["external_out"] + np.maximum(-status, 0)
    coarse = births.coarse_rows + deaths.coarse_rows + sum(filled.coarse_rows for filled in arrivals.values())
    if coarse:
        notes.append(
            f"{places.root.name}: Geburten, Sterbefälle oder Wanderungen liegen teils nur als Summen vor; "
            "Alter, Geschlecht und Nationalität stammen dann aus Standardprofilen."
        )
    moves = pd.concat([tables["arrivals"], tables["departures"]])
    delivered = {
        name: _delivering(table, axes, places)
        for name, table in (("births", tables["births"]), ("deaths", tables["deaths"]), ("moves", moves))
    }
    delivered["move_ages"] = _delivering(moves[moves["age_to"] - moves["age"] <= 5], axes, places)
    delivered["naturalisations"] = _delivering(changes[changes["kind"] == "naturalisation"], axes, places)
    member = _member_moves(tables["arrivals"], axes, places)
    return Register(
        places,
        axes.years,
        people,
        births.cube,
        deaths.cube,
        arrived,
        left,
        member,
        naturalised,
        delivered,
        tuple(notes),
        _by_partner(tables["arrivals"], axes, mobile),
        _by_partner(tables["departures"], axes, mobile),
    )


def _by_partner(table: pd.DataFrame, axes: Axes, mobile: Array) -> dict[str, Array]:
    present = [code for code in PARTNERS if (table["partner"] == code).any()]
    return {PARTNERS[code]: fill_cube(table[table["partner"] == code], axes, mobile).cube for code in present}


def _delivering(table: pd.DataFrame, axes: Axes, places: Places) -> Flags:
    leaves = table.loc[table["persons"].notna(), "area_id"].map(axes.leaf_of).dropna().astype(int).unique()
    municipalities = np.unique(places.municipality[leaves])
    return np.isin(places.municipality, municipalities)


def _member_moves(arrivals: pd.DataFrame, axes: Axes, places: Places) -> Array:
    index = {ags: i for i, ags in enumerate(places.municipalities)}
    years = {year: i for i, year in enumerate(axes.years)}
    cube = np.zeros((len(years), len(index), len(index)))
    table = arrivals[arrivals["kind"] == "member_in"]
    grouped = table.groupby(["year", "municipality", "area_id"])["persons"].sum().reset_index()
    for year, origin, area, persons in grouped.itertuples(index=False):
        if year in years and origin in index and area in axes.leaf_of:
            cube[years[year], index[origin], places.municipality[axes.leaf_of[area]]] += persons
    return cube
