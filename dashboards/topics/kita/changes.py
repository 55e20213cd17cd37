"""What changed since last year's plan: from one Saldo to the next by children, take-up and places."""

from dataclasses import dataclass

import pandas as pd

from dashboards import cards, charts, style, tables, text
from dashboards.charts import BridgeLayout, BridgeStep
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.kita import rates, titles
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.state import State

EMPTY_HEIGHT = 64
HEIGHT = 220


@dataclass(frozen=True)
class Side:
    """One Kita year as it was: children on 1 August, share that needs a place, places after the reserve."""

    kita_year: int
    children: float
    share: float
    places: float

    @property
    def saldo(self) -> float:
        """Places less need."""
        return self.places - self.children * self.share


@dataclass(frozen=True)
class Change:
    """Two observed Kita years; the three effects sum to the change of the Saldo."""

    before: Side
    after: Side

    @property
    def by_children(self) -> float:
        """What more or fewer children do at the take-up of the year before."""
        return -(self.after.children - self.before.children) * self.before.share

    @property
    def by_take_up(self) -> float:
        """What another take-up does to the children of today."""
        return -(self.after.share - self.before.share) * self.after.children

    @property
    def by_places(self) -> float:
        """What opened and closed places do."""
        return self.after.places - self.before.places


def since_last_year(state: State) -> Change | None:
    """Return the last two observed Kita years of the chosen area; None where a part was not delivered.

    The care rate is that of the area, where few children live or none is known that of the whole.
    """
    rows = state.area[~state.area["is_forecast"].astype(bool)].set_index("kita_year")
    known = rows[rows["median"].notna() & rows["places"].notna()].index
    found = _rates(state, state.choice.area.area_id)
    if len(found) < 2:
        found = _rates(state, state.root.area_id)
    years = sorted(set(known) & set(found))[-2:]
    if len(years) < 2 or years[1] - years[0] != 1:
        return None
    minding = 1 - state.choice.assumptions.childminding
    told = rows.loc[years]
    sides = [
        Side(year, float(children), found[year] * minding, float(places))
        for year, children, places in zip(years, told["median"], told["places"], strict=True)
    ]
    return Change(sides[0], sides[1])


def show(context: Context, state: State) -> None:
    """Draw the way from one Saldo to the next and its numbers."""
    found = since_last_year(state)
    name = state.choice.area.name
    if found is None:
        cards.section_head("Seit dem vorigen Kita-Jahr")
        cards.empty_state(text.load_text(TEXT, "Kein Vorjahr", name=titles.named(name)), EMPTY_HEIGHT)
        return
    old, new = (text.kita_year(side.kita_year) for side in (found.before, found.after))
    heading = _heading(found, old, new, state.choice.assumptions.words.places)
    subtitle = f"{name}: Saldo {old} und {new}, beide beobachtet; Bedarf mit der Betreuungsquote des Jahres"
    cards.picture_head(heading, subtitle)
    steps = [
        BridgeStep(old, found.before.saldo, is_total=True),
        BridgeStep("Kinder", found.by_children),
        BridgeStep("Quote", found.by_take_up),
        BridgeStep("Plätze", found.by_places),
        BridgeStep(new, found.after.saldo, is_total=True),
    ]
    chart = charts.bridge(style.palette(context), steps, BridgeLayout(HEIGHT, context.is_phone))
    told = "; ".join(f"{step.label} {text.signed(step.value)}" for step in steps)
    charts.show(chart, "kita-vorjahr", f"{heading}. {subtitle}. {told}.")
    tables.table(_rows(found), _columns(old, new), f"Was sich zwischen {old} und {new} geändert hat")


def _rates(state: State, area_id: str) -> dict[int, float]:
    rows = rates.with_rate(state.choice.care, area_id).dropna(subset=["rate"])
    rows = rows[rows["children"] > 0]
    return {int(year): float(rate) for year, rate in zip(rows["kita_year"], rows["rate"], strict=True)}


def _heading(found: Change, old: str, new: str, places: str) -> str:
    """Return which of the three moved the Saldo most."""
    moved = found.after.saldo - found.before.saldo
    if abs(moved) < 1:
        return f"Der Saldo der {places} ist {new} wie {old}"
    effects = {
        "Kinder": found.by_children,
        "Betreuungsquote": found.by_take_up,
        "Plätze": found.by_places,
    }
    most = max((one for one in effects if effects[one] * moved > 0), key=lambda one: abs(effects[one]))
    better = "besser" if moved > 0 else "schlechter"
    return (
        f"{new} ist der Saldo um {titles.amount(moved)} Plätze {better} als {old}, am meisten durch: {most}"
    )


def _rows(found: Change) -> pd.DataFrame:
    before, after = found.before, found.after
    needs = [side.children * side.share for side in (before, after)]
    rows = [
        ("Kinder am 1. August", before.children, after.children, found.by_children),
        ("Bedarf an Plätzen", *needs, needs[0] - needs[1]),
        ("Plätze", before.places, after.places, found.by_places),
        ("Saldo", before.saldo, after.saldo, after.saldo - before.saldo),
    ]
    shown = pd.DataFrame(rows, columns=["name", "before", "after", "effect"])
    share = {
        "name": "Bedarf je 100 Kinder",
        "before": 100 * before.share,
        "after": 100 * after.share,
        "effect": found.by_take_up,
    }
    return pd.concat([shown.iloc[:1], pd.DataFrame([share]), shown.iloc[1:]], ignore_index=True)


def _columns(old: str, new: str) -> list[Column]:
    return [
        Column("name", "Größe", "text"),
        Column("before", old),
        Column("after", new),
        Column("effect", "Wirkung auf den Saldo", "signed"),
    ]
