"""What was worked out once for a selection and need not be worked out again, by whoever asks.

The key holds build, run and role, so a new build starts afresh and no reader sees what another may not.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from dashboards.kept import Kept
from dashboards.topic import Context

T = TypeVar("T")

# Pictures, sentences and tables kept, and about how many bytes they may take together.
ENTRIES, MOST_BYTES = 4_000, 14_000_000
KNOWN = Kept(ENTRIES, MOST_BYTES)


def remembered(context: Context, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """Return what `make` returns, made once per build, run, role, look and key. Do not change it."""
    version = (context.build_id, context.run_id, context.role, context.is_phone, context.theme)
    return cast("T", KNOWN.of((*version, *key), make))


def forget() -> None:
    """Drop everything; tests that swap homes call it."""
    KNOWN.clear()
