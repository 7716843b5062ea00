"""What a check of the day says: nothing wrong passes without a word on what is done about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.custody import Lying
from app.domain.day import (
    Clocked,
    Found,
    InHand,
    Kept,
    Point,
    Seen,
    Sheet,
    Standing,
    Told,
    closing,
    counted_unlike,
    in_hand_here,
    opening,
    owed_next,
    shift,
    unnamed,
    with_actions,
)
from app.domain.time import ClockQuality, Timestamp
from tests.app.domain.kit import MONDAY

TODAY = MONDAY.date
GOOD = Seen("好", True)
CALM = Found(blanks={"证": 3}, numbers=400, pad=5, catalogue="2026-09-21")
LOOKED = Told(GOOD, GOOD, GOOD, GOOD, GOOD, {"证": 3})


def clocked(day: date, kind: str = "notice") -> Clocked:
    return Clocked(UUID(int=1), "D07-000001", kind, day, True, "食品生产许可", "张三", "赵六")


def bag(code: str, place: str = "档案柜3", day: date = TODAY, *, ended: bool = False) -> Lying:
    return Lying(code, place, "钱七", day, ended, "张三", 3)


def point(points: tuple[Point, ...], name: str) -> Point:
    return next(each for each in points if each.name.startswith(name))


def test_a_quiet_morning_and_a_quiet_evening_have_nothing_to_explain() -> None:
    assert unnamed(opening(CALM, LOOKED, MONDAY, 20)) == ()
    assert unnamed(closing(CALM, LOOKED, TODAY)) == ()


@pytest.mark.parametrize(
    ("found", "name"),
    [
        (replace(CALM, clocks=(clocked(date(2026, 9, 1)),)), "今天和明天到期"),
        (replace(CALM, numbers=3), "文书号段"),
        (replace(CALM, pad=0), "文书号段"),
        (replace(CALM, catalogue=""), "办事指南目录"),
        (replace(CALM, blanks={"证": 4}), "空白证"),
    ],
)
def test_what_is_wrong_in_the_morning_wants_a_word(found: Found, name: str) -> None:
    (missing,) = unnamed(opening(found, LOOKED, MONDAY, 20))
    assert missing.startswith(name)


@pytest.mark.parametrize("quality", [ClockQuality.SET_BACK, ClockQuality.UNKNOWN])
def test_a_clock_nobody_checked_is_seen_before_the_window_opens(quality: ClockQuality) -> None:
    assert unnamed(opening(CALM, LOOKED, Timestamp(MONDAY.ms, quality), 20)) == ("时钟",)


@pytest.mark.parametrize(
    ("found", "name", "words"),
    [
        (replace(CALM, unprinted=(Sheet("D07-0", "D01"),)), "没有出纸", "D07-0"),
        (replace(CALM, ungiven=(Sheet("D07-1", "D02"),)), "未签收", "D07-1"),
        (replace(CALM, unsealed=(Sheet("D07-2", "D02"),)), "待盖章", "D07-2"),
        (replace(CALM, unsent=3), "没有回执", "3件"),
        (replace(CALM, uncollected=("D07-4",)), "到期未领", "D07-4"),
        (replace(CALM, unexplained=("LN-9",)), "没有说明", "LN-9"),
        (replace(CALM, drafts=1), "暂存", "1件"),
        (replace(CALM, visits=2), "没有结束的来访", "2个"),
    ],
)
def test_unsigned_unsealed_unsent_uncollected_unexplained_are_zero_or_named(
    found: Found, name: str, words: str
) -> None:
    points = closing(found, LOOKED, TODAY)
    assert words in point(points, name).found
    (missing,) = unnamed(points)
    assert missing.startswith(name)
    assert unnamed(with_actions(points, {name: "明早处理"})) == ()


def test_a_thing_nobody_looked_at_is_not_called_right() -> None:
    points = opening(CALM, Told(), MONDAY, 20)
    assert {each.name for each in points if each.right is None} >= {"身份证读卡器", "打印机", "空白证"}


@given(st.integers(0, 30))
def test_many_of_a_kind_are_counted_whole_and_named_in_part(count: int) -> None:
    sheets = tuple(Sheet(f"N{n}", "D02") for n in range(count))
    found = point(closing(replace(CALM, unsealed=sheets), LOOKED, TODAY), "待盖章")
    assert found.found.startswith(f"{count}份") and found.right is (count == 0)


def test_the_next_shift_gets_the_count_of_everything_that_is_kept() -> None:
    found = replace(CALM, drafts=2, custody=(bag("B-1"), bag("B-2")), unsealed=(Sheet("D07-1", "D02"),))
    kept = {each.what: each.count for each in shift(found, LOOKED)}
    assert kept["暂存未完成的登记"] == 2 and kept["收存的原件（袋）"] == 2 and kept["空白证"] == 3
    assert kept["待盖章的文书"] == 1 and kept["登记本空白页"] == 5


def test_a_receipt_of_a_station_is_sealed_at_the_county_and_told_so_but_never_left_over() -> None:
    """It stood 待盖章 every evening where no seal is; what the law wants sealed still counts."""
    receipts = Sheet("Z01-1", "D01", "receipt-seal"), Sheet("Z01-2", "D01b", "receipt-seal")
    found = replace(CALM, unsealed=receipts, ungiven=(Sheet("Z01-0", "D01", "receipt-seal"),))
    told = replace(LOOKED, bags=("B-2",), to_county=("Z01-2",))
    points = closing(found, told, TODAY)
    assert unnamed(points) == () and point(points, "未签收").found == "0份"
    assert point(points, "待盖章").found == "0份；1份收件凭证的章在区里，随材料袋送去盖：Z01-2"
    kept = {each.what: each.count for each in shift(found, told)}
    assert (kept["待盖章的文书"], kept["随袋到区里盖章的凭证"], kept["未签收的文书"]) == (0, 1, 0)
    notice = Sheet("Z01-3", "D03", "special-seal")
    (missing,) = unnamed(closing(replace(found, unsealed=(*receipts, notice)), told, TODAY))
    assert missing == "待盖章的文书"
    assert len(unnamed(closing(found, LOOKED, TODAY))) == 2, "at a window, where the seal lies, all of it is left"


def test_who_takes_a_station_over_is_not_told_to_seal_what_is_sealed_at_the_county() -> None:
    case = InHand(UUID(int=1), "Z01-1", "居住证", "S10", seals=2, receipts=1)
    (there,) = in_hand_here([case], replace(LOOKED, bags=(), to_county=()))
    assert owed_next(there).startswith("盖章1份；") and owed_next(case).startswith("盖章2份；")
    (none,) = in_hand_here([replace(case, seals=1)], replace(LOOKED, bags=(), to_county=()))
    assert "盖章" not in owed_next(none)
    assert in_hand_here([case], LOOKED) == (case,)


def test_the_evening_says_whose_originals_lie_where_with_whom_and_since_when() -> None:
    """It said 2袋 and two bar codes: nobody knew whose papers they were without scanning each."""
    found = replace(CALM, custody=(bag("BD1"), bag("BD2", day=date(2026, 9, 1))))
    custody = point(closing(found, LOOKED, TODAY), "收存")
    assert custody.right is True, "what lies in the cabinet is in its place"
    assert "BD2（张*，原件3份，9月1日起在档案柜3，钱七）" in custody.found
    kept = {each.what: each for each in shift(found, LOOKED)}["收存的原件（袋）"]
    assert kept.count == 2 and "张*，原件3份" in kept.detail


@pytest.mark.parametrize(
    ("lying", "why"),
    [
        (bag("BD9", "收件台"), "BD9还在收件台，没有入柜"),
        (bag("BD9", ended=True), "BD9办件已结束，原件还没有退还"),
        (bag("BD9", "邮递途中", date(2026, 9, 1)), "没有签收"),
    ],
)
def test_a_bag_on_the_desk_or_owed_back_wants_a_word_and_stands_first(lying: Lying, why: str) -> None:
    points = closing(replace(CALM, custody=(bag("BD1"), lying)), LOOKED, TODAY)
    assert why in point(points, "收存").found and unnamed(points) == ("收存的原件",)
    assert point(points, "收存").found.index("BD9（") < point(points, "收存").found.index("BD1（")
    assert unnamed(with_actions(points, {"收存": "锁进抽屉"})) == ()
    assert unnamed(closing(replace(CALM, custody=(lying,)), replace(LOOKED, bags=()), TODAY)) == (), "a station's own"


def test_what_the_county_printed_and_seals_is_not_left_over_at_the_station() -> None:
    theirs = Sheet("D07-9", "D02", "special-seal", here=False)
    found, told = replace(CALM, unsealed=(theirs,), ungiven=(theirs,)), replace(LOOKED, bags=(), to_county=())
    assert unnamed(closing(found, told, TODAY)) == () and len(unnamed(closing(found, LOOKED, TODAY))) == 2
    case = InHand(UUID(int=1), "Z01-1", "居住证", "S30", seals=2, receipts=1, others=1)
    assert [each.seals for each in in_hand_here([case], told)] == [0]
    entrusted = replace(LOOKED, bags=(), to_county=None)
    assert [each.seals for each in in_hand_here([case], entrusted)] == [1], "where the centre's seal lies, but no other"


def test_a_result_that_lies_at_a_station_is_a_point_of_its_own_beside_what_a_word_settles() -> None:
    """未签收 named both, and led to a page on which no result can be handed over."""
    mixed = (Sheet("Z01-3", "D18"), Sheet("Z01-4", "D11", "authority-seal"))
    told = replace(LOOKED, bags=())
    points = closing(replace(CALM, ungiven=mixed), told, TODAY)
    assert (point(points, "未签收").found, point(points, "没有送达").found) == ("1份：Z01-3", "1份：Z01-4")
    assert set(unnamed(points)) == {"未签收的文书", "没有送达的结果"}
    alone = closing(replace(CALM, ungiven=mixed[1:]), told, TODAY)
    assert point(alone, "未签收").right is True and unnamed(alone) == ("没有送达的结果",)
    assert unnamed(closing(replace(CALM, ungiven=mixed), LOOKED, TODAY)) == ("未签收的文书",), "a window gives both"


def kept(found: Found, told: Told, name: str) -> Kept:
    return next(each for each in shift(found, told) if each.what.startswith(name))


def test_a_count_that_is_not_as_the_book_says_does_not_pass_on_without_a_word() -> None:
    """闭窗检查 refused nineteen where the book says twenty; the next shift took them over in silence."""
    found = replace(CALM, blanks={"证": 20})
    right = shift(found, replace(LOOKED, counted={"证": 20}))
    assert unnamed(right) == () and all(each.right for each in right)
    wrong = shift(found, replace(LOOKED, counted={"证": 19}))
    assert unnamed(wrong) == ("空白证",)
    named = with_actions(wrong, {"空白证": "已报主管，下午盘点"})
    assert unnamed(named) == () and kept(found, LOOKED, "空白证").right is False
    assert next(each for each in named if each.what == "空白证").action == "已报主管，下午盘点"


def test_blanks_and_seals_that_nobody_counted_are_not_called_right_at_a_change_of_shift() -> None:
    assert unnamed(shift(CALM, replace(LOOKED, counted={}, seals=Seen("没有清点")))) == ("空白证", "印章")


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_count_is_right_exactly_when_it_is_the_book_at_each_of_the_three_looks(book: int, counted: int) -> None:
    found, told = replace(CALM, blanks={"证": book}), replace(LOOKED, counted={"证": counted})
    looks = opening(found, told, MONDAY, 20), closing(found, told, TODAY), shift(found, told)
    assert [("空白证" not in unnamed(rows)) for rows in looks] == [book == counted] * 3


def test_who_opens_reads_what_was_counted_unlike_the_book_when_the_blanks_were_handed_on() -> None:
    found = replace(CALM, blanks={"证": 20, "照": 5})
    rows = with_actions(shift(found, replace(LOOKED, counted={"证": 19, "照": 5})), {"空白证": "已报主管"})
    last = counted_unlike(rows, "9月21日12:30交接班", "赵六→钱七")
    points = opening(found, replace(LOOKED, counted={"照": 5}), MONDAY, 20, last)
    assert point(points, "空白证").found == (
        "账面20份，没有清点；9月21日12:30交接班时（赵六→钱七）：清点实有19份，与账面不符；处理：已报主管"
    )
    assert "交接班" not in point(points, "空白照").found, "what was as the book says needs no word"
    evening = closing(found, replace(LOOKED, counted={"证": 19, "照": 5}), TODAY)
    assert "没有写明" in counted_unlike(evening, "昨晚", "赵六")["空白证"]


@pytest.mark.parametrize(
    ("standing", "closed", "unlooked"),
    [
        (Standing(), False, True),
        (Standing(opened_ms=1), False, False),
        (Standing(opened_ms=1, closed_ms=2), True, False),
        (Standing(closed_ms=2), True, False),
        (Standing(opened_ms=3, closed_ms=2), False, False),
    ],
)
def test_a_window_is_closed_from_its_closing_check_until_it_is_opened_again(
    standing: Standing, closed: bool, unlooked: bool
) -> None:
    assert (standing.closed, standing.unlooked) == (closed, unlooked)
