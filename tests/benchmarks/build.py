"""Print what a build of ten years of individual records costs, beside a plain GROUP BY of the same stocks.

`python -m tests.benchmarks.build [--persons N] [--years N]`. The plain count reads the same Parquet files and
makes one table of persons by area, date, sex, age and nationality: what any report would start from.
"""

import argparse
import tempfile
from datetime import date
from pathlib import Path

import duckdb

from tests.benchmarks.costs import HEAD, cost
from tests.benchmarks.register_files import EVENTS, PLACES, STOCK, write_events, write_places, write_stock
from warehouse.build import build
from warehouse.catalog import table_files
from warehouse.ingest import ingest
from warehouse.settings import Home

LAST_YEAR = 2024
MOST_SECONDS, MOST_GIGABYTES = 60.0, 4.0
CUBE = """
CREATE TABLE cube AS
SELECT area_id, reference_date, sex,
    year(reference_date) - birth_year - (birth_month > month(reference_date))::INTEGER AS age,
    nationality, count(*) AS persons
FROM read_parquet($files)
WHERE dwelling = 'H'
GROUP BY ALL
ORDER BY ALL
"""


def deliver(home: Home, persons: int, years: int) -> int:
    """Take in areas, a stock and a year of bookings per year; return how many rows."""
    rows = 0
    with tempfile.TemporaryDirectory(dir=home.root) as folder:
        ingest(write_places(Path(folder) / "R_gebiete.csv"), PLACES, home)
        for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
            day = date(year, 12, 31)
            stock = write_stock(Path(folder) / f"stock_{year}.csv", persons, day)
            events = write_events(Path(folder) / f"events_{year}.csv", persons, day)
            for file, profile in ((stock, STOCK), (events, EVENTS)):
                rows += sum(receipt.rows for receipt in ingest(file, profile, home))
                file.unlink()
    return rows


def by_kohorte(root: Path) -> None:
    """All marts, indicators and checks."""
    build(Home(root))


def by_duckdb(root: Path) -> None:
    """One count of the stocks."""
    files = [str(file) for file in table_files(Home(root), "stock")]
    con = duckdb.connect(str(root / "cube.duckdb"))
    con.execute("SET enable_progress_bar = false")
    con.execute(CUBE, {"files": files})
    con.close()


def print_build(home: Home, persons: int, years: int) -> None:
    """Deliver, count plainly, build; print the costs."""
    rows = deliver(home, persons, years)
    print(f"{years} years x {persons:,} persons, {rows:,} rows with bookings\n{'':22s} {HEAD}", flush=True)
    plain = cost(by_duckdb, home.root)
    print(f"{'DuckDB plain GROUP BY':22s} {plain}", flush=True)
    own = cost(by_kohorte, home.root)
    print(f"{'kohorte build':22s} {own}")
    print(
        f"build / plain count: {own.seconds / plain.seconds:.1f}, CPU {own.processor / plain.processor:.1f}"
    )
    seconds = "met" if own.seconds <= MOST_SECONDS else "MISSED"
    memory = "met" if own.gigabytes <= MOST_GIGABYTES else "MISSED"
    print(f"target ≤ {MOST_SECONDS:g} s {seconds}, ≤ {MOST_GIGABYTES:g} GB {memory}")


def sizes() -> argparse.Namespace:
    """Persons and years from the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--years", type=int, default=10)
    return parser.parse_args()


def main() -> None:
    """Build in a passing home."""
    given = sizes()
    with tempfile.TemporaryDirectory() as folder:
        print_build(Home(Path(folder)), given.persons, given.years)


if __name__ == "__main__":
    main()
