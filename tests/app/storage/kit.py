"""What the storage tests share: cheap password costs, sample commits, and children that are killed at a named point."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from app.domain.records import StoredCommit
from app.storage.cost import KdfCost
from app.storage.faultpoints import VARIABLE

ROOT = Path(__file__).parents[3]
CHEAP = KdfCost(memory_kib=64, passes=1, lanes=1)
KEY = bytes(range(32))
OTHER_KEY = bytes(32)
KILLED = -9


def commits(
    count: int, *, device: str = "D07", epoch: int = 1, start: int = 1, prev: str = "0" * 64
) -> list[StoredCommit]:
    """A chained run of commits, as the log would hand them over."""
    made: list[StoredCommit] = []
    for seq in range(start, start + count):
        body = f'{{"seq":{seq},"device":"{device}","text":"{"收件" * 20}"}}'
        digest = sha256(body.encode()).hexdigest()
        digest_of_chain = sha256((prev + digest).encode()).hexdigest()
        made.append(
            StoredCommit(device, epoch, seq, UUID(int=seq), UUID(int=1), body, digest, prev, digest_of_chain)
        )
        prev = digest_of_chain
    return made


def fault_names(*modules: str) -> list[str]:
    """Every point that the named modules of app/storage pass, as written in their source."""
    found: list[str] = []
    for module in modules:
        found += re.findall(
            r'hit\("([^"]+)"\)', (ROOT / "app" / "storage" / f"{module}.py").read_text("utf-8")
        )
    return found


def run_child(code: str, *args: object, fault: str = "") -> subprocess.CompletedProcess[str]:
    """Run ``code`` in a process of its own, killed at ``fault`` ("name:count") when given."""
    environment = {**os.environ, VARIABLE: fault, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *map(str, args)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def flip(path: Path, offset: int) -> None:
    """Turn one bit of a file."""
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """The kernel refuses to let any file of this process grow beyond ``size`` bytes, as a full disk would."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
