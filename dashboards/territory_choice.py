"""The drawer "Gebietsstand" of a filter bar: which borders the figures of observed years stand on."""

from dashboards import address, controls, filters, territory
from dashboards.areas import Area
from dashboards.territory import TODAY
from dashboards.topic import Context

KEY = "gebietsstand"


def names(context: Context, root: Area) -> dict[str, str]:
    """Return status → German name, today's first."""
    return {one.key: one.label for one in territory.statuses(context, root.area_id)}


def current(context: Context, root: Area) -> str:
    """Return the chosen status before its control is drawn: the years on offer depend on it."""
    options = names(context, root)
    if len(options) < 2:
        return TODAY
    return str(filters.current(KEY, address.among(options, TODAY)))  # type: ignore[arg-type]


def drawer(context: Context, root: Area) -> str:
    """Lay the drawer, and return the chosen status; nothing is shown where there is only today's."""
    options = names(context, root)
    if len(options) < 2:
        return TODAY
    setting = options[current(context, root)].removeprefix("Gebietsstand ").removesuffix(" Gebietsstand")
    with filters.drawer(context, "Gebietsstand", setting, KEY):
        return controls.choice(context, "Gebietsstand", options, key=KEY, default=TODAY, style="select")
