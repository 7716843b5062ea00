"""What the page 卷宗 shows of a case: papers, events in words, the chain, and every look; read-only, without Qt."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from app.domain.case import Case
from app.domain.chain import digest_of, link
from app.domain.people import mask_name
from app.domain.time import Timestamp
from app.storage.histories import SqlHistories
from app.storage.views import EventLine
from app.values import dataclass
from ui.casefile import CaseFile, write_case_file
from ui.workplace import Workplace


@dataclass(frozen=True)
class Look:
    """Somebody looked or did something beside the log: when, who (name), what (a code of the audit)."""

    at_ms: int
    operator: str
    action: str


@dataclass(frozen=True)
class Commit:
    """A commit: its place in the chain of its device, its digest, whether the province signed for it; ``whole``: the
    stored text still gives the digest it was chained by.
    """

    device: str
    epoch: int
    seq: int
    at_ms: int
    digest: str
    acknowledged: bool
    whole: bool


@dataclass(frozen=True)
class FileLook:
    """A case as an inspector sees it. ``name`` is the masked applicant, ``path`` where the file would go."""

    case: Case
    name: str
    events: tuple[EventLine, ...]
    commits: tuple[Commit, ...]
    looks: tuple[Look, ...]
    path: str

    @property
    def whole(self) -> bool:
        """Whether every commit is as it was written."""
        return all(commit.whole for commit in self.commits)


def read_file(at: Workplace, case_id: UUID, audited: bool) -> FileLook:
    """Read it; the first look is in the audit. Raises UserFacingError ZC-CASE-04."""
    office = at.office
    case = office.stores.views.case(case_id)
    if case is None:
        case = office.case(case_id)
    if audited:
        office.stores.audit.record(office.desk.session.operator.id, "look-file", str(case_id))
    histories = SqlHistories(at.database)
    names = {each.id: each.name for each in at.operators()}
    applicant = case.intake.applicant if case.intake is not None else None
    company = applicant is not None and applicant.organisation is not None
    name = applicant.name if applicant is not None else ""
    return FileLook(
        case,
        name if company else mask_name(name),
        tuple(office.event_lines(case_id)),
        tuple(_commit(row) for row in histories.links(case_id)),
        tuple(_look(row, names) for row in histories.looks(case_id)),
        str(_target(at)),
    )


def export_file(at: Workplace, case_id: UUID, target: str) -> CaseFile:
    """Write the whole of it, names in the clear; that it was taken is in the audit before the file is there.

    Raises UserFacingError ZC-FILE-01, -02, ZC-CASE-04, RefusedError ZC-RIGHT-03.
    """
    return write_case_file(at, at.office.case(case_id), Path(target.strip()).expanduser())


def _target(at: Workplace) -> Path:
    # Nothing of the case: the name of a file is seen by whoever sees the folder.
    return Path.home() / f"卷宗-{at.clock.now().local:%Y%m%d-%H%M%S}.zip"


def _commit(row: dict[str, object]) -> Commit:
    body, digest = str(row["body"]), str(row["digest"])
    return Commit(
        str(row["device"]),
        int(str(row["epoch"])),
        int(str(row["seq"])),
        int(str(row["at_ms"])),
        digest,
        bool(row["acknowledged"]),
        digest_of(body) == digest and (not row["hash"] or link(str(row["prev"]), digest) == str(row["hash"])),
    )


def _look(row: dict[str, object], names: dict[str, str]) -> Look:
    operator = str(row["operator"])
    return Look(int(str(row["at_ms"])), names.get(operator, operator), str(row["action"]))


def when(ms: int) -> str:
    """Date and time of a line."""
    local = Timestamp(ms).local
    return f"{local.month}月{local.day}日 {local:%H:%M}"

