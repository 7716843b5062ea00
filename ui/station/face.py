"""The station face: one column, what was begun first, and everything that was done offline always in view."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QApplication, QWidget

from app.domain.case import Case
from app.domain.people import IdCardReading
from app.domain.time import clock_doubt, date_words, quality_words
from app.ports import Outcome
from app.values import replace
from ui.colours import NAMES
from ui.language import other_language
from ui.runner import QtScheduler, Runner
from ui.shared.overlay import Overlay
from ui.shared.shell import FaceShell
from ui.station import work
from ui.station.bundle import BundlePage
from ui.station.case import StationCase
from ui.station.column import ColumnPage
from ui.station.home import HomePage
from ui.station.intake import StationIntake
from ui.station.line import line_words
from ui.station.pages import PapersPage, ProgressPage, RecordPage
from ui.station.remind import RemindPage
from ui.station.shell import StationShell
from ui.station.slip import Given, Slip, give, print_slip, slips
from ui.tell import Answer, Tell
from ui.texts import LANGUAGES
from ui.theme import look, t
from ui.unqueued import SLIPS
from ui.window import behind
from ui.window.case.frame import case_parts_made
from ui.window.dayline import readiness
from ui.window.face import WindowFace
from ui.window.intake.context import Origin
from ui.window.intake.frame import panes_made
from ui.window.intake.what import searcher_of
from ui.window.padnow import pad_now
from ui.window.practice import Practice

if TYPE_CHECKING:
    from ui.workplace import Workplace


class StationFace(WindowFace):
    """Everything behind one station. It shares the window's desk, line, printer and readers; only its pages differ."""

    NAME, LOOKED_AT = "station", "progress"
    BEHIND = behind.STATION

    def __init__(
        self, workplace: Workplace, shell: FaceShell, runner: Runner, scheduler: QtScheduler, tell: Tell
    ) -> None:
        super().__init__(workplace, shell, runner, scheduler, tell)
        if isinstance(shell, StationShell):
            shell.set_phone(workplace.place().hall_phone)

    def _pages_made(self) -> Iterator[None]:
        from ui.window.citizen.screen import CitizenScreen
        from ui.window.inner import Tools

        office, place = self.workplace.office, self.workplace.place()
        common = (office, self.runner, self.tell)
        home = HomePage()
        yield
        searcher = searcher_of(office.search_items, self.runner)
        panes = yield from panes_made(searcher, result=False, signing="touch")
        yield
        intake = StationIntake(office, self.runner, self.scheduler, self.tell, place, panes=panes)
        if (hand := self.workplace.settings.practice) is not None:
            Practice(hand, intake.who, self.scheduler)
        yield
        bundle = BundlePage(*common, partial(give, self.workplace))
        yield
        progress = ProgressPage(*common, "progress", "search")
        yield
        papers = PapersPage(*common, partial(slips, self.workplace))
        yield
        remind = RemindPage(office, self.runner, self.scheduler, self.tell)
        yield
        record = RecordPage(*common, self.workplace.outbox_view)
        yield
        parts = yield from case_parts_made()
        yield
        case = StationCase(office, self.runner, self.scheduler, self.tell, parts=parts)
        yield
        self.screen = CitizenScreen(Tools(self.workplace, self.runner, self.scheduler, self.tell), self.shell)
        self.screen.fallen.connect(self._fallen)
        yield
        # In one go with what ends its making: a page opened in between would be turned back under her hands.
        self.pages = {
            "home": home,
            "intake": intake,
            "bundle": bundle,
            "progress": progress,
            "papers": papers,
            "remind": remind,
            "record": record,
            "case": case,
        }
        for key, page in self.pages.items():
            self.shell.add_place(key, page)
        self._join(home, intake, case)
        for each in (bundle, progress, papers, remind, record):
            each.left.connect(self.go_home)
        for each in (progress, record):
            each.chosen.connect(self.show_case)
        remind.chosen.connect(self._reminded)
        remind.case_wanted.connect(self.show_case)
        papers.chosen.connect(papers.again)
        papers.slip_wanted.connect(self._print_again)
        bundle.handed.connect(self._handed)
        self.pages["intake"].left_person.connect(self.screen.person_left)
        if isinstance(self.shell, StationShell):
            self.shell.talk_wanted.connect(self.screen.speak)
        self.go_home()

    def _join(self, home: HomePage, intake: StationIntake, case: StationCase) -> None:
        home.taken.connect(self._take)
        home.go_on.connect(self.resume)
        home.parked.connect(self._choose_parked)
        home.look_wanted.connect(self.ask_look)
        home.day_wanted.connect(partial(self.shell.go, "day"))
        home.pad_wanted.connect(partial(self.shell.go, "pad"))
        intake.pad_button.clicked.connect(partial(self.shell.go, "pad"))
        self.shell.add_later("day", self._day_page, "home")
        self.shell.add_later("handover", self._issue_page, "home")
        self.shell.add_later("pad", self._pad_page, "home")
        intake.left.connect(self.go_home)
        intake.taken_in.connect(self._taken_in)
        intake.case_opened.connect(lambda _: self.go_home())
        case.left.connect(self.go_home)
        case.resume.connect(self.resume)
        case.changed.connect(self._badges)
        case.hand_over.connect(self.hand_over)

    def _day_page(self) -> QWidget:
        """The checks of the day and the change of shift are the window's: who opens a station signs for the same."""
        from ui.station.day import StationDay
        from ui.window.inner import Tools

        page = StationDay(Tools(self.workplace, self.runner, self.scheduler, self.tell))
        page.left.connect(self.go_home)
        page.open_case.connect(self.show_case)
        page.taken_over.connect(self._taken_over)
        page.settle.connect(self._settle)
        self.pages = {**self.pages, "day": page}
        return page

    def _issue_page(self) -> QWidget:
        """Where 发件 was delegated to the station: reached from the case, and from what the evening finds."""
        from ui.station.issue import StationIssue

        page = StationIssue(self.workplace.office, self.runner, self.scheduler, self.tell)
        page.left.connect(self.go_home)
        page.open_case.connect(self.show_case)
        self.pages = {**self.pages, "handover": page}
        return page

    def _pad_page(self) -> QWidget:
        """Sheets for when the machine is dead: printed while it works, entered afterwards."""
        from ui.station.pad import StationPad
        from ui.window.inner import Tools

        page = StationPad(Tools(self.workplace, self.runner, self.scheduler, self.tell))
        page.left.connect(self.go_home)
        page.open_case.connect(self.show_case)
        page.enter.connect(self._enter_sheet)
        page.resume.connect(self.resume)
        self.pages = {**self.pages, "pad": page}
        return page

    def _enter_sheet(self, number: str, ms: int) -> None:
        """An intake of what was written on a sheet, with the moment that stands on it."""
        if self.shell.go("intake"):
            self.pages["intake"].start_sheet(Origin(pad=number, pad_ms=str(ms)), self.pages["pad"].caller)

    def _settle(self, key: str) -> None:
        """From a row of the check to the page where it is settled."""
        if key == "home":
            self.go_home()
        elif key == "pad":
            self.shell.go(key)
        else:
            self._take(key)

    def go_home(self) -> None:
        """The first page; what was being typed stays in its draft."""
        self.shell.go("home")
        self._shown("home")
        self.pages["home"].take_focus()

    def _wire(self) -> None:
        super()._wire()
        self.shell.place_changed.connect(self._opened)

    def _open(self, session: Any, same: bool) -> None:
        super()._open(session, same)
        self._opened(self.shell.place())

    def _opened(self, key: str) -> None:
        """The keys that a page shows are its own: the keyboard goes to it from wherever it was opened, the foot too. A
        page that is only read anew has no claim on it.
        """
        page, focused = self.pages.get(key), QApplication.focusWidget()
        if isinstance(page, HomePage | ColumnPage) and not self.shell.covered() and not _holds(page, focused):
            page.take_focus()

    def ask_look(self) -> None:
        """Another language, or other colours for who sees badly: the window has both in its search, a station none."""
        worn = look().theme.name
        other = other_language(self.tell.texts.language)
        kinds = [("language", other, LANGUAGES[other])]
        kinds += [("colours", name, t(f"colours.{name}")) for name in NAMES if name != worn]
        answers = [
            Answer(f"{kind}:{value}", words, str(n)) for n, (kind, value, words) in enumerate(kinds, start=1)
        ]
        answers.append(Answer("", t("kit.cancel"), "N", primary=True))

        def answered(answer: str) -> None:
            kind, _, value = answer.partition(":")
            if kind:
                self._chosen((kind, value))

        self.tell.ask(t("station.look.title"), t("station.look.text"), answers, answered, "")

    def _take(self, key: str) -> bool:
        """To the page where a job is begun; False where she who sits here may begin none."""
        if not self.shell.go(key) and key in self.shell.shut:
            return False
        page = self.pages[key]
        if key == "intake":
            page.start_new()
        else:
            page.take_focus()
        return True

    def _taken_in(self, case: Case) -> None:
        self._badges()

    def _choose_parked(self) -> None:
        if self.shell.go("intake"):
            self.pages["intake"].parking.show()

    def resume(self, draft: UUID) -> None:
        """Go on with an unfinished intake."""
        if self.shell.go("intake"):
            self.pages["intake"].resume(draft)

    def show_case(self, case_id: UUID) -> None:
        """Open a case page."""
        self.shell.go("case")
        self.pages["case"].show_case(case_id)

    def _reminded(self, each: work.Reminder) -> None:
        """To where it is handed over, when it lies here and she may; news are told; else to the case."""
        if each.news:
            self.pages["remind"].ask_told(each)
            return
        gives = each.here and work.gives_out(self.workplace.office)
        (self.hand_over if gives else self.show_case)(each.line.case_id)

    def hand_over(self, case_id: UUID) -> None:
        """To whom 发件 was delegated for it; no other case page has the key."""
        self.shell.go("handover")
        self.pages["handover"].put(case_id)

    def _handed(self, given: Given) -> None:
        """The list goes to the printer; a bag that is not on it must not be carried off with the others."""
        slip = given.slip
        self._print_slip(slip, t("station.bundle.done", bags=len(slip.bags), number=slip.number))
        if given.refused:
            codes = t("inner.and").join(bag.code for bag in given.refused)
            title = t("station.bundle.refused", bags=len(given.refused), codes=codes)
            self.tell.message("warn", title, t("station.bundle.refused_next"))

    def _print_again(self, slip: Slip, reason: str) -> None:
        """Nothing is handed over by it a second time."""
        self._print_slip(slip, t("station.bundle.again", number=slip.number), reason)

    def _print_slip(self, slip: Slip, title: str, reason: str = "") -> None:
        def printed(outcome: Outcome) -> None:
            out = outcome is Outcome.OUT
            said = t("station.bundle.out" if out else "station.bundle.unsure")
            self.tell.message("ok" if out else "warn", title, said)

        def failed(error: BaseException) -> None:
            self.tell.message("warn", title, t("station.bundle.kept"))
            self.tell.error(error)

        self.runner.run(SLIPS, partial(print_slip, self.workplace, slip, reason), printed, failed, name="slip")

    def begun(self) -> tuple[str, UUID | None]:
        """As in the window; an intake that was left for the first page waits there."""
        number, draft = super().begun()
        return number, draft if self.shell.place() == "intake" else None

    # how things stand

    def _look(self) -> Any:
        if not self._sits():
            return None
        hall = self.workplace.line_reader.waiting().hall_only
        cases = self.workplace.outbox_view.cases()
        day = self.workplace.day_book.standing()
        left, pad = self.workplace.line_reader.headroom().offline_days, pad_now(self.workplace)
        found = work.home(self.workplace.office)
        return replace(found, hall_only=hall, cases=cases, day=day, days_left=left, pad=pad)

    def _sits(self) -> bool:
        return not self.shell.covered()

    def _show_look(self, found: Any) -> None:
        if found is None:
            return
        seen: work.Home = found
        if "home" in self.pages:
            self.pages["home"].show_home(seen)
            now = self.workplace.clock.now()
            back = clock_doubt(now, seen.seen_ms) == "back"
            self.pages["intake"].show_pad(seen.pad, date_words(now.date) if back else "")
        good = seen.status.state == "online" and not seen.hall_only and not seen.cases.needs
        now = self.workplace.clock.now()
        good = good and not clock_doubt(now, seen.seen_ms)
        self.shell.set_line_state(line_words(seen, now), "ok" if good else "warn")
        lacks, low = self.workplace.plugged.lacks(), self.workplace.plugged.low()
        self.shell.set_readiness(*readiness(lacks, quality_words(now), seen.day, low))
        self.changed.emit()

    # the reader

    def card_read(self, reading: IdCardReading) -> None:
        """A card on the reader begins a new intake, wherever one is, but never over one that is being filled."""
        if self.shell.covered() or "intake" not in self.pages:
            return
        if self.shell.place() == "handover":
            self.pages["handover"].card_read(reading)  # of who fetches
            return
        if self.shell.place() != "intake" and not self._take("intake"):
            return
        self.pages["intake"].card_read(reading)

    def _chosen(self, value: Any) -> None:
        kind, what = value
        if kind == "case":
            self.show_case(what)
        elif kind == "item":
            if self._take("intake"):
                self.pages["intake"].apply_action(f"item:{what}")
        elif kind == "place":
            self.go_home()
        elif kind == "language":
            self.speak(what)
        elif kind == "colours":
            self.wear(what)
        elif kind == "help":
            self.guide.help(what)


def _holds(page: QWidget, focused: QWidget | None) -> bool:
    """Whether the keyboard is on the page, or with a question above it."""
    asked = focused
    while asked is not None and not isinstance(asked, Overlay):
        asked = asked.parentWidget()
    return asked is not None or (focused is not None and page.isAncestorOf(focused))
