"""Window and platform read the same history in their own code, and come to the same stage, holder and day."""

from __future__ import annotations

import random
from dataclasses import MISSING, fields, replace
from datetime import date, timedelta
from types import UnionType
from typing import Any, get_args, get_type_hints
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import events as ev
from app.domain.case import Case
from app.domain.codec import to_json
from app.domain.events import EVENT_TYPES
from app.domain.evolve import evolve
from app.domain.guide import Period
from app.domain.paper import PaperKind, Place, Seal
from app.domain.people import Applicant, IdType, Person
from app.domain.time import ClockQuality, Timestamp
from app.domain.transitions import TERMINAL, CaseState, transitions
from sync.platform.judge import Reason, judge
from sync.platform.projection import PLATFORM, CaseView
from sync.wire.models import CommitBody

HOME = "D07"
CASE = UUID(int=7)
FIRST_DAY = date(2026, 9, 28)
STAGES = {
    CaseState.DRAFT: "drafted",
    CaseState.PRECHECK: "prechecking",
    CaseState.RECEIVED: "received",
    CaseState.AWAITING_CORRECTION: "correcting",
    CaseState.CORRECTED: "corrected",
    CaseState.ACCEPTED: "accepted",
    CaseState.UNDER_REVIEW: "reviewing",
    CaseState.SPECIAL: "special",
    CaseState.EXTENDED: "extended",
    CaseState.JOINT: "joint",
    CaseState.GRANTED: "granted",
    CaseState.REFUSED: "refused",
    CaseState.CONCLUDED: "concluded",
    CaseState.AWAITING_PICKUP: "ready",
    CaseState.SERVED: "served",
    CaseState.DECLINED: "declined",
    CaseState.DEEMED_WITHDRAWN: "deemed_withdrawn",
    CaseState.RETURNED: "returned",
    CaseState.REVOKED: "revoked",
    CaseState.WITHDRAWN: "withdrawn",
    CaseState.TURNED_AWAY: "turned_away",
    CaseState.FORWARDED: "forwarded",
    CaseState.VOIDED: "voided",
    CaseState.DELETED: "deleted",
}
ITEM = ev.ItemRef("1121", "食品经营许可", "行政许可", "市场监督管理局", "2026-09", "辽阳市市场监督管理局")
PERSON = Applicant(person=Person("赵试", IdType.RESIDENT_CARD, "110101190001011000"))
PLAIN: dict[type, Any] = {
    str: "x",
    bool: True,
    int: 1,
    date: FIRST_DAY,
    Timestamp: Timestamp(1_790_000_000_000, ClockQuality.TRUSTED),
    ev.OperatorRef: ev.OperatorRef("op-1", "钱收件", "A01"),
    ev.Intake: ev.Intake(ITEM, PERSON, branches=(ev.Branch(replace(ITEM, code="x")),)),
    ev.Recipient: ev.Recipient("赵试"),
    Period: Period(5),
    PaperKind: PaperKind.RECEIPT,
    Seal: Seal.NONE,
    Place: Place("示例中心", "07号", HOME),
}
WRITERS = {"lease_moved": [PLATFORM]}
FACTS = sorted(kind for kind, event in EVENT_TYPES.items() if not event.LEGAL)


def value_of(hint: Any) -> Any:
    if isinstance(hint, UnionType):
        hint = next(each for each in get_args(hint) if each is not type(None))
    if hint is UUID:
        return uuid4()
    return PLAIN[hint] if hint in PLAIN else getattr(hint, "__origin__", hint)()


def made(kind: str, **said: Any) -> ev.Event:
    """An event of a kind with the least that it has to say, and what ``said`` gives."""
    event = EVENT_TYPES[kind]
    hints = get_type_hints(event)
    needed = [f.name for f in fields(event) if f.default is MISSING and f.default_factory is MISSING]
    return event(**{name: value_of(hints[name]) for name in needed} | said)


class BothEnds:
    """One history, folded at both ends."""

    def __init__(self) -> None:
        self.case: Case | None = None
        self.view: CaseView | None = None
        self.day = FIRST_DAY

    @property
    def holder(self) -> str:
        return self.case.lease if self.case is not None else HOME

    def judged(self, event: ev.Event, writer: str) -> tuple[Reason | None, CaseView | None]:
        version = (self.case.version_of(writer) if self.case is not None else 0) + 1
        told = {"id": uuid4(), "type": event.TYPE, "schema": 1, "version": version, "payload": to_json(event)}
        body = {"v": 1, "id": uuid4(), "case": CASE, "device": writer, "epoch": 1, "seq": 1, "at": 1}
        commit = CommitBody.model_validate(body | {"operator": "op-1", "events": [told]})
        return judge(commit, self.view, version - 1, writer)

    def write(self, event: ev.Event, writer: str) -> None:
        version = (self.case.version_of(writer) if self.case is not None else 0) + 1
        reason, after = self.judged(event, writer)
        assert reason is None, f"{event.TYPE} by {writer}: {reason}"
        self.view = after
        self.case = evolve(self.case, ev.Recorded(uuid4(), CASE, writer, version, event))

    def agree(self) -> None:
        case, view = self.case, self.view
        assert case is not None and view is not None and not case.irregular
        assert case.state is not None
        due = case.main_due[0]
        mine = (STAGES[case.state], case.lease, case.home, case.fence, due.isoformat() if due else "", case.count)
        assert mine == (view.stage, view.holder, view.home, view.lease_epoch, view.due, view.events)

    def dated(self, kind: str, chance: random.Random) -> dict[str, Any]:
        """Days that move on, and the choices a kind of event has."""
        self.day += timedelta(days=chance.randrange(1, 9))
        if kind == "accepted":
            return {"due": chance.choice([self.day, None]), "route": chance.choice(["department", "counter"])}
        if kind in ("special_ended", "extended"):
            return {"due": self.day}
        if kind == "deadline_revised" and self.case is not None:
            return {"clock": "main", "told": self.case.main_due[0] or FIRST_DAY, "due": self.day}
        return {"window": HOME} if kind == "online_arrived" else {}


def next_kinds(case: Case | None) -> list[str]:
    state = case.state if case is not None else None
    return sorted({row.event for row in transitions() if row.source is state})


@pytest.mark.law("A6-1")
@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(3, 18))
def test_any_lawful_history_stands_the_same_at_both_ends(chance: random.Random, length: int) -> None:
    ends = BothEnds()
    for _ in range(length):
        kinds = next_kinds(ends.case)
        if not kinds:
            break
        kind = chance.choice(kinds)
        online = ends.case is None and kind == "online_arrived"
        writer = PLATFORM if online else ends.holder
        ends.write(made(kind, **ends.dated(kind, chance)), writer)
        ends.agree()
        fact = chance.choice(FACTS)
        if not fact.startswith(("paper_", "blank_")):
            writers = WRITERS.get(fact, [HOME, PLATFORM, "D99"])
            ends.write(made(fact, **ends.dated(fact, chance)), chance.choice(writers))
            ends.agree()
        stranger = PLATFORM if ends.holder == HOME else HOME
        refused = ends.judged(made("withdrawn"), stranger)[0]
        assert ends.case is not None
        closed = ends.case.state in TERMINAL
        assert refused is (Reason.CASE_CLOSED if closed else Reason.NO_LEASE)


def test_every_step_the_law_knows_leads_to_the_same_stage_at_the_platform() -> None:
    for row in transitions():
        ends = BothEnds()
        if row.source is not None:
            ends.write(made("opened"), HOME)
            assert ends.case is not None and ends.view is not None
            ends.case = replace(ends.case, state=row.source)
            ends.view.stage = STAGES[row.source]
        writer = PLATFORM if row.event == "online_arrived" else HOME
        ends.write(made(row.event, **ends.dated(row.event, random.Random(1))), writer)
        assert ends.case is not None and ends.view is not None and ends.case.state is not None
        stands = (STAGES[ends.case.state], ends.case.lease, ends.case.home)
        assert stands == (ends.view.stage, ends.view.holder, ends.view.home), row
