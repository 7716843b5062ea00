"""Which case a 更正件 corrects, and which 更正件 correct a case: read from the lists, no case is replayed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from app.domain.paper import PaperKind
from app.domain.states import STATE_NAMES, TERMINAL, CaseState
from app.storage.log import load_case
from app.storage.schema import case_row, events, gone_cases
from app.values import dataclass


@dataclass(frozen=True)
class Link:
    """The other case of a correction: ``receipt`` the number of its first paper, "" while it has none; ``state`` None
    where it is not on this machine. ``home``: the window that has one which moved from here, where that was told;
    ``over``: it ended there without a decision that somebody got.
    """

    case_id: UUID
    receipt: str = ""
    state: CaseState | None = None
    home: str = ""
    over: bool = False

    @property
    def here(self) -> bool:
        """Whether it can be opened on this machine."""
        return self.state is not None

    @property
    def state_name(self) -> str:
        """How far it is, in Chinese; "" where that is not known here."""
        return STATE_NAMES[self.state] if self.state is not None else ""

    @property
    def given_up(self) -> bool:
        """Whether it ended without a decision that somebody got."""
        return self.over or (self.state in TERMINAL and self.state is not CaseState.SERVED)


@dataclass(frozen=True)
class Links:
    """``corrects``: the case that this one corrects, None for any but a 更正件. ``corrected_by``: the 更正件 that were
    opened for this one, the first first.
    """

    corrects: Link | None = None
    corrected_by: tuple[Link, ...] = ()

    @property
    def later(self) -> Link | None:
        """The 更正件 that counts: the newest that was not given up, else the newest."""
        return next((each for each in reversed(self.corrected_by) if not each.given_up), None) or (
            self.corrected_by[-1] if self.corrected_by else None
        )

    @property
    def any(self) -> bool:
        """Whether there is another case to go to or to name."""
        return self.corrects is not None or bool(self.corrected_by)

    @property
    def marked(self) -> bool:
        """Whether a 更正件 goes on or was served: one that was given up corrects nothing."""
        return any(not each.given_up for each in self.corrected_by)


NONE = Links()


class Moved:
    """更正件 that moved to another window and stand in no list here: what each corrects is marked all the same.

    The log is looked through when the platform has told of a case since, not with every list.
    """

    def __init__(self) -> None:
        self._known: tuple[object, Mapping[bytes, tuple[tuple[int, Link], ...]]] = (None, {})

    def of(self, connection: Connection) -> Mapping[bytes, tuple[tuple[int, Link], ...]]:
        """By the case that is corrected: when each was taken in (UTC ms), and its link."""
        told = func.count(), func.max(gone_cases.c.told_ms), func.sum(gone_cases.c.told_ms)
        news = tuple(connection.execute(select(*told).where(*_MOVED)).one())
        if news != self._known[0]:
            self._known = news, self._read(connection) if news[0] else {}
        return self._known[1]

    def _read(self, connection: Connection) -> Mapping[bytes, tuple[tuple[int, Link], ...]]:
        corrects = func.instr(events.c.payload, '"corrects":"') + func.instr(events.c.payload, '"corrects": "') > 0
        query = (
            select(gone_cases.c.case_id, gone_cases.c.home, gone_cases.c.stage)
            .join(events, events.c.case_id == gone_cases.c.case_id)
            .where(*_MOVED, events.c.type.in_(("opened", "received")), corrects)
            .distinct()
        )
        found: dict[bytes, list[tuple[int, Link]]] = {}
        for row in connection.execute(query).all():
            case = load_case(connection, UUID(bytes=row.case_id))
            if case is None or case.intake is None or case.intake.corrects is None:
                continue
            number = next((paper.number for paper in case.papers_of(PaperKind.RECEIPT)), "")
            link = Link(case.id, number, None, row.home, row.stage in _GIVEN_UP)
            since = case.received.at.ms if case.received is not None else 0
            found.setdefault(case.intake.corrects.bytes, []).append((since, link))
        return {each: tuple(links) for each, links in found.items()}


_MOVED = gone_cases.c.aside == 0, gone_cases.c.kind == "moved"
_ENDED = ("withdrawn", "voided", "declined", "deemed_withdrawn", "returned", "revoked", "turned_away", "forwarded")
_GIVEN_UP = frozenset({*_ENDED, "deleted"})
"""Stages in which it ended there, as the province names them, without a decision that somebody got."""


def links_of(connection: Connection, cases: Collection[UUID], moved: Moved) -> dict[UUID, Links]:
    """The links of those of ``cases`` (some hundred at most) that have any: two short questions of an index each, and
    what ``moved`` away.
    """
    wanted = [each.bytes for each in cases]
    corrects = {
        row.case_id: row.corrects
        for row in connection.execute(
            select(case_row.c.case_id, case_row.c.corrects).where(
                case_row.c.case_id.in_(wanted), case_row.c.corrects.is_not(None)
            )
        )
    }
    columns = case_row.c.case_id, case_row.c.receipt, case_row.c.state, case_row.c.corrects, case_row.c.opened_ms
    of_these = case_row.c.corrects.in_(wanted)
    turns = case_row.c.opened_ms, case_row.c.case_id
    later = connection.execute(select(*columns).where(of_these).order_by(*turns)).all()
    away = {each: known for each, known in moved.of(connection).items() if each in wanted}
    if not corrects and not later and not away:
        return {}
    before = {
        row.case_id: _link(row)
        for row in connection.execute(select(*columns).where(case_row.c.case_id.in_(set(corrects.values()))))
    }
    turned: dict[bytes, list[tuple[int, Link]]] = {each: list(known) for each, known in away.items()}
    for row in later:
        turned.setdefault(row.corrects, []).append((row.opened_ms, _link(row)))
    mended = {each: [link for _, link in sorted(known, key=lambda one: one[0])] for each, known in turned.items()}
    # One that is not on this machine is known by its identifier alone.
    first = {each: before.get(of) or Link(UUID(bytes=of)) for each, of in corrects.items()}
    return {
        UUID(bytes=each): Links(first.get(each), tuple(mended.get(each, ()))) for each in {*corrects, *mended}
    }


def _link(row: Any) -> Link:
    return Link(UUID(bytes=row.case_id), row.receipt, CaseState(row.state))
