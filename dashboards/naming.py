"""Names of areas in sentences: those that are common nouns take an article, all others stand bare."""

from typing import Literal

Case = Literal["nominative", "genitive", "dative", "accusative"]
# Article of a feminine and of a masculine noun in each case.
FORMS: dict[Case, tuple[str, str]] = {
    "nominative": ("die", "der"),
    "genitive": ("der", "des"),
    "dative": ("der", "dem"),
    "accusative": ("die", "den"),
}
FEMININE = {"Region", "Städteregion", "Metropolregion", "Stadt", "Gemeinde", "Samtgemeinde"}
MASCULINE = {
    "Bezirk", "Stadtbezirk", "Kreis", "Landkreis", "Verband", "Zweckverband", "Ortsteil", "Stadtteil",
}  # fmt: skip


def named(name: str, case: Case = "nominative") -> str:
    """Return a name inside a sentence: "die Region Auenburg", "der Region Auenburg", "Brakenstedt"."""
    article = _article(name, case)
    return f"{article} {name}" if article else name


def subject(name: str) -> str:
    """Return a name at the head of a sentence: "Die Region Auenburg", "Brakenstedt"."""
    told = named(name)
    return f"{told[0].upper()}{told[1:]}" if told != name else name


def inside(name: str) -> str:
    """Return a name with its preposition: "in der Region Auenburg", "im Bezirk 01", "in Brakenstedt"."""
    return f"in {named(name, 'dative')}".replace("in dem ", "im ", 1)


def of(name: str) -> str:
    """Return whose something is: "der Region Auenburg", "von Brakenstedt"."""
    # A masculine noun would need an ending of its own, so it stands in the dative.
    case: Case = "genitive" if _article(name, "genitive") == "der" else "dative"
    told = named(name, case)
    return told if case == "genitive" else f"von {told}".replace("von dem ", "vom ", 1)


def _article(name: str, case: Case) -> str:
    noun = name.split(" ", maxsplit=1)[0].split("-", maxsplit=1)[0]
    if " " not in name or noun not in FEMININE | MASCULINE:
        return ""
    return FORMS[case][noun in MASCULINE]
