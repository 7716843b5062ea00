"""What must hold after any crash, in one place for every suite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.domain.paper import PaperKind
from app.ports import JobState
from app.storage.schema import number_blocks, numbers
from app.storage.verify import verify
from tests.faults.driver import FOOD, NURSE, ONLY_RECEIVE, tray_file
from ui.bootstrap import Settings, Workplace, open_workplace


def problems(profile: Path) -> list[str]:
    """Everything that is wrong in a profile: log, projections, numbers, blanks, and paper against record."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        return seen(at)
    finally:
        at.close()


def seen(at: Workplace) -> list[str]:
    """The same, in a profile that is open."""
    found = [f"{problem.where}: {problem.text}" for problem in verify(at.database).problems]
    return found + _paper_and_record(at) + _numbers(at)


def _paper_and_record(at: Workplace) -> list[str]:
    """Every sheet in the tray has its record, every record that says out has its sheet."""
    found = []
    folder = at.profile.path / "papers"
    known = set()
    for job in at.stores.jobs.jobs():
        path = tray_file(at, job)
        known.add(path.name)
        if job.state is JobState.OUT and not path.exists():
            found.append(f"{path.name}: said to be out, not in the tray")
        if job.state is JobState.ALLOCATED and path.exists():
            found.append(f"{path.name}: in the tray before it was sent")
    for sheet in folder.iterdir() if folder.exists() else ():
        if sheet.suffix == ".pdf" and sheet.name not in known:
            found.append(f"{sheet.name}: in the tray, no record")
    return found


def _numbers(at: Workplace) -> list[str]:
    with at.database.read.connect() as connection:
        used = [row.n for row in connection.execute(select(numbers.c.n).order_by(numbers.c.n))]
        block = connection.execute(select(number_blocks)).one()
    whole = list(range(block.first, block.next))
    return [] if used == whole else [f"numbers used {used}, block says up to {block.next - 1}"]


def outcome(profile: Path) -> dict[str, Any]:
    """The final state in a form that is equal however often the program was killed on the way."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        result: dict[str, Any] = {}
        for name, case_id in (("food", FOOD), ("nurse", NURSE), ("receive", ONLY_RECEIVE)):
            case = at.stores.views.case(case_id)
            assert case is not None
            result[name] = {
                "state": case.state,
                "lease": case.lease,
                "papers": sorted((p.kind.value, p.number, p.out > 0, p.void) for p in case.papers),
                "blanks": sorted(case.blanks),
                "notices": len(case.notices),
                "corrections": len(case.corrections),
                "irregular": case.irregular,
            }
        result["numbers"] = sum(len(result[name]["papers"]) for name in ("food", "nurse", "receive"))
        result["drafts"] = len(at.stores.drafts.open_drafts())
        certificates = [
            p for p in (at.stores.views.case(NURSE) or _none()).papers if p.kind is PaperKind.CERTIFICATE
        ]
        result["certificates"] = len(certificates)
        return result
    finally:
        at.close()


def _none() -> Any:
    raise AssertionError("the case is gone")
