"""What the planner allows and how goals weigh, as controls; their state stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import streamlit as st

from dashboards import address, controls
from dashboards.address import Domain
from dashboards.topic import Context
from dashboards.topics.kita.siting.steps import MOVE_NAMES
from forecasting.siting.options import MOVES, Move
from forecasting.siting.question import Wishes

Where = Literal["luecke", "bau", "alle", "keine"]
PLOT_NAMES: Mapping[Where, str] = MappingProxyType(
    {
        "luecke": "wo Plätze fehlen",
        "bau": "wo Bauvorhaben sind",
        "alle": "in jedem Gebiet",
        "keine": "nirgends",
    }
)
GOALS = {"mittel": "im Mittel der Zukünfte", "bedauern": "kleinstes Bedauern über Varianten"}
MOST_LEFT_ALONE = 40
USUAL = Wishes()


@dataclass(frozen=True)
class Allowed:
    """Wishes, where a new house may stand, and houses that stay as they are."""

    wishes: Wishes
    where: Where
    left_alone: tuple[str, ...]


def choose(context: Context, houses: Mapping[str, str]) -> Allowed:
    """Draw the controls and return what is allowed; `houses` is id → name."""
    left, middle, right = st.columns(3, gap="medium")
    with left:
        budget = controls.number_slider(
            context, "Investition höchstens, in Mio. Euro", (0, 60, 1), key="budget", default=10
        )
        moves = _moves()
        where: Where = controls.choice(
            context, "Neue Häuser erlaubt", PLOT_NAMES, key="neubau", default="luecke", style="select"
        )
    with middle:
        extension = controls.number_slider(
            context, "Anbau je Haus, höchstens Gruppen", (0, 4, 1), key="anbau", default=USUAL.extension
        )
        rooms = controls.number_slider(
            context, "Gruppen je neuem Haus, höchstens", (1, 8, 1), key="neugruppen", default=USUAL.plot_rooms
        )
        reach = controls.number_slider(
            context, "Fußweg höchstens, in km", (0.5, 6, 0.5), key="weg", default=USUAL.reach
        )
    with right:
        goal = controls.choice(context, "Ziel", GOALS, key="ziel", style="select")
        step = controls.number_slider(
            context, "Ein Schritt lohnt ab so vielen Kindern", (0, 20, 1), key="lohnt", default=USUAL.step
        )
        left_alone = _left_alone(houses)
    house, conversion, weight, once = _money(context)
    wishes = Wishes(
        budget=budget * 1e6,
        moves=moves,
        extension=int(extension),
        plot_rooms=int(rooms),
        reach=reach,
        million_a_year=weight,
        million_once=once,
        step=step,
        house=house * 1e3,
        conversion=conversion * 1e3,
        minimal_regret=goal == "bedauern",
    )
    return Allowed(wishes, where, left_alone)


def _money(context: Context) -> tuple[float, float, float, float]:
    """Euros of a house and a conversion in thousands, and the weights of running cost and investment."""
    with st.expander("Preise und Gewichte annehmen"):
        house = controls.number_slider(
            context, "Neues Haus ohne Gruppen, in Tausend Euro", (0, 3000, 50), key="hauspreis", default=500
        )
        conversion = controls.number_slider(
            context, "Umbau einer Gruppe, in Tausend Euro", (0, 500, 10), key="umbaupreis", default=50
        )
        weight = controls.number_slider(
            context,
            "1 Mio. Euro Betrieb im Jahr wiegt so viel wie so viele Kinder ohne Platz",
            (0, 10, 0.1),
            key="betriebsgewicht",
            default=USUAL.million_a_year,
        )
        once = controls.number_slider(
            context,
            "1 Mio. Euro Investition wiegt so viel wie so viele Kinder ohne Platz",
            (0, 10, 0.5),
            key="investitionsgewicht",
            default=USUAL.million_once,
        )
    return house, conversion, weight, once


def _moves() -> tuple[Move, ...]:
    domain: Domain[tuple[Move, ...]] = Domain(_read_moves, ".".join, MOVES, MOVES)
    address.restore("schritte", domain)
    picked = st.pills(
        "Erlaubte Schritte",
        list(MOVES),
        selection_mode="multi",
        default=list(st.session_state["schritte"]),
        format_func=lambda move: MOVE_NAMES.get(move, str(move)),
        key="schritte",
    )
    chosen = tuple(move for move in MOVES if move in picked)
    address.keep("schritte", domain, chosen)
    return chosen


def _read_moves(code: str) -> tuple[Move, ...] | None:
    asked = code.split(".") if code else []
    return tuple(move for move in MOVES if move in asked) if set(asked) <= set(MOVES) else None


def _left_alone(houses: Mapping[str, str]) -> tuple[str, ...]:
    domain = address.several(houses, MOST_LEFT_ALONE)
    address.restore("bleiben", domain)
    picked = st.multiselect(
        "Diese Häuser bleiben, wie sie sind",
        list(houses),
        default=list(st.session_state["bleiben"]),
        format_func=lambda key: houses.get(key, str(key)),
        key="bleiben",
        max_selections=MOST_LEFT_ALONE,
        placeholder="keines",
    )
    chosen = tuple(key for key in houses if key in picked)
    address.keep("bleiben", domain, chosen)
    return chosen
