"""The numbers of a Kita plan as a workbook: the statement of § 21 NKiTaG and tables T1 to T4, complete."""

import pandas as pd

from dashboards import areas, export, text
from dashboards.documents.gebietsprofil import closing
from dashboards.documents.kita_plan import actions, annex
from dashboards.documents.kita_plan.reading import Plan
from dashboards.documents.words import TEXTS
from dashboards.topics.kita.assumptions import WORDS
from forecasting.kita.statement import MEASURES, PARTS

PART_NAMES = {"": "", "_long": ", über 7 Stunden", "_integrative": ", integrativ"}
MEASURE_NAMES = {"approved": "genehmigt", "occupied": "belegt", "need": "Bedarf"}


def workbook(plan: Plan) -> bytes:
    """Return the workbook: one sheet per table, and the notes."""
    notes = {
        "Titel": f"Nachweis nach § 21 NKiTaG und Tabellen des Kita-Bedarfsplans, {plan.area.name}",
        "Definition": text.load_text(TEXTS, "Nachweis", counted=annex.counted_on(plan)),
        "Fehlende Werte": "Leere Zellen sind nicht geliefert, nicht null.",
        "Stand": closing.stock(plan.context),
        "Erstellt": text.date(plan.created),
    }
    return export.workbook(sheets(plan), notes)


def sheets(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return the tables under the names of their sheets."""
    return {
        "§ 21 NKiTaG (T5)": statement_frame(plan),
        "T1 Gruppen": _groups(plan),
        "T2 Kinder": _children(plan),
        "T3 Saldo": _balance(plan),
        "T4 Maßnahmen": _measures(plan),
    }


def statement_frame(plan: Plan) -> pd.DataFrame:
    """Return the statement of all municipalities and settlements, one row per area, band and Kita year."""
    table, names = plan.statement, _names(plan)
    order = {area.area_id: place for place, area in enumerate(plan.settlements)}
    table = table.assign(order=table["area_id"].map(order)).sort_values(["order", "band", "kita_year"])
    levels = {area_id: area.level_label for area_id, area in areas.tree(plan.context).items()}
    shown = pd.DataFrame(
        {
            "Gemeinde, Ortslage": table["area_id"].map(names),
            "Ebene": table["area_id"].map(levels),
            "Schlüssel": table["area_id"],
            "Altersband": [WORDS[band].short for band in table["band"]],
            "Kita-Jahr": [text.kita_year(int(year)) for year in table["kita_year"]],
            "Stand": table["is_forecast"].map({True: "Prognose", False: "Bestand"}),
        }
    )
    for part in PARTS:
        for measure in MEASURES:
            # Persons and places are told whole.
            shown[f"{MEASURE_NAMES[measure]}{PART_NAMES[part]}"] = table[f"{measure}{part}"].round()
    return shown


def title(plan: Plan) -> str:
    """Return the title of the workbook, from which its file is named."""
    years = f"{plan.years[0]}-{plan.years[-1]}"
    return f"Kita-Nachweis Paragraf 21 {plan.area.name} {years}"


def _names(plan: Plan) -> dict[str, str]:
    return {area_id: area.label for area_id, area in areas.tree(plan.context).items()}


def _groups(plan: Plan) -> pd.DataFrame:
    groups = plan.groups
    return pd.DataFrame(
        {
            "Einrichtung": groups["name"],
            "Gebiet": groups["area_id"].map(_names(plan)),
            "Träger": groups["provider"],
            "Gruppe": groups["group_id"],
            "Gruppenart": groups["group_label"],
            "Altersband": [WORDS[band].short for band in groups["band"]],
            "Stunden am Tag": groups["hours_per_day"],
            "integrativ": groups["is_integrative"].map({True: "ja", False: "nein"}),
            "genehmigte Plätze": groups["places_approved"],
            "belegbare Plätze": groups["places_bookable"],
        }
    )


def _children(plan: Plan) -> pd.DataFrame:
    table = plan.children
    wide = table.pivot_table(
        index=["area_id", "kita_year", "is_forecast"], columns="age", values="children"
    ).reset_index()
    shown = pd.DataFrame(
        {
            "Gebiet": wide["area_id"].map(_names(plan)),
            "Schlüssel": wide["area_id"],
            "Kita-Jahr": [text.kita_year(int(year)) for year in wide["kita_year"]],
            "Stand": wide["is_forecast"].map({True: "Prognose", False: "Bestand"}),
        }
    )
    for age in sorted(table["age"].unique()):
        shown[f"{age} Jahre am 1. August"] = wide[age].round(1)
    return shown


def _balance(plan: Plan) -> pd.DataFrame:
    parts = [plan.area, *(area for area in plan.parts if area != plan.area)]
    tables = [plan.balance(band, parts).assign(band=band) for band in plan.states]
    table = pd.concat(tables, ignore_index=True)
    return pd.DataFrame(
        {
            "Gebiet": table["area_id"].map(_names(plan)),
            "Schlüssel": table["area_id"],
            "Altersband": [WORDS[band].short for band in table["band"]],
            "Kita-Jahr": [text.kita_year(int(year)) for year in table["kita_year"]],
            "Kinder": table["median"].round(1),
            "Bedarf": table["need"].round(1),
            "Bedarf, 10-%-Quantil": table["need_q10"].round(1),
            "Bedarf, 90-%-Quantil": table["need_q90"].round(1),
            "Plätze": table["places"],
            "Saldo": table["saldo"].round(1),
            "Wahrscheinlichkeit Fehlbedarf": table["probability"].round(3),
        }
    )


def _measures(plan: Plan) -> pd.DataFrame:
    head = ("Maßnahme", "Gebiet", "Status", "Altersband", "Beginn", "Gruppen", "Plätze", "gezählt")
    return pd.DataFrame(actions.measure_rows(plan), columns=head)
