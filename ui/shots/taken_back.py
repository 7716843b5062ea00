"""A certificate that was given and is wrong: asked for, awaited, and brought back, for either reason."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.domain.happened import Recipient
from app.domain.paper import Paper, PaperKind
from app.usecases.hand_over import hand_over
from app.usecases.mend_case import Today
from ui.shots.cases import LI, NURSE_ITEM, receive
from ui.shots.room import Room


def served(room: Room) -> UUID:
    """A certificate in somebody's hands."""
    office = room.office
    case = receive(office, NURSE_ITEM, False, LI)
    office.accept(case, "counter")
    office.decide_on_spot(case, True, "自2026年9月28日至2031年9月27日", "202621000123")
    office.issue_certificate(case, office.next_blank(office.case(case).item.blank_kind))
    room.all_out()
    for paper in office.case(case).papers:
        if paper.awaits_seal:
            office.record_seal(case, paper.document_id, office.seal_name(office.case(case), paper), "演练员", "盖章室")
    results = tuple(
        paper.document_id
        for paper in office.case(case).papers
        if paper.kind in (PaperKind.GRANT, PaperKind.CERTIFICATE)
    )
    office.act(hand_over, case, Recipient(LI.name, "本人", signature="signed"), results)
    room.all_out()
    return case


def sheet(room: Room, case: UUID) -> Paper:
    """Its certificate."""
    return next(p for p in room.office.case(case).papers if p.kind is PaperKind.CERTIFICATE)


def taken_back(room: Room) -> None:
    """From the card of the certificate to the two ends."""
    case = served(room)
    page = room.show_case(case)
    room.take("back-card")
    room.click("case.paper.D21.ask-back")
    page.form.set_value("why", "person")
    until = date(room.office.today().year, 12, 31)
    for name, words in (("reason", "同名，叫号时拿错"), ("told", "打了电话，本人接的"), ("until", until.isoformat())):
        room.type(f"case.ask-back.{name}", words)
    room.take("back-ask")
    room.keys("Ctrl+Return")
    room.calm()
    room.go("due").refresh()
    room.take("back-due")
    _take(room, case, "person", "同名，叫号时拿错")
    room.take("back-form")
    room.keys("Ctrl+Return")
    room.calm()
    room.take("back-kept")
    other = served(room)
    _take(room, other, "content", "姓名写错一字")
    room.keys("Ctrl+Return")
    room.calm()
    room.take("back-void")
    _linked(room, other)


def _linked(room: Room, served_wrong: UUID) -> None:
    """The 更正件 of a case and the case itself: their cards, and their lines in both lists."""
    mending = room.office.mend(served_wrong, "姓名写错一字", Today(name="李肆")).case.id
    room.all_out()
    room.show_case(mending)
    room.take("linked-later")
    room.show_case(served_wrong)
    room.take("linked-first")
    due = room.go("due")
    due.refresh()
    room.calm()
    due.table.pick(next(n for n, row in enumerate(due.table.rows.rows()) if row.case_id == mending))
    room.calm()
    room.take("linked-due")
    search = room.go("search")
    search.show_list()
    room.calm()
    search.results.pick(next(n for n, line in enumerate(search.results.rows.rows()) if line.case_id == served_wrong))
    room.take("linked-search")


def _take(room: Room, case: UUID, why: str, reason: str) -> None:
    page = room.show_case(case)
    room.click("case.paper.D21.take-paper-back")
    page.form.set_value("why", why)
    page.form.set_value("relation", "other" if why == "person" else "self")
    for name, words in (("reason", reason), ("serial", sheet(room, case).blank), ("name", LI.name)):
        room.type(f"case.take-paper-back.{name}", words)


SCENES = {"taken-back": taken_back}
