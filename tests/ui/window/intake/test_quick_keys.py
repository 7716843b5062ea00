"""Keys that come faster than the page: each acts on the row that the one before it led to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.materials import MaterialStatus
from tests.ui.window.intake.room import ZHANG, Clerk, K, begin
from ui.wedge import Wedge


@pytest.fixture
def beside(desk: Callable[..., Clerk]) -> Iterator[Clerk]:
    """A clerk beside a scanner that types."""
    clerk = desk()
    begin(clerk)
    wedge = Wedge(clerk.scheduler, clerk.workplace.clock.monotonic, parent=clerk.shell)
    wedge.start()
    yield clerk
    wedge.stop()


def test_an_original_then_onward_then_a_copy_is_each_said_of_its_own_row(beside: Clerk) -> None:
    """S · Ctrl+Enter · D at once: the copy was said of row 1, which she had left."""
    clerk = beside
    clerk.press(K.Key_S)
    clerk.ctrl(K.Key_Return)
    clerk.press(K.Key_D)
    clerk.rest()
    assert QApplication.focusWidget() is clerk.page.materials.list
    first, second = clerk.page.state.material_rows()[:2]
    assert (first.status, second.status) == (MaterialStatus.ORIGINAL, MaterialStatus.COPY)


def test_who_looked_at_the_materials_before_they_stood_there_judges_them_later(desk: Callable[..., Clerk]) -> None:
    """Alt+3 at the empty pane, and later no key acted on its rows any more: not S, not Enter, not Alt+3 again."""
    clerk = desk()
    clerk.page.card_read(ZHANG)
    clerk.alt(K.Key_3)
    clerk.find("hszyzc")
    clerk.type("N")
    clerk.rest(1)
    clerk.alt(K.Key_3)
    clerk.press(K.Key_S)
    clerk.rest(1)
    assert clerk.page.state.material_rows()[0].status is MaterialStatus.ORIGINAL


def test_enter_behind_the_reason_leads_to_the_next_row_and_leaves_none_out(desk: Callable[..., Clerk]) -> None:
    """X · 2 · Enter on row 1 led to row 3: the list under the note took the same Enter once more."""
    clerk = desk()
    begin(clerk)
    clerk.press(K.Key_X)
    clerk.press(K.Key_2)
    clerk.press(K.Key_Return)
    clerk.rest(1)
    current = clerk.page.materials.current()
    assert current is not None and current.number == 2
