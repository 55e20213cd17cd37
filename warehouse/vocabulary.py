"""What German offices call their columns, and which rule a column's values ask for."""

import re
from collections.abc import Sequence

from warehouse.values import Refused, age_group

# Share of the values that must have a form for it to be proposed.
MOST = 0.95
# canonical name → headings without spaces, signs and umlauts
WORDS: dict[str, frozenset[str]] = {
    "municipality_ags": frozenset(
        "ags gemeindeschluessel gemeindekennziffer gkz gemeindenummer gemeinde gemeindenr "
        "amtlichergemeindeschluessel municipalityags".split()
    ),
    "area_id": frozenset(
        "gebiet gebietid gebietsschluessel ortsteil ortsteilnr ortsteilschluessel stadtteil stadtteilnr "
        "bezirk stadtbezirk statistischerbezirk raumid planungsraum quartier ot otnr areaid teilraum".split()
    ),
    "reference_date": frozenset("stichtag datum stand jahr referencedate bestandstag stichtagsdatum".split()),
    "sex": frozenset("geschlecht geschl sex gesch ges".split()),
    "age": frozenset("alter altersjahr altersgruppe lebensalter age altersklasse alterinjahren".split()),
    "nationality": frozenset(
        "staatsangehoerigkeit nationalitaet staat nationality staatsang deutschauslaender dtausl".split()
    ),
    "persons": frozenset(
        "personen anzahl einwohner bevoelkerung persons einwohnerzahl insgesamt wert bestand ew anz".split()
    ),
    "person_key": frozenset(
        "registernummer registerid pin einwohnernummer personennummer personenid ordnungsmerkmal einwohnerid "
        "meldenummer satznummer".split()
    ),
    "birth": frozenset("geburtsdatum geboren gebdatum gebdat birthdate geburtstag gebamt gebam".split()),
    "dwelling": frozenset(
        "wohnungsstatus wohnstatus hauptnebenwohnung wohnung wohnungsart hwnw artderwohnung dwelling".split()
    ),
    "street_key": frozenset("strassenschluessel strschl strassennummer".split()),
    "street": frozenset("strasse str strassenname anschrift".split()),
    "house_number": frozenset("hausnummer hausnr hnr".split()),
    "house_suffix": frozenset("zusatz hausnummernzusatz hausnrzusatz".split()),
}
# Never read, and said so.
PERSONAL = frozenset(
    "name nachname familienname vorname vornamen rufname geburtsname geburtsort religion konfession telefon "
    "email steuerid doktorgrad ort postleitzahl plz".split()
)
DATES = {
    "%d.%m.%Y": r"\d{1,2}\.\d{1,2}\.\d{4}",
    "%Y-%m-%d": r"\d{4}-\d{2}-\d{2}",
    "%Y%m%d": r"(?:18|19|20)\d{6}",
    "%d/%m/%Y": r"\d{1,2}/\d{1,2}/\d{4}",
    "%m.%Y": r"\d{1,2}\.\d{4}",
    "%Y%m": r"(?:19|20)\d{4}",
    "%Y": r"(?:18|19|20)\d{2}",
}
_SEX = {"m": "m", "w": "w", "f": "w", "1": "m", "2": "w", "d": "*", "x": "*", "3": "*"}
_SEX |= {"männlich": "m", "maennlich": "m", "weiblich": "w", "divers": "*", "ohne angabe": "*", "mann": "m"}
_SEX |= {"frau": "w", "männer": "m", "frauen": "w"}
_NATIONALITY = {"d": "D", "a": "A", "deutsch": "D", "deutsche": "D", "ausländer": "A", "nichtdeutsch": "A"}
_NATIONALITY |= {"ausländisch": "A", "nicht deutsch": "A", "nichtdeutsche": "A", "deu": "D", "000": "D"}
_DWELLING = {"h": "H", "n": "N", "hw": "H", "nw": "N", "hauptwohnung": "H", "nebenwohnung": "N", "1": "H"}
_DWELLING |= {"2": "N", "alleinige wohnung": "H", "haupt": "H", "neben": "N", "ew": "H", "e": "H"}
CODES = {"sex": _SEX, "nationality": _NATIONALITY, "dwelling": _DWELLING}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

_SEX_MARK = {"m": "m", "männlich": "m", "maennlich": "m", "w": "w", "weiblich": "w", "f": "w"}
_MARK = r"(?P<{}>männlich|maennlich|weiblich|m|w|f)"
_AGE_HEADING = re.compile(
    rf"(?i)(?:{_MARK.format('before')}[\s_:.-]*)?(?:alter|age|a|ab|von)?[\s_]*(?P<age>.+?)(?:[\s_:]*{_MARK.format('after')})?"
)


def plain(heading: str) -> str:
    """A heading without case, umlauts, spaces and signs."""
    return re.sub(r"[^a-z0-9]", "", heading.casefold().translate(_UMLAUTS))


def meaning(heading: str) -> str | None:
    """The canonical name a heading stands for, None if nobody knows."""
    wanted = plain(heading)
    return next((name for name, words in WORDS.items() if wanted in words), None)


def share(values: Sequence[str], pattern: str) -> float:
    """Share of values of a form."""
    return sum(bool(re.fullmatch(pattern, value)) for value in values) / len(values) if values else 0.0


def date_format(values: Sequence[str]) -> str | None:
    """The form most dates have; a year alone is the last resort."""
    return next((form for form, pattern in DATES.items() if share(values, pattern) >= MOST), None)


def codes_for(name: str, values: Sequence[str]) -> dict[str, str] | None:
    """Delivered key → value for a column of codes, None if a value is unknown."""
    known, distinct = CODES[name], sorted(set(values))
    if not distinct or any(value.casefold() not in known for value in distinct):
        return None
    return {value: known[value.casefold()] for value in distinct}


def is_ages(values: Sequence[str]) -> bool:
    """Whether values are ages or age groups as profiles understand them."""
    good = 0
    for value in values:
        try:
            age_group(value)
        except Refused:
            continue
        good += 1
    return bool(values) and good >= MOST * len(values)


def age_heading(heading: str) -> tuple[int, int, str | None] | None:
    """First and last age and sex that a heading of a wide file names, None if it is something else."""
    match = _AGE_HEADING.fullmatch(heading.strip())
    ages = spoken_ages(match["age"]) if match else None
    if match is None or ages is None:
        return None
    mark = match["before"] or match["after"]
    return *ages, None if mark is None else _SEX_MARK[mark.casefold()]


def spoken_ages(words: str) -> tuple[int, int] | None:
    """`3-5`, `3_5`, `3 bis unter 6`, `unter 3`, `85+`, `85 und älter` as first and last completed year."""
    told = re.sub(r"(?i)\s*(jahren?|j\.?)\s*$", "", words.strip()).casefold()
    if match := re.fullmatch(r"(\d{1,3})\s*(?:bis|-|–|_)\s*unter\s*(\d{1,3})", told):
        return int(match[1]), int(match[2]) - 1
    if match := re.fullmatch(r"(\d{1,3})(?:\s*(?:-|–|_|bis)\s*(\d{1,3}))?", told):
        age = int(match[1])
        last = int(match[2] or age)
        return (age, last) if age <= last <= 100 else None
    if match := re.fullmatch(r"unter\s*(\d{1,2})", told):
        return 0, int(match[1]) - 1
    if match := re.fullmatch(
        r"(\d{1,3})\s*(?:\+|plus|(?:jahre\s+)?(?:und|u\.?)\s*(?:älter|mehr|ae?lter).*)", told
    ):
        return int(match[1]), 100
    return None
