"""Who may sit down here and with which rights: the password, an incident that shuts the machine, and how long what is
kept here of an operator is good without the line (S1 8).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection

from app.domain.credential import DAYS, MOST_DAYS, Credential, credential, resting
from app.domain.events import OperatorRef
from app.domain.rights import Right, rights_for
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.storage.cost import TOLD, KdfCost
from app.storage.incidents import SqlIncidents, refuse_while_locked
from app.storage.operators import Operator, first_operator, list_operators
from app.storage.stores import SqlSettings
from app.usecases.desk import Session
from ui.line import LAST_SYNC_SETTING
from ui.settings import READY, READY_SUPERVISOR, REHEARSAL_PASSWORD

FIRST_SETTING = "credential.first_ms"
DAYS_SETTING = "credential.days"


def stretching(rehearsal: bool, password: str) -> KdfCost | None:
    """What trying a password costs; None is the rule (:class:`KdfCost`). The one that a rehearsal tells everybody on
    its screen guards nothing, so nobody waits for it.
    """
    return TOLD if rehearsal and password == REHEARSAL_PASSWORD else None


def session_of(
    operator: Operator, incidents: SqlIncidents, settings: SqlSettings, now: Timestamp, *, keep: bool
) -> Session:
    """The session of somebody whose password was proven, with the rights that count now; ``keep`` as below.

    Raises UserFacingError ZC-LOGIN-10 while an incident shuts her out.
    """
    refuse_while_locked(incidents, operator.number)
    held = credential_of(settings, operator.id, now, keep=keep)
    ref = OperatorRef(operator.id, operator.name, operator.number)
    return Session(ref, resting(operator.grants, held), resting=held.why, notice=held.words)


def administers(connection: Connection, operator_id: str, now: Timestamp) -> bool:
    """Whether she may enter people and give them passwords: the first operator, or who holds all five rights for every
    item.
    """
    people = list_operators(connection)
    grants = next((each.grants for each in people if each.id == operator_id), ())
    return operator_id == first_operator(connection) or rights_for(grants, "*", "*", now.date) == set(Right)


def credential_of(settings: SqlSettings, operator_id: str, now: Timestamp, *, keep: bool = True) -> Credential:
    """Counted from when the line was last there, or since the operator first logged in here.

    With ``keep`` a first login is remembered.
    """
    key = f"{FIRST_SETTING}.{operator_id}"
    first = settings.get(key, "")
    if not first:
        first = str(now.ms)
        if keep:
            settings.put(key, first)
    confirmed = max(int(first), int(settings.get(LAST_SYNC_SETTING, "0")))
    return credential(confirmed, now, days_of(settings))


def days_of(settings: SqlSettings) -> int:
    """The limit of this device in days."""
    return int(settings.get(DAYS_SETTING, str(DAYS)))


def set_days(settings: SqlSettings, days: int) -> None:
    """Change the limit. Raises UserFacingError ZC-OPER-03 for what is no sensible limit."""
    if not 1 <= days <= MOST_DAYS:
        raise UserFacingError(
            "ZC-OPER-03", f"凭据的离线时限应在1至{MOST_DAYS}天之间", "时限没有改变", "请重新填写天数"
        )
    settings.put(DAYS_SETTING, str(days))


@contextlib.contextmanager
def told_the_ready(ready: bool) -> Iterator[None]:
    """A rehearsal has nothing to protect: who mistypes is told what to type, the supervisor's part too. ``ready`` says
    that its people came with it.
    """
    try:
        yield
    except UserFacingError as error:
        if not ready or error.code != "ZC-LOGIN-01":
            raise
        way = f"演练的口令是 {REHEARSAL_PASSWORD}；演练员工号 {READY[1]}，演练主管工号 {READY_SUPERVISOR[1]}"
        raise UserFacingError(error.code, error.what, error.kept, way) from None
