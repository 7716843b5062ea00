"""While a receipt is being written the page belongs to the person it is for, whatever the clerk touches meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from tests.ui.window.intake.room import FOOD, LI, Clerk, K, begin
from ui.tour.hand import pause
from ui.window.intake import acts
from ui.window.intake.away import AwaySheet


def taken_up(clerk: Clerk) -> None:
    """Everything of 张三 is looked at; his receipt can be written."""
    begin(clerk)
    for key in "SDMSS":
        clerk.type(key)
        clerk.press(K.Key_Return)


def test_next_while_the_receipt_is_written_begins_an_empty_page_that_is_kept(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    taken_up(clerk)
    page = clerk.page
    page._receipt()
    page.next_person()
    page.card_read(LI)
    clerk.rest(3)
    assert page.state.card is not None and page.state.card.name == "李四"
    assert page.state.case is None, "the case of who was here before is not hers"
    page._edit("phone", "13800000009", True)
    clerk.rest(1)
    (draft,) = clerk.workplace.office.open_drafts()
    assert clerk.workplace.office.draft(draft)["phone"] == "13800000009"
    assert not any("已暂存" in notice.title for notice in clerk.said), "a case that was received is not called parked"
    assert len(clerk.workplace.stores.views.cases()) == 1


def test_a_draft_that_is_being_opened_waits_for_the_receipt(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    page = clerk.page
    page.card_read(LI)
    clerk.rest(1)
    page.journal.edit("phone", "13800000001")
    page.park()
    clerk.rest(1)
    (draft,) = clerk.workplace.office.open_drafts()
    taken_up(clerk)
    page.resume(draft)
    page._receipt()
    clerk.rest(3)
    assert page.state.card is not None and page.state.card.name == "李四" and page.state.case is None
    assert [line.applicant for line in clerk.workplace.stores.views.cases() if line.receipt] == ["张三"]


def test_an_act_that_fails_leaves_the_page_to_its_person_and_the_next_one_free(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    taken_up(clerk)
    page = clerk.page

    def full() -> None:
        raise OSError("disk full")

    page.handling._begin()
    page.next_person()
    page.handling._run(full, lambda _: None, "receipt")
    clerk.until(lambda: not page.handling.busy)
    pause(50)
    assert page.state.card is not None and page.state.card.name == "张三"
    page.next_person()
    clerk.rest(2)
    assert page.state.empty()


def test_another_item_picked_while_the_receipt_is_written_does_not_turn_the_page_over_it(
    desk: Callable[..., Clerk],
) -> None:
    """The receipt was for 护士执业注册, and the page showed 食品生产许可 with its rows as what was received."""
    clerk = desk()
    taken_up(clerk)
    page = clerk.page
    before = page.state.guide
    page._receipt()
    page.choose_item(FOOD)
    clerk.rest(3)
    assert page.state.case is not None and page.state.guide is before
    assert "正在办这一件，事项没有换" in clerk.words


@pytest.mark.parametrize("act", ["_receipt", "_primary", "_away", "print_form"])
def test_no_act_begins_for_the_item_that_is_just_being_left(desk: Callable[..., Clerk], act: str) -> None:
    clerk = desk()
    taken_up(clerk)
    page = clerk.page
    page.choose_item(FOOD)
    getattr(page, act)()
    clerk.rest(3)
    assert page.state.case is None and page.state.printed is None
    assert page.state.guide is not None and page.state.guide.item.code == FOOD
    assert clerk.workplace.stores.views.cases() == []
    assert not clerk.shell.findChildren(AwaySheet)
    assert any("这一步没有办" in notice.title for notice in clerk.said)


def test_an_item_that_could_not_be_opened_leaves_the_one_before_ready_to_be_handled(
    desk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = desk()
    taken_up(clerk)
    page = clerk.page

    def unread(*_: object) -> None:
        raise OSError("disk")

    with monkeypatch.context() as broken:
        broken.setattr(acts, "look_at", unread)
        page.choose_item(FOOD)
        clerk.rest(1)
    page._receipt()
    clerk.rest(3)
    assert page.state.case is not None


def test_a_draft_that_could_not_begin_is_begun_again_and_what_was_typed_is_kept(
    desk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was never asked for again: nothing more was kept, and an act waited for it for ever."""
    clerk = desk()
    page = clerk.page

    def refused() -> UUID:
        raise OSError("nobody sits here")

    with monkeypatch.context() as broken:
        broken.setattr(clerk.workplace.office, "new_draft", refused)
        page.card_read(LI)
        page._edit("phone", "13800000009", True)
        clerk.rest(1)
        assert page.journal.draft is None
    page._edit("phone", "13800000008", True)
    clerk.rest(1)
    (draft,) = clerk.workplace.office.open_drafts()
    assert clerk.workplace.office.draft(draft)["phone"] == "13800000008"
