"""送达回证 (D16): what was signed, and when, stands in its box; nothing stands there that nobody signed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton

from app.domain.events import Recipient
from app.domain.paper import PaperKind
from app.domain.states import CaseState
from app.errors import RefusedError
from app.usecases.desk import Done
from app.usecases.hand_over import hand_over
from printing.page import Page, Polyline
from printing.pdf import Meta, pages_to_pdf
from tests.ui.window.days.hall import ALT, Hall
from ui.shared.tickbox import TickBox
from ui.theme import t
from ui.window.case.sentences import sentence

ALL = (PaperKind.CERTIFICATE, PaperKind.GRANT, PaperKind.RECEIPT, PaperKind.ACCEPTANCE)
EMPTY = "年月日时分"


def proof(hall: Hall, case: UUID, name: str = "") -> list[Page]:
    """The newest proof of service of a case, as it is printed; with ZC_SHOTS it is kept as a PDF."""
    seen = hall.office.case(case)
    pages = hall.place.pages(seen, seen.papers_of(PaperKind.SERVICE_PROOF)[-1].document_id)
    if name and (folder := os.environ.get("ZC_SHOTS")):
        (Path(folder) / f"{name}.pdf").write_bytes(pages_to_pdf(pages, hall.place.fonts, Meta(name)))
    return pages


def flat(pages: list[Page]) -> str:
    return "".join(getattr(op, "text", "") for page in pages for op in page.ops).replace(" ", "").replace("　", "")


def strokes(pages: list[Page]) -> list[Polyline]:
    return [op for page in pages for op in page.ops if isinstance(op, Polyline)]


def box_words(pages: list[Page]) -> str:
    """What stands behind 收件人签名或者盖章."""
    return flat(pages).partition("收件人签名或者盖章：")[2].partition("备注")[0]


def gave(hall: Hall) -> tuple[UUID, Any]:
    """A licence given out, signed for on the screen."""
    case, page = hall.licence_at_desk(*ALL)
    hall.sign("handover.pad")
    hall.enter()
    return case, page


@pytest.mark.law("D16", "B3-23")
def test_what_was_signed_on_the_pad_stands_in_the_box_with_its_time(hall: Hall) -> None:
    """The box was empty and so was 年月日时分: the remark alone said that she had signed (民事诉讼法 87)."""
    case, _ = gave(hall)
    pages = proof(hall, case, "d16-pad")
    assert len(strokes(pages)) == 1 and len(strokes(pages)[0].points) > 1
    assert "2026年9月21日9时10分" in box_words(pages) and EMPTY not in box_words(pages)
    assert flat(pages).count("2026年9月21日9时10分") >= 2, "when it was served, and when she signed"
    assert "领取人已在签名板签名" in flat(pages)


def test_a_signature_whose_picture_is_not_here_is_not_drawn_and_stops_no_print(hall: Hall) -> None:
    """Damaged, or kept at another counter: the sheet is laid out all the same."""
    case, _ = gave(hall)
    kept = hall.office.case(case).handed_over
    assert kept is not None
    hall.place.scans._store.delete(kept.recipient.signature)
    pages = proof(hall, case)
    assert not strokes(pages) and "领取人已在签名板签名" in flat(pages)


@pytest.mark.law("D16")
def test_what_was_refused_and_left_before_a_witness_bears_no_signature(hall: Hall) -> None:
    case, _ = hall.licence_at_desk(*ALL)
    papers = [p.document_id for p in hall.office.case(case).papers if p.kind in ALL[:2]]
    left = Recipient("张三", "本人")
    hall.office.act(hand_over, case, left, tuple(papers), "留置送达", refusal="拒绝签收", witness="吴九")
    pages = proof(hall, case, "d16-left")
    assert not strokes(pages) and EMPTY in box_words(pages)
    assert "■留置送达" in flat(pages) and "吴九" in flat(pages) and "签名板" not in flat(pages)


def lay_out(hall: Hall) -> tuple[UUID, Any]:
    """A licence at the desk, and the proof printed for a hand to sign on."""
    case, page = hall.licence_at_desk(*ALL)
    hall.press(Qt.Key.Key_H, ALT)
    hall.world.all_out()
    return case, page


@pytest.mark.law("D16", "B3-23")
def test_who_signs_on_paper_gets_a_sheet_with_room_and_is_served_when_it_lies_here_signed(hall: Hall) -> None:
    """There was no way but the pad; the sheet never says of anything that it was done."""
    case, page = lay_out(hall)
    assert hall.office.case(case).state is CaseState.AWAITING_PICKUP
    pages = proof(hall, case, "d16-to-sign")
    assert not strokes(pages) and flat(pages).count(EMPTY) == 2, "neither served nor signed at any time"
    assert "已在" not in flat(pages) and "收件人：张三" in flat(pages)
    tick = hall.named("handover.sheet")
    assert isinstance(tick, TickBox) and not tick.isChecked() and page.give.text() == "交付，回证存档"
    hall.enter()
    assert "领取人没有签名" in hall.told() and hall.office.case(case).handed_over is None
    assert "按 Alt+G 打勾" in hall.told() and "按「在纸上签」" not in hall.told(), "that sheet was printed already"
    hall.press(Qt.Key.Key_Return)
    hall.press(Qt.Key.Key_G, ALT)
    if folder := os.environ.get("ZC_SHOTS"):
        hall.look("handover-sheet")
        hall.shell.grab().save(str(Path(folder) / "handover-sheet.png"))
    hall.enter()
    seen = hall.office.case(case)
    assert seen.state is CaseState.SERVED and seen.handed_over is not None
    assert seen.handed_over.by.name == "演练员" and not seen.handed_over.recipient.signature
    assert len(seen.papers_of(PaperKind.SERVICE_PROOF)) == 1
    after = proof(hall, case, "d16-signed-by-hand")
    assert "领取人已在纸质回证上签名，签名和时间见原件" in flat(after) and not strokes(after)
    told = next(line.event for line in hall.office.event_lines(case) if line.event.TYPE == "handed_over")
    assert "在纸质送达回证上签名" in sentence(told, seen, t)


def test_another_paper_or_person_is_not_what_the_sheet_was_signed_for(hall: Hall) -> None:
    _, page = lay_out(hall)
    hall.press(Qt.Key.Key_G, ALT)
    assert page.sheet.signed() is not None
    box = hall.named("handover.paper.D01")
    assert isinstance(box, TickBox)
    box.setChecked(False)
    assert page.sheet.signed() is None and not page.sheet.tick.isVisible()
    box.setChecked(True)
    assert page.sheet.tick.isVisible() and page.sheet.signed() is None, "she says it anew"
    hall.fill("handover.recipient", "王五")
    assert not page.sheet.tick.isVisible()


def test_a_sheet_signed_by_herself_is_not_what_an_agent_takes_it_on(hall: Hall) -> None:
    """The sheet says 本人: whoever takes it as somebody else is asked for a sheet of her own, not for its tick."""
    _, page = lay_out(hall)
    hall.press(Qt.Key.Key_G, ALT)
    assert page.sheet.signed() is not None
    cells = {cell.text(): cell for cell in page.relation.findChildren(QRadioButton)}
    cells["其他"].click()
    hall.rest()
    assert page.sheet.signed() is None and page.sheet.tick.isHidden()
    cells["本人"].click()
    hall.rest()
    assert not page.sheet.tick.isHidden() and page.sheet.signed() is None, "asked again, and not ticked by itself"


def test_a_sheet_that_comes_out_late_puts_no_case_back_on_the_desk(hall: Hall) -> None:
    """Another row was chosen meanwhile: the case of the sheet would have stood behind the other's papers."""
    case, page = lay_out(hall)
    done = Done(hall.office.case(case))
    page.another_person()
    page._laid(done)
    assert page._case is None
    page._given(done)
    hall.rest()
    assert page._case is None and not page.papers.boxes


def test_a_key_pressed_while_the_next_case_comes_up_gives_nothing_of_the_one_before(hall: Hall) -> None:
    """She had chosen another row: what still stood on the page was the case before, and it was given."""
    case, page = lay_out(hall)
    other = hall.world.receive("hszyzc", fault=False, answers={})
    hall.rest()
    page.sheet.tick.setChecked(True)
    page.show_case(other)
    page._give()
    hall.press(Qt.Key.Key_H, ALT)
    assert hall.office.case(case).handed_over is None and page._case is not None and page._case.id == other
    assert "正在换成刚选的那一件，什么也没有发出" in hall.told()


def test_a_word_about_the_case_before_says_whose_it_is(hall: Hall) -> None:
    """Sheet, giving and fault of the case before were told over the next one as if they were its own."""
    case, page = lay_out(hall)
    done = Done(hall.office.case(case))
    other = hall.world.receive("hszyzc", fault=False, answers={})
    page.show_case(other)
    hall.rest()
    hall.said.clear()
    page._laid(done)
    assert "护士执业注册" in hall.told() and "张*的送达回证已送打印机，桌上现在是另一件" in hall.told()
    page._given(done)
    assert "张*：已交付" in hall.told() and page._case is not None and page._case.id == other
    page._not_served(done.case, RefusedError("ZC-CASE-01", "不能", "", "", ""))
    assert "没有办成的是" in hall.told()


def test_who_signs_on_the_pad_after_all_voids_the_sheet(hall: Hall) -> None:
    case, page = lay_out(hall)
    hall.press(Qt.Key.Key_G, ALT)
    hall.sign("handover.pad")
    assert page.sheet.signed() is None
    hall.enter()
    seen = hall.office.case(case)
    assert seen.handed_over is not None and seen.handed_over.recipient.signature
    void, good = (p for p in seen.papers if p.kind is PaperKind.SERVICE_PROOF)
    assert void.void and not good.void and good.document_id == seen.handed_over.proof


def test_the_sheet_is_still_asked_for_when_she_comes_back_to_the_case(hall: Hall) -> None:
    case, page = lay_out(hall)
    hall.shell.go("print")
    hall.rest()
    page._asked = None
    page.show_case(case)
    hall.shell.go("handover")
    hall.rest()
    assert page.sheet.tick.isVisible() and page.sheet.signed() is None
