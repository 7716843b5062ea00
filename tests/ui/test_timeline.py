"""The outward steps of a case while it moves on."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from ui.shared.timeline import Step, Timeline

BEFORE = [Step("申请", "done", "完成"), Step("受理", "current", "进行中"), Step("送达", "todo", "未到")]
AFTER = [Step("申请", "done", "完成"), Step("受理", "done", "完成"), Step("送达", "current", "进行中")]


def _nodes(line: Timeline) -> list[QPushButton]:
    parts = [part for part in line.findChildren(QPushButton) if not part.isHidden()]
    return sorted(parts, key=lambda part: part.x())


def test_a_step_that_stays_as_it_was_keeps_the_keyboard(app: QApplication, qtbot: QtBot) -> None:
    line = Timeline(BEFORE)
    qtbot.addWidget(line)
    line.resize(900, 200)
    line.show()
    first = _nodes(line)[0]
    line.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    line.set_steps(AFTER)
    assert first.hasFocus()
    assert _nodes(line)[0] is first
    assert [node.accessibleName() for node in _nodes(line)] == ["1 申请 完成", "2 受理 完成", "3 送达 进行中"]


def test_tab_goes_through_the_steps_in_their_order_after_one_was_made_anew(
    app: QApplication, qtbot: QtBot
) -> None:
    line = Timeline(BEFORE)
    qtbot.addWidget(line)
    line.resize(900, 200)
    line.show()
    line.set_steps([BEFORE[0], AFTER[1], BEFORE[2]])
    first, second, third = _nodes(line)
    assert first.nextInFocusChain() is second
    assert second.nextInFocusChain() is third


def test_a_shorter_line_leaves_no_step_behind(app: QApplication, qtbot: QtBot) -> None:
    line = Timeline(BEFORE)
    qtbot.addWidget(line)
    line.set_steps(BEFORE[:2])
    assert len(_nodes(line)) == 2
