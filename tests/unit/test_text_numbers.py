"""German numbers and dates as they stand on the screen."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from dashboards import text


@given(st.floats(min_value=0, max_value=1e9), st.integers(min_value=0, max_value=3))
def test_numbers_are_written_as_babel_writes_them(value: float, digits: int):
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    assert text.number(value, digits) == format_decimal(round(value, digits), format=pattern, locale="de_DE")


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_missing_is_dots_and_never_zero(missing: object):
    assert (
        text.number(missing) == text.signed(missing) == text.percent(missing) == text.rounded(missing) == "…"
    )
    assert text.date(missing) == "…"


def test_zero_is_zero():
    assert text.number(0) == "0"
    assert text.signed(0.0) == "0"
    assert text.signed(-0.004, 2) == "0,00"


def test_signs_are_typographic():
    assert text.number(-190) == "−190"
    assert text.signed(3903) == "+3.903"
    assert text.signed(-26.74, 1) == "−26,7"


def test_shares_get_a_narrow_space():
    assert text.percent(0.164) == "16,4\u202f%"


def test_forecasts_are_rounded_to_tens_and_hundreds():
    assert text.rounded(3414) == "3.410"
    assert text.range_text(81_768, 93_249, to=100) == "81.800–93.200"


def test_a_range_with_a_minus_is_written_with_bis():
    assert text.range_text(-4, 12) == "−4 bis 12"
    assert text.range_text(37, 44) == "37–44"


def test_dates_years_and_ages():
    assert text.date(date(2025, 12, 31)) == "31.12.2025"
    assert text.kita_year(2029) == "2029/30"
    assert text.kita_year(2099) == "2099/00"
    assert [text.ages(0, 19), text.ages(20, 64), text.ages(65, 100), text.ages(3, 3)] == [
        "unter 20",
        "20 bis 64",
        "ab 65",
        "3",
    ]


def test_names_that_differ_in_the_brackets_alone_are_said_once():
    names = ["ohne Zuordnung (Auenburg)", "Mitte", "ohne Zuordnung (Torfbrück)", "Markt (Nord)", "Markt"]
    assert text.gathered(names) == ["ohne Zuordnung (Auenburg, Torfbrück)", "Mitte", "Markt", "Markt (Nord)"]
    assert text.gathered([]) == []


def test_listing_and_plural():
    assert text.listing(["A", "B", "C"]) == "A, B und C"
    assert text.listing(["A"]) == "A"
    assert text.plural(1, "Gebiet", "Gebiete") == "1 Gebiet"
    assert text.plural(1200, "Gebiet", "Gebiete") == "1.200 Gebiete"


def test_a_text_block_is_read_filled_and_renewed(tmp_path):
    file = tmp_path / "text.md"
    file.write_text("# Titel\n\n## gruss\nGuten Tag, {name}.\n\n## leer\n", encoding="utf-8")
    assert text.load_text(file, "gruss", name="Frau Meyer") == "Guten Tag, Frau Meyer."
    with pytest.raises(KeyError):
        text.load_text(file, "gruss")
    with pytest.raises(KeyError):
        text.load_text(file, "fehlt")
