"""The page on which she reads once more what she filled in: nothing on it makes her wonder."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.people import grouped_phone
from tests.ui.kiosk.booth import Booth
from tests.ui.kiosk.test_grandmother import on_to_review
from ui.kiosk.screen import Choice, Input
from ui.kiosk.touch import Touch
from ui.kiosk.typing_board import Line


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


def test_what_she_filled_in_stands_larger_than_its_name(dressed_app: QApplication) -> None:
    """The same word twice: as the name of a line, and as what she wrote there."""
    page = QWidget()
    line = Touch(page, Choice("edit", "国国国国", note="国国国国", icon="pencil"))
    line.resize(800, line.wanted(800))
    seen, middle = line.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8), line.height() // 2
    inside = [(x, y) for x in range(90, 760) for y in range(8, line.height() - 8)]
    inked = [(x, y) for x, y in inside if seen.pixelColor(x, y).lightness() < 160]
    ends = [max(x for x, y in inked if (y < middle) is above) for above in (True, False)]
    assert ends[0] < ends[1], ends


def test_a_number_is_seen_in_groups_as_she_types_it(qapp: QApplication) -> None:
    """Eleven digits in a row, one of them wrong, and nobody ever rings her."""
    page = QWidget()
    line = Line(page, Input("value", "联系电话", "13800000001", "digits", phone=True))
    assert line.seen() == "138 0000 0001"


@pytest.mark.parametrize("as_it_is", ["024-00000107", "02400000107", "12345 ", "62000107", "无", "", "138000000012"])
def test_what_is_no_mobile_number_is_left_as_it_was_written(as_it_is: str) -> None:
    assert grouped_phone(as_it_is) == as_it_is


def test_a_telephone_number_and_a_day_stand_in_parts_that_can_be_compared(booth: Booth) -> None:
    at_review(booth)
    notes = [row.note for row in booth.screen.rows]
    assert "138 0000 0001" in notes, notes
    assert not [note for note in notes if note.isdigit() and len(note) > 6], notes
