"""What is said of an area in a list by urgency: chance, honest class, first year, Berlin's category."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboards import cards, text
from dashboards.topics.kita import titles
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.balance import MIN_CHILDREN
from dashboards.topics.kita.state import State
from forecasting.kita.balance import BERLIN_WORDS, CLASS_NAMES, LIKELY, berlin_class, honest_class

# Years ahead that tell whether the need rises or falls (Berlin looks some years ahead; own choice).
DIRECTION_YEARS = 3
# Classes from most to least urgent, as the colours of the Saldo run.
ORDER = tuple(CLASS_NAMES)
LABELS = tuple(CLASS_NAMES.values())
COLUMNS = ("area_id", "kita_year", "is_forecast", "probability", "surplus", "need", "places")


@dataclass(frozen=True)
class Judged:
    """Rows of the balance by area and Kita year, and the first year with a likely shortage by area."""

    rows: dict[tuple[str, int], tuple[Any, ...]]
    first: dict[str, int]


def judged(table: pd.DataFrame) -> Judged:
    """Return rows of the balance in a form that is looked up quickly."""
    rows: dict[tuple[str, int], tuple[Any, ...]] = {}
    first: dict[str, int] = {}
    for area_id, year, *values in zip(*(table[name].tolist() for name in COLUMNS), strict=True):
        rows[area_id, year] = tuple(values)
        is_forecast, probability = values[0], values[1]
        if is_forecast and probability > LIKELY:
            first[area_id] = min(year, first.get(area_id, year))
    return Judged(rows, first)


def words(state: State, found: Judged, area_id: str) -> dict[str, str]:
    """Return chance of a shortage, class, first year with a shortage and category of Berlin, as words."""
    year = int(state.now["kita_year"])
    if (area_id, year) not in found.rows:
        return dict.fromkeys(("chance", "said", "first", "berlin"), text.MISSING)
    is_forecast, probability, surplus, need, places = found.rows[area_id, year]
    said = honest_class(probability, surplus)
    later = found.rows.get((area_id, year + DIRECTION_YEARS))
    category = berlin_class(places, need, later[3] if later else float("nan"))
    first = found.first.get(area_id)
    return {
        "chance": titles.probability(probability, state.draws) if is_forecast else text.MISSING,
        "said": text.MISSING if said is None else CLASS_NAMES[said],
        "first": text.kita_year(first) if first else text.MISSING if said is None else text.NOTHING,
        "berlin": category or text.MISSING,
    }


def places_of(rows: pd.DataFrame) -> list[float]:
    """Return the place of each row's honest class in ORDER; NaN where nothing can be said."""
    found = map(honest_class, rows["probability"], rows["surplus"])
    is_small = (rows["median"] < MIN_CHILDREN).tolist()
    return [
        float("nan") if one is None or small else float(ORDER.index(one))
        for one, small in zip(found, is_small, strict=True)
    ]


def map_heading(rows: pd.DataFrame, places: str, level: str) -> str:
    """Return in how many areas places are missing for sure, likely, or whole groups stay free."""
    at = pd.Series(places_of(rows)).dropna()
    if at.empty:
        return f"Wie sicher {places} fehlen"
    sure, likely, free = (int((at == ORDER.index(one)).sum()) for one in ("fehlt", "fehlt_wohl", "frei"))
    start = f"In {sure} von {len(at)} Gebieten ({level}) fehlen {places}"
    return f"{start}, in {likely} wohl, in {free} bleiben Gruppen frei"


def legend(state: State) -> None:
    """Say what chance, class and category mean."""
    if state.choice.run is None:
        return
    berlin = "; ".join(f"{key} {meaning}" for key, meaning in BERLIN_WORDS.items())
    cards.note(text.load_text(TEXT, "Einschätzung", berlin=berlin))
