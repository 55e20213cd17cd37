"""The view "Verbleib": how long arrivals stay, told only where the register knows its people over time."""

import pandas as pd
import streamlit as st

from dashboards import areas, cards, charts, maps, naming, text
from dashboards.cards import KeyFigure
from dashboards.charts import Series, TimeLayout
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.tables import Column
from dashboards.topics.wanderungen import (
    beside_pictures,
    drawing,
    grid,
    measures,
    partners,
    stay_bars,
    staying,
    titles,
    words,
)
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.followed import METHOD, stays_of
from dashboards.topics.wanderungen.scope import MUNICIPALITY
from dashboards.topics.wanderungen.stay_bars import Compared
from dashboards.topics.wanderungen.view import View

NAME = "Verbleib"
# The share after so many years stands in titles and comparisons; fewer where nobody was followed so long.
USUAL = 3
SHOWN = (1, USUAL, 5)
MOST_AREAS = 8
# Numbers from 1 on as they stand after "nach"; beyond twelve German writes figures.
WRITTEN = (
    "einem", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
)  # fmt: skip
FEW_TOWNS = 2
FROM_SEVERAL, IN_SEVERAL = "aus {count} von {all} Herkünften", "in {count} von {all} Gebieten"
LEFT = "Wer in eine andere Gemeinde zieht, gilt als fortgezogen, auch innerhalb des Verbands."
MISSING = (
    "Dafür braucht es Bewegungen einzelner Personen über mehrere Jahre (Profile generic_bewegung oder "
    "kosis_bewegung). Aus Zählungen lässt sich nicht sagen, wer geblieben ist."
)


def draw(view: View, chosen: Chosen, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    with head:
        cards.page_head(words.topic_line(view, NAME), title(view), standfirst(view))
    if table_of(view).empty:
        cards.empty_state(MISSING)
        return
    cards.key_figures(remembered(view.context, ("wanderungen-bleiben", *view.key), lambda: numbers(view)))
    drawing.pair(view, curve, by_origin)
    if chosen.others:
        drawing.show_beside(view, chosen.others, beside_pictures.stayers)
    drawing.pair(view, cohorts, by_area)
    drawing.source_line(view, LEFT, _told_without(view))


def table_of(view: View) -> pd.DataFrame:
    """The life table of the chosen area; empty if stays are not delivered or too few."""
    key = ("wanderungen-lebenstafel", *view.key)
    return remembered(view.context, key, lambda: staying.life_table(_focus(view)))


def title(view: View) -> str:
    """Return how many stay for how long, with the band."""
    name, table = view.scope.focus.name, table_of(view)
    if _focus(view).empty:
        return f"{name}: Wie lange Zugezogene bleiben, ist nicht geliefert"
    if table.empty:
        return f"{name}: zu wenige Zuzüge für eine Aussage über ihren Verbleib"
    after = _after(table)
    _, low, high = staying.share_after(table, after)
    span = _span(low, high)
    where = "dort" if view.scope.focus.level == MUNICIPALITY else "in der Gemeinde"
    told = f"Nach {_years(after)} wohnen noch {span}{text.NARROW}% der Zugezogenen {where}"
    return f"{naming.subject(name)}{_without(view)}: {told}"


def standfirst(view: View) -> str:
    """Return who is counted, where and when."""
    period = measures.period_label(view.choice.period)
    return (
        f"{words.place(view)}: Zuzüge über die Gemeindegrenze {period}, verfolgt bis zum letzten gelieferten "
        "Jahr. Fälle, nicht Personen."
    )


def numbers(view: View) -> list[KeyFigure]:
    """Return arrivals followed, shares after one, three and five years, and the median stay."""
    rows, table = _focus(view), table_of(view)
    followed = KeyFigure(
        "Zuzüge im Blick",
        text.number(rows["persons"].sum(skipna=False)),
        "",
        "Fälle, über die Gemeindegrenze",
    )
    kept = []
    for after in SHOWN[:2]:
        share, low, high = staying.share_after(table, after)
        told = "" if text.is_missing(share) else f"{_span(low, high)}{text.NARROW}%"
        kept.append(KeyFigure(f"Noch da nach {_years(after)}", text.percent(share), "", "", told))
    half = staying.median_stay(table)
    longest = int(table["after"].max())
    words_of = text.decimal(half) if half is not None else f"über {longest}"
    return [
        followed,
        *kept,
        KeyFigure("Mittlere Dauer", words_of, "Jahre", "danach ist die Hälfte fortgezogen"),
    ]


def curve(view: View) -> Panel:
    """Share still there by years after arrival, for all and by nationality."""
    table = table_of(view)
    after = _after(table)
    share, low, high = staying.share_after(table, after)
    heading = f"Nach {_years(after)} sind noch {_span(low, high)}{text.NARROW}% da"
    subtitle = "Anteil noch in der Gemeinde in %, nach Jahren seit dem Zuzug; grau: nach Staatsangehörigkeit"
    main = Series(
        "alle", [0, *table["after"].tolist()], [100.0, *(100 * table["share"]).tolist()], view.colours.brand
    )
    others = []
    for code, name in (("D", "deutsch"), ("A", "nicht deutsch")):
        part = staying.life_table(_focus(view)[_focus(view)["nationality"].eq(code)])
        if len(part) and not view.choice.people.nationality:
            others.append(
                Series(name, [0, *part["after"].tolist()], [100.0, *(100 * part["share"]).tolist()])
            )
    layout = TimeLayout(digits=0, is_phone=view.context.is_phone)
    chart = charts.time_series(view.colours, main, context=others, layout=layout)
    rows = table.assign(shown=[str(int(year)) for year in table["after"]])
    columns = (
        Column("shown", "Jahre seit Zuzug", "text"), Column("at_risk", "beobachtet"),
        Column("left", "fortgezogen"), Column("share", "noch da", "percent"),
        Column("low", "von", "percent"), Column("high", "bis", "percent"),
    )  # fmt: skip
    alt = f"{heading} (95-%-Bereich; Schätzung {text.percent(share)}). {subtitle}."
    return Panel("verbleib", heading, subtitle, chart, alt, rows, columns, definition=METHOD)


def by_origin(view: View) -> Panel:
    """Share still there by where they came from."""
    rows, after = _focus(view), _after(table_of(view))
    parts = {
        partners.partner_label(code): staying.life_table(rows[rows["partner"] == code])
        for code in partners.order(pd.Index(rows["partner"]))
    }
    subtitle = f"Anteil noch in der Gemeinde nach {_years(after)}, nach Herkunft"
    phrases = {partners.partner_label(code): words_of for code, words_of in titles.FROM.items()}
    phrases[partners.partner_label("UNBEKANNT")] = "unbekannter Herkunft"
    compared = Compared("verbleib-herkunft", "Verbleib nach Herkunft", subtitle, parts, phrases, FROM_SEVERAL)
    return stay_bars.panel(view, compared, after, table_of(view), _too_few(after))


def by_area(view: View) -> Panel:
    """Share still there by area of arrival."""
    after = _after(table_of(view))
    rows = stays_of(view, view.scope.unit_ids)
    every = {str(area_id): staying.life_table(part) for area_id, part in rows.groupby("area_id")}
    parts = {
        view.scope.names[code]: part
        for code, part in every.items()
        if not pd.isna(staying.share_after(part, after)[0])
    }
    order = sorted(parts, key=lambda name: -staying.share_after(parts[name], after)[0])
    kept = order if len(order) <= MOST_AREAS else [*order[: MOST_AREAS // 2], *order[-MOST_AREAS // 2 :]]
    subtitle = f"Anteil noch in der Gemeinde nach {_years(after)}, nach Gebiet des Zuzugs"
    shown = {name: parts[name] for name in kept}
    left_out = len(order) - len(kept)
    note = f"Gezeigt sind {len(kept)} von {len(order)}: die höchsten und die niedrigsten." if left_out else ""
    phrases = {name: naming.inside(name) for name in kept}
    whole = view.scope.focus.name if view.scope.is_leaf else ""
    compared = Compared(
        "verbleib-gebiete", "Verbleib nach Gebiet", subtitle, shown, phrases, IN_SEVERAL, whole, note
    )
    return stay_bars.panel(view, compared, after, table_of(view), _too_few(after))


def _too_few(after: int) -> str:
    return f"Zu wenige Zuzüge für einen Vergleich nach {_years(after)}."


def cohorts(view: View) -> Panel:
    """Share still there by year of arrival and years after."""
    table = staying.by_cohort(_focus(view))
    subtitle = "Anteil noch in der Gemeinde in %; Zeile: Jahre seit dem Zuzug, Spalte: Zuzugsjahr"
    if table.empty:
        reason = "Kein einzelner Zuzugsjahrgang hat 50 beobachtete Fälle."
        return Panel("verbleib-jahrgaenge", "Nach Zuzugsjahr", subtitle, empty=reason)
    cells = table.assign(band=table["after"].astype(int).astype(str), net_share=100 * table["share"])
    every = sorted(set(table["after"].astype(int)))
    labels = {str(after): f"nach {_years(after, every[-1])}" for after in every}
    renamed = cells.rename(columns={"net_share": "kept"})
    strip = grid.heat_grid(renamed, "kept", labels, 0, unit="")
    strip = grid.for_phone(strip) if view.context.is_phone else strip
    scale = maps.classes(renamed["kept"], view.colours)
    chart = grid.grid_figure(strip, scale, view.colours, 60 + 34 * len(labels))
    first = table[table["after"] == 1]
    heading = "Nur ein Zuzugsjahr mit genug beobachteten Fällen"
    if len(first) > 1:
        low, high = 100 * float(first["share"].min()), 100 * float(first["share"].max())
        heading = f"Nach einem Jahr noch da: je nach Zuzugsjahr {text.range_text(low, high)}{text.NARROW}%"
    rows = renamed.assign(at=renamed["year"].astype(int).astype(str))
    columns = (
        Column("at", "Zuzugsjahr", "text"), Column("band", "Jahre seit Zuzug", "text"),
        Column("at_risk", "beobachtet"), Column("share", "noch da", "percent"),
    )  # fmt: skip
    alt = f"{heading}. {subtitle}."
    return Panel(
        "verbleib-jahrgaenge", heading, subtitle, chart, alt, rows, columns, scale.legend(), definition=METHOD
    )


def silent_towns(view: View) -> list[str]:
    """Municipalities of the chosen area that report moves only as counts, so that nobody can be followed."""
    towns = areas.below(view.context, view.scope.focus.area_id, MUNICIPALITY)
    known = set(stays_of(view, [town.area_id for town in towns])["area_id"]) if towns else set()
    return [town.name for town in towns if town.area_id not in known]


def _span(low: float, high: float) -> str:
    """A range of shares in whole per cent, in tenths where whole ones would not tell its ends apart."""
    ends = round(100 * low), round(100 * high)
    return text.range_text(*ends) if ends[0] != ends[1] else text.range_text(100 * low, 100 * high, 1)


def _without(view: View) -> str:
    """Whom the figures leave out, as it stands after the name of the area."""
    names = silent_towns(view)
    if not names:
        return ""
    return f" ohne {text.listing(names)}" if len(names) <= FEW_TOWNS else f" ohne {len(names)} Gemeinden"


def _told_without(view: View) -> str:
    names = silent_towns(view)
    return f"Ohne {text.listing(names)}: nur Zählungen geliefert" if names else ""


def _focus(view: View) -> pd.DataFrame:
    return stays_of(view, [view.scope.focus.area_id])


def _after(table: pd.DataFrame) -> int:
    return int(min(USUAL, table["after"].max())) if len(table) else USUAL


def _years(count: float, longest: float = len(WRITTEN)) -> str:
    """So many years after "nach"; all in figures where the longest beside them has no word of its own."""
    told = WRITTEN[int(count) - 1] if 1 <= count and longest <= len(WRITTEN) else str(int(count))
    return f"{told} {'Jahr' if int(count) == 1 else 'Jahren'}"
