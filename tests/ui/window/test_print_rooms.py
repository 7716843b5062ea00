"""F6: a clerk keeps blanks, originals and seals by keyboard and scanner, and is led through the calibration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from app.domain.paper import PaperKind
from app.domain.seals import SealAct
from app.ports import JobState
from app.ports.equipment import CodeScan
from app.storage.verify import verify
from tests.ui.window.cases import World, button, quiet, stand
from ui.bootstrap import rehearsal_rights
from ui.shared.askbox import AskBox
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.shared.table import cell_words
from ui.stockroom import Stockroom
from ui.window.case.look import read_case
from ui.window.case.specs import seal_form
from ui.window.case.words import short_number
from ui.window.print_page import ROOMS, PrintPage

KIND = "护士执业证书"
WITNESS = "监盘人的密码"


@pytest.fixture
def page(world: World, qtbot: QtBot) -> PrintPage:
    return stand(PrintPage(*world.tools, workplace=world.place), qtbot)  # type: ignore[arg-type]


@pytest.fixture
def settle(world: World, qtbot: QtBot) -> Callable[[], None]:
    def wait() -> None:
        quiet(world, qtbot)

    return wait


def line(page: PrintPage, name: str) -> QLineEdit:
    found = page.findChild(QLineEdit, name)
    assert found is not None, name
    return found


def scan(qtbot: QtBot, edit: QLineEdit, code: str) -> None:
    """A scanner types and ends with Enter."""
    edit.setFocus()
    if code.isascii():
        qtbot.keyClicks(edit, code)
    else:
        edit.setText(code)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_every_room_opens_by_key_and_nothing_is_cut(
    page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    for number, name in enumerate(ROOMS, start=1):
        qtbot.keyClick(page, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        settle()
        assert page.stack.currentWidget() is page.rooms[name]
        assert cut_texts(page) + nameless(page) + tab_jumps(page) == []


def test_scanned_blanks_come_in_and_a_spoiled_one_goes_out_with_its_picture(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None], tmp_path: Path
) -> None:
    page.show_room("stock")
    settle()
    for code in ("LN-HS-0005001", "LN-HS-0005002"):
        scan(qtbot, line(page, "stock.serials"), code)
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert world.place.stores.stock.counts()[KIND]["in_store"] == 2
    room = page.rooms["stock"]
    room.act.set_value("void")
    room._chosen("void")
    picture = tmp_path / "spoiled.png"
    Image.new("L", (8, 8)).save(picture)
    line(page, "stock.serials").setText("LN-HS-0005001")
    line(page, "stock.reason").setText("水渍")
    line(page, "stock.picture").setText(str(picture))
    qtbot.mouseClick(button(page, "stock.save"), Qt.MouseButton.LeftButton)
    settle()
    (move,) = [m for m in world.place.stores.stock.moves(serial="LN-HS-0005001") if m.act == "void"]
    assert len(move.picture) == 64 and move.reason == "水渍"
    assert "结存 21" in room.note.text()


def test_two_people_count_and_a_difference_is_explained(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    world.place.add_operator("钱七", "0713", WITNESS, rehearsal_rights())
    page.show_room("stock")
    settle()
    room = page.rooms["stock"]
    room.act.set_value("count")
    room._chosen("count")
    scan(qtbot, line(page, "stock.counted"), "19")
    line(page, "stock.second").setText("0713")
    line(page, "stock.second_password").setText(WITNESS)
    qtbot.mouseClick(button(page, "stock.save"), Qt.MouseButton.LeftButton)
    settle()
    assert world.window.notices[-1].code == "ZC-STOCK-08" and not world.place.day_book.records()
    assert line(page, "stock.second_password").text() == "", "a password does not stay on the screen"
    line(page, "stock.note").setText("一本在盖章室")
    scan(qtbot, line(page, "stock.counted"), f"{KIND}=19")
    line(page, "stock.second_password").setText(WITNESS)
    qtbot.mouseClick(button(page, "stock.save"), Qt.MouseButton.LeftButton)
    settle()
    (record,) = world.place.day_book.records()
    assert (record.kind, record.second) == ("R05", "钱七（0713）")
    assert list((world.place.profile.path / "papers").glob("*R05*.pdf"))


def test_a_bundle_is_made_labelled_and_scanned_to_the_shelf(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    case = world.receive()
    number = world.place.office.case(case).papers[0].number
    page.show_room("custody")
    settle()
    line(page, "custody.number").setText(number)
    line(page, "custody.originals").setText("3")
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    settle()
    code = line(page, "custody.scan").text()
    assert "原件 3 份" in page.rooms["custody"].inside.text(), "what was just counted is read back"
    assert code.startswith("BD") and list((world.place.profile.path / "papers").glob("label-*.pdf"))
    line(page, "custody.scan").clear()
    scan(qtbot, line(page, "custody.scan"), code.lower())
    line(page, "custody.to").setText("档案柜3")
    line(page, "custody.hand").setText("钱七")
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    (bundle,) = Stockroom(world.place).bundles()
    assert (bundle.last.to_place, bundle.last.hand, len(bundle.steps)) == ("档案柜3", "钱七", 2)
    scan(qtbot, line(page, "custody.place"), "档案柜3")
    settle()
    assert world.window.notices[-1].state == "ok", "what was just scanned onto the shelf is there"


def test_a_bag_says_whose_it_is_what_lies_in_it_and_who_took_it_and_is_found_by_its_case(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """It said a bar code and an item: whose papers these are, and which, was to be looked for case by case."""
    case = world.receive()
    room = Stockroom(world.place)
    code = room.make_bundle(case, 3, 1)
    room.move(code, "档案柜3", "钱七")
    page.show_room("custody")
    settle()
    custody = page.rooms["custody"]
    names = [f"{m.number} {m.name}" for m in world.place.office.case(case).materials if sum(m.in_custody)]
    assert names and all(name in custody.inside.text() for name in names)
    assert "原件 3 份" in custody.inside.text() and "沈阳样例食品有限公司" in custody.inside.text()
    row = custody.table.rows.rows()[0]
    shown = " ".join(cell_words(column.cell(row)) for column in custody.table.rows.columns)
    assert all(part in shown for part in ("沈阳样例食品有限公司", "3", "档案柜3", "钱七", "9月"))
    room.move(code, "退还申请人", "张三")
    custody.refresh()
    settle()
    number = short_number(world.place.office.case(case).papers[0].number)
    scan(qtbot, line(page, "custody.scan"), number)
    settle()
    assert line(page, "custody.scan").text() == code and "钱七 交 张三，退还申请人" in custody.steps.text()


def test_a_bundle_is_made_by_the_number_that_every_screen_shows(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """「本机没有这个办件」 was said of D07-000001, the 收件号 of every list here."""
    case = world.receive()
    shown = short_number(world.place.office.case(case).papers[0].number)
    assert shown == "D07-000001" and world.place.office.case_of_number(shown) == case
    page.show_room("custody")
    settle()
    qtbot.keyClicks(line(page, "custody.number"), shown.lower())
    qtbot.keyClicks(line(page, "custody.originals"), "3")
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    settle()
    assert [bundle.case_id for bundle in Stockroom(world.place).bundles()] == [case]


def test_once_a_bundle_is_known_the_keyboard_asks_where_it_goes(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """Made, scanned or chosen with Enter; the fields of the one that was made do not make it twice."""
    case = world.receive()
    page.show_room("custody")
    settle()
    room, to = page.rooms["custody"], line(page, "custody.to")
    line(page, "custody.number").setText(world.place.office.case(case).papers[0].number)
    line(page, "custody.originals").setText("3")
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    settle()
    code = line(page, "custody.scan").text()
    assert to.hasFocus() and not line(page, "custody.originals").text()
    room.table.setFocus()
    qtbot.keyClick(room.table, Qt.Key.Key_Return)
    assert to.hasFocus() and line(page, "custody.scan").text() == code
    line(page, "custody.scan").setFocus()
    line(page, "custody.scan").selectAll()
    scan(qtbot, line(page, "custody.scan"), code)
    assert to.hasFocus()


def test_the_receipt_is_scanned_where_the_page_asks_for_it_and_names_the_case_of_a_new_bundle(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """扫收件凭证 stood in the field, and the scan opened the page of the case."""
    case = world.receive()
    number = world.place.office.case(case).papers[0].number
    page.show_room("custody")
    settle()
    assert not page.code_scanned(CodeScan("paper", number, number)), "elsewhere it opens its case"
    line(page, "custody.number").setFocus()
    assert page.code_scanned(CodeScan("paper", number, number))
    assert line(page, "custody.originals").hasFocus()
    qtbot.keyClicks(line(page, "custody.originals"), "2")
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    settle()
    assert [bundle.case_id for bundle in Stockroom(world.place).bundles()] == [case]


def test_a_code_typed_by_a_scanner_into_the_list_is_read_and_chooses_no_other_bundle(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """Its Enter took the row that happened to be current: the wrong bundle was on its way."""
    room = Stockroom(world.place)
    first, second = (room.make_bundle(world.receive(), 1, 0) for _ in range(2))
    page.show_room("custody")
    settle()
    page.rooms["custody"].table.setFocus()
    for wanted in (first, second):
        page.rooms["custody"].table.setFocus()
        for char in wanted:
            qtbot.keyClick(QApplication.focusWidget(), char)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert line(page, "custody.scan").text() == wanted and line(page, "custody.to").hasFocus()
    assert {bundle.last.to_place for bundle in room.bundles()} == {"收件台"}


def test_the_queue_says_which_seal_each_paper_wants_where_that_lies_and_who_brought_the_paper_back(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """It named paper and number; that 周八 had carried it to the seal was put down to whoever sat at the screen."""
    case = world.receive()
    world.all_out()
    office, room = world.place.office, Stockroom(world.place)
    paper = office.case(case).papers_of(PaperKind.RECEIPT)[0]
    seal = office.seal_name(office.case(case), paper)
    page.show_room("queue")
    settle()
    queue = page.queue

    def row() -> list[str]:
        line = next(each for each in queue.unsealed.rows.rows() if each.document_id == paper.document_id)
        return [cell_words(column.cell(line)) for column in queue.unsealed.rows.columns]

    assert seal in row() and "没有登记" in row()
    room.move_seal(SealAct.REGISTER, seal, "孙八", "本中心盖章室")
    room.move_seal(SealAct.TAKE, seal, "周八", "区卫健局")
    queue.refresh()
    settle()
    assert "区卫健局" in row()
    queue.unsealed.pick([each.document_id for each in queue.unsealed.rows.rows()].index(paper.document_id))
    qtbot.waitUntil(lambda: queue.seal.value() == seal)
    queue.where.set_value("区卫健局")
    queue.by.set_value("周八")
    qtbot.mouseClick(button(page, "print.seal.save"), Qt.MouseButton.LeftButton)
    settle()
    sealing = office.case(case).papers_of(PaperKind.RECEIPT)[0].sealing
    assert sealing is not None and (sealing.by_whom, sealing.where) == ("周八", "区卫健局")
    assert queue.by.value() == "周八", "the whole stack came back with the same hand"
    assert queue.where.value() == "区卫健局", "and from the same place, as she said"
    page.show_room("seals")
    assert queue.by.value() == ""


def test_a_seal_registered_elsewhere_asks_why_before_the_paper_counts_as_sealed(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    case = world.receive()
    world.all_out()
    office, room = world.place.office, Stockroom(world.place)
    seal = office.seal_name(office.case(case), office.case(case).papers_of(PaperKind.RECEIPT)[0])
    room.move_seal(SealAct.REGISTER, seal, "孙八", "本中心盖章室")
    room.move_seal(SealAct.TAKE, seal, "周八", "区卫健局")
    page.show_room("queue")
    settle()
    qtbot.waitUntil(lambda: page.queue.seal.value() == seal)
    assert page.queue.note.isVisible() and "区卫健局" in page.queue.where.message.text()
    qtbot.mouseClick(button(page, "print.seal.save"), Qt.MouseButton.LeftButton)
    settle()
    assert world.window.notices[-1].code == "ZC-SEAL-03"
    assert office.case(case).papers_of(PaperKind.RECEIPT)[0].awaits_seal
    qtbot.keyClicks(page.queue.note.edit, "x")
    page.queue.note.set_value("周八刚带回，还没有登记")
    qtbot.mouseClick(button(page, "print.seal.save"), Qt.MouseButton.LeftButton)
    settle()
    sealing = office.case(case).papers_of(PaperKind.RECEIPT)[0].sealing
    assert sealing is not None and "还没有登记" in sealing.where


def test_the_seal_goes_out_and_comes_back_by_the_page(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.show_room("seals")
    settle()
    for name, words in (("seal", "行政审批专用章"), ("holder", "孙八"), ("place", "本中心盖章室")):
        line(page, f"seals.{name}").setText(words)
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    for place, out in (("街道", True), ("", False)):
        line(page, "seals.holder").setText("周八")
        line(page, "seals.place").setText(place)
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        settle()
        assert world.place.stores.seals.standings()["行政审批专用章"].out is out
    assert verify(world.place.database).ok


def test_each_answer_brings_the_next_question_under_the_keys_and_a_key_struck_twice_answers_one(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """No mouse and no tabulator between two papers; nobody says of a paper what she did not see."""
    jobs = world.place.stores.jobs
    for _ in range(3):
        world.receive()
    for job in jobs.jobs(JobState.ALLOCATED):
        jobs.mark(job.id, JobState.SENT, "folder")
        jobs.mark(job.id, JobState.UNSURE, "folder")
    asked = [job.id for job in world.place.office.to_confirm()]

    def state(number: int) -> JobState | None:
        job = jobs.job(asked[number])
        return job.state if job is not None else None

    def strike(key: Qt.Key) -> None:
        qtbot.keyClick(QApplication.focusWidget(), key)
        settle()

    page.refresh()
    settle()
    qtbot.keyClick(page, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    strike(Qt.Key.Key_Y)
    box = QApplication.focusWidget()
    assert isinstance(box, AskBox) and box.glance.lasts(), "the next question has the keyboard, to be read first"
    strike(Qt.Key.Key_Y)
    assert (state(0), state(1)) == (JobState.OUT, JobState.UNSURE), "the same stroke, once more"
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        qtbot.waitUntil(lambda: not page.findChildren(AskBox)[0].glance.lasts())
        strike(key)
    assert [state(number) for number in range(3)] == [JobState.OUT, JobState.SETTLED, JobState.OUT]
    assert page.queue.unsealed.hasFocus(), "what came out waits for its seal"
    assert page.queue.nothing_asked.isVisible()
    bar = page.queue.asking.findChild(QScrollArea).verticalScrollBar()
    assert page.queue.asking.height() * 2 < page.queue.sealing.height(), "two lines stood in half a page"
    assert not bar.isVisible()


def test_the_page_leads_through_the_calibration_of_each_side(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.show_room("calibrate")
    settle()
    qtbot.mouseClick(button(page, "calibrate.print"), Qt.MouseButton.LeftButton)
    settle()
    assert list((world.place.profile.path / "papers").glob("calibration*.pdf"))
    room = page.rooms["calibrate"]
    room.side.set_value("back")
    for name, read in (
        ("left_x", "20,4"),
        ("left_y", "19.7"),
        ("right_y", "20.1"),
        ("across", "100.2"),
        ("down", "100"),
    ):
        line(page, f"calibrate.{name}").setText(read)
    qtbot.mouseClick(button(page, "calibrate.take"), Qt.MouseButton.LeftButton)
    settle()
    for residual, state in (("0.8", "warn"), ("0.4", "ok")):
        line(page, "calibrate.residual").setText(residual)
        qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        settle()
        (found,) = room.overprint.every()
        assert (found.where.side, found.state) == ("back", state)
    line(page, "calibrate.left_x").setText("二十")
    qtbot.mouseClick(button(page, "calibrate.take"), Qt.MouseButton.LeftButton)
    assert room.lines["left_x"].message.text()


def test_where_a_seal_was_put_is_proposed_alike_on_the_case_page_and_in_the_queue(
    world: World, page: PrintPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """The case page said this window, 待盖章 said 本中心盖章室, of one paper."""
    case = world.receive()
    world.all_out()
    office = world.place.office
    seen = read_case(office, case, lambda key, **_: key)
    paper = seen.case.papers_of(PaperKind.RECEIPT)[0]
    here = {ask.name: ask for ask in seal_form(seen, paper).asks}["where"].value
    assert here == f"{office.desk.place.hall}{office.desk.place.window}"
    page.show_room("queue")
    settle()
    qtbot.waitUntil(lambda: page.queue.where.value() == here)


def test_stopping_the_printer_leaves_the_receipts_that_wait_for_the_end_of_a_visit(
    world: World, page: PrintPage, settle: Callable[[], None]
) -> None:
    """停止没送的 took them along: the visit ended and no receipt came."""
    held, other = world.receive(), world.receive()
    office = world.place.office
    office.equipment = replace(office.equipment, receipt_waits=lambda job: job.case_id == held)
    page.show_room("queue")
    settle()
    assert page.queue.stop.isEnabled()
    assert office.stop_printing() == sum(job.case_id == other for job in office.stores.jobs.jobs())
    assert {job.case_id for job in office.stores.jobs.jobs(JobState.ALLOCATED)} == {held}
    page.refresh()
    settle()
    assert not page.queue.stop.isEnabled(), "nothing is left that a printer holds up"


def test_the_case_page_offers_the_place_of_the_register_and_a_line_to_say_why(world: World) -> None:
    """Whoever seals from the case page is not stuck when the register has the seal elsewhere."""
    case = world.receive()
    world.all_out()
    office = world.place.office
    seen = read_case(office, case, lambda key, **_: key)
    paper = seen.case.papers_of(PaperKind.RECEIPT)[0]
    seal = office.seal_name(seen.case, paper)
    Stockroom(world.place).move_seal(SealAct.REGISTER, seal, "孙八", "本中心盖章室")
    asks = {ask.name: ask for ask in seal_form(read_case(office, case, lambda key, **_: key), paper).asks}
    assert asks["where"].value == "本中心盖章室" and not asks["note"].required
