"""The filter bar of the page: few controls in a row, the rarely moved ones in quiet drawers below."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import streamlit as st

from dashboards import address, areas, controls, filters, play, territory_choice
from dashboards.areas import Area
from dashboards.filters import EVERYONE, People
from dashboards.maps.options import MapOptions, map_options
from dashboards.territory import TODAY
from dashboards.topic import Context
from dashboards.topics.wanderungen import changes, queries, scope
from dashboards.topics.wanderungen.measures import (
    SMALL,
    Border,
    Choice,
    Direction,
    Measure,
    Period,
    period_label,
    usual_span,
)
from dashboards.topics.wanderungen.scope import FINE
from dashboards.topics.wanderungen.words import BORDERS, DIRECTIONS, MEASURES

T = TypeVar("T", bound=Hashable)
ViewName = Literal["ueberblick", "alter", "herkunft", "verflechtung", "verbleib"]
VIEWS: dict[ViewName, str] = {
    "ueberblick": "Überblick",
    "alter": "Alter",
    "herkunft": "Herkunft und Ziel",
    "verflechtung": "Verflechtung",
    "verbleib": "Verbleib",
}
# Which settings a view looks at; the others keep their value for the view that does.
WITH_DIRECTION = ("ueberblick", "alter", "herkunft")
WITH_MEASURE = ("ueberblick", "alter")
WITH_AGES = ("ueberblick", "herkunft", "verflechtung")
WITH_LEVEL = ("ueberblick", "verflechtung")
WITH_BORDER = ("ueberblick", "alter", "herkunft")
# Pairs of areas are no figure of one area that could stand beside that of another.
WITH_OTHERS = ("ueberblick", "alter", "herkunft", "verbleib")
LIFTED: Mapping[str, Hashable] = {"geschlecht": "", "nation": "", "alter": (0, filters.OLDEST)}
SMOOTH = {"jahr": "einzelne Jahre", "mittel": "gleitendes Mittel"}
LEAST = {0: "alle deutlichen", 5: "ab 5", 10: "ab 10", 25: "ab 25", 50: "ab 50", 100: "ab 100", 250: "ab 250"}
PLAIN_MAP = MapOptions()
CELLS = {"groesste": "die größten", "alle": "alle Gebiete"}


@dataclass(frozen=True)
class Chosen:
    """What the reader has set: what is counted, how it is drawn, and what stands beside it.

    `reach` are the first and the last year with moves, `status` the territorial status.
    """

    choice: Choice
    map_options: MapOptions = PLAIN_MAP
    least: int = 0
    is_whole_matrix: bool = False
    others: tuple[Area, ...] = ()
    reach: tuple[int, int] = (0, 0)
    status: str = TODAY


@dataclass(frozen=True)
class _Span:
    """Key and label of a span of years."""

    key: str
    label: str


PERIOD = _Span("zeitraum", "Zeitraum")


def view_switch() -> ViewName:
    """Let the reader change between the views of the page; the choice stands in the address."""
    domain = address.among(VIEWS, "ueberblick")
    address.restore("ansicht", domain)
    picked = st.segmented_control(
        "Ansicht",
        list(VIEWS),
        required=True,
        format_func=lambda value: VIEWS.get(value, str(value)),
        key="ansicht",
        label_visibility="collapsed",
    )
    value: ViewName = picked or "ueberblick"
    address.keep("ansicht", domain, value)
    return value


def choose(context: Context, view: ViewName, area: Area, years: Sequence[int]) -> Chosen:
    """Lay the controls of a view beside the area picker and return what is chosen."""
    told = queries.told(context, area_id=area.area_id)
    has_ages = view in WITH_AGES
    words = _filter_words(told, has_ages)
    if view == "verbleib":
        # Who came last year can't have stayed for three.
        first, last = _period(context, years, len(years), _Span("ankunft", "Zuzugsjahre"))
    else:
        first, last = _period(context, years, usual_span(years, area.inhabitants), PERIOD)
    direction = _direction(context, view) if view in WITH_DIRECTION else "net"
    root = areas.tree(context)[area.root_id]
    is_past = view == "ueberblick" and territory_choice.current(context, root) != TODAY
    spans = changes.windows(years, first, last) if view == "ueberblick" and not is_past else []
    measure = _usual(area)
    if view in WITH_MEASURE:
        measure = _measure(context, area, direction, words, has_change=bool(spans))
    with filters.drawers():
        base = _base(context, spans, first) if measure == "change" else ()
        status = territory_choice.drawer(context, root) if view == "ueberblick" else TODAY
        people = _people(context, told, words, has_ages=has_ages)
        # Older territorial statuses have arrivals, departures and balance, and nothing else.
        others = _others(context, area) if view in WITH_OTHERS and not is_past else ()
        border = _border(context, area) if view in WITH_BORDER and not is_past else "alle"
        is_fine = view in WITH_LEVEL and _level(context, area) == FINE
        is_rolling = (
            not is_past and view != "verbleib" and _smoothing(context, area, last - first + 1, len(years))
        )
        options, least, is_whole = MapOptions(), 0, False
        if view == "ueberblick":
            options = map_options(context, has_names=False)
            least = 0 if is_past else _picked(context, "Pfeile", LEAST, "pfeile")
        elif view == "verflechtung":
            is_whole = _picked(context, "Felder", CELLS, "felder") == "alle"
        filters.link("wanderungen")
    period = tuple(range(first, last + 1))
    choice = Choice(period, people, direction, measure, border, is_fine, is_rolling, base)
    reach = (min(years), max(years))
    return Chosen(choice, options, least, is_whole, others, reach, status)


def pick_year(picture: str, reach: tuple[int, int]) -> None:
    """Take the clicked year as the last of the period, its length kept: the map follows the time picture."""
    points = st.session_state[picture]["selection"]["points"]
    if points and "x" in points[0]:
        now = st.session_state[PERIOD.key]
        st.session_state[PERIOD.key] = moved(now, int(float(points[0]["x"])), reach)


def moved(period: tuple[int, int], year: int, reach: tuple[int, int]) -> tuple[int, int]:
    """Return the period of the same length that ends with a year, or as near to it as the years reach."""
    width = int(period[1]) - int(period[0])
    last = min(max(year, reach[0] + width), reach[1])
    return last - width, last


def banner(people: People) -> None:
    """Say that only some moves are counted, with a button that lifts the filter."""
    if not people.is_everyone:
        filters.banner(people.words, LIFTED)


def _period(context: Context, years: Sequence[int], usual: int, field: _Span) -> tuple[int, int]:
    """A span of years that can run through time with its width kept."""
    key, label = field.key, field.label
    low, high = min(years), max(years)
    if low == high:
        return low, high
    domain = address.span(low, high, (max(low, high - usual + 1), high))
    address.restore(key, domain)
    now = st.session_state[key]
    width = int(now[1]) - int(now[0])
    windows = [(year, year + width) for year in range(low, high - width + 1)]
    play.advance(key, windows)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", width="content"):
        room: int | Literal["stretch"] = "stretch" if context.is_phone else 220
        now = st.session_state[key]
        ends = st.slider(label, low, high, now, 1, format="%d", key=key, width=room)
        if len(windows) > 1:
            play.button(key, windows, label)
    chosen = (int(ends[0]), int(ends[1]))
    if not play.is_playing(key):
        address.keep(key, domain, chosen)
    controls.say(f"{chosen[0]}–{chosen[1]}")
    return chosen


def _direction(context: Context, view: ViewName) -> Direction:
    offered = dict(list(DIRECTIONS.items())[:3]) if view == "herkunft" else DIRECTIONS
    return controls.choice(context, "Richtung", offered, key="richtung", style="select")


def _measure(
    context: Context, area: Area, direction: Direction, filtered: str, *, has_change: bool
) -> Measure:
    """Effectiveness is a measure of its own; a share needs a part, a change an earlier period."""
    if direction == "mei":
        return _usual(area)
    has_share = direction != "net" and filtered != "alle"
    # A balance changes in points per 1,000 residents, so somebody has to have counted these.
    can_change = has_change and (direction != "net" or bool(area.inhabitants))
    has = {"rate": bool(area.inhabitants), "cases": True, "share": has_share, "change": can_change}
    offered = {code: name for code, name in MEASURES.items() if has[code]}
    # Four buttons would not fit beside the other controls.
    style: Literal["select", "segmented"] = "select" if len(offered) > 3 else "segmented"
    return controls.choice(context, "Maß", offered, key="mass", default=_usual(area), style=style)


def _base(context: Context, spans: Sequence[Period], first: int) -> Period:
    """The earlier period a change is measured from, as long as the chosen one."""
    options = {span[0]: period_label(span) for span in spans}
    start = _picked(context, "Gegenüber", options, "seit", changes.usual(spans, first)[0])
    return next(span for span in spans if span[0] == start)


def _others(context: Context, area: Area) -> tuple[Area, ...]:
    """Areas to set beside the chosen one, one by one or as a saved group."""
    setting = filters.others_words(context, area)
    with filters.drawer(context, "Vergleichsgebiete", setting, "vergleichsgebiete"):
        return filters.others(context, area)


def _usual(area: Area) -> Measure:
    """Rates, unless nobody told how many people live there."""
    return "rate" if area.inhabitants else "cases"


def _filter_words(told: queries.Told, has_ages: bool) -> str:
    sex = str(filters.current("geschlecht", _among(filters.SEXES))) if told.has_sex else ""
    nation = str(filters.current("nation", _among(filters.NATIONS))) if told.has_nationality else ""
    low, high = 0, filters.OLDEST
    if has_ages:
        address.restore("alter", address.span(0, filters.OLDEST, (0, filters.OLDEST)))
        low, high = st.session_state["alter"]
    return People(sex, nation, int(low), int(high)).words


def _people(context: Context, told: queries.Told, words: str, *, has_ages: bool) -> People:
    """Whose moves count; what the deliveries do not tell is not offered."""
    if not (told.has_sex or told.has_nationality or has_ages):
        return EVERYONE
    sex, nation, age, age_to = "", "", 0, filters.OLDEST
    with filters.drawer(context, "Filter", words, "filter-menschen"):
        if told.has_sex:
            sex = controls.choice(context, "Geschlecht", filters.SEXES, key="geschlecht", style="segmented")
        if told.has_nationality:
            nation = controls.choice(
                context, "Staatsangehörigkeit", filters.NATIONS, key="nation", style="segmented"
            )
        if has_ages:
            age, age_to = filters.ages(context)
    return People(sex, nation, age, age_to)


def _border(context: Context, area: Area) -> Border:
    """All moves, those inside the frame, or those across its border; only what is delivered is offered."""
    reported = queries.reported_years(context, area_ids=[area.area_id])
    if not reported["has_outer"].any():
        return "innen"
    return _picked(context, "Gezählt", BORDERS, "grenze")


def _level(context: Context, area: Area) -> str:
    levels = scope.levels(areas.tree(context), area.area_id)
    return _picked(context, "Gebietsebene", levels, "teile") if len(levels) > 1 else ""


def _smoothing(context: Context, area: Area, width: int, known: int) -> bool:
    """Moving means over the chosen years; the default where few people live and a series is left."""
    if width < 2:
        return False
    is_small = area.inhabitants is not None and area.inhabitants < SMALL
    default = "mittel" if is_small and known >= 2 * width else "jahr"
    return _picked(context, "Zeitbilder", SMOOTH, "glaettung", default) == "mittel"


def _picked(context: Context, name: str, options: Mapping[T, str], key: str, default: T | None = None) -> T:
    """A rarely moved choice in a drawer of its own."""
    first = next(iter(options)) if default is None else default
    domain = address.among(options, first)
    now = filters.current(key, domain)  # type: ignore[arg-type]
    setting = options.get(now, options[first])  # type: ignore[arg-type]
    with filters.drawer(context, name, str(setting), f"lade-{key}"):
        return controls.choice(context, name, options, key=key, default=first, style="select")


def _among(options: Mapping[str, str]) -> address.Domain[Hashable]:
    return address.among(options, "")  # type: ignore[arg-type]
