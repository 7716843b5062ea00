"""The pane of papers: each paper with every print as its own line, and the question in place where a print waits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.domain import events as ev
from app.domain.acts_law import RESULTS
from app.domain.delivery import with_courier
from app.domain.paper import Paper, PaperKind, Seal
from app.domain.people import mask_name
from app.domain.rights import Right
from app.domain.states import CaseState
from app.usecases.print_question import PrintQuestion
from app.values import dataclass
from ui.printask import print_box
from ui.shared.askbox import AskBox
from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Chip, Icon, Text, empty
from ui.shared.paint import paint_ring
from ui.shared.pane import EmptyState, Pane
from ui.theme import look, said, t
from ui.window.case.look import CaseLook, sealing_words
from ui.window.case.prints import ASK, NOTHING, OUT, QUEUED, SENT, UNKNOWN, PrintLine, print_lines
from ui.window.case.taken_back import ASK_BACK, NOT_BROUGHT, TAKE_BACK, back_words, taken_at, wanted
from ui.window.case.words import moment, paper_name

_PRINT_STATES = {
    OUT: "ok",
    ASK: "warn",
    SENT: "info",
    QUEUED: "neutral",
    NOTHING: "neutral",
    UNKNOWN: "neutral",
}

_GIVEN_HERE = frozenset(PaperKind) - {
    PaperKind.FORM, PaperKind.ROUTING, PaperKind.SERVICE_PROOF, PaperKind.GRANT, PaperKind.REFUSAL,
    PaperKind.CERTIFICATE, PaperKind.PICKUP,
}  # fmt: skip
"""What is handed over at this counter; results are given at the issue desk, against their proof."""
"""Papers handed across the desk; results are served with a signed proof on the page 发件."""


@dataclass(frozen=True)
class PaperLook:
    """A paper with its prints and what may be done with it; ``sealing`` which seal it waits for, and where that is,
    ``question`` what is asked of a print, ``stands`` what the printer waits for that has one, ``there`` the window that
    takes the certificate back, where that is another.
    """

    paper: Paper
    prints: tuple[PrintLine, ...]
    buttons: tuple[str, ...]
    name: str = ""
    blanks: tuple[str, ...] = ()
    sealing: str = ""
    held: bool = False
    question: PrintQuestion | None = None
    stands: str = ""
    back: str = ""
    there: str = ""

    @property
    def asking(self) -> PrintLine | None:
        """The print that waits for the person."""
        return next((line for line in self.prints if line.state == ASK), None)


def paper_looks(seen: CaseLook) -> tuple[PaperLook, ...]:
    """The papers of a case, oldest first."""
    return tuple(_look(paper, seen) for paper in seen.case.papers)


def _look(paper: Paper, seen: CaseLook) -> PaperLook:
    voided = tuple(
        line.event.serial
        for line in seen.events
        if isinstance(line.event, ev.BlankVoided) and line.event.document_id == paper.document_id
    )
    name = paper_name(seen.case, paper)
    sealing = sealing_words(seen, paper.document_id, t) if paper.awaits_seal else ""
    held = any(job.document_id == paper.document_id and job.id in seen.held for job in seen.jobs)
    away = paper.document_id in with_courier(seen.case)
    acts = (*wanted(paper, seen), *_left(paper, seen, away), *_buttons(paper, held, away, seen.away))
    if seen.away:
        acts = tuple(name for name in acts if name in OF_WHO_HAS_IT)
    buttons = () if seen.looks_only else acts
    prints = print_lines(paper, seen.events, seen.jobs)
    waits = (line.job.id for line in prints if line.job is not None)
    stands = next((seen.stands[job] for job in waits if seen.stands.get(job)), "") if not held else ""
    question = next(
        (seen.questions.get(line.job.id) for line in prints if line.state == ASK and line.job is not None), None
    )
    back = back_words(seen.case, paper)
    there = taken_at(seen) if ASK_BACK in buttons else ""
    return PaperLook(paper, prints, buttons, name, voided, sealing, held, question, stands, back, there)


OF_WHO_HAS_IT = ("seal", "give", "replace")
"""What is done with a sheet of a case that left this window: it is seen by who has it in her hand."""


def _left(paper: Paper, seen: CaseLook, away: bool) -> tuple[str, ...]:
    """A result that was left behind when the rest was served: the issue desk has no such case any more."""
    waits = paper.kind in RESULTS and paper.may_be_given and not (paper.is_given or away)
    served = seen.case.state is CaseState.SERVED
    return ("give",) if waits and served and Right.HAND_OVER in seen.rights else ()


def _buttons(paper: Paper, held: bool, away: bool, left: bool) -> tuple[str, ...]:
    if paper.void:
        return ()
    if away:
        return ("reprint",) if paper.out and not paper.blank else ()
    names = []
    if paper.awaits_seal:
        names.append("seal")
    if paper.may_be_given and not paper.is_given and paper.kind in _GIVEN_HERE:
        names.append("give")
    if paper.given and paper.kind not in (PaperKind.NOTICE, PaperKind.CERTIFICATE):
        names.append("recall")
    if paper.blank or paper.ruined:
        # The next blank of a case that left is for whom has it.
        names += ["replace"] if not (paper.is_given or (left and paper.ruined)) else []
    elif paper.out:
        names.append("reprint")
    if paper.may_be_voided and not held:
        names.append("anew")
    return tuple(names)


class PaperCard(Frame):
    """One paper. ``wanted(name)`` with the act (:data:`_BUTTONS`), ``answered(job, value, read)`` for a print."""

    wanted = Signal(str)
    answered = Signal(object, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("row", parent=parent)
        th = look().theme
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(th.space.pane, th.space.s, th.space.pane, th.space.s)
        outer.setSpacing(th.space.s)
        outer.addWidget(Icon("file-text", "text"), 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(th.space.xs)
        outer.addLayout(self._column, 1)
        self.shown: PaperLook | None = None
        self.buttons: list[QWidget] = []
        self._box: AskBox | None = None

    def ask_focus(self) -> None:
        """Focus on the question, so that its bare keys work."""
        if self._box is not None:
            self._box.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_focus(self, like: str = "") -> None:
        """The keyboard to the question or the buttons, to the one that does ``like`` where there is such a one; a paper
        with which nothing can be done takes it itself, so that the list can be gone through.
        """
        buttons: list[QWidget] = [
            part for part in self.findChildren(KeyButton) if part.isVisible() and part.isEnabled()
        ]
        same = [part for part in buttons if like and part.objectName().endswith(f".{like}")]
        if self._box is not None:
            self.ask_focus()
        else:
            (same or buttons or [self])[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            p = QPainter(self)
            paint_ring(p, self.rect(), look())
            p.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def show_paper(self, seen: PaperLook) -> None:
        """Show a paper; nothing is rebuilt when nothing changed, or while the number of its sheet is being typed, until
        that print moves on.
        """
        if seen == self.shown or self._reads_on(seen):
            return
        held = self._held(seen)
        self.shown = seen
        paper = seen.paper
        self.setObjectName(f"case.paper.{paper.kind}")
        self.setAccessibleName(f"{said(seen.name)} {paper.number}")
        self.set_current(seen.asking is not None)
        empty(self._column)
        self.buttons = []
        self._column.addLayout(self._head(seen, seen.name))
        for line in seen.prints:
            self._column.addLayout(self._print(line, seen.held, seen.stands))
        for words, state, icon in _facts(seen):
            self._column.addLayout(_line(Chip(words[0], state, icon), words[1]))
        asking = seen.asking
        self._box = None
        if asking is not None and seen.question is not None:
            self._box = self._ask(seen.name, asking, seen.question)
            self._column.addWidget(self._box)
            self.buttons += self._box.buttons
            if held:
                # It asks otherwise now, and was not read yet: what was meant for the one before answers nothing.
                self._box.show()
                self._box.glance.begin()
                self.ask_focus()

    def _reads_on(self, seen: PaperLook) -> bool:
        return self._box is not None and self._box.reading and self._same_print(seen)

    def _held(self, seen: PaperLook) -> bool:
        """Whether the keyboard is in the question that is asked otherwise now."""
        now = QApplication.focusWidget()
        inside = self._box is not None and now is not None and (now is self._box or self._box.isAncestorOf(now))
        return inside and self._same_print(seen)

    def _same_print(self, seen: PaperLook) -> bool:
        before = self.shown.question if self.shown is not None else None
        return before is not None and before.same_print(seen.question)

    def _head(self, seen: PaperLook, name: str) -> QHBoxLayout:
        th = look().theme
        paper = seen.paper
        row = QHBoxLayout()
        row.setSpacing(th.space.s)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Text(name, "body", bold=True))
        note = f"{paper.number}　{t('case.papers.copies', count=paper.copies)}"
        if paper.blank:
            note = f"{note}　{t('case.papers.blank', serial=paper.blank)}"
        words.addWidget(Text(note, "secondary", "text2"))
        row.addLayout(words, 1)
        for action in seen.buttons:
            icon, key = _BUTTONS[action]
            button = KeyButton(t(f"case.papers.{action}"), key, icon, size="small", scope=self)
            button.setObjectName(f"case.paper.{paper.kind}.{action}")
            button.setAccessibleName(f"{t(f'case.papers.{action}')} {said(name)}")
            button.clicked.connect(lambda _=False, a=action: self.wanted.emit(a))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self.buttons.append(button)
        return row

    def _print(self, line: PrintLine, held: bool, stands: str) -> QHBoxLayout:
        state = t("case.papers.state_held" if held and line.state == QUEUED else f"case.papers.state_{line.state}")
        again = t("case.papers.again", n=line.n - 1) if line.n > 1 else ""
        chip = Chip(f"{again} {state}".strip(), _PRINT_STATES[line.state], "printer" if line.n > 1 else "")
        if line.at is not None:
            key = "out_clerk" if line.known_from == "clerk" else "out_device"
            words = t(f"case.papers.{key}", at=moment(line.at), by=line.known_by)
        else:
            words = t("case.papers.asked", at=moment(line.asked), by=line.by)
        if line.reason:
            words = f"{words}　{t('case.papers.reason', reason=line.reason)}"
        if stands and line.state in (SENT, QUEUED):
            words = f"{words}　{said(stands)}"
        return _line(chip, words)

    def _ask(self, name: str, line: PrintLine, question: PrintQuestion) -> AskBox:
        box = print_box(question, self, t("case.papers.again_of", paper=name) if line.n > 1 else name)
        for value, button in zip(box.values, box.buttons, strict=True):
            button.setObjectName(f"case.ask.{value.replace('_', '-')}")
            # One primary button per screen: the answer is asked for, not urged.
            button.set_words(button.text(), kind="default")
        box.setObjectName("case.ask")
        box.answered.connect(lambda value: self.answered.emit(question.job, value, box.number()))
        return box


_BUTTONS = {
    "seal": ("stamp", "G"),
    "give": ("hand", "J"),
    "reprint": ("printer", "B"),
    "replace": ("trash-2", "H"),
    "recall": ("rotate-ccw", "U"),
    "anew": ("ban", "F"),
    TAKE_BACK: ("rotate-ccw", "U"),
    ASK_BACK: ("phone", "K"),
    NOT_BROUGHT: ("landmark", "N"),
}


def _line(chip: Chip, words: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(look().theme.space.s)
    row.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Text(words, "secondary", "text2"), 1)
    return row


def _facts(seen: PaperLook) -> list[tuple[tuple[str, str], str, str]]:
    """What happened to the paper besides prints: (chip and words), state, icon."""
    paper = seen.paper
    rows: list[tuple[tuple[str, str], str, str]] = []
    for serial in seen.blanks:
        rows.append(((t("case.papers.blank_void", serial=serial), ""), "danger", "ban"))
    if paper.sealing is not None:
        done = paper.sealing
        words = t("case.papers.sealed", seal=done.seal, by=done.by_whom, where=done.where, at=moment(done.at))
        rows.append((_split(words), "ok", "stamp"))
    elif paper.awaits_seal:
        rows.append(((t("case.papers.unsealed"), seen.sealing), "warn", "stamp"))
    elif paper.seal is not Seal.NONE and not paper.void:
        rows.append(((t("case.papers.needs_seal"), ""), "neutral", "stamp"))
    if paper.given_at is not None:
        words = t("case.papers.given", name=mask_name(paper.given_to), at=moment(paper.given_at))
        rows.append((_split(words), "ok", "hand"))
    if seen.there:
        rows.append((_split(t("case.papers.taken_back_there", device=seen.there)), "neutral", "monitor"))
    if seen.back:
        rows.append((_split(seen.back), "warn", "rotate-ccw"))
    if paper.void:
        rows.append((_split(t("case.papers.void", reason=paper.void_reason)), "danger", "ban"))
    return rows


def _split(words: str) -> tuple[str, str]:
    head, _, rest = words.partition("　")
    return head, rest


class PapersPane(Pane):
    """All papers, newest last, then those still to come. ``wanted(name, document_id)``, ``answered(job, value, read)``.
    Up and Down go from paper to paper.
    """

    wanted = Signal(str, object)
    answered = Signal(object, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("case.papers.title"), icon="printer", scroll=True, bare=True, parent=parent)
        self._cards: dict[UUID, PaperCard] = {}
        self._later: tuple[tuple[str, str, str, str], ...] = ()
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self._to_come = QVBoxLayout()
        self._to_come.setSpacing(0)
        self.body.addLayout(self._to_come)
        self.body.addStretch(1)
        self._arrows = [self._arrow(key, by) for key, by in ((Qt.Key.Key_Up, -1), (Qt.Key.Key_Down, 1))]

    def _arrow(self, key: Qt.Key, by: int) -> QAction:
        action = QAction(self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self._step(by))
        action.setEnabled(False)
        self.addAction(action)
        return action

    def enter(self) -> None:
        """To the paper that had the keyboard, else to the first one with which something can be done: in the head
        stands only the way to the materials.
        """
        at: QWidget | None = self.focusWidget()
        cards = list(self._cards.values())
        if cards and not any(card is at or (at is not None and card.isAncestorOf(at)) for card in cards):
            self.entered.emit()
            able = [card for card in cards if card.shown is not None and card.shown.buttons]
            (able or cards)[0].take_focus()
        else:
            super().enter()

    def _step(self, by: int) -> None:
        """To the next paper; beyond the last one what is still to come is shown."""
        cards = list(self._cards.values())
        now = QApplication.focusWidget() or self
        at = next((n for n, card in enumerate(cards) if now is card or card.isAncestorOf(now)), None)
        to = (at if at is not None else (-1 if by > 0 else len(cards))) + by
        if not 0 <= to < len(cards):
            edge = QAbstractSlider.SliderAction
            self.scroll_by(edge.SliderToMaximum if by > 0 else edge.SliderToMinimum)
            return
        cards[to].take_focus(now.objectName().rpartition(".")[2])
        self.reveal(cards[to])

    def show_case(self, seen: CaseLook) -> None:
        """Show the papers of a case."""
        looks = paper_looks(seen)
        before = self._before()
        for gone in set(self._cards) - {each.paper.document_id for each in looks}:
            card = self._cards.pop(gone)
            card.hide()
            self._list.removeWidget(card)
            card.deleteLater()
        for each in looks:
            self._card(each.paper.document_id).show_paper(each)
        for arrow in self._arrows:
            # Without a paper the keys scroll, as in any pane.
            arrow.setEnabled(bool(looks))
        # A button that is made anew stands last for Tab, wherever it is seen: its key could not be reached.
        in_order = [button for card in self._cards.values() for button in card.buttons]
        for first, second in pairwise((*before, *in_order)):
            QWidget.setTabOrder(first, second)
        asking = sum(1 for each in looks if each.asking is not None)
        key = "note_ask" if asking else "note"
        self.set_note(t(f"case.papers.{key}", count=len(looks), ask=asking) if looks else "")
        self._show_to_come(_to_come(seen))

    def _before(self) -> tuple[QWidget, ...]:
        """What Tab comes from to the first button of the papers; nothing while there is none."""
        first = next((button for card in self._cards.values() for button in card.buttons), None)
        at = first.previousInFocusChain() if first is not None else None
        while at is not None and at is not first:
            inside = any(card.isAncestorOf(at) for card in self._cards.values())
            if at.focusPolicy() & Qt.FocusPolicy.TabFocus and not inside and at.isVisible():
                return (at,)
            at = at.previousInFocusChain()
        return ()

    def reveal(self, card: PaperCard) -> None:
        """Scroll to a card."""
        for area in self.findChildren(QScrollArea):
            area.ensureWidgetVisible(card)

    def asking_card(self) -> PaperCard | None:
        """The first card that asks."""
        cards = self._cards.values()
        return next((card for card in cards if card.shown is not None and card.shown.asking), None)

    def _card(self, document: UUID) -> PaperCard:
        if document not in self._cards:
            card = PaperCard()
            card.wanted.connect(lambda name, d=document: self.wanted.emit(name, d))
            card.answered.connect(self.answered)
            self._cards[document] = card
            self._list.addWidget(card)
        return self._cards[document]

    def _show_to_come(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        if tuple(rows) == self._later and (rows or self._cards or self._to_come.count()):
            return
        self._later = tuple(rows)
        empty(self._to_come)
        for name, note, chip, words in rows:
            self._to_come.addWidget(_expected(name, note, chip, words))
        if not rows and not self._cards:
            texts = t("case.papers.empty_title"), t("case.papers.empty_text")
            self._to_come.addWidget(EmptyState("file-text", *texts))


def _expected(name: str, note: str, chip: str, words: str) -> Frame:
    th = look().theme
    frame = Frame("row")
    outer = QHBoxLayout(frame)
    outer.setContentsMargins(th.space.pane, th.space.s, th.space.pane, th.space.s)
    outer.setSpacing(th.space.s)
    outer.addWidget(Icon("file-text", "text3"), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(th.space.xs)
    column.addWidget(Text(name, "body", "text2", bold=True))
    column.addWidget(Text(note, "secondary", "text2"))
    column.addLayout(_line(Chip(chip), words))
    outer.addLayout(column, 1)
    return frame


def _to_come(seen: CaseLook) -> tuple[tuple[str, str, str, str], ...]:
    """Papers that the case still leads to: name, note, chip, words."""
    case = seen.case
    if case.accepted is None or case.terminal or isinstance(case.decision, ev.Refused):
        return ()
    rows = []
    if not case.papers_of(PaperKind.GRANT) and case.item.licence:
        words = t("case.papers.after_decision") if case.decision is None else ""
        number = t("case.papers.later_number")
        rows.append((t("case.papers.expected_grant"), number, t("case.papers.not_issued"), words))
    if case.item.blank_kind and not case.papers_of(PaperKind.CERTIFICATE):
        key = "stock" if seen.blanks_left else "stock_none"
        stock = t(f"case.papers.{key}", count=seen.blanks_left)
        name = case.item.result_name or case.item.blank_kind
        rows.append((name, stock, t("case.papers.no_blank"), t("case.papers.at_decision")))
    return tuple(rows)
