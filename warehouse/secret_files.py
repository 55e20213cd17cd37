"""Secrets of an office: one file each, made once, readable by its owner only; keyed hashes under them."""

import hashlib
import os
import secrets
from pathlib import Path

SECRET_BYTES = 32
_BLOCK_BYTES = 64  # of SHA-256; RFC 2104 pads the secret to it
_INNER, _OUTER = 0x36, 0x5C


def create_secret(path: Path) -> None:
    """Write a random secret, readable by its owner only; a secret that is there already stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
        # linking is atomic and refuses to replace: nobody ever reads half a secret or loses one
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def paddings(secret: bytes) -> dict[str, bytes]:
    """Return the secret combined with both paddings of HMAC, as the parameters $inner and $outer of SQL."""
    short = secret if len(secret) <= _BLOCK_BYTES else hashlib.sha256(secret).digest()
    padded = short.ljust(_BLOCK_BYTES, b"\0")
    return {
        "inner": bytes(byte ^ _INNER for byte in padded),
        "outer": bytes(byte ^ _OUTER for byte in padded),
    }
