"""A look back knows the lists of projects of its time and none that came later."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from forecasting.backtest import Request, backtest_register
from forecasting.backtest.record import OURS
from forecasting.declared import Declared, Line
from forecasting.housing_projects import Phase
from forecasting.known_plans import KnownPlans
from forecasting.plan_record import Listed
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import made_up_register


def phase(year: int, dwellings: float = 50.0, project: str = "B1", probability: float = 0.9) -> Phase:
    return Phase(project, f"Vorhaben {project}", "0", "x", year, "efh", dwellings, probability)


def listed(number: int, day: str | None, *phases: Phase) -> tuple[Listed, ...]:
    on = None if day is None else date.fromisoformat(day)
    return tuple(Listed(number, on, False, one) for one in phases)


def completions(*phases: Phase) -> tuple[Listed, ...]:
    return tuple(Listed(9, date(2023, 12, 31), True, one) for one in phases)


def years(plans: KnownPlans, at: int) -> list[tuple[str, int]]:
    return sorted((one.project_id, one.year) for one in plans.at(at).phases)


def test_the_latest_list_up_to_the_day_counts_and_a_postponed_phase_does_not_stay():
    lists = (
        *listed(0, "2018-12-31", phase(2019), phase(2020)),
        *listed(1, "2019-12-31", phase(2021)),
        *listed(2, "2020-12-31", phase(2022), phase(2022, project="B2")),
    )
    plans = KnownPlans(lists)
    assert years(plans, 2017) == []
    assert years(plans, 2018) == [("B1", 2019), ("B1", 2020)]
    assert years(plans, 2019) == [("B1", 2021)]
    assert years(plans, 2020) == [("B1", 2022), ("B2", 2022)]


def test_a_project_missing_in_a_list_goes_on_until_one_gives_it_up():
    lists = (
        *listed(0, "2018-12-31", phase(2022)),
        *listed(1, "2019-12-31", phase(2022, project="B2")),
        *listed(2, "2020-12-31", phase(2022, probability=0.0)),
    )
    assert years(KnownPlans(lists), 2019) == [("B1", 2022), ("B2", 2022)]
    assert years(KnownPlans(lists), 2020) == [("B2", 2022)]


def test_a_stock_of_1_january_may_use_a_list_of_that_day():
    lists = listed(0, "2020-01-01", phase(2021))
    assert years(KnownPlans(lists), 2019) == []
    assert years(KnownPlans(lists, is_new_year=True), 2019) == [("B1", 2021)]


def test_a_list_without_a_date_is_never_used_and_completions_only_up_to_the_year():
    lists = (*listed(0, None, phase(2021)), *completions(phase(2018), phase(2022)))
    assert years(KnownPlans(lists), 2020) == [("B1", 2018)]


def test_of_the_home_only_what_was_observed_by_then_is_known():
    def line(file: str, number: int, year: int) -> Line:
        return Line(file, number, {"area_id": "0", "year": f"{year}", "dwellings": "5", "persons": "100"})

    lines = {
        "fertigstellungen": (line("fertigstellungen", 2, 2018), line("fertigstellungen", 3, 2021)),
        "eckwerte_gemeinde": (line("eckwerte_gemeinde", 2, 2018),),
    }
    known = KnownPlans((), Declared(lines, "x")).at(2020).declared
    assert [one.year() for one in known.of("fertigstellungen")] == [2018]
    assert known.of("eckwerte_gemeinde") == ()


@pytest.fixture(scope="module")
def forecasts() -> dict[str, np.ndarray]:
    """Points of our forecast from 2019 under different lists, (lead, area, band)."""
    early = listed(0, "2019-06-30", phase(2021, 100.0))
    later = listed(1, "2020-01-01", phase(2021, 100_000.0))
    done = completions(*(phase(year, 5.0, "fertig", 1.0) for year in range(2015, 2024)))
    lists = {
        "none": done,
        "early": (*done, *early),
        "later too": (*done, *early, *later),
        # More finished in a year after the origin.
        "finished later": (
            *(replace(one, phase=phase(2020, 9e4, "später", 1.0)) for one in done[:1]),
            *done,
            *early,
        ),
    }
    register = made_up_register()
    found = {}
    for name, content in lists.items():
        request = Request(origins=(2019,), leads=3, draws=20, plans=KnownPlans(content))
        record, _ = backtest_register(register, RunSettings(), request, lambda _: None)
        found[name] = record.forecasts[OURS][0]
    return found


def test_a_list_of_the_time_moves_the_forecast(forecasts):
    difference = forecasts["early"][:, :, 0] - forecasts["none"][:, :, 0]
    assert abs(difference[0, 0]) < 1
    # 90 of 100 houses are expected in the year after next, five a year are usual.
    assert 100 < difference[1, 0] < 350


def test_no_later_list_leaks_into_an_origin(forecasts):
    assert (forecasts["later too"] == forecasts["early"]).all()
    assert (forecasts["finished later"] == forecasts["early"]).all()
