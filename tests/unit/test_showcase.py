"""Releases of several municipalities as one: what is shown, what they sum to, what nobody can reach."""

import json
import os
import shutil
import time
from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

import forecasting
from dashboards import memory, showcase
from dashboards.access.people import ANYONE, Person, Role
from dashboards.schaufenster import standing
from tests.released import AGS, TWIN, belong, in_the_past, place, region, release_mini
from warehouse.errors import NoBuildError, ReleaseError
from warehouse.release.register import Event, Release, checksum
from warehouse.settings import Home
from warehouse.showcase import kept
from warehouse.showcase.folder import check_folder
from warehouse.showcase.reader import Selection, hold_releases, open_held, open_releases
from warehouse.showcase.shelf import file_of, read_shelf

TODAY = datetime.now(UTC).date()
SCHEMA = Path(forecasting.__file__).parent / "schema"
MEMBER = Person("Mia", Role.MEMBER, frozenset())


@pytest.fixture(scope="module")
def made(mini_home: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Release]:
    return release_mini(mini_home, tmp_path_factory.mktemp("freigabe"))


@pytest.fixture(scope="module")
def filled(made: tuple[Path, Release], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("region") / "frei"
    region(folder, *made)
    return folder


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """A copy of the folder that a test may change."""
    return Path(shutil.copytree(filled, tmp_path / "frei"))


def opened(folder: Path) -> duckdb.DuckDBPyConnection:
    shown = read_shelf(folder, TODAY).shown
    return open_releases(Selection(tuple(file_of(folder, one) for one in shown), 3), SCHEMA).con


def single(con: duckdb.DuckDBPyConnection, query: str, *values: object) -> object:
    return con.execute(query, values).fetchall()[0][0]


def test_a_shelf_shows_what_is_approved_and_still_holds(folder: Path):
    assert [one.municipality_ags for one in read_shelf(folder, TODAY).shown] == [AGS, TWIN]
    assert read_shelf(folder, date(2099, 1, 1)).shown == ()


def test_what_ran_out_was_withdrawn_or_is_a_draft_is_gone_at_the_next_look(folder: Path):
    first, second = read_shelf(folder, TODAY).shown
    (folder / f"{first.release_id}.json").write_text(in_the_past(first, 1).model_dump_json())
    assert [one.municipality_ags for one in read_shelf(folder, TODAY).shown] == [TWIN]
    withdrawn = second.model_copy(update={"state": "zurückgezogen"})
    (folder / f"{second.release_id}.json").write_text(withdrawn.model_dump_json())
    assert read_shelf(folder, TODAY).shown == ()


def test_a_withdrawal_copied_beside_the_old_file_counts(folder: Path):
    first = read_shelf(folder, TODAY).shown[0]
    (folder / "withdrawn").mkdir()
    (folder / "withdrawn" / f"{first.release_id}.json").write_text("{}")
    assert [one.municipality_ags for one in read_shelf(folder, TODAY).shown] == [TWIN]


def test_a_file_that_was_exchanged_is_named_and_not_shown(folder: Path):
    first = read_shelf(folder, TODAY).shown[0]
    with file_of(folder, first).open("ab") as file:
        file.write(b"x")
    found = read_shelf(folder, TODAY)
    assert [one.municipality_ags for one in found.shown] == [TWIN]
    assert "nicht die freigegebene Datei" in found.problems[0]
    file_of(folder, first).unlink()
    assert "fehlt die Datei" in read_shelf(folder, TODAY).problems[0]


def test_the_newer_of_two_releases_is_shown(folder: Path):
    first = read_shelf(folder, TODAY).shown[0]
    later = Event(what="freigegeben", by="Berta", at=datetime.now(UTC) + timedelta(hours=1))
    newer = place(folder, file_of(folder, first), first, release_id="c" * 16, history=(*first.history, later))
    assert read_shelf(folder, TODAY).of(AGS, "association") == newer


def test_the_public_gets_nothing_that_is_for_the_association(folder: Path):
    assert read_shelf(folder, TODAY).of(AGS, "public") is None


@pytest.mark.parametrize("inside", ["deliveries", "secrets", "warehouse", "protection"])
def test_a_home_is_no_folder_of_releases(tmp_path: Path, inside: str):
    (tmp_path / inside).mkdir()
    with pytest.raises(ReleaseError, match="Datenordner einer Werkbank"):
        check_folder(tmp_path)
    with pytest.raises(ReleaseError, match="gibt es nicht"):
        check_folder(tmp_path / "weg")


def test_the_association_is_the_sum_of_its_municipalities(folder: Path):
    con = opened(folder)
    assert con.table("area").filter("area_id = 'REG'").select("name").fetchall() == [
        ("Testregion (2 von 3 Gemeinden)",)
    ]
    totals = dict(
        con.execute(
            "SELECT area_id, sum(persons) FROM area_population WHERE reference_date = "
            "(SELECT max(reference_date) FROM area_population) GROUP BY area_id"
        ).fetchall()
    )
    assert totals["REG"] == pytest.approx(totals[AGS] + totals[TWIN])
    assert totals[AGS] == pytest.approx(totals[TWIN])
    age = (
        "SELECT value FROM indicator_value "
        "WHERE indicator_id = 'durchschnittsalter' AND area_id = ? ORDER BY year DESC"
    )
    assert single(con, age, "REG") == pytest.approx(single(con, age, AGS))
    ahead = (
        "SELECT median FROM forecast_age_group WHERE area_id = ? AND age = 0 AND age_to = 100 "
        "AND sex IS NULL AND nationality IS NULL AND scenario = 'basis' ORDER BY year DESC"
    )
    assert single(con, ahead, "REG") == pytest.approx(2 * single(con, ahead, AGS))


def test_a_sum_over_a_missing_part_is_missing(folder: Path, made: tuple[Path, Release]):
    con = opened(folder)
    last = single(con, "SELECT max(reference_date) FROM area_population")
    con.close()
    _, second = read_shelf(folder, TODAY).shown
    with duckdb.connect(str(file_of(folder, second))) as change:
        change.execute("DELETE FROM area_population WHERE reference_date = ?", [last])
        change.execute("DELETE FROM forecast_age_group")
    sign(folder, second)
    con = opened(folder)
    persons = con.execute(
        "SELECT sum_known(persons) FROM area_population WHERE area_id = 'REG' AND reference_date = ?", [last]
    ).fetchall()
    assert persons == [(None,)]
    assert con.execute("FROM forecast_age_group WHERE area_id = 'REG'").fetchall() == []
    assert con.execute(f"FROM forecast_age_group WHERE area_id = '{AGS}'").fetchall() != []


def sign(folder: Path, release: Release) -> None:
    signed = release.model_copy(update={"checksum": checksum(file_of(folder, release))})
    (folder / f"{release.release_id}.json").write_text(signed.model_dump_json())


def test_all_releases_are_one_run_and_every_mart_is_there(folder: Path):
    con = opened(folder)
    scenarios = con.execute("SELECT scenario, count(*) FROM forecast_run GROUP BY ALL").fetchall()
    assert scenarios and all(count == 1 for _, count in scenarios)
    tables = [
        path.stem
        for place in (SCHEMA, SCHEMA.parents[1] / "warehouse" / "schema")
        for path in place.glob("*.sql")
    ]
    for name in tables:
        con.execute(f'FROM "{name}" LIMIT 1')
    assert con.execute("FROM delivery").fetchall() == []


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '/tmp/x.duckdb'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SET memory_limit='1GB'",
        "CREATE TABLE area_level_2 AS FROM 'x.csv'",
    ],
)
def test_nothing_beside_the_releases_can_be_reached(folder: Path, statement: str):
    with pytest.raises(duckdb.Error):
        opened(folder).execute(statement)


def rows(table: duckdb.DuckDBPyRelation) -> list[str]:
    """Rows in one order; sums over many rows differ in their last digits from one reading to the next."""
    return sorted(
        repr([f"{value:.12g}" if isinstance(value, float) else value for value in row])
        for row in table.fetchall()
    )


def test_the_one_file_of_a_selection_says_what_its_releases_say(folder: Path, tmp_path: Path):
    selection = Selection(tuple(file_of(folder, one) for one in read_shelf(folder, TODAY).shown), 3)
    file = tmp_path / "bestand.duckdb"
    hold_releases(selection, SCHEMA, file, "key")
    one, many = open_held(selection, SCHEMA, file, "key"), open_releases(selection, SCHEMA)
    assert (one.build_id, one.run_id) == (many.build_id, many.run_id)
    for name in ("area", "area_population", "indicator_value", "forecast_age_group", "balance", "delivery"):
        assert rows(one.con.table(name)) == rows(many.con.table(name))
    with pytest.raises(duckdb.Error):
        one.con.execute("CREATE TABLE bestand.main.x AS SELECT 1")
    # What was made from something else, or by other code, is not taken for it.
    with pytest.raises(ReleaseError, match="gehört nicht zu diesen Freigaben"):
        open_held(selection, SCHEMA, file, "another key")


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A process among siblings whose user has a home of his own; the folder where files are kept."""
    monkeypatch.setenv(showcase.SHARED_VARIABLE, str(tmp_path))
    monkeypatch.delenv(kept.SERVICE_VARIABLE, raising=False)
    monkeypatch.setenv(kept.USER_VARIABLE, str(tmp_path / "cache"))
    start_again(monkeypatch)
    return tmp_path / "cache" / kept.OURS


def start_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know of nothing that is open, as a process that just began."""
    monkeypatch.setattr(showcase, "_open_now", OrderedDict())
    monkeypatch.setattr(showcase, "_from_one", set())
    showcase._place.cache_clear()


def kept_file(place: Path, where: str = "*/") -> Path:
    """Return the one file of a folder as soon as it is there, whole."""
    deadline = time.monotonic() + 60
    while (
        len(found := list(place.glob(f"{where}{kept.KEPT}*[0-9a-f].duckdb"))) != 1
        and time.monotonic() < deadline
    ):
        time.sleep(0.02)
    (file,) = found
    return file


def test_siblings_share_the_one_file_and_what_was_shown(
    shown: Path, beside: Path, monkeypatch: pytest.MonkeyPatch
):
    showcase.warm_up()
    build_id = showcase.reader_for(MEMBER).build_id
    held = kept_file(beside)
    written = held.stat().st_mtime_ns
    # Another process, or the next start, has opened nothing yet: it finds file and name.
    start_again(monkeypatch)
    found = showcase.opened(build_id)
    assert found is not None
    assert found.con.table("area").fetchall()
    assert str(held) in {row[0] for row in found.con.table("duckdb_databases").select("path").fetchall()}
    assert held.stat().st_mtime_ns == written
    assert showcase.opened("f" * 16) is None
    assert showcase.opened("../../etc/passwd") is None
    # What is shown no more leaves no file.
    next(shown.glob("a*.json")).unlink()
    monkeypatch.setattr(showcase, "_looked", {})
    start_again(monkeypatch)
    showcase.warm_up()
    deadline = time.monotonic() + 60
    while held.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not held.exists()


def test_a_damaged_file_is_made_again_from_the_releases(
    shown: Path, beside: Path, monkeypatch: pytest.MonkeyPatch
):
    showcase.warm_up()
    held = kept_file(beside)
    held.write_bytes(held.read_bytes()[:5000])
    start_again(monkeypatch)
    assert showcase.reader_for(MEMBER).con.table("area").fetchall()
    assert kept_file(beside).stat().st_size > 5000


def test_what_others_may_write_is_not_read(
    shown: Path, beside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    showcase.warm_up()
    held = kept_file(beside)
    assert kept.is_fit(held)
    held.chmod(0o666)
    assert not kept.is_fit(held)
    held.chmod(0o600)
    beside.chmod(0o770)
    start_again(monkeypatch)
    assert kept.private_folder(shown, "anybody") is None
    # Then it is made anew, where it goes with this server.
    showcase.warm_up()
    assert kept_file(tmp_path, "") != held


def test_other_code_has_other_files_and_old_ones_go(tmp_path: Path, beside: Path):
    selection = Selection((tmp_path / "a.duckdb",), 1)
    schema = tmp_path / "schema"
    schema.mkdir()
    before = kept.key_of(selection, schema)
    (schema / "run.sql").write_text("-- Other code; one row.")
    kept._code.cache_clear()
    assert kept.key_of(selection, schema) != before
    place = kept.private_folder(tmp_path, "members")
    other = kept.private_folder(tmp_path, "public")
    assert place is not None
    assert other is not None
    assert place != other
    assert (place.stat().st_mode & 0o777, place.parent) == (0o700, other.parent)
    long_ago = time.time() - 2 * kept.UNUSED_SECONDS
    os.utime(other, (long_ago, long_ago))
    kept.private_folder(tmp_path, "members")
    assert not other.exists()


@pytest.fixture
def shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This process as a Schaufenster for members."""
    monkeypatch.setenv(showcase.FOLDER_VARIABLE, str(folder))
    monkeypatch.setenv(showcase.AUDIENCE_VARIABLE, "association")
    monkeypatch.setenv("KOHORTE_HOME", str(folder))
    monkeypatch.setattr(showcase, "SETTLED", 0.0)
    monkeypatch.setattr(showcase, "_looked", {})
    memory.forget()
    return folder


def test_a_new_release_shows_and_a_withdrawn_one_goes_without_a_restart(shown: Path):
    before = showcase.reader_for(MEMBER).build_id
    second = read_shelf(shown, TODAY).shown[1]
    record = shown / f"{second.release_id}.json"
    text = record.read_text()
    record.unlink()
    alone = showcase.reader_for(MEMBER)
    assert alone.build_id != before
    assert alone.con.execute("SELECT DISTINCT municipality_ags FROM area").fetchall() == [(AGS,)]
    record.write_text(text)
    assert showcase.reader_for(MEMBER).build_id == before
    with pytest.raises(NoBuildError):
        showcase.reader_for(ANYONE)


def third(folder: Path) -> None:
    """Let a third municipality release the same."""
    first = read_shelf(folder, TODAY).shown[0]
    copy = Path(shutil.copyfile(file_of(folder, first), folder / "third.part"))
    belong(copy, "03959003", "Drittenau", "c" * 16)
    names = {"municipality_ags": "03959003", "municipality_name": "Drittenau", "release_id": "c" * 16}
    place(folder, copy, first, **names)
    copy.unlink()


def ended(folder: Path, why: str) -> Release:
    """Let what the twin shows end in one of the ways there are; return its record."""
    second = next(one for one in read_shelf(folder, TODAY).shown if one.municipality_ags == TWIN)
    record = folder / f"{second.release_id}.json"
    if why == "expired":
        record.write_text(in_the_past(second, 1).model_dump_json())
    elif why == "withdrawn":
        record.write_text(second.model_copy(update={"state": "zurückgezogen"}).model_dump_json())
    else:
        members = folder / "verband.yml"
        named = json.loads(members.read_text())
        del named["gemeinden"][TWIN]
        members.write_text(json.dumps(named))
    return second


YESTERDAY = (TODAY - timedelta(days=1)).strftime("%d.%m.%Y")


@pytest.mark.parametrize(
    ("why", "told", "cell", "of"),
    [
        (
            "expired",
            f"Die Freigabe von Zwillingen für den Verband galt bis {YESTERDAY} und ist abgelaufen; erneuern "
            "könnte sie die Statistikstelle der Gemeinde.",
            "abgelaufen",
            3,
        ),
        (
            "withdrawn",
            "Zwillingen hat seine Freigabe für den Verband zurückgezogen; neu freigeben könnte die "
            "Statistikstelle der Gemeinde.",
            "zurückgezogen",
            3,
        ),
        (
            "left",
            "Zwillingen gehört nicht mehr zum Verband; seine Zahlen werden nicht gezeigt.",
            "nicht mehr im Verband",
            2,
        ),
    ],
)
def test_numbers_of_who_left_or_whose_release_ended_are_in_no_table_sum_or_forecast(
    shown: Path, why: str, told: str, cell: str, of: int
):
    third(shown)
    before = showcase.reader_for(MEMBER)
    second = ended(shown, why)
    con = showcase.reader_for(MEMBER).con
    holding = (
        "SELECT DISTINCT table_name, column_name FROM information_schema.columns WHERE data_type = 'VARCHAR'"
    )
    for table, column in con.execute(holding).fetchall():
        found = con.execute(
            f'SELECT count(*) FROM "{table}" WHERE contains("{column}", ?) AND NOT contains("{column}", ?)',
            [TWIN, "|"],
        ).fetchall()
        # A partner of moves of the one that stays is its own number.
        assert found == [(0,)] or column in {"origin", "destination", "partner"}, (table, column)
    alone, both = (
        [
            single(one, f"SELECT sum({value}) FROM {table} WHERE area_id = 'REG'")
            for table, value in (("area_population", "persons"), ("forecast_age_group", "median"))
        ]
        for one in (con, before.con)
    )
    # Three alike, of which one is gone.
    assert alone == pytest.approx([one * 2 / 3 for one in both])
    named = "Testregion" if of == 2 else f"Testregion (2 von {of} Gemeinden)"
    assert single(con, "SELECT name FROM area WHERE area_id = 'REG'") == named
    assert told in standing.missing(MEMBER, "start")
    table = standing.table(MEMBER).set_index("Gemeinde")
    assert table.loc["Zwillingen", "Freigegeben für"] == cell
    assert showcase.opened(second.release_id) is None


def test_what_is_not_released_is_named_with_who_could(shown: Path):
    told = standing.missing(MEMBER, "kita")
    assert "Drittenau hat für den Verband nichts freigegeben; das könnte das Amt Drittenau." in told
    second = read_shelf(shown, TODAY).shown[1]
    rules = second.rules.model_copy(update={"teile": ("indikatoren",)})
    changed = second.model_copy(update={"rules": rules})
    (shown / f"{second.release_id}.json").write_text(changed.model_dump_json())
    assert any(
        "Zwillingen hat Kita und Prognosen nicht freigegeben" in line
        for line in standing.missing(MEMBER, "kita")
    )
    assert not any("Zwillingen" in line for line in standing.missing(MEMBER, "start"))


def script(topic_id: str) -> None:
    from dashboards.schaufenster_app import show

    show(topic_id)


@pytest.mark.parametrize("page", ["start", "demographie", "wanderungen", "kita"])
def test_every_page_draws_released_numbers_and_says_so(shown: Path, page: str):
    app = AppTest.from_function(script, kwargs={"topic_id": page}, default_timeout=60).run()
    assert not app.exception
    words = "\n".join(str(one.value) for one in app.get("html"))
    assert "freigegeben, geschützt</p>" in words
    assert "Drittenau" in words
    assert "exakt" not in words.replace("exakten", "")
    assert "datenlage" not in words


def test_the_public_is_told_that_nothing_is_released_for_it(shown: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(showcase.AUDIENCE_VARIABLE, "public")
    app = AppTest.from_function(script, kwargs={"topic_id": "start"}, default_timeout=60).run()
    assert not app.exception
    words = "\n".join(str(one.value) for one in app.get("html"))
    assert "Für die Öffentlichkeit hat noch keine Gemeinde etwas freigegeben" in words
    assert not app.get("plotly_chart")
    assert os.environ[showcase.FOLDER_VARIABLE] == str(shown)
