"""The filter bar of the page: few controls in a row, the rarely moved ones in quiet drawers below."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dashboards import address, areas, controls, data, filters
from dashboards.areas import Area
from dashboards.maps.options import map_options
from dashboards.memory import remembered
from dashboards.territory import TODAY
from dashboards.topic import Context
from dashboards.topics.demographie import custom, pyramid_options, queries, status_choice, whom
from dashboards.topics.demographie.custom import Wish
from dashboards.topics.demographie.measure import POPULATION, Measure, from_table
from dashboards.topics.demographie.selection import (
    NO_YEAR,
    PLAIN_MAP,
    Selection,
    Time,
    View,
    comparison_default,
)
from dashboards.topics.demographie.titles import RANGE_ONLY_SIZE

# Distance of the forecast years offered for comparison, years; the slider has every year.
FORECAST_STEP = 5
# Views of one figure, which carries a filter as far as it can; the others count the people themselves.
WITH_FIGURE = ("struktur", "vergleich")


@dataclass(frozen=True)
class Scene:
    """What every view of the page starts from."""

    context: Context
    area: Area
    root: Area
    observed: list[int]
    forecast: list[int]
    measures: Mapping[str, Measure]


@dataclass(frozen=True)
class Asked:
    """What a view about the people of an area was asked for: whom to count, settings, areas beside."""

    wish: Wish
    options: Mapping[str, str] = field(default_factory=dict)
    others: tuple[Area, ...] = ()


def choose(context: Context, view: View) -> Selection | None:
    """Lay the filter bar and return the selection, or None if there is no stock at all."""
    with controls.filter_bar(context):
        area = controls.area_picker(context)
        root = areas.tree(context)[area.root_id]
        observed = queries.years(context, root_id=root.area_id)
        measures = remembered(
            context, ("demographie-kennzahlen",), lambda: from_table(queries.indicators(context))
        )
        if not observed or not measures:
            return None
        scene = Scene(context, area, root, observed, forecast_years(context, area, observed), measures)
        chosen = BARS[view](scene)
    base = measures.get(chosen.measure.indicator_id.removeprefix("eigen_"), chosen.measure)
    whom.banner(chosen, base.title if view in WITH_FIGURE else "")
    return chosen


def forecast_years(context: Context, area: Area, observed: list[int]) -> list[int]:
    """Return the forecast years of an area after its last observed year; empty without a run for it."""

    def made() -> list[int]:
        for scenario in data.scenarios(context):
            table = queries.forecast_series(
                context, area_id=area.area_id, indicator_id=POPULATION, scenario=scenario
            )
            return [int(year) for year in table["year"] if year > observed[-1]]
        return []

    return remembered(context, ("demographie-prognosejahre", area.area_id, observed[-1]), made)


def _areas(scene: Scene) -> Selection:
    """The bar of "Gebiete": as "Kennzahlen", without a map."""
    return _figures(scene, has_map=False)


def _figures(scene: Scene, has_map: bool = True) -> Selection:
    """The bar of "Kennzahlen": one figure, everywhere, at one date."""
    context = scene.context
    titles = {one.indicator_id: one.title for one in scene.measures.values()}
    indicator_id = controls.choice(context, "Kennzahl", titles, key="kennzahl", style="select")
    base = scene.measures[indicator_id]
    level = controls.level_picker(context, scene.root)
    is_past = has_map and status_choice.current(context, scene.root) != TODAY
    if is_past:
        # Older territorial statuses have the population of observed years, and nothing else.
        scene, base = replace(scene, forecast=[]), _population(scene)
    year = _pick_year(scene, scene.forecast)
    with filters.drawers():
        status = status_choice.drawer(context, scene.root) if has_map else TODAY
        wish = (
            whom.unreached(context, scene.root.area_id)
            if is_past
            else whom.of_figure(context, scene.root.area_id, base)
        )
        others = _others(scene)
        before = _compared(scene, year, [])
        scenario = _scenario(scene)
        settings = map_options(context) if has_map else PLAIN_MAP
        filters.link("demographie")
    time = Time(year, before, tuple(scene.observed), tuple(scene.forecast))
    measure = custom.apply(base, wish)
    options = {status_choice.KEY: status} if status != TODAY else {}
    return Selection(
        context, scene.area, measure, level, time, scenario, options, wish, others, map_options=settings
    )


def _structure(scene: Scene) -> Selection:
    """The bar of "Altersaufbau": one area at one date against another date, area or scenario."""
    # A forecast pyramid shows expected numbers without ranges, which small areas must not have.
    offered = scene.forecast if (scene.area.inhabitants or 0) >= RANGE_ONLY_SIZE else []
    year = _pick_year(scene, offered)
    before = _pick_comparison(scene, year, offered)
    options = pyramid_options.row(scene.context)
    with filters.drawers():
        wish = whom.of_view(scene.context, scene.root.area_id, "aufbau")
        options |= pyramid_options.drawer(scene.context, bool(offered))
        others = _others(scene)
        scenario = _scenario(scene)
        filters.link("demographie")
    time = Time(year, before, tuple(scene.observed), tuple(scene.forecast))
    return _of_people(scene, time, scenario, Asked(wish, options, others))


def _movement(scene: Scene) -> Selection:
    """The bar of "Bewegung": a span of years, and a birth year to follow."""
    first, last = controls.years_slider(scene.context, "Zeitraum", scene.observed, key="zeitraum", last=11)
    born = [year for year in range(scene.observed[-1], scene.observed[-1] - 100, -1)]
    cohort = controls.choice(
        scene.context,
        "Geburtsjahrgang",
        {year: str(year) for year in born},
        key="jahrgang",
        default=born[18],
        style="select",
    )
    options = pyramid_options.row(scene.context) | {"jahrgang": str(cohort)}
    with filters.drawers():
        wish = whom.of_view(scene.context, scene.root.area_id, "bewegung")
        others = _others(scene)
        scenario = _scenario(scene)
        filters.link("demographie")
    year = last if last > first else scene.observed[-1]
    time = Time(year, first if first < year else NO_YEAR, tuple(scene.observed), tuple(scene.forecast))
    return _of_people(scene, time, scenario, Asked(wish, options, others))


def _forecast(scene: Scene) -> Selection:
    """The bar of "Prognose": scenario and the year the question is about."""
    ahead = {year: str(year) for year in scene.forecast}
    year = scene.observed[-1]
    if ahead:
        default = scene.forecast[min(9, len(scene.forecast) - 1)]
        year = controls.choice(
            scene.context, "Zieljahr", ahead, key="zieljahr", default=default, style="slider"
        )
    titles = data.scenarios(scene.context) if scene.forecast else {}
    scenario = ""
    if titles:
        short = _short(titles)
        scenario = controls.choice(scene.context, "Szenario", short, key="variante", style="select")
    unit = whom.forecast_unit(scene.context, scene.root.area_id)
    with filters.drawers():
        wish = whom.of_view(scene.context, scene.root.area_id, "prognose")
        filters.link("demographie")
    before = scene.observed[-1] if year > scene.observed[-1] else NO_YEAR
    time = Time(year, before, tuple(scene.observed), tuple(scene.forecast))
    asked = Asked(whom.in_unit(wish, unit), {"darstellung": unit})
    return _of_people(scene, time, scenario, asked)


BARS = {
    "struktur": _figures,
    "aufbau": _structure,
    "bewegung": _movement,
    "vergleich": _areas,
    "prognose": _forecast,
}


def _population(scene: Scene) -> Measure:
    return scene.measures.get(POPULATION, next(iter(scene.measures.values())))


def _of_people(scene: Scene, time: Time, scenario: str, asked: Asked) -> Selection:
    """The selection of a view about some or all people of one area, at its own level."""
    measure, level = custom.apply(_population(scene), asked.wish), scene.area.level
    return Selection(
        scene.context, scene.area, measure, level, time, scenario, asked.options, asked.wish, asked.others
    )


def _others(scene: Scene) -> tuple[Area, ...]:
    setting = filters.others_words(scene.context, scene.area)
    with filters.drawer(scene.context, "Vergleichsgebiete", setting, "vergleichsgebiete"):
        return filters.others(scene.context, scene.area)


def _pick_year(scene: Scene, forecast: list[int]) -> int:
    options = {year: f"31.12.{year}" for year in scene.observed}
    options |= {year: f"{year} (Prognose)" for year in forecast}
    return controls.choice(
        scene.context, "Stichtag", options, key="stichtag", default=scene.observed[-1], style="play"
    )


def _comparisons(scene: Scene, year: int, forecast: list[int]) -> dict[int, str]:
    ahead = [one for one in forecast if (one - scene.observed[-1]) % FORECAST_STEP == 0]
    options = {other: f"{other} (Prognose)" for other in reversed(ahead) if other != year}
    options |= {other: f"31.12.{other}" for other in reversed(scene.observed) if other != year}
    options[NO_YEAR] = "keiner"
    return options


def _pick_comparison(scene: Scene, year: int, forecast: list[int]) -> int:
    options = _comparisons(scene, year, forecast)
    default = comparison_default(year, scene.observed)
    return controls.choice(
        scene.context, "Vergleich", options, key="vergleich", default=default, style="select"
    )


def _compared(scene: Scene, year: int, forecast: list[int]) -> int:
    """The comparison date as a drawer, for views in which it is rarely moved."""
    options = {one: name for one, name in _comparisons(scene, year, forecast).items() if one < year}
    default = comparison_default(year, scene.observed)
    now = filters.current("vergleich", address.among(options, default))  # type: ignore[arg-type]
    setting = options.get(int(str(now)), "keiner")
    with filters.drawer(scene.context, "Verglichen mit", setting, "vergleichszeit"):
        return controls.choice(
            scene.context, "Vergleichsstichtag", options, key="vergleich", default=default, style="select"
        )


def _short(titles: Mapping[str, str]) -> dict[str, str]:
    """Scenarios by their distinguishing words: the label already says what they are."""
    return {one: re.sub(r"\s*(\(.*\)|Variante)", "", title) or title for one, title in titles.items()}


def _scenario(scene: Scene) -> str:
    titles = data.scenarios(scene.context)
    if not scene.forecast or not titles:
        return ""
    short = _short(titles)
    now = str(filters.current("variante", address.among(short, next(iter(short)))))  # type: ignore[arg-type]
    with filters.drawer(scene.context, "Prognosevariante", short.get(now, now), "variante"):
        return controls.choice(scene.context, "Prognosevariante", short, key="variante", style="select")
