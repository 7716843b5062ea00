"""上一步 among the questions of a form: what she answered stands there again, and nothing of one field on another."""

from __future__ import annotations

from tests.ui.kiosk.booth import ZHANG, Booth
from ui.kiosk import keypad


def label(b: Booth) -> str:
    """What is asked for now."""
    return b.screen.input.label if b.screen.input is not None else b.screen.title


def at_the_date(b: Booth) -> None:
    """居住证申领, without a telephone, up to its first day."""
    b.touch("tile", "apply")
    b.touch("topic", "户口、证件")
    residence = next(row for row in b.screen.rows if "居住证申领" in row.text)
    b.touch("item", residence.value)
    b.lay(ZHANG)
    b.touch("answer", b.screen.rows[0].value)
    b.touch("no-phone")
    b.pinyin("paidui", "排队")
    b.terminal.touch("key", "ok")
    assert "起始日期" in label(b), label(b)


def test_the_way_back_leads_over_each_question_with_its_answer_and_forward_again(booth: Booth) -> None:
    at_the_date(booth)
    booth.touch("back")
    assert "地址" in label(booth) and booth.screen.input is not None and booth.screen.input.value == "排队"
    booth.touch("back")
    assert "电话" in label(booth)
    assert booth.offered("no-phone") is not None and booth.offered("no-phone").kind == "on"  # type: ignore[union-attr]
    booth.touch("back")
    assert booth.key == "apply.question" and booth.screen.rows[0].kind == "on"
    booth.touch("answer", booth.screen.rows[0].value)
    assert "电话" in label(booth), "each is asked in turn again"
    booth.touch("no-phone")
    assert "地址" in label(booth) and booth.screen.input is not None and booth.screen.input.value == "排队"
    booth.terminal.touch("key", "ok")
    assert "起始日期" in label(booth)


def test_from_the_page_that_shows_all_the_way_back_is_the_last_answer_and_one_line_changed_leads_there_again(
    booth: Booth,
) -> None:
    at_the_date(booth)
    booth.type("20260901")
    while booth.key != "apply.review":
        row = next(iter(booth.screen.rows), None)
        booth.touch("value", row.value) if row is not None else booth.type("1")
    booth.touch("edit", "!phone")
    booth.type("13800000001")
    assert booth.key == "apply.review"
    booth.touch("back")
    assert booth.key in ("apply.field", "apply.choice") and "电话" not in label(booth)


def test_what_is_wrong_with_one_field_is_never_said_of_another(booth: Booth) -> None:
    at_the_date(booth)
    booth.type("1")
    assert booth.screen.input is not None and booth.screen.input.error
    booth.touch("back")
    assert booth.screen.input is not None and not booth.screen.input.error
    while booth.key != "apply.results":
        booth.touch("back")
    residence = next(row for row in booth.screen.rows if "居住证申领" in row.text)
    booth.touch("item", residence.value)
    booth.touch("answer", booth.screen.rows[0].value)
    seen = []
    while "起始日期" not in label(booth):
        assert booth.screen.input is not None and not booth.screen.input.error
        seen.append(booth.screen.input.value)
        booth.touch("no-phone") if booth.offered("no-phone") else booth.terminal.touch("key", "ok")
    assert seen[-1] == "排队", "nor is what she wrote lost with the way back"
    assert booth.screen.input is not None and not booth.screen.input.error


def test_for_another_the_way_back_leads_to_the_name_and_its_number_is_asked_again(booth: Booth) -> None:
    booth.touch("tile", "apply")
    booth.touch("for-another")
    booth.find("shbzkbl")
    booth.lay(ZHANG)
    booth.touch("whom", "person")
    booth.pinyin("paidui", "排队")
    booth.terminal.touch("key", "ok")
    first = label(booth)
    booth.touch("back")
    assert label(booth) != first and booth.screen.input is not None and booth.screen.input.value == "排队"
    booth.terminal.touch("key", "ok")
    assert label(booth) == first


def test_by_ear_the_way_back_is_heard_question_by_question(booth: Booth) -> None:
    at_the_date(booth)
    keypad.press(booth.terminal, "*")
    keypad.press(booth.terminal, "-")
    assert "地址" in label(booth) and "地址" in booth.voice.said[-1]
    keypad.press(booth.terminal, "-")
    assert "电话" in label(booth) and "电话" in booth.voice.said[-1]
