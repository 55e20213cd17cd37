"""Actions a house and a plot allow."""

import numpy as np
import pytest

from forecasting.siting.options import Allowed, Kind, Site, choices, places_today

KRIPPE = Kind("krippe", "Krippengruppe", "u3", 15, 870_000, 330_000)
KINDERGARTEN = Kind("kindergarten", "Kindergartengruppe", "ue3", 25, 1_450_000, 287_500)
HOUSE = Site(
    "H1",
    "Kita Süd",
    10.0,
    53.0,
    rooms=1,
    places={"u3": 30, "ue3": 25},
    groups={"krippe": 2, "kindergarten": 1},
)
PLOT = Site("P1", "Am Bach", 10.1, 53.0, rooms=4, is_plot=True)
BANDS = ("u3", "ue3")


def test_a_house_can_grow_convert_and_close_and_a_plot_be_built_on() -> None:
    choice = choices([HOUSE, PLOT], [KRIPPE, KINDERGARTEN], BANDS)
    assert [action.key for action in choice.actions] == [
        "enlarge H1 krippe",
        "enlarge H1 kindergarten",
        "close H1 krippe",
        "close H1 kindergarten",
        "convert H1 kindergarten krippe",
        "convert H1 krippe kindergarten",
        "open P1 krippe",
        "open P1 kindergarten",
    ]
    assert choice.stocks == {"rooms H1": 1, "krippe H1": 2, "kindergarten H1": 1, "rooms P1": 4}
    assert choice.setups == {"P1": 500_000.0}


def test_a_conversion_moves_places_between_bands_and_uses_the_group_once() -> None:
    action = next(
        a for a in choices([HOUSE], [KRIPPE, KINDERGARTEN], BANDS).actions if a.key.startswith("convert")
    )
    assert action.places == (-15.0, 25.0)
    assert (action.at_most, action.investment, action.running_cost) == (2, 50_000.0, -42_500.0)
    assert action.uses == (("krippe H1", 1),)


def test_closing_saves_its_running_cost_and_nothing_else() -> None:
    action = next(a for a in choices([HOUSE], [KRIPPE], BANDS).actions if a.key.startswith("close"))
    assert (action.places, action.investment, action.running_cost) == ((-15.0, 0.0), 0.0, -330_000)


def test_only_allowed_moves_are_offered() -> None:
    choice = choices([HOUSE, PLOT], [KRIPPE], BANDS, Allowed(moves=("open",), house=1.0))
    assert [action.key for action in choice.actions] == ["open P1 krippe"]
    assert choice.actions[0].setup == "P1"


@pytest.mark.parametrize("rooms", [0])
def test_a_full_house_does_not_grow(rooms: int) -> None:
    full = Site("H2", "Kita Nord", 10.0, 53.0, rooms=rooms, places={"u3": 15})
    assert choices([full], [KRIPPE], BANDS).actions == ()


def test_places_today_are_by_band_and_site() -> None:
    assert np.array_equal(places_today([HOUSE, PLOT], BANDS), [[30, 0], [25, 0]])
