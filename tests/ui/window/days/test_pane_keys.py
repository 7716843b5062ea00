"""Alt and a digit lead into the pane that shows them, on every page and whatever else is open there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget

from app.ports import JobState
from tests.ui.window.days.hall import ALT, SIZES, Hall
from ui.shared.button import KeyButton
from ui.shared.labels import KeyCap
from ui.shared.pane import Pane

PAGES = ("intake", "handover", "search", "print", "sync", "visits", "day", "figures", "pad", "accounts")


def pane_of(widget: QWidget | None) -> Pane | None:
    while widget is not None and not isinstance(widget, Pane):
        widget = widget.parentWidget()
    return widget


def astray(hall: Hall) -> list[str]:
    """The shown keys of panes that do not bring the keyboard into theirs."""
    page, found = hall.shell.inside(), []
    shown = [cap for cap in page.findChildren(KeyCap) if cap.isVisible() and cap.text()[:-1] == "Alt+"]
    for cap, pane in ((cap, pane_of(cap)) for cap in shown if cap.text()[-1].isdigit()):
        hall.press(getattr(Qt.Key, f"Key_{cap.text()[-1]}"), ALT)
        if pane is None or pane_of(QApplication.focusWidget()) is not pane:
            found.append(f"{hall.shell.place()} {cap.text()} {pane.title.text() if pane else ''}")
    return found


@pytest.mark.parametrize("size", SIZES)
def test_alt_and_a_digit_lead_into_the_pane_that_shows_them(hall: Hall, size: tuple[int, int]) -> None:
    """An empty list took no key: the keyboard stayed where it was, and the next one acted there."""
    hall.world.receive()
    hall.shell.resize(*size)
    for key in PAGES:
        hall.shell.go(key)
        hall.rest()
        assert not astray(hall)


@pytest.mark.parametrize("size", SIZES)
def test_the_question_of_a_print_is_not_answered_from_the_materials(hall: Hall, size: tuple[int, int]) -> None:
    """She went to the materials with Alt+1 and typed Y: the print she had turned away from was out."""
    case = hall.world.receive()
    jobs = hall.place.stores.jobs
    (job,) = jobs.jobs(JobState.ALLOCATED)
    jobs.mark(job.id, JobState.SENT, "folder")
    jobs.mark(job.id, JobState.UNSURE, "folder")
    hall.shell.resize(*size)
    hall.face.show_case(case)
    page = hall.face.pages["search"].case
    hall.until(lambda: not page.covered() and pane_of(QApplication.focusWidget()) is page.papers)
    hall.press(Qt.Key.Key_1, ALT)
    assert page.materials.isVisible() and pane_of(QApplication.focusWidget()) is page.materials
    hall.press(Qt.Key.Key_Y)
    now = jobs.job(job.id)
    assert now is not None and now.state is JobState.UNSURE
    hall.press(Qt.Key.Key_2, ALT)
    hall.press(Qt.Key.Key_Y)
    assert not jobs.jobs(JobState.UNSURE), "back at the papers it is answered"


def test_on_an_old_screen_the_way_to_the_other_pane_shows_its_key_and_no_cap_stands_before_it(hall: Hall) -> None:
    """「Alt+2　→ 看材料」 stood in the head of the papers; Alt+2 went to the question of a print there."""
    case = hall.world.receive()
    hall.face.show_case(case)
    page = hall.face.pages["search"].case
    hall.until(lambda: not page.covered())
    hall.rest()
    for digit, pane in ((1, page.materials), (2, page.papers), (1, page.materials)):
        shown = [part for part in page.findChildren(KeyButton) if part.isVisible() and part.key() == f"Alt+{digit}"]
        (button,) = shown
        host = pane_of(button)
        assert host is not None
        own = [cap for cap in host.findChildren(KeyCap) if cap.isVisible() and cap.text()[:-1] == "Alt+"]
        assert all(cap.x() > button.x() for cap in own)
        hall.press(getattr(Qt.Key, f"Key_{digit}"), ALT)
        assert pane.isVisible() and pane_of(QApplication.focusWidget()) is pane
    hall.shell.resize(*SIZES[1])
    hall.rest()
    for digit, pane in ((2, page.papers), (1, page.materials)):
        hall.press(getattr(Qt.Key, f"Key_{digit}"), ALT)
        assert pane_of(QApplication.focusWidget()) is pane, "side by side the keys are those of the page"


@pytest.mark.parametrize("size", SIZES)
def test_every_pane_of_the_file_of_a_case_says_the_key_that_leads_into_it(hall: Hall, size: tuple[int, int]) -> None:
    """The events, which an inspector reads most, had none: the keyboard came there by Tab alone."""
    hall.shell.resize(*size)
    hall.face.show_case(hall.world.receive())
    hall.until(lambda: not hall.face.pages["search"].case.covered())
    hall.rest()
    hall.ctrl(Qt.Key.Key_J)
    hall.rest()
    page = hall.shell.inside()
    assert hall.shell.place() == "file"
    keys = {pane.title.text(): caps_of(pane) for pane in page.findChildren(Pane) if pane.isVisible()}
    assert len(keys) == 4 and sorted(keys.values()) == [["Alt+1"], ["Alt+2"], ["Alt+3"], ["Alt+4"]], keys
    assert not astray(hall)


@pytest.mark.parametrize("size", SIZES)
def test_what_runs_beside_a_case_is_reached_by_its_key_and_read_on_with_the_arrows(
    hall: Hall, size: tuple[int, int]
) -> None:
    """On an old screen one of its lines stands in view; the others took a mouse."""
    hall.shell.resize(*size)
    case = hall.world.receive("hszyzc", False, {}, fetched=True)
    hall.world.answered(case)
    hall.face.show_case(case)
    page = hall.face.pages["search"].case
    hall.until(lambda: not page.covered())
    hall.rest()
    assert page.side.isVisible() and caps_of(page.side) == ["Alt+4"]
    assert not astray(hall)
    hall.press(Qt.Key.Key_4, ALT)
    (bar,) = [part for part in page.side.findChildren(QScrollBar) if part.maximum()] or [None]
    hall.press(Qt.Key.Key_Down)
    assert bar is None or bar.value() > 0


def caps_of(pane: Pane) -> list[str]:
    return [part.text() for part in pane.head_parts() if isinstance(part, KeyCap)]
