"""要提醒的: who is called by when, whose result lies here, what came from the county, with the telephone to dial."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence

from app.domain.deadlines import Light
from app.domain.people import mask_party, mask_phone
from app.domain.time import Timestamp
from app.ports import Scheduler
from app.values import replace
from ui.office import Office
from ui.runner import Runner
from ui.shared.paint import Lit, Word
from ui.shared.table import cell_words
from ui.station import news, work
from ui.station.home import calm_word, reminder_words
from ui.station.pages import OfficePage
from ui.station.phone import PhoneLook
from ui.station.row import Line
from ui.tell import Answer, Tell
from ui.theme import t
from ui.window.case.linked import marked
from ui.window.case.words import dated

KEY = "Alt+H"
"""Shows the telephone of the row with the keyboard; the same key shows a number at the intake."""


class RemindPage(OfficePage):
    """The telephone stands masked in the row; 看电话 shows it whole for a while, and the look is written down.
    ``case_wanted(UUID)`` its case is to be looked at.
    """

    case_wanted = Signal(object)

    def __init__(self, office: Office, runner: Runner, scheduler: Scheduler, tell: Tell) -> None:
        super().__init__(office, runner, tell, "remind", "clock")
        self._found: list[tuple[work.Reminder, str]] = []
        self._beyond = 0
        self.phone = PhoneLook(office, runner, scheduler, tell, self)
        self.phone.changed.connect(self._show)
        self.asked.connect(self._look)
        look = QAction(t("station.remind.look"), self)
        look.setShortcut(QKeySequence(KEY))
        look.triggered.connect(self._look_here)
        self.addAction(look)

    def read(self) -> tuple[list[tuple[work.Reminder, str]], int]:
        """Whom to remind, each with her telephone, masked, as many as the page shows; and how many more there are."""
        found, every = [], work.reminders(self.office)
        for each in every[: self.most]:
            case = self.office.stores.views.case(each.line.case_id)
            phone = case.intake.phone if case is not None and case.intake is not None else ""
            found.append((each, mask_phone(phone)))
        lines = self.office.stores.views.with_links([each.line for each, _ in found])
        linked = [(replace(each, line=line), phone) for (each, phone), line in zip(found, lines, strict=True)]
        return linked, len(every) - len(found)

    def show_found(self, found: tuple[list[tuple[work.Reminder, str]], int]) -> None:
        self._found, self._beyond = found
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.phone.mask()

    def _show(self) -> None:
        note = t("station.remind.note", press=KEY) if self._found else ""
        self.set_lines([self._line(*pair) for pair in self._found], note, beyond=self._beyond)

    def _look(self, each: work.Reminder) -> None:
        self.phone.turn(each.line.case_id)

    def _look_here(self) -> None:
        """Of the row with the keyboard, else of the first: it is who waits longest."""
        row = next((row for row in self.rows if row.hasFocus()), self.rows[0] if self.rows else None)
        if row is not None and row.line.extra:
            self._look(row.line.value)

    def ask_told(self, each: work.Reminder) -> None:
        """Whether she told it: her word takes the row away; the case is there to be looked at first."""
        answers = (
            Answer("told", t("station.news.told"), "J"),
            Answer("case", t("station.news.case"), "K"),
            Answer("", t("station.papers.not_yet"), "N", primary=True),
        )
        title = t("station.news.ask", who=mask_party(each.line.applicant))
        reached = next((bool(phone) for found, phone in self._found if found == each), True)
        words = "note" if reached else "note_no_phone"
        note = t(f"station.news.{words}", what=reminder_words(each), press=KEY)
        self.tell.ask(title, note, answers, partial(self._told, each))

    def _told(self, each: work.Reminder, answer: str) -> None:
        if answer == "told" and each.news is not None:
            say = partial(news.tell, self.office, each.news)
            self.ask(say, lambda _: self.refresh())
        elif answer:
            self.case_wanted.emit(each.line.case_id)

    def _line(self, each: work.Reminder, phone: str) -> Line:
        red, case_id = each.light is Light.RED, each.line.case_id
        called = self.phone.words(case_id, phone)
        called = t("station.remind.phone", phone=called) if phone else t("station.remind.no_phone")
        extra = t("station.remind.hide" if self.phone.shows(case_id) else "station.remind.look") if phone else ""
        mark: Lit | Word = Lit("red" if red else "warn", each.words)
        if each.light is Light.OK:
            mark = calm_word(each)
            if not phone and not each.here:
                mark = Word(t("station.remind.word"), "info", "user")
        icon, told = "package" if each.here else "phone" if phone else "user", each.news
        key = (case_id, told.what if told is not None else each.line.due_kind)
        when = f"{dated(Timestamp(told.at_ms).date, self.office.today())}　" if told is not None else ""
        words = f"{when}{cell_words(marked(each.line.item, each.line.links))}　{called}"
        return Line(each, reminder_words(each), words, icon, mark, key=key, extra=extra)
