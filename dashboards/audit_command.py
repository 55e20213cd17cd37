"""Commands as entries of the audit log, and the command `kohorte audit`."""

import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from dashboards import noting
from dashboards.errors import DashboardError
from dashboards.options import HomeOption
from warehouse import audit
from warehouse.audit import Entry
from warehouse.settings import Home, home

app = typer.Typer(help="Der Nachweis: wer hat wann was getan.", no_args_is_help=True, rich_markup_mode=None)

# Commands that change something or let something out; of their options only these are noted.
NOTED = frozenset(
    {
        "ingest", "addresses", "build", "forecast", "purge", "retention", "backup", "restore", "serve",
        "release draft", "release check", "release approve", "release withdraw",
        "report gebietsprofil", "report kita-plan", "kita keep",
    }
)  # fmt: skip
# Commands that only look unless an option makes them keep something.
NOTED_WITH = {"kita propose": "keep"}
GROUPS = frozenset({"release", "report", "kita"})
SAID = frozenset(
    {
        "municipality", "area", "audience", "profile", "kind", "until", "scenario", "draws", "months",
        "name", "keep",
    }
)  # fmt: skip


@contextmanager
def noted(arguments: Sequence[str]) -> Iterator[None]:
    """Note a command of the command line when it ends, with its outcome; `serve` when it begins."""
    command, of, options = _understood(arguments)
    is_noted = command in NOTED or NOTED_WITH.get(command) in options
    if not is_noted or {"--help", "-h"} & set(arguments):
        yield
        return
    place = home(Path(options["home"]) if "home" in options else None)
    who = options.get("by") or getpass.getuser()
    details = {name: value for name, value in options.items() if name in SAID}
    if command == "serve":
        if "schaufenster" not in options:
            _note(place, Entry(command, who, details=details))
        yield
        return
    try:
        yield
    except SystemExit as ended:
        outcome = "fertig" if ended.code in {0, None} else "abgewiesen"
        _note(place, Entry(command, who, of, {**details, "ausgang": outcome}))
        raise


@app.command()
def check(
    expect: Annotated[str, typer.Option(help="Ein früher notiertes Siegel, das noch da sein muss.")] = "",
    root: HomeOption = None,
) -> None:
    """Prüfen, ob der Nachweis unverändert ist; nennt die erste Zeile, die es nicht ist."""
    found = audit.check(noting.folder_of(home(root)), expect)
    if found.fault:
        raise DashboardError(f"Der Nachweis ist nicht unverändert. {found.fault}")
    typer.echo(f"{found.lines} Einträge, unverändert. Letztes Siegel: {found.last_seal or 'noch keines'}")


@app.command("list")
def listing(
    last: Annotated[int, typer.Option(help="So viele der letzten Einträge.", min=1)] = 20,
    root: HomeOption = None,
) -> None:
    """Die letzten Einträge ausgeben."""
    for line in list(audit.lines(noting.folder_of(home(root))))[-last:]:
        entry = line.entry
        more = "".join(f", {name} {value}" for name, value in entry.details.items())
        typer.echo(
            f"{line.number:>6}  {line.at:%d.%m.%Y %H:%M:%S}  {entry.who}: {entry.what} {entry.of}{more}"
        )


@app.command()
def prune(
    months: Annotated[int, typer.Option(help="So viele Monate bleiben.", min=1)] = audit.KEPT_MONTHS,
    root: HomeOption = None,
) -> None:
    """Alte Monate des Nachweises löschen; was bleibt, ist weiter versiegelt."""
    gone = audit.prune(noting.folder_of(home(root)), date.today(), months)
    typer.echo(f"Gelöscht: {', '.join(gone) or 'nichts, alles ist jünger'}.")


def _note(place: Home, entry: Entry) -> None:
    if place.root.is_dir():
        noting.write(noting.folder_of(place), entry)


def _understood(arguments: Sequence[str]) -> tuple[str, str, dict[str, str]]:
    """Return command, what it is about (an id, the name of a file) and options of a command line."""
    words, options = list[str](), dict[str, str]()
    for argument in arguments:
        if argument.startswith("--"):
            name, has_value, value = argument[2:].partition("=")
            options[name] = value if has_value else _value(arguments, argument)
        elif not words or argument not in options.values():
            words.append(argument)
    count = 2 if words and words[0] in GROUPS else 1
    return " ".join(words[:count]), os.path.basename(" ".join(words[count : count + 1])), options


def _value(arguments: Sequence[str], option: str) -> str:
    following = arguments[list(arguments).index(option) + 1 :][:1]
    return following[0] if following and not following[0].startswith("--") else ""
