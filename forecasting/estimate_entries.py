"""Lines of the assumption sheet for what stands above the areas: weights per level, trend, years left out."""

from collections.abc import Iterator

import numpy as np

from forecasting.assumptions import Entry, Origin, entry
from forecasting.fertility import FOREIGN_TO_GERMAN
from forecasting.jump_off import Places, Register
from forecasting.migration import TYPE_NAMES
from forecasting.migration_rates import BANDS
from forecasting.mortality import Trend
from forecasting.net_moves import estimate_net_moves
from forecasting.rates import Rates
from forecasting.settings import MORTALITY_REASON, RunSettings
from forecasting.shrinkage import Level
from forecasting.uncertainty import agreement

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
    sheet += [*_mothers(register), *_trend(mortality.trend, register)]
    return [*sheet, *_first_occupied(register), *_net_moves(register)]


def _mothers(register: Register) -> Iterator[Entry]:
    if register.stock.shape[2] == 1:
        return
    source = (
        "Annahme: Destatis 2023 (1,74 zu 1,26 Kinder je Frau). Geliefert ist die Staatsangehörigkeit der "
        "Kinder, nicht die der Mütter; welche Kinder deutsch sind, ist je Gemeinde angepasst"
    )
    yield entry(
        "Geburten je ausländischer Frau im Verhältnis zu deutschen",
        FOREIGN_TO_GERMAN,
        "Faktor, Summe der Geburten bleibt",
        Origin(source, weight=0.0),
        area_id=register.places.root.area_id,
    )


def _first_occupied(register: Register) -> Iterator[Entry]:
    if register.first_occupied is None:
        return
    persons = register.first_occupied.sum(axis=2)
    origin = Origin(
        "Fertigstellungen × Personen je Wohnung (Ertragstafeln), höchstens 90 % der Zuzüge", register.years
    )
    for leaf in np.flatnonzero(persons.sum(axis=0)):
        came = {
            year: round(float(one), 1) for year, one in zip(register.years, persons[:, leaf], strict=True)
        }
        unit = "Personen, weder in Anteilen noch im Wachstum des Gebiets"
        yield entry("Erstbezug neuer Wohnungen", came, unit, origin, area_id=register.places.leaves[leaf])


def _net_moves(register: Register) -> Iterator[Entry]:
    net, places = estimate_net_moves(register), register.places
    origin = Origin("Streuung der eigenen Jahre ohne Zufall, zum Üblichen hin geschrumpft", register.years)
    root = places.root.area_id
    yield entry(
        "Zufall des Wanderungssaldos der Gebiete",
        net.chance,
        "Varianz im Verhältnis zu unabhängigen Personen",
        origin,
        area_id=root,
    )
    yield entry(
        "Zuzüge und Fortzüge schwanken gemeinsam",
        agreement(),
        "Korrelation der jährlichen Änderungen",
        Origin("Destatis, Wanderungen über die Grenzen von Land und Bund 2000 bis 2023"),
        area_id=root,
    )
    unit = "Standardabweichung im Jahr, Anteil der Einwohner"
    for areas, spread in ((places.municipalities, net.municipality), (places.leaves, net.leaf)):
        if len(areas) > 1:
            for area, size in zip(areas, spread, strict=True):
                yield entry("Streuung des Wanderungssaldos", float(size), unit, origin, area_id=area)


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
