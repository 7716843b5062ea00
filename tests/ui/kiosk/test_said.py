"""A terminal says nothing that is not known, and forgets nothing that lies in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from app.errors import UserFacingError
from app.ports import PrinterState
from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_agents import begin
from ui.kiosk import happenings as h
from ui.kiosk.journeys.apply import ApplyJourney
from ui.kiosk.journeys.party import AUTHORITY
from ui.kiosk.journeys.progress import ProgressJourney


def _lying(booth: Booth) -> None:
    """Her receipt came out and lies in a slot that can tell."""
    booth.printer.sensor, booth.printer.in_slot = True, 0
    booth.terminal.look()
    booth.apply("shbzkbl")
    booth.print_all()
    booth.terminal.look()
    booth.lift()
    assert booth.printer.in_slot


def test_the_sheet_of_the_first_case_does_not_say_that_the_second_one_came_out(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.print_all()
    assert "出来" in booth.screen.band.title
    booth.touch("more")
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    booth.apply("shbzkbl")
    assert "出来" not in booth.screen.band.title
    assert booth.terminal.session.paper, "the first sheet still waits to be taken"


def test_paper_in_the_slot_is_told_though_staff_asked_for_the_pin(booth: Booth) -> None:
    _lying(booth)
    for _ in range(5):
        booth.terminal.touch("badge")
    assert booth.terminal.session.left_paper and "paper-left" in booth.keeper.calls


def test_paper_in_the_slot_is_told_though_the_page_failed(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    _lying(booth)

    def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(booth.terminal.journey, "act", fails)
    booth.terminal.touch("more")
    assert booth.terminal.session.left_paper and "paper-left" in booth.keeper.calls


def _ready_to_hand_in(booth: Booth) -> bytes:
    """An agent signed for a company; gives the picture of her authority."""
    begin(booth, "xiaocanyin")
    booth.touch("whom", "company")
    booth.scan("91210100MA00000XX5")
    booth.pinyin("shi", "市")
    booth.terminal.touch("key", "ok")
    booth.touch("relation", "经办人")
    booth.touch("picture")
    booth.touch("next")
    journey = booth.terminal.journey
    assert isinstance(journey, ApplyJourney)
    (power,) = journey.pictures[AUTHORITY]
    booth.fill()
    booth.terminal.signed(b"PNG")
    return power


def test_the_authority_of_an_agent_is_the_cases_in_the_same_moment_as_the_case(booth: Booth) -> None:
    power = _ready_to_hand_in(booth)
    booth.touch("signed")
    (case,) = booth.place.stores.views.cases()
    digest = booth.place.scans.keep(power, None)
    assert (digest, case.case_id) in {(scan.digest, scan.case_id) for scan in booth.place.scans.waiting(50)}


def test_an_authority_that_the_disk_refuses_leaves_no_half_application_behind(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    power, keep, refused = _ready_to_hand_in(booth), booth.place.scans.keep, list[bytes]()

    def full(content: bytes, case_id: UUID | None) -> str:
        if content == power:
            refused.append(content)
            raise UserFacingError("ZC-DB-03", "磁盘已满", "已收的都在", "请清理磁盘")
        return keep(content, case_id)

    monkeypatch.setattr(booth.place.scans, "keep", full)
    booth.touch("signed")
    assert refused and not booth.place.stores.views.cases()


def test_a_pin_begun_on_a_locked_terminal_is_left_by_home_and_goes_when_it_is_unlocked(booth: Booth) -> None:
    booth.terminal.happen(h.Locking(True))
    for _ in range(5):
        booth.terminal.touch("badge")
    assert booth.key == "staff.pin"
    booth.terminal.touch("home")
    assert booth.key != "staff.pin"
    for _ in range(5):
        booth.terminal.touch("badge")
    booth.terminal.happen(h.Locking(False))
    booth.terminal.show()
    assert booth.key == "home"


def test_who_calls_while_a_sign_of_life_is_under_way_is_heard_when_it_ends(booth: Booth) -> None:
    booth.hold_answers = True
    booth.terminal.beat()
    booth.terminal.touch("call")
    booth.hold_answers = False
    booth.settle()
    assert "help" in booth.keeper.calls


def test_who_calls_a_second_time_is_not_told_by_the_answer_to_the_first(booth: Booth) -> None:
    machine = booth.terminal.machine
    machine.call("help")
    first = dict(machine.calls)
    machine.call("help")
    machine.told((), first)
    assert "help" in machine.calls and not machine.made["help"].received_ms
    machine.told((), dict(machine.calls))
    assert not machine.calls and machine.made["help"].received_ms


def test_a_terminal_that_never_had_a_line_does_not_call_what_it_knows_the_present(booth: Booth) -> None:
    machine = booth.terminal.machine
    machine.online, machine.as_of_ms = False, 0
    booth.terminal.begin("progress")
    journey = booth.terminal.journey
    assert isinstance(journey, ProgressJourney)
    journey.go("own")
    assert "还没有联过网" in booth.screen.lead


def test_a_printer_that_never_answers_does_not_hide_whether_the_line_is_up(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def work(worker: str, fn: Callable[[], object], done: Callable[[object], object], failed: object) -> None:
        asked.append(worker)
        if worker == "db":
            done(fn())

    monkeypatch.setattr(booth.terminal, "tools", replace(booth.terminal.tools, work=work))
    for _ in range(3):
        booth.terminal.pulse.look()
    assert asked == ["db", "devices", "db", "db"]


def test_a_machine_that_cannot_see_its_slot_does_not_say_that_paper_lies_there(booth: Booth) -> None:
    """She may have taken it and only not said so: whoever comes next looks for a sheet that is not there."""
    booth.apply("shbzkbl")
    booth.print_all()
    booth.lift()
    booth.wait(82)
    assert booth.terminal.session.left_paper and booth.screen.band is not None
    words = " ".join((booth.screen.band.title, *booth.screen.band.lines))
    assert "看不到出纸口，可能有纸" in words and "是您的请取走" in words


def test_a_machine_that_sees_its_slot_says_that_paper_lies_there(booth: Booth) -> None:
    _lying(booth)
    booth.wait(82)
    assert booth.screen.band is not None and booth.screen.band.title == "出纸口有纸，是您的请取走"


@pytest.mark.parametrize("large", [False, True])
def test_the_words_beside_the_countdown_are_true_at_every_second_of_it(booth: Booth, large: bool) -> None:
    """20 秒内 stood beside a 3."""
    booth.touch("tile", "guide")
    if large:
        booth.touch("home")
        booth.touch("large")
    booth.wait(121 if large else 61)
    assert booth.screen.countdown in (19, 20) and "数到 0" in booth.screen.lead
    booth.wait(16)
    assert booth.screen.countdown <= 4 and "20 秒" not in booth.screen.lead
