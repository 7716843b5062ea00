"""What a terminal knows of a question before it is asked."""

from __future__ import annotations

import pytest

from app.domain.guide import Choice, SituationQuestion
from app.domain.kiosk import answer_of_who_acts


@pytest.mark.parametrize(
    ("text", "labels", "another", "herself"),
    [
        ("是否由他人代办？", ("是", "否"), "a", "b"),
        ("是不是委托他人来办？", ("否", "是"), "b", "a"),
        ("是否由他人代办？", ("本人办", "代办"), "", ""),
        ("由谁代办？", ("是", "否", "不清楚"), "", ""),
        ("是否有社保卡？", ("是", "否"), "", ""),
    ],
)
def test_a_question_that_only_asks_who_acts_is_answered_by_what_was_said_before_and_no_other_is(
    text: str, labels: tuple[str, ...], another: str, herself: str
) -> None:
    choices = tuple(Choice(key, label) for key, label in zip("abc", labels, strict=False))
    question = SituationQuestion("q", text, choices)
    assert answer_of_who_acts(question, True) == another
    assert answer_of_who_acts(question, False) == herself
