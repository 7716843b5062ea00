"""The counts above the list of materials: whole where there is room, the most telling ones where there is little."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ui.window.intake.room import Clerk, K, begin


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (520, "5 项中  收 1  未核对 4  共收纸质 1 份"),
        (300, "5 项中  收 1  未核对 4  共收纸质 1 份"),
        (215, "5 项中  收 1  未核对 4"),
        (170, "收 1  未核对 4"),
    ],
)
def test_what_was_taken_in_is_read_above_a_narrow_list_too(
    desk: Callable[..., Clerk], width: int, said: str
) -> None:
    """English at 150 %: the end of the counts stood outside the pane."""
    clerk = desk()
    begin(clerk, "护士执业注册")
    clerk.press(K.Key_Space)
    clerk.rest(1)
    pane = clerk.page.materials
    pane.setFixedWidth(width)
    clerk.rest(1)
    note = pane.note
    assert note.text() == said
    assert note.width() >= note.sizeHint().width()
