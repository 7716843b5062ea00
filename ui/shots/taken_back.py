"""A certificate that was given and is wrong: asked for, awaited, and brought back, for either reason."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.domain.happened import Recipient
from app.domain.paper import Paper, PaperKind
from app.usecases.hand_over import hand_over
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


def _take(room: Room, case: UUID, why: str, reason: str) -> None:
    page = room.show_case(case)
    room.click("case.paper.D21.take-paper-back")
    page.form.set_value("why", why)
    page.form.set_value("relation", "other" if why == "person" else "self")
    for name, words in (("reason", reason), ("serial", sheet(room, case).blank), ("name", LI.name)):
        room.type(f"case.take-paper-back.{name}", words)


SCENES = {"taken-back": taken_back}
