"""Keys that come faster than the page: each acts on the row that the one before it led to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.materials import MaterialStatus
from tests.ui.window.intake.room import FOOD, NURSE, ZHANG, Clerk, K, begin
from ui.wedge import Wedge
from ui.window.intake.results import ItemLike
from ui.window.intake.what import Searcher


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


def test_enter_right_behind_a_word_takes_what_the_whole_word_finds(desk: Callable[..., Clerk]) -> None:
    """A list of the word before still stands there, with Enter on its first item."""
    clerk = desk()
    what = clerk.page.what
    what.search.setFocus()
    clerk.type("spscxk")
    clerk.until(lambda: not what.searcher.waiting and what.results.count() > 0)
    slow = Event()
    clerk.runner.run("db", lambda: slow.wait(10))
    what.search.selectAll()
    clerk.type("hszyzc")
    current = what.results.current()
    assert current is not None and current.code == FOOD
    clerk.press(K.Key_Return)
    slow.set()
    clerk.until(lambda: clerk.page.state.guide is not None)
    assert clerk.page.state.guide is not None and clerk.page.state.guide.item.code == NURSE


def test_of_a_word_typed_faster_than_it_is_searched_only_the_whole_is_looked_for(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    slow, begun = Event(), []

    def find(text: str) -> Sequence[ItemLike]:
        begun.append(text)
        slow.wait(10)
        return clerk.workplace.office.search_items(text)

    searcher = Searcher(find, clerk.runner, clerk.page)
    heard: list[list[str]] = []
    searcher.found.connect(lambda hits: heard.append([each.code for each in hits]))
    searcher.ask("s")
    clerk.until(lambda: begun == ["s"])
    for end in range(1, 7):
        searcher.ask("hszyzc"[:end])
    slow.set()
    clerk.until(lambda: not searcher.waiting)
    assert begun == ["s", "hszyzc"] and [each[0] for each in heard] == [NURSE]
