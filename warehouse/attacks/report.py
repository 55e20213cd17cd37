"""The report of the gate for the data protection officer: one German page that any browser opens and prints.

It says what was attacked, the worst of it, the limit, the verdict and what to do; it never states the value
of a cell. It stays in the Werkbank, because how well attacks went was measured on exact numbers.
"""

from html import escape
from pathlib import Path
from string import Template

import pyarrow as pa

from warehouse.attacks.outcome import EMPTY, NOTED, PASSED, REFUSED, number, share
from warehouse.protection.perturbation import PerturbationTable
from warehouse.release.register import Outcome, Release, Verdict

PAGE = Path(__file__).parent / "report.html"
WORDS = {PASSED: "bestanden", NOTED: "Hinweis", REFUSED: "Ausschluss", EMPTY: "entfällt"}


def report_page(release: Release, verdict: Verdict, truth: pa.Table) -> str:
    """Return the report as one HTML page without any outside file."""
    last = release.history[-1]
    values = {
        "title": escape(f"Prüfbericht: {release.label}"),
        "release_id": release.release_id,
        "method": escape(release.method),
        "cells": number(release.cells),
        "drafted_by": escape(release.drafted_by),
        "checked": f"{last.at:%d.%m.%Y, %H:%M} Uhr (UTC) durch {escape(last.by)}",
        "expires": f"{release.expires_on:%d.%m.%Y}",
        "answer": escape(answer(verdict)),
        "state": "passed" if verdict.passed else "refused",
        "rows": "\n".join(_row(one) for one in verdict.outcomes),
        "others": "\n".join(f"<li>{escape(one)}</li>" for one in other_findings(verdict)) or "<li>keine</li>",
        "accuracy": "\n".join(f"<li>{escape(one)}</li>" for one in accuracy(truth, release.rules.table())),
    }
    return Template(PAGE.read_text(encoding="utf-8")).substitute(values)


def answer(verdict: Verdict) -> str:
    """Return the verdict in one sentence with the next step."""
    refused = [one.code for one in verdict.outcomes if one.verdict == REFUSED]
    if not verdict.passed:
        codes = f" ({', '.join(refused)})" if refused else ""
        return f"Abgelehnt{codes}: Dieser Entwurf darf nicht freigegeben werden."
    noted = sum(one.verdict == NOTED for one in verdict.outcomes)
    notes = f" {noted} Hinweise bestätigt sie mit ihrer Freigabe." if noted else ""
    return f"Bestanden: Eine zweite Person darf diesen Entwurf freigeben.{notes}"


def accuracy(truth: pa.Table, table: PerturbationTable) -> list[str]:
    """Return how exact the release is, in sentences: the price of protection."""
    cells = truth.to_pandas()
    cells = cells[cells["n"].notna() & cells["published"].notna()]
    error = (cells["published"] - cells["n"]).abs()
    filled = cells["n"] > 0
    off = int((error[filled] > cells.loc[filled, "n"] / 10).sum())
    withheld = int((truth.to_pandas()["published"].isna() & truth.to_pandas()["n"].notna()).sum())
    return [
        f"Mittlere Abweichung einer Zelle {number(float(error.mean()), 2)} Personen, größte "
        f"{number(float(error.max()))} (möglich wären {table.max_noise}).",
        f"Innerhalb von ±1: {share((error <= 1).sum(), len(error))}, innerhalb von ±3: "
        f"{share((error <= 3).sum(), len(error))} der Zellen.",
        f"Mehr als 10 % daneben: {share(off, int(filled.sum()))} der Zellen mit Menschen.",
        f"Zurückgehalten: {number(withheld)} Zellen.",
    ]


def other_findings(verdict: Verdict) -> list[str]:
    """Return the findings that are not those of an attack."""
    told = tuple(f"{one.code} " for one in verdict.outcomes)
    return [text for text in (*verdict.hard, *verdict.soft) if not told or not text.startswith(told)]


def _row(one: Outcome) -> str:
    advice = escape(one.advice) if one.advice else "–"
    return (
        f'<tr class="{one.verdict}"><th>{one.code}</th>'
        f"<td><b>{escape(one.title)}</b><br>{escape(one.tries)}</td>"
        f"<td>{escape(one.found)}</td><td>{escape(one.limit)}</td><td "
        f"class='verdict'>{WORDS[one.verdict]}</td>"
        f"<td>{advice}</td></tr>"
    )
