"""Key figures and source line of the page."""

from dashboards import areas, text
from dashboards.cards import KeyFigure
from dashboards.topic import Context
from dashboards.topics.datenlage import queries, titles
from dashboards.topics.datenlage.view import View


def key_figures(context: Context, view: View) -> list[KeyFigure]:
    """Return deliveries, refused rows, findings and the largest rest of the balance."""
    return [_delivered(view), _refused(view), _found(view), _rest(context, view)]


def _delivered(view: View) -> KeyFigure:
    rows = text.number(view.deliveries["rows"].sum())
    return KeyFigure("Lieferungen", text.number(len(view.deliveries)), comparison=f"{rows} Zeilen übernommen")


def _refused(view: View) -> KeyFigure:
    rejected, rows = int(view.deliveries["rejected"].sum()), int(view.deliveries["rows"].sum())
    hit = int((view.deliveries["rejected"] > 0).sum())
    share = f"{text.number(1_000_000 * rejected / (rows + rejected))} je Million" if rows else text.MISSING
    where = f" in {text.plural(hit, 'Lieferung', 'Lieferungen')}" if hit else ""
    return KeyFigure("Abgewiesene Zeilen", text.number(rejected), comparison=f"{share}{where}")


def _found(view: View) -> KeyFigure:
    checks = view.checks
    warnings, notes = int(checks["errors"].sum() + checks["warnings"].sum()), int(checks["notes"].sum())
    told = text.plural(notes, "Hinweis", "Hinweise")
    return KeyFigure("Warnungen der Prüfungen", text.number(warnings), comparison=f"dazu {told}")


def _rest(context: Context, view: View) -> KeyFigure:
    """The municipality whose balance closes worst, over all years."""
    level = areas.tree(context)[view.members["area_id"].iloc[0]].level if len(view.members) else ""
    rests = queries.level_rests(context, view.root.area_id, level)
    known = rests[rests["area_id"].isin(view.members["area_id"])].dropna(subset=["value"])
    if known.empty:
        return KeyFigure("Größter Bilanzrest", text.MISSING, comparison="ohne Bewegungen keine Bilanz")
    worst = known.sort_values("value", key=abs, kind="stable").iloc[-1]
    where = f"{view.names[str(worst['area_id'])]} {int(worst['year'])}: {titles.light(worst['value'])}"
    return KeyFigure("Größter Bilanzrest", text.signed(worst["value"], 1), "‰", where)


def sources(context: Context, view: View) -> list[str]:
    """Return the parts of the source line."""
    latest = text.date(view.deliveries["received_at"].max()) if len(view.deliveries) else text.MISSING
    return [
        "Quelle: Quittungen der Lieferungen und Prüfungen des Datenbestands",
        f"letzte Übernahme {latest}",
        f"Datenstand {context.build_id}",
        "exakte Zahlen (Werkbank)",
    ]
