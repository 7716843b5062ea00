"""Who fetches a result: the card on the reader says whom it belongs to, and face or eyes whether that is who came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.assurance import CARD
from app.domain.case import Case
from app.domain.delivery import delivery_of
from app.domain.events import Recipient
from app.domain.fetching import HANDLER, HEAD, HERSELF, OTHER, is_another, only_named, role_of, roles_of
from app.domain.people import IdCardReading, mask_name, mask_number
from app.domain.serving import power_ended, power_until, stands_for
from ui.office import Office
from ui.runner import Runner
from ui.shared.field import Field
from ui.shared.segment import Choice, Segment
from ui.tell import Tell
from ui.theme import look, said, t
from ui.window.comparing import CompareStrip, Comparison

SELF = HERSELF


class FetchedBy(QObject):
    """Fills in name and relation from a card, and keeps how the person was known until the papers are given.

    Of the card name and number stay, the portrait until there is a result or the page is hidden; a name that is typed
    over takes all away. What was proved of the card counts only for what its holder is to the case. ``doubted()``: it
    is for the clerk to say what she is to it.
    """

    doubted = Signal()

    def __init__(
        self, office: Office, runner: Runner, tell: Tell, name: Field, relation: Segment, parent: QWidget
    ) -> None:
        super().__init__(parent)
        desk = office.equipment.face_desk
        self.strip = CompareStrip(parent, "handover.compare", narrow=False)
        self._office, self._tell, self._name, self._relation = office, tell, name, relation
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
        relation.changed.connect(self._doubt)
        self._case: Case | None = None
        self._card = ("", "")
        self._by = ""
        self._clerk = ""

    def show_case(self, case: Case | None) -> None:
        """Another case on the desk, or none: nobody's card lies there."""
        self._case = case
        self.forget()

    def forget(self) -> None:
        """Nobody is known any more; the portrait leaves memory."""
        self._card = ("", "")
        self.comparison.drop()
        self.strip.hide()

    def leave(self) -> None:
        """The page is hidden: what runs is given up and the portrait leaves memory; card and outcome stay."""
        self.comparison.begin()
        self.strip.allow(True)
        if self._by:
            self.strip.say(self._by, "ok")

    def come_back(self) -> None:
        """The page is seen again; whom another clerk knew is not known to who sits here now."""
        if self._card[0] and self._clerk != self._office.desk.session.operator.id:
            self.forget()
            self._tell.message("warn", t("handover.card_again"), t("handover.card_again_next"))

    def card_read(self, reading: IdCardReading) -> None:
        """A card was put on the reader while this page is open; call on the GUI thread."""
        case = self._case
        if case is None or case.intake is None:
            self._tell.message("info", t("handover.card_first"), t("handover.card_first_next"))
            return
        self.forget()
        self._card = (reading.name, reading.number)
        self._clerk = self._office.desk.session.operator.id
        self._name.set_value(reading.name)
        role = role_of(case, reading.number, reading.name)
        self._relation.set_value(role or (HANDLER if HEAD in roles_of(case) else OTHER))
        self._say_role(case, reading, role)
        self.comparison.hold(reading)
        self.strip.setVisible(self.comparison.there)
        self.strip.allow(True)

    def _say_role(self, case: Case, reading: IdCardReading, role: str) -> None:
        """Who is nobody to the case, and who is known by her name alone: there the clerk looks at more than a card."""
        who = mask_name(reading.name)
        if not role or only_named(case, reading.number, reading.name):
            self.doubted.emit()
        if not role:
            self._tell.message("warn", t("handover.card_other", who=who), t("handover.card_other_next"))
        elif only_named(case, reading.number, reading.name) and case.intake is not None:
            company = case.intake.applicant.name
            self._tell.message(
                "warn", t("handover.card_as_head", who=who, company=company), t("handover.card_as_head_next")
            )

    def hint(self, code: str) -> None:
        """What a person can do now, as a code of the devices, is told in words."""
        self._tell.message("info", hint_words(code))

    def recipient(self) -> Recipient:
        """Who takes the papers, as the page says now."""
        name, relation = self._name.value().strip(), self._relation.value() or SELF
        known, number = self._card
        if not known:
            return Recipient(name, relation)
        checked = f"{CARD}; {self._by}" if self._by else CARD
        masked = mask_number(number)
        return Recipient(name, relation, masked, identity_checked="" if self._contrary() else checked)

    def _contrary(self) -> bool:
        """Whether the page says 本人, 代理人 or 法定代表人 of somebody whose card says otherwise."""
        name, number = self._card
        relation = self._relation.value() or SELF
        return bool(name) and self._case is not None and is_another(self._case, number, name, relation)

    def _doubt(self) -> None:
        if self._contrary():
            self.doubted.emit()
            who, relation = mask_name(self._card[0]), said(self._relation.value() or SELF)
            self._tell.message(
                "warn",
                t("handover.card_contrary", who=who, relation=relation),
                t("handover.card_contrary_next", relation=relation),
            )

    def _subject(self, call: Callable[[UUID], None]) -> None:
        if self._case is not None:
            call(self._case.id)

    def _known(self, words: str) -> None:
        self._by = words
        if words:
            self.strip.say(words, "ok")
            self._doubt()

    def _typed(self, words: str) -> None:
        if self._card[0] and words.strip() != self._card[0]:
            self.forget()


def ways_of(case: Case | None) -> list[Choice]:
    """What who comes may be to the applicant of ``case``, each with its key."""
    return [Choice(way, way, str(n)) for n, way in enumerate(roles_of(case), 1)]


def asked_of_taker() -> tuple[Field, Segment, Field]:
    """What is asked of who takes it: her name, what she is to the applicant, and the paper that lets another."""
    name = Field(t("handover.recipient"), required=True)
    name.edit.setObjectName("handover.recipient")
    authority = Field(t("handover.authority"), required=True, placeholder=t("handover.authority_hint"))
    authority.edit.setObjectName("handover.authority")
    authority.hide()
    return name, Segment(ways_of(None), SELF, t("handover.relation")), authority


def wipe(*fields: Field) -> None:
    """What was typed there is of somebody who left."""
    for field in fields:
        field.set_value("")
        field.clear_state()


def agent_words(case: Case, today: date) -> str:
    """The agent of the case, with the last day of her power where it is known."""
    agent, until = case.intake.agent if case.intake is not None else None, power_until(case)
    if agent is None or until is None:
        return agent.person.name if agent is not None else t("handover.none")
    key = "handover.agent_ended" if until < today else "handover.agent_until"
    return t(key, name=agent.person.name, day=until.isoformat())


def facts_of(case: Case, today: date) -> list[tuple[str, str]]:
    """What is said of the case on the desk: what it is, whose, who acted for her, and how it goes to her."""
    intake = case.intake
    assert intake is not None
    applicant = f"{intake.applicant.name} {mask_number(intake.applicant.id_number)}"
    return [
        (t("handover.item"), intake.item.name),
        (t("handover.applicant"), applicant),
        (t("handover.agent"), agent_words(case, today)),
        (t("handover.way"), said(delivery_of(case).words)),
    ]


def ask_power(authority: Field, case: Case | None, who: Recipient, today: date) -> None:
    """Ask for a paper where nobody of her name and card is known to act for the applicant of ``case`` (None: it is
    herself), and say so where the one that was seen at 收件 has ended.
    """
    name = who.name
    authority.setVisible(case is not None and not stands_for(case, name, today, who.id_masked))
    ended = power_ended(case, name, today) if case is not None else None
    if ended is not None:
        authority.set_warning(t("handover.power_ended", day=ended.isoformat()))
    elif authority.property("ended"):
        authority.clear_state()
    authority.setProperty("ended", ended is not None)


def who_comes(name: Field, authority: Field, relation: Segment, strip: CompareStrip) -> QWidget:
    """What is asked of who fetches, in one part: it is shown to whoever may give, and to nobody else."""
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look().theme.space.s)
    row = QHBoxLayout()
    row.setSpacing(look().theme.space.s)
    top = Qt.AlignmentFlag.AlignTop  # a word below one of them leaves the other where it is
    row.addWidget(name, 1, top)
    row.addWidget(authority, 1, top)
    column.addLayout(row)
    column.addWidget(relation)
    column.addWidget(strip)
    return part


def hint_words(code: str) -> str:
    """What a person can do now, in words."""
    texts = look().texts
    return texts.error(code).next if texts.has(f"error.{code}.next") else code
