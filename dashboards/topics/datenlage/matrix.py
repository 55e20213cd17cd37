"""The matrix of deliveries: municipality by year, in each field a letter for every content that is there."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from dashboards.topics.datenlage.coverage import DATED, Cell, State

MARKS: Mapping[State, str] = {"whole": "da", "partly": "nur teilweise", "missing": "fehlt"}


def matrix_html(
    found: Mapping[Cell, State], names: Mapping[str, str], years: Sequence[int], caption: str
) -> str:
    """Return the table as HTML. `names` are municipality → name in the order of the rows.

    A letter on a field: there; outlined: only in part; "…": missing; nothing: not to be expected.
    """
    heads = "".join(f'<th scope="col">{year}</th>' for year in years)
    rows = "".join(
        f'<tr><th scope="row" class="k-left">{escape(name)}</th>'
        + "".join(_field(found, area_id, year) for year in years)
        + "</tr>"
        for area_id, name in names.items()
    )
    return (
        f'<div class="k-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table class="k-table k-matrix"><caption>{escape(caption)}</caption>'
        f'<thead><tr><th scope="col" class="k-left">Gemeinde</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def legend_html() -> str:
    """Return which letter means what, and how a gap looks."""
    letters = "".join(
        f'<span class="k-key"><i class="k-part k-part-whole">{letter}</i>{escape(name)}</span>'
        for letter, name in DATED.values()
    )
    partly = '<span class="k-key"><i class="k-part k-part-partly">B</i>nur teilweise</span>'
    gap = '<span class="k-key"><i class="k-part k-part-missing">…</i>nicht geliefert</span>'
    return letters + partly + gap


def _field(found: Mapping[Cell, State], area_id: str, year: int) -> str:
    parts = {part: found[area_id, year, part] for part in DATED}
    inside = "".join(_part(DATED[part][0], state) for part, state in parts.items())
    return f'<td title="{escape(spoken(year, parts.items()))}"><span class="k-parts">{inside}</span></td>'


def _part(letter: str, state: State) -> str:
    shown = {"missing": "…", "none": ""}.get(state, letter)
    return f'<i class="k-part k-part-{state}">{shown}</i>'


def spoken(year: int, parts: Iterable[tuple[str, State]]) -> str:
    """Return a field in words: "2015: Bestand, Geburten da; betreute Kinder fehlt"."""
    by_state: dict[State, list[str]] = {}
    for part, state in parts:
        by_state.setdefault(state, []).append(DATED[part][1])
    told = [f"{', '.join(by_state[state])} {words}" for state, words in MARKS.items() if state in by_state]
    return f"{year}: {'; '.join(told)}"
