"""Print what a stock of individual rows costs to take in, beside DuckDB's typed read and pandas.

`python -m tests.benchmarks.ingest [--rows N] [--sizes N,N,…]`. Each contender runs in a process of its own
and on the same file; nothing is asserted. Quote ratios: machines and load differ.
"""

import argparse
import hashlib
import hmac
import tempfile
from pathlib import Path

import duckdb
import pandas as pd

from tests.benchmarks.costs import HEAD, Cost, cost
from tests.benchmarks.register_files import STOCK, write_stock
from warehouse.ingest import ingest
from warehouse.settings import Home

MOST_DUCKDB, MOST_PANDAS = 3.0, 1.0
TYPES = {
    "municipality_ags": "VARCHAR",
    "area_id": "VARCHAR",
    "reference_date": "DATE",
    "register_id": "VARCHAR",
    "sex": "VARCHAR",
    "birth_date": "DATE",
    "nationality": "VARCHAR",
    "dwelling": "VARCHAR",
}
CODES = {"sex": {"m": "m", "w": "w"}, "nationality": {"D": "D", "A": "A"}, "dwelling": {"H": "H", "N": "N"}}
KEY = ["municipality_ags", "person_key", "reference_date", "dwelling"]


def by_kohorte(file: Path, folder: Path) -> None:
    """Everything ingest does: decode, check, code, pseudonymise, split by municipality, store, receipt."""
    ingest(file, STOCK, Home(folder))


def by_duckdb(file: Path, folder: Path) -> None:
    """Types only: no codes, no checks, no pseudonyms, register numbers stored as they are."""
    con = duckdb.connect(str(folder / "stock.duckdb"))
    con.execute("SET enable_progress_bar = false")
    con.read_csv(str(file), header=True, sep=",", dtype=TYPES).create("stock")
    con.close()


def by_pandas(file: Path, folder: Path) -> None:
    """The same work: codes, dates, patterns, duplicates, pseudonyms, one Parquet file per municipality."""
    hashlib.sha256(file.read_bytes()).hexdigest()
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    good = table["municipality_ags"].str.fullmatch("[A-Za-z0-9-]{1,12}")
    good &= table["area_id"].str.fullmatch("[A-Za-z0-9-]{0,25}") & (table["register_id"] != "")
    for name, codes in CODES.items():
        table[name] = table[name].str.strip().map(codes)
        good &= table[name].notna()
    for name in ("reference_date", "birth_date"):
        table[name] = pd.to_datetime(table[name], format="%Y-%m-%d", errors="coerce")
        good &= table[name].notna()
    table["birth_year"] = table["birth_date"].dt.year.astype("Int16")
    table["birth_month"] = table["birth_date"].dt.month.astype("Int8")
    secret = bytes(32)
    identities = table["municipality_ags"] + "/" + table["register_id"].str.strip()
    table["person_key"] = [hmac.digest(secret, one.encode(), "sha256")[:16].hex() for one in identities]
    table = table.drop(columns=["register_id", "birth_date"])[good]
    table = table[~table.duplicated(KEY)]
    for ags, part in table.groupby("municipality_ags"):
        part.to_parquet(folder / f"{ags}.parquet", compression="zstd", index=False)


WORK = {"kohorte ingest": by_kohorte, "DuckDB typed read": by_duckdb, "pandas": by_pandas}


def contend(rows: int, names: tuple[str, ...] = tuple(WORK)) -> dict[str, Cost]:
    """Costs of each contender on one new file; everything is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        file = write_stock(Path(folder) / "stock.csv", rows)
        results = {}
        for name in names:
            with tempfile.TemporaryDirectory(dir=folder) as own:
                results[name] = cost(WORK[name], file, Path(own))
        return results


def print_contest(rows: int) -> None:
    """Times and ratios for one size."""
    results = contend(rows)
    own = results["kohorte ingest"]
    print(f"{rows:,} rows, 8 columns\n{'':20s} {HEAD} {'kohorte / this: seconds, CPU':>30s}")
    for name, one in results.items():
        print(f"{name:20s} {one} {own.seconds / one.seconds:22.2f} {own.processor / one.processor:7.2f}")
    for name, most in (("DuckDB typed read", MOST_DUCKDB), ("pandas", MOST_PANDAS)):
        ratio = own.seconds / results[name].seconds
        print(f"target ≤ {most:g} x {name}: {ratio:.2f} {'met' if ratio <= most else 'MISSED'}")


def print_sizes(sizes: list[int]) -> None:
    """Cost per row by size of the file."""
    print(f"\ncost per row\n{'rows':>12s} {HEAD} {'µs / row':>9s} {'CPU µs / row':>13s}")
    for rows in sizes:
        one = contend(rows, ("kohorte ingest",))["kohorte ingest"]
        each = f"{one.seconds / rows * 1e6:9.2f} {one.processor / rows * 1e6:13.2f}"
        print(f"{rows:12,d} {one} {each}", flush=True)


def main() -> None:
    """Read the sizes and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--sizes", default="1000000,2000000,5000000", help="add 10000000,20000000,50000000")
    given = parser.parse_args()
    if given.rows:
        print_contest(given.rows)
    if given.sizes:
        print_sizes([int(size) for size in given.sizes.split(",")])


if __name__ == "__main__":
    main()
