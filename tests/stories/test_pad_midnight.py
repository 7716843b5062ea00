"""The paper pad over midnight and the end of the year: printed in the evening, filled before and after, entered days
later, at two windows. Every deadline counts from the day on the sheet, and no sheet becomes two cases unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain.deadlines import due
from app.domain.pad import PadSheet
from app.domain.paper import PaperKind
from app.domain.records import NumberBlock
from app.domain.time import Timestamp, at
from app.errors import RefusedError, UserFacingError
from app.storage.pad_book import SqlPadBook
from app.storage.verify import verify
from app.usecases.pad import issue_pad, settle_sheet
from app.usecases.receive import receive
from tests.app.domain.kit import calendar, good
from tests.stories.hall import Hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A window on the evening of 31 December 2026."""
    hall = Hall(tmp_path / "one")
    hall.blocks.add(NumberBlock("pad-1", "pad", 1, 9))
    hall.now_is(2026, 12, 31, 18)
    yield hall
    hall.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Hall]:
    """Another window of the same hall."""
    hall = Hall(tmp_path / "other", "D08")
    hall.now_is(2027, 1, 3)
    yield hall
    hall.close()


def entered(hall: Hall, number: str, handed: Timestamp) -> UUID:
    """The sheet as a case, everything handed in."""
    case = uuid4()
    rows = tuple(good(row) for row in hall.rows())
    receive(hall.desk, case, hall.intake(), rows, handed_at=handed, pad_number=number)
    return case


def listed(hall: Hall, number: str) -> PadSheet:
    sheets = SqlPadBook(hall.database, hall.clock).sheets()
    return next(sheet for sheet in sheets if sheet.number == number)


@pytest.mark.law("L27")
@pytest.mark.parametrize(
    ("handed", "day"),
    [
        (at(2026, 12, 31, 23, 59), date(2026, 12, 31)),
        (at(2027, 1, 1, 0, 0), date(2027, 1, 1)),
        (at(2027, 1, 1, 0, 10), date(2027, 1, 1)),
    ],
)
def test_a_sheet_filled_about_midnight_of_the_year_counts_from_the_day_that_stands_on_it(
    hall: Hall, handed: Timestamp, day: date
) -> None:
    (sheet,) = issue_pad(hall.desk, 1)
    assert sheet.number == "2026-D07-P000001"
    hall.now_is(2027, 1, 3)
    case = entered(hall, sheet.number, handed)
    received = hall.case(case).received
    assert received is not None and received.received_on == day and received.handed_at == handed
    assert received.notice_due == due(day, hall.desk.rules.notice_period_for(licence=True), calendar()).date
    assert received.deemed_after == due(day, hall.desk.rules.deemed_period, calendar()).date
    words = hall.words(case, PaperKind.RECEIPT)
    assert f"收件时间{day.year}年{day.month}月{day.day}日{handed.local.hour}时{handed.local.minute:02d}分" in words
    assert "登记时间2027年1月3日" in words and "期限从收件时间起算" in words and f"登记本{sheet.number}号补录" in words
    assert verify(hall.database).ok


def test_a_sheet_is_not_of_the_time_before_it_was_printed_nor_of_the_time_after_it_was_entered(hall: Hall) -> None:
    (sheet,) = issue_pad(hall.desk, 1)
    hall.now_is(2027, 1, 3)
    with pytest.raises(UserFacingError, match="ZC-PAD-05"):
        entered(hall, sheet.number, at(2026, 12, 31, 17, 59))
    with pytest.raises(RefusedError):
        entered(hall, sheet.number, at(2027, 1, 3, 10, 1))
    assert listed(hall, sheet.number).state == "issued" and verify(hall.database).ok


@pytest.mark.law("L27")
def test_a_sheet_that_another_window_entered_is_known_here_and_not_entered_again(hall: Hall, other: Hall) -> None:
    """It lay in the list as blank for ever, a gap nobody could explain, and could become a second case."""
    first, second = issue_pad(hall.desk, 2)
    hall.now_is(2027, 1, 3)
    case = entered(other, first.number, at(2026, 12, 31, 23, 50))
    hall.meets(other)
    seen = listed(hall, first.number)
    assert (seen.state, seen.case_id, seen.elsewhere) == ("used", case, True) and "D08" in seen.reason
    with pytest.raises(UserFacingError, match="ZC-PAD-01") as told:
        entered(hall, first.number, at(2026, 12, 31, 23, 50))
    assert "已经补录过" in told.value.what
    entered(hall, second.number, at(2027, 1, 1, 0, 5))
    hall.meets(other)
    with pytest.raises(UserFacingError, match="ZC-PAD-01"):
        entered(other, second.number, at(2027, 1, 1, 0, 5))
    assert verify(hall.database).ok and verify(other.database).ok


def test_a_sheet_that_became_two_cases_off_line_stands_out_at_both_windows(hall: Hall, other: Hall) -> None:
    (sheet,) = issue_pad(hall.desk, 1)
    hall.now_is(2027, 1, 3)
    here = entered(hall, sheet.number, at(2026, 12, 31, 23, 50))
    there = entered(other, sheet.number, at(2026, 12, 31, 23, 50))
    hall.meets(other)
    assert (listed(hall, sheet.number).twice, listed(hall, sheet.number).case_id) == (True, here)
    assert (listed(other, sheet.number).twice, listed(other, sheet.number).case_id) == (True, there)
    assert "D08" in listed(hall, sheet.number).reason and "D07" in listed(other, sheet.number).reason
    hall.meets(other)
    assert listed(hall, sheet.number).reason.count("D08") == 1, "told once"
    book = SqlPadBook(hall.database, hall.clock)
    with pytest.raises(UserFacingError, match="ZC-PAD-04"):
        settle_sheet(hall.desk, book, sheet.number, "used", " ")
    settle_sheet(hall.desk, book, sheet.number, "used", "另一件由申请人撤回了")
    settled = listed(hall, sheet.number)
    assert (settled.state, settled.twice, settled.case_id) == ("used", False, here) and "撤回" in settled.reason
    with pytest.raises(UserFacingError, match="ZC-PAD-01"):
        settle_sheet(hall.desk, book, sheet.number, "used", "再说一遍")
    assert verify(hall.database).ok and verify(other.database).ok


def test_a_second_entry_is_found_again_after_a_restore_that_hears_of_the_other_one_first(
    hall: Hall, other: Hall, tmp_path: Path
) -> None:
    (sheet,) = issue_pad(hall.desk, 1)
    hall.now_is(2027, 1, 3)
    here = entered(hall, sheet.number, at(2026, 12, 31, 23, 50))
    entered(other, sheet.number, at(2026, 12, 31, 23, 50))
    again = Hall(tmp_path / "again")
    again.now_is(2027, 1, 3)
    again.inbox.apply(other.own_commits(), "1")
    again.inbox.apply(hall.own_commits(), "2")
    seen = listed(again, sheet.number)
    again.close()
    assert (seen.twice, seen.case_id) == (True, here) and "D08" in seen.reason


def test_a_sheet_whose_number_another_window_read_wrong_is_entered_here_all_the_same(hall: Hall, other: Hall) -> None:
    """Who had the true sheet was turned away: it was entered already, the list said."""
    (sheet,) = issue_pad(hall.desk, 1)
    hall.now_is(2027, 1, 3)
    entered(other, sheet.number, at(2027, 1, 1, 8, 0))
    hall.meets(other)
    book = SqlPadBook(hall.database, hall.clock)
    settle_sheet(hall.desk, book, sheet.number, "issued", "存档联在这里，D08看错了页号")
    with pytest.raises(UserFacingError, match="ZC-PAD-01"):
        settle_sheet(hall.desk, book, sheet.number, "issued", "再说一遍")
    here = entered(hall, sheet.number, at(2026, 12, 31, 23, 50))
    hall.meets(other)
    seen, there = listed(hall, sheet.number), listed(other, sheet.number)
    assert (seen.state, seen.case_id, seen.twice) == ("used", here, False) and "D08看错" in seen.reason
    assert there.twice and "D07" in there.reason, "the window that read it wrong is told"
    with pytest.raises(UserFacingError, match="ZC-PAD-01"):
        settle_sheet(other.desk, SqlPadBook(other.database, other.clock), sheet.number, "issued", "不是自己印的")
    assert verify(hall.database).ok and verify(other.database).ok


def test_a_sheet_called_missing_here_that_was_entered_elsewhere_is_missing_no_more(hall: Hall, other: Hall) -> None:
    (sheet,) = issue_pad(hall.desk, 1)
    SqlPadBook(hall.database, hall.clock).settle(sheet.number, "missing", "找不到", "1")
    entered(other, sheet.number, at(2026, 12, 31, 23, 50))
    hall.now_is(2027, 1, 3)
    hall.meets(other)
    seen = listed(hall, sheet.number)
    assert seen.state == "used" and "D08" in seen.reason and "找不到" in seen.reason
    assert verify(hall.database).ok


def test_what_a_list_says_of_a_sheet_that_no_window_entered_is_found(hall: Hall, other: Hall) -> None:
    """The control: that others entered a sheet is believed only with its case."""
    (sheet,) = issue_pad(hall.desk, 1)
    entered(other, sheet.number, at(2026, 12, 31, 23, 50))
    hall.now_is(2027, 1, 3)
    hall.meets(other)
    told = replace(listed(hall, sheet.number), case_id=uuid4())
    assert told.case_id is not None
    hall.harm(f"UPDATE pad_sheets SET case_id = x'{told.case_id.hex}'")
    assert any(problem.where.startswith("pad_sheets") for problem in verify(hall.database).problems)
