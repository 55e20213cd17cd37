"""Functions compiled to machine code that is kept on disk and can never be taken for newer code.

numba keeps an index beside each function and trusts it as long as the function's own file is unchanged. Three
things follow that must not happen in an office: code of an old callee in another file runs on, an index that
names a class since renamed raises, and two processes writing at once mix up their entries. So each entry here
is one file whose name is a hash of everything it depends on, and whose content is checked before it is used:
what does not fit is not found, what is damaged or cannot be written is compiled again.
"""

import hashlib
import os
import pickle
import sys
import uuid
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core.caching import FunctionCache
from numba.core.dispatcher import Dispatcher
from numba.core.serialize import dumps

F = TypeVar("F", bound=Callable[..., object])
PACKAGE = __name__.partition(".")[0] + "."
VERSIONS = (numba.__version__, np.__version__, sys.version)
# What reading a file from another time or another machine may end in.
UNREADABLE = (OSError, pickle.UnpicklingError, AttributeError, EOFError, ImportError, LookupError, TypeError,
              ValueError, RuntimeError)  # fmt: skip
DIGEST = 32
# Its stubs do not know `_nrt`.
_njit: Any = numba.njit


def compiled(function: F) -> F:
    """Compile with reference counts: arrays may be made. Strict arithmetic: equal inputs give equal bits."""
    return _kept(function, {})


def compiled_bare(function: F) -> F:
    """Compile without reference counts: the caller owns all arrays, and none can be made.

    Two threads counting references to the same arrays took a third of a projection's time.
    """
    return _kept(function, {"error_model": "numpy", "_nrt": False})


def inlined(function: F) -> F:
    """Compile as part of every caller of the bare kind: constants stay constants."""
    return cast(F, _njit(inline="always", error_model="numpy", _nrt=False)(function))


def _kept(function: F, options: dict[str, Any]) -> F:
    dispatcher = _njit(nogil=True, **options)(function)
    try:
        dispatcher._cache = _Kept(function)
    except RuntimeError:
        # No folder can be written, neither beside the code nor of the user: compiled anew by every process.
        pass
    return cast(F, dispatcher)


class _Files:
    """Entries of one function as files; the interface numba's caches expect."""

    def __init__(self, folder: str, name: str, depends: str) -> None:
        self.folder, self.name, self.depends = Path(folder), name, depends

    def path(self, key: Hashable) -> Path:
        """Return the file of an entry; the key names types, processor and byte code."""
        digest = hashlib.sha256(f"{key!r}\n{self.depends}".encode()).hexdigest()
        return self.folder / f"{self.name}.{digest[:24]}.code"

    def load(self, key: Hashable) -> object:
        """Return an entry, None if there is none or it is not what was written."""
        path = self.path(key)
        if not path.is_file():
            return None
        content = path.read_bytes()
        if hashlib.sha256(content[DIGEST:]).digest() != content[:DIGEST]:
            return None
        return cast(object, pickle.loads(content[DIGEST:]))

    def save(self, key: Hashable, data: object) -> None:
        """Write an entry under another name first, so that nobody reads half of it."""
        content: bytes = dumps(data)  # type: ignore[no-untyped-call]
        part = self.folder / f"{self.name}.{uuid.uuid4().hex[:12]}.part"
        part.write_bytes(hashlib.sha256(content).digest() + content)
        os.replace(part, self.path(key))

    def flush(self) -> None:
        """Delete all entries of the function."""
        for path in self.folder.glob(f"{self.name}.*.code"):
            path.unlink(missing_ok=True)


class _Kept(FunctionCache):
    def __init__(self, function: Callable[..., object]) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        assert isinstance(function, FunctionType)
        base = self._impl.filename_base
        depends = repr((VERSIONS, _depends(function)))
        self._cache_file = _Files(self._cache_path, base, depends)  # type: ignore[assignment]

    def load_overload(self, sig: object, target_context: object) -> object:
        """Return the kept code, None if it has to be compiled."""
        try:
            found: object = super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except UNREADABLE:
            return None
        return found

    def save_overload(self, sig: object, data: object) -> None:
        """Keep the code; a full or read-only disk only costs the next process its time."""
        try:
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]
        except OSError:
            return


def _depends(function: FunctionType) -> tuple[tuple[str, str], ...]:
    """Return module and content hash of everything `function` may have been compiled from."""
    found: dict[str, str] = {}
    waiting = [sys.modules[function.__module__]]
    while waiting:
        module = waiting.pop()
        if module.__name__ in found or module.__file__ is None:
            continue
        found[module.__name__] = _content(module.__file__)
        waiting += _sources(module)
    return tuple(sorted(found.items()))


def _sources(module: ModuleType) -> list[ModuleType]:
    # Machine code takes in functions and, with them, constants: they come from the same modules.
    names = {value.py_func.__module__ for value in vars(module).values() if isinstance(value, Dispatcher)}
    return [sys.modules[name] for name in sorted(names) if name.startswith(PACKAGE)]


@cache
def _content(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
