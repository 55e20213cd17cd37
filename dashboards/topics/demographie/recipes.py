"""Which filters a figure can carry, and how it is worked out for some of the people."""

from dataclasses import dataclass, replace

from dashboards import text
from dashboards.filters import EVERYONE, OLDEST, People
from dashboards.topics.demographie.measure import POPULATION, Kind, Measure, Recipe

NOBODY = (OLDEST + 1, OLDEST + 1)
LIMITS = (20, 65)
QUOTIENTS = ("jugendquotient", "altenquotient", "gesamtquotient")
BY_AGE = "Das Alter gehört zur Kennzahl selbst."
# Both bands above the line, the one below, and the factor; the second band of Billeter counts against.
BANDS: dict[str, tuple[tuple[int, int], tuple[int, int], tuple[int, int], float]] = {
    "anteil_u3": ((0, 2), NOBODY, (0, OLDEST), 100.0),
    "anteil_80plus": ((80, OLDEST), NOBODY, (0, OLDEST), 100.0),
    "greying": ((80, OLDEST), NOBODY, (65, OLDEST), 100.0),
    "billeter": ((0, 14), (50, OLDEST), (15, 49), 1.0),
}
KINDS: dict[str, Kind] = {
    "durchschnittsalter": "mean_age",
    "medianalter": "median_age",
    "dichte": "density",
    "sterberate": "deaths",
    "natuerlicher_saldo": "natural",
    "lebenserwartung": "life",
}


@dataclass(frozen=True)
class Carries:
    """The filters a figure can carry, and in a German sentence why not the others."""

    sex: bool = True
    nationality: bool = True
    age: bool = True
    reason: str = ""

    @property
    def any(self) -> bool:
        """Whether the figure can be told for some of the people at all."""
        return self.sex or self.nationality or self.age


EVERY, NO_AGE = Carries(), Carries(age=False, reason=BY_AGE)
CARRIED: dict[str, Carries] = {
    POPULATION: EVERY,
    "durchschnittsalter": EVERY,
    "medianalter": EVERY,
    "dichte": EVERY,
    "sterberate": EVERY,
    **dict.fromkeys([*QUOTIENTS, *BANDS], NO_AGE),
    "auslaenderanteil": Carries(nationality=False, reason="Die Staatsangehörigkeit ist hier die Kennzahl."),
    "natuerlicher_saldo": Carries(
        age=False, reason="Geburten stehen keinem Alter der Bevölkerung gegenüber."
    ),
    "lebenserwartung": Carries(
        nationality=False, age=False, reason="Für eine Sterbetafel reichen die Fälle nur nach Geschlecht."
    ),
    "geburtenrate": Carries(
        False, False, False, "Geburten sind nach dem Kind gezählt, nicht nach der Gruppe seiner Eltern."
    ),
    "tfr": Carries(
        False,
        False,
        False,
        "Sie gilt für alle Frauen von 15 bis 49 Jahren; geliefert ist die Nationalität des Kindes.",
    ),
}
NOTHING = Carries(False, False, False, "Diese Kennzahl ist nicht nach Gruppen geliefert.")


def carried(measure: Measure) -> Carries:
    """Return which filters a figure can carry."""
    return CARRIED.get(measure.indicator_id, NOTHING)


def held(measure: Measure, people: People) -> People:
    """Return the part of a filter that a figure can carry."""
    can = carried(measure)
    return People(
        people.sex if can.sex else "",
        people.nationality if can.nationality else "",
        *((people.age, people.age_to) if can.age else (0, OLDEST)),
    )


def of_people(measure: Measure, people: People) -> Measure:
    """Return a figure told for some of the people; the given one if they are everyone.

    Population and dependency ratios have settings of their own and are made in custom.
    """
    told = held(measure, people)
    recipe = _recipe(measure.indicator_id, told)
    if told.is_everyone or recipe is None:
        return measure
    title = f"{measure.title} ({told.words})"
    definition = f"{measure.definition.rstrip('.')}. Gezählt sind nur: {told.words}."
    return replace(
        measure,
        indicator_id=f"eigen_{measure.indicator_id}",
        title=title,
        definition=definition,
        recipe=recipe,
    )


def limits_words(indicator_id: str, limits: tuple[int, int]) -> str:
    """Return the limits of youth and age of a dependency ratio: "(ab 67 / 20–66)"."""
    young, old = limits
    if indicator_id == "jugendquotient":
        return f"(unter {young} / {young}–{old - 1})"
    if indicator_id == "altenquotient":
        return f"(ab {old} / {young}–{old - 1})"
    return f"(unter {young} und ab {old} / {young}–{old - 1})"


def quotient(measure: Measure, people: People, limits: tuple[int, int]) -> Measure:
    """Return a dependency ratio with limits of the reader's own, among all or some of the people."""
    young, old = limits
    whom = "" if people.is_everyone else f", {people.words}"
    youth, age = (0, young - 1), (old, OLDEST)
    parts = {
        "jugendquotient": (youth, NOBODY),
        "altenquotient": (age, NOBODY),
        "gesamtquotient": (youth, age),
    }[measure.indicator_id]
    middle = replace(people, age=young, age_to=old - 1)
    told = text.listing([text.ages(*part) for part in parts if part != NOBODY])
    definition = f"Personen {told} je 100 Personen von {young} bis {old - 1} Jahren{whom} am 31. Dezember."
    title = f"{measure.title} {limits_words(measure.indicator_id, limits)}{whom}"
    recipe = Recipe(people, parts, middle, 100.0)
    return Measure(f"eigen_{measure.indicator_id}", title, measure.unit, definition, recipe)


def _recipe(indicator_id: str, people: People) -> Recipe | None:
    own = (people.age, people.age_to), NOBODY
    if indicator_id in BANDS:
        first, second, below, factor = BANDS[indicator_id]
        whole = replace(people, age=below[0], age_to=below[1])
        return Recipe(people, (first, second), whole, factor, sign=-1)
    if indicator_id == "auslaenderanteil":
        return Recipe(replace(people, nationality="A"), own, people, 100.0)
    if indicator_id in KINDS:
        return Recipe(people, own, None if indicator_id == "dichte" else EVERYONE, kind=KINDS[indicator_id])
    return None
