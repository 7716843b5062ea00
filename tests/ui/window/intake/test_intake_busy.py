"""While a receipt is being written the page belongs to the person it is for, whatever the clerk touches meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui.window.intake.room import LI, Clerk, K, begin
from ui.tour.hand import pause


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
