"""A hand-in that failed is not in, and no page says that it is; one that stands is not called failed."""

from __future__ import annotations

import pytest

from app.errors import RefusedError, UserFacingError
from app.usecases import kiosk
from tests.ui.kiosk.booth import Booth
from ui.shots.kiosk_cases import noticed

SAFE, NOT_YET = "已交的都保存着", "您填的、拍的还在，还没有交"


def _refuses(*_: object) -> None:
    raise UserFacingError("ZC-DB-09", "存不下来", "已收的都在")


def _breaks(*_: object) -> None:
    raise OSError("disk")


def told(booth: Booth) -> str:
    made = booth.screen
    band = made.band
    assert band is not None
    return " ".join((made.title, made.lead, band.title, *band.lines))


def to_reason(booth: Booth) -> None:
    """Before the last touch of a bad rating, by the receipt."""
    booth.apply("shbzk")
    booth.print_all()
    booth.touch("taken")
    booth.home()
    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-code")
    booth.receipt()
    booth.touch("level", "1")


@pytest.mark.parametrize("fault", [_refuses, _breaks], ids=["refused", "broken"])
def test_a_rating_that_could_not_be_kept_is_not_said_to_be_in_on_any_page_after_it(
    booth: Booth, monkeypatch: pytest.MonkeyPatch, fault: object
) -> None:
    to_reason(booth)
    rate = booth.terminal.counter.rate
    monkeypatch.setattr(booth.terminal.counter, "rate", fault)
    booth.touch("reason")
    assert booth.key == "rate.error" and NOT_YET in told(booth) and SAFE not in told(booth)
    booth.touch("call")
    assert NOT_YET in told(booth) and SAFE not in told(booth), "who calls for help reads the same"
    booth.touch("called")
    booth.wait(61)
    assert booth.screen.countdown >= 0 and "还没有交" in booth.screen.lead
    booth.touch("resume")
    booth.touch("retry")
    monkeypatch.setattr(booth.terminal.counter, "rate", rate)
    booth.touch("reason")
    assert booth.key == "rate.end"
    booth.wait(61)
    assert "还没有交" not in booth.screen.lead, "and once it is in, it is in"


def test_a_card_shown_for_what_is_owed_is_not_said_to_be_in_when_handing_in_failed(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    noticed(booth)
    booth.touch("tile", "supplement")
    booth.prove()
    booth.touch("case")
    booth.touch("line")
    booth.touch("picture")
    booth.touch("next")
    booth.terminal.journey.pictures.clear()  # type: ignore[union-attr]
    monkeypatch.setattr(type(booth.terminal.journey), "_ready", lambda _: True)
    monkeypatch.setattr(booth.terminal.counter, "supplement", _breaks)
    booth.terminal.touch("hand-in")
    assert booth.key == "supplement.error" and NOT_YET in told(booth) and SAFE not in told(booth)


def test_an_error_that_says_itself_what_became_of_hers_is_heard_in_its_own_words(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RefusedError("ZC-KIOSK-06", "今天在本机打印满10份了", "", "已打的都记着", "还要打的，请到窗口")

    booth.apply("shbzk")
    booth.print_all()
    booth.touch("taken")
    booth.home()
    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-code")
    monkeypatch.setattr(booth.terminal.counter, "case_of_code", full)
    booth.receipt()
    assert booth.key == "rate.error" and "已打的都记着" in told(booth) and SAFE not in told(booth)


def test_what_an_error_says_of_hers_in_chinese_alone_is_told_in_english_on_an_english_page(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(*_: object) -> None:
        raise UserFacingError("ZC-KIOSK-06", "存不下来", "某一句没有人译过的话")

    booth.touch("language")
    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-code")
    monkeypatch.setattr(booth.terminal.counter, "case_of_code", odd)
    booth.receipt()
    assert booth.key == "rate.error" and "What was handed in is kept" in told(booth) and "译过" not in told(booth)


def test_what_fails_after_the_receipt_is_given_does_not_send_her_to_hand_everything_in_again(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk, "transfer", _breaks)
    booth.apply("shbzk")
    assert booth.key == "apply.end"


@pytest.mark.parametrize(
    ("code", "kept", "what_next"),
    [
        ("ZC-NUM-01", "已填的内容都在草稿里，已办的都在本机", "收件不能停：取一页印好编号的登记本"),
        ("ZC-DB-03", "没有留下一半，也没有占用文书编号。", "清理磁盘空间后再点一次保存。"),
    ],
)
def test_nobody_is_told_what_a_clerk_does_or_that_a_draft_of_hers_is_kept(
    booth: Booth, monkeypatch: pytest.MonkeyPatch, code: str, kept: str, what_next: str
) -> None:
    def wrong(*_: object) -> None:
        raise UserFacingError(code, "这一次没有保存成功", kept, what_next)

    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-code")
    monkeypatch.setattr(booth.terminal.counter, "case_of_code", wrong)
    booth.type("K01000001")
    booth.type("1234")
    said = told(booth)
    assert booth.key == "rate.error" and code in said and "呼叫工作人员" in said and SAFE in said
    assert kept not in said and what_next not in said
