"""Print jobs in memory, as the profile's database keeps them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.ports import JobState, PrintJob, Withdrawal

_GONE = (JobState.SENT, JobState.UNSURE)


def moved(job: PrintJob, state: JobState, printer: str, detail: str) -> PrintJob:
    """The job in its next state; the withdrawal as ``app.storage.unprinted.withdrawal_of`` has it (a test holds both
    against each other).
    """
    withdrawal = job.withdrawal
    if state is JobState.SENT:
        withdrawal = Withdrawal.KEPT if withdrawal else Withdrawal.NONE
    elif state is JobState.OUT:
        withdrawal = Withdrawal.KEPT if withdrawal is Withdrawal.KEPT else Withdrawal.NONE
    elif state in (JobState.SETTLED, JobState.ALLOCATED) and _went(job):
        withdrawal = Withdrawal.WANTED
    return replace(job, state=state, printer=printer or job.printer, detail=detail, withdrawal=withdrawal)


def _went(job: PrintJob) -> bool:
    return job.state in _GONE or (job.state is JobState.FAILED and bool(job.printer))


class Rows:
    """Implements ``app.ports.Withdrawals`` over :attr:`rows`."""

    rows: dict[UUID, PrintJob]
    old = False
    """Whether all of it was wanted back a day ago."""

    def unwanted(self) -> list[PrintJob]:
        return [job for job in self.rows.values() if job.withdrawal is Withdrawal.WANTED]

    def kept(self, document_id: UUID) -> bool:
        return any(
            job.withdrawal is Withdrawal.KEPT and job.document_id == document_id for job in self.rows.values()
        )

    def wanted_long(self, job_id: UUID) -> bool:
        return self.old

    def withdrawn(self, job_id: UUID, withdrawal: Withdrawal) -> None:
        if self.rows[job_id].withdrawal is Withdrawal.WANTED:
            self.rows[job_id] = replace(self.rows[job_id], withdrawal=withdrawal)

    def handed_nothing(self, before: PrintJob) -> None:
        job = self.rows[before.id]
        if job.state not in (*_GONE, JobState.OUT):
            self.rows[job.id] = replace(job, printer=before.printer, withdrawal=before.withdrawal)
