"""Where the numbers come from: source line, alternative texts, notes of the downloads."""

import pandas as pd

from dashboards import areas, cards, charts, tables, text
from dashboards.topics.demographie import queries
from dashboards.topics.demographie.key_numbers import MEAN_AGE
from dashboards.topics.demographie.measure import Measure, round_base
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.titles import place


def source(selection: Selection) -> str:
    """Return the source of the stock: the registers below the root."""
    root = selection.root
    towns = areas.below(selection.context, root.area_id, "gemeinde")
    return (
        f"Melderegister der {len(towns)} Gemeinden {place(root.name)}"
        if towns
        else f"Melderegister {root.name}"
    )


def method(selection: Selection) -> str:
    """Return scenario, jump-off, draws and run of the forecast; empty without one."""
    if not selection.time.forecast:
        return ""
    run = queries.run(selection.context, selection.scenario)
    if run is None:
        return ""
    return (
        f"Prognose: {run['title']}, ab {text.date(pd.Timestamp(str(run['jump_off_date'])))}, "
        f"{text.number(int(str(run['draws'])))} Verläufe, Lauf {str(run['run_id'])[:8]}"
    )


def notes(selection: Selection, definition: str) -> dict[str, str]:
    """Return the notes of a download."""
    told = {
        "Quelle": source(selection),
        "Stichtag": selection.date_words,
        "Bevölkerungsbasis": "alleinige oder Hauptwohnung",
        "Definition": definition,
        "Prognose": method(selection),
        "Stand der Zahlen": f"{_state(selection) or cards.RELEASED}; "
        "Prognosewerte sind Mediane und 80-%-Bereiche",
    }
    return {name: words for name, words in told.items() if words}


def _state(selection: Selection) -> str:
    """Whether the numbers are exact; of a release the source line says by itself that they are protected."""
    if selection.context.is_released:
        return ""
    return "Bestand exakt" if selection.time.forecast else "exakt"


def source_line(selection: Selection, terms: list[str], *marks: str) -> None:
    """Write the last line of the page."""
    parts = [
        tables.marks(*marks) if marks else "",
        f"Quelle: {source(selection)}",
        f"Stichtag 31.12.{selection.time.jump_off if selection.time.is_forecast else selection.time.year}",
        "Hauptwohnung",
        method(selection),
        _state(selection),
    ]
    cards.source_line(selection.context, parts, terms)


def terms(measure: Measure) -> list[str]:
    """Return the definitions behind the source line."""
    return [measure.indicator_id, *([MEAN_AGE] if measure.is_count else [])]


def series_sentence(measure: Measure, line: charts.Series, fan: pd.DataFrame) -> str:
    """Return a time picture in one sentence: first and last value, and where the range ends."""
    known = [(x, y) for x, y in zip(line.x, line.y, strict=True) if not text.is_missing(y)]
    words = [f"{x}: {measure.figure(y)}" for x, y in (known[:1] + known[-1:])]
    told = f"{line.name}, {' und '.join(words)}" if words else line.name
    if fan.empty:
        return f"{told}."
    end = fan.iloc[-1]
    to = round_base(end["q90"]) if measure.is_count else None
    span = text.range_text(end["q10"], end["q90"], measure.digits, to)
    return f"{told}, Prognose {int(end['year'])}: {span}{measure.suffix} (80-%-Bereich)."
