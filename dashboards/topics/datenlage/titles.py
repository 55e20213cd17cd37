"""What the page says, by rule from the numbers."""

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboards import text
from dashboards.areas import Area
from dashboards.topics.datenlage.coverage import DATED, Cell, State, gaps, spans

# Limits of the balance rest in per mille: up to good, up to worth a look (domain of register statistics).
GOOD, FAIR = 1.0, 5.0
KINDS: Mapping[str, str] = {
    "stock": "Bestand",
    "events": "Bewegungen",
    "population": "Bevölkerung (Zählung)",
    "births": "Geburten (Zählung)",
    "deaths": "Sterbefälle (Zählung)",
    "moves": "Wanderungen (Zählung)",
    "status_changes": "Statuswechsel (Zählung)",
    "areas": "Gebiete",
    "area_mappings": "Umschlüsselung",
    "districts": "Planungsbezirke",
    "geometry": "Grenzen",
    "addresses": "Adressliste",
    "facilities": "Kita-Einrichtungen",
    "groups": "Kita-Gruppen",
    "care": "Betreute Kinder",
    "measures": "Kita-Maßnahmen",
    "housing": "Bauvorhaben",
}


def kind_name(kind: str) -> str:
    """Return what a kind of delivery is called; a geometry of one level keeps its part."""
    return KINDS.get(kind, KINDS.get(kind.split("-", 1)[0], kind))


def page_title(scope: Area, found: Mapping[Cell, State], checks: pd.DataFrame) -> str:
    """Return whether the stock is complete, and how much the checks want looked at."""
    years = sorted({year for _, year, _ in found})
    if not years:
        return f"Für {scope.name} liegt noch kein Bestand vor"
    members = sorted({area_id for area_id, _, _ in found})
    missing = {area_id: lacking for area_id in members if (lacking := gaps(found, area_id, "bestand"))}
    warnings = int(checks["warnings"].sum() + checks["errors"].sum())
    tail = (
        f"{text.plural(warnings, 'Warnung ist', 'Warnungen sind')} zu klären"
        if warnings
        else "nichts fällt auf"
    )
    if missing:
        count = text.plural(len(missing), "Gemeinde fehlen", "Gemeinden fehlen")
        when = spans(sorted({year for lacking in missing.values() for year in lacking}))
        return f"In {count} Bestände aus {when}; {tail}"
    who = "" if len(members) == 1 else f" aller {len(members)} Gemeinden"
    return f"{scope.name}: Bestände {spans(years)}{who} liegen vor, {tail}"


def standfirst(deliveries: pd.DataFrame, members: int) -> str:
    """Return what is told on the page."""
    if deliveries.empty:
        return "Noch keine Lieferung."
    latest = text.date(deliveries["received_at"].max())
    count = text.plural(len(deliveries), "Lieferung", "Lieferungen")
    where = text.plural(members, "Gemeinde", "Gemeinden")
    return f"Was geliefert, abgewiesen und geprüft ist: {count} für {where}, zuletzt übernommen am {latest}."


def matrix_title(found: Mapping[Cell, State]) -> str:
    """Return which contents nobody ever delivered, else which is missing most often."""
    members = sorted({area_id for area_id, _, _ in found})
    lacking = {part: sum(len(gaps(found, area_id, part)) for area_id in members) for part in DATED}
    given = {part for (_, _, part), state in found.items() if state in {"whole", "partly"}}
    if never := [DATED[part][1] for part in DATED if part not in given and lacking[part]]:
        return f"Noch nie geliefert: {text.listing(never)}"
    worst = max(lacking, key=lambda part: lacking[part])
    if not lacking[worst]:
        return "Alle Inhalte liegen für alle Jahre vor"
    years = text.plural(lacking[worst], "Gemeindejahr", "Gemeindejahren")
    return f"Am häufigsten fehlt: {DATED[worst][1]} (in {years})"


def light(rest: float | None) -> str:
    """Return "gut", "prüfen" or "auffällig" for a balance rest in per mille, "…" if it is not known."""
    if rest is None or text.is_missing(rest):
        return text.MISSING
    size = abs(rest)
    return "gut" if size <= GOOD else "prüfen" if size <= FAIR else "auffällig"


def map_title(rests: pd.DataFrame, names: Mapping[str, str], year: int) -> str:
    """Return in how many areas the balance does not close in one year, and where most."""
    now = rests[rests["year"] == year].dropna(subset=["value"])
    if now.empty:
        return f"Für {year} lässt sich keine Bilanz ziehen"
    far = now[now["value"].abs() > FAIR]
    if far.empty:
        near = int((now["value"].abs() > GOOD).sum())
        return (
            f"{year} geht die Bilanz überall auf 5 ‰ auf, in {near} Gebieten nicht auf 1 ‰"
            if near
            else (f"{year} geht die Bilanz überall auf 1 ‰ auf")
        )
    worst = far.sort_values("value", key=abs, kind="stable").iloc[-1]
    where = names.get(str(worst["area_id"]), str(worst["area_id"]))
    count = text.plural(len(far), "Gebiet geht", "Gebieten geht")
    size = f"{text.signed(worst['value'], 1)}{text.NARROW}‰"
    return f"In {count} die Bilanz {year} nicht auf, am wenigsten in {where} ({size})"


def bars_title(area: Area, rests: pd.DataFrame) -> str:
    """Return the year with the largest unexplained rest of an area."""
    known = rests.dropna(subset=["persons"])
    if known.empty:
        return f"Für {area.name} gibt es noch keine Bilanz"
    worst = known.sort_values("persons", key=abs, kind="stable").iloc[-1]
    if abs(float(worst["value"])) <= GOOD:
        return f"{area.name}: kein Jahr mit mehr als 1 ‰ ungeklärtem Rest"
    count = text.signed(worst["persons"])
    return f"{area.name}: größter ungeklärter Rest {int(worst['year'])} mit {count} Personen"


def checks_title(checks: pd.DataFrame) -> str:
    """Return how many checks found something, how many nothing."""
    loud = int(((checks["errors"] + checks["warnings"] + checks["notes"]) > 0).sum())
    quiet = len(checks) - loud
    return (
        f"{loud} von {len(checks)} Prüfungen haben Befunde, {quiet} sind ohne"
        if loud
        else (f"Alle {len(checks)} Prüfungen sind ohne Befund")
    )


def rejects_title(deliveries: pd.DataFrame) -> str:
    """Return how many rows were refused, of how many."""
    rejected, rows = int(deliveries["rejected"].sum()), int(deliveries["rows"].sum())
    if not rejected:
        return "Keine Zeile ist abgewiesen"
    count = text.plural(rejected, "Zeile ist", "Zeilen sind")
    return f"{count} abgewiesen, von {text.number(rows + rejected)} gelieferten"


def counted(words: Sequence[tuple[int, str, str]]) -> str:
    """Return "10 Warnungen und 411 Hinweise"; "keine Befunde" if all are 0."""
    told = [text.plural(count, one, many) for count, one, many in words if count]
    return text.listing(told) if told else "keine Befunde"
