"""What a sheet of the paper pad says against the time that somebody wrote on it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.domain.pad import PadSheet
from app.domain.time import at

NOON = at(2026, 9, 28, 12)


def test_a_sheet_was_not_filled_before_it_was_printed() -> None:
    sheet = PadSheet("2026-D07-P000012", 12, "D07", UUID(int=1), issued_ms=NOON.ms + 30_000)
    assert sheet.lay_there(NOON, at(2026, 9, 28, 17).ms), "a sheet says its time to the minute"
    assert not sheet.lay_there(at(2026, 9, 28, 11, 59), at(2026, 9, 28, 17).ms)


def test_where_the_clock_was_wrong_the_time_of_printing_proves_nothing_and_no_reason_is_lost() -> None:
    sheet = PadSheet("2026-D07-P000012", 12, "D07", UUID(int=1), "missing", reason="找不到", issued_ms=NOON.ms)
    told = replace(sheet, reason=sheet.doubt("时钟快两天"))
    assert told.lay_there(at(2026, 9, 27), NOON.ms) and "时钟快两天" in told.reason and "找不到" in told.reason
    assert not sheet.doubted and told.doubted


def test_of_a_sheet_of_another_window_only_its_year_is_known() -> None:
    foreign = PadSheet("演2026-D08-P000012", 0, "D08", UUID(int=1))
    assert foreign.lay_there(at(2026, 1, 1), NOON.ms) and not foreign.lay_there(at(2025, 12, 31), NOON.ms)


def test_a_second_entry_is_told_of_a_window_whose_code_begins_the_code_of_another() -> None:
    """D1 stood in what was said of D10, and its case was never told."""
    sheet = PadSheet("2026-D07-P000012", 12, "D07", UUID(int=1), "used", UUID(int=2))
    told = sheet.entered_by("D10", UUID(int=3)).entered_by("D1", UUID(int=4))
    assert "D10也" in told.reason and "D1也" in told.reason


def test_two_entries_are_two_in_whichever_order_they_are_heard_of() -> None:
    """After a restore the other window's came first, and the own one covered it."""
    sheet = PadSheet("2026-D07-P000012", 12, "D07", UUID(int=1), "missing", reason="找不到")
    told = sheet.entered_by("D08", UUID(int=2)).entered_here(UUID(int=3))
    assert (told.twice, told.case_id) == (True, UUID(int=3)) and "D08" in told.reason and "找不到" in told.reason
    assert told.entered_by("D08", UUID(int=2)) == told == told.entered_here(UUID(int=3)), "told once"
    assert not sheet.entered_by("D07", UUID(int=3)).entered_here(UUID(int=3)).twice


def test_what_others_printed_and_others_entered_is_nothing_this_window_must_answer_for() -> None:
    foreign = PadSheet("2026-D08-P000012", 0, "D08", UUID(int=1))
    heard = foreign.entered_by("D08", UUID(int=2)).entered_by("D09", UUID(int=3))
    assert heard.twice and heard.of_others
    ours = replace(foreign, state="used", case_id=UUID(int=4)).entered_by("D09", UUID(int=3))
    assert ours.twice and not ours.of_others and not replace(heard, n=12).of_others
