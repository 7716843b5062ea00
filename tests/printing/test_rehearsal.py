"""Nobody can take a paper of the rehearsal for a real one: every page of every paper says 演练."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printing.documents import Paper, Receipt, all_papers, daily_papers
from printing.documents.specimens import a5_certificate, card_licence, fuller_papers
from printing.layout import layout
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.page import Page, Text
from ui.bootstrap import paper_fonts

EVERY = {f"{kind.KIND}": kind for kind in (*all_papers(), *daily_papers())}
FULLER = {"A5": a5_certificate, "card": card_licence} | {
    name: (lambda one=name: fuller_papers()[one]) for name in fuller_papers()
}


def says_so(page: Page) -> bool:
    """Whether the words stand on the page, in one run or character by character."""
    return "演练" in "".join(op.text for op in page.ops if isinstance(op, Text))


def rehearsed(paper: Paper, rehearsal: bool) -> Paper:
    changed: Paper = replace(paper, envelope=replace(paper.envelope, rehearsal=rehearsal))  # type: ignore[type-var]
    return changed


@pytest.mark.parametrize("kind", sorted(EVERY))
def test_every_page_of_a_paper_of_the_rehearsal_says_so(kind: str) -> None:
    fonts = paper_fonts()
    paper = EVERY[kind].sample()
    pages = layout(rehearsed(paper, True), fonts)
    assert pages and all(says_so(page) for page in pages)
    assert not any(says_so(page) for page in layout(rehearsed(paper, False), fonts)), "and of no real one"


@pytest.mark.parametrize("name", sorted(FULLER))
def test_the_long_and_the_small_forms_say_so_too(name: str) -> None:
    pages = layout(rehearsed(FULLER[name](), True), paper_fonts())
    assert pages and all(says_so(page) for page in pages)


def test_a_receipt_on_the_roll_says_so() -> None:
    fonts = paper_fonts()
    paper = rehearsed(Receipt.sample(), True)
    assert isinstance(paper, Receipt)
    for roll in (receipt_roll(paper, fonts, False), receipt_slip(paper, fonts, False)):
        assert roll and says_so(roll[0])
