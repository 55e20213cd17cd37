"""A root's backtest as one dictionary with stable English keys: what `kohorte backtest --json` prints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from forecasting.backtest.bands import BAND_KEYS, WITHHELD_BAND, WITHHELD_FROM
from forecasting.backtest.gates import Gate, check_gates
from forecasting.backtest.measures import Table, measure_record, measure_sizes, methods_of, plain, shelf_life
from forecasting.backtest.record import FLOWS, LEAF, LEVELS, OURS, Record
from forecasting.backtest.records import flat_records
from forecasting.jump_off import Flags

# Relative to these: the form of Hamilton–Perry that wins most often, and doing nothing.
RATIO_TO = ("hamilton_perry", "no_change")
# Spans of a run that have no record of their own and stay as drawn.
NOT_CALIBRATED = ("births", "deaths", "migration", "mean_age", "ratios")
# Deaths and departures lower the population: more of them than forecast is a forecast too high.
SIGNS = np.array([1.0, -1.0, 1.0, -1.0])


@dataclass(frozen=True)
class Report:
    """Everything measured on one record; `leads` only those with data, `by_level` one table per level."""

    record: Record
    leads: tuple[int, ...]
    by_level: Mapping[str, Table]
    sizes: Mapping[str, Table]
    gates: tuple[Gate, ...]
    label: int

    @property
    def origins(self) -> tuple[int, ...]:
        """Origins as users name them: the year of the delivered day, 1 January or 31 December."""
        return tuple(year + self.label for year in self.record.origins)

    @property
    def missed(self) -> tuple[Gate, ...]:
        """Gates that were not kept."""
        return tuple(gate for gate in self.gates if not gate.passed)


def report_record(record: Record, leads: tuple[int, ...] | None, label: int) -> Report:
    """Measure a record. `label`: 1 if stocks were delivered for 1 January (year end + 1), else 0."""
    reached: Flags = np.asarray(np.isfinite(record.observed[..., 0]).any(axis=(0, 2)))
    known = tuple(lead for lead in range(1, record.leads + 1) if reached[lead - 1])
    chosen = known if leads is None else tuple(lead for lead in leads if lead in known)
    by_level = {level: measure_record(record, level, chosen) for level in LEVELS}
    sizes = measure_sizes(record, LEAF, chosen)
    gates = check_gates(record, by_level[LEAF], sizes)
    return Report(record, chosen, by_level, sizes, gates, label)


def as_json(report: Report, level: str = LEAF) -> dict[str, Any]:
    """Return the report with stable keys; `methods` are those of `level`, `levels` has all of them."""
    record, scope = report.record, report.record.scope
    return {
        "area_id": scope.root.area_id,
        "name": scope.root.name,
        "model": record.model,
        "leaf_kind": scope.leaf_kind,
        "areas": {name: len(places) for name, places in scope.positions.items()},
        "left_out": list(scope.left_out),
        "reference_day": "01-01" if report.label else "12-31",
        "origins": list(report.origins),
        "leads": list(report.leads),
        "level": level,
        "methods": _table(report.by_level[level]),
        "levels": {name: _table(table) for name, table in report.by_level.items()},
        "size_classes": {name: _table(table) for name, table in report.sizes.items()},
        "ratios": {other: _ratios(report.by_level[level], other) for other in RATIO_TO},
        "shelf_life": shelf_lives(report, level),
        "error_split": None
        if record.flows is None
        else {name: error_split(report, name) for name in scope.positions},
        "gates": [gate_json(gate) for gate in report.gates],
        "records": flat_records(record, report.leads, report.label),
        "calibrated": list(BAND_KEYS),
        "not_calibrated": list(NOT_CALIBRATED),
        "withheld": [
            {"band": WITHHELD_BAND, "from_lead": WITHHELD_FROM, "figures": "coverage80 width80 crps"}
        ],
        "notes": list(record.notes),
    }


def shelf_lives(report: Report, level: str) -> dict[str, dict[str, int | bool]]:
    """Return by method how long 80 % of areas stay within 10 %; `at_least`: the data end before that."""
    record = report.record
    areas = record.scope.positions[level]
    came, found = record.observed[:, :, areas, 0], {}
    for method, forecast, _ in methods_of(record):
        if method in record.forecasts:
            years, open_end = shelf_life(forecast[:, :, areas, 0], came)
            found[method] = {"years": years, "at_least": open_end}
    return found


def error_split(report: Report, level: str) -> dict[str, dict[str, dict[str, float]]]:
    """Return by lead what each component adds to our error, in percent of the residents that came.

    `mean` signed: positive where the component makes the forecast too high; `mean_abs` its mean size per area
    and origin. `other`: changes of the stock that no delivered event explains.
    """
    record = report.record
    areas = record.scope.positions[level]
    found = {}
    for lead in report.leads:
        came = record.observed[:, lead - 1, areas, 0]
        error = record.forecasts[OURS][:, lead - 1, areas, 0] - came
        assert record.flows is not None  # only asked for where events are known
        parts = record.flows[:, lead - 1, areas] * SIGNS
        rest = error - parts.sum(axis=-1)
        share = 100 * np.concatenate([parts, rest[..., np.newaxis], error[..., np.newaxis]], axis=-1)
        share = (share / came[..., np.newaxis])[np.isfinite(error)]
        names = (*FLOWS, "other", "error")
        found[str(lead)] = {
            "mean": _named(names, share.mean(axis=0)),
            "mean_abs": _named(names, np.abs(share).mean(axis=0)),
        }
    return found


def gate_json(gate: Gate) -> dict[str, Any]:
    """Return a gate with its German sentence."""
    side = "max" if gate.is_upper else "min"
    return {
        "name": f"{gate.name}_{gate.lead}_{side}",
        "lead": gate.lead,
        "value": round(gate.value, 4),
        "limit": gate.limit,
        "limit_is": side,
        "made_for": gate.made_for,
        "passed": gate.passed,
        "sentence": gate.sentence,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        method: {
            str(lead): {band: plain(one) for band, one in bands.items()} for lead, bands in leads.items()
        }
        for method, leads in table.items()
    }


def _ratios(table: Table, other: str) -> dict[str, dict[str, float | None]]:
    """Return our MAPE over that of another method, by lead and band."""
    return {
        str(lead): {
            band: round(one.mape / table[other][lead][band].mape, 4)
            if one.n and table[other][lead][band].mape > 0
            else None
            for band, one in bands.items()
        }
        for lead, bands in table[OURS].items()
    }


def _named(names: tuple[str, ...], values: np.ndarray) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}
