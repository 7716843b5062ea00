"""The second copy: every commit, sealed, on another medium, so that a dead disk loses at most a minute (promise 2).

Numbered segment files are only ever appended to, but for a tail that a crash tore. Trouble with the medium is a state,
never an exception: the counter goes on, and the page says since when the copy is behind.
"""

from __future__ import annotations

import errno
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.codec import dumps, from_json
from app.domain.records import StoredCommit
from app.errors import UserFacingError
from app.storage.copy_format import MAGIC, TAG, first_tag, frames, seal
from app.storage.faultpoints import hit
from app.storage.files import PRIVATE_FILE, make_private_folder, sync_folder
from app.values import dataclass, fields

SEGMENT_BYTES = 16 * 1024 * 1024
_BATCH_BYTES = 1024 * 1024
_NOWHERE = (0, "")
_SUFFIX = ".zcopy"
_OTHERS = ("*", 0)


class CopyState(StrEnum):
    """How the second copy stands, as a code."""

    READY = "ready"
    BEHIND = "behind"
    MISSING = "missing"
    FOREIGN = "foreign"
    FULL = "full"
    FAILED = "failed"
    SAME = "same"
    """It is written, and lies on the disk that it is to outlive: a medium that was pulled, or the wrong folder."""


@dataclass(frozen=True)
class CopyStatus:
    """``last_ms`` (UTC): when the copy was last known whole, None since start never; ``behind_ms``: how long ago."""

    state: CopyState
    last_ms: int | None
    behind_ms: int | None


@dataclass(frozen=True)
class CopyDamage:
    """A stretch of a segment file that cannot be read; ``torn`` when it is the harmless tail of a write cut off."""

    file: str
    offset: int
    length: int
    torn: bool = False


@dataclass(frozen=True)
class CopiedCommit(StoredCommit):
    """A commit with its place in the log: ``arrival`` orders all writers' commits, 0 when it was not kept.

    ``foreign``: another device wrote it, and it came down from the platform.
    """

    arrival: int = 0
    foreign: bool = False


@dataclass(frozen=True)
class _Tail:
    """Where the next frame goes, and the seal it must follow."""

    segment: int
    end: int
    tag: bytes


class _Foreign(Exception):
    """What lies there was not written with this key."""


class SecondCopy:
    """Copies of commits in ``target``, sealed with the 32-byte ``key``."""

    def __init__(self, target: Path, key: bytes, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        # The folder's name comes from the key: two profiles may share one medium and never meet.
        name = hmac.new(key, b"zongchuang/second-copy/folder", "sha256").hexdigest()[:16]
        self._folder = target / f"zongchuang-{name}"
        self._cipher = AESGCM(key)
        self._segment_bytes = segment_bytes
        self._tail: _Tail | None = None
        self._where = (0, 0)
        self._positions: dict[tuple[str, int], tuple[int, str]] = {}
        self._state = CopyState.MISSING
        self._last_ms: int | None = None

    @property
    def folder(self) -> Path:
        """The folder on the medium."""
        return self._folder

    def prepare(self) -> None:
        """Begin a copy on the medium that is there now, on a person's word. Raises OSError.

        Nothing else makes the folder, and not those above it: an empty mount point, its medium pulled, must not be
        taken for the medium.
        """
        os.stat(self._folder.parent)
        make_private_folder(self._folder)
        sync_folder(self._folder.parent)

    def position(self, device: str, epoch: int) -> int:
        """The last seq of this device and epoch in the copy; 0 when none, or when the medium is away.

        More than the log itself has means that the database is the older one, as after a restored backup.
        """
        return self.head(device, epoch)[0]

    def head(self, device: str, epoch: int) -> tuple[int, str]:
        """Like ``position``, with the chain hash of that commit."""
        return self._positions.get((device, epoch), _NOWHERE) if self._ready() else _NOWHERE

    def others_head(self) -> tuple[int, str]:
        """The last arrival of a commit of others in the copy, with its chain hash."""
        return self.head(*_OTHERS)

    def begin_again(self, device: str = _OTHERS[0], epoch: int = _OTHERS[1]) -> None:
        """Take the commits of this device and epoch anew from the first; what was copied before stays as well.

        Without a device: the commits of others.
        """
        self._positions.pop((device, epoch), None)

    def catch_up(self, commits: Iterable[StoredCommit], now_ms: int) -> int:
        """Append what the copy lacks, in the order given; durable when this returns.

        Commits at or below the position of their device and epoch are passed over; one beyond the next is refused, for
        what lies between would be missing for ever (state BEHIND: see ``keep_up`` in ``copy_feed``). Returns the seq of
        the last one of ``commits`` known to be in the copy (its arrival, for a commit of others), 0 when there is none.
        Trouble is told by ``behind`` alone.
        """
        if not self._ready():
            return 0
        last = 0
        try:
            for batch in _batches(commits):
                lacking = self._lacking(batch)
                if lacking:
                    self._append(lacking)
                last = self._known(batch) or last
                if self._state is not CopyState.READY:
                    return last
        except OSError as error:
            self._trouble(error)
            return last
        self._last_ms = now_ms
        return last

    def behind(self, now_ms: int) -> CopyStatus:
        """How the copy stands and for how long it has not been whole."""
        since = None if self._last_ms is None else max(0, now_ms - self._last_ms)
        return CopyStatus(self._state, self._last_ms, since)

    def read_all(self, damage: list[CopyDamage] | None = None) -> Iterator[StoredCommit]:
        """Every own commit of the copy in the order written; see ``read_copied``."""
        for commit in self.read_copied(damage):
            if not commit.foreign:
                yield _plain(commit)

    def read_copied(self, damage: list[CopyDamage] | None = None) -> Iterator[CopiedCommit]:
        """Every commit of the copy in the order written, also past bad stretches, which are added to ``damage``.

        Raises UserFacingError ZC-COPY-01 when the folder is missing or belongs to another key, and ZC-COPY-02 at a bad
        stretch when no ``damage`` list is given.
        """
        if not self._folder.is_dir():
            raise _unreadable("这里没有本机的第二份副本。")
        found: list[CopyDamage] = []
        expected = 1
        for segment, path in self._segments():
            if segment != expected:
                found.append(CopyDamage(_name(expected), 0, 0))
            expected = segment + 1
            for position, frame in enumerate(frames(path.read_bytes(), segment, self._cipher)):
                if frame.plain is None:
                    found.append(CopyDamage(path.name, frame.offset, frame.end - frame.offset, frame.torn))
                    _report(found, damage)
                elif position > 0:
                    yield from_json(CopiedCommit, json.loads(frame.plain))
        _report(found, damage)

    def _lacking(self, batch: list[StoredCommit]) -> list[StoredCommit]:
        """What of ``batch`` is to be written, up to the first gap."""
        reached = dict(self._positions)
        lacking: list[StoredCommit] = []
        for commit in batch:
            key, place = _place(commit)
            last, digest = reached.get(key, _NOWHERE)
            # Of others there come only those that touch our cases, in the order of arrival: gaps are no loss.
            if place > last + 1 and key != _OTHERS:
                self._state = CopyState.BEHIND
                break
            # The same place with another content: the log was rolled back and written anew. Both are kept.
            if place > last or (place == last and commit.hash != digest):
                lacking.append(commit)
                reached[key] = (place, commit.hash)
        return lacking

    def _known(self, batch: list[StoredCommit]) -> int:
        places = [
            place for key, place in map(_place, batch) if place <= self._positions.get(key, _NOWHERE)[0]
        ]
        return places[-1] if places else 0

    def _append(self, batch: list[StoredCommit]) -> None:
        assert self._tail is not None
        if self._tail.end >= self._segment_bytes:
            self._tail = self._begin(self._tail.segment + 1)
        tail, parts = self._tail, []
        tag = tail.tag
        for commit in batch:
            parts.append(seal(self._cipher, dumps(commit).encode("utf-8"), tag))
            tag = parts[-1][-TAG:]
        data = b"".join(parts)
        with self._path(tail.segment).open("r+b") as file:
            file.seek(tail.end)
            file.write(data)
            file.flush()
            hit("second-copy:written")
            os.fsync(file.fileno())
        hit("second-copy:durable")
        self._tail = _Tail(tail.segment, tail.end + len(data), tag)
        for commit in batch:
            key, place = _place(commit)
            self._positions[key] = (place, commit.hash)

    def _ready(self) -> bool:
        """Whether the copy is there and open; looks again each time, since media come and go."""
        try:
            if not self._folder.is_dir():
                self._tail, self._state = None, CopyState.MISSING
                return False
            here = self._folder.stat()
            if self._where != (here.st_dev, here.st_ino):
                # Another medium, or what lies where it was plugged in.
                self._where, self._tail = (here.st_dev, here.st_ino), None
            if self._tail is None or self._path(self._tail.segment).stat().st_size != self._tail.end:
                self._tail = self._open()
        except _Foreign:
            self._tail, self._state = None, CopyState.FOREIGN
            return False
        except OSError as error:
            self._trouble(error)
            return False
        self._state = CopyState.READY
        return True

    def _open(self) -> _Tail:
        self._positions = {}
        unreadable = 0
        for number, path in reversed(self._segments()):
            try:
                tail = self._scan(number, path)
            except _Foreign:
                unreadable = max(unreadable, number)
                continue
            if tail is None:
                # Torn before its first frame was whole: as if it had never been begun.
                path.unlink()
            else:
                # Behind a segment whose head went bad: what it held is written once more.
                return self._begin(unreadable + 1) if unreadable else tail
        if unreadable:
            raise _Foreign
        return self._begin(1)

    def _scan(self, number: int, path: Path) -> _Tail | None:
        data = path.read_bytes()
        end, whole, first = 0, True, True
        for frame in frames(data, number, self._cipher):
            if frame.torn:
                break
            if first and (frame.plain is None or not data.startswith(MAGIC)):
                raise _Foreign
            if frame.plain is not None:
                self._learn(json.loads(frame.plain), head=first)
            whole, first, end = frame.plain is not None, False, frame.end
        if first:
            return None
        if end < len(data):
            os.truncate(path, end)
        # A bad last frame may still be read by somebody cleverer; nothing is written behind it.
        return _Tail(number, end, data[end - TAG : end]) if whole else self._begin(number + 1)

    def _learn(self, content: Any, *, head: bool) -> None:
        if head:
            self._positions = {
                (device, epoch): (seq, digest) for device, epoch, seq, digest in content["positions"]
            }
        elif content.get("foreign"):
            self._positions[_OTHERS] = (content["arrival"], content["hash"])
        else:
            self._positions[(content["device"], content["epoch"])] = (content["seq"], content["hash"])

    def _begin(self, number: int) -> _Tail:
        """A new segment, whose first frame says how far the copy has got."""
        known = [[device, epoch, seq, digest] for (device, epoch), (seq, digest) in self._positions.items()]
        head = seal(self._cipher, dumps({"positions": known}).encode("utf-8"), first_tag(number))
        handle = os.open(self._path(number), os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(MAGIC + head)
            file.flush()
            hit("second-copy:segment-written")
            os.fsync(file.fileno())
        sync_folder(self._folder)
        return _Tail(number, len(MAGIC) + len(head), head[-TAG:])

    def _segments(self) -> list[tuple[int, Path]]:
        found = [
            path for path in self._folder.glob(f"*{_SUFFIX}") if path.stem.isascii() and path.stem.isdecimal()
        ]
        return sorted((int(path.stem), path) for path in found)

    def _path(self, number: int) -> Path:
        return self._folder / _name(number)

    def _trouble(self, error: OSError) -> None:
        # The next call opens anew and takes away what this one left half written.
        self._tail = None
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        gone = error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO)
        self._state = CopyState.FULL if full else CopyState.MISSING if gone else CopyState.FAILED


def same_medium(one: Path, other: Path) -> bool:
    """Whether both lie on one file system, so that one dead disk takes both. Raises OSError."""
    return one.stat().st_dev == other.stat().st_dev


def _batches(commits: Iterable[StoredCommit]) -> Iterator[list[StoredCommit]]:
    """Pieces that are written and synced together."""
    batch: list[StoredCommit] = []
    size = 0
    for commit in commits:
        batch.append(commit)
        size += len(commit.body)
        if size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _place(commit: StoredCommit) -> tuple[tuple[str, int], int]:
    """Which row of commits this one belongs to, and its place in it."""
    if isinstance(commit, CopiedCommit) and commit.foreign:
        return _OTHERS, commit.arrival
    return (commit.device, commit.epoch), commit.seq


def _plain(commit: CopiedCommit) -> StoredCommit:
    values = {f.name: getattr(commit, f.name) for f in fields(StoredCommit)}
    return StoredCommit(**values)


def _name(number: int) -> str:
    return f"{number:06d}{_SUFFIX}"


def _report(found: list[CopyDamage], damage: list[CopyDamage] | None) -> None:
    if damage is not None:
        damage.extend(found)
    elif bad := [place for place in found if not place.torn]:
        raise _unreadable(
            f"第二份副本有损坏：{bad[0].file} 字节 {bad[0].offset} 起 {bad[0].length} 字节。", "ZC-COPY-02"
        )
    found.clear()


def _unreadable(what: str, code: str = "ZC-COPY-01") -> UserFacingError:
    return UserFacingError(
        code,
        what,
        "本机数据库不受影响，可以继续办理业务。",
        "请接好存放副本的介质再试；介质损坏请换一个，重新建立第二份副本。",
    )
