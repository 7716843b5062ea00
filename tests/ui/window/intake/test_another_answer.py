"""An answer or an item that was chosen by mistake: both are reached again by keys, and nothing is lost unsaid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.materials import MaterialStatus
from tests.ui.window.intake.room import Clerk, K, begin


def nurse(desk: Callable[..., Clerk]) -> tuple[Clerk, str]:
    """A nurse whose one question is answered with 否, the keyboard in the materials."""
    clerk = desk()
    begin(clerk)
    assert clerk.page.state.guide is not None
    return clerk, clerk.page.state.guide.questions[0].id


def test_another_answer_to_the_question_is_given_by_keys(desk: Callable[..., Clerk]) -> None:
    """The form stood in the way, and a wrong answer asks for papers that may not be asked for."""
    clerk, question = nurse(desk)
    guide = clerk.page.state.guide
    assert guide is not None
    before = clerk.page.state.answers[question]
    clerk.page.state.form.update({field.id: "x" for field in guide.form})
    clerk.alt(K.Key_3)
    clerk.alt(K.Key_2)
    if not clerk.page.what.questions.isAncestorOf(clerk.focused()):
        assert clerk.focused() is clerk.page.what.form_button, "the form is not whole yet"
        clerk.press(K.Key_Backtab)
    assert clerk.page.what.questions.isAncestorOf(clerk.focused())
    clerk.type("Y")
    clerk.rest(1)
    assert clerk.page.state.answers[question] != before


def test_tab_goes_from_the_search_over_the_answered_question_to_the_form(desk: Callable[..., Clerk]) -> None:
    clerk, _ = nurse(desk)
    clerk.page.what.search.setFocus()
    passed = []
    for _ in range(4):
        clerk.press(K.Key_Tab)
        passed.append(clerk.focused())
    asked = [clerk.page.what.questions.isAncestorOf(each) for each in passed]
    assert any(asked) and asked.index(True) < passed.index(clerk.page.what.form_button), passed


def test_the_key_of_the_step_again_leads_to_the_search_with_its_words_marked(desk: Callable[..., Clerk]) -> None:
    """jzz was typed over the address in the form."""
    clerk, _ = nurse(desk)
    clerk.alt(K.Key_F)
    assert clerk.page.what.form.isAncestorOf(clerk.focused())
    form = dict(clerk.page.state.form_values())
    clerk.alt(K.Key_2)
    search = clerk.page.what.search
    assert clerk.focused() is search and search.selectedText() == search.text() != ""
    clerk.type("jzz")
    assert search.text() == "jzz" and clerk.page.state.form_values() == form


@pytest.mark.parametrize("marked", [True, False])
def test_another_item_says_what_is_put_aside_and_the_former_brings_it_back(
    desk: Callable[..., Clerk], marked: bool
) -> None:
    clerk, _ = nurse(desk)
    guide = clerk.page.state.guide
    assert guide is not None
    if marked:
        clerk.type("S")
        clerk.press(K.Key_Return)
    clerk.said.clear()
    clerk.alt(K.Key_2)
    clerk.alt(K.Key_2)
    clerk.type("spscxk")
    clerk.until(lambda: not clerk.page.what.searcher.waiting and clerk.page.what.results.count() > 0)
    clerk.press(K.Key_Return)
    clerk.until(lambda: clerk.page.state.guide is not None and clerk.page.state.guide.item.code != guide.item.code)
    told = [each for each in clerk.said if "放在一边" in each.title]
    assert bool(told) is marked
    if marked:
        assert guide.item.full_name in told[0].title and "材料 1 项" in told[0].next
        clerk.page.choose_item(guide.item.code)
        clerk.until(lambda: clerk.page.state.guide is not None and clerk.page.state.guide.item.code == guide.item.code)
        rows = clerk.page.state.material_rows()
        assert [row.status for row in rows].count(MaterialStatus.ORIGINAL) == 1


@pytest.mark.parametrize("marked", [True, False])
def test_that_the_other_item_is_part_of_one_matter_does_not_hide_what_is_put_aside(
    desk: Callable[..., Clerk], marked: bool
) -> None:
    """Two messages were sent in one turn, and the second stood alone; the band that came then ended the program, while
    the list was still drawn in around the item before.
    """
    clerk, _ = nurse(desk)
    if marked:
        clerk.type("S")
        clerk.press(K.Key_Return)
    clerk.said.clear()
    clerk.page.choose_item(clerk.workplace.office.search_items("xcyjyxk")[0].code)
    clerk.until(lambda: bool(clerk.said))
    clerk.rest(1)
    told = clerk.said[-1]
    assert "一件事" in (told.next if marked else told.title) and ("放在一边" in told.title) is marked


def test_what_only_looks_alike_is_not_one_enter_away(desk: Callable[..., Clerk]) -> None:
    """An unrelated item stood first and marked, with Enter on it."""
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    what = clerk.page.what
    what.search.setFocus()
    clerk.type("spsxxk")
    clerk.until(lambda: not what.searcher.waiting and what.results.count() > 0)
    assert what.results.current() is None and "对得上" in what.nothing.text() and what.nothing.isVisible()
    clerk.press(K.Key_Return)
    clerk.rest(1)
    assert clerk.page.state.guide is None
    clerk.press(K.Key_Down)
    assert what.results.current() is what.results.items()[0]
    clerk.press(K.Key_Return)
    clerk.until(lambda: clerk.page.state.guide is not None)


def test_a_locked_key_says_in_the_row_why_nothing_happens(desk: Callable[..., Clerk]) -> None:
    clerk, _ = nurse(desk)
    row = clerk.page.materials.current()
    assert row is not None and not row.committable
    clerk.type("C")
    why = clerk.page.materials.editor.why
    assert why.isVisible() and "不可选：" in why.text() and "告知承诺" in why.text(), why.text()
    assert clerk.page.materials.current() == row
