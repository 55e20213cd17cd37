"""The selection in the address: restored, kept, carried to the next page, and never trusted."""

import pytest
from streamlit.runtime.state import SafeSessionState
from streamlit.testing.v1 import AppTest


def script() -> None:
    import streamlit as st

    from dashboards import address

    years = st.session_state.get("offered", (2022, 2023, 2024))
    address.enter(st.session_state.get("visited", "eins"))
    domain = address.among({year: f"Jahr {year}" for year in years}, years[-1])
    address.restore("jahr", domain)
    year = st.selectbox("Jahr", list(years), format_func=lambda value: f"Jahr {value}", key="jahr")
    address.keep("jahr", domain, year)
    span = address.span(2000, 2024, (2022, 2024))
    address.restore("jahre", span)
    ends = st.slider("Jahre", 2000, 2024, key="jahre")
    address.keep("jahre", span, ends)
    share = address.within(20.0, 80.0, 0.5, 42.0)
    address.restore("quote", share)
    address.keep("quote", share, st.slider("Quote", 20.0, 80.0, step=0.5, key="quote"))


def app(**told: str) -> AppTest:
    test = AppTest.from_function(script)
    for key, code in told.items():
        test.query_params[key] = code
    return test.run()


def values(test: AppTest) -> tuple:
    assert not test.exception
    assert not test.warning
    return (
        test.selectbox(key="jahr").value,
        tuple(test.slider(key="jahre").value),
        test.slider(key="quote").value,
    )


def test_an_empty_address_shows_the_defaults_and_stays_empty():
    test = app()
    assert values(test) == (2024, (2022, 2024), 42.0)
    assert not dict(test.query_params)


def test_the_address_selects():
    assert values(app(jahr="2022", jahre="2010-2015", quote="55.5")) == (2022, (2010, 2015), 55.5)


def test_what_no_control_offers_is_ignored_and_removed():
    for wrong in ("1999", "' OR 1=1", "<b>", ""):
        test = app(jahr=wrong, jahre=wrong, quote=wrong)
        assert values(test) == (2024, (2022, 2024), 42.0)
        assert not dict(test.query_params)
    assert values(app(jahre="2015-2010", quote="42.3")) == (2024, (2022, 2024), 42.0)


def test_a_choice_is_written_and_a_default_is_left_out():
    test = app()
    test.selectbox(key="jahr").set_value(2022).run()
    assert test.query_params["jahr"] == "2022"
    test.selectbox(key="jahr").set_value(2024).run()
    assert "jahr" not in test.query_params


def test_the_next_page_keeps_the_choice_and_writes_it_again():
    test = app(jahr="2022")
    test.query_params.clear()
    test.session_state["visited"] = "zwei"
    assert values(test.run())[0] == 2022
    assert test.query_params["jahr"] == "2022"


def test_back_to_another_page_shows_what_its_address_says():
    test = app(jahr="2022")
    test.query_params["jahr"] = "2023"
    test.session_state["visited"] = "zwei"
    assert values(test.run())[0] == 2023


def test_an_address_that_lags_behind_does_not_undo_a_choice():
    test = app(jahr="2022")
    test.selectbox(key="jahr").set_value(2023).run()
    test.query_params["jahr"] = "2022"
    assert values(test.run())[0] == 2023


def test_a_value_that_is_no_longer_offered_falls_back_to_the_default():
    test = app(jahr="2022")
    test.session_state["offered"] = (2023, 2024)
    assert values(test.run())[0] == 2024
    assert "jahr" not in test.query_params


def test_a_control_looks_for_what_is_kept_no_more_than_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    look = SafeSessionState.__getitem__

    def counted(state: SafeSessionState, key: str) -> object:
        looked.append(key)
        return look(state, key)

    test = app()
    monkeypatch.setattr(SafeSessionState, "__getitem__", counted)
    test.run()
    assert values(test)
    # Three controls, restored and kept, and the page that is entered.
    assert 0 < sum(key.startswith("_") for key in looked) <= 7
