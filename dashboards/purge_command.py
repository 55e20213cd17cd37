"""The commands `kohorte purge` and `kohorte retention`: delete deliveries against a receipt."""

import getpass
from datetime import date, datetime
from typing import Annotated

import typer

from dashboards.options import HomeOption
from warehouse.canonical import KINDS
from warehouse.catalog import deliveries
from warehouse.errors import WarehouseError
from warehouse.purge import RETENTION_MONTHS, PurgeReceipt, Selection, retention_selection
from warehouse.purge import purge as purge_deliveries
from warehouse.settings import Home, home

YesOption = Annotated[bool, typer.Option("--yes", help="Nicht nachfragen.")]
MunicipalityOption = Annotated[str | None, typer.Option(help="Nur Lieferungen dieser Gemeinde (AGS).")]


def purge(
    *,
    reason: Annotated[str, typer.Option(help="Warum gelöscht wird; steht im Löschbeleg.")],
    municipality: MunicipalityOption = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Nur diese Art, zum Beispiel stock; mehrfach möglich.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Nur Stichtage bis zu diesem Tag.")
    ] = None,
    yes: YesOption = False,
    root: HomeOption = None,
) -> None:
    """Lieferungen mit allem daraus Entstandenen löschen und einen Beleg ausstellen."""
    unknown = [one for one in kind or () if one not in KINDS]
    if unknown:
        raise WarehouseError(f"Die Art „{unknown[0]}“ gibt es nicht. Möglich sind {', '.join(KINDS)}.")
    if not (municipality or kind or until):
        raise WarehouseError(
            "Bitte sagen, was gelöscht werden soll: --municipality, --kind oder --until. "
            "Nichts wurde gelöscht."
        )
    day = None if until is None else until.date()
    selection = Selection(municipality=municipality, kinds=tuple(kind or ()), until=day)
    _delete(home(root), selection, reason, asks=not yes, keep_counts=False)


def retention(
    *,
    months: Annotated[int, typer.Option(min=0, help="Wie alt Einzelsätze werden dürfen.")] = RETENTION_MONTHS,
    municipality: MunicipalityOption = None,
    yes: YesOption = False,
    root: HomeOption = None,
) -> None:
    """Einzelsätze nach Ablauf der Frist durch Zählungen ersetzen; die Zeitreihen bleiben."""
    old = retention_selection(months, date.today()).model_copy(update={"municipality": municipality})
    place = home(root)
    if not any(old.takes(receipt) for receipt in deliveries(place)):
        typer.echo(f"Keine Einzelsätze mit Stichtag bis {old.until:%d.%m.%Y}; nichts zu löschen.")
        return
    reason = f"Aufbewahrungsfrist von {months} Monaten"
    _delete(place, old, reason, asks=not yes, keep_counts=True)


def _delete(place: Home, selection: Selection, reason: str, *, asks: bool, keep_counts: bool) -> None:
    if asks:
        typer.confirm(_question(place, selection), abort=True)
    receipt, report = purge_deliveries(
        place, selection, reason=reason, by=getpass.getuser(), keep_counts=keep_counts
    )
    typer.echo(_words(receipt))
    typer.echo(
        "Es liegt keine Lieferung mehr vor."
        if report is None
        else f"Neuer Datenbestand {report.build_id}. Prognosen bitte neu rechnen: kohorte forecast"
    )


def _question(place: Home, selection: Selection) -> str:
    gone = [one for one in deliveries(place) if selection.takes(one)]
    rows = f"{sum(one.rows for one in gone):,}".replace(",", ".")
    return (
        f"{len(gone)} Fassungen von Lieferungen ({rows} Zeilen) in {place.root} endgültig löschen, dazu alle "
        "Datenbestände und Prognosen?"
    )


def _words(receipt: PurgeReceipt) -> str:
    kept = f", {len(receipt.condensed)} Zählungen an ihrer Stelle" if receipt.condensed else ""
    return (
        f"Gelöscht: {len(receipt.deliveries)} Fassungen von Lieferungen{kept}, {len(receipt.builds)} "
        f"Datenbestände, {len(receipt.forecasts)} Prognosen. Beleg: purges/{receipt.purge_id}.json"
    )
