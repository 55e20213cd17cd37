"""The comparison with a kept plan as lines of text, for the command line."""

from collections.abc import Sequence

import pandas as pd

from dashboards import text
from dashboards.tables import FORMS, Column
from dashboards.topic import Context
from dashboards.topics.kita.past import comparing, words
from dashboards.topics.kita.past.comparing import Pair
from dashboards.topics.kita.past.record import KeptPlan
from dashboards.topics.kita.past.taking import ages_of
from dashboards.topics.kita.state import State


def lines(context: Context, plan: KeptPlan, state: State) -> list[str]:
    """Return what changed since a kept plan by cause, all shared Kita years, then how good it was."""
    pair = Pair(plan, state, ages_of(context, state))
    area_id, year = state.choice.area.area_id, int(state.now["kita_year"])
    found = {one: comparing.causes(pair, area_id, one) for one in pair.shared}
    told = {one: effect for one, effect in found.items() if effect is not None}
    if year not in told:
        return [f"{words.label(plan)}: beide Pläne nennen {text.kita_year(year)} nicht gemeinsam."]
    said = [f"Plan vom {words.label(plan)}", words.heading(pair, told[year], year)]
    said += _table(words.by_year(pair, area_id, told), words.columns_by_year())
    quality = comparing.quality(pair, area_id)
    if quality.empty:
        return [*said, words.nothing_yet(pair)]
    rows = words.quality_rows(quality, state.draws)
    return [*said, "Wie gut der Plan war:", *_table(rows, words.quality_columns())]


def _table(frame: pd.DataFrame, columns: Sequence[Column]) -> list[str]:
    """One line per row: each column by its title."""
    return [
        "  " + "; ".join(f"{one.title} {FORMS[one.kind](row[one.key], one.digits)}" for one in columns)
        for row in frame.to_dict("records")
    ]
