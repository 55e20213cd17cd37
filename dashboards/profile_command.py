"""The commands `kohorte profile suggest` and `kohorte profile check`: before a file is taken in."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from dashboards.options import HomeOption, JsonOption
from warehouse.errors import SourceError
from warehouse.ingest import inspect
from warehouse.profile import profile_ids, read_profile
from warehouse.proposal import Proposal, as_yaml
from warehouse.settings import home
from warehouse.storing import Draft
from warehouse.suggestion import suggest as suggest_profile

app = typer.Typer(help="Lieferprofile: vorschlagen, ausprobieren, auflisten.", no_args_is_help=True)
FIRST_REJECTS = 5


@app.command(name="list")
def list_profiles() -> None:
    """Die mitgelieferten Lieferprofile auflisten."""
    for profile_id in profile_ids():
        typer.echo(f"{profile_id:<24} {read_profile(profile_id).title}")


@app.command()
def suggest(
    file: Annotated[Path, typer.Argument(help="Unbekannte Datei (CSV oder XLSX).")],
    profile_id: Annotated[str, typer.Option("--id", help="Name des neuen Profils.")] = "neues_profil",
) -> None:
    """Für eine unbekannte Datei ein Profil vorschlagen; die YAML-Zeilen gehen auf die Standardausgabe."""
    if not file.is_file():
        raise SourceError(f"{file} gibt es nicht. Bitte eine Datei angeben.")
    proposal = suggest_profile(file)
    for line in _fit_lines(proposal):
        typer.echo(line, err=True)
    typer.echo(as_yaml(proposal, profile_id, file), nl=False)


@app.command()
def check(
    source: Annotated[Path, typer.Argument(help="Gelieferte Datei oder Ordner mit Dateien.")],
    profile: Annotated[str, typer.Option("--profile", help="Lieferprofil oder Pfad einer YAML-Datei.")],
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sagen, was eine Übernahme ergäbe; geschrieben wird nichts."""
    drafts = inspect(source, profile, home(root))
    if as_json:
        content = [
            {**draft.receipt.model_dump(mode="json"), "rejects": draft.rejects.slice(0, 100).to_pylist()}
            for draft in drafts
        ]
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    for draft in drafts:
        for line in _draft_lines(draft):
            typer.echo(line)
    typer.echo("Nichts wurde geschrieben. Übernehmen mit: kohorte ingest … --profile …")


def _fit_lines(proposal: Proposal) -> Sequence[str]:
    good = [fit for fit in proposal.fits if not fit.missing]
    if good:
        names = ", ".join(fit.profile.id for fit in good)
        return [f"Ein mitgeliefertes Profil passt schon: {names}"]
    nearest = [fit for fit in proposal.fits if fit.found][:3]
    return [
        f"Nächstes Profil: {fit.profile.id} ({len(fit.found)} Spalten gefunden, es fehlen "
        f"{', '.join(fit.missing)})"
        for fit in nearest
    ] or ["Kein mitgeliefertes Profil hat gleiche Überschriften."]


def _draft_lines(draft: Draft) -> list[str]:
    receipt = draft.receipt
    read = ", ".join(
        part
        for part in (receipt.encoding, receipt.delimiter and f"Trennzeichen {receipt.delimiter!r}")
        if part
    )
    lines = [f"{receipt.status:<11} {receipt.delivery_id} ({receipt.file_name}; {read or 'Parquet'})"]
    lines.append(
        f"  {receipt.rows} Zeilen verstanden, {receipt.rejected} abgewiesen, {receipt.skipped} übersprungen"
    )
    if receipt.rows_added is not None:
        lines.append(
            f"  gegen Fassung {receipt.version - 1}: {receipt.rows_added} Zeilen neu, "
            f"{receipt.rows_removed} entfallen"
        )
    lines += [f"  abgewiesen {count} × {reason}" for reason, count in receipt.reject_reasons.items()]
    lines += [
        f"    Zeile {reject['line']}{_column(reject)}: {reject['reason']}"
        for reject in draft.rejects.slice(0, FIRST_REJECTS).to_pylist()
    ]
    lines += [f"  übersprungen {count} × {reason}" for reason, count in receipt.skipped_reasons.items()]
    return lines + [f"  {note}" for note in receipt.notes]


def _column(reject: dict[str, object]) -> str:
    return f", Spalte {reject['column']}" if reject["column"] else ""
