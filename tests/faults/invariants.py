"""What must hold whatever breaks, in one place for every suite: the invariants I1 to I10.

Each is a function that gives what is wrong, in words that begin with the kind of it (``lost:``, ``doubled:``, …), and
nothing when it holds; suites bring what they found on disks and at platforms. ``HOLDS`` names them all; which suite
asks for which stands in docs/decisions/0076-one-checker.md, and a test keeps that table true.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.domain.paper import PaperKind
from app.ports import JobState
from app.storage.blobs import BlobStore
from app.storage.database import Database
from app.storage.schema import number_blocks, numbers
from app.storage.verify import verify
from sync.client.loop import SyncLoop
from sync.client.reconcile import Report
from sync.platform.report import verify as verify_platform
from tests.faults.driver import FOOD, NURSE, ONLY_RECEIVE, tray_file
from tests.sync.support import Window
from ui.bootstrap import Settings, Workplace, open_workplace

MIB = 2**20


def told_is_there(told: Iterable[Any], there: Collection[Any]) -> list[str]:
    """I1: what an operator, a citizen or the other end was told of is on the disk."""
    return [f"lost: {each} was told and is gone" for each in told if each not in there]


def arrived_once(mine: Sequence[bytes], held: Sequence[bytes], signed: Collection[bytes] = ()) -> list[str]:
    """I2: the commits of one device at the other end: each once, in its order, and all that were signed for."""
    found = [f"lost: {each.hex()} was signed for" for each in sorted(set(signed) - set(held))]
    found += [f"doubled: {each.hex()}" for each, count in Counter(held).items() if count > 1]
    return found + (["disordered: not in the order of the window"] if list(held) != list(mine[: len(held)]) else [])


def alike(mine: Mapping[str, str], there: Mapping[str, str]) -> list[str]:
    """I2: the same cases at both ends, each with the same bytes of its events (digests by case)."""
    found = [f"lost: case {case}" for case in mine if case not in there]
    return found + [f"unlike: case {case}" for case in mine if there.get(case, mine[case]) != mine[case]]


def numbers_add_up(used: Sequence[int], first: int, following: int) -> list[str]:
    """I3: the numbers on papers are all of the block up to the next one, each once."""
    whole = list(range(first, following))
    return [] if sorted(used) == whole else [f"numbers: used {sorted(used)}, block says {first} to {following - 1}"]


def numbers_once(given: Iterable[Any]) -> list[str]:
    """I3: no number is on two papers, at whichever window."""
    return [f"doubled: number {each}" for each, count in Counter(given).items() if count > 1]


def nothing_half(cases: Iterable[Any], rows: Mapping[str, Iterable[Any]], each: Mapping[str, int]) -> list[str]:
    """I4: of each case every table has its rows, ``each`` of them, and no row is of a case that is not there."""
    known = list(cases)
    return [f"half: {table}" for table, owners in rows.items()
            if Counter(owners) != Counter(dict.fromkeys(known, each[table]))]  # fmt: skip


def sound(database: Database, scans: BlobStore | None = None) -> list[str]:
    """I4 and I6: all of a transaction or nothing, projections as the replay gives them, chains of commits and of the
    audit unbroken; the files of ``scans`` too when given.
    """
    return [f"unsound: {each.where}: {each.text}" for each in verify(database, scans).problems]


def sound_platform(db: str | Path) -> list[str]:
    """I4 and I6 at the platform: chains whole, digests right, projections equal to a replay."""
    said = verify_platform(str(db))
    return [f"unsound: {each}" for each in said["problems"]] + ([] if said["ok"] else ["unsound: platform"])


def scans_whole(complete: Iterable[str], content: Callable[[str], bytes | None]) -> list[str]:
    """I5: what is called complete is there, and its digest (SHA-256) is right."""
    found = []
    for digest in complete:
        data = content(digest)
        if data is None:
            found.append(f"lost: scan {digest}")
        elif hashlib.sha256(data).hexdigest() != digest:
            found.append(f"torn: scan {digest}")
    return found


def drained(waiting: Collection[Any], state: str = "online") -> list[str]:
    """I7: the line healed, nobody did anything, and nothing waits any more."""
    found = [f"stuck: {len(waiting)} wait"] if waiting else []
    return found + ([f"stuck: the line says {state}"] if state != "online" else [])


def at_both_ends(window: Window, loop: SyncLoop, held: Sequence[bytes]) -> list[str]:
    """What went wrong with the commits of a window of which the platform has ``held``, by kind."""
    mine = [commit.id.bytes for commit in window.commits]
    signed = {window.commits[seq - 1].id.bytes for seq in window.acks}
    waiting = [commit for commit in window.commits if commit.seq not in window.acks]
    wrong = arrived_once(mine, held, signed) + drained(waiting, loop.status().state)
    return list(kinds(wrong))


def passed_nothing(passed: Iterable[Any], here: Collection[Any]) -> list[str]:
    """I8: what a cursor has passed is applied here."""
    return [f"lost: the cursor passed {each}, which is not here" for each in passed if each not in here]


def agreed(compared: Report) -> list[str]:
    """I9: the reconciliation of both ends says equal."""
    return [f"unequal: {each.kind} {each.case}" for each in compared.findings]


def bounded(grown: int, most: int) -> list[str]:
    """I10: memory grew by so many bytes at most, however much there was to do."""
    return [] if grown <= most else [f"memory: {grown / MIB:.1f} MiB more, at most {most / MIB:.1f}"]


HOLDS: Mapping[str, tuple[Callable[..., list[str]], ...]] = {
    "I1": (told_is_there,),
    "I2": (arrived_once, alike),
    "I3": (numbers_add_up, numbers_once),
    "I4": (sound, sound_platform, nothing_half),
    "I5": (scans_whole,),
    "I6": (sound, sound_platform),
    "I7": (drained,),
    "I8": (passed_nothing,),
    "I9": (agreed,),
    "I10": (bounded,),
}
"""Which function asks for which invariant."""


def kinds(found: Iterable[str]) -> Iterator[str]:
    """The kind of each finding: lost, doubled, stuck, …"""
    return (each.partition(":")[0] for each in found)


def problems(profile: Path) -> list[str]:
    """Everything that is wrong in a profile: log, projections, numbers, blanks, and paper against record."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        return seen(at)
    finally:
        at.close()


def seen(at: Workplace) -> list[str]:
    """The same, in a profile that is open."""
    return sound(at.database) + _paper_and_record(at) + _numbers(at)


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
    return numbers_add_up(used, block.first, block.next)


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
