"""补材料 and 投诉 by who cannot see: every step, every mistake and the end are heard."""

from __future__ import annotations

import pytest

from app.ports import PrinterState
from sync.wire.carry import carry_key
from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_keypad import Listener
from ui.kiosk.window import KioskWindow
from ui.shots.kiosk_cases import noticed


def _at_the_sheet(booth: Booth, window: KioskWindow) -> Listener:
    """Known by her face, before the camera for the paper that is owed."""
    noticed(booth)
    she = Listener(booth, window)
    she.press("*")
    she.pick("补材料")
    assert "请放身份证" in she.heard and "感应区" in she.heard
    booth.lay()
    assert "核对是您本人" in she.heard and "不刷脸，请工作人员核对" in she.heard
    she.pick("刷脸核对")
    assert "补哪一件" in she.heard and "最迟" in she.heard
    she.pick("社会保障卡补领")
    she.pick("损坏的社会保障卡")
    return she


def test_by_ear_alone_a_missing_paper_is_photographed_taken_anew_and_handed_in(
    booth: Booth, window: KioskWindow
) -> None:
    she = _at_the_sheet(booth, window)
    assert "没有交" in she.heard and "先把纸平放在拍照台上" in she.heard, "where it goes is said before it is taken"
    she.pick("现在拍照")
    assert "已拍 1 页" in she.heard and "重拍这一页" in she.heard
    she.pick("重拍这一页")
    assert "重拍好了，一共 1 页" in she.heard, "the second picture is not passed over in silence"
    she.press("*")
    she.pick("不要这一页")
    assert "刚才那一页不要了，现在 0 页" in she.heard
    she.pick("现在拍照")
    she.pick("拍好了")
    assert "损坏的社会保障卡，已拍 1 页" in she.heard
    she.press(she.told_key("就交这些"))
    assert booth.key == "supplement.end" and "补交的材料收到了" in she.heard
    booth.print_all()
    assert "纸出来了" in she.heard
    she.press("1")
    assert "您已取走" in she.heard
    booth.lift()
    she.press("*")
    she.press(she.told_key("办完了"))
    assert not booth.terminal.session.open


def test_by_ear_a_camera_that_fails_is_heard_with_what_is_kept_and_the_way_on(
    booth: Booth, window: KioskWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    she = _at_the_sheet(booth, window)
    she.pick("现在拍照")

    def fails() -> bytes:
        raise OSError

    monkeypatch.setattr(booth.camera, "sheet", fails)
    she.pick("再拍一页")
    assert "这一步没有办成" in she.heard and "您填的、拍的还在，还没有交" in she.heard, she.heard
    she.pick("知道了，返回")
    assert "已拍 1 页" in she.heard, "the first page is still there"


def test_what_cannot_be_chosen_after_a_picture_is_told_why_with_its_number(booth: Booth, window: KioskWindow) -> None:
    she = _at_the_sheet(booth, window)
    she.pick("现在拍照")
    assert "用手机传照片，网络不通" in she.heard, she.heard


def test_by_ear_alone_a_complaint_is_made_and_its_number_is_in_her_ear(booth: Booth, window: KioskWindow) -> None:
    booth.place.stores.settings.put("platform.carry_key", carry_key(bytes(range(32))))
    booth.apply("shbzkbl")
    booth.print_all()
    booth.terminal.touch("taken")
    booth.home()
    booth.printer.now = PrinterState.PAPER_OUT
    booth.wait(6)
    she = Listener(booth, window)
    she.press("*")
    she.pick("评价与投诉")
    she.pick("投诉、建议")
    she.pick("从您的办件里选|刷身份证|本人")
    booth.lay()
    she.pick("刷脸核对")
    she.pick("社会保障卡补领")
    she.pick("投诉")
    assert "请写下来" in she.heard
    she.spell("paidui", "排队")
    she.press("enter")
    if booth.key == "rate.words":
        she.press("enter")
    assert booth.key == "rate.end" and "您的号是" in she.heard, she.heard
    digits = booth.screen.title.partition("号 ")[2].replace("\u00a0", "")
    assert "，".join((" ".join(digits[:4]), " ".join(digits[4:8]), " ".join(digits[8:]))) in she.heard
    assert "不知道 12345 收到没有" in she.heard and "凭条" not in she.heard, "no paper, no slip"
