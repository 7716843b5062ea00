"""The seat changes hands: the issue desk and the intake stand empty for the next person, and nothing begun is lost."""

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
    page.table.pick(0)
    hall.rest()
    assert page.pad.isVisible(), "and who may give has the pad again"


def read_card(hall: Hall) -> Any:
    sit(hall)
    page = hall.face.pages["intake"]
    hall.face.card_read(ZHANG)
    hall.until(lambda: page.state.card is not None)
    hall.rest()
    return page


def begin(hall: Hall) -> Any:
    """A card was read and a word typed."""
    page = read_card(hall)
    page.who.go_to("phone")
    hall.type("13800000001")
    return page


def test_what_the_first_person_began_is_parked_and_the_next_one_is_told_where(hall: Hall) -> None:
    """She stood before a stranger's number and telephone, and typed on in his case."""
    page = begin(hall)
    change(hall, "0713", "qianqi-0713")
    assert page.state.empty() and "13800000001" not in hall.words()
    assert "上一位没办完的已暂存：张*" in hall.words() and "「没办完」（Ctrl+O）" in hall.words()
    assert page.parked_button.text() == "没办完 1 件"
    hall.look("seat-parked")
    (draft,) = hall.office.open_drafts()
    page.resume(draft)
    hall.until(lambda: page.state.phone == "13800000001")
    assert page.state.card is not None, "nothing that was begun is lost"


def test_who_comes_back_to_the_intake_finds_it_open_as_it_was(hall: Hall) -> None:
    page = begin(hall)
    lock(hall)
    come_back(hall)
    assert page.state.phone == "13800000001" and page.state.card is not None
    assert page.journal.draft is not None and "已暂存" not in hall.told()


def test_a_card_that_was_only_read_is_not_left_to_the_next_person(hall: Hall) -> None:
    page = read_card(hall)
    change(hall, "0713", "qianqi-0713")
    assert page.state.empty() and not hall.office.open_drafts()
    assert "已暂存" not in hall.told(), "nothing was begun, so nothing says so"
