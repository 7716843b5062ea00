"""Blanks, seals and originals: every entry has a person, a reason, and nothing is rubbed out."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from app.domain.commands import RecordOut
from app.domain.custody import RETURNED, Lying, bundle_code, out_of_place, shelf_check
from app.domain.events import OperatorRef
from app.domain.paper import PaperKind
from app.domain.seals import SealAct
from app.domain.stock import BlankAct
from app.errors import RefusedError, UserFacingError
from app.storage.custody import SqlCustody
from app.storage.day_book import SqlDayBook
from app.storage.faultpoints import VARIABLE
from app.storage.seal_book import SqlSeals
from app.storage.verify import rebuild, verify
from app.usecases.desk import Session, act
from app.usecases.move_bundle import move_bundle
from app.usecases.seals import move_seal, seal_paper
from app.usecases.stock import (
    Entry,
    count_blanks,
    destroy_blanks,
    enter_blanks,
    move_to_window,
    standing_of,
    without_picture,
)
from tests.app.storage.house import BLANK, CLERK, House
from tests.forking import fork

SECOND = OperatorRef("op-9", "钱七", "0713")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "house", copied=True)
    yield made
    made.close()


def enter(house: House, kind_of: BlankAct, serials: str, **more: str) -> None:
    enter_blanks(house.desk, house.stock, Entry(kind_of, BLANK, serials, **more))


def test_a_box_comes_in_goes_to_the_window_is_used_spoiled_and_returned_and_adds_up(house: House) -> None:
    enter(house, BlankAct.RECEIVE, "LN-06..LN-15", box="箱 3")
    with pytest.raises(UserFacingError) as early:
        house.certified("LN-06")
    assert early.value.code == "ZC-STOCK-02", "what still lies in the store is not on the window's pile"
    move_to_window(house.desk, house.stock, BLANK, "LN-06..LN-10", "")
    move_to_window(house.desk, house.stock, BLANK, "LN-11", "08号综合窗口")
    house.certified("LN-06")
    enter(house, BlankAct.VOID, "LN-07", reason="卡纸", picture="ab" * 32)
    enter(house, BlankAct.RETURN, "LN-15", reason="证样停用", holder="市局")
    sums, here = standing_of(house.stock, house.desk.clock.now().date)[BLANK]
    assert (sums.received, sums.used, sums.void, sums.returned, sums.issued) == (15, 1, 1, 1, 1)
    assert sums.on_hand == len(here) == 11
    assert verify(house.database).ok
    (line,) = [each for each in house.stock.moves(serial="LN-06") if each.act is BlankAct.RECEIVE]
    assert line.box == "箱 3"


def test_a_sheet_is_used_once_for_ever(house: House) -> None:
    house.certified("LN-1")
    for again in (BlankAct.RECEIVE, BlankAct.ISSUE, BlankAct.CANCEL):
        with pytest.raises(UserFacingError):
            enter(house, again, "LN-1", reason="再来")
    enter(house, BlankAct.VOID, "LN-1", reason="印错")
    with pytest.raises(UserFacingError) as raised:
        enter_blanks(house.desk, house.stock, Entry(BlankAct.REVIVE, BLANK, "LN-1", "看错了"), SECOND)
    assert raised.value.code == "ZC-STOCK-03"
    with pytest.raises(UserFacingError):
        house.certified("LN-1")


def test_the_ledger_cannot_be_rewritten_even_by_hand(house: House) -> None:
    for statement in ("UPDATE stock_moves SET reason = 'x'", "DELETE FROM stock_moves"):
        with (
            pytest.raises(DBAPIError, match="only ever added to"),
            house.database.write.begin() as connection,
        ):
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE stock_moves SET reason = '污损' WHERE act = 'void'", "账页被改动"),
        ("DELETE FROM stock_moves WHERE act = 'void'", "账页是 在本窗口"),
        ("DELETE FROM stock WHERE serial = 'LN-5'", "账上结存 4 本，库存里 3 本"),
        ("UPDATE stock SET state = 'on_hand' WHERE serial = 'LN-2'", "账页是 作废"),
    ],
)
def test_who_removes_the_guard_and_rewrites_is_found(house: House, statement: str, told: str) -> None:
    enter(house, BlankAct.VOID, "LN-2", reason="卡纸")
    assert verify(house.database).ok
    with house.database.write.begin() as connection:
        for what in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER stock_moves_no_{what}"))
    house.harm(statement)
    assert told in "\n".join(problem.text for problem in verify(house.database).problems)


def test_destroying_needs_two_different_people_and_leaves_a_list(house: House) -> None:
    days = SqlDayBook(house.database, house.clock, house.device)
    enter(house, BlankAct.VOID, "LN-1,LN-2", reason="污损")
    entry = Entry(BlankAct.DESTROY, BLANK, "LN-1..LN-2", "保管期满")
    for alone in (None, house.desk.session.operator):
        with pytest.raises(RefusedError) as raised:
            destroy_blanks(house.desk, house.stock, entry, alone)
        assert raised.value.code == "ZC-STOCK-07"
    done = destroy_blanks(house.desk, house.stock, entry, SECOND)
    assert (done.serials, done.witness) == (("LN-1", "LN-2"), "钱七（0713）")
    assert [move.second for move in house.stock.moves() if move.act is BlankAct.DESTROY] == ["op-9"] * 2
    assert [record.kind for record in days.records()] == ["R07"]
    assert verify(house.database).ok


def test_a_count_that_differs_is_explained_or_not_kept(house: House) -> None:
    days = SqlDayBook(house.database, house.clock, house.device)
    with pytest.raises(RefusedError, match="没有清点"):
        count_blanks(house.desk, house.stock, days, {}, {}, SECOND)
    with pytest.raises(RefusedError, match="没有说明"):
        count_blanks(house.desk, house.stock, days, {BLANK: 4}, {}, SECOND)
    assert not days.records()
    done = count_blanks(house.desk, house.stock, days, {BLANK: 4}, {BLANK: "LN-3 去向待查"}, SECOND)
    assert done.lines[0].difference == -1 and days.records()[0].second == "钱七（0713）"


@pytest.mark.parametrize("wrong", [BlankAct.VOID, BlankAct.RETURN, BlankAct.CANCEL, BlankAct.FOUND])
def test_nothing_leaves_the_pile_without_a_reason(house: House, wrong: BlankAct) -> None:
    with pytest.raises(RefusedError) as raised:
        enter(house, wrong, "LN-1")
    assert raised.value.code == "ZC-STOCK-06"


def test_one_wrong_number_enters_nothing_of_the_batch(house: House) -> None:
    before = len(house.stock.moves())
    with pytest.raises(UserFacingError):
        enter(house, BlankAct.VOID, "LN-1,LN-2,LN-77", reason="水渍")
    assert len(house.stock.moves()) == before


def test_a_spoiled_sheet_without_a_picture_stays_on_the_list_until_it_has_one(house: House) -> None:
    enter(house, BlankAct.VOID, "LN-1", reason="卡纸")
    assert without_picture(house.stock.moves()) == ((BLANK, "LN-1"),)
    enter(house, BlankAct.PICTURE, "LN-1", picture="cd" * 32)
    assert without_picture(house.stock.moves()) == ()


# seals


def sealable(house: House) -> tuple[object, object]:
    case = house.noticed()
    paper = house.case(case).papers_of(PaperKind.NOTICE)[-1]
    act(house.desk, case, RecordOut(paper.document_id, 1, "device"))
    return case, paper.document_id


def test_a_paper_is_not_sealed_by_a_seal_that_is_elsewhere_without_saying_so(house: House) -> None:
    book = SqlSeals(house.database)
    move_seal(house.desk, book, SealAct.REGISTER, "专用章", "孙八", "盖章室")
    move_seal(house.desk, book, SealAct.TAKE, "专用章", "周八", "区卫健局", "上门盖章")
    case, document = sealable(house)
    with pytest.raises(RefusedError) as raised:
        seal_paper(house.desk, book, case, document, "专用章", "赵六", "盖章室")  # type: ignore[arg-type]
    assert (
        raised.value.code == "ZC-SEAL-03" and "区卫健局" in raised.value.what and "周八" in raised.value.what
    )
    assert house.case(case).papers_of(PaperKind.NOTICE)[-1].awaits_seal  # type: ignore[arg-type]
    seal_paper(house.desk, book, case, document, "专用章", "赵六", "盖章室", "周八带回后未登记")  # type: ignore[arg-type]
    sealing = house.case(case).papers_of(PaperKind.NOTICE)[-1].sealing  # type: ignore[arg-type]
    assert sealing is not None and "区卫健局" in sealing.where and "未登记" in sealing.where
    assert verify(house.database).ok


def test_a_seal_comes_back_only_from_where_it_went_and_the_register_is_chained(house: House) -> None:
    book = SqlSeals(house.database)
    with pytest.raises(UserFacingError) as raised:
        move_seal(house.desk, book, SealAct.TAKE, "专用章", "周八", "区卫健局")
    assert raised.value.code == "ZC-SEAL-02"
    move_seal(house.desk, book, SealAct.REGISTER, "专用章", "孙八", "盖章室")
    with pytest.raises(UserFacingError):
        move_seal(house.desk, book, SealAct.BACK, "专用章", "孙八")
    move_seal(house.desk, book, SealAct.TAKE, "专用章", "周八", "区卫健局")
    move_seal(house.desk, book, SealAct.TAKE, "专用章", "吴九", "街道")
    back = move_seal(house.desk, book, SealAct.BACK, "专用章", "孙八")
    assert back.place == "盖章室" and not book.standings()["专用章"].out
    with pytest.raises(DBAPIError, match="only ever added to"), house.database.write.begin() as connection:
        connection.execute(text("UPDATE seal_moves SET holder = '别人'"))
    with house.database.write.begin() as connection:
        connection.execute(text("DROP TRIGGER seal_moves_no_update"))
    house.harm("UPDATE seal_moves SET holder = '别人' WHERE act = 'take'")
    assert any("印章登记被改动" in problem.text for problem in verify(house.database).problems)


# originals


def test_every_scan_of_a_bundle_says_who_gave_it_to_whom_and_when(house: House) -> None:
    case = house.take_in()
    move_bundle(house.desk, case, "BD26D07000001", "收件台", "赵六", 3)
    move_bundle(house.desk, case, "BD26D07000001", "档案柜3", "钱七")
    (line,) = SqlCustody(house.database).bundles()
    assert [(s.giver, s.hand, s.to_place) for s in line.steps] == [
        ("钱收件", "赵六", "收件台"),
        ("赵六", "钱七", "档案柜3"),
    ]
    assert line.steps[1].at_ms > line.steps[0].at_ms and line.originals == 3 and not line.ended


def test_the_list_of_bundles_is_one_question_and_forgets_no_step(house: House) -> None:
    """What was given back leaves the list of today, is still found by its code, and ``verify`` holds it to the log."""
    first, second = house.take_in(), house.take_in()
    move_bundle(house.desk, first, "BD1", "收件台", "孙八", 3)
    move_bundle(house.desk, second, "BD2", "收件台", "孙八", 1)
    move_bundle(house.desk, first, "BD1", "档案柜3", "钱七")
    move_bundle(house.desk, first, "BD1", RETURNED, "张三")
    custody, asked = SqlCustody(house.database), list[str]()
    event.listen(house.database.read, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert [line.code for line in custody.bundles(returned=False)] == ["BD2"]
    (statement,) = [each for each in asked if "bundles" in each]
    assert "events" not in statement, "the log is not read for a list"
    (back,) = custody.named(["BD1", "BD9"])
    assert [(step.giver, step.hand) for step in back.steps] == [
        ("钱收件", "孙八"),
        ("孙八", "钱七"),
        ("钱七", "张三"),
    ]
    assert [line.code for line in custody.of_case(second)] == ["BD2"]
    assert verify(house.database).ok
    with house.database.write.begin() as connection:
        connection.exec_driver_sql("UPDATE bundles SET place = '别处' WHERE code = 'BD2'")
    assert any("收存的原件" in problem.text for problem in verify(house.database).problems)
    assert rebuild(house.database) and verify(house.database).ok


def test_bundles_that_are_not_where_they_ought_to_be_are_named() -> None:
    from datetime import date

    today = date(2026, 9, 28)
    lying = [
        Lying("BD1", "收件台", "赵六", date(2026, 9, 27)),
        Lying("BD2", "邮递途中", "邮政", date(2026, 9, 24)),
        Lying("BD3", "档案柜3", "钱七", date(2026, 9, 1), ended=True),
        Lying("BD4", "档案柜3", "钱七", date(2026, 9, 1)),
        Lying("BD5", "退还申请人", "张三", date(2026, 9, 1), ended=True),
        Lying("BD6", "收件台", "赵六", today),
    ]
    assert [each.code for each in out_of_place(lying, today)] == ["BD1", "BD2", "BD3"]
    found = {each.code: each.why for each in shelf_check(lying, "档案柜3", ["bd3", "BD6", "BD9"])}
    assert found == {
        "BD6": "在这里，登记在收件台（赵六）",
        "BD9": "没有登记过",
        "BD4": "登记在这里（钱七），没有扫到",
    }
    assert bundle_code("26D07000122", {"BD26D07000122"}) == "BD26D07000122-2"


def test_killed_while_a_box_is_entered_none_of_it_is_there(house: House) -> None:
    """A power cut in the middle of 入库 leaves no half box whose other half nobody can enter."""
    before = len(house.stock.moves())
    child = fork()
    if child == 0:
        os.environ[VARIABLE] = "stock:before-commit:1"
        enter(house, BlankAct.RECEIVE, "LN-06..LN-15")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert len(house.stock.moves()) == before
    enter(house, BlankAct.RECEIVE, "LN-06..LN-15")
    assert verify(house.database).ok


def test_sheets_are_not_destroyed_when_the_list_of_them_cannot_be_kept(house: House) -> None:
    enter(house, BlankAct.VOID, "LN-1", reason="污损")
    with house.database.write.begin() as connection:
        connection.execute(text("ALTER TABLE day_records RENAME TO elsewhere"))
    with pytest.raises(UserFacingError):
        destroy_blanks(house.desk, house.stock, Entry(BlankAct.DESTROY, BLANK, "LN-1", "保管期满"), SECOND)
    assert BlankAct.DESTROY not in {move.act for move in house.stock.moves()}


@pytest.mark.law("P22")
def test_who_inspects_enters_no_blank_counts_none_and_moves_no_seal(house: House) -> None:
    desk = replace(house.desk, session=Session(SECOND, ()))
    days, seals = SqlDayBook(house.database, house.clock, house.device), SqlSeals(house.database)
    before = house.stock.moves()
    acts: tuple[Callable[[], object], ...] = (
        lambda: enter_blanks(desk, house.stock, Entry(BlankAct.VOID, BLANK, "LN-1", "污损")),
        lambda: count_blanks(desk, house.stock, days, {BLANK: 5}, {}, house.desk.session.operator),
        lambda: destroy_blanks(desk, house.stock, Entry(BlankAct.DESTROY, BLANK, "LN-1", "期满"), CLERK),
        lambda: move_seal(desk, seals, SealAct.REGISTER, "专用章", "孙八", "盖章室"),
    )
    for each in acts:
        with pytest.raises(RefusedError, match="ZC-RIGHT-03"):
            each()
    assert house.stock.moves() == before and not seals.moves() and not days.records()
