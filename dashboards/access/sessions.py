"""When somebody logged in and was last there, so that a login ends after hours, after idling, or at once.

The cookie of the web server lives for thirty days and other tabs keep it after a logout; so the server keeps
its own record and looks at every rerun.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

import sqlalchemy as sa

from dashboards.access.people import Account

# A visit is written down at most so often: the limit of idling is half an hour.
WRITTEN_EVERY = timedelta(seconds=30)
# Seconds the clock of the provider may be ahead of ours.
CLOCKS_APART = 60

_TABLES = sa.MetaData()
_SESSION = sa.Table(
    "session",
    _TABLES,
    sa.Column("issuer", sa.String, primary_key=True),
    sa.Column("subject", sa.String, primary_key=True),
    sa.Column("logged_in_at", sa.Integer, primary_key=True, comment="seconds since 1970, UTC"),
    sa.Column("seen_at", sa.Integer, nullable=False),
    sa.Column("ended_at", sa.Integer),
)


class State(StrEnum):
    """Whether a login still holds."""

    OPEN = "offen"
    TOO_OLD = "abgelaufen"
    IDLE = "untätig"
    ENDED = "beendet"


@dataclass(frozen=True)
class Sessions:
    """The record of logins in a database; `now` is replaced in tests."""

    engine: sa.Engine
    absolute: timedelta
    idle: timedelta
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def visit(self, account: Account, logged_in_at: int, begun: Callable[[], None] = lambda: None) -> State:
        """Note that somebody is here and return whether the login of that second still holds.

        `begun` is called at the first visit of a login.
        """
        now = int(self.now().timestamp())
        age = now - logged_in_at
        # A login from the future would never end; clocks may differ a little.
        if age < -CLOCKS_APART or age > self.absolute.total_seconds():
            return State.TOO_OLD
        with self.engine.begin() as connection:
            found = connection.execute(sa.select(_SESSION).where(*_same(account, logged_in_at))).one_or_none()
            if found is None:
                values = {"seen_at": now, "logged_in_at": logged_in_at}
                names = {"issuer": account.issuer, "subject": account.subject}
                connection.execute(sa.insert(_SESSION).values(**names, **values))
                begun()
                return State.OPEN
            if found.ended_at is not None:
                return State.ENDED
            if now - found.seen_at > self.idle.total_seconds():
                return State.IDLE
            if now - found.seen_at >= WRITTEN_EVERY.total_seconds():
                _update(connection, account, logged_in_at, seen_at=now)
        return State.OPEN

    def end(self, account: Account) -> None:
        """End every open login of an account: all its tabs are out at their next click."""
        with self.engine.begin() as connection:
            connection.execute(
                sa.update(_SESSION)
                .where(_SESSION.c.issuer == account.issuer, _SESSION.c.subject == account.subject)
                .values(ended_at=int(self.now().timestamp()))
            )


@lru_cache(maxsize=2)
def open_sessions(address: str, absolute: timedelta, idle: timedelta) -> Sessions:
    """Return the record at a database address; its table is made at first use."""
    engine = sa.create_engine(address)
    _TABLES.create_all(engine)
    return Sessions(engine, absolute, idle)


def _same(account: Account, logged_in_at: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        _SESSION.c.issuer == account.issuer,
        _SESSION.c.subject == account.subject,
        _SESSION.c.logged_in_at == logged_in_at,
    )


def _update(connection: sa.Connection, account: Account, logged_in_at: int, *, seen_at: int) -> None:
    connection.execute(sa.update(_SESSION).where(*_same(account, logged_in_at)).values(seen_at=seen_at))
