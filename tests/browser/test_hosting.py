"""The proxy configuration at work: headers, origins of sockets, shut paths, and pages that work behind it."""

import base64
import hashlib
import json
import os
import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import streamlit
from playwright.sync_api import Browser, expect

from tests.browser.conftest import free_port, served
from tests.browser.visit import Visit
from warehouse.settings import Home

HOSTING = Path(__file__).parents[2] / "dashboards" / "hosting"
# The test's certificate is signed by an authority made for the minute.
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE


@dataclass
class Answer:
    """Status, headers in lower case and body of one request."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)


def ask(address: str, **headers: str) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=30, context=TRUSTING) as answer:
            found = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, found, answer.read())
    except urllib.error.HTTPError as refused:
        found = {name.lower(): value for name, value in refused.headers.items()}
        return Answer(refused.code, found, refused.read())


@pytest.fixture(scope="module")
def proxy(mini_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server behind Caddy with the configuration of the hosting kit."""
    caddy = shutil.which("caddy")
    if caddy is None:
        if os.environ.get("CI"):
            pytest.fail("caddy is not installed")
        pytest.skip("caddy is not installed")
    with served(mini_home) as inside:
        site = f"https://localhost:{free_port()}"
        settings = {
            "KOHORTE_SITE": site,
            "KOHORTE_TLS": "internal",
            "KOHORTE_PORT": inside.rsplit(":", 1)[1],
            "KOHORTE_ISSUER": "https://login.example.org",
            "KOHORTE_HTTP_PORT": str(free_port()),
            "XDG_DATA_HOME": str(tmp_path_factory.mktemp("caddy")),
            "XDG_CONFIG_HOME": str(tmp_path_factory.mktemp("caddy")),
        }
        command = [caddy, "run", "--config", str(HOSTING / "Caddyfile"), "--adapter", "caddyfile"]
        process = subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.DEVNULL)
        try:
            wait_for(process, site)
            yield site
        finally:
            process.terminate()
            process.wait(timeout=15)


def wait_for(process: subprocess.Popen[bytes], site: str) -> None:
    for _ in range(120):
        assert process.poll() is None, "caddy ended: is its configuration in order?"
        try:
            if ask(f"{site}/_stcore/health").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    pytest.fail("the proxy did not answer within a minute")


def test_every_answer_carries_the_protective_headers(proxy: str):
    answer = ask(f"{proxy}/", Accept="text/html")
    assert answer.status == 200
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "server" not in answer.headers


def test_the_policy_names_exactly_the_script_of_the_pinned_version():
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts}
    assert set(re.findall(r"'sha256-([^']+)'", (HOSTING / "Caddyfile").read_text(encoding="utf-8"))) == hashes


def test_figures_of_use_are_shut_and_no_foreign_frame_may_talk_to_the_page(proxy: str):
    assert ask(f"{proxy}/_stcore/metrics").status == 404
    config = ask(f"{proxy}/_stcore/host-config")
    assert config.status == 200
    assert json.loads(config.body)["allowedOrigins"] == []


@pytest.mark.parametrize(
    ("origin", "refused"), [("https://boese.example", True), (None, True), ("own", False)]
)
def test_a_socket_needs_the_own_origin(proxy: str, origin: str | None, refused: bool):
    headers = {} if origin is None else {"Origin": proxy if origin == "own" else origin}
    assert (ask(f"{proxy}/_stcore/stream", **headers).status == 403) is refused


@pytest.mark.parametrize("path", ["media/%2e%2e/%2e%2e/etc/passwd", "app/static/../../config.toml"])
def test_no_path_leads_out(proxy: str, path: str):
    answer = ask(f"{proxy}/{path}")
    assert b"root:" not in answer.body
    assert b"cookie_secret" not in answer.body


def test_made_files_are_not_stored(proxy: str):
    assert ask(f"{proxy}/media/abc.csv").headers["cache-control"] == "private, no-store"


def test_pages_charts_and_maps_work_behind_the_proxy(browser: Browser, proxy: str):
    context = browser.new_context(ignore_https_errors=True, locale="de-DE")
    seen = Visit(context.new_page(), proxy)
    seen.watch()
    seen.open("demographie")
    expect(seen.page.locator("[data-testid=stPlotlyChart]").first).to_be_visible(timeout=30_000)
    assert seen.red_boxes() == []
    assert seen.console == []
    context.close()
