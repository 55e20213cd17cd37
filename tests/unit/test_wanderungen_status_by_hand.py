"""Moves on an older territorial status, worked out by hand: figures, years, map; missing stays missing."""

import math

import numpy as np
import pandas as pd
import pytest

from dashboards.topics.wanderungen import (
    status_view,
)
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.status_figures import Stand, figured
from tests.hand_union import UNION, A, B, C, the_union, view


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_union(tmp_path_factory)


def named(panel):
    return {one.name: one for one in panel.figure.data if one.name}


def told(shown):
    return [(one.value, one.comparison) for one in shown]


class TestStatus:
    def stand(self, area_id, name):
        rows = [
            (A, "Adorf", 2023, 100.0, 30.0, 1000.0), (A, "Adorf", 2024, 130.0, 30.0, 1000.0),
            (B, "Bdorf", 2023, 20.0, 21.0, 1000.0), (B, "Bdorf", 2024, 20.0, 21.0, 1000.0),
            (C, "Cdorf", 2023, np.nan, np.nan, 1000.0), (C, "Cdorf", 2024, 2.0, 1.0, 1000.0),
        ]  # fmt: skip
        table = pd.DataFrame(rows, columns=["area_id", "name", "year", "arrived", "departed", "residents"])
        table = table.assign(
            moved_in=0.0, moved_out=0.0, level="gemeinde", has_geometry=True, is_changed=False, stock=1000.0
        )
        return Stand("Stand 2021", area_id, name, "gemeinde", UNION, figured(table))

    @pytest.mark.parametrize(
        ("area", "name", "expected"),
        [
            # (100 + 130) / 2 and 30 of 1,000
            (A, "Adorf", [("115", "115,0 je 1.000"), ("30", "30,0 je 1.000"), ("+85", "+85,0 je 1.000")]),
            (B, "Bdorf", [("20", "20,0 je 1.000"), ("21", "21,0 je 1.000"), ("−1", "kann Zufall sein")]),
            (C, "Cdorf", [("…", ""), ("…", ""), ("…", "nicht geliefert")]),
        ],
    )
    def test_key_figures(self, here, area, name, expected):
        assert told(status_view.key_figures(view(here, UNION), self.stand(area, name))) == expected

    def test_years_on_the_status(self, here):
        panel = status_view.time_panel(view(here, UNION, measure="cases"), self.stand(C, "Cdorf"))
        shown = named(panel)
        assert shown["Zuzüge"].y == (None, 2) and shown["Saldo"].y == (None, 1)
        assert "Cdorf, Stand 2021" in panel.subtitle
        nothing = status_view.time_panel(view(here, UNION), self.stand("neu", "Neudorf"))
        assert nothing.figure is None and nothing.empty

    def test_map_of_the_status(self, here):
        found = self.stand(UNION, "Verbund")
        drawn = status_view.drawn(view(here, UNION), found, found.over((2023, 2024)).reset_index())
        rows = drawn.set_index("area_id")
        assert (rows.loc[A, "value"], rows.loc[A, "hover"]) == (85, "+85,0")
        assert (
            math.isnan(rows.loc[C, "value"])
            and rows.loc[C, "hover"] == "Grenzen dieses Gebietsstands liegen nicht vor"
        )

    def test_panel_of_the_map(self, here):
        shown, found = view(here, UNION), self.stand(UNION, "Verbund")
        panel = status_view.map_panel(shown, found, Chosen(shown.choice))
        (areas,) = panel.figure.plain_traces
        told = dict(zip(areas["locations"], areas["customdata"], strict=True))
        assert told == {A: ["Adorf", "+85,0"], B: ["Bdorf", "−1,0"]}
        # 2023 and 2024: 85 more than chance for Adorf, one fewer for Bdorf, which chance may have made.
        assert panel.heading == f"Adorf gewinnt am meisten, kein Gebiet verliert deutlich ({found.label})"
        assert panel.note == "Ohne Grenzen dieses Gebietsstands, nur in der Tabelle: Cdorf."
        assert "ohne Wert oder ohne Grenzen" in panel.legend
        nothing = Stand(
            "Stand 2021", UNION, "Verbund", "gemeinde", UNION, found.rows.assign(has_geometry=False)
        )
        bare = status_view.map_panel(shown, nothing, Chosen(shown.choice))
        assert bare.figure is None and "keine Grenzen oder Zahlen" in bare.empty
