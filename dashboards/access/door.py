"""What every page meets first: who is here, may they enter, and if not, what to do.

A server without a login does without what keeps the record of logins; so that is loaded where it is needed.
"""

from collections.abc import Callable, Iterable

import streamlit as st

from dashboards import cards, showcase, style
from dashboards.access.people import ANYONE, Account, Person, Role
from dashboards.access.permits import House, may_enter
from dashboards.access.settings import Login, login_of_server
from dashboards.noting import note_login
from warehouse.audit import Entry


def admit(house: House, municipalities: Callable[[], Iterable[str]]) -> Person:
    """Return who is here; draw the way to the login instead, and stop, for whoever may not enter.

    Asked at every rerun, so that a blocked account or an ended login is out at the next click. Without login
    (local mode) the one person at the machine is statistician of `municipalities`, the AGS of this house.
    """
    login = login_of_server()
    if login is None:
        return _local(house, municipalities())
    from dashboards.access.identity import identify

    person, reason = identify(login, st.user.to_dict())
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
        return showcase.local_person()
    return Person("Werkbank", Role.STATISTICIAN, frozenset(municipalities))


def _ask_to_log_in(reason: str) -> None:
    st.html(style.style_sheet(style.LIGHT))
    cards.page_head("Kohorte", "Bitte anmelden", reason)
    # A new login replaces the one that does not hold; the provider asks for the account again.
    st.button("Anmelden", on_click=st.login, key="login", type="primary")


def _leave(login: Login, account: Account) -> None:
    from dashboards.access.identity import sessions

    sessions(login).end(account)
    note_login(login, Entry("abmeldung", account.subject, details={"anbieter": account.issuer}))
    st.logout()
