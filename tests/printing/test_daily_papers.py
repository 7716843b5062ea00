"""The papers of a working day: legible on the day the machine is dead, and silent about persons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserFacingError
from printing.codes import barcode_text
from printing.documents import (
    BlankCount,
    ClosingCheck,
    DailyPaper,
    DueList,
    OpeningCheck,
    ParcelList,
    Party,
    ShiftHandover,
    daily_papers,
)
from printing.documents.daily import ShiftLine
from printing.fonts import Fonts
from printing.layout import layout, render_pdf
from printing.layouts.certified import certified_overlay, certified_page, certified_words
from printing.page import Circle, Text

Flat = Callable[..., str]


def _holds(text: str, *wanted: str) -> None:
    for words in wanted:
        assert words in text, words


# A sheet of the pad has the number that was printed on it in advance; lists of parcels are counted; figures bear the
# time at which they were counted.
OF_A_DAY = [kind for kind in daily_papers() if kind.KIND not in ("R06", "R08", "R09")]


@pytest.mark.parametrize("kind", OF_A_DAY, ids=lambda kind: kind.KIND)
def test_code_is_day_device_and_kind_and_scans_whole(kind: type[DailyPaper], fonts: Fonts) -> None:
    number = kind.sample().envelope.number
    assert number == f"20260928-D07-{kind.KIND}"
    assert barcode_text(number) == f"20260928D07{kind.KIND}"
    assert not any(isinstance(op, Circle) for page in layout(kind.sample(), fonts) for op in page.ops)


@pytest.mark.parametrize("kind", daily_papers(), ids=lambda kind: kind.KIND)
def test_no_name_of_a_person_served_stands_on_it(kind: type[DailyPaper], flat: Flat) -> None:
    assert "张三" not in flat(kind.sample())


def test_a_list_of_parcels_is_counted_masks_whom_they_go_to_and_leaves_room_for_both_names(flat: Flat) -> None:
    assert ParcelList.sample().envelope.number == "20260928-D07-R08-0001"
    text = flat(ParcelList.sample())
    for wanted in (
        "序号", "运单号", "收件人", "收件号", "内件", "YD2026092800000031", "138****0001", "准予许可决定书1份",
        "合计3件", "交寄人签名", "寄递人员签名", "一式两份",
    ):  # fmt: skip
        assert wanted in text, wanted
    again = ParcelList.sample()
    envelope = replace(again.envelope, printing=2, reprint_reason="丢了")
    assert "补打" in flat(replace(again, envelope=envelope)) and "丢了" in flat(replace(again, envelope=envelope))


def test_due_list_says_what_is_due_when_with_whom_and_how_old_it_is(flat: Flat) -> None:
    text = flat(DueList.sample(), not_listed=12)
    _holds(
        text,
        "2026年9月28日17时00分",
        "10月10日（周六）",
        "一次告知",
        "000123014000-20260928-0123",
        "张*",
        "今天到期",
    )
    _holds(text, "4件，其中超期、今天到期和临期3件", "另有12件时限", "打印人签名", "恢复后补录")


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12))
@settings(max_examples=15, deadline=None)
def test_due_list_has_the_soonest_first(days: list[int]) -> None:
    fonts = _FONTS[0]
    line = DueList.sample().lines[0]
    lines = tuple(replace(line, due_on=date(2026, 9, 1) + timedelta(n), clock=f"T{n}") for n in days)
    pages = layout(replace(DueList.sample(), lines=lines), fonts)
    told = [
        int(op.text[1:]) for page in pages for op in page.ops if isinstance(op, Text) and op.text[:1] == "T"
    ]
    assert told == sorted(days)


_FONTS: list[Fonts] = []


@pytest.fixture(autouse=True, scope="module")
def _opened(fonts: Fonts) -> None:
    """Fonts for the property test, which may not take a fixture of its own."""
    _FONTS[:] = [fonts]


def test_long_due_list_repeats_its_head_and_an_empty_one_says_so(flat: Flat, fonts: Fonts) -> None:
    lines = DueList.sample().lines * 20
    pages = layout(replace(DueList.sample(), lines=lines), fonts)
    assert len(pages) > 3
    for page in pages:
        said = [op.text for op in page.ops if isinstance(op, Text)]
        assert "已办" in said or "□" not in said
    assert sum(op.text == "□" for page in pages for op in page.ops if isinstance(op, Text)) == len(lines)
    _holds(flat(DueList.sample(), lines=()), "没有待办的时限")


def test_checks_say_zero_or_name_what_is_open(flat: Flat) -> None:
    opening = flat(OpeningCheck.sample())
    _holds(
        opening, "身份证读卡器", "有问题", "已领新纸一卷", "共10项，1项有问题", "检查人签名", "窗口负责人签名"
    )
    closing = flat(ClosingCheck.sample())
    for matter in ("未签收", "待盖章", "没有回执", "到期未领", "没有说明"):
        assert matter in closing, matter
    _holds(closing, "用印人外出", "已告知值班长", "离线出具")
    fine = tuple(line for line in ClosingCheck.sample().lines if line.right)
    _holds(flat(ClosingCheck.sample(), lines=fine), "全部正常")
    unknown = (replace(fine[0], right=None, action="设备未到"),)
    _holds(flat(ClosingCheck.sample(), lines=unknown), "未查", "1项有问题或者未查")


def test_shift_passes_everything_on_and_both_sign(flat: Flat) -> None:
    text = flat(ShiftHandover.sample())
    assert "收件号和事项" in text and "办件编号" not in text, "what stands below it is the number of the receipt"
    _holds(text, "B-D07-0093", "收件专用章", "交班人签名", "接班人签名", "王五约定14时", "待传的办件")
    _holds(text, "在办的办件", "D07-000121号", "2026年9月29日", "告知或者受理", "核对补正", "另有3件没有列出")
    _holds(flat(replace(ShiftHandover.sample(), cases=(), more=0)), "待传的办件")


def test_a_shift_sheet_says_what_was_not_found_and_what_is_done_about_it_or_is_not_printed(flat: Flat) -> None:
    """The count stood there as any other line, and nobody could say later who knew of it."""
    sample = ShiftHandover.sample()
    _holds(flat(sample), "清点实有49份，与账面不符", "处理：已报值班主管", "有1项与登记不符")
    unsaid = replace(sample, lines=(ShiftLine("空白证", 20, "清点实有19份，与账面不符", False),))
    with pytest.raises(UserFacingError, match="“空白证”的处理"):
        unsaid.required()
    uncounted = (ShiftLine("空白证", 20, "账面数，没有清点", None, "库房锁着，下午点"),)
    _holds(flat(sample, lines=uncounted), "账面数，没有清点", "处理：库房锁着")
    assert "与登记不符" not in flat(sample, lines=(ShiftLine("空白证", 20, "清点一致"),))


def test_count_of_blanks_shows_book_counted_and_difference(flat: Flat) -> None:
    text = flat(BlankCount.sample())
    _holds(text, "LN-SP0019001", "50", "49", "-1", "0019017卡纸毁损", "1种有差异", "盘点人签名", "监盘人签名")
    same = tuple(replace(line, counted=line.book) for line in BlankCount.sample().lines)
    _holds(flat(BlankCount.sample(), lines=same), "账实相符")


def test_rare_name_of_a_clerk_and_an_applicant_can_be_drawn(flat: Flat, fonts: Fonts) -> None:
    line = replace(DueList.sample().lines[0], applicant=Party("𠮷某某"), owner="䶮七")
    paper = replace(DueList.sample(), lines=(line,))
    assert fonts.undrawn("".join(paper.texts())) == ()
    _holds(flat(paper), "𠮷**", "䶮七")
    assert render_pdf(paper, fonts) == render_pdf(paper, fonts)


def test_certified_scan_says_that_it_was_compared_for_what_and_by_whom(
    fonts: Fonts, words: Callable[[bytes], str]
) -> None:
    said = certified_words("护士执业注册", "铁西区政务服务中心", "赵六（0712）", date(2026, 9, 28))
    assert said.startswith("此件经与原件核对无误，仅供办理护士执业注册使用。")
    text = words(certified_overlay(fonts, said))
    _holds(
        text.replace(" ", ""),
        "此件经与原件核对无误，仅供办理护士执业注册使用。铁西区政务服务中心",
        "2026年9月28日",
    )


@pytest.mark.parametrize("size", [(210.0, 297.0), (297.0, 210.0), (85.6, 54.0)])
def test_mark_fits_the_scan_it_is_laid_over(fonts: Fonts, size: tuple[float, float]) -> None:
    said = certified_words(
        "公众聚集场所投入使用、营业前消防安全检查", "铁西区政务服务中心", "赵六（0712）", date(2026, 9, 28)
    )
    page = certified_page(fonts, said, *size)
    assert (page.width, page.height) == size
    for op in page.ops:
        if isinstance(op, Text):
            assert op.x >= 0 and 0 <= op.y <= page.height, op
            if not op.angle:
                assert op.x + fonts.width(op.text, op.face, op.size) * 0.3528 <= page.width
