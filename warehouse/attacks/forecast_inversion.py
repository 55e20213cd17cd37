"""Attacks A15 and A16: numbers beside the cells (means, indicators, forecasts) turned back into counts."""

import numpy as np
import pandas as pd

from warehouse.attacks.knowledge import SMALL
from warehouse.attacks.outcome import Attack, Ground, number, share
from warehouse.release.register import Outcome

DERIVED = Attack(
    "A15", "Genaue Mittelwerte und Anteile",
    "Die Datei wird aus ihren veröffentlichten Zellen noch einmal gemacht; eine Zahl, die dabei anders "
    "herauskommt, stammt von anderswo.",
    "keine Abweichung",
    "Nichts freigeben: eine Tabelle enthält Zahlen, die nicht aus den geschützten Zellen folgen. Den "
    "Entwurf neu "
    "anlegen.",
)  # fmt: skip
INVERSION = Attack(
    "A16", "Prognose zurückrechnen",
    "Aus dem ersten Prognosejahr wird bei bekannten Raten der Bestand zurückgerechnet: eine Prognose aus "
    "genauen Zahlen gibt sie genau zurück.",
    "höchstens 5 Prozentpunkte mehr kleine Bestände getroffen als ohne Prognose; sie folgt höchstens zu "
    "50 % der "
    "genauen statt der geschützten Zahl",
    "Die Prognose nur aus der Freigabe rechnen (neu entwerfen) oder prognose aus teile nehmen.",
)  # fmt: skip
MORE_RIGHT_LIMIT = 0.05
FOLLOWS_LIMIT = 0.5
LEAST_CELLS = 50
BASE_SCENARIO = "basis"
_COMPUTED = ("forecast_", "backtest")
_CLOSE = 1e-6
_CELL = ["area_id", "sex", "age"]


def derived_numbers(ground: Ground) -> Outcome:
    """A15: every table but the forecasts follows from the cells; forecasts are attacked by A16."""
    given = ground.surface.tables
    again = ground.surface.remake()
    foreign = sorted(
        name
        for name in given
        if not name.startswith(_COMPUTED) and not (name in again and _same(given[name], again[name]))
    )
    found = f"{number(len(again))} Tabellen neu gemacht, {len(foreign)} anders"
    found += f": {', '.join(foreign)}." if foreign else "."
    return DERIVED.outcome(found, refused=bool(foreign))


def _same(first: "object", second: "object") -> bool:
    one, two = _sorted(first), _sorted(second)
    if one.shape != two.shape or list(one.columns) != list(two.columns):
        return False
    numbers = [name for name in one.columns if pd.api.types.is_float_dtype(one[name])]
    others = [name for name in one.columns if name not in numbers]
    close = np.isclose(one[numbers], two[numbers], rtol=_CLOSE, atol=_CLOSE, equal_nan=True).all()
    return bool(close) and one[others].astype(str).equals(two[others].astype(str))


def _sorted(table: "object") -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()  # type: ignore[attr-defined]
    names = [name for name in frame.columns if not pd.api.types.is_float_dtype(frame[name])]
    order = frame[names].astype(str).sort_values(names).index if names else frame.index
    return frame.loc[order].reset_index(drop=True)


def invert_forecast(ground: Ground) -> Outcome:
    """A16: x(a, t) = x(a + 1, t + 1) / s with s (survival and moves) known by age and sex."""
    pairs = _pairs(ground)
    if len(pairs) < LEAST_CELLS:
        return INVERSION.nothing_to_attack("Die Freigabe enthält keine Prognose der kleinsten Gebiete.")
    small = pairs["n"].between(1, SMALL)
    right = int((np.rint(pairs["inverted"]) == pairs["n"])[small].sum())
    shown = int((np.rint(pairs["persons"]) == pairs["n"])[small].sum())
    follows = _slope(pairs["n"] - pairs["persons"], pairs["inverted"] - pairs["persons"])
    found = (
        f"{number(len(pairs))} Bestände nach Gebiet, Geschlecht und Alter zurückgerechnet: kleine (1 bis "
        f"{SMALL}) "
        f"getroffen {share(right, int(small.sum()))}, aus der harmonisierten Grundlage allein "
        f"{share(shown, int(small.sum()))}. Die Prognose folgt zu {number(100 * follows)} % der genauen Zahl."
    )
    often = right - shown > MORE_RIGHT_LIMIT * small.sum()
    return INVERSION.outcome(found, refused=bool(often) or follows > FOLLOWS_LIMIT)


def _slope(cause: pd.Series, effect: pd.Series) -> float:
    """How much of the deviation of true from released numbers the forecast shows: 0 none, 1 all."""
    centred = cause - cause.mean()
    square = float((centred**2).sum())
    return float((centred * effect).sum()) / square if square else 0.0


def _pairs(ground: Ground) -> pd.DataFrame:
    """Cohorts of the smallest areas: true count, released number, number turned back from the forecast."""
    tables = ground.surface.tables
    columns = [*_CELL, "n", "persons", "inverted"]
    if "forecast_population" not in tables or not tables["forecast_population"].num_rows:
        return pd.DataFrame(columns=columns)
    later = _first_year(tables["forecast_population"].to_pandas())
    base = tables["population"].to_pandas()
    jump_off = base[base["reference_date"] == base["reference_date"].max()]
    year = int(str(jump_off["reference_date"].iloc[0])[:4])
    later = later[later["year"] == year + 1].assign(age=later["age"] - 1)
    true = ground.surface.base.to_pandas()
    true = true[(true["unit"] == "person") & (true["reference_date"] == jump_off["reference_date"].iloc[0])]
    both = _summed(jump_off, "persons").merge(_summed(later, "median"), on=_CELL)
    both = both.merge(_summed(true[true["age"] == true["age_to"]], "n"), on=_CELL, how="left")
    # a cell not listed is zero
    both["n"] = both["n"].fillna(0.0)
    both = both[both["age"].between(0, 98)]
    ratio = both.groupby(["sex", "age"])[["median", "persons"]].transform("sum")
    factor = (ratio["median"] / ratio["persons"]).replace([np.inf, 0.0], np.nan)
    found: pd.DataFrame = both.assign(inverted=both["median"] / factor).dropna(subset=["inverted"])
    return found[columns]


def _summed(cells: pd.DataFrame, value: str) -> pd.DataFrame:
    found: pd.DataFrame = cells.groupby(_CELL)[value].sum().reset_index()
    return found


def _first_year(forecast: pd.DataFrame) -> pd.DataFrame:
    scenarios = forecast["scenario"].unique()
    chosen = BASE_SCENARIO if BASE_SCENARIO in scenarios else scenarios[0]
    return forecast[forecast["scenario"] == chosen]
