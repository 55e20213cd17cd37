"""A plan that became a document is kept: the next one says what changed and how good this one was."""

import typer

from dashboards import text
from dashboards.documents.kita_plan.reading import Plan
from dashboards.topics.kita import home_files
from dashboards.topics.kita.home_files import KeepingError
from dashboards.topics.kita.past import files
from dashboards.topics.kita.past.taking import Stamp, present


def keep_made(plan: Plan, author: str = "") -> None:
    """Keep a plan in the Werkbank; a failure is told aloud, the document is made all the same."""
    if not home_files.may_keep(plan.context):
        return
    first, last = (text.kita_year(plan.years[place]) for place in (0, -1))
    stamp = Stamp(f"Bedarfsplan {first} bis {last}", plan.created, author or plan.context.who)
    try:
        files.keep(plan.context, present(plan.context, plan.states, stamp))
    except KeepingError as error:
        typer.echo(f"Achtung: {error}", err=True)
