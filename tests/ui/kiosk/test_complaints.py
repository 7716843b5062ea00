"""Complaints about other programs that a terminal can prevent, by their number in the collected list."""

from __future__ import annotations

import pytest

from app.domain.case import Case
from app.ports import JobState, Outcome, PrinterState
from app.ports.kiosk import Orders
from tests.ui.kiosk.booth import LI, ZHANG, Booth
from ui.kiosk.session import Phase
from ui.shots.kiosk_cases import granted


def case_of(b: Booth, case_id: object) -> Case:
    found = b.terminal.counter._book.case(case_id)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize("by_code", [True, False])
def test_who_has_rated_hears_so_before_she_writes_why_and_may_still_complain(booth: Booth, by_code: bool) -> None:
    booth.apply("shbzkbl")
    booth.home()
    for n in range(2):
        booth.touch("tile", "rate")
        booth.touch("what", "rate")
        if by_code:
            booth.touch("by-code")
            booth.receipt()
        else:
            booth.touch("by-person")
            booth.prove() if n == 0 else None
            booth.touch("case")
        if n == 0:
            booth.touch("level", "5")
            booth.touch("sure")
            booth.touch("more")
    assert booth.key == "rate.rated" and "已经评过" in booth.screen.title
    booth.touch("complain")
    assert booth.key == "rate.kinds"
    booth.touch("back")
    booth.touch("back")
    assert booth.key == ("rate.query" if by_code else "rate.which"), "and does not go round in a ring"


def test_whose_reason_stands_in_no_list_writes_it_and_does_not_lose_it_to_a_slip(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl")
    booth.home()
    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-code")
    booth.receipt()
    booth.touch("level", "2")
    booth.touch("own-reason")
    booth.terminal.touch("key", "ok")
    assert booth.key == "rate.own", "an empty reason is none"
    booth.pinyin("paidui", "排队")
    booth.touch("give-up")
    assert booth.key == "rate.leaving"
    booth.touch("stay")
    booth.terminal.touch("key", "ok")
    assert booth.key == "rate.end", booth.screen
    case = booth.terminal.counter._book.case(case_id)
    rating = case.asked("rating") if case is not None else None
    assert rating is not None and dict(rating.data)["detail"] == "排队"


def test_complaint_02_a_receipt_in_the_hand_is_a_case_on_the_disk(booth: Booth) -> None:
    """Receipt printed, no record in the back office."""
    case_id = booth.apply("shbzkbl")
    assert case_of(booth, case_id).received is not None, "on disk before any printer has it"
    assert not booth.printer.sheets
    booth.print_all()
    assert [title for title, _ in booth.printer.sheets] == [
        f"D01-{paper.number}" for paper in case_of(booth, case_id).papers if paper.kind.value == "D01"
    ]


def test_complaint_09_the_next_person_sees_nothing_of_the_last(booth: Booth) -> None:
    """Another user sees my outbox on a shared machine."""
    booth.apply("shbzkbl")
    booth.lay(LI)  # she left without a word; somebody else lays down a card
    assert booth.terminal.guest.person is not None and booth.terminal.guest.person.name == "李四"
    assert not booth.terminal.guest.cases and "张三" not in str(booth.screen)
    booth.touch("tile", "progress")
    booth.touch("by-person")
    booth.touch("face")
    assert "社会保障卡" not in str(booth.screen) and "没有查到" in booth.screen.title


def test_complaint_20_nothing_is_printed_twice_by_itself_and_a_second_print_says_so(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Printer blips, user presses retry, double print; kiosk print not recorded, reprint lacks its mark."""
    booth.apply("shbzkbl")
    monkeypatch.setattr(booth.printer, "outcome", lambda ticket: (Outcome.UNKNOWN, ""))
    booth.print_all()
    for _ in range(5):
        booth.terminal.touch("paper")
        booth.worker.step()
    assert len(booth.printer.sheets) == 1
    monkeypatch.undo()
    booth.print_all()
    booth.terminal.touch("taken")
    booth.touch("more")
    booth.touch("tile", "print")
    booth.touch("face")
    booth.touch("paper")
    booth.print_all()
    assert [title.rsplit("-", 1)[-1] for title, _ in booth.printer.sheets][-1] == "补2"


def test_complaint_21_without_a_printer_the_number_still_comes_and_she_is_told_where(booth: Booth) -> None:
    """Printer absent, ticket still counted: a number that never comes."""
    booth.printer.now = PrinterState.OFFLINE
    booth.terminal.look()
    tile = booth.offered("tile", "apply")
    assert tile is not None and "凭证到窗口取" in tile.note, "said before she starts"
    booth.apply("shbzkbl")
    assert "收件号" in booth.screen.lead and "到 07 号窗 取纸质凭证" in str(booth.screen.band)


def test_complaint_22_the_last_page_never_hangs_nor_goes_home_without_a_word(booth: Booth) -> None:
    """Check-in kiosk hangs on the last page when the printer is off, then goes home with no message."""
    booth.printer.slow = True
    booth.apply("shbzkbl")
    booth.print_all()
    assert booth.screen.band is not None and "已送打印机" in booth.screen.band.title
    booth.wait(61)
    booth.touch("resume")
    booth.worker.step()
    booth.terminal.show()
    assert booth.screen.band is not None and "不知道打出来没有" in booth.screen.band.title
    assert booth.offered("call") is not None and booth.offered("finish") is not None


def test_complaint_24_every_print_is_in_the_log_and_every_look_in_the_audit(booth: Booth) -> None:
    """Print of an acknowledgement not audited."""
    case_id = granted(booth)
    booth.touch("tile", "print")
    booth.prove()
    booth.touch("licence")
    booth.touch("purpose", "投标")
    booth.print_all()
    papers = [paper for paper in case_of(booth, case_id).papers if paper.purpose]
    assert papers and papers[0].is_out
    assert ("look", str(case_id)) in booth.audited()
    booth.lift()
    booth.wait(82)
    assert ("kiosk-left", "paper-left") in booth.audited(), "the sheet that was left in the slot is on record"


def test_complaint_25_a_result_page_does_not_stay_and_one_fault_does_not_close_the_terminal(booth: Booth) -> None:
    """Result page stays too long; one bad id took the whole kiosk down; it does not open at opening time."""
    booth.apply("shbzkbl")
    booth.lift()
    booth.wait(60 + 20 + 2)
    assert booth.terminal.session.phase is Phase.IDLE and booth.terminal.guest.person is None
    booth.touch("tile", "guide")
    booth.terminal.journey.on_topic = lambda value: 1 / 0  # type: ignore[union-attr, method-assign]
    booth.touch("topic")
    assert booth.key == "fell" and booth.terminal.crashes == 1, "the page fell, the terminal stands"
    booth.keeper.orders = Orders(True, "清洁", booth.time.now().ms + 60_000)
    booth.wait(61)
    assert booth.key == "locked"
    booth.keeper.orders = Orders()
    booth.wait(61)
    assert booth.key == "home", "it opens by itself when it may"


def test_complaint_26_who_cannot_work_the_machine_is_not_left_alone(booth: Booth) -> None:
    """Machines that need staff to clear faults; a terminal left idle because the elderly cannot work it."""
    for touched, value in (("tile", "guide"), ("topic", "户口、证件"), ("item", "")):
        assert booth.screen.call, "somebody can be called from every page"
        booth.touch(touched, value)
    booth.printer.now = PrinterState.JAM
    booth.wait(6)
    booth.terminal.beat()
    assert any("printer-jam" in beat.faults for beat in booth.keeper.beats), "the keeper hears of it unasked"


def test_complaint_28_a_second_application_of_the_same_thing_is_no_surprise(booth: Booth) -> None:
    """Duplicates are not found: her own case stands there before she hands in another."""
    first = booth.apply("shbzkbl")
    booth.print_all()
    booth.terminal.touch("taken")
    booth.touch("more")
    booth.touch("tile", "progress")
    booth.touch("by-person")
    booth.touch("face")
    assert case_of(booth, first).item.name in str(booth.screen.cards)


@pytest.mark.parametrize("state", [JobState.SENT, JobState.ALLOCATED])
def test_complaint_03_an_unfinished_print_of_who_left_never_becomes_a_strangers(booth: Booth, state: JobState) -> None:
    """Paid order reverts to draft; here: what is not out when she goes never comes out for another."""
    booth.apply("shbzkbl", ZHANG)
    if state is JobState.SENT:
        booth.printer.slow = True
        booth.worker.step()
    booth.lift()
    booth.terminal.touch("finish")
    before = len(booth.printer.sheets)
    booth.lay(LI)
    booth.print_all()
    assert len(booth.printer.sheets) == before
