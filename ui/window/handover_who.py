"""Who fetches a result: the card on the reader says whom it belongs to, and face or eyes whether that is who came."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.domain.assurance import CARD
from app.domain.case import Case
from app.domain.events import Recipient
from app.domain.people import IdCardReading, mask_name, mask_number
from ui.office import Office
from ui.runner import Runner
from ui.shared.field import Field
from ui.shared.segment import Segment
from ui.tell import Tell
from ui.theme import look, t
from ui.window.comparing import CompareStrip, Comparison

SELF, AGENT, COMPANY, OTHER = "本人", "代理人", "经办人", "其他"


class FetchedBy(QObject):
    """Fills in name and relation from a card, and keeps how the person was known until the papers are given.

    Of the card the name and the masked number stay, the portrait until there is a result; a name that is typed over
    takes both away.
    """

    def __init__(
        self, office: Office, runner: Runner, tell: Tell, name: Field, relation: Segment, parent: QWidget
    ) -> None:
        super().__init__(parent)
        desk = office.equipment.face_desk
        self.strip = CompareStrip(parent, "handover.compare", narrow=False)
        self._tell, self._name, self._relation = tell, name, relation
        self.comparison = Comparison(
            desk.beside() if desk is not None else None,
            office,
            runner,
            tell,
            self._subject,
            self.strip,
            self,
            "handover.compare",
        )
        self.comparison.known.connect(self._known)
        name.edit.textEdited.connect(self._typed)
        self._case: Case | None = None
        self._card = ("", "")
        self._by = ""

    def show_case(self, case: Case | None) -> None:
        """Another case on the desk, or none: nobody's card lies there."""
        self._case = case
        self.forget()

    def forget(self) -> None:
        """Nobody is known any more; the portrait leaves memory."""
        self._card = ("", "")
        self.comparison.drop()
        self.strip.hide()

    def card_read(self, reading: IdCardReading) -> None:
        """A card was put on the reader while this page is open; call on the GUI thread."""
        case = self._case
        if case is None or case.intake is None:
            self._tell.message("info", t("handover.card_first"), t("handover.card_first_next"))
            return
        self.forget()
        self._card = (reading.name, mask_number(reading.number))
        self._name.set_value(reading.name)
        relation = _relation(case, reading.number)
        self._relation.set_value(relation)
        if relation in (COMPANY, OTHER):
            who = mask_name(reading.name)
            self._tell.message("warn", t("handover.card_other", who=who), t("handover.card_other_next"))
        self.comparison.hold(reading)
        self.strip.setVisible(self.comparison.there)
        self.strip.allow(True)

    def recipient(self) -> Recipient:
        """Who takes the papers, as the page says now."""
        name, relation = self._name.value().strip(), self._relation.value() or SELF
        known, number = self._card
        if not known:
            return Recipient(name, relation)
        checked = f"{CARD}; {self._by}" if self._by else CARD
        return Recipient(name, relation, number, identity_checked=checked)

    def _subject(self, call: Callable[[UUID], None]) -> None:
        if self._case is not None:
            call(self._case.id)

    def _known(self, words: str) -> None:
        self._by = words
        if words:
            self.strip.say(words, "ok")

    def _typed(self, words: str) -> None:
        if self._card[0] and words.strip() != self._card[0]:
            self.forget()


def _relation(case: Case, number: str) -> str:
    """What the holder of a card is to the applicant, as far as the case knows."""
    intake = case.intake
    assert intake is not None
    agent, company = intake.agent, intake.applicant.organisation is not None
    if not company and intake.applicant.id_number.upper() == number.upper():
        return SELF
    if agent is not None and agent.person.id_number.upper() == number.upper():
        return AGENT
    return COMPANY if company else OTHER


def hint_words(code: str) -> str:
    """What a person can do now, in words."""
    texts = look().texts
    return texts.error(code).next if texts.has(f"error.{code}.next") else code
