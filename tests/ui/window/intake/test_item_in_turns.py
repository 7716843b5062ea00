"""An item that is taken is made ready in turns: nothing of it is seen, or acted on, before it is whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.window.intake.room import FOOD, NURSE, ZHANG, Clerk, K, begin
from ui.theme import t
from ui.window.intake import passed_items
from ui.window.intake.rows import MaterialRow

TURNS = 100_000


def ready(clerk: Clerk) -> list[MaterialRow]:
    """Rows that are made and stand nowhere yet."""
    materials = clerk.page.materials
    return [each for each in materials.findChildren(MaterialRow) if each.parent() is materials]


def half_way(clerk: Clerk, code: str) -> None:
    """The item is chosen, and its rows are made; a turn is left."""
    clerk.page.choose_item(code)
    for _ in range(TURNS):
        QApplication.processEvents()
        if ready(clerk):
            return
    raise AssertionError("no row was made before the item was shown")


def shown(clerk: Clerk) -> list[str]:
    return [each.row.name for each in clerk.page.materials.rows if each.isVisible()]


def chosen(clerk: Clerk) -> str:
    guide = clerk.page.state.guide
    return guide.item.code if guide is not None else ""


def test_until_the_other_item_is_whole_the_page_is_of_the_first_and_no_act_begins(
    desk: Callable[..., Clerk]
) -> None:
    clerk = desk()
    begin(clerk)
    clerk.type(" " * len(clerk.page.materials.rows))
    clerk.rest(1)
    before, sentence = shown(clerk), clerk.page.plan.sentence
    half_way(clerk, FOOD)
    assert (chosen(clerk), shown(clerk), clerk.page.plan.sentence) == (NURSE, before, sentence)
    assert not any(each.isVisible() for each in ready(clerk))
    clerk.ctrl(K.Key_Return)
    assert clerk.said[-1].title == t("intake.opening")
    clerk.rest(1)
    assert chosen(clerk) == FOOD and not clerk.opened and not ready(clerk)
    rows = clerk.page.state.material_rows()
    assert shown(clerk) == [row.name for row in rows] != before


def test_rows_of_an_item_that_was_left_for_another_are_let_go(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    half_way(clerk, FOOD)
    clerk.page.choose_item(NURSE)
    clerk.rest(2)
    assert chosen(clerk) == NURSE and not ready(clerk)
    assert shown(clerk) == [row.name for row in clerk.page.state.material_rows()]


def test_the_next_person_finds_no_row_of_an_item_chosen_for_the_one_before(
    desk: Callable[..., Clerk]
) -> None:
    clerk = desk()
    begin(clerk)
    half_way(clerk, FOOD)
    clerk.page.start_new()
    clerk.rest(2)
    assert chosen(clerk) == "" and not ready(clerk) and not shown(clerk)


def test_after_a_fault_in_the_rows_of_another_item_acts_begin_again(
    desk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An act was refused until another item was chosen: the item that failed was being opened for ever."""
    clerk = desk()
    begin(clerk)

    def broken(*_: object) -> None:
        raise ValueError

    for module, name in ((passed_items, "rows_for"), (MaterialRow, "refit")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, broken)
            clerk.page.choose_item(FOOD)
            clerk.until(lambda: bool(clerk.errors))
        clerk.rest(1)
        assert not clerk.page.handling.opening and chosen(clerk) == NURSE and not ready(clerk)
        clerk.errors.clear()


def test_another_answer_leaves_the_rows_that_stay_where_they_are(desk: Callable[..., Clerk]) -> None:
    """Each answer made all rows anew: the longer the guide, the longer a key waited."""
    clerk = desk()
    begin(clerk)
    question = clerk.page.state.guide.questions[0].id  # type: ignore[union-attr]
    clerk.page.materials.step(2)
    stood = {each.row.line_id: each for each in clerk.page.materials.rows}
    current = clerk.page.materials.current()
    for answer in ("yes", "no"):
        clerk.page.what.questions.answered.emit(question, answer)
        clerk.rest(1)
        now = clerk.page.materials.rows
        assert [each.row for each in now] == list(clerk.page.state.material_rows())
        assert [each.objectName() for each in now] == [f"intake.row.{each.row.number}" for each in now]
        assert [each.y() for each in now] == sorted({each.y() for each in now})
        assert all(each.isVisible() for each in now)
        assert all(stood.get(each.row.line_id, each) is each for each in now)
    assert current is not None and clerk.page.materials.current() == current


def test_a_letter_typed_before_the_item_is_shown_is_not_added_to_the_words_that_were_searched(
    desk: Callable[..., Clerk]
) -> None:
    """Enter and N at once: hszyzcN was searched, nothing was found, and the list below the chosen item was empty."""
    clerk = desk()
    clerk.page.card_read(ZHANG)
    search = clerk.page.what.search
    search.setFocus()
    clerk.type("hszyzc")
    clerk.until(lambda: clerk.page.what.results.count() > 0)
    clerk.press(K.Key_Return)
    clerk.type("N是")
    assert search.text() == "hszyzc" and not chosen(clerk)
    clerk.until(lambda: bool(chosen(clerk)))
    clerk.rest(1)
    assert search.text() == "hszyzc" and clerk.page.what.results.count() > 0
    assert not clerk.page.state.answers, "what was typed before the question stood there answers nothing"
    clerk.alt(K.Key_2)
    search.setFocus()
    clerk.type("x")
    assert search.text().endswith("x"), "afterwards the next word is typed as ever"


def test_enter_before_the_list_is_there_is_not_undone_by_the_next_letter(desk: Callable[..., Clerk]) -> None:
    """The item was not taken at all, and the letter was searched for."""
    clerk = desk()
    clerk.page.card_read(ZHANG)
    clerk.page.what.search.setFocus()
    clerk.type("hszyzc")
    clerk.press(K.Key_Return)
    clerk.type("N")
    clerk.until(lambda: bool(chosen(clerk)))
    assert chosen(clerk) == NURSE and clerk.page.what.search.text() == "hszyzc"


def test_after_a_search_that_failed_its_words_can_be_mended(
    desk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = desk()
    what = clerk.page.what

    def broken(_: str) -> None:
        raise OSError

    monkeypatch.setattr(what.searcher, "_find", broken)
    what.search.setFocus()
    clerk.type("hs")
    clerk.press(K.Key_Return)
    clerk.until(lambda: bool(clerk.said))
    what.search.setFocus()
    clerk.type("z")
    assert what.search.text() == "hsz"
    clerk.until(lambda: not what.searcher.waiting)


def test_the_item_of_an_intake_that_is_resumed_stays_in_the_list(desk: Callable[..., Clerk]) -> None:
    """It stood there for a blink: the empty page before it had asked for nothing, and the answer came then."""
    clerk = desk()
    begin(clerk)
    clerk.page.park()
    clerk.rest(1)
    (draft,) = clerk.workplace.office.open_drafts()
    clerk.page.resume(draft)
    clerk.rest(3)
    assert chosen(clerk) == NURSE
    assert [item.code for item in clerk.page.what.results.items()] == [NURSE]
