"""A build written table by table, for what no delivery of the sample data holds."""

import json
from pathlib import Path

import duckdb
import pandas as pd

import warehouse
from warehouse.query import statement
from warehouse.settings import Home

WAREHOUSE = Path(warehouse.__file__).parent


def write(folder: Path, tables: dict[str, pd.DataFrame]) -> Home:
    """Write a home whose current build holds the given rows; every other table is there and empty."""
    home = Home(folder)
    home.warehouse.mkdir()
    con = duckdb.connect(str(home.warehouse / "b.duckdb"))
    for schema in sorted((WAREHOUSE / "schema").glob("*.sql")):
        con.execute(statement(schema))
    for codes in (WAREHOUSE / "codelists").glob("*.csv"):
        con.read_csv(str(codes), header=True, all_varchar=True).create(codes.stem)
    for name, rows in tables.items():
        con.register("rows", rows)
        con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")
        con.unregister("rows")
    con.close()
    # The folder of the test in the id, so that nobody reads what another test cached.
    pointer = {"build_id": folder.name, "file": "b.duckdb"}
    (home.warehouse / "current.json").write_text(json.dumps(pointer))
    return home
