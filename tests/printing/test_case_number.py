"""The 办件编号 that a person was given stays hers, and the day within it is no riddle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain import commands as cmd
from app.domain.case_number import case_number
from app.domain.paper import PaperKind
from app.domain.time import Timestamp
from printing.compose import compose
from printing.fonts import Fonts
from printing.layout import render_pdf
from tests.app.domain.kit import MONDAY, NOBODY_ELSE, Counter, good

Read = Callable[[Counter, PaperKind], str]


@pytest.fixture
def read(fonts: Fonts, words: Callable[[bytes], str]) -> Read:
    """The words of the last paper of a kind."""

    def of(counter: Counter, kind: PaperKind) -> str:
        paper = compose(counter.need(), counter.paper(kind).document_id, lambda code, version: counter.item)
        return "".join(words(render_pdf(paper, fonts)).split())

    return of


def entered(days: int) -> Counter:
    """A sheet of the pad, handed in so many days ago."""
    counter = Counter()
    handed = Timestamp(MONDAY.ms - int(timedelta(days=days).total_seconds()) * 1000)
    rows = tuple(good(row) for row in counter.rows)
    counter.do(cmd.Receive(counter.intake(), rows, handed_at=handed, pad_number="P1"))
    return counter


@pytest.mark.parametrize("days", [3, 0])
def test_of_a_sheet_that_was_entered_later_the_receipt_says_whose_day_stands_in_the_number(
    read: Read, days: int
) -> None:
    """收件 on Friday, a number with Monday in it, and no word of why: she counted her days from the wrong one."""
    counter = entered(days)
    number = case_number(counter.need())
    assert number.removeprefix(counter.need().item.code)[:8] == f"{MONDAY.date:%Y%m%d}"
    told = read(counter, PaperKind.RECEIPT)
    assert number in told and ("办件编号里是这一天，期限从收件时间起算" in told) is (days > 0)


def test_a_receipt_that_is_recalled_and_given_again_keeps_the_number_of_the_case(read: Read) -> None:
    """Her first receipt and the notice bore one number, every paper after the recall another."""
    counter = Counter()
    counter.received()
    number, paper = case_number(counter.need()), counter.paper(PaperKind.RECEIPT)
    counter.sealed(paper)
    counter.do(cmd.GivePaper(paper.document_id, NOBODY_ELSE))
    counter.do(cmd.RecallPaper(paper.document_id, "姓名打错"))
    fresh = counter.paper(PaperKind.RECEIPT)
    assert fresh.number != paper.number and case_number(counter.need()) == number
    assert f"办件编号{number}" in read(counter, PaperKind.RECEIPT)


def test_a_form_that_is_signed_before_anything_is_handed_in_gives_no_number_that_the_receipt_would_change(
    read: Read,
) -> None:
    counter = Counter()
    counter.do(cmd.OpenCase(counter.intake()))
    assert "办件编号" not in read(counter, PaperKind.FORM) and case_number(counter.need()) == ""
    counter.received()
    assert f"办件编号{case_number(counter.need())}" in read(counter, PaperKind.RECEIPT)
