"""The day from its check in the morning to the one in the evening, over a real profile."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.codec import from_json
from app.domain.day import Seen, Told, owed_next
from app.domain.events import OperatorRef
from app.domain.materials import as_taken
from app.domain.records import NumberBlock
from app.domain.rights import Grant, Right
from app.errors import RefusedError, UserFacingError
from app.storage.day_book import SqlDayBook
from app.storage.pad_book import SqlPadBook
from app.storage.verify import verify
from app.usecases.accept import accept
from app.usecases.day import Handover, change_shift, close_day, due_sheet, made_of, open_day, opening_points
from app.usecases.desk import Session
from app.usecases.move_bundle import move_bundle
from app.usecases.pad import RESERVE, issue_pad, settle_sheet
from app.usecases.record_out import record_out
from app.usecases.record_seal import record_seal
from app.usecases.take_correction import take_correction
from tests.app.storage.house import BLANK, House

GOOD = Seen("好", True)
LOOKED = Told(GOOD, GOOD, GOOD, GOOD, GOOD, {BLANK: 5})
TAKER = Session(OperatorRef("op-0713", "钱七", "0713"), (Grant(Right.RECEIVE),))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A device with numbers, blanks and a pad of two sheets."""
    made = House(tmp_path / "house", copied=True)
    made.blocks.add(NumberBlock("pad-1", "pad", 1, 40))
    issue_pad(made.desk, 2)
    yield made
    made.close()


@pytest.fixture
def book(house: House) -> SqlDayBook:
    """What the day leaves."""
    return SqlDayBook(house.database, house.clock, house.device)


def test_the_window_opens_with_a_check_that_is_kept_under_a_name(house: House, book: SqlDayBook) -> None:
    check = open_day(house.desk, book, LOOKED, {}, RESERVE)
    assert all(point.right for point in check.points)
    (record,) = book.records(house.clock.now().date)
    assert (record.kind, record.by, record.open_points) == ("R02", check.checker, 0)
    assert [point["name"] for point in json.loads(record.body)["points"]] == [p.name for p in check.points]
    assert [row["action"] for row in house.rows_of("audit")] == ["day-R02"]
    assert verify(house.database).ok


def test_a_case_in_the_middle_is_named_in_the_evening_or_the_window_does_not_close(
    house: House, book: SqlDayBook
) -> None:
    case = house.take_in()
    paper = house.case(case).papers[0]
    record_out(house.desk, house.jobs, house.jobs.jobs()[0], "clerk")
    with pytest.raises(RefusedError) as raised:
        close_day(house.desk, book, LOOKED, {"没有回执": "明早续传"})
    assert raised.value.code == "ZC-DAY-01" and "待盖章的文书" in raised.value.what
    assert book.records() == [], "nothing is kept of a check that was not finished"
    record_seal(house.desk, case, paper.document_id, "收件专用章", "赵六", "窗口")
    check = close_day(house.desk, book, LOOKED, {"没有回执": "明早续传", "未签收": "申请人明早来取"})
    named = {point.name: point for point in check.points if point.right is not True}
    assert paper.number in named["未签收的文书"].found and named["未签收的文书"].action == "申请人明早来取"
    assert verify(house.database).ok


def test_originals_in_custody_are_counted_until_they_are_given_back(house: House, book: SqlDayBook) -> None:
    case = house.take_in()
    move_bundle(house.desk, case, "B-D07-0091", "柜", "赵六", 2)
    (lying,) = book.found().custody
    assert (lying.code, lying.place, lying.hand, lying.originals) == ("B-D07-0091", "柜", "赵六", 2) and lying.whose
    move_bundle(house.desk, case, "B-D07-0091", "退还申请人", "张三", 2)
    assert book.found().custody == ()


def test_a_shift_passes_under_two_names_and_not_to_oneself(house: House, book: SqlDayBook) -> None:
    draft = uuid4()
    house.drafts.put(draft, "search", "食品")
    handover = change_shift(house.desk, book, LOOKED, TAKER, ("王五14时来补交",))
    assert {each.what: each.count for each in handover.kept}["暂存未完成的登记"] == 1
    (record,) = book.records()
    assert record.second == "钱七（0713）" and record.by == handover.giver
    with pytest.raises(UserFacingError, match="ZC-DAY-02"):
        change_shift(house.desk, book, LOOKED, house.desk.session)
    with pytest.raises(RefusedError, match="ZC-RIGHT-03"):
        change_shift(house.desk, book, LOOKED, Session(OperatorRef("op-9", "监察员", "9001"), ()))
    assert len(book.records()) == 1


def test_who_takes_over_reads_which_cases_run_until_when_and_what_is_next(house: House, book: SqlDayBook) -> None:
    late, soon, gone = house.noticed(), house.take_in(), house.take_in()
    accept(house.desk, gone)
    assert house.case(gone).lease == "platform"
    handover = change_shift(house.desk, book, LOOKED, TAKER)
    assert [each.case_id for each in handover.cases] == [soon, late, gone], "what is in hand first"
    first, second, third = handover.cases
    assert third.away and "部门在办" in owed_next(third)
    assert (first.number, first.item) == (house.case(soon).papers[0].number, house.case(soon).item.name)
    assert first.day == house.case(soon).received.notice_due  # type: ignore[union-attr]
    assert owed_next(first).endswith("告知或者受理") and "补正" in owed_next(second)
    assert from_json(Handover, json.loads(book.records()[-1].body)) == handover, "what was signed can be printed again"


def test_a_corrected_case_without_a_clock_is_passed_on_by_name_too(house: House, book: SqlDayBook) -> None:
    case = house.noticed()
    rows = tuple(as_taken(row, 1, 0) for row in house.case(case).open_faults)
    take_correction(house.desk, case, rows)
    assert [(each.case_id, each.day) for each in book.in_hand(9, 0)[0]] == [(case, None)]
    assert "核对补正" in owed_next(book.in_hand(9, 0)[0][0])


def test_what_waits_to_be_sent_is_told_in_cases_and_not_in_the_acts_of_each(house: House, book: SqlDayBook) -> None:
    house.noticed()
    house.noticed()
    assert len(house.own_commits()) > 2
    assert book.found().unsent == 2


def test_what_the_sheet_has_no_room_for_is_counted(house: House, book: SqlDayBook) -> None:
    for _ in range(3):
        house.take_in()
    accept(house.desk, house.take_in())
    cases, count = book.in_hand(2, 9)
    assert (len(cases), count) == (3, 4), "two in hand, and there is room for the department's"
    assert len(book.in_hand(2, 2)[0]) == 2


def test_a_record_changed_behind_the_back_is_found(house: House, book: SqlDayBook) -> None:
    open_day(house.desk, book, LOOKED, {}, RESERVE)
    house.harm("UPDATE day_records SET open_points = open_points, by = '别人'")
    assert [problem.where[:11] for problem in verify(house.database).problems] == ["day_records"] * 2


def test_the_due_list_names_every_clock_that_ends_soon_and_counts_the_rest(
    house: House, book: SqlDayBook
) -> None:
    house.take_in()
    noticed = house.noticed()
    sheet = due_sheet(house.desk, book, timedelta(days=13))
    assert {line.kind for line in sheet.lines} == {"notice"} and sheet.later == 1
    every = due_sheet(house.desk, book, timedelta(days=60))
    assert [line.case_id for line in every.lines if line.kind == "correction"] == [noticed]
    assert [line.day for line in every.lines] == sorted(line.day for line in every.lines)


def test_a_missing_sheet_of_the_pad_is_explained_or_asked_for(house: House, book: SqlDayBook) -> None:
    pad = SqlPadBook(house.database, house.clock)
    number = pad.sheets("issued")[0].number
    settle_sheet(house.desk, pad, number, "missing", "窗口搬动时丢失")
    assert book.found().pad == 1 and book.found().unexplained == ()
    house.harm("UPDATE pad_sheets SET reason = '' WHERE state = 'missing'")
    assert book.found().unexplained == (number,)


@pytest.mark.law("P22")
def test_who_inspects_signs_for_no_day(house: House, book: SqlDayBook) -> None:
    desk = replace(house.desk, session=Session(OperatorRef("op-9", "监察员", "9001"), ()))
    acts: tuple[Callable[[], object], ...] = (
        lambda: open_day(desk, book, LOOKED, {}, RESERVE),
        lambda: close_day(desk, book, LOOKED, {"没有回执": "明早续传"}),
        lambda: change_shift(desk, book, LOOKED, TAKER),
    )
    for each in acts:
        with pytest.raises(RefusedError, match="ZC-RIGHT-03"):
            each()
    assert not book.records()


def test_a_paper_that_never_came_out_does_not_let_the_window_close_in_silence(house: House, book: SqlDayBook) -> None:
    """The printer was unplugged: two numbered papers waited in the queue and every line of the check said 0."""
    case = house.take_in()
    paper = house.case(case).papers[0]
    told = replace(LOOKED, parked=("张*（护士执业注册）",))
    with pytest.raises(RefusedError) as raised:
        close_day(house.desk, book, told, {"没有回执": "明早续传"})
    assert "没有出纸的文书" in raised.value.what
    said = {"没有回执": "明早续传", "没有出纸": "打印机坏，明早补", "暂存": "明早办"}
    check = close_day(house.desk, book, told, said)
    assert paper.number in {point.name: point for point in check.points}["没有出纸的文书"].found
    house.drafts.put(uuid4(), "search", "护士")
    kept = {each.what: each for each in change_shift(house.desk, book, told, TAKER).kept}
    assert (kept["没有出纸的文书"].count, kept["没有出纸的文书"].detail) == (1, paper.number)
    assert kept["暂存未完成的登记"].detail == "张*（护士执业注册）", "who takes over knows whom to expect"


def test_a_card_that_was_only_read_is_not_an_intake_somebody_began(house: House, book: SqlDayBook) -> None:
    card, begun, wiped = uuid4(), uuid4(), uuid4()
    house.drafts.put(card, "card", '{"name": "张三"}')
    house.drafts.put(card, "visit", str(uuid4()))
    house.drafts.put(begun, "card", '{"name": "李四"}')
    house.drafts.put(begun, "phone", "13800000001")
    house.drafts.put(wiped, "card", "")
    assert (book.found().drafts, book.found().cards) == (1, 1), "what was wiped again is neither"


def test_a_shift_with_a_difference_in_the_count_of_blanks_is_not_kept_before_somebody_says_what_is_done(
    house: House, book: SqlDayBook
) -> None:
    """Nineteen of five lay there, and both signed for it without a word."""
    short = replace(LOOKED, counted={BLANK: 4})
    with pytest.raises(RefusedError) as raised:
        change_shift(house.desk, book, short, TAKER)
    assert raised.value.code == "ZC-DAY-05" and f"空白{BLANK}" in raised.value.what
    assert book.records() == [], "who gives is still on duty"
    with pytest.raises(RefusedError, match="ZC-DAY-05"):
        change_shift(house.desk, book, replace(LOOKED, counted={}), TAKER)
    handover = change_shift(house.desk, book, short, TAKER, actions={"空白": "已报主管，下午盘点"})
    (record,) = book.records()
    assert record.open_points == 1 and made_of(record) == handover
    assert {each.what: each.action for each in handover.kept}[f"空白{BLANK}"] == "已报主管，下午盘点"


def test_a_refusal_tells_names_that_hold_a_list_apart(house: House, book: SqlDayBook) -> None:
    """空白证照、收件专用章、专用印章 read as three."""
    with pytest.raises(RefusedError) as raised:
        open_day(house.desk, book, replace(LOOKED, counted={}, seals=Seen("没有清点")), {}, RESERVE)
    assert raised.value.what.endswith(f"空白{BLANK}；收件专用章、专用印章")


def test_who_opens_next_reads_what_was_counted_at_the_change_of_shift(house: House, book: SqlDayBook) -> None:
    change_shift(house.desk, book, replace(LOOKED, counted={BLANK: 4}), TAKER, actions={"空白": "已报主管"})
    told = replace(LOOKED, counted={})
    (point,) = [each for each in opening_points(house.desk, book, told, RESERVE) if each.name.startswith("空白")]
    assert "清点实有4份" in point.found and "已报主管" in point.found and "→钱七）" in point.found
    close_day(house.desk, book, LOOKED, {"没有回执": "明早续传"})
    (point,) = [each for each in opening_points(house.desk, book, told, RESERVE) if each.name.startswith("空白")]
    assert point.found == "账面5份，没有清点", "the count of the evening was right"


def test_a_shift_sheet_of_an_older_program_is_read_as_it_was_signed(house: House, book: SqlDayBook) -> None:
    handover = change_shift(house.desk, book, LOOKED, TAKER, ("王五14时来",))
    body = json.loads(book.records()[-1].body)
    for each in body["kept"]:
        del each["right"], each["action"]
    old = from_json(Handover, body)
    assert [(each.what, each.count, each.detail) for each in old.kept] == [
        (each.what, each.count, each.detail) for each in handover.kept
    ]


def test_what_is_taken_in_after_the_closing_is_counted_and_the_window_stands_closed_all_the_same(
    house: House, book: SqlDayBook
) -> None:
    assert book.standing().unlooked
    open_day(house.desk, book, LOOKED, {}, RESERVE)
    house.take_in()
    house.clock.ms += 60_000
    words = dict.fromkeys(("没有出纸", "没有回执", "待盖章", "未签收"), "明早处理")
    close_day(house.desk, book, LOOKED, words)
    assert book.standing().closed and book.standing().after == 0
    house.clock.ms += 60_000
    house.take_in()
    assert book.standing().closed and book.standing().after == 1
    house.clock.ms += 60_000
    open_day(house.desk, book, LOOKED, {"没有": "x"}, RESERVE)
    assert not book.standing().closed
