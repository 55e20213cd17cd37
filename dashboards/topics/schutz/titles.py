"""What the page says: its finding, key figures, states of releases, in German."""

from datetime import date

import pandas as pd

from dashboards import text
from dashboards.cards import KeyFigure
from warehouse.release.design import AUDIENCE_LABELS
from warehouse.release.register import Release

TABLES = {
    "total": "Einwohner",
    "sex": "Geschlecht",
    "nationality": "Staatsangehörigkeit",
    "planning": "Altersgruppen",
    "planning_sex": "Altersgruppen × Geschlecht",
    "planning_nationality": "Altersgruppen × Staatsangehörigkeit",
    "five_sex": "Fünfjahresgruppen × Geschlecht",
    "five_sex_nationality": "Fünfjahresgruppen × Geschlecht × Staatsangehörigkeit",
    "single_young": "Einzelalter bis 20",
    "single_sex": "Einzelalter × Geschlecht",
}


def state(release: Release) -> str:
    """Return the state of a release as the register has it, and whether it ran out or was refused."""
    if release.state == "freigegeben" and release.is_expired(date.today()):
        return "abgelaufen"
    if release.state == "entwurf" and release.verdict is not None:
        return "geprüft" if release.verdict.passed else "abgelehnt"
    return release.state


def name(release: Release) -> str:
    """Return audience, state and day of a release, as the picker shows it."""
    made = release.history[-1].at.date()
    return f"{AUDIENCE_LABELS[release.audience]} · {state(release)} · {text.date(made)}"


def page_title(town: str, cells: pd.DataFrame) -> str:
    """Return how close what others see is to what the municipality knows."""
    known = cells["difference"].dropna()
    if known.empty:
        return f"{town} hat für diesen Stichtag nichts freigegeben"
    near = float((known.abs() <= 1).mean())
    return f"{text.percent(near)} der Zahlen, die andere von {town} sehen, liegen höchstens um 1 daneben"


def key_figures(cells: pd.DataFrame, hidden: int) -> list[KeyFigure]:
    """Return cells shown, share unchanged, share within 3, largest difference."""
    known = cells["difference"].dropna()
    count = text.number(len(known))
    if known.empty:
        return [KeyFigure("Gezeigte Zahlen", "0")]
    return [
        KeyFigure(
            "Gezeigte Zahlen",
            count,
            comparison=text.plural(hidden, "Gebiet bleibt", "Gebiete bleiben") + " leer",
        ),
        KeyFigure(
            "Unverändert",
            text.percent(float((known == 0).mean()), 0),
            comparison="niemand kann wissen, welche",
        ),
        KeyFigure("Höchstens um 3 daneben", text.percent(float((known.abs() <= 3).mean()), 1)),
        KeyFigure("Größte Abweichung", text.number(float(known.abs().max())), "Personen"),
    ]


def verdict(release: Release) -> str:
    """Return what was found when the release was attacked on the exact numbers."""
    if release.verdict is None:
        return "noch nicht geprüft"
    if release.verdict.passed:
        return "bestanden"
    return f"abgelehnt: {text.plural(len(release.verdict.hard), 'Grund', 'Gründe')}"


def next_step(release: Release) -> str:
    """Return what can be done with a release now, with its command."""
    found = state(release)
    if found == "entwurf":
        return f"Prüfen: kohorte release check {release.release_id}"
    if found == "geprüft":
        return f"Freigeben durch eine zweite Person: kohorte release approve {release.release_id} --by NAME"
    if found == "abgelehnt":
        return "Regeln verschärfen (freigabe/<AGS>.yml) und neu entwerfen: kohorte release draft"
    if found == "freigegeben":
        return f"Zurückziehen: kohorte release withdraw {release.release_id} --reason GRUND"
    return ""
