"""The guide of a face: F1, the strip of a rehearsal's lessons, and the report, all of it beside the work."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.ports import Outcome
from ui.bootstrap import lessons_file
from ui.guide import report, watch
from ui.guide.book import HelpPage, help_page
from ui.guide.keys import KeyLine, keys_of
from ui.guide.lessons import Course, Lessons, Progress, Step, load_courses
from ui.guide.sheet import HelpSheet
from ui.guide.strip import LEAVE_KEY, LessonStrip
from ui.printed import outcome
from ui.shared.button import KeyButton
from ui.tell import Answer
from ui.theme import look, said, t
from ui.unqueued import SLIPS, send_and_see

if TYPE_CHECKING:
    from ui.shared.shell import FaceShell

PROGRESS_SETTING = "guide.lessons"
LOOK_SECONDS = 0.5
PRACTICE_KEY = "Alt+K"
"""Lays a card of the rehearsal on its reader."""
TWO = 2
"""Steps of the log that came about together: one key did them."""
CARD = "K01"
"""The card of keys, among the kinds of paper that a printer may be named for."""


class Guide(QObject):
    """Everything that leads. ``face`` is a window or a station (workplace, shell, runner, scheduler, tell, pages)."""

    def __init__(self, face: Any, name: str) -> None:
        super().__init__(face)
        self._face, self.name = face, name
        self._shell: FaceShell = face.shell
        self.sheet: HelpSheet | None = None
        self.strip = LessonStrip()
        self.lessons = Lessons(())
        self._since = 0
        self._log_facts: frozenset[str] = frozenset()
        self._events: set[str] = set()
        self._reading = False
        self._read_at = ""
        self.log = report.RingLog()
        self._turn = QAction(t("lesson.turn"), self._shell)

    def listen(self) -> None:
        """Keep the last lines of the log from now on."""
        logging.getLogger().addHandler(self.log)

    # the lessons

    def begin(self) -> None:
        """Somebody is logged in: in a rehearsal the lessons go on where they were left."""
        if not self._face.workplace.profile.rehearsal or self._since:
            return
        self._since = self._face.workplace.clock.now().ms
        self._shell.add_strip(self.strip)
        self.strip.skipped.connect(self._skip)
        self.strip.left.connect(self.turn)
        self._turn.setShortcut(QKeySequence(LEAVE_KEY))
        self._turn.triggered.connect(self._turn_by_key)
        self._shell.addAction(self._turn)
        settings = self._face.workplace.stores.settings

        def read() -> Lessons:
            return Lessons(load_courses(lessons_file(), self.name), Progress.of(settings.get(PROGRESS_SETTING)))

        def known(lessons: Lessons) -> None:
            self.lessons = lessons
            self._show()

        self._face.runner.run("db", read, known, self._face.tell.error, name="lessons")
        self._face.scheduler.every(LOOK_SECONDS, self.look)

    def look(self) -> None:
        """Look at what really happened since; while no lesson is open nothing is looked at."""
        step = self.lessons.step()
        if step is None:
            return
        seen = watch.of_face(self._face) | self._log_facts | self._events
        self._take(self.lessons.see(seen, lambda step: watch.otherwise(self._face, step) is None))
        self._read_log()

    def _read_log(self) -> None:
        step = self.lessons.step()
        if step is None or step.until not in watch.OF_LOG or self._reading:
            return
        self._reading = True
        views, since, shown = self._face.workplace.stores.views, self._since, watch.open_case(self._face)
        place = self._shell.place()

        def read(found: set[str]) -> None:
            self._log_facts, self._read_at = frozenset(found), place

        def ended() -> None:
            self._reading = False

        self._face.runner.run(
            "db",
            lambda: watch.of_log(views, since, shown),
            read,
            self._face.tell.error,
            ended,
            name="lesson facts",
        )

    def _take(self, lessons: Lessons) -> None:
        if lessons.progress != self.lessons.progress:
            before, known = self.lessons.current(), self.lessons
            self.lessons = lessons
            self._keep()
            if before is not None and lessons.finished(before):
                name = t(f"lesson.{before.id}.name")
                then = lessons.current()
                words = t("lesson.over_then", name=t(f"lesson.{then.id}.name")) if then else t("lesson.over_next")
                words = self._at_once(before, known) + words
                self._face.tell.message("ok", t("lesson.over", name=name), words)
        self._show()

    def _at_once(self, course: Course, before: Lessons) -> str:
        """What to say of the last steps, where one act of the case did two of them and the second was never shown."""
        last = [step for step in course.steps if not before.did(course, step)]
        if len(last) < TWO or any(step.until not in watch.OF_LOG for step in last):
            return ""
        return t("lesson.at_once", n=len(course.steps))

    def _keep(self) -> None:
        settings, text = self._face.workplace.stores.settings, self.lessons.progress.text()
        self._face.runner.run(
            "db",
            lambda: settings.put(PROGRESS_SETTING, text),
            None,
            self._face.tell.error,
            name="keep lessons",
        )

    def _show(self) -> None:
        course, step = self.lessons.current(), self.lessons.step()
        # The button of the strip bears the same key: a key on both would be nobody's.
        self._turn.setEnabled(course is None)
        if course is None or step is None:
            self.strip.hide()
            return
        number, count = self.lessons.number()
        name = t("lesson.at", name=t(f"lesson.{course.id}.name"), n=number, of=count)
        if step.place and self._shell.place() != step.place and not self._shell.covered():
            if step.until in watch.OF_LOG and self._read_at != self._shell.place():
                return  # the act itself may have led away: nobody is called back before the log was asked
            words, keys = t("lesson.elsewhere", place=self._name_of(step.place)), self._way(step.place)
        else:
            words, keys = self._say(course.id, step), self._caps(course.id, step)
        self.strip.show_step(name, words, keys)
        self.strip.show()

    def _say(self, course: str, step: Step) -> str:
        button = self._primary() if step.primary else None
        instead = watch.instead_of(self._face, step.act) if step.act else ""
        if instead == watch.AWAY or (instead and button is not None):
            return t(f"lesson.{instead}", button=button.text() if button is not None else "")
        if step.primary and button is None:
            return t("lesson.no_button")
        words = button.text() if button is not None else ""
        differs = watch.otherwise(self._face, step)
        if differs is not None:
            typed = "".join(key.removeprefix("type:") for key in step.keys if key.startswith("type:"))
            name = f"{step.until}-otherwise" + ("-station" if self.name == "station" else "")
            keys = "、".join(step.keys)
            return t(f"lesson.{name}", of=said(differs.of), chosen=said(differs.chosen), typed=typed, keys=keys)
        other = watch.asked_instead(self._face, step.item) if step.until == "answered" else ""
        if other:
            return t(f"lesson.{course}.{step.id}-other", question=said(other))
        name = f"{step.id}-practice" if self._lays_practice(course, step) else step.id
        return t(f"lesson.{course}.{name}", button=words)

    def _lays_practice(self, course: str, step: Step) -> bool:
        """Whether a card is wanted and a key lays one of the rehearsal."""
        wanted = step.until == "person" and self._face.workplace.settings.practice is not None
        return wanted and look().texts.has(f"lesson.{course}.{step.id}-practice")

    def _caps(self, course: str, step: Step) -> tuple[str, ...]:
        if step.act and watch.instead_of(self._face, step.act):
            return ()
        if step.primary:
            return ("Ctrl+Enter",) if self._primary() is not None else ()
        if self._lays_practice(course, step):
            return (PRACTICE_KEY,)
        if watch.otherwise(self._face, step) is not None:
            return ("PgUp", "Alt+2") if self.name == "station" else ("Alt+2",)
        if step.until == "answered" and watch.asked_instead(self._face, step.item):
            return ()
        return tuple(key for key in step.keys if not key.startswith("type:"))

    def _primary(self) -> KeyButton | None:
        """The one primary button that is on the screen."""
        for button in self._shell.findChildren(KeyButton):
            if (
                button.kind == "primary"
                and button.isVisible()
                and button.key() in ("Ctrl+Return", "Ctrl+Enter")
            ):
                return button
        return None

    def _way(self, place: str) -> tuple[str, ...]:
        if self.name == "station":
            return ("Alt+Home", *{"intake": "1", "bundle": "2"}.get(place, ""))
        ways = {"intake": "F2", "due": "F3", "handover": "F4", "search": "F5", "print": "F6", "sync": "F7"}
        return (ways[place],)

    def _name_of(self, place: str) -> str:
        return self.page_of(place).name

    def _skip(self) -> None:
        self._take(self.lessons.skip())

    def turn(self) -> None:
        """Leave the lessons, or take them up where they were left."""
        left = not self.lessons.progress.left
        self.lessons = self.lessons.leave() if left else self.lessons.take_up()
        self._keep()
        self._show()
        if left:
            self._face.tell.message("info", t("lesson.left"), t("lesson.left_next"))

    def _turn_by_key(self) -> None:
        if not self._shell.covered():
            self.turn()

    # help

    def help(self, key: str = "") -> None:
        """Open the page of help for what is open, or for ``key``."""
        if self._shell.covered():
            return
        self._events.add("helped")
        if self.sheet is None:
            self.sheet = HelpSheet(self._shell)
            self.sheet.wanted.connect(self._wanted)
        here, everywhere = ((), self.everywhere()) if key else (self.keys_here(), self.everywhere())
        self.sheet.show_page(self.page_of(key or self._here()), here, everywhere, bool(self.lessons.courses))

    def page_of(self, key: str) -> HelpPage:
        """The help of a page."""
        return help_page(self._face.tell.texts, self.name, key)

    def _here(self) -> str:
        place = self._shell.place()
        return "case" if place == "search" and watch.open_case(self._face) is not None else place

    def keys_here(self) -> tuple[KeyLine, ...]:
        """Keys of the open page that work now."""
        page: QWidget = self._face.pages[self._shell.place()]
        return keys_of(page, shown=True)

    def everywhere(self) -> tuple[KeyLine, ...]:
        """Keys of the whole window: those that belong to no page."""
        lines = keys_of(self._shell, without=self._shell.inside())
        return tuple(line for line in lines if not line.bare)

    def pages(self) -> tuple[tuple[str, QWidget], ...]:
        """Every page with its key; the page of a case lies inside the search."""
        return tuple(self._face.pages.items())

    def _wanted(self, name: str) -> None:
        if self.sheet is not None:
            self.sheet.close_overlay()
        if name == "report":
            self.save_report()
        elif name == "card":
            self.save_card()
        elif self.lessons.current() is not None or self.lessons.progress.left:
            self.lessons = self.lessons.take_up()
            self._keep()
            self._show()
        else:
            self._ask_again()

    def _ask_again(self) -> None:
        answers = [Answer("no", t("kit.cancel"), "N")]
        keys = "12345"
        for key, course in zip(keys, self.lessons.courses, strict=False):
            answers.append(Answer(course.id, t(f"lesson.{course.id}.name"), key))

        def answered(value: str) -> None:
            if value != "no":
                self._since = self._face.workplace.clock.now().ms
                self._log_facts, self._events = frozenset(), set()
                self.lessons = self.lessons.again(value)
                self._keep()
                self._show()

        self._face.tell.ask(t("lesson.again"), t("lesson.again_text"), answers, answered, "no")

    # what leaves the window

    def save_card(self) -> None:
        """The keys on a card: printed as every other paper is, and told what the printer said of it."""
        # The writer of PDF is loaded when a paper is wanted, never for the first page of a face.
        from ui.guide.card import card_of_face, card_pdf

        groups, at = card_of_face(self), self._face.workplace

        def work() -> tuple[Outcome, str]:
            pdf = card_pdf(t("help.card_title"), groups, t("help.card_note"), rehearsal=at.profile.rehearsal)
            return send_and_see(at.press.printers.printer_for(CARD), t("help.card"), pdf, 1)

        self._face.runner.run(SLIPS, work, self._card_printed, self._face.tell.error, name="key card")

    def _card_printed(self, said: tuple[Outcome, str]) -> None:
        kind, words = said
        told = outcome(f"{kind.value} {words}")
        state = "ok" if kind is Outcome.OUT else "warn"
        again = t("help.card_again") if kind is Outcome.FAILED else ""
        self._face.tell.message(state, t("help.card_printed", words=told), again)

    def report(self) -> report.Report:
        """What the IT needs to know; called on the ``db`` worker."""
        at = self._face.workplace
        now = at.clock.now()
        status, counts = at.sync_status(), at.stores.views.counts()
        state = {
            "line": f"{status.state} {status.detail}".strip(),
            "pending": str(status.pending),
            "numbers": str(status.numbers_left),
            "count open": str(at.stores.views.open_cases()),
            **{f"count {name}": str(count) for name, count in counts.items()},
            **{
                f"device {each.kind} {n}": f"{each.state.value} {each.code}".strip()
                for n, each in enumerate(at.plugged.statuses())
            },
            "rehearsal": str(at.profile.rehearsal),
        }
        moment = now.local.isoformat(timespec="seconds")
        return report.Report(
            self.name,
            report.own_version(),
            at.device,
            now.ms,
            moment,
            state,
            self._face.tell.causes(),
            self.log.text(),
        )

    def save_report(self) -> None:
        """保存报告: to a stick when one is plugged in, else into the data folder, and say where it lies."""
        fallback: Path = self._face.workplace.profile.path / "reports"

        def work() -> tuple[str, Path, bool]:
            made = self.report()
            file, outside = report.save(made, report.sticks(), fallback)
            return made.code, file, outside

        def saved(found: tuple[str, Path, bool]) -> None:
            code, file, outside = found
            words = t("help.report_stick" if outside else "help.report_here", path=str(file))
            state = "ok" if outside else "warn"
            # The code is said on the telephone while other pages are looked at.
            self._face.tell.message(state, t("help.report_saved", code=code), words, stays=True)

        self._face.runner.run("db", work, saved, self._face.tell.error, name="report")

    def close(self) -> None:
        """Let the log go."""
        logging.getLogger().removeHandler(self.log)
