"""A real server on loopback and a real browser; both end with the session."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from warehouse.settings import Home

START_SECONDS = 60
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# Software rendering draws maps without a screen; the rest keeps the browser from calling its maker.
FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
]


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server answers; fail with its own words if it ends or stays silent."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the server ended with code {process.returncode}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
            return
        time.sleep(0.2)
    pytest.fail(f"the server did not answer within {START_SECONDS} s")


@contextlib.contextmanager
def served(home: Home, *options: str, port: int | None = None) -> Iterator[str]:
    """Address of the dashboards of a home, started by the command a user types."""
    port = port or free_port()
    command = [str(Path(sys.executable).parent / "kohorte"), "serve", "--home", str(home.root)]
    command += ["--port", str(port), "--no-browser", *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_until_healthy(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()


@pytest.fixture(scope="session")
def address(sample_home: Home) -> Iterator[str]:
    """The dashboards of Region Auenburg."""
    with served(sample_home) as found:
        yield found


def chromium_path() -> str | None:
    """The Chromium of the system, if there is one."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


# Not for the session: while Playwright runs, its event loop keeps other tests from starting one of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium of the system; a user's machine may lack it, CI may not."""
    path = chromium_path()
    if path is None:
        reason = "no Chromium is installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()
