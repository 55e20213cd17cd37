"""Login at a real OpenID provider: who comes in, who does not, and who is out again at the next click."""

import contextlib
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import free_port, served
from tests.browser.visit import Visit, visit
from tests.login.provider import CLIENT, CLIENT_SECRET, PASSWORD
from warehouse.connection import open_reader
from warehouse.settings import Home

PROVIDER = Path(__file__).parents[1] / "login" / "provider.py"
LOGIN_TOML = """\
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "kZ8vQ2nLw7Xr4TbYp9Ds6HcGf3JmAe5UoRi1"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""


@dataclass
class Town:
    """A server behind a login: its address, its provider and its table of rights."""

    address: str
    issuer: str
    rights: Path
    municipalities: list[str]

    def grant(self, account: str, role: str, *, blocked: bool = False) -> None:
        """Write a table with one account."""
        entry = {"anbieter": self.issuer, "kennung": account, "name": "Anna"}
        entry |= {"rolle": role, "gemeinden": self.municipalities, "gesperrt": blocked}
        self.rights.write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")


@pytest.fixture(scope="module")
def town(mini_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    port, own = free_port(), free_port()
    issuer, address = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{own}"
    folder = tmp_path_factory.mktemp("anmeldung")
    secrets = folder / "login.toml"
    words = {"address": address, "issuer": issuer, "client": CLIENT, "secret": CLIENT_SECRET}
    secrets.write_text(LOGIN_TOML.format(**words), encoding="utf-8")
    secrets.chmod(0o400)
    found = open_reader(mini_home).con.table("area").project("municipality_ags").distinct().fetchall()
    here = Town(address, issuer, folder / "rechte.yml", [ags for (ags,) in found])
    here.grant("niemand", "statistik")
    with provided(port, f"{address}/oauth2callback"), served(mini_home, "--login", str(folder), port=own):
        yield here


@contextlib.contextmanager
def provided(port: int, redirect: str) -> Iterator[None]:
    """The provider in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, str(PROVIDER), str(port), redirect],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            assert process.poll() is None, "the provider ended"
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=2).close()
                break
        yield
    finally:
        process.terminate()
        process.wait(timeout=15)


def log_in(page: Page, account: str) -> None:
    """Type name and password at the provider, as somebody would."""
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(re.compile("/login"), timeout=30_000)
    page.locator("input[name=login]").fill(account)
    page.locator("button[type=submit], input[type=submit]").first.click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit], input[type=submit]").first.click()
    accept = page.locator("button[name=answer][value=accept]")
    heading = page.locator("h1").filter(has_text=re.compile("Kohorte|Region|Musterl|angemeldet|.+"))
    expect(accept.or_(heading).first).to_be_visible(timeout=30_000)
    if accept.count():
        accept.click()
    page.wait_for_url(re.compile(r"^(?!.*(oauth|login|consent))"), timeout=30_000)


def arrived(browser: Browser, town: Town, account: str, page: str = "") -> Visit:
    seen = visit(browser, town.address)
    seen.open(page)
    log_in(seen.page, account)
    seen.settle()
    return seen


def test_nobody_sees_anything_before_the_login(browser: Browser, town: Town):
    seen = visit(browser, town.address)
    for page in ("", "demographie", "wanderungen", "kita", "datenlage"):
        seen.open(page)
        expect(seen.page.locator("h1")).to_have_text("Bitte anmelden")
        assert seen.page.locator("table, [data-testid=stPlotlyChart], [data-testid=stDataFrame]").count() == 0
    seen.page.context.close()


def test_a_statistician_comes_in_and_is_out_once_blocked(browser: Browser, town: Town):
    town.grant("anna.statistik", "statistik")
    seen = arrived(browser, town, "anna.statistik", "demographie")
    seen.open("demographie")
    expect(seen.page.locator("[data-testid=stPlotlyChart]").first).to_be_visible(timeout=30_000)
    town.grant("anna.statistik", "statistik", blocked=True)
    seen.open("demographie")
    expect(seen.page.get_by_text("hat hier kein Recht")).to_be_visible(timeout=30_000)
    assert seen.page.locator("[data-testid=stPlotlyChart]").count() == 0
    seen.page.context.close()


@pytest.mark.parametrize(
    ("account", "role", "words"),
    [
        ("paul.planung", "planung", "fehlt Ihnen ein Recht"),
        ("mia.mitglied", "mitglied", "fehlt Ihnen ein Recht"),
        ("fremd.konto", None, "hat hier kein Recht"),
    ],
)
def test_exact_numbers_are_for_statisticians_only(browser, town, account, role, words):
    town.grant(account if role else "jemand.anders", role or "statistik")
    seen = arrived(browser, town, account, "kita")
    expect(seen.page.get_by_text(words)).to_be_visible(timeout=30_000)
    assert seen.page.locator("table, [data-testid=stPlotlyChart]").count() == 0
    seen.page.context.close()


def test_a_logout_ends_the_other_tab_too(browser: Browser, town: Town):
    town.grant("anna.statistik", "statistik")
    seen = arrived(browser, town, "anna.statistik")
    other = Visit(seen.page.context.new_page(), town.address)
    other.open("demographie")
    expect(other.page.locator("[data-testid=stPlotlyChart]").first).to_be_visible(timeout=30_000)
    # As a copy of the cookie would, wherever it went.
    kept = seen.page.context.cookies()
    seen.page.get_by_role("button", name=re.compile("abmelden")).click()
    # The provider ends its own session too and says so.
    seen.page.wait_for_url(re.compile(re.escape(town.issuer)), timeout=60_000)
    other.page.context.add_cookies(kept)
    other.open("demographie")
    expect(other.page.get_by_text("Sie haben sich abgemeldet")).to_be_visible(timeout=30_000)
    assert other.page.locator("[data-testid=stPlotlyChart]").count() == 0
    seen.page.context.close()


def status(address: str, cookies: str = "") -> int:
    request = urllib.request.Request(address, headers={"Cookie": cookies, "Accept": "text/html"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


FILES = ("media/abc.csv", "karte/b/VRA/ortsteil.json", "v/0123456789", "_stcore/metrics", "neu/daten.json")


@pytest.mark.parametrize("file", FILES)
def test_files_beside_the_pages_need_the_login_too(town: Town, file: str):
    assert status(f"{town.address}/{file}") == 401
    assert status(f"{town.address}/{file}", "_streamlit_user=forged; x") == 401
    assert status(f"{town.address}/_stcore/health") == 200


def test_a_download_is_refused_to_whoever_only_knows_its_address(browser: Browser, town: Town):
    town.grant("anna.statistik", "statistik")
    seen = arrived(browser, town, "anna.statistik")
    seen.open("demographie")
    button = seen.page.locator("[data-testid=stDownloadButton] button").first
    with seen.page.expect_response(re.compile("/media/")) as answer, seen.page.expect_download():
        button.click()
    assert answer.value.status == 200
    assert "no-store" in answer.value.headers["cache-control"]
    assert status(answer.value.url) == 401
    town.grant("anna.statistik", "statistik", blocked=True)
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in seen.page.context.cookies())
    assert status(answer.value.url, cookies) == 401
    seen.page.context.close()
