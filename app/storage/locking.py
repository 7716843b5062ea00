"""One program per data folder: an operating-system lock, which ends with the process whatever ends it."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.storage.files import PRIVATE_FILE

# Windows locks bytes against readers, too: lock one far behind the words, so that others can read who holds it.
_LOCKED_BYTE = 1 << 20
_MOST_WORDS = 4096


class ProfileLock:
    """Exclusive hold of a data folder; the file says which process, and since when."""

    def __init__(self, path: Path, now_ms: int) -> None:
        """Take the lock. Raises UserFacingError ZC-PROFILE-01 when another instance holds it."""
        handle = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        try:
            _claim(handle)
        except OSError as error:
            since = _since(handle)
            os.close(handle)
            raise _held(since) from error
        self._handle: int | None = handle
        # It is held without its words as well: a full disk shuts nobody out of the cases.
        with suppress(OSError):
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, json.dumps({"pid": os.getpid(), "since_ms": now_ms}).encode("ascii"))

    def release(self) -> None:
        """Let go; harmless when called twice. The file stays: removing it would let two in."""
        if self._handle is None:
            return
        _let_go(self._handle)
        os.close(self._handle)
        self._handle = None


def lock_holder(path: Path) -> int | None:
    """Process id written by the present or last holder; None when unknown."""
    try:
        return int(json.loads(path.read_text("ascii"))["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _claim(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _let_go(handle: int) -> None:
        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _claim(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _let_go(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _since(handle: int) -> int | None:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        return int(json.loads(os.read(handle, _MOST_WORDS))["since_ms"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _held(since_ms: int | None) -> UserFacingError:
    since = f"（{Timestamp(since_ms).words()}打开）" if since_ms is not None else ""
    return UserFacingError(
        "ZC-PROFILE-01",
        f"综窗已经在用这个数据目录{since}，不能再开第二个。",
        "正在使用的那个窗口不受影响。",
        "请切换到已经打开的窗口；找不到时注销或重启电脑后再开。",
    )
