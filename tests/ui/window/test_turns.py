"""A page that comes or changes is shown a part per turn: a key that is pressed meanwhile waits for one part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.window.cases import World, stand
from tests.ui.window.days.hall import Hall
from ui.runner import Runner
from ui.shared.ahead import painted_in_turns, painted_now
from ui.shared.labels import Facts, Text
from ui.tell import Notice
from ui.window.case.page import CasePage
from ui.window.shell import WindowShell


class Pane(QWidget):
    """Says when it was painted."""

    def __init__(self, name: str, told: list[str]) -> None:
        super().__init__()
        self.name, self.told = name, told

    def paintEvent(self, event: QPaintEvent) -> None:
        self.told.append(self.name)
        QPainter(self).fillRect(self.rect(), QColor(Qt.GlobalColor.red))


@pytest.fixture
def runner(app: QApplication) -> Iterator[Runner]:
    made = Runner()
    yield made
    assert made.stop() == ()


def test_the_first_pane_is_painted_by_itself_and_all_of_them_in_the_end(
    app: QApplication, runner: Runner, qtbot: QtBot
) -> None:
    """A whole page takes longer than a frame: a key waited for all of it."""
    told: list[str] = []
    page = QWidget()
    qtbot.addWidget(page)
    row = QHBoxLayout(page)
    panes = [Pane(name, told) for name in ("first", "second", "third")]
    for pane in panes:
        row.addWidget(pane)
    page.resize(300, 100)
    page.show()
    qtbot.waitUntil(lambda: told.count("third") == 1)
    told.clear()
    page.update()
    for _ in range(2):
        painted_in_turns(panes[1:], runner.post)
    QCoreApplication.sendPostedEvents()
    assert told == ["first"], "what Qt does in one turn"
    qtbot.waitUntil(lambda: "third" in told and not runner.busy())
    assert told == ["first", "second", "third"]
    picture = page.grab().toImage()
    assert all(picture.pixelColor(pane.geometry().center()) == QColor(Qt.GlobalColor.red) for pane in panes)


class Ground(QWidget):
    """A page of one colour with a pane of another that leaves its corners to the page, as panes with round ones do."""

    def __init__(self, ground: str, ink: str) -> None:
        super().__init__()
        self.ground, self.pane = ground, Ink(ink)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 20, 20, 20)
        row.addWidget(self.pane)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self.ground))


class Ink(QWidget):
    def __init__(self, ink: str) -> None:
        super().__init__()
        self.ink = ink

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect().adjusted(10, 10, -10, -10), QColor(self.ink))


def on_screen(window: QWidget) -> tuple[str, str, str]:
    """What the screen shows: on the ground of the page, in the corner of its pane, in the middle of it."""
    picture = window.screen().grabWindow(window.winId()).toImage()
    at = [QPoint(5, 5), QPoint(25, 25), QPoint(150, 50)]
    shown = [picture.pixelColor(each).name() if picture.valid(each) else "" for each in at]
    return shown[0], shown[1], shown[2]


@pytest.fixture
def leafed(app: QApplication, qtbot: QtBot) -> Leafed:
    made = Leafed()
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show()
    qtbot.waitUntil(lambda: on_screen(made) == ("#0000ff", "#0000ff", "#ff0000"))
    return made


class Leafed(QStackedWidget):
    """A window with two pages."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = Ground("blue", "red"), Ground("black", "white")
        self.addWidget(self.first)
        self.addWidget(self.second)


def test_a_page_that_opens_shows_no_empty_pane_before_its_turn(leafed: Leafed, runner: Runner, qtbot: QtBot) -> None:
    """For a frame or two every page that was opened stood there with holes in it."""
    later: list[Callable[[], object]] = []
    leafed.setCurrentWidget(leafed.second)
    painted_in_turns((leafed.second.pane,), later.append)
    qtbot.waitUntil(lambda: on_screen(leafed)[0] == "#000000")
    assert on_screen(leafed) == ("#000000", "#0000ff", "#ff0000"), "what stood there before stays until its turn"
    for call in later:
        call()
    qtbot.waitUntil(lambda: on_screen(leafed) == ("#000000", "#000000", "#ffffff"))
    assert not leafed.second.pane.testAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)


def test_a_pane_that_waits_is_painted_when_its_window_takes_another_size(leafed: Leafed, qtbot: QtBot) -> None:
    """A screen of another size keeps nothing of what stood there: the pane would be black."""
    later: list[Callable[[], object]] = []
    leafed.setCurrentWidget(leafed.second)
    painted_in_turns((leafed.second.pane,), later.append)
    painted_now(leafed)
    qtbot.waitUntil(lambda: on_screen(leafed) == ("#000000", "#000000", "#ffffff"))
    later[0]()
    assert leafed.second.pane.updatesEnabled()


def test_a_band_that_comes_squeezes_the_page_and_a_window_that_grows_does_not(app: QApplication, qtbot: QtBot) -> None:
    """A word of one line had the whole page painted in one go; the size of the window is another matter."""
    shell = WindowShell("铁西区政务服务中心", "07 号窗")
    qtbot.addWidget(shell)
    page = Ground("black", "white")
    shell.add_place("intake", page)
    squeezed: list[str] = []
    shell.resize(1366, 768)
    shell.show()
    qtbot.waitUntil(page.isVisible)
    shell.place_squeezed.connect(squeezed.append)
    shell.resize(1400, 800)
    QCoreApplication.sendPostedEvents()
    assert squeezed == []
    shell.show_notice(Notice("band", "ok", "已收件", "下一位"))
    qtbot.waitUntil(lambda: bool(squeezed))
    assert set(squeezed) == {"intake"}
    painted_in_turns((page.pane,), lambda call: call)
    shell.resize(1366, 768)
    qtbot.waitUntil(page.pane.updatesEnabled)


def test_a_key_is_answered_before_the_readers_are_driven(world: World) -> None:
    """What is plugged in was driven in the turn that showed her the page: 20 ms in which no key was heard."""
    hall = Hall(world)
    order: list[str] = []
    for name in ("_start_devices", "_start_rounds"):
        setattr(hall.face, name, lambda name=name: order.append(name))
    hall.face.ready.connect(lambda: (order.append("she may type"), world.runner.post(lambda: order.append("a key"))))
    session = world.place.rehearsal_session()
    hall.face._build_pages()
    hall.face._start_in_slices(session, True)
    assert order == ["she may type"], "the page stands, and nothing else was done in its turn"
    hall.until(lambda: not world.runner.busy())
    assert order == ["she may type", "a key", "_start_devices", "_start_rounds"]
    hall.close()


@pytest.fixture
def page(world: World, qtbot: QtBot) -> CasePage:
    return stand(CasePage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)


def test_a_case_that_moved_on_is_shown_a_part_per_turn_and_its_buttons_wake_after_the_last(
    world: World, page: CasePage, qtbot: QtBot
) -> None:
    """One press is one act: a button that woke before it spoke of the new state would be the old act again."""
    case = world.receive()
    page.show_case(case)
    qtbot.waitUntil(lambda: not page.covered() and not world.runner.busy())
    before = page.bar.primary.property("action")
    told: list[str] = []
    between: list[tuple[object, bool]] = []
    parts = page._parts

    def watched(seen: object) -> tuple[Callable[[], None], ...]:
        def noted(at: int, part: Callable[[], None]) -> None:
            told.append(f"part {at}")
            if at == 0:
                world.runner.post(lambda: (told.append("a key"), between.append((page._busy, page.isEnabled()))))
            part()

        return tuple(lambda at=at, part=part: noted(at, part) for at, part in enumerate(parts(seen)))  # type: ignore[arg-type]

    page._parts = watched  # type: ignore[method-assign, assignment]
    page.bar.primary.click()
    qtbot.waitUntil(lambda: "a key" in told and not world.runner.busy())
    assert told[:3] == ["part 0", "a key", "part 1"], "a key comes between"
    assert between == [(True, True)], "nothing else can be begun before all of it is shown"
    assert page.bar.primary.property("action") != before
    assert not page._busy and page.bar.primary.isEnabled()


def test_a_case_that_is_left_while_it_changes_leaves_no_sleeping_buttons(
    world: World, page: CasePage, qtbot: QtBot
) -> None:
    first, second = world.receive(), world.receive()
    page.show_case(first)
    qtbot.waitUntil(lambda: not page.covered() and not world.runner.busy())
    shown = page._show

    def left(seen: object) -> None:
        page._show = shown  # type: ignore[method-assign]
        shown(seen)  # type: ignore[arg-type]
        world.runner.post(lambda: page.show_case(second))

    page._show = left  # type: ignore[method-assign, assignment]
    page.bar.primary.click()
    qtbot.waitUntil(lambda: page.seen is not None and page.seen.case.id == second and not page.covered())
    qtbot.waitUntil(lambda: not world.runner.busy())
    assert page.bar.primary.isEnabled() and not page._busy


def test_facts_of_another_item_stand_in_the_lines_of_the_one_before(app: QApplication, qtbot: QtBot) -> None:
    """Each item that was chosen made thirty labels anew, and the keyboard waited for them."""
    facts = Facts([("承诺", "5 个工作日"), ("收费", "不收费"), ("窗口", "3")])
    qtbot.addWidget(facts)
    first = facts.findChildren(Text)
    facts.set_rows([("承诺", "7 个工作日"), ("数量", "2")])
    told = [label for label in facts.findChildren(Text) if not label.isHidden()]
    assert told == first[:4]
    assert [label.text() for label in told] == ["承诺", "7 个工作日", "数量", "2"]
    assert told[1].accessibleName() == "承诺 7 个工作日"
    mark = QLabel("公章")
    facts.set_rows([("章", mark), ("数量", "2")])
    told = [label.text() for label in facts.findChildren(QLabel) if not label.isHidden()]
    assert sorted(told) == sorted(["章", "公章", "数量", "2"])
