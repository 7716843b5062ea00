"""The acts of the intake page, one at a time: take in, notify, accept, pass on, print the form."""

from __future__ import annotations

from collections.abc import Callable, Container, Generator
from datetime import date
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.domain.materials import MaterialStatus
from app.domain.paper import PAPER_RULES
from app.domain.rights import Right
from app.values import replace
from ui.office import Office
from ui.runner import Runner
from ui.tell import Answer, Tell
from ui.theme import t
from ui.window.intake import acts
from ui.window.intake import plan as pl
from ui.window.intake.away import AwayFacts, AwaySheet
from ui.window.intake.journal import Journal
from ui.window.intake.meanwhile import Sent
from ui.window.intake.model import IntakeState, Printed

P = ParamSpec("P")
ISSUES_NAMED = 6
"""So many empty fields are named in the question; the form marks all of them."""


class Handling(QObject):
    """Does one act after the other. ``moved()`` when it begins or ends something, ``performed(act, outcome)`` and
    ``form_printed(printed)`` when something is in the log, ``fill_wanted()`` when the clerk rather fills the form;
    ``day_turned(act)``: nothing was done of it, for it was pressed by the verdict of a day that is over by now;
    ``words`` are those of the face for what was made, ``not_yet`` why it lets nothing be collected yet, else "";
    ``judged`` the day by which what stands on the page was judged.
    """

    moved = Signal()
    performed = Signal(str, object)
    form_printed = Signal(object)
    form_reprinted = Signal()
    fill_wanted = Signal()
    day_turned = Signal(str)

    def __init__(self, office: Office, runner: Runner, tell: Tell, journal: Journal, parent: QObject) -> None:
        super().__init__(parent)
        self._office, self._runner, self._tell, self._journal = office, runner, tell, journal
        self.busy = False
        self.opening = False
        """Another item is being opened; no act begins meanwhile, for it would be for the one that is being left."""
        self._sent = False
        self._before: Sent | None = None
        self._waiting: list[Callable[[], object]] = []
        journal.failed.connect(self._not_ready)
        self.away_title, self.no_right = "intake.away.title", "intake.away.no_right"
        self.form_next = "intake.form.made_next"
        self.not_yet: Callable[[], str] = str
        self.judged: Callable[[], date | None] = lambda: None
        self.words: Callable[[acts.Outcome], tuple[str, str]] = taken_words

    def perform(self, act: str, state: IntakeState) -> None:
        """Do what the verdict says; everything typed is on disk before."""
        if act and state.guide is not None and self._may_begin():
            self._begin()
            self._journal.ready(partial(self._send, act, state, self.judged()))

    def _may_begin(self) -> bool:
        if self.opening:
            self._tell.message("info", t("intake.opening"), t("intake.opening_next"))
        return not self.busy and not self.opening

    def open_in_turns(
        self, parts: Generator[None, None, None], wanted: Callable[[], bool], then: Callable[[], object]
    ) -> None:
        """Make the ``parts`` that the item being opened is shown with, a turn of the event loop each; then show all of
        it in one go with ``then``, so that no verdict of one item stands beside the facts of another. No act begins
        before. Where the item is not ``wanted`` any more the parts are let go.
        """
        if not wanted():
            parts.close()
            return
        try:
            next(parts)
        except StopIteration:
            self.opening = False
            then()
        except BaseException:
            self.opening = False
            raise
        else:
            self._runner.post(partial(self.open_in_turns, parts, wanted, then))

    def later(self, call: Callable[[], object]) -> bool:
        """Whether ``call`` has to wait: while an act is under way the page belongs to the person it is for. What waits
        is done when the act is; an act that failed leaves her where she is, and what waited is forgotten.
        """
        if self.busy:
            self._waiting.append(call)
        return self.busy

    def _free(self, done: bool) -> None:
        waiting, self._waiting = self._waiting, []
        for call in waiting if done else ():
            call()

    def _not_ready(self, _error: object) -> None:
        """The draft that the act needs could not be kept: nothing was sent, and the page is free."""
        if self.busy and not self._sent:
            self._end()
            self._free(False)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], object], name: str) -> None:
        self.busy = self._sent = True
        self._runner.run("db", work, done, partial(self._failed, act=name), name=f"intake.{name}")

    def _begin(self) -> None:
        self.busy, self._sent, self._before = True, False, None
        self.moved.emit()
        self._journal.flush()

    def _end(self) -> None:
        self.busy = False
        self.moved.emit()

    def _hold(self, state: IntakeState) -> None:
        """From here on nothing that is typed goes into the case that is being made."""
        self._before = Sent(state)
        self._journal.hold()

    def _send(self, act: str, state: IntakeState, judged: date | None, draft: UUID) -> None:
        self._hold(state)
        order = acts.Order(
            act, draft, state.intake(), state.material_rows(), state.case, state.handed_at, state.pad, judged
        )
        work = partial(acts.perform, self._office, order)
        self._run(work, partial(self._done, act), act)

    def _failed(self, error: BaseException, act: str = "") -> None:
        self._before = None
        self._journal.release()
        self._end()
        self._free(False)
        if isinstance(error, acts.DayTurnedError):
            self.day_turned.emit(act)
        else:
            self._tell.error(error)

    def _done(self, act: str, outcome: acts.Outcome) -> None:
        self.busy = False
        missed = self._put_back()
        # The page of the case comes first: the words belong there, those of a page that is left go with it.
        self.performed.emit(act, outcome)
        self._tell.message("ok", *self.words(outcome))
        received = outcome.case.received
        for note in received.notes if received is not None else ():
            self._tell.message("warn", note, t("intake.give_back_next"))
        if missed:
            self._tell.message("warn", t("intake.meanwhile.title", what=missed), t("intake.meanwhile.next"), stays=True)
        if outcome.error is not None:
            self._tell.error(outcome.error)
        # Last: the next person, who waited for this, must not find it said to her.
        self._free(True)

    def _put_back(self) -> str:
        """The case is made: the page says what stands in it; what was typed since it was sent, in words."""
        typed, sent = self._journal.close(), self._before
        self._before = None
        missed = sent.missed(typed) if sent is not None else ""
        if missed and sent is not None:
            sent.put_back()
        return missed

    def receipt(self, state: IntakeState, plan: pl.Plan) -> None:
        """先打收件凭证. What nobody looked at cannot be judged here afterwards, so it is asked first."""
        if state.guide is None or state.case is not None or plan.act == pl.FILL or not self._may_begin():
            return
        left = sum(1 for row in state.material_rows() if row.status is MaterialStatus.OPEN)
        if not left:
            self.perform(pl.RECEIPT, state)
            return
        answers = (
            Answer("go", t("intake.receipt_anyway"), "Y"),
            Answer("stay", t("intake.look_first"), "N", primary=True),
        )

        def answered(answer: str) -> None:
            if answer == "go":
                self.perform(pl.RECEIPT, state)

        self._tell.ask(
            t("intake.receipt_ask", count=left), t("intake.receipt_ask_note"), answers, answered, "stay"
        )

    # not here

    def away(self, state: IntakeState, moment: pl.Moment | None, window: QWidget) -> None:
        """不属本窗口: both ways, 代收 and D19; neither asks for more than the person wants to say."""
        guide = state.guide
        if guide is None or state.case is not None or not self._may_begin():
            return
        authority = guide.authority
        locked = _no_collecting(state, moment, self.no_right) or self.not_yet()
        facts = AwayFacts(
            authority.name, authority.phone, authority.address, locked, self.away_title, guide.item.is_licence
        )
        sheet = AwaySheet(facts, window)
        sheet.closed.connect(sheet.deleteLater)
        sheet.given.connect(partial(self._give_away, state, sheet))
        sheet.collected.connect(partial(self._collect, state, sheet))
        sheet.open()

    def _give_away(self, state: IntakeState, sheet: AwaySheet, away: acts.Away) -> None:
        if not self._may_begin():
            return
        self._begin()

        def send(draft: UUID) -> None:
            self._hold(state)
            work = partial(acts.give_away, self._office, draft, state.intake(), away)
            self._run(work, partial(self._gone, sheet), "away")

        self._journal.ready(send)

    def _gone(self, sheet: AwaySheet, outcome: acts.Outcome) -> None:
        sheet.close_overlay()
        self._done(pl.TURN_AWAY, outcome)

    def _collect(self, state: IntakeState, sheet: AwaySheet, place: str) -> None:
        """代收: taken in for whoever is competent, and passed on."""
        sheet.close_overlay()
        if not self._may_begin():
            return
        self._begin()

        def send(draft: UUID) -> None:
            self._hold(state)
            intake = replace(state.intake(), collected_for=place)
            order = acts.Order(
                pl.COLLECT, draft, intake, state.material_rows(), state.case, state.handed_at, state.pad
            )
            work = partial(acts.perform, self._office, order)
            self._run(work, partial(self._done, pl.COLLECT), "collect")

        self._journal.ready(send)

    # the form

    def print_form(self, state: IntakeState, today: date) -> None:
        """打印申请表 for signature; printed before, a numbered reprint with its reason."""
        if state.guide is None or not state.guide.guided or not self._may_begin():
            return
        if state.printed is not None:
            self._ask_again(state.printed)
            return
        issues = state.form_issues(today)
        if not issues:
            self._print(state)
            return
        answers = (
            Answer("print", t("intake.form.print_open"), "Y"),
            Answer("fill", t("intake.form.fill_first"), "N", primary=True),
        )
        said = t("intake.form.open_fields", count=len(issues))
        named = "；".join(list(issues.values())[:ISSUES_NAMED])
        self._tell.ask(said, named, answers, partial(self._on_open_fields, state), "fill")

    def _on_open_fields(self, state: IntakeState, answer: str) -> None:
        if answer == "print":
            self._print(state)
        else:
            self.fill_wanted.emit()

    def _print(self, state: IntakeState) -> None:
        if state.case is None and self._may_begin():
            self._begin()
            self._journal.ready(partial(self._send_form, state))

    def _send_form(self, state: IntakeState, draft: UUID) -> None:
        work = partial(acts.print_form, self._office, draft, state.intake(), state.fingerprint())
        self._run(work, self._on_form, "print_form")

    def _on_form(self, printed: Printed) -> None:
        self.busy = False
        self._tell.message("ok", t("intake.form.made", number=printed.number), t(self.form_next))
        self.form_printed.emit(printed)
        self._free(True)

    def _ask_again(self, printed: Printed) -> None:
        answers = (
            Answer(t("intake.form.why_none"), t("intake.form.why_none"), "Y"),
            Answer(t("intake.form.why_spoiled"), t("intake.form.why_spoiled"), "Z"),
            Answer("", t("kit.cancel"), "N", primary=True),
        )
        said, note = t("intake.form.again_ask"), t("intake.form.again_note")
        self._tell.ask(said, note, answers, partial(self._on_again, printed))

    def _on_again(self, printed: Printed, reason: str) -> None:
        draft = self._journal.draft
        if not reason or draft is None or self.busy:
            return
        again = partial(self._office.reprint, draft, printed.document_id, reason)
        self._runner.run(
            "db", again, lambda _: self.form_reprinted.emit(), self._tell.error, name="intake.reprint"
        )


class Handled(Protocol):
    """A page with acts."""

    handling: Handling


Page = TypeVar("Page", bound=Handled)


def when_free(call: Callable[Concatenate[Page, P], None]) -> Callable[Concatenate[Page, P], None]:
    """What turns the page to another person waits for the act that is under way; see :meth:`Handling.later`."""

    @wraps(call)
    def turned(page: Page, /, *args: P.args, **kwargs: P.kwargs) -> None:
        if not page.handling.later(partial(turned, page, *args, **kwargs)):
            call(page, *args, **kwargs)

    return turned


def taken_words(outcome: acts.Outcome) -> tuple[str, str]:
    """What was made under which number, and what the clerk does next."""
    papers = "；".join(
        t("intake.paper_made", name=PAPER_RULES[p.kind].name, number=p.number, count=p.copies) for p in outcome.papers
    )
    done = t("intake.done_title", papers=papers or t("intake.done"))
    intake = outcome.case.intake
    if intake is not None and intake.visit is not None:  # the page is ordinary again, and her next case would be alone
        return done, t("intake.done_visit", ticket=intake.queue_no)
    accepted, decided = outcome.case.accepted, outcome.case.decision
    on_spot = accepted is not None and accepted.route == "counter" and decided is None
    return done, t("intake.done_decide" if on_spot else "intake.done_next")


def _no_collecting(state: IntakeState, moment: pl.Moment | None, no_right: str) -> str:
    """Why the case cannot be taken in for another, "" when it can: what is missing, in words; ``no_right`` the text of
    the face for who may not receive it.
    """
    if state.guide is not None and not state.guide.guided:
        return t("intake.away.no_guide")
    if moment is None or Right.RECEIVE not in moment.rights:
        return t(no_right)
    if state.guide is not None and state.guide.item.status != "有效":
        return t("intake.away.no_item", status=state.guide.item.status)
    gaps = state.gaps(moment.today)
    unseen = [row for row in state.material_rows() if row.status is MaterialStatus.OPEN]
    if gaps:
        return t("intake.away.no_gap", what=gaps[0].words)
    return t("intake.away.no_look") if unseen else ""


def led_to_gap(page: Any, today: date, among: Container[str] | None = None) -> bool:
    """Say what is missing and go there; whether anything was. ``among``: fields that count, None for all of them.

    ``page`` is an intake. What nobody looked at yet is no gap: the receipt may come before (S0 8).
    """
    gaps = page.state.gaps(today) if page.state.case is None else ()
    gap = next((each for each in gaps if among is None or each.field in among), None)
    if gap is not None:
        page.say(gap.words)
        page.go_to(gap.field)
    return gap is not None
