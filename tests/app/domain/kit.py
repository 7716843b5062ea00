"""A counter made of values alone: real guides, real rules, real holidays, ``decide`` and ``evolve``, and no storage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_intake import Answer
from app.domain.acts_side import told_dates
from app.domain.calendar import SpecialDay, WorkCalendar, parse_holidays
from app.domain.case import Case
from app.domain.decide import decide, papers_needed
from app.domain.evolve import evolve
from app.domain.guide import ServiceGuide
from app.domain.guide_file import parse_guides
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial, as_taken
from app.domain.paper import Paper, PaperKind, PaperSlot, Place
from app.domain.people import Applicant, IdType, Organisation, Person
from app.domain.recount import moved
from app.domain.rights import Right
from app.domain.rules import RuleSet, parse_rules
from app.domain.running import Change
from app.domain.serials import serials_needed
from app.domain.time import SHANGHAI, ClockQuality, Timestamp, at
from app.usecases.intake import build_intake, rows_for

RESOURCES = Path(__file__).parents[3] / "resources"
DEVICE = "D07"
FRIDAY = 4
CASE = UUID("019a0000-0000-7000-8000-0000000000aa")
MONDAY = at(2026, 9, 28, 10, 30)
PLACE = Place("铁西区政务服务中心", "07号综合窗口", DEVICE)
CLERK = ev.OperatorRef("op-1", "钱收件", "0701")
SUPERVISOR = ev.OperatorRef("op-2", "孙主管", "0702")
STAFF = ev.OperatorRef("platform-staff", "部门工作人员", "")
ALL = frozenset(Right)
NOBODY_ELSE = ev.Recipient("张三", "经办人", "4405****0014", "signed", authority="介绍信")
COMPANY = Applicant(organisation=Organisation("沈阳样例食品有限公司", "91210100MA00000XX5", "李四"))
PERSON = Applicant(person=Person("张三", IdType.RESIDENT_CARD, "440524188001010014"))
FOOD, NURSE, TAXI = "食品生产许可", "护士执业注册", "巡游出租汽车车辆经营许可"


@cache
def calendar() -> WorkCalendar:
    return parse_holidays((RESOURCES / "data/holidays-cn.json").read_text("utf-8"))


@cache
def rules() -> RuleSet:
    return parse_rules((RESOURCES / "rules/liaoning.toml").read_text("utf-8"))


@cache
def _guides() -> dict[str, ServiceGuide]:
    found = parse_guides((RESOURCES / "catalogue/demo.json").read_text("utf-8"))
    return {guide.item.name: guide for guide in found}


def guide_of(name: str) -> ServiceGuide:
    return _guides()[name]


def table_moving(
    case: Case, guide: ServiceGuide, rule_set: RuleSet, clock: str, day: date
) -> tuple[WorkCalendar, Change]:
    """A later holiday table, as few days of it as it takes, by which ``clock`` ends on ``day``; and what it changes."""
    told = told_dates(case)[clock][0]
    assert told is not None and told != day
    known, later = calendar(), day > told
    days, asked = dict(known.days), [told + timedelta(n) for n in range((day - told).days)]
    if later:
        days[day] = SpecialDay("调休上班", False)
    for each in asked or [day - timedelta(n) for n in range(40)]:
        if later or each.weekday() > FRIDAY or each in known.days:
            days[each] = SpecialDay("新增假", True) if later else SpecialDay("调休上班", False)
        table = replace(known, days=dict(days), last_known=date(2027, 12, 31), version="later")
        for change in moved(case, guide, rule_set, table):
            if (change.told.clock.kind, change.counts) == (clock, day):
                return table, change
    raise AssertionError(f"no table moves {clock} to {day}")


def first_answers(guide: ServiceGuide) -> dict[str, str]:
    """The last choice of every question: 无, 否 and the like, which ask for least."""
    return {question.id: question.choices[-1].key for question in guide.questions}


def faulty(row: SubmittedMaterial, code: FaultCode = FaultCode.MISSING, note: str = "") -> SubmittedMaterial:
    return replace(row, status=MaterialStatus.FAULTY, fault=code, note=note)


def good(row: SubmittedMaterial) -> SubmittedMaterial:
    return as_taken(row, 1, 0)


class LongAgo(Timestamp):
    """A moment before any log began: no device may write it, but a rule about ages can be asked of it.

    So a child of a story may be born in 1900, as all people of our tests are.
    """

    def __post_init__(self) -> None:
        """Nothing is refused."""


def long_ago(year: int, month: int, day: int) -> Timestamp:
    """Ten in the morning of a day before 1970."""
    moment = datetime(year, month, day, 10, tzinfo=SHANGHAI)
    return LongAgo(int(moment.timestamp() * 1000), ClockQuality.TRUSTED)


class Counter:
    """One case at one window. ``do`` demands that a command is allowed, ``refused`` that it is not."""

    def __init__(self, item: str = FOOD, now: Timestamp = MONDAY) -> None:
        self.guide: ServiceGuide | None = guide_of(item)
        self.item = guide_of(item)
        self.now = now
        self.rights = ALL
        self.rules = rules()
        self.offline = False
        self.device = DEVICE
        self.case: Case | None = None
        self.recorded: list[ev.Recorded] = []
        self.number = 0
        self.seal = ""
        self.blocks = True
        self.table = calendar()

    # what is on the desk

    @property
    def rows(self) -> tuple[SubmittedMaterial, ...]:
        return rows_for(self.item, first_answers(self.item))

    def intake(self) -> ev.Intake:
        answers = first_answers(self.item)
        return build_intake(self.item, COMPANY, None, answers, {}, phone="13800000001")

    def need(self) -> Case:
        assert self.case is not None
        return self.case

    def paper(self, kind: PaperKind) -> Paper:
        return self.need().papers_of(kind)[-1]

    def offer(self, flag: str, place: int = 0, **changes: Any) -> None:
        """The guide offers 容缺 (``tolerable``) or 告知承诺 (``committable``) for the material at ``place``."""
        lines = list(self.item.materials)
        wanted = self.rows[place].line_id
        lines = [replace(line, **{flag: True}) if line.id == wanted else line for line in lines]
        self.item = self.guide = replace(self.item, materials=tuple(lines), **changes)

    def credit(self, outcome: str = "pass") -> None:
        """The credit query of 收件 was answered, and the list of false promises too."""
        for asked in self.need().asks:
            if asked.waiting:
                self.comes_down(ev.PartnerAnswered(self.now, STAFF, asked.ask, asked.system, outcome))
        self.do(cmd.AskPartner("commitment-list", "applicant"))
        last = self.need().asks[-1]
        self.comes_down(ev.PartnerAnswered(self.now, STAFF, last.ask, last.system, outcome))

    # acts

    def ask(self, command: cmd.Command) -> Answer:
        return decide(self.case, command, self.context(command))

    def context(self, command: cmd.Command) -> cmd.Context:
        slots = {
            kind: PaperSlot(UUID(int=self.number + n), "paper", self.number + n, f"N-{self.number + n}")
            for n, kind in enumerate(papers_needed(command, self.case), start=1)
        }
        return cmd.Context(
            self.now,
            CLERK,
            self.rights,
            self.rules,
            self.table,
            PLACE,
            self.device,
            self.guide,
            slots,
            self.offline,
            CASE,
            delegated_seal=self.seal,
            serials={series: len(self.recorded) + 1 for series in serials_needed(command)} if self.blocks else {},
        )

    def do(self, command: cmd.Command) -> tuple[ev.Event, ...]:
        answer = self.ask(command)
        assert not isinstance(answer, cmd.Refusal), answer
        self.number += len(papers_needed(command, self.case))
        self.write(answer)
        return answer

    def moving(self, clock: str, day: date) -> cmd.ReviseDeadline:
        """A holiday table came by which ``clock`` ends on ``day``, and stays in force; telling it is still to do."""
        assert self.guide is not None
        self.table, change = table_moving(self.need(), self.guide, self.rules, clock, day)
        return cmd.ReviseDeadline(clock, day, change.due.firm)

    def do_by(self, command: cmd.Command, table: WorkCalendar) -> tuple[ev.Event, ...]:
        """As :meth:`do`, after another holiday table came."""
        answer = decide(self.case, command, replace(self.context(command), calendar=table))
        assert not isinstance(answer, cmd.Refusal), answer
        self.number += len(papers_needed(command, self.case))
        self.write(answer)
        return answer

    def refused(self, command: cmd.Command) -> str:
        answer = self.ask(command)
        assert isinstance(answer, cmd.Refusal), [event.TYPE for event in answer]
        assert answer.why
        return answer.code

    def write(self, events: Iterable[ev.Event], device: str = "") -> None:
        writer = device or self.device
        for event in events:
            version = self.case.version_of(writer) + 1 if self.case is not None else 1
            item = ev.Recorded(UUID(int=len(self.recorded) + 1), CASE, writer, version, event)
            self.recorded.append(item)
            self.case = evolve(self.case, item)

    def comes_down(self, *events: ev.Event) -> None:
        """The department wrote something."""
        self.write(events, "platform")

    # beginnings

    def received(self, *changed: SubmittedMaterial) -> Counter:
        """All handed in but what ``changed`` says."""
        by_line = {row.line_id: row for row in changed}
        rows = tuple(by_line.get(row.line_id) or good(row) for row in self.rows)
        self.do(cmd.Receive(self.intake(), rows))
        return self

    def noticed(self, *wrong: int) -> Counter:
        """Received with the rows of these places missing, and told so."""
        self.received(*(faulty(self.rows[n]) for n in wrong or (0,)))
        self.do(cmd.IssueNotice())
        return self

    def told(self, *wrong: int) -> Counter:
        """As :meth:`noticed`, and the applicant signed for the notice."""
        self.noticed(*wrong)
        self.serve(self.paper(PaperKind.NOTICE))
        return self

    def serve(self, paper: Paper) -> None:
        """Out, sealed and in the applicant's hand."""
        self.sealed(paper)
        self.do(cmd.GivePaper(paper.document_id, NOBODY_ELSE))

    def accepted(self, route: str = "department") -> Counter:
        self.received()
        self.do(cmd.Accept(route))
        return self

    def decided(self) -> Counter:
        """Decided on the spot; the result waits at the desk."""
        self.accepted("counter")
        self.do(cmd.DecideOnSpot(True, "五年", "202621000123"))
        return self

    def certified(self, serial: str = "LN-1") -> Counter:
        self.decided()
        self.do(cmd.IssueCertificate(self.item.blank_kind, serial))
        return self

    def out(self, paper: Paper) -> None:
        self.do(cmd.RecordOut(paper.document_id, paper.printings, "device"))

    def sealed(self, paper: Paper) -> None:
        self.out(paper)
        self.do(cmd.RecordSeal(paper.document_id, "审批专用章", "赵六", "盖章室"))


def granted(moment: Timestamp = MONDAY) -> ev.Granted:
    return ev.Granted(moment, STAFF, moment.date, "沈阳市铁西区市场监督管理局", "5年")
