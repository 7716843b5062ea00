"""A print that the machine denies: the question says why, and no habit makes a printed paper of it. A real print queue
at a printer of software, the pages that ask, and keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.domain.paper import PaperKind
from app.errors import UserFacingError
from app.ports import GoneCase, JobState, PrintJob
from app.storage.gone_cases import put_away
from app.storage.schema import gone_cases
from app.usecases.void_case import void_case
from printing.ipp import INTEGER, NAME, Attribute, ask
from printing.printers.ipp_direct import USER
from printing.printers.ipp_simulator import Fault, IppSimulator
from tests.ui.window.cases import World, open_world, quiet, stand
from ui.settings import REHEARSAL_PASSWORD
from ui.shared.askbox import AskBox
from ui.shared.button import KeyButton
from ui.theme import t
from ui.window.case.look import read_case
from ui.window.case.page import CasePage
from ui.window.case.papers import paper_looks
from ui.window.print_page import PrintPage

K = Qt.Key
CANCEL = 0x0008
PRINTER = "凭证打印机"


@pytest.fixture
def device() -> Iterator[IppSimulator]:
    with IppSimulator(rehearsal=True) as made:
        yield made


@pytest.fixture
def printing(app: QApplication, furnished: Path, tmp_path: Path, device: IppSimulator) -> Iterator[World]:
    """A counter whose papers come out of that printer."""
    table = {"name": PRINTER, "url": device.uri}
    with open_world(tmp_path, furnished, printers=[table]) as world:
        world.place.start_printing(None)
        yield world


@pytest.fixture
def page(printing: World, qtbot: QtBot) -> PrintPage:
    return stand(PrintPage(*printing.tools, workplace=printing.place), qtbot)  # type: ignore[arg-type]


@pytest.fixture
def look_at(printing: World, page: PrintPage, qtbot: QtBot) -> Callable[[], None]:
    """The printers are asked how they are, the page is read anew."""

    def look() -> None:
        printing.place.plugged.look_around()
        page.refresh()
        quiet(printing, qtbot)

    return look


def jobs(world: World, *states: JobState) -> list[PrintJob]:
    return list(world.place.stores.jobs.jobs(*states))


def only(page: PrintPage) -> AskBox:
    (box,) = [box for box in page.findChildren(AskBox) if box.isVisible()]
    return box


def words(part: QWidget) -> str:
    return f"{part.accessibleName()} {part.accessibleDescription()}"


def strike(qtbot: QtBot, key: Qt.Key, text: str = "") -> None:
    at = QApplication.focusWidget()
    assert at is not None
    if text:
        qtbot.keyClicks(at, text)
    qtbot.keyClick(QApplication.focusWidget(), key)


def give_up(device: IppSimulator, number: int = 1) -> None:
    """Somebody at the printer cancels the job."""
    named = (Attribute(INTEGER, "job-id", (number,)), Attribute(NAME, "requesting-user-name", (USER,)))
    ask(device.uri, CANCEL, named)


def certificate(world: World) -> PrintJob:
    """The print of a certificate on a blank, of a same-day licence."""
    office = world.place.office
    case = world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True)
    blank = office.next_blank("护士执业证书")
    office.issue_certificate(case, blank)
    return next(job for job in jobs(world) if job.kind == PaperKind.CERTIFICATE)


def test_a_receipt_the_printer_gave_up_is_printed_again_by_the_answer_under_the_keys(
    printing: World, device: IppSimulator, page: PrintPage, look_at: Callable[[], None], qtbot: QtBot
) -> None:
    """It said 出来了，完好 first: Enter and the space bar, pressed by habit, made a printed paper of a sheet that the
    printer had denied.
    """
    device.slow(True)
    printing.receive()
    qtbot.waitUntil(lambda: bool(device.titles))
    device.load(0)
    give_up(device)
    qtbot.waitUntil(lambda: bool(jobs(printing, JobState.FAILED)))
    look_at()
    box = only(page)
    assert "没有打出来：任务被取消；缺纸，请加纸" in words(box) and "还是这个编号" in words(box)
    assert (box.values[0], box.buttons[0].kind) == ("not_out", "primary")
    page.queue.questions.take_focus()
    assert box.buttons[0].hasFocus()
    for habit in (K.Key_Return, K.Key_Enter):
        strike(qtbot, habit)
    look_at()
    assert [job.state for job in jobs(printing)] == [JobState.FAILED]
    strike(qtbot, K.Key_Space)
    qtbot.waitUntil(lambda: not jobs(printing, JobState.FAILED))
    look_at()
    assert page.queue.nothing_asked.isVisible()
    assert page.queue._detail(jobs(printing)[0]) == "缺纸，请加纸", "it waits, and why is said"
    device.slow(False)
    device.load(50)
    qtbot.waitUntil(lambda: [job.state for job in jobs(printing)] == [JobState.OUT])
    assert len(device.came_out) == 2, "two copies, once"


def test_a_certificate_the_printer_never_got_is_out_only_by_the_number_on_its_sheet(
    printing: World, page: PrintPage, look_at: Callable[[], None], qtbot: QtBot
) -> None:
    job = certificate(printing)
    qtbot.waitUntil(lambda: job.id in [each.id for each in jobs(printing, JobState.FAILED)])
    qtbot.waitUntil(lambda: not jobs(printing, JobState.ALLOCATED, JobState.SENT))
    paper = printing.place.office.case(job.case_id).paper(job.document_id)
    assert paper is not None and paper.blank
    look_at()
    box = next(each for each in page.findChildren(AskBox) if job.number in words(each))
    assert "没有打出来" in words(box) and "校准" in words(box) and paper.blank in words(box)
    assert box.values == ["not_out", "spoiled", "out"]
    box.setFocus()
    strike(qtbot, K.Key_Y)
    assert box.field is not None and box.field.edit.hasFocus(), "her word alone is not enough"
    look_at()
    shown = page.queue.asking.visibleRegion().boundingRect()
    bottom = box.field.edit.mapTo(page.queue.asking, box.field.edit.rect().bottomLeft()).y()
    assert bottom <= shown.bottom() and not box.field.edit.visibleRegion().isEmpty(), "what she types in is in view"
    strike(qtbot, K.Key_Return)
    look_at()
    assert job.id in [each.id for each in jobs(printing, JobState.FAILED)]
    strike(qtbot, K.Key_Return, "LN-HS-0009999")
    look_at()
    told = printing.window.notices[-1]
    assert told.code == "ZC-PRN-35" and "LN-HS-0009999" in told.title and paper.blank in told.title
    assert job.id in [each.id for each in jobs(printing, JobState.FAILED)]
    box.field.set_value("")
    strike(qtbot, K.Key_Return, paper.blank.lower())
    qtbot.waitUntil(lambda: job.id in [each.id for each in jobs(printing, JobState.OUT)])


def test_a_ruined_blank_leads_from_the_queue_to_its_case_where_the_next_one_is_entered(
    printing: World, page: PrintPage, look_at: Callable[[], None], qtbot: QtBot
) -> None:
    """坏了，作废重打 on the page of printing voided nothing and printed nothing, and the question was gone."""
    job = certificate(printing)
    qtbot.waitUntil(lambda: job.id in [each.id for each in jobs(printing, JobState.FAILED)])
    qtbot.waitUntil(lambda: not jobs(printing, JobState.ALLOCATED, JobState.SENT))
    look_at()
    led: list[object] = []
    page.queue.open_case.connect(led.append)
    box = next(each for each in page.findChildren(AskBox) if job.number in words(each))
    box.setFocus()
    strike(qtbot, K.Key_Z)
    look_at()
    assert led == [job.case_id]
    assert "按 Z" in str(printing.window.notices[-1])
    assert job.id in [each.id for each in jobs(printing, JobState.FAILED)], "it is still asked about"


def test_a_batch_that_waits_for_paper_asks_nothing_and_says_why_on_every_line(
    printing: World, device: IppSimulator, page: PrintPage, look_at: Callable[[], None], qtbot: QtBot
) -> None:
    device.set(Fault.JAM)
    for _ in range(3):
        case = printing.receive()
    qtbot.waitUntil(lambda: len(jobs(printing, JobState.ALLOCATED)) == 3)
    look_at()
    assert page.queue.nothing_asked.isVisible()
    assert {page.queue._detail(job) for job in jobs(printing)} == {"卡纸，请取出"}
    looked = read_case(printing.place.office, case, lambda key, **_: key)
    assert paper_looks(looked)[0].stands == "卡纸，请取出", "and so says the page of the case"
    device.set(Fault.JAM, False)
    qtbot.waitUntil(lambda: [job.state for job in jobs(printing)] == [JobState.OUT] * 3)
    look_at()
    assert {page.queue._detail(job) for job in jobs(printing)} == {"打印机回报"}
    assert len(device.came_out) == 6


def test_a_print_nobody_knows_of_has_no_answer_under_the_keys_and_one_where_the_printer_stands(
    printing: World, device: IppSimulator, page: PrintPage, look_at: Callable[[], None], qtbot: QtBot
) -> None:
    """As after a restart: it was sent. While the printer stands without paper, nothing came out is the answer; when it
    is in order again nobody knows, and no key of habit says anything.
    """
    worker = printing.place.worker
    assert worker is not None
    device.slow(True)
    printing.receive()
    qtbot.waitUntil(lambda: bool(jobs(printing, JobState.SENT)))
    worker.stop()
    device.load(0)
    printing.place.start_printing(None)  # the program again
    qtbot.waitUntil(lambda: bool(jobs(printing, JobState.UNSURE)))
    look_at()
    box = only(page)
    assert "还没有打出来：缺纸，请加纸" in words(box) and "可能接着打" in words(box)
    assert box.values[0] == "not_out"
    page.queue.questions.take_focus()
    for habit in (K.Key_Return, K.Key_Enter):
        strike(qtbot, habit)
    look_at()
    assert jobs(printing)[0].state is JobState.UNSURE
    device.load(50)
    look_at()
    box = only(page)
    assert "出来了吗" in words(box) and [button.kind for button in box.buttons] == ["default"] * 3
    qtbot.waitUntil(lambda: not box.glance.lasts())
    assert box.hasFocus()
    for habit in (K.Key_Return, K.Key_Enter, K.Key_Space):
        strike(qtbot, habit)
    look_at()
    assert jobs(printing)[0].state is JobState.UNSURE
    strike(qtbot, K.Key_N)
    qtbot.waitUntil(lambda: len(device.titles) == 2)
    assert jobs(printing)[0].state is JobState.SETTLED
    device.slow(False)
    qtbot.waitUntil(lambda: [each.state for each in jobs(printing)] == [JobState.SETTLED, JobState.OUT])
    assert len(device.came_out) == jobs(printing)[1].copies, "what lay in the printer was taken back before the reprint"


def test_an_answer_on_a_page_that_did_not_know_yet_is_held_against_what_the_printer_says(
    printing: World, device: IppSimulator, qtbot: QtBot
) -> None:
    """The page still asked with nothing known; the machine stands meanwhile: a certificate wants its number."""
    job = certificate(printing)
    qtbot.waitUntil(lambda: job.id in [each.id for each in jobs(printing, JobState.FAILED)])
    now = printing.place.stores.jobs.job(job.id)
    assert now is not None
    with pytest.raises(UserFacingError, match="ZC-PRN-35"):
        printing.place.office.answer_print(now, "out")
    assert now == printing.place.stores.jobs.job(job.id)


@pytest.fixture
def of_case(printing: World, qtbot: QtBot) -> tuple[CasePage, PrintJob]:
    """The page of a case whose certificate was sent, and of which nobody knows."""
    job = certificate(printing)
    qtbot.waitUntil(lambda: job.id in [each.id for each in jobs(printing, JobState.FAILED)])
    qtbot.waitUntil(lambda: not jobs(printing, JobState.ALLOCATED, JobState.SENT))
    printing.place.stores.jobs.mark(job.id, JobState.UNSURE, PRINTER, "没有回报")
    shown = stand(CasePage(printing.place.office, printing.runner, printing.scheduler, printing.tell), qtbot)
    printing.place.plugged.look_around()
    shown.show_case(job.case_id)
    qtbot.waitUntil(lambda: shown.seen is not None and not shown.covered() and not printing.runner.busy())
    return shown, job


def asking(page: CasePage) -> AskBox:
    card = page.papers.asking_card()
    assert card is not None and card._box is not None
    return card._box


def test_on_the_page_of_a_case_an_answer_that_was_refused_brings_the_line_for_the_number(
    printing: World, device: IppSimulator, of_case: tuple[CasePage, PrintJob], qtbot: QtBot
) -> None:
    """The printer came to stand after the page was read: ZC-PRN-35 asked for a number, and there was no line for it."""
    shown, job = of_case
    assert asking(shown).field is None
    asking(shown).setFocus()
    device.set(Fault.JAM)
    printing.place.plugged.look_around()
    strike(qtbot, K.Key_Y)
    qtbot.waitUntil(lambda: bool(printing.window.notices))
    quiet(printing, qtbot)
    assert printing.window.notices[-1].code == "ZC-PRN-35"
    box = asking(shown)
    assert box.field is not None
    qtbot.waitUntil(lambda: not box.glance.lasts())
    strike(qtbot, K.Key_Y)
    assert box.field.edit.hasFocus(), "under the same keys"
    paper = printing.place.office.case(job.case_id).paper(job.document_id)
    assert paper is not None
    strike(qtbot, K.Key_Return, paper.blank)
    qtbot.waitUntil(lambda: job.id in [each.id for each in jobs(printing, JobState.OUT)])
    quiet(printing, qtbot)


def test_on_the_page_of_a_case_the_number_she_types_stays_when_the_printer_is_mended_meanwhile(
    printing: World, device: IppSimulator, of_case: tuple[CasePage, PrintJob], qtbot: QtBot
) -> None:
    shown, job = of_case
    device.set(Fault.JAM)
    printing.place.plugged.look_around()
    shown.refresh()
    quiet(printing, qtbot)
    box = asking(shown)
    box.setFocus()
    qtbot.waitUntil(lambda: not box.glance.lasts())
    strike(qtbot, K.Key_Y)
    at = QApplication.focusWidget()
    assert at is not None and box.field is not None and box.field.edit is at
    qtbot.keyClicks(at, "ln-hs")
    device.set(Fault.JAM, False)
    printing.place.plugged.look_around()
    shown.refresh()
    quiet(printing, qtbot)
    at = QApplication.focusWidget()
    assert at is not None
    qtbot.keyClicks(at, "-nz1")
    assert asking(shown) is box and box.number() == "ln-hs-nz1"
    assert job.id in [each.id for each in jobs(printing, JobState.UNSURE)]


def test_a_receipt_whose_case_is_voided_while_it_lies_in_the_empty_printer_does_not_come_out(
    printing: World, device: IppSimulator, page: PrintPage, look_at: Callable[[], None], qtbot: QtBot
) -> None:
    device.slow(True)
    case = printing.receive()
    qtbot.waitUntil(lambda: bool(device.titles))
    device.load(0)
    device.slow(False)
    void_case(printing.place.office.desk, case, "重复", printing.place.proven("0001", REHEARSAL_PASSWORD))
    qtbot.waitUntil(lambda: bool(jobs(printing, JobState.FAILED)))
    device.load(50)
    look_at()
    box = only(page)
    assert "任务被取消" in words(box) and "不再重打" in words(box)
    page.queue.questions.take_focus()
    strike(qtbot, K.Key_N)
    qtbot.waitUntil(lambda: bool(jobs(printing, JobState.SETTLED)))
    assert device.came_out == []


def test_a_blank_that_was_ruined_after_its_case_had_left_asks_only_why(
    printing: World, device: IppSimulator, page: PrintPage, qtbot: QtBot
) -> None:
    """Z asked for the next blank, whose number could then not be saved: the case is another window's."""
    device.slow(True)
    job = certificate(printing)
    office = printing.place.office
    qtbot.waitUntil(lambda: bool(jobs(printing, JobState.SENT)))
    with printing.place.database.write.begin() as connection:
        put_away(connection, GoneCase(uuid4(), job.case_id, "erased", "已转出", 1), 1)
        connection.execute(update(gone_cases).values(aside=0))
    case_page = stand(CasePage(*printing.tools), qtbot)  # type: ignore[arg-type]
    case_page.show_case(job.case_id)
    quiet(printing, qtbot)
    blank = office.case(job.case_id).papers[-1].blank
    button = case_page.findChild(KeyButton, f"case.paper.{PaperKind.CERTIFICATE}.replace")
    assert button is not None
    button.click()
    quiet(printing, qtbot)
    assert case_page.form.spec is not None and [ask.name for ask in case_page.form.spec.asks] == ["reason"]
    assert "只作废这一本" in case_page.form.spec.note and blank in case_page.form.spec.title
    case_page.form.set_value("reason", "卡纸")
    save = case_page.findChild(KeyButton, "case.replace.save")
    assert save is not None
    save.click()
    quiet(printing, qtbot)
    states = {each.serial: each.state for each in office.stores.stock.blanks()}
    assert states[blank] == "void" and list(states.values()).count("used") == 0
    looks = {each.paper.kind: each for each in paper_looks(read_case(office, job.case_id, t))}
    assert looks[PaperKind.CERTIFICATE].buttons == (), "the next one is for whom has the case"
