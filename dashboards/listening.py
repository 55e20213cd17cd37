"""Where the server listens, and that others reach it only behind a login."""

import ipaddress
import socket
from dataclasses import dataclass

from dashboards.access.settings import Login, check_login
from dashboards.errors import DashboardError

LOOPBACK = "127.0.0.1"
# A Schaufenster is a server with a folder of releases; without a login the one person at the machine looks at
# those of this audience.
FOLDER_VARIABLE, AUDIENCE_VARIABLE = "KOHORTE_SCHAUFENSTER", "KOHORTE_KREIS"


@dataclass(frozen=True)
class Listening:
    """Where the server listens, and who is let in: without a login one person on this machine."""

    port: int = 8501
    address: str = LOOPBACK
    login: Login | None = None
    open_browser: bool = False


def check_reach(listening: Listening) -> None:
    """Refuse an address others can reach unless there is a login in order; DashboardError."""
    if listening.login is not None:
        check_login(listening.login)
    elif not _is_loopback(listening.address):
        raise DashboardError(
            f"Unter {listening.address} wären die Zahlen für andere erreichbar, aber eine Anmeldung fehlt. "
            f"Bitte eine mit --login einrichten oder ohne --address auf {LOOPBACK} bleiben."
        )


def check_port(listening: Listening) -> None:
    """Refuse a port that is taken or an address that is not of this computer; DashboardError."""
    family = socket.AF_INET6 if ":" in listening.address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listening.address, listening.port))
        except OSError as error:
            raise DashboardError(
                f"Der Anschluss {listening.port} unter {listening.address} ist schon belegt, vielleicht von "
                "einem Kohorte, das noch läuft, oder die Adresse gehört nicht zu diesem Rechner. Bitte "
                f"beenden oder einen anderen wählen: kohorte serve --port {listening.port + 1}"
            ) from error


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        # A name may lead anywhere.
        return False
