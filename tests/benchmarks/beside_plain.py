"""The page `plain_page` under the same load, and every figure of ours as a ratio against it."""

from tests.benchmarks import page_clicks
from tests.benchmarks.page_server import PageServer, running_plainly
from tests.benchmarks.sessions import Crowd, Told, crowd, told
from warehouse.settings import Home

# The plain program has one page, which stands at the root.
PLAIN_PAGES = ("",)


def print_beside(home: Home, presses: int, plan: Crowd, seen: page_clicks.Seen, summed: Told) -> None:
    """Print ours beside plain Streamlit: the first page, a warm one, a key press, a crowd."""
    with running_plainly(home) as server:
        plain = page_clicks.look_at_plain(server.address, presses)
        plain_told, used = _crowd_at(server, plan)
    print(f"{'beside plain Streamlit':24s} {'ours':>8s} {'plain':>8s} {'ratio':>6s}")
    _line("first page, cold, s", seen.cold, plain.cold)
    for path, seconds in seen.warm.items():
        _line(f"warm {path}, s", seconds, plain.warm["plain"])
    _line("key press, s", seen.median_click(), plain.median_click())
    _line("crowd, median, s", summed.median, plain_told.median)
    _line("crowd, p95, s", summed.p95, plain_told.p95)
    print(f"plain: {plain_told.line()}; CPU {1000 * used:.0f} ms per answer, {server.gigabytes():.2f} GB")
    for error in plain_told.errors[:5]:
        print(f"  error: {error}")


def _crowd_at(server: PageServer, plan: Crowd) -> tuple[Told, float]:
    before = server.processor()
    found = told(crowd(server.address, Crowd(plan.sessions, plan.seconds, plan.pause, PLAIN_PAGES)))
    return found, (server.processor() - before) / (found.clicks + found.loads)


def _line(name: str, ours: float, plain: float) -> None:
    print(f"{name:24s} {ours:8.2f} {plain:8.2f} {ours / plain:6.2f}")
