"""Print what a move of each assumption of Kita planning costs the server.

`KOHORTE_HOME=… python -m tests.benchmarks.kita_sliders [--runs N]`. The page is drawn once, then each
control is moved to and fro; told are the medians of processor time (what counts on a loaded machine)
and of wall time.
"""

import argparse
import logging
import statistics
import time
from collections.abc import Callable, Sequence

from streamlit.testing.v1 import AppTest

from tests.pages.opened import script

# Seconds of processor time a move may take (issue: 500 ms until the reader sees it).
MOST_SECONDS = 0.5
RUNS = 6
Move = tuple[str, str, str, Sequence[object]]
# Band, what the reader calls it, key of the control, two values.
MOVES: tuple[Move, ...] = (
    ("u3", "Zielquote", "zielquote-u3", (40, 45)),
    ("u3", "Reserve", "reserve", (5, 0)),
    ("u3", "Tagespflege", "tagespflege", (10, 25)),
    ("u3", "Stichtag", "stichtag", ("okt", "aug")),
    ("u3", "Quoten der Gebiete", "quoten", ("oertlich", "gleich")),
    ("u3", "Ort des Bedarfs (Pendeln)", "bedarfsort", ("kita", "wohnort")),
    ("u3", "Maßnahmen", "massnahmen", (["beschlossen"], ["beschlossen", "im_bau"])),
    ("ue3", "Flexi-Anteil", "flexi", (40, 10)),
    ("ue3", "Jahrgangsbreite", "jahrgaenge", (3.5, 3.33)),
    ("ue3", "Zielquote", "zielquote-ue3", (95, 90)),
)


def main() -> None:
    """Measure every move and print a table; the exit code tells whether all keep to the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    runs = parser.parse_args().runs
    logging.disable(logging.CRITICAL)
    slow = 0
    print(f"{'Band':5} {'Regler':28} {'Prozessorzeit':>14} {'Uhrzeit':>10}")
    pages = {band: opened(band) for band in dict.fromkeys(move[0] for move in MOVES)}
    for band, name, key, values in MOVES:
        cpu, wall = moved(pages[band], key, values, runs)
        slow += cpu > MOST_SECONDS
        print(f"{band:5} {name:28} {1000 * cpu:11.0f} ms {1000 * wall:7.0f} ms", flush=True)
    raise SystemExit(int(slow > 0))


def opened(band: str) -> AppTest:
    """The page of a band, drawn once."""
    page = AppTest.from_function(script, kwargs={"topic_id": "kita"}, default_timeout=180)
    page.query_params["altersband"] = band
    page.run()
    assert not page.exception, page.exception
    return page


def moved(page: AppTest, key: str, values: Sequence[object], runs: int) -> tuple[float, float]:
    """Median processor and wall seconds of a move; the first to each value fills caches and is left out."""
    cpu, wall = [], []
    for run in range(runs + len(values)):
        setter(page, key)(values[run % len(values)])
        began, used = time.perf_counter(), time.process_time()
        page.run()
        cpu.append(time.process_time() - used)
        wall.append(time.perf_counter() - began)
        assert not page.exception, page.exception
    return statistics.median(cpu[len(values) :]), statistics.median(wall[len(values) :])


def setter(page: AppTest, key: str) -> Callable[[object], object]:
    """What sets a control of any kind."""
    for kind in ("slider", "selectbox", "segmented_control", "pills", "button_group"):
        for one in page.get(kind):
            if one.key == key:
                return one.set_value
    raise KeyError(key)


if __name__ == "__main__":
    main()
