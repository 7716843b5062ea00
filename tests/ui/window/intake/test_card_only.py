"""A card that was only read is no intake that somebody began: it is neither parked nor left over in the evening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QLabel

from app.domain.day import DRAFTS
from tests.ui.window.intake.room import ZHANG, Clerk, K, begin
from ui.day import Looked
from ui.window.days.looks import CLOSE, SHIFT, read_day
from ui.window.intake.acts import parked


def evening(clerk: Clerk) -> tuple[str, bool | None, int]:
    """What the closing check says of the parked intakes, and how many the shift passes on."""
    (point,) = (each for each in read_day(clerk.workplace, CLOSE, Looked()).points if each.name == DRAFTS)
    kept = {each.what: each.count for each in read_day(clerk.workplace, SHIFT, Looked()).kept}
    return point.found, point.right, kept["暂存未完成的登记"]


def read_card(clerk: Clerk) -> None:
    clerk.page.card_read(ZHANG)
    clerk.until(lambda: clerk.page.state.card is not None)
    clerk.until(lambda: not clerk.page.journal.pending())


def test_the_evening_names_a_card_that_was_only_read_and_does_not_count_it(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    read_card(clerk)
    assert evening(clerk) == ("0件；另有1张证只读过，没有登记", True, 0)
    (left,) = parked(clerk.workplace.office, None)
    assert left.bare and left.who, "after a crash it is still there, and the list says what it is"
    clerk.page.journal.close()  # the power is cut: an empty page comes up, and what was kept is there
    clerk.page.start_new()
    clerk.rest(3)
    assert clerk.page.parked_button.text() == "没办完 0 件" and clerk.page.parked_button.isEnabled()
    begin(clerk)
    clerk.until(lambda: not clerk.page.journal.pending())
    words, right, count = evening(clerk)
    assert words.startswith("1件：") and right is False and count == 1


def test_whoever_only_showed_a_card_leaves_nothing_behind(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    for key in (K.Key_N, K.Key_S):
        read_card(clerk)
        assert len(clerk.workplace.office.open_drafts()) == 1
        clerk.ctrl(key)
        clerk.until(clerk.page.state.empty)
        clerk.rest(3)
        assert not clerk.workplace.office.open_drafts()
        assert not any("已暂存" in notice.title for notice in clerk.said), "nothing was parked, so nothing says so"
        assert "不用暂存" in clerk.words[-1]
    assert not clerk.errors


def test_a_card_with_one_word_more_is_parked_as_ever(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    read_card(clerk)
    clerk.page.who.go_to("phone")
    clerk.type("13800000001")
    clerk.rest(3)
    clerk.ctrl(K.Key_S)
    clerk.until(clerk.page.state.empty)
    clerk.rest(2)
    (left,) = parked(clerk.workplace.office, None)
    assert not left.bare and "已暂存" in clerk.said[-1].title


def test_the_end_of_a_card_is_written_as_her_birth_is(desk: Callable[..., Clerk]) -> None:
    """2028-01-01 stood below 1899年1月1日生."""
    clerk = desk()
    clerk.page.card_read(replace(ZHANG, valid_to="20280101"))
    clerk.until(lambda: clerk.page.state.card is not None)
    words = [label.text() for label in clerk.page.who.findChildren(QLabel)]
    assert "2028年1月1日" in words
