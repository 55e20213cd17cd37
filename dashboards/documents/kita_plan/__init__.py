"""The Kita plan: chapters 1 to 12 as plans in Niedersachsen have them, tables T1 to T5."""

from datetime import date

from dashboards import text
from dashboards.areas import Area
from dashboards.cards import KeyFigure
from dashboards.documents.blocks import Block, Contents, Document, Figures, Heading, Paragraph, Points
from dashboards.documents.gebietsprofil import closing
from dashboards.documents.kita_plan import actions, annex, balance, own_texts, since, stock
from dashboards.documents.kita_plan.reading import Plan, read_plan
from dashboards.documents.kita_views import usual_choice
from dashboards.documents.words import TEXTS
from dashboards.errors import DashboardError
from dashboards.topic import Context
from dashboards.topics.kita import titles
from dashboards.topics.kita.assumptions import rounding
from dashboards.topics.kita.filters import Choice
from dashboards.topics.kita.sources import definition
from dashboards.topics.kita.state import State

TOPIC = "Kita-Planung · Bedarfsplan"


def document_of(plan: Plan) -> Document:
    """Return the document of a plan that is read."""
    area, created = plan.area, plan.created
    source = source_line(plan)
    first, last = (text.kita_year(plan.years[place]) for place in (0, -1))
    title = f"Kita-Bedarfsplan {area.name} {first} bis {last}"
    blocks: list[Block] = [
        *_opening(plan),
        Contents(),
        *_preface(plan, first, last),
        *stock.stock_blocks(plan, source),
        *stock.occupancy_blocks(plan, source),
        *stock.children_blocks(plan, source),
        *balance.need_blocks(plan),
        *balance.balance_blocks(plan, source),
        *since.blocks(plan, source),
        *actions.measure_blocks(plan),
        *actions.staff_blocks(plan),
        *annex.blocks(plan),
    ]
    lines = (
        f"{area.level_label} · Kita-Jahre {first} bis {last}",
        f"Entwurf vom {text.date(created)}",
    )
    return Document(title, TOPIC, lines, tuple(blocks), title, created, is_numbered=True)


def plan_of(context: Context, area: Area, created: date, basis: Choice | None = None) -> Plan:
    """Return what the plan of an area is made of; `basis` has the settings, None: the usual ones.

    Raises DashboardError where no children by single age are known.
    """
    plan = read_plan(context, basis or usual_choice(context, area, "ue3"), created)
    if plan is None:
        raise DashboardError(text.load_text(TEXTS, "Keine Kinder", name=area.name))
    return plan


def source_line(plan: Plan) -> str:
    """Return what stands under each picture."""
    run = plan.any_state.choice.run
    parts = [
        f"Quelle: Melderegister und Kita-Listen, {plan.area.name}",
        f"Prognose: {run.title}, ab {text.date(run.jump_off_date)}" if run else "ohne Prognose",
        f"erstellt am {text.date(plan.created)}",
    ]
    return " · ".join(parts)


def _opening(plan: Plan) -> list[Block]:
    """The findings in a sentence each, and the key figures."""
    findings = tuple(f"{balance.message(plan, state)}." for state in plan.states.values())
    figures = tuple(_figure(state) for state in plan.states.values())
    return [Figures(figures), Points(findings)]


def _figure(state: State) -> KeyFigure:
    row, words = state.now, state.choice.assumptions.words
    year = text.kita_year(int(row["kita_year"]))
    label = f"Saldo {words.short} {year}"
    if text.is_missing(row["saldo"]):
        return KeyFigure(label, text.MISSING, comparison="Plätze nicht geliefert")
    to = rounding(row["need"]) if row["is_forecast"] else 1
    told = f"{text.number(row['places'])} Plätze, Bedarf {text.rounded(row['need'], to)}"
    if row["is_forecast"]:
        told += f", Plätze fehlen mit {titles.probability(row['probability'], state.draws)}"
    return KeyFigure(label, text.signed(to * round(row["saldo"] / to)), "Plätze", told)


def _preface(plan: Plan, first: str, last: str) -> list[Block]:
    """Chapters 1 to 4: foreword, law, data and method, participation."""
    run = plan.any_state.choice.run
    draws, name = text.number(run.draws) if run else text.MISSING, titles.named(plan.area.name)
    method = text.load_text(TEXTS, "Verfahren", draws=draws, counted=annex.counted_on(plan))
    definitions = [
        f"{state.choice.assumptions.words.short}: {definition(state)}" for state in plan.states.values()
    ]
    return [
        Heading("Vorwort und Beschluss"),
        *own_texts.own(plan.context, "vorwort"),
        Paragraph(text.load_text(TEXTS, "Vorwort", name=name, first=first, last=last)),
        *own_texts.own_or_field(plan.context, "beschluss"),
        Heading("Rechtlicher Rahmen"),
        Points(_lines(text.load_text(TEXTS, "Recht"))),
        Heading("Daten, Stichtage, Verfahren"),
        Points((*_lines(method), *definitions, f"Stand der Zahlen: {closing.stock(plan.context)}")),
        Heading("Beteiligung"),
        *own_texts.own_or_field(plan.context, "beteiligung"),
        Paragraph(text.load_text(TEXTS, "Beteiligung")),
    ]


def _lines(words: str) -> tuple[str, ...]:
    return tuple(line for line in words.splitlines() if line)
