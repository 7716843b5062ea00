"""Somebody from whom nothing was taken in, and who wants to say so; and what she writes by mistake."""

from __future__ import annotations

import pytest

from app.domain.guide import FormField
from app.usecases.intake import field_problem
from tests.ui.kiosk.booth import Booth


def test_who_was_turned_away_hears_where_to_complain_before_she_shows_card_or_face(booth: Booth) -> None:
    booth.touch("tile", "rate")
    booth.touch("what", "complain")
    booth.touch("no-receipt")
    told = str(booth.screen.band)
    assert booth.key == "rate.without" and "12345" in told and "不用收件号" in told
    assert "024-0000-0107" not in str(booth.screen), "the hall she complains of is not where she is sent"
    booth.touch("back")
    assert booth.key == "rate.how"


def test_a_complaint_without_a_case_is_no_dead_end_after_card_and_face_nor_after_a_wrong_number(booth: Booth) -> None:
    booth.touch("tile", "rate")
    booth.touch("what", "complain")
    booth.touch("by-person")
    booth.prove()
    assert booth.key == "rate.none" and "12345" in str(booth.screen.small), "not the hall alone"
    booth.touch("no-receipt")
    assert booth.key == "rate.without"
    booth.touch("back")
    booth.touch("back")
    booth.touch("by-code")
    booth.type("K01000009")
    booth.type("0000")
    assert booth.key == "rate.unknown"
    booth.touch("no-receipt")
    assert "12345" in str(booth.screen.band)


def test_pinyin_that_is_still_open_is_neither_taken_nor_lost(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.home()
    booth.complain()
    booth.press("paidui")
    booth.terminal.touch("key", "ok")
    line = booth.screen.input
    assert booth.key == "rate.words" and line is not None and "paidui" in line.error
    assert line.value == "排队" and booth.terminal.board.letters == "paidui"
    booth.terminal.touch("key", "pick:排队")
    assert booth.screen.input is not None and booth.screen.input.value == "排队排队" and not booth.screen.input.error
    booth.terminal.touch("key", "ok")
    assert booth.key != "rate.words", "and goes on once it is chosen"


@pytest.mark.parametrize("words", ["、（", "，。", "！ ！"])
def test_marks_alone_are_no_address(words: str) -> None:
    field = FormField("where", "本市居住地址")
    assert "标点" in field_problem(field, words)
    assert not field_problem(field, "测试路1号（2栋）") and not field_problem(field, "/")


def test_what_is_wrong_with_a_date_or_a_telephone_is_said_as_it_is_typed() -> None:
    day = FormField("since", "起始日期", kind="date")
    assert "20260928" in field_problem(day, "1"), "there is no key for a hyphen"
    assert not field_problem(day, "20260928")
    assert "位数不够" in field_problem(FormField("phone", "电话", kind="phone"), "2")
