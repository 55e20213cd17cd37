"""Lines of the assumption sheet for what stands above the areas: weights per level, trend, years left out."""

from collections.abc import Iterator

from forecasting.assumptions import Entry, Origin, entry
from forecasting.jump_off import Places, Register
from forecasting.migration import TYPE_NAMES
from forecasting.migration_rates import BANDS
from forecasting.mortality import Trend
from forecasting.rates import Rates
from forecasting.settings import MORTALITY_REASON, RunSettings
from forecasting.shrinkage import Level

TO_LAND, TO_ROOT, TO_MUNICIPALITY = (
    f"Register, zu {above} hin geschrumpft" for above in ("Land", "Region", "Gemeinde")
)


def estimate_entries(rates: Rates, register: Register, settings: RunSettings) -> list[Entry]:
    """Return levels of root, municipalities and area types with their weights, and how years were chosen."""
    places, fertility, mortality, moves = register.places, rates.fertility, rates.mortality, rates.migration
    sheet = [*_levels("Geburtenziffer", "Faktor auf die Geburtenziffer des Landes", fertility.level, places)]
    sheet += _levels("Sterblichkeit", "Faktor auf die Sterbetafel", mortality.level, places)
    for name, level in moves.type_levels.items():
        sheet += _levels(
            f"Fortzüge nach außen: {TYPE_NAMES[name]}", "Faktor auf das Altersprofil", level, places
        )
    if moves.naturalisation_level is not None:
        unit = "Faktor auf die Einbürgerungen nach Alter"
        sheet += _levels("Einbürgerungen", unit, moves.naturalisation_level, places)
    for year, weight in zip(moves.years, moves.year_weights, strict=False):
        origin = Origin("neuere Jahre zählen mehr", (year,))
        sheet.append(entry("Gewicht des Basisjahrs der Wanderungen", weight, "Faktor", origin))
    for year, reason in settings.exclusions(register.years).items():
        sheet.append(entry("Wanderungen: Jahr ausgenommen", year, "Jahr", Origin(reason)))
    return [*sheet, *_trend(mortality.trend, register)]


def _trend(trend: Trend, register: Register) -> list[Entry]:
    source = "Poisson-Regression der eigenen Sterbefälle, zum üblichen Rückgang hin geschrumpft"
    root = register.places.root.area_id
    left_out = sorted(set(register.years) - set(trend.years)) if trend.years else []
    return [
        entry(
            "Rückgang der Sterblichkeit",
            trend.value,
            "Anteil der Sterberate je Jahr",
            Origin(source, trend.years, trend.weight),
            area_id=root,
        ),
        *(
            entry("Sterblichkeitstrend: Jahr ausgenommen", y, "Jahr", Origin(MORTALITY_REASON))
            for y in left_out
        ),
    ]


def _levels(component: str, unit: str, level: Level, places: Places) -> Iterator[Entry]:
    bands = level.factor.shape[1]
    for band in range(bands):
        first = BANDS[band] if bands > 1 else None
        origin = Origin(TO_LAND, weight=float(level.root_weight[band]))
        yield entry(
            component, float(level.root[band]), unit, origin, area_id=places.root.area_id, age_from=first
        )
        for i, ags in enumerate(places.municipalities):
            if ags == places.root.area_id:
                continue
            origin = Origin(TO_ROOT, weight=float(level.municipality_weight[i, band]))
            yield entry(
                component, float(level.municipality[i, band]), unit, origin, area_id=ags, age_from=first
            )
        for name, factor in level.area_type.items():
            origin = Origin(TO_MUNICIPALITY, weight=float(level.area_type_weight[name][band]))
            title = f"{component}, Gebietstyp {name}"
            yield entry(title, float(factor[band]), "Faktor auf die Gemeinde", origin, age_from=first)
