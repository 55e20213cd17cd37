"""The tables of the start page as HTML: members with their traffic light, findings, past forecasts."""

import pandas as pd

from dashboards import tables, text
from dashboards.style import Palette
from dashboards.tables import Column
from dashboards.topics.start import titles
from forecasting.assumptions import HEADINGS

METHODS = {
    "kohorte": "Kohorte",
    "no_change": "keine Veränderung",
    "hamilton_perry": "Hamilton–Perry",
    "hamilton_perry_mean": "Hamilton–Perry, Mittel der Jahre",
    "hamilton_perry_linexp": "Hamilton–Perry mit LINEXP",
    "linexp": "LINEXP",
}
SEVERITIES = {"fehler": "Fehler", "warnung": "Warnung", "hinweis": "Hinweis"}
SHOWN_FINDINGS = 8


def members(colours: Palette, table: pd.DataFrame) -> str:
    """Return one row per municipality; the light is a word on a field, so it needs no colour to be read."""
    rows = table.assign(light=[titles.light(rest) for rest in table["residual_per_1000"]])
    fields = {
        "gut": (colours.kita[3], colours.kita_text[3], ""),
        "prüfen": (colours.kita[2], colours.kita_text[2], ""),
        "auffällig": (colours.kita[1], colours.kita_text[1], ""),
    }
    columns = [
        Column("name", "Gemeinde", "text"),
        Column("areas", "Gebiete"),
        Column("persons", "Bevölkerung"),
        Column("reference_date", "Bestand vom", "date"),
        Column("deliveries", "Lieferungen"),
        Column("rows", "Zeilen"),
        Column("rejected", "abgewiesen"),
        Column("residual_per_1000", "Bilanzrest ‰", "signed", 1),
        Column("light", "Bilanz", "text", cell=fields.get),
    ]
    return tables.written(rows, columns, "Lieferungen und Bilanz je Gemeinde")


def findings(table: pd.DataFrame) -> str:
    """Return the gravest findings, whose words name area and date; the rest is in the download."""
    rows = table.head(SHOWN_FINDINGS).assign(severity=table["severity"].map(SEVERITIES))
    columns = [
        Column("severity", "Schwere", "text"),
        Column("message", "Befund", "text"),
    ]
    return tables.written(rows, columns, "Befunde der Prüfungen beim Aufbau des Datenbestands")


def backtest(table: pd.DataFrame, lead_time: int) -> str:
    """Return the mean error of each method for all residents and for children up to 5."""
    wide = table[table["lead_time"] == lead_time].pivot_table(
        index="method", columns="age_to", values="mape", dropna=False
    )
    rows = pd.DataFrame(
        {
            "method": [METHODS.get(str(method), str(method)) for method in wide.index],
            "total": wide[100].to_numpy() if 100 in wide else None,
            "children": wide[5].to_numpy() if 5 in wide else None,
        }
    ).sort_values("total", na_position="last")
    columns = [
        Column("method", "Verfahren", "text"),
        Column("total", "alle Altersjahre, %", "number", 1),
        Column("children", "0 bis 5 Jahre, %", "number", 1),
    ]
    return tables.written(rows, columns, f"Mittlerer Fehler nach {lead_time} Jahren")


def lead_time(table: pd.DataFrame) -> int | None:
    """Return the lead time to judge by: five years, or the longest below; None without a backtest."""
    known = [int(lead) for lead in table["lead_time"].unique() if lead <= 5]
    return max(known, default=None)


def german(members_table: pd.DataFrame) -> pd.DataFrame:
    """Return the members with German heads, for the download."""
    names = {
        "name": "Gemeinde",
        "area_id": "Schlüssel",
        "areas": "Gebiete",
        "persons": "Bevölkerung",
        "reference_date": "Bestand vom",
        "deliveries": "Lieferungen",
        "rows": "Zeilen",
        "rejected": "abgewiesene Zeilen",
        "residual_per_1000": "Bilanzrest je 1.000",
    }
    return members_table[list(names)].rename(columns=names)


def german_findings(table: pd.DataFrame) -> pd.DataFrame:
    """Return the findings with German heads, for the download."""
    names = {"severity": "Schwere", "area": "Gebiet", "reference_date": "Stichtag", "message": "Befund"}
    return table.assign(severity=table["severity"].map(SEVERITIES)).rename(columns=names)


def rejected_share(table: pd.DataFrame) -> str:
    """Return how many of all delivered rows were rejected, in words; "…" if a part is not known."""
    if table["rejected"].isna().any() or not len(table):
        return text.MISSING
    return f"{text.number(table['rejected'].sum())} von {text.number(table['rows'].sum())} Zeilen abgewiesen"


def german_sheet(sheet: pd.DataFrame) -> pd.DataFrame:
    """Return the assumption sheet with German heads and numbers, for the download."""
    # A value is a number or a path of several; only numbers get a decimal comma.
    numbers = pd.to_numeric(sheet["value"], errors="coerce").notna()
    value = sheet["value"].where(~numbers, sheet["value"].astype(str).str.replace(".", ","))
    return sheet.assign(value=value)[list(HEADINGS)].rename(columns=HEADINGS)
