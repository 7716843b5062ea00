"""The platform under the replay: takes commits and scans in and says each one once its answer could go out."""

from __future__ import annotations

import hashlib
import os
import random
import sys
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event

from sync.platform.blob_files import BlobFiles
from sync.platform.database import open_database
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.uploads import Uploads
from sync.wire.models import Command, UploadRequest
from tests.sync.support import Window

BATCHES = 8
SCANS = 4
PIECE = 24 * 1024


def main(folder: Path, weaker: str) -> None:
    """Take in ``BATCHES`` batches and ``SCANS`` scans; ``weaker`` is the control: ``unsynced`` skips every fsync of a
    scan, ``OFF`` and ``NORMAL`` set the database so, "FULL" is the platform as it is.
    """
    database = open_database(str(folder / "platform.db"))
    if weaker == "unsynced":
        os.fsync = lambda _handle: None  # type: ignore[assignment]
    elif weaker != "FULL":
        database.engine.dispose()
        event.listen(database.engine, "connect", partial(_weaken, weaker))
    window, chance = Window("W-power"), random.Random(1899)
    sender = Sender(window.device, window.epoch)
    ledger = Ledger(database, lambda: 1_790_000_000_000)
    uploads = Uploads(database, BlobFiles(folder / "blobs"), lambda: 1_790_000_000_000)
    for batch in range(BATCHES):
        _push(ledger, sender, window)
        if batch < SCANS:
            _scan(uploads, window, chance.randbytes(3 * PIECE + batch))
    database.close()


def _weaken(level: str, connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA synchronous = {level}")


def _push(ledger: Ledger, sender: Sender, window: Window) -> None:
    for _ in range(4):
        window.take_in()
    fresh = [commit for commit in window.commits if commit.seq not in window.acks]
    commands = [
        Command(seq=c.seq, id=c.id, case=c.case_id, body=c.body, digest=c.digest, prev=c.prev, hash=c.hash)
        for c in fresh
    ]
    through, results = ledger.submit(sender, commands)
    assert through == window.commits[-1].seq and len(results) == len(fresh)
    for commit in fresh:
        window.acks[commit.seq] = None  # type: ignore[assignment]
        _say(f"c{commit.id.hex}")


def _scan(uploads: Uploads, window: Window, content: bytes) -> None:
    digest = hashlib.sha256(content).hexdigest()
    case = window.commits[-1].case_id
    request = UploadRequest(device=window.device, epoch=1, case=case, digest=digest, size=len(content))
    state = uploads.open(request)
    offset = state.offset
    while offset < len(content):
        answer = uploads.append(state.id, offset, content[offset : offset + PIECE])
        offset = answer.offset
        # Every offset that goes out is a promise: so much is on the disk.
        _say(f"o{digest}:{offset}")
    _say(f"b{digest}")


def _say(words: str) -> None:
    sys.stdout.buffer.write(words.encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
