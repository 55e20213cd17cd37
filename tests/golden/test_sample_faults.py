"""Every fault put into the sample association is found, and nothing else is: the fault list is the truth."""

import json
from collections.abc import Iterator

import pandas as pd
import pytest

from warehouse.connection import open_reader
from warehouse.settings import Home


@pytest.fixture(scope="module")
def truth(sample_home: Home) -> dict:
    return json.loads((sample_home.root / "beispiel-fehler.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def found(sample_home: Home) -> pd.DataFrame:
    return open_reader(sample_home).con.table("check_result").df()


def of_kind(truth: dict, kind: str) -> Iterator[dict]:
    faults = [fault for fault in truth["faults"] if fault["kind"] == kind]
    assert faults, f"the sample has no {kind}"
    return iter(faults)


def test_the_residual_of_every_area_and_year_is_the_injected_one(sample_home: Home, truth: dict):
    balance = open_reader(sample_home).con.table("balance").df().set_index(["area_id", "year"])["residual"]
    expected = {(row["area_id"], row["year"]): row["residual"] for row in truth["expected_residuals"]}
    assert balance.notna().all()
    assert {key: value for key, value in balance.items() if value} == {k: v for k, v in expected.items() if v}


def test_a_clean_up_is_a_red_balance_of_the_municipality(truth: dict, found: pd.DataFrame):
    red = found.query("check_id == 'bilanz_residuum' and severity == 'warnung'")
    reported = set(zip(red["area_id"], red["reference_date"].dt.year, strict=True))
    for kind in ("clean_up", "area_recut"):
        for fault in of_kind(truth, kind):
            assert (fault["area_id"], fault["year"]) in reported
    assert {(fault["municipality_ags"], fault["year"]) for fault in of_kind(truth, "clean_up")} <= reported


def test_late_bookings_are_counted(truth: dict, found: pd.DataFrame):
    late = found.query("check_id == 'spaete_buchung'")
    reported = set(zip(late["area_id"], late["reference_date"].dt.year, strict=True))
    last = max(fault["year"] for fault in of_kind(truth, "late_booking"))
    # late events of the last year stand in a file that does not exist yet
    wanted = {(f["municipality_ags"], f["year"]) for f in of_kind(truth, "late_booking") if f["year"] < last}
    assert reported == wanted


def test_rejected_rows_are_the_broken_and_the_repeated_ones(truth: dict, found: pd.DataFrame):
    wanted = sum(fault["count"] for kind in ("broken_row", "duplicate") for fault in of_kind(truth, kind))
    assert found.query("check_id == 'abgewiesene_zeilen'")["value"].sum() == wanted


def test_people_without_area_are_reported(truth: dict, found: pd.DataFrame):
    wanted = pd.Series(
        {
            (f["municipality_ags"], f["year"], f["area_id"]): f["count"]
            for f in of_kind(truth, "unassigned_area")
        }
    )
    lost = found.query("check_id == 'ohne_zuordnung'")
    reported = dict(
        zip(zip(lost["area_id"], lost["reference_date"].dt.year, strict=True), lost["value"], strict=True)
    )
    assert reported == wanted.groupby(level=[0, 1]).sum().to_dict()


def test_a_merged_area_leaves_no_residual(sample_home: Home, truth: dict):
    (merged,) = of_kind(truth, "area_merge")
    con = open_reader(sample_home).con
    areas = con.table("area").df().set_index("area_id")
    assert str(areas.loc[merged["area_id"], "valid_to"])[:4] == str(merged["year"])
    balance = con.table("balance").df()
    assert merged["area_id"] not in set(balance["area_id"])
    heir = areas.loc[merged["area_id"], "successor_id"]
    start = balance.set_index(["area_id", "year"])["start"]
    assert start[heir, merged["year"]] > merged["count"]


def test_no_build_of_the_sample_contradicts_itself(found: pd.DataFrame):
    assert "fehler" not in set(found["severity"])


Finding = tuple[str, str, int | None]


def expected_findings(truth: dict, balance: pd.DataFrame) -> dict[str, tuple[str, set[Finding]]]:
    """What each check has to report by the fault list: kinds of faults, and its (check, area, year)."""
    wanted: dict[str, tuple[str, set[Finding]]] = {}
    late = {(f["municipality_ags"], f["year"]) for f in of_kind(truth, "late_booking")}
    last = max(year for _, year in late)
    wanted["spaete_buchung"] = ("late_booking", {("spaete_buchung", ags, y) for ags, y in late if y < last})
    broken = {
        (f["municipality_ags"], f["year"])
        for kind in ("broken_row", "duplicate")
        for f in of_kind(truth, kind)
    }
    wanted["abgewiesene_zeilen"] = ("broken_row, duplicate", {("abgewiesene_zeilen", *key) for key in broken})
    lost = {(f["municipality_ags"], f["year"]) for f in of_kind(truth, "unassigned_area")}
    wanted["ohne_zuordnung"] = ("unassigned_area", {("ohne_zuordnung", *key) for key in lost})
    (merged,) = of_kind(truth, "area_merge")
    heir = merged["detail"].split()[1]
    wanted["umgerechneter_gebietsstand"] = (
        "area_merge",
        {("umgerechneter_gebietsstand", heir, merged["year"])},
    )
    wanted["bilanz_residuum"] = (
        "clean_up, area_recut, count_delivery, late_booking",
        expected_residuals(truth, balance),
    )
    return wanted


def expected_residuals(truth: dict, balance: pd.DataFrame) -> set[Finding]:
    """Areas and municipalities whose injected faults exceed 1 ‰ of their residents."""
    injected = pd.DataFrame(truth["expected_residuals"])
    stock = balance.set_index(["area_id", "year"])[["start", "end"]]
    leaf = injected.set_index(["area_id", "year"])["residual"]
    town = leaf.groupby([leaf.index.get_level_values(0).str[:8], leaf.index.get_level_values(1)]).sum()
    whole = stock.groupby([stock.index.get_level_values(0).str[:8], stock.index.get_level_values(1)]).sum()
    return {
        ("bilanz_residuum", area, year)
        for faults, residents in ((leaf, stock), (town, whole))
        for (area, year), persons in faults.items()
        if abs(persons) > 0.001 * residents.loc[(area, year)].max() and not area.endswith("-ohne")
    }


def test_the_fault_table_has_full_precision_and_recall(
    sample_home: Home, truth: dict, found: pd.DataFrame, capsys: pytest.CaptureFixture[str]
):
    balance = open_reader(sample_home).con.table("balance").df()
    year = found["reference_date"].dt.year
    lines, hits, all_wanted, all_reported = [], 0, 0, 0
    for check_id, (kinds, wanted) in expected_findings(truth, balance).items():
        mine = found["check_id"] == check_id
        reported = set(zip(found["check_id"][mine], found["area_id"][mine], year[mine], strict=True))
        hit = len(wanted & reported)
        lines.append(
            f"{kinds:52} {check_id:28} {hit:4} of {len(wanted):4} found, {len(reported) - hit} too many"
        )
        hits, all_wanted, all_reported = hits + hit, all_wanted + len(wanted), all_reported + len(reported)
    with capsys.disabled():
        print("\n" + "\n".join(lines))
        print(f"recall {hits / all_wanted:.3f}, precision {hits / all_reported:.3f}")
    assert hits == all_wanted == all_reported


def test_checks_for_faults_the_sample_does_not_have_stay_silent(found: pd.DataFrame):
    silent = {
        *("altersspitze", "geburt_ohne_mutter", "tod_dann_bewegung", "buchung_vor_ereignis"),
        *("alter_unplausibel", "ereignis_vor_geburt", "doppelte_personen", "storno_ohne_ereignis"),
        *("bestand_und_zaehlung", "mitglieder_abgleich", "hauptwohnung_in_zwei_gemeinden"),
        *("gebiet_ohne_nachfolger", "gebiet_ohne_vorgeschichte", "umschluesselung_unbekannt"),
        *("nicht_mehr_gemeldet", "unbekanntes_gebiet", "fehlende_bewegungen", "fehlender_bestand"),
        *("doppelte_ereignisse", "geschlecht_vertauscht", "jahrgang_verschoben", "gebiet_fehlt_im_jahr"),
        *("staatsangehoerigkeit_sprung", "alter_der_mutter", "stichtag_in_zukunft", "neue_fassung"),
        *("gemeindeschluessel_kurz",),
    }
    assert silent & set(found["check_id"]) == set()
