"""What is said of an area in a list by urgency: chance, honest class, first year, Berlin's category."""

from dashboards import cards, text
from dashboards.topics.kita import titles
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.balance import first_shortage
from dashboards.topics.kita.state import State
from forecasting.kita.balance import BERLIN_WORDS, CLASS_NAMES, berlin_class, honest_class

# Years ahead that tell whether the need rises or falls (Berlin looks some years ahead; own choice).
DIRECTION_YEARS = 3


def judged(state: State, area_id: str) -> dict[str, str]:
    """Return chance of a shortage, class, first year with a shortage and category of Berlin, as words."""
    rows = state.table[state.table["area_id"] == area_id]
    year = int(state.now["kita_year"])
    now = rows[rows["kita_year"] == year]
    if now.empty:
        return dict.fromkeys(("chance", "said", "first", "berlin"), text.MISSING)
    row = now.iloc[0]
    said = honest_class(float(row["probability"]), float(row["surplus"]))
    first = first_shortage(rows)
    later = rows[rows["kita_year"] == year + DIRECTION_YEARS]
    ahead = float(later["need"].iloc[0]) if len(later) else float("nan")
    category = berlin_class(float(row["places"]), float(row["need"]), ahead)
    is_known = said is not None
    return {
        "chance": titles.probability(row["probability"], state.draws) if row["is_forecast"] else text.MISSING,
        "said": CLASS_NAMES[said] if said is not None else text.MISSING,
        "first": text.kita_year(first) if first is not None else text.NOTHING if is_known else text.MISSING,
        "berlin": category or text.MISSING,
    }


def legend(state: State) -> None:
    """Say what chance, class and category mean."""
    if state.choice.run is None:
        return
    berlin = "; ".join(f"{key} {words}" for key, words in BERLIN_WORDS.items())
    cards.note(text.load_text(TEXT, "Einschätzung", berlin=berlin))
