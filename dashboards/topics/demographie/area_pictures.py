"""Pictures of many areas at once: ranking, scatter, small multiples."""

from dataclasses import replace

import pandas as pd

from dashboards import areas, charts, text
from dashboards.areas import Area
from dashboards.charts import Point, RankedBar, RankingLayout, ScatterLayout, Series
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import palette
from dashboards.tables import Column
from dashboards.topics.demographie import area_titles, custom, facts, level_table, queries
from dashboards.topics.demographie.measure import MIN_CASES, Measure
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.time_panel import index
from dashboards.topics.demographie.words import TEXTS, level_name

RANKING, SCATTER, MULTIPLES = "rangfolge", "streuung", "kleinbilder"
# Bars shown at each end of a long ranking; all areas stand in its table.
ENDS = 10
MOST_PICTURES, MOST_PICTURES_PHONE = 24, 8


def ranking_panel(selection: Selection) -> Panel:
    """Return the areas of the level from high to low, the ends of a long list, the chosen ones always."""
    return remembered(selection.context, ("rangfolge", selection.key), lambda: _ranking(selection))


def scatter_panel(selection: Selection, other: Measure) -> Panel:
    """Return the measure of the page (up) against another one (across), one point per area."""
    key = ("streuung", selection.key, other)
    return remembered(selection.context, key, lambda: _scatter(selection, other))


def multiples_panel(selection: Selection) -> Panel:
    """Return one small time picture per area, the same axes in each."""
    return remembered(selection.context, ("kleinbilder", selection.key), lambda: _multiples(selection))


def ends_of(rows: pd.DataFrame, chosen: set[str]) -> pd.DataFrame:
    """Return the first and last ENDS rows of a long ranking and those of the chosen areas, order kept."""
    if len(rows) <= 2 * ENDS + 2:
        return rows
    kept = set(rows.index[:ENDS]) | set(rows.index[-ENDS:]) | set(rows.index[rows["area_id"].isin(chosen)])
    return rows.loc[[place for place in rows.index if place in kept]]


def _ranked(selection: Selection) -> pd.DataFrame:
    """Rows with a shown figure, high to low, with their rank."""
    table = level_table.values(selection, selection.root.area_id)
    table["shown"] = level_table.shown(table, selection.measure)
    shown = table["shown"].notna() & level_table.is_large(table, selection.measure)
    if shown.sum() < 2:
        # A municipality of small villages: better these than none.
        shown = table["shown"].notna()
    known = table[shown].sort_values("shown", ascending=False).reset_index(drop=True)
    return known.assign(rank=range(1, len(known) + 1))


def _left_out(selection: Selection) -> str:
    """Which areas have too few people to stand beside the others; they stand in the table of the page."""
    table = level_table.values(selection, selection.root.area_id)
    has_figure = level_table.shown(table, selection.measure).notna()
    few = table[has_figure & ~level_table.is_large(table, selection.measure)]
    if few.empty:
        return ""
    names = [str(name) for name in few["name"].head(4)]
    more = [f"{len(few) - 4} weitere"] if len(few) > 4 else []
    time = selection.time
    # A change needs people at both ends: an area large today may have been empty then.
    when = f" {time.before} oder {min(time.year, time.jump_off)}" if selection.measure.shows_change else ""
    when = f" {time.before}" if when and time.before == min(time.year, time.jump_off) else when
    return f"Ohne {text.listing([*names, *more])}: unter {level_table.SPREAD_SIZE} Menschen{when}."


def _chosen(selection: Selection) -> set[str]:
    return {selection.area.area_id, *(one.area_id for one in selection.others)}


def _ranking(selection: Selection) -> Panel:
    measure, rows = selection.measure, _ranked(selection)
    subtitle = what(selection)
    if len(rows) < 2:
        words = text.load_text(TEXTS, "leer_gebiete")
        return Panel(RANKING, f"{level_name(selection)} im Vergleich", subtitle, empty=words)
    chosen = _chosen(selection)
    shown = ends_of(rows, chosen)
    bars = [
        RankedBar(
            str(row["name"]), float(row["shown"]), row["area_id"] in chosen, int(row["rank"]), row["area_id"]
        )
        for row in shown.to_dict("records")
    ]
    mean = figure(selection, selection.root)
    layout = RankingLayout(
        1 if measure.shows_change else measure.digits, measure.shows_change, "", mean,
        selection.root.name, selection.context.is_phone,
    )  # fmt: skip
    chart = charts.ranking(palette(selection.context), bars, layout)
    middle = "Im Median der Prognose: " if selection.time.is_forecast else ""
    heading = f"{middle}{rows['name'].iloc[0]} liegt vorn, {rows['name'].iloc[-1]} am Ende"
    part = "" if len(shown) == len(rows) else f"Gezeigt sind {len(shown)} von {len(rows)}."
    note = f"{part} {_left_out(selection)}".strip()
    return Panel(
        RANKING, heading, subtitle, chart, f"{heading}. {subtitle}.", rows, _rank_columns(selection),
        note=note, definition=measure.definition,
    )  # fmt: skip


def _rank_columns(selection: Selection) -> tuple[Column, ...]:
    measure = selection.measure
    kind, digits = ("signed", 1) if measure.shows_change else ("number", measure.digits)
    title = f"Veränderung in % seit {selection.time.before}" if measure.shows_change else measure.title
    return (
        Column("rank", "Rang"),
        Column("name", "Gebiet", "text"),
        Column("persons", "Bevölkerung"),
        Column("shown", title, kind, digits),  # type: ignore[arg-type]
    )


def figure(selection: Selection, area: Area) -> float | None:
    """The shown figure of one area: the value, or the change in per cent."""
    point = facts.point(selection, area.area_id, selection.measure.indicator_id)
    if not selection.measure.shows_change:
        return None if selection.measure.is_count else point.value
    if point.value is None or not point.before or point.before < MIN_CASES:
        return None
    return 100 * (point.value / point.before - 1)


def _scatter(selection: Selection, other: Measure) -> Panel:
    measure = selection.measure
    up = _ranked(selection)[["area_id", "name", "persons", "shown"]]
    across = level_table.values(replace(selection, measure=other), selection.root.area_id)
    across["other"] = across["value"]
    rows = up.merge(across[["area_id", "other"]], on="area_id").dropna(subset=["shown", "other", "persons"])
    name = axis_name(selection, measure)
    subtitle = f"{name} und {other.title}, {level_name(selection)}, {selection.date_words}"
    if len(rows) < 3:
        words = text.load_text(TEXTS, "leer_gebiete")
        return Panel(SCATTER, f"{measure.title} und {other.title}", subtitle, empty=words, height=420)
    chosen = _chosen(selection)
    points = [
        Point(
            str(row["name"]), float(row["other"]), float(row["shown"]), float(row["persons"]),
            row["area_id"] in chosen, str(row["area_id"]),
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip
    digits = 1 if measure.shows_change else measure.digits
    layout = ScatterLayout(other.title, name, other.digits, digits, is_change=measure.shows_change)
    chart = charts.scatter(palette(selection.context), points, layout)
    heading = area_titles.together(measure.title, other.title, charts.correlation(points), len(points))
    columns = (
        Column("name", "Gebiet", "text"), Column("persons", "Bevölkerung"),
        Column("shown", name, "signed" if measure.shows_change else "number", digits),
        Column("other", other.title, digits=other.digits),
    )  # fmt: skip
    note = "Ein gemeinsames Auf und Ab ist keine Ursache. Größe der Punkte: Bevölkerung."
    return Panel(SCATTER, heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, note=note)


def axis_name(selection: Selection, measure: Measure) -> str:
    """Return the name of the drawn figure, for a count its change."""
    change = f"{measure.title}: Veränderung in % seit {selection.time.before}"
    return change if measure.shows_change else measure.title


def _multiples(selection: Selection) -> Panel:
    measure, context = selection.measure, selection.context
    most = MOST_PICTURES_PHONE if context.is_phone else MOST_PICTURES
    shown = _pictured(selection, most)
    base = first_year(selection)
    ids = [one.area_id for one in shown]
    table = (
        custom.stock(context, measure, ids)
        if measure.recipe is not None
        else queries.series(context, area_ids=ids, indicator_id=measure.indicator_id)
    )
    lines = [_line(table, one) for one in shown]
    if measure.is_count:
        lines = [index(line, base) for line in lines]
    small = {one.name for one in shown if (one.inhabitants or 0) < level_table.SPREAD_SIZE}
    if measure.is_count:
        small |= {one.name for one in shown if not _was_large(table, one, base)}
    lines = [line for line in lines if line.last() is not None and line.name not in small]
    what = f"{measure.title}, {base} = 100" if measure.is_count else measure.title + measure.in_unit
    years = [int(year) for line in lines for year in line.x]
    span = f", {min(years)} bis {max(years)}" if years else ""
    subtitle = f"{what}{span}; grau: alle gezeigten Gebiete"
    if not lines:
        words = text.load_text(TEXTS, "leer_gebiete")
        return Panel(MULTIPLES, f"{measure.title} in den Gebieten", subtitle, empty=words)
    chart = charts.multiples(
        palette(context), lines, base=100.0 if measure.is_count else None,
        digits=1 if measure.is_count else measure.digits, is_phone=context.is_phone,
    )  # fmt: skip
    rows, columns = _wide(lines, 1 if measure.is_count else measure.digits)
    hidden = len(areas.below(context, selection.root.area_id, selection.level)) - len(lines)
    heading = area_titles.multiples_heading(measure, lines, base, is_part=hidden > 0)
    note = (
        f"{text.plural(hidden, 'weiteres Gebiet', 'weitere Gebiete')} in der Tabelle unten."
        if hidden > 0
        else ""
    )
    return Panel(
        MULTIPLES, heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, note=note,
        definition=measure.definition,
    )  # fmt: skip


def first_year(selection: Selection) -> int:
    """Return the year the small pictures start from: they show the stock, so it lies before its last year."""
    time = selection.time
    return time.before if NO_YEAR < time.before < time.jump_off else time.observed[0]


def _was_large(table: pd.DataFrame, area: Area, base: int) -> bool:
    """Whether enough people were counted at the base year for an index to mean something."""
    start = table[(table["area_id"] == area.area_id) & (table["year"] == base)]["value"]
    return len(start) > 0 and float(start.iloc[0]) >= 4 * MIN_CASES


def _pictured(selection: Selection, most: int) -> list[Area]:
    """The chosen areas, then those beside or below it, the largest first."""
    context = selection.context
    above = level_table.listed_below(selection)
    inside = areas.below(context, above.area_id, selection.level)
    by_size = sorted((one for one in inside if one.is_place), key=lambda one: -(one.inhabitants or 0))
    chosen = [one for one in (selection.area, *selection.others) if one.level == selection.level]
    return list(dict.fromkeys([*chosen, *by_size]))[:most]


def _line(table: pd.DataFrame, area: Area) -> Series:
    some = facts.every_year(table.loc[table["area_id"] == area.area_id, ["year", "value"]])
    return Series(area.name, some["year"].astype(int).tolist(), some["value"].astype(float).tolist())


def _wide(lines: list[Series], digits: int) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    years = sorted({int(year) for line in lines for year in line.x})
    rows = []
    for line in lines:
        known = {int(x): y for x, y in zip(line.x, line.y, strict=True)}
        rows.append({"name": line.name} | {f"y{year}": known.get(year) for year in years})
    table = pd.DataFrame(rows)
    numbers = [Column(f"y{year}", str(year), digits=digits) for year in years]
    table[[column.key for column in numbers]] = table[[column.key for column in numbers]].astype(float)
    return table, (Column("name", "Gebiet", "text"), *numbers)


def what(selection: Selection, *, of_level: bool = True) -> str:
    """Return figure, level and date of the pictures; without `of_level` areas of any level stand in it."""
    when = selection.date_words if selection.time.is_forecast else selection.measure.when(selection.time.year)
    level = f"{level_name(selection)}, " if of_level else ""
    return f"{axis_name(selection, selection.measure)}, {level}{when}"
