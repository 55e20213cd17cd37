"""One visit of one page, with everything that went wrong on it."""

import contextlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

SCREENSHOTS = Path(__file__).parent / "screenshots"
DESKTOP, PHONE = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
PHONE_AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)
# At a deep link Streamlit first asks below the page's own path; the 404 it gets is part of its start.
HARMLESS = ("/_stcore/health", "/_stcore/host-config")
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
LOAD_MS = 90_000
# How long nothing may change before a page counts as standing still, milliseconds.
QUIET_MS = 400
# Resolves once the script rests, every picture is drawn and the page has not changed for `quiet` ms.
STANDS_STILL = """
([quiet, most]) => new Promise(done => {
  const rests = () =>
    document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]') !== null
    && document.querySelector('[data-testid=stSkeleton], [data-stale=true]') === null
    && [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
      .every(one => one.querySelector('.main-svg'))
    && [...document.querySelectorAll('[data-testid=stDeckGlJsonChart]')]
      .every(one => one.querySelector('canvas'))
    && [...document.images].every(one => one.complete || one.loading === 'lazy')
    && document.fonts.status === 'loaded';
  let timer;
  setTimeout(() => done(false), most);
  const again = () => { clearTimeout(timer); timer = setTimeout(look, quiet); };
  const watch = new MutationObserver(again);
  const look = () => { if (rests()) { watch.disconnect(); done(true); } else again(); };
  watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  again();
})
"""


@dataclass
class Visit:
    """A page under watch."""

    page: Page
    address: str
    console: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note console errors, script errors and requests to other hosts from now on."""
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.console.append(str(error)))
        self.page.on("request", self._note_request)

    def open(self, path: str) -> None:
        """Open a page of the dashboards and wait until it stands still."""
        self.page.goto(f"{self.address}/{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run, the pictures are drawn and nothing moves any more."""
        expect(self.page.locator(READY)).to_be_visible(timeout=LOAD_MS)
        expect(self.page.locator("h1").first).to_be_visible(timeout=LOAD_MS)
        assert self.page.evaluate(STANDS_STILL, [QUIET_MS, LOAD_MS]), "the page never stands still"

    def click_on_map(self, spot: tuple[float, float], address: re.Pattern[str]) -> None:
        """Click on an area until the address says so.

        A click before the areas are drawn hits nothing; when they are cannot be seen from outside.
        """
        for _ in range(12):
            self.page.mouse.move(*spot)
            self.page.mouse.click(*spot)
            with contextlib.suppress(PlaywrightTimeout):
                self.page.wait_for_url(address, timeout=3_000)
                return

    def red_boxes(self) -> list[str]:
        """Texts of exceptions and error boxes on the page."""
        boxes = self.page.locator("[data-testid=stException], [data-testid=stAlertContentError]")
        return boxes.all_inner_texts()

    def keep(self, name: str) -> Path:
        """Keep a picture of the whole page."""
        SCREENSHOTS.mkdir(exist_ok=True)
        target = SCREENSHOTS / f"{name}.png"
        main = self.page.locator("[data-testid=stMainBlockContainer]").bounding_box()
        size = self.page.viewport_size
        if main and size:
            height = int(main["height"] + main["y"]) + 40
            self.page.set_viewport_size({"width": size["width"], "height": max(height, size["height"])})
            assert self.page.evaluate(STANDS_STILL, [QUIET_MS, LOAD_MS]), "the page never stands still"
        self.page.screenshot(path=target)
        if size:
            self.page.set_viewport_size(size)
        return target

    def _note_console(self, message: ConsoleMessage) -> None:
        address = str(message.location.get("url", ""))
        if message.type == "error" and not any(part in address for part in HARMLESS):
            self.console.append(f"{message.text} ({address})")

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:")):
            self.strangers.append(request.url)


def window(browser: Browser, *, phone: bool = False, scheme: str = "light") -> BrowserContext:
    """Open a window on desktop or phone, light or dark; its tabs share what was loaded once."""
    return browser.new_context(
        viewport=PHONE if phone else DESKTOP,
        color_scheme=scheme,
        locale="de-DE",
        user_agent=PHONE_AGENT if phone else None,
        accept_downloads=True,
    )


def visit(browser: Browser, address: str, *, phone: bool = False, scheme: str = "light") -> Visit:
    """Open an empty tab in a window of its own."""
    return tab(window(browser, phone=phone, scheme=scheme), address)


def tab(opened: BrowserContext, address: str) -> Visit:
    """Open an empty tab in a window, under watch."""
    found = Visit(opened.new_page(), address)
    found.watch()
    return found
