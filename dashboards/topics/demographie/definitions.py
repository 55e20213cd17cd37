"""What the key figures count: definition, formula and limits behind the label of each."""

from collections.abc import Sequence
from dataclasses import replace

from dashboards import data, text
from dashboards.cards import KeyFigure
from dashboards.topics.demographie.age_numbers import WOMEN
from dashboards.topics.demographie.key_numbers import MEAN_AGE
from dashboards.topics.demographie.measure import MIN_CASES, POPULATION, Measure
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.words import TEXTS


def of_figure(selection: Selection, figures: Sequence[KeyFigure]) -> list[KeyFigure]:
    """Return the row of the views of one figure with its definitions."""
    measure = selection.measure
    own, outlook = _measure(selection, measure), _own("karte_prognose", measure=measure.title)
    if measure.is_count:
        told = [_term(selection, POPULATION), _own("karte_wachstum"), _ratio(selection, MEAN_AGE), outlook]
    else:
        told = [_term(selection, POPULATION), own, own, outlook]
    return _with(figures, told)


def of_structure(selection: Selection, figures: Sequence[KeyFigure]) -> list[KeyFigure]:
    """Return the row of the age structure with its definitions."""
    told = [_term(selection, POPULATION), _own("karte_gruppe"), _ratio(selection, MEAN_AGE)]
    # Where nationality is not delivered the last figure is the share of women, which needs no words.
    last = "" if figures[-1].label == WOMEN else _term(selection, "nationality")
    return _with(figures, [*told, last])


def of_group(selection: Selection, figures: Sequence[KeyFigure]) -> list[KeyFigure]:
    """Return the row of the age structure of some of the people with its definitions."""
    told = [selection.measure.definition, _own("gruppe_anteil"), _ratio(selection, MEAN_AGE)]
    return _with(figures, [*told, _term(selection, "nationality") if "Pass" in figures[-1].label else ""])


def of_movement(selection: Selection, figures: Sequence[KeyFigure]) -> list[KeyFigure]:
    """Return the row of the components of change with its definitions."""
    terms = ("balancing_equation", "natural_change", "net_migration", "residual")
    return _with(figures, [_term(selection, term) for term in terms])


def of_forecast(selection: Selection, figures: Sequence[KeyFigure]) -> list[KeyFigure]:
    """Return the row of the forecast with its definitions."""
    measure = selection.measure
    if measure.recipe is None:
        outlook = _own("karte_prognose", measure="Bevölkerung")
        told = [_term(selection, POPULATION), outlook, _own("karte_chance")]
    else:
        outlook = _own("karte_prognose", measure=measure.title)
        told = [measure.definition, outlook, _own("karte_wachstum_gruppe")]
    return _with(figures, [*told, _own("karte_haltbarkeit")])


def _with(figures: Sequence[KeyFigure], told: Sequence[str]) -> list[KeyFigure]:
    return [replace(one, definition=words) for one, words in zip(figures, told, strict=True)]


def _measure(selection: Selection, measure: Measure) -> str:
    if measure.recipe is None:
        return _ratio(selection, measure.indicator_id)
    return f"{measure.definition} {_own('karte_grenze', cases=MIN_CASES)}"


def _ratio(selection: Selection, indicator_id: str) -> str:
    return f"{_term(selection, indicator_id)} {_own('karte_grenze', cases=MIN_CASES)}"


def _term(selection: Selection, term: str) -> str:
    return data.definition(selection.context, term) or ""


def _own(heading: str, **values: object) -> str:
    return text.load_text(TEXTS, heading, **values)
