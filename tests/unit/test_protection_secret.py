"""The protection secret: made once, never default, never exchanged in silence."""

import os
import stat
from pathlib import Path

import pytest

from warehouse.errors import ProtectionError
from warehouse.protection.secret import read_secret
from warehouse.settings import Home

AGS, OTHER = "03951000", "03952001"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def key(home: Home) -> Path:
    return home.secrets / f"protection-{AGS}.key"


def replace(home: Home, content: bytes) -> None:
    key(home).unlink()
    key(home).write_bytes(content)
    key(home).chmod(0o400)


def test_a_secret_is_made_once_and_readable_by_its_owner_only(home: Home):
    first = read_secret(home, AGS)
    assert read_secret(home, AGS) == first
    assert len(first.content) == 32
    assert stat.S_IMODE(key(home).stat().st_mode) == 0o400
    assert read_secret(home, OTHER) != first, "every municipality has its own"
    assert [path.name for path in home.secrets.iterdir() if path.suffix != ".key"] == []


def test_a_lost_secret_is_not_made_again(home: Home):
    read_secret(home, AGS)
    key(home).unlink()
    with pytest.raises(ProtectionError, match="aus der Sicherung zurückholen"):
        read_secret(home, AGS)
    assert not key(home).exists()


def test_an_exchanged_secret_is_refused(home: Home):
    read_secret(home, AGS)
    replace(home, os.urandom(32))
    with pytest.raises(ProtectionError, match="ist nicht der, mit dem seit"):
        read_secret(home, AGS)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"kurz", "4 statt 32 Byte"), (b"\0" * 32, "nicht zufällig"), (b"abcd" * 8, "nicht zufällig")],
)
def test_short_and_made_up_secrets_are_refused(home: Home, content: bytes, reason: str):
    read_secret(home, AGS)
    replace(home, content)
    with pytest.raises(ProtectionError, match=reason):
        read_secret(home, AGS)


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_secret_others_can_read_is_refused(home: Home):
    read_secret(home, AGS)
    key(home).chmod(0o440)
    with pytest.raises(ProtectionError, match="für andere lesbar"):
        read_secret(home, AGS)


def test_the_content_never_shows_in_text(home: Home):
    secret = read_secret(home, AGS)
    assert repr(secret) == f"ProtectionSecret(mark={secret.mark})"
    assert secret.content.hex() not in f"{secret!r} {secret}"
