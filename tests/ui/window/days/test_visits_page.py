"""One agent, several cases: identity once, materials once, one receipt; put aside and taken up again by keys."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.people import IdCardReading
from app.ports import JobState
from app.usecases.visit import VisitReceipts
from tests.ui.window.days.hall import ALT, CTRL, SHIFT, Hall
from tests.ui.window.intake.room import LI, ZHANG
from ui.shared.labels import Chip
from ui.visits import VisitLine
from ui.window.days.visits_page import VisitsPage
from ui.window.intake_page import IntakePage


def page(hall: Hall) -> VisitsPage:
    found = hall.face.pages["visits"]
    assert isinstance(found, VisitsPage)
    return found


def own(hall: Hall, n: int) -> str:
    """The n-th number that this window gives."""
    return f"{hall.place.place().device}-{n:03d}"


def intake(hall: Hall) -> IntakePage:
    found = hall.face.pages["intake"]
    assert isinstance(found, IntakePage)
    return found


def come(hall: Hall, name: str, ticket: str = "") -> None:
    hall.ctrl(Qt.Key.Key_N)
    hall.type(name)
    if ticket:
        hall.fill("case.visit.ticket", ticket)
    hall.enter()


def choose(hall: Hall, words: str) -> None:
    """Telephone, item and 情形, by keys."""
    hall.fill("intake.phone", "13800000001")
    hall.press(Qt.Key.Key_Return)
    hall.fill("intake.search", words)
    hall.until(lambda: intake(hall).what.results.count() > 0)
    hall.press(Qt.Key.Key_Return)
    hall.until(lambda: intake(hall).state.guide is not None)
    hall.rest()
    hall.type("N")
    hall.rest()


def receipt(hall: Hall) -> None:
    """先打收件凭证, whatever was not looked at yet."""
    hall.press(Qt.Key.Key_F8)
    if hall.shell.dialog().isVisible():
        hall.press(Qt.Key.Key_Y)
    hall.until(lambda: intake(hall).state.case is not None)


def test_a_visit_is_begun_parked_resumed_and_ended_by_keys_and_one_receipt_lists_its_cases(
    hall: Hall,
) -> None:
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    assert hall.shell.place() == "visits" and "还没有来访" in hall.words()
    hall.look("visits-empty")
    come(hall, "张三")
    come(hall, "李四", "B017")
    assert [(line.ticket, line.visit.name) for line in page(hall).lines] == [
        (own(hall, 1), "张三"),
        ("B017", "李四"),
    ]
    assert "李*" in hall.words() and "李四" not in hall.words(), "lists are masked"
    page(hall).table.pick(0)
    hall.enter()
    assert hall.shell.place() == "intake" and f"来访 {own(hall, 1)}　张*" in hall.words()
    intake(hall).card_read(ZHANG)
    choose(hall, "hszyzc")
    hall.look("intake-visit")
    for _ in range(8):
        hall.press(Qt.Key.Key_S)
    receipt(hall)
    first = intake(hall).state.case
    assert first is not None and first.intake.queue_no == own(hall, 1)
    assert not [j for j in hall.place.stores.jobs.jobs(JobState.OUT, JobState.SENT) if j.case_id == first.id]
    hall.press(Qt.Key.Key_N, CTRL | SHIFT)
    card = intake(hall).state.card
    assert card is not None and card.number == ZHANG.number, "identity once"
    assert intake(hall).state.party == "agent"
    intake(hall).who.go_to("principal")
    hall.type("王五")
    hall.rest()
    hall.until(lambda: not intake(hall).journal.pending())
    hall.press(Qt.Key.Key_S, CTRL | SHIFT)
    assert "来访已暂存" in hall.told()
    assert intake(hall).state.empty(), "the window is free for the next person"
    again(hall)


def again(hall: Hall) -> None:
    """Resumed from the list, half typed as it was; then ended."""
    hall.ctrl(Qt.Key.Key_T)
    parked = next(line for line in page(hall).lines if line.visit.state == "parked")
    assert (len(parked.cases), len(parked.drafts)) == (1, 1)
    page(hall).table.pick(page(hall).lines.index(parked))
    hall.look("visits")
    hall.ctrl(Qt.Key.Key_E)
    assert "ZC-VISIT-02" in [notice.code for notice in hall.said], "an unfinished intake keeps it open"
    hall.shell.dialog().close_overlay()
    hall.enter()
    hall.until(lambda: intake(hall).state.principal == "王五")
    (draft,) = hall.office.open_drafts()
    hall.place.stores.drafts.discard(draft)
    hall.ctrl(Qt.Key.Key_T)
    hall.ctrl(Qt.Key.Key_E)
    assert "来访已结束" in hall.told()
    closed = next(line for line in page(hall).lines if line.visit.id == parked.visit.id)
    assert closed.visit.state == "closed"


def test_a_case_of_a_visit_leads_back_to_it_and_a_page_begun_for_it_ends_with_it(hall: Hall) -> None:
    """After 受理 the page was ordinary and said nothing: the next case of the agent was in no visit. And what came in
    on a page left open stood in a visit that was over, under 「收件凭证列明了全部办件」.
    """
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    come(hall, "张三")
    hall.enter()
    intake(hall).card_read(ZHANG)
    choose(hall, "hszyzc")
    intake(hall).materials.take_focus()
    for _ in intake(hall).state.material_rows():
        hall.press(Qt.Key.Key_S)
        hall.press(Qt.Key.Key_Down)
    hall.enter()
    hall.rest()
    hall.until(lambda: hall.shell.place() != "intake")
    assert f"来访 {own(hall, 1)} 还没有结束" in hall.words()
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    hall.enter()
    assert intake(hall).state.visit and intake(hall).context.isVisible()
    hall.ctrl(Qt.Key.Key_T)
    hall.ctrl(Qt.Key.Key_E)
    hall.until(lambda: not intake(hall).state.visit)
    assert intake(hall).state.empty() and not intake(hall).context.chip.isVisible()


@pytest.mark.law("L03")
def test_what_the_hall_has_of_an_applicant_is_not_asked_for_again(hall: Hall) -> None:
    """S0 21: the same person comes a second time; one key, and the row says where the material lies."""
    hall.world.receive("hszyzc", False, {})
    hall.press(Qt.Key.Key_F2)
    intake(hall).start_new()
    hall.rest()
    intake(hall).card_read(ZHANG)
    choose(hall, "hszyzc")
    hall.until(lambda: intake(hall).context.reuse_button.isVisible())
    hall.look("intake-pool")
    hall.ctrl(Qt.Key.Key_U)
    notes = [row.note for row in intake(hall).state.rows.values() if row.note]
    assert notes and all(note.startswith("免提交-复用：") for note in notes)
    assert not intake(hall).context.reuse_button.isVisible()


@pytest.mark.law("A6-16", "J13")
def test_a_hall_without_a_queue_system_gives_calls_misses_and_calls_again_by_keys(hall: Hall) -> None:
    """The slip is printed, who waits is counted, a missed number is called again, and the visit goes on under it."""
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    for _ in range(2):
        hall.ctrl(Qt.Key.Key_P)
    assert "等候 2 人" in page(hall).head.note.text()
    slips = sorted(file.name for file in (hall.place.profile.path / "papers").glob("*排队号票*.pdf"))
    assert [name.split("-", 1)[1].rsplit("-", 1)[0] for name in slips] == [own(hall, 1), own(hall, 2)]
    hall.press(Qt.Key.Key_F8)
    assert f"请 {own(hall, 1)} 号到窗口" in hall.told() and "等候 1 人" in page(hall).head.note.text()
    hall.look("visits-queue")
    hall.press(Qt.Key.Key_F9)
    missed = page(hall).lines[-1]
    assert (missed.ticket, missed.visit.state) == (own(hall, 1), "missed")
    hall.press(Qt.Key.Key_F8)
    assert f"请 {own(hall, 2)} 号到窗口" in hall.told(), (
        "after a no-show the same key reaches the next person"
    )
    page(hall).table.pick(page(hall).lines.index(missed))
    hall.press(Qt.Key.Key_F8)
    hall.enter()
    hall.type("张三")
    hall.enter()
    first = page(hall).lines[0]
    assert (first.ticket, first.visit.state, first.visit.name) == (own(hall, 1), "open", "张三")
    hall.enter()
    assert hall.shell.place() == "intake" and f"来访 {own(hall, 1)}　张*" in hall.words()


def test_a_number_that_somebody_holds_is_not_given_again_and_stays_when_the_clock_goes_back(
    hall: Hall,
) -> None:
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    come(hall, "张三", own(hall, 1))
    hall.ctrl(Qt.Key.Key_P)
    hall.ctrl(Qt.Key.Key_P)
    told = {line.visit.id: line.ticket for line in page(hall).lines}
    assert sorted(told.values()) == [own(hall, 1), own(hall, 2), own(hall, 3)]
    now = hall.world.clock.now()
    hall.world.clock.move(replace(now, ms=now.ms - 7_200_000))
    hall.ctrl(Qt.Key.Key_P)
    after = {line.visit.id: line.ticket for line in page(hall).lines}
    assert told.items() <= after.items() and sorted(after.values())[-1] == own(hall, 4)


def test_a_number_whose_slip_could_not_be_printed_is_told_to_the_person(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise OSError("no such printer")

    monkeypatch.setattr(hall.place.press, "print_slip", broken)
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    hall.ctrl(Qt.Key.Key_P)
    assert f"请告诉来人记住 {own(hall, 1)}" in hall.told()
    assert [line.ticket for line in page(hall).lines] == [own(hall, 1)]


def test_saving_goes_on_while_the_printer_of_the_slips_stands_still(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dead printer is asked for seconds; the next number is taken and listed meanwhile."""
    free = threading.Event()

    def slow(*_: object) -> str:
        assert free.wait(60)
        return "unsure"

    def listed(count: int) -> bool:
        return len(page(hall).lines) == count

    monkeypatch.setattr(hall.place.press, "print_slip", slow)
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    try:
        for count in (1, 2):
            QTest.keyClick(QApplication.focusWidget() or hall.shell, Qt.Key.Key_P, CTRL)
            hall.until(partial(listed, count))
    finally:
        free.set()
    hall.rest()
    assert f"请告诉来人记住 {own(hall, 2)}" in hall.told()


def listed(hall: Hall, name: str) -> VisitLine:
    return next(line for line in page(hall).lines if line.visit.name == name)


def lay(hall: Hall, card: IdCardReading) -> None:
    """A card is laid on the reader, whatever page is open."""
    hall.face.card_read(card)
    hall.rest()


def test_nobody_is_said_to_have_shown_a_card_that_no_reader_read(hall: Hall) -> None:
    """刷身份证 stood there from the start, and every visit was kept so. It comes with the card, in 收件 too."""
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    come(hall, "张三")
    assert listed(hall, "张三").visit.proof == "" and "身份还没有核" in hall.words()
    hall.look("visits-unproved")
    hall.press(Qt.Key.Key_I, ALT)
    hall.enter()
    assert page(hall).form.isVisible(), "nothing was said, so nothing is kept"
    hall.type("1")
    assert page(hall).form.values()["proof"] == "" and "放上身份证才算" in hall.words()
    hall.type("2")
    assert page(hall).form.values()["proof"] == "paper", "刷身份证 is the reader's to say"
    hall.enter()
    assert listed(hall, "张三").visit.proof == "paper"
    hall.enter()
    intake(hall).card_read(ZHANG)
    hall.rest()
    visit = intake(hall).state.visit
    assert next(v for v in hall.place.visit_book.visits() if str(v.id) == visit).proof == "card"


def test_a_card_on_the_reader_registers_who_came_and_goes_with_her_into_the_first_case(hall: Hall) -> None:
    """The reader says a card once: at 来访 nobody heard it, and 收件 waited for it while it lay there."""
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    lay(hall, ZHANG)
    assert page(hall).form.values() | {"ticket": ""} == {"name": "张三", "proof": "card", "ticket": ""}
    hall.look("visits-card")
    hall.enter()
    line = listed(hall, "张三")
    assert line.visit.proof == "card" and "身份还没有核" not in hall.words()
    hall.enter()
    card = intake(hall).state.card
    assert card is not None and card.number == ZHANG.number and intake(hall).state.party == "self"
    assert not card.raw_text, "what only the reader needs stays nowhere"


def test_who_leaves_without_a_case_leaves_no_card_behind(hall: Hall) -> None:
    """Read at 来访 for an intake that never began, it stayed in memory until somebody else's was read."""
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    lay(hall, ZHANG)
    hall.enter()
    visit = listed(hall, "张三").visit.id
    hall.ctrl(Qt.Key.Key_E)
    assert listed(hall, "张三").visit.state == "closed" and page(hall).card.of(visit) is None


def test_a_name_that_is_typed_over_a_card_is_not_kept_as_read(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    lay(hall, ZHANG)
    hall.fill("case.visit.name", "王五")
    hall.enter()
    assert page(hall).form.isVisible() and "读到的身份证是 张三 的" in hall.words()
    assert not page(hall).lines


def test_another_persons_card_is_remarked_on_at_the_visit_and_in_its_case(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    come(hall, "张三")
    lay(hall, LI)
    assert hall.shell.dialog().isVisible() and "读到 李* 的身份证" in hall.words()
    hall.press(Qt.Key.Key_N)
    assert [(line.visit.name, line.visit.proof) for line in page(hall).lines] == [("张三", "")]
    lay(hall, LI)
    hall.press(Qt.Key.Key_Y)
    hall.enter()
    assert listed(hall, "李四").visit.proof == "card" and listed(hall, "张三").visit.proof == ""
    page(hall).table.pick(page(hall).lines.index(listed(hall, "张三")))
    hall.enter()
    lay(hall, LI)
    assert hall.shell.dialog().isVisible() and intake(hall).state.card is None
    hall.press(Qt.Key.Key_N)
    assert intake(hall).state.card is None and intake(hall).state.name == "张三"


def test_a_name_written_wrongly_is_put_right_by_the_card(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    come(hall, "张珊")
    lay(hall, ZHANG)
    assert "张三" in hall.words() and "张珊" in hall.words(), "masked the two would read the same"
    hall.press(Qt.Key.Key_G)
    assert [(line.visit.name, line.visit.proof) for line in page(hall).lines] == [("张三", "card")]


def test_who_was_called_is_called_no_more_once_she_sits_or_did_not_come(hall: Hall) -> None:
    """请 D07-001 号到窗口 stood above the list while she sat there, and on the screen of those who wait."""
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    over: list[bool] = []
    page(hall).answered.connect(lambda: over.append(True))
    for _ in range(2):
        hall.ctrl(Qt.Key.Key_P)
    hall.press(Qt.Key.Key_F8)
    assert hall.shell.band.isVisible()
    hall.press(Qt.Key.Key_F9)
    assert not hall.shell.band.isVisible() and over == [True]
    hall.press(Qt.Key.Key_F8)
    assert hall.shell.band.isVisible()
    lay(hall, ZHANG)
    hall.enter()
    sat = listed(hall, "张三")
    assert (sat.ticket, sat.visit.state, sat.visit.proof) == (own(hall, 2), "open", "card")
    assert not hall.shell.band.isVisible() and over == [True, True]


def test_who_cannot_wait_for_the_end_gets_one_receipt_for_what_is_in(hall: Hall) -> None:
    """What was handed in lay in the hall and the person had no paper: 收件 said 已排队打印, and nothing came."""
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    come(hall, "张三")
    hall.enter()
    intake(hall).card_read(ZHANG)
    choose(hall, "hszyzc")
    receipt(hall)
    assert "收件凭证等结束时合成一张" in hall.told() and "已排队打印，出纸后请确认" not in hall.told()
    first = intake(hall).state.case
    assert first is not None
    hall.face.show_case(first.id)
    hall.until(lambda: not hall.face.pages["search"].case.covered())
    hall.press(Qt.Key.Key_2, ALT)
    chips = [chip.text() for chip in hall.face.pages["search"].case.papers.findChildren(Chip)]
    assert "等来访结束再出" in chips and "排队打印" not in chips
    hall.press(Qt.Key.Key_F6)
    room = hall.face.pages["print"].rooms["queue"]
    assert [room._state(job).text for job in room.office.stores.jobs.jobs(JobState.ALLOCATED)] == ["等来访结束"]
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    assert "1 件的收件凭证还没有打" in hall.words()
    hall.look("visits-held")
    queue = VisitReceipts(
        hall.place.stores.jobs, hall.place.visit_book, hall.place.device_desk, hall.place.stores.settings.get
    )
    assert not queue.jobs(JobState.ALLOCATED)
    hall.press(Qt.Key.Key_P, ALT)
    assert [job.case_id for job in queue.jobs(JobState.ALLOCATED)] == [first.id]
    assert not page(hall).early.isVisible() and "1 件的收件凭证已送去打印" in hall.told()
    hall.ctrl(Qt.Key.Key_E)
    assert "先前已经打过" in hall.told()


def test_an_agent_of_several_companies_types_each_of_them_once(hall: Hall) -> None:
    """Twelve cases for three companies: name and credit code were typed twelve times, a slip was another company."""
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    come(hall, "张三")
    hall.enter()
    intake(hall).card_read(ZHANG)
    hall.rest()
    who = intake(hall).who
    who.party.focus()
    hall.type("D")
    assert not who.before.isVisible(), "nobody was named yet"
    for name, code in (("沈阳样例食品有限公司", "91210100MA00000XX5"), ("沈阳另一家有限公司", "91210100MA00000YY9")):
        hall.fill("intake.company_name", name)
        hall.fill("intake.uscc", code)
        choose(hall, "spsc")
        hall.type("N")
        hall.rest()
        receipt(hall)
        hall.press(Qt.Key.Key_N, CTRL | SHIFT)
        hall.until(who.before.isVisible)
        assert intake(hall).state.company == ""
    assert "沈阳样例食品有限公司" in hall.words() and "沈阳另一家有限公司" in hall.words()
    hall.look("intake-before")
    hall.ctrl(Qt.Key.Key_1)
    assert (intake(hall).state.company, intake(hall).state.uscc) == ("沈阳样例食品有限公司", "91210100MA00000XX5")
    assert not who.before.isVisible() and hall.named("intake.search").hasFocus(), "who stands there is known already"
    hall.fill("intake.company_name", "x")
    who.company.edit.clear()
    who.edited.emit("company", "", True)
    assert who.before.isVisible(), "a wrong key is put right by emptying the name"
    who.party.focus()
    hall.type("S")
    assert not who.before.isVisible(), "a company is nobody's 委托人"


def test_a_card_that_came_too_late_for_the_case_proves_nothing_of_the_visit(hall: Hall) -> None:
    """It was said to be refused, and the visit stood as shown by it all the same."""
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    come(hall, "李四")
    hall.enter()
    at = intake(hall)
    at.state.case = hall.office.case(hall.world.receive("hszyzc", fault=False, answers={}))
    at.identity._answered(LI, "take")
    hall.rest()
    assert "李* 的证件没有读入" in hall.told()
    (line,) = hall.place.visit_book.visits()
    assert (line.name, line.proof) == ("李四", "")
    at.state.case = None
    at.identity._answered(LI, "take")
    hall.rest()
    (line,) = hall.place.visit_book.visits()
    assert line.proof == "card", "read before the case is written, it does"
