"""The reports of all drafts and releases on one page: municipality × audience × attack.

Like the single reports it says verdicts, never the value of a cell, and it stays in the Werkbank.
"""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from warehouse.attacks.outcome import number
from warehouse.attacks.report import WORDS
from warehouse.release.design import AUDIENCE_LABELS
from warehouse.release.register import Outcome, Release, Verdict

PAGE = Path(__file__).parent / "overview.html"
SIGNS = {"bestanden": "✓", "hinweis": "!", "ausschluss": "✗", "entfällt": "–"}
CODES = tuple(f"A{place}" for place in range(1, 21))
Reported = tuple[Release, Verdict]


def overview_page(reported: Sequence[Reported]) -> str:
    """Return the overview as one HTML page without any outside file; `reported`: checked releases."""
    refused = [release.label for release, verdict in reported if not verdict.passed]
    listed = sorted(reported, key=lambda one: (one[0].municipality_ags, one[0].audience))
    values = {
        "answer": escape(_answer(len(reported), refused)),
        "state": "refused" if refused else "passed",
        "codes": "".join(f"<th>{code}</th>" for code in CODES),
        "rows": "\n".join(_row(release, verdict) for release, verdict in listed),
        "attacks": "\n".join(_meaning(one) for one in _attacks(listed)),
        "findings": "\n".join(_findings(release, verdict) for release, verdict in listed),
    }
    return Template(PAGE.read_text(encoding="utf-8")).substitute(values)


def _answer(checked: int, refused: list[str]) -> str:
    if refused:
        return f"{len(refused)} von {checked} Entwürfen abgelehnt: {', '.join(refused)}."
    return f"Abgelehnt: keiner. {checked} geprüfte Entwürfe und Freigaben haben bestanden."


def _row(release: Release, verdict: Verdict) -> str:
    by_code = {one.code: one for one in verdict.outcomes}
    cells = "".join(_sign(by_code.get(code)) for code in CODES)
    state = "bestanden" if verdict.passed else "ausschluss"
    return (
        f'<tr class="{state}"><th>{escape(release.municipality_name)}</th>'
        f"<td>{AUDIENCE_LABELS[release.audience]}</td>"
        f"<td class='verdict'>{'bestanden' if verdict.passed else 'abgelehnt'}</td>"
        f'<td><a href="{release.release_id}.html">{release.release_id[:8]}</a></td>'
        f"<td class='number'>{number(release.cells)}</td>"
        f"<td class='number'>{number(verdict.cpu_seconds)} s</td>{cells}</tr>"
    )


def _sign(outcome: Outcome | None) -> str:
    if outcome is None:
        return "<td></td>"
    word = WORDS[outcome.verdict]
    return f'<td class="{outcome.verdict}" title="{word}">{SIGNS[outcome.verdict]}</td>'


def _attacks(reported: Sequence[Reported]) -> list[Outcome]:
    found = {one.code: one for _, verdict in reported for one in verdict.outcomes}
    return [found[code] for code in CODES if code in found]


def _meaning(one: Outcome) -> str:
    return (
        f"<tr><th>{one.code}</th><td><b>{escape(one.title)}</b><br>{escape(one.tries)}</td>"
        f"<td>{escape(one.limit)}</td></tr>"
    )


def _findings(release: Release, verdict: Verdict) -> str:
    told = "".join(f"<li>{escape(one)}</li>" for one in (*verdict.hard, *verdict.soft))
    return f"<h3>{escape(release.label)}</h3><ul>{told or '<li>kein Hinweis</li>'}</ul>"
