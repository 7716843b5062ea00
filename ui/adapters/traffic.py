"""What goes over the line of a device, and by hand: the loop with all it carries, and the sealed files of 摆渡.

Nobody waits for any of it before the first key, so it is loaded when the line is first used.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.domain.records import NumberBlock, StoredCommit
from app.errors import UserFacingError
from app.ports import Above, Clock, Hello, Scheduler
from app.ports.delivery import Scans
from app.storage.database import Database
from app.storage.dberrors import explain_db_error
from app.storage.epochs import SqlEpochs
from app.storage.faultpoints import hit
from app.storage.files import sync_folder
from app.storage.second_receipts import SqlSecondReceipts
from app.storage.sync_store import SqlOutbox
from sync.client.above import SecondHand
from sync.client.carry import export, take_receipts
from sync.client.epochs import NoBlocks, NoInbox, OlderEpochs
from sync.client.loop import SyncLoop
from sync.wire.carry import CarryWriter
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import Ed25519Signer, SignatureError, verifier_for
from ui.line import SwitchedPlatform


def older_epochs(
    line: SwitchedPlatform,
    database: Database,
    device: str,
    epoch: int,
    scheduler: Scheduler,
    clock: Clock,
    province: Callable[[], str],
) -> OlderEpochs:
    """The part of a step that a restored device needs; ``province`` gives the key of the province behind a hall."""

    def loop_for(number: int) -> SyncLoop:
        outbox, end = SqlOutbox(database, device, number), _Older(line, number)
        above = SecondHand(end, SqlSecondReceipts(database, device, number), clock, province)
        return SyncLoop(end, outbox, NoInbox(), NoBlocks(), scheduler, clock, above=above)

    return OlderEpochs(line, SqlEpochs(database, device, epoch), clock, loop_for)


class _Older:
    """The line under an older epoch, opened when it is needed. Implements ``app.ports.Platform``, ``AboveLine``."""

    def __init__(self, line: SwitchedPlatform, epoch: int) -> None:
        self._line = line
        self._epoch = epoch

    def hello(self) -> Hello:
        """See the port."""
        return self._line.older(self._epoch).hello()

    def push(self, commits: Sequence[StoredCommit]) -> Any:
        """See the port."""
        return self._line.older(self._epoch).push(commits)

    def look_back(self, first: int, last: int) -> Any:
        """See the port."""
        return self._line.older(self._epoch).look_back(first, last)

    def changes(self, cursor: str, limit: int) -> Any:
        """Nothing comes down here."""
        del limit
        return (), cursor, False

    def above(self, first: int, last: int) -> Above:
        """See ``AboveLine``."""
        return self._line.older(self._epoch).above(first, last)

    def reserve(self, series: str, size: int, key: str) -> NumberBlock:
        """See the port."""
        return self._line.older(self._epoch).reserve(series, size, key)


def carry_out(
    target: Path, platform_key: str, seed: bytes, outboxes: Sequence[SqlOutbox], scans: Scans, now_ms: int
) -> tuple[int, int]:
    """Write the sealed file ``target``, durable when this returns; (commits, scans).

    Raises UserFacingError ZC-CARRY-01 without the platform's key, ZC-DB-03 to -05 when the medium refuses.
    """
    if not platform_key:
        raise UserFacingError(
            "ZC-CARRY-01",
            "本机还不知道省平台的摆渡公钥，不能封存导出文件。",
            "待传的办件都在本机。",
            "只要连上过一次省平台就会记下公钥；从未连过的设备请联系平台维护人员。",
        )
    device, epoch = outboxes[-1].identity()
    draft = target.with_name(target.name + ".new")
    try:
        with draft.open("wb") as file:
            writer = CarryWriter(file, platform_key, Ed25519Signer(seed), device, epoch, now_ms)
            counts = export(writer, outboxes, scans)
            file.flush()
            hit("carry:written")
            os.fsync(file.fileno())
        hit("carry:synced")
        draft.replace(target)
        hit("carry:renamed")
        # Somebody pulls the stick out as soon as it is said to be there.
        sync_folder(target.parent)
    except OSError as error:
        raise explain_db_error(error) from error
    finally:
        draft.unlink(missing_ok=True)
    return counts


def carry_back(file: Path, keys: Sequence[str], outboxes: Sequence[SqlOutbox], now_ms: int) -> int:
    """Acknowledge what the receipts in ``file`` prove, signed with one of ``keys`` (empty ones are passed over).

    Raises UserFacingError ZC-CARRY-03, ZC-SYNC-02.
    """
    try:
        checkers = [ReceiptChecker(verifier_for(key)) for key in keys if key]
    except SignatureError as error:
        raise UserFacingError(
            "ZC-SYNC-02",
            "省平台的地址或公钥写得不对",
            "待传的办件都在本机，没有标记为已传",
            "请按平台给出的原样填写 --key",
        ) from error
    return take_receipts(file, outboxes, checkers, now_ms)
