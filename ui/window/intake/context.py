"""Where an intake comes from: the strip below the head for a visit or a sheet of the pad, and what need not be brought
again because it lies here already (S0 21).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.people import IdCardReading, mask_name
from app.domain.reuse import Offer, reuse
from app.domain.time import Timestamp
from app.ports.day import VisitBook
from app.usecases.desk import Desk
from app.usecases.visit import BY_CARD, CLOSED, park_visit, pool_offers, prove_visit
from app.values import dataclass, replace
from ui.office import Office
from ui.runner import Runner
from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Chip
from ui.tell import Tell
from ui.theme import look, t
from ui.window.intake.identity import SIGNING
from ui.window.intake.model import CONTEXT, SELF, IntakeState
from ui.window.intake.whom import read_spoken

SHARED = ("card", "name", "number", "id_kind", "phone", *SIGNING)
"""What is the same in every case of a visit: who stands there, and how she signs."""


@dataclass(frozen=True)
class Origin:
    """A visit (id, number, name) or a sheet of the pad with its moment; all empty for an ordinary intake. ``card`` was
    read when the visit began.
    """

    visit: str = ""
    ticket: str = ""
    who: str = ""
    pad: str = ""
    pad_ms: str = ""
    card: IdCardReading | None = None

    @property
    def fields(self) -> dict[str, str]:
        """As the draft keeps it; an ordinary intake keeps nothing."""
        return {name: getattr(self, name) for name in CONTEXT if getattr(self, name)}


ORDINARY = Origin()


class Context(Frame):
    """``begun(origin, before)`` asks for an empty page: one more case of the same visit, or nothing when the visit was
    put aside; ``reused(row)`` a row that need not be handed in; ``spoken(whom)`` for whom the visit
    came so far. ``book`` is plugged in by the face; without it there are no visits here.
    """

    begun = Signal(object, object)
    reused = Signal(object)
    spoken = Signal(object)

    def __init__(self, office: Office, runner: Runner, tell: Tell, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._office, self._runner, self._tell = office, runner, tell
        self.book: VisitBook | None = None
        self._asked: tuple[object, ...] = ()
        self._visit: str | None = None
        self._offers: tuple[Offer, ...] = ()
        self._state = IntakeState()
        self.setObjectName("intake.context")
        space = look().theme.space
        row = QHBoxLayout(self)
        row.setContentsMargins(space.m, 0, space.m, space.s)
        row.setSpacing(space.s)
        self.chip = Chip()
        self.chip.setObjectName("intake.origin")
        row.addWidget(self.chip)
        row.addStretch(1)
        self.reuse_button = self._button(row, "reuse", "Ctrl+U", "copy", self._reuse)
        self.again_button = self._button(row, "same_visit", "Ctrl+Shift+N", "plus", self._again)
        self.park_button = self._button(row, "park_visit", "Ctrl+Shift+S", "pause", self._park)
        self.hide()

    def _button(
        self, row: QHBoxLayout, name: str, key: str, icon: str, call: Callable[[], object]
    ) -> KeyButton:
        button = KeyButton(t(f"intake.context.{name}", count=0), key, icon, size="small")
        button.setObjectName(f"intake.{name}")
        button.clicked.connect(lambda: call())
        row.addWidget(button)
        return button

    def show_state(self, state: IntakeState) -> None:
        """Say where the intake comes from; ask in the background what lies here already."""
        self._state = state
        if state.pad:
            moment = Timestamp(int(state.pad_ms)).local if state.pad_ms else None
            when = f"{moment.month}月{moment.day}日 {moment:%H:%M}" if moment is not None else ""
            self.chip.set(t("intake.context.pad", number=state.pad, when=when), "warn", "book-open")
        elif state.visit:
            who = mask_name(state.name or (state.card.name if state.card is not None else ""))
            self.chip.set(t("intake.context.visit", ticket=state.ticket, who=who), "info", "users")
        for button in (self.again_button, self.park_button):
            button.setVisible(bool(state.visit))
        self._show_offers()
        self._ask(state)
        self._ask_whom(state)

    def _ask_whom(self, state: IntakeState) -> None:
        """For whom the visit came so far, once for each page."""
        if self.book is None or state.visit == self._visit:
            return
        self._visit = visit = state.visit
        self.spoken.emit(())
        if not visit:
            return

        def read(found: object) -> None:
            if visit == self._visit:
                self.spoken.emit(found)

        work = partial(read_spoken, self.book, visit)
        self._runner.run("db", work, read, self._tell.error, name="intake.spoken_for")

    def _ask(self, state: IntakeState) -> None:
        """Only when something changed that the answer depends on."""
        if self.book is None or state.guide is None or state.case is not None:
            return
        number = state.applicant().id_number
        rows = state.material_rows()
        key = (state.visit, number, state.guide.item.code, tuple((r.line_id, r.taken) for r in rows))
        if key == self._asked or not (state.visit or number):
            return
        self._asked = key
        work = partial(pool_offers, self.book, state.intake(), rows)
        self._runner.run("db", work, partial(self._answered, key), self._tell.error, name="intake.pool")

    def _answered(self, key: tuple[object, ...], offers: tuple[Offer, ...]) -> None:
        if key == self._asked:
            self._offers = offers
            self._show_offers()

    def _show_offers(self) -> None:
        open_now = self._open_offers()
        self.reuse_button.set_words(t("intake.context.reuse", count=len(open_now)))
        self.reuse_button.setVisible(bool(open_now))
        self.reuse_button.setToolTip("\n".join(f"{each.name}　{each.receipt}" for each in open_now))
        if not (self._state.visit or self._state.pad):
            self.chip.set(t("intake.context.pool") if open_now else "", "info", "archive")
        self.setVisible(bool(open_now or self._state.visit or self._state.pad))

    def _open_offers(self) -> list[Offer]:
        """Offers for rows that nobody has judged yet."""
        if self._state.guide is None or self._state.case is not None:
            return []
        rows = {row.line_id: row for row in self._state.material_rows()}
        return [o for o in self._offers if o.line_id in rows and not rows[o.line_id].note and not rows[o.line_id].taken]

    def _reuse(self) -> None:
        rows = {row.line_id: row for row in self._state.material_rows()}
        offers = self._open_offers()
        for offer in offers:
            self.reused.emit(reuse(rows[offer.line_id], offer))
        self._tell.message("ok", t("intake.context.reused", count=len(offers)))

    def _again(self) -> None:
        self.begun.emit(Origin(self._state.visit, self._state.ticket), self._state)

    def _park(self) -> None:
        """One key: what was typed is in its draft, the visit waits in the list."""
        book, visit = self.book, self._state.visit
        if book is None or not visit:
            return
        work = partial(park_visit, self._office.desk, book, UUID(visit))
        self._runner.run("db", work, self._parked, self._tell.error, name="intake.park_visit")

    def _parked(self, _: object) -> None:
        self.begun.emit(Origin(), None)
        self._tell.message("ok", t("intake.context.parked"), t("intake.context.parked_next"))

    def card_taken(self, card: IdCardReading) -> None:
        """The person of the visit put her card here: that is how she is known in all its cases."""
        book, visit = self.book, self._state.visit
        if book is not None and visit:
            work = partial(_proved, self._office.desk, book, UUID(visit), card)
            self._runner.run("db", work, None, self._tell.error, name="intake.prove_visit")

    def forget(self) -> None:
        """Another page begins."""
        self._asked, self._offers, self._visit = (), (), None


def _proved(desk: Desk, book: VisitBook, visit_id: UUID, card: IdCardReading) -> None:
    visit = book.visit(visit_id)
    if visit is not None and visit.state != CLOSED and visit.name in ("", card.name) and visit.proof != BY_CARD:
        prove_visit(desk, book, visit_id, card.name, BY_CARD)


def begun(origin: Origin, before: IntakeState | None = None) -> IntakeState:
    """An empty intake of this origin; one more of the same visit knows already who stands at the counter."""
    state = IntakeState(card=origin.card, **{name: getattr(origin, name) for name in CONTEXT})
    if before is None:
        return replace(state, name=origin.who)
    kept = {name: getattr(before, name) for name in SHARED}
    kept["card"] = before.card or origin.card
    party = before.party if before.party != SELF else "agent"
    return replace(state, party=party, **kept)
