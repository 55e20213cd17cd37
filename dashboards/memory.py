"""What was worked out once for a selection and need not be worked out again, by whoever asks.

The key holds build, run and role, so a new build starts afresh and no reader sees what another may not.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from dashboards.topic import Context

T = TypeVar("T")

# Pictures kept; one with its table takes some 100 kB at most.
ENTRIES = 600
_known: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()
_lock = Lock()


def remembered(context: Context, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """Return what `make` returns, made once per build, run, role, look and key. Do not change it."""
    version = (context.build_id, context.run_id, context.role, context.is_phone, context.theme)
    whole = (*version, *key)
    with _lock:
        if whole in _known:
            _known.move_to_end(whole)
            return cast("T", _known[whole])
    made = make()
    with _lock:
        _known[whole] = made
        while len(_known) > ENTRIES:
            _known.popitem(last=False)
    return made


def forget() -> None:
    """Drop everything; tests that swap homes call it."""
    with _lock:
        _known.clear()
