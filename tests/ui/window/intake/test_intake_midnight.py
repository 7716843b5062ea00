"""An intake over midnight, by the clock of the program as it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt

from app.domain.deadlines import due
from app.domain.time import at
from tests.ui.window.intake.room import Clerk, begin
from tests.ui.window.intake.test_intake_busy import taken_up
from ui.theme import t
from ui.window.intake import plan as pl


def test_what_both_days_say_alike_is_done_with_one_key_and_is_of_the_new_day(desk: Callable[..., Clerk]) -> None:
    """The clock of the program runs over midnight while nothing of the window looks at it."""
    clerk = desk()
    taken_up(clerk)
    clerk.rest(1)
    office, page = clerk.workplace.office, clerk.page
    assert page.plan.act == pl.COUNTER
    day = office.today()
    eve = at(day.year, day.month, day.day, 23, 59)
    clerk.clock.advance(eve.ms + 59_500 - clerk.clock.now().ms)
    assert office.today() == day
    clerk.until(lambda: office.today() > day)
    clerk.ctrl(Qt.Key.Key_Return)
    clerk.until(lambda: bool(clerk.opened))
    case = office.case(clerk.opened[0])
    next_day = day + timedelta(days=1)
    assert case.received is not None and case.received.received_on == next_day
    period = office.desk.rules.notice_period_for(licence=True)
    assert case.received.notice_due == due(next_day, period, office.calendar).date
    assert case.accepted is not None and case.accepted.accepted_on == next_day
    assert not any(notice.title == t("intake.day_turned") for notice in clerk.said)


def test_an_empty_page_that_was_opened_yesterday_is_of_today(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.clock.advance(86_400_000)
    today = clerk.workplace.office.today()
    clerk.page.day_is(today)
    clerk.rest(1)
    assert clerk.page._moment is not None and clerk.page._moment.today == today
    begin(clerk)
    assert clerk.page._moment.today == today
