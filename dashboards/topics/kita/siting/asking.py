"""From the page's choice to a siting question and back: which areas, which futures, which houses."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboards import areas, data
from dashboards.topic import Context
from dashboards.topics.kita import queries
from dashboards.topics.kita.siting import need, town, ways
from dashboards.topics.kita.siting.steps import Places
from dashboards.topics.kita.siting.town import Asked, Plots
from dashboards.topics.kita.siting.wishing import Allowed
from dashboards.topics.kita.state import State, scope
from forecasting.errors import SitingError
from forecasting.siting.options import Site
from forecasting.siting.problem import Futures
from forecasting.siting.question import Question, ask

# Variants whose regret is compared with that of the chosen one.
VARIANTS = ("untere", "obere")


@dataclass(frozen=True)
class Put:
    """A question with what the page needs to tell its answer: the settings, areas left out, site → area."""

    question: Question
    asked: Asked
    places: Places
    left_out: tuple[str, ...]
    scenarios: tuple[str, ...]
    ways: str = ""


def asked_of(context: Context, state: State) -> Asked:
    """Return area, year and settings of the bands that are planned together."""
    area_id = state.choice.area.area_id
    bands = need.of_bands(context, scope(context, state.choice), area_id, state.choice.assumptions)
    return Asked(area_id, int(state.now["kita_year"]), bands)


def scenarios_of(context: Context, state: State, allowed: Allowed) -> tuple[str, ...]:
    """Return the chosen variant, with minimal regret the lower and upper one too."""
    chosen = state.choice.run.scenario if state.choice.run else ""
    if not allowed.wishes.minimal_regret:
        return (chosen,)
    known = data.scenarios(context)
    others = [key for key in VARIANTS if key in known] or [key for key in known if key != chosen][:2]
    return tuple(dict.fromkeys((chosen, *others)))


def key_of(context: Context, asked: Asked, allowed: Allowed, scenarios: tuple[str, ...]) -> Hashable:
    """Return what tells a question from others: data, run, area, year, settings, wishes."""
    return (context.build_id, context.run_id, context.role, asked, allowed, scenarios, ways.version())


def put(context: Context, state: State, asked: Asked, allowed: Allowed) -> Put:
    """Return the question. Raises SitingError where it makes no sense."""
    if not allowed.wishes.moves:
        raise SitingError(
            "Standortvorschlag: kein Schritt ist erlaubt. Bitte mindestens einen Schritt erlauben."
        )
    chosen = scenarios_of(context, state, allowed)
    found = need.load(context, scope(context, state.choice), asked, chosen)
    missing = set(town.without_point(context, found.leaves))
    tree = areas.tree(context)
    kept = [at for at, leaf in enumerate(found.leaves) if tree[leaf].label not in missing]
    homes = [found.leaves[at] for at in kept]
    futures = Futures(found.futures.need[:, :, kept], found.futures.weights, found.futures.scenario)
    plots = Plots(_plots(context, asked, homes, futures, allowed), allowed.left_alone)
    place = town.load(context, asked, homes, plots)
    area_of = _area_of(context, asked, place.sites)
    known = ways.load(context)
    told = known.kilometres(homes, [area_of[site.key] for site in place.sites]) if known else None
    question = ask(replace(place, known=told), futures, allowed.wishes)
    inside = Places(area_of, asked.settings[0].reserve)
    return Put(question, asked, inside, tuple(sorted(missing)), chosen, ways.words(known, told))


def houses(context: Context, asked: Asked) -> pd.DataFrame:
    """Return groups by house and kind: facility_id, name, area_id, group_type, band, groups, places."""
    rung = asked.settings[0].rung
    wanted = {"area_id": asked.area_id, "kita_year": asked.kita_year, "rung": rung}
    table = data.frame(context, town.FOLDER / "siting_houses.sql", **wanted)
    return table[table["band"].isin(asked.bands)]


def _plots(
    context: Context, asked: Asked, homes: list[str], futures: Futures, allowed: Allowed
) -> tuple[str, ...]:
    """Areas in which a new house may stand."""
    if allowed.where == "keine" or "open" not in allowed.wishes.moves:
        return ()
    if allowed.where == "bau":
        building = set(queries.housing(context, asked.area_id)["area_id"])
        return tuple(home for home in homes if home in building)
    if allowed.where == "alle":
        return tuple(homes)
    offered = houses(context, asked).pivot_table(
        index="area_id", columns="band", values="places", aggfunc="sum"
    )
    there = offered.reindex(index=homes, columns=list(asked.bands)).fillna(0).to_numpy(dtype=float)
    short = np.asarray(np.median(futures.need, axis=0).T > there)
    return tuple(home for home, row in zip(homes, short, strict=True) if row.any())


def _area_of(context: Context, asked: Asked, sites: Sequence[Site]) -> dict[str, str]:
    """The area of each site: of a house its own, of a plot the one it lies in, of a measure its own."""
    known = dict(zip(*(houses(context, asked)[name] for name in ("facility_id", "area_id")), strict=True))
    for one in asked.settings:
        table = queries.measures(context, asked.area_id, one.band)
        table = queries.with_plans(context, asked.area_id, table, one)
        known |= {
            f"massnahme:{key}": area for key, area in zip(table["measure_id"], table["area_id"], strict=True)
        }
    return {
        site.key: site.key.removeprefix(town.PLOT) if site.is_plot else str(known[site.key]) for site in sites
    }
