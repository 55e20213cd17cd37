"""What every page meets first: who is here, may they enter, and if not, what to do."""

from collections.abc import Callable, Iterable
from types import MappingProxyType

import streamlit as st

from dashboards import cards, style
from dashboards.access.people import ANYONE, Account, Person, Role
from dashboards.access.permits import House, may_enter
from dashboards.access.rights import find_person
from dashboards.access.sessions import Sessions, State, open_sessions
from dashboards.access.settings import Login, login_of_server
from dashboards.errors import DashboardError

ENDED = MappingProxyType(
    {
        State.TOO_OLD: "Die Anmeldung ist abgelaufen. Bitte neu anmelden.",
        State.IDLE: "Seit einer halben Stunde war niemand hier. Bitte neu anmelden.",
        State.ENDED: "Sie haben sich abgemeldet. Bitte neu anmelden.",
    }
)


def admit(house: House, municipalities: Callable[[], Iterable[str]]) -> Person:
    """Return who is here; draw the way to the login instead, and stop, for whoever may not enter.

    Asked at every rerun, so that a blocked account or an ended login is out at the next click. Without login
    (local mode) the one person at the machine is statistician of `municipalities`, the AGS of this house.
    """
    login = login_of_server()
    if login is None:
        return _local(house, municipalities())
    person, reason = _identify(login)
    if person is not None and may_enter(person, house, municipalities()):
        return person
    if person is not None:
        reason = (
            "Für die Gemeinden dieses Datenbestands fehlt Ihnen ein Recht. Bitte die Verwaltung ansprechen."
        )
    elif house is House.SCHAUFENSTER:
        return ANYONE
    _ask_to_log_in(reason)
    st.stop()


def offer_account(person: Person) -> None:
    """Offer to leave, or to come in where the public may look; nothing in local mode."""
    login = login_of_server()
    if login is None:
        return
    if person.account is None:
        st.button("Anmelden", on_click=st.login, key="login", type="tertiary")
    else:
        st.button(f"{person.name} abmelden", on_click=_leave, args=(login, person.account), key="logout")


def _local(house: House, municipalities: Iterable[str]) -> Person:
    if house is House.SCHAUFENSTER:
        return ANYONE
    return Person("Werkbank", Role.STATISTICIAN, frozenset(municipalities))


def _identify(login: Login) -> tuple[Person | None, str]:
    """Return the person of the browser's login; without one, why not."""
    if not st.user.get("is_logged_in"):
        return None, ""
    account = Account(str(st.user.get("iss", "")).rstrip("/"), str(st.user.get("sub", "")))
    state = _sessions(login).visit(account, int(str(st.user.get("iat") or 0)))
    if state is not State.OPEN:
        return None, ENDED[state]
    try:
        person = find_person(login.rights, account)
    except DashboardError as error:
        return None, str(error)
    if person is None:
        return None, f"Das Konto {account.subject} hat hier kein Recht. Bitte die Verwaltung ansprechen."
    return person, ""


def _ask_to_log_in(reason: str) -> None:
    st.html(style.style_sheet(style.LIGHT))
    cards.page_head("Kohorte", "Bitte anmelden", reason)
    # A new login replaces the one that does not hold; the provider asks for the account again.
    st.button("Anmelden", on_click=st.login, key="login", type="primary")


def _leave(login: Login, account: Account) -> None:
    _sessions(login).end(account)
    st.logout()


def _sessions(login: Login) -> Sessions:
    return open_sessions(login.sessions, login.absolute, login.idle)
