"""The data folder: ``profile.lock zc.db keys.json blobs/ config.toml logs/``. Real or rehearsal from its creation, for ever."""

from __future__ import annotations

import json
import os
import sys
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID, uuid4

import tomli_w

from app.domain.codec import CodecError, from_json, to_json
from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.storage import keys
from app.storage.faultpoints import hit
from app.storage.files import PRIVATE_FILE, make_private_folder, replace_file
from app.storage.keys import KdfCost, KeyRing
from app.storage.locking import claim, let_go

_KNOWN_AT_LOCK_OFFSET = 1024


@dataclass(frozen=True)
class ProfileConfig:
    """``config.toml``. ``device`` is the short name on papers and commits (``D07``), ``device_uuid`` the name for ever.

    ``region`` is the six-digit division code (GB/T 2260) of the hall; ``authority`` the body whose name its own papers bear;
    ``second_copy`` a folder on another medium, empty when there is none; ``extra`` is whatever else the file holds, kept.
    """

    profile: UUID
    rehearsal: bool
    device: str
    device_uuid: UUID
    created_ms: int
    face: str = "window"
    hall: str = ""
    window: str = ""
    region: str = ""
    authority: str = ""
    platform_url: str = ""
    second_copy: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FirstOperator:
    """Who can unlock a new real profile: the number she types, her password, the cost of guessing it."""

    number: str
    password: str
    cost: KdfCost = KdfCost()


class Profile:
    """An open data folder; ``dispose`` lets the next one in."""

    def __init__(self, path: Path, config: ProfileConfig, lock: ProfileLock | None) -> None:
        self.path = path
        self._config = config
        self._lock = lock

    def __enter__(self) -> Profile:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
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

    @property
    def database_path(self) -> Path:
        """The encrypted database."""
        return self.path / "zc.db"

    @property
    def keys_path(self) -> Path:
        """The wrapped key."""
        return self.path / "keys.json"

    @property
    def blobs_path(self) -> Path:
        """Folder of the sealed scans and photos."""
        return self.path / "blobs"

    @property
    def logs_path(self) -> Path:
        """Folder of the logs, which hold codes and ids only."""
        return self.path / "logs"

    def unlock_plain(self) -> KeyRing:
        """The key of a rehearsal. Raises UserFacingError ZC-KEY-…, ZC-PROFILE-03."""
        return self._checked(keys.unlock_plain(self.keys_path))

    def unlock_with_password(self, number: str, password: str, now_ms: int) -> KeyRing:
        """The key, by an operator's password. Raises UserFacingError ZC-LOGIN-01, -02, ZC-KEY-…, ZC-PROFILE-03."""
        return self._checked(keys.unlock_with_password(self.keys_path, number, password, now_ms))

    def unlock_with_recovery(self, code: str) -> KeyRing:
        """The key, by the printed code. Raises UserFacingError ZC-LOGIN-03, -04, ZC-KEY-…, ZC-PROFILE-03."""
        return self._checked(keys.unlock_with_recovery(self.keys_path, code))

    def configure(self, **changes: Any) -> None:
        """Change settings, durable when this returns. What was decided at creation cannot change: ValueError."""
        fixed = {"profile", "rehearsal", "device_uuid", "created_ms"} & changes.keys()
        if fixed:
            raise ValueError(f"decided at creation: {sorted(fixed)}")
        config = replace(self._config, **changes)
        write_config(self.path / "config.toml", config)
        self._config = config

    def dispose(self) -> None:
        """Release the lock; harmless when called twice."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _checked(self, ring: KeyRing) -> KeyRing:
        if (ring.profile, ring.rehearsal) != (self._config.profile, self._config.rehearsal):
            raise _flipped()
        return ring


class ProfileLock:
    """Exclusive hold of a data folder, by an operating-system lock that ends with the process."""

    def __init__(self, path: Path, now_ms: int) -> None:
        """Take the lock. Raises UserFacingError ZC-PROFILE-01 with since when another instance holds it."""
        self._handle: int | None = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        try:
            claim(self._handle)
        except OSError as error:
            raise _held(self._since()) from error
        text = json.dumps({"pid": os.getpid(), "since_ms": now_ms})
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, text.encode("ascii"), 0) if sys.platform != "win32" else self._write(text)

    def release(self) -> None:
        """Let go; harmless when called twice."""
        if self._handle is not None:
            let_go(self._handle)
            os.close(self._handle)
            self._handle = None
