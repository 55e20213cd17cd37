"""What a reader is told where figures were converted to another territorial status."""

import pandas as pd

from dashboards import cards, data, territory, text
from dashboards.memory import remembered
from dashboards.territory import TODAY
from dashboards.topics.demographie.queries import HERE
from dashboards.topics.demographie.selection import Selection

# Names that fit into a sentence; the table has them all.
MOST_NAMES = 6


def show(selection: Selection, years: tuple[int, int] | None = None, status: str = TODAY) -> None:
    """Write under the figures what was converted, if anything; by default between all observed years."""
    words = told(selection, years or (selection.time.observed[0], selection.time.jump_off), status)
    if words:
        cards.note(words)


def told(selection: Selection, years: tuple[int, int], status: str = TODAY) -> str:
    """Return the sentences: first for the chosen area, then which areas of the level are concerned."""

    def made() -> str:
        own = territory.conversion_note(selection.context, selection.area.area_id, years, status) or ""
        return f"{own} {_others(selection, years, status)}".strip()

    key = ("umgerechnet-hier", selection.area.area_id, selection.level, years, status)
    return remembered(selection.context, key, made)


def show_own(selection: Selection) -> None:
    """Write what was converted of the chosen area itself, where a view shows no other area."""
    years = selection.time.observed[0], selection.time.jump_off
    if words := territory.conversion_note(selection.context, selection.area.area_id, years):
        cards.note(words)


def _others(selection: Selection, years: tuple[int, int], status: str) -> str:
    found = data.frame(
        selection.context,
        HERE / "status_converted.sql",
        status=status,
        ancestor_id=selection.root.area_id,
        level=selection.level,
        first_year=years[0],
        last_year=years[1],
    )
    return others_words(found[[one != selection.area.area_id for one in found["area_id"].tolist()]])


def others_words(found: pd.DataFrame) -> str:
    """Return which areas were converted: name, years, and how much of them is estimated."""
    if found.empty:
        return ""
    parts = [_part(row) for row in found.head(MOST_NAMES).to_dict("records")]
    rest = len(found) - len(parts)
    more = f" und {rest} weitere" if rest else ""
    return f"Auf den gezeigten Gebietsstand umgerechnet: {'; '.join(parts)}{more}."


def _part(row: dict[object, object]) -> str:
    first, last = int(str(row["first_year"])), int(str(row["last_year"]))
    years = str(last) if first == last else f"{first}–{last}"
    share = row["share"]
    much = "" if text.is_missing(share) else f", bis zu {text.percent(float(str(share)), 0)} geschätzt"
    return f"{row['name']} ({years}{much})"
