"""What a clerk chose and typed stays while prints move and the line takes its steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.events import Recipient
from app.domain.paper import PaperKind
from app.domain.seals import SealAct
from app.ports import JobState
from printing.calibration import Measured
from tests.ui.window.days.hall import Hall
from ui.shared.askbox import AskBox
from ui.stockroom import Stockroom
from ui.window.intake.acts import Outcome
from ui.window.intake.plan import RECEIPT


def granted(hall: Hall, *, made: bool = False) -> UUID:
    """A case whose licence waits to be fetched."""
    case = hall.world.receive("hszyzc", fault=False, answers={})
    hall.office.accept(case, "counter")
    hall.office.decide_on_spot(case, True, "五年")
    if made:
        hall.office.issue_certificate(case, hall.office.next_blank("护士执业证书"))
    hall.world.all_out()
    for paper in hall.office.case(case).papers:
        if paper.kind in (PaperKind.CERTIFICATE, PaperKind.GRANT) and not paper.may_be_given:
            hall.office.record_seal(case, paper.document_id, "机关印章", "赵六", "盖章室")
    return case


def room(hall: Hall, name: str) -> Any:
    hall.shell.go("print")
    hall.rest()
    page = hall.face.pages["print"]
    page.show_room(name)
    hall.rest()
    return page.rooms[name]


def moves(hall: Hall) -> None:
    """A print moved and the line took a step."""
    hall.face.paper_moved()
    hall.face.line_moved()
    hall.rest()


def test_the_paper_that_was_chosen_is_the_one_that_is_sealed(hall: Hall) -> None:
    hall.world.receive()
    hall.world.receive()
    hall.world.all_out()
    queue = room(hall, "queue")
    first, chosen = queue.unsealed.rows.rows()[:2]
    queue.unsealed.pick(1)
    hall.rest()
    queue.where.set_value("盖章室二")
    moves(hall)
    assert queue.where.value() == "盖章室二"
    hall.named("print.seal.save").click()
    hall.rest()
    sealed = {
        line.document_id
        for line in (first, chosen)
        if hall.office.case(line.case_id).paper(line.document_id).sealing is not None
    }
    assert sealed == {chosen.document_id}


def test_a_paper_that_another_hand_sealed_leaves_none_to_seal_in_its_place(hall: Hall) -> None:
    hall.world.receive()
    hall.world.receive()
    hall.world.all_out()
    queue = room(hall, "queue")
    queue.unsealed.pick(1)
    hall.rest()
    chosen = queue.unsealed.current()
    hall.office.record_seal(chosen.case_id, chosen.document_id, "收件专用章", "赵六", "盖章室")
    moves(hall)
    assert queue.unsealed.current() is None and not queue.save.isEnabled()
    queue.unsealed.pick(0)
    assert queue.save.isEnabled()


def test_the_bundle_that_was_scanned_is_the_one_that_moves(hall: Hall) -> None:
    cupboard = Stockroom(hall.place)
    codes = [cupboard.make_bundle(hall.world.receive(), 1) for _ in range(2)]
    custody = room(hall, "custody")
    scanned = custody.table.rows.rows()[1].code
    assert scanned in codes
    custody.lines["scan"].set_value(scanned)
    custody._scanned()
    custody.lines["to"].set_value("档案柜3")
    custody.lines["hand"].set_value("钱七")
    moves(hall)
    hall.named("custody.save").click()
    hall.rest()
    assert {b.code for b in cupboard.bundles() if b.last.to_place == "档案柜3"} == {scanned}


def test_the_seal_that_was_chosen_is_the_one_that_goes_out(hall: Hall) -> None:
    cupboard = Stockroom(hall.place)
    for name in ("甲章", "乙章"):
        cupboard.move_seal(SealAct.REGISTER, name, "孙八", "本中心盖章室")
    seals = room(hall, "seals")
    chosen = seals.table.rows.rows()[1].seal
    seals.table.pick(1)
    seals.lines["holder"].set_value("周八")
    seals.lines["place"].set_value("区卫健局")
    moves(hall)
    hall.named("seals.save").click()
    hall.rest()
    assert {each.seal for each in cupboard.standings().values() if each.out} == {chosen}


def test_blanks_are_taken_in_as_the_kind_that_was_typed(hall: Hall) -> None:
    stock = room(hall, "stock")
    assert stock.table.rows.rows(), "the ledger has other sheets"
    stock.lines["kind"].set_value("食品经营许可证")
    stock.lines["serials"].set_value("SP-0001")
    moves(hall)
    hall.named("stock.save").click()
    hall.rest()
    assert [b.kind for b in Stockroom(hall.place).blanks.blanks() if b.serial == "SP-0001"] == ["食品经营许可证"]


def test_a_measurement_is_kept_for_the_tray_that_was_typed(hall: Hall) -> None:
    calibrate = room(hall, "calibrate")
    over = calibrate.overprint
    for tray in ("纸盒1", "纸盒2"):
        over.measure(over.here(tray, "护士执业证书", "front"), Measured((20.0, 20.0), (190.0, 20.0), 100.0, 100.0))
    calibrate.refresh()
    hall.rest()
    calibrate.table.pick(1)
    calibrate.lines["tray"].set_value("纸盒3")
    calibrate.side.set_value("back")
    moves(hall)
    assert (calibrate.lines["tray"].value(), calibrate.side.value()) == ("纸盒3", "back")


def test_the_case_on_the_desk_and_its_signature_stay(hall: Hall) -> None:
    granted(hall)
    granted(hall)
    hall.shell.go("handover")
    hall.rest()
    page = hall.face.pages["handover"]
    second = page.table.rows.rows()[1].line.case_id
    page.table.pick(1)
    hall.rest()
    hall.sign("handover.pad")
    moves(hall)
    assert page._case.id == second and not page.pad.empty()


def test_after_everything_was_given_nobody_is_sent_back_to_seal_it(hall: Hall) -> None:
    case = granted(hall, made=True)
    papers = tuple(paper.document_id for paper in hall.office.case(case).papers if paper.may_be_given)
    hall.office.hand_over(case, Recipient("张三", "本人", "4405****0014", "signed"), papers)
    hall.shell.go("handover")
    page = hall.face.pages["handover"]
    page.show_case(case)
    hall.rest()
    said = " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert "都交付了" in said and "盖章登记" not in said


def test_open_leads_to_the_case_that_was_chosen(hall: Hall) -> None:
    hall.world.receive()
    hall.world.receive()
    hall.shell.go("sync")
    hall.rest()
    page = hall.face.pages["sync"]
    asked: list[UUID] = []
    page.open_case.connect(asked.append)
    page.table.pick(1)
    chosen = page.table.current().case_id
    moves(hall)
    page._open()
    assert asked == [chosen]


def test_a_click_on_the_row_that_is_current_chooses_it(hall: Hall) -> None:
    """After a refresh the first row stands marked: touching it is a choice like any other."""
    cupboard = Stockroom(hall.place)
    cupboard.make_bundle(hall.world.receive(), 1)
    custody = room(hall, "custody")
    code = custody.table.current().code
    assert custody.lines["scan"].value() == ""
    custody.table.setFocus()
    hall.press(Qt.Key.Key_Return)
    assert custody.lines["scan"].value() == code


@pytest.mark.parametrize("another", [False, True])
def test_the_question_keeps_the_keyboard(hall: Hall, another: bool) -> None:
    hall.world.receive()
    jobs = hall.place.stores.jobs
    waiting = jobs.jobs(JobState.ALLOCATED)
    jobs.mark(waiting[0].id, JobState.UNSURE, "x", "请看")
    queue = room(hall, "queue")
    queue.findChildren(AskBox)[0].setFocus()
    if another:
        hall.world.receive()
        late = next(job for job in jobs.jobs(JobState.ALLOCATED) if job.id not in {each.id for each in waiting})
        jobs.mark(late.id, JobState.UNSURE, "x", "请看")
    moves(hall)
    at = QApplication.focusWidget()
    assert at is not None and queue.questions._boxes[waiting[0].id].isAncestorOf(at)


def test_what_was_said_of_one_person_is_not_over_the_next_one_on_the_same_page(hall: Hall) -> None:
    """发件 by another row, 收件 by an unfinished intake, and whoever waits while a receipt is written."""
    granted(hall)
    granted(hall)
    hall.shell.go("handover")
    hall.rest()
    page = hall.face.pages["handover"]
    hall.face.tell.message("ok", "已交付", "D22-1")
    assert hall.shell.band.isVisible()
    page.table.pick(1)
    hall.rest()
    assert not hall.shell.band.isVisible()
    hall.shell.go("intake")
    hall.rest()
    page = hall.face.pages["intake"]
    page._edit("name", "李四", True)
    page.journal.flush()
    hall.until(lambda: page.journal.draft is not None)
    draft = page.journal.draft
    hall.face.tell.message("ok", "已收件", "D01-1")
    hall.face.resume(draft)
    hall.rest()
    assert page.state.name == "李四" and not hall.shell.band.isVisible()
    case = hall.office.case(granted(hall))
    page.handling.busy = True
    page.next_person()
    page.handling._done(RECEIPT, Outcome(case, ()))
    hall.rest()
    assert not hall.shell.band.isVisible(), "the next one waited for the receipt of the one before"
