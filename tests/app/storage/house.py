"""A desk over a real encrypted database: log, projections, numbers, blanks and drafts, without a catalogue search."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table, insert, select, text
from sqlalchemy.event import listen

from app.domain import events as ev
from app.domain.case import Case
from app.domain.codec import dumps
from app.domain.commands import RecordOut
from app.domain.guide import ServiceGuide
from app.domain.materials import SubmittedMaterial
from app.domain.paper import PaperKind, Place
from app.domain.records import NumberBlock, StoredCommit
from app.domain.rights import Grant, Right
from app.domain.serials import SERIALS
from app.domain.time import ClockQuality, Timestamp
from app.ports import Effects
from app.storage.database import Database, open_database
from app.storage.schema import PROJECTIONS, guides, metadata
from app.storage.stock_book import SqlStock
from app.storage.stores import SqlAudit, SqlDrafts, SqlJobs, put_setting
from app.storage.sync_store import SqlBlocks, SqlInbox, SqlOutbox
from app.storage.units import SqlUnitOfWork, Writer
from app.storage.views import Views
from app.usecases.accept import accept
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.desk import SERIES, Desk, Session, act
from app.usecases.give_paper import give_paper
from app.usecases.intake import build_intake, rows_for
from app.usecases.issue_certificate import issue_certificate
from app.usecases.issue_notice import issue_notice
from app.usecases.receive import receive
from app.usecases.record_seal import record_seal
from tests.app.domain.kit import (
    CLERK,
    COMPANY,
    MONDAY,
    NOBODY_ELSE,
    PLACE,
    calendar,
    faulty,
    first_answers,
    good,
    guide_of,
    rules,
)
from tests.app.storage.kit import KEY

BLANK = "护士执业证书"
EVERYTHING = tuple(Grant(right) for right in Right)


@dataclass
class MovingClock:
    """Time that a test moves; each look is a millisecond later, so that identifiers keep their order."""

    ms: int = MONDAY.ms

    def now(self) -> Timestamp:
        self.ms += 1
        return Timestamp(self.ms, ClockQuality.TRUSTED)

    def monotonic(self) -> float:
        return self.ms / 1000


class Chance:
    """Repeatable randomness."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


@cache
def _furnished(numbers: int) -> tuple[bytes, int]:
    """The file of a house nobody worked in yet, and what its clock says."""
    with tempfile.TemporaryDirectory(prefix="zongchuang-house-") as folder:
        made = House(Path(folder), numbers=numbers)
        made.close()
        return made.path.read_bytes(), made.clock.ms


class House:
    """One device. ``device`` names it; numbers and blanks lie ready. An existing one is opened an hour later.

    A ``copied`` one is the same, but its file is written from one that was made before.
    """

    def __init__(self, folder: Path, device: str = "D07", numbers: int = 50, *, copied: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "zc.db"
        fresh = not self.path.exists()
        self.device = device
        self.clock = MovingClock(MONDAY.ms if fresh else MONDAY.ms + 3_600_000)
        if copied and fresh:
            content, self.clock.ms = _furnished(numbers)
            self.path.write_bytes(content)
        self.database: Database = open_database(self.path, KEY)
        if not (copied and fresh):
            metadata.create_all(self.database.write)
        self.committed: list[StoredCommit] = []
        writer = Writer(device, 1, self.clock, Chance(device), lambda: CLERK.id)
        self.units = SqlUnitOfWork(self.database, writer, self.committed.extend)
        self.outbox = SqlOutbox(self.database, device, 1)
        self.inbox = SqlInbox(self.database, self.clock)
        self.blocks = SqlBlocks(self.database, (SERIES,), size=30, low=10)
        self.drafts = SqlDrafts(self.database, self.clock)
        self.jobs = SqlJobs(self.database, self.clock)
        self.stock = SqlStock(self.database, self.clock)
        self.audit = SqlAudit(self.database, self.clock)
        self.views = Views(self.database)
        if fresh and not copied:
            self._furnish(numbers)
        if fresh and copied:
            with self.database.write.begin() as connection:
                put_setting(connection, "device", device)
        self.desk = Desk(
            self.units,
            self.clock,
            Chance(f"{device}/desk"),
            calendar(),
            rules(),
            PLACE if device == PLACE.device else _elsewhere(device),
            Session(CLERK, EVERYTHING),
        )

    def _furnish(self, numbers: int) -> None:
        with self.database.write.begin() as connection:
            put_setting(connection, "device", self.device)
            for name in ("食品生产许可", BLANK.removesuffix("证书") + "注册"):
                guide = guide_of(name)
                row = {"code": guide.item.code, "version": guide.version, "digest": "", "body": dumps(guide)}
                connection.execute(insert(guides).values(**row))
        if numbers:
            self.blocks.add(NumberBlock("block-1", SERIES, 1, numbers))
            for series in SERIALS:
                self.blocks.add(NumberBlock(f"block-{series}", series, 1, numbers))
        self.stock.receive(BLANK, [f"LN-{n}" for n in range(1, 6)])

    def close(self) -> None:
        self.database.close()

    # acts

    def take_in(self, item: str = "食品生产许可", wrong: int = 0, case_id: UUID | None = None) -> UUID:
        """收件 with the first ``wrong`` rows missing."""
        guide = guide_of(item)
        case = case_id or uuid4()
        receive(self.desk, case, _intake(guide), _rows(guide, wrong))
        return case

    def noticed(self) -> UUID:
        case = self.take_in(wrong=2)
        issue_notice(self.desk, case)
        return case

    def told(self) -> UUID:
        """A notice that the applicant signed for."""
        case = self.noticed()
        self.serve(case, PaperKind.NOTICE)
        return case

    def serve(self, case: UUID, kind: PaperKind) -> None:
        """The last paper of ``kind`` came out, was sealed and is in the applicant's hand."""
        paper = self.case(case).papers_of(kind)[-1]
        act(self.desk, case, RecordOut(paper.document_id, paper.printings, "device"))
        record_seal(self.desk, case, paper.document_id, "专用章", "赵六", "盖章室")
        give_paper(self.desk, case, paper.document_id, NOBODY_ELSE)

    def certified(self, serial: str = "LN-1") -> UUID:
        case = self.take_in("护士执业注册")
        accept(self.desk, case, "counter")
        decide_on_spot(self.desk, case, grant=True, validity="五年", licence_number="1")
        issue_certificate(self.desk, case, BLANK, serial)
        return case

    def case(self, case_id: UUID) -> Case:
        found = self.views.case(case_id)
        assert found is not None
        return found

    def append(self, case_id: UUID, *events: ev.Event) -> None:
        """Write events without any rule and without any effect, as a fault of the program would."""
        with self.units.begin() as tx:
            tx.append(case_id, tx.case(case_id), events, Effects())

    # looks

    def rows(self, table: Table) -> list[dict[str, Any]]:
        with self.database.read.connect() as connection:
            found = [dict(row._mapping) for row in connection.execute(select(table))]
        return sorted(found, key=repr)

    def rows_of(self, name: str) -> list[dict[str, Any]]:
        """Rows of the table of this name."""
        return self.rows(metadata.tables[name])

    def projections(self) -> dict[str, list[dict[str, Any]]]:
        return {table.name: self.rows(table) for table in PROJECTIONS}

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        return {table.name: self.rows(table) for table in metadata.sorted_tables}

    def plans(self, ask: Callable[[], object]) -> list[str]:
        """How SQLite goes about each question of ``ask``."""
        asked: list[tuple[str, object]] = []
        listen(self.database.read, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
        ask()
        read = [(words, values) for words, values in asked if words.startswith(("SELECT", "WITH"))]
        with self.database.read.connect() as connection:
            plans = (connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values) for words, values in read)
            return [str(plan.all()) for plan in plans]

    def harm(self, statement: str, **values: Any) -> None:
        """Change a row behind the back of the program."""
        with self.database.write.begin() as connection:
            assert connection.execute(text(statement), values).rowcount >= 1, "nothing was harmed"

    def own_commits(self) -> Sequence[StoredCommit]:
        return self.outbox.pending(1000, 10**9)


def _elsewhere(device: str) -> Place:
    return replace(PLACE, device=device, window="08号综合窗口")


def _intake(guide: ServiceGuide) -> ev.Intake:
    return build_intake(guide, COMPANY, None, first_answers(guide), {}, phone="13800000001")


def _rows(guide: ServiceGuide, wrong: int) -> tuple[SubmittedMaterial, ...]:
    rows = rows_for(guide, first_answers(guide))
    return tuple(faulty(row) if n < wrong else good(row) for n, row in enumerate(rows))
