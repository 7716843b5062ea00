"""No limit of ours turns a citizen away: the paper pad, from its printing to the last sheet accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain.records import NumberBlock
from app.domain.time import ClockQuality, Timestamp
from app.errors import UserFacingError
from app.storage.log import load_case
from app.storage.pad_book import SqlPadBook
from app.storage.schema import audit, numbers
from app.storage.verify import verify
from app.usecases.pad import (
    RESERVE,
    ROOM,
    PadAdvice,
    PadReason,
    doubt_sheet,
    give_sheet,
    issue_pad,
    pad_advice,
    settle_sheet,
    taken_in,
    use_the_pad,
)
from app.usecases.receive import receive
from app.values import replace
from tests.app.domain.kit import guide_of
from tests.app.storage.house import House, _intake, _rows

FOOD = "食品生产许可"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A device with numbers and a block for the pad."""
    made = House(tmp_path / "house", copied=True)
    made.blocks.add(NumberBlock("pad-1", "pad", 1, 5))
    yield made
    made.close()


@pytest.fixture
def pad(house: House) -> SqlPadBook:
    """The sheets."""
    return SqlPadBook(house.database, house.clock)


def enter(house: House, number: str, minutes_ago: int = 180) -> UUID:
    """Enter a sheet that lay ready since the morning and was filled by hand a while ago."""
    guide, case = guide_of(FOOD), uuid4()
    house.clock.ms += 6 * 3_600_000
    handed = Timestamp(house.clock.now().ms - minutes_ago * 60_000, ClockQuality.TRUSTED)
    receive(house.desk, case, _intake(guide), _rows(guide, 0), handed_at=handed, pad_number=number)
    return case


@pytest.mark.law("L27")
def test_when_the_numbers_run_out_the_clerk_is_led_to_the_pad_and_enters_it_later(tmp_path: Path) -> None:
    house = House(tmp_path / "few", numbers=0)
    house.blocks.add(NumberBlock("pad-1", "pad", 1, 5))
    (sheet, *_) = issue_pad(house.desk, 3)
    with pytest.raises(UserFacingError) as raised:
        house.take_in()
    assert raised.value.code == "ZC-NUM-01"
    assert "收件不能停" in raised.value.what_next and "登记本" in raised.value.what_next
    house.blocks.add(NumberBlock("block-9", "paper", 901, 950))
    case = house.case(enter(house, sheet.number))
    received = case.received
    assert received is not None and received.pad_number == sheet.number
    assert received.handed_at is not None and received.handed_at < received.at, (
        "the clock runs from the hand-over"
    )
    assert [(s.number, s.case_id) for s in SqlPadBook(house.database, house.clock).sheets("used")] == [
        (sheet.number, case.id)
    ]
    assert verify(house.database).ok
    house.close()


def test_sheets_have_numbers_of_their_own_that_no_paper_takes(house: House, pad: SqlPadBook) -> None:
    sheets = issue_pad(house.desk, 2)
    assert [sheet.number for sheet in sheets] == ["2026-D07-P000001", "2026-D07-P000002"]
    house.take_in()
    used = [(row["series"], row["n"]) for row in house.rows(numbers)]
    assert used == [("pad", 1), ("pad", 2), ("paper", 1)] or sorted(used) == used
    assert len(pad.sheets("issued")) == 2 and verify(house.database).ok


def test_the_pad_says_when_its_own_numbers_are_short_and_wastes_none(house: House, pad: SqlPadBook) -> None:
    with pytest.raises(UserFacingError, match="ZC-PAD-02"):
        issue_pad(house.desk, 6)
    assert not pad.sheets() and len(issue_pad(house.desk, 5)) == 5
    with pytest.raises(UserFacingError, match="ZC-PAD-03"):
        issue_pad(house.desk, 0)


def test_a_sheet_is_entered_once(house: House) -> None:
    (sheet,) = issue_pad(house.desk, 1)
    enter(house, sheet.number)
    with pytest.raises(UserFacingError) as raised:
        enter(house, sheet.number)
    assert raised.value.code == "ZC-PAD-01" and "已经补录过" in raised.value.what
    assert verify(house.database).ok, "the refused entry left nothing, not even a number"


def test_a_number_that_this_window_never_printed_is_a_slip_of_the_hand(house: House) -> None:
    with pytest.raises(UserFacingError, match="ZC-PAD-01"):
        enter(house, "2026-D07-P000099")


@pytest.mark.law("L27")
def test_a_sheet_of_a_dead_machine_is_entered_at_another_window(house: House, pad: SqlPadBook) -> None:
    case = enter(house, "2026-D08-P000004")
    assert [(s.device, s.state, s.case_id) for s in pad.sheets()] == [("D08", "used", case)]
    with pytest.raises(UserFacingError, match="ZC-PAD-01"):
        enter(house, "2026-D08-P000004")
    assert verify(house.database).ok


def test_void_and_missing_sheets_have_their_reason_and_a_found_one_is_entered(
    house: House, pad: SqlPadBook
) -> None:
    spoiled, lost, _ = issue_pad(house.desk, 3)
    with pytest.raises(UserFacingError, match="ZC-PAD-04"):
        settle_sheet(house.desk, pad, spoiled.number, "void", " ")
    settle_sheet(house.desk, pad, spoiled.number, "void", "写错")
    settle_sheet(house.desk, pad, lost.number, "missing", "找不到")
    with pytest.raises(UserFacingError, match="ZC-PAD-01"):
        enter(house, spoiled.number)
    enter(house, lost.number)
    assert [sheet.state for sheet in pad.sheets()] == ["void", "used", "issued"]
    assert verify(house.database).ok


def test_a_time_before_the_sheet_was_printed_is_refused_in_words_and_the_right_one_entered(house: House) -> None:
    (sheet,) = issue_pad(house.desk, 1)
    for minutes_ago in (361, 24 * 60, 366 * 24 * 60):
        with pytest.raises(UserFacingError) as raised:
            enter(house, sheet.number, minutes_ago)
        told = raised.value
        assert told.code == "ZC-PAD-05" and sheet.number in told.what and "印的" in told.what
        assert "草稿" in told.kept and "存档联" in told.what_next
        house.clock.ms -= 6 * 3_600_000
    assert verify(house.database).ok, "the refused entries left nothing"
    enter(house, sheet.number, 360)


def test_a_sheet_of_another_window_is_not_older_than_the_year_in_its_number(house: House) -> None:
    with pytest.raises(UserFacingError, match="ZC-PAD-05"):
        enter(house, "2026-D08-P000004", 366 * 24 * 60)
    enter(house, "2026-D08-P000004", 24 * 60)


def test_a_sheet_printed_under_a_clock_that_ran_ahead_is_entered_all_the_same(house: House) -> None:
    house.clock.ms += 48 * 3_600_000
    (sheet,) = issue_pad(house.desk, 1)
    house.clock.ms -= 48 * 3_600_000
    enter(house, sheet.number)


def test_a_sheet_printed_under_a_clock_that_ran_ahead_is_entered_weeks_later_with_the_reason_kept(
    house: House, pad: SqlPadBook
) -> None:
    """The day it was printed on is over by then: what an honest sheet says is earlier than the list."""
    house.clock.ms += 48 * 3_600_000
    sheet, lost = issue_pad(house.desk, 2)
    settle_sheet(house.desk, pad, lost.number, "missing", "找不到")
    house.clock.ms += 5 * 24 * 3_600_000
    for each in (sheet, lost):
        with pytest.raises(UserFacingError, match="ZC-PAD-05") as raised:
            enter(house, each.number, 6 * 24 * 60)
        assert "写明原因" in raised.value.what_next
        with pytest.raises(UserFacingError, match="ZC-PAD-06"):
            doubt_sheet(house.desk, pad, each.number, " ")
        doubt_sheet(house.desk, pad, each.number, "印页那天时钟快了两天")
        enter(house, each.number, 6 * 24 * 60)
    kept = [entered.reason for entered in pad.sheets("used")]
    assert all("印页那天时钟快了两天" in reason for reason in kept) and "找不到" in kept[1]
    audited = [row["subject"] for row in house.rows(audit) if row["action"] == "pad-doubt"]
    assert audited == [sheet.number, lost.number]
    assert verify(house.database).ok


def test_a_sheet_of_a_dead_machine_whose_clock_was_in_the_next_year_is_entered_with_a_reason(
    house: House, pad: SqlPadBook
) -> None:
    with pytest.raises(UserFacingError, match="ZC-PAD-05"):
        enter(house, "2027-D08-P000004")
    doubt_sheet(house.desk, pad, "2027-D08-P000004", "那台机器的时钟快了一年")
    enter(house, "2027-D08-P000004")
    assert [(s.device, s.state) for s in pad.sheets()] == [("D08", "used")] and verify(house.database).ok
    for number in ("2027-D08-P000004", "2026-D07-P000099", "随手写的"):
        with pytest.raises(UserFacingError, match="ZC-PAD-01"):
            doubt_sheet(house.desk, pad, number, "时钟快了")


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM pad_sheets WHERE state = 'issued'",
        "UPDATE pad_sheets SET n = 77 WHERE state = 'issued'",
        "UPDATE pad_sheets SET state = 'issued', case_id = NULL WHERE state = 'used'",
        "UPDATE pad_sheets SET state = 'used', case_id = x'00000000000000000000000000000001' WHERE state = 'issued'",
        "UPDATE pad_sheets SET state = 'void', reason = '' WHERE state = 'issued'",
        "DELETE FROM pad_sheets WHERE state = 'used'",
    ],
)
def test_a_pad_that_does_not_add_up_is_found(house: House, harm: str) -> None:
    first, _ = issue_pad(house.desk, 2)
    enter(house, first.number)
    house.harm(harm)
    assert any(problem.where.startswith("pad_sheets") for problem in verify(house.database).problems)


def test_below_the_reserve_new_people_go_on_the_pad() -> None:
    assert use_the_pad(RESERVE - 1) and not use_the_pad(RESERVE)


def test_a_new_device_is_led_to_the_pad_for_its_disk_at_once_and_for_numbers_after_its_first_word() -> None:
    """Numbers come with the first word, room on the disk does not."""
    assert pad_advice(0, ROOM, 0, first_word=True) is None
    assert pad_advice(0, ROOM, 3) == PadAdvice(PadReason.NUMBERS_OUT, 0, 3)
    assert pad_advice(1, ROOM, 0, first_word=True) == PadAdvice(PadReason.NUMBERS_LOW, 1, 0)
    assert pad_advice(0, ROOM - 1, 0, first_word=True) == PadAdvice(PadReason.ROOM_LOW, ROOM - 1, 0)


@pytest.mark.parametrize("before", ["issued", "missing"])
def test_a_sheet_that_was_given_for_a_case_taken_in_by_machine_is_that_case_and_no_second_one(
    house: House, pad: SqlPadBook, before: str
) -> None:
    """It could only be called void or missing, and it was neither: a citizen holds it."""
    (sheet,) = issue_pad(house.desk, 1)
    case = house.take_in()
    if before == "missing":
        settle_sheet(house.desk, pad, sheet.number, "missing", "给了谁记不得了")
    give_sheet(house.desk, pad, sheet.number, case)
    (after,) = pad.sheets("used")
    assert (after.case_id, after.given) == (case, True) and after.receipt and "随收件给出" in after.reason
    assert before == "issued" or "给了谁记不得了" in after.reason, "what was said before stays"
    assert verify(house.database).ok
    with pytest.raises(UserFacingError, match="ZC-PAD-01"):
        enter(house, sheet.number)
    with pytest.raises(UserFacingError, match="ZC-PAD-01"):
        give_sheet(house.desk, pad, sheet.number, case)


def test_a_sheet_is_given_for_no_receipt_that_nobody_knows_and_verify_finds_its_case_gone(
    house: House, pad: SqlPadBook
) -> None:
    """Nor for a case of which nothing was taken in: its notice has a number too."""
    (sheet,) = issue_pad(house.desk, 1)
    case = house.take_in()
    with house.database.read.connect() as connection:
        known = load_case(connection, case)
    assert known is not None and taken_in(known) is known
    for nobody in (None, replace(known, received=None)):
        with pytest.raises(UserFacingError, match="ZC-PAD-07"):
            taken_in(nobody)
    assert pad.sheets("issued")
    pad.give(sheet.number, uuid4(), "op")
    assert [each.where for each in verify(house.database).problems] == [f"pad_sheets {sheet.number}"]
