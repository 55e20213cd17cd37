"""The commands `kohorte backup` and `kohorte restore`: a home in one file, and proof that it comes back."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from dashboards.errors import DashboardError
from dashboards.options import HomeOption
from warehouse.backup import Restored, back_up
from warehouse.backup import restore as bring_back
from warehouse.settings import home


def backup(
    target: Annotated[
        Path, typer.Argument(help="Datei, in die gesichert wird (.tar); gleich verschlüsseln.")
    ],
    root: HomeOption = None,
) -> None:
    """Alles sichern, was sich nicht neu rechnen lässt: Lieferungen, Geheimnisse, Freigaben, Nachweise."""
    made = back_up(home(root), target)
    typer.echo(
        f"{len(made.files)} Dateien in {target}, Datenstand {made.build_id or 'noch keiner'}. Sie enthält "
        "personenbezogene Daten und Geheimnisse: bitte gleich verschlüsseln und nach 35 Tagen löschen."
    )


def restore(
    source: Annotated[Path, typer.Argument(help="Sicherung, die „kohorte backup“ gemacht hat.")],
    target: Annotated[Path | None, typer.Argument(help="Leerer Ordner, der Datenordner wird.")] = None,
    test: Annotated[
        bool, typer.Option("--test", help="Nur prüfen: in einen Ordner, der danach gelöscht wird.")
    ] = False,
    receipts: Annotated[
        Path | None,
        typer.Option(help="Ordner mit Löschbelegen seit der Sicherung; was sie löschten, geht auch hier."),
    ] = None,
) -> None:
    """Eine Sicherung zurückholen und prüfen: jede Datei, der Nachweis, der Datenbestand, jede Freigabe."""
    if test == (target is not None):
        raise DashboardError("Bitte entweder einen leeren Ordner nennen oder mit --test nur prüfen.")
    if target is not None:
        typer.echo(_words(bring_back(source, target, receipts)))
        return
    with tempfile.TemporaryDirectory(prefix="kohorte-probe-") as folder:
        typer.echo(_words(bring_back(source, Path(folder) / "home", receipts)))


def _words(found: Restored) -> str:
    if found.build_id is None:
        state = "kein Datenbestand"
    elif found.is_same_build:
        state = f"Datenbestand {found.build_id} wie beim Sichern"
    else:
        state = f"Datenbestand {found.build_id}, mit diesem Programm ein anderer als beim Sichern"
    return (
        f"Zurückgeholt: {found.files} Dateien, {state}, {found.releases} Freigaben Zelle für Zelle gleich, "
        f"Nachweis mit {found.audit_lines} Einträgen unverändert, {found.deletions} Löschungen nachgeholt."
    )
