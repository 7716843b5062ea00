"""先打收件凭证 wants to know whose it is; and what a key did not do is said where the clerk reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from tests.ui.window.intake.room import ZHANG, Clerk, begin

K = Qt.Key


@pytest.mark.parametrize(
    ("field", "value", "said"), [("phone", "", "联系电话"), ("number", "110101188001010012", "核对证件号码")]
)
def test_a_receipt_is_for_a_known_person_whom_somebody_can_reach(
    desk: Callable[..., Clerk], field: str, value: str, said: str
) -> None:
    """F8 before the materials were looked at took in a case without a telephone, or with a number that cannot be."""
    clerk = desk()
    begin(clerk)
    setattr(clerk.page.state, field, value)
    if field == "number":
        clerk.page.state.card, clerk.page.state.name = None, "张三"
    clerk.page.refresh()
    clerk.type("S")
    clerk.press(K.Key_F8)
    clerk.rest(1)
    assert not clerk.shell.dialog().isVisible() and clerk.page.state.case is None
    assert said in clerk.words[-1] and said in clerk.said[-1].title


def test_a_key_that_does_nothing_says_why_where_the_clerk_reads_it(desk: Callable[..., Clerk]) -> None:
    """The page said it to nobody: a card laid there after the receipt, one that cannot be read, 暂存 of nothing."""
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    clerk.ctrl(K.Key_S)
    assert clerk.shell.band.isVisible() and "还没有填写，不用暂存" in clerk.said[-1].title
    clerk.page.card_hint("ZC-CARD-01")
    assert clerk.said[-1].title == clerk.words[-1] != "还没有填写，不用暂存"
    begin(clerk)
    clerk.press(K.Key_F8)
    clerk.rest(1)
    clerk.press(K.Key_Y)
    clerk.until(lambda: clerk.page.state.case is not None)
    clerk.page.card_read(ZHANG)
    assert "这一件已收件" in clerk.said[-1].title
