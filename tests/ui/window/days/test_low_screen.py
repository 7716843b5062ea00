"""A screen that is low: 1920×1080 at 150 % has 1280×720, and the bars of its desktop take some 80 of them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_citizen import open_case
from ui.shared.measure import cut_texts

LOW = QSize(1280, 640)


@pytest.mark.parametrize("place", ["intake", "due", "handover", "search", "print", "sync"])
def test_every_place_can_be_read_on_a_low_screen(hall: Hall, place: str) -> None:
    hall.shell.resize(LOW)
    hall.shell.go(place)
    hall.rest()
    assert hall.shell.size() == LOW, "its lowest line, with the key that goes on, lies below the edge"
    assert cut_texts(hall.shell) == []


def test_a_case_and_the_citizen_s_screen_can_be_read_on_a_low_screen(hall: Hall) -> None:
    hall.shell.resize(LOW)
    open_case(hall)
    assert hall.shell.size() == LOW and cut_texts(hall.shell) == []
    hall.shell.show_places()
    hall.rest()
    assert hall.shell.size() == LOW and cut_texts(hall.shell) == []
