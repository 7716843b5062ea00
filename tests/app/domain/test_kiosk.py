"""What a terminal knows of a question before it is asked."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.guide import Choice, SituationQuestion
from app.domain.kiosk import answer_of_who_acts, denies_agent
from app.domain.people import IdType, Person


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


@pytest.mark.parametrize(
    ("answer", "day", "denied"),
    [("否", date(1919, 9, 28), True), ("是", date(1919, 9, 28), False), ("否", date(1915, 9, 28), False)],
)
def test_no_agent_is_denied_but_a_parent_who_acts_for_a_child_is_asked_for_no_power_of_attorney(
    answer: str, day: date, denied: bool
) -> None:
    """是 was wanted of a mother too, and with it a 委托书 that no child of fifteen can give."""
    asked = SituationQuestion("q", "是否由他人代办？", (Choice("是", "是"), Choice("否", "否")))
    child = Person("张三", IdType.RESIDENT_CARD, "", birth="1900-01-01")
    assert denies_agent((asked,), {"q": answer}, child, day) == ((asked,) if denied else ())
