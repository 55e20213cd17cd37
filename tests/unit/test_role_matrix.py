"""Role × municipality × page × download: who sees whose numbers where; what is not named is refused."""

import asyncio
import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dashboards import links, showcase
from dashboards.access import guard, identity
from dashboards.access.people import ANYONE, Person, Role
from dashboards.access.permits import RELEASED_PAGES, House, may_enter, may_open
from dashboards.access.settings import LOGIN_VARIABLE
from dashboards.documents import offer
from dashboards.documents.names import TYPES
from dashboards.maps import background
from dashboards.maps.route import routes as map_routes
from dashboards.topic import Context, topic_pages
from dashboards.topics.kita import home_files
from warehouse.release.policy import AudiencePolicy
from warehouse.release.register import Event, Release

OWN, OTHER, THIRD = "03951000", "03952001", "03952002"
PEOPLE = {
    "statistik": Person("Anna", Role.STATISTICIAN, frozenset({OWN})),
    "planung": Person("Paul", Role.PLANNER, frozenset({OWN})),
    "mitglied": Person("Mia", Role.MEMBER, frozenset({OWN})),
    "öffentlichkeit": ANYONE,
}
# What is released: own for both, the other for the association only, the third for the public only.
RELEASED = {(OWN, "association"), (OWN, "public"), (OTHER, "association"), (THIRD, "public")}
# role → municipality → audience of the release that is shown; None: nothing.
SEEN: dict[str, dict[str, str | None]] = {
    "statistik": {OWN: "association", OTHER: "association", THIRD: "public"},
    "planung": {OWN: "association", OTHER: None, THIRD: "public"},
    "mitglied": {OWN: "association", OTHER: "association", THIRD: "public"},
    "öffentlichkeit": {OWN: "public", OTHER: None, THIRD: "public"},
}
OPEN_TO_ALL = {"start", "demographie", "wanderungen", "kita"}
PAGES = sorted({entry.topic.id for entry in topic_pages()} | {"neu", ""})
# Tables and documents of every kind a page gives out, the report of the gate, and the routes of our own.
ENDINGS = sorted({"csv", "html", *TYPES})
FILES = (
    *(f"/media/abc.{ending}" for ending in ENDINGS),
    "/karte/b/VRA/ortsteil.json",
    "/karte/b/VRA/ortsteil/grenzen.json",
    "/karte/b/VRA/ortsteil/umriss/x.json",
    f"/{background.PREFIX}/1/wasser.json",
    "/v/0123456789",
    "/_stcore/metrics",
    "/_stcore/upload_file/a/b",
)


def record(folder: Path, ags: str, audience: str) -> None:
    name = hashlib.sha256(f"{ags}{audience}".encode()).hexdigest()[:16]
    content = f"{ags} {audience}".encode()
    (folder / f"{name}.duckdb").write_bytes(content)
    release = Release(
        release_id=name,
        municipality_ags=ags,
        municipality_name=ags,
        audience=audience,
        state="freigegeben",
        method="ckm",
        rules=AudiencePolicy(),
        cells=1,
        expires_on=date(2099, 1, 1),
        build_id="b",
        previous_id=None,
        checksum=hashlib.sha256(content).hexdigest(),
        history=(Event(what="freigegeben", by="Berta", at=datetime.now(UTC)),),
    )
    (folder / f"{name}.json").write_text(release.model_dump_json(), encoding="utf-8")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Schaufenster with the releases of three municipalities."""
    for ags, audience in RELEASED:
        record(tmp_path, ags, audience)
    monkeypatch.setenv(showcase.FOLDER_VARIABLE, str(tmp_path))
    monkeypatch.setattr(showcase, "_looked", {})


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("ags", [OWN, OTHER, THIRD])
def test_whose_release_of_which_municipality(shelf: None, role: str, ags: str):
    shown = {one.municipality_ags: one.audience for one in showcase.releases_for(PEOPLE[role])}
    assert shown.get(ags) == SEEN[role][ags]


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("held", [(OWN,), (OTHER,), (OWN, OTHER), ()])
def test_pages_of_a_werkbank_by_role_and_municipality(role: str, page: str, held: tuple[str, ...]):
    person = PEOPLE[role]
    allowed = may_enter(person, House.WERKBANK, held) and may_open(person, House.WERKBANK, page)
    assert allowed is (role == "statistik" and set(held) <= {OWN})


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("page", PAGES)
def test_pages_of_a_schaufenster_by_role(role: str, page: str):
    person = PEOPLE[role]
    assert may_enter(person, House.SCHAUFENSTER, (OWN, OTHER))
    assert may_open(person, House.SCHAUFENSTER, page) is (page in OPEN_TO_ALL)


def status(house: House, path: str) -> int:
    """What the guard answers to a request; 200: it was passed on."""
    sent = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message):
        sent.append(message)

    door = guard.Guard(app, house, lambda: (OWN,), PAGES)
    scope = {"type": "http", "path": path, "headers": [], "method": "GET"}
    asyncio.run(door(scope, None, send))
    return sent[0]["status"]


@pytest.mark.parametrize("role", [*PEOPLE, None])
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("house", House)
def test_downloads_and_shapes_by_role(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, role, file: str, house: House
):
    monkeypatch.setenv(LOGIN_VARIABLE, str(tmp_path))
    monkeypatch.setattr(identity, "identify", lambda login, claims: (PEOPLE.get(role), ""))
    shut = house is House.SCHAUFENSTER and file.startswith(guard.CLOSED)
    allowed = not shut and (house is House.SCHAUFENSTER or role == "statistik")
    assert status(house, file) == (200 if allowed else 401)


def test_the_matrix_knows_every_page_and_every_route():
    """A new one has to be put in, with who may have it."""
    pages = {entry.topic.id for entry in topic_pages()}
    assert pages == OPEN_TO_ALL | {"datenlage", "schutz"}
    assert {entry.topic.id for entry in topic_pages(RELEASED_PAGES)} == OPEN_TO_ALL
    for route in [*map_routes(), *links.routes()]:
        assert any(route.path_regex.match(file) for file in FILES), route.path


@pytest.mark.parametrize("role", PEOPLE)
def test_documents_and_what_an_office_keeps_stay_in_the_werkbank(role: str, monkeypatch: pytest.MonkeyPatch):
    """The gate looked at released cells, not at documents made of them: no button offers one."""
    drawn: list[str] = []
    monkeypatch.setattr(offer, "_forms", lambda context, label, *_: drawn.append(label))
    monkeypatch.setattr(offer, "_button", lambda context, label, *_, **__: drawn.append(label))
    released = Context(None, "b", None, role=PEOPLE[role].cache_key, is_released=True)  # type: ignore[arg-type]
    area: Any = SimpleNamespace(name="A")
    offer.gebietsprofil(released, area)
    offer.kita_plan(released, area)
    assert drawn == []
    assert not home_files.may_keep(released)


@pytest.mark.parametrize("role", PEOPLE)
def test_what_was_shown_to_one_is_in_no_cache_of_another(role: str):
    others = [person.cache_key for name, person in PEOPLE.items() if name != role]
    assert PEOPLE[role].cache_key not in others
