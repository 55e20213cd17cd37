"""The benchmarks are what they claim, measures are hand-calculated, and no origin knows what came later."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.backtest import (
    KnownPast,
    Request,
    Wanted,
    as_json,
    backtest_past,
    backtest_register,
    possible_origins,
    report_lines,
    run_notes,
)
from forecasting.backtest.benchmarks import linexp_totals, project_mean_ratios, project_pooled_ratios
from forecasting.backtest.gates import check_gates
from forecasting.backtest.measures import fair_crps, measure, shelf_life
from forecasting.backtest.record import NAIVE, OURS, UNCALIBRATED, Fan, Record
from forecasting.backtest.report import Report, error_split, report_record
from forecasting.backtest.stored import stored_tables
from forecasting.errors import ForecastError
from forecasting.jump_off import Register
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import made_up_register

SETTINGS = RunSettings()
METHODS = {
    "no_change",
    "linexp",
    "hamilton_perry_mean",
    "hamilton_perry",
    "hamilton_perry_linexp",
    "kohorte",
}


def silent(_: str) -> None:
    pass


def counted(register: Register) -> Register:
    """The same stocks, nothing else delivered."""
    nothing = {name: np.zeros_like(flags) for name, flags in register.delivered.items()}
    empty = {kind: np.zeros_like(cube) for kind, cube in register.arrivals.items()}
    left = {kind: np.zeros_like(cube) for kind, cube in register.departures.items()}
    cubes = {name: np.zeros_like(getattr(register, name)) for name in ("births", "deaths", "naturalised")}
    return replace(register, delivered=nothing, arrivals=empty, departures=left, **cubes)


@pytest.fixture(scope="module")
def record() -> Record:
    return backtest_register(made_up_register(), SETTINGS, Request(draws=40), silent)[0]


@pytest.fixture(scope="module")
def report(record: Record) -> Report:
    return report_record(record, None, 0)


def test_ratios_carry_a_cohort_and_its_infants():
    stock = np.zeros((3, 1, 2, 101))
    stock[:, 0, 1, 30] = 100
    stock[1:, 0, 1, 31] = 90
    stock[2, 0, 1, 32] = 81
    stock[:, 0, :, 0] = 10
    after = project_pooled_ratios(stock, 2)
    assert after[0, 0, 1, 31] == pytest.approx(100 * 180 / 200)
    women = [stock[year, 0, 1, 20:40].sum() for year in (1, 2)]
    assert after[0, 0, 0, 0] == pytest.approx(20 / sum(women) * after[0, 0, 1, 20:40].sum())
    assert after.shape == (2, 1, 2, 101)


def test_the_mean_of_ratios_is_not_the_ratio_of_sums():
    stock = np.zeros((3, 1, 2, 101))
    stock[:, 0, 0, 40] = (100, 300, 100)
    stock[:, 0, 0, 41] = (0, 50, 300)
    assert project_pooled_ratios(stock, 1)[0, 0, 0, 41] == pytest.approx(100 * 350 / 400)
    assert project_mean_ratios(stock, 1)[0, 0, 0, 41] == pytest.approx(100 * (0.5 + 1.0) / 2)


def test_linexp_is_a_line_upwards_and_a_curve_downwards():
    totals = np.stack([np.linspace(100, 200, 11), 200 * 0.5 ** np.linspace(0, 1, 11)], axis=1)
    path = linexp_totals(totals, 10)
    assert path[:, 0] == pytest.approx(np.arange(210, 301, 10))
    assert path[-1, 1] == pytest.approx(50)
    assert linexp_totals(totals[-1:], 2) == pytest.approx(np.repeat(totals[-1:], 2, axis=0))


def test_measures_by_hand():
    fan = Fan(np.array([90.0, 90, 5]), np.array([120.0, 95, 15]), np.array([1.0, 10, 1]))
    one = measure(np.array([110.0, 90, 10]), np.array([100.0, 100, 0]), fan)
    assert (one.mape, one.malpe, one.wmape, one.n) == (
        pytest.approx(10),
        pytest.approx(0),
        pytest.approx(10),
        2,
    )
    assert (one.coverage80, one.crps) == (50.0, pytest.approx(5.5))
    assert measure(np.array([np.nan]), np.array([100.0])).n == 0


def test_the_crps_does_not_reward_more_draws():
    random = np.random.default_rng(1)
    draws, came = random.normal(size=(20_000, 10)), random.normal(size=20_000)
    expected = 2 / np.sqrt(np.pi) - 1 / np.sqrt(np.pi)
    assert fair_crps(np.sort(draws), came).mean() == pytest.approx(expected, rel=0.03)
    assert fair_crps(np.sort(draws[:, :3]), came).mean() == pytest.approx(expected, rel=0.03)
    assert fair_crps(np.full((1, 5), 3.0), np.array([1.0])) == pytest.approx(2.0)


def test_shelf_life_ends_at_the_first_lead_too_many_areas_miss():
    came = np.full((1, 4, 10), 100.0)
    forecast = came.copy()
    forecast[0, 2, :3] = 111
    assert shelf_life(forecast, came) == (2, False)
    forecast[0, 2, 0] = 109
    assert shelf_life(forecast, came) == (4, True)


def test_a_steady_population_stays_and_every_area_is_compared(record):
    assert possible_origins(made_up_register()) == record.origins == tuple(range(2016, 2024))
    assert set(record.forecasts) == METHODS
    known = np.isfinite(record.observed)
    assert record.forecasts["no_change"][known] == pytest.approx(record.observed[known])
    assert [int(known[i, :, 0, 0].sum()) for i in range(len(record.origins))] == [8, 7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("only_counts", [False, True])
def test_no_origin_knows_what_came_later(only_counts: bool):
    register = counted(made_up_register()) if only_counts else made_up_register()
    later = register.years.index(2020) + 1
    shocked = replace(
        register,
        stock=np.concatenate([register.stock[: later + 1], register.stock[later + 1 :] * 3]),
        births=np.concatenate([register.births[:later], register.births[later:] * 3]),
        arrivals={
            kind: np.concatenate([cube[:later], cube[later:] * 3]) for kind, cube in register.arrivals.items()
        },
    )
    request = Request(origins=(2020,), leads=3, draws=20)
    calm, after = (backtest_register(one, SETTINGS, request, silent)[0] for one in (register, shocked))
    assert calm.model == ("cohort_ratios" if only_counts else "components")
    for method in METHODS:
        assert after.forecasts[method] == pytest.approx(calm.forecasts[method]), method
    for method in (OURS, UNCALIBRATED):
        assert after.fans[method].low == pytest.approx(calm.fans[method].low), method
    assert after.observed == pytest.approx(calm.observed * 3)


def test_components_add_up_to_the_error(record, report):
    split = error_split(report, "leaf")["5"]["mean"]
    parts = sum(split[name] for name in ("births", "deaths", "in", "out", "other"))
    assert split["error"] == pytest.approx(parts, abs=1e-3)
    assert split["error"] == pytest.approx(report.by_level["leaf"][OURS][5]["total"].malpe, abs=1e-3)
    assert abs(error_split(report, "municipality")["5"]["mean"]["births"]) < 20


def test_an_area_without_residents_in_a_year_is_left_out_and_named():
    register = made_up_register()
    stock = register.stock.copy()
    stock[2, 3] = 0
    record, _ = backtest_register(replace(register, stock=stock), SETTINGS, Request((2022,), 1, 20), silent)
    # Nobody ever lives in the last one.
    assert record.scope.left_out == ("3", "11")
    assert len(record.scope.positions["leaf"]) == 10


def test_too_short_a_past_says_what_is_needed():
    with pytest.raises(ForecastError, match="mindestens 5 aufeinanderfolgende"):
        backtest_register(made_up_register().last(4), SETTINGS, Request(), silent)


def test_the_report_has_stable_keys(report):
    content = as_json(report)
    assert set(content["methods"]) == METHODS | {UNCALIBRATED, NAIVE}
    cell = content["methods"]["kohorte"]["5"]
    assert set(cell) == {"total", "0-5", "6-15", "16-24", "25-44", "45-64", "65-79", "80+", "seven_groups"}
    assert set(cell["total"]) == {
        "mape", "wmape", "malpe", "median_ape", "p90", "coverage80", "width80", "crps", "n"
    }  # fmt: skip
    assert content["methods"]["no_change"]["5"]["total"]["coverage80"] is None
    assert cell["total"]["n"] == 4 * 11
    assert set(content["shelf_life"]["kohorte"]) == {"years", "at_least"}
    assert {"name", "value", "limit", "passed"} <= set(content["gates"][0])
    assert set(content["size_classes"]) == {"2-5k", "<2k", "10-50k", "5-10k"} & set(content["size_classes"])


def test_missed_gates_are_named_with_the_distance(record, report):
    # The population stands still, so nothing can beat no change.
    missed = {gate.name: gate.sentence for gate in check_gates(record, report.by_level["leaf"], report.sizes)}
    assert "verfehlt um" in missed["total_vs_no_change"]
    assert any("Schranken sind verfehlt" in note for note in run_notes(report))
    text = "\n".join(report_lines(report))
    assert "Hamilton–Perry × LINEXP" in text
    assert "Beitrag der Komponenten" in text
    assert "nan" not in text


def test_stored_rows_repeat_the_record(record, report):
    tables = stored_tables(report)
    comparisons = tables["backtest"].to_pandas()
    assert len(comparisons) == len(METHODS) * int(np.isfinite(record.observed).sum())
    ours = comparisons[comparisons["method"] == "kohorte"]
    assert (ours["q10"] <= ours["q90"]).all()
    assert comparisons.loc[comparisons["method"] == "linexp", "q10"].isna().all()
    assert tables["backtest_gate"].num_rows == len(report.gates)
    assert set(tables["backtest_measure"].column("level").to_pylist()) == {"leaf", "municipality", "root"}


def test_a_lead_nobody_has_lived_to_see_is_refused_with_the_possible_ones():
    past = KnownPast(made_up_register(), 0)
    last = possible_origins(past.register)[-1]
    with pytest.raises(ForecastError, match="Vergleichen lassen sich 1 bis 1 Jahre im Voraus"):
        backtest_past(past, SETTINGS, Wanted(origins=(last,), leads=(5, 10)))


def test_a_root_nobody_lives_in_is_refused_and_named():
    register = counted(made_up_register())
    empty = replace(register, stock=np.zeros_like(register.stock))
    with pytest.raises(ForecastError, match="In keinem der 12 Gebiete"):
        backtest_past(KnownPast(empty, 0), SETTINGS)
