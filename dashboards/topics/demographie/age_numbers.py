"""The age structure of a selection with its comparison, and the numbers and notes that go with it."""

from dataclasses import dataclass

import pandas as pd

from dashboards import text
from dashboards.cards import KeyFigure
from dashboards.topics.demographie import age_titles, facts, key_numbers, outline, queries, structure
from dashboards.topics.demographie.group_panels import GroupPanel
from dashboards.topics.demographie.key_numbers import AGE, FEW, NOT_THERE, PERSONS
from dashboards.topics.demographie.measure import MIN_CASES, persons_span, round_base
from dashboards.topics.demographie.pyramid import Note
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.structure import Group

OLD: Group = (65, 100)
STUDENTS: Group = (20, 27)
WOMEN = "Frauenanteil"


@dataclass(frozen=True)
class Ages:
    """An age structure ready to be drawn. `total` is None where a part is missing or nothing is known."""

    table: pd.DataFrame
    shown: pd.DataFrame
    outline: pd.DataFrame | None
    outline_table: pd.DataFrame
    total: float | None
    margin: dict[str, float]

    @property
    def has_sex(self) -> bool:
        """Whether men and women are told for every age."""
        return structure.has_sex(self.table)

    @property
    def has_nationality(self) -> bool:
        """Whether German and other nationality are told for every age."""
        return structure.has_nationality(self.table)

    @property
    def is_single(self) -> bool:
        """Whether ages are single years."""
        return structure.is_single(self.table)

    @property
    def outline_total(self) -> float | None:
        """All persons at the comparison date."""
        return _known(structure.total(self.outline_table))


def ages(selection: Selection) -> Ages:
    """Return the age structure at the chosen date, and the comparison if it is told the same way."""
    people = selection.wish.people
    whole = _whole(selection, selection.area.area_id, selection.time.year)
    table, other = structure.only(whole, people), structure.only(outline.table(selection), people)
    margin = queries.sex_margin(selection.context, area_id=selection.area.area_id, year=selection.time.year)
    step = int(selection.options.get("stufe", "1"))
    span = people.age, people.age_to
    shown = structure.in_steps(structure.fill_single_years(table, span), step) if len(table) else table
    comparable = _known(structure.total(other)) is not None and structure.has_sex(other) == structure.has_sex(
        table
    )
    line = structure.in_steps(structure.fill_single_years(other, span), step) if comparable else None
    total = _known(structure.total(table))
    if table.empty and (len(whole) or facts.population(selection).value == 0):
        total = 0.0
    return Ages(table, shown, line, other, total, margin)


def row(selection: Selection, ages: Ages) -> list[KeyFigure]:
    """Return the key figures: population, the group that stands out, average age, nationality or sex."""
    people = facts.population(selection)
    first = key_numbers.figure(selection, PERSONS, people, f"Bevölkerung, {selection.name}")
    mean = key_numbers.ratio(selection, AGE, people)
    median = structure.median_age(ages.table)
    if not selection.time.is_forecast and median is not None and (people.value or 0) >= MIN_CASES:
        mean = KeyFigure(mean.label, mean.value, mean.unit, f"Median {text.number(median)} Jahre")
    return [first, _group_figure(selection, ages), mean, _fourth(selection, ages)]


def _group_figure(selection: Selection, ages: Ages) -> KeyFigure:
    """The share of the group the title speaks of, else of those from 65; at a forecast date their number."""
    if selection.time.is_forecast:
        ahead = queries.age_group_forecast(
            selection.context, area_id=selection.area.area_id, scenario=selection.scenario
        )
        old = ahead[(ahead["age"] == OLD[0]) & (ahead["age_to"] == OLD[1])]
        return _expected(selection, old, f"Personen {structure.group_name(OLD)} {selection.time.year}")
    group, compared = OLD, ""
    root = selection.root
    if selection.area.area_id != root.area_id:
        whole = _structure(selection, root.area_id, selection.time.year)
        found = age_titles.distinct(ages.table, whole)
        group = found.group if found else OLD
        reference = structure.share(whole, group)
        compared = "" if reference is None else f"{root.name}: {text.percent(reference)}"
    else:
        earlier = _table(selection, selection.time.before)
        before = structure.share(earlier, group) if len(earlier) else None
        compared = "" if before is None else f"{text.percent(before)} {selection.time.before}"
    label = f"Anteil {structure.group_name(group)}"
    own = structure.share(ages.table, group)
    if ages.total is not None and ages.total < MIN_CASES:
        return KeyFigure(label, text.NOT_MEANINGFUL, comparison=FEW)
    if own is None:
        return KeyFigure(label, text.MISSING, comparison=NOT_THERE)
    return KeyFigure(label, text.number(100 * own, 1), "%", compared)


def _fourth(selection: Selection, ages: Ages) -> KeyFigure:
    """Persons without German passport; where that is not told, the share of women."""
    label = "Ohne deutschen Pass"
    if selection.time.is_forecast:
        ahead = queries.foreign_forecast(
            selection.context, area_id=selection.area.area_id, scenario=selection.scenario
        )
        return _expected(selection, ahead, f"{label} {selection.time.year}")
    if ages.total == 0:
        return KeyFigure(label, text.NOT_MEANINGFUL, comparison=FEW)
    foreign = structure.foreign_persons(ages.table)
    if foreign is not None and ages.total:
        told = f"{text.number(foreign)} Personen"
        if ages.total < MIN_CASES:
            return KeyFigure(label, text.NOT_MEANINGFUL, comparison=told)
        return KeyFigure(label, text.number(100 * foreign / ages.total, 1), "%", told)
    if len(ages.margin) == 2 and not any(text.is_missing(value) for value in ages.margin.values()):
        women, both = ages.margin["w"], sum(ages.margin.values())
        share = text.number(100 * women / both, 1) if both else text.MISSING
        told = f"{text.number(women)} Frauen, {text.number(ages.margin['m'])} Männer"
        return KeyFigure(WOMEN, share, "%", told)
    return KeyFigure(label, text.MISSING, comparison=NOT_THERE)


def _expected(selection: Selection, ahead: pd.DataFrame, label: str) -> KeyFigure:
    """Persons of a group in the chosen forecast year with their range."""
    found = ahead[ahead["year"] == selection.time.year]
    if found.empty:
        return KeyFigure(label, text.MISSING, comparison=NOT_THERE)
    low, middle, high = (float(found[name].iloc[0]) for name in ("q10", "median", "q90"))
    shown = text.rounded(middle, round_base(high))
    return KeyFigure(label, shown, "", "Median und 80-%-Bereich", persons_span(low, high))


def panels(selection: Selection, ages: Ages) -> tuple[list[GroupPanel], int]:
    """Return the planning groups over time, joined where the delivery cuts across them, and the base year."""
    latest = ages.table
    if selection.time.is_forecast or latest.empty:
        latest = _structure(selection, selection.area.area_id, selection.time.jump_off)
    groups = structure.groups(latest)
    base = selection.time.jump_off
    if latest.empty or not groups:
        return [], base
    people, area_id = selection.wish.people, selection.area.area_id
    inside = [one for one in groups if people.age <= one[0] and one[1] <= people.age_to]
    groups = inside or [(people.age, people.age_to)]
    stock = queries.age_groups(selection.context, area_id=area_id, groups=groups, people=people)
    return [_panel(group, stock, _ahead(selection, groups)) for group in groups], base


def _ahead(selection: Selection, groups: list[Group]) -> pd.DataFrame:
    """The forecast of age groups: with ranges for all people, of one sex or nationality as expected only."""
    people, area_id, scenario = selection.wish.people, selection.area.area_id, selection.scenario
    if not (people.sex or people.nationality):
        return queries.age_group_forecast(selection.context, area_id=area_id, scenario=scenario)
    table = queries.age_groups_ahead(
        selection.context, area_id=area_id, groups=groups, scenario=scenario, people=people
    )
    nothing = dict.fromkeys(["q10", "q25", "q75", "q90"], float("nan"))
    columns = ["year", "age", "age_to", "q10", "q25", "median", "q75", "q90"]
    return table.rename(columns={"persons": "median"}).assign(**nothing)[columns]


def _panel(group: Group, stock: pd.DataFrame, ahead: pd.DataFrame) -> GroupPanel:
    known, later = (
        table[((table["age"] == group[0]) & (table["age_to"] == group[1])).to_numpy()]
        for table in (stock, ahead)
    )
    shown, quantiles = facts.every_year(known[["year", "persons"]]), later.to_numpy(dtype=float)
    years, persons = shown.to_numpy(dtype=float).T
    # Columns of the forecast: year, age, age_to, then the five quantiles.
    return GroupPanel(group, years, persons, quantiles[:, 0], quantiles[:, 3:8].T)


def notes(selection: Selection, ages: Ages) -> tuple[Note, ...]:
    """Return the remarks in the corners of the pyramid, each by a rule from the data."""
    found: list[Note] = []
    year = selection.time.year
    if selection.context.is_phone:
        return ()
    boom = age_titles.boom_age(ages.shown, year)
    if boom is not None and 0 < boom < 96:
        found.append(Note(float(boom), f"Jahrgang 1964<br>(Babyboom),<br>{boom} Jahre", "w", 1))
    if selection.area.area_id != selection.root.area_id:
        whole = _structure(selection, selection.root.area_id, year)
        own, other = structure.share(ages.table, STUDENTS), structure.share(whole, STUDENTS)
        if own and other and own >= age_titles.DISTINCT * other:
            found.append(Note(19.0, "20–27 Jahre:<br>Studium und<br>Berufseinstieg", "m", -1))
    return tuple(found)


def remark(selection: Selection, ages: Ages) -> str:
    """Return the sentences below the picture: what the delivery does not tell, how a forecast is shown."""
    from dashboards.topics.demographie.words import TEXTS

    words = []
    if not ages.has_sex and not selection.wish.people.sex:
        margin = _margin_words(ages)
        key = "ohne_geschlecht" if ages.is_single else "gruppen"
        words.append(text.load_text(TEXTS, key, margin=margin))
    last = ages.shown.iloc[-1]
    if (
        not ages.is_single
        and int(last["age_to"]) >= structure.OPEN_AGE
        and int(last["age"]) < structure.OPEN_AGE
    ):
        words.append(text.load_text(TEXTS, "offene_gruppe", age=int(last["age"])))
    if selection.time.is_forecast or selection.time.before > selection.time.jump_off:
        words.append(text.load_text(TEXTS, "prognose_aufbau"))
    return " ".join(words)


def sentence(selection: Selection, ages: Ages, heading: str) -> str:
    """Return the picture in words: total, men and women, the shares of young and old."""
    told = [
        f"Altersaufbau {selection.name}, {selection.date_words}: {_persons(selection, ages.total)} Personen"
    ]
    if ages.has_sex:
        men, women = ages.shown["men"].sum(skipna=False), ages.shown["women"].sum(skipna=False)
        told.append(f"{_persons(selection, men)} Männer, {_persons(selection, women)} Frauen")
    old = structure.share(ages.table, OLD)
    if old is not None:
        told.append(f"{text.percent(old)} ab 65 Jahren")
    return f"{heading}. {', '.join(told)}."


def _persons(selection: Selection, count: float | None) -> str:
    """Persons in words; those of a forecast are rounded."""
    return text.rounded(count, round_base(count)) if selection.time.is_forecast else text.number(count)


def comparison_words(selection: Selection) -> str:
    """Return the comparison date as said on the page."""
    return outline.words(selection)


def _margin_words(ages: Ages) -> str:
    if len(ages.margin) < 2 or any(text.is_missing(value) for value in ages.margin.values()):
        return ""
    men, women = text.number(ages.margin["m"]), text.number(ages.margin["w"])
    return f" Bekannt sind nur die Summen: {men} Männer, {women} Frauen."


def _table(selection: Selection, year: int) -> pd.DataFrame:
    return _structure(selection, selection.area.area_id, year)


def _structure(selection: Selection, area_id: str, year: int) -> pd.DataFrame:
    return structure.only(_whole(selection, area_id, year), selection.wish.people)


def _whole(selection: Selection, area_id: str, year: int) -> pd.DataFrame:
    if year > selection.time.jump_off:
        return queries.structure_forecast(
            selection.context, area_id=area_id, year=year, scenario=selection.scenario
        )
    return queries.structure(selection.context, area_id=area_id, year=year or NO_YEAR + 1)


def _known(value: float) -> float | None:
    return None if text.is_missing(value) else value
