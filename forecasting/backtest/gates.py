"""Limits a backtest must keep, and which are missed by how much (backtest.md § 6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.backtest.bands import GROUPS, SEVEN_GROUPS
from forecasting.backtest.measures import Measures, Table
from forecasting.backtest.record import LEAF, NAIVE, OURS, Fan, Record

# Errors relative to pooled Hamilton–Perry and to no change at 5 and 10 years, by kind of leaf.
LIMITS: Mapping[str, Mapping[str, Mapping[int, float]]] = {
    "municipalities": {
        "total_vs_hamilton_perry": {5: 0.85, 10: 0.70},
        "seven_groups_vs_hamilton_perry": {5: 0.82, 10: 0.72},
        "total_vs_no_change": {5: 0.75, 10: 0.70},
        "crps_total_vs_naive": {1: 1.05, 5: 0.80},
    },
    "districts": {
        "total_vs_hamilton_perry": {5: 0.80, 10: 0.55},
        "seven_groups_vs_hamilton_perry": {5: 0.85, 10: 0.72},
        "total_vs_no_change": {5: 0.50, 10: 0.45},
        "crps_total_vs_naive": {1: 1.05, 5: 0.95},
    },
    "regions": {
        "total_vs_hamilton_perry": {5: 1.05, 10: 1.40},
        "seven_groups_vs_hamilton_perry": {5: 0.92, 10: 0.97},
        "total_vs_no_change": {5: 0.50, 10: 0.55},
        "crps_total_vs_naive": {1: 1.05, 5: 0.95},
    },
}
# A place nobody has tuned anything to: beat Hamilton–Perry by age, keep near the better simple total.
NEAR_BETTER = 1.10
# Shares of cases the 80 % band may hold, in percent; a statement needs some origins.
COVERAGE_TOTAL, COVERAGE_CLASS, LEAST_ORIGINS, LEAST_CASES = (72.0, 90.0), 70.0, 5, 30
COVERAGE_GROUPS, COVERAGE_FEW, COVERAGE_FEW_CHILDREN = (74.0, 92.0), 65.0, 55.0
NEAR = 5
# A stricter limit of the CRPS than this was measured in one country.
FAIR_CRPS = 0.95
ANY = "any"
TITLES = {
    "total_vs_hamilton_perry": "Fehler der Einwohnerzahl im Verhältnis zu Hamilton–Perry",
    "seven_groups_vs_hamilton_perry": "Fehler der sieben Altersgruppen im Verhältnis zu Hamilton–Perry",
    "seven_groups_beat_hamilton_perry": "Fehler der sieben Altersgruppen unter Hamilton–Perry",
    "total_vs_no_change": "Fehler der Einwohnerzahl im Verhältnis zu keiner Veränderung",
    "total_near_better": "Fehler der Einwohnerzahl im Verhältnis zum besseren einfachen Verfahren",
    "crps_total_vs_naive": "CRPS der Einwohnerzahl im Verhältnis zum Band aus früheren Fehlern",
    "coverage_total": "Anteil der Einwohnerzahlen im 80-%-Band in %",
    "coverage_size_class": "Anteil im 80-%-Band in der schlechtesten Größenklasse in %",
    "coverage_age_group": "Anteil im 80-%-Band in der Altersgruppe mit dem äußersten Wert in %",
    "coverage_children": "Anteil der Kinder unter 6 im 80-%-Band in %",
}  # fmt: skip


@dataclass(frozen=True)
class Gate:
    """One limit: `is_upper` says whether values above it fail. `name` is stable, the lead part of it.

    `made_for`: kind of leaf whose experiment the limit comes from, or ANY if it is fair to ask of any place.
    """

    name: str
    lead: int
    value: float
    limit: float
    is_upper: bool
    made_for: str = ANY

    @property
    def passed(self) -> bool:
        """Whether the limit is kept."""
        return self.value <= self.limit if self.is_upper else self.value >= self.limit

    @property
    def sentence(self) -> str:
        """What was asked and what came, in German."""
        title = TITLES[self.name]
        years = "einem Jahr" if self.lead == 1 else f"{self.lead} Jahren"
        kind = "höchstens" if self.is_upper else "mindestens"
        text = f"{title} nach {years}: {german_number(self.value)}, {kind} {german_number(self.limit)}"
        if self.passed:
            return f"{text}."
        return f"{text}, verfehlt um {german_number(abs(self.value - self.limit))}."


def check_gates(record: Record, leaves: Table, sizes: Mapping[str, Table]) -> tuple[Gate, ...]:
    """Return every gate the record has data for; ratios compare MAPE over the same areas and origins."""
    found = [*_ratios(record, leaves), *_naive(record)]
    for lead in (1, 5, 10):
        # A share of a few cases says nothing: one town may lie inside its band at every origin.
        known = lead in leaves[OURS] and leaves[OURS][lead]["total"].n >= LEAST_CASES
        if known and _origins(record, lead) >= LEAST_ORIGINS:
            found += _coverage(record, leaves, sizes, lead)
    return tuple(found)


def _ratios(record: Record, leaves: Table) -> Iterator[Gate]:
    limits = LIMITS[record.scope.leaf_kind]
    for lead in (5, 10):
        if lead not in leaves[OURS] or not leaves[OURS][lead]["total"].n:
            continue

        def error(method: str, band: str, lead: int = lead) -> float:
            return leaves[method][lead][band].mape

        total, groups = error(OURS, "total"), error(OURS, SEVEN_GROUPS)
        by_ratios, still = error("hamilton_perry", "total"), error("no_change", "total")
        groups_by_ratios = error("hamilton_perry", SEVEN_GROUPS)
        better = min(still, error("hamilton_perry_linexp", "total"))
        for name, value, limit in (
            ("total_vs_hamilton_perry", _over(total, by_ratios), None),
            ("seven_groups_vs_hamilton_perry", _over(groups, groups_by_ratios), None),
            ("total_vs_no_change", _over(total, still), None),
            ("seven_groups_beat_hamilton_perry", _over(groups, groups_by_ratios), 1.0),
            ("total_near_better", _over(total, better), NEAR_BETTER),
        ):
            kind = record.scope.leaf_kind if limit is None else ANY
            yield Gate(name, lead, value, limits[name][lead] if limit is None else limit, True, kind)


def _naive(record: Record) -> Iterator[Gate]:
    name = "crps_total_vs_naive"
    leaves = record.scope.positions[LEAF]
    for lead, limit in LIMITS[record.scope.leaf_kind][name].items():
        if lead > record.leads:
            continue
        ours, naive = (_crps(record.fans[method], record, lead)[:, leaves] for method in (OURS, NAIVE))
        # Only where the own past was long enough for a naive band.
        both = np.isfinite(ours) & np.isfinite(naive)
        if both.any():
            kind = record.scope.leaf_kind if limit < FAIR_CRPS else ANY
            yield Gate(
                name, lead, _over(float(ours[both].mean()), float(naive[both].mean())), limit, True, kind
            )


def _crps(fan: Fan, record: Record, lead: int) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        share: np.ndarray = fan.crps[:, lead - 1, :, 0] / record.observed[:, lead - 1, :, 0]
    return share


def _coverage(record: Record, leaves: Table, sizes: Mapping[str, Table], lead: int) -> Iterator[Gate]:
    kind, ours = record.scope.leaf_kind, leaves[OURS][lead]
    covered = ours["total"].coverage80
    yield Gate("coverage_total", lead, covered, COVERAGE_TOTAL[0], is_upper=False)
    yield Gate("coverage_total", lead, covered, COVERAGE_TOTAL[1], is_upper=True)
    classes = [table[OURS][lead]["total"] for table in sizes.values()]
    enough = [one.coverage80 for one in classes if one.n >= LEAST_CASES]
    if enough:
        yield Gate("coverage_size_class", lead, min(enough), COVERAGE_CLASS, is_upper=False)
    yield from _coverage_groups(kind, ours, lead)


def _coverage_groups(kind: str, ours: Mapping[str, Measures], lead: int) -> Iterator[Gate]:
    name, covered = "coverage_age_group", {band.key: ours[band.key].coverage80 for band in GROUPS}
    children = covered[GROUPS[0].key]
    older = [covered[band.key] for band in GROUPS[1:]]
    if kind != "municipalities":
        # Few large areas share the shocks of their country: only five years are promised.
        if lead == NEAR:
            yield Gate(name, lead, min(older), COVERAGE_FEW, is_upper=False)
            yield Gate("coverage_children", lead, children, COVERAGE_FEW_CHILDREN, is_upper=False)
        return
    # No band is claimed for children ten years ahead without a named scenario of fertility.
    counted = older if lead > NEAR else [children, *older]
    yield Gate(name, lead, min(counted), COVERAGE_GROUPS[0], is_upper=False)
    yield Gate(name, lead, max(counted), COVERAGE_GROUPS[1], is_upper=True)


def _origins(record: Record, lead: int) -> int:
    if lead > record.leads:
        return 0
    known = np.isfinite(record.observed[:, lead - 1, :, 0]).any(axis=1)
    return int(known.sum())


def _over(value: float, other: float) -> float:
    return value / other if other > 0 else (1.0 if value == 0 else float("inf"))


def german_number(value: float) -> str:
    """Return a figure with two decimals, none from 20 on; a dash for what is not known."""
    if not np.isfinite(value):
        return "–"
    return (f"{value:.0f}" if abs(value) >= 20 else f"{value:.2f}").replace(".", ",")
