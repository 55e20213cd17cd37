"""The scenarios of the current run side by side: result, distance from the Basis, chance, and reasons."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import chances, data, tables, text
from dashboards.tables import Column
from dashboards.topic import Context

BASIS = "basis"
Row = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Ask:
    """Which area and year are asked for; `to` rounds persons, `with_median` False shows ranges only."""

    area_id: str
    year: int
    to: int = 100
    with_median: bool = True


def outcomes(context: Context, area_id: str, year: int) -> pd.DataFrame:
    """Return one row per scenario, Basis first and what-ifs last; empty without a run.

    Columns: scenario, title, narrative, kind, author, declared_on, reasons, q10, median, q90, direction,
    basis_median, probability, draws. NaN and None where a run says nothing of it.
    """
    return data.frame(context, data.QUERIES / "scenario_outcomes.sql", area_id=area_id, year=year)


def comparison(found: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    """Return what is written: title, result, difference to the Basis and chance, all ready German text."""
    return pd.DataFrame(
        {
            "title": [str(title) for title in found["title"]],
            "result": [_result(row, ask) for row in found.to_dict("records")],
            "difference": [_difference(row, ask) for row in found.to_dict("records")],
            "chance": [_chance(row, ask) for row in found.to_dict("records")],
        }
    )


def heading(found: pd.DataFrame, year: int) -> str:
    """Return the finding about the scenario that reaches furthest and has a chance."""
    told = found[found["probability"].notna()]
    if told.empty:
        return f"Was wäre wenn: die Szenarien für {year}"
    distance = (told["median"] - told["basis_median"]).abs()
    far = told.iloc[int(distance.argmax())]
    return f"{far['title']} {year}: {chances.chance(float(far['probability']), int(far['draws']))}"


def table(context: Context, found: pd.DataFrame, ask: Ask, caption: str) -> None:
    """Write the scenarios as a table."""
    st.html(written(context, found, ask, caption))


def written(context: Context, found: pd.DataFrame, ask: Ask, caption: str) -> str:
    """Return the table as `table` puts it on the page; a phone gets fewer columns and shorter words."""
    shown = comparison(found, ask)
    columns = [
        Column("title", "Szenario", "text"),
        Column("result", f"Bevölkerung {ask.year}", "range"),
        Column("difference", "gegen Basis", "range"),
        Column("chance", "Wie wahrscheinlich", "text"),
    ]
    if context.is_phone:
        shown["title"] = shown["title"].str.replace(r"\s*\(.*\)", "", regex=True)
        # Whether more or fewer is meant, the result itself shows.
        shown["chance"] = shown["chance"].str.replace(r"^so .*: ", "", regex=True)
        columns = [column for column in columns if column.key != "difference"]
    return tables.written(shown, columns, caption)


def explanations(found: pd.DataFrame) -> None:
    """Write what every scenario assumes, why, and who says so, behind one closed line."""
    st.html(explained(found))


def explained(found: pd.DataFrame) -> str:
    """Return the explanations as `explanations` puts them on the page."""
    told = "".join(_explained(row) for row in found.to_dict("records"))
    return (
        '<div class="k-source"><details><summary>Was die Szenarien annehmen und warum</summary>'
        f"<dl>{told}</dl></details></div>"
    )


def german(found: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    """Return the comparison with German heads, for the download."""
    plain = comparison(found, ask)
    shown = found[["q10", "median", "q90"]].round(0)
    return pd.DataFrame(
        {
            "Szenario": plain["title"],
            "Jahr": ask.year,
            "Median": shown["median"] if ask.with_median else None,
            "80-%-Bereich von": shown["q10"],
            "80-%-Bereich bis": shown["q90"],
            "Wahrscheinlichkeit": found["probability"],
            "in Worten": plain["chance"],
        }
    )


def _result(row: Row, ask: Ask) -> str:
    if text.is_missing(row["median"]):
        return text.MISSING
    low, middle, high = (float(row[name]) for name in ("q10", "median", "q90"))
    return text.rounded(middle, ask.to) if ask.with_median else text.range_text(low, high, to=ask.to)


def _difference(row: Row, ask: Ask) -> str:
    if row["scenario"] == BASIS:
        return text.NOTHING
    if text.is_missing(row["basis_median"]) or text.is_missing(row["median"]):
        return text.MISSING
    # Of the rounded totals, so that the columns agree.
    now, basis = (ask.to * round(float(row[name]) / ask.to) for name in ("median", "basis_median"))
    return text.signed(now - basis)


def _chance(row: Row, ask: Ask) -> str:
    if row["scenario"] == BASIS:
        if text.is_missing(row["q10"]):
            return text.MISSING
        low, high = (float(row[name]) for name in ("q10", "q90"))
        return f"vier von fünf Fällen: {text.range_text(low, high, to=ask.to)}"
    kind, direction = (None if row[name] is None else str(row[name]) for name in ("kind", "direction"))
    share = None if text.is_missing(row["probability"]) else float(row["probability"])
    draws = None if text.is_missing(row["draws"]) else int(row["draws"])
    return chances.of_scenario(kind, direction, share, draws)


def _explained(row: Row) -> str:
    reasons = row["reasons"]
    why = " ".join(str(reason) for reason in reasons) if isinstance(reasons, list | tuple) else ""
    when = row["declared_on"]
    stamp = "" if text.is_missing(when) else f" {row['author']}, {text.date(pd.Timestamp(str(when)))}."
    told = f"{row['narrative']} {why}".strip()
    return f"<dt>{escape(str(row['title']))}</dt><dd>{escape(told)}{escape(stamp)}</dd>"
