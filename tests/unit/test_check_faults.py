"""A table of faults: each, put into a clean town, is found by its check and by no other."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.unit.conftest import Deliveries
from warehouse.build import build
from warehouse.connection import open_reader

A, B = "03900001", "03900002"
MITTE, NORD, SUED = f"{A}-1", f"{A}-2", f"{B}-1"
YEARS = (2018, 2019, 2020)
# A person too many or too few does not balance either, whatever the fault is called.
FOLLOWS = {"bilanz_residuum"}


@dataclass
class Town:
    """What will be delivered: stocks by year and events by year of both municipalities, clean at first."""

    deliveries: Deliveries
    stock: dict[tuple[str, int], list[dict]]
    events: dict[tuple[str, int], list[dict]]

    def person(self, ags: str, key: str, **changes: object) -> None:
        """Put a person into all stocks of a municipality."""
        for year in YEARS:
            self.stock[ags, year].append({"person_key": key, "area_id": f"{ags}-1"} | changes)


def clean(deliveries: Deliveries) -> Town:
    """Two municipalities of grown-ups of many ages where every year one moves and comes back."""
    towns = Town(deliveries, {}, {})
    for ags in (A, B):
        for year in YEARS:
            towns.stock[ags, year] = [
                {"person_key": f"{ags}{number}", "area_id": f"{ags}-1", "birth_year": 1940 + number % 60}
                | {"sex": "mw"[number % 2]}
                for number in range(600)
            ]
            lone = {"person_key": f"{ags}x", "area_id": f"{ags}-1", "partner": "128"}
            towns.events[ags, year] = [
                lone | {"event_kind": kind, "event_date": f"{year}-0{month}-01"}
                for kind, month in (("in", 3), ("out", 4))
            ]
            # a death taken back makes the year one of all components
            died = {"event_kind": "death", "person_key": f"{ags}y", "area_id": f"{ags}-1"}
            towns.events[ags, year] += [died, died | {"sign": -1}]
    return towns


def found(town: Town) -> set[tuple[str, str]]:
    """Deliver and build; checks with the area of their findings."""
    d = town.deliveries
    names = {A: "Adorf", B: "Bdorf", MITTE: "Mitte", SUED: "Süd"}
    d.areas(
        {"area_id": "V", "level": "verband", "name": "Verbund"},
        *(
            {"area_id": key, "level": "ortsteil" if "-" in key else "gemeinde", "name": name}
            | {"municipality_ags": key[:8], "parent_id": key[:8] if "-" in key else "V"}
            for key, name in names.items()
        ),
    )
    for (ags, year), rows in town.stock.items():
        d.stock(ags, f"{year}-12-31", {}, extra=rows)
    for (ags, year), rows in town.events.items():
        d.events(ags, year, [{"booking_date": f"{year}-12-30"} | row for row in rows])
    build(d.home)
    table = open_reader(d.home).con.table("check_result").df()
    return set(zip(table["check_id"], table["area_id"], strict=True))


def double_entry(town: Town) -> None:
    town.stock[A, 2019].append(town.stock[A, 2019][0])


def impossible_age(town: Town) -> None:
    town.person(A, "old", birth_year=1880)


def born_later(town: Town) -> None:
    # he dies and lives again on paper, so only the date is wrong
    died = {"event_kind": "death", "person_key": "z", "area_id": MITTE, "birth_year": 2021}
    town.events[A, 2019] += [died, died | {"sign": -1}]


def age_spike(town: Town) -> None:
    for number in range(60):
        town.stock[A, 2020].append({"person_key": f"s{number}", "area_id": MITTE, "birth_year": 1970})
        town.events[A, 2020].append(
            {
                "event_kind": "in",
                "person_key": f"s{number}",
                "area_id": MITTE,
                "birth_year": 1970,
                "partner": "128",
            }
        )


def jump(town: Town) -> None:
    for number in range(120):
        came = {"person_key": f"j{number}", "area_id": MITTE, "birth_year": 1940 + number % 60}
        town.stock[A, 2020].append(came)
        town.events[A, 2020].append(came | {"event_kind": "in", "partner": "128"})


def mother_elsewhere(town: Town) -> None:
    born = {"event_kind": "birth", "person_key": "kid", "area_id": MITTE, "birth_year": 2020}
    town.events[A, 2020].append(born | {"mother_birth_year": 2001})
    town.stock[A, 2020].append({"person_key": "kid", "area_id": MITTE, "birth_year": 2020})


def death_then_move(town: Town) -> None:
    at = {"person_key": f"{A}1", "area_id": MITTE, "sex": "w", "birth_year": 1941}
    town.events[A, 2020] += [
        at | {"event_kind": "death", "event_date": "2020-05-01"},
        at | {"event_kind": "out", "event_date": "2020-07-01", "partner": "128"},
    ]
    town.stock[A, 2020] = [row for row in town.stock[A, 2020] if row["person_key"] not in {f"{A}1", f"{A}3"}]


def dead_in_stock(town: Town) -> None:
    town.events[A, 2020].append(
        {"event_kind": "death", "person_key": f"{A}1", "area_id": MITTE, "sex": "w", "birth_year": 1941}
    )


def members_disagree(town: Town) -> None:
    for number in range(30):
        key = f"m{number}"
        town.stock[B, 2020].append({"person_key": key, "area_id": SUED, "birth_year": 1950 + number})
        town.events[B, 2020].append(
            {
                "event_kind": "in",
                "person_key": key,
                "area_id": SUED,
                "birth_year": 1950 + number,
                "partner": A,
            }
        )


def counts_differ(town: Town) -> None:
    row = {"municipality_ags": A, "area_id": MITTE, "reference_date": "2020-12-31", "age": 0, "age_to": 100}
    town.deliveries.add(A, "population", "2020-12-31", population=[row | {"persons": 590}])


def clean_up(town: Town) -> None:
    town.stock[A, 2020] = town.stock[A, 2020][:580]


def late(town: Town) -> None:
    at = {"person_key": "l", "area_id": MITTE, "partner": "128", "booking_date": "2020-09-01"}
    town.events[A, 2019] += [at | {"event_kind": "in"}, at | {"event_kind": "out"}]


def booked_early(town: Town) -> None:
    at = {"person_key": "l", "area_id": MITTE, "partner": "128", "booking_date": "2019-01-02"}
    town.events[A, 2019] += [at | {"event_kind": "in"}, at | {"event_kind": "out"}]


def nowhere(town: Town) -> None:
    for year in YEARS:
        town.stock[A, year].append({"person_key": "n", "area_id": None})


def taken_back_twice(town: Town) -> None:
    came = {"event_kind": "in", "person_key": f"{A}y", "area_id": MITTE, "partner": "128", "sign": -1}
    town.events[A, 2019].append(came)


def house_gone(town: Town) -> None:
    house = {"municipality_ags": A, "area_id": MITTE, "provider_type": "kommunal"}
    one, two = (house | {"facility_id": key, "name": key} for key in ("K1", "K2"))
    town.deliveries.add("V", "facilities", "2019-03-01", facility=[one, two])
    town.deliveries.add("V", "facilities", "2020-03-01", facility=[one])


def delivered_twice(town: Town) -> None:
    # arrival and departure both, as when a month is exported twice
    town.events[A, 2020] += [row for row in town.events[A, 2020] if row["event_kind"] in {"in", "out"}]


def sexes_swapped(town: Town) -> None:
    town.stock[A, 2020] = [row | {"sex": "mw"[row["sex"] == "m"]} for row in town.stock[A, 2020]]


def stock_of_last_year(town: Town) -> None:
    # as old as they were in 2019; men are those of even years of birth in this town
    town.stock[A, 2020] = [
        row | {"birth_year": row["birth_year"] + 1, "sex": "mw"[row["birth_year"] % 2 == 0]}
        for row in town.stock[A, 2020]
    ]


def nationality_flipped(town: Town) -> None:
    rows = town.stock[A, 2020]
    town.stock[A, 2020] = [row | {"nationality": "A"} for row in rows[:180]] + rows[180:]


def area_missing_one_year(town: Town) -> None:
    for number in range(30):
        town.person(A, f"g{number}", area_id=NORD, birth_year=1940 + number)
    town.stock[A, 2019] = [row for row in town.stock[A, 2019] if row["area_id"] != NORD]


def leading_zero(town: Town) -> None:
    rows = town.stock[A, 2020]
    town.stock[A, 2020] = [row | {"area_id": f"{A}-01"} for row in rows[:40]] + rows[40:]


def mother_of_61(town: Town) -> None:
    born = {"event_kind": "birth", "person_key": "kid", "area_id": MITTE, "birth_year": 2020}
    town.events[A, 2020].append(born | {"mother_birth_year": 1959})
    town.stock[A, 2020].append({"person_key": "kid", "area_id": MITTE, "birth_year": 2020})


def one_mirror_missing(town: Town) -> None:
    at = {"person_key": "m", "area_id": SUED, "partner": A}
    town.events[B, 2020] += [at | {"event_kind": "in"}, at | {"event_kind": "out", "partner": "128"}]


FAULTS: dict[str, tuple[Callable[[Town], None], str, str]] = {
    "person twice in a stock": (double_entry, "doppelte_personen", A),
    "140 years old": (impossible_age, "alter_unplausibel", A),
    "event before the birth": (born_later, "ereignis_vor_geburt", A),
    "60 people of one age more": (age_spike, "altersspitze", A),
    "a fifth more people": (jump, "sprung_zum_vorjahr", MITTE),
    "birth where no mother lives": (mother_elsewhere, "geburt_ohne_mutter", A),
    "move after the death": (death_then_move, "tod_dann_bewegung", A),
    "the dead still in the stock": (dead_in_stock, "verstorben_im_bestand", A),
    "30 arrivals nobody let go": (members_disagree, "mitglieder_abgleich", B),
    "count and records differ": (counts_differ, "bestand_und_zaehlung", A),
    "20 struck off without event": (clean_up, "bilanz_residuum", MITTE),
    "booked months later": (late, "spaete_buchung", A),
    "booked before it happened": (booked_early, "buchung_vor_ereignis", A),
    "person without area": (nowhere, "ohne_zuordnung", A),
    "cancellation of nothing": (taken_back_twice, "storno_ohne_ereignis", A),
    "house missing from the new list": (house_gone, "nicht_mehr_gemeldet", MITTE),
    "moves delivered twice": (delivered_twice, "doppelte_ereignisse", A),
    "men and women swapped": (sexes_swapped, "geschlecht_vertauscht", A),
    "stock of the year before": (stock_of_last_year, "jahrgang_verschoben", A),
    "30 % with another nationality": (nationality_flipped, "staatsangehoerigkeit_sprung", A),
    "area missing in one year": (area_missing_one_year, "gebiet_fehlt_im_jahr", NORD),
    "leading zero lost": (leading_zero, "unbekanntes_gebiet", f"{A}-01"),
    "mother of 61 years": (mother_of_61, "alter_der_mutter", A),
    "one mirrored move missing": (one_mirror_missing, "mitglieder_abgleich", B),
}
# the same fault seen by a second check: a jump is one of the municipality too, a wrong stock does not balance
ALSO = {
    "gebiet_fehlt_im_jahr": {("unbekanntes_gebiet", NORD)},
    "sprung_zum_vorjahr": {("sprung_zum_vorjahr", A)},
    "bilanz_residuum": {("bilanz_residuum", A)},
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, str]]]:
    """Findings of the clean town and of the town with each fault."""
    results = {"no fault": found(clean(Deliveries(tmp_path_factory.mktemp("clean") / "home")))}
    for name, (inject, _, _) in FAULTS.items():
        town = clean(Deliveries(tmp_path_factory.mktemp("fault") / "home"))
        inject(town)
        results[name] = found(town)
    return results


def test_a_clean_town_has_no_findings(outcome: dict):
    assert outcome["no fault"] - {("gemeinde_ohne_geometrie", A), ("gemeinde_ohne_geometrie", B)} == set()


def test_every_fault_is_found_and_nothing_else(outcome: dict, capsys: pytest.CaptureFixture[str]):
    lines, hits, extras = [], 0, 0
    for name, (_, check_id, area_id) in FAULTS.items():
        new = outcome[name] - outcome["no fault"]
        other = new - {(check_id, area_id)} - ALSO.get(check_id, set())
        other = {one for one in other if one[0] not in FOLLOWS}
        hits, extras = hits + ((check_id, area_id) in new), extras + len(other)
        state = "found" if (check_id, area_id) in new else "MISSED"
        lines.append(f"{name:32} {check_id:24} {state:7} {sorted(other) or ''}")
    with capsys.disabled():
        print("\n" + "\n".join(lines))
        print(f"recall {hits}/{len(FAULTS)}, precision {hits}/{hits + extras}")
    assert hits == len(FAULTS)
    assert extras == 0
