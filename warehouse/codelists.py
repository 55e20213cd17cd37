"""Code lists of the field: one CSV each, a table of the same name in every build.

An office adds or replaces lists in the folder `codelists` of its home, for instance `umland.csv` (code,
label) with the AGS that count as Umland.
"""

from pathlib import Path

import duckdb

from warehouse.settings import Home

FOLDER = Path(__file__).parent / "codelists"


def code_lists(home: Home) -> dict[str, Path]:
    """Return the file of each code list; a list in the home wins over the shipped one."""
    own = home.root / "codelists"
    return {file.stem: file for folder in (FOLDER, own) for file in sorted(folder.glob("*.csv"))}


def load_code_lists(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Create one table per code list; `code` stays text, so leading zeros survive."""
    for name, file in code_lists(home).items():
        header = file.read_text(encoding="utf-8-sig").partition("\n")[0].strip().split(",")
        text = {"code": "VARCHAR"} if "code" in header else None
        con.read_csv(str(file), header=True, sep=",", quotechar='"', dtype=text).create(name)
