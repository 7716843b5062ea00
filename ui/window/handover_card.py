"""A card on the empty issue desk: which results wait for its holder, and the card until one of them lies there."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.domain.fetching import only_named
from app.domain.people import IdCardReading, mask_name
from app.values import dataclass
from ui.office import Office
from ui.runner import Runner
from ui.tell import Tell
from ui.theme import t


@dataclass(frozen=True)
class Hers:
    """What waits for the holder of a card. ``named``: those of an organisation whose 法定代表人 has her name, and of
    whom the case has nothing else; ``companies`` are these organisations.
    """

    cases: tuple[UUID, ...] = ()
    named: tuple[UUID, ...] = ()
    companies: tuple[str, ...] = ()


def waiting_of(office: Office, number: str, name: str) -> Hers:
    """Every result that waits for the holder of a card: as applicant, as agent, or as 法定代表人 of who applies (民法典
    61); runs on the ``db`` worker. The look is written down.
    """
    views = office.stores.views
    by_number, by_name = views.waiting_of(number, name)
    others = (views.case(each) for each in by_name if each not in by_number)
    heads = [case for case in others if case is not None and only_named(case, number, name)]
    named = tuple(case.id for case in heads)
    companies = tuple(dict.fromkeys(case.intake.applicant.name for case in heads if case.intake is not None))
    found = Hers((*by_number, *named), named, companies)
    for each in found.cases:
        office.stores.audit.record(office.desk.session.operator.id, "find-by-card", str(each))
    return found


class Holder(QObject):
    """Whose card was read while nothing lay on the desk. ``found(cases)``: what waits for her, perhaps nothing.

    The card is kept, portrait and all, until her only case lies there or one of several was given, another card comes,
    or the page is left: it says who fetches only what was found by it. What is put there instead is somebody else's.
    What only her name found is chosen by a hand, even where it is one: a namesake's card finds it too.
    """

    found = Signal(object)

    def __init__(self, office: Office, runner: Runner, tell: Tell, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._runner, self._tell = office, runner, tell
        self._reading: IdCardReading | None = None
        self._found = Hers()

    @property
    def hers(self) -> tuple[UUID, ...]:
        """Her cases, where a hand must choose among them; else nothing."""
        found = self._found
        return found.cases if len(found.cases) > 1 or found.named else ()

    @property
    def who(self) -> str:
        """Her name, masked."""
        return mask_name(self._reading.name) if self._reading is not None else ""

    def look_for(self, reading: IdCardReading) -> None:
        """A card was read; call on the GUI thread."""
        self._reading, self._found = reading, Hers()
        work = partial(waiting_of, self._office, reading.number, reading.name)
        self._runner.run("db", work, partial(self._on, reading), self._tell.error, name="waiting of a card")

    def _on(self, reading: IdCardReading, found: Hers) -> None:
        if reading is not self._reading:
            return
        who, n = self.who, len(found.cases)
        self._found = found
        if not n:
            self.forget()
            self._tell.message("info", t("handover.card_none", who=who), t("handover.card_none_next"))
        elif found.named:
            self._say_named(found)
        elif n > 1:
            self._tell.message("info", t("handover.card_many", who=who, n=n), t("handover.card_many_next"))
        self.found.emit(found.cases)

    def _say_named(self, found: Hers) -> None:
        """As whom she may fetch, and that nothing but her name says so."""
        first, more = found.companies[0], len(found.companies) - 1
        company = t("handover.card_companies", company=first, n=more + 1) if more else first
        n, own = len(found.named), len(found.cases) - len(found.named)
        key = "handover.card_head_too" if own else "handover.card_head"
        self._tell.message(
            "warn", t(key, who=self.who, company=company, n=n, own=own), t("handover.card_head_next")
        )

    def take(self, case_id: UUID) -> IdCardReading | None:
        """Her card, for a case that was found by it. For another it is forgotten, and once her only one lies there."""
        reading = self._reading if case_id in self._found.cases else None
        if reading is None or not self.hers:
            self.forget()
        return reading

    def forget(self) -> None:
        """Nobody stands there any more."""
        self._reading, self._found = None, Hers()
