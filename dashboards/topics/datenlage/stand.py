"""First part of the page: what is there for which year, where the balance closes, what dashboards lack."""

import pandas as pd
import streamlit as st

from dashboards import areas, cards, charts, export, maps, style, tables, territory, text
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import Palette
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.datenlage import coverage, figures, matrix, queries, shelf, titles
from dashboards.topics.datenlage.coverage import NEEDS, REGISTERS, Lack
from dashboards.topics.datenlage.view import View, words

NOTHING_LACKS = "vollständig"


def draw(context: Context, view: View) -> None:
    """Draw matrix, balance, needs and freshness."""
    _matrix(context, view)
    left, right = st.columns(2, gap="large")
    with left:
        _map(context, view)
    with right:
        _bars(context, view)
    _needs(context, view)
    _freshness(context, view)


def _matrix(context: Context, view: View) -> None:
    title, html, registers = remembered(
        context, ("datenlage-matrix", view.scope.area_id), lambda: _told(view)
    )
    cards.picture_head(title, words("matrix"), matrix.legend_html())
    st.html(html)
    cards.note("Register ohne Jahr, Anzahl der Einträge:")
    st.html(registers)


def _told(view: View) -> tuple[str, str, str]:
    """Finding and matrix of the deliveries, and the table of the registers without a year."""
    heads = [Column("name", "Gemeinde", "text"), *(Column(key, name) for key, name in REGISTERS.items())]
    caption = "Lieferungen je Gemeinde und Jahr"
    return (
        titles.matrix_title(view.states),
        matrix.matrix_html(view.states, view.names, view.years, caption),
        tables.written(view.members, heads, "Register je Gemeinde"),
    )


def _map(context: Context, view: View) -> None:
    if view.year is None:
        cards.picture_head(f"Für {view.root.name} gibt es noch keine Bilanz", "")
        cards.empty_state("Eine Bilanz braucht zwei Bestände und die Bewegungen dazwischen.")
        return
    key = ("datenlage-karte", view.area.area_id, view.level, view.year)
    shown = remembered(context, key, lambda: _map_panel(context, view, view.year or 0))
    cards.picture_head(shown.heading, shown.subtitle, shown.legend)
    maps.show_map(context, shown.figure, shown.key, shown.alt)
    if shown.note:
        cards.note(shown.note)
    frame = maps.map_view(context, view.area, view.level, 1, "‰")
    places = {area.label for area in areas.tree(context).values() if area.is_place}
    if undrawn := [name for name in maps.without_geometry(context, frame) if name in places]:
        more = f" und {len(undrawn) - 8} weitere" if len(undrawn) > 8 else ""
        cards.note(f"Ohne Grenzen und darum nicht auf der Karte: {', '.join(undrawn[:8])}{more}.")


def _map_panel(context: Context, view: View, year: int) -> Panel:
    """The rest of the balance by area, with the count of the lights as its note."""
    rests = queries.level_rests(context, view.root.area_id, view.level)
    names = {area.area_id: area.label for area in areas.tree(context).values()}
    plural = {area.level: area.level_plural for area in areas.tree(context).values()}
    title = titles.map_title(rests, names, year)
    scale = figures.rest_classes(style.palette(context))
    now = rests[rests["year"] == year].copy()
    now["hover"] = [figures.hover(row) for _, row in now.iterrows()]
    lights = now.dropna(subset=["value"])["value"].map(titles.light)
    counts = [(int((lights == word).sum()), one, one) for word, one in figures.AMPEL.items()]
    frame = maps.map_view(context, view.area, view.level, 1, "‰")
    told = f"Ampel {year}: {titles.counted(counts)} (bis 1 ‰, bis 5 ‰, darüber)." if len(lights) else ""
    return Panel(
        "datenlage-karte",
        title,
        words("karte", year=year, level=plural.get(view.level, "")),
        maps.choropleth(context, now, scale, frame),
        alt=title,
        legend=scale.legend(cards.swatch("var(--k-no-data)", "keine Bilanz")),
        note=told,
    )


def _bars(context: Context, view: View) -> None:
    rests = queries.area_rests(context, view.area.area_id)
    title = titles.bars_title(view.area, rests)
    colours = style.palette(context)
    if rests["persons"].isna().all():
        cards.picture_head(title, words("balken"))
        cards.empty_state(
            f"Für {view.area.name} fehlen Bestände oder Bewegungen; ohne sie gibt es keine Bilanz."
        )
        return
    cards.picture_head(title, words("balken"), figures.rest_legend(colours))
    key = ("datenlage-bilanz", view.area.area_id, view.year)
    is_phone = context.is_phone
    picture = remembered(
        context, key, lambda: figures.rest_bars(colours, rests, view.year, is_phone=is_phone)
    )
    charts.show(picture, "datenlage-bilanz", title)
    years = int(rests["year"].min()) - 1, int(rests["year"].max())
    if converted := territory.conversion_note(context, view.area.area_id, years):
        cards.note(converted)


def _needs(context: Context, view: View) -> None:
    cards.section_head("Was welcher Auswertung fehlt", words("bedarf"))
    st.html(remembered(context, ("datenlage-bedarf", view.scope.area_id), lambda: _needed(context, view)))


def _needed(context: Context, view: View) -> str:
    members = view.members.to_dict("records")
    told = pd.DataFrame({"name": [row["name"] for row in members]})
    colours = style.palette(context)
    for need in NEEDS:
        lacks = [
            coverage.lack(view.states, {str(key): value for key, value in row.items()}, need)
            for row in members
        ]
        told[need.dashboard] = [lack_words(lack) for lack in lacks]
        fields = pd.Series([_field(colours, lack) for lack in lacks], dtype=object)
        told[f"{need.dashboard}_field"] = fields
    columns = [Column("name", "Gemeinde", "text")]
    columns += [Column(need.dashboard, need.dashboard, "text") for need in NEEDS]
    return tables.written(told, columns, "Was den Auswertungen je Gemeinde fehlt")


def lack_words(lack: Lack) -> str:
    """Return "vollständig", or what is missing, the indispensable first."""
    parts = [f"Fehlt: {', '.join(lack.required)}"] if lack.required else []
    parts += [f"Ohne: {', '.join(lack.useful)}"] if lack.useful else []
    return ". ".join(parts) or NOTHING_LACKS


def _field(colours: Palette, lack: Lack) -> tuple[str, str, str] | None:
    """A field only where something is indispensable; the word says the same."""
    return (colours.kita[1], colours.kita_text[1], "") if lack.required else None


def _freshness(context: Context, view: View) -> None:
    cards.section_head("Wie frisch die Lieferungen sind", words("frische"))
    if view.deliveries.empty:
        cards.note(words("leer", name=view.scope.name))
        return
    st.html(remembered(context, ("datenlage-frische", view.scope.area_id), lambda: _fresh(view.deliveries)))
    count = len(shelf.waiting(context))
    if count:
        told = text.plural(count, "Lieferung ist", "Lieferungen sind")
        cards.note(words("wartend", count=told, verb="sie"))
    export.downloads(
        context, lambda: german(view.deliveries), "lieferliste", "Lieferungen", {"Gebiet": view.scope.name}
    )


def _fresh(deliveries: pd.DataFrame) -> str:
    columns = [
        Column("owner", "Von", "text"),
        Column("kind", "Art", "text"),
        Column("first", "ab", "date"),
        Column("last", "bis", "date"),
        Column("count", "Lieferungen"),
        Column("version", "höchste Fassung"),
        Column("rows", "Zeilen"),
        Column("rejected", "abgewiesen"),
        Column("received", "zuletzt übernommen", "text"),
    ]
    caption = "Lieferungen nach Gemeinde und Art"
    return tables.written(freshness(deliveries), columns, caption, is_tall=True)


def freshness(deliveries: pd.DataFrame) -> pd.DataFrame:
    """Return one row per owner and kind: dates, number, highest version, rows, rejected, last receipt."""
    latest = deliveries.sort_values("received_at").groupby(["owner", "kind"], sort=False).tail(1)
    receipt = {
        (owner, kind): f"{text.date(at)} von {by}"
        for owner, kind, at, by in latest[["owner", "kind", "received_at", "received_by"]].itertuples(
            index=False, name=None
        )
    }
    table = deliveries.groupby(["owner", "kind"], as_index=False).agg(
        first=("reference_date", "min"),
        last=("reference_date", "max"),
        count=("delivery_id", "size"),
        version=("version", "max"),
        rows=("rows", "sum"),
        rejected=("rejected", "sum"),
    )
    table["received"] = [receipt[key] for key in zip(table["owner"], table["kind"], strict=True)]
    table["kind"] = table["kind"].map(titles.kind_name)
    return table


def german(deliveries: pd.DataFrame) -> pd.DataFrame:
    """Return the list of deliveries with German heads, for the download."""
    names = {
        "owner": "Von",
        "owner_id": "Schlüssel",
        "kind": "Art",
        "reference_date": "Stichtag",
        "version": "Fassung",
        "file_name": "Datei",
        "profile": "Lieferprofil",
        "rows": "Zeilen",
        "rejected": "abgewiesen",
        "skipped": "übersprungen",
        "received_by": "übernommen von",
        "received_at": "übernommen am (UTC)",
    }
    table = deliveries.assign(kind=deliveries["kind"].map(titles.kind_name))
    return table[list(names)].rename(columns=names)
