"""墓碑: cases that the platform took from this device. The log keeps every word; lists, deadlines and search forget.

A case with own work that is not sent, or did not take effect, stays where it is: the work wins, and a person is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, and_, delete, false, func, not_, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain import events as ev
from app.errors import CASE_GONE, UserFacingError
from app.ports import GoneCase
from app.storage import project
from app.storage.receipts import is_dismissed
from app.storage.schema import commits, gone_cases, second_receipts, settings

_SEEN = (ev.PaperOut, ev.PaperGiven, ev.PaperSealed, ev.BlankVoided)
"""What hands and printers did to paper; a period that begins with what was given is told along."""
COUNTED = "reconcile.counted"
"""What the reconciliation remembers; gone when receipts are forgotten, since it counts those."""
UNREADABLE = "unreadable"
"""A commit of another that lies here whole, without its events."""
RIVAL = "rival"
"""So does one for whose place the platform had told another: its data had gone back to an earlier day."""
CONTRADICTS = "contradicts"
"""So does one whose events contradict what is here: an act that a disk lost, and that was done otherwise since."""
ASIDE = (UNREADABLE, RIVAL, CONTRADICTS)
_OVER_DISMISSED = ("erased", "moved")
"""The ways of leaving that what was dismissed does not stop."""


def put_away(connection: Connection, gone: GoneCase, now_ms: int) -> bool:
    """Keep what the platform says, and put the case away unless own work stands against it; whether it was."""
    mine = gone_cases.c.case_id == gone.case_id.bytes
    known = connection.execute(select(gone_cases).where(mine)).first()
    # What left stays away: what waits since then is only what became of its paper, and that goes up all the same.
    is_gone = known is not None and known.aside == 0
    aside = not is_gone and _has_own_work(connection, gone.case_id.bytes, gone.kind)
    row: dict[str, object] = {"case_id": gone.case_id.bytes, "id": gone.id.bytes, "kind": gone.kind}
    row |= {"reason": gone.reason, "at_ms": gone.at_ms, "told_ms": now_ms, "aside": int(aside)}
    row |= {"home": gone.home, "stage": gone.stage}
    if known is not None and (known.aside, known.kind) == (int(aside), gone.kind):
        if (known.home, known.stage) != (gone.home, gone.stage):
            # It got further where it is now: told anew, and nothing else of it changes here.
            news = {"home": gone.home, "stage": gone.stage, "told_ms": now_ms}
            connection.execute(update(gone_cases).where(mine).values(**news))
        return not aside
    statement = upsert(gone_cases).values(**row)
    changed = {name: statement.excluded[name] for name in row if name != "case_id"}
    connection.execute(statement.on_conflict_do_update(index_elements=["case_id"], set_=changed))
    _count_anew(connection)
    if not aside:
        project.drop(connection, gone.case_id)
    return not aside


def settle(connection: Connection, now_ms: int) -> int:
    """Put away what was kept aside and has no own work left; how many cases."""
    waiting = select(gone_cases.c.case_id, gone_cases.c.kind).where(gone_cases.c.aside == 1)
    done = 0
    for case_id, kind in connection.execute(waiting).all():
        if _has_own_work(connection, case_id, kind):
            continue
        mine = gone_cases.c.case_id == case_id
        connection.execute(update(gone_cases).where(mine).values(aside=0, told_ms=now_ms))
        project.drop(connection, UUID(bytes=case_id))
        done += 1
    return done


def come_back(connection: Connection, case_id: UUID) -> bool:
    """The platform speaks of the case again: it is this device's as before. Whether it had left."""
    done = connection.execute(delete(gone_cases).where(gone_cases.c.case_id == case_id.bytes)).rowcount > 0
    if done:
        _count_anew(connection)
    return done


def is_away(connection: Connection, case_id: UUID, events: Sequence[ev.Event]) -> bool:
    """Whether the case left this device, and ``events`` may be written to it all the same: what became of a sheet of
    paper is seen by who has the printer, whoever has the case.

    Raises UserFacingError (ZC-CASE-GONE) for anything else about a case that left: it would not be seen.
    """
    if not has_left(connection, case_id):
        return False
    seen = any(isinstance(event, _SEEN) for event in events)
    if seen and all(isinstance(event, (*_SEEN, ev.DeadlineRevised)) for event in events):
        return True
    raise UserFacingError(
        CASE_GONE,
        "这个办件已由平台从本窗口撤下，不能再办理。",
        "本窗口以前的记录都在，这一次没有写入任何内容。",
        "请看同步页上写的撤下原因；确需本窗口办理的，请平台把办件转回来。",
    )


def has_left(connection: Connection, case_id: UUID) -> bool:
    """Whether the case left this device."""
    away = (gone_cases.c.case_id == case_id.bytes, gone_cases.c.aside == 0)
    return connection.execute(select(gone_cases.c.kind).where(*away)).first() is not None


def put_away_cases(connection: Connection) -> frozenset[UUID]:
    """The cases that left this device."""
    rows = connection.execute(select(gone_cases.c.case_id).where(gone_cases.c.aside == 0)).scalars()
    return frozenset(UUID(bytes=row) for row in rows)


def _count_anew(connection: Connection) -> None:
    # What the reconciliation remembers counts the case, or does not: neither holds any more.
    connection.execute(delete(settings).where(settings.c.key == COUNTED))


def _has_own_work(connection: Connection, case_id: bytes, kind: str) -> bool:
    """Only own commits wait for a receipt; what is parked of others cannot be read, and is no work.

    What a person at the platform dismissed stays dismissed: it holds up no case that is to be erased (依法删除), nor
    one that others have by now. Its words stay in the log.
    """
    joined = commits.outerjoin(second_receipts, second_receipts.c.commit_id == commits.c.id)
    settled = is_dismissed() if kind in _OVER_DISMISSED else false()
    stands = or_(
        commits.c.ack.is_(None),
        and_(func.coalesce(commits.c.parked, UNREADABLE).not_in(ASIDE), not_(settled)),
        func.coalesce(second_receipts.c.refused, "") != "",
    )
    mine = (commits.c.case_id == case_id, stands)
    return connection.execute(select(commits.c.arrival).select_from(joined).where(*mine).limit(1)).first() is not None
