"""The chosen line of 待办与时限, explained: so that the clerk can defend the date."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.materials import MaterialStatus
from ui.shared.button import KeyButton
from ui.shared.labels import Facts, Text, empty, rule
from ui.shared.pane import MessageBand, Pane
from ui.theme import look, t
from ui.window.case.linked import told
from ui.window.case.look import CaseLook, Clock, sealing_words
from ui.window.case.sentences import sentence
from ui.window.case.status import names_of
from ui.window.case.ways import LinkWays
from ui.window.case.words import moment, paper_name, weekday
from ui.window.due_rows import DueRow

_NO_PAPER = (MaterialStatus.EXEMPT, MaterialStatus.TOLERATED, MaterialStatus.COMMITTED, MaterialStatus.WAIVED)
"""Settled, yet nothing was handed in for it."""


class DueDetail(Pane):
    """The chosen line: the demand and its consequence in words, the counting day by day, the last events."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("due.title"), icon="clock", key="Alt+2", scroll=True, bare=True, parent=parent)
        space = look().theme.space
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(space.pane, space.pane, space.pane, space.pane)
        self._lines.setSpacing(space.s)
        self.body.addLayout(self._lines, 1)
        foot = QWidget()
        row = QVBoxLayout(foot)
        row.setContentsMargins(space.pane, space.s, space.pane, space.pane)
        self.open = KeyButton(t("due.open_case"), "Ctrl+Enter", "file-text", kind="primary")
        self.open.setObjectName("due.open")
        row.setSpacing(space.s)
        self.ways = LinkWays("due", upright=True, bare=True)
        row.addWidget(self.ways)
        row.addWidget(self.open)
        self.add_foot(foot)
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        empty(self._lines)
        self.title.setText(t("due.title"))
        self._lines.addWidget(Text(t("due.pick"), "body", "text2"))
        self._lines.addStretch(1)
        self.open.setEnabled(False)
        self.ways.show_links()

    def show_case(self, seen: CaseLook, row: DueRow) -> None:
        """Explain the clock of a line. Its party stays masked as in the list: who is chosen by the arrows is not looked
        at, and no look is written down; the page of the case shows her whole name, and is.
        """
        empty(self._lines)
        self.open.setEnabled(True)
        self.ways.show_links(seen.links)
        self.title.setText(f"{row.light.text}：{row.clock}")
        self._lines.addWidget(Text(seen.case.item.name, "title", bold=True))
        self._lines.addWidget(Text(f"{row.applicant}　{row.number}", "secondary", "text2"))
        clock = _clock_of(seen, row)
        if clock is not None:
            band = MessageBand(closable=False, parent=self)
            state = {"red": "danger", "warn": "warn"}.get(row.light.kind, "info")
            band.tell(state, clock.meaning.demand, clock.meaning.follows)
            self._lines.addWidget(band)
        self._lines.addWidget(Facts(_facts(seen, clock)))
        self._lines.addWidget(rule())
        head = QHBoxLayout()
        head.addWidget(Text(t("due.history"), "body", bold=True, wrap=False))
        head.addWidget(Text(t("due.history_note"), "secondary", "text2", wrap=False))
        head.addStretch(1)
        self._lines.addLayout(head)
        last = sorted(seen.events, key=lambda each: each.event.at.ms)[-3:][::-1]
        told = [(moment(line.event.at), sentence(line.event, seen.case, t)) for line in last]
        self._lines.addWidget(Facts(told))
        self._lines.addStretch(1)


def _clock_of(seen: CaseLook, row: DueRow) -> Clock | None:
    """The clock that the line speaks of: several run on one case."""
    return next((clock for clock in seen.clocks if clock.kind == row.clock_kind), None)


def _facts(seen: CaseLook, clock: Clock | None) -> list[tuple[str, str | QWidget]]:
    case = seen.case
    rows: list[tuple[str, str | QWidget]] = [(t("linked.fact"), words) for words in told(seen.links)]
    if case.received is not None:
        at = case.received.taken_at
        rows.append((t("due.received"), f"{weekday(at.date)} {moment(at).split()[-1]}"))
    if case.returned is not None and case.lease == case.home:
        rows.append((t("due.returned"), case.returned.reason))
    if seen.doubt:
        rows.append((t("due.doubt"), t("due.doubt_words", doubt=seen.doubt)))
    if case.owed and case.tolerance_due is not None and not case.terminal:
        words = t("due.owed_words", names=names_of(case.owed), day=weekday(case.tolerance_due))
        rows.append((t("due.owed"), words))
    if clock is not None and clock.counting:
        rows.append((t("due.counting"), clock.counting))
    if clock is not None and clock.meaning.law:
        rows.append((t("due.law"), clock.meaning.law))
    for paper in case.papers:
        if paper.awaits_seal:
            rows.append((t("due.sealing"), f"{paper_name(case, paper)}：{sealing_words(seen, paper.document_id, t)}"))
    statuses = [material.status for material in case.materials]
    bad, still = statuses.count(MaterialStatus.FAULTY), statuses.count(MaterialStatus.OPEN)
    otherwise = sum(status in _NO_PAPER for status in statuses)
    taken = sum(1 for material in case.materials if material.settled) - otherwise
    words = t("due.materials_words", taken=taken, bad=bad, open=still)
    if otherwise:
        words = t("due.materials_otherwise", words=words, count=otherwise)
    rows.append((t("due.materials"), words))
    waiting = sum(1 for line in seen.events if not line.acknowledged)
    words = t("due.sync_some", count=waiting) if waiting else t("due.sync_all", count=len(seen.events))
    rows.append((t("due.sync"), words))
    return rows
