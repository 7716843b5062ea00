"""The seat changes hands: the issue desk stands empty for the next person."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.domain.paper import PaperKind
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_lock import change, lock
from ui.settings import REHEARSAL_PASSWORD, all_rights
from ui.shared.tickbox import TickBox
from ui.shots.room import ZHANG


def sit(hall: Hall) -> None:
    """演练员 works here, and another person may."""
    hall.place.add_operator("钱七", "0713", "qianqi-0713", all_rights())
    hall.face._entered(hall.place.log_in("0000", REHEARSAL_PASSWORD))
    hall.rest()


def come_back(hall: Hall) -> None:
    """Who locked the screen unlocks it."""
    hall.face._unlock(REHEARSAL_PASSWORD)
    hall.until(lambda: not hall.shell.covered())
    hall.rest()


def on_the_desk(hall: Hall) -> Any:
    """A licence that can be given, with a signature for it."""
    sit(hall)
    _, page = hall.licence_at_desk(PaperKind.CERTIFICATE, PaperKind.GRANT)
    page.name.set_value("张三丰")
    hall.sign("handover.pad")
    assert page.papers.chosen() and page.give.isEnabled() and not page.pad.empty()
    return page


def test_the_next_person_gives_nothing_on_what_was_signed_before_her(hall: Hall) -> None:
    """One key would have given a stranger's licence, signed before somebody else, under her name."""
    page = on_the_desk(hall)
    change(hall, "0713", "qianqi-0713")
    assert hall.shell.place() == "handover"
    assert page.pad.empty() and not page.papers.boxes and not page.give.isEnabled()
    assert page.name.value() == "" and not [each for each in page.facts.findChildren(QLabel) if each.isVisible()]
    assert page.table.rows.rows() and page.table.current() is None, "it waits in the list until a hand chooses it"
    hall.press(Qt.Key.Key_F2)
    hall.press(Qt.Key.Key_F4)
    hall.look("seat-empty")
    assert not page.papers.boxes, "and is not put back by itself"
    page.table.pick(0)
    hall.rest()
    assert page.papers.chosen() and page.give.isEnabled() and page.pad.empty()


def test_who_comes_back_to_the_issue_desk_finds_the_case_and_the_signature(hall: Hall) -> None:
    page = on_the_desk(hall)
    lock(hall)
    come_back(hall)
    assert page.papers.chosen() and page.give.isEnabled()
    assert page.name.value() == "张三丰" and not page.pad.empty()


@pytest.mark.law("P22")
def test_who_inspects_is_offered_no_pad_and_no_act_at_the_issue_desk(hall: Hall) -> None:
    """She could have had somebody sign for what she may not give."""
    hall.place.add_operator("督查员", "9001", "ducha-9001", ())
    page = on_the_desk(hall)
    change(hall, "9001", "ducha-9001")
    hall.press(Qt.Key.Key_F4)
    assert not page.papers.boxes and not page.pad.isVisible()
    page.card_read(ZHANG)
    page.table.pick(0)
    hall.rest()
    assert "护士执业" in hall.words() and "您的账号只能查看这一件" in hall.words()
    acts = (page.pad, page.give, page.name, page.relation, page.sheet.button, page.who.strip)
    assert not any(each.isVisible() for each in acts)
    hall.look("seat-inspects")
    boxes = [each for each in page.findChildren(TickBox) if each.isVisible()]
    assert boxes and not any(each.isEnabled() or each.isChecked() for each in boxes)
    change(hall, "0713", "qianqi-0713")
    hall.press(Qt.Key.Key_F4)
    assert page.pad.isVisible(), "and who may give has the pad again"
