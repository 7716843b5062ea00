"""发件: what waits to be fetched, given against a signature, with the proof of service."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.case import Case
from app.domain.delivery import posted
from app.domain.fetching import usual_role
from app.domain.happened import Recipient
from app.domain.paper import Paper
from app.domain.people import IdCardReading
from app.ports.equipment import CodeScan
from app.usecases.desk import Done
from app.usecases.hand_over import lay_out_proof
from app.values import replace
from ui.office import Office
from ui.runner import QtScheduler, Runner
from ui.shared.ahead import at_once
from ui.shared.pane import PageHead, Pane
from ui.tell import Tell
from ui.theme import look, t
from ui.window.handover_card import Holder
from ui.window.handover_giving import GivingPane
from ui.window.handover_list import AtHand, Desk, Waiting, at_desk, at_hand, look_for, whose
from ui.window.handover_sign import given_words, hand_over_signed, wish_for
from ui.window.handover_waiting import WaitingPane
from ui.window.handover_who import SELF, FetchedBy, ask_power, asked_of_taker, ways_of, who_comes, wipe
from ui.window.onpad import Wish


class HandoverPage(QWidget):
    """The issue desk. ``open_case`` asks for the case page."""

    open_case = Signal(UUID)

    def __init__(
        self,
        office: Office,
        runner: Runner,
        scheduler: QtScheduler,
        tell: Tell,
        parent: QWidget | None = None,
        whole: bool = True,
    ) -> None:
        """Not ``whole``, it is made by :meth:`furnish`, a part per turn."""
        super().__init__(parent)
        self.office = office
        self.runner = runner
        self.tell = tell
        self._case: Case | None = None
        self._today = date.min
        self._asked: UUID | None = None
        self._giving = self._looks_only = False
        self._along: tuple[Paper, ...] = ()
        if whole:
            at_once(self.furnish())

    # layout

    def furnish(self) -> Generator[None, None, None]:
        """Make what the page is made of."""
        th = look().theme
        page = QVBoxLayout(self)
        page.setContentsMargins(th.space.s, 0, th.space.s, th.space.s)
        page.setSpacing(0)
        self.head = PageHead(t("handover.title"), t("handover.note"), inset=True)
        page.addWidget(self.head)
        yield
        row = QHBoxLayout()
        row.setSpacing(th.space.s)
        row.addWidget(self._list_pane(), 3)
        yield
        self._make_who()
        yield
        row.addWidget(self._give_pane(), 2)
        page.addLayout(row, 1)

    def _list_pane(self) -> Pane:
        self.waiting = WaitingPane()
        self.scan, self.table, self.more = self.waiting.scan, self.waiting.table, self.waiting.more
        self.scan.committed.connect(self._scanned)
        self.waiting.whole.clicked.connect(self._whole_list)
        self.table.chosen.connect(self._picked)
        self.table.opened.connect(lambda row: self.open_case.emit(row.line.case_id))
        return self.waiting

    def _give_pane(self) -> GivingPane:
        comes = who_comes(self.name, self.authority, self.relation, self.who.strip)
        pane = self.giving = GivingPane(self.office, self.runner, self.tell, self, comes, self._wish)
        self.facts, self.papers, self.pad, self.on_pad = pane.facts, pane.papers, pane.pad, pane.on_pad
        self.sheet, self.give, self.post = pane.sheet, pane.give, pane.post
        self.empty, self.given = pane.empty, pane.given
        self.papers.changed.connect(self._other_papers)
        self.sheet.wanted.connect(self._lay_out)
        self.sheet.told.connect(self._sheet_told)
        self.pad.changed.connect(self._pad_changed)
        self.give.clicked.connect(self._give)
        self.who.doubted.connect(lambda: pane.bring(self.relation))
        self.post.clicked.connect(lambda: self.open_case.emit(self._case.id) if self._case is not None else None)
        return pane

    def _make_who(self) -> None:
        """Who takes it, what she is to the applicant, and the paper that lets her where that is another."""
        self.name, self.relation, self.authority = asked_of_taker()
        self.who = FetchedBy(self.office, self.runner, self.tell, self.name, self.relation, self)
        self.holder = Holder(self.office, self.runner, self.tell, self)
        self.holder.found.connect(self._found_by_card)
        for told in (self.relation.changed, self.name.edited, self.authority.edited):
            told.connect(lambda _: self._other_person())

    # looks

    @property
    def lies(self) -> bool:
        """Whether a case lies on the desk."""
        return self._case is not None

    def refresh(self) -> None:
        """Read the list anew, and what the case on the desk has become; what was typed and signed stays."""
        work = partial(at_desk, self.office, self.holder.hers)
        self.runner.run("db", work, self._show_list, self.tell.error, name="pickup list")

    def another_person(self) -> None:
        """Somebody else sits here now: the desk stands empty until her hand puts a case there, whatever waits first."""
        self._clear_desk()
        self.waiting.answer(self.scan.value(), True)

    def _clear_desk(self) -> None:
        """Nothing lies there until a hand or a code puts the next case there: who stood here may still read along."""
        self._leave_desk()
        self.holder.forget()
        self.table.choose_none()

    def _leave_desk(self) -> None:
        """No case lies on the desk: nothing of its person is left on the page."""
        self._case, self._asked, self._along = None, None, ()
        self.who.show_case(None)
        self.giving.wipe()
        wipe(self.name, self.authority)
        self.relation.set_choices(ways_of(None), SELF)
        self._ask_authority()
        self.on_pad.clear()
        self._enable()
        self._offer(self._looks_only)

    def _offer(self, looks_only: bool) -> None:
        """Who only looks is offered no pad and no act; the core refuses them too. For nobody nothing is asked."""
        self._looks_only = looks_only
        self.giving.offer(self._case is not None, looks_only)

    def _show_list(self, desk: Desk) -> None:
        self._offer(desk.looks_only)
        self.head.set_note(t("handover.count", n=desk.count))
        if desk.of == self.holder.hers:  # else it was asked before a card narrowed it, or was done with
            self.waiting.show_desk(desk, self.holder.who)
        # What lies on the desk is changed by a hand, a code or a card alone: whoever stands there reads along.
        if self._asked is not None:
            self._read_again()

    def _read_again(self) -> None:
        """Sealed, printed or voided elsewhere since it was put here."""
        case_id = self._asked
        if case_id is not None:
            self.runner.run(
                "db", partial(at_hand, self.office, case_id), self._again, self.tell.error, name="handover case again"
            )

    def _again(self, seen: AtHand) -> None:
        """The papers as they stand now: who comes, the ticks, and a signature for these very papers stay."""
        case, before, self._today = seen.case, self._case, seen.today
        self._ask_authority()
        same = before is not None and before.id == case.id == self._asked
        if not same or before is None or self._giving or (before, self._along) == (case, seen.along):
            return
        along, self._case, self._along = self._along, case, seen.along
        self._show_facts(case)
        if (case.papers, posted(case), seen.along) == (before.papers, posted(before), along):
            return
        chosen = self.papers.chosen()
        self.papers.show_again(seen, not self.pad.empty())
        if set(self.papers.chosen()) != set(chosen):
            self.on_pad.clear()
        self._enable()

    def _picked(self, row: Waiting | None) -> None:
        if row is not None and row.line.case_id == self._asked:
            self._read_again()
        elif row is not None:
            self.tell.passed.emit()  # what was said of the one before is not of this person
            self.show_case(row.line.case_id)

    def _scanned(self, text: str) -> None:
        if text.strip():
            self.runner.run("db", partial(look_for, self.office, text), partial(self._sought, text), self.tell.error)

    def _sought(self, text: str, found: tuple[UUID | None, int]) -> None:
        """Two may have one 取件码 or 办件编号: that is said, and which is hers another number tells."""
        case_id, same = found
        self._found(text, case_id)
        if same > 1:
            self.scan.set_error(t("handover.code_shared", n=same))

    def code_scanned(self, scan: CodeScan) -> bool:
        """A parcel that lies here, or came back, puts its case on the desk; whether the code was used."""
        if scan.kind == "waybill":
            self._scanned(scan.value)
        return scan.kind == "waybill"

    # the card of who fetches

    def card_read(self, reading: IdCardReading) -> None:
        """A card was read while this page is open; call on the GUI thread. Who only looks takes none. On an empty desk
        it finds what waits for its holder; else it says who fetches what lies there.
        """
        if self._looks_only:
            return
        if self._asked is None:
            self.tell.passed.emit()
            self.holder.look_for(reading)
        else:
            self._known_by_card(reading)

    def _known_by_card(self, reading: IdCardReading) -> None:
        self.who.card_read(reading)
        self._other_person()

    def _found_by_card(self, cases: tuple[UUID, ...]) -> None:
        """The only one comes to the desk; of several, or where only her name found it, a hand chooses. What lies there
        by now stays.
        """
        if self._asked is not None:
            self.holder.forget()
        elif len(cases) == 1 and not self.holder.hers:
            self.show_case(cases[0])
        if self.holder.hers:
            self.table.choose_none()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def _whole_list(self) -> None:
        self.holder.forget()
        self.refresh()

    def card_removed(self) -> None:
        """The card was taken away; what it said stays."""

    def card_hint(self, code: str) -> None:
        """Something the person can do now, as a code of the devices."""
        self.who.hint(code)

    def showEvent(self, event: QShowEvent) -> None:
        """The same clerk finds who was known as she left it; another one begins with the card."""
        super().showEvent(event)
        self.who.come_back()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody is looked at any more: the portrait leaves memory; who was known stays with the name on the page."""
        self.who.leave()
        self.holder.forget()
        super().hideEvent(event)

    def _found(self, text: str, case_id: UUID | None) -> None:
        self.waiting.answer(text, case_id is not None)
        if case_id is not None:
            self.tell.passed.emit()
            self.show_case(case_id)

    def show_case(self, case_id: UUID) -> None:
        """Put a case on the desk."""
        self._asked = case_id
        self.runner.run(
            "db", partial(at_hand, self.office, case_id), self._show, self._unread, name="handover case"
        )

    def _unread(self, error: BaseException) -> None:
        self._asked = self._case.id if self._case is not None else None
        self.tell.error(error)

    def _show_facts(self, case: Case) -> None:
        self.giving.show_facts(case, self._today)

    def _show(self, seen: AtHand) -> None:
        case = seen.case
        if case.id != self._asked:
            return
        self._case, self._along, self._today = case, seen.along, seen.today
        self._offer(seen.looks_only)
        self.giving.bring(None)
        self.who.show_case(case)
        intake = case.intake
        assert intake is not None
        agent = intake.agent
        self._show_facts(case)
        # A company cannot sign: who comes for it is named, with what she is to it.
        person = "" if intake.applicant.organisation is not None else intake.applicant.name
        self.name.set_value(agent.person.name if agent is not None else person)
        self.relation.set_choices(ways_of(case), usual_role(case))
        wipe(self.authority)
        self._ask_authority()
        self.on_pad.clear()
        self.papers.show_papers(seen)
        self._enable()
        card = self.holder.take(case.id)
        if card is not None:
            self._known_by_card(card)
        if not self.holder.hers and self.waiting.whole.isVisibleTo(self):
            self.refresh()

    def _ask_authority(self) -> None:
        """Who is neither the applicant nor known to act for her shows a paper that lets her."""
        case = self._case if self.relation.value() != SELF else None
        sheet = self.sheet.signed()
        day = sheet.issued_on if sheet is not None else self._today
        ask_power(self.authority, case, self.who.recipient(), day)

    def _other_person(self) -> None:
        """Another name, relation or paper: what was signed for the one before is not hers."""
        self._ask_authority()
        self._enable()

    def _other_papers(self) -> None:
        """Who signed for other papers did not sign for these."""
        self.on_pad.clear()
        self._enable()

    def _enable(self) -> None:
        ready = bool(self.papers.results()) and not self._giving
        self.give.setEnabled(ready)
        self.sheet.button.setEnabled(ready)
        self.sheet.show_case(self._case, self.papers.chosen(), self._taker())
        self.giving.say_give()

    # giving

    def _wish(self) -> Wish | None:
        case, documents = self._case, self.papers.chosen()
        if case is None or not self.papers.results():
            return None
        return partial(wish_for, self.office, case, documents)

    def _give(self) -> None:
        sheet = self.sheet.signed()
        signature = None if sheet is not None else self.on_pad.signature()
        self._serve(
            lambda case, who, documents: hand_over_signed(
                self.office, case, who, documents, signature, sheet.document_id if sheet is not None else None
            ),
            self._given,
            "hand over",
        )

    def _lay_out(self) -> None:
        """The proof of service for a hand to sign on; nothing is given by it."""
        self._serve(
            lambda case, who, documents: self.office.act(lay_out_proof, case.id, who, documents),
            self._laid,
            "proof to sign",
        )

    def _laid(self, done: Done) -> None:
        if self._asked != done.case.id:
            self.tell.message("info", t("handover.sheet_other", whose=whose(done.case)), t("handover.sheet_other_next"))
            return
        self._case = done.case
        self.on_pad.clear()
        self.tell.message("info", t("handover.sheet_laid"), t("handover.sheet_laid_next"))

    def _sheet_told(self) -> None:
        self._ask_authority()
        if self.sheet.signed() is not None:
            self.on_pad.clear()

    def _pad_changed(self) -> None:
        if not self.pad.empty():
            self.sheet.untick()
            self._ask_authority()

    def _recipient(self) -> Recipient | None:
        """Who takes it, as the page says; None with the field that is missing marked."""
        if not self.name.value().strip():
            self.name.set_error(t("handover.need_name"))
            return None
        if not self.authority.isHidden() and not self.authority.value().strip():
            self.authority.set_error(t("handover.need_authority"))
            self.authority.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        return self._taker()

    def _taker(self) -> Recipient:
        """Who takes it and what lets her, as far as the page says it."""
        authority = self.authority.value().strip() if not self.authority.isHidden() else ""
        return replace(self.who.recipient(), authority=authority)

    def _serve(
        self, act: Callable[[Case, Recipient, tuple[UUID, ...]], Done], done: Callable[[Done], object], name: str
    ) -> None:
        case = self._case
        if case is not None and case.id != self._asked:
            # What she chose is still being read: on the page stand the name and the papers of the one before.
            self.tell.message("warn", t("handover.moving"), t("handover.moving_next"))
            return
        recipient = self._recipient() if case is not None else None
        if case is None or recipient is None:
            return
        self._giving = True
        self.waiting.take_keys(self.give, self.sheet.button)
        self._enable()
        documents = self.papers.chosen()
        failed = partial(self._not_served, case)
        self.runner.run("db", lambda: act(case, recipient, documents), done, failed, self._gave, name=name)

    def _not_served(self, case: Case, error: BaseException) -> None:
        """A fault of a case that lies on the desk no more says whose it was: she would look for it in the next one."""
        if self._asked != case.id:
            self.tell.message("warn", t("handover.refused_other", whose=whose(case)), t("handover.refused_other_next"))
        else:
            self._read_again()  # the day may be another one: what is asked for then is asked here
        self.tell.error(error)

    def _gave(self) -> None:
        self._giving = False
        self._enable()

    def _given(self, done: Done) -> None:
        words, after = given_words(done)
        if self._asked != done.case.id:
            self.tell.message("ok", t("handover.done_other", whose=whose(done.case), words=words), after)
            self.refresh()
            return
        self.tell.message("ok", words, after)
        self.waiting.take_keys(self.giving)
        self._clear_desk()
        self.refresh()
