"""What of the moves between areas is more than size and chance: pairs, expected flows, two reports."""

import pandas as pd

from dashboards import areas, cards, text
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import rgba
from dashboards.tables import Column
from dashboards.topics.wanderungen import bands, exchange, figures, measures, significance, words
from dashboards.topics.wanderungen.drawing import PAIRS_HEIGHT
from dashboards.topics.wanderungen.scope import UNPLACED
from dashboards.topics.wanderungen.view import View

MOST_PAIRS, FEW = 10, 10
CHANCE = (
    "Umzüge werden als zufällige Fallzahlen gelesen (Poisson); blass ist, was der Zufall allein ergeben "
    "kann, auch weil viele Paare zugleich betrachtet werden (Benjamini-Hochberg, bis 5 % falsche Funde)."
)
EXPECTED = (
    "Erwartet: so viele Umzüge, wie die Fortzüge der Herkunft und die Zuzüge des Ziels ergäben, wenn nur die "
    "Größe zählte (Quasi-Unabhängigkeit ohne Umzüge im selben Gebiet)."
)


def reciprocal(view: View) -> Panel:
    """The balance of each pair of areas with the band of chance."""
    pairs = found_pairs(view)
    shown = "des einzigen Paars" if len(pairs) == 1 else f"der {min(len(pairs), MOST_PAIRS)} größten Paare"
    subtitle = f"Saldo {shown}, Fälle im Jahr, {words.when(view)}"
    if pairs.empty:
        return Panel("paare", "Hin und zurück", subtitle, empty=words.no_parts(view), height=PAIRS_HEIGHT)
    count, total = int(pairs["is_clear"].sum()), len(pairs)
    several = (
        f"In {count} von {total} Paaren ist der Saldo" if total > 1 else "Der Saldo des einzigen Paars ist"
    )
    heading = f"{several} mehr als Zufall" if count else "Kein Saldo ist mehr als Zufall"
    top = pairs.head(MOST_PAIRS)
    names, years = view.scope.names, view.years
    digits = 0 if top["net"].max() / years >= 10 else 1
    table = pd.DataFrame(
        {
            "name": [
                f"{words.short(names[a], 17)} aus {words.short(names[b], 17)}"
                for a, b in zip(top["a"], top["b"], strict=True)
            ],
            "below": [
                f"{text.number(there / years, digits)} zu, {text.number(back / years, digits)} zurück"
                for there, back in zip(top["there"], top["back"], strict=True)
            ],
            "value": top["net"] / years,
            "low": top["low"] / years,
            "high": top["high"] / years,
            "is_clear": top["is_clear"],
        }
    )
    chart = bands.banded_bars(table, view.look(digits, height=0))
    legend = _legend(view, "Gewinn")
    rows, columns = pair_table(view, pairs)
    return Panel(
        "paare", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, legend, definition=CHANCE
    )


def against_size(view: View) -> Panel:
    """Flows that are clearly stronger or weaker than the sizes of their ends let expect."""
    table = remembered(view.context, ("wanderungen-erwartet", *view.key), lambda: _against_size(view))
    subtitle = f"Gezählte Umzüge im Verhältnis zu den erwarteten (1 = wie nach Größe), {words.when(view)}"
    if table.empty or len(view.scope.units) < 3:
        reason = (
            "Für einen Vergleich mit der Größe braucht es mindestens drei Gebiete mit gemeldeten Umzügen."
        )
        return Panel("erwartet", "Mehr als nach Größe zu erwarten", subtitle, empty=reason)
    names = view.scope.names
    clear = table[table["is_clear"]].sort_values("ratio", ascending=False)
    heading = "Kein Strom weicht mehr als zufällig von der Größe der Gebiete ab"
    shown = table.sort_values("moves", ascending=False).head(MOST_PAIRS)
    if len(clear):
        half = MOST_PAIRS // 2
        shown = clear if len(clear) <= MOST_PAIRS else pd.concat([clear.head(half), clear.tail(half)])
        top = clear.iloc[0]
        ways = f"{names[top['origin']]} nach {names[top['destination']]}"
        span = text.range_text(float(top["low"]), float(top["high"]), 1)
        heading = f"Öfter als nach Größe: {ways}, {span}-mal so oft wie erwartet"
        if top["ratio"] < 1:
            weak = text.plural(len(clear), "Strom ist", "Ströme sind")
            heading = f"{weak} schwächer, keiner ist stärker als nach Größe zu erwarten"
    rows = shown.assign(
        name=[
            f"{words.short(names[a], 17)} → {words.short(names[b], 17)}"
            for a, b in zip(shown["origin"], shown["destination"], strict=True)
        ],
        below=[
            f"{_cases(cases / view.years)} gezählt, {_cases(mean / view.years)} erwartet"
            for cases, mean in zip(shown["moves"], shown["expected"], strict=True)
        ],
        value=shown["ratio"],
        words=[f"{text.decimal(ratio)}-mal" for ratio in shown["ratio"]],
    )
    chart = bands.banded_bars(rows, view.look(1, height=0), reference=1.0)
    every = table.assign(
        from_name=table["origin"].map(names), to_name=table["destination"].map(names),
        moves=table["moves"] / view.years, expected=table["expected"] / view.years,
        told=["ja" if one else "nein" for one in table["is_clear"]],
    )  # fmt: skip
    columns = (
        Column("from_name", "Von", "text"), Column("to_name", "Nach", "text"),
        Column("moves", "gezählt im Jahr", digits=1),
        Column("expected", "erwartet im Jahr", digits=1), Column("ratio", "Verhältnis", digits=2),
        Column("low", "von", digits=2), Column("high", "bis", digits=2),
        Column("told", "mehr als Zufall", "text"),
    )  # fmt: skip
    return Panel(
        "erwartet", heading, subtitle, chart, f"{heading}. {subtitle}.", every, columns,
        _legend(view, "öfter", "seltener"), definition=EXPECTED,
    )  # fmt: skip


def both_reports(view: View) -> Panel:
    """Moves between members as the register of the destination and that of the origin count them."""
    heading, subtitle = (
        "Was Ziel und Herkunft melden",
        f"Umzüge zwischen Mitgliedern im Jahr, {words.when(view)}",
    )
    table = exchange.member_pairs(view).dropna(subset=["moves", "moves_by_origin"])
    if table.empty:
        reason = "Kein Strom zwischen zwei Mitgliedern ist von beiden Seiten für alle Jahre gemeldet."
        return Panel("meldungen", heading, subtitle, empty=reason)
    # Where the smallest areas are compared, the members are none of the units.
    names = {town: areas.tree(view.context)[town].name for town in view.scope.municipalities}
    names |= view.scope.names
    table = table.assign(
        name=[f"{names[a]} → {names[b]}" for a, b in zip(table["origin"], table["destination"], strict=True)],
        first=table["moves"] / view.years,
        second=table["moves_by_origin"] / view.years,
        gap=(table["moves_by_origin"] - table["moves"]) / view.years,
    )
    table["share"] = table["gap"] / table["first"].where(table["moves"] >= measures.MIN_CASES)
    table["share_state"] = [
        "not_meaningful" if cases < measures.MIN_CASES else None for cases in table["moves"]
    ]
    table = table.sort_values("moves", ascending=False, kind="stable")
    table = table.sort_values("gap", key=lambda gaps: gaps.abs(), ascending=False, kind="stable")
    by_destination, by_origin = measures.mismatch(table)
    gap = 100 * (by_origin - by_destination) / by_destination if by_destination else 0.0
    heading = f"Die Herkunft meldet {text.signed(gap, 1)}{text.NARROW}% gegenüber dem Ziel"
    if round(gap, 1) == 0:
        heading = "Beide Seiten melden zusammen gleich viele Umzüge"
    count = min(len(table), MOST_PAIRS)
    what = "Abweichungen" if (table["gap"] != 0).any() else "Ströme"
    told = f"{subtitle}; die {count} größten {what}, gezählt wird die Meldung des Ziels"
    # A decimal only where some difference needs it.
    digits = 1 if view.years > 1 and (table["gap"].abs() > 0).any() else 0
    look = view.look(digits, height=70 + 34 * min(len(table), MOST_PAIRS))
    chart = figures.dumbbells(table.head(MOST_PAIRS), ("laut Ziel", "laut Herkunft", "Differenz"), look)
    legend = cards.swatch(view.colours.brand, "laut Ziel") + cards.swatch(view.colours.loss, "laut Herkunft")
    columns = (
        Column("name", "Strom", "text"), Column("first", "laut Ziel", digits=digits),
        Column("second", "laut Herkunft", digits=digits), Column("gap", "Differenz", "signed", digits),
        Column("share", "Differenz in %", "percent"),
    )  # fmt: skip
    return Panel("meldungen", heading, told, chart, f"{heading}. {told}.", table, columns, legend)


def _cases(mean: float) -> str:
    """A yearly mean; below ten with a decimal, else a few cases in years would read as none."""
    return text.number(mean, 0 if round(mean, 1) >= FEW else 1)


def _legend(view: View, more: str, fewer: str = "") -> str:
    """The marks of bars with their band."""
    return (
        cards.swatch(view.colours.gain, more)
        + (cards.swatch(view.colours.loss, fewer) if fewer else "")
        + cards.swatch(rgba(view.colours.axis, 0.45), "kann Zufall sein")
        + cards.line_key(view.colours.text, "95-%-Bereich")
    )


def found_pairs(view: View) -> pd.DataFrame:
    """The two flows of each pair of units that touch the chosen area; as significance.reciprocal."""
    key = ("wanderungen-hin-zurueck", *view.key)
    return remembered(view.context, key, lambda: _find_reciprocal(view))


def _find_reciprocal(view: View) -> pd.DataFrame:
    table = significance.reciprocal(exchange.pairs(view), _placed(view), exchange.unknown(view))
    if view.scope.is_whole:
        return table
    own = {unit.area_id for unit in view.scope.members}
    return table[table["a"].isin(own) | table["b"].isin(own)].reset_index(drop=True)


def _against_size(view: View) -> pd.DataFrame:
    table = significance.against_size(exchange.pairs(view), _placed(view), exchange.unknown(view))
    if view.scope.is_whole:
        return table
    own = [unit.area_id for unit in view.scope.members]
    return measures.touching(table, own)


def _placed(view: View) -> list[str]:
    """Units that are places."""
    return [str(area_id) for area_id in view.scope.unit_ids if not str(area_id).endswith(UNPLACED)]


def pair_table(view: View, pairs: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return the numbers of pairs as yearly means, with their columns."""
    names, years = view.scope.names, view.years
    rows = pairs.assign(
        a_name=pairs["a"].map(names), b_name=pairs["b"].map(names),
        **{name: pairs[name] / years for name in ("there", "back", "net", "low", "high")},
        told=["ja" if one else "nein" for one in pairs["is_clear"]],
    )  # fmt: skip
    digits = 1 if years > 1 else 0
    columns = (
        Column("a_name", "Gebiet", "text"), Column("b_name", "und", "text"),
        Column("there", "zu", digits=digits),
        Column("back", "zurück", digits=digits), Column("net", "Saldo", "signed", digits),
        Column("low", "von", "signed", 1), Column("high", "bis", "signed", 1),
        Column("told", "mehr als Zufall", "text"),
    )  # fmt: skip
    return rows, columns
