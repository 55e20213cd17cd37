"""Shared fixtures: real public data beside the project, and homes made once per session by the real chain."""

import hashlib
import os
import shutil
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from xdist.scheduler import LoadScopeScheduling

from dashboards.demo import ingest_manifest, prepare
from dashboards.progress import Progress
from forecasting.run import RunSettings, run_forecast
from tests.command import kohorte
from warehouse.build import build
from warehouse.settings import Home

PROJECT = Path(__file__).parents[1]
BERLIN_SOURCES = "../shared/data/berlin/raw/sources"
BERLIN_GEOMETRY = "../shared/data/geo"


class ByFile(LoadScopeScheduling):
    """Share the tests among processes by file; those that drive a browser stay together, with one home."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return "browser" if file.startswith("tests/browser/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Return how the tests are shared."""
    return ByFile(config, log)


@pytest.fixture(scope="session")
def project() -> Path:
    """The checkout."""
    return PROJECT


@pytest.fixture
def plain_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """A main module that further processes need not run: page tests leave that of their script behind."""
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real public data; a user's machine may lack it, CI may not."""
    folder = PROJECT.parent / "shared"
    if not folder.exists():
        reason = "the folder shared with the public test data is not beside the project"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Home], None]) -> Home:
    """A home that the first process to ask makes for all; each gets a copy, which its tests may change."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        home = Home(factory.mktemp(name))
        make(home)
        return home
    pattern = factory.getbasetemp().parent / name
    with FileLock(pattern.with_suffix(".lock")):
        if not pattern.exists():
            unfinished = pattern.with_suffix(".unfinished")
            make(Home(unfinished))
            unfinished.rename(pattern)
    return Home(shutil.copytree(pattern, factory.mktemp(name), dirs_exist_ok=True))


def with_known_secrets(home: Home, *names: str) -> None:
    """Give the home secrets of its own that are the same in every run: else chance decides some verdicts.

    Whether a release of few people passes the gate hangs on the noise it drew.
    """
    home.secrets.mkdir(mode=0o700, parents=True)
    for name in names:
        path = home.secrets / name
        path.write_bytes(hashlib.sha256(name.encode()).digest())
        path.chmod(0o400)


@pytest.fixture(scope="session")
def mini_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The committed three-area municipality, ingested, built and forecast."""

    def make(home: Home) -> None:
        with_known_secrets(home, "pseudonym.key", "protection-03959001.key")
        ingest_manifest(PROJECT / "sample_data" / "mini", home)
        build(home)
        run_forecast(home, settings=RunSettings(draws=40))

    return made_once(tmp_path_factory, "mini", make)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Region Auenburg in full size, exactly as `kohorte demo` makes it."""
    return made_once(tmp_path_factory, "sample", lambda home: prepare(home, Progress(quiet=True)))


@pytest.fixture
def at_mini_home(mini_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """The mini home as KOHORTE_HOME."""
    monkeypatch.setenv("KOHORTE_HOME", str(mini_home.root))
    yield mini_home


@pytest.fixture(scope="session")
def berlin_home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Berlin's twenty matrix files and four layers of geometry, ingested and built by the command line."""

    def make(home: Home) -> None:
        deliveries = ((BERLIN_SOURCES, "berlin_ewr_matrix"), (BERLIN_GEOMETRY, "berlin_lor_geo"))
        for source, profile in deliveries:
            done = kohorte("ingest", source, "--profile", profile, "--json", home=home.root)
            assert done.returncode == 0, done.stderr
        done = kohorte("build", "--json", home=home.root)
        assert done.returncode == 0, done.stderr

    return made_once(tmp_path_factory, "berlin", make)
