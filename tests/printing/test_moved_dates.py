"""A told date that moved: the paper that told it comes anew, and every later paper says the day that counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.clocks import clocks
from app.domain.paper import PaperKind
from app.domain.time import at
from printing.fonts import Fonts
from tests.app.domain.kit import NOBODY_ELSE, Counter, good
from tests.printing.test_compose_course import Reader


@pytest.fixture
def told(fonts: Fonts, words: Callable[[bytes], str]) -> Reader:
    """The words that stand on a paper."""
    return Reader(fonts, words)


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@pytest.mark.law("D03", "B3-5", "L24")
def test_a_notice_whose_date_moved_can_be_printed_again_and_still_be_reduced(told: Reader) -> None:
    counter = Counter().told(0, 1)
    old, later = counter.paper(PaperKind.NOTICE), date(2026, 11, 20)
    counter.do(cmd.ReviseDeadline("correction", later, True))
    new = counter.paper(PaperKind.NOTICE)
    said = told(counter, new)
    assert day_words(later) in said and old.number in said and new.number in said
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    answered = told(counter, counter.paper(PaperKind.CORRECTION_RECEIPT))
    assert new.number in answered and old.number not in answered
    counter.do(cmd.ReduceNotice((counter.rows[1].line_id,), "多要了"))
    assert counter.need().notices[-1].number != new.number or counter.need().completed is not None


@pytest.mark.law("D03", "B3-11")
def test_a_notice_that_came_anew_begins_its_period_when_it_is_served(told: Reader) -> None:
    counter = Counter().noticed()
    told_end = counter.need().notices[-1].ends
    counter.do(cmd.ReviseDeadline("correction", told_end + timedelta(days=1), True))
    counter.now = at(2026, 10, 19)
    notice = counter.paper(PaperKind.NOTICE)
    counter.sealed(notice)
    given = counter.do(cmd.GivePaper(notice.document_id, NOBODY_ELSE))
    assert isinstance(given[-1], ev.DeadlineRevised)
    assert clocks(counter.need())["correction"][0] == date(2026, 11, 9)
    assert day_words(date(2026, 11, 9)) in told(counter, notice)
