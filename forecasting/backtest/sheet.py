"""Factors on the width of the fan as lines of the assumption sheet."""

from forecasting.assumptions import Entry, Origin, entry
from forecasting.backtest.bands import BANDS
from forecasting.backtest.roots import Tested
from forecasting.calibration import CLASS_NAMES

DIGITS = 3


def calibration_entries(tested: Tested) -> list[Entry]:
    """Return one line per size class and age band; the value names the factor of each lead time."""
    record = tested.report.record
    source = Origin("eigene Rückrechnung", tested.report.origins)
    return [
        entry(
            f"Breite der Spanne, {size} Einwohner, Alter {band.title}",
            {lead + 1: round(float(factor), DIGITS) for lead, factor in enumerate(tested.factors[i, j])},
            "Faktor auf den Abstand zum Median nach Jahren ab Basisjahr",
            source,
            area_id=record.scope.root.area_id,
            age_from=band.age,
        )
        for i, size in enumerate(CLASS_NAMES)
        for j, band in enumerate(BANDS)
    ]
