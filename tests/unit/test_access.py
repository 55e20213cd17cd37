"""Who may see what: roles, the table of rights, limits of a session, the address of a server."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboards.access.people import ANYONE, Account, Person, Role
from dashboards.access.permits import House, audience, may_enter, may_open
from dashboards.access.rights import find_person, read_rights
from dashboards.access.sessions import State, open_sessions
from dashboards.access.settings import Login, check_login
from dashboards.errors import DashboardError
from dashboards.listening import Listening, check_reach
from dashboards.topic import topic_pages

OWN, FOREIGN = "03951000", "03952001"
ACCOUNT = Account("https://login.example.org", "4711")
INSIDE_PAGES = {"datenlage"}
RELEASED = {"start", "demographie", "wanderungen", "kita"}


def person(role: Role, *municipalities: str) -> Person:
    return Person("Anna", role, frozenset(municipalities))


# Role, rights in, house with the numbers of, may enter.
ENTRY = [
    (Role.STATISTICIAN, [OWN], House.WERKBANK, [OWN], True),
    (Role.STATISTICIAN, [OWN], House.WERKBANK, [OWN, FOREIGN], False),
    (Role.STATISTICIAN, [OWN], House.WERKBANK, [FOREIGN], False),
    (Role.STATISTICIAN, [OWN, FOREIGN], House.WERKBANK, [OWN], True),
    (Role.PLANNER, [OWN], House.WERKBANK, [OWN], False),
    (Role.MEMBER, [OWN], House.WERKBANK, [OWN], False),
    (Role.PUBLIC, [], House.WERKBANK, [], False),
    *[(role, [], House.SCHAUFENSTER, [OWN, FOREIGN], True) for role in Role],
]


@pytest.mark.parametrize(("role", "rights", "house", "held", "expected"), ENTRY)
def test_who_may_enter_which_house(role, rights, house, held, expected):
    assert may_enter(person(role, *rights), house, held) is expected


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", [entry.topic.id for entry in topic_pages()] + ["neu"])
def test_pages_by_role_are_refused_unless_named(role, page):
    assert may_open(person(role, OWN), House.WERKBANK, page) is (role is Role.STATISTICIAN)
    assert may_open(person(role, OWN), House.SCHAUFENSTER, page) is (page in RELEASED)
    assert not (INSIDE_PAGES & RELEASED)


@pytest.mark.parametrize(
    ("role", "municipality", "expected"),
    [
        (Role.STATISTICIAN, OWN, "association"),
        (Role.PLANNER, OWN, "association"),
        (Role.PLANNER, FOREIGN, "public"),
        (Role.MEMBER, OWN, "association"),
        (Role.MEMBER, FOREIGN, "association"),
        (Role.PUBLIC, OWN, "public"),
    ],
)
def test_whose_release_somebody_sees(role, municipality, expected):
    assert audience(person(role, OWN), municipality) is expected


def test_caches_of_persons_with_other_rights_are_apart():
    keys = {
        person(Role.STATISTICIAN, OWN).cache_key,
        person(Role.STATISTICIAN, OWN, FOREIGN).cache_key,
        person(Role.MEMBER, OWN).cache_key,
        ANYONE.cache_key,
    }
    assert len(keys) == 4


RIGHTS = """\
- anbieter: https://login.example.org/
  kennung: "4711"
  name: Anna Münzer
  rolle: statistik
  gemeinden: ["03951000"]
- anbieter: https://login.example.org
  kennung: "4712"
  name: Paul
  rolle: planung
  gemeinden: ["03951000", "03952001"]
  gesperrt: true
"""


def table(folder: Path, text: str) -> Path:
    file = folder / "rechte.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_person_of_an_account(tmp_path):
    file = table(tmp_path, RIGHTS)
    found = find_person(file, ACCOUNT)
    assert found == Person(
        "Anna Münzer", Role.STATISTICIAN, frozenset({OWN}), Account("https://login.example.org", "4711")
    )
    assert find_person(file, Account(ACCOUNT.issuer, "4712")) is None
    assert find_person(file, Account(ACCOUNT.issuer, "9999")) is None
    # The same number at another provider is another person.
    assert find_person(file, Account("https://anderswo.example.org", "4711")) is None


def test_a_changed_table_holds_at_once_and_a_missing_one_lets_nobody_in(tmp_path):
    file = table(tmp_path, RIGHTS)
    assert find_person(file, ACCOUNT)
    file.write_text(
        RIGHTS.replace('gemeinden: ["03951000"]\n-', 'gemeinden: ["03951000"]\n  gesperrt: true\n-')
    )
    assert find_person(file, ACCOUNT) is None
    file.unlink()
    assert find_person(file, ACCOUNT) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("rolle: planung", "rolle: chefin"), "Eintrag 2, Feld rolle: erlaubt sind statistik"),
        (("rolle: planung", "rolle: öffentlichkeit"), "Eintrag 2: die Rolle „öffentlichkeit“"),
        (('["03951000"]', '["3951000"]'), "achtstelliger Gemeindeschlüssel"),
        (('  gemeinden: ["03951000"]\n', ""), "Eintrag 1 .Anna Münzer.: das Feld gemeinden fehlt"),
        (('kennung: "4712"', 'kennung: "4711"'), "„4711“ steht mehrmals da"),
        (("  name: Paul\n", ""), "Eintrag 2, Feld name: fehlt"),
        (("  name: Paul", "  name: Paul\n  admin: true"), "Eintrag 2, Feld admin: ist unbekannt"),
        (("- anbieter", "- anbieter: ["), "Zeile"),
    ],
)
def test_a_faulty_table_says_where_and_gives_nobody_access(tmp_path, change, words):
    file = table(tmp_path, RIGHTS.replace(*change, 1))
    with pytest.raises(DashboardError, match=words):
        read_rights(file)


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def sessions(tmp_path):
    found = open_sessions(f"sqlite:///{tmp_path}/s.sqlite", timedelta(hours=8), timedelta(minutes=30))
    clock = Clock()
    return type(found)(found.engine, found.absolute, found.idle, clock), clock


def test_a_login_ends_after_eight_hours_however_busy(sessions):
    record, clock = sessions
    since = int(clock.time.timestamp())
    for _ in range(24 * 4):
        state = record.visit(ACCOUNT, since)
        assert state is (
            State.OPEN if clock.time <= datetime(2026, 3, 1, 16, 0, tzinfo=UTC) else State.TOO_OLD
        )
        clock.time += timedelta(minutes=10)
    assert state is State.TOO_OLD


def test_a_login_ends_after_half_an_hour_without_a_visit(sessions):
    record, clock = sessions
    since = int(clock.time.timestamp())
    assert record.visit(ACCOUNT, since) is State.OPEN
    clock.time += timedelta(minutes=29)
    assert record.visit(ACCOUNT, since) is State.OPEN
    clock.time += timedelta(minutes=31)
    assert record.visit(ACCOUNT, since) is State.IDLE
    # A new login at the provider is a new session.
    assert record.visit(ACCOUNT, int(clock.time.timestamp())) is State.OPEN


def test_a_logout_ends_every_login_of_the_account_only(sessions):
    record, clock = sessions
    since, other = int(clock.time.timestamp()), Account(ACCOUNT.issuer, "4712")
    assert record.visit(ACCOUNT, since) is record.visit(other, since) is State.OPEN
    record.end(ACCOUNT)
    assert record.visit(ACCOUNT, since) is State.ENDED
    assert record.visit(other, since) is State.OPEN


def test_a_login_from_the_future_or_without_a_time_does_not_hold(sessions):
    record, clock = sessions
    assert record.visit(ACCOUNT, int(clock.time.timestamp()) + 3600) is State.TOO_OLD
    assert record.visit(ACCOUNT, 0) is State.TOO_OLD


def test_the_record_outlives_the_server(sessions, tmp_path):
    record, clock = sessions
    record.visit(ACCOUNT, int(clock.time.timestamp()))
    record.end(ACCOUNT)
    again = sa.create_engine(f"sqlite:///{tmp_path}/s.sqlite")
    assert (
        type(record)(again, record.absolute, record.idle, clock).visit(ACCOUNT, int(clock.time.timestamp()))
        is State.ENDED
    )


SECRET = "Zr4NcW8sYpE3aHgD6uJfVQ7mT2vXb9Lk"
LOGIN = f"""\
[auth]
redirect_uri = "https://daten.example.org/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "kohorte"
client_secret = "{SECRET}"
server_metadata_url = "https://login.example.org/.well-known/openid-configuration"
"""


def folder_of_login(folder: Path, text: str = LOGIN, mode: int = 0o400) -> Login:
    login = Login(folder)
    login.secrets.write_text(text, encoding="utf-8")
    login.secrets.chmod(mode)
    table(folder, RIGHTS)
    return login


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        (LOGIN, 0o444, "für andere lesbar"),
        (LOGIN.replace(f'cookie_secret = "{SECRET}"', 'cookie_secret = "kurz"'), 0o400, "cookie_secret"),
        (
            LOGIN.replace(f'client_secret = "{SECRET}"', f'client_secret = "bitte-ändern-{SECRET}"'),
            0o400,
            "Beispiel",
        ),
        (LOGIN.replace('client_id = "kohorte"\n', ""), 0o400, "fehlt unter .auth.: client_id"),
        ("[auth", 0o400, "keine lesbare TOML-Datei"),
        ("", 0o400, "fehlt unter .auth.: redirect_uri"),
    ],
)
def test_a_login_not_in_order_keeps_the_server_from_starting(tmp_path, text, mode, words):
    with pytest.raises(DashboardError, match=words):
        check_login(folder_of_login(tmp_path, text, mode))


def test_a_login_in_order_may_listen_anywhere(tmp_path):
    check_reach(Listening(address="0.0.0.0", login=folder_of_login(tmp_path)))


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.20", "server.rathaus.example"])
def test_without_login_nobody_else_is_reached(address):
    with pytest.raises(DashboardError, match="--login"):
        check_reach(Listening(address=address))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost", "127.0.0.53"])
def test_without_login_this_machine_is_enough(address):
    check_reach(Listening(address=address))


def test_the_address_of_a_database_can_be_set(tmp_path, monkeypatch):
    assert Login(tmp_path).sessions == f"sqlite:///{tmp_path / 'sitzungen.sqlite'}"
    monkeypatch.setenv("KOHORTE_STATE", "postgresql+psycopg://kohorte@db/zustand")
    assert Login(tmp_path).sessions == "postgresql+psycopg://kohorte@db/zustand"
