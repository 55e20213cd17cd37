"""A backtest as rows for the file of a run: every comparison, the measures and the gates."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from forecasting.backtest.bands import BANDS, SEVEN_GROUPS
from forecasting.backtest.measures import Table, plain
from forecasting.backtest.record import Fan
from forecasting.backtest.report import Report
from forecasting.components import Array, Integers

# Thousandths of a person: more digits would only pretend.
DECIMALS = 3


def stored_tables(report: Report) -> dict[str, pa.Table]:
    """Return the rows of backtest, backtest_measure and backtest_gate by table name."""
    return {
        "backtest": comparison_rows(report),
        "backtest_measure": measure_rows(report),
        "backtest_gate": gate_rows(report),
    }


def comparison_rows(report: Report) -> pa.Table:
    """Return one row per method, origin, lead, area and age band that could be compared."""
    record = report.record
    parts = [
        _comparisons(report, method, (forecast, record.fans.get(method)))
        for method, forecast in record.forecasts.items()
    ]
    return pa.concat_tables(parts)


def measure_rows(report: Report) -> pa.Table:
    """Return the measures of every level, and of every size class of the smallest areas."""
    tables: list[tuple[str, str | None, Table]] = [
        (level, None, table) for level, table in report.by_level.items()
    ]
    tables += [("leaf", name, table) for name, table in report.sizes.items()]
    ages = {band.key: (band.age, band.age_to) for band in BANDS} | {SEVEN_GROUPS: (None, None)}
    rows = [
        {
            "root_id": report.record.scope.root.area_id, "level": level, "size_class": size, "method": method,
            "lead_time": lead, "band": band, "age": ages[band][0], "age_to": ages[band][1], **plain(one),
        }
        for level, size, table in tables
        for method, by_lead in table.items()
        for lead, by_band in by_lead.items()
        for band, one in by_band.items()
        if one.n
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def gate_rows(report: Report) -> pa.Table:
    """Return one row per gate, kept or missed."""
    rows = [
        {
            "root_id": report.record.scope.root.area_id, "gate": gate.name, "lead_time": gate.lead,
            "value": gate.value, "bound": gate.limit, "is_upper": gate.is_upper, "is_passed": gate.passed,
            "sentence": gate.sentence,
        }
        for gate in report.gates
    ]  # fmt: skip
    return pa.Table.from_pylist(rows)


def _comparisons(report: Report, method: str, content: tuple[Array, Fan | None]) -> pa.Table:
    forecast, fan = content
    record = report.record
    known = np.isfinite(record.observed)
    origin, lead, area, band = (axis.astype(np.int32) for axis in np.nonzero(known))
    ages = np.array([(one.age, one.age_to) for one in BANDS], dtype=np.int16)
    years = np.array(record.origins, dtype=np.int16)
    return pa.table(
        {
            "method": _repeated([method], np.zeros(len(area), np.int64)),
            "origin_year": pa.array(years[origin]),
            "lead_time": pa.array((lead + 1).astype(np.int16)),
            "area_id": _repeated(record.scope.areas, area),
            "age": pa.array(ages[band, 0]),
            "age_to": pa.array(ages[band, 1]),
            "forecast": _persons(forecast[known]),
            "observed": _persons(record.observed[known]),
            "q10": _persons(fan.low[known]) if fan else pa.nulls(len(area), pa.float64()),
            "q90": _persons(fan.high[known]) if fan else pa.nulls(len(area), pa.float64()),
        }
    )


def _persons(values: Array) -> pa.Array:
    return pa.array(np.round(values, DECIMALS), pa.float64(), from_pandas=True)


def _repeated(names: Sequence[str], index: Integers) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(index), pa.array(list(names))).cast(pa.string())
