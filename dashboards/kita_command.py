"""The command `kohorte kita propose`: where to open, enlarge, convert and close groups, without a page."""

import json
import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from dashboards import text
from dashboards.errors import DashboardError
from dashboards.options import HomeOption, JsonOption
from dashboards.topic import Context
from forecasting.siting.question import Wishes
from warehouse.settings import HOME_VARIABLE, Home, home

if TYPE_CHECKING:
    from dashboards.areas import Area
    from dashboards.topics.kita.state import State

app = typer.Typer(help="Kita-Planung: Vorschläge, was zu tun ist.", no_args_is_help=True)
AreaOption = Annotated[str, typer.Option("--area", help="Verband, Gemeinde oder kleineres Gebiet.")]
YearOption = Annotated[
    int | None, typer.Option("--year", help="Erstes Jahr des Kita-Jahres; sonst das fünfte der Prognose.")
]
BudgetOption = Annotated[float, typer.Option("--budget", help="Investition höchstens, in Mio. Euro.", min=0)]
RegretOption = Annotated[bool, typer.Option("--regret", help="Kleinstes Bedauern über die Varianten.")]


@app.callback()
def planning() -> None:
    """Kita-Planung: Vorschläge, was zu tun ist."""


@app.command()
def propose(
    area: AreaOption,
    year: YearOption = None,
    *,
    budget: BudgetOption = 10.0,
    regret: RegretOption = False,
    root: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Öffnungen, Anbauten, Umwandlungen und Schließungen vorschlagen: ein Vorschlag, keine Entscheidung."""
    # Loading pages and solver takes seconds, which no other command should wait for.
    from dashboards.documents.views import find_areas
    from dashboards.topics.kita.siting import answer, asking, steps
    from dashboards.topics.kita.siting.wishing import Allowed
    from forecasting.siting.apart import propose_apart

    context = _context(home(root))
    state = _state(context, find_areas(context, [area])[0], year)
    allowed = Allowed(Wishes(budget=budget * 1e6, minimal_regret=regret), "luecke", ())
    put = asking.put(context, state, asking.asked_of(context, state), allowed)
    found = propose_apart(put.question.problem, minimal_regret=regret)
    table = steps.rows(put.question, found)
    if as_json:
        told = {
            "without": found.today.children,
            "planned": found.planned.children,
            "investment": found.planned.investment,
            "running_cost": found.planned.running_cost,
            "gap": found.gap,
            "steps": table.to_dict("records"),
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(answer.heading(found, text.kita_year(put.asked.kita_year)))
    for row in table.to_dict("records"):
        money = text.number(row["investment"] / 1e6, 2)
        typer.echo(f"  {row['groups']} × {row['what']} ({text.signed(row['places'])} Plätze, {money} Mio. €)")
        typer.echo(f"      ohne: {row['effect']}; zweitbester Plan: {row['instead']}")


def _context(place: Home) -> Context:
    """The current build and run of a home. Raises NoBuildError."""
    # Streamlit warns of every cache that is used outside of a page.
    logging.getLogger("streamlit").setLevel(logging.CRITICAL)
    from dashboards import data

    # What the office keeps, such as own plans, is read from the home of the environment.
    os.environ[HOME_VARIABLE] = str(place.root)
    reader = data.current_reader()
    return Context(reader, reader.build_id, reader.run_id)


def _state(context: Context, area: "Area", year: int | None) -> "State":
    from dashboards.documents.kita_views import usual_choice
    from dashboards.topics.kita import state

    choice = usual_choice(context, area, "ue3")
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
