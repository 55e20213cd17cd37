"""From the claims of a login to a person, or the reason why it is nobody."""

from collections.abc import Mapping
from types import MappingProxyType

from dashboards.access.people import Account, Person
from dashboards.access.rights import find_person
from dashboards.access.sessions import Sessions, State, open_sessions
from dashboards.access.settings import Login
from dashboards.errors import DashboardError
from dashboards.noting import note_login
from warehouse.audit import Entry

ENDED = MappingProxyType(
    {
        State.TOO_OLD: "Die Anmeldung ist abgelaufen. Bitte neu anmelden.",
        State.IDLE: "Seit einer halben Stunde war niemand hier. Bitte neu anmelden.",
        State.ENDED: "Sie haben sich abgemeldet. Bitte neu anmelden.",
    }
)


def identify(login: Login, claims: Mapping[str, object]) -> tuple[Person | None, str]:
    """Return the person with these claims (is_logged_in, iss, sub, iat), or None and the reason in German."""
    if not claims.get("is_logged_in"):
        return None, ""
    account = Account(str(claims.get("iss", "")).rstrip("/"), str(claims.get("sub", "")))
    seen_at = int(str(claims.get("iat") or 0))
    begin = Entry("anmeldung", account.subject, details={"anbieter": account.issuer})
    state = sessions(login).visit(account, seen_at, lambda: note_login(login, begin))
    if state is not State.OPEN:
        return None, ENDED[state]
    try:
        person = find_person(login.rights, account)
    except DashboardError as error:
        return None, str(error)
    if person is None:
        return None, f"Das Konto {account.subject} hat hier kein Recht. Bitte die Verwaltung ansprechen."
    return person, ""


def sessions(login: Login) -> Sessions:
    """Return the record of logins of a server."""
    return open_sessions(login.sessions, login.absolute, login.idle)
