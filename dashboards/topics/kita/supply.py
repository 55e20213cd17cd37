"""Supply at a glance, whatever the band: places per child under six, houses, areas without one."""

from pathlib import Path

from dashboards import areas, cards, data, text
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.kita.assumptions import RUNGS, TEXT
from dashboards.topics.kita.state import State

QUERY = Path(__file__).parent / "supply.sql"


def show(context: Context, state: State) -> None:
    """Write one sentence on the houses under the key figures, and which own plans count."""
    choice = state.choice
    key = ("kita-haeuser", choice.area.area_id, choice.level, choice.kita_year, choice.assumptions.rung)
    told = remembered(context, key, lambda: sentence(context, state))
    if told:
        cards.note(told)
    plans = choice.assumptions.plans
    if plans:
        names = text.listing([f"„{plan.name}“" for plan in plans])
        cards.note(text.load_text(TEXT, "Plan zählt mit", plans=names, level=state.shown[0].level_label))


def sentence(context: Context, state: State) -> str:
    """Return "Krippe und Kindergarten zusammen: 2.552 Häuser, 0,73 Plätze je Kind unter 6 Jahren …"."""
    choice = state.choice
    wanted = {"area_id": choice.area.area_id, "level": choice.level}
    row = data.frame(context, QUERY, kita_year=int(choice.kita_year or 0), **wanted).iloc[0]
    told = row[f"places_{choice.assumptions.rung}"]
    if not row["houses"]:
        return ""
    parts = [f"Krippe und Kindergarten zusammen: {text.plural(row['houses'], 'Haus', 'Häuser')}"]
    if not text.is_missing(told):
        silent = row[f"silent_{choice.assumptions.rung}"]
        least = "mindestens " if silent else ""
        more = f"; {text.plural(silent, 'Haus nennt', 'Häuser nennen')} nicht alle" if silent else ""
        rung = RUNGS[choice.assumptions.rung]
        parts.append(f"{least}{text.number(told)} Plätze ({rung}{more})")
        if not text.is_missing(row["children"]) and row["children"] > 0:
            rate = text.number(told / row["children"], 2)
            day = text.date(row["reference_date"])
            parts.append(f"{rate} Plätze je Kind unter 6 Jahren ({text.number(row['children'])} am {day})")
    if row["parts"] > 1:
        level = areas.below(context, choice.area.area_id, choice.level)[0].level_plural
        without, whole = text.number(row["without_house"]), text.number(row["parts"])
        parts.append(f"{without} von {whole} Gebieten ({level}) ohne Haus")
    return ", ".join(parts) + "."
