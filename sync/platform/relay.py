"""Up and down between a hall's server and the province: commits, scans and numbers.

Everything it must remember lies in the database, and moves with what it speaks of in one transaction; so it may be
killed anywhere, and any process of the hall's server may go on.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from sync.platform import tables
from sync.platform.blob_store import BlobStore, blob_file
from sync.platform.database import Database
from sync.platform.hall import Hall
from sync.platform.hall_account import Cures, HallAccount, forget_cursor
from sync.platform.hall_carries import HallCarries
from sync.platform.hall_catalogue import HallCatalogue
from sync.platform.hall_leases import HallLeases, held_back
from sync.platform.rebirth import get, put
from sync.platform.s3 import S3Error
from sync.platform.upstream_line import DOWN, WRONG, UpstreamError, UpstreamLine
from sync.wire.models import MAX_ITEMS, CommandResult, Outcome, UploadRequest
from sync.wire.problems import BUSY
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import SignatureError, Verifier

_log = logging.getLogger(__name__)

_AHEAD = 500
_BYTES = 640 * 1024
_PAGE = 200
_PIECE = 1024 * 1024
_SCANS = 20
_PASSED_S = 3600.0
_THIS_SCAN = ("unreadable", "digest-mismatch", "malformed", "too-large", "NoSuchKey", "404")
_CURABLE = ("too-large", "schema-too-old")
_EPOCH = "upstream_epoch"
_WRONG_NOW = "upstream_wrong"
RELAY_TURN = 0x5A43_0002
"""Of the processes of a hall's server one at a time speaks with the province."""
_WAIT_S = 5.0


@dataclass
class Relayed:
    """What a step did: commits acknowledged above, commits heard, scans that are whole there, sealed files answered."""

    up: int = 0
    down: int = 0
    scans: int = 0
    carried: int = 0


@dataclass
class _Batch:
    device: str
    epoch: int
    rows: list[Any] = field(default_factory=list)
    size: int = 0


class Relay:
    """Forwards for a hall. ``verifier`` checks the receipts of the province."""

    def __init__(
        self, database: Database, files: BlobStore, hall: Hall, line: UpstreamLine, verifier: Verifier,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._database = database
        self._files = files
        self._hall = hall
        self._line = line
        self._receipts = ReceiptChecker(verifier)
        self._monotonic = monotonic
        self._passed: dict[str, float] = {}
        self._wrong = ""
        self._stepping = threading.Lock()
        self.leases = HallLeases(database, line, hall, hall.now_ms, self.level, self.hear)
        self.carries = HallCarries(database, line)
        self._catalogue = HallCatalogue(database, line, verifier, monotonic)
        cures = Cures(
            self._again,
            self._from_start,
            lambda device: self._hear(device, Relayed()),
            lambda: self._send_up(Relayed(), set()),
        )
        self._account = HallAccount(database, line, self._receipts, hall.now_ms, cures)

    def step(self, everyone: bool = True) -> Relayed:
        """Bring both ends level. Raises UpstreamError when the line is down; what went through until then stays.

        ``everyone``: ask for the changes of all windows, not only of those for which something went up (whose
        questions the province may have answered at once).
        """
        with self._stepping:
            return self._step(everyone)

    def level(self) -> None:
        """Bring up whatever waits, now. Raises UpstreamError when something cannot go up just now."""
        with self._now():
            self._send_up(Relayed(), set())
            if self._next():
                raise UpstreamError(BUSY.code, "not everything is up")

    def hear(self, devices: Collection[str]) -> None:
        """Fetch what the province has for ``devices``, now. Raises UpstreamError."""
        with self._now():
            for device in sorted(set(devices) & set(self._members())):
                self._hear(device, Relayed())

    @contextmanager
    def _now(self) -> Iterator[None]:
        """The turn of this relay, in the middle of a request: whoever asks does not wait for a long step."""
        if not self._stepping.acquire(timeout=_WAIT_S):
            raise UpstreamError(BUSY.code, "a long step is under way")
        try:
            with self._database.turns.if_free(RELAY_TURN) as mine:
                if not mine:
                    raise UpstreamError(BUSY.code, "another process has its turn")
                yield
        finally:
            self._stepping.release()

    def _step(self, everyone: bool) -> Relayed:
        done = Relayed()
        spoke: set[str] = set()
        self._wrong = ""
        if everyone or not self._knows_the_province():
            # Before the first commit goes up it must be known to which life of the province it goes.
            self._part(self._notice_another_life)
        if everyone:
            self._part(self._try_again)
        self._part(partial(self._send_up, done, spoke))
        for device in self._members():
            if everyone or device in spoke:
                self._part(partial(self._hear, device, done))
        self._part(self._hall.stock_up)
        if everyone:
            self._part(self._announce)
            self._part(self._fetch_catalogue)
            self._part(self._reconcile)
        self._part(partial(self._send_scans, done))
        self._part(partial(self._carry, done))
        self._tell_wrong(everyone)
        return done

    def _fetch_catalogue(self) -> None:
        self._catalogue.step()

    def _reconcile(self) -> None:
        self._account.step(self._members())

    def _again(self, device: str, epoch: int, seq: int) -> None:
        """The province lacks what it gave a receipt for: from there on all goes up once more."""
        with self._database.write() as connection:
            _move(connection, device, epoch, seq - 1, lower=True)
        self._send_up(Relayed(), set())

    def _from_start(self, device: str) -> None:
        with self._database.write() as connection:
            forget_cursor(connection, device)

    def _carry(self, done: Relayed) -> None:
        done.carried += self.carries.step()

    def _announce(self) -> None:
        """A window that was restored says so here; the province hears it too."""
        epochs = tables.epochs
        with self._database.read() as connection:
            opened = [(row.device, row.epoch) for row in connection.execute(select(epochs))]
            fresh = [one for one in opened if get(connection, _announced(*one)) is None]
        for device, epoch in fresh:
            self._line.announce(device, epoch)
            with self._database.write() as connection:
                put(connection, _announced(device, epoch), "1")

    def _part(self, do: Callable[[], None]) -> None:
        """One part of a step; unless the line is down, its trouble is told and keeps no other from its turn."""
        try:
            do()
        except (UpstreamError, S3Error) as error:
            if isinstance(error, UpstreamError) and error.code == DOWN:
                raise
            if isinstance(error, UpstreamError) and error.code in WRONG:
                self._wrong = self._wrong or error.code
            _log.error("relay goes on without a part: %s", error.code)

    def _tell_wrong(self, everything: bool) -> None:
        """Keep, for windows and for who looks after this server, that the province answers what is not believed."""
        with self._database.read() as connection:
            known = wrong_above(connection)
        # What a short step did not ask may be as wrong as before.
        if self._wrong != known and (self._wrong or everything):
            with self._database.write() as connection:
                put(connection, _WRONG_NOW, self._wrong)

    def _send_up(self, done: Relayed, spoke: set[str]) -> None:
        """Commits in their order, and between them the moves that the hall granted alone."""
        while True:
            while batches := self._next():
                for batch in batches:
                    done.up += self._send(batch)
                    spoke.add(batch.device)
            if not self.leases.settle():
                return

    def _try_again(self) -> None:
        """What the province would not read or carry last time may pass now: it may be a newer one."""
        table = tables.relayed
        with self._database.write() as connection:
            connection.execute(update(table).where(table.c.trouble.in_(_CURABLE)).values(trouble=""))

    def _knows_the_province(self) -> bool:
        with self._database.read() as connection:
            return bool(get(connection, _EPOCH))

    def _notice_another_life(self) -> None:
        """When the province came back from a backup, what it lost is sent again."""
        heads = tables.heads
        with self._database.read() as connection:
            known = get(connection, _EPOCH)
            devices = connection.execute(select(heads.c.device, heads.c.epoch)).all()
        if not devices:
            return
        self.carries.learn(self._line.hello(devices[0].device, devices[0].epoch).carry_key)
        if self._line.server_epoch == known:
            return
        reached = [(d, e, self._line.hello(d, e).accepted_through) for d, e in devices] if known else []
        with self._database.write() as connection:
            for device, epoch, through in reached:
                _move(connection, device, epoch, through, lower=True)
            if known:
                # Scans of the lost days are gone there too: each is offered anew; what is held there is not sent.
                connection.execute(delete(tables.relayed_blobs))
            put(connection, _EPOCH, self._line.server_epoch)

    def _next(self) -> list[_Batch]:
        """Batches in the order of the log: no commit overtakes one about the same case."""
        heads, relayed, commits = tables.heads, tables.relayed, tables.commits
        through = func.coalesce(relayed.c.seq, 0)
        same = and_(relayed.c.device == heads.c.device, relayed.c.epoch == heads.c.epoch)
        behind = (
            select(heads.c.device, heads.c.epoch, through.label("seq"))
            .outerjoin(relayed, same)
            .where(heads.c.seq > through, func.coalesce(relayed.c.trouble, "") == "")
        )
        with self._database.read() as connection:
            waiting = connection.execute(behind).all()
            if not waiting:
                return []
            each = [
                and_(commits.c.device == w.device, commits.c.epoch == w.epoch, commits.c.seq > w.seq)
                for w in waiting
            ]
            query = select(commits).where(or_(*each)).order_by(commits.c.position).limit(_AHEAD)
            rows = connection.execute(query).all()
            return list(_batches(_free(rows, held_back(connection))))

    def _send(self, batch: _Batch) -> int:
        try:
            answer = self._line.push(batch.device, batch.epoch, [_command(row) for row in batch.rows])
        except UpstreamError as error:
            if error.code == "sequence-gap" and 0 < error.expected <= batch.rows[0].seq:
                with self._database.write() as connection:
                    _move(connection, batch.device, batch.epoch, error.expected - 1, lower=True)
                return 0
            if error.code in (*_CURABLE, "sequence-fork", "malformed"):
                if len(batch.rows) > 1 and error.code != "sequence-fork":
                    half = len(batch.rows) // 2
                    first = self._send(replace(batch, rows=batch.rows[:half]))
                    # What stays here keeps what is behind it: the province takes no gap.
                    return first + (self._send(replace(batch, rows=batch.rows[half:])) if first == half else 0)
                _log.error("%s/%s stays here: %s", batch.device, batch.epoch, error.code)
                with self._database.write() as connection:
                    _move(connection, batch.device, batch.epoch, batch.rows[0].seq - 1, trouble=error.code)
                return 0
            raise
        checked = [self._checked(row, result) for row, result in zip(batch.rows, answer.results, strict=True)]
        with self._database.write() as connection:
            _keep_receipts(connection, checked)
            _move(connection, batch.device, batch.epoch, batch.rows[-1].seq)
        return len(checked)

    def _checked(self, row: Any, result: CommandResult) -> dict[str, Any]:
        """A receipt that is signed and speaks of this very commit. Raises UpstreamError."""
        try:
            said = self._receipts.check(result.receipt)
        except SignatureError as error:
            raise UpstreamError("bad-receipt", str(error)) from error
        mine = (row.device, row.epoch, row.seq, str(UUID(bytes=row.id)), row.digest, row.hash)
        if (said.device, said.epoch, said.seq, said.id, said.digest, said.hash) != mine:
            raise UpstreamError("bad-receipt", "a receipt for something else")
        outcome = Outcome.PARKED if said.outcome is Outcome.PARKED else Outcome.APPLIED
        return {
            "position": row.position,
            "outcome": outcome,
            "reason": said.reason,
            "receipt": result.receipt,
        }

    def _members(self) -> Sequence[str]:
        with self._database.read() as connection:
            return sorted(self._hall.members(connection))

    def _hear(self, device: str, done: Relayed) -> None:
        table = tables.relay_cursors
        with self._database.read() as connection:
            cursor = connection.execute(select(table.c.cursor).where(table.c.device == device)).scalar() or ""
        more = True
        while more:
            try:
                page = self._line.changes(device, cursor, _PAGE)
            except UpstreamError as error:
                if error.code != "cursor-expired" or not cursor:
                    raise
                cursor = ""
                continue
            if page.cursor != cursor:
                done.down += self._hall.take_over(device, page)
            elif page.commits or page.gone or page.more:
                raise UpstreamError("cursor-stuck", "the cursor does not move")
            cursor, more = page.cursor, page.more

    def _send_scans(self, done: Relayed) -> None:
        blobs, sent, named = tables.blobs, tables.relayed_blobs, tables.case_blobs
        query = (
            select(blobs.c.digest, blobs.c.size, named.c.case_id, named.c.device)
            .join(named, named.c.digest == blobs.c.digest)
            .outerjoin(sent, sent.c.digest == blobs.c.digest)
            .where(sent.c.digest.is_(None))
            .order_by(blobs.c.size)
        )
        now = self._monotonic()
        self._passed = {digest: until for digest, until in self._passed.items() if until > now}
        while True:
            with self._database.read() as connection:
                fresh = query.where(blobs.c.digest.not_in(list(self._passed))).limit(_SCANS)
                waiting = {row.digest: row for row in connection.execute(fresh)}
            for row in waiting.values():
                try:
                    self._send_scan(row)
                except (UpstreamError, OSError) as error:
                    code = error.code if isinstance(error, UpstreamError | S3Error) else "unreadable"
                    if code not in _THIS_SCAN:
                        raise
                    # One that is damaged here, or will not be had there, is no reason to keep all others.
                    _log.error("scan %s passed over for now: %s", row.digest[:12], code)
                    self._passed[row.digest] = now + _PASSED_S
                    continue
                with self._database.write() as connection:
                    connection.execute(insert(sent).values(digest=row.digest))
                done.scans += 1
            if not waiting:
                return

    def _send_scan(self, row: Any) -> None:
        case = UUID(bytes=row.case_id)
        asked = UploadRequest(device=row.device, epoch=1, case=case, digest=row.digest, size=row.size)
        at = self._line.open_scan(asked)
        with blob_file(self._files, row.digest, row.size) as file:
            while not at.held:
                file.seek(at.offset)
                data = file.read(_PIECE)
                if not data:
                    raise OSError("a scan is shorter here than it was announced")
                at = self._line.append_scan(at.id, at.offset, data)


def wrong_above(connection: Connection) -> str:
    """A code of ``WRONG`` while the province answers a hall what cannot be believed; else empty."""
    return get(connection, _WRONG_NOW) or ""


def _announced(device: str, epoch: int) -> str:
    return f"announced:{device}:{epoch}"


def _free(rows: Sequence[Any], held: Mapping[bytes, int]) -> Sequence[Any]:
    """Rows that wait for no lease: none written behind a move that the province was not asked about yet, and none that
    would overtake such a one.
    """
    if not held:
        return rows
    free: list[Any] = []
    cases: set[bytes] = set()
    devices: set[tuple[str, int]] = set()
    for row in rows:
        key = (row.device, row.epoch)
        if key in devices or row.case_id in cases or row.position > held.get(row.case_id, row.position):
            devices.add(key)
            cases.add(row.case_id)
        else:
            free.append(row)
    return free


def _batches(rows: Sequence[Any]) -> Iterator[_Batch]:
    open_: dict[tuple[str, int], _Batch] = {}
    cases: dict[bytes, tuple[str, int]] = {}
    for row in rows:
        key = (row.device, row.epoch)
        size = len((row.body or "").encode())
        batch = open_.get(key)
        full = batch is not None and (len(batch.rows) == MAX_ITEMS or batch.size + size > _BYTES)
        if full or cases.get(row.case_id, key) != key:
            yield from open_.values()
            open_, cases, batch = {}, {}, None
        batch = open_.setdefault(key, _Batch(*key))
        batch.rows.append(row)
        batch.size += size
        cases[row.case_id] = key
    yield from open_.values()


def _command(row: Any) -> dict[str, Any]:
    ids = {"id": str(UUID(bytes=row.id)), "case": str(UUID(bytes=row.case_id))}
    return {"seq": row.seq, **ids, "body": row.body, "digest": row.digest, "prev": row.prev, "hash": row.hash}


def _keep_receipts(connection: Connection, checked: Sequence[dict[str, Any]]) -> None:
    table = tables.relay_receipts
    places = [one["position"] for one in checked]
    known = set(connection.execute(select(table.c.position).where(table.c.position.in_(places))).scalars())
    fresh = [one for one in checked if one["position"] not in known]
    for one in checked:
        if one["position"] in known:
            # Sent again after the province came back from a backup: its word of this life counts.
            here = table.c.position == one["position"]
            connection.execute(update(table).where(here).values(**one))
    if fresh:
        connection.execute(insert(table), fresh)


def _move(
    connection: Connection, device: str, epoch: int, seq: int, *, lower: bool = False, trouble: str = ""
) -> None:
    table = tables.relayed
    mine = (table.c.device == device, table.c.epoch == epoch)
    known = connection.execute(select(table.c.seq).where(*mine)).scalar()
    if known is None:
        connection.execute(insert(table).values(device=device, epoch=epoch, seq=seq, trouble=trouble))
    elif lower or seq > known or trouble:
        seq = min(known, seq) if lower else seq
        connection.execute(update(table).where(*mine).values(seq=seq, trouble=trouble))
