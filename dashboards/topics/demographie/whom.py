"""The drawer "Filter": whom the figures of a view count, and the banner that says a filter is at work."""

from collections.abc import Hashable, Mapping
from dataclasses import replace

from dashboards import cards, controls, filters, text
from dashboards.filters import OLDEST, People
from dashboards.topic import Context
from dashboards.topics.demographie import custom, queries, recipes
from dashboards.topics.demographie.custom import Shown, Wish
from dashboards.topics.demographie.measure import POPULATION, Measure
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.words import TEXTS

LIFTED: Mapping[str, Hashable] = {"geschlecht": "", "nation": "", "alter": (0, OLDEST)}
# What a forecast can be shown in, for all and for some of the people.
AHEAD = {"personen": "Personen", "seit": "Veränderung in %"}
PARTS = {"anteil": "Anteil in %", "je1000": "je 1.000 Einwohner"}
_WHOLE: dict[Shown, str] = {"veraenderung": "Veränderung", "absolut": "Personen"}


def of_figure(context: Context, root_id: str, base: Measure) -> Wish:
    """Lay the drawer of the views of one figure: what it can carry, what it is set against, its limits."""
    can = recipes.carried(base)
    has_sex, has_nation = queries.told(context, root_id=root_id)
    asked = filters.asked(has_sex, has_nation)
    setting = recipes.held(base, asked).words if can.any else "hier keiner"
    with filters.drawer(context, "Filter", setting, "filter-menschen"):
        people = filters.EVERYONE
        if can.any:
            people = filters.people(context, has_sex and can.sex, has_nation and can.nationality, can.age)
        if can.reason:
            cards.note(can.reason)
        if base.indicator_id in recipes.QUOTIENTS:
            return Wish(people, _limits(context), asked=asked)
        if base.indicator_id != POPULATION:
            return Wish(people, asked=asked)
        options = custom.SHOWN if not people.is_everyone else _WHOLE
        shown = controls.choice(context, "Darstellung", options, key="zeige", style="select")
    return Wish(people, shown=shown, asked=asked)


def of_view(context: Context, root_id: str, view: str) -> Wish:
    """Lay the drawer of a view about the people of an area; `view` names the sentence on what it can't carry.

    Its figure is the number of these people.
    """
    has_sex, has_nation = queries.told(context, root_id=root_id)
    asked = filters.asked(has_sex, has_nation)
    with filters.drawer(context, "Filter", asked.words, "filter-menschen"):
        people = filters.people(context, has_sex, has_nation, bands=queries.bands(context))
        cards.note(text.load_text(TEXTS, f"filter_{view}"))
    return Wish(people, shown="veraenderung" if people.is_everyone else "absolut", asked=people)


def unreached(context: Context, root_id: str) -> Wish:
    """Return what the address asks for where nothing of it can be carried, so that the banner says so."""
    return Wish(asked=filters.asked(*queries.told(context, root_id=root_id)))


def forecast_unit(context: Context, root_id: str) -> str:
    """Lay the control of what a forecast is shown in; parts of all people only where a filter counts some."""
    is_part = not filters.asked(*queries.told(context, root_id=root_id)).is_everyone
    options = AHEAD | PARTS if is_part else AHEAD
    return controls.choice(context, "Darstellung", options, key="darstellung", style="select")


def in_unit(wish: Wish, unit: str) -> Wish:
    """Return the wish with people set against all, where the unit asks for it."""
    shown: dict[str, Shown] = {"anteil": "anteil", "je1000": "je1000"}
    return replace(wish, shown=shown.get(unit, wish.shown))


def banner(chosen: Selection, title: str) -> None:
    """Say that only some of the people are counted, with a button that lifts the filter.

    `title` names the figure that is filtered; empty in views about the people of an area, which carry all.
    """
    asked, used = chosen.wish.asked, chosen.wish.people
    if asked.is_everyone:
        return
    if used == asked or not title:
        filters.banner(asked.words, LIFTED)
        return
    part = "nicht" if used.is_everyone else f"nur: {used.words}"
    filters.banner(f"{asked.words} (auf „{title}“ wirkt {part})", LIFTED)


def words(people: People) -> str:
    """Return the people as a title begins with them: "Frauen, nicht deutsch"; "Menschen" for everybody."""
    told = "Menschen" if people.is_everyone else people.words
    return f"{told[:1].upper()}{told[1:]}"


def _limits(context: Context) -> tuple[int, int]:
    young = {age: f"unter {age}" for age in custom.YOUNG}
    old = {age: f"ab {age}" for age in custom.OLD}
    first = controls.choice(context, "Jung", young, key="jung", default=recipes.LIMITS[0], style="segmented")
    last = controls.choice(context, "Alt", old, key="alt", default=recipes.LIMITS[1], style="segmented")
    return first, last
