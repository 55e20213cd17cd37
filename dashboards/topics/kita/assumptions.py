"""What the planner sets: the age band, and how children become need and groups become supply."""

from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from dashboards.topics.kita.planned import Plan
from forecasting.kita import Convention
from forecasting.kita.take_up import TakeUp

Band = Literal["u3", "ue3", "grundschule"]
TEXT = Path(__file__).parent / "text.md"

# Statuses of measures (code list measure_status) and what counts unless the planner says otherwise:
# decided and built count, an idea does not, a closure always hurts until someone stops it.
STATUS_NAMES = MappingProxyType(
    {
        "beschlossen": "beschlossen",
        "im_bau": "im Bau",
        "fertig": "fertig",
        "schliessung": "Schließung",
        "idee": "Idee",
    }
)
DEFAULT_STATUSES = ("beschlossen", "im_bau", "fertig", "schliessung")

# Rungs of the place ladder, each at most as high as the one before (domain rules § 1.5).
RUNGS = MappingProxyType(
    {"bookable": "belegbar", "staffed": "mit Personal", "built": "gebaut", "approved": "genehmigt"}
)
DEFAULT_RUNG = "bookable"


@dataclass(frozen=True)
class BandWords:
    """How a band is called on the screen, and the single ages (1 March) its care rate is taken from."""

    short: str
    title: str
    places: str
    group: str
    groups: str
    children: str
    age: int
    age_to: int
    # Zielquote where no child in care was delivered: status quo of Niedersachsen (domain rules § 1.8).
    usual_quota: int


WORDS: MappingProxyType[Band, BandWords] = MappingProxyType(
    {
        "u3": BandWords(
            short="U3",
            title="Krippe (unter 3 Jahre)",
            places="Krippenplätze",
            group="Krippengruppe",
            groups="Krippengruppen",
            children="Kinder unter 3",
            age=0,
            age_to=2,
            usual_quota=35,
        ),
        "ue3": BandWords(
            short="Ü3",
            title="Kindergarten (3 Jahre bis Schuleintritt)",
            places="Kindergartenplätze",
            group="Kindergartengruppe",
            groups="Kindergartengruppen",
            children="Kindergartenkinder",
            age=3,
            age_to=5,
            usual_quota=92,
        ),
        "grundschule": BandWords(
            short="Grundschule",
            title="Ganztag und Hort (Klassen 1 bis 4)",
            places="Ganztagsplätze",
            group="Hortgruppe",
            groups="Hortgruppen",
            children="Grundschulkinder",
            # Children of six are in both, Kindergarten and school; from seven on all are pupils.
            age=7,
            age_to=9,
            usual_quota=50,
        ),
    }
)


# Where take-up by age comes from; further keys are those of forecasting.kita.take_up.
OBSERVED = "beobachtet"
# Days of the Kita year the need may be counted for, and what they are called.
DAY_NAMES = MappingProxyType(
    {"aug": "1. August", "okt": "1. Oktober", "dez": "31. Dezember", "mrz": "1. März", "jul": "31. Juli"}
)
WIDTH_NAMES = MappingProxyType(
    {0.0: "nach Schuleintritt", 3.0: "3,0", 3.33: "3,33", 3.5: "3,5", 4.0: "4,0 Jahrgänge"}
)
CONVENTION_NAMES: MappingProxyType[Convention, str] = MappingProxyType({"B": "Kita-Jahr", "A": "Geburtstag"})
HOME, CARE = "wohnort", "kita"
PLACE_NAMES = MappingProxyType({HOME: "am Wohnort", CARE: "am Ort der Kita"})


@dataclass(frozen=True)
class Counted:
    """How children become need beyond the Zielquote.

    `flexi` is the share (0 to 1) of the window before school entry that waits a year, None: the usual one of
    each Land. `cohorts` replaces the exact width of Kindergarten age where it is not 0. `is_local` takes
    take-up by area as observed. `only_claims` counts the grades with a claim to all-day school. `own` has the
    shares where `take_up` is a source of the office.
    """

    take_up: str = OBSERVED
    flexi: float | None = None
    cohorts: float = 0.0
    day: str = "aug"
    convention: Convention = "B"
    place: str = HOME
    is_local: bool = False
    only_claims: bool = False
    own: TakeUp | None = None


@dataclass(frozen=True)
class Assumptions:
    """One setting of the page. Shares run from 0 to 1.

    `quota` is the Zielquote of all care; `childminding` the part of it that childminders give, who have no
    places; `reserve` the part of the places kept free. `plans` are own plans whose measures count too.
    """

    band: Band
    quota: float
    childminding: float = 0.0
    reserve: float = 0.0
    rung: str = DEFAULT_RUNG
    statuses: tuple[str, ...] = DEFAULT_STATUSES
    counting: Counted = Counted()
    plans: tuple[Plan, ...] = ()

    @property
    def place_quota(self) -> float:
        """Places needed per child of the band."""
        return self.quota * (1 - self.childminding)

    @property
    def words(self) -> BandWords:
        """The German words of the band."""
        return WORDS[self.band]

    @property
    def of_need(self) -> "Assumptions":
        """The same without what makes places: all that children and need depend on."""
        return replace(self, rung="", statuses=(), reserve=0.0, plans=())


def rounding(size: float) -> int:
    """Return what forecasts of places are rounded to: tens, but single places in small areas."""
    return 10 if abs(size) >= 200 else 1
