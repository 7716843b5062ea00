"""What the platform has, in figures and digests, to be held against a window; and whether its own tables agree."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Connection, func, select

from sync.platform import held as beside
from sync.platform import tables
from sync.platform.database import open_database, text
from sync.platform.judge import Reason, Sender, judge, read_command
from sync.platform.projection import OBJECT_OF_STAGE, PLATFORM, CaseView, advance
from sync.platform.writing import CASE_COLUMNS, load_cases
from sync.wire.chain import GENESIS, chain_hash, digest_of
from sync.wire.models import Command, CommitBody


def digest_report(db_url: str, device: str = "") -> dict[str, Any]:
    """``{cases, commits, events, parked, by_case}`` of ``device`` (empty: of all).

    ``by_case`` maps a case id to ``{commits, events, digest}``; ``digest`` is SHA-256 over sorted lines
    ``device:epoch:seq:digest`` of its commits: a window that has the same commits computes the same.
    """
    database = open_database(db_url)
    try:
        with database.read() as connection:
            by_case = _by_case(connection, device)
            parked = sum(1 for row in _commits(connection) if row.parked and device in ("", row.device))
    finally:
        database.close()
    return {
        "cases": len(by_case),
        "commits": sum(entry["commits"] for entry in by_case.values()),
        "events": sum(entry["events"] for entry in by_case.values()),
        "parked": parked,
        "by_case": by_case,
    }


def case_digest(commits: list[tuple[str, int, int, str]]) -> str:
    """Digest of a case from (device, epoch, seq, commit digest) of its commits, in any order."""
    lines = sorted(f"{device}:{epoch}:{seq}:{digest}\n" for device, epoch, seq, digest in commits)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _by_case(connection: Connection, device: str) -> dict[str, dict[str, Any]]:
    held: dict[bytes, list[tuple[str, int, int, str]]] = defaultdict(list)
    for row in _commits(connection):
        if device in ("", row.device):
            held[row.case_id].append((row.device, row.epoch, row.seq, row.digest))
    events = tables.events
    count = select(events.c.case_id, func.count()).group_by(events.c.case_id)
    if device:
        count = count.where(events.c.device == device)
    counts: dict[bytes, int] = dict(connection.execute(count).all())
    return {
        text(case_id): {
            "commits": len(commits),
            "events": counts.get(case_id, 0),
            "digest": case_digest(commits),
        }
        for case_id, commits in sorted(held.items())
    }


def _commits(connection: Connection) -> Iterator[Any]:
    yield from connection.execute(select(tables.commits).order_by(tables.commits.c.position))


def list_cases(db_url: str) -> list[dict[str, Any]]:
    """Where each case stands, with the numbers on its papers; no applicant."""
    database = open_database(db_url)
    try:
        with database.read() as connection:
            numbers = defaultdict(list)
            for row in connection.execute(select(tables.papers).order_by(tables.papers.c.position)):
                numbers[row.case_id].append(row.number)
            rows = connection.execute(select(tables.cases).order_by(tables.cases.c.case_id)).all()
            return [_shown(row._mapping, numbers[row.case_id]) for row in rows]
    finally:
        database.close()


def _shown(row: Any, numbers: list[str]) -> dict[str, Any]:
    shown = {key: value for key, value in row.items() if key != "case_id"}
    return {
        "case": text(row["case_id"]),
        **shown,
        "object": OBJECT_OF_STAGE.get(row["stage"], ""),
        "numbers": numbers,
    }


def verify(db_url: str) -> dict[str, Any]:
    """``{ok, checked, problems, forks, held}``: chains whole, digests right, projections equal to a replay of the log.

    ``forks`` and ``held`` count what is kept beside the log; that is for people, and no fault of these tables. Nor is a
    place that stays empty because a person dismissed what was held for it.
    """
    database = open_database(db_url)
    try:
        with database.read() as connection:
            return _verify(connection)
    finally:
        database.close()


def _verify(connection: Connection) -> dict[str, Any]:
    problems: list[dict[str, str]] = []
    heads: dict[Sender, tuple[int, str]] = {}
    ended = {(one.sender, one.command.seq) for one in beside.every(connection) if one.by}
    last: dict[Sender, tuple[int, str]] = {}
    cases: dict[bytes, CaseView] = {}
    versions: dict[tuple[bytes, str], int] = {}
    count = 0
    for row in _commits(connection):
        count += 1
        where = f"{row.device}/{row.epoch}/{row.seq}"
        sender = Sender(row.device, row.epoch)
        seq, prev = heads.get(sender, (0, GENESIS))
        if row.imported:
            problems += [{"where": where, "text": fault} for fault in _imported(row, cases)]
            continue
        if row.seq != seq + 1:
            # What a hall heard before the window itself came may stand before what the window wrote earlier.
            before = _hash_before(connection, row)
            prev = before or prev
            if before is None and all((sender, lost) in ended for lost in range(seq + 1, row.seq)):
                prev = row.prev  # what it names is of what a person gave no place
            elif before is None:
                problems.append({"where": where, "text": f"expected seq {seq + 1}"})
        heads[sender] = (row.seq, row.hash)
        last[sender] = max(last.get(sender, (0, "")), heads[sender])
        for fault in _replay(row, sender, prev, cases, versions):
            problems.append({"where": where, "text": fault})
    problems += _last(connection, last)
    problems += _compare(connection, cases)
    forks, held = beside.counts(connection)
    return {
        "ok": not problems,
        "checked": {"commits": count, "cases": len(cases)},
        "problems": problems,
        "forks": forks,
        "held": held,
    }


def _last(connection: Connection, last: dict[Sender, tuple[int, str]]) -> Iterator[dict[str, str]]:
    """What was acknowledged last of each sequence is the last that lies here."""
    said = {
        Sender(row.device, row.epoch): (row.seq, row.hash) for row in connection.execute(select(tables.heads))
    }
    for sender in sorted(said.keys() | last.keys(), key=lambda one: (one.device, one.epoch)):
        if said.get(sender) != last.get(sender):
            seq = max(said.get(sender, (0, ""))[0], last.get(sender, (0, ""))[0])
            yield {"where": f"{sender.device}/{sender.epoch}/{seq}", "text": "not what was acknowledged last"}


def _hash_before(connection: Connection, row: Any) -> str | None:
    if row.seq == 1:
        return GENESIS
    table = tables.commits
    mine = (table.c.device == row.device, table.c.epoch == row.epoch, table.c.seq == row.seq - 1)
    found = select(table.c.hash).where(*mine, table.c.imported.is_(False))
    return connection.execute(found).scalar()


def _imported(row: Any, cases: dict[bytes, CaseView]) -> Iterator[str]:
    """A commit heard from the province: of its writer there need not be all, and it applied there."""
    if digest_of(row.body) != row.digest or chain_hash(row.prev, row.digest) != row.hash:
        yield "does not fit its digest"
    view = cases.setdefault(row.case_id, CaseView(row.case_id, row.device, row.device))
    with suppress(ValidationError):
        for event in CommitBody.model_validate_json(row.body).events:
            advance(view, event.type, event.payload)


def _replay(
    row: Any, sender: Sender, prev: str, cases: dict[bytes, CaseView], versions: dict[tuple[bytes, str], int]
) -> Iterator[str]:
    command = Command.model_construct(
        seq=row.seq,
        id=UUID(bytes=row.id),
        case=UUID(bytes=row.case_id),
        body=row.body,
        digest=row.digest,
        prev=row.prev,
        hash=row.hash,
    )
    read = read_command(command, sender, prev)
    if read.body is None:
        without_its_text = row.body is None and row.reason == Reason.MALFORMED  # ``judge.kept_text``
        if row.reason not in (read.reason, Reason.REUSED, Reason.FAILED) and not without_its_text:
            yield f"stored as {row.reason or 'applied'}, reads as {read.reason}"
        return
    key = (row.case_id, row.device)
    if row.device == PLATFORM:
        # Its own count goes on in leaps: after a backup it cannot know what it had said.
        versions[key] = read.body.events[0].version - 1
    reason, after = judge(read.body, cases.get(row.case_id), versions.get(key, 0), row.device)
    if row.reason in (Reason.REUSED, Reason.FAILED):
        return
    if (reason or "") != row.reason:
        yield f"stored as {row.reason or 'applied'}, replays as {reason or 'applied'}"
    if reason is not Reason.VERSION_GAP:
        versions[key] = read.body.events[-1].version
    if after is not None:
        cases[row.case_id] = after


def state_at(connection: Connection, case: bytes, device: str, position: int) -> tuple[CaseView | None, int]:
    """The case as the log makes it before ``position`` (None: unknown), and how many events ``device`` had by then."""
    cases: dict[bytes, CaseView] = {}
    versions: dict[tuple[bytes, str], int] = {}
    table = tables.commits
    before = select(table).where(table.c.case_id == case, table.c.position < position)
    for row in connection.execute(before.order_by(table.c.position)):
        # Its faults are for ``verify`` to tell.
        again = _replay(row, Sender(row.device, row.epoch), row.prev, cases, versions)
        list(_imported(row, cases) if row.imported else again)
    return cases.get(case), versions.get((case, device), 0)


def _compare(connection: Connection, replayed: dict[bytes, CaseView]) -> Iterator[dict[str, str]]:
    stored = load_cases(connection, list(replayed))
    extra = connection.execute(select(func.count()).select_from(tables.cases)).scalar_one() - len(stored)
    if extra:
        yield {"where": "cases", "text": f"{extra} projections without a commit"}
    for case_id, view in replayed.items():
        shown = stored.get(case_id)
        different = [n for n in CASE_COLUMNS if n != "flags" and getattr(shown, n, None) != getattr(view, n)]
        if different:
            yield {"where": text(case_id), "text": f"projection differs: {', '.join(different)}"}
