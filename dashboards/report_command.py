"""The commands `kohorte report …`: documents from the numbers, without opening a page."""

import getpass
import json
import logging
import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from dashboards.options import HomeOption, JsonOption, PlansOption
from dashboards.topic import Context
from warehouse.settings import HOME_VARIABLE, Home, home

app = typer.Typer(
    help="Dokumente schreiben: Gebietsprofil und Kita-Bedarfsplan als DOCX und PDF.", no_args_is_help=True
)
AreaOption = Annotated[
    list[str],
    typer.Option(
        "--area",
        help="Gebiet: Name oder Schlüssel; mehrfach: das erste ist das Gebiet, weitere zum Vergleich.",
    ),
]
OutOption = Annotated[
    Path,
    typer.Option("--out", help="Ordner (DOCX und PDF) oder eine Datei mit .docx oder .pdf."),
]


@app.command()
def gebietsprofil(
    area: AreaOption, out: OutOption = Path(), root: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Das Profil eines Gebiets schreiben, auf Wunsch im Vergleich mit weiteren."""
    from dashboards.documents import files
    from dashboards.documents.gebietsprofil import gebietsprofil as profile
    from dashboards.documents.views import find_areas

    context = _context(home(root))
    document = profile(context, find_areas(context, area), _today())
    _tell(files.write(document, out), as_json)


@app.command(name="kita-plan")
def kita_plan(
    area: Annotated[str, typer.Option("--area", help="Gemeinde, Verband oder kleineres Gebiet.")],
    out: OutOption = Path(),
    plans: PlansOption = None,
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Den Kita-Bedarfsplan schreiben; in einen Ordner auch den Nachweis nach § 21 NKiTaG als XLSX.

    Der Plan wird dabei festgehalten (kita-plaene/festgehalten im Datenordner).
    """
    from dashboards.documents import files
    from dashboards.documents.kita_plan import document_of, plan_of, workbook
    from dashboards.documents.kita_plan.keeping import keep_made
    from dashboards.documents.kita_views import with_own_plans
    from dashboards.documents.names import file_name
    from dashboards.documents.views import find_areas

    context = _context(home(root))
    found = find_areas(context, [area])[0]
    plan = plan_of(context, found, _today(), with_own_plans(context, found, plans or ()))
    keep_made(plan, getpass.getuser())
    if out.suffix.lower() == ".xlsx":
        files.put(out, workbook.workbook(plan))
        _tell([out], as_json)
        return
    written = files.write(document_of(plan), out)
    if not out.suffix:
        target = out / file_name(workbook.title(plan), "xlsx")
        files.put(target, workbook.workbook(plan))
        written.append(target)
    _tell(written, as_json)


def _context(place: Home) -> Context:
    """The current build and run of a home, in light colours.

    Raises NoBuildError.
    """
    # Streamlit warns of every cache that is used outside of a page.
    logging.getLogger("streamlit").setLevel(logging.CRITICAL)
    from dashboards import data

    # What lies beside the build, such as waters below a map, is read from the home of the environment.
    os.environ[HOME_VARIABLE] = str(place.root)
    reader = data.current_reader()
    return Context(reader, reader.build_id, reader.run_id)


def _today() -> date:
    return datetime.now().astimezone().date()


def _tell(written: list[Path], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"files": [str(path) for path in written]}, ensure_ascii=False, indent=2))
        return
    for path in written:
        typer.echo(f"Geschrieben: {path}")
