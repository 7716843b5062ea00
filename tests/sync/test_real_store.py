"""The line between the two real ends: a window's encrypted database and the platform's process."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from app.domain import events as ev
from app.domain.events import EVENT_TYPES
from app.domain.people import Applicant, IdType, Person
from app.domain.records import NumberBlock, StoredCommit
from app.domain.time import ClockQuality, Timestamp
from app.domain.transitions import CaseState
from app.ports import Effects
from app.storage.database import Database, open_database
from app.storage.schema import commits, metadata
from app.storage.sync_store import SqlBlocks, SqlInbox, SqlOutbox
from app.storage.units import SqlUnitOfWork, Writer
from sync.client.loop import SyncLoop
from sync.platform.projection import is_known, is_legal_act
from sync.platform.report import case_digest, digest_report
from sync.platform.staff import decide
from tests.sync.faultproxy import FaultProxy, always, seeded
from tests.sync.support import MovedTime, Province
from tests.sync.test_broken_line import NO_PATIENCE

SERIES = "收件"


class Chance:
    def bytes(self, count: int) -> bytes:
        return random.randbytes(count)


class Desk:
    """A real store with a hand that writes cases into it."""

    def __init__(self, folder: Path) -> None:
        self.device = f"D-{uuid4().hex[:10]}"
        self.time = MovedTime()
        self.database: Database = open_database(folder / "zc.db", bytes(range(32)))
        metadata.create_all(self.database.write)
        self.units = SqlUnitOfWork(self.database, Writer(self.device, 1, self.time, Chance(), lambda: "op-1"))
        self.outbox = SqlOutbox(self.database, self.device, 1)
        self.inbox = SqlInbox(self.database, self.time)
        self.blocks = SqlBlocks(self.database, (SERIES,), size=30, low=10)

    def loop(self, platform: Any) -> SyncLoop:
        return SyncLoop(platform, self.outbox, self.inbox, self.blocks, self.time, self.time)

    def write(self, case_id: UUID, *events: ev.Event) -> None:
        with self.units.begin() as transaction:
            transaction.append(case_id, transaction.case(case_id), events, Effects())

    def take_in(self) -> UUID:
        case_id = uuid4()
        self.write(case_id, received())
        self.write(case_id, accepted())
        return case_id

    def digests(self) -> dict[str, str]:
        held: dict[str, list[tuple[str, int, int, str]]] = defaultdict(list)
        with self.database.read.connect() as connection:
            for row in connection.execute(select(commits)):
                held[str(UUID(bytes=row.case_id))].append((row.device, row.epoch, row.seq, row.digest))
        return {case: case_digest(rows) for case, rows in held.items()}

    def state(self, case_id: UUID) -> tuple[CaseState | None, str]:
        with self.units.begin() as transaction:
            case = transaction.case(case_id)
        assert case is not None and not case.irregular
        return case.state, case.lease


AT = Timestamp(1_790_000_000_000, ClockQuality.TRUSTED)
BY = ev.OperatorRef("op-1", "钱收件", "A01")


def received() -> ev.Received:
    person = Person("赵试", IdType.RESIDENT_CARD, "110101190001011000")
    item = ev.ItemRef("1121", "食品经营许可", "行政许可", "市场监督管理局", "2026-09", "辽阳市市场监督管理局")
    intake = ev.Intake(item, Applicant(person=person))
    return ev.Received(AT, BY, intake, (), date(2026, 9, 28), "ln-2026")


def accepted() -> ev.Accepted:
    return ev.Accepted(
        AT, BY, date(2026, 9, 28), date(2026, 10, 20), True, "10个工作日", "承诺", "", "辽阳市市场监督管理局"
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A window of its own."""
    made = Desk(tmp_path)
    yield made
    made.database.close()


def theirs(province: Province, desk: Desk) -> dict[str, str]:
    mine = desk.digests()
    by_case = digest_report(str(province.db))["by_case"]
    return {case: by_case[case]["digest"] for case in mine if case in by_case}


def connect(province: Province, desk: Desk, url: str = "") -> Any:
    from sync.client.http import HttpPlatform

    return closing(
        HttpPlatform(url or province.url, desk.device, 1, province.token, province.key, NO_PATIENCE)
    )


@pytest.mark.law("A6-1")
def test_a_decision_comes_down_and_the_case_goes_on(province: Province, desk: Desk) -> None:
    case = desk.take_in()
    assert desk.state(case) == (CaseState.ACCEPTED, "platform")
    with connect(province, desk) as platform:
        loop = desk.loop(platform)
        first = loop.run_once()
        assert (first.pushed, first.parked, first.blocks) == (2, 0, 1) and desk.blocks.left(SERIES) == 30
        decide(str(province.db), str(case), "grant", validity="5年")
        assert loop.run_once().pulled == 1
        assert desk.state(case) == (CaseState.GRANTED, "platform")
        decide(str(province.db), str(case), "ready", results=["食品经营许可证"])
        assert loop.run_once().pulled == 1
        assert desk.state(case) == (CaseState.AWAITING_PICKUP, desk.device)
        desk.write(case, ev.HandedOver(AT, BY, ev.Recipient("赵试"), "窗口领取", (), uuid4()))
        last = loop.run_once()
    assert (last.pushed, last.parked) == (1, 0) and desk.state(case)[0] is CaseState.SERVED
    assert desk.digests() == theirs(province, desk)


@pytest.mark.law("L14", "P18", "A6-1")
@pytest.mark.parametrize("seed", range(5))
def test_both_ends_hold_the_same_after_any_weather(province: Province, desk: Desk, seed: int) -> None:
    cases = [desk.take_in() for _ in range(6)]
    with FaultProxy(province.port, seeded(seed)) as proxy, connect(province, desk, proxy.url) as platform:
        loop = desk.loop(platform)
        for round_ in range(200):
            loop.run_once()
            if round_ == 20:
                proxy.plan = always("pass")
                decide(str(province.db), str(cases[0]), "grant")
            if round_ > 20 and loop.status().state == "online":
                break
    assert not desk.outbox.pending(10, 10**9)
    assert desk.digests() == theirs(province, desk) and len(desk.digests()) == 6
    assert desk.state(cases[0])[0] is CaseState.GRANTED


def test_a_planted_difference_is_found(province: Province, desk: Desk) -> None:
    desk.take_in()
    with connect(province, desk) as platform:
        desk.loop(platform).run_once()
    assert desk.digests() == theirs(province, desk)
    with desk.database.write.begin() as connection:
        connection.execute(
            text("UPDATE commits SET digest = replace(digest, substr(digest, 1, 1), 'x') WHERE seq = 1")
        )
    assert desk.digests() != theirs(province, desk)


def test_a_page_is_applied_whole_and_only_once(province: Province, desk: Desk) -> None:
    case = desk.take_in()
    with connect(province, desk) as platform:
        desk.loop(platform).run_once()
        decide(str(province.db), str(case), "refuse", reason="场所与申请不符")
        page: list[StoredCommit] = list(platform.changes("", 10)[0])
        desk.inbox.apply(page, "")
        desk.inbox.apply(page, "")
        assert desk.loop(platform).run_once().pulled == 1
    assert desk.state(case)[0] is CaseState.REFUSED


def test_a_block_taken_twice_counts_once(province: Province, desk: Desk) -> None:
    block = NumberBlock("b-1", SERIES, 1, 30)
    desk.blocks.add(block)
    desk.blocks.add(block)
    assert desk.blocks.left(SERIES) == 30


@pytest.mark.parametrize("kind", sorted(EVENT_TYPES))
def test_the_platform_knows_every_event_of_a_window_and_who_may_write_it(kind: str) -> None:
    assert is_known(kind) and is_legal_act(kind) == EVENT_TYPES[kind].LEGAL
