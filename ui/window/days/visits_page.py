"""来访: one agent, several principals, many cases; parked with one key, resumed, closed with one receipt."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.domain.people import mask_name
from app.domain.time import Timestamp
from app.usecases.visit import CLOSED, OPEN, PARKED, close_visit, park_visit, resume_visit
from ui.shared.labels import Facts, Text
from ui.shared.paint import Word
from ui.shared.pane import EmptyState, Pane
from ui.shared.table import Column, Table
from ui.theme import look, t
from ui.visits import VisitCase, VisitLine, begin_visit, read_visits, visit_words
from ui.window.case.forms import Ask, FormSpec
from ui.window.case.words import short_number
from ui.window.inner import InnerPage, Tools, row_of
from ui.window.intake.context import Origin
from ui.window.intake.model import IntakeState

_STATES = {OPEN: ("info", "users"), PARKED: ("warn", "pause"), CLOSED: ("neutral", "check")}
PROOFS = ("card", "paper", "known")


class VisitsPage(InnerPage):
    """``intake(origin, before)`` asks for the intake of a visit, ``resume(id)`` for one that was left half typed."""

    intake = Signal(object, object)
    resume = Signal(object)
    rate = Signal(object)

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(tools, "visits", parent)
        self.lines: tuple[VisitLine, ...] = ()
        self._wanted: UUID | None = None
        self.column.addLayout(row_of((self._list(), 1), (self._detail(), 0)), 1)
        self.new = self.add_action("new", t("visits.new"), "Ctrl+N", "user-plus", self._new)
        self.end = self.add_action("end", t("visits.end"), "Ctrl+E", "log-out", self._end)
        self.park = self.add_action("park", t("visits.park"), "Ctrl+S", "pause", self._park)
        self.primary = self.add_action("primary", t("visits.more"), "Ctrl+Enter", "plus", self._go_on)
        self.finish_head()

    # what it is made of

    def _list(self) -> Pane:
        pane = Pane(t("visits.list"), icon="users", key="Alt+1", bare=True)
        self.table = Table(
            [
                Column(t("visits.ticket"), 76, lambda v: v.ticket, bold=True),
                Column(t("visits.who"), 110, lambda v: mask_name(v.visit.name)),
                Column(t("visits.state"), 104, _state),
                Column(t("visits.cases"), 64, lambda v: str(len(v.cases))),
                Column(t("visits.drafts"), 76, lambda v: str(len(v.drafts)) if v.drafts else "—"),
                Column(t("visits.since"), 76, lambda v: f"{Timestamp(v.visit.opened_ms).local:%H:%M}"),
                Column(t("visits.hand"), 0, lambda v: v.operator),
            ],
            t("visits.list"),
        )
        self.table.setObjectName("visits.table")
        self.table.picked.connect(self._picked)
        self.table.opened.connect(lambda _: self._go_on())
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(EmptyState("users", t("visits.none"), t("visits.none_text")))
        pane.body.addWidget(self.lists, 1)
        return pane

    def _detail(self) -> Pane:
        self.pane = Pane("", icon="user", key="Alt+2", bare=True)
        self.pane.setFixedWidth(look().theme.columns.case_events[0] + look().theme.size.rail)
        self.facts = Facts()
        self.facts.setContentsMargins(*(look().theme.space.pane,) * 4)
        self.cases = Table(
            [
                Column(t("visits.item"), 0, lambda c: c.item),
                Column(t("visits.for_whom"), 104, lambda c: c.applicant),
                Column(t("visits.receipt"), 104, lambda c: short_number(c.receipt)),
            ],
            t("visits.cases_of"),
        )
        self.cases.setObjectName("visits.cases")
        self.cases.opened.connect(self._open)
        self.pool = Table(
            [
                Column(t("visits.material"), 0, lambda row: row[0]),
                Column(t("visits.receipt"), 104, lambda row: short_number(row[1])),
            ],
            t("visits.pool"),
        )
        self.pool.setObjectName("visits.pool")
        self.pane.body.addWidget(self.facts)
        self.pane.body.addWidget(self.cases, 1)
        note = Text(t("visits.pool_note"), "secondary", "text2")
        note.setContentsMargins(*(look().theme.space.pane,) * 4)
        self.pane.body.addWidget(note)
        self.pane.body.addWidget(self.pool, 1)
        return self.pane

    # reading

    def refresh(self) -> None:
        """Read the visits again; the chosen one stays chosen."""
        self.load(partial(read_visits, self.tools.at), self._show)

    def _show(self, lines: tuple[VisitLine, ...]) -> None:
        current = self.table.current()
        chosen = self._wanted or (current.visit.id if current is not None else None)
        self._wanted = None
        order = {OPEN: 0, PARKED: 1, CLOSED: 2}
        self.lines = tuple(sorted(lines, key=lambda line: order[line.visit.state]))
        counts = {state: sum(line.visit.state == state for line in lines) for state in order}
        self.head.set_note(t("visits.counts", open=counts[OPEN], parked=counts[PARKED]))
        self.lists.setCurrentIndex(0 if lines else 1)
        self.table.set_rows(self.lines)
        at = next((i for i, line in enumerate(self.lines) if line.visit.id == chosen), 0)
        if self.lines:
            self.table.pick(at)
            self._picked(self.lines[at])
            self.take_focus(self.table)
        else:
            self._picked(None)
            self.take_focus(self.new)

    def _picked(self, line: VisitLine | None) -> None:
        self.pane.setVisible(line is not None)
        for button in (self.end, self.park, self.primary):
            button.setVisible(line is not None and line.visit.state != CLOSED)
        if line is None:
            self.bar.set_verdict("neutral", t("visits.nobody"), t("visits.nobody_next"), icon="users")
            return
        self.pane.title.setText(visit_words(line))
        proof = t(f"visits.proof_{line.visit.proof}") if line.visit.proof in PROOFS else line.visit.proof or "—"
        self.facts.set_rows([(t("visits.proof"), proof), (t("visits.hand"), line.operator)])
        self.cases.set_rows(line.cases)
        self.pool.set_rows(line.pool)
        state = line.visit.state
        self.park.setEnabled(state == OPEN)
        self.primary.set_words(t("visits.resume" if state == PARKED or line.drafts else "visits.more"))
        said = t(f"visits.{state}_now", who=visit_words(line), cases=len(line.cases))
        rest = t("visits.half", count=len(line.drafts)) if line.drafts else t(f"visits.{state}_next")
        self.bar.set_verdict({OPEN: "info", PARKED: "warn", CLOSED: "ok"}[state], said, rest, icon=_STATES[state][1])

    # doing

    def _new(self) -> None:
        asks = (
            Ask("name", t("visits.ask_name"), share=2),
            Ask("proof", t("visits.proof"), "card", choices=tuple((p, t(f"visits.proof_{p}")) for p in PROOFS)),
            Ask("ticket", t("visits.ask_ticket"), required=False, hint=t("visits.ask_ticket_hint")),
        )
        spec = FormSpec("visit", t("visits.new"), t("visits.new_note"), t("visits.begin"), asks, icon="user-plus")
        self.ask_for(spec, self._begin)

    def _begin(self, values: dict[str, str]) -> None:
        work = partial(begin_visit, self.tools.at, values["name"], values["proof"], values["ticket"])
        self.act(work, self._begun, "begin")

    def _begun(self, visit: Any) -> None:
        self._wanted = visit.id

    def _go_on(self) -> None:
        """The next case of the visit, half typed ones first. A parked one is in her hands from now on."""
        line = self.table.current()
        if line is None or line.visit.state == CLOSED:
            return
        if line.visit.state == PARKED:
            at = self.tools.at
            work = partial(resume_visit, at.office.desk, at.visit_book, line.visit.id)
            self.act(work, lambda _: self._enter(line), "resume")
        else:
            self._enter(line)

    def _enter(self, line: VisitLine) -> None:
        if line.drafts:
            self.resume.emit(line.drafts[-1])
            return
        origin = Origin(str(line.visit.id), line.ticket, line.visit.name)
        self.intake.emit(origin, _before(line))

    def _park(self) -> None:
        line = self.table.current()
        if line is not None:
            at = self.tools.at
            self.act(partial(park_visit, at.office.desk, at.visit_book, line.visit.id), _nothing, "park")

    def _end(self) -> None:
        """The person leaves: one receipt lists every case."""
        line = self.table.current()
        if line is None:
            return
        at = self.tools.at

        def ended(_: object) -> None:
            at.office.equipment.wake_printing()
            said, after = t("visits.ended", who=visit_words(line)), t("visits.ended_next", count=len(line.cases))
            self.tools.tell.message("ok", said, after)
            if line.cases:
                self.rate.emit(line.cases[0].case_id)

        self.act(partial(close_visit, at.office.desk, at.visit_book, line.visit.id), ended, "end")

    def _open(self, case: VisitCase) -> None:
        self.open_case.emit(case.case_id)


def _before(line: VisitLine) -> IntakeState | None:
    """Who stood at the counter for the last case; None before the first."""
    person = line.person
    if person is None:
        return None
    return IntakeState(
        party="agent", name=person.name, number=person.id_number, id_kind=person.id_type.value, phone=person.phone
    )


def _state(line: VisitLine) -> Word:
    state, icon = _STATES[line.visit.state]
    return Word(t(f"visits.{line.visit.state}"), state, icon)


def _nothing(_: object) -> None:
    return None
