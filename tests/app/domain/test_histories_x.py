"""Whatever a clerk, a clock and a department do in whatever order: what must never happen does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.case import Case
from app.domain.elsewhere import hand_ins
from app.domain.evolve import replay
from app.domain.materials import FaultCode, SubmittedMaterial
from app.domain.paper import Paper, PaperKind, Seal
from app.domain.rights import Right
from app.domain.time import ClockQuality, Timestamp
from app.domain.transitions import CaseState
from tests.app.domain.kit import (
    CASE,
    DEVICE,
    FOOD,
    NOBODY_ELSE,
    NURSE,
    STAFF,
    TAXI,
    Counter,
    faulty,
    good,
    granted,
)

DAY_MS = int(timedelta(days=1).total_seconds() * 1000)
SEALED = {Seal.RECEIPT, Seal.SPECIAL, Seal.AUTHORITY}
KINDS = st.sampled_from(list(PaperKind))
WORDS = st.sampled_from(["", " ", "理由"])


class Histories(RuleBasedStateMachine):
    """One case under every command there is; refused ones change nothing, allowed ones keep the law."""

    def __init__(self) -> None:
        super().__init__()
        self.counter = Counter()
        self.synced_ms = 0
        self.serial = 0
        self.rights_at: dict[int, frozenset[Right]] = {}
        self.synced_at: dict[int, int] = {}
        self.offline_at: dict[int, bool] = {}

    @property
    def case(self) -> Case | None:
        return self.counter.case

    def attempt(self, command: cmd.Command) -> None:
        """Ask; write what is allowed and remember under which rights it was."""
        answer = self.counter.ask(command)
        if isinstance(answer, cmd.Refusal):
            assert answer.code.startswith("ZC-") and answer.why, "a refusal says why"
            return
        start = len(self.counter.recorded)
        self.counter.do(command)
        for n in range(start, len(self.counter.recorded)):
            self.rights_at[n] = self.counter.rights
            self.synced_at[n] = self.synced_ms
            self.offline_at[n] = self.counter.offline

    def papers(self) -> tuple[Paper, ...]:
        return self.case.papers if self.case is not None else ()

    def one_paper(self, data: Any) -> Paper:
        return data.draw(st.sampled_from(self.papers()))  # type: ignore[no-any-return]

    def rows(self, data: Any) -> tuple[SubmittedMaterial, ...]:
        say = st.sampled_from(["good", "good", "missing", "content", "open"])
        return tuple(_said(row, data.draw(say)) for row in self.counter.rows)

    # the world around

    @initialize(item=st.sampled_from([FOOD, NURSE, TAXI]), wrong=st.integers(0, 2), steps=st.integers(0, 5))
    def a_morning(self, item: str, wrong: int, steps: int) -> None:
        """Some cases are under way already, so that the late steps are met as often as the early ones."""
        self.counter = Counter(item)
        rows = self.counter.rows
        given = tuple(faulty(row) if n < wrong else good(row) for n, row in enumerate(rows))
        begun: list[cmd.Command] = [cmd.Receive(self.counter.intake(), given)]
        if wrong:
            begun += [cmd.IssueNotice(), cmd.TakeCorrection(tuple(good(row) for row in rows[:wrong]))]
        begun += [cmd.Accept("counter"), cmd.DecideOnSpot(True)]
        for command in begun[:steps]:
            self.attempt(command)

    @rule(days=st.integers(0, 12))
    def time_passes(self, days: int) -> None:
        now = Timestamp(self.counter.now.ms + days * DAY_MS + 60_000, ClockQuality.TRUSTED)
        self.counter.now = now

    @precondition(lambda self: self.case is not None and self.case.state is CaseState.AWAITING_CORRECTION)
    @rule(heard=st.booleans())
    def weeks_of_silence(self, heard: bool) -> None:
        if not any(paper.kind is PaperKind.NOTICE and paper.given_at for paper in self.papers()):
            self.attempt(cmd.ProposeDeemedWithdrawal())
            assert self.case is not None and self.case.proposal is None, "a notice nobody got starts no period"
            self.notice_is_served()
        self.time_passes(40)
        self.attempt(cmd.ProposeDeemedWithdrawal())
        if heard:
            self.the_line_is_good()
        self.confirm_silence()

    def notice_is_served(self) -> None:
        paper = next((p for p in reversed(self.papers()) if p.kind is PaperKind.NOTICE and not p.void), None)
        if paper is not None:
            self.attempt(cmd.RecordOut(paper.document_id, paper.printings, "device"))
            self.attempt(cmd.RecordSeal(paper.document_id, "专用章", "赵六", "盖章室"))
            self.attempt(cmd.GivePaper(paper.document_id, NOBODY_ELSE))

    @rule()
    def the_line_is_good(self) -> None:
        self.counter.offline, self.synced_ms = False, self.counter.now.ms

    @rule()
    def the_line_drops(self) -> None:
        self.counter.offline = True

    @rule(missing=st.sampled_from(list(Right)))
    def another_clerk(self, missing: Right) -> None:
        self.counter.rights = frozenset(Right) - {missing}

    @rule()
    def the_head_of_the_hall(self) -> None:
        self.counter.rights = frozenset(Right)

    @rule()
    def another_window_tries(self) -> None:
        if self.case is None:
            return
        self.counter.device = "D08"
        before = self.case.state
        start = len(self.counter.recorded)
        for command in (cmd.Accept(), cmd.IssueNotice(), cmd.Withdraw("不办了"), cmd.DecideOnSpot(True)):
            self.attempt(command)
        self.counter.device = DEVICE
        wrote = [item.event for item in self.counter.recorded[start:]]
        assert self.case.state is before, "the case lies elsewhere"
        assert all(isinstance(e, ev.PartnerAsked) and e.system == "holder" for e in wrote), "it only proposes"

    # commands

    @rule()
    def print_form(self) -> None:
        self.attempt(cmd.OpenCase(self.counter.intake()))

    @rule(data=st.data())
    def receive(self, data: Any) -> None:
        self.attempt(cmd.Receive(self.counter.intake(), self.rows(data)))

    @rule()
    def receive_all(self) -> None:
        self.attempt(cmd.Receive(self.counter.intake(), tuple(good(row) for row in self.counter.rows)))

    @rule(reason=WORDS)
    def notify(self, reason: str) -> None:
        self.attempt(cmd.IssueNotice(reason))

    @precondition(lambda self: self.case is not None and self.case.notices)
    @rule(data=st.data(), complete=st.booleans())
    def take_correction(self, data: Any, complete: bool) -> None:
        rows = self.rows(data)
        chosen = data.draw(st.sets(st.sampled_from(range(len(rows)))))
        self.attempt(cmd.TakeCorrection(tuple(rows[n] for n in sorted(chosen)), complete))

    @precondition(lambda self: self.case is not None and self.case.notices)
    @rule()
    def take_all(self) -> None:
        assert self.case is not None
        asked = {fault.line_id for fault in self.case.notices[-1].faults}
        rows = tuple(good(row) for row in self.counter.rows if row.line_id in asked)
        self.attempt(cmd.TakeCorrection(rows))

    @rule(route=st.sampled_from(["department", "counter"]))
    def accept(self, route: str) -> None:
        self.attempt(cmd.Accept(route))

    @rule(ground=st.sampled_from(["materials", "authority", "other"]), reasons=WORDS, where=WORDS)
    def decline(self, ground: str, reasons: str, where: str) -> None:
        self.attempt(cmd.Decline(ground, reasons, where))

    @rule(really=st.integers(0, 7))
    def withdraw(self, really: int) -> None:
        if really == 7:
            self.attempt(cmd.Withdraw("不办了"))

    @rule()
    def clock_proposes(self) -> None:
        if self.case is not None and self.case.notices:
            self.attempt(cmd.ProposeDeemedWithdrawal())

    @rule()
    def confirm_silence(self) -> None:
        self.attempt(cmd.ConfirmDeemedWithdrawal(self.synced_ms))

    @rule()
    def transfer(self) -> None:
        self.attempt(cmd.Transfer("部门"))

    @rule(grant=st.booleans(), reasons=WORDS)
    def decide_here(self, grant: bool, reasons: str) -> None:
        self.attempt(cmd.DecideOnSpot(grant, "五年", "1", reasons))

    @rule(kind=KINDS)
    def issue(self, kind: PaperKind) -> None:
        self.attempt(cmd.IssuePaper(kind))

    @rule()
    def certificate(self) -> None:
        self.serial += 1
        self.attempt(cmd.IssueCertificate(self.counter.item.blank_kind, f"LN-{self.serial}"))

    @precondition(lambda self: self.papers())
    @rule(data=st.data(), reason=WORDS)
    def spoil(self, data: Any, reason: str) -> None:
        self.serial += 1
        on_blank = [paper for paper in self.papers() if paper.blank]
        paper = on_blank[0] if on_blank else self.one_paper(data)
        self.attempt(cmd.ReplaceBlank(paper.document_id, reason, f"LN-{self.serial}"))

    @precondition(lambda self: self.papers())
    @rule(data=st.data(), printing=st.integers(1, 3))
    def comes_out(self, data: Any, printing: int) -> None:
        self.attempt(cmd.RecordOut(self.one_paper(data).document_id, printing, "device"))

    @precondition(lambda self: self.papers())
    @rule(data=st.data())
    def seal(self, data: Any) -> None:
        self.attempt(cmd.RecordSeal(self.one_paper(data).document_id, "章", "赵六", "盖章室"))

    @precondition(lambda self: self.papers())
    @rule(data=st.data())
    def give(self, data: Any) -> None:
        self.attempt(cmd.GivePaper(self.one_paper(data).document_id, NOBODY_ELSE))

    @precondition(lambda self: self.papers())
    @rule(data=st.data(), reason=WORDS)
    def void(self, data: Any, reason: str) -> None:
        self.attempt(cmd.VoidPaper(self.one_paper(data).document_id, reason))

    @precondition(lambda self: self.papers())
    @rule()
    def everything_comes_out_and_is_sealed(self) -> None:
        for paper in self.papers():
            self.attempt(cmd.RecordOut(paper.document_id, paper.printings, "device"))
            self.attempt(cmd.RecordSeal(paper.document_id, "章", "赵六", "盖章室"))

    @precondition(lambda self: self.papers())
    @rule(data=st.data(), reason=WORDS)
    def reprint(self, data: Any, reason: str) -> None:
        self.attempt(cmd.ReprintPaper(self.one_paper(data).document_id, reason))

    @precondition(lambda self: self.papers())
    @rule(data=st.data())
    def hand_over(self, data: Any) -> None:
        chosen = data.draw(st.sets(st.sampled_from([paper.document_id for paper in self.papers()])))
        self.attempt(cmd.HandOver(NOBODY_ELSE, "窗口领取", tuple(chosen)))

    # the department, which acts only on what lies with it

    @precondition(lambda self: self.case is not None and self.case.lease == "platform")
    @rule(act=st.sampled_from(["accept", "grant", "return", "ready"]))
    def department(self, act: str) -> None:
        assert self.case is not None
        event = _department(act, self.case, self.counter.now)
        if event is not None:
            self.counter.comes_down(event)

    # what must hold

    @invariant()
    def nothing_irregular_ever_happens(self) -> None:
        assert self.case is None or self.case.irregular == ()

    @invariant()
    def the_case_is_its_events(self) -> None:
        assert replay(CASE, self.counter.recorded) == self.case

    @invariant()
    def own_acts_are_done_with_the_right_for_them(self) -> None:
        needs = {
            "received": Right.RECEIVE,
            "notice_issued": Right.NOTIFY,
            "accepted": Right.ACCEPT,
            "declined": Right.ACCEPT,
            "deemed_withdrawn": Right.ACCEPT,
            "granted": Right.DECIDE,
            "refused": Right.DECIDE,
            "handed_over": Right.HAND_OVER,
        }
        for n, item in enumerate(self.counter.recorded):
            right = needs.get(item.event.TYPE)
            if right is not None and item.device != "platform":
                assert right in self.rights_at[n], item.event.TYPE

    @invariant()
    def every_paper_tells_of_something_that_happened(self) -> None:
        if self.case is None:
            return
        told = {
            PaperKind.RECEIPT: self.case.received,
            PaperKind.NOTICE: self.case.notices,
            PaperKind.CORRECTION_RECEIPT: self.case.corrections or self.case.supplies or hand_ins(self.case),
            PaperKind.ACCEPTANCE: self.case.accepted,
            PaperKind.NON_ACCEPTANCE: self.case.declined,
            PaperKind.DEEMED_WITHDRAWAL: self.case.withdrawn,
            PaperKind.GRANT: isinstance(self.case.decision, ev.Granted),
            PaperKind.CERTIFICATE: isinstance(self.case.decision, ev.Granted),
            PaperKind.PICKUP: self.case.ready,
            PaperKind.SERVICE_PROOF: self.case.handed_over,
        }
        for paper in self.case.papers:
            assert told.get(paper.kind, True), paper.kind

    @invariant()
    def numbers_and_blanks_are_used_once(self) -> None:
        numbers = [paper.number for paper in self.papers()]
        assert len(numbers) == len(set(numbers))
        serials = [i.event.serial for i in self.counter.recorded if isinstance(i.event, ev.BlankUsed)]
        assert len(serials) == len(set(serials))
        held = [paper.blank for paper in self.papers() if paper.blank and not paper.void]
        used = [serial for _, serial, state in (self.case.blanks if self.case else ()) if state == "used"]
        assert sorted(held) == sorted(used), "a blank is on a paper, or void"

    @invariant()
    def nothing_is_sealed_or_given_that_did_not_come_out(self) -> None:
        for paper in self.papers():
            assert paper.out <= paper.printings and paper.given <= paper.out
            if paper.sealing is not None:
                assert paper.is_out and paper.seal in SEALED
            if paper.is_given and paper.seal in SEALED:
                assert paper.sealing is not None, f"{paper.kind} given unsealed"
            assert not (paper.void and paper.given_at), "what left the house is not void"

    @invariant()
    def no_date_lies_before_its_cause(self) -> None:
        case = self.case
        if case is None or case.received is None:
            return
        begun = case.received.received_on
        for notice in case.notices:
            assert notice.at.date >= begun and notice.ends >= notice.at.date
        if case.completed is not None:
            assert case.completed.completed_on >= case.notices[0].at.date
        if case.accepted is not None:
            assert case.accepted.accepted_on >= begun
            assert case.accepted.due is None or case.accepted.due >= case.accepted.accepted_on
            if case.completed is not None:
                assert case.accepted.accepted_on == case.completed.completed_on
        if case.decision is not None:
            assert case.accepted is not None and case.decision.decided_on >= case.accepted.accepted_on

    @invariant()
    def what_was_accepted_here_was_complete(self) -> None:
        for n, item in enumerate(self.counter.recorded):
            if isinstance(item.event, ev.Accepted) and item.device != "platform":
                before = replay(CASE, self.counter.recorded[:n])
                assert before is not None and not before.open_faults
                asked = {row.line_id for row in self.counter.rows}
                assert {material.line_id for material in before.materials} == asked
                assert not (self.counter.item.quantity_limit != "无" and self.offline_at[n])

    @invariant()
    def silence_takes_effect_only_after_a_sync(self) -> None:
        for n, item in enumerate(self.counter.recorded):
            if isinstance(item.event, ev.DeemedWithdrawn):
                assert Timestamp(self.synced_at[n]).date > item.event.ended_on
                assert any(
                    isinstance(i.event, ev.DeemedWithdrawalProposed) for i in self.counter.recorded[:n]
                )

    @invariant()
    def a_notice_tells_everything_and_only_the_guide(self) -> None:
        lines = {line.id for line in self.counter.item.materials}
        told: set[str] = set()
        for n, item in enumerate(self.counter.recorded):
            if not isinstance(item.event, ev.NoticeIssued):
                continue
            before = replay(CASE, self.counter.recorded[:n])
            assert before is not None
            named = {fault.line_id for fault in item.event.faults}
            assert named <= lines and named == {m.line_id for m in before.open_faults}
            assert not told or (named <= told and item.event.again_reason.strip())
            told |= named

    @invariant()
    def acts_of_law_are_done_by_who_holds_the_case(self) -> None:
        case: Case | None = None
        for n, item in enumerate(self.counter.recorded):
            if case is not None and item.event.LEGAL:
                first = n == 0 or self.counter.recorded[n - 1].device != item.device
                assert not first or case.lease == item.device, item.event.TYPE
            case = replay(CASE, self.counter.recorded[: n + 1])


def _said(row: SubmittedMaterial, what: str) -> SubmittedMaterial:
    if what == "open":
        return row
    if what == "good":
        return good(row)
    return faulty(row, FaultCode.MISSING if what == "missing" else FaultCode.CONTENT)


def _department(act: str, case: Case, now: Timestamp) -> ev.Event | None:
    """What the platform's staff would be allowed to write now."""
    waiting = case.state in (CaseState.RECEIVED, CaseState.CORRECTED)
    if act == "accept" and waiting:
        return ev.Accepted(now, STAFF, _counted(case, now), None, False, "", "承诺", "", "部门")
    if act == "grant" and case.state in (CaseState.ACCEPTED, CaseState.UNDER_REVIEW):
        return granted(now)
    if act == "return" and (waiting or case.state is CaseState.UNDER_REVIEW):
        return ev.ReturnedToWindow(now, STAFF, "请补充")
    if act == "ready" and case.state is CaseState.GRANTED:
        return ev.ResultReady(now, STAFF, ("许可证",))
    return None


def _counted(case: Case, now: Timestamp) -> Any:
    return case.completed.completed_on if case.completed is not None else now.date


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=600, stateful_step_count=40)
