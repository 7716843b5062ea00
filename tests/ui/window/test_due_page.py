"""The list of deadlines: the most urgent first, each explained, nothing forgotten."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollBar
from pytestqt.qtbot import QtBot

from app.domain import events as ev
from app.domain.deadlines import Light
from app.domain.materials import MaterialStatus
from app.domain.paper import Seal
from app.domain.seals import SealAct
from app.domain.states import CaseState
from app.domain.time import at
from app.ports import Effects
from app.storage.views import CaseLine
from app.usecases.seals import move_seal
from tests.ui.window.cases import World, quiet, stand
from ui.office import DueLight
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.theme import t
from ui.window.case.look import read_case
from ui.window.due_page import DuePage
from ui.window.due_rows import _step


@pytest.fixture
def page(world: World, qtbot: QtBot) -> DuePage:
    return stand(DuePage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)


@pytest.fixture
def settle(world: World, page: DuePage, qtbot: QtBot) -> Callable[[], None]:
    def wait() -> None:
        page.refresh()
        quiet(world, qtbot)

    return wait


def test_why_it_is_due_is_read_to_its_end_with_keys_alone(
    world: World, page: DuePage, cases: dict[str, UUID], qtbot: QtBot, settle: Callable[[], None]
) -> None:
    """The last lines of the explanation lay below the edge, and only a wheel got there."""
    page.resize(1278, 420)
    settle()
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(page.table, Qt.Key.Key_2, alt)
    assert page.detail.hasFocus()
    bars = page.detail.findChildren(QScrollBar)
    bar = next(each for each in bars if each.orientation() is Qt.Orientation.Vertical)
    assert bar.maximum() > 0 and bar.value() == 0
    for _ in range(20):
        qtbot.keyClick(page.detail, Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum()
    qtbot.keyClick(page.detail, Qt.Key.Key_1, alt)
    assert page.table.hasFocus(), "and back to the list"


@pytest.fixture
def cases(world: World) -> dict[str, UUID]:
    """One of each: a notice to give, a correction to wait for, a decision at the department, a result to collect."""
    office = world.place.office
    made = {"notice": world.receive(), "owed": world.receive(), "main": world.receive(fault=False)}
    office.issue_notice(made["owed"])
    office.accept(made["main"])
    made["ready"] = world.receive("hszyzc", False, {})
    office.accept(made["ready"], "counter")
    office.decide_on_spot(made["ready"], True)
    return made


def words(page: DuePage) -> str:
    return " ".join(label.text() for label in page.detail.findChildren(QLabel) if label.isVisible())


def test_the_most_urgent_stands_first_and_says_what_follows(
    world: World, page: DuePage, cases: dict[str, UUID], settle: Callable[[], None]
) -> None:
    world.clock.move(at(2026, 9, 28, 10, 0))
    settle()
    rows = page.table.rows.rows()
    assert [row.clock for row in rows] == ["一次告知", "办理", "送达", "补正期"]
    assert rows[0].light.text == "剩 1 天" and rows[0].light.kind == "warn"
    assert rows[0].holder == "演练员" and rows[1].holder == "部门" and rows[3].holder == "申请人"
    assert rows[2].applicant == "张*"
    assert "即为受理" in words(page)
    assert "9月22、23、24、28、29日" in words(page)


def test_the_filters_have_keys_and_counts_and_red_means_due_today_or_late(
    world: World, page: DuePage, cases: dict[str, UUID], settle: Callable[[], None], qtbot: QtBot
) -> None:
    world.clock.move(at(2026, 9, 30, 10, 0))
    settle()
    assert page.counts()["red"] == 1
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_2)
    assert [row.case_id for row in page.table.rows.rows()] == [cases["notice"]]
    assert page.table.rows.row(0).light.text == "超期 1 天"
    qtbot.keyClick(QApplication.focusWidget() or page.table, Qt.Key.Key_4)
    assert [row.case_id for row in page.table.rows.rows()] == [cases["owed"]]


def test_enter_opens_the_chosen_case_and_a_refresh_keeps_it_chosen(
    page: DuePage, cases: dict[str, UUID], settle: Callable[[], None], qtbot: QtBot
) -> None:
    settle()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    chosen = page.table.current().case_id
    settle()
    assert page.table.current().case_id == chosen
    with qtbot.waitSignal(page.open_case) as opened:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert opened.args == [chosen]


def test_a_paper_without_its_seal_is_listed_even_when_no_clock_runs(
    world: World, page: DuePage, settle: Callable[[], None], qtbot: QtBot
) -> None:
    office = world.place.office
    case = world.receive()
    office.decline(case, "authority", "不归本机关管", "市局")
    world.all_out()
    assert any(paper.seal is Seal.SPECIAL for paper in office.case(case).papers)
    settle()
    assert page.counts() == {"all": 0, "red": 0, "warn": 0, "correction": 0, "seal": 1}
    page.table.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_5)
    assert [row.step for row in page.table.rows.rows()] == ["盖专用印章"]


def test_a_case_that_the_department_has_says_which_seal_its_paper_waits_for_and_where_it_is(
    world: World, page: DuePage, cases: dict[str, UUID], settle: Callable[[], None], qtbot: QtBot
) -> None:
    office = world.place.office
    seal = f"{office.desk.place.hall}收件专用章"
    world.all_out()
    case = office.case(cases["main"])
    papers = [paper for paper in case.papers if paper.awaits_seal]
    assert case.lease == "platform" and [paper.seal for paper in papers] == [Seal.RECEIPT, Seal.SPECIAL]
    settle()
    row = next(row for row in page.table.rows.rows() if row.case_id == cases["main"])
    assert (row.holder, row.step) == ("部门", "盖专用印章"), "it said 等部门, and the paper lay here"
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_5)
    steps = {row.case_id: row.step for row in page.table.rows.rows()}
    assert steps[cases["notice"]] == "盖收件专用章"
    page.table.pick([row.case_id for row in page.table.rows.rows()].index(cases["main"]))
    settle()
    assert f"盖「{seal}」，印章登记里没有写它在哪里" in words(page)
    move_seal(office.desk, office.stores.seals, SealAct.REGISTER, seal, "李保管", "三楼盖章室")
    settle()
    assert f"盖「{seal}」，章在三楼盖章室" in words(page)


def test_a_case_that_the_department_sent_back_says_why_beside_the_list(
    world: World, page: DuePage, settle: Callable[[], None]
) -> None:
    """It stood in the list as any other, and the reason on its own page alone."""
    case, reason = world.receive(fault=False), "聘用证明少一页，请补上再转来"
    office = world.place.office
    office.transfer(case)
    with office.desk.units.begin() as tx:
        back = ev.ReturnedToWindow(office.desk.clock.now(), office.desk.session.operator, reason)
        tx.append(case, tx.case(case), (back,), Effects())
    settle()
    assert reason in words(page) and "部门退回" in words(page)
    office.transfer(case)
    settle()
    assert "部门退回" not in words(page).split("经过")[0]


def test_an_empty_list_says_what_would_be_here(page: DuePage, settle: Callable[[], None]) -> None:
    settle()
    assert page._stack.currentIndex() == 1
    assert not page.detail.open.isEnabled()


@pytest.mark.parametrize("size", ((1278, 720), (1832, 1032)), ids=("1366", "1920"))
def test_no_word_is_cut(
    world: World,
    page: DuePage,
    cases: dict[str, UUID],
    settle: Callable[[], None],
    size: tuple[int, int],
    tmp_path: Path,
) -> None:
    world.clock.move(at(2026, 9, 30, 10, 0))
    page.resize(*size)
    settle()
    page.grab().save(str(Path(os.environ.get("ZC_SHOTS", tmp_path)) / f"due-{size[0]}.png"))
    assert cut_texts(page) + nameless(page) + tab_jumps(page) == []


def test_what_was_not_handed_in_is_not_counted_as_taken(
    world: World, page: DuePage, settle: Callable[[], None]
) -> None:
    case = world.receive("hszyzc", False, {})
    settle()
    seen = read_case(world.place.office, case, t)
    first, *others = seen.case.materials
    rows = (replace(first, status=MaterialStatus.EXEMPT, originals=0), *others)
    page.detail.show_case(replace(seen, case=replace(seen.case, materials=rows)), page.table.current())
    QApplication.processEvents()
    assert f"收 {len(others)}，不合格 0，未核 0；免交、容缺或承诺 1" in words(page)


def test_who_cannot_confirm_the_end_of_a_tolerance_is_not_told_to(app: QApplication) -> None:
    """The department had the case, and the list said 确认容缺期满 at a window that has no such button for it."""
    past = date(2026, 9, 28)
    names = ("样例", "张三", "收1", "platform", "钱收件")
    line = CaseLine(UUID(int=1), CaseState.ACCEPTED, *names, 0, 0, past, "tolerance")
    late = DueLight(Light.RED, -1, "")
    assert _step(line, late, "") == "等部门确认期满"
    assert _step(replace(line, lease="D07"), late, "") == "确认容缺期满"
