"""The window face: the shell, its pages, and the traffic between them and what runs in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal

from app.domain.rights import ending_words
from app.domain.time import quality_words
from app.usecases.periods import Proposed
from ui.adapters.found import camera_by_qt
from ui.guide.guide import Guide
from ui.holder import Holder
from ui.plugged import scanner_forms
from ui.runner import QtScheduler, Runner
from ui.settings import READY_NUMBERS, REHEARSAL_PASSWORD
from ui.shared.ahead import opened_in_turns
from ui.shared.overlay import SHIELD, Overlay
from ui.shared.shell import FaceShell
from ui.tell import Tell
from ui.theme import t
from ui.window import behind
from ui.window.ahead import Ahead
from ui.window.bridges import CardBridge, CodeBridge, LineBridge, RatingBridge, SocialBridge
from ui.window.codes import CodeRouter
from ui.window.dayline import DayLine, readiness, tell_time
from ui.window.entrance import Answers, Entrance
from ui.window.hall_calls import WORKERS, HallCallsWatch
from ui.window.heard import INTAKE, Heard
from ui.window.line_words import line_words
from ui.window.padnow import pad_now
from ui.window.rounds import PeriodRounds, keep_sounds, write_due_list
from ui.window.seat import sit_down
from ui.window.speaking import Speaking
from ui.window.unfinished import unfinished
from ui.window.wearing import Wearing

if TYPE_CHECKING:
    from ui.bootstrap import Workplace
    from ui.wedge import Wedge
    from ui.window.citizen.screen import CitizenScreen
    from ui.window.places import Places

CLOCK_SECONDS = 5.0
BADGE_SECONDS = 10.0
PERIODS_SECONDS = 600.0
COPY_SECONDS = 30.0
LOOK_SECONDS = 10.0
BEHIND_SECONDS = 0.5


class WindowFace(Heard):
    """Everything behind one window. ``ready`` comes when somebody is logged in and the pages stand."""

    NAME, LOOKED_AT = "window", "search"
    BEHIND = behind.WINDOW

    ready = Signal()
    changed = Signal()
    language_wanted = Signal(str)

    def __init__(
        self, workplace: Workplace, shell: FaceShell, runner: Runner, scheduler: QtScheduler, tell: Tell
    ) -> None:
        super().__init__(shell)
        self.workplace = workplace
        self.shell = shell
        self.runner = runner
        self.scheduler = scheduler
        self.tell = tell
        tell.cite = workplace.rules.law
        self.behind = behind.Behind(runner, self.BEHIND, tell.error)
        self.ahead = Ahead(runner, self.behind, tell)
        self.pages: Mapping[str, Any] = {}
        self._building: Iterator[None] | None = None
        self._places: Places | None = None
        self.screen: CitizenScreen | None = None
        self.codes = CodeRouter(
            workplace, shell, runner, tell, lambda: self.pages, self.show_case, self.hand_over
        )
        self._rounds = PeriodRounds(workplace, runner, scheduler, shell.covered, tell.error)
        self._wedge: Wedge | None = None
        self._holder: Holder | None = None
        self._number = ""
        self.guide = Guide(self, self.NAME)
        self._day_line = DayLine(self)
        self.calls = HallCallsWatch(self)
        self._speaking = Speaking(workplace, runner, tell, self.unsaved, self.language_wanted.emit)
        place = workplace.place()
        self.entrance = Entrance(
            workplace.profile.rehearsal,
            (place.hall, place.window, place.division),
            Answers(self._log_in, self._create_first, self._unlock, self._switch),
        )
        shell.set_place_name(place.hall, place.window)
        self._wire()

    def _wire(self) -> None:
        self.shell.lock_wanted.connect(self.lock)
        self.shell.help_wanted.connect(self.guide.help)
        for repainted in (self.shell.place_changed, self.shell.place_squeezed):
            repainted.connect(lambda key: opened_in_turns(self.pages.get(key), self.runner.post))
        self.shell.place_changed.connect(self._shown)
        self.shell.shut_out.connect(self._only_looks)
        self.tell.passed.connect(self.shell.drop_news)
        self.shell.palette_box.asked.connect(self._asked)
        self.shell.palette_box.chosen.connect(self._chosen)

    # who sits here

    def begin(self, session: Any = None) -> None:
        """Ask who works here: the first administrator, a login, or, in a ready rehearsal, nobody.

        ``session`` is who opened a real profile with her password just now.
        """
        self.guide.listen()
        self._tick()
        self.scheduler.every(CLOCK_SECONDS, self._tick)
        if session is not None:
            self._entered(session)
            return
        self.runner.run("db", self.workplace.operators, self._first_question, self.tell.error)

    def _first_question(self, operators: Any) -> None:
        if not operators:
            self.shell.show_full(self.entrance.first)
        elif self.workplace.profile.rehearsal and self.workplace.settings.ready_operator:
            self.runner.run("db", self.workplace.rehearsal_session, self._entered, self.tell.error)
        else:
            self.shell.show_full(self.entrance.login)

    def _create_first(self, name: str, number: str, password: str) -> None:
        from ui.bootstrap import all_rights, rehearsal_rights

        def create() -> Any:
            rights = rehearsal_rights() if self.workplace.profile.rehearsal else all_rights()
            self.workplace.add_operator(name, number, password, rights)
            return self.workplace.log_in(number, password)

        page = self.entrance.first
        page.set_busy(True)
        self.runner.run("db", create, self._entered, page.told_by(self.tell), lambda: page.set_busy(False))

    def _log_in(self, number: str, password: str) -> None:
        page = self.entrance.login
        page.set_busy(True)
        enter = partial(self.workplace.log_in, number, password)
        self.runner.run("db", enter, self._entered, page.told_by(self.tell), lambda: page.set_busy(False))

    def _warn_of_delegations(self, session: Any) -> None:
        """A delegation that ends is said while there is time to renew it (S4 5(2))."""
        for words in ending_words(session.grants, self.workplace.clock.now().date):
            self.tell.message("warn", words, t("login.delegation_next"))

    def _entered(self, session: Any) -> None:
        operator = session.operator
        same, self._number = self._number in ("", operator.number), operator.number
        self.shell.set_operator(f"{operator.name} {operator.number}")
        at = self.workplace
        known = operator.number in READY_NUMBERS and at.profile.rehearsal and at.settings.ready_operator
        self.entrance.sits(f"{operator.name} {operator.number}", REHEARSAL_PASSWORD if known else "")
        if self.pages:
            self._open(session, same)
        else:
            self._in_slices(lambda: self._start_in_slices(session, same), self._building or self._pages_made())

    def _start_in_slices(self, session: Any, same: bool) -> None:
        self.shell.put_off = lambda key: self.ahead.put_off(key, lambda: self.shell.go(key))
        self.behind.load(self._begin_behind, partial(self.scheduler.after, BEHIND_SECONDS))
        self._open(session, same)
        # Only now, and a turn each: a card that lies there already must find a page that is seen.
        for start in (self._start_devices, self._start_rounds):
            self.runner.post(start)

    def _begin_behind(self) -> None:
        """What goes on behind the first page, which stands already."""
        places = self._places
        pages = (places.AHEAD, places.ahead) if places is not None else ((), iter)
        self.ahead.begin(self._starts(), *pages)

    def _open(self, session: Any, same: bool) -> None:
        # Who only looks begins nothing, from before her first page stands.
        self.shell.shut = frozenset({INTAKE}) if session.looks_only else frozenset()
        self.guide.begin()
        self._day_line.begin()
        sit_down(self.shell, self.pages, self.tell, same)
        self.calls.seated(same)
        if session.looks_only or (not same and self.shell.place() in ("file", "case")):
            self.shell.go(self.LOOKED_AT)
        self._refresh_all()
        self.behind.then(partial(self.scheduler.after, BEHIND_SECONDS, self._periods))
        self._warn_of_delegations(session)
        if session.notice:
            self.tell.message("warn", session.notice)
        if session.looks_only:
            self._only_looks(INTAKE)
        self.ready.emit()

    def _only_looks(self, _key: str) -> None:
        self.tell.message("info", t("login.looks_only"), t("login.looks_only_next"), stays=True)

    def lock(self) -> bool:
        """Lock the screen, and say whether it is: not while the pages are made, when nothing of anybody stands there.
        Drafts stay, the desk is left, and nothing that was open stands above the lock.
        """
        if self._building is not None:
            return False
        self.behind.wish(None)
        self.workplace.office.leave()
        self.shell.show_full(self.entrance.locked, shield=True)
        return True

    def _unlock(self, password: str) -> None:
        page = self.entrance.locked
        page.set_busy(True)
        self.runner.run(
            "db",
            lambda: self.workplace.log_in(self._number, password),
            self._entered,
            page.told_by(self.tell),
            lambda: page.set_busy(False),
        )

    def _switch(self) -> None:
        self.shell.show_full(self.entrance.login, shield=True)

    def _taken_over(self, session: Any) -> None:
        """交接班: who took over proved who she is, and sits here from now on."""
        self.workplace.office.enter(session)
        self._entered(session)

    # pages

    def _build_pages(self) -> None:
        """What must stand before anybody works, at once."""
        for _ in self._pages_made():
            pass

    def _in_slices(self, then: Callable[[], object], parts: Iterator[None]) -> None:
        """A part per turn of the event loop: keys, paint and the clock come between."""
        self._building = parts
        try:
            next(parts)
        except StopIteration:
            self._building = None
            then()
            if self._fell:
                self._fallen()
        else:
            self.runner.post(lambda: self._in_slices(then, parts))

    def _pages_made(self) -> Iterator[None]:
        """Makes the intake; every other page is made when it is opened first."""
        from ui.window.inner import Tools
        from ui.window.places import Places, Ways

        tools = Tools(self.workplace, self.runner, self.scheduler, self.tell)
        ways = Ways(self.show_case, self.hand_over, self.resume, self._badges, self._taken_over)
        places = self._places = Places(tools, self.shell, ways)
        self.screen = places.screen
        self.screen.fallen.connect(self._fallen)
        places.announce()
        yield
        yield from places.intake()
        yield
        # In one go with what ends its making: a key typed in between would be taken away again.
        self.pages = places.pages
        self.shell.go("intake")
        self.pages["intake"].start_new()
        self.pages["intake"].paint_in_turns(self.runner.post)

    def show_case(self, case_id: UUID) -> None:
        """Open a case page."""
        self._show_at("search", case_id)

    def hand_over(self, case_id: UUID) -> None:
        self._show_at("handover", case_id)

    def _show_at(self, key: str, case_id: UUID) -> None:
        if not self.ahead.put_off(key, lambda: self._show_at(key, case_id)):
            self.shell.go(key)
            self.pages[key].show_case(case_id)

    def resume(self, draft: UUID) -> None:
        """Go on with an unfinished intake."""
        if self.shell.go("intake"):
            self.pages["intake"].resume(draft)

    def _shown(self, key: str) -> None:
        """Read a page anew; behind a lock nobody looks, and it is read when somebody sits down."""
        page = self.pages.get(key)
        if page is not None and hasattr(page, "refresh") and not self.shell.property(SHIELD):
            page.refresh()
        self._badges()

    def _refresh_all(self) -> None:
        self._shown(self.shell.place())

    def _starts(self) -> tuple[Callable[[], object], ...]:
        """What runs beside the pages."""
        at = self.workplace
        return (
            lambda: at.start_printing(lambda *_: self.runner.post(self.paper_moved)),
            lambda: at.start_sync(self.scheduler, LineBridge(self.runner, self), self._on_sync_thread),
            self._start_holder,
            self.calls.begin,
            lambda: self.runner.run("print", at.warm_papers, name="warm papers"),
        )

    def _start_rounds(self) -> None:
        """What is looked at now and then; a keyboard scanner, where one is set up, is listened to."""
        typing, clock = self.workplace.plugged.keyboard_scanner(), self.workplace.clock
        if typing is not None:
            from ui.wedge import Wedge

            self._wedge = Wedge(self.scheduler, clock.monotonic, scanner_forms(typing.options), parent=self)
            self._wedge.scanned.connect(self.code_scanned)
            self._wedge.start()
        self.scheduler.every(LOOK_SECONDS, self._look_around)
        self._look_around()
        self.runner.run("scan", self.workplace.tidy_scans, None, self.tell.error, name="tidy scans")
        self.scheduler.every(BADGE_SECONDS, self._badges)
        self.scheduler.every(PERIODS_SECONDS, self._periods)
        keep_sounds(self.workplace, self.runner, self.scheduler)
        if self.workplace.keeper is not None:
            self.scheduler.every(COPY_SECONDS, self.workplace.keeper.nudge)

    def _start_holder(self) -> None:
        """Commands of others; the line runs by then, so that no command begins a second one beside it."""
        if self.workplace.settings.run_line is not None:
            self._holder = Holder(
                self.workplace, self.workplace.settings.run_line, lambda: self.runner.post(self._commanded)
            )
            self._holder.start()

    def _start_devices(self) -> None:
        """Drive what is plugged in."""
        plugged, run = self.workplace.plugged, self.runner
        plugged.camera = plugged.camera or camera_by_qt
        compares = plugged.has("face-check") and plugged.has("portrait")
        options = {"keep_photo": "1"} if compares else {}
        self.workplace.start_devices(
            CardBridge(run, self),
            self.workplace.settings.reader_url,
            options,
            code=CodeBridge(run, self),
            social_card=SocialBridge(run, self),
            rating=RatingBridge(run, self),
        )

    def _look_around(self) -> None:
        self.runner.run(
            "devices", self.workplace.plugged.look_around, None, self.tell.error, self._badges, name="look around"
        )

    def _on_sync_thread(self, step: Callable[[], None]) -> None:
        self.runner.post(lambda: self.runner.run("sync", step, name="sync step"))

    def _commanded(self) -> None:
        """A command line was carried out beside the window: what it shows may have changed."""
        if self.pages:
            self._shown(self.shell.place())

    def paper_moved(self) -> None:
        """A print changed its state."""
        self._shown(self.shell.place())

    def line_moved(self) -> None:
        """A step of the line ended."""
        self._shown(self.shell.place())

    def _badges(self) -> None:
        self.runner.run("badges", self._look, self._show_look, self.tell.error, name="badges")

    def _periods(self) -> None:
        """The clock proposes what ended, people confirm; while nobody sits here nothing is proposed.

        The list of deadlines is written once a day whoever sits here: the next morning this machine may be dead.
        """
        self.runner.run("db", lambda: write_due_list(self.workplace), None, self.tell.error, name="due list")
        self._rounds.begin(self._proposed)

    def _proposed(self, proposed: Proposed, moved: int) -> None:
        for key, count in (
            ("proposed", proposed.withdrawals),
            ("proposed_acceptance", proposed.acceptances),
            ("proposed_lapse", proposed.lapses),
        ):
            if count:
                self.tell.message("warn", t(f"periods.{key}", n=count), t("periods.proposed_next"))
        if moved:
            self.tell.message("warn", t("periods.moved", n=moved), t("periods.moved_next"))
        if proposed.total:
            self._refresh_all()

    def _look(self) -> Any:
        at, counts = self.workplace, self.workplace.stores.views.counts()
        day = at.day_book.standing()
        return counts, at.sync_status(counts), at.plugged.lacks(), at.line_reader.waiting(), pad_now(at), day

    def _show_look(self, found: Any) -> None:
        counts, status, lacks, waiting, advice, day = found
        self.shell.set_badge("due", counts["due"])
        self.shell.set_badge("handover", counts["pickup"])
        self.shell.set_badge("print", counts["ask"] + counts["unsealed"])
        self.shell.set_badge("sync", counts["parked"])
        self.shell.set_line_state(*line_words(status, waiting))
        self.pages["intake"].show_pad(advice)
        low = self.workplace.plugged.low()
        self.shell.set_readiness(*readiness(lacks, quality_words(self.workplace.clock.now()), day, low))
        self._day_line.show(day)
        self.changed.emit()

    def _tick(self) -> None:
        tell_time(self.workplace.clock, self.shell, self.pages)

    # the palette

    def _asked(self, text: str) -> None:
        from ui.window.finding import find

        self.runner.run(
            "db",
            lambda: find(self.workplace.office, text),
            lambda groups: self.shell.palette_box.show_groups(groups, words=text),
            self.tell.error,
        )

    def _chosen(self, value: Any) -> None:
        kind, what = value
        if kind == "case":
            self.show_case(what)
        elif kind == "item":
            if self.shell.go("intake"):
                self.pages["intake"].apply_action(f"item:{what}")
        elif kind == "place":
            from ui.window.finding import go_to

            go_to(self, what)
        elif kind == "language":
            self.speak(what)
        elif kind == "colours":
            self.wear(what)
        elif kind == "help":
            self.guide.help(what)

    def speak(self, language: str) -> None:
        """Another language: the window will stand anew, so what is typed and kept nowhere is asked for."""
        self._speaking.speak(language)

    def wear(self, colours: str) -> None:
        """Other colours, at once."""
        Wearing(self.workplace, self.runner, self.tell, self.NAME).wear(colours)

    def unsaved(self) -> bool:
        """Whether something was typed or signed that is kept nowhere."""
        beside = self.screen.view if self.screen is not None else None
        page = self.pages.get("intake") if self.pages else None
        return unfinished(self.shell, page) or (beside is not None and unfinished(beside, None))

    def let_go(self) -> None:
        """The window is about to be left: sheets close and the citizen's screen is wiped. A pad that waits for a hand
        would hold the window for as long; behind a lock nothing is touched.
        """
        if self.shell.property(SHIELD):
            return
        for sheet in self.shell.findChildren(Overlay):
            if sheet is not self.shell.dialog():
                sheet.close_overlay()
        if self.screen is not None:
            self.screen.wipe()

    def begun(self) -> tuple[str, UUID | None]:
        """Number of who works here, and the draft on the intake page when it is not taken in yet."""
        page = self.pages.get("intake")
        if page is None or page.state.case is not None:
            return self._number, None
        return self._number, page.journal.draft

    def close(self) -> None:
        """Stop everything; called once the window is closing."""
        if self._holder is not None:
            self._holder.stop()
        if self._wedge is not None:
            self._wedge.stop()
        self.guide.close()
        if "intake" in self.pages:
            self.pages["intake"].journal.settle()
        self.runner.stop(asking=WORKERS)
        self.scheduler.stop()
        self.calls.close()
        self.workplace.close()
