"""The command `kohorte`: from the delivered file to the open dashboard."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from dashboards import audit_command, kita_command, profile_command, release_command, report_command
from dashboards import demo as demonstration
from dashboards.address_command import addresses
from dashboards.audit_command import noted
from dashboards.backtest_command import backtest
from dashboards.backup_command import backup, restore
from dashboards.errors import DashboardError
from dashboards.listening import Listening
from dashboards.options import HomeOption, JsonOption
from dashboards.progress import Progress
from dashboards.purge_command import purge, retention
from dashboards.serve_command import BrowserOption, PortOption, open_afresh
from dashboards.serve_command import serve as serve_command
from dashboards.status import Status, status_of
from forecasting.assumptions import sheet_text, stored_sheet
from forecasting.errors import ForecastError
from forecasting.run import RunReport, RunSettings, run_forecast
from forecasting.scenario import scenario_files
from warehouse.build import BuildReport
from warehouse.build import build as build_warehouse
from warehouse.errors import WarehouseError
from warehouse.ingest import ingest as ingest_files
from warehouse.ingest import matching_files
from warehouse.profile import read_profile
from warehouse.receipt import Receipt
from warehouse.settings import home

app = typer.Typer(
    help="Kohorte: Demographie, Wanderungen und Kita-Planung aus den Registern der Gemeinden.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
def demo(
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Am Ende die Dashboards öffnen oder vorher anhalten.")
    ] = True,
    root: HomeOption = None,
    port: PortOption = 8501,
    browser: BrowserOption = True,
    as_json: JsonOption = False,
) -> None:
    """Beispielverband erzeugen, einlesen, aufbauen, vorausrechnen und die Dashboards öffnen."""
    place = home(root)
    progress = Progress(quiet=as_json)
    demonstration.prepare(place, progress)
    if as_json:
        _print_json(status_of(place).model_dump(mode="json"))
    else:
        typer.echo(demonstration.first_steps(port, is_served=serve))
    if serve:
        open_afresh(place, Listening(port=port, open_browser=browser))


@app.command()
def ingest(
    source: Annotated[Path, typer.Argument(help="Gelieferte Datei oder Ordner mit Dateien.")],
    profile: Annotated[str, typer.Option("--profile", help="Lieferprofil, zum Beispiel generic_population.")],
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Eine Lieferung prüfen, pseudonymisieren und unveränderlich ablegen."""
    receipts = ingest_files(source, profile, home(root))
    if as_json:
        _print_json([receipt.model_dump(mode="json") for receipt in receipts])
        return
    for receipt in receipts:
        typer.echo(_receipt_line(receipt))
    ignored = matching_files(source, read_profile(profile))[1] if source.is_dir() else []
    if ignored:
        typer.echo(f"Nicht für dieses Profil: {', '.join(path.name for path in ignored)}")
    typer.echo(f"{len(receipts)} Lieferungen. Weiter mit: kohorte build")


@app.command()
def build(root: HomeOption = None, as_json: JsonOption = False) -> None:
    """Aus allen geltenden Lieferungen einen neuen, geprüften Datenbestand aufbauen."""
    report = build_warehouse(home(root))
    if as_json:
        _print_json(_build_fields(report))
        return
    state = "Neuer Datenbestand" if report.is_new else "Unverändert, Datenbestand"
    findings = ", ".join(f"{count} × {severity}" for severity, count in report.findings.items()) or "keine"
    typer.echo(f"{state} {report.build_id} ({_seconds(report.seconds)}). Befunde: {findings}.{_gone(report)}")


@app.command()
def forecast(
    scenario: Annotated[
        list[str] | None,
        typer.Option(
            "--scenario",
            help="Nur dieses Szenario rechnen: ein Name oder eine eigene Datei; mehrfach möglich.",
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Auch die eigenen Szenarien im Ordner szenarien rechnen.")
    ] = False,
    draws: Annotated[int, typer.Option(help="Zahl der Ziehungen.", min=2)] = RunSettings().draws,
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Die Bevölkerung aller Gebiete vorausrechnen."""
    progress = Progress(quiet=as_json)
    place = home(root)
    chosen = list(scenario_files(place)) if every else scenario
    report = run_forecast(
        place,
        scenarios=chosen,
        settings=RunSettings(draws=draws),
        progress=progress.note,
        share=progress.share,
    )
    if as_json:
        _print_json(_run_fields(report))
        return
    state = "Neuer Prognoselauf" if report.is_new else "Unverändert, Prognoselauf"
    typer.echo(f"{state} {report.run_id} ({_seconds(report.seconds)}).")
    for note in report.notes:
        typer.echo(f"  {note}")
    typer.echo(f"Annahmen: {report.sheet}")


app.command()(backtest)
app.add_typer(profile_command.app, name="profile")
app.add_typer(release_command.app, name="release")
app.add_typer(audit_command.app, name="audit")
app.add_typer(report_command.app, name="report")
app.add_typer(kita_command.app, name="kita")
app.command()(addresses)
app.command()(purge)
app.command()(retention)
app.command()(backup)
app.command()(restore)
app.command(name="serve")(serve_command)


@app.command()
def assumptions(
    scenario: Annotated[
        str | None, typer.Option("--scenario", help="Nur was für dieses Szenario gilt.")
    ] = None,
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Die Annahmen der aktuellen Prognose ausgeben: Wert, Quelle, Basisjahre, Gewicht, Verantwortliche."""
    rows = stored_sheet(home(root), scenario)
    if as_json:
        _print_json(rows)
    else:
        typer.echo(sheet_text(rows), nl=False)


@app.command()
def status(root: HomeOption = None, as_json: JsonOption = False) -> None:
    """Sagen, was da ist, von wann es ist und wie gut es ist."""
    found = status_of(home(root))
    if as_json:
        _print_json(found.model_dump(mode="json"))
    else:
        typer.echo(_status_text(found))


def main() -> None:
    """Run the command line; refusals are one German sentence and exit code 1, never a trace."""
    with noted(sys.argv[1:]), _spoken_errors():
        app()


@contextmanager
def _spoken_errors() -> Iterator[None]:
    try:
        yield
    except (WarehouseError, ForecastError, DashboardError) as error:
        if "--json" in sys.argv:
            _print_json({"error": str(error), "kind": type(error).__name__})
        typer.echo(f"Fehler: {error}", err=True)
        raise SystemExit(1) from error


def _print_json(content: object) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s".replace(".", ",")


def _receipt_line(receipt: Receipt) -> str:
    refused = f", {receipt.rejected} abgewiesen" if receipt.rejected else ""
    skipped = f", {receipt.skipped} übersprungen" if receipt.skipped else ""
    rows = f"{receipt.rows} Zeilen{refused}{skipped}"
    return f"{receipt.status:<11} {receipt.delivery_id}: {rows} ({receipt.file_name})"


def _build_fields(report: BuildReport) -> dict[str, object]:
    return {
        "build_id": report.build_id,
        "file": str(report.path),
        "is_new": report.is_new,
        "seconds": round(report.seconds, 2),
        "findings": dict(report.findings),
        "removed_builds": list(report.removed.builds),
        "removed_runs": list(report.removed.runs),
    }


def _gone(report: BuildReport) -> str:
    builds, runs = len(report.removed.builds), len(report.removed.runs)
    if not builds:
        return ""
    older = "1 älterer Datenbestand" if builds == 1 else f"{builds} ältere Datenbestände"
    theirs = {0: "", 1: " mit 1 Prognoselauf"}.get(runs, f" mit {runs} Prognoseläufen")
    return f" Entfernt: {older}{theirs}."


def _run_fields(report: RunReport) -> dict[str, object]:
    return {
        "run_id": report.run_id,
        "file": str(report.path),
        "is_new": report.is_new,
        "seconds": round(report.seconds, 2),
        "scenarios": list(report.scenarios),
        "sheet": str(report.sheet),
        "notes": list(report.notes),
    }


def _status_text(found: Status) -> str:
    lines = [
        f"Daten in {found.home}",
        f"Lieferungen: {found.deliveries}, abgewiesene Zeilen: {found.rejected}",
    ]
    if found.build is None:
        return "\n".join([*lines, "Noch kein Datenbestand. Weiter mit: kohorte build"])
    lines.append(f"Datenbestand {found.build.build_id}, Befunde: {_counts(found.build.findings)}")
    lines += [_root_line(root.name, root.reference_date, root.persons) for root in found.build.roots]
    if found.forecast is None:
        return "\n".join([*lines, "Keine Prognose zu diesem Datenbestand. Weiter mit: kohorte forecast"])
    run = found.forecast
    lines.append(f"Prognose {run.run_id} bis {run.horizon_year}, Varianten: {', '.join(run.scenarios)}")
    return "\n".join(lines)


def _root_line(name: str, reference_date: str | None, persons: int | None) -> str:
    count = "fehlt" if persons is None else f"{persons:,}".replace(",", ".")
    return f"  {name}: {count} Personen am {reference_date or 'unbekannten Stichtag'}"


def _counts(findings: dict[str, int]) -> str:
    return ", ".join(f"{count} × {severity}" for severity, count in findings.items()) or "keine"
