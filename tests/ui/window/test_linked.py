"""Of two cases of one person for one item it is seen which corrects which, and a key leads from one to the other."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from app.domain.paper import PaperKind
from app.ports import GoneCase
from app.storage.gone_cases import put_away
from app.storage.project import drop
from app.storage.schema import commits
from app.usecases.mend_case import Today, mend_case
from app.usecases.withdraw import withdraw
from tests.ui.window.cases import World, button, quiet, stand
from tests.ui.window.test_case_service import served_licence
from ui.shared.button import KeyButton
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.shared.table import Marked, cell_words
from ui.theme import t
from ui.window.case import actions as act
from ui.window.case.head import mends_words
from ui.window.case.linked import ways
from ui.window.case.look import desk_of, read_case
from ui.window.case.page import CasePage
from ui.window.case.side import side_rows
from ui.window.due_page import DuePage
from ui.window.search_page import SearchPage

Settle = Callable[[], None]


@pytest.fixture
def settle(world: World, qtbot: QtBot) -> Settle:
    return lambda: quiet(world, qtbot)


@pytest.fixture
def pair(world: World) -> tuple[UUID, UUID]:
    """A case that was served with a wrong name, and the 更正件 of it, both of one person for one item."""
    old, new = served_licence(world), uuid4()
    mend_case(world.place.office.desk, old, new, "姓名印错一字", Today(name="张叁"))
    return old, new


@pytest.fixture
def search(world: World, qtbot: QtBot) -> SearchPage:
    return stand(SearchPage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)


def number(world: World, case: UUID) -> str:
    receipt = world.place.office.case(case).papers_of(PaperKind.RECEIPT)[0]
    return receipt.number.rsplit("〕", 1)[-1].removesuffix("号")


def words(part: QWidget) -> str:
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def press(part: QWidget, qtbot: QtBot, letter: Qt.Key = Qt.Key.Key_U) -> None:
    qtbot.keyClick(part, letter, Qt.KeyboardModifier.AltModifier)


def test_the_search_marks_both_and_a_key_leads_from_one_to_the_other(
    world: World, search: SearchPage, pair: tuple[UUID, UUID], qtbot: QtBot, settle: Settle
) -> None:
    old, new = pair
    search.refresh()
    settle()
    lines = search.results.rows.rows()
    at = {line.case_id: n for n, line in enumerate(lines)}
    item = search.results.rows.columns[0].cell
    assert isinstance(item(lines[at[new]]), Marked) and cell_words(item(lines[at[new]])).startswith("更正件 ")
    assert cell_words(item(lines[at[old]])).startswith("有更正件 ")
    search.results.setFocus()
    search.results.pick(at[new])
    assert f"更正的原办件是 {number(world, old)}（已送达）" in words(search.ways)
    search.results.pick(at[old])
    assert f"有更正件 {number(world, new)}（已收件）" in words(search.ways)
    assert not cut_texts(search) and not nameless(search) and not tab_jumps(search)
    with qtbot.waitSignal(search.open_case) as opened:
        press(search.results, qtbot)
    assert opened.args == [new]
    settle()
    qtbot.waitUntil(lambda: not search.case.covered())
    press(search.case.bar.primary, qtbot)
    qtbot.waitUntil(lambda: search.case.case_id == old and not search.case.covered())
    settle()


def test_a_served_case_says_which_window_has_its_correction_now(
    world: World, search: SearchPage, pair: tuple[UUID, UUID], settle: Settle
) -> None:
    """The mark went along with the 更正件, and a second one was opened of the same certificate."""
    old, new = pair
    known = number(world, new)
    with world.place.database.writing() as connection:
        connection.execute(update(commits).values(ack="signed"))
        assert put_away(connection, GoneCase(uuid4(), new, "moved", "移交", 1, "09号综合窗口"), 1)
    search.refresh()
    settle()
    lines = search.results.rows.rows()
    (at,) = [n for n, line in enumerate(lines) if line.case_id == old]
    assert cell_words(search.results.rows.columns[0].cell(lines[at])).startswith("有更正件 ")
    search.results.pick(at)
    assert f"有更正件 {known}（已转到 09号综合窗口）" in words(search.ways)
    assert not ways(lines[at].links), "and no key leads to what is not here"


def test_a_line_without_a_correction_has_no_mark_and_no_way(
    world: World, search: SearchPage, pair: tuple[UUID, UUID], settle: Settle
) -> None:
    plain = world.receive(fault=False)
    search.refresh()
    settle()
    lines = search.results.rows.rows()
    at = next(n for n, line in enumerate(lines) if line.case_id == plain)
    assert isinstance(search.results.rows.columns[0].cell(lines[at]), str)
    search.results.pick(at)
    assert not search.ways.isVisible()
    search.look_for("没有这个人")
    settle()
    assert not search.ways.isVisible()


def test_the_due_list_marks_it_and_says_beside_it_what_it_corrects_and_how_far_that_is(
    world: World, pair: tuple[UUID, UUID], qtbot: QtBot, settle: Settle
) -> None:
    old, new = pair
    world.receive(fault=False)
    due = stand(DuePage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)
    due.refresh()
    settle()
    rows = due.table.rows.rows()
    at = next(n for n, row in enumerate(rows) if row.case_id == new)
    assert cell_words(due.table.rows.columns[3].cell(rows[at])).startswith("更正件 ")
    due.table.pick(at)
    settle()
    assert f"更正的原办件是 {number(world, old)}（已送达）" in words(due.detail)
    assert not cut_texts(due.detail) and not nameless(due.detail)
    with qtbot.waitSignal(due.open_case) as opened:
        press(due.table, qtbot)
    assert opened.args == [old]
    due.table.pick(next(n for n, row in enumerate(rows) if not row.links.any))
    assert not due.detail.ways.isVisible(), "before the line is read the key leads nowhere, not on from the one before"


def test_the_card_of_each_says_the_other_and_how_far_it_is(world: World, pair: tuple[UUID, UUID]) -> None:
    old, new = pair
    office = world.place.office
    told = {(name, word.text, more) for name, word, more in side_rows(read_case(office, old, t))}
    assert ("更正件", "已收件", number(world, new)) in told
    told = {(name, word.text, more) for name, word, more in side_rows(read_case(office, new, t))}
    assert ("原办件", "已送达", number(world, old)) in told
    office.act(withdraw, new, "不办了")
    told = {(name, word.text, more) for name, word, more in side_rows(read_case(office, old, t))}
    assert ("更正件", "申请人撤回", number(world, new)) in told


def test_of_a_corrected_case_that_left_the_number_on_her_papers_is_still_told(
    world: World, pair: tuple[UUID, UUID]
) -> None:
    """The end of an identifier stood there, which is on no paper she has."""
    old, new = pair
    was = number(world, old)
    with world.place.database.writing() as connection:
        drop(connection, old)  # as when it moves to another window
    seen = read_case(world.place.office, new, t)
    assert mends_words(seen) == was
    assert ("原办件", "不在本机", was) in {(name, word.text, more) for name, word, more in side_rows(seen)}
    assert not ways(seen.links)


def test_a_correction_begins_at_the_foot_of_what_was_served_and_is_urged_by_nothing(world: World) -> None:
    """It stood behind 更多 among twenty others."""
    office = world.place.office
    old = served_licence(world)
    seen = read_case(office, old, t)
    mend = next(each for each in act.actions(seen.case, desk_of(seen, 0)) if each.name == act.MEND)
    assert (mend.rare, mend.primary, mend.key) == (False, False, "Alt+X")
    going = world.receive(fault=False)
    seen = read_case(office, going, t)
    assert act.MEND not in {each.name for each in act.actions(seen.case, desk_of(seen, 0))}


def test_it_is_found_by_its_name_and_begun_in_the_case_in_front(
    world: World, search: SearchPage, qtbot: QtBot, settle: Settle
) -> None:
    old = served_licence(world)
    assert not search.begin(act.MEND), "no case is open"
    search.show_case(old)
    settle()
    qtbot.waitUntil(lambda: not search.case.covered())
    assert search.begin(act.MEND)
    assert search.case.form.spec is not None and search.case.form.spec.name == "mend"
    assert not search.begin(act.MEND), "it is being filled in"


def test_at_150_per_cent_of_a_small_screen_the_way_stays_in_view(
    world: World, qtbot: QtBot, pair: tuple[UUID, UUID], settle: Settle
) -> None:
    """The list beside the case scrolls on a low screen; the way must not scroll away with it."""
    page = stand(CasePage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)
    page.resize(1278, 560)
    page.show_case(pair[0])
    settle()
    qtbot.waitUntil(lambda: not page.covered())
    way = page.findChild(KeyButton, "case.linked.1")
    assert way is not None and way.isVisible() and way.key() == "Alt+U"
    assert not way.visibleRegion().isEmpty() and way.visibleRegion().boundingRect().height() == way.height()
    for height in (520, 490):  # a message of two lines above it, and one of three
        page.resize(1190, height)
        assert page.height() == height
        assert page.side.geometry().bottom() < page.events.y(), "the pane of events lies over the way"


@pytest.fixture
def served_page(world: World, qtbot: QtBot, pair: tuple[UUID, UUID], settle: Settle) -> CasePage:
    """The page of the served case, which has a 更正件."""
    page = stand(CasePage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)
    page.show_case(pair[0])
    settle()
    qtbot.waitUntil(lambda: not page.covered())
    return page


def test_what_is_being_filled_in_is_not_given_up_by_the_key_to_the_other_case(
    served_page: CasePage, qtbot: QtBot, pair: tuple[UUID, UUID], settle: Settle
) -> None:
    """Esc closes the form first; this key took the whole case away with what was typed."""
    button(served_page, "case.paper.D21.take-paper-back").click()
    served_page.form.set_value("reason", "姓名写错")
    press(served_page, qtbot)
    settle()
    assert served_page.case_id == pair[0] and served_page.form.values()["reason"] == "姓名写错"
    served_page.form.left.emit()
    settle()
    press(served_page, qtbot)
    qtbot.waitUntil(lambda: served_page.case_id == pair[1])
    settle()


def test_who_begins_another_correction_reads_that_one_goes_on(
    world: World, served_page: CasePage, qtbot: QtBot, pair: tuple[UUID, UUID], settle: Settle
) -> None:
    """The key stands in the bar now, and the form said nothing: two were opened for one error."""
    going = f"这一件有更正件 {number(world, pair[1])}（已收件）"
    press(served_page, qtbot, Qt.Key.Key_X)
    assert going in words(served_page.form) and not cut_texts(served_page.form)
    served_page.form.left.emit()
    world.place.office.act(withdraw, pair[1], "不办了")
    served_page.refresh()
    settle()
    press(served_page, qtbot, Qt.Key.Key_X)
    assert served_page.form.isVisible() and "这一件有更正件" not in words(served_page.form)


def test_while_an_act_runs_nobody_is_led_to_the_other_case(
    world: World, served_page: CasePage, qtbot: QtBot, pair: tuple[UUID, UUID], settle: Settle
) -> None:
    """What was done came back to the other case, and was told of it."""
    go_on = Event()
    world.runner.run("db", go_on.wait, name="before")
    served_page.bar.taken.emit(next(each for each in served_page.bar.rare if each.name == "rating"))
    press(served_page, qtbot)
    go_on.set()
    settle()
    assert served_page.case_id == pair[0] and served_page.seen is not None
    settle()
    press(served_page, qtbot)
    qtbot.waitUntil(lambda: served_page.case_id == pair[1])
    settle()


def test_while_sheets_are_scanned_nobody_is_led_to_the_other_case(
    served_page: CasePage, qtbot: QtBot, pair: tuple[UUID, UUID]
) -> None:
    served_page.scanning.running.emit(True)
    press(served_page, qtbot)
    assert served_page.case_id == pair[0]
    served_page.scanning.running.emit(False)
    press(served_page, qtbot)
    assert served_page.case_id == pair[1]
    qtbot.waitUntil(lambda: not served_page.covered())


def test_no_window_of_its_own_stands_up_with_the_search(world: World, qtbot: QtBot) -> None:
    """It took the keyboard from the window: no key of the page led anywhere."""
    before = set(QApplication.topLevelWidgets())
    page = SearchPage(world.place.office, world.runner, world.scheduler, world.tell)
    qtbot.addWidget(page)
    assert not [part for part in set(QApplication.topLevelWidgets()) - before if part.isVisible()]
