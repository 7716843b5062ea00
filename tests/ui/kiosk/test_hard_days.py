"""Days on which something gives out at a terminal while somebody stands there, acted at the real window by finger."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import delete

from app.domain.facts import LeaseMoved
from app.domain.paper import PaperKind
from app.domain.records import NumberBlock
from app.domain.rights import Grant, Right
from app.errors import UserFacingError
from app.ports import Effects, JobState, PrinterState
from app.storage.schema import number_blocks
from app.usecases.desk import Session
from app.usecases.reduce_notice import reduce_notice
from tests.ui.kiosk.booth import PIN, Booth
from ui.kiosk.session import Phase
from ui.kiosk.typing_board import Line
from ui.kiosk.window import KioskWindow
from ui.shots.kiosk_cases import noticed


def finger(window: KioskWindow, name: str) -> None:
    """Touch what bears this name on the page as it is drawn."""
    QApplication.processEvents()
    assert window.page is not None
    found = [each for each in window.page.touches if each.objectName() in (f"kiosk.{name}", name)]
    found = found or [each for each in window.page.touches if each.objectName().startswith(f"kiosk.{name}.")]
    assert found, (name, [each.objectName() for each in window.page.touches])
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def stroke(window: KioskWindow) -> None:
    """A signature by finger."""
    assert window.page is not None and window.page.pad is not None
    pad, none = window.page.pad, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, none, QPoint(200, 150))
    for step in range(1, 9):
        QTest.mouseMove(pad, QPoint(200 + 30 * step, 150 + 20 * step))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, none, QPoint(460, 320))


def seen(window: KioskWindow) -> str:
    """Everything that can be read on the page as it is drawn."""
    QApplication.processEvents()
    page = window.page
    assert page is not None
    lines = [each.line for each in page.findChildren(Line) if each.isVisible()]
    typed = [words for line in lines for words in (line.label, line.error or line.placeholder)]
    return " ".join([*(part.accessibleName() for part in (*page.parts, *page.touches) if part.isVisible()), *typed])


def signing(booth: Booth, window: KioskWindow) -> None:
    """Up to the signature on the screen."""
    finger(window, "tile.apply")
    booth.find("shbzkbl")
    booth.lay()
    booth.fill()
    stroke(window)


def no_more_numbers(booth: Booth) -> None:
    with booth.place.database.writing() as connection:
        connection.execute(delete(number_blocks))


def test_without_numbers_nobody_is_refused_staff_comes_with_the_pad_and_a_number_that_comes_down_takes_it_in(
    booth: Booth, window: KioskWindow
) -> None:
    """Offline, the block is used up while she fills in: she is led to the pad, waits, and everything is still there."""
    signing(booth, window)
    no_more_numbers(booth)
    finger(window, "signed")
    assert booth.key == "apply.pad"
    words = seen(window)
    assert "手写收下" in words and "07 号窗" in words and "今天算" in words and "您填的留几分钟" in words
    assert "pad" in booth.keeper.calls, "somebody is on the way without her asking"
    booth.terminal.show()
    assert "已送到，还没有人回应" in seen(window)
    assert not booth.place.stores.views.cases()
    booth.wait(150)
    assert booth.key == "apply.pad" and booth.terminal.guest.person is not None, "who waits for staff is not wiped"
    finger(window, "retry")
    assert booth.key == "apply.pad", "as long as there is no number"
    booth.place.blocks.add(NumberBlock("b2", "paper", 900_001, 900_100))
    finger(window, "retry")
    assert booth.key == "apply.end", "nothing was to be typed or signed a second time"
    (line,) = booth.place.stores.views.cases()
    case = booth.terminal.counter._book.case(line.case_id)
    assert case is not None and case.received is not None and case.intake is not None
    assert case.intake.phone == "13800000001" and "900001" in case.papers[0].number
    form = [row for row in case.materials if row.is_form]
    assert form and all(row.scans for row in form), "her signature is with it"
    booth.lift()
    finger(window, "finish")
    no_more_numbers(booth)
    booth.wait(6)
    tile = booth.offered("tile", "apply")
    assert tile is not None and tile.kind == "off" and "07 号窗" in tile.note and "手写收件" in tile.note
    assert "登记本" in seen(window) and "024-0000-0107" in seen(window)
    booth.wait(61)
    assert "pad-out" in booth.keeper.beats[-1].faults, "the keeper hears of it before the next person comes"
    booth.touch("tile", "guide")
    booth.find("juzhuzheng")
    while booth.key == "guide.question":
        booth.terminal.touch("answer", booth.screen.rows[-1].value)
    now = booth.offered("apply-now")
    assert now is not None and now.kind == "off" and "07 号窗" in now.note, "no button that does nothing"
    booth.terminal.touch("home")
    booth.place.blocks.add(NumberBlock("b3", "paper", 900_201, 900_206))
    booth.wait(61)
    assert booth.offered("tile", "apply").kind == "primary"  # type: ignore[union-attr]
    assert booth.keeper.beats[-1].faults == ("pad-low",), "a few are left: said to the keeper alone"


def test_a_disk_that_is_full_leads_to_the_pad_too_and_leaving_forgets_what_was_kept_for_another_try(
    booth: Booth, window: KioskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing(booth, window)

    def full(*_: Any) -> Any:
        raise UserFacingError("ZC-DB-03", "磁盘已满", "已存的都在", "请用登记本收件")

    monkeypatch.setattr(booth.terminal.counter, "apply", full)
    finger(window, "signed")
    assert booth.key == "apply.pad" and "登记本" in seen(window)
    journey = booth.terminal.journey
    booth.lift()
    booth.terminal.touch("retry")
    assert booth.key == "apply.pad" and "请先放上您的身份证" in seen(window), "anybody may touch it now"
    finger(window, "finish")
    assert booth.terminal.session.phase is Phase.IDLE
    assert journey is not None and journey._once_more is None, "pictures and signature would hang on it"


def moved_away(booth: Booth) -> None:
    """A case with a notice, whose lease the department has: what is handed in here is told to it later."""
    noticed(booth)
    (line,) = booth.place.stores.views.cases()
    desk = booth.terminal.counter.desk
    with desk.units.begin() as tx:
        went = LeaseMoved(desk.clock.now(), desk.session.operator, "platform", 2, "转部门")
        tx.append(line.case_id, tx.case(line.case_id), (went,), Effects())


def test_what_a_notice_asked_for_waits_with_its_pictures_until_there_is_a_number_for_its_receipt(
    booth: Booth, window: KioskWindow
) -> None:
    """The department holds the case; what is handed in here is receipted here: the pad, no refusal."""
    moved_away(booth)
    no_more_numbers(booth)
    finger(window, "tile.supplement")
    booth.prove()
    finger(window, "case")
    finger(window, "line")
    finger(window, "picture")
    finger(window, "next")
    finger(window, "hand-in")
    assert booth.key == "supplement.pad" and "今天算数" in seen(window)
    booth.place.blocks.add(NumberBlock("b2", "paper", 900_001, 900_100))
    finger(window, "retry")
    assert booth.key == "supplement.end", "nothing was to be photographed a second time"


def test_paper_that_gives_out_in_the_middle_of_a_receipt_is_told_as_it_is_and_the_last_sheet_is_hers(
    booth: Booth, window: KioskWindow
) -> None:
    signing(booth, window)
    booth.printer.slow = True
    finger(window, "signed")
    booth.print_all()
    booth.printer.now = PrinterState.PAPER_OUT
    booth.wait(6)
    words = seen(window)
    assert "现在没有纸" in words and "凭身份证到 07 号窗 取" in words and "收件号" in words
    assert "出来了" not in words and "已取走" not in words
    booth.wait(55)
    finger(window, "resume")
    booth.worker.step()
    booth.terminal.show()
    assert "现在没有纸" in seen(window) and booth.offered("call") is not None
    assert len(booth.printer.sheets) == 1, "never a second one by itself"
    (case_id,) = booth.terminal.guest.cases
    assert not booth.terminal.counter._book.case(case_id).papers[0].is_out  # type: ignore[union-attr]
    booth.lift()
    finger(window, "finish")
    (job,) = [job for job in booth.place.stores.jobs.jobs() if job.kind == PaperKind.RECEIPT.value]
    assert job.state is JobState.SETTLED and "窗口" in job.detail, "it never comes out for who stands there next"
    assert "可能还有上一位的纸没出来" in seen(window), "it may: the next one is told that it is not hers"
    assert "出纸口有" not in seen(window), "nothing came out"
    booth.touch("tile", "guide")
    booth.touch("home")
    for _ in range(5):
        booth.terminal.touch("badge")
    booth.type(PIN)
    booth.touch("cleared")
    booth.printer.now, booth.printer.slow = PrinterState.READY, False
    booth.wait(6)
    signing(booth, window)
    finger(window, "signed")
    booth.print_all()
    booth.printer.now = PrinterState.PAPER_OUT  # that was the last sheet
    booth.wait(6)
    finger(window, "taken")
    assert "您已取走" in seen(window) and "到 07 号窗 取" not in seen(window), "she has it in her hand"


def test_the_cable_is_pulled_in_the_middle_and_nothing_she_did_is_lost_or_said_to_be_sent(
    booth: Booth, window: KioskWindow
) -> None:
    """A telephone sends pictures, the line goes; she photographs the rest here and has her receipt."""
    booth.online(True)
    finger(window, "tile.apply")
    booth.find("shbzkbl")
    booth.lay()
    while booth.key != "apply.material":
        before = booth.key, booth.screen
        if booth.key == "apply.field":
            booth.field()
        elif booth.key == "apply.choice":
            booth.terminal.touch("value", booth.screen.rows[0].value)
        elif booth.key == "apply.question":
            booth.terminal.touch("answer", booth.screen.rows[-1].value)
        else:
            finger(window, "page-next" if booth.terminal.page < booth.terminal.pages - 1 else "next")
        assert (booth.key, booth.screen) != before
    finger(window, "phone")
    assert "二维码" in seen(window) or booth.screen.qr
    booth.phone.upload(booth.phone.lines[0][0], b"P5 1 1 255\n\0")
    booth.wait(4)
    booth.phone.up = False
    booth.online(False)
    booth.wait(4)
    assert "网络断了" in seen(window)
    finger(window, "phone-done")
    assert "最后传的照片可能没有收全" in seen(window) and "已拍 1 页" not in seen(window)
    journey: Any = booth.terminal.journey
    assert sum(map(len, journey.pictures.values())) == 1, "what came is hers"
    phone = booth.offered("phone")
    assert phone is not None and phone.kind == "off" and "网络不通" in phone.note
    for _ in range(12):
        if booth.key != "apply.material":
            break
        finger(window, "picture" if not journey.has(journey.here().line) else "next")
    stroke(window)
    finger(window, "signed")
    booth.print_all()
    assert "纸出来了" in seen(window) and "已送出" not in seen(window)
    (line,) = booth.place.stores.views.cases()
    assert booth.place.stores.views.counts()["unsent"] > 0 and line.receipt
    finger(window, "taken")
    booth.lift()
    finger(window, "finish")
    assert "网络暂时不通" in seen(window)


def heard(booth: Booth, window: KioskWindow) -> Callable[[], None]:
    """From now on whatever is said must stand on the page while it is said. Returns the last look."""
    missing: list[str] = []
    say = booth.voice.say

    def told(words: str) -> None:
        say(words)
        late.append(words)

    def look() -> None:
        drawn = seen(window)
        if window.page is not None and window.page.pages > 1:  # 下一页: the voice tells the whole list, the page a part
            drawn += " ".join(row.text for row in booth.screen.rows)
        stands = _plain(drawn)
        while late:
            for clause in re.split(r"[。，：；\n]", late.pop(0)):
                bare = _plain(re.sub(r"^\d+$", "", clause))
                if bare and _IN_OTHER_WORDS.get(bare, bare) not in stands:
                    missing.append(clause)

    late: list[str] = []
    booth.voice.say = told  # type: ignore[method-assign]
    before = window.terminal.changed

    def changed() -> None:
        before()
        look()

    window.terminal.changed = changed

    def end() -> None:
        look()
        assert not missing, [*dict.fromkeys(missing)]

    return end


_IN_OTHER_WORDS = {
    "请带走您的身份证": "身份证",
    "请取走出纸口的纸": "出纸口",
    "听后面的": "",
    "您还在吗？二十秒内没有操作": "数到0还没有操作",
    "按继续办理可以接着办": "继续办理",
}
"""What the page says of it. Of more than nine choices who hears them is told eight at a time; all of them are seen."""


def _plain(words: str) -> str:
    return re.sub(r"[\s　，。：；“”]", "", words)


def test_who_cannot_hear_reads_every_word_that_is_said_and_calls_somebody_without_a_word(
    booth: Booth, window: KioskWindow
) -> None:
    """The whole journey with card and paper left, no paper, staff called: each clause of the voice is on the page."""
    end = heard(booth, window)
    signing(booth, window)
    finger(window, "signed")
    booth.print_all()
    booth.wait(61)
    finger(window, "resume")
    finger(window, "call")
    assert "正在帮您找工作人员" in seen(window) and "help" in booth.keeper.calls
    finger(window, "called")
    booth.wait(81)  # she goes and leaves card and paper
    booth.wait(16)
    assert "身份证" in seen(window)
    booth.wait(46)
    assert {"card-left", "paper-left"} <= set(booth.keeper.calls)
    booth.lift()
    booth.wait(16)
    end()


def test_who_cannot_hear_reads_on_a_wide_screen_in_english_and_large_what_becomes_of_her_papers(
    booth: Booth, window: KioskWindow
) -> None:
    """The page is full: no line that is said gives way to another one."""
    window.resize(1920, 1080)
    moved_away(booth)
    booth.touch("language")
    booth.touch("large")
    end = heard(booth, window)
    finger(window, "tile.supplement")
    booth.prove()
    for name in ("case", "line", "picture", "next", "hand-in"):
        finger(window, name)
    assert booth.key == "supplement.end"
    booth.printer.now = PrinterState.PAPER_OUT
    booth.wait(6)
    assert "when the network is back" in seen(window)
    end()


def test_a_notice_that_was_corrected_at_a_window_is_the_new_one_here_also_for_who_has_the_old_list_open(
    booth: Booth, window: KioskWindow
) -> None:
    """She printed the notice; the window takes a demand back: progress, supplement and print show the new one alone."""
    noticed(booth)
    office, (line,) = booth.place.office, booth.place.stores.views.cases()
    wrong = booth.terminal.counter._book.case(line.case_id).notices[-1]  # type: ignore[union-attr]
    finger(window, "tile.print")
    booth.prove()
    old = next(row for row in booth.screen.rows if row.name == "paper" and "告知书" in row.text)
    booth.touch("paper", old.value)
    booth.print_all()
    assert wrong.number in booth.printer.sheets[-1][0]
    finger(window, "taken")
    finger(window, "back")
    desk = booth.place.desk(Session(booth.terminal.counter.desk.session.operator, tuple(Grant(r) for r in Right)))
    reduce_notice(desk, line.case_id, (wrong.faults[0].line_id,), "多要了一样")
    booth.worker.step()
    before = len(booth.printer.sheets)
    booth.touch("paper", old.value)
    assert booth.key == "print.error" and "已经收回" in seen(window) and "有新的一份" in seen(window)
    finger(window, "retry")
    rows = [row.value for row in booth.screen.rows if row.name == "paper" and "告知书" in row.text]
    assert len(rows) == 1 and rows != [old.value], "the list is read anew"
    booth.touch("paper", rows[0])
    booth.print_all()
    new = office.case(line.case_id).notices[-1]
    assert new.number != wrong.number and new.number in booth.printer.sheets[-1][0]
    assert wrong.number not in "".join(title for title, _ in booth.printer.sheets[before:])
    finger(window, "taken")
    booth.lift()
    finger(window, "finish")
    finger(window, "tile.progress")
    booth.touch("by-person")
    booth.prove()
    assert "还差 1 样" in seen(window) or "1" in str(booth.screen.cards[0].band)
    finger(window, "supplement")
    finger(window, "case")
    assert [row.value for row in booth.screen.rows if row.name == "line"] == [
        fault.line_id for fault in wrong.faults[1:]
    ]


def test_a_rating_for_which_there_is_no_room_is_told_as_it_is_and_sends_nobody_to_a_paper_pad(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    booth.apply("shbzkbl")
    booth.touch("more")
    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-code")
    booth.receipt()

    def full(*_: Any) -> Any:
        raise UserFacingError("ZC-DB-03", "磁盘已满", "已存的都在", "请用登记本收件")

    monkeypatch.setattr(booth.terminal.counter, "rate", full)
    booth.touch("level", "5")
    booth.touch("sure")
    assert booth.key == "rate.error" and "pad" not in booth.keeper.calls
    assert not booth.terminal.session.patient, "nobody is waited for"
