"""The stays of arrivals that a view follows, and how the share still there is worked out."""

import pandas as pd

from dashboards.topics.wanderungen import queries
from dashboards.topics.wanderungen.view import View

METHOD = (
    "Anteil der Zugezogenen, die nach vollen Jahren noch in der Gemeinde wohnen (Sterbetafel-Methode). Wer "
    "am Ende noch da oder gestorben ist, zählt, solange er beobachtet wurde. Band: 95 % (Greenwood)."
)


def stays_of(view: View, area_ids: list[str]) -> pd.DataFrame:
    """Stays of the arrivals of the chosen years; as queries.stays."""
    table = queries.stays(view.context, area_ids=area_ids, people=view.choice.people)
    return table[table["year"].isin(view.choice.period)]
