"""评价, 查进度 and 打印 by who cannot see: every page, every way on and the end are heard, nothing needs an eye."""

from __future__ import annotations

from app.domain.progress import query_code
from app.ports import PrinterState
from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_keypad import Listener
from ui.kiosk.window import KioskWindow

_PLACES = {letter: (key, str(n)) for key, letters in {
    "2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ",
}.items() for n, letter in enumerate(letters, start=1)}  # fmt: skip


def with_a_case(booth: Booth, window: KioskWindow) -> Listener:
    """Her receipt is in her hand; she comes back to the machine by its keypad."""
    booth.apply("shbzkbl")
    booth.print_all()
    booth.terminal.touch("taken")
    booth.home()
    she = Listener(booth, window)
    she.press("*")
    return she


def proven(booth: Booth, she: Listener) -> None:
    assert "请放身份证" in she.heard and "感应区" in she.heard, she.heard
    booth.lay()
    she.pick("刷脸核对")


def write_code(she: Listener, code: str) -> None:
    for character in code:
        if character.isdigit():
            she.press(character)
        else:
            she.press("+", *_PLACES[character])
    she.press("enter")


def write_receipt(booth: Booth, she: Listener) -> None:
    assert "请输入收件号" in she.heard and "字母先按加号键" in she.heard, she.heard
    write_code(she, "K01000001")
    assert "请输入查询码" in she.heard, she.heard
    found = booth.place.stores.views.case_of_number("K01000001")
    assert found is not None
    write_code(she, query_code(found))


def test_by_ear_alone_a_good_word_is_given_meant_twice_and_thanked_for(booth: Booth, window: KioskWindow) -> None:
    she = with_a_case(booth, window)
    she.pick("评价与投诉")
    she.pick("评价这次服务")
    she.pick("刷身份证")
    proven(booth, she)
    she.pick("社会保障卡补领")
    assert "您满意吗" in she.heard and "不点就不算评价" in she.heard
    she.pick("基本满意")
    assert "基本满意，对吗" in she.heard and "才算数" in she.heard, she.heard
    she.press(she.told_key("上一步"))
    assert "您满意吗" in she.heard, "who heard the wrong word goes back by a key she was told"
    she.pick("非常满意")
    she.pick("就这样")
    assert booth.key == "rate.end" and "评价记下了" in she.heard, she.heard
    booth.lift()
    she.press("*")
    she.press(she.told_key("办完了"))
    assert booth.key == "home" and not booth.terminal.session.open


def test_by_ear_alone_a_bad_word_with_its_reason_and_the_day_of_the_answer_is_heard(
    booth: Booth, window: KioskWindow
) -> None:
    she = with_a_case(booth, window)
    she.pick("评价与投诉")
    she.pick("评价这次服务")
    she.pick("用收件号")
    write_receipt(booth, she)
    assert "您满意吗" in she.heard, she.heard
    she.pick("非常不满意")
    assert "哪里不好" in she.heard
    she.pick("跑了好几趟")
    assert booth.key == "rate.end" and "整改并回复您" in she.heard, she.heard


def test_by_ear_alone_she_learns_how_far_her_case_is_and_by_when(booth: Booth, window: KioskWindow) -> None:
    she = with_a_case(booth, window)
    she.pick("查进度")
    she.pick("刷身份证查")
    proven(booth, she)
    assert "您有 1 件" in she.heard and "社会保障卡补领" in she.heard and "已收件" in she.heard, she.heard
    assert "最迟" in she.heard, "by when she is told is not only seen"
    she.pick("打印")
    assert booth.key == "print.list"


def test_by_ear_alone_with_the_number_of_the_receipt_stage_and_day_are_heard(
    booth: Booth, window: KioskWindow
) -> None:
    she = with_a_case(booth, window)
    she.pick("查进度")
    she.pick("用收件号或者办件编号查")
    write_receipt(booth, she)
    assert booth.key == "progress.stage" and "已收件" in she.heard and "9月28日" in she.heard, she.heard


def test_by_ear_alone_a_wrong_number_is_heard_with_what_to_do_and_written_again(
    booth: Booth, window: KioskWindow
) -> None:
    she = with_a_case(booth, window)
    she.pick("查进度")
    she.pick("用收件号或者办件编号查")
    write_code(she, "K01000009")
    write_code(she, "1234")
    assert "没有查到这个号" in she.heard and "请核对" in she.heard, she.heard
    she.pick("再输一次")
    assert "请输入收件号" in she.heard, she.heard
    assert "已经写了，K01000009" in she.heard, "which number was wrong is heard, as it is seen"
    she.press("backspace", "1", "enter")
    found = booth.place.stores.views.case_of_number("K01000001")
    assert found is not None and "请输入查询码" in she.heard
    write_code(she, query_code(found))
    assert booth.key == "progress.stage" and "已收件" in she.heard


def test_by_ear_alone_her_own_receipt_is_printed_again_and_taken_out(booth: Booth, window: KioskWindow) -> None:
    she = with_a_case(booth, window)
    she.pick("打印")
    proven(booth, she)
    she.pick("收件凭证")
    assert "正在准备打印" in she.heard or "已送打印机" in she.heard, she.heard
    booth.print_all()
    assert "纸出来了" in she.heard and "出纸口" in she.heard, she.heard
    she.pick("我拿好了")
    assert "您已取走" in she.heard, she.heard
    booth.lift()
    she.press("*")
    she.press(she.told_key("办完了"))
    assert booth.key == "home"


def test_by_ear_alone_why_nothing_can_be_printed_and_whom_to_ring_is_heard(booth: Booth, window: KioskWindow) -> None:
    booth.apply("shbzkbl")
    booth.print_all()
    booth.home()
    booth.printer.now = PrinterState.PAPER_OUT
    booth.wait(6)
    she = Listener(booth, window)
    she.press("*")
    she.pick("打印")
    assert "缺纸" in she.heard and "024-0000-0107" in she.heard, she.heard
