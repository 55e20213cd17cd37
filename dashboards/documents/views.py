"""What a document shows, chosen without a page: areas by name or key, and the usual settings."""

from collections.abc import Sequence
from difflib import get_close_matches

from dashboards import areas, data, text
from dashboards.areas import Area
from dashboards.errors import DashboardError
from dashboards.topic import Context
from dashboards.topics.demographie import choosing, queries
from dashboards.topics.demographie.measure import POPULATION, from_table
from dashboards.topics.demographie.selection import Selection, Time, comparison_default

# As many areas as the page compares.
MOST = 6


def find_areas(context: Context, wanted: Sequence[str]) -> list[Area]:
    """Return the areas of some keys or names, in their order; capitals do not matter.

    Raises DashboardError for an unknown or ambiguous name, and for more areas than can be compared.
    """
    if not wanted or len(wanted) > MOST:
        raise DashboardError(
            f"{len(wanted)} Gebiete angegeben, möglich sind 1 bis {MOST}. "
            "Das erste ist das Gebiet des Dokuments, die weiteren stehen zum Vergleich daneben."
        )
    found = [_find(context, words) for words in wanted]
    return list(dict.fromkeys(found))


def selection_of(
    context: Context, area: Area, others: Sequence[Area] = (), scenario: str | None = None
) -> Selection | None:
    """Return the usual view of an area: population at the last year-end, ten years before, the Basis.

    None where nothing of its association or municipality is known.
    """
    root = areas.tree(context)[area.root_id]
    observed = queries.years(context, root_id=root.area_id)
    measures = from_table(queries.indicators(context))
    if not observed or POPULATION not in measures:
        return None
    titles = data.scenarios(context)
    ahead = choosing.forecast_years(context, area, observed)
    before = comparison_default(observed[-1], observed)
    time = Time(observed[-1], before, tuple(observed), tuple(ahead))
    chosen = (scenario or next(iter(titles), "")) if ahead else ""
    return Selection(
        context, area, measures[POPULATION], _level(context, area, root), time, chosen, others=tuple(others)
    )


def _level(context: Context, area: Area, root: Area) -> str:
    """The level of maps and rankings: that of the area, for the whole the coarsest below it."""
    if area != root:
        return area.level
    return next(iter(areas.levels_below(context, root.area_id)), root.level)


def _find(context: Context, words: str) -> Area:
    tree = areas.tree(context)
    if words in tree:
        return tree[words]
    asked = words.strip().casefold()
    by_label = [area for area in tree.values() if area.label.casefold() == asked]
    found = by_label or [area for area in tree.values() if area.name.casefold() == asked]
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(f"{area.label} = {area.area_id}" for area in found)
        raise DashboardError(f"„{words}“ gibt es {len(found)}-mal: {keys}. Bitte den Schlüssel angeben.")
    near = get_close_matches(words, [area.label for area in tree.values()], n=3, cutoff=0.5)
    meant = f" Gemeint sein könnte: {text.listing(near)}." if near else " Bitte Namen oder Schlüssel prüfen."
    raise DashboardError(f"Ein Gebiet „{words}“ gibt es im Datenbestand nicht.{meant}")
