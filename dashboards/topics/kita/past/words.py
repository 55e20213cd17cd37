"""A kept plan against the present one in words, bars and tables; the page and the document tell the same."""

from math import isnan

import pandas as pd

from dashboards import text
from dashboards.charts import BridgeStep
from dashboards.tables import Column
from dashboards.topics.kita import titles
from dashboards.topics.kita.past.comparing import Pair
from dashboards.topics.kita.past.record import KeptPlan
from forecasting.kita.since import Effects

CAUSES = {
    "base_stock": "Bestand",
    "births": "Geburten",
    "take_up": "Quoten",
    "places": "Plätze",
    "measures": "Maßnahmen",
    "method": "Verfahren",
}
# Areas listed whose Saldo moved most.
MOST_MOVED = 8
# A change of less than half a place is none.
NOTHING = 0.5


def label(plan: KeptPlan) -> str:
    """Return "22.11.2025, Bedarfsplan 2026 (Region Auenburg)"."""
    return f"{text.date(plan.kept_on)}, {plan.name}"


def heading(pair: Pair, found: Effects, kita_year: int) -> str:
    """Return how far the Saldo of a Kita year is from the kept plan, and by which cause most."""
    year, day = text.kita_year(kita_year), text.date(pair.then.kept_on)
    moved = found.after - found.before
    if isnan(moved):
        return f"{year}: der Saldo ist nicht in beiden Plänen bekannt"
    if abs(moved) < NOTHING:
        return f"{year}: der Saldo ist wie im Plan vom {day}"
    better = "besser" if moved > 0 else "schlechter"
    said = f"{year}: der Saldo ist um {titles.amount(moved)} Plätze {better} als im Plan vom {day}"
    cause = most(found)
    return f"{said}, am meisten durch: {CAUSES[cause]}" if cause else said


def has_moved(found: Effects) -> bool:
    """Return whether any cause moved the Saldo by half a place; a picture of less would show rounding."""
    return any(abs(getattr(found, name)) >= NOTHING for name in CAUSES)


def most(found: Effects) -> str | None:
    """Return the cause that moved the Saldo most in the direction it went."""
    moved = found.after - found.before
    same = {name: getattr(found, name) for name in CAUSES if getattr(found, name) * moved > 0}
    return max(same, key=lambda name: abs(same[name])) if same else None


def steps(pair: Pair, found: Effects) -> list[BridgeStep]:
    """Return the way from the Saldo of the kept plan to the present one."""
    changes = [BridgeStep(name, getattr(found, cause)) for cause, name in CAUSES.items()]
    then = BridgeStep(f"Plan {pair.then.kept_on:%d.%m.%y}", found.before, is_total=True)
    return [then, *changes, BridgeStep("heute", found.after, is_total=True)]


def told(found: list[BridgeStep]) -> str:
    """Return the steps in one line, for who does not see the picture."""
    return "; ".join(f"{step.label} {text.signed(step.value)}" for step in found)


def by_year(pair: Pair, area_id: str, found: dict[int, Effects]) -> pd.DataFrame:
    """Return one row per Kita year both plans tell of: Saldo then and now, and what each cause did."""
    rows = [
        {
            "year": text.kita_year(year),
            "before": effect.before,
            **{cause: getattr(effect, cause) for cause in CAUSES},
            "after": effect.after,
            "then": _chance(pair.then.number(pair.band, area_id, year, "probability"), pair.now.draws),
            "now": _chance(_probability_now(pair, area_id, year), pair.now.draws),
        }
        for year, effect in found.items()
    ]
    return pd.DataFrame(rows)


def columns_by_year() -> list[Column]:
    """Return the columns of `by_year`."""
    return [
        Column("year", "Kita-Jahr", "text"),
        Column("before", "damals", "signed"),
        *(Column(cause, name, "signed") for cause, name in CAUSES.items()),
        Column("after", "heute", "signed"),
        Column("then", "fehlt, damals", "range"),
        Column("now", "fehlt, heute", "range"),
    ]


def moved_most(table: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return the areas whose Saldo moved most, with the cause that did most."""
    if table.empty:
        return table
    moved = (table["after"] - table["before"]).dropna()
    shown = table.loc[moved[moved.abs() >= NOTHING].abs().sort_values(ascending=False).index[:MOST_MOVED]]
    cause = [most(Effects(**{name: row[name] for name in _FIELDS})) for row in shown.to_dict("records")]
    return shown.assign(
        name=shown["area_id"].map(names),
        moved=moved.loc[shown.index],
        cause=[CAUSES[one] if one else "" for one in cause],
    )


def columns_of_areas(level: str) -> list[Column]:
    """Return the columns of `moved_most`."""
    return [
        Column("name", level, "text"),
        Column("before", "damals", "signed"),
        Column("after", "heute", "signed"),
        Column("moved", "Unterschied", "signed"),
        *(Column(cause, name, "signed") for cause, name in CAUSES.items()),
        Column("cause", "am meisten durch", "text"),
    ]


def quality_rows(table: pd.DataFrame, draws: int) -> pd.DataFrame:
    """Return the table of comparing.quality with ready words."""
    return table.assign(
        year=[text.kita_year(int(year)) for year in table["kita_year"]],
        span=[text.range_text(low, high) for low, high in zip(table["q10"], table["q90"], strict=True)],
        hit=["ja" if inside else "nein" for inside in table["is_inside"]],
        chance=[_chance(value, draws) for value in table["probability"]],
        short=[
            text.MISSING if isnan(saldo) else "ja" if saldo < 0 else "nein" for saldo in table["saldo_now"]
        ],
    )


def quality_columns() -> list[Column]:
    """Return the columns of `quality_rows`."""
    return [
        Column("year", "Kita-Jahr", "text"),
        Column("children", "Kinder erwartet"),
        Column("span", "80-%-Bereich", "range"),
        Column("came", "gekommen"),
        Column("error", "Abweichung", "percent", 1),
        Column("hit", "im Bereich", "range"),
        Column("places_then", "Plätze erwartet"),
        Column("places_now", "Plätze da"),
        Column("saldo_then", "Saldo erwartet", "signed"),
        Column("saldo_now", "Saldo eingetreten", "signed"),
        Column("chance", "Fehlbedarf erwartet mit", "range"),
        Column("short", "eingetreten", "range"),
    ]


def quality_of_areas(table: pd.DataFrame, plural: str) -> str:
    """Return one sentence per Kita year on the small areas; empty where nothing has come yet."""
    said = []
    for row in table.to_dict("records"):
        parts = [f"{text.percent(row['inside'], 0)} im 80-%-Bereich"]
        if not isnan(row["error"]):
            parts.append(f"Abweichung der Kinder im Mittel {text.percent(row['error'], 1)}")
        if row["sure"]:
            hit, sure = text.number(row["sure_short"]), text.number(row["sure"])
            parts.append(f"von {sure} Gebieten mit sicherem Fehlbedarf hatten ihn {hit}")
        year, count = text.kita_year(int(row["kita_year"])), text.number(row["areas"])
        said.append(f"{year}, {count} {plural}: {', '.join(parts)}.")
    return " ".join(said)


def nothing_yet(pair: Pair) -> str:
    """Return why the quality of a plan is not known yet."""
    first = next((year for year in pair.then.years if year > pair.then.base_year), None)
    if first is None:
        return "Der festgehaltene Plan hat keine Prognosejahre."
    return (
        f"Von den Kita-Jahren des Plans vom {text.date(pair.then.kept_on)} ist noch keines beobachtet. "
        f"{text.kita_year(first)} lässt sich prüfen, sobald der Bestand zum 31.12.{first} geliefert ist."
    )


_FIELDS = ("before", *CAUSES, "after")


def _is_short(saldo: float) -> str:
    return text.MISSING if isnan(saldo) else "ja" if saldo < 0 else "nein"


def _chance(value: float, draws: int) -> str:
    return text.MISSING if isnan(value) else titles.probability(value, draws)


def _probability_now(pair: Pair, area_id: str, kita_year: int) -> float:
    rows = pair.now.table
    rows = rows[(rows["area_id"] == area_id) & (rows["kita_year"] == kita_year)]
    return float("nan") if rows.empty else float(rows["probability"].iloc[0])
