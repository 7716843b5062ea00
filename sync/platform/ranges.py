"""What each device should have, in sums kept with every commit, and where they differ from the device's own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from sync.platform import tables
from sync.platform.bulk import Writes, insert_rows, mark_of, reading, rows_at, update_rows
from sync.wire.chain import digest_of
from sync.wire.models import RangesAnswer, RangesRequest
from sync.wire.ranges import BUCKET, CASE, PART, Line, Sum, bucket_of, by_prefix, deeper, key_of, summed

_Sums = dict[tuple[Any, ...], tuple[int, int]]
"""key → how many commits, and the exclusive-or of their leaves as a number."""
_Rows = dict[tuple[Any, ...], tuple[Any, ...]]
"""key → the same as it is stored."""
Left = frozenset[tuple[str, bytes]]
"""(device, case): the case left the device, which is to have nothing of it."""
_DIGITS = re.compile(r"[0-9a-f]+")
_CASE_KEYS, _RANGE_KEYS, _SUM = ("device", "bucket", "case_id"), ("device", "bucket"), ("commits", "digest")


_BOTH = (
    "SELECT c.commits, c.digest, r.commits, r.digest FROM (SELECT 1 AS one) AS o "
    "LEFT JOIN case_digests AS c ON c.device = ? AND c.bucket = ? AND c.case_id = ? "
    "LEFT JOIN range_digests AS r ON r.device = ? AND r.bucket = ?"
)


def count_in(writes: Writes, told: Sequence[tuple[str, Line]], left: Left = frozenset()) -> None:
    """Add commits to what the devices should have; ``left``: the devices that let go of one of these cases."""
    per_case: _Sums = {}
    per_bucket: _Sums = {}
    connection = reading(writes)
    for device, line in told:
        if left and (device, bytes.fromhex(line.case)) in left:
            continue
        leaf = int.from_bytes(line.leaf, "big")
        bucket = bucket_of(line.case)
        for sums, key in ((per_case, (device, bucket, bytes.fromhex(line.case))), (per_bucket, (device, bucket))):
            count, digest = sums.get(key, (0, 0))
            sums[key] = (count + 1, digest ^ leaf)
    cases, ranges = _stored(connection, per_case, per_bucket)
    _add(writes, tables.case_digests, _CASE_KEYS, per_case, cases)
    _add(writes, tables.range_digests, _RANGE_KEYS, per_bucket, ranges)


def count_out(connection: Connection, case: bytes, devices: Sequence[str]) -> None:
    """A case left ``devices``: they are to have nothing of it any more."""
    cases, ranges, bucket = tables.case_digests, tables.range_digests, bucket_of(case.hex())
    for device in devices:
        mine = (cases.c.device == device, cases.c.bucket == bucket, cases.c.case_id == case)
        row = connection.execute(select(cases.c.commits, cases.c.digest).where(*mine)).first()
        if row is None:
            continue
        connection.execute(delete(cases).where(*mine))
        # The sum is an exclusive-or: taking out is the same as putting in, but for the count.
        out = {(device, bucket): (-row.commits, int.from_bytes(row.digest, "big"))}
        _add(connection, ranges, _RANGE_KEYS, out, rows_at(connection, ranges, _RANGE_KEYS, list(out), _SUM))


def count_less(connection: Connection, device: str, line: Line) -> None:
    """Take one commit out of what ``device`` should have."""
    bucket, leaf = bucket_of(line.case), int.from_bytes(line.leaf, "big")
    for table, names, key in (
        (tables.case_digests, _CASE_KEYS, (device, bucket, bytes.fromhex(line.case))),
        (tables.range_digests, _RANGE_KEYS, (device, bucket)),
    ):
        # Taking out of an exclusive-or is putting in once more.
        _add(connection, table, names, {key: (-1, leaf)}, rows_at(connection, table, names, [key], _SUM))


def left_by(connection: Connection, cases: Collection[bytes]) -> Left:
    """Which devices let go of which of ``cases``."""
    table = tables.gone
    rows = connection.execute(select(table.c.device, table.c.case_id).where(table.c.case_id.in_(list(cases))))
    return frozenset((row.device, bytes(row.case_id)) for row in rows)


def compare(connection: Connection, request: RangesRequest) -> RangesAnswer:
    """The ranges of ``request`` that differ here, with their parts; a case's parts are its commits."""
    whole = _deep(connection, request.device) if request.deep else None
    differ: dict[str, dict[str, str]] = {}
    for prefix, theirs in request.nodes.items():
        if len(prefix) == CASE:
            # What is no case has no commits: a stranger's question is no fault of the platform.
            named = _DIGITS.fullmatch(prefix) is not None
            lines = lines_of(connection, request.device, key_of(prefix)) if named else ()
            differ[prefix] = {f"{line.text}": "1" for line in lines}
            continue
        parts = _parts(connection, request.device, prefix, whole)
        total = Sum()
        for one in parts.values():
            total = total.plus(one)
        if total.text != theirs:
            differ[prefix] = {part: one.text for part, one in sorted(parts.items())}
    return RangesAnswer(differ=differ)


def lines_of(connection: Connection, device: str, case: str = "") -> Iterator[Line]:
    """The commits that ``device`` should have, of one case or of all: its own, and what it was told of."""
    commits, feed = tables.commits, tables.feed
    columns = [commits.c[name] for name in ("case_id", "device", "epoch", "seq", "digest", "parked", "body")]
    left = select(tables.gone.c.case_id).where(tables.gone.c.device == device)
    own = select(*columns).where(commits.c.device == device, commits.c.case_id.not_in(left))
    told = (
        select(*columns)
        .join(feed, feed.c.commit_position == commits.c.position)
        .where(feed.c.device == device, commits.c.case_id.not_in(left))
        .distinct()
    )
    for statement in (own, told):
        if case:
            statement = statement.where(commits.c.case_id == bytes.fromhex(case))
        for row in connection.execute(statement):
            # What lies on the disk counts, not what was once worked out from it.
            digest = digest_of(row.body) if row.body is not None else row.digest
            yield Line(row.case_id.hex(), row.device, row.epoch, row.seq, digest, row.parked)


def _deep(connection: Connection, device: str) -> dict[str, Sum]:
    return summed(lines_of(connection, device))


def _parts(connection: Connection, device: str, prefix: str, whole: dict[str, Sum] | None) -> dict[str, Sum]:
    length = deeper(prefix)
    if whole is not None:
        inside = {case: one for case, one in whole.items() if key_of(case).startswith(prefix)}
        return by_prefix(inside, length)
    if not prefix:
        ranges = tables.range_digests
        rows = connection.execute(select(ranges).where(ranges.c.device == device))
        return {row.bucket: Sum(row.commits, bytes(row.digest)) for row in rows if row.commits}
    cases = tables.case_digests
    rows = connection.execute(
        select(cases).where(cases.c.device == device, cases.c.bucket == prefix[:BUCKET])
    )
    sums = {row.case_id.hex(): Sum(row.commits, bytes(row.digest)) for row in rows}
    if len(prefix) == PART:
        sums = {case: one for case, one in sums.items() if key_of(case).startswith(prefix)}
    return by_prefix(sums, length)


def _stored(connection: Connection, per_case: _Sums, per_bucket: _Sums) -> tuple[_Rows, _Rows]:
    """The sums as they are; of one case, as a window sends it, both with one statement."""
    if len(per_case) != 1:
        cases = rows_at(connection, tables.case_digests, _CASE_KEYS, list(per_case), _SUM)
        return cases, rows_at(connection, tables.range_digests, _RANGE_KEYS, list(per_bucket), _SUM)
    ((case, bucket),) = zip(per_case, per_bucket, strict=True)
    query = _BOTH.replace("?", mark_of(connection))
    ((count, digest, all_of, sum_of),) = connection.exec_driver_sql(query, (*case, *bucket)).all()
    here: _Rows = {case: (count, digest)} if count is not None else {}
    return here, {bucket: (all_of, sum_of)} if all_of is not None else {}


def _add(writes: Writes, table: Table, keys: tuple[str, ...], sums: _Sums, stored: _Rows) -> None:
    fresh: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    for key, (count, digest) in sums.items():
        known = stored.get(key)
        row = dict(zip(keys, key, strict=True))
        if known is None:
            fresh.append(row | {"commits": count, "digest": digest.to_bytes(32, "big")})
            continue
        total = digest ^ int.from_bytes(known[1], "big")
        moved.append(row | {"commits": known[0] + count, "digest": total.to_bytes(32, "big")})
    insert_rows(writes, table, fresh)
    update_rows(writes, table, keys, moved)
