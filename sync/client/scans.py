"""Sending scans: in pieces whose size follows what the line carries, each piece counted only when it is on disk there.

Commands come first: between two pieces everything that was committed meanwhile is sent.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from contextlib import closing
from typing import BinaryIO

from app.errors import LineError, UserFacingError
from app.ports.delivery import ScanLine, ScanProgress, Scans, WaitingScan
from app.values import dataclass

_log = logging.getLogger(__name__)

_LEAST = 64 * 1024
"""Of a line that breaks: smaller pieces are more to lose an answer of."""
_LEAST_SLOW = 16 * 1024
"""Of a line that is slow: 2 KB a second carry so much within the 20 s that the client waits for an answer."""
_MOST = 8 * 1024 * 1024
_PARTS = 8
_GROW = 16
_GROW_UNBROKEN = 3
_QUICK_S = 1.0
_LONG_S = 8.0
_AT_ONCE = 50
_AGAIN = 3
_THIS_ONE = frozenset({"garbage", "digest-mismatch", "too-large"})


class Stride:
    """How large the next piece may be: at most an eighth of what the line carried before it last broke.

    A piece that breaks is sent again whole; so what is sent twice stays below an eighth. On a line that has not broken
    yet and is quick, pieces grow sooner: each costs both ends a wait for the disk.
    """

    def __init__(self, size: int = 1024 * 1024) -> None:
        self.size = size
        self._carried = 0
        self._broken = False

    def went(self, count: int, seconds: float) -> None:
        """A piece of ``count`` bytes arrived after ``seconds``."""
        self._carried += count
        if seconds > _LONG_S:
            self.size = _piece(self.size // 2, _LEAST_SLOW)
        elif self._carried >= self._patience(seconds) * self.size:
            self.size = _piece(self.size * 2, min(_LEAST, self.size * 2))

    def _patience(self, seconds: float) -> int:
        return _GROW if self._broken or seconds > _QUICK_S else _GROW_UNBROKEN

    def broke(self, seconds: float = 0.0) -> None:
        """The line broke under a piece, after ``seconds``."""
        self._broken = True
        least = _LEAST_SLOW if seconds > _LONG_S else _LEAST
        self.size = min(self.size, _piece(self._carried // _PARTS if self._carried else self.size // 2, least))
        self._carried = 0

    def shrink(self) -> None:
        """The platform takes smaller pieces only."""
        self.size = _piece(self.size // 2)


def _piece(size: int, least: int = _LEAST) -> int:
    return max(least, min(_MOST, size - size % least))


@dataclass
class Sent:
    """What was sent: scans that are whole there, bytes that arrived, whether more wait."""

    scans: int = 0
    bytes: int = 0
    more: bool = False


class ScanSender:
    """Sends the scans of ``scans`` over ``line``. Where a scan stands is remembered between steps."""

    def __init__(self, line: ScanLine, scans: Scans, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._line = line
        self._scans = scans
        self._monotonic = monotonic
        self._stride = Stride()
        self._at: tuple[str, ScanProgress] | None = None
        self._passed: set[str] = set()

    def meet(self, server_epoch: str, lost: bool) -> None:
        """The platform answers; ``lost``: it has less than it had."""
        if lost:
            self._at = None
        self._scans.meet(server_epoch, lost)

    def send(self, between: Callable[[], None], seconds: float, sent: Sent) -> None:
        """Send for about ``seconds``, calling ``between`` before each piece; counts into ``sent``.

        Raises LineError when the line fails; what arrived until then stays there. A scan that the platform will not
        have is passed over, and told when the others are through.
        """
        until = self._monotonic() + seconds
        refused: LineError | None = None
        while found := self._next():
            for scan in found:
                try:
                    self._send_one(scan, between, until, sent)
                except LineError as error:
                    if error.kind not in _THIS_ONE:
                        raise
                    self._at = None
                    self._passed.add(scan.digest)
                    refused = refused or error
                if self._monotonic() >= until:
                    sent.more = bool(self._next())
                    return
        self._passed.clear()
        if refused is not None:
            raise refused

    def _next(self) -> list[WaitingScan]:
        found = self._scans.waiting(_AT_ONCE + len(self._passed))
        return [scan for scan in found if scan.digest not in self._passed]

    def _send_one(self, scan: WaitingScan, between: Callable[[], None], until: float, sent: Sent) -> None:
        try:
            with closing(self._scans.open(scan.digest)) as content:
                self._pieces(scan, content, between, until, sent)
        except UserFacingError as error:
            _log.error("scan %s cannot be sent: %s", scan.digest[:12], error.code)
            self._at = None
            self._scans.damaged(scan.digest)

    def _pieces(
        self, scan: WaitingScan, content: BinaryIO, between: Callable[[], None], until: float, sent: Sent
    ) -> None:
        again = 0
        while True:
            between()
            try:
                at = self._where(scan)
                if at.held:
                    break
                at = self._piece(at, content, sent)
            except LineError as error:
                again += 1
                if not self._cured(error, scan, content, sent) or again > _AGAIN:
                    raise
                continue
            again = 0
            self._at = (scan.digest, at)
            if self._monotonic() >= until and not at.held:
                return
        self._at = None
        self._scans.delivered(scan.digest)
        sent.scans += 1

    def _where(self, scan: WaitingScan) -> ScanProgress:
        if self._at is None or self._at[0] != scan.digest:
            self._at = (scan.digest, self._line.open_scan(scan))
        return self._at[1]

    def _piece(self, at: ScanProgress, content: BinaryIO, sent: Sent) -> ScanProgress:
        content.seek(at.offset)
        data = content.read(self._stride.size)
        if not data:
            # Shorter here than it was announced: it would never become whole.
            raise _damaged()
        began = self._monotonic()
        try:
            following = self._line.append_scan(at.upload, at.offset, data)
        except LineError as error:
            if error.kind == "transient":
                self._stride.broke(self._monotonic() - began)
            elif error.kind != "too-large":
                # Whatever stands between may refuse a large piece in words of its own.
                self._stride.shrink()
            raise
        self._stride.went(len(data), self._monotonic() - began)
        sent.bytes += len(data)
        return following

    def _cured(self, error: LineError, scan: WaitingScan, content: BinaryIO, sent: Sent) -> bool:
        """Whether to go on at once. What broke off is asked for anew: the platform alone knows what it has."""
        at, self._at = self._at, None
        if error.kind == "upload-offset-mismatch" and at is not None and 0 <= error.expected <= scan.size:
            self._at = (scan.digest, ScanProgress(at[1].upload, error.expected, False))
            sent.bytes += max(0, error.expected - at[1].offset)
            return True
        if error.kind == "too-large":
            self._stride.shrink()
            return True
        if error.kind == "digest-mismatch":
            _check(content, scan)
            return True
        if error.kind in ("transient", "offline"):
            # The answer may be lost and the piece there; whichever, the next request says so.
            self._at = at
            return False
        return error.kind == "upload-gone"


def _check(content: BinaryIO, scan: WaitingScan) -> None:
    """Raises UserFacingError when the file here is not what its name says."""
    content.seek(0)
    sha = hashlib.sha256()
    while piece := content.read(_LEAST):
        sha.update(piece)
    if sha.hexdigest() != scan.digest:
        raise _damaged()


def _damaged() -> UserFacingError:
    return UserFacingError(
        "ZC-BLOB-02",
        "一份扫描件的文件与登记的不符。",
        "办件记录和其他扫描件不受影响。",
        "请从第二份副本或备份取回，取不回时请申请人重新出示原件扫描。",
    )
