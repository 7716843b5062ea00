"""``verify``: the log is whole, its projections are what a replay gives, numbers and blanks add up, blobs are sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from app.domain import events as ev
from app.domain.case import Case
from app.domain.chain import GENESIS, digest_of, link, read_commit
from app.domain.clocks import clocks
from app.domain.codec import CodecError
from app.domain.evolve import replay
from app.domain.records import StoredCommit
from app.storage import log, project
from app.storage.blobs import BlobStore
from app.storage.database import Database
from app.storage.day_book import record_problems
from app.storage.gone_cases import ASIDE, put_away_cases
from app.storage.name_sounds import Readings
from app.storage.pad_book import PAD_SERIES, pad_problems
from app.storage.problem import Problem
from app.storage.scans import ScanState
from app.storage.schema import (
    audit,
    blobs,
    bundles,
    case_row,
    commits,
    day_records,
    due,
    jobs,
    name_sound,
    number_blocks,
    numbers,
    pad_sheets,
    papers,
    seal_moves,
    search_key,
    settings,
    stock,
)
from app.storage.seal_book import seal_problems
from app.storage.sound_filler import sound_problems
from app.storage.stock_book import stock_problems
from app.storage.stores import audit_link
from app.values import dataclass, field

__all__ = ["Problem", "Report", "rebuild", "rebuild_within", "verify"]


@dataclass
class Report:
    """``checked`` counts what was looked at."""

    checked: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def add(self, name: str, problems: Iterator[Problem], count: int) -> None:
        """Count a check and keep what it found."""
        self.problems.extend(problems)
        self.checked[name] = count


def verify(database: Database, scans: BlobStore | None = None, names: Readings | None = None) -> Report:
    """Check everything, the files of ``scans`` too when given, and how ``names`` sound; damage is reported with its
    place, never repaired here.
    """
    report = Report()
    try:
        with database.read.connect() as connection:
            report.add("pages", _integrity(connection), 1)
            own = _own_device(connection)
            report.add("commits", _chains(_all_commits(connection), own), _count(connection, commits))
            told = _cases(connection, own)
            report.problems.extend(told.unread)
            report.add("events", iter(told.events), told.recorded)
            report.add("projections", _projections(connection, told), len(told.ids))
            report.add("sounds", sound_problems(connection, names), _count(connection, name_sound))
            report.add("numbers", _numbers(connection, told), _count(connection, numbers))
            report.add("pad", pad_problems(connection, told.on_pad, own), _count(connection, pad_sheets))
            report.add("days", record_problems(connection), _count(connection, day_records))
            report.add("blanks", stock_problems(connection, told.blanks, own), _count(connection, stock))
            report.add("seals", seal_problems(connection), _count(connection, seal_moves))
            report.add("jobs", _jobs(connection, told), _count(connection, jobs))
            report.add("audit", _audit(connection), _count(connection, audit))
            if scans is not None:
                report.add("blobs", _blobs(connection, scans), _count(connection, blobs))
    except (DBAPIError, CodecError, ValueError) as error:
        report.problems.append(
            Problem("database", str(database.explain(error) if isinstance(error, DBAPIError) else error))
        )
    return report


def _integrity(connection: Connection) -> Iterator[Problem]:
    for row in connection.execute(text("PRAGMA cipher_integrity_check")):
        yield Problem("database", str(row[0]))
    for row in connection.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield Problem("database", str(row[0]))


def _own_device(connection: Connection) -> str:
    return connection.execute(select(settings.c.value).where(settings.c.key == "device")).scalar() or ""


def _count(connection: Connection, table: object) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def _all_commits(connection: Connection) -> Iterator[StoredCommit]:
    for row in connection.execute(select(commits).order_by(commits.c.arrival)):
        yield log.as_commit(row)


def _id(raw: bytes) -> UUID:
    """An id as it lies in a row; one of the wrong length must not hide what else is wrong."""
    return UUID(bytes=raw.ljust(16, b"\0")[:16])


def _name(commit: StoredCommit) -> str:
    return f"commits {commit.device}/{commit.epoch}/{commit.seq}"


def _chains(held: Iterable[StoredCommit], own: str) -> Iterator[Problem]:
    last: dict[tuple[str, int], tuple[int, str]] = {}
    for commit in held:
        if digest_of(commit.body) != commit.digest:
            yield Problem(_name(commit), "正文与摘要不符")
        if link(commit.prev, commit.digest) != commit.hash:
            yield Problem(_name(commit), "链值与摘要不符")
        key = (commit.device, commit.epoch)
        seq, tip = last.get(key, (0, GENESIS))
        # Other devices' commits come only where they touch our cases: their chains have gaps here by nature.
        if commit.seq == seq + 1 and commit.prev != tip:
            yield Problem(_name(commit), "与前一条不相连")
        if commit.seq != seq + 1 and commit.device == own:
            yield Problem(_name(commit), f"序号不连续，前一条是 {seq}")
        last[key] = (commit.seq, commit.hash)


@dataclass
class _Told:
    """What the log says that the lists beside it are compared with. A profile of years does not fit into the memory of
    the machine: one case at a time is read, and only this is kept of it.
    """

    ids: set[UUID] = field(default_factory=set)
    recorded: int = 0
    unread: list[Problem] = field(default_factory=list)
    events: list[Problem] = field(default_factory=list)
    projections: list[Problem] = field(default_factory=list)
    twice: list[Problem] = field(default_factory=list)
    issued: dict[UUID, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    asked: set[UUID] = field(default_factory=set)
    printed: dict[tuple[UUID, int], bool] = field(default_factory=dict)
    on_pad: dict[UUID, Case | None] = field(default_factory=dict)
    blanks: dict[UUID, list[ev.Recorded]] = field(default_factory=dict)

    def learn(self, case: Case, own: str) -> None:
        """Numbers, prints and sheet of the pad of a case."""
        for paper in case.papers:
            if paper.place.device == own:
                self.issued[paper.document_id] = paper.number
            if paper.number in self.seen:
                self.twice.append(Problem(f"numbers {paper.number}", "同一个编号用了两次"))
            self.seen.add(paper.number)
            for printing in range(1, paper.printings + 1):
                self.printed[paper.document_id, printing] = printing <= paper.out
        self.asked |= {each.ask for each in case.asks if "series" in dict(each.data)}
        if case.received is not None and case.received.pad_number:
            self.on_pad[case.id] = case


def _cases(connection: Connection, own: str) -> _Told:
    """Read every case: its bodies against its events, its events against the lists."""
    told = _Told()
    parked = {_id(row.id) for row in connection.execute(select(commits.c.id).where(commits.c.parked.in_(ASIDE)))}
    left = put_away_cases(connection)
    ids = select(commits.c.case_id).group_by(commits.c.case_id).order_by(func.min(commits.c.arrival))
    for raw in connection.scalars(ids).all():
        mine = select(commits).where(commits.c.case_id == raw).order_by(commits.c.arrival)
        held = [log.as_commit(row) for row in connection.execute(mine)]
        recorded = _bodies([commit for commit in held if commit.id not in parked], told)
        if recorded is None:
            continue
        case_id = held[0].case_id
        told.ids.add(case_id)
        told.recorded += len(recorded)
        told.events.extend(_events(connection, case_id, recorded))
        blanks = [item for item in recorded if isinstance(item.event, (ev.BlankUsed, ev.BlankVoided))]
        if blanks:
            told.blanks[case_id] = blanks
        case = _ordered(connection, case_id)
        if case is None:
            continue
        told.learn(case, own)
        if case_id not in left:
            told.projections.extend(_shown(connection, case))
    return told


def _bodies(held: Sequence[StoredCommit], told: _Told) -> list[ev.Recorded] | None:
    """The events that the commits of a case hold; None when not one of them can be read."""
    recorded: list[ev.Recorded] | None = None
    for commit in held:
        try:
            found = list(read_commit(commit))
        except (CodecError, ValueError, KeyError, TypeError) as error:
            told.unread.append(Problem(_name(commit), f"读不出来：{error}"))
            continue
        recorded = [*(recorded or ()), *found]
    return recorded


def _events(connection: Connection, case_id: UUID, from_bodies: list[ev.Recorded]) -> Iterator[Problem]:
    try:
        from_rows = list(log.recorded_events(connection, case_id))
    except (CodecError, ValueError) as error:
        yield Problem(f"events {case_id}", f"读不出来：{error}")
        return
    if from_rows != from_bodies:
        yield Problem(f"events {case_id}", "事件表与提交正文不一致")


def _ordered(connection: Connection, case_id: UUID) -> Case | None:
    try:
        return replay(case_id, log.recorded_events(connection, case_id))
    except (CodecError, ValueError):
        return None


def _projections(connection: Connection, told: _Told) -> Iterator[Problem]:
    rows = {_id(raw) for raw in connection.scalars(select(case_row.c.case_id))}
    for case_id in rows - told.ids:
        yield Problem(f"case_row {case_id}", "投影里有日志没有的办件")
    yield from told.projections


def _shown(connection: Connection, case: Case) -> Iterator[Problem]:
    row = connection.execute(select(case_row).where(case_row.c.case_id == case.id.bytes)).first()
    if row is None:
        yield Problem(f"case_row {case.id}", "投影里缺这个办件")
        return
    for key, value in project.case_row_values(case, 0).items():
        if key not in ("opened_ms", "changed_ms") and getattr(row, key) != value:
            yield Problem(f"case_row {case.id}", f"{key} 与重放不一致")
    yield from _details(connection, case)


def _details(connection: Connection, case: Case) -> Iterator[Problem]:
    key = case.id.bytes
    shown = {
        row.kind: (row.date, bool(row.firm))
        for row in connection.execute(select(due).where(due.c.case_id == key))
    }
    if shown != {kind: (day.isoformat(), firm) for kind, (day, firm) in clocks(case).items()}:
        yield Problem(f"due {case.id}", "期限与重放不一致")
    states = {
        _id(row.document_id): (row.number, row.state, row.printings, row.out, row.blank)
        for row in connection.execute(select(papers).where(papers.c.case_id == key))
    }
    wanted = {
        p.document_id: (p.number, project.paper_state(p), p.printings, p.out, p.blank) for p in case.papers
    }
    if states != wanted:
        yield Problem(f"papers {case.id}", "文书与重放不一致")
    keys = {
        row.key for row in connection.execute(select(search_key.c.key).where(search_key.c.case_id == key))
    }
    if not project.search_keys(case) <= keys:
        yield Problem(f"search_key {case.id}", "检索词与重放不一致")
    lying = [dict(row._mapping) for row in connection.execute(select(bundles).where(bundles.c.case_id == key))]
    if sorted(lying, key=_code) != sorted(project.bundle_values(case), key=_code):
        yield Problem(f"bundles {case.id}", "收存的原件与重放不一致")


def _code(row: Mapping[str, object]) -> str:
    return str(row["code"])


def _numbers(connection: Connection, told: _Told) -> Iterator[Problem]:
    yield from told.twice
    of_cases = select(numbers).where(numbers.c.series != PAD_SERIES)
    used = {_id(row.document_id): row for row in connection.execute(of_cases)}
    for document_id in used.keys() - told.issued.keys() - told.asked:
        yield Problem(f"numbers {used[document_id].series}/{used[document_id].n}", "编号没有对应的文书或者单号")
    for document_id in told.issued.keys() - used.keys():
        yield Problem(f"numbers {told.issued[document_id]}", "文书的编号没有登记")
    yield from _gaps(connection)


def _gaps(connection: Connection) -> Iterator[Problem]:
    for block in connection.execute(select(number_blocks)):
        inside = (numbers.c.series == block.series, numbers.c.n >= block.first, numbers.c.n <= block.last)
        taken, highest = connection.execute(
            select(func.count(), func.coalesce(func.max(numbers.c.n), block.first - 1)).where(*inside)
        ).one()
        used = block.next - block.first
        if taken != used or highest != block.next - 1:
            yield Problem(
                f"number_blocks {block.id}", f"已用 {used} 个编号，登记 {taken} 个，最后一个是 {highest}"
            )


def _jobs(connection: Connection, told: _Told) -> Iterator[Problem]:
    for row in connection.execute(select(jobs)):
        key = (_id(row.document_id), row.printing)
        if key not in told.printed:
            yield Problem(f"jobs {row.number}", "打印任务没有对应的文书")
        elif row.state == "out" and not told.printed[key]:
            yield Problem(f"jobs {row.number}", "任务说已出纸，日志没有")


def _audit(connection: Connection) -> Iterator[Problem]:
    prev = GENESIS
    for row in connection.execute(select(audit).order_by(audit.c.n)):
        if row.prev != prev or audit_link(prev, row.at_ms, row.operator, row.action, row.subject) != row.hash:
            yield Problem(f"audit {row.n}", "审计记录被改动或者缺行")
        prev = row.hash


def _blobs(connection: Connection, scans: BlobStore) -> Iterator[Problem]:
    here = select(blobs.c.digest).where(blobs.c.state != ScanState.CLEARED)
    for damage in scans.verify_all(connection.scalars(here)):
        yield Problem(f"blobs {damage.digest[:12]}", damage.text)


def rebuild(database: Database) -> int:
    """Drop the projections and build them anew from the log; returns how many cases."""
    with database.write.begin() as connection:
        return rebuild_within(connection)


def rebuild_within(connection: Connection) -> int:
    """The same inside a transaction of the caller."""
    project.drop(connection)
    found = [UUID(bytes=row.case_id) for row in connection.execute(select(commits.c.case_id).distinct())]
    left = put_away_cases(connection)
    for case_id in found:
        case = log.load_case(connection, case_id)
        if case is None or case_id in left:
            continue
        moments = connection.execute(
            select(func.min(commits.c.at_ms), func.max(commits.c.at_ms)).where(
                commits.c.case_id == case_id.bytes, func.coalesce(commits.c.parked, "").not_in(ASIDE)
            )
        ).one()
        project.project(connection, None, case, moments[0])
        if moments[1] != moments[0]:
            project.project(connection, case, case, moments[1])
    return len(found)
