"""查询: find a case by name, number, scan or serial; resume an unfinished intake; and the page of the case itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.people import mask_party
from app.domain.time import Timestamp
from app.ports import Cancel, Scheduler
from app.ports.equipment import CodeScan
from app.storage.corrections import NONE
from app.storage.views import CaseLine
from app.values import dataclass
from ui.office import Office
from ui.runner import Job, Runner
from ui.shared.ahead import Post, painted_in_turns
from ui.shared.button import KeyButton
from ui.shared.field import LineEdit
from ui.shared.frame import Frame
from ui.shared.labels import Text, empty
from ui.shared.paint import Word
from ui.shared.pane import EmptyState, PageHead, Pane, scrolled
from ui.shared.stack import Stack
from ui.shared.table import Cell, Column, Table
from ui.tell import Tell
from ui.theme import look, t
from ui.window.case.linked import marked
from ui.window.case.page import CasePage
from ui.window.case.ways import LinkWays
from ui.window.case.words import moment, short_number, weekday
from ui.window.intake.acts import Parked, parked

RECENT = 50


@dataclass(frozen=True)
class Found:
    """Results of one search; ``words`` "" are the recent ones. ``exact`` is the case of a scanned paper."""

    words: str
    lines: tuple[CaseLine, ...]
    exact: UUID | None = None


def search_cases(office: Office, words: str) -> Found:
    """Search; runs on the ``db`` worker."""
    if not words.strip():
        return Found("", _whole(office, office.stores.views.cases(limit=RECENT)))
    exact = office.case_of_number(words) or office.stores.views.case_of_waybill(words)
    return Found(words, _whole(office, _found(office, words, exact)), exact)


def _whole(office: Office, lines: Sequence[CaseLine]) -> tuple[CaseLine, ...]:
    """The lines with what stands in no row of the list of cases."""
    views = office.stores.views
    return tuple(views.with_links(views.with_parcels(lines)))


def _found(office: Office, words: str, exact: UUID | None) -> Sequence[CaseLine]:
    """What was found; a waybill stands in no index and leads to its case alone."""
    lines = office.find(words)
    if lines or exact is None:
        return lines
    return office.stores.views.of_cases([exact])


class SearchPage(QWidget):
    """Field, results, unfinished intakes; the page of a case opens in the same place. ``resume_draft(id)``,
    ``hand_over(id)`` and ``changed()`` go to the window; ``open_case(id)`` tells which case was opened.
    """

    open_case = Signal(object)
    resume_draft = Signal(object)
    hand_over = Signal(object)
    changed = Signal()

    def __init__(
        self,
        office: Office,
        runner: Runner,
        scheduler: Scheduler,
        tell: Tell,
        parent: QWidget | None = None,
        case: CasePage | None = None,
    ) -> None:
        """``case`` is the page of a case where it was made before."""
        super().__init__(parent)
        self.setProperty("part", "page")
        self.setObjectName("search")
        self._office, self._runner, self._scheduler, self._tell = office, runner, scheduler, tell
        self._quiet: Cancel | None = None
        self._job: Job | None = None
        self._sought, self._again, self._turn = "", False, 0
        self._enter = False
        self._found: Found | None = None
        self._parked: Sequence[Parked] | None = None
        self.case = case or CasePage(office, runner, scheduler, tell)
        self.case.left.connect(self.show_list)
        self.case.hand_over.connect(self.hand_over)
        self.case.resume.connect(self.resume_draft)
        self.case.changed.connect(self.changed)
        self.list = self._build()
        self.stack = Stack()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.case)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)

    def paint_in_turns(self, post: Post) -> None:
        """A part after the other, see :func:`ui.shared.ahead.painted_in_turns`."""
        if self.stack.currentWidget() is self.case:
            self.case.paint_in_turns(post)
        else:
            painted_in_turns((self.results,), post)

    # what it is made of

    def _build(self) -> QWidget:
        space, gap = look().theme.space, look().theme.columns.gap
        page = QWidget()
        self.head = PageHead(t("search.title"), t("search.note"))
        self.field = _Field(t("search.hint"), "Enter", "search")
        self.field.setObjectName("search.field")
        self.field.take_codes(words=True)
        self.field.setAccessibleName(t("search.field"))
        self.field.textEdited.connect(self._typed)
        self.field.returnPressed.connect(self._entered)
        self.field.went_down.connect(self._to_results)
        self.results = _table()
        self.results.opened.connect(lambda line: self.show_case(line.case_id))
        self.ways = LinkWays("search", says=True)
        self.results.picked.connect(lambda line: self.ways.show_links(line.links))
        self.ways.wanted.connect(self.show_case)
        self._empty = EmptyState("search", "", "")
        self._shown = Stack()
        self._shown.addWidget(self.results)
        self._shown.addWidget(self._empty)
        left = Frame("pane")
        column = QVBoxLayout(left)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(space.pane, space.pane, space.pane, space.pane)
        top.setSpacing(space.m)
        top.addWidget(self.field, 1)
        self.count = Text("", "body", "text2", wrap=False)
        top.addWidget(self.count)
        column.addLayout(top)
        column.addWidget(self._shown, 1)
        column.addWidget(self.ways)
        body = QHBoxLayout()
        body.setContentsMargins(gap, 0, gap, gap)
        body.setSpacing(gap)
        body.addWidget(left, 1)
        body.addWidget(self._drafts_pane())
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.head)
        outer.addLayout(body, 1)
        return page

    def _drafts_pane(self) -> Pane:
        self.drafts = Pane(t("search.drafts"), icon="history", key="Alt+2", bare=True)
        self.drafts.setFixedWidth(look().theme.columns.case_events[0])
        inner = QWidget()
        inner.setProperty("part", "scrolled")
        self._drafts = QVBoxLayout(inner)
        self._drafts.setContentsMargins(0, 0, 0, 0)
        self._drafts.setSpacing(0)
        self.drafts.body.addWidget(scrolled(inner), 1)
        return self.drafts

    # reading

    def refresh(self) -> None:
        """Read again what is shown: the case when one is open, else the results and the drafts."""
        if self.stack.currentWidget() is self.case:
            self.case.refresh()
        else:
            self._search(self.field.text())
            self._runner.run(
                "db", lambda: parked(self._office, None), done=self._show_drafts, failed=self._tell.error,
                name="search.drafts",
            )  # fmt: skip

    def show_case(self, case_id: UUID) -> None:
        """Open a case in this place."""
        if self.case.case_id != case_id:
            self._tell.passed.emit()
        self.stack.setCurrentWidget(self.case)
        self.case.show_case(case_id)
        self.open_case.emit(case_id)

    def begin(self, act: str) -> bool:
        """Begin an act of the case that is open; whether it is offered there now."""
        return self.stack.currentWidget() is self.case and not self.case.covered() and self.case.bar.begin(act)

    def code_scanned(self, scan: CodeScan) -> bool:
        """A code that the open case asks for; whether it was used."""
        return self.stack.currentWidget() is self.case and self.case.code_scanned(scan)

    def show_list(self) -> None:
        """Back to the results."""
        self._tell.passed.emit()
        self.stack.setCurrentWidget(self.list)
        self.refresh()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def another_person(self) -> None:
        """Somebody else sits here now: what was open and what was looked for is not hers; whom she looks at is written
        down under her name.
        """
        self.case.let_go()
        self.field.clear()
        self.stack.setCurrentWidget(self.list)

    def start_over(self) -> None:
        """The key of this place, pressed while it is open: from a case back to the field, as its own button does."""
        if self.stack.currentWidget() is self.case:
            self.case.head.back.click()

    def look_for(self, words: str) -> None:
        """Search for ``words`` as if they had been typed."""
        self.stack.setCurrentWidget(self.list)
        self.field.setText(words)
        self._search(words)

    def _typed(self, text: str) -> None:
        if self._quiet is not None:
            self._quiet.cancel()
        self._quiet = self._scheduler.after(look().theme.motion.quiet / 1000, partial(self._search, text))

    def _entered(self) -> None:
        """Enter: search at once, then open what a scan names or what stands chosen."""
        if self._quiet is not None:
            self._quiet.cancel()
            self._quiet = None
        self._enter = True
        self._search(self.field.text())

    def _search(self, text: str) -> None:
        """Other words take the place of what is looked for; the same words are looked for once more after it: prints
        and the line move faster than a loaded machine answers, and the list would never come.
        """
        if self._job is not None and text == self._sought:
            self._again = True
            return
        if self._job is not None:
            self._job.cancel()
        self._sought, self._again, self._turn = text, False, self._turn + 1
        self._job = self._runner.run(
            "db", lambda: search_cases(self._office, text), self._show, self._tell.error,
            partial(self._searched, self._turn), name="search.find",
        )  # fmt: skip

    def _searched(self, turn: int) -> None:
        if turn == self._turn:
            self._job = None
            if self._again:
                self._search(self.field.text())

    def _show(self, found: Found) -> None:
        entered, self._enter = self._enter, False
        if found != self._found:
            self._show_lines(found)
        if entered and found.words:
            self._open_found(found)

    def _show_lines(self, found: Found) -> None:
        """Other results; the chosen line stays chosen when the same words brought them."""
        current = self.results.current()
        same = self._found is not None and found.words == self._found.words
        self._found = found
        self.results.set_rows(found.lines)
        if same and current is not None:
            at = next((i for i, line in enumerate(found.lines) if line.case_id == current.case_id), 0)
            if found.lines:
                self.results.pick(at)
        self._shown.setCurrentIndex(0 if found.lines else 1)
        chosen = self.results.current()
        self.ways.show_links(chosen.links if chosen is not None else NONE)
        self.count.setText(t("search.found", count=len(found.lines)) if found.words else t("search.recent"))
        if not found.lines:
            key = "empty" if found.words else "none"
            self._empty.title.setText(t(f"search.{key}_title", words=found.words))
            self._empty.text.setText(t(f"search.{key}_text"))

    def _open_found(self, found: Found) -> None:
        if found.exact is not None:
            self.show_case(found.exact)
        elif len(found.lines) == 1:
            self.show_case(found.lines[0].case_id)
        elif found.lines:
            self.results.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_results(self) -> None:
        if self.results.rows.rowCount():
            self.results.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_drafts(self, drafts: Sequence[Parked]) -> None:
        if drafts == self._parked:
            return
        self._parked = drafts
        empty(self._drafts)
        self.drafts.set_note(t("search.drafts_note", count=len(drafts)) if drafts else "")
        for number, draft in enumerate(drafts, 1):
            self._drafts.addWidget(_draft_row(draft, number, partial(self.resume_draft.emit, draft.draft)))
        if not drafts:
            note = Text(t("search.drafts_empty"), "secondary", "text2")
            note.setContentsMargins(*(4 * (look().theme.space.pane,)))
            self._drafts.addWidget(note)
        self._drafts.addStretch(1)

    def showEvent(self, event: object) -> None:
        if self.stack.currentWidget() is self.list:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.case.covered():
            self.case.lead()


class _Field(LineEdit):
    """The search field; the arrow goes on to the results."""

    went_down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
        else:
            super().keyPressEvent(event)


def _state(line: CaseLine) -> Cell:
    return Word(line.state_name, "warn", "rotate-ccw") if line.back else line.state_name


def _table() -> Table:
    size = look().theme.columns
    light, until, _, item, _, number, holder, _ = size.due
    table = Table(
        [
            Column(t("search.item"), 0, lambda line: marked(line.item, line.links)),
            Column(t("search.applicant"), item, lambda line: mask_party(line.applicant)),
            Column(t("search.number"), number, lambda line: short_number(line.receipt)),
            Column(t("search.state"), until + look().theme.space.lg, _state),
            Column(t("search.until"), until, lambda line: weekday(line.due) if line.due is not None else ""),
            Column(t("search.operator"), holder, lambda line: line.operator),
            Column(t("search.changed"), light + look().theme.space.m, lambda line: moment(Timestamp(line.changed_ms))),
        ],
        t("search.title"),
    )
    table.setObjectName("search.results")
    return table


def _draft_row(draft: Parked, number: int, resume: Callable[[], None]) -> Frame:
    space = look().theme.space
    frame = Frame("row")
    row = QHBoxLayout(frame)
    row.setContentsMargins(space.pane, space.s, space.pane, space.s)
    row.setSpacing(space.s)
    words = QVBoxLayout()
    words.setSpacing(0)
    nothing = "intake.list.card_only" if draft.bare else "search.draft_nothing"
    words.addWidget(Text(draft.what or t(nothing), "body", bold=True))
    note = draft.who or t("search.draft_nobody")
    words.addWidget(Text(f"{note}　{t('search.draft_rows', count=draft.rows)}", "secondary", "text2"))
    row.addLayout(words, 1)
    button = KeyButton(t("search.resume"), icon="rotate-ccw", size="small")
    button.setObjectName(f"search.resume.{number}")
    button.setAccessibleName(f"{t('search.resume')} {draft.what} {draft.who}".strip())
    button.clicked.connect(resume)
    row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return frame
