"""Chapters on what is planned (T4) and on staff and money."""

import pandas as pd

from dashboards import areas, text
from dashboards.documents.blocks import Block, Heading, Paragraph, Table, plain_table
from dashboards.documents.kita_plan.reading import Plan
from dashboards.documents.words import TEXTS
from dashboards.topics.kita import queries, staffing
from dashboards.topics.kita.assumptions import WORDS
from dashboards.topics.kita.state import State
from forecasting.errors import ForecastError
from forecasting.kita.days import KitaYear
from forecasting.kita.groups import group_types
from forecasting.kita.money import cost, prices
from forecasting.kita.staff import full_time_posts, group_hours, staff_rules

# What a sum of money is rounded to: the prices carry no more.
EUROS = 10_000
YEARS = 6


def measure_blocks(plan: Plan) -> list[Block]:
    """Return T4: the measures of all bands with date, places and status."""
    found: list[Block] = [Heading("Maßnahmen")]
    rows = measure_rows(plan)
    if not rows:
        return [*found, Paragraph(f"Für {plan.area.name} sind keine Maßnahmen geplant oder geliefert.")]
    head = ("Maßnahme", "Gebiet", "Status", "Altersband", "Beginn", "Gruppen", "Plätze", "gezählt")
    note = "Gezählt: im Saldo dieses Plans enthalten; „Bestand“: die Gruppenliste zeigt sie schon."
    return [*found, plain_table("T4 Maßnahmen", head, rows, words=4, note=note)]


def measure_rows(plan: Plan) -> list[tuple[str, ...]]:
    """Return the measures of the area, by start."""
    tree, rows = areas.tree(plan.context), []
    for band, state in plan.states.items():
        table = queries.measures(plan.context, plan.area.area_id, band)
        table = queries.with_plans(plan.context, plan.area.area_id, table, state.choice.assumptions)
        counted = queries.is_counted(table, state.choice.assumptions)
        for row, counts in zip(table.to_dict("records"), counted, strict=True):
            verdict = "Bestand" if bool(row["is_in_stock"]) else "ja" if counts else "nein"
            area = tree.get(str(row["area_id"]))
            rows.append(
                (
                    pd.Timestamp(row["starts_on"]),
                    (
                        str(row["title"]), area.label if area else str(row["area_id"]),
                        str(row["status_label"]), WORDS[band].short,
                        text.date(pd.Timestamp(row["starts_on"]).date()), text.signed(row["groups_change"]),
                        text.signed(row["places_change"]), verdict,
                    ),
                )
            )  # fmt: skip
    return [row for _, row in sorted(rows, key=lambda one: one[0])]


def staff_blocks(plan: Plan) -> list[Block]:
    """Return staff hours and full-time posts of the supply, and what missing groups would need and cost."""
    rows, base = [], 0
    for state in plan.states.values():
        row = _staff_row(plan, state)
        if row is not None:
            rows.append(row)
            base = prices(state.choice.assumptions.band).base_year
    found: list[Block] = [Heading("Personal und Geld")]
    if not rows:
        return [*found, Paragraph("Ohne Gruppenliste lässt sich der Personalbedarf nicht rechnen.")]
    year = text.kita_year(int(plan.any_state.now["kita_year"]))
    head = (
        "Altersband", "Stunden je Woche", "Vollzeitstellen", "fehlende Gruppen", "zusätzliche Stellen",
        "Investition, Euro", "Betrieb im Jahr, Euro",
    )  # fmt: skip
    table: Table = plain_table(
        f"Personal {year} und was fehlende Gruppen bräuchten", head, rows,
        note=text.load_text(TEXTS, "Personal", base=base),
    )  # fmt: skip
    return [*found, table]


def _staff_row(plan: Plan, state: State) -> tuple[str, ...] | None:
    settings, year = state.choice.assumptions, int(state.now["kita_year"])
    kinds = group_types(plan.area.municipality_ags, KitaYear(year).start)
    groups = staffing.open_groups(plan.context, state)
    if groups.empty:
        return None
    try:
        hours = staffing.staff_hours(groups, kinds)
    except ForecastError:
        # A kind of group without a rule: the page names it, the plan leaves the line out.
        return None
    rules, price = staff_rules(), prices(settings.band)
    words = settings.words.title
    posts = full_time_posts(hours, rules)
    shown = [words, text.number(hours), text.number(posts, 1)]
    if pd.isna(state.now["groups"]):
        return (*shown, *[text.MISSING] * 4)
    missing = max(-float(state.now["groups"]), 0.0)
    kind = kinds[staffing.USUAL_TYPE[settings.band]]
    extra = group_hours(kind, staffing.USUAL_HOURS[settings.band]) * missing
    sums = cost(missing * state.group_places, price, years=YEARS)
    return (
        *shown,
        text.NOTHING if missing == 0 else text.number(missing),
        _posts(full_time_posts(extra, rules)),
        _euros(sums.investment),
        _euros(sums.running_per_year),
    )


def _posts(value: float) -> str:
    return text.NOTHING if value == 0 else text.number(value, 1)


def _euros(value: float) -> str:
    return text.NOTHING if value == 0 else text.rounded(value, EUROS)
