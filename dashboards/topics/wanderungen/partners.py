"""Who stands on the other side of a move: the types of domain rules §2.3, of an area and of its parts."""

import pandas as pd

from dashboards.memory import remembered
from dashboards.tables import Column
from dashboards.topics.wanderungen import measures, queries
from dashboards.topics.wanderungen.view import View

# Name, and place of the colour in the categorical scale; order on both sides of every picture.
PARTNERS = {
    "GEMEINDE": ("Umzug", 4),
    "VERBAND": ("Verband", 0),
    "UMLAND": ("Umland", 5),
    "LAND": ("übriges Land", 3),
    "BUND": ("übriger Bund", 1),
    "AUSLAND": ("Ausland", 2),
    "UNBEKANNT": ("unbekannt", 6),
}
LONG = PARTNERS | {
    "GEMEINDE": ("Umzug in der Gemeinde", 4),
    "BUND": ("übriges Bundesgebiet", 1),
}
# Columns of every table by partner, and what the types mean.
COUNTED = (
    Column("in", "Zuzüge im Jahr", digits=1),
    Column("out", "Fortzüge im Jahr", digits=1),
    Column("net", "Saldo", "signed", 1),
    Column("volume", "Volumen", digits=1),
)
TYPES = (
    "Umzug: in derselben Gemeinde; Verband: anderes Mitglied; Umland: Liste des Verbands; übriges Land, "
    "übriges Bundesgebiet und Ausland nach Gemeindeschlüssel oder Staat; unbekannt bleibt stehen."
)
EMPTY = pd.DataFrame(columns=["in", "out", "net", "gross"], dtype=float)


def partner_label(code: str) -> str:
    """Name of a partner as it stands in tables and sentences."""
    return LONG[code][0]


def short_label(code: str) -> str:
    """Name of a partner where there is little room."""
    return PARTNERS[code][0]


def order(codes: pd.Index) -> list[str]:
    """Return the partners that occur, nearest first."""
    known = set(codes)
    return [code for code in PARTNERS if code in known]


def inside(view: View) -> tuple[str, ...]:
    """Partners that lie inside the frame of the map."""
    return ("GEMEINDE",) if view.scope.is_in_municipality else ("GEMEINDE", "VERBAND")


def of_focus(view: View) -> pd.DataFrame:
    """The chosen area by partner: in, out, net, gross, yearly means of the period; empty if not delivered."""

    def made() -> pd.DataFrame:
        table = queries.partners(view.context, area_ids=[view.scope.focus.area_id], cut=view.cut)
        found = measures.partner_balance(_bordered(view, table), view.years)
        return found if is_told(view) else EMPTY

    key = view.key_but(direction="net", measure="cases", base=(), is_fine=False, is_rolling=False)
    return remembered(view.context, ("wanderungen-partner", *key), made)


def is_told(view: View) -> bool:
    """Whether the moves of the chosen area are known in every year of the period."""
    return view.is_reported and not pd.isna(view.total["net"])


def of_units(view: View) -> pd.DataFrame:
    """Yearly means of the units by partner: area_id, direction, partner, moves."""
    ids = view.scope.unit_ids
    table = _bordered(view, queries.partners(view.context, area_ids=ids, cut=view.cut))
    return table.assign(moves=table["moves"] / view.years)


def over_years(view: View) -> pd.DataFrame:
    """Balance of the chosen area by partner, index year; a year not reported is missing."""
    ids = [view.scope.focus.area_id]
    table = queries.partner_years(view.context, area_ids=ids, people=view.choice.people)
    table = _bordered(view, table)
    signed = table["moves"].where(table["direction"] == "in", -table["moves"])
    sums = table.assign(net=signed).groupby(["year", "partner"])["net"].sum(skipna=False)
    years = sums.index.get_level_values("year").unique()
    parts = {str(code): part.droplevel("partner") for code, part in sums.groupby(level="partner")}
    # A partner named in some years of a report had no case in the others.
    wide = pd.DataFrame(
        {code: part.reindex(years, fill_value=0.0) for code, part in parts.items()}, index=years
    )
    known = queries.years(view.context, area_id=ids[0]) if not view.series["net"].isna().all() else []
    every = range(min(known), max(known) + 1) if known else ()
    # A year in which some partner does not occur had none of it; a year without report is unknown.
    full = wide.reindex(list(known), fill_value=0.0).reindex(list(every)).astype(float)
    if view.choice.is_rolling and view.years > 1:
        full = full.rolling(view.years, min_periods=view.years).mean()
    return full[order(full.columns)]


def _bordered(view: View, table: pd.DataFrame) -> pd.DataFrame:
    if view.choice.border == "alle":
        return table
    is_inside = table["partner"].isin(inside(view))
    return table[is_inside if view.choice.border == "innen" else ~is_inside]
