"""How the reader wants the map: classes, their limits in time, a middle, names. Quiet, behind one word."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from dashboards import address, controls, filters
from dashboards.maps.schemes import FEWEST, MOST, SCHEMES, Scheme, parse_cuts
from dashboards.topic import Context

Middle = Literal["auto", "null", "mittel", "ohne"]
MIDDLES: dict[Middle, str] = {
    "auto": "wie es passt",
    "null": "um 0",
    "mittel": "um den Durchschnitt",
    "ohne": "ohne Mitte",
}
SPANS = {"alle": "für alle Jahre", "jahr": "je Jahr"}
NAMES = {"aus": "aus", "an": "an"}


@dataclass(frozen=True)
class MapOptions:
    """Settings of a map. `is_per_year`: limits of the shown year only; `cuts` by hand, if given."""

    scheme: Scheme = "rund"
    count: int = MOST
    cuts: tuple[float, ...] = ()
    is_per_year: bool = False
    middle: Middle = "auto"
    has_labels: bool = False


def map_options(context: Context, has_names: bool = True) -> MapOptions:
    """Lay the settings of the map in a drawer and return them; `has_names`: the map can show names."""
    now = filters.current("klassen", address.among(SCHEMES, "rund"))  # type: ignore[arg-type]
    setting = SCHEMES.get(now, SCHEMES["rund"])  # type: ignore[call-overload]
    with filters.drawer(context, "Karte", setting, "karte-einstellen"):
        scheme = controls.choice(context, "Klassen", SCHEMES, key="klassen", style="select")
        count, cuts = MOST, tuple[float, ...]()
        if scheme == "hand":
            cuts = _by_hand()
        elif scheme != "rund":
            counts = {number: str(number) for number in range(FEWEST, MOST + 1)}
            count = controls.choice(
                context, "Anzahl", counts, key="klassenzahl", default=MOST, style="segmented"
            )
        span = controls.choice(context, "Grenzen gelten", SPANS, key="grenzen", style="segmented")
        middle = controls.choice(context, "Zwei Farben", MIDDLES, key="mitte", style="select")
        names = "aus"
        if has_names:
            names = controls.choice(context, "Namen in der Karte", NAMES, key="namen", style="segmented")
    return MapOptions(scheme, count, cuts, span == "jahr", middle, names == "an")


def _by_hand() -> tuple[float, ...]:
    domain = address.written(lambda words: words if parse_cuts(words) else None)
    address.restore("grenzwerte", domain)
    words = st.text_input("Grenzen, mit Semikolon getrennt", key="grenzwerte", placeholder="z. B. 10; 20; 30")
    found = parse_cuts(words) if words else None
    if found is not None or not words:
        address.keep("grenzwerte", domain, words)
    else:
        st.html('<p class="k-note">Bitte aufsteigende Zahlen eingeben, zum Beispiel 10; 20; 25,5.</p>')
    return found or ()
