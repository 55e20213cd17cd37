"""Several areas beside each other: the chosen one first, then those the reader set beside it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from dashboards import areas
from dashboards.areas import Area
from dashboards.topics.wanderungen import ages, measures, partners, queries, words
from dashboards.topics.wanderungen.scope import scope_of
from dashboards.topics.wanderungen.significance import LEVEL, count_band, discoveries, is_clear, net_band
from dashboards.topics.wanderungen.view import View, view_of


@dataclass(frozen=True)
class Beside:
    """One of the compared areas with its own view; `is_told` where its moves are reported at all."""

    name: str
    view: View
    colour: str
    is_told: bool


@dataclass(frozen=True)
class Cells:
    """Figures by row (age group, type of partner) and area, and the standard deviation chance gives them."""

    values: pd.DataFrame
    spreads: pd.DataFrame


def beside(view: View, others: Sequence[Area]) -> tuple[Beside, ...]:
    """Return the compared areas, each with the reader's choice.

    All moves are counted: inside and outside mean another border for each of them.
    """
    shown = (view.scope.focus, *others)
    counts = Counter(area.name for area in shown)
    colours = view.colours.categorical
    return tuple(
        Beside(
            area.name if counts[area.name] == 1 else area.label,
            _view_of(view, area),
            colours[place % len(colours)],
            bool(queries.years(view.context, area_id=area.area_id)),
        )
        for place, area in enumerate(shown)
    )


def rows_of(parts: Sequence[Beside]) -> pd.DataFrame:
    """One row per area over the period, highest first: name, value, low, high (95 % band), is_clear, figures.

    Columns of measures.over_period stand beside them, for the table.
    """
    table = pd.DataFrame(
        [{"name": part.name, **part.view.total.to_dict(), **_banded(part)} for part in parts]
    )
    return table.sort_values("value", ascending=False, na_position="last").reset_index(drop=True)


def by_age(parts: Sequence[Beside], suffix: str) -> Cells:
    """Balance of each area by age group, as rate of this age ("_rate") or as cases in a year ("")."""
    labels = [group.label for group in ages.AGE_GROUPS]
    values, spreads = {}, {}
    for part in parts:
        rows = part.view.bands
        values[part.name] = rows[f"net{suffix}"].tolist()
        spreads[part.name] = _spread(rows["volume"], part.view.years, rows["residents"], suffix).tolist()
    return Cells(
        pd.DataFrame(values, index=labels, dtype=float), pd.DataFrame(spreads, index=labels, dtype=float)
    )


def by_partner(parts: Sequence[Beside], suffix: str) -> Cells:
    """Chosen direction of each area by type of origin and destination, per 1,000 residents or as cases."""
    values, spreads = {}, {}
    for part in parts:
        known, total = partners.of_focus(part.view), part.view.total
        column = part.view.choice.direction if part.view.choice.direction in known else "net"
        base = 1.0 if not suffix else np.nan if total["is_small"] else 1000 / total["residents"]
        values[part.name] = known[column] * base
        cases = known["gross" if column == "net" else column]
        spreads[part.name] = _spread(cases, part.view.years, total["residents"], suffix)
    table = pd.DataFrame(values, dtype=float)
    order = partners.order(table.index)
    names = [partners.partner_label(code) for code in order]
    wide = pd.DataFrame(spreads, dtype=float)
    return Cells(table.reindex(order).set_axis(names), wide.reindex(order).set_axis(names))


def widest(cells: Cells) -> tuple[str, str, str] | None:
    """Return the row in which two areas lie furthest apart beyond chance, with the higher and the lower one.

    In each row the highest is set against the lowest; the chance of it is multiplied by the number of pairs,
    and over the rows at most one finding in twenty is false.
    """
    found = [_extremes(cells, str(row)) for row in cells.values.index]
    held = discoveries([one[1] for one in found])
    clear = [one for one, is_held in zip(found, held, strict=True) if is_held]
    if not clear:
        return None
    gap, _, row, high, low = max(clear)
    del gap
    return row, high, low


def _extremes(cells: Cells, row: str) -> tuple[float, float, str, str, str]:
    values = pd.Series(cells.values.loc[row], dtype=float).dropna()
    if len(values) < 2:
        return 0.0, float("nan"), row, "", ""
    high, low = str(values.idxmax()), str(values.idxmin())
    gap = float(values.max() - values.min())
    spreads = dict(zip(cells.spreads.columns, cells.spreads.loc[row], strict=True))
    spread = float(np.hypot(spreads[high], spreads[low]))
    pairs = len(values) * (len(values) - 1) / 2
    chance = min(1.0, pairs * 2 * float(special.ndtr(-gap / spread))) if spread > 0 else 1.0
    return gap, chance, row, high, low


def _spread(cases: pd.Series, years: int, residents: pd.Series | float, suffix: str) -> pd.Series:
    """Standard deviation of a yearly mean of Poisson counts, or of its rate."""
    spread: pd.Series = (cases * years) ** 0.5 / years
    return spread * (1000 / residents) if suffix else spread


def _view_of(view: View, area: Area) -> View:
    choice = replace(view.choice, border="alle")
    if area == view.scope.focus:
        return view if choice == view.choice else view_of(view.context, view.scope, choice)
    place = scope_of(areas.tree(view.context), area.area_id, is_fine=choice.is_fine)
    return view_of(view.context, place, choice)


def _banded(part: Beside) -> dict[str, object]:
    """Value of an area with its band of chance; a share or a change has none."""
    view, total = part.view, part.view.total
    choice, years = view.choice, view.years
    value = float(total[choice.column])
    low = high = value
    clear = True
    if choice.measure == "change" and choice.direction != "mei":
        clear = bool(total[f"{measures.FLOW_COLUMN[choice.direction]}_chance"] < 1 - LEVEL)
    elif choice.direction in {"net", "mei"}:
        clear = is_clear(total["net"] * years, total["volume"] * years)
        low, high = (end * _scale(part) for end in net_band(total["net"] * years, total["volume"] * years))
    elif choice.suffix != "_share":
        cases = total[measures.FLOW_COLUMN[choice.direction]] * years
        low, high = (end * _scale(part) for end in count_band(cases))
    if pd.isna(value):
        # No bar, no band: it would widen the scale for a number that is not shown.
        low, high, clear = value, value, False
    return {"value": value, "low": low, "high": high, "is_clear": clear, "why": _why(part)}


def _scale(part: Beside) -> float:
    """What a counted case of the whole period is in the unit of the chosen figure."""
    view, total = part.view, part.view.total
    if view.choice.direction == "mei":
        return float(100 / (total["volume"] * view.years)) if total["volume"] else float("nan")
    if view.choice.suffix == "_rate":
        return float(1000 / (total["residents"] * view.years))
    return 1 / view.years


def _why(part: Beside) -> str:
    if not part.is_told or pd.isna(part.view.total["net"]):
        return "nicht geliefert"
    return words.why_empty(part.view, part.view.total.to_dict())
