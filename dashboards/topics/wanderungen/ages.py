"""Age groups of migration (domain rules §2.4): named after what the literature calls them, never a motive."""

from dataclasses import dataclass

from dashboards import text

ALL = "alle"
# The ages a reader has chosen freely.
CHOSEN = "wahl"
UNPLACED = "ohne"
OLDEST = 100


@dataclass(frozen=True)
class AgeGroup:
    """Completed years from `first` to `last`; `spoken` stands in titles, `literature` only in definitions."""

    code: str
    first: int
    last: int
    label: str
    spoken: str
    literature: str

    @property
    def dative(self) -> str:
        """As it stands after "bei"."""
        return dative(self.spoken)


@dataclass(frozen=True)
class Bands:
    """All ages cut into bands: code with first and last age of each, without gaps from 0 to 100."""

    codes: tuple[str, ...]
    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    @property
    def parameters(self) -> dict[str, object]:
        """The bands as the queries take them."""
        return {"bands": list(self.codes), "firsts": list(self.firsts), "lasts": list(self.lasts)}


AGE_GROUPS = (
    AgeGroup("u18", 0, 17, "unter 18", "unter 18-Jährige", "Familien-/Wohnungsmarktwanderung"),
    AgeGroup("18_24", 18, 24, "18–24", "18- bis 24-Jährige", "Bildungswanderung"),
    AgeGroup("25_29", 25, 29, "25–29", "25- bis 29-Jährige", "Berufseinstieg/Arbeitsmarkt"),
    AgeGroup("30_49", 30, 49, "30–49", "30- bis 49-Jährige", "Familien-/Wohnungsmarktwanderung"),
    AgeGroup("50_64", 50, 64, "50–64", "50- bis 64-Jährige", "Beginn der zweiten Lebenshälfte"),
    AgeGroup("65", 65, 100, "65 und älter", "65-Jährige und Ältere", "Alters-/Ruhestandswanderung"),
)
BY_CODE = {group.code: group for group in AGE_GROUPS}
STANDARD = Bands(
    tuple(BY_CODE),
    tuple(group.first for group in AGE_GROUPS),
    tuple(group.last for group in AGE_GROUPS),
)
# All ages in one band, where only their sum is shown.
WHOLE = Bands(("zusammen",), (0,), (OLDEST,))
SINGLE = Bands(
    tuple(str(age) for age in range(OLDEST + 1)), tuple(range(OLDEST + 1)), tuple(range(OLDEST + 1))
)


def around(first: int, last: int) -> Bands:
    """Return the bands that set the ages `first` to `last` apart from the younger and the older ones."""
    parts = (("davor", 0, first - 1), (CHOSEN, first, last), ("danach", last + 1, OLDEST))
    kept = [part for part in parts if part[1] <= part[2]]
    return Bands(*(tuple(column) for column in zip(*kept, strict=True)))


def spoken(first: int, last: int) -> str:
    """Return people of these ages as the subject of a sentence: "18- bis 24-Jährige"."""
    if last >= OLDEST:
        return f"{first}-Jährige und Ältere"
    if first == 0:
        return f"unter {last + 1}-Jährige"
    return f"{first}-Jährige" if first == last else f"{first}- bis {last}-Jährige"


def dative(words: str) -> str:
    """Return people of an age as they stand after "bei"."""
    return words.replace("Jährige", "Jährigen").replace("Ältere", "Älteren")


def label(first: int, last: int) -> str:
    """Return ages as a heading: "18 bis 24 Jahre", "alle Altersgruppen"."""
    if (first, last) == (0, OLDEST):
        return "alle Altersgruppen"
    words = text.ages(first, last)
    return f"{words} {'Jahre' if words[0].isdigit() else 'Jahren'}"
