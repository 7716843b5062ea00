"""An intake that stands open over midnight is judged by the day on which it is taken in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Qt

from app.domain.deadlines import due
from app.domain.materials import FaultCode, MaterialStatus, as_taken
from app.domain.time import at
from app.domain.verdict import VerdictKind
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_handover_power import CODES, ZHANG, choose, intake
from ui.theme import t
from ui.window.intake import plan as pl
from ui.window.intake.plan import notice_words


def evening(hall: Hall) -> date:
    """Ten minutes to midnight."""
    day = hall.office.today()
    hall.world.clock.move(at(day.year, day.month, day.day, 23, 50))
    return day


def morning(hall: Hall, days: int = 1, *, told: bool = True) -> date:
    """Ten past midnight, ``days`` on; the window looks at its clock."""
    day = hall.world.clock.now().date + timedelta(days=days)
    hall.world.clock.move(at(day.year, day.month, day.day, 0, 10))
    if told:
        hall.face._tick()
        hall.rest()
    return day


def with_power(hall: Hall, until: date) -> None:
    """张三 brings everything for a company, under a power with a last day."""
    hall.press(Qt.Key.Key_F2)
    page = intake(hall)
    page.card_read(ZHANG)
    hall.rest()
    page.who.party.focus()
    hall.type("D")
    for name, text in (
        ("company_name", CODES[0][0]), ("uscc", CODES[0][1]), ("phone", "13800000001"),
        ("authority_until", f"{until:%Y%m%d}"),
    ):  # fmt: skip
        hall.fill(f"intake.{name}", text)
    choose(hall, "spsc")
    hall.type("N")
    hall.rest()
    for row in page.state.material_rows():
        page._judge(as_taken(row, 1, 0), True)
    hall.rest()


def test_a_power_that_ends_with_the_day_is_a_gap_after_midnight_though_the_page_stood_open(hall: Hall) -> None:
    """It was accepted under a power that was over, or refused after the receipt was out of the printer."""
    day = evening(hall)
    with_power(hall, day)
    page = intake(hall)
    assert page.plan.verdict is VerdictKind.ACCEPTABLE
    next_day = morning(hall)
    assert page.plan.act == pl.NOTICE and "授权委托书已到期" in page.plan.sub
    assert t("intake.day_turned") in hall.told(), "what she saw a moment ago is not so any more, and nobody said it"
    hall.until(lambda: not page.unseen.lasts())
    hall.ctrl(Qt.Key.Key_Return)
    hall.rest()
    case = hall.office.case(hall.world.place.stores.views.cases()[0].case_id)
    assert case.received is not None and case.received.received_on == next_day
    assert [fault.material for fault in case.notices[-1].faults] == ["授权委托书"]


def test_what_is_pressed_by_the_verdict_of_yesterday_is_not_done_before_she_saw_that_of_today(hall: Hall) -> None:
    """The clock is looked at every few seconds; a key may come before that."""
    day = evening(hall)
    with_power(hall, day)
    page = intake(hall)
    before = len(hall.world.place.stores.views.cases())
    morning(hall, told=False)
    hall.ctrl(Qt.Key.Key_Return)
    hall.rest()
    assert page.state.case is None and len(hall.world.place.stores.views.cases()) == before
    assert t("intake.day_turned") in hall.told() and page.plan.act == pl.NOTICE
    assert page.state.authority_until, "what was typed stands"
    hall.until(lambda: not page.unseen.lasts())
    hall.ctrl(Qt.Key.Key_Return)
    hall.rest()
    assert len(hall.world.place.stores.views.cases()) == before + 1


def test_the_day_for_a_notice_moves_with_midnight_until_it_is_taken_in_and_then_no_more(hall: Hall) -> None:
    day = evening(hall)
    with_power(hall, day + timedelta(days=90))
    page, office = intake(hall), hall.office
    row = page.state.material_rows()[0]
    page._judge(replace(row, status=MaterialStatus.FAULTY, fault=FaultCode.MISSING, kept=False), True)
    hall.rest()
    period = office.desk.rules.notice_period_for(licence=True)
    assert page._moment is not None and page._moment.notice_due == due(day, period, office.calendar).date
    next_day = morning(hall)
    assert page._moment.notice_due == due(next_day, period, office.calendar).date
    hall.press(Qt.Key.Key_F8)
    hall.rest()
    assert page.state.case is not None
    told = page._moment.notice_due
    words = notice_words(page._moment, page.state)
    morning(hall)
    assert page._moment.notice_due == told and notice_words(page._moment, page.state) == words
    assert page.plan.act == pl.NOTICE
    morning(hall, days=20)
    assert page.plan.verdict is VerdictKind.SILENT, "five days are over, and a notice was offered all the same"
    assert page._moment.silence is not None and page._moment.silence.told_by == told


def test_the_paper_beside_it_bears_the_new_day(hall: Hall) -> None:
    day = evening(hall)
    with_power(hall, day + timedelta(days=90))
    page = intake(hall)
    hall.until(lambda: page.drawing._shown is not None)
    drawn: list[date] = []
    equipment = hall.office.equipment
    draft = equipment.draft_pages
    object.__setattr__(equipment, "draft_pages", lambda *given: drawn.append(hall.office.today()) or draft(*given))
    next_day = morning(hall)
    hall.until(lambda: drawn == [next_day])
    assert page.paper.isVisible()


def test_behind_a_lock_nothing_is_read_and_afterwards_the_day_is_that_of_the_clock(hall: Hall) -> None:
    day = evening(hall)
    with_power(hall, day)
    page, session = intake(hall), hall.office.desk.session
    hall.office.leave()
    before = len(hall.said)
    next_day = morning(hall)
    assert page._moment is not None and page._moment.today == day
    assert len(hall.said) == before, "who is locked out is told of an error every five seconds"
    hall.office.enter(session)
    hall.face._tick()
    hall.rest()
    assert page._moment.today == next_day


def test_a_key_that_was_struck_while_the_window_read_the_new_day_is_none_for_its_verdict(hall: Hall) -> None:
    """What the new verdict refuses was done: she got a receipt, and then it was refused all the same."""
    day = evening(hall)
    with_power(hall, day)
    page = intake(hall)
    before = len(hall.world.place.stores.views.cases())
    morning(hall, told=False)
    hall.face._tick()
    page.primary.click()
    hall.rest()
    assert page.plan.act == pl.NOTICE and t("intake.day_turned") in hall.told()
    assert page.state.case is None and len(hall.world.place.stores.views.cases()) == before


def test_a_key_that_is_struck_twice_gives_no_notice_by_a_verdict_that_nobody_saw(hall: Hall) -> None:
    """The first found the day gone over, and the second was taken for a word on what had just come."""
    day = evening(hall)
    with_power(hall, day)
    page = intake(hall)
    before = len(hall.world.place.stores.views.cases())
    morning(hall, told=False)
    page.primary.click()
    hall.until(lambda: page.plan.act == pl.NOTICE)
    page.primary.click()
    hall.rest()
    assert page.state.case is None and len(hall.world.place.stores.views.cases()) == before
    hall.until(lambda: not page.unseen.lasts())
    page.primary.click()
    hall.rest()
    assert len(hall.world.place.stores.views.cases()) == before + 1
