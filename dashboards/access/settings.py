"""The login of one server: a folder with login.toml, rechte.yml and the sessions."""

import os
import stat
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from dashboards.errors import DashboardError

# The folder of the login of this server; unset in the local mode for one person.
LOGIN_VARIABLE = "KOHORTE_LOGIN"
SECRET_CHARACTERS = 32
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
# Whoever copies an example keeps its words; a server with them would be open to all who read it too.
EXAMPLES = ("bitte", "change", "geheim", "secret", "xxx", "example")


@dataclass(frozen=True)
class Login:
    """Files and limits of a login."""

    folder: Path
    absolute: timedelta = timedelta(hours=8)
    idle: timedelta = timedelta(minutes=30)

    @property
    def secrets(self) -> Path:
        """Client and cookie secrets, in the form Streamlit reads."""
        return self.folder / "login.toml"

    @property
    def rights(self) -> Path:
        """Accounts with roles and municipalities."""
        return self.folder / "rechte.yml"

    @property
    def sessions(self) -> str:
        """Where login times are kept: SQLite beside the rights, or the database KOHORTE_STATE names."""
        return os.environ.get("KOHORTE_STATE") or f"sqlite:///{self.folder / 'sitzungen.sqlite'}"


def login_of_server() -> Login | None:
    """Return the login this server was started with; None in local mode."""
    folder = os.environ.get(LOGIN_VARIABLE)
    return Login(Path(folder)) if folder else None


def check_login(login: Login) -> None:
    """Refuse a login whose files are missing, open to others, or still an example; DashboardError."""
    for file in (login.secrets, login.rights):
        if not file.is_file():
            raise DashboardError(f"Anmeldung: die Datei {file.name} fehlt im Ordner {login.folder}.")
    if os.name == "posix" and stat.S_IMODE(login.secrets.stat().st_mode) & 0o077:
        raise DashboardError(
            f"Anmeldung: {login.secrets.name} ist für andere lesbar. Bitte: chmod 400 {login.secrets}"
        )
    settings = _auth_section(login.secrets)
    missing = [name for name in NEEDED if not str(settings.get(name) or "")]
    if missing:
        raise DashboardError(f"Anmeldung: in {login.secrets.name} fehlt unter [auth]: {', '.join(missing)}.")
    for name in ("cookie_secret", "client_secret"):
        _check_secret(login.secrets, name, str(settings[name]))


def _auth_section(file: Path) -> dict[str, object]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DashboardError(f"Anmeldung: {file.name} ist keine lesbare TOML-Datei ({error}).") from error
    section = content.get("auth")
    return section if isinstance(section, dict) else {}


def _check_secret(file: Path, name: str, value: str) -> None:
    if len(value) < SECRET_CHARACTERS or any(word in value.lower() for word in EXAMPLES):
        raise DashboardError(
            f"Anmeldung: {name} in {file.name} ist zu kurz oder ein Beispiel. Bitte mindestens "
            f"{SECRET_CHARACTERS} zufällige Zeichen, etwa von: openssl rand -base64 48"
        )
