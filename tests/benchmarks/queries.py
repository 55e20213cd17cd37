"""Print how long the standard dashboard queries take on ten years of a million persons.

`python -m tests.benchmarks.queries [--persons N] [--years N]`. The queries are the files the pages run, for
the whole region, the largest area there is. Beside each: one count straight from the delivered stocks.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from tests.benchmarks.build import LAST_YEAR, by_kohorte, deliver, sizes
from tests.benchmarks.costs import cost
from warehouse.catalog import table_files
from warehouse.connection import open_reader
from warehouse.query import frame
from warehouse.settings import Home

TOPICS = Path(__file__).parents[2] / "dashboards" / "topics"
MOST_MILLISECONDS = 50.0
RUNS = 15
GROUPS = {"ages": [0, 3, 6, 20, 65, 80], "ages_to": [2, 5, 19, 64, 79, 100]}
# file of the page → its parameters
STANDARD: dict[str, dict[str, object]] = {
    "start/residents.sql": {"area_id": "R"},
    "demographie/structure.sql": {"area_id": "R", "year": LAST_YEAR},
    "demographie/age_groups.sql": {"area_id": "R", **GROUPS, "sex": "", "nationality": ""},
    "demographie/indicator_years.sql": {"indicator_id": "durchschnittsalter"},
    "demographie/balance.sql": {"area_id": "R", "year_from": 0, "year_to": LAST_YEAR},
}
RAW = """
SELECT reference_date, sex, year(reference_date) - birth_year AS age, count(*) AS persons
FROM read_parquet($files) WHERE dwelling = 'H' GROUP BY ALL
"""


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float, float]:
    """Median and slowest of some runs after a first one, and the median of processor time on all cores."""
    work()
    spent, used = [], []
    for _ in range(runs):
        started, before = time.perf_counter(), time.process_time()
        work()
        spent.append((time.perf_counter() - started) * 1000)
        used.append((time.process_time() - before) * 1000)
    return statistics.median(spent), max(spent), statistics.median(used)


def print_queries(home: Home) -> None:
    """One line per query: the connection is a cursor of an open reader, as in a page."""
    files = [str(file) for file in table_files(home, "stock")]
    raw, _, _ = milliseconds(lambda: duckdb.connect().execute(RAW, {"files": files}).df(), 2)
    cursor = open_reader(home).cursor()
    head = f"{'median ms':>10s} {'slowest':>8s} {'CPU ms':>7s} {'raw / this':>11s}"
    print(f"{'query of the page':32s} {'rows':>6s} {head}")
    for name, parameters in STANDARD.items():
        rows = len(frame(cursor, TOPICS / name, **parameters))
        median, slowest, used = milliseconds(lambda n=name, p=parameters: frame(cursor, TOPICS / n, **p))
        verdict = "met" if median <= MOST_MILLISECONDS else "MISSED"
        times = f"{median:10.1f} {slowest:8.1f} {used:7.1f} {raw / median:10.0f}x"
        print(f"{name:32s} {rows:6d} {times}  {verdict}")
    print(f"raw: counting the delivered stocks once by date, sex and age, {raw:.0f} ms")


def main() -> None:
    """Deliver, build and ask in a passing home."""
    given = sizes()
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        deliver(home, given.persons, given.years)
        cost(by_kohorte, home.root)
        print_queries(home)


if __name__ == "__main__":
    main()
