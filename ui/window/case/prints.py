"""Every print of a paper as its own line, from the events and the queue. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain import events as ev
from app.domain.paper import Paper
from app.domain.time import Timestamp
from app.ports import JobState, PrintJob
from app.storage.views import EventLine
from app.values import dataclass

OUT, ASK, SENT, QUEUED, NOTHING, UNKNOWN = "out", "ask", "sent", "queued", "nothing", "unknown"


@dataclass(frozen=True)
class PrintLine:
    """One print: ``n`` counts from 1; ``state`` is ``out ask sent queued nothing unknown``; ``known_from`` is
    ``device`` or ``clerk``; ``job`` waits for the person when the state is ``ask``.
    """

    n: int
    asked: Timestamp
    by: str
    reason: str = ""
    state: str = UNKNOWN
    at: Timestamp | None = None
    known_from: str = ""
    known_by: str = ""
    job: PrintJob | None = None


def print_lines(paper: Paper, events: Sequence[EventLine], jobs: Sequence[PrintJob]) -> tuple[PrintLine, ...]:
    """The prints of ``paper``, oldest first. A print nobody knows of is never called printed (promise 3)."""
    mine = [line.event for line in events if getattr(line.event, "document_id", None) == paper.document_id]
    out = {event.printing: event for event in mine if isinstance(event, ev.PaperOut)}
    open_jobs = {job.printing: job for job in jobs if job.document_id == paper.document_id}
    lines = [PrintLine(1, paper.issued_at, paper.issued_by)]
    for event in mine:
        if isinstance(event, ev.PaperReprinted):
            lines.append(PrintLine(event.printing, event.at, event.by.name, event.reason))
    last = lines[-1].n
    return tuple(_state(line, out.get(line.n), open_jobs.get(line.n), line.n < last) for line in lines)


_JOBS = {
    JobState.UNSURE: ASK,
    JobState.FAILED: ASK,
    JobState.SENT: SENT,
    JobState.ALLOCATED: QUEUED,
    JobState.OUT: SENT,
    JobState.SETTLED: NOTHING,
}


def _state(line: PrintLine, out: ev.PaperOut | None, job: PrintJob | None, replaced: bool) -> PrintLine:
    base = (line.n, line.asked, line.by, line.reason)
    if out is not None:
        return PrintLine(*base, OUT, out.at, out.known_from, out.by.name)
    if job is not None:
        return PrintLine(*base, _JOBS[job.state], job=job)
    return PrintLine(*base, NOTHING if replaced else UNKNOWN)
