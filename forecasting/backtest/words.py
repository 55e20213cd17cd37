"""A backtest in German: tables for the terminal and the few sentences every run carries."""

from collections.abc import Iterator, Sequence

from forecasting.backtest.bands import BANDS, SEVEN_GROUPS
from forecasting.backtest.gates import german_number
from forecasting.backtest.measures import Measures
from forecasting.backtest.record import COMPONENTS, LEAF, NAIVE, OURS, UNCALIBRATED
from forecasting.backtest.report import Report, error_split, shelf_lives

METHODS = {
    "no_change": "keine Veränderung",
    "linexp": "LINEXP",
    "hamilton_perry_mean": "Hamilton–Perry (Mittel)",
    "hamilton_perry": "Hamilton–Perry",
    "hamilton_perry_linexp": "Hamilton–Perry × LINEXP",
    OURS: "Kohorte",
    UNCALIBRATED: "Kohorte, ungeeicht",
    NAIVE: "aus früheren Fehlern",
}
KINDS = {
    "municipalities": ("Gemeinde", "Gemeinden"),
    "districts": ("Gebiet", "Gebiete"),
    "regions": ("Region", "Regionen"),
}
LEVELS = {"municipality": ("Gemeinde", "Gemeinden"), "root": ("Gebiet insgesamt", "Gebiete insgesamt")}
COMPONENT_TITLES = {
    "births": "Geburten",
    "deaths": "Sterbefälle",
    "in": "Zuzüge",
    "out": "Fortzüge",
    "other": "Sonstiges",
    "error": "zusammen",
}
SIZES = {
    "<2k": "unter 2.000",
    "2-5k": "2.000–5.000",
    "5-10k": "5.000–10.000",
    "10-50k": "10.000–50.000",
    ">50k": "über 50.000",
}
CALIBRATED = (
    "An der Rückrechnung geeicht sind die Spannen der Einwohnerzahlen und Altersgruppen. Durchschnittsalter, "
    "Quotienten, Geburten, Sterbefälle und Wanderungen sind es nicht. Für Kinder unter 6 wird ab zehn Jahren "
    "keine Spanne zugesichert, solange kein Szenario die Geburten nennt."
)
# Leads and names shown; the JSON has all.
SHOWN_LEADS = (1, 3, 5, 10)
SHOWN_LEFT_OUT = 8
Rows = list[tuple[str, list[str]]]


def report_lines(report: Report, level: str = LEAF) -> Iterator[str]:
    """Yield the whole report of one root, line by line."""
    yield from _head(report, level)
    yield from _methods(report, level, ("total", "mape"), "Mittlerer Fehler der Einwohnerzahl")
    yield from _methods(report, level, ("total", "median_ape"), "Die Hälfte der Gebiete liegt näher als")
    yield from _methods(report, level, (SEVEN_GROUPS, "mape"), "Mittlerer Fehler der sieben Altersgruppen")
    yield from _bands(report, level)
    yield from _fans(report, level)
    if level == LEAF and len(report.sizes) > 1:
        yield from _sizes(report)
    yield from _shelf_lives(report, level)
    if report.record.flows is not None:
        yield from _split(report, level)
    yield from _gates(report)


def run_notes(report: Report) -> tuple[str, ...]:
    """Return what a run says about its own past: the record and the limits it missed."""
    lead = max((one for one in report.leads if one <= 5), default=report.leads[0])
    record, table = report.record, report.by_level[LEAF]
    name, ours = record.scope.root.name, table[OURS][lead]
    others = ", ".join(
        f"{METHODS[method]} {german_number(table[method][lead]['total'].mape)} %"
        for method in record.forecasts
        if method != OURS
    )
    count = len(record.origins)
    notes = [
        f"{name}, Rückrechnung aus {count} {'Ausgangsjahr' if count == 1 else 'Ausgangsjahren'}: nach "
        f"{_after(lead)} lag die Einwohnerzahl der Gebiete im Mittel "
        f"{german_number(ours['total'].mape)} % daneben ({others}); Altersgruppen "
        f"{german_number(ours[SEVEN_GROUPS].mape)} % (Hamilton–Perry "
        f"{german_number(table['hamilton_perry'][lead][SEVEN_GROUPS].mape)} %). Im 80-%-Band lagen "
        f"{german_number(ours['total'].coverage80)} %."
    ]
    if report.missed:
        missed = " ".join(gate.sentence for gate in report.missed)
        notes.append(
            f"{name}: {len(report.missed)} von {len(report.gates)} Schranken sind verfehlt. {missed}"
        )
    return (*notes, f"{name}: {CALIBRATED}")


def _head(report: Report, level: str) -> Iterator[str]:
    record, scope = report.record, report.record.scope
    model = "Komponentenmodell" if record.model == COMPONENTS else "Kohortenquoten (nur Bestände bekannt)"
    day = "1. Januar" if report.label else "31. Dezember"
    span = _span(report.origins)
    yield f"{scope.root.name}: {_areas(report, level)}, {model}"
    yield f"  Ausgang jeweils am {day} {span}; Vergleich nach {_span(report.leads)} Jahren"
    if scope.left_out:
        shown = ", ".join(scope.left_out[:SHOWN_LEFT_OUT])
        more = len(scope.left_out) - SHOWN_LEFT_OUT
        yield f"  Nicht dabei, weil in einem Jahr ohne Bestand: {shown}" + (
            f" und {more} weitere" if more > 0 else ""
        )
    for note in record.notes:
        yield f"  {note}"


def _methods(report: Report, level: str, measure: tuple[str, str], title: str) -> Iterator[str]:
    leads, (band, name) = _shown(report), measure
    table = report.by_level[level]
    rows: Rows = [
        (METHODS[method], [german_number(getattr(table[method][lead][band], name)) for lead in leads])
        for method in report.record.forecasts
    ]
    yield from _grid(f"{title}, %", [_years(lead) for lead in leads], rows)


def _bands(report: Report, level: str) -> Iterator[str]:
    lead = max((one for one in report.leads if one <= 5), default=report.leads[0])
    table = report.by_level[level]
    rows: Rows = []
    for band in BANDS:
        ours = table[OURS][lead][band.key]
        others = [table[one][lead][band.key].mape for one in ("hamilton_perry", "no_change")]
        rows.append(
            (band.title, [*map(german_number, (ours.mape, *others, ours.wmape, ours.malpe, ours.p90))])
        )
    columns = ["Kohorte", "Hamilton–P.", "keine V.", "gewichtet", "Richtung", "90 %"]
    yield from _grid(f"Altersgruppen nach {_after(lead)}, Fehler in %", columns, rows)


def _fans(report: Report, level: str) -> Iterator[str]:
    leads, table = _shown(report), report.by_level[level]

    def row(method: str) -> list[str]:
        by_lead = [table[method][lead]["total"] for lead in leads]
        return [german_number(one.coverage80) for one in by_lead] + [
            german_number(one.crps) for one in by_lead
        ]

    rows: Rows = [(METHODS[method], row(method)) for method in (OURS, UNCALIBRATED, NAIVE)]
    columns = [f"{_short(lead)} drin" for lead in leads] + [f"{_short(lead)} CRPS" for lead in leads]
    yield from _grid("80-%-Band der Einwohnerzahl: Anteil im Band in %, CRPS in %", columns, rows)


def _sizes(report: Report) -> Iterator[str]:
    leads = _shown(report)

    def row(one: dict[int, dict[str, Measures]]) -> list[str]:
        cells = [str(one[leads[0]]["total"].n)]
        for band in ("total", "0-5"):
            cells += [german_number(one[lead][band].mape) for lead in leads]
        return cells + [german_number(one[lead]["total"].coverage80) for lead in leads]

    rows: Rows = [(SIZES[name], row(table[OURS])) for name, table in report.sizes.items()]
    columns = ["Fälle"]
    columns += [f"{_short(lead)} {what}" for what in ("alle", "0–5", "drin") for lead in leads]
    yield from _grid("Kohorte nach Größenklassen: Fehler in %, Anteil im 80-%-Band in %", columns, rows)


def _shelf_lives(report: Report, level: str) -> Iterator[str]:
    yield ""
    yield "  Haltbarkeit: so viele Jahre liegen 80 % der Gebiete höchstens 10 % daneben"
    for method, life in shelf_lives(report, level).items():
        more = "mindestens " if life["at_least"] else ""
        yield f"    {METHODS[method]}: {more}{_years(int(life['years']))}"


def _split(report: Report, level: str) -> Iterator[str]:
    by_lead = error_split(report, level)
    leads = [str(lead) for lead in _shown(report)]
    rows: Rows = []
    for name, title in COMPONENT_TITLES.items():
        cells = [german_number(by_lead[lead][kind][name]) for kind in ("mean", "mean_abs") for lead in leads]
        rows.append((title, cells))
    columns = [f"{lead} J. {what}" for what in ("Richtung", "Betrag") for lead in leads]
    yield from _grid("Beitrag der Komponenten zum Fehler, % der Einwohner", columns, rows)


def _gates(report: Report) -> Iterator[str]:
    yield ""
    kept = len(report.gates) - len(report.missed)
    yield f"  Schranken: {kept} von {len(report.gates)} eingehalten"
    for gate in report.missed:
        yield f"    {gate.sentence}"


def _grid(title: str, columns: Sequence[str], rows: Rows) -> Iterator[str]:
    first = max(len(name) for name, _ in rows)
    widths = [max(len(column), *(len(cells[i]) for _, cells in rows)) + 2 for i, column in enumerate(columns)]
    yield ""
    yield f"  {title}"
    yield " " * (4 + first) + "".join(map(str.rjust, columns, widths))
    for name, cells in rows:
        yield "    " + name.ljust(first) + "".join(map(str.rjust, cells, widths))


def _shown(report: Report) -> tuple[int, ...]:
    return tuple(lead for lead in SHOWN_LEADS if lead in report.leads) or report.leads


def _areas(report: Report, level: str) -> str:
    scope = report.record.scope
    count = len(scope.positions[level])
    one, more = KINDS[scope.leaf_kind] if level == LEAF else LEVELS[level]
    return f"{count} {one if count == 1 else more}"


def _span(years: Sequence[int]) -> str:
    if list(years) == list(range(years[0], years[-1] + 1)):
        return str(years[0]) if len(years) == 1 else f"{years[0]} bis {years[-1]}"
    return ", ".join(map(str, years))


def _years(count: int) -> str:
    return "1 Jahr" if count == 1 else f"{count} Jahre"


def _after(lead: int) -> str:
    return "einem Jahr" if lead == 1 else f"{lead} Jahren"


def _short(lead: int) -> str:
    return f"{lead} J."
