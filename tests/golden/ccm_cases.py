"""The layouts of the external cases as arrays for `project`: a folder of the same layout needs no new code.

Every case: jump-off, components, and what others computed or published, in the axes of a Projection.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.components import Components

UN_SEXES, FSO_SEXES, FSO_NATIONALITIES = ("male", "female"), ("m", "f"), ("ch", "int")


@dataclass(frozen=True)
class Case:
    jump_off: np.ndarray
    components: Components
    expected: dict[str, np.ndarray] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


def cells(table: pd.DataFrame, value: str, years: list[int], sexes: tuple[str, ...]) -> np.ndarray:
    """Return (year, area 1, nationality 1, sex, age)."""
    cube = np.stack(
        [
            table[table["sex"] == sex].pivot(index="year", columns="age", values=value).loc[years].to_numpy()
            for sex in sexes
        ],
        axis=1,
    )
    return cube[:, np.newaxis, np.newaxis].astype(float)


def relative(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Return the largest relative difference, floor one person."""
    return float(np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1.0)))


def un_case(tables: dict[str, pd.DataFrame]) -> Case:
    """One country of the UN engine: pop, lifetable, asfr, srb, mig; births and deaths if they are there."""
    years = sorted(int(year) for year in tables["asfr"]["year"].unique())
    ends = [*years, years[-1] + 1]
    fertility = tables["asfr"].pivot(index="year", columns="age", values="asfr").loc[years].to_numpy()
    components = Components(
        fertility=fertility[:, np.newaxis, np.newaxis],
        survivorship=cells(tables["lifetable"], "Sx", years, UN_SEXES),
        net_migration=cells(tables["mig"], "mig", years, UN_SEXES),
        girls_share=1 / (1 + tables["srb"].set_index("year")["srb"].loc[years].to_numpy()),
    )
    expected = {"population": cells(tables["pop"], "pop", ends, UN_SEXES)}
    if "births" in tables:
        births = tables["births"].pivot(index="year", columns="age", values="births").loc[years].to_numpy()
        expected["births_by_mother"] = births[:, np.newaxis, np.newaxis]
    if "deaths" in tables:
        expected |= {
            name: cells(tables["deaths"], column, years, UN_SEXES)
            for name, column in (
                ("deaths", "deaths_cohort"),
                ("period", "deaths_period"),
                ("exposure", "exposure"),
            )
        }
    return Case(expected["population"][0][..., np.newaxis], components, expected, tables)


def fso_case(table: pd.DataFrame) -> Case:
    """One canton and scenario: start_n of the first year, rates, gross in-flows, published population."""
    years = sorted(int(year) for year in table["year"].unique())

    def cube(column: str, wanted: list[int] = years) -> np.ndarray:
        parts = [cells(table[table["nat"] == nat], column, wanted, FSO_SEXES) for nat in FSO_NATIONALITIES]
        return np.concatenate(parts, axis=2)

    # The file lists the state at the start of a year at the age reached by its end; whoever reaches 100 or
    # more is listed together: as 99-year-olds at the start they all reach the open group.
    reached = cube("start_n", years[:1])[0][..., np.newaxis]
    start = np.concatenate([reached[:, :, :, 1:], np.zeros_like(reached[:, :, :, :1])], axis=3)
    components = Components(
        fertility=cube("birthrate")[:, :, :, 1],
        death_probability=cube("mor"),
        out_rate=cube("emi_int") + cube("emi_nat"),
        in_volume=cube("imm_int_n") + cube("imm_nat_n"),
        naturalisation_rate=cube("acq")[:, :, 1],
        native_birth_share=table.groupby("year")["int_mothers"].first().to_numpy()[:, np.newaxis],
    )
    return Case(start, components, {"population": cube("fso_projection_n")})


def wpp_case(tables: dict[str, pd.DataFrame]) -> Case:
    """One country in steps of five years: lifetable, asfr, srb, migm, migf and the run of bayesPop."""
    life = tables["lifetable"]
    steps = [column for column in tables["asfr"].columns if column not in ("age", "2018")]
    ages = np.sort(life["age"].unique())

    def by_age(name: str) -> np.ndarray:
        return tables[name].set_index("age")[steps].reindex(ages, fill_value=0.0).to_numpy().T

    def both(name: str) -> np.ndarray:
        return np.stack([by_age(f"{name}m"), by_age(f"{name}f")], axis=1)[:, np.newaxis, np.newaxis]

    survivorship = np.stack(
        [
            life[life["sex"] == sex].pivot(index="col", columns="age", values="sx").to_numpy()[-len(steps) :]
            for sex in ("Male", "Female")
        ],
        axis=1,
    )[:, np.newaxis, np.newaxis]
    periods = [f"{int(step) - 3}-{int(step) + 2}" for step in steps]
    components = Components(
        fertility=by_age("asfr")[:, np.newaxis, np.newaxis] / 5,
        survivorship=survivorship,
        net_migration=both("mig"),
        girls_share=1 / (1 + tables["srb"][periods].to_numpy(dtype=float)[0]),
    )
    run = tables["bayespop_pop"]
    population = np.stack(
        [run.pivot(index="year", columns="age", values=sex).to_numpy() for sex in UN_SEXES], axis=1
    )[:, np.newaxis, np.newaxis]
    expected = {"population": population}
    if "btm" in tables:
        expected["births_by_mother"] = by_age("btm")[:, np.newaxis, np.newaxis]
        expected["births_by_mother"] = expected["births_by_mother"] + by_age("btf")[:, np.newaxis, np.newaxis]
        expected["deaths"] = both("deaths")
    return Case(population[0][..., np.newaxis], components, expected, tables)


def municipal_case(start: pd.DataFrame, assumptions: pd.DataFrame) -> Case:
    """A municipality in the layout of befproj: start (age, women, men), assumptions (age, category, years …).

    befproj has no open group: everybody keeps ageing, above the last age given nobody moves and 30 % die.
    """
    years = [column for column in assumptions.columns if column not in ("age", "category")]
    oldest = int(start["age"].max()) + len(years) + 1

    def by_year(category: str, beyond: float = 0.0) -> np.ndarray:
        table = assumptions[assumptions["category"] == category].set_index("age")[years].sort_index()
        return table.reindex(range(oldest + 1), fill_value=beyond).to_numpy().T

    def both(men: str, women: str, beyond: float = 0.0) -> np.ndarray:
        parts = [by_year(men, beyond), by_year(women, beyond)]
        return np.stack(parts, axis=1)[:, np.newaxis, np.newaxis]

    components = Components(
        fertility=by_year("asfr")[:, np.newaxis, np.newaxis],
        death_probability=both("asdr_men", "asdr_women", 0.3),
        out_rate=both("outmig.rates.men", "outmig.rates.women"),
        in_rate=both("inmig.rates.men", "inmig.rates.women"),
        outside_population=both("natpop.men", "natpop.women"),
        net_migration=both("intermig.net.men", "intermig.net.women"),
        girls_share=np.array([0.486]),
    )
    people = start.set_index("age").sort_index().reindex(range(oldest + 1), fill_value=0)
    jump_off = people[["men", "women"]].to_numpy(dtype=float).T[np.newaxis, np.newaxis, ..., np.newaxis]
    return Case(jump_off, components)


def tables_of(folder: Path) -> dict[str, pd.DataFrame]:
    """Return every Parquet file of a folder by its name."""
    return {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
