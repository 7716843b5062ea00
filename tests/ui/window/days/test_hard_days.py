"""Days on which something goes wrong at the counter or a person does not fit the form, played by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.paper import PaperKind
from app.domain.transitions import CaseState
from app.ports import JobState, Outcome, PrinterState, Ticket
from printing.printers.folder import FolderPrinter
from tests.ui.window.days.hall import ALT, Hall
from ui.shared.askbox import AskBox

RARE = "𠮷𫖮"
"""A family name of extension B, a given name of extension C: neither fits into one unit of UTF-16."""
NUMBER = "210102190001010014"


class Cable(FolderPrinter):
    """A printer whose cable is pulled while it takes a sheet in: nobody knows what became of the sheet."""

    pulled = False
    tried = 0

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        self.tried += "D21" in title
        if self.pulled:
            raise OSError("the cable is out")
        return super().send(title, pdf, copies)

    def state(self) -> PrinterState:
        return PrinterState.READY

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        return Outcome.OUT, ""


def focus_name() -> str:
    focused = QApplication.focusWidget()
    return focused.objectName() if focused is not None else ""


def _asked() -> bool:
    at = QApplication.focusWidget()
    return isinstance(at, AskBox) and at.objectName() == "case.ask" and not at.glance.lasts()


@pytest.mark.law("L17", "D21")
def test_a_printer_unplugged_while_a_certificate_prints_claims_nothing_and_waits_for_a_word(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sheet is in the machine, the cable is out: the queue asks, and only her word makes the numbered reprint."""
    office, jobs = hall.office, hall.place.stores.jobs
    printer = Cable(tmp_path / "out", "证照打印机")
    monkeypatch.setattr(hall.place.press.printers, "printer_for", lambda kind: printer)
    case = hall.world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True)
    hall.place.start_printing(lambda *_: hall.world.runner.post(hall.face.paper_moved))
    hall.until(lambda: not jobs.jobs(JobState.ALLOCATED, JobState.SENT))
    printer.pulled = True
    hall.face.show_case(case)
    hall.rest()
    hall.until(lambda: not hall.face.pages["search"].case.covered())
    hall.enter()
    blank = office.next_blank("护士执业证书")
    hall.fill("case.blank.serial", blank)
    hall.press(Qt.Key.Key_Return)
    hall.until(lambda: bool(jobs.jobs(JobState.UNSURE)))

    paper = office.case(case).papers_of(PaperKind.CERTIFICATE)[0]
    assert not paper.is_out and paper.printings == 1, "nothing is claimed"
    hall.press(Qt.Key.Key_F6)
    hall.rest()
    assert f"{paper.number} 出来了吗？" in hall.words() and "打印机没有回答，请查看是否出纸" in hall.words()
    assert not jobs.jobs(JobState.ALLOCATED, JobState.SENT), "it does not try again by itself"
    hall.press(Qt.Key.Key_1, ALT)
    hall.press(Qt.Key.Key_N)  # nothing came: the blank lies in the tray as it was, the same print goes again
    hall.until(lambda: printer.tried == 2 and bool(jobs.jobs(JobState.UNSURE)))
    assert not office.case(case).papers_of(PaperKind.CERTIFICATE)[0].is_out
    hall.press(Qt.Key.Key_F5)
    # What it says of the first try came under the keys, and is read before anything is answered.
    hall.until(lambda: "前一次打印的可能还会出来" in hall.words() and _asked())
    hall.press(Qt.Key.Key_Z)  # this time the sheet came out half: ruined
    second = office.next_blank("护士执业证书")
    hall.fill("case.replace.reason", "拔线时出了半张")
    hall.fill("case.replace.serial", second)
    printer.pulled = False
    hall.press(Qt.Key.Key_Return)
    hall.until(lambda: office.case(case).papers_of(PaperKind.CERTIFICATE)[0].is_out)
    again = office.case(case).papers_of(PaperKind.CERTIFICATE)[0]
    assert (again.blank, again.printings, again.out) == (second, 2, 2), "a numbered reprint on the next blank"
    assert ("护士执业证书", blank, "void") in office.case(case).blanks
    assert printer.tried == 3
    assert len([file for file in (tmp_path / "out").iterdir() if "D21" in file.name]) == 1


def test_a_name_no_keyboard_has_is_typed_printed_and_found_again(hall: Hall) -> None:
    """From the input method over the form onto the receipt, and back by the search: the same characters."""
    hall.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    hall.fill("intake.name", RARE)
    hall.fill("intake.id_number", NUMBER)
    hall.fill("intake.phone", "13800000001")
    hall.press(Qt.Key.Key_Return)
    hall.fill("intake.search", "hszyzc")
    intake = hall.face.pages["intake"]
    hall.until(lambda: intake.what.results.count() > 0)
    hall.press(Qt.Key.Key_Return)
    hall.until(lambda: intake.state.guide is not None)
    hall.rest()
    hall.type("N")
    hall.rest()
    hall.press(Qt.Key.Key_3, ALT)
    for key in "SDMSS":
        hall.type(key)
        hall.press(Qt.Key.Key_Return)
    hall.enter()
    hall.until(lambda: bool(hall.place.stores.views.cases()))
    (line,) = hall.place.stores.views.cases()
    case = hall.office.case(line.case_id)
    assert case.state is CaseState.ACCEPTED and case.intake is not None
    assert case.intake.applicant.name == RARE
    pages = hall.place.pages(case, case.papers[0].document_id)
    words = "".join(getattr(op, "text", "") for page in pages for op in page.ops)
    assert RARE in words, "on the receipt"
    hall.press(Qt.Key.Key_F5)
    hall.press(Qt.Key.Key_Escape)
    hall.fill("search.field", RARE)
    hall.until(lambda: hall.face.pages["search"].results.current() is not None)
    hall.rest()
    hall.press(Qt.Key.Key_Return)
    hall.until(lambda: hall.face.pages["search"].case.case_id == line.case_id)
    hall.rest()
    assert RARE in hall.words(), "her page says her name as she writes it"


def test_the_issue_desk_says_how_many_wait_beyond_its_list_and_how_each_is_found(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list ended at the 200th and counted 200 waiting."""
    for _ in range(2):
        case = hall.world.receive("hszyzc", fault=False, answers={})
        hall.office.accept(case, "counter")
        hall.office.decide_on_spot(case, True)
    monkeypatch.setattr("ui.office.MOST_WAITING", 1)
    hall.press(Qt.Key.Key_F4)
    page = hall.face.pages["handover"]
    hall.until(lambda: page.table.rows.rowCount() == 1)
    assert "2 件待领取" in hall.words() and "还有 1 件" in page.more.text() and page.more.isVisible()
    hall.look("handover-more")
    monkeypatch.setattr("ui.office.MOST_WAITING", 200)
    page.refresh()
    hall.until(lambda: page.table.rows.rowCount() == 2)
    assert not page.more.isVisible()
