"""Which case a 更正件 corrects, and which 更正件 correct a case: read from the lists, no case is replayed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from app.domain.states import STATE_NAMES, TERMINAL, CaseState
from app.storage.schema import case_row
from app.values import dataclass


@dataclass(frozen=True)
class Link:
    """The other case of a correction: ``receipt`` the number of its first paper, "" while it has none; ``state`` None
    where it is not on this machine.
    """

    case_id: UUID
    receipt: str = ""
    state: CaseState | None = None

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
        return self.state in TERMINAL and self.state is not CaseState.SERVED


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


def links_of(connection: Connection, cases: Collection[UUID]) -> dict[UUID, Links]:
    """The links of those of ``cases`` (some hundred at most) that have any: two short questions of an index each."""
    wanted = [each.bytes for each in cases]
    corrects = {
        row.case_id: row.corrects
        for row in connection.execute(
            select(case_row.c.case_id, case_row.c.corrects).where(
                case_row.c.case_id.in_(wanted), case_row.c.corrects.is_not(None)
            )
        )
    }
    columns = case_row.c.case_id, case_row.c.receipt, case_row.c.state, case_row.c.corrects
    of_these = case_row.c.corrects.in_(wanted)
    turns = case_row.c.opened_ms, case_row.c.case_id
    later = connection.execute(select(*columns).where(of_these).order_by(*turns)).all()
    if not corrects and not later:
        return {}
    before = {
        row.case_id: _link(row)
        for row in connection.execute(select(*columns).where(case_row.c.case_id.in_(set(corrects.values()))))
    }
    mended: dict[bytes, list[Link]] = {}
    for row in later:
        mended.setdefault(row.corrects, []).append(_link(row))
    # One that is not on this machine is known by its identifier alone.
    first = {each: before.get(of) or Link(UUID(bytes=of)) for each, of in corrects.items()}
    return {
        UUID(bytes=each): Links(first.get(each), tuple(mended.get(each, ()))) for each in {*corrects, *mended}
    }


def _link(row: Any) -> Link:
    return Link(UUID(bytes=row.case_id), row.receipt, CaseState(row.state))
