"""Age groups of migration (domain rules §2.4): named after what the literature calls them, never a motive."""

from dataclasses import dataclass

ALL = "alle"
UNPLACED = "ohne"


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
        return self.spoken.replace("Jährige", "Jährigen").replace("Ältere", "Älteren")


AGE_GROUPS = (
    AgeGroup("u18", 0, 17, "unter 18", "unter 18-Jährige", "Familien-/Wohnungsmarktwanderung"),
    AgeGroup("18_24", 18, 24, "18–24", "18- bis 24-Jährige", "Bildungswanderung"),
    AgeGroup("25_29", 25, 29, "25–29", "25- bis 29-Jährige", "Berufseinstieg/Arbeitsmarkt"),
    AgeGroup("30_49", 30, 49, "30–49", "30- bis 49-Jährige", "Familien-/Wohnungsmarktwanderung"),
    AgeGroup("50_64", 50, 64, "50–64", "50- bis 64-Jährige", "Beginn der zweiten Lebenshälfte"),
    AgeGroup("65", 65, 100, "65 und älter", "65-Jährige und Ältere", "Alters-/Ruhestandswanderung"),
)
BY_CODE = {group.code: group for group in AGE_GROUPS}


def label(code: str) -> str:
    """Label of a band, or of all ages together."""
    return "alle Altersgruppen" if code == ALL else BY_CODE[code].label
