"""The command `kohorte release`: what a municipality lets others see, in steps of two persons."""

import getpass
import json
from datetime import date
from typing import Annotated

import typer

from dashboards.options import HomeOption, JsonOption
from forecasting.released import add_forecast
from forecasting.settings import RunSettings
from warehouse.errors import ReleaseError
from warehouse.release import register, steps
from warehouse.release.design import AUDIENCES, Audience
from warehouse.release.difference import TableDifference, differences
from warehouse.release.register import Release
from warehouse.settings import Home, home

app = typer.Typer(
    help="Zahlen für andere freigeben: entwerfen, prüfen, durch eine zweite Person freigeben, zurückziehen.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

IdArgument = Annotated[str, typer.Argument(help="Kennung der Freigabe oder ihr Anfang.")]
ByOption = Annotated[str | None, typer.Option("--by", help="Wer handelt (sonst der angemeldete Benutzer).")]


@app.command()
def draft(
    *,
    municipality: Annotated[str, typer.Option(help="Gemeindeschlüssel (AGS), 8 Stellen.")],
    audience: Annotated[
        str, typer.Option(help="association (Mitglieder des Verbands) oder public (Öffentlichkeit).")
    ],
    draws: Annotated[int, typer.Option(help="Zahl der Ziehungen der Prognose.", min=2)] = RunSettings().draws,
    by: ByOption = None,
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Eine Freigabe aus dem aktuellen Datenbestand entwerfen; niemand außer der Gemeinde sieht sie."""
    place = home(root)
    made = steps.draft(
        place,
        municipality,
        _audience(audience),
        by=_who(by),
        complete=lambda file: add_forecast(file, RunSettings(draws=draws)),
    )
    if as_json:
        _print(made, place)
        return
    typer.echo(f"Entwurf {made.release_id}: {made.label}, {_number(made.cells)} Zellen, {made.method}.")
    _say_differences(differences(place, made), made)
    typer.echo(f"Weiter mit: kohorte release check {made.release_id}")


@app.command()
def check(
    release_id: IdArgument, by: ByOption = None, root: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Einen Entwurf gegen die genauen Zahlen prüfen; das Urteil steht danach im Nachweis."""
    place = home(root)
    checked = steps.check(place, release_id, by=_who(by))
    verdict = checked.verdict
    if as_json or verdict is None:
        _print(checked, place)
    else:
        typer.echo(
            f"{checked.release_id} ({checked.label}): {'bestanden' if verdict.passed else 'abgelehnt'}."
        )
        for sentence in verdict.hard:
            typer.echo(f"  Ausschluss: {sentence}")
        for sentence in verdict.soft:
            typer.echo(f"  Hinweis: {sentence}")
    if verdict is not None and not verdict.passed:
        raise SystemExit(1)


@app.command()
def approve(
    release_id: IdArgument, by: ByOption = None, root: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Einen geprüften Entwurf freigeben; das muss eine andere Person tun als die, die ihn entworfen hat."""
    place = home(root)
    done = steps.approve(place, release_id, by=_who(by))
    if as_json:
        _print(done, place)
        return
    typer.echo(
        f"Freigegeben: {done.release_id} ({done.label}), gültig bis {done.expires_on:%d.%m.%Y}. "
        f"Datei: {register.file_of(place, done)}"
    )


@app.command()
def withdraw(
    release_id: IdArgument,
    reason: Annotated[str, typer.Option(help="Warum; steht im Nachweis.")],
    by: ByOption = None,
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Eine Freigabe oder einen Entwurf zurückziehen."""
    place = home(root)
    done = steps.withdraw(place, release_id, by=_who(by), reason=reason)
    if as_json:
        _print(done, place)
        return
    typer.echo(f"Zurückgezogen: {done.release_id} ({done.label}). Was öffentlich war, bleibt bekannt.")


@app.command("list")
def listing(root: HomeOption = None, as_json: JsonOption = False) -> None:
    """Alle Freigaben und Entwürfe auflisten."""
    place = home(root)
    known = register.releases(place)
    if as_json:
        typer.echo(json.dumps([_fields(one, place) for one in known], ensure_ascii=False, indent=2))
        return
    for one in known:
        typer.echo(_line(one))
    if not known:
        typer.echo(
            "Noch nichts freigegeben. Beginnen mit: kohorte release draft --municipality … --audience …"
        )


def _audience(name: str) -> Audience:
    for audience in AUDIENCES:
        if audience == name:
            return audience
    raise ReleaseError(f"Den Kreis „{name}“ gibt es nicht. Möglich sind {', '.join(AUDIENCES)}.")


def _who(by: str | None) -> str:
    return getpass.getuser() if by is None else by


def _line(one: Release) -> str:
    state: str = one.state
    if state == "freigegeben" and one.is_expired(date.today()):
        state = "abgelaufen"
    if state == "entwurf" and one.verdict is not None:
        state = "geprüft" if one.verdict.passed else "abgelehnt"
    last = one.history[-1]
    return (
        f"{one.release_id}  {state:<14} {one.label}, {_number(one.cells)} Zellen, "
        f"bis {one.expires_on:%d.%m.%Y}, zuletzt {last.what} von {last.by}"
    )


def _say_differences(found: list[TableDifference], release: Release) -> None:
    if release.previous_id is None:
        typer.echo("Es gibt noch keine Freigabe für diesen Kreis, mit der zu vergleichen wäre.")
        return
    typer.echo(f"Gegenüber {release.previous_id}:")
    for one in found:
        typer.echo(
            f"  {one.cell_table:<24} {_number(one.cells):>9} Zellen, {one.added} neu, "
            f"{one.removed} entfallen, {one.changed} geändert (um höchstens {one.largest_change})"
        )


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _fields(release: Release, place: Home) -> dict[str, object]:
    return {
        **release.model_dump(mode="json"),
        "file": str(register.file_of(place, release)),
        "is_expired": release.is_expired(date.today()),
        "differences": [one.model_dump() for one in differences(place, release)],
    }


def _print(release: Release, place: Home) -> None:
    typer.echo(json.dumps(_fields(release, place), ensure_ascii=False, indent=2))
