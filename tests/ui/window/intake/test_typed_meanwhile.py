"""What is typed while a receipt is being written is neither shown as if it were in the case nor lost without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.domain.materials import MaterialStatus
from tests.ui.window.intake.room import LI, Clerk
from tests.ui.window.intake.test_intake_busy import taken_up
from ui.tour.hand import pause
from ui.window.intake import acts
from ui.window.intake import plan as pl
from ui.window.intake.materials import judged


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """The receipt is in the making until this is set."""
    gate, perform = Event(), acts.perform

    def slowly(*given: object) -> acts.Outcome:
        gate.wait(30)
        return perform(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(acts, "perform", slowly)
    yield gate
    gate.set()


def pressed(clerk: Clerk, act: str = pl.RECEIPT) -> None:
    """Everything is looked at, and the key of the act was pressed."""
    taken_up(clerk)
    clerk.rest(1)
    clerk.page._perform(act)
    clerk.until(lambda: clerk.page.handling._sent)


def typed_over(clerk: Clerk, phone: str = "13800000009") -> None:
    """Besides, another telephone was typed since."""
    pressed(clerk)
    edit = clerk.named("intake.phone")
    assert isinstance(edit, QLineEdit)
    edit.setFocus(Qt.FocusReason.MouseFocusReason)
    clerk.type(phone)


def test_a_telephone_typed_while_the_receipt_is_written_is_said_to_be_missing_in_it(
    desk: Callable[..., Clerk], written: Event
) -> None:
    clerk = desk()
    typed_over(clerk)
    written.set()
    clerk.rest(3)
    case = clerk.page.state.case
    assert case is not None and case.intake is not None and case.intake.phone == "13800000001"
    assert clerk.page.who.phone.real() == "13800000001", "the page shows what is not in the case"
    (told,) = [notice for notice in clerk.said if "按下之后输入的没有进这一件" in notice.title]
    assert "联系电话“138****0009”" in told.title and told.state == "warn" and told.stays
    assert clerk.workplace.office.open_drafts() == [], "a draft with one telephone lies there for nobody"
    assert clerk.page.handling._before is None, "who it was leaves memory with the act"


def test_a_telephone_typed_before_the_receipt_failed_is_kept_and_goes_into_the_next_one(
    desk: Callable[..., Clerk], written: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = desk()

    def full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(clerk.workplace.office, "receive", full)
        typed_over(clerk)
        written.set()
        clerk.until(lambda: not clerk.page.handling.busy)
        clerk.rest(1)
    assert clerk.page.handling._before is None
    (draft,) = clerk.workplace.office.open_drafts()
    assert clerk.workplace.office.draft(draft)["phone"] == "13800000009"
    clerk.page._receipt()
    clerk.rest(3)
    case = clerk.page.state.case
    assert case is not None and case.intake is not None and case.intake.phone == "13800000009"
    assert not any("按下之后" in notice.title for notice in clerk.said)


def test_what_was_typed_is_told_on_the_page_of_the_case_that_opens(desk: Callable[..., Clerk], written: Event) -> None:
    clerk = desk()
    pressed(clerk, pl.ACCEPT)
    row = clerk.page.state.material_rows()[0]
    clerk.page._judge(judged(row, MaterialStatus.COPY, None), True)
    written.set()
    clerk.until(lambda: bool(clerk.opened))
    pause(50)
    assert any("没有进这一件：材料" in notice.title for notice in clerk.said)
    assert clerk.page.state.empty() and clerk.workplace.office.open_drafts() == []


@pytest.mark.parametrize("late", [False, True], ids=["while it is written", "after it was written"])
def test_a_card_that_is_taken_after_the_key_of_the_receipt_is_said_to_be_left_out(
    desk: Callable[..., Clerk], written: Event, late: bool
) -> None:
    """Whether another person stands here was asked before, and answered since: nothing was said, or the page of a
    receipt showed whom it was not made for.
    """
    clerk = desk()
    pressed(clerk)
    if late:
        written.set()
        clerk.rest(3)
    clerk.page.identity._answered(LI, "take")
    written.set()
    clerk.rest(3)
    state = clerk.page.state
    assert state.case is not None and state.card is not None and state.card.name == "张三"
    (told,) = [notice for notice in clerk.said if "李* 的证件没有读入" in notice.title]
    assert told.state == "warn", "it waits for her: what was done would take the place of it"


def test_what_a_disk_refused_just_before_is_in_the_case_all_the_same_and_not_said_to_be_missing(
    desk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = desk()
    taken_up(clerk)
    clerk.rest(1)
    page = clerk.page

    def full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(clerk.workplace.office, "keep", full)
        row = page.state.material_rows()[0]
        page._judge(judged(row, MaterialStatus.COPY, None), False)
        page._perform(pl.RECEIPT)
        clerk.until(lambda: page.state.case is not None)
    case = page.state.case
    assert case is not None and case.materials[0].status is MaterialStatus.COPY
    assert not any("没有进这一件" in notice.title for notice in clerk.said)
