"""The tables of the demography dashboard, most of them one .sql file beside it."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboards import data, text
from dashboards.filters import EVERYONE, People
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.demographie import expected, known
from dashboards.topics.demographie.measure import POPULATION

HERE = Path(__file__).parent


@dataclass(frozen=True)
class LevelKey:
    """Which areas a table of areas holds, and which figure: `level` below `ancestor_id`, one indicator."""

    ancestor_id: str
    level: str
    indicator_id: str


def indicators(context: Context) -> pd.DataFrame:
    """Indicators of the topic that have values: indicator_id, title, unit, definition, range_min and _max."""
    return data.frame(context, HERE / "indicators.sql")


def level_areas(context: Context, ancestor_id: str, level: str) -> pd.DataFrame:
    """Areas of one level below an ancestor by name: area_id, name, parent_id."""
    return data.frame(context, HERE / "level_areas.sql", ancestor_id=ancestor_id, level=level)


def level_values(context: Context, key: LevelKey, *, year: int, year_before: int) -> pd.DataFrame:
    """One indicator at two year-ends, one row per area.

    Columns: area_id, name, parent_id, persons, value, is_protected, value_before. Missing is NaN.
    """
    table = level_areas(context, key.ancestor_id, key.level)
    ids, indicator = table["area_id"].tolist(), known.known(context, key.indicator_id)
    value, is_protected = indicator.at(ids, year)
    persons, _ = known.known(context, POPULATION).at(ids, year)
    before, _ = indicator.at(ids, year_before)
    return table.assign(persons=persons, value=value, is_protected=is_protected, value_before=before)


def level_forecast(context: Context, key: LevelKey, *, scenario: str, year: int) -> pd.DataFrame:
    """Forecast of one indicator, one row per area: area_id, q10, median, q90; empty without a run."""
    every = known.ahead(context, key.indicator_id, scenario).table
    inside = set(level_areas(context, key.ancestor_id, key.level)["area_id"].tolist())
    chosen = [
        one == year and area_id in inside
        for area_id, one in zip(every["area_id"].tolist(), every["year"].tolist(), strict=True)
    ]
    table: pd.DataFrame = every.loc[chosen, ["area_id", "q10", "median", "q90"]]
    return table


def series(context: Context, *, area_ids: list[str], indicator_id: str) -> pd.DataFrame:
    """One indicator over the years, one row per area and year: area_id, year, value, is_protected."""
    return known.series(context, area_ids, indicator_id)


def forecast_series(context: Context, *, area_id: str, indicator_id: str, scenario: str) -> pd.DataFrame:
    """Forecast fan of one indicator of one area, one row per year: year, q10, q25, median, q75, q90."""
    return known.fan(context, area_id, indicator_id, scenario)


def structure(context: Context, *, area_id: str, year: int) -> pd.DataFrame:
    """Persons of one area at 31 December as finely as delivered, by sex, age, age_to and nationality.

    sex or nationality is None where the delivery does not tell.
    """
    return data.frame(context, HERE / "structure.sql", area_id=area_id, year=year)


def structure_forecast(context: Context, *, area_id: str, year: int, scenario: str) -> pd.DataFrame:
    """Expected stock of one area in a forecast year, columns and grain as `structure`."""
    return data.frame(context, HERE / "structure_forecast.sql", area_id=area_id, year=year, scenario=scenario)


def sex_margin(context: Context, *, area_id: str, year: int) -> dict[str, float]:
    """Persons by sex where the delivery tells them only as totals; empty if it does not."""
    table = data.frame(context, HERE / "sex_margin.sql", area_id=area_id, year=year)
    return dict(zip(table["sex"], table["persons"], strict=True))


def age_groups(
    context: Context, *, area_id: str, groups: list[tuple[int, int]], people: People = EVERYONE
) -> pd.DataFrame:
    """Stock of one area by age groups, one row per year and group: year, age, age_to, persons.

    Of `people` sex and nationality are counted, the ages are those of the groups.
    """
    parts = {"ages": [low for low, _ in groups], "ages_to": [high for _, high in groups], **whose(people)}
    return data.frame(context, HERE / "age_groups.sql", area_id=area_id, **parts)


def age_groups_ahead(
    context: Context, *, area_id: str, groups: list[tuple[int, int]], scenario: str, people: People
) -> pd.DataFrame:
    """Expected persons by age groups, one row per year and group: year, age, age_to, persons; no ranges."""
    return expected.age_groups(context, area_id, scenario, groups, (people.sex, people.nationality))


def age_group_forecast(context: Context, *, area_id: str, scenario: str) -> pd.DataFrame:
    """Forecast by age group, one row per year and group: year, age, age_to, q10, q25, median, q75, q90."""
    return data.frame(context, HERE / "age_group_forecast.sql", area_id=area_id, scenario=scenario)


def foreign_forecast(context: Context, *, area_id: str, scenario: str) -> pd.DataFrame:
    """Forecast of persons without German nationality, one row per year: year, q10, median, q90."""
    return data.frame(context, HERE / "foreign_forecast.sql", area_id=area_id, scenario=scenario)


def balance(context: Context, *, area_id: str, year_from: int, year_to: int) -> pd.DataFrame:
    """Components of change, one row per year after year_from up to year_to.

    Columns: year, start_persons, births, deaths, arrivals, departures, moves_in, moves_out, status_change,
    correction, end_persons, residual.
    """
    return data.frame(context, HERE / "balance.sql", area_id=area_id, year_from=year_from, year_to=year_to)


def group_balance(context: Context, *, area_id: str, years: tuple[int, int], people: People) -> pd.DataFrame:
    """Components of change of some of the people, columns as `balance` with ageing; years (after, up to).

    A part the deliveries do not tell for them is NaN.
    """
    told = {"year_from": years[0], "year_to": years[1], **whose(people), **_ages(people)}
    return data.frame(context, HERE / "group_balance.sql", area_id=area_id, **told)


def bands(context: Context) -> list[tuple[int, int]]:
    """Return the age groups whose ranges the forecast keeps, young to old; empty without a run."""

    def made() -> list[tuple[int, int]]:
        table = data.frame(context, HERE / "bands.sql")
        return [(int(low), int(high)) for low, high in zip(table["age"], table["age_to"], strict=True)]

    return remembered(context, ("demographie-altersgruppen",), made)


def difference(context: Context, *, area_id: str, year: int) -> pd.DataFrame:
    """Why the Basis differs from the previous run, one row per part; empty without one.

    Columns: part, persons, previous_persons, previous_run_id.
    """
    return data.frame(context, HERE / "difference.sql", area_id=area_id, year=year)


def years(context: Context, *, root_id: str) -> list[int]:
    """Years with a known population anywhere below a root, oldest first."""

    def made() -> list[int]:
        return [int(year) for year in data.frame(context, HERE / "years.sql", root_id=root_id)["year"]]

    return remembered(context, ("demographie-jahre", root_id), made)


def told(context: Context, *, root_id: str) -> tuple[bool, bool]:
    """Whether the stocks below a root tell sex and nationality everywhere."""

    def made() -> tuple[bool, bool]:
        row = data.frame(context, HERE / "told.sql", root_id=root_id).iloc[0]
        return bool(row["has_sex"]), bool(row["has_nationality"])

    return remembered(context, ("demographie-gegliedert", root_id), made)


def pyramid_limit(
    context: Context, *, area_id: str, scenario: str, people: People = EVERYONE
) -> float | None:
    """Most persons of one sex and single age of an area in any year, known or expected; None if untold."""
    told = {"scenario": scenario, **whose(people), **_ages(people)}
    found = data.frame(context, HERE / "pyramid_limit.sql", area_id=area_id, **told)["persons"].iloc[0]
    return None if text.is_missing(found) else float(found)


def level_range(context: Context, key: LevelKey, *, min_persons: int) -> pd.Series:
    """All known values of one indicator in areas of at least `min_persons`, over all years; ascending."""
    parts = {"ancestor_id": key.ancestor_id, "level": key.level, "indicator_id": key.indicator_id}
    return data.frame(context, HERE / "level_range.sql", **parts, min_persons=min_persons)["value"]


def whose(people: People) -> dict[str, object]:
    """Return sex and nationality as the queries take them; empty for all."""
    return {"sex": people.sex, "nationality": people.nationality}


def _ages(people: People) -> dict[str, object]:
    return {"low": people.age, "high": people.age_to}


def run(context: Context, scenario: str) -> dict[str, object] | None:
    """One scenario of the current run with run_id, title, jump_off_date, horizon_year and draws, or None."""

    def made() -> dict[str, object] | None:
        table = data.frame(context, data.QUERIES / "scenarios.sql")
        rows = table[table["scenario"] == scenario].to_dict("records")
        return {str(name): value for name, value in rows[0].items()} if rows else None

    return remembered(context, ("lauf", scenario), made)
