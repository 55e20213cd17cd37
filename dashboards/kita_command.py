"""The command `kohorte kita propose`: where to open, enlarge, convert and close groups, without a page."""

import getpass
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dashboards import text
from dashboards.errors import DashboardError
from dashboards.options import HomeOption, JsonOption, PlansOption, bundled
from dashboards.topic import Context
from forecasting.siting.question import Wishes
from warehouse.settings import HOME_VARIABLE, Home, home

if TYPE_CHECKING:
    import pandas as pd

    from dashboards.areas import Area
    from dashboards.topics.kita.siting.asking import Put
    from dashboards.topics.kita.state import State
    from forecasting.siting.proposal import Proposal

Band = Literal["u3", "ue3", "grundschule"]
app = typer.Typer(
    help="Kita-Planung: Vorschläge; Pläne festhalten und mit dem heutigen vergleichen.", no_args_is_help=True
)
AreaOption = Annotated[str, typer.Option("--area", help="Verband, Gemeinde oder kleineres Gebiet.")]
YearOption = Annotated[
    int | None, typer.Option("--year", help="Erstes Jahr des Kita-Jahres; sonst das fünfte der Prognose.")
]
BandOption = Annotated[Band, typer.Option("--band", help="Altersband: u3, ue3 oder grundschule.")]
BudgetOption = Annotated[float, typer.Option("--budget", help="Investition höchstens, in Mio. Euro.", min=0)]
RegretOption = Annotated[bool, typer.Option("--regret", help="Kleinstes Bedauern über die Varianten.")]
KeepOption = Annotated[
    str,
    typer.Option("--keep", help="Den Vorschlag unter diesem Namen als eigenen Plan (Maßnahmen) behalten."),
]


@app.callback()
def planning() -> None:
    """Kita-Planung: Vorschläge; Pläne festhalten und mit dem heutigen vergleichen."""


@dataclass(frozen=True)
class Asking:
    """What a proposal is asked for, and what becomes of it."""

    area: AreaOption
    year: YearOption = None
    budget: BudgetOption = 10.0
    regret: RegretOption = False
    plans: PlansOption = None
    keep: KeepOption = ""
    root: HomeOption = None
    as_json: JsonOption = False


@app.command()
@bundled(Asking)
def propose(asking: Asking) -> None:
    """Öffnungen, Anbauten, Umwandlungen und Schließungen vorschlagen: ein Vorschlag, keine Entscheidung.

    Mit --plan zählen die Maßnahmen eigener Pläne schon mit; --keep schreibt den Vorschlag als eigenen Plan,
    der sich auf der Seite einschalten und in seiner Datei ändern lässt.
    """
    # Loading pages and solver takes seconds, which no other command should wait for.
    from dashboards.documents.views import find_areas
    from dashboards.topics.kita.siting import asking as questions
    from dashboards.topics.kita.siting import steps
    from dashboards.topics.kita.siting.wishing import Allowed
    from forecasting.siting.apart import propose_apart

    context = _context(home(asking.root))
    area = find_areas(context, [asking.area])[0]
    state = _state(context, area, asking.year, plans=asking.plans or ())
    allowed = Allowed(Wishes(budget=asking.budget * 1e6, minimal_regret=asking.regret), "luecke", ())
    put = questions.put(context, state, questions.asked_of(context, state), allowed)
    found = propose_apart(put.question.problem, minimal_regret=asking.regret)
    file = _written(context, put, found, asking.keep) if asking.keep else ""
    _tell(put, found, steps.rows(put.question, found), file, as_json=asking.as_json)


@app.command()
def keep(
    area: AreaOption,
    *,
    name: Annotated[str, typer.Option("--name", help="Name, unter dem der Plan festgehalten wird.")] = "",
    by: Annotated[str, typer.Option("--by", help="Wer ihn festhält; sonst der Name der Anmeldung.")] = "",
    plans: PlansOption = None,
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Den Plan festhalten: Bedarf, Plätze, Saldo, Wahrscheinlichkeit je Gebiet, Altersband und Kita-Jahr."""
    from dashboards.documents.kita_views import with_own_plans
    from dashboards.documents.views import find_areas
    from dashboards.topics.kita.past import files, view
    from dashboards.topics.kita.past.taking import Stamp

    context = _context(home(root))
    found = find_areas(context, [area])[0]
    choice = with_own_plans(context, found, plans or ())
    stamp = Stamp(name or f"Stand {found.name}", date.today(), by or getpass.getuser())
    plan = view.keep_present(context, choice, stamp)
    target = f"{files.FOLDER}/{files.key_of(plan)}.json"
    if as_json:
        told = {"file": target, "areas": len(plan.children), "years": plan.years, "bands": list(plan.bands)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(
        f"Festgehalten: „{plan.name}“ mit {len(plan.children)} Gebieten, {len(plan.bands)} Altersbändern und "
        f"{len(plan.years)} Kita-Jahren in {target}"
    )


@app.command()
def since(
    area: AreaOption,
    year: YearOption = None,
    *,
    band: BandOption = "ue3",
    root: HomeOption = None,
) -> None:
    """Was sich seit dem letzten festgehaltenen Plan geändert hat, und wie gut er war."""
    from dashboards.documents.views import find_areas
    from dashboards.topics.kita.past import files, report, view

    context = _context(home(root))
    found = find_areas(context, [area])[0]
    kept = files.kept(context, found.area_id)
    for fault in files.damaged(context):
        typer.echo(fault, err=True)
    if not kept:
        raise DashboardError(
            f"Für {found.name} ist noch kein Plan festgehalten. Bitte „kohorte kita keep“ aufrufen oder "
            "einen Bedarfsplan schreiben."
        )
    plan = kept[view.usual(kept, context.run_id)]
    for line in report.lines(context, plan, _state(context, found, year, band)):
        typer.echo(line)


def _written(context: Context, put: "Put", found: "Proposal", name: str) -> str:
    """Keep a proposal as an own plan and return its file. Raises KeepingError where it has no step."""
    from dashboards.topics.kita import plans
    from dashboards.topics.kita.siting import keeping

    if not found.steps:
        raise DashboardError(
            f"Der Vorschlag hat keinen Schritt, „{name}“ wurde nicht geschrieben. "
            "Bitte Budget, Kita-Jahr oder Gebiet ändern."
        )
    plan = keeping.plan_of(context, put, found, keeping.edited(put, found, {}), name)
    plans.keep(context, plan)
    return f"{plans.FOLDER}/{plan.key}.yml"


def _tell(put: "Put", found: "Proposal", table: "pd.DataFrame", file: str, *, as_json: bool) -> None:
    """Write a proposal, and where it is kept."""
    from dashboards.topics.kita.siting import answer, steps

    if as_json:
        told = {
            "without": found.today.children,
            "planned": found.planned.children,
            "investment": found.planned.investment,
            "running_cost": found.planned.running_cost,
            "gap": found.gap,
            "steps": table.to_dict("records"),
        }
        kept = {"file": file} if file else {}
        typer.echo(json.dumps(told | kept, ensure_ascii=False, indent=2))
        return
    typer.echo(answer.heading(found, text.kita_year(put.asked.kita_year)))
    typer.echo(f"  Ein Vorschlag, keine Entscheidung; {answer.proof(found.gap)}.")
    typer.echo(f"  {put.ways}")
    for row in table.to_dict("records"):
        money = text.number(row["investment"] / 1e6, 2)
        typer.echo(f"  {row['groups']} × {row['what']} ({text.signed(row['places'])} Plätze, {money} Mio. €)")
        second = "" if row["instead"] == steps.NOT_ASKED else f"; zweitbester Plan: {row['instead']}"
        typer.echo(f"      ohne: {row['effect']}{second}")
    unasked = int((table["instead"] == steps.NOT_ASKED).sum())
    if unasked:
        rest = text.plural(unasked, "weiteren Schritt", "weitere Schritte")
        typer.echo(f"  Für {rest} ist der zweitbeste Plan nicht gerechnet.")
    if file:
        typer.echo(f"Als eigener Plan behalten in {file}; auf der Seite unter „Eigene Pläne“ einzuschalten.")


def _context(place: Home) -> Context:
    """The current build and run of a home. Raises NoBuildError."""
    # Streamlit warns of every cache that is used outside of a page.
    logging.getLogger("streamlit").setLevel(logging.CRITICAL)
    from dashboards import data

    # What the office keeps, such as own plans, is read from the home of the environment.
    os.environ[HOME_VARIABLE] = str(place.root)
    reader = data.current_reader()
    return Context(reader, reader.build_id, reader.run_id)


def _state(
    context: Context, area: "Area", year: int | None, band: Band = "ue3", *, plans: Sequence[str] = ()
) -> "State":
    from dashboards.documents.kita_views import usual_choice
    from dashboards.topics.kita import plans as own
    from dashboards.topics.kita import state

    choice = usual_choice(context, area, band)
    if plans:
        counted = replace(choice.assumptions, plans=own.named(context, plans))
        choice = replace(choice, assumptions=counted)
    if not choice.years.forecast or choice.kita_year is None:
        raise DashboardError(
            f"Für {area.name} gibt es keine Prognose. Bitte erst „kohorte forecast“ aufrufen."
        )
    if year is not None and year not in choice.years.forecast:
        first, last = choice.years.forecast[0], choice.years.forecast[-1]
        raise DashboardError(
            f"Für das Kita-Jahr {text.kita_year(year)} gibt es keine Prognose. "
            f"Bitte ein Jahr von {first} bis {last} angeben."
        )
    return state.load(context, replace(choice, kita_year=year or choice.kita_year))
