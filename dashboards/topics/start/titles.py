"""What the start page says, by rule from the numbers."""

from collections.abc import Mapping

import pandas as pd

from dashboards import text
from dashboards.areas import Area

# Below this change, in percent over the whole period, nothing stands out.
STILL = 1.0
# Limits of the balance rest in per mille: up to good, up to worth a look (domain of register statistics).
GOOD, FAIR = 1.0, 5.0


def page_title(area: Area, residents: pd.DataFrame) -> str:
    """Return how many live here and how that changed since the first known year."""
    known = residents.dropna(subset=["persons"])
    if known.empty:
        return f"Für {area.name} liegt noch kein Bestand vor"
    first, last = known.iloc[0], known.iloc[-1]
    count = text.number(last["persons"])
    change = 100 * (last["persons"] - first["persons"]) / first["persons"] if first["persons"] else 0.0
    if len(known) == 1 or abs(change) < STILL:
        since = "" if len(known) == 1 else f", kaum anders als {int(first['year'])}"
        return f"{area.name}: {count} Menschen{since}"
    word = "mehr" if change > 0 else "weniger"
    return f"{area.name}: {count} Menschen, {text.percent(abs(change) / 100)} {word} als {int(first['year'])}"


def standfirst(members: pd.DataFrame, residents: pd.DataFrame, horizon: int | None) -> str:
    """Return what is counted, where and when."""
    known = residents.dropna(subset=["persons"])["year"]
    areas = text.plural(int(members["areas"].sum()), "Gebiet", "Gebieten")
    where = f"{text.plural(len(members), 'Gemeinde', 'Gemeinden')} mit {areas}"
    when = f", Bestand {int(known.min())} bis {int(known.max())}" if len(known) else ""
    ahead = f", Prognose bis {horizon}" if horizon else ", noch ohne Prognose"
    return f"Einwohner mit Hauptwohnung aus dem Melderegister, {where}{when}{ahead}."


def map_title(area: Area, growth: pd.DataFrame) -> str:
    """Return in how many areas the number of residents grew."""
    known = growth["value"].dropna()
    grown = int((known > 0).sum())
    if known.empty:
        return f"Entwicklung in {area.name}"
    return f"In {grown} von {text.plural(len(known), 'Gebiet', 'Gebieten')} leben mehr Menschen"


def time_title(residents: pd.DataFrame, forecast: pd.DataFrame) -> str:
    """Return where the forecast leads, with its interval, or what was observed."""
    known = residents.dropna(subset=["persons"])
    if forecast.empty or known.empty:
        return "Bevölkerung am Jahresende"
    now, end = float(known["persons"].iloc[-1]), forecast.iloc[-1]
    span = text.range_text(end["q10"], end["q90"], to=text.round_base(end["q90"]))
    if end["q10"] <= now <= end["q90"]:
        return f"Bis {int(end['year'])} kein sicherer Trend: {span} Menschen"
    word = "mehr" if end["q10"] > now else "weniger"
    return f"Bis {int(end['year'])} sehr wahrscheinlich {word} Menschen: {span}"


def light(residual_per_1000: float | None) -> str:
    """Return "gut", "prüfen" or "auffällig" for a balance rest, "…" if it is not known."""
    if residual_per_1000 is None or text.is_missing(residual_per_1000):
        return text.MISSING
    size = abs(residual_per_1000)
    return "gut" if size <= GOOD else "prüfen" if size <= FAIR else "auffällig"


def backtest_title(table: pd.DataFrame, lead: int | None) -> str:
    """Return whether our method beat the simplest one at a lead time; children apart if they differ."""
    everybody, children = (_beside_no_change(table, lead, age_to) for age_to in (100, 5))
    if everybody is None:
        return "So gut waren frühere Prognosen"
    if children in (None, everybody):
        return f"Frühere Prognosen lagen {everybody} „keine Veränderung“"
    apart = str(children).removesuffix(" als").removesuffix(" wie")
    return f"Frühere Prognosen lagen insgesamt {everybody} „keine Veränderung“, bei Kindern bis 5 {apart}"


def _beside_no_change(table: pd.DataFrame, lead: int | None, age_to: int) -> str | None:
    """Return where the mean error of our method lies beside that of no change; None if one is unknown."""
    rows = table[(table["lead_time"] == lead) & (table["age_to"] == age_to)].dropna(subset=["mape"])
    error = dict(zip(rows["method"], rows["mape"], strict=True))
    if "kohorte" not in error or "no_change" not in error:
        return None
    ours, none = error["kohorte"], error["no_change"]
    return "näher als" if ours < 0.95 * none else "weiter daneben als" if ours > 1.05 * none else "so nah wie"


def counted(findings: pd.DataFrame) -> str:
    """Return how many findings of each severity there are, in words."""
    names: Mapping[str, tuple[str, str]] = {
        "fehler": ("Fehler", "Fehler"),
        "warnung": ("Warnung", "Warnungen"),
        "hinweis": ("Hinweis", "Hinweise"),
    }
    counts = findings["severity"].value_counts()
    told = [text.plural(int(counts[code]), *words) for code, words in names.items() if code in counts]
    return text.listing(told) if told else "keine Befunde"
