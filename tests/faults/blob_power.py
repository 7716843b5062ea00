"""The scans of a window under the replay: puts some away and says each one once it is kept."""

from __future__ import annotations

import os
import random
import sys
from io import BytesIO
from pathlib import Path

from app.storage.blobs import BlobStore

KEY = bytes(range(32))
SCANS = 8


def main(folder: Path, weaker: str) -> None:
    """Keep ``SCANS`` scans; ``weaker`` "unsynced" is the control: no fsync at all."""
    if weaker == "unsynced":
        os.fsync = lambda _handle: None  # type: ignore[assignment]
    store, chance = BlobStore(folder / "blobs", KEY), random.Random(1900)
    for size in range(SCANS):
        digest = store.put(BytesIO(chance.randbytes(9000 * size + 1)))
        sys.stdout.buffer.write(digest.encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
