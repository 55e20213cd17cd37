"""Pseudonyms of register numbers: HMAC-SHA256 with a secret that never leaves the office."""

import hmac
import os
import secrets
from pathlib import Path

import numpy as np
import pyarrow as pa

from warehouse.errors import SourceError
from warehouse.settings import Home

_SECRET_BYTES = 32
_KEY_BYTES = 16  # 128 bit: protection.md 4.5
# the same persons come again in every year of a folder; about 200 byte each in memory, never on disk
_MOST_KNOWN = 1_000_000
_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)


class Pseudonyms:
    """Turns register numbers into person keys: one number of one municipality always gives one key."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._known: dict[str, bytes] = {}

    def keys(self, identities: list[str]) -> pa.Array:
        """Person keys (32 hex digits) of `<municipality>/<register number>`, in order.

        The municipality is part of the identity because register numbers are local: equal numbers of two
        offices are two persons.
        """
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        known, digest = self._known.get, self._digest
        digests = b"".join([known(text) or digest(text) for text in identities])
        values = np.frombuffer(digests, dtype=np.uint8)
        hexadecimal = np.column_stack([_HEX[values >> 4], _HEX[values & 15]])
        offsets = np.arange(len(identities) + 1, dtype=np.int32) * (2 * _KEY_BYTES)
        return pa.StringArray.from_buffers(
            len(identities), pa.py_buffer(offsets), pa.py_buffer(hexadecimal.tobytes())
        )

    def _digest(self, identity: str) -> bytes:
        digest = hmac.digest(self._secret, identity.encode(), "sha256")[:_KEY_BYTES]
        self._known[identity] = digest
        return digest


def read_pseudonyms(home: Home) -> Pseudonyms:
    """Pseudonyms under the secret of this home; the secret is made at first use, readable by its owner only.

    Raises:
        SourceError: the secret is too short to protect anyone.
    """
    path = home.secrets / "pseudonym.key"
    if not path.exists():
        _create_secret(path)
    secret = path.read_bytes()
    if len(secret) < _SECRET_BYTES:
        raise SourceError(
            f"Der Schlüssel {path.name} hat {len(secret)} statt {_SECRET_BYTES} Byte. Bitte aus der "
            "Sicherung zurückholen: unter einem neuen Schlüssel passt Altes und Neues nicht zusammen."
        )
    return Pseudonyms(secret)


def _create_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(_SECRET_BYTES))
    # replacing is atomic: nobody ever reads half a secret
    draft.replace(path)
