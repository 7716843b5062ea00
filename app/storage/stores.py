"""Small stores over the profile's database: drafts, print jobs, settings, audit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.chain import GENESIS
from app.domain.time import Timestamp
from app.ports import Clock, JobState, PrintJob, Withdrawal
from app.storage.database import Database
from app.storage.faultpoints import hit
from app.storage.schema import UNWANTED_JOBS, audit, drafts, jobs, settings
from app.storage.unprinted import withdrawal_of


class SqlDrafts:
    """What is typed, field by field; implements ``app.ports.Drafts``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(self, draft: UUID, field: str, value: str) -> None:
        """Keep one field; an empty value is kept too, it was typed."""
        at_ms = self._clock.now().ms
        statement = upsert(drafts).values(draft=draft.bytes, field=field, value=value, at_ms=at_ms)
        statement = statement.on_conflict_do_update(
            index_elements=["draft", "field"], set_={"value": value, "at_ms": at_ms}
        )
        with self._database.writing() as connection:
            connection.execute(statement)
            hit("draft:before-commit")

    def load(self, draft: UUID) -> Mapping[str, str]:
        """All fields of one draft."""
        statement = select(drafts.c.field, drafts.c.value).where(drafts.c.draft == draft.bytes)
        with self._database.read.connect() as connection:
            return {row.field: row.value for row in connection.execute(statement)}

    def open_drafts(self) -> Sequence[UUID]:
        """Drafts not finished yet, newest first."""
        statement = select(drafts.c.draft).group_by(drafts.c.draft).order_by(func.max(drafts.c.at_ms).desc())
        with self._database.read.connect() as connection:
            return [UUID(bytes=row.draft) for row in connection.execute(statement)]

    def kept_at(self) -> Mapping[UUID, Timestamp]:
        """When something of each was kept last."""
        statement = select(drafts.c.draft, func.max(drafts.c.at_ms).label("at_ms")).group_by(drafts.c.draft)
        with self._database.read.connect() as connection:
            return {UUID(bytes=row.draft): Timestamp(row.at_ms) for row in connection.execute(statement)}

    def discard(self, draft: UUID) -> None:
        """Forget a draft on the person's own wish."""
        with self._database.writing() as connection:
            connection.execute(delete(drafts).where(drafts.c.draft == draft.bytes))


_A_DAY_MS = 24 * 3_600_000
_ENDED = (JobState.OUT.value, JobState.SETTLED.value)


def _as_job(row: Row[tuple[object, ...]]) -> PrintJob:
    r = row._mapping
    return PrintJob(
        id=UUID(bytes=r["id"]),
        document_id=UUID(bytes=r["document_id"]),
        case_id=UUID(bytes=r["case_id"]),
        kind=r["kind"],
        number=r["number"],
        copies=r["copies"],
        printing=r["printing"],
        reason=r["reason"],
        state=JobState(r["state"]),
        printer=r["printer"],
        detail=r["detail"],
        withdrawal=Withdrawal(r["withdrawal"]),
    )


class SqlJobs:
    """The print queue; implements ``app.ports.JobStore`` and ``Withdrawals``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def jobs(self, *states: JobState) -> Sequence[PrintJob]:
        """Jobs in any of ``states`` (all when none is named), oldest first."""
        statement = select(jobs).order_by(jobs.c.created_ms, jobs.c.id)
        if states:
            statement = statement.where(jobs.c.state.in_([state.value for state in states]))
        with self._database.read.connect() as connection:
            return [_as_job(row) for row in connection.execute(statement)]

    def job(self, job_id: UUID) -> PrintJob | None:
        """One job."""
        with self._database.read.connect() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == job_id.bytes)).first()
        return _as_job(row) if row is not None else None

    def mark(
        self,
        job_id: UUID,
        state: JobState,
        printer: str = "",
        detail: str = "",
        *,
        was: JobState | None = None,
    ) -> bool:
        """Record a new state, durable when this returns. What a person or a device settled stays settled, for ever.

        With ``was`` only while it still stands so; False when somebody was quicker: a question that was answered
        twice, or after the device spoke, must not print a second time.
        """
        values: dict[str, object] = {
            "state": state.value,
            "detail": detail,
            "changed_ms": self._clock.now().ms,
            "withdrawal": withdrawal_of(state.value),
        }
        if printer:
            values["printer"] = printer
        stands = jobs.c.state.not_in(_ENDED) if was is None else jobs.c.state == was.value
        with self._database.writing() as connection:
            moved = connection.execute(
                update(jobs)
                .where(jobs.c.id == job_id.bytes, jobs.c.state.not_in(_ENDED), stands)
                .values(**values)
            )
            hit("job:before-commit")
        return moved.rowcount == 1

    def unwanted(self) -> Sequence[PrintJob]:
        """Jobs of which a printer may still have what nobody wants any more, oldest first."""
        statement = select(jobs).where(UNWANTED_JOBS).order_by(jobs.c.created_ms, jobs.c.id)
        with self._database.read.connect() as connection:
            return [_as_job(row) for row in connection.execute(statement)]

    def kept(self, document_id: UUID) -> bool:
        """Whether a printer said that it does not take back an earlier print of this document."""
        statement = select(jobs.c.id).where(
            jobs.c.document_id == document_id.bytes, jobs.c.withdrawal == Withdrawal.KEPT.value
        )
        with self._database.read.connect() as connection:
            return connection.execute(statement.limit(1)).first() is not None

    def wanted_long(self, job_id: UUID) -> bool:
        """Whether nothing befell the job for a day since it is wanted back."""
        since = jobs.c.changed_ms <= self._clock.now().ms - _A_DAY_MS
        asked = select(jobs.c.id).where(jobs.c.id == job_id.bytes, UNWANTED_JOBS, since)
        with self._database.read.connect() as connection:
            return connection.execute(asked).first() is not None

    def withdrawn(self, job_id: UUID, withdrawal: Withdrawal) -> None:
        """Note what its printer answered, of a job that is wanted back."""
        asked = update(jobs).where(jobs.c.id == job_id.bytes, UNWANTED_JOBS)
        with self._database.writing() as connection:
            connection.execute(asked.values(withdrawal=withdrawal.value))
            hit("withdrawal:before-commit")

    def handed_nothing(self, before: PrintJob) -> None:
        """Put back the printer and the withdrawal of ``before``, unless it was handed over since."""
        waits = jobs.c.state.not_in([JobState.SENT.value, JobState.UNSURE.value, JobState.OUT.value])
        values = {"printer": before.printer, "withdrawal": before.withdrawal.value}
        with self._database.writing() as connection:
            connection.execute(update(jobs).where(jobs.c.id == before.id.bytes, waits).values(**values))
            hit("withdrawal:before-commit")

    def turn(self, job: PrintJob, state: JobState, detail: str = "") -> bool:
        """Move a job on only while it still stands as ``job`` says; False when somebody or something was quicker."""
        return self.mark(job.id, state, job.printer, detail, was=job.state)


class SqlSettings:
    """Plain settings of the profile."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str, default: str = "") -> str:
        """A setting, ``default`` when unset."""
        with self._database.read.connect() as connection:
            value = connection.execute(select(settings.c.value).where(settings.c.key == key)).scalar()
        return value if value is not None else default

    def put(self, key: str, value: str) -> None:
        """Set it."""
        with self._database.writing() as connection:
            put_setting(connection, key, value)


def put_setting(connection: Connection, key: str, value: str) -> None:
    """Set a setting inside a transaction."""
    statement = upsert(settings).values(key=key, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": value}))


class SqlAudit:
    """Who looked at what and did what, chained so that a missing line shows."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(self, operator: str, action: str, subject: str) -> None:
        """Add a line; ``subject`` is an id or a code, never a name.

        A query beside the holder of a rehearsal profile cannot write and leaves no line; a real profile is never
        opened that way.
        """
        if not self._database.writable:
            return
        at_ms = self._clock.now().ms
        with self._database.writing() as connection:
            audit_within(connection, at_ms, operator, action, subject)


def audit_within(connection: Connection, at_ms: int, operator: str, action: str, subject: str) -> None:
    """Add a line of the audit inside a transaction of the caller."""
    last = connection.execute(select(audit.c.hash).order_by(audit.c.n.desc()).limit(1)).scalar() or GENESIS
    value = audit_link(last, at_ms, operator, action, subject)
    connection.execute(
        insert(audit).values(
            at_ms=at_ms, operator=operator, action=action, subject=subject, prev=last, hash=value
        )
    )


def audit_link(prev: str, at_ms: int, operator: str, action: str, subject: str) -> str:
    """Chain value of one audit line."""
    text = "\x1f".join((prev, str(at_ms), operator, action, subject))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
