"""What the supply and a gap mean in hours of care, staff and money."""

from pathlib import Path

import pandas as pd
import streamlit as st

from dashboards import cards, controls, data, tables, text
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.state import State
from forecasting.errors import ForecastError
from forecasting.kita.days import KitaYear
from forecasting.kita.groups import GroupType, group_types
from forecasting.kita.money import Prices, cost, prices
from forecasting.kita.staff import StaffRules, full_time_posts, group_hours, house_hours, staff_rules
from forecasting.kita.take_up import forms

FOLDER = Path(__file__).parent
# Hours a week where a group list does not tell: eight hours on five days, pupils four.
USUAL_HOURS = {"u3": 40.0, "ue3": 40.0, "grundschule": 20.0}
# What a missing group is reckoned as.
USUAL_TYPE = {"u3": "krippe", "ue3": "kindergarten", "grundschule": "hort"}
DAYS_A_WEEK = 5
EMPTY_HEIGHT = 120


def show(context: Context, state: State) -> None:
    """Write hours, staff and money of the chosen area and year."""
    settings, area = state.choice.assumptions, state.choice.area
    year = int(state.now["kita_year"])
    groups = open_groups(context, state)
    kinds = group_types(area.municipality_ags, KitaYear(year).start)
    try:
        hours = staff_hours(groups, kinds)
    except ForecastError as error:
        cards.empty_state(str(error), EMPTY_HEIGHT)
        return
    rules = staff_rules()
    price, absence = _parameters(context, prices(settings.band), rules)
    missing = max(-float(state.now["groups"]), 0.0) if pd.notna(state.now["groups"]) else float("nan")
    extra = group_hours(kinds[USUAL_TYPE[settings.band]], USUAL_HOURS[settings.band]) * missing
    posts = [full_time_posts(one, rules, with_absence=absence) for one in (hours, extra)]
    lacking = missing * state.group_places
    sums = cost(lacking, price, years=6)
    heading = _heading(missing, posts[1], sums.investment, text.kita_year(year))
    cards.section_head(heading, f"{area.name}: {settings.words.places}, Preise von {price.base_year}")
    rows = [
        ("Gruppen", float(groups["groups"].sum()), missing, ""),
        ("Plätze", float(state.now["places"]), lacking, ""),
        ("Personalstunden je Woche", hours, extra, ""),
        ("Vollzeitstellen", posts[0], posts[1], "39 Stunden" + (", mit Vertretung" if absence else "")),
        ("Investition, einmalig", None, sums.investment, f"{text.number(price.investment)} Euro je Platz"),
        ("Betrieb im Jahr", _running(state, price), sums.running_per_year, _per_year(price)),
    ]
    shown = pd.DataFrame(rows, columns=["name", "stock", "missing", "rule"])
    money = shown["name"].str.startswith(("Investition", "Betrieb"))
    for column in ("stock", "missing"):
        shown[column] = [
            _cell(value, is_money=bool(flag)) for value, flag in zip(shown[column], money, strict=True)
        ]
    columns = [
        Column("name", "Größe", "text"),
        Column("stock", f"Angebot {text.kita_year(year)}", "range"),
        Column("missing", "zusätzlich, bis nichts fehlt", "range"),
        Column("rule", "gerechnet mit", "text"),
    ]
    tables.table(shown, columns, f"Personal und Geld in {area.name}")
    _hours_of_care(context, state, groups)
    cards.note(text.load_text(TEXT, "Personal und Geld"))


def open_groups(context: Context, state: State) -> pd.DataFrame:
    """Groups open on 1 August by house: facility_id, group_type, hours_per_day, groups, places."""
    return data.frame(
        context,
        FOLDER / "group_list.sql",
        area_id=state.choice.area.area_id,
        band=state.choice.assumptions.band,
        kita_year=int(state.now["kita_year"]),
    )


def staff_hours(groups: pd.DataFrame, kinds: dict[str, GroupType]) -> float:
    """Return staff hours a week of open groups and of leading larger houses; ForecastError: unknown type."""
    total = 0.0
    for key, band, daily, count in zip(
        groups["group_type"], groups["band"], groups["hours_per_day"], groups["groups"], strict=True
    ):
        if key not in kinds:
            raise ForecastError(f"Für die Gruppenart „{key}“ fehlt die Personalregel in kita_groups.csv.")
        weekly = USUAL_HOURS[band] if pd.isna(daily) else DAYS_A_WEEK * float(daily)
        total += count * group_hours(kinds[key], weekly)
    houses = groups.groupby("facility_id")["groups"].sum()
    return total + sum(house_hours(int(count), staff_rules()) for count in houses)


def _parameters(context: Context, usual: Prices, rules: StaffRules) -> tuple[Prices, bool]:
    with st.expander("Preise und Vertretung annehmen"):
        build = controls.number_slider(
            context, "Investition je Platz in Tausend Euro", (0, 120, 1), key="investition",
            default=usual.investment / 1000,
        )  # fmt: skip
        run = controls.number_slider(
            context, "Betrieb je Platz und Jahr in Tausend Euro", (0, 40, 0.5), key="betrieb",
            default=usual.running / 1000,
        )  # fmt: skip
        base_year = controls.number_slider(
            context, "Preisstand", (2015, 2040, 1), key="preisstand", default=usual.base_year
        )
        share = text.percent(rules.absence_share, 0)
        with_absence = controls.choice(
            context, f"Vertretung ({share} Ausfall)", {"ohne": "ohne", "mit": "mit"}, key="vertretung"
        )
    return Prices(build * 1000, run * 1000, int(base_year), usual.source), with_absence == "mit"


def _heading(missing: float, posts: float, investment: float, year: str) -> str:
    if text.is_missing(missing):
        return f"Personal und Geld {year}"
    if missing == 0:
        return f"{year} fehlt keine Gruppe, es entstehen keine zusätzlichen Kosten"
    noun = "fehlende Gruppe braucht" if missing == 1 else "fehlende Gruppen brauchen"
    money = text.number(investment / 1e6, 1)
    return f"{text.number(missing)} {noun} {text.number(posts, 1)} Stellen und {money} Mio. Euro Investition"


def _running(state: State, price: Prices) -> float:
    return float(state.now["places"]) * price.running


def _per_year(price: Prices) -> str:
    return f"{text.number(price.running)} Euro je Platz"


def _cell(value: float, *, is_money: bool) -> str:
    if text.is_missing(value):
        return text.NOT_MEANINGFUL if is_money else text.MISSING
    if value == 0:
        return text.NOTHING
    return f"{text.rounded(value, 10_000)} Euro" if is_money else text.number(value, 0 if value >= 100 else 1)


def _hours_of_care(context: Context, state: State, groups: pd.DataFrame) -> None:
    """Write need and places by hours a day: up to 4, up to 6, more than 6."""
    need, settings = float(state.now["need"]), state.choice.assumptions
    shares = forms(state.choice.area.municipality_ags, settings.band).hours
    daily = groups["hours_per_day"]
    parts = [daily <= 4, (daily > 4) & (daily <= 6), daily > 6]
    rows = pd.DataFrame(
        {
            "name": ["bis 4 Stunden", "über 4 bis 6 Stunden", "über 6 Stunden"],
            "need": [need * share for share in shares],
            "places": [float(groups.loc[part, "places"].sum()) for part in parts],
        }
    )
    cards.section_head("Bedarf und Plätze nach Betreuungszeit", text.load_text(TEXT, "Betreuungszeit"))
    columns = [Column("name", "am Tag", "text"), Column("need", "Bedarf"), Column("places", "Plätze heute")]
    tables.table(rows, columns, "Bedarf und Plätze nach Betreuungszeit")
