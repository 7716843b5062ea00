"""The data folder: ``profile.lock zc.db keys.json blobs/ config.toml logs/``.

Real or rehearsal from its creation, for ever: the word stands in ``config.toml`` for people and is sealed in
``keys.json``.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

from app.errors import UserFacingError
from app.storage import keys
from app.storage.config import UNFINISHED, ProfileConfig, profile_exists, read_config, write_config
from app.storage.cost import KdfCost
from app.storage.faultpoints import hit
from app.storage.files import make_private_folder, replace_file, sync_folder
from app.storage.keys import KeyRing
from app.storage.locking import ProfileLock
from app.values import dataclass, field, replace

_LOCK = "profile.lock"
_LEAVINGS = frozenset(
    (_LOCK, UNFINISHED, f"{UNFINISHED}.new", "keys.json", "keys.json.new", "config.toml.new", "blobs", "logs")
)
_DECIDED = frozenset({"profile", "rehearsal", "device_uuid", "created_ms"})


@dataclass(frozen=True)
class FirstOperator:
    """Who can unlock a new real profile: the number she types (工号), her password, the cost of guessing it."""

    number: str
    password: str
    cost: KdfCost = field(default_factory=KdfCost)


class Profile:
    """An open data folder; ``dispose`` lets the next one in."""

    def __init__(self, path: Path, config: ProfileConfig, lock: ProfileLock | None) -> None:
        self.path = path
        self.database_path = path / "zc.db"
        self.keys_path = path / "keys.json"
        self.blobs_path = path / "blobs"
        self.logs_path = path / "logs"
        self._config = config
        self._lock = lock

    def __enter__(self) -> Profile:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Dispose."""
        self.dispose()

    @property
    def config(self) -> ProfileConfig:
        """The settings of this device."""
        return self._config

    @property
    def rehearsal(self) -> bool:
        """Rehearsal (演练) or real, as decided at creation."""
        return self._config.rehearsal

    @property
    def holds_lock(self) -> bool:
        """Whether this process is the one that may write here."""
        return self._lock is not None

    def unlock_plain(self) -> KeyRing:
        """The key of a rehearsal. Raises UserFacingError ZC-KEY-…, ZC-PROFILE-03."""
        return self._checked(keys.unlock_plain(self.keys_path))

    def unlock_with_password(self, number: str, password: str, now_ms: int) -> KeyRing:
        """The key, by a password. Raises UserFacingError ZC-LOGIN-01, -02, ZC-KEY-…, ZC-PROFILE-03."""
        return self._checked(keys.unlock_with_password(self.keys_path, number, password, now_ms))

    def unlock_with_recovery(self, code: str) -> KeyRing:
        """The key, by the printed code. Raises UserFacingError ZC-LOGIN-03, -04, ZC-KEY-…, ZC-PROFILE-03."""
        return self._checked(keys.unlock_with_recovery(self.keys_path, code))

    def configure(self, **changes: Any) -> None:
        """Change settings, durable when this returns. What was decided at creation cannot change: ValueError."""
        fixed = _DECIDED & changes.keys()
        if fixed:
            raise ValueError(f"decided at creation: {sorted(fixed)}")
        config = replace(self._config, **changes)
        write_config(self.path, config)
        self._config = config

    def finish(self) -> None:
        """The setting up is done: from here on this is a profile, durable when this returns. Raises OSError."""
        (self.path / UNFINISHED).unlink(missing_ok=True)
        sync_folder(self.path)

    def dispose(self) -> None:
        """Release the lock; harmless when called twice."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _checked(self, ring: KeyRing) -> KeyRing:
        if (ring.profile, ring.rehearsal) != (self._config.profile, self._config.rehearsal):
            raise _flipped()
        return ring


def create_profile(
    path: Path,
    rehearsal: bool,
    *,
    device: str = "D01",
    first: FirstOperator | None = None,
    now_ms: int | None = None,
    unfinished: bool = False,
    **settings: Any,
) -> tuple[Profile, KeyRing, str]:
    """Make a data folder: the open profile, its key, and the recovery code to print (empty in a rehearsal).

    A real profile needs its ``first`` operator: ValueError without. ``settings`` are fields of ProfileConfig. What an
    interrupted creation left is started over. ``unfinished``: more is to be set up, and only ``Profile.finish`` makes
    it a profile; whoever is interrupted before starts over. Raises UserFacingError ZC-PROFILE-01 in use, -05 something
    lies there, OSError.
    """
    if not rehearsal and first is None:
        raise ValueError("a real profile begins with an operator")
    moment = _now(now_ms)
    make_private_folder(path)
    lock = ProfileLock(path / _LOCK, moment)
    try:
        _clear_unfinished(path)
        _refuse_occupied(path)
        if unfinished:
            replace_file(path / UNFINISHED, b"")
        config = ProfileConfig(uuid4(), rehearsal, device, uuid4(), moment, **settings)
        ring, code = _create_keys(path / "keys.json", config, first)
        hit("profile:keys-made")
        make_private_folder(path / "blobs")
        make_private_folder(path / "logs")
        hit("profile:folders-made")
        write_config(path, config)
    except BaseException:
        lock.release()
        raise
    return Profile(path, config, lock), ring, code


def open_profile(path: Path, *, exclusive: bool = True, now_ms: int | None = None) -> Profile:
    """Open a data folder; ``exclusive`` (a face, a writer) takes the lock, a query reads beside its holder.

    Raises UserFacingError ZC-PROFILE-01 in use, -02 settings unreadable, -03 settings and key at odds, -04 none.
    """
    if not profile_exists(path):
        raise UserFacingError(
            "ZC-PROFILE-04",
            f"{path.name} 里没有综窗的数据。",
            "没有改动任何文件。",
            "请检查数据目录是否选对，或先建立新的数据目录。",
        )
    lock = ProfileLock(path / _LOCK, _now(now_ms)) if exclusive else None
    try:
        config = read_config(path)
        sealed = keys.read_keys(path / "keys.json")
        if (sealed.profile, sealed.rehearsal) != (config.profile, config.rehearsal):
            raise _flipped()
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    return Profile(path, config, lock)


def _create_keys(path: Path, config: ProfileConfig, first: FirstOperator | None) -> tuple[KeyRing, str]:
    # Left by a creation that was cut off; nothing can be encrypted with it, since there is no database yet.
    path.unlink(missing_ok=True)
    ring = keys.create_keys(path, config.rehearsal, config.profile)
    if first is None:
        return ring, ""
    ring.wrap_for_operator(first.number, first.password, first.cost)
    return ring, "" if config.rehearsal else ring.add_recovery()


def _clear_unfinished(path: Path) -> None:
    """Nothing of a setting up that was interrupted is of use: nobody ever worked with it."""
    if not (path / UNFINISHED).exists():
        return
    for entry in path.iterdir():
        if entry.name in (_LOCK, UNFINISHED):
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _refuse_occupied(path: Path) -> None:
    """A folder may be taken when it is empty or holds only what an interrupted creation leaves."""
    if any(entry.name not in _LEAVINGS for entry in path.iterdir()) or any((path / "blobs").glob("*")):
        raise UserFacingError(
            "ZC-PROFILE-05",
            f"{path.name} 里已经有别的文件，不能在这里新建数据目录。",
            "没有改动任何文件。",
            "请选一个空的文件夹；若这里本来就是综窗的数据，请直接打开它。",
        )


def _flipped() -> UserFacingError:
    return UserFacingError(
        "ZC-PROFILE-03",
        "设置文件与密钥文件说法不一：数据目录是正式还是演练、属于哪台设备，从建立起就不能改。",
        "办件数据没有被改动。",
        "请恢复原来的 config.toml 或 keys.json；需要演练请另建一个演练目录。",
    )


def _now(now_ms: int | None) -> int:
    return time.time_ns() // 1_000_000 if now_ms is None else now_ms
