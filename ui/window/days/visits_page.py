"""来访: one agent, several principals, many cases; parked with one key, resumed, closed with one receipt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.people import IdCardReading, mask_name
from app.domain.time import Timestamp
from app.usecases.queue import CALLED, MISSED, TICKETS, WAITING, miss, sit_down
from app.usecases.visit import (
    BY_CARD,
    CLOSED,
    OPEN,
    PARKED,
    close_visit,
    park_visit,
    prove_visit,
    resume_visit,
)
from printing.layouts.ticket import Ticket
from ui.shared.button import KeyButton
from ui.shared.labels import Facts, Text
from ui.shared.paint import Word
from ui.shared.pane import EmptyState, Pane
from ui.shared.stack import Stack
from ui.shared.table import Column, Table
from ui.theme import look, t
from ui.unqueued import SLIPS
from ui.visits import (
    VisitCase,
    VisitLine,
    begin_visit,
    call_number,
    print_number,
    print_so_far,
    read_visits,
    take_number,
    visit_words,
)
from ui.window.case.forms import Ask, FormSpec
from ui.window.case.words import short_number
from ui.window.days.visit_card import VisitCard
from ui.window.handover_who import hint_words
from ui.window.inner import InnerPage, Tools, row_of
from ui.window.intake.context import Origin
from ui.window.intake.model import IntakeState

_STATES = {
    OPEN: ("info", "users"),
    CALLED: ("info", "volume-2"),
    PARKED: ("warn", "pause"),
    WAITING: ("neutral", "clock"),
    MISSED: ("warn", "rotate-ccw"),
    CLOSED: ("neutral", "check"),
}
PROOFS = (BY_CARD, "paper", "known")


class VisitsPage(InnerPage):
    """``intake(origin, before)`` asks for the intake of a visit, ``resume(id)`` for one that was left half typed,
    ``called(number)`` when one was called, ``answered()`` when who was called came or did not, ``over(id)``
    when one was ended. On the GUI thread come :meth:`card_read`, :meth:`card_removed` and the hint.
    """

    intake = Signal(object, object)
    resume = Signal(object)
    rate = Signal(object)
    called = Signal(object)
    answered = Signal()
    over = Signal(object)

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(tools, "visits", parent)
        self.lines: tuple[VisitLine, ...] = ()
        self.open_ends: dict[str, tuple[QWidget, Text]] = {}
        self._wanted: UUID | None = None
        self.card = VisitCard(tools.tell, self.form, self._chosen, self._begin_with, self._prove)
        self.form.left.connect(self.card.leave_form)
        self.column.addLayout(row_of((self._list(), 1), (self._detail(), 0)), 1)
        self.ticket = self.add_action("take", t("visits.take"), "Ctrl+P", "printer", self._take)
        self.call = self.add_action("call", t("visits.call"), "F8", "volume-2", self._call)
        self.skip = self.add_action("miss", t("visits.miss"), "F9", "rotate-ccw", self._miss)
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
        self.lists = Stack()
        self.lists.addWidget(self.table)
        self.lists.addWidget(EmptyState("users", t("visits.none"), t("visits.none_text")))
        pane.body.addWidget(self.lists, 1)
        return pane

    def _detail(self) -> Pane:
        self.pane = Pane("", icon="user", key="Alt+2", bare=True)
        self.pane.setFixedWidth(look().theme.columns.case_events[0] + look().theme.size.rail)
        self.facts = Facts()
        self.facts.setContentsMargins(*(look().theme.space.pane,) * 4)
        self.prove, proving = self._strip("prove", "Alt+I", "id-card", self._ask_proof)
        self.early, holding = self._strip("early", "Alt+P", "printer", self._early)
        self.cases = Table(
            [
                Column(t("visits.item"), 0, lambda c: c.item),
                Column(t("visits.for_whom"), 104, lambda c: c.applicant),
                Column(t("visits.receipt"), 104, lambda c: short_number(c.receipt)),
            ],
            t("visits.cases_of"),
            blank=t("blank.cases"),
        )
        self.cases.setObjectName("visits.cases")
        self.cases.opened.connect(self._open)
        self.pool = Table(
            [
                Column(t("visits.material"), 0, lambda row: row[0]),
                Column(t("visits.receipt"), 104, lambda row: short_number(row[1])),
            ],
            t("visits.pool"),
            blank=t("blank.pool"),
        )
        self.pool.setObjectName("visits.pool")
        self.pane.body.addWidget(self.facts)
        self.pane.body.addWidget(proving)
        self.pane.body.addWidget(self.cases, 1)
        self.pane.body.addWidget(holding)
        note = Text(t("visits.pool_note"), "secondary", "text2")
        note.setContentsMargins(*(look().theme.space.pane,) * 4)
        self.pane.body.addWidget(note)
        self.pane.body.addWidget(self.pool, 1)
        return self.pane

    def _strip(self, name: str, key: str, icon: str, call: Callable[[], object]) -> tuple[KeyButton, QWidget]:
        """What is still open of the visit, and the button that does something about it."""
        box, space = QWidget(), look().theme.space
        words = Text("", "secondary", "warn")
        words.setObjectName(f"visits.{name}.words")
        button = KeyButton(t(f"visits.{name}"), key, icon, size="small")
        button.setObjectName(f"visits.{name}")
        button.clicked.connect(lambda: call())
        row = QHBoxLayout(box)
        row.setContentsMargins(space.pane, space.s, space.pane, space.s)
        row.setSpacing(space.s)
        row.addWidget(words, 1)
        row.addWidget(button)
        self.open_ends[name] = box, words
        return button, box

    # reading

    def refresh(self) -> None:
        """Read the visits again; the chosen one stays chosen."""
        self.load(partial(read_visits, self.tools.at), self._show)

    def _show(self, lines: tuple[VisitLine, ...]) -> None:
        current = self.table.current()
        chosen = self._wanted or (current.visit.id if current is not None else None)
        self._wanted = None
        order = {state: place for place, state in enumerate(_STATES)}
        self.lines = tuple(sorted(lines, key=lambda line: order[line.visit.state]))
        counts = {state: sum(line.visit.state == state for line in lines) for state in order}
        waits = t("visits.waiting_count", count=counts[WAITING])
        self.head.set_note(f"{t('visits.counts', open=counts[OPEN], parked=counts[PARKED])}　{waits}")
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
        state = line.visit.state if line is not None else CLOSED
        self.end.setVisible(state != CLOSED)
        self.park.setVisible(state in (OPEN, PARKED))
        self.primary.setVisible(state != CLOSED)
        self.skip.setVisible(state in (CALLED, WAITING))
        waits = any(each.visit.state == WAITING for each in self.lines)
        self.call.setVisible(waits or state in (CALLED, MISSED))
        self.call.set_words(t("visits.call_again" if state in (CALLED, MISSED) else "visits.call"))
        if line is None:
            self.bar.set_verdict("neutral", t("visits.nobody"), t("visits.nobody_next"), icon="users")
            return
        self.pane.title.setText(visit_words(line))
        known = line.visit.proof
        proof = t(f"visits.proof_{known}") if known in PROOFS else known or "—"
        self.facts.set_rows([(t("visits.proof"), proof), (t("visits.hand"), line.operator)])
        self._show_open_ends(line)
        self.cases.set_rows(line.cases)
        self.pool.set_rows(line.pool)
        self.park.setEnabled(state == OPEN)
        again = "visits.resume" if state == PARKED or line.drafts else "visits.more"
        self.primary.set_words(t("visits.here" if state in TICKETS else again))
        said = t(f"visits.{state}_now", who=visit_words(line), cases=len(line.cases))
        rest = t("visits.half", count=len(line.drafts)) if line.drafts else t(f"visits.{state}_next")
        tone = "ok" if state == CLOSED else _STATES[state][0]
        self.bar.set_verdict(tone, said, rest, icon=_STATES[state][1])

    def _show_open_ends(self, line: VisitLine) -> None:
        here = line.visit.state in (OPEN, PARKED)
        for name, words in (
            ("prove", t("visits.not_proved") if here and not line.visit.proof else ""),
            ("early", t("visits.held", count=line.held) if here and line.held else ""),
        ):
            box, label = self.open_ends[name]
            label.setText(words)
            box.setVisible(bool(words))

    # the queue

    def _take(self) -> None:
        """取号 for who came in: the number stands in the list, and its slip goes to the printer's own worker."""
        self.act(partial(take_number, self.tools.at), self._taken, "take")

    def _taken(self, found: tuple[str, Ticket]) -> None:
        number, slip = found

        def printed(words: str) -> None:
            out = words.startswith("out")
            said = t("visits.taken_next") if out else t("visits.taken_unsure", number=number)
            self.tools.tell.message("ok" if out else "warn", t("visits.taken", number=number), said)

        work = partial(print_number, self.tools.at, slip)
        self.tools.runner.run(SLIPS, work, printed, self.tools.tell.error, name="visits.slip")

    def _call(self) -> None:
        """The next number; on one that was called or missed, that one once more."""
        line = self.table.current()
        again = line.visit.id if line is not None and line.visit.state in (CALLED, MISSED) else None
        self.act(partial(call_number, self.tools.at, again), self._called, "call")

    def _called(self, found: tuple[UUID, str]) -> None:
        self._wanted, number = found
        self.tools.tell.message("info", t("visits.called_said", number=number), t("visits.called_next"))
        self.called.emit(number)

    def _miss(self) -> None:
        line = self.table.current()
        if line is not None:
            at = self.tools.at
            self.act(partial(miss, at.office.desk, at.visit_book, line.visit.id), self._missed, "miss")

    def _missed(self, missed: Any) -> None:
        """On to who waits longest: on the missed row F8 would call the one who did not come once more."""
        self._no_more_called()
        waits = [
            each.visit for each in self.lines if each.visit.state == WAITING and each.visit.id != missed.id
        ]
        if waits:
            self._wanted = min(waits, key=lambda visit: visit.opened_ms).id

    def _no_more_called(self) -> None:
        """Who was called came, or did not: nobody else is to read that she is wanted."""
        self.tools.tell.passed.emit()
        self.answered.emit()

    def _sit(self, line: VisitLine) -> None:
        """Who was called is here: her name, and how she showed it."""
        self._ask_who(visit_words(line), (), partial(self._seated, line.visit.id))

    def _seated(self, visit: UUID, values: dict[str, str]) -> None:
        at, card = self.tools.at, self.card.take()
        work = partial(sit_down, at.office.desk, at.visit_book, visit, values["name"], values["proof"])
        self.act(work, partial(self._begun, card), "sit")

    # doing

    def _new(self) -> None:
        ticket = Ask("ticket", t("visits.ask_ticket"), required=False, hint=t("visits.ask_ticket_hint"))
        self._ask_who(t("visits.new"), (ticket,), self._begin)

    def _ask_who(self, title: str, more: tuple[Ask, ...], then: Callable[[dict[str, str]], object]) -> None:
        asks = (*_who_asks(), *more)
        words = (t("visits.new_note"), t("visits.begin"))
        self.ask_for(FormSpec("visit", title, *words, asks, self.card.doubt, icon="user-plus"), then)

    def _begin(self, values: dict[str, str]) -> None:
        work = partial(begin_visit, self.tools.at, values["name"], values["proof"], values["ticket"])
        self.act(work, partial(self._begun, self.card.take()), "begin")

    def _begun(self, card: IdCardReading | None, visit: Any) -> None:
        self._no_more_called()
        self._wanted = visit.id
        self.card.keep(visit.id, card)

    # the card

    def card_read(self, reading: IdCardReading) -> None:
        """A card was read while this page is open; call on the GUI thread."""
        self.card.read(reading)

    def card_removed(self) -> None:
        """The card was taken away; what it said stays."""

    def card_hint(self, code: str) -> None:
        """Something the person can do now, as a code of the devices."""
        self.tools.tell.message("info", hint_words(code))

    def _chosen(self) -> VisitLine | None:
        line = self.table.current()
        return line if line is not None and line.visit.state in (OPEN, PARKED) else None

    def _begin_with(self, card: IdCardReading) -> None:
        """Of whose number was called, or of who came without one."""
        line = self.table.current()
        if line is not None and line.visit.state == CALLED:
            self._sit(line)
        else:
            self._new()
        self.card.fill(card)

    def _prove(self, visit: UUID, card: IdCardReading) -> None:
        at = self.tools.at

        def proved(_: object) -> None:
            self.card.keep(visit, card)
            self.tools.tell.message("ok", t("visits.proved", who=mask_name(card.name)), t("visits.proved_next"))

        work = partial(prove_visit, at.office.desk, at.visit_book, visit, card.name, BY_CARD)
        self.act(work, proved, "prove")

    def _ask_proof(self) -> None:
        """How she showed who she is, said by the clerk where no card is read."""
        line = self._chosen()
        if line is None:
            return
        asks = _who_asks(line.visit.name, required=True)
        words = (t("visits.prove_note"), t("visits.prove_save"))
        spec = FormSpec("visit", t("visits.prove_of", who=visit_words(line)), *words, asks, self.card.doubt)
        self.ask_for(spec, partial(self._said, line.visit.id))

    def _said(self, visit: UUID, values: dict[str, str]) -> None:
        at, card = self.tools.at, self.card.take()
        work = partial(prove_visit, at.office.desk, at.visit_book, visit, values["name"], values["proof"])
        self.act(work, lambda _: self.card.keep(visit, card), "prove")

    # the visit

    def _go_on(self) -> None:
        """The next case of the visit, half typed ones first. A parked one is in her hands from now on."""
        line = self.table.current()
        if line is None or line.visit.state == CLOSED:
            return
        if line.visit.state in TICKETS:
            self._sit(line)
        elif line.visit.state == PARKED:
            at = self.tools.at
            work = partial(resume_visit, at.office.desk, at.visit_book, line.visit.id)
            self.act(work, lambda _: self._enter(line), "resume")
        else:
            self._enter(line)

    def _enter(self, line: VisitLine) -> None:
        if line.drafts:
            self.resume.emit(line.drafts[-1])
            return
        visit = line.visit
        origin = Origin(str(visit.id), line.ticket, visit.name, card=self.card.of(visit.id))
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
            after = "visits.ended_next" if line.held else "visits.ended_none" if line.cases else "visits.ended_empty"
            words = t(after, count=len(line.cases))
            self.tools.tell.message("ok", t("visits.ended", who=visit_words(line)), words)
            self.card.forget()
            self.over.emit(line.visit.id)
            if line.cases:
                self.rate.emit(line.cases[0].case_id)

        self.act(partial(close_visit, at.office.desk, at.visit_book, line.visit.id), ended, "end")

    def _early(self) -> None:
        """One receipt for what was taken in so far, before the visit ends."""
        line = self._chosen()
        if line is None or not line.held:
            return

        def asked(count: int) -> None:
            self.tools.at.office.equipment.wake_printing()
            self.tools.tell.message("ok", t("visits.early_done", count=count), t("visits.early_next"))

        self.act(partial(print_so_far, self.tools.at, line.visit.id), asked, "early")

    def _open(self, case: VisitCase) -> None:
        self.open_case.emit(case.case_id)


def _who_asks(name: str = "", *, required: bool = False) -> tuple[Ask, ...]:
    """Nothing is taken for known before a card was read or the clerk said how she knows."""
    proofs = tuple((proof, t(f"visits.proof_{proof}")) for proof in PROOFS)
    locks = ((BY_CARD, t("visits.put_card")),)
    return (
        Ask("name", t("visits.ask_name"), name, share=2),
        Ask("proof", t("visits.proof"), required=required, choices=proofs, locks=locks),
    )


def _before(line: VisitLine) -> IntakeState | None:
    """Who stood at the counter for the last case; None before the first."""
    person = line.person
    if person is None:
        return None
    return IntakeState(
        party="agent",
        name=person.name,
        number=person.id_number,
        id_kind=person.id_type.value,
        phone=person.phone,
    )


def _state(line: VisitLine) -> Word:
    state, icon = _STATES[line.visit.state]
    return Word(t(f"visits.{line.visit.state}"), state, icon)


def _nothing(_: object) -> None:
    return None
