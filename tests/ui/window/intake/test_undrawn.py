"""A rare character that no font has is told while it can still be looked at, not found on the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.ui.window.intake import room
from tests.ui.window.intake.room import ZHANG, Clerk, begin
from ui.shared.labels import Facts
from ui.tell import Notice

RARE = "\U00031350"
"""Of extension H, in no font that is shipped."""


def come(clerk: Clerk, monkeypatch: pytest.MonkeyPatch, name: str) -> list[Notice]:
    """Somebody of this name, as far as the drawn paper; what was said of characters."""
    monkeypatch.setattr(room, "ZHANG", replace(ZHANG, name=name))
    begin(clerk)
    clerk.rest(3)
    return [each for each in clerk.said if "字库里没有" in each.title]


def test_a_character_that_no_font_has_is_told_once_before_anything_is_printed(
    desk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = desk()
    told = come(clerk, monkeypatch, f"张{RARE}")
    assert [each.state for each in told] == ["warn"]
    assert "U+31350" in told[0].title and "手写" in told[0].next
    assert "U+31350" in _facts(clerk), "the paper shows a crossed box and no word of it"
    clerk.page.drawing.turn()
    clerk.rest(3)
    assert len([each for each in clerk.said if "字库里没有" in each.title]) == 1


def test_rare_characters_that_the_fonts_have_are_no_matter(
    desk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = desk()
    assert come(clerk, monkeypatch, "㛃𬍛龘") == []
    assert "U+" not in _facts(clerk)


def test_the_next_person_reads_nothing_of_a_character_of_the_one_before(
    desk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = desk()
    come(clerk, monkeypatch, f"张{RARE}")
    clerk.page.park()
    clerk.rest(3)
    come(clerk, monkeypatch, "张三")
    assert "U+" not in _facts(clerk)


def _facts(clerk: Clerk) -> str:
    facts = clerk.page.paper.findChildren(Facts)
    return " ".join(label.text() for each in facts for row in each._lines for label in row)
