"""The same world with all that is beside the main line: 容缺, 承诺, 特别程序, 延期, 一件事, recalls, other ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_promise import PROMISED, TOLD
from app.domain.case import Case
from app.domain.clocks import clocks
from app.domain.evolve import replay
from app.domain.guide import Period, ServiceGuide
from app.domain.joint import joint_guide
from app.domain.materials import MaterialStatus
from app.domain.rights import Right
from app.domain.states import BY_SILENCE, CaseState
from app.domain.taken_back import WHY
from app.domain.time import Timestamp
from tests.app.domain.kit import CASE, FOOD, NURSE, STAFF, SUPERVISOR, TAXI, Counter, faulty, good, guide_of
from tests.app.domain.test_histories import SEALED, Histories

WORDS = st.sampled_from(["", "理由"])
ENDS = (ev.ReturnedClosed, ev.AcceptanceRevoked, ev.DeemedWithdrawn)


def theme() -> ServiceGuide:
    """A 一件事 of three items, the last waiting for the first."""
    parts = [guide_of(FOOD), guide_of(TAXI), guide_of(NURSE)]
    codes = tuple(part.item.code for part in parts)
    own = replace(
        parts[0],
        item=replace(parts[0].item, code="theme", name="开店一件事"),
        materials=(),
        form=(),
        questions=(),
        group=codes,
        serial=((codes[2], codes[0]),),
        quantity_limit="无",
    )
    return joint_guide(own, parts)


class Course(Histories):
    """Commands beside the main line, mixed with those of the main line."""

    @initialize(
        joint=st.booleans(),
        status=st.sampled_from([MaterialStatus.TOLERATED, MaterialStatus.COMMITTED, None]),
        credit=st.sampled_from(["pass", "fail", ""]),
        steps=st.integers(0, 4),
    )
    def a_day(self, joint: bool, status: MaterialStatus | None, credit: str, steps: int) -> None:
        """Something owed or promised, or a 一件事, already under way."""
        self.counter = Counter(FOOD)
        if joint:
            self.counter.item = self.counter.guide = theme()
        self.counter.offer("tolerable")
        self.counter.offer("committable")
        first, *rest = self.counter.rows
        said = replace(faulty(first), status=status) if status is not None else good(first)
        begun: list[cmd.Command] = [
            cmd.Receive(self.counter.intake(), (said, *(good(row) for row in rest))),
            cmd.PledgeTolerance((first.line_id,), "现场", "signed"),
            self.commitment(first.line_id),
            cmd.Accept("counter"),
            cmd.StartJoint(),
        ]
        for command in begun[: steps + 1]:
            self.attempt(command)
            if credit and self.case is not None:
                self.counter.credit(credit)

    def commitment(self, *lines: str) -> cmd.MakeCommitment:
        told = dict.fromkeys(TOLD, "内容")
        return cmd.MakeCommitment("proof", lines, told, PROMISED, "1", "signed")

    def line(self, data: Any) -> str:
        return str(data.draw(st.sampled_from([row.line_id for row in self.counter.rows])))

    @precondition(lambda self: self.case is not None)
    @rule(outcome=st.sampled_from(["pass", "fail"]))
    def credit_is_answered(self, outcome: str) -> None:
        self.counter.credit(outcome)

    @precondition(lambda self: self.case is not None)
    @rule(data=st.data(), days=st.integers(0, 30), signed=st.sampled_from(["", "signed"]))
    def pledge(self, data: Any, days: int, signed: str) -> None:
        until = self.counter.now.date + timedelta(days=days) if days else None
        self.attempt(cmd.PledgeTolerance((self.line(data),), "邮寄", signed, until))

    @precondition(lambda self: self.case is not None)
    @rule(data=st.data())
    def commit(self, data: Any) -> None:
        self.attempt(self.commitment(self.line(data)))

    @precondition(lambda self: self.case is not None)
    @rule(data=st.data())
    def unwilling(self, data: Any) -> None:
        self.attempt(cmd.DeclineCommitment((self.line(data),)))

    @precondition(lambda self: self.case is not None and self.case.owed)
    @rule(fine=st.booleans())
    def supply(self, fine: bool) -> None:
        assert self.case is not None
        rows = tuple(good(row) if fine else faulty(row) for row in self.case.owed)
        self.attempt(cmd.SupplyOwed(rows))

    @precondition(lambda self: self.case is not None)
    @rule(heard=st.booleans())
    def months_of_silence(self, heard: bool) -> None:
        self.time_passes(60)
        self.attempt(cmd.ProposeDeemedAcceptance())
        self.attempt(cmd.ProposeToleranceLapse())
        if heard:
            self.the_line_is_good()
        self.attempt(cmd.ConfirmDeemedAcceptance(self.synced_ms))
        self.attempt(cmd.ConfirmToleranceLapse(self.synced_ms))

    @precondition(lambda self: self.case is not None)
    @rule(days=st.integers(0, 70), reason=WORDS)
    def late_hand_in(self, days: int, reason: str) -> None:
        self.attempt(cmd.UndoSilence(self.counter.now.date - timedelta(days=days), reason))

    @precondition(lambda self: self.case is not None)
    @rule(kind=st.sampled_from(["听证", "检验", "现场勘验", ""]), days=st.integers(0, 10))
    def special(self, kind: str, days: int) -> None:
        self.attempt(cmd.StartSpecial(kind, "", Period(days), "主任"))

    @precondition(lambda self: self.case is not None)
    @rule(result=WORDS)
    def special_over(self, result: str) -> None:
        self.attempt(cmd.EndSpecial(result))

    @precondition(lambda self: self.case is not None)
    @rule(reasons=WORDS)
    def extend(self, reasons: str) -> None:
        self.attempt(cmd.Extend(reasons, "局长"))

    @precondition(lambda self: self.case is not None and self.case.branches)
    @rule(data=st.data(), granted=st.booleans())
    def branch_ends(self, data: Any, granted: bool) -> None:
        assert self.case is not None
        code = data.draw(st.sampled_from([branch.code for branch in self.case.branches]))
        self.attempt(cmd.CompleteBranch(code, granted, "B-1", "" if granted else "不合格"))

    @precondition(lambda self: self.case is not None)
    @rule()
    def joint(self) -> None:
        self.attempt(cmd.StartJoint())

    @precondition(lambda self: self.case is not None and self.case.notices)
    @rule(data=st.data(), reason=WORDS)
    def ask_for_less(self, data: Any, reason: str) -> None:
        assert self.case is not None
        lines = [fault.line_id for fault in self.case.notices[-1].faults] or ["none"]
        chosen = data.draw(st.sets(st.sampled_from(lines)))
        self.attempt(cmd.ReduceNotice(tuple(sorted(chosen)), reason))

    @precondition(lambda self: self.papers())
    @rule(data=st.data(), reason=WORDS)
    def recall(self, data: Any, reason: str) -> None:
        self.attempt(cmd.RecallPaper(self.one_paper(data).document_id, reason))

    @precondition(lambda self: self.papers())
    @rule(data=st.data(), why=st.sampled_from(WHY), reason=WORDS, spoiled=st.booleans(), first=st.booleans())
    def take_back(self, data: Any, why: str, reason: str, spoiled: bool, first: bool) -> None:
        """A certificate that was given is asked for and brought back."""
        paper = self.one_paper(data)
        if first:
            day = self.counter.now.date + timedelta(days=3)
            self.attempt(cmd.AskPaperBack(paper.document_id, why, reason, "赵六", "电话", day))
            self.attempt(cmd.LeaveNotBrought(paper.document_id, "审批科", reason))
        who = ev.Recipient("赵六", "其他人")
        self.attempt(cmd.TakePaperBack(paper.document_id, paper.blank, why, reason, who, spoiled))

    @precondition(lambda self: self.case is not None)
    @rule(data=st.data(), proof=WORDS)
    def waive(self, data: Any, proof: str) -> None:
        self.attempt(cmd.WaiveMaterial(self.line(data), "事实", proof))

    @precondition(lambda self: self.case is not None)
    @rule(place=st.sampled_from(["档案室", "退还申请人"]), count=st.integers(0, 2), anew=st.booleans())
    def carry(self, place: str, count: int, anew: bool) -> None:
        self.attempt(cmd.MoveBundle("B-1", place, "王五", count, recounted=anew))

    @precondition(lambda self: self.case is not None)
    @rule(really=st.integers(0, 9), data=st.data())
    def other_ends(self, really: int, data: Any) -> None:
        ends: list[cmd.Command] = [
            cmd.Forward("市局", "上级权限"),
            cmd.VoidCase("重复", SUPERVISOR, frozenset(Right)),
            cmd.DeleteCase("录错"),
            cmd.TurnAway(self.counter.intake(), "not-needed", "不需许可", "行政许可法 32(1)(1)", "直接经营"),
        ]
        if really == 9:
            self.attempt(data.draw(st.sampled_from(ends)))

    @precondition(lambda self: self.case is not None)
    @rule(level=st.sampled_from(["1", "5", "9"]), detail=WORDS)
    def rate(self, level: str, detail: str) -> None:
        self.attempt(cmd.AskPartner("rating", "受理", {"level": level, "detail": detail, "by": "applicant"}))

    # what must hold

    @invariant()
    def nothing_is_sealed_or_given_that_did_not_come_out(self) -> None:
        """As on the main line; what was recalled had left the house and is void all the same."""
        gone = (ev.PaperRecalled, ev.PaperTakenBack)
        recalled = {i.event.document_id for i in self.counter.recorded if isinstance(i.event, gone)}
        for paper in self.papers():
            assert paper.out <= paper.printings and paper.given <= paper.out
            if paper.is_given and paper.seal in SEALED:
                assert paper.sealing is not None, f"{paper.kind} given unsealed"
            assert not (paper.void and paper.given_at) or paper.document_id in recalled

    @invariant()
    def silence_ends_nothing_without_a_proposal_and_a_sync(self) -> None:
        for n, item in enumerate(self.counter.recorded):
            if isinstance(item.event, ENDS):
                assert Timestamp(self.synced_at[n]).date > item.event.ended_on
            if isinstance(item.event, ev.Accepted) and item.event.deemed:
                before = replay(CASE, self.counter.recorded[:n])
                assert before is not None and before.received is not None
                assert before.received.intake.item.licence and not before.notices
                assert item.event.accepted_on == before.received.received_on
                assert Timestamp(self.synced_at[n]).date > before.received.received_on

    @invariant()
    def nothing_owed_is_accepted_without_a_pledge_and_good_credit(self) -> None:
        for n, item in enumerate(self.counter.recorded):
            if isinstance(item.event, ev.Accepted) and item.device != "platform" and not item.event.deemed:
                before = replay(CASE, self.counter.recorded[:n])
                assert before is not None
                pledged = set(before.pledge.lines) if before.pledge is not None else set()
                assert set(item.event.tolerated) <= pledged
                made = {line for each in before.commitments for line in each.lines}
                assert {m.line_id for m in before.committed} <= made
            if isinstance(item.event, (ev.TolerancePledged, ev.CommitmentMade)):
                before = replay(CASE, self.counter.recorded[:n])
                credit = before.asked("credit") if before is not None else None
                assert credit is not None and credit.outcome == "pass"

    @invariant()
    def a_clock_is_extended_once_and_stands_only_for_the_kinds_of_the_law(self) -> None:
        extended = [i for i in self.counter.recorded if isinstance(i.event, ev.Extended)]
        assert len(extended) <= 1
        for item in self.counter.recorded:
            if isinstance(item.event, ev.SpecialStarted):
                assert item.event.stops and item.event.kind in ("听证", "检验")

    @invariant()
    def no_second_clock_runs_for_the_same_thing(self) -> None:
        case = self.case
        if case is None:
            return
        running = clocks(case)
        assert not ({"notice", "correction"} <= set(running)), running
        assert not (case.special is not None and "main" in running), "a stopped clock does not run"
        if case.terminal and case.state is not CaseState.SERVED:
            assert not running, running
        told: list[date] = [day for day, _ in running.values()]
        assert case.received is None or all(day >= case.received.received_on for day in told)

    @invariant()
    def what_was_accepted_here_was_complete(self) -> None:
        """As on the main line, but for 视为受理, which comes about without anybody looking."""
        for n, item in enumerate(self.counter.recorded):
            if isinstance(item.event, ev.Accepted) and item.device != "platform" and not item.event.deemed:
                before = replay(CASE, self.counter.recorded[:n])
                assert before is not None and not before.open_faults

    @invariant()
    def a_notice_tells_everything_and_only_the_guide(self) -> None:
        """As on the main line; a recall only takes away."""
        for item in self.counter.recorded:
            if isinstance(item.event, ev.NoticeReduced):
                assert len(item.event.faults) >= 0 and item.event.reason
        told: set[str] | None = None
        for item in self.counter.recorded:
            if isinstance(item.event, ev.NoticeIssued):
                told = {fault.line_id for fault in item.event.faults}
            if isinstance(item.event, ev.NoticeReduced):
                left = {fault.line_id for fault in item.event.faults}
                assert told is not None and left <= told
                told = left

    @invariant()
    def a_late_hand_in_opens_only_what_silence_ended(self) -> None:
        for n, item in enumerate(self.counter.recorded):
            if isinstance(item.event, ev.SilenceUndone):
                before: Case | None = replay(CASE, self.counter.recorded[:n])
                assert before is not None and before.state in BY_SILENCE
                ended = before.withdrawn or before.ending
                assert isinstance(ended, ENDS) and item.event.handed_in_on <= ended.ended_on

    @invariant()
    def branches_follow_their_order(self) -> None:
        case = self.case
        if case is None:
            return
        by_code = {branch.code: branch for branch in case.branches}
        for branch in case.branches:
            before = by_code.get(branch.after)
            if branch.started_on is not None and before is not None:
                assert before.granted, "a serial branch begins with the completion of the one before"
        decided = case.decision is not None and case.lease != "platform"
        if decided and case.state is not CaseState.ACCEPTED and STAFF.id not in _writers(self):
            assert all(branch.granted is not None for branch in case.branches)


def _writers(machine: Course) -> set[str]:
    return {
        item.event.by.id
        for item in machine.counter.recorded
        if isinstance(item.event, (ev.Granted, ev.Refused))
    }


TestCourse = Course.TestCase
TestCourse.settings = settings(max_examples=50, stateful_step_count=30)
