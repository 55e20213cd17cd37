"""The forecast of a release: made from the release file and nothing else.

Forecasts from exact numbers give the exact numbers back, so one that is shown outside starts from released
numbers. The run happens in a home of its own that holds the release file as its only build: no
delivery, no exact build and no stated plan is in reach.
"""

import json
import tempfile
from pathlib import Path

import duckdb
from duckdb import ColumnExpression, ConstantExpression

from forecasting.run import run_forecast
from forecasting.settings import RunSettings
from warehouse.connection import SAFE_CONFIG
from warehouse.query import rows, statement
from warehouse.settings import Home

SCHEMA = Path(__file__).parent / "schema"
QUERIES = Path(__file__).parent / "queries"
# Children of Kita age belong to what a municipality decides about as „kita“.
KITA_TABLES = ("forecast_children", "forecast_demand")


def add_forecast(release: Path, settings: RunSettings | None = None) -> None:
    """Forecast the areas of a release file and write the results into it; areas not released get none.

    Children by Kita age (forecast_children, forecast_demand) are left out where the municipality left out
    „kita“.

    Raises ForecastError if the released years are too few.
    """
    with tempfile.TemporaryDirectory(dir=release.parent, prefix=".prognose-") as folder:
        home = Home(Path(folder))
        _point_at(home, release)
        report = run_forecast(home, settings=settings or RunSettings())
        _copy(release, report.path)


def _point_at(home: Home, release: Path) -> None:
    """Make the release file the current build of an empty home."""
    with duckdb.connect(str(release), read_only=True, config=SAFE_CONFIG) as con:
        ((build_id,),) = con.table("build").select("build_id").fetchall()
    home.warehouse.mkdir(parents=True)
    pointer = {"build_id": build_id, "file": str(release.absolute())}
    (home.warehouse / "current.json").write_text(json.dumps(pointer), encoding="utf-8")


def _copy(release: Path, run: Path) -> None:
    with duckdb.connect(str(release), config=SAFE_CONFIG) as con:
        con.execute(statement(QUERIES / "attach_run.sql"), {"path": str(run)})
        shown = [ConstantExpression(area) for (area,) in rows(con, QUERIES / "shown_areas.sql")]
        ((parts,),) = con.table("release").select("parts").fetchall()
        con.begin()
        for schema in sorted(SCHEMA.glob("*.sql")):
            con.execute(statement(schema))
            if schema.stem in KITA_TABLES and "kita" not in parts:
                continue
            made = con.table(f"run.main.{schema.stem}")
            if "area_id" in made.columns:
                area = ColumnExpression("area_id")
                made = made.filter(area.isin(*shown) | area.isnull())
            made.insert_into(schema.stem)
        con.commit()
