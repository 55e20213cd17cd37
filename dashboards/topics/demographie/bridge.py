"""From one stock to the next: what births, deaths, moves and corrections did to a population."""

from dataclasses import dataclass, fields, replace

import pandas as pd

from dashboards import text

NUMBER_WORDS = {
    1: "eines Jahres",
    2: "von zwei Jahren",
    3: "von drei Jahren",
    4: "von vier Jahren",
    5: "von fünf Jahren",
    6: "von sechs Jahren",
    7: "von sieben Jahren",
    8: "von acht Jahren",
    9: "von neun Jahren",
    10: "von zehn Jahren",
}


@dataclass(frozen=True)
class Bridge:
    """Balance of several years, persons, of all or some of the people.

    `residual` is the part of the correction that the deliveries leave unexplained; NaN if not known. Only for
    some of the people: `ageing`, who grew into their ages less who grew out, and `status`, naturalisations
    and the like; for everybody both are part of the correction, where naturalisations cancel out.
    """

    year_from: int
    year_to: int
    start: float
    births: float
    deaths: float
    arrivals: float
    departures: float
    moves_net: float
    end: float
    residual: float
    ageing: float = 0.0
    status: float = 0.0

    @property
    def natural(self) -> float:
        """Births minus deaths."""
        return self.births - self.deaths

    @property
    def migration(self) -> float:
        """Moves across the municipal border and, below it, across the border of the area, net."""
        return self.arrivals - self.departures + self.moves_net

    @property
    def correction(self) -> float:
        """The rest, so that the balance always closes and nothing is smoothed away."""
        return self.end - self.start - self.natural - self.migration - self.ageing - self.status

    def times(self, factor: float) -> "Bridge":
        """Return all numbers times a factor, as for a balance per 1,000 people."""
        counts = {one.name: getattr(self, one.name) * factor for one in fields(self)[2:]}
        return replace(self, **counts)


def bridge_of(balance: pd.DataFrame, year_from: int, year_to: int) -> Bridge | None:
    """Return the balance from queries.balance as one bridge; None if a year or a part is missing."""
    needed = [
        *(["ageing"] if "ageing" in balance else []),
        "start_persons",
        "births",
        "deaths",
        "arrivals",
        "departures",
        "moves_in",
        "moves_out",
        "end_persons",
    ]
    years = list(range(year_from + 1, year_to + 1))
    if not years or balance["year"].tolist() != years or bool(balance[needed].isna().any(axis=None)):
        return None
    sums = balance[["births", "deaths", "arrivals", "departures", "moves_in", "moves_out"]].sum()
    return Bridge(
        year_from=year_from,
        year_to=year_to,
        start=float(balance["start_persons"].iloc[0]),
        births=float(sums["births"]),
        deaths=float(sums["deaths"]),
        arrivals=float(sums["arrivals"]),
        departures=float(sums["departures"]),
        moves_net=float(sums["moves_in"] - sums["moves_out"]),
        end=float(balance["end_persons"].iloc[-1]),
        residual=float(balance["residual"].sum(min_count=1)),
        **_of_some(balance),
    )


def _of_some(balance: pd.DataFrame) -> dict[str, float]:
    """Ageing and changes of status of some of the people; a status not told stays in the rest."""
    if "ageing" not in balance:
        return {}
    status = float(balance["status_change"].sum(skipna=False))
    return {
        "ageing": float(balance["ageing"].sum(skipna=False)),
        "status": 0.0 if text.is_missing(status) else status,
    }


def missing_years(balance: pd.DataFrame, year_from: int, year_to: int) -> list[int]:
    """Return the years whose movements are not known, for the empty state."""
    known = balance.dropna(
        subset=["births", "deaths", "arrivals", "departures", "start_persons", "end_persons"]
    )
    return sorted(set(range(year_from + 1, year_to + 1)) - set(known["year"].astype(int)))


def finding(bridge: Bridge) -> str:
    """Return the heading of the picture: which part made the change."""
    change = bridge.end - bridge.start
    span = NUMBER_WORDS.get(
        bridge.year_to - bridge.year_from, f"von {bridge.year_to - bridge.year_from} Jahren"
    )
    others = (bridge.natural, bridge.migration, bridge.correction, bridge.status)
    if abs(bridge.ageing) > max(abs(one) for one in others):
        way = "in dieses Alter hinein als heraus", "aus diesem Alter heraus als hinein"
        return f"Mehr Menschen wachsen {way[bridge.ageing < 0]}"
    if abs(bridge.status) > max(abs(bridge.natural), abs(bridge.migration)):
        return "Einbürgerungen verändern den Bestand stärker als Geburten und Wanderungen"
    if abs(bridge.correction) > max(abs(bridge.natural), abs(bridge.migration)):
        return "Korrekturen verändern den Bestand stärker als Geburten und Wanderungen"
    if change == 0 or abs(change) < 0.005 * bridge.start:
        return f"Kaum Veränderung: {text.signed(change)} Personen in {_span(bridge)}"
    if change > 0:
        return _gain(bridge, span)
    return _loss(bridge, span)


def sentence(bridge: Bridge) -> str:
    """Return the balance in words, as alternative text and below the picture."""
    return (
        f"Vom 31.12.{bridge.year_from} bis 31.12.{bridge.year_to} von {text.number(bridge.start)} auf "
        f"{text.number(bridge.end)} Personen: natürlicher Saldo {text.signed(bridge.natural)} "
        f"({text.number(bridge.births)} Geburten, {text.number(bridge.deaths)} Sterbefälle), Wanderungssaldo "
        f"{text.signed(bridge.migration)}, {_own_words(bridge)}Korrekturen {text.signed(bridge.correction)}."
    )


def _own_words(bridge: Bridge) -> str:
    parts = (("Alterung", bridge.ageing), ("Einbürgerung und Statuswechsel", bridge.status))
    return "".join(f"{name} {text.signed(value)}, " for name, value in parts if value)


def _gain(bridge: Bridge, span: str) -> str:
    if bridge.migration > 0 >= bridge.natural:
        return f"Das Plus {span} stammt aus {_ways(bridge)[0]}"
    if bridge.natural > 0 >= bridge.migration:
        return f"Das Plus {span} stammt aus Geburten"
    if bridge.natural > 0 and bridge.migration > 0:
        return f"Geburten und {_ways(bridge)[1]} tragen das Plus {span}"
    return f"Das Plus {span} stammt aus Korrekturen"


def _loss(bridge: Bridge, span: str) -> str:
    if bridge.natural < 0 <= bridge.migration:
        return "Zuzug gleicht das Minus aus Sterbefällen nicht aus"
    if bridge.migration < 0 <= bridge.natural:
        return f"Das Minus {span} stammt aus {_ways(bridge)[0]}"
    if bridge.natural < 0 and bridge.migration < 0:
        return f"Sterbefälle und {_ways(bridge)[1]} ergeben das Minus {span}"
    return f"Das Minus {span} stammt aus Korrekturen"


def _ways(bridge: Bridge) -> tuple[str, str]:
    """By which moves people were won or lost, after "aus" and as a subject.

    Moves inside a municipality are no migration.
    """
    outer, inner = bridge.arrivals - bridge.departures, bridge.moves_net
    if inner and (outer == 0 or (inner > 0) != (outer > 0)) and (inner > 0) == (bridge.migration > 0):
        return "Umzügen innerhalb der Gemeinde", "Umzüge innerhalb der Gemeinde"
    if bridge.migration > 0:
        return "Wanderungen", "Wanderungen"
    is_both = inner < 0 and outer < 0
    return ("Fort- und Umzügen", "Fort- und Umzüge") if is_both else ("Fortzügen", "Fortzüge")


def _span(bridge: Bridge) -> str:
    years = bridge.year_to - bridge.year_from
    return text.plural(years, "Jahr", "Jahren")
