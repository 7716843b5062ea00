"""Who may log in to a profile, and the session of who proved that it is she. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.events import OperatorRef
from app.domain.rights import Grant
from app.errors import UserFacingError
from app.ports import Clock
from app.storage.database import Database
from app.storage.incidents import SqlIncidents, refuse_while_locked
from app.storage.operators import Operator, add_operator, authenticate, list_operators
from app.storage.profile import Profile
from app.storage.stores import SqlSettings
from app.usecases.desk import Session
from ui.credentials import session_of, stretching, told_the_ready


class People:
    """The operators of a profile. Nobody sits down here: a session is what the workplace enters with.

    ``ready`` is whether a rehearsal tells its ready operator at the login; ``wrap`` lets a number and password open the
    profile, and ``witness`` tells what was proved by a number as it was opened.
    """

    def __init__(
        self,
        profile: Profile,
        database: Database,
        clock: Clock,
        kept: SqlSettings,
        ready: bool,
        wrap: Callable[[str, str], object],
        witness: Callable[[str], bytes],
    ) -> None:
        self._profile, self._database, self._clock = profile, database, clock
        self._kept, self._ready, self._wrap, self._witness = kept, ready, wrap, witness

    def operators(self) -> Sequence[Operator]:
        """Everybody who may log in."""
        with self._database.read.connect() as connection:
            return list_operators(connection)

    def add(self, name: str, number: str, password: str, grants: tuple[Grant, ...]) -> Operator:
        """Add an operator with her rights."""
        operator = Operator(f"op-{number}", name, number, grants)
        with self._database.writing() as connection:
            add_operator(connection, operator, password, stretching(self._profile.rehearsal, password))
        if not self._profile.rehearsal:
            # At start the key of a real profile is unlocked with her password, before any table can be read.
            self._wrap(number, password)
        return operator

    def proven(self, number: str, password: str, opening: bool = False) -> Session:
        """The session of who typed these, ``opening`` when they have just opened the profile. Raises UserFacingError
        ZC-LOGIN-…
        """
        witness = self._witness(number) if opening else b""
        refuse_while_locked(SqlIncidents(self._database, self._clock), number := number.strip())
        rehearsal = self._profile.rehearsal
        cost, now = stretching(rehearsal, password), self._clock.now().ms
        with self._database.writing() as connection, told_the_ready(rehearsal and self._ready):
            operator = authenticate(connection, number, password, now, cost, witness)
        return self._session(operator)

    def session_of_number(self, number: str) -> Session:
        """The session of who has this number, of anybody for "", without a password: it was asked for before, or this
        is a rehearsal. Raises UserFacingError ZC-LOGIN-06 where nobody has it.
        """
        operator = next((each for each in self.operators() if number in ("", each.number)), None)
        if operator is None:
            raise UserFacingError("ZC-LOGIN-06", "还没有操作员", "", "请先建立管理员")
        if self._profile.rehearsal:
            return Session(OperatorRef(operator.id, operator.name, operator.number), operator.grants)
        return self._session(operator)

    def _session(self, operator: Operator) -> Session:
        incidents, keep = SqlIncidents(self._database, self._clock), self._profile.holds_lock
        return session_of(operator, incidents, self._kept, self._clock.now(), keep=keep)
