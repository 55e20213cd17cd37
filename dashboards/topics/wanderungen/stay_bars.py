"""Who stays more often than others: shares still there of several groups of arrivals as bars."""

from dataclasses import dataclass

import pandas as pd

from dashboards import naming, text
from dashboards.panel import Panel
from dashboards.style import PICTURE_HEIGHT
from dashboards.tables import Column
from dashboards.topics.wanderungen import bands, staying
from dashboards.topics.wanderungen.followed import METHOD
from dashboards.topics.wanderungen.view import View

# So many groups are named in a heading; more are counted.
MOST_NAMED = 2


@dataclass(frozen=True)
class Compared:
    """Life tables to compare, by name, and the names as they stand after "Zugezogene".

    `several` is a number of them in a sentence, `whole` whose share the line shows, "" for all together.
    """

    key: str
    heading: str
    subtitle: str
    parts: dict[str, pd.DataFrame]
    phrases: dict[str, str]
    several: str
    whole: str = ""
    note: str = ""


def panel(view: View, compared: Compared, after: int, table: pd.DataFrame, few: str) -> Panel:
    """Return one bar per part with its band against the share of all; `table` is the life table of all.

    `few` says why there is no picture of less than two parts.
    """
    found = {name: staying.share_after(part, after) for name, part in compared.parts.items()}
    rows = pd.DataFrame(
        [
            {
                "name": name,
                "value": 100 * share,
                "low": 100 * low,
                "high": 100 * high,
                "words": f"{text.decimal(100 * share)}{text.NARROW}%",
            }
            for name, (share, low, high) in found.items()
            if not pd.isna(share)
        ]
    )
    if len(rows) < 2:
        return Panel(compared.key, compared.heading, compared.subtitle, empty=few)
    mean = 100 * staying.share_after(table, after)[0]
    rows["is_clear"] = (rows["low"] > mean) | (rows["high"] < mean)
    heading = heading_of(rows, mean, compared)
    height = 0 if view.context.is_phone else PICTURE_HEIGHT
    chart = bands.banded_bars(rows, view.look(0, height=height), reference=float(mean))
    line = f"{compared.whole or 'alle'} {text.decimal(mean)}{text.NARROW}%"
    subtitle = f"{compared.subtitle}, in %; Linie: {line}, blass: kann Zufall sein"
    columns = (
        Column("name", "Gruppe", "text"), Column("value", "noch da %", digits=1),
        Column("low", "von %", digits=1), Column("high", "bis %", digits=1),
    )  # fmt: skip
    return Panel(
        compared.key, heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, note=compared.note,
        definition=METHOD,
    )  # fmt: skip


def heading_of(rows: pd.DataFrame, mean: float, compared: Compared) -> str:
    """Who stays most or least if its band lies beyond those of all others, else who is above or below all."""
    clear = rows[rows["is_clear"]]
    if clear.empty:
        return "Kein Unterschied ist mehr als Zufall"
    more = clear[clear["value"] > mean].sort_values("value", ascending=False, kind="stable")
    fewer = clear[clear["value"] < mean].sort_values("value", kind="stable")
    for word, moved in (("ehesten", more), ("seltensten", fewer)):
        if len(moved) and _is_apart(rows, moved.iloc[0]):
            return f"Am {word} bleiben Zugezogene {_phrase(compared, moved.iloc[0])}"
    # Of two sides the one of fewer groups says more.
    is_more = len(fewer) == 0 or 0 < len(more) <= len(fewer)
    phrases = [_phrase(compared, one) for _, one in (more if is_more else fewer).iterrows()]
    whole = naming.inside(compared.whole) if compared.whole else "im Mittel"
    lead = f"{'Öfter' if is_more else 'Seltener'} als {whole}"
    if len(phrases) <= MOST_NAMED:
        return f"{lead} bleiben Zugezogene {' und '.join(phrases)}"
    return f"{lead} bleiben Zugezogene {compared.several.format(count=len(phrases), all=len(rows))}"


def _is_apart(rows: pd.DataFrame, one: pd.Series) -> bool:
    """Whether the band of a group overlaps with none of the others."""
    others = rows[rows["name"] != one["name"]]
    return bool(((others["high"] < one["low"]) | (others["low"] > one["high"])).all())


def _phrase(compared: Compared, one: pd.Series) -> str:
    name = str(one["name"])
    return compared.phrases.get(name, f"({name})")
