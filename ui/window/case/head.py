"""The head of the page: what, who, which number, and the light of the nearest clock."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.case import Case
from app.domain.case_number import case_number
from app.domain.clocks import clocks
from app.domain.elsewhere import at_terminal
from app.domain.paper import PaperKind
from app.domain.people import mask_name
from ui.shared.button import KeyButton
from ui.shared.labels import Chip, Light, Text
from ui.theme import look, said, t
from ui.window.case.linked import link_number
from ui.window.case.look import CaseLook, Clock, light_kind
from ui.window.case.words import masked_id, short_number, weekday

PLATFORM = "platform"


class CaseHead(QWidget):
    """Two lines at the left; the light, the due date and the way back at the right. On a low screen one line, where the
    due date is left to the sentence below.
    """

    _low = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = look().theme.space
        self._said = "", ""
        self.title = Text("", "verdict", bold=True, wrap=False)
        self.title.setObjectName("case.title")
        self.party = Text("", "body", wrap=False)
        self.facts = Text("", "secondary", "text2")
        self.facts.setObjectName("case.facts")
        # A number is copied into the system of the department: a double click takes the whole of it.
        self.facts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.holder = Chip()
        self.light = Light("ok")
        self.light.setObjectName("case.light")
        self.due = Text("", "body", "text2", wrap=False)
        self.due.setObjectName("case.due")
        self.back = KeyButton(t("case.back"), "Esc", "arrow-left", size="small")
        self.back.setObjectName("case.back")
        self.file = KeyButton(t("inner.file"), "Ctrl+J", "archive", size="small")
        self.file.setObjectName("case.file")
        self.face = KeyButton(t("citizen.open"), "Ctrl+I", "monitor", size="small")
        self.face.setObjectName("case.citizen")
        for button in (self.file, self.face):
            button.hide()
        first = QHBoxLayout()
        first.setSpacing(space.m)
        first.addWidget(self.title)
        first.addWidget(self.party)
        first.addStretch(1)
        self._words = words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(first)
        words.addWidget(self.facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(space.m, space.s, space.m, space.s)
        row.setSpacing(space.m)
        row.addLayout(words, 1)
        clock: tuple[QWidget, ...] = (self.holder, self.light, self.due)
        ways: tuple[QWidget, ...] = (self.face, self.file, self.back)
        self._right = right = QVBoxLayout()
        right.setSpacing(space.xs)
        for parts in (clock, ways):
            line = QHBoxLayout()
            line.setSpacing(space.m)
            line.addStretch(1)
            for part in parts:
                line.addWidget(part)
            right.addLayout(line)
        row.addLayout(right)

    def fit(self, low: bool) -> None:
        """One line on a ``low`` screen, else two."""
        if low == self._low:
            return
        self._low, space = low, look().theme.space
        way = QBoxLayout.Direction.LeftToRight if low else QBoxLayout.Direction.TopToBottom
        for column, apart in ((self._words, 0), (self._right, space.xs)):
            column.setDirection(way)
            column.setSpacing(space.m if low else apart)
        self._words.setStretchFactor(self.facts, int(low))
        self._show_due()
        self._arrange()

    def _show_due(self) -> None:
        self.due.setVisible(not self._low or self.light.isHidden())

    def say(self, party: str, facts: str) -> None:
        """Whose case it is, and what is known of it."""
        self._said = party, facts
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Beside the title where there is room, else in the lines below, which wrap: the number after a long name is
        never cut off.
        """
        party, facts = self._said
        th = look().theme
        room = self.width() - self._right.sizeHint().width() - 4 * th.space.m
        if self._low:
            room -= self.title.sizeHint().width() + 2 * th.space.m
        wanted = self.title.sizeHint().width() + th.space.m + look().metrics("body").horizontalAdvance(said(party))
        fits = wanted <= room and not self._low
        self.party.setText(party if fits else "")
        lines = facts if fits else "　".join(part for part in (party, facts) if part)
        whole = lines.replace("\n", "　")
        self.facts.setText(whole if look().metrics("secondary").horizontalAdvance(said(whole)) <= room else lines)
        # The page gives a head the height of one line: what wraps asks for its lines itself. A label never asks for
        # less than its minimum, so the one before goes first.
        self.facts.setMinimumHeight(0)
        self.facts.setMinimumHeight(max(self.facts.heightForWidth(room), 0) if room > 0 else 0)

    def show_case(self, seen: CaseLook, device: str) -> None:
        """Show the head of a case."""
        case = seen.case
        self.title.setText(case.intake.item.name if case.intake is not None else "")
        self.holder.set(*_holder(case, device))
        self._show_clock(seen.clock)
        self.say(party_words(case), facts_words(case, mends_words(seen)))

    def _show_clock(self, clock: Clock | None) -> None:
        self.light.setVisible(clock is not None)
        self._show_due()
        if clock is None:
            self.due.setText(t("case.no_clock"))
            return
        self.light.set(light_kind(clock.light.light), clock.light.words)
        key = "case.due" if clock.firm else "case.due_soft"
        self.due.setText(t(key, clock=t(f"case.clock.name.{clock.kind}"), day=weekday(clock.ends)))


def party_words(case: Case) -> str:
    """Applicant with the number hidden in its middle; an organisation with its public code."""
    if case.intake is None:
        return ""
    applicant = case.intake.applicant
    if applicant.organisation is not None:
        return f"{applicant.organisation.name}　{applicant.organisation.uscc}"
    if applicant.person is None:
        return ""
    return f"{applicant.person.name}　{masked_id(applicant.person)}"


def mends_words(seen: CaseLook) -> str:
    """The number of the case that this 更正件 corrects; "" for any other."""
    return link_number(seen.links.corrects) if seen.links.corrects is not None else ""


def facts_words(case: Case, mends: str = "") -> str:
    """收件号 · guide version · agent; of a 更正件 first which case it ``mends``, and what of it. Below it the 办件编号
    of the papers, whose many digits are broken nowhere; it comes up where there is room.
    """
    if case.intake is None:
        return ""
    version = case.intake.item.catalogue_version
    guide = t("case.guide", version=version) if version else ""
    mended = t("case.mends", number=mends, what=case.intake.corrects_what) if mends else ""
    parts = (_receipt(case), mended, guide, _agent(case))
    lines = "　".join(part for part in parts if part), _number(case)
    return "\n".join(line for line in lines if line)


def receipt_words(case: Case) -> str:
    """收件号 · agent: what a small screen has room for."""
    return "　".join(part for part in (_receipt(case), _agent(case)) if part)


def _receipt(case: Case) -> str:
    receipts = case.papers_of(PaperKind.RECEIPT)
    return t("case.receipt", number=short_number(receipts[0].number)) if receipts else ""


def _number(case: Case) -> str:
    """Nothing before a paper told one."""
    number = case_number(case)
    return t("case.id", number=number) if number else ""


def _agent(case: Case) -> str:
    agent = case.intake.agent if case.intake is not None else None
    return t("case.agent", name=mask_name(agent.person.name), relation=agent.relation) if agent is not None else ""


def _holder(case: Case, device: str) -> tuple[str, str, str]:
    if case.terminal:
        return t("case.ended_runs" if clocks(case) else "case.ended"), "neutral", "archive"
    if case.lease == PLATFORM:
        return t("case.lease_platform"), "info", "landmark"
    if case.lease == device:
        return t("case.lease_here"), "neutral", "monitor"
    if at_terminal(case):
        return t("case.lease_terminal", device=case.lease), "warn", "monitor"
    return t("case.lease_other"), "warn", "monitor"
