"""The page of a case that left this window offers what can still be done with its papers here, and says why no more."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import update

from app.ports import GoneCase
from app.storage.schema import commits
from app.storage.sync_store import SqlInbox
from tests.ui.window.cases import World
from ui.theme import t
from ui.window.case import actions as act
from ui.window.case.checking import unchecked
from ui.window.case.look import CaseLook, read_case
from ui.window.case.materials import to_take
from ui.window.case.page import CasePage
from ui.window.case.papers import paper_looks
from ui.window.case.status import sub_words


def left(world: World, case: UUID) -> CaseLook:
    """It went to another window; all of it was sent before."""
    database = world.place.database
    with database.writing() as connection:
        connection.execute(update(commits).values(ack="r"))
    SqlInbox(database, world.place.clock).apply([GoneCase(uuid4(), case, "moved", "移交", 1)], "x")
    return read_case(world.place.office, case, t)


def offered(world: World, seen: CaseLook) -> set[str]:
    page = CasePage(*world.tools)  # type: ignore[arg-type]
    try:
        return {each.name for each in page.offered(seen, 0)}
    finally:
        page.deleteLater()


def test_no_act_is_offered_that_is_refused_since_the_case_left(world: World) -> None:
    """受理, 撤回 and a hand-in stood there, and each was refused with ZC-CASE-GONE."""
    case = world.told()
    here = read_case(world.place.office, case, t)
    assert act.WITHDRAW in offered(world, here) and to_take(here)
    seen = left(world, case)
    assert offered(world, seen) <= {act.SEAL, act.GIVE}
    assert not to_take(seen)
    assert "这一件已不在本窗口" in "".join(sub_words(seen, True, t))


def test_rows_that_nobody_looked_at_are_not_asked_for_in_a_case_that_left(world: World) -> None:
    case = world.receive(fault=False, unseen=2)
    assert unchecked(read_case(world.place.office, case, t))
    assert not to_take(left(world, case))


def test_of_its_papers_is_recorded_what_becomes_of_the_sheet_in_her_hand_and_nothing_else(world: World) -> None:
    case = world.told()
    here = {name for look in paper_looks(read_case(world.place.office, case, t)) for name in look.buttons}
    assert here & {"reprint", "anew", "recall"}
    seen = left(world, case)
    looks = paper_looks(seen)
    assert {name for look in looks for name in look.buttons} <= {"seal", "give", "replace"}
    waits = next(look.paper for look in looks if "seal" in look.buttons)
    world.place.office.record_seal(case, waits.document_id, "收件专用章", "赵六", "窗口")
    after = read_case(world.place.office, case, t).case.paper(waits.document_id)
    assert after is not None and after.sealing is not None, "what is offered is done"
