"""What would be released by the rules of a municipality, before anything is drafted, and how to begin."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

import pandas as pd
import streamlit as st

from dashboards import cards, tables, text
from dashboards.schaufenster.standing import PART_LABELS
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.schutz import queries, titles
from dashboards.topics.schutz.parts import TEXT
from warehouse.release.design import AUDIENCE_LABELS, AUDIENCES, Audience
from warehouse.release.policy import AudiencePolicy, Policy

# Kinds of events a release of the whole municipality holds beside residents.
EVENTS = {"birth": "Geburten", "death": "Sterbefälle", "move": "Wanderungen", "care": "Kinder in Betreuung"}


def show(context: Context, ags: str) -> None:
    """Write the tables by size of area for both audiences, and the steps of a release."""
    rules, exact = queries.rules(ags), queries.latest_residents(context, ags)
    left, right = st.columns([3, 2], gap="large")
    with left:
        cards.section_head("Was andere sähen", "Feinste Tabellen nach der Größe des Gebiets")
        columns = [
            Column("size", "Größe des Gebiets", "text"),
            Column("areas", "Gebiete"),
            *(
                Column(one, f"für {'den' if one == 'association' else 'die'} {AUDIENCE_LABELS[one]}", "text")
                for one in AUDIENCES
            ),
        ]
        tables.table(by_size(rules, exact["persons"]), columns, "Tabellen nach Größe des Gebiets")
        cards.note(_parts(rules))
    with right:
        cards.section_head("So wird daraus eine Freigabe", "Zwei Personen, vier Schritte")
        steps = (text.load_text(TEXT, f"schritt_{number}", ags=ags) for number in range(1, 5))
        st.html(f'<ol class="k-steps">{"".join(f"<li>{_step(one)}</li>" for one in steps)}</ol>')


def by_size(rules: Policy, residents: pd.Series) -> pd.DataFrame:
    """Return the tables areas of each size get, and how many areas of that size there are; grain: size.

    Areas whose residents are not known are in no size.
    """
    limits = sorted({step.residents for one in AUDIENCES for step in rules.of(one).steps(one)})
    bounds = [0, *limits, None]
    rows: list[dict[str, object]] = [
        {
            "size": _size(low, high),
            "areas": int((residents.ge(low) & (residents.lt(high) if high else residents.notna())).sum()),
            **{one: _words(rules, one, low) for one in AUDIENCES},
        }
        for low, high in pairwise(bounds)
    ]
    rows.append({"size": "ganze Gemeinde", "areas": 1, **{one: _whole(rules, one) for one in AUDIENCES}})
    return pd.DataFrame(rows)


def _size(low: int | None, high: int | None) -> str:
    if not low:
        return f"unter {text.number(high)} Einwohner"
    return f"ab {text.number(low)}" if high is None else f"{text.number(low)} bis {text.number(high - 1)}"


def _words(rules: Policy, audience: Audience, residents: int | None) -> str:
    """The finest tables an area of so many residents gets, as far as its numbers are large enough."""
    steps = [step for step in rules.of(audience).steps(audience) if step.residents <= (residents or 0)]
    if not steps:
        return "nichts, geht im Rest auf"
    names = {table.name for step in steps for table in step.tables}
    return _finest([words for name, words in titles.TABLES.items() if name in names])


def _whole(rules: Policy, audience: Audience) -> str:
    found = rules.of(audience).town_tables(audience)
    names = {table.name for table in found}
    events = [words for unit, words in EVENTS.items() if unit in {table.unit for table in found}]
    residents = [words for name, words in titles.TABLES.items() if name in names]
    return text.listing([residents[-1], *events])


def _finest(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"bis {text.listing(words[-2:])}"


def _parts(rules: Policy) -> str:
    told = {one: _part(rules.of(one)) for one in AUDIENCES}
    if len(set(told.values())) == 1:
        return f"Für beide: {next(iter(told.values()))}."
    return " ".join(f"{AUDIENCE_LABELS[one]}: {words}." for one, words in told.items())


def _part(rules: AudiencePolicy) -> str:
    parts = text.listing(["Bevölkerung", *(PART_LABELS[part] for part in rules.teile)])
    return f"{parts}, {rules.gueltig_monate} Monate gültig"


def _step(sentence: str) -> str:
    """What to do, and its command set apart."""
    words, _, command = sentence.partition(": kohorte ")
    return escape(words) + (f"<code>kohorte {escape(command)}</code>" if command else "")
