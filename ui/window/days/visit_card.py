"""The card of who came, while 来访 stands open: it fills the form, opens it, or proves the visit that is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from app.domain.people import IdCardReading
from app.usecases.visit import BY_CARD
from ui.office import masked_reading
from ui.tell import Answer, Tell
from ui.theme import t
from ui.visits import VisitLine
from ui.window.case.forms import ActForm
from ui.window.intake.identity import told_apart

OTHER, NEW = "other", "new"


class VisitCard:
    """What was read stays in memory until its visit has its next intake, which begins with it, until one ends, or
    until another is read.

    ``begin(card)`` opens the form for who put it there, ``prove(id, card)`` records that the visit is hers,
    ``line()`` is the visit that is chosen, when one is that a card may belong to.
    """

    def __init__(
        self,
        tell: Tell,
        form: ActForm,
        line: Callable[[], VisitLine | None],
        begin: Callable[[IdCardReading], object],
        prove: Callable[[UUID, IdCardReading], object],
    ) -> None:
        self._tell, self._form, self._line = tell, form, line
        self._begin, self._prove = begin, prove
        self._asked: IdCardReading | None = None
        self._held: tuple[UUID, IdCardReading] | None = None

    def read(self, reading: IdCardReading) -> None:
        """A card was put on the reader; call on the GUI thread."""
        card = masked_reading(reading)
        if self._form.spec is not None:
            self._into_form(card)
            return
        line = self._line()
        if line is None:
            self._begin(card)
        elif is_hers(line, card):
            self._prove(line.visit.id, card)
        else:
            self._ask_whose(line, card)

    def _into_form(self, card: IdCardReading) -> None:
        typed = self._form.values().get("name", "").strip()
        again = self._asked is not None and self._asked.number == card.number
        if again or (self._asked is None and typed in ("", card.name)):
            self.fill(card)
            return
        answers = (
            Answer(NEW, t("intake.who.take_card"), "Y"),
            Answer("", t("intake.who.keep_card"), "N", primary=True),
        )
        said = t("visits.card_differs", new=told_apart(card.name, typed), old=told_apart(typed, card.name))
        self._tell.ask(said, t("visits.card_differs_next"), answers, partial(self._filled, card), "")

    def _filled(self, card: IdCardReading, answer: str) -> None:
        if answer == NEW and self._form.spec is not None:
            self.fill(card)

    def fill(self, card: IdCardReading) -> None:
        """Put the card into the open form: the name, and that it was read."""
        self._asked = card
        self._form.set_value("name", card.name)
        self._form.set_value("proof", BY_CARD)

    def _ask_whose(self, line: VisitLine, card: IdCardReading) -> None:
        """Another person's card than the visit's: said, and never taken in silence."""
        old = told_apart(line.visit.name, card.name)
        said = t("visits.card_other", new=told_apart(card.name, line.visit.name), ticket=line.ticket, old=old)
        answers = [Answer(NEW, t("visits.card_new"), "Y")]
        if line.person is None:  # nothing was taken in from her yet: the name may have been written wrongly
            answers.append(Answer(OTHER, t("visits.card_rename"), "G"))
        answers.append(Answer("", t("visits.card_leave"), "N", primary=True))
        self._tell.ask(said, t("visits.card_other_next"), answers, partial(self._whose, line.visit.id, card), "")

    def _whose(self, visit: UUID, card: IdCardReading, answer: str) -> None:
        if answer == NEW:
            self._begin(card)
        elif answer == OTHER:
            self._prove(visit, card)

    def doubt(self, values: Mapping[str, str]) -> dict[str, str]:
        """Complaints about a form that says 刷身份证 of another name than the card's."""
        card = self._asked
        if card is None or values["proof"] != BY_CARD or values["name"] == card.name:
            return {}
        return {"name": t("visits.name_not_card", name=card.name)}

    def leave_form(self) -> None:
        """The form is gone: its card is nobody's."""
        self._asked = None

    def take(self) -> IdCardReading | None:
        """The card of the form that was answered."""
        card, self._asked = self._asked, None
        return card

    def keep(self, visit: UUID, card: IdCardReading | None) -> None:
        """The intake of this visit begins with it."""
        if card is not None:
            self._held = (visit, card)

    def forget(self) -> None:
        """A visit ended: nothing of who came stays here."""
        self._asked = self._held = None

    def of(self, visit: UUID) -> IdCardReading | None:
        """Its card, once."""
        held, self._held = self._held, None
        return held[1] if held is not None and held[0] == visit else None


def is_hers(line: VisitLine, card: IdCardReading) -> bool:
    """Whether a card is of who came: by the number where a case tells it, else by the name."""
    if line.person is not None and line.person.id_number:
        return line.person.id_number.upper() == card.number.upper()
    return line.visit.name == card.name
