"""The page on which she reads once more what she filled in: nothing on it makes her wonder."""

from __future__ import annotations

from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_grandmother import on_to_review


def at_review(booth: Booth) -> list[str]:
    booth.touch("tile", "apply")
    booth.find("hukou")
    booth.lay()
    on_to_review(booth)
    assert booth.key == "apply.review"
    return [row.text for row in booth.screen.rows]


def test_who_came_for_herself_is_shown_no_empty_line_about_somebody_who_comes_for_another(booth: Booth) -> None:
    """经办人姓名 — stood there three times, and she went to ask who that is."""
    names = at_review(booth)
    assert "迁入地址" in names, names
    assert not [name for name in names if "经办人" in name], names


def test_a_line_she_left_empty_says_that_it_may_stay_empty(booth: Booth) -> None:
    at_review(booth)
    assert "—" not in [row.note for row in booth.screen.rows]
