"""Projections: tables made from the state of a case, one function per table, disposable."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from uuid import UUID

from sqlalchemy import Connection, Table, delete, insert
from sqlalchemy.dialects.sqlite import insert as upsert

from app.domain.case import Case
from app.domain.clocks import clocks
from app.domain.facts import BundleMoved
from app.domain.paper import Paper, PaperKind
from app.storage.prepared import Prepared
from app.storage.schema import PROJECTIONS, bundles, case_row, due, papers, search_key, sounded

_INSERT_DUE = Prepared(insert(due), ("case_id", "kind", "date", "firm"))
_INSERT_KEY = Prepared(insert(search_key), ("key", "case_id"))


def project(connection: Connection, before: Case | None, after: Case, changed_ms: int) -> None:
    """Bring every projection of one case up to date."""
    _case_row(connection, after, changed_ms)
    _due(connection, before, after)
    _papers(connection, before, after)
    _search(connection, before, after)
    _bundles(connection, before, after)


@cache
def _put(table: Table, *key: str, fixed: str = "") -> Prepared:
    """Inserts a row, or brings the one of the same ``key`` up to date, its ``fixed`` column apart.

    Every column of the row is given. Built once: each save asks for it, and building costs more than the row.
    """
    statement = upsert(table)
    update = {each.name: statement.excluded[each.name] for each in table.c if each.name not in (*key, fixed)}
    columns = [each.name for each in table.c]
    return Prepared(statement.on_conflict_do_update(index_elements=key, set_=update), columns)


def _case_row(connection: Connection, case: Case, changed_ms: int) -> None:
    values = case_row_values(case, changed_ms)
    _put(case_row, "case_id", fixed="opened_ms").run(connection, (values,))


def case_row_values(case: Case, changed_ms: int) -> dict[str, object]:
    """The row of a case in lists."""
    intake = case.intake
    receipts = case.papers_of(PaperKind.RECEIPT)
    number = receipts[0].number if receipts else (case.papers[0].number if case.papers else "")
    operator = case.received.by.name if case.received is not None else ""
    return {
        "case_id": case.id.bytes,
        "state": case.state.value if case.state is not None else "",
        "lease": case.lease,
        "home": case.home,
        "item_code": intake.item.code if intake is not None else "",
        "item": intake.item.name if intake is not None else "",
        "applicant": intake.applicant.name if intake is not None else "",
        "receipt": number,
        "channel": intake.channel if intake is not None else "",
        "operator": operator,
        "opened_ms": changed_ms,
        "changed_ms": changed_ms,
        "count": case.count,
        "awaits_seal": sum(1 for paper in case.papers if paper.awaits_seal),
        "visit": intake.visit.bytes if intake is not None and intake.visit is not None else None,
        "corrects": intake.corrects.bytes if intake is not None and intake.corrects is not None else None,
    }


def _due(connection: Connection, before: Case | None, after: Case) -> None:
    now = clocks(after)
    if before is not None:
        if clocks(before) == now:
            return
        connection.execute(delete(due).where(due.c.case_id == after.id.bytes))
    if now:
        rows = [
            {"case_id": after.id.bytes, "kind": kind, "date": day.isoformat(), "firm": int(firm)}
            for kind, (day, firm) in now.items()
        ]
        _INSERT_DUE.run(connection, rows)


def paper_state(paper: Paper) -> str:
    """State code of a paper for lists: void, given, allocated, unsealed, sealed, out."""
    if paper.void:
        return "void"
    if paper.is_given:
        return "given"
    if not paper.is_out:
        return "allocated"
    if paper.awaits_seal:
        return "unsealed"
    return "sealed" if paper.sealing is not None else "out"


def short_code(number: str) -> str:
    """The letters and digits of a paper number that a scanner or a hand types: D07000123."""
    tail = number.rsplit("〕", 1)[-1]
    return "".join(ch for ch in tail if ch.isascii() and ch.isalnum()).upper()


def _papers(connection: Connection, before: Case | None, after: Case) -> None:
    known = set(before.papers) if before is not None else set()
    for paper in after.papers:
        if paper in known:
            continue
        values = {
            "document_id": paper.document_id.bytes,
            "case_id": after.id.bytes,
            "kind": paper.kind.value,
            "number": paper.number,
            "code": short_code(paper.number),
            "seal": paper.seal.value,
            "state": paper_state(paper),
            "printings": paper.printings,
            "out": paper.out,
            "blank": paper.blank,
            "issued_ms": paper.issued_at.ms,
        }
        _put(papers, "document_id").run(connection, (values,))


def search_keys(case: Case) -> frozenset[str]:
    """What a case is found by: names, the ends of numbers, paper numbers and blank serials, folded to upper case."""
    keys: set[str] = set()
    if case.intake is not None:
        keys.update(_party_keys(case.intake.applicant.name, case.intake.applicant.id_number))
        if case.intake.agent is not None:
            keys.update(_party_keys(case.intake.agent.person.name, case.intake.agent.person.id_number))
        keys.add(case.intake.item.name)
        if case.intake.phone:
            keys.add(case.intake.phone[-4:])
    for paper in case.papers:
        keys.add(paper.number.upper())
        keys.add(short_code(paper.number))
    # A spoiled sheet is kept, and leads to its case as well.
    keys.update(serial.upper() for _, serial, _ in case.blanks)
    return frozenset(key for key in keys if key)


def _party_keys(name: str, number: str) -> Iterable[str]:
    return (name.upper(), number.upper(), number[-6:].upper())


def _search(connection: Connection, before: Case | None, after: Case) -> None:
    old = search_keys(before) if before is not None else frozenset()
    now = search_keys(after)
    for key in old - now:
        connection.execute(
            delete(search_key).where(search_key.c.key == key, search_key.c.case_id == after.id.bytes)
        )
    fresh = now - old
    if fresh:
        rows = [{"key": key, "case_id": after.id.bytes} for key in sorted(fresh)]
        _INSERT_KEY.run(connection, rows)


def bundle_values(case: Case) -> list[dict[str, object]]:
    """The row of every bundle of originals. Whoever took it last gives it now; the first giver made it up."""
    moved: dict[str, list[BundleMoved]] = {}
    for move in case.bundles:
        moved.setdefault(move.bundle, []).append(move)
    rows: list[dict[str, object]] = []
    for code, moves in moved.items():
        last, givers = moves[-1], [moves[0].by.name, *(move.hand for move in moves)]
        steps = [
            (move.from_place, move.to_place, giver, move.hand, move.at.ms, move.waybill)
            for move, giver in zip(moves, givers, strict=False)
        ]
        row = {"code": code, "case_id": case.id.bytes, "originals": last.originals, "copies": last.copies}
        stands = {"place": last.to_place, "since_ms": last.at.ms, "steps": json.dumps(steps, ensure_ascii=False)}
        rows.append({**row, **stands})
    return rows


def _bundles(connection: Connection, before: Case | None, after: Case) -> None:
    if before is not None and len(before.bundles) == len(after.bundles) and before is not after:
        return
    for values in bundle_values(after):
        _put(bundles, "code", "case_id").run(connection, (values,))


def drop(connection: Connection, case_id: UUID | None = None) -> None:
    """Forget the projections of one case, or of all."""
    for table in PROJECTIONS:
        statement = delete(table)
        if case_id is not None:
            statement = statement.where(table.c.case_id == case_id.bytes)
        connection.execute(statement)
    if case_id is None:
        connection.execute(delete(sounded))
