"""A period that nobody named is not printed as 即办."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from printing.documents import Acceptance, FeeNotice, ToleranceNotice
from printing.documents.decisions import UNSTATED
from printing.fonts import Fonts
from printing.layout import render_pdf


def test_an_acceptance_without_a_known_period_says_so_and_promises_nothing(
    fonts: Fonts, words: Callable[[bytes], str]
) -> None:
    """承诺办理期限为 即办，受理当日办结 stood on the paper of an item whose guide names no period."""
    bare = replace(Acceptance.sample(), limit=UNSTATED, due_on=None)
    said = "".join(words(render_pdf(bare, fonts)).split())
    assert "即办" not in said and "办事指南没有写明办理期限" in said and "024-0000-0107" in said
    dated = replace(bare, due_on=date(2026, 10, 16))
    said = "".join(words(render_pdf(dated, fonts)).split())
    assert "没有写明" not in said and "至2026年10月16日" in said


def test_a_tolerant_acceptance_with_a_day_and_no_period_names_the_day(
    fonts: Fonts, words: Callable[[bytes], str]
) -> None:
    said = "".join(words(render_pdf(replace(ToleranceNotice.sample(), limit=""), fonts)).split())
    assert "办理期限。至2026年10月16日" in said and "自受理次日起" not in said


def test_a_notice_of_fees_does_not_stop_a_clock_that_runs_on(fonts: Fonts, words: Callable[[bytes], str]) -> None:
    """缴款所需时间不计入办理期限 stood on it: no article says so (许可法 45), and no clock of ours stops for it."""
    assert "不计入" not in "".join(words(render_pdf(FeeNotice.sample(), fonts)).split())
