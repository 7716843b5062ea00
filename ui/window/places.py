"""The pages of the window: each is made when it is opened first, with the buttons that lead from it to others."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.values import dataclass
from ui.shared.ahead import at_once, drawn_ahead, place_ahead
from ui.shared.later import Later
from ui.shared.shell import FaceShell
from ui.theme import t
from ui.window.citizen.screen import CitizenScreen
from ui.window.inner import INNER, InnerPage, Tools, way_to
from ui.window.intake.context import Origin
from ui.window.intake.frame import Panes, panes_made
from ui.window.intake.model import IntakeState
from ui.window.intake.what import searcher_of
from ui.window.intake_page import IntakePage
from ui.window.practice import Practice

if TYPE_CHECKING:
    from ui.office import Office
    from ui.runner import QtScheduler, Runner
    from ui.tell import Tell
    from ui.window.search_page import SearchPage

Made = Generator[None, None, QWidget]
PLACES = ("intake", "due", "handover", "search", "print", "sync")


@dataclass(frozen=True)
class Ways:
    """Where the pages lead: the page of a case, the issue desk with one, an unfinished intake; ``changed`` when counts
    moved, ``taken_over(session)`` when somebody else sits here from now on.
    """

    show_case: Callable[[UUID], object]
    hand_over: Callable[[UUID], object]
    resume: Callable[[UUID], object]
    changed: Callable[[], object]
    taken_over: Callable[[Any], object]


class Places:
    """Makes the pages of a window and joins them. ``pages`` knows all of them from the start."""

    AHEAD = ("search", "due", "handover", "print", "sync")
    """Places that are made before somebody opens them, what a day needs first before the others."""

    def __init__(self, tools: Tools, shell: FaceShell, ways: Ways) -> None:
        self.tools, self.shell, self.ways = tools, shell, ways
        keys = (*PLACES, *(page.key for page in INNER))
        self.pages = Later({key: partial(shell.page, key) for key in keys})
        self._first: IntakePage | None = None
        self._ready: dict[str, QWidget] = {}
        self.screen = CitizenScreen(tools, shell)
        self.screen.setObjectName("citizen.screen")

    def announce(self) -> None:
        """Tell the shell of every page, so that it can be gone to."""
        for key in PLACES:
            self.shell.add_later(key, partial(self._place, key))
        for page in INNER:
            self.shell.add_later(page.key, partial(self._inner, page.key, page.home), page.home)
        speak = QAction(t("citizen.talk"), self.shell)
        speak.setShortcut("Ctrl+Shift+K")
        speak.triggered.connect(self.screen.speak)
        self.shell.addAction(speak)

    # the places of the rail

    def _place(self, key: str) -> QWidget:
        return self._ready.pop(key, None) or at_once(self._in_parts(key))

    def _in_parts(self, key: str) -> Generator[None, None, QWidget]:
        """Makes a page, a part per turn; another that was wanted meanwhile at once stands beside it."""
        page: Any = yield from getattr(self, f"_{key}")()
        # The search page shows the case itself; every other page asks for it.
        opened = getattr(page, "open_case", None)
        if opened is not None and key != "search":
            opened.connect(self.ways.show_case)
        for behind in INNER:
            if behind.home == key and behind.key != "file":
                page.head.add_right(way_to(behind.key, self.shell.go))
        made: QWidget = page
        return made

    def ahead(self, key: str) -> Iterator[None]:
        """Make a place and draw it before it is opened, a part per turn, unless somebody opens it before that."""
        if self.shell.stands(key):
            return
        page = yield from self._in_parts(key)
        yield
        if self.shell.stands(key):
            page.deleteLater()
            return
        self._ready[key] = page
        self._place_ahead(page)
        yield from drawn_ahead(page)
        self.pages[key]

    def _common(self) -> tuple[Office, Runner, QtScheduler, Tell]:
        tools = self.tools
        return tools.office, tools.runner, tools.scheduler, tools.tell

    def intake(self) -> Iterator[None]:
        """Make the intake before it is asked for: a pane per turn, then its page. It is placed in the window by who
        opens it: from then on she may type.
        """
        tools = self.tools
        panes = yield from panes_made(searcher_of(tools.office.search_items, tools.runner))
        yield
        self._first = self._intake_page(panes)

    def _place_ahead(self, page: QWidget) -> None:
        place_ahead(page, self.shell, self.shell.inside().size())

    def _intake(self) -> Made:
        made, self._first = self._first, None
        yield from ()
        return made or self._intake_page()

    def _intake_page(self, panes: Panes | None = None) -> IntakePage:
        page = IntakePage(*self._common(), self.tools.at.place(), panes=panes)
        page.case_opened.connect(self.ways.show_case)
        page.context.book = self.tools.at.visit_book
        page.context.spoken.connect(page.who.before.offer)
        page.pad_button.clicked.connect(lambda: self.shell.go("pad"))
        page.face_button.show()
        page.face_button.clicked.connect(lambda: self._face_intake(page))
        page.left_person.connect(self.screen.person_left)
        if (hand := self.tools.at.settings.practice) is not None:
            Practice(hand, page.who, self.tools.scheduler)
        return page

    def _due(self) -> Made:
        from ui.window.due_page import DuePage

        page = DuePage(*self._common(), whole=False)
        yield
        yield from page.furnish()
        return page

    def _handover(self) -> Made:
        from ui.window.handover_page import HandoverPage

        page = HandoverPage(*self._common(), whole=False)
        yield
        yield from page.furnish()
        return page

    def _search(self) -> Made:
        from ui.window.case.frame import case_parts_made
        from ui.window.case.page import CasePage
        from ui.window.search_page import SearchPage

        parts = yield from case_parts_made()
        yield
        case = CasePage(*self._common(), parts=parts)
        yield
        page = SearchPage(*self._common(), case=case)
        page.resume_draft.connect(self.ways.resume)
        page.hand_over.connect(self.ways.hand_over)
        page.changed.connect(self.ways.changed)
        self.shell.place_again.connect(lambda key: page.start_over() if key == "search" else None)
        page.case.head.face.show()
        page.case.head.face.clicked.connect(lambda: self._face(page))
        page.case.head.file.show()
        page.case.file_wanted.connect(self._file_of)
        self.screen.changed.connect(page.case.refresh)
        yield
        self._place_ahead(page)
        yield
        page.stack.setCurrentWidget(case)
        case.uncover()
        yield from drawn_ahead(case)
        case.cover()
        page.stack.setCurrentWidget(page.list)
        return page

    def _print(self) -> Made:
        from ui.window.print_page import PrintPage

        page = PrintPage(*self._common(), workplace=self.tools.at, whole=False)
        yield
        yield from page.furnish()
        return page

    def _sync(self) -> Made:
        from ui.window.sync_page import SyncPage

        page = SyncPage(*self._common(), whole=False)
        yield
        yield from page.furnish()
        return page

    # the pages behind them

    def _inner(self, key: str, home: str) -> QWidget:
        page: InnerPage = getattr(self, f"_{key}")()
        page.left.connect(lambda: self.shell.go(home))
        page.open_case.connect(self.ways.show_case)
        return page

    def _visits(self) -> QWidget:
        from ui.window.days.visits_page import VisitsPage

        page = VisitsPage(self.tools)
        page.rate.connect(self.screen.show_case)
        page.called.connect(self.screen.call)
        page.answered.connect(self.screen.call_over)
        page.intake.connect(self._begin)
        page.resume.connect(self.ways.resume)
        page.over.connect(self._leave_visit)
        return page

    def _day(self) -> QWidget:
        from ui.window.days.day_page import DayPage

        page = DayPage(self.tools)
        page.taken_over.connect(self.ways.taken_over)
        page.recorded.connect(self.ways.changed)
        return page

    def _figures(self) -> QWidget:
        from ui.window.days.figures_page import FiguresPage

        return FiguresPage(self.tools)

    def _parcels(self) -> QWidget:
        from ui.window.parcels_page import ParcelsPage

        return ParcelsPage(self.tools)

    def _returns(self) -> QWidget:
        from ui.window.returns_page import ReturnsPage

        return ReturnsPage(self.tools)

    def _pad(self) -> QWidget:
        from ui.window.days.pad_page import PadPage

        page = PadPage(self.tools)
        page.enter.connect(lambda number, ms: self._begin(Origin(pad=number, pad_ms=str(ms)), None))
        page.resume.connect(self.ways.resume)
        return page

    def _accounts(self) -> QWidget:
        from ui.window.days.accounts_page import AccountsPage

        return AccountsPage(self.tools)

    def _file(self) -> QWidget:
        from ui.window.days.file_page import FilePage

        return FilePage(self.tools)

    # from one to another

    def _face_intake(self, page: IntakePage) -> None:
        """对面屏 of who is being taken in, under the id that her case will bear."""
        state = page.state

        def show(draft: UUID | None) -> None:
            if page.state is state:
                self.screen.show_intake(state, draft)

        show(None) if state.empty() else page.journal.ready(show)

    def _face(self, search: SearchPage) -> None:
        """对面屏 of the case that is open."""
        case_id = search.case.case_id
        if case_id is not None:
            self.screen.show_case(case_id)

    def _file_of(self, case_id: UUID) -> None:
        """The file of a case opens from its page and leads back to it."""
        self.shell.go("file")
        self.pages["file"].show_case(case_id)

    def _leave_visit(self, visit: UUID) -> None:
        """A page begun for a visit that is over: what came in on it would stand on none of its receipts."""
        intake = self.pages["intake"]
        if intake.state.visit == str(visit) and intake.state.case is None:
            intake.start_new()

    def _begin(self, origin: Origin, before: IntakeState | None) -> None:
        """A new intake of a visit, or from a sheet of the pad."""
        if not self.shell.go("intake"):
            return
        intake = self.pages["intake"]
        intake.start_new(origin, before)
        intake.who.party.focus()
