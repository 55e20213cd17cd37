"""The command `kohorte release`: what a municipality lets others see, in steps of two persons."""

import getpass
import json
from datetime import date
from typing import Annotated

import typer

from dashboards.options import HomeOption, JsonOption
from forecasting.released import add_forecast
from forecasting.settings import RunSettings
from warehouse.attacks.report import WORDS, answer, other_findings
from warehouse.connection import current_build
from warehouse.errors import ReleaseError
from warehouse.release import register, steps
from warehouse.release.design import AUDIENCES, Audience
from warehouse.release.difference import TableDifference, differences
from warehouse.release.frame import municipalities
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
    municipality: Annotated[str | None, typer.Option(help="Gemeindeschlüssel (AGS), 8 Stellen.")] = None,
    audience: Annotated[
        str | None, typer.Option(help="association (Mitglieder des Verbands) oder public (Öffentlichkeit).")
    ] = None,
    draws: Annotated[int, typer.Option(help="Zahl der Ziehungen der Prognose.", min=2)] = RunSettings().draws,
    by: ByOption = None,
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Eine Freigabe aus dem aktuellen Datenbestand entwerfen; niemand außer der Gemeinde sieht sie.

    Ohne --municipality für alle Gemeinden des Verbands, ohne --audience für beide Kreise.
    """
    place = home(root)
    owners = municipalities(current_build(place)) if municipality is None else [municipality]
    circles = AUDIENCES if audience is None else (_audience(audience),)
    made = [
        _drafted(place, (owner, circle), _who(by), draws, is_quiet=as_json)
        for owner in owners
        for circle in circles
    ]
    if as_json:
        _print(made, place, as_list=municipality is None or audience is None)


def _drafted(place: Home, asked: tuple[str, Audience], by: str, draws: int, *, is_quiet: bool) -> Release:
    owner, circle = asked
    made = steps.draft(
        place, owner, circle, by=by, complete=lambda file: add_forecast(file, RunSettings(draws=draws))
    )
    if not is_quiet:
        typer.echo(f"Entwurf {made.release_id}: {made.label}, {_number(made.cells)} Zellen, {made.method}.")
        _say_differences(differences(place, made), made)
        typer.echo(f"Weiter mit: kohorte release check {made.release_id}")
    return made


@app.command()
def check(
    release_id: Annotated[
        str | None, typer.Argument(help="Kennung des Entwurfs oder ihr Anfang; ohne: alle Entwürfe.")
    ] = None,
    by: ByOption = None,
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Einen Entwurf angreifen, gemessen an den genauen Zahlen; Urteil und Bericht stehen danach fest."""
    place = home(root)
    drafts = [one.release_id for one in register.releases(place) if one.state == "entwurf"]
    chosen = drafts if release_id is None else [release_id]
    checked = []
    for one in chosen:
        checked.append(steps.check(place, one, by=_who(by)))
        if not as_json:
            _say_verdict(checked[-1], place)
    if len(checked) > 1 and not as_json:
        typer.echo(f"Alle Berichte auf einer Seite: {register.overview_of(place)}")
    if as_json:
        _print(checked, place, as_list=release_id is None)
    elif not chosen:
        typer.echo("Es gibt keinen Entwurf. Beginnen mit: kohorte release draft")
    if any(one.verdict is not None and not one.verdict.passed for one in checked):
        raise SystemExit(1)


def _say_verdict(checked: Release, place: Home) -> None:
    verdict = checked.verdict
    if verdict is None:
        return
    typer.echo(f"{checked.release_id} ({checked.label}): {answer(verdict)}")
    for one in verdict.outcomes:
        typer.echo(f"  {one.code:<4}{WORDS[one.verdict]:<11}{one.title}: {one.found}")
        if one.advice:
            typer.echo(f"      → {one.advice}")
    for sentence in other_findings(verdict):
        typer.echo(f"  {sentence}")
    report = register.report_of(place, checked)
    if report.exists():
        typer.echo(f"Bericht für den Datenschutz: {report}")


@app.command()
def approve(
    release_id: IdArgument, by: ByOption = None, root: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Einen geprüften Entwurf freigeben; das muss eine andere Person tun als die, die ihn entworfen hat."""
    place = home(root)
    done = steps.approve(place, release_id, by=_who(by))
    if as_json:
        _print([done], place)
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
        _print([done], place)
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


def _print(releases: list[Release], place: Home, *, as_list: bool = False) -> None:
    fields = [_fields(one, place) for one in releases]
    typer.echo(json.dumps(fields if as_list else fields[0], ensure_ascii=False, indent=2))
