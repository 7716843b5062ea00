"""摆渡: the outbox and the scans into a sealed file, the file to the platform from another machine, receipts back."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from app.domain.records import Ack, AckOutcome, StoredCommit
from app.errors import LineError, UserFacingError
from app.ports import Outbox
from app.ports.delivery import ScanLine, Scans, WaitingScan
from sync.client.http import command_of
from sync.client.scans import ScanSender, Sent
from sync.wire.carry import COMMITS, DATA, PIECE, SCAN, CarryWriter
from sync.wire.models import MAX_ITEMS, CarryAnswer, Outcome
from sync.wire.receipts import ReceiptChecker, Statement
from sync.wire.signing import SignatureError

_BYTES = 512 * 1024
_ALL = 1_000_000
_HEAD = {"zongchuang": "carry-receipts", "v": 1}
_NO_CASE = UUID(int=0)


class CarryLine(ScanLine, Protocol):
    """The line of the machine that delivers."""

    def take_carry(self, digest: str) -> CarryAnswer:
        """Have the platform take in a file that it holds."""
        ...


def export(writer: CarryWriter, outboxes: Sequence[Outbox], scans: Scans) -> tuple[int, int]:
    """Write what waits; (commits, scans). Nothing is marked as sent: only receipts do that. Raises OSError.

    A scan that cannot be read here is left out and becomes a work item.
    """
    commits = 0
    for outbox in outboxes:
        device, epoch = outbox.identity()
        for batch in _batches(outbox.pending(_ALL, _ALL * _BYTES)):
            content = {"device": device, "epoch": epoch, "commits": [command_of(one) for one in batch]}
            writer.put(COMMITS, json.dumps(content, ensure_ascii=False).encode())
            commits += len(batch)
    sent = 0
    for scan in scans.waiting(_ALL):
        sent += _put_scan(writer, scans, scan)
    writer.close()
    return commits, sent


def deliver(file: Path, line: CarryLine, receipts: Path) -> CarryAnswer:
    """Bring a carried file to the platform and write its receipts beside it. Raises LineError, OSError.

    An interrupted delivery goes on where it broke; a repeated one gives the same receipts. When the answer is
    ``waiting``, a hall's server holds the file for its province, and nothing was written.
    """
    one = _OneFile(file)
    ScanSender(line, one).send(lambda: None, float("inf"), Sent())
    if one.bad:
        raise LineError("garbage", "the file changed while it was sent")
    answer = line.take_carry(one.scan.digest)
    if answer.waiting:
        # A hall holds it: there are no receipts yet, and an empty file of them would say the opposite.
        return answer
    text = json.dumps(_HEAD | {"answer": answer.model_dump(mode="json")}, ensure_ascii=False)
    draft = receipts.with_name(receipts.name + ".new")
    try:
        with draft.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(receipts)
    finally:
        draft.unlink(missing_ok=True)
    return answer


def is_receipts(file: Path) -> bool:
    """Whether this is a file that came back."""
    try:
        with file.open("rb") as stream:
            return b'"carry-receipts"' in stream.read(200)
    except OSError:
        return False


def take_receipts(
    file: Path, outboxes: Sequence[Outbox], checkers: Sequence[ReceiptChecker], at_ms: int
) -> int:
    """Acknowledge what the receipts prove; how many. Raises UserFacingError ZC-CARRY-03.

    Each receipt is checked against the key of the platform, or of the province behind it, and the very commit it speaks
    of; the file is not believed.
    """
    try:
        answer = CarryAnswer.model_validate(json.loads(file.read_text("utf-8"))["answer"])
        said = [(result, _checked(result.receipt, checkers)) for result in answer.results]
    except (OSError, ValueError, KeyError, TypeError, SignatureError) as error:
        raise UserFacingError(
            "ZC-CARRY-03",
            "回执文件读不出来，或者不是本省平台签发的。",
            "待传的办件都在本机，没有标记为已传。",
            "请重新拷贝回执文件；仍然不行请在联网的机器上再导入一次。",
        ) from error
    count = 0
    for outbox in outboxes:
        waiting = {(one.seq, one.digest, one.hash): one for one in outbox.pending(_ALL, _ALL * _BYTES)}
        device, epoch = outbox.identity()
        acks: list[Ack] = []
        for result, statement in said:
            commit = waiting.get((statement.seq, statement.digest, statement.hash))
            if commit is None or (statement.device, statement.epoch) != (device, epoch):
                continue
            parked = statement.outcome is Outcome.PARKED
            outcome = AckOutcome.PARKED if parked else AckOutcome.APPLIED
            acks.append(Ack(commit.seq, commit.id, outcome, result.receipt, statement.reason))
        outbox.acknowledge(acks, at_ms)
        count += len(acks)
    return count


def _checked(receipt: str, checkers: Sequence[ReceiptChecker]) -> Statement:
    failure = SignatureError("no key is known")
    for checker in checkers:
        try:
            return checker.check(receipt)
        except SignatureError as error:
            failure = error
    raise failure


class _OneFile:
    """A carried file as the only scan there is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self.scan = WaitingScan(digest, path.stat().st_size, _NO_CASE)
        self.bad = False
        self._done = False

    def waiting(self, limit: int) -> Sequence[WaitingScan]:
        return () if self._done or not limit else (self.scan,)

    def open(self, digest: str) -> Any:
        del digest
        return self._path.open("rb")

    def delivered(self, digest: str) -> None:
        del digest
        self._done = True

    def damaged(self, digest: str) -> None:
        del digest
        self._done = self.bad = True

    def meet(self, server_epoch: str, lost: bool) -> None:
        """One file, one platform."""


def _put_scan(writer: CarryWriter, scans: Scans, scan: WaitingScan) -> bool:
    try:
        with closing(scans.open(scan.digest)) as content:
            # Read once before it is written: half a scan in the file would be worse than none.
            while content.read(PIECE):
                pass
            content.seek(0)
            head = {"digest": scan.digest, "size": scan.size, "case": str(scan.case_id)}
            writer.put(SCAN, json.dumps(head).encode())
            while piece := content.read(PIECE):
                writer.put(DATA, piece)
    except UserFacingError:
        scans.damaged(scan.digest)
        return False
    return True


def _batches(commits: Sequence[StoredCommit]) -> Sequence[list[StoredCommit]]:
    found: list[list[StoredCommit]] = []
    size = 0
    for commit in commits:
        size += len(commit.body.encode())
        if not found or len(found[-1]) == MAX_ITEMS or size > _BYTES or commit.seq != found[-1][-1].seq + 1:
            found.append([])
            size = len(commit.body.encode())
        found[-1].append(commit)
    return found
