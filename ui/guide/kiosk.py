"""The short lesson of who keeps a terminal: in a rehearsal the header of staff pages says what is next, and that of the
home page while nobody is served there.
"""

from __future__ import annotations

from typing import Any

from app.storage.stores import SqlSettings
from ui.bootstrap import lessons_file
from ui.guide.lessons import Lessons, Progress, load_courses
from ui.texts import Texts

PROGRESS_SETTING = "guide.kiosk"


class KioskGuide:
    """``hint()`` is asked whenever the terminal draws; it looks at what really is on the screen and in the machine."""

    def __init__(self, terminal: Any, settings: SqlSettings, texts: Texts) -> None:
        self._terminal, self._texts = terminal, texts
        self.lessons = Lessons(load_courses(lessons_file(), "kiosk"))
        self._inside = False
        self._settings = settings
        terminal.tools.work("db", lambda: settings.get(PROGRESS_SETTING), self._known, lambda _: None)

    def _known(self, text: str | None) -> None:
        self.lessons = Lessons(self.lessons.courses, Progress.of(text))

    def facts(self) -> set[str]:
        """What is so now."""
        key, machine = self._terminal.screen().key, self._terminal.machine
        found = {f"at:{key}"}
        if key == "staff.desk":
            self._inside = True
            found.add("pin")
            if machine.print_fault is None and machine.reader_fault is None:
                found.add("checked")
        elif self._inside and key == "home":
            found.add("served-again")
        return found

    def hint(self) -> str:
        """The sentence for the header, "" where none belongs."""
        before = self.lessons.progress
        self.lessons = self.lessons.see(self.facts())
        if self.lessons.progress != before:
            self._keep()
        course, step = self.lessons.current(), self.lessons.step()
        key = self._terminal.screen().key
        if course is None or step is None or not (key == "home" or key.startswith("staff.")):
            return ""
        if key == "home" and self._terminal.session.open:
            return ""  # whoever touched the page came for something else
        number, count = self.lessons.number()
        if key == "home":
            step, number = course.steps[0], 1  # every other step is done inside: who came away is led there again
        words = self._texts.t(f"lesson.{course.id}.{step.id}")
        return self._texts.t("lesson.kiosk_at", n=number, of=count, words=words)

    def _keep(self) -> None:
        settings, text = self._settings, self.lessons.progress.text()
        self._terminal.tools.work(
            "db", lambda: settings.put(PROGRESS_SETTING, text), lambda _: None, lambda _: None
        )
