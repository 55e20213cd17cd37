"""Ten thousand inputs nobody should send: each is understood or refused in German, and none leaves a trace.

Files that people write are spoilt from shipped ones, so that most of the mistakes come late; addresses are
read by the domains of the pages' controls, and some of them by whole pages; uploads go through acceptance.
"""

import random
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards import address
from dashboards.access.rights import read_rights
from dashboards.errors import DashboardError
from dashboards.topics.datenlage.takeover import UploadRefused, accepted, safe_name
from forecasting.errors import ForecastError
from forecasting.scenario import SCENARIOS, read_scenario
from warehouse.errors import WarehouseError
from warehouse.profile import FOLDER, Profile, read_profile

REFUSALS = (WarehouseError, ForecastError, DashboardError)
PROFILES = sorted(FOLDER.glob("*.yml"))
SCENARIO_FILES = sorted(SCENARIOS.glob("*.yml"))
# What breaks readers: signs of YAML, numbers of any kind, dates that do not exist, other scripts.
SPICE = (
    *(*": - ? & * ! | > % @ ` { } [ ] , # ' \" \\ \t \n \r \x00 \x85 \u2028 \ufeff \ud7ff".split(" "),),
    *("&a", "*a", "<<: *a", "!!python/object:os.system", "!!timestamp x", "---", "...", "%YAML 9.9"),
    *("2024-13-45", "0001-01-01", "9" * 400, "1e999", "-1", ".nan", ".inf", "0x", "0b2", "1_0:99:99", "~"),
    *("null", "true", "[", "{" * 40, "[" * 3000, "- " * 3000, "ä", "𝔎", "\u202e", "\x1b[31m", "' OR 1=1 --"),
    *("<script>alert(1)</script>", "../../etc/passwd", "=cmd|' /C calc'!A0", "{0.__class__}", "%s%n"),
)
MANY = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=3000,
)


def spoilt(seed: int, files: list[Path]) -> bytes:
    """One of the files with one to five mistakes: pieces lost, doubled, moved, or replaced by spice."""
    chance = random.Random(seed)
    text = chance.choice(files).read_text(encoding="utf-8")
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(text) + 1)
        end = min(len(text), at + chance.choice((0, 1, 5, 40)))
        new = chance.choice((chance.choice(SPICE), "", text[at:end] * 2, chance.choice(string.printable)))
        text = text[:at] + new + text[end:]
    content = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.2:
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.randbytes(chance.randint(1, 8)) + content[at:]
    return content


def is_said_well(error: Exception, name: str) -> None:
    said = str(error)
    assert name in said, said
    assert "Traceback" not in said
    assert "object at 0x" not in said
    assert len(said) < 4000


@settings(MANY, max_examples=2000)
@given(st.integers(0, 2**32))
def test_a_profile_is_understood_or_refused(tmp_path: Path, seed: int):
    file = tmp_path / "fremd.yml"
    file.write_bytes(spoilt(seed, PROFILES).replace(b"\nid:", b"\nid: fremd #", 1))
    read_profile.cache_clear()
    try:
        assert isinstance(read_profile(str(file)), Profile)
    except REFUSALS as error:
        is_said_well(error, "fremd.yml")
    assert list(tmp_path.iterdir()) == [file]


@settings(MANY, max_examples=4000)
@given(st.integers(0, 2**32))
def test_a_scenario_is_understood_or_refused(tmp_path: Path, seed: int):
    file = tmp_path / "fremd.yml"
    file.write_bytes(spoilt(seed, SCENARIO_FILES))
    try:
        read_scenario(file)
    except REFUSALS as error:
        is_said_well(error, "fremd.yml")
    assert list(tmp_path.iterdir()) == [file]


@settings(MANY, max_examples=500)
@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_a_table_of_rights_is_understood_or_gives_nobody_access(tmp_path: Path, content: bytes):
    file = tmp_path / "rechte.yml"
    file.write_bytes(content)
    try:
        assert isinstance(read_rights(file), tuple)
    except REFUSALS as error:
        is_said_well(error, "rechte.yml")


CODES = st.text(max_size=40) | st.sampled_from([*SPICE, "2020-2024", "nan", "inf", "1e400", "-0", "²", "٣"])
YEARS = {year: str(year) for year in range(2014, 2045)}


@settings(MANY, max_examples=2500)
@given(CODES)
def test_an_address_selects_what_is_offered_or_nothing(code: str):
    for domain, offered in (
        (address.among(YEARS, 2024), set(YEARS)),
        (address.within(0, 1, 0.05, 0.5), None),
        (address.span(0, 100, (0, 100)), None),
        (address.several(YEARS, 3), None),
    ):
        value = domain.read(code)
        if value is None:
            continue
        # What was read is a wish the control can show: it stays itself when written and read again.
        assert domain.read(domain.write(value)) == value
        if offered is not None:
            assert value in offered


@settings(MANY, max_examples=1000)
@given(
    st.text(max_size=300), st.binary(max_size=300) | st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfea\x00"])
)
def test_an_upload_is_accepted_or_refused_and_its_name_stays_in_its_folder(name: str, content: bytes):
    safe = safe_name(name)
    assert safe
    assert Path(safe).name == safe
    assert safe not in (".", "..")
    assert len(safe.encode()) < 255
    try:
        assert accepted(name, content).name == safe
    except UploadRefused as error:
        is_said_well(error, safe)


PAGES = ("demographie", "wanderungen", "kita", "start", "datenlage")
KEYS = (
    "gebiet",
    "ebene",
    "stichtag",
    "jahr",
    "szenario",
    "ansicht",
    "alter",
    "vergleich",
    "gebietsstand",
    "v",
)


@pytest.mark.parametrize("number", range(30))
def test_a_page_opens_at_any_address(mini_home, monkeypatch, number: int):
    from tests.pages.opened import open_topic

    monkeypatch.setenv("KOHORTE_HOME", str(mini_home.root))
    chance = random.Random(number)
    query = {key: chance.choice(SPICE) for key in chance.sample(KEYS, 4)}
    page = open_topic(chance.choice(PAGES), **query)
    assert not page.exception
