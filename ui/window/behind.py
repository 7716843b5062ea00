"""Puts the pages behind the places into the window, with the button of each at its place."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtGui import QAction

from ui.shared.shell import FaceShell
from ui.theme import t
from ui.window.citizen.screen import CitizenScreen
from ui.window.days.accounts_page import AccountsPage
from ui.window.days.day_page import DayPage
from ui.window.days.figures_page import FiguresPage
from ui.window.days.file_page import FilePage
from ui.window.days.pad_page import PadPage
from ui.window.days.visits_page import VisitsPage
from ui.window.inner import INNER, InnerPage, Tools, way_to
from ui.window.intake.context import Origin
from ui.window.intake.model import IntakeState
from ui.window.intake_page import IntakePage
from ui.window.search_page import SearchPage


def build_behind(
    tools: Tools, shell: FaceShell, places: Mapping[str, Any], show_case: Callable[[UUID], object]
) -> Generator[None, None, dict[str, Any]]:
    """Every page behind one of ``places``, put into the shell; a rest after each, for whoever builds in slices."""
    kinds: dict[str, Callable[[Tools], InnerPage]] = {
        "visits": VisitsPage,
        "day": DayPage,
        "figures": FiguresPage,
        "pad": PadPage,
        "accounts": AccountsPage,
        "file": FilePage,
    }
    made: dict[str, InnerPage] = {}
    for key, kind in kinds.items():
        yield
        made[key] = kind(tools)
    for page in INNER:
        if page.key not in made:
            continue
        shell.add_page(page.key, made[page.key], page.home)
        made[page.key].left.connect(lambda home=page.home: shell.go(home))
        made[page.key].open_case.connect(show_case)
        if page.key != "file":
            places[page.home].head.add_right(way_to(page.key, shell.go))
    _to_citizen(tools, shell, places["search"], places["intake"], made["visits"])
    _to_file(shell, places["search"], made)
    _to_intake(tools, shell, places["intake"], made)
    return dict(made)


def _to_citizen(
    tools: Tools, shell: FaceShell, search: SearchPage, intake: IntakePage, visits: InnerPage
) -> None:
    """对面屏 opens from the intake, from a case, and when a visit ends."""
    screen = CitizenScreen(tools, shell)
    screen.setObjectName("citizen.screen")
    screen.changed.connect(search.case.refresh)
    for button in (intake.face_button, search.case.head.face):
        button.show()
    intake.face_button.clicked.connect(lambda: screen.show_intake(intake.state))
    search.case.head.face.clicked.connect(lambda: _face(screen, search.case.case_id))
    assert isinstance(visits, VisitsPage)
    visits.rate.connect(screen.show_case)
    visits.called.connect(screen.call)
    speak = QAction(t("citizen.talk"), shell)
    speak.setShortcut("Ctrl+Shift+K")
    speak.triggered.connect(screen.speak)
    shell.addAction(speak)


def _face(screen: CitizenScreen, case_id: UUID | None) -> None:
    if case_id is not None:
        screen.show_case(case_id)


def _to_file(shell: FaceShell, search: SearchPage, made: Mapping[str, InnerPage]) -> None:
    """The file of a case opens from its page and leads back to it."""
    file = made["file"]
    assert isinstance(file, FilePage)

    def show(case_id: UUID) -> None:
        shell.go("file")
        file.show_case(case_id)

    search.case.head.file.show()
    search.case.file_wanted.connect(show)


def _to_intake(tools: Tools, shell: FaceShell, intake: IntakePage, made: Mapping[str, InnerPage]) -> None:
    """A visit, a half typed intake of one, and a sheet of the pad all go on at the intake."""
    intake.context.book = tools.at.visit_book
    visits, pad = made["visits"], made["pad"]
    assert isinstance(visits, VisitsPage) and isinstance(pad, PadPage)

    def begin(origin: Origin, before: IntakeState | None) -> None:
        shell.go("intake")
        intake.start_new(origin, before)
        intake.who.party.focus()

    def resume(draft: UUID) -> None:
        shell.go("intake")
        intake.resume(draft)

    visits.intake.connect(begin)
    visits.resume.connect(resume)
    intake.pad_button.clicked.connect(lambda: shell.go("pad"))
    pad.enter.connect(lambda number, ms: begin(Origin(pad=number, pad_ms=str(ms)), None))
