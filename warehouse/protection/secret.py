"""The protection secret of a municipality: it decides every noise, so it is made once and never changes.

Beside it a mark is kept that only this secret can have. A lost or exchanged secret is therefore noticed and
refused: two draws of noise for one cell can be averaged (protection.md §2 A6, A17).
"""

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from warehouse.errors import ProtectionError
from warehouse.secret_files import SECRET_BYTES, create_secret, paddings
from warehouse.settings import Home

# A random secret has nearly as many different bytes as it has bytes; a made-up one has few.
_LEAST_DIFFERENT_BYTES = 16


@dataclass(frozen=True)
class ProtectionSecret:
    """A checked secret. `mark` tells secrets apart and says nothing about them."""

    content: bytes

    @property
    def mark(self) -> str:
        """First 128 bits of the hash that only this secret gives, in hexadecimal."""
        return hmac.new(self.content, b"mark", hashlib.sha256).hexdigest()[:32]

    @property
    def paddings(self) -> dict[str, bytes]:
        """Parameters $inner and $outer of keyed_hash."""
        return paddings(self.content)

    @property
    def table_seed(self) -> int:
        """Seed for the order of intervals in perturbation tables."""
        return int.from_bytes(hmac.new(self.content, b"table", hashlib.sha256).digest()[:8])

    def __repr__(self) -> str:
        # never in a log or a trace
        return f"ProtectionSecret(mark={self.mark})"


def read_secret(home: Home, municipality_ags: str) -> ProtectionSecret:
    """Return the secret of a municipality; it is made at the very first use only.

    Raises:
        ProtectionError: it is lost, exchanged, short, made up or readable by others.
    """
    path = home.secrets / f"protection-{municipality_ags}.key"
    marked = home.protection / municipality_ags / "secret.json"
    if not path.exists():
        if marked.exists():
            raise ProtectionError(
                f"Der Schutzschlüssel {path.name} fehlt, für {municipality_ags} wurde aber schon geschützt. "
                "Bitte aus der Sicherung zurückholen: ein neuer Schlüssel gäbe jeder Zelle ein zweites "
                "Rauschen, und zwei lassen sich mitteln."
            )
        create_secret(path)
    secret = ProtectionSecret(_checked(path))
    _check_mark(secret, path, marked)
    return secret


def _checked(path: Path) -> bytes:
    content = path.read_bytes()
    if len(content) < SECRET_BYTES:
        raise ProtectionError(
            f"Der Schutzschlüssel {path.name} hat {len(content)} statt {SECRET_BYTES} Byte. "
            "Bitte aus der Sicherung zurückholen."
        )
    if len(set(content)) < _LEAST_DIFFERENT_BYTES:
        raise ProtectionError(
            f"Der Schutzschlüssel {path.name} ist nicht zufällig ({len(set(content))} verschiedene Byte). "
            "Bitte aus der Sicherung zurückholen."
        )
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise ProtectionError(
            f"Der Schutzschlüssel {path.name} ist für andere lesbar ({path.stat().st_mode & 0o777:04o} "
            f"statt 0400). Bitte die Rechte einschränken: chmod 0400 {path}. Hat ihn jemand gelesen, sind "
            "die Freigaben zurückzuziehen."
        )
    return content


def _check_mark(secret: ProtectionSecret, path: Path, marked: Path) -> None:
    if marked.exists():
        known = json.loads(marked.read_text(encoding="utf-8"))
        if known["mark"] != secret.mark:
            raise ProtectionError(
                f"Der Schutzschlüssel {path.name} ist nicht der, mit dem seit {known['since']} geschützt "
                "wird. Bitte den alten aus der Sicherung zurückholen. Ist er bekannt geworden: alle "
                f"Freigaben zurückziehen, den Vorfall festhalten und dann {marked} löschen."
            )
        return
    marked.parent.mkdir(parents=True, exist_ok=True)
    since = datetime.now(UTC).date().isoformat()
    draft = marked.with_suffix(".draft")
    draft.write_text(json.dumps({"mark": secret.mark, "since": since}), encoding="utf-8")
    draft.replace(marked)
