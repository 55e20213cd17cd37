"""The settings of the pyramid: absolute or per 1,000, single ages or groups, and what its outline shows."""

from dashboards import address, controls, filters
from dashboards.topic import Context

UNITS = {"personen": "Personen", "je1000": "je 1.000"}
STEPS = {"1": "Altersjahre", "5": "5-Jahres-Gruppen"}
OUTLINES = {"stichtag": "Vergleichsstichtag", "gebiet": "Vergleichsgebiet", "basis": "Basisszenario"}
SURPLUS = {"aus": "aus", "an": "an"}


def row(context: Context) -> dict[str, str]:
    """Lay the one setting that stands in the filter bar."""
    shown = controls.choice(context, "Darstellung", UNITS, key="darstellung", style="segmented")
    return {"darstellung": shown}


def drawer(context: Context, has_forecast: bool) -> dict[str, str]:
    """Lay the others in their drawer, whose label says which outline is drawn."""
    outlines = OUTLINES if has_forecast else {one: OUTLINES[one] for one in ("stichtag", "gebiet")}
    now = str(filters.current("umriss", address.among(outlines, "stichtag")))  # type: ignore[arg-type]
    with filters.drawer(context, "Pyramide", f"Linie {outlines.get(now, '')}", "pyramide"):
        outline = controls.choice(context, "Linie zeigt", outlines, key="umriss", style="select")
        step = controls.choice(context, "Alter", STEPS, key="stufe", style="segmented")
        surplus = controls.choice(
            context, "Überschuss schattieren", SURPLUS, key="ueberschuss", style="segmented"
        )
    return {"umriss": outline, "stufe": step, "ueberschuss": surplus}
