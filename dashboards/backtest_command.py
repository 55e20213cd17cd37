"""The command `kohorte backtest`: how good forecasts from past years were, in words or as JSON."""

import json
import re
from typing import Annotated

import typer

from dashboards.options import HomeOption, JsonOption
from dashboards.progress import Progress
from forecasting.backtest import Wanted, as_json, backtest_home, report_lines
from forecasting.declared import read_declared
from forecasting.errors import ForecastError
from warehouse.connection import open_reader
from warehouse.settings import home

LEVELS = ("leaf", "municipality", "root")
# A span by hyphen, dash, colon or dots: 2012-2016, 2012:2016.
YEARS = re.compile(r"(\d{1,4})(?:(?:-|\u2013|:|\.\.)(\d{1,4}))?")


def backtest(
    *,
    origins: Annotated[
        str | None, typer.Option(help="Ausgangsjahre, zum Beispiel 2010,2012-2016. Sonst die letzten 20.")
    ] = None,
    leads: Annotated[
        str | None, typer.Option(help="Jahre im Voraus, zum Beispiel 1,5,10. Sonst 1 bis 10.")
    ] = None,
    root_id: Annotated[
        str | None, typer.Option("--root", help="Nur dieser Verband oder diese Gemeinde (Schlüssel).")
    ] = None,
    level: Annotated[
        str, typer.Option(help="Ebene der Tabellen: leaf (kleinste Gebiete), municipality oder root.")
    ] = "leaf",
    root: HomeOption = None,
    as_json_text: JsonOption = False,
) -> None:
    """Aus früheren Jahren vorausrechnen und mit dem vergleichen, was kam."""
    if level not in LEVELS:
        raise ForecastError(f"Die Ebene „{level}“ gibt es nicht. Möglich sind {', '.join(LEVELS)}.")
    stated = read_declared(home(root))
    wanted = Wanted(_years(origins, "--origins"), _years(leads, "--leads"), declared=stated)
    progress = Progress(quiet=as_json_text)
    tested, reasons = backtest_home(open_reader(home(root)).cursor(), wanted, root_id, progress.note)
    if as_json_text:
        content = {"roots": [as_json(one.report, level) for one in tested], "skipped": reasons}
        typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return
    for one in tested:
        typer.echo("")
        for line in report_lines(one.report, level):
            typer.echo(line)
    for reason in reasons:
        typer.echo(f"\n{reason}")


def _years(text: str | None, option: str) -> tuple[int, ...] | None:
    """Return the numbers of a list with spans such as 2010,2012-2016 or 2012:2016."""
    if text is None:
        return None
    found: set[int] = set()
    for part in text.replace(" ", "").split(","):
        match = YEARS.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, -1)
        if first < 1 or last < first:
            raise ForecastError(
                f"{option} {text}: „{part}“ ist weder Jahr noch Spanne. Bitte so schreiben: 2010,2012-2016."
            )
        found.update(range(first, last + 1))
    return tuple(sorted(found))
