"""How work that is done becomes known: workers say each finished step, somebody may listen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


def _nobody(_: int) -> None:
    pass


_listener: Callable[[int], None] = _nobody


def done(count: int) -> None:
    """Say that `count` steps (one leaf through one year of one scenario) are done."""
    _listener(count)


def tell(listener: Callable[[int], None]) -> None:
    """Let `listener` hear of every step of this process from now on."""
    global _listener  # noqa: PLW0603 - the process has one ear
    _listener = listener


@contextmanager
def heard_by(listener: Callable[[int], None]) -> Iterator[None]:
    """Let `listener` hear of every step within the block."""
    before = _listener
    tell(listener)
    try:
        yield
    finally:
        tell(before)
