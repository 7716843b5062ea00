"""监察: who may only look begins nothing, seals nothing, and looks at nobody without a record of it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.errors import RefusedError
from app.usecases.pad import issue_pad, settle_sheet
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_lock import change
from tests.ui.window.intake.room import ZHANG
from ui.accounts import Task, finish
from ui.settings import REHEARSAL_PASSWORD

pytestmark = pytest.mark.law("P22")


@pytest.fixture
def inspects(hall: Hall) -> Hall:
    """A case that waits for its seal and one half typed; then the inspector sits down."""
    hall.place.add_operator("督查员", "9001", "ducha-9001", ())
    hall.face._entered(hall.place.log_in("0000", REHEARSAL_PASSWORD))
    hall.rest()
    hall.world.receive("hszyzc", fault=False, answers={})
    hall.world.all_out()
    page = hall.face.pages["intake"]
    hall.face.card_read(ZHANG)
    hall.until(lambda: page.state.card is not None)
    page.who.go_to("phone")
    hall.type("13800000001")
    hall.rest()
    change(hall, "9001", "ducha-9001")
    return hall


def drafts(hall: Hall) -> Any:
    return hall.office.open_drafts()


def test_who_inspects_cannot_begin_an_intake_by_key_card_search_or_parked_line(inspects: Hall) -> None:
    """The page opened, a card filled it, and a draft in her name was kept before anything refused."""
    hall, before = inspects, list(drafts(inspects))
    hall.press(Qt.Key.Key_F2)
    assert hall.shell.place() == "search" and "您的账号只能查看" in hall.told()
    hall.face.card_read(ZHANG)
    hall.rest()
    intake = hall.face.pages["intake"]
    assert intake.state.card is None and list(drafts(hall)) == before
    hall.face._chosen(("item", "whatever"))
    hall.face._chosen(("place", "do/next"))
    hall.face._chosen(("place", "intake"))
    assert hall.shell.place() == "search"
    hall.press(Qt.Key.Key_F5)
    rows = [each.text() for each in hall.face.pages["search"].drafts.findChildren(QLabel)]
    assert any("张*" in words for words in rows), "the half-typed intake is seen by her, masked"
    hall.face.resume(before[0])
    hall.rest()
    assert hall.shell.place() == "search" and intake.state.draft != before[0]
    change(hall, "0000", REHEARSAL_PASSWORD)
    hall.press(Qt.Key.Key_F2)
    assert hall.shell.place() == "intake", "and who may take people in finds it open again"


def test_the_intake_is_shut_before_the_first_page_of_who_inspects_stands(hall: Hall) -> None:
    """It was shut only after the page stood, and was read."""
    hall.place.add_operator("督查员", "9001", "ducha-9001", ())
    hall.face._entered(hall.place.log_in("0000", REHEARSAL_PASSWORD))
    hall.rest()
    seen: list[frozenset[str]] = []
    hall.shell.place_changed.connect(lambda _: seen.append(hall.shell.shut))
    change(hall, "9001", "ducha-9001")
    assert seen and seen[0] == frozenset({"intake"})


def test_who_inspects_sees_what_waits_for_a_seal_and_is_offered_no_seal_and_no_answer(inspects: Hall) -> None:
    """已盖章 stood there live for her."""
    hall = inspects
    hall.press(Qt.Key.Key_F6)
    queue = hall.face.pages["print"].queue
    assert queue.unsealed.rows.rowCount() and "由窗口的人答" in hall.words()
    queue.unsealed.pick(0)
    hall.rest()
    assert not queue.save.isVisible() and not queue.save.isEnabled() and not queue.seal.isVisible()
    assert not queue.stop.isEnabled() and not queue.questions
    hall.look("inspects-queue")
    change(hall, "0000", REHEARSAL_PASSWORD)
    hall.press(Qt.Key.Key_F6)
    assert queue.save.isVisible() and queue.save.isEnabled()


def test_a_line_of_the_due_list_shows_nobody_s_whole_name_without_a_look_on_record(inspects: Hall) -> None:
    """With the arrows alone she read the full name of everybody in the list, and nothing was written down."""
    hall = inspects
    hall.press(Qt.Key.Key_F3)
    hall.until(lambda: hall.face.pages["due"].detail.open.isEnabled())
    shown = " ".join(each.text() for each in hall.face.pages["due"].detail.findChildren(QLabel))
    assert "张*" in shown and "张三" not in shown
    hall.look("inspects-due")
    hall.press(Qt.Key.Key_Return)
    hall.until(lambda: "张三" in hall.words())


def test_what_is_kept_beside_the_log_is_not_hers_to_change(inspects: Hall) -> None:
    """She could void a sheet of the pad and settle an account."""
    place = inspects.place
    with pytest.raises(RefusedError, match="监察"):
        issue_pad(place.office.desk, 1)
    with pytest.raises(RefusedError, match="监察"):
        settle_sheet(place.office.desk, place.pad_book, "x", "void", "x")
    with pytest.raises(RefusedError, match="监察"):
        finish(place, Task("k", "unlike", None, 0, "", ""), "x")
