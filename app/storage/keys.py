"""``keys.json``: the one key of the profile, wrapped several ways, so that no single person or chip can lose it.

A random 32-byte key never leaves memory unwrapped on a real profile: each operator's password wraps it (Argon2id and
AES-GCM), and so does the printed recovery code. Only a rehearsal has a plain wrap; a key beside its database is no
encryption. Whether the profile is real or rehearsal is bound into every wrap and into the seal of the file, so that
editing a word flips nothing.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.codec import CodecError, dumps, from_json
from app.errors import UserFacingError
from app.storage import recovery
from app.storage.cost import KdfCost
from app.storage.files import replace_file
from app.storage.lockout import locked_until, refuse_while_locked, wrong_login
from app.values import dataclass, replace

VERSION = 1
KEY_BYTES = 32
_NONCE_BYTES = 12
_SALT_BYTES = 16
# Nobody edits these upwards to make the program ask for all the memory there is.
_MOST_COST = (1024 * 1024, 16, 16)


class Purpose(StrEnum):
    """What a sub-key is for; each is independent of the others."""

    DATABASE = "db"
    BLOBS = "blobs"
    SECOND_COPY = "second-copy"
    AUDIT = "audit"
    BACKUP = "backup"
    SEAL = "keys-seal"
    PAPER = "paper"


class WrapKind(StrEnum):
    """Ways to the key."""

    PLAIN = "plain"
    OPERATOR = "operator"
    RECOVERY = "recovery"


@dataclass(frozen=True)
class Wrap:
    """One way to the key. ``salt``, ``nonce``, ``sealed`` are base64; ``cost`` is None where there is no password."""

    kind: str
    sealed: str
    id: str = ""
    salt: str = ""
    nonce: str = ""
    cost: KdfCost | None = None


@dataclass(frozen=True)
class Tries:
    """Wrong passwords in a row, and until when (UTC ms) no more are taken.

    Kept per ``bucket`` (0..255) of what was typed as the number: people type their password there by mistake, and eight
    bits of it betray nothing.
    """

    bucket: int
    failed: int
    until_ms: int


@dataclass(frozen=True)
class KeyFile:
    """What ``keys.json`` says. ``seal`` is an HMAC, under the key itself, over what must not be edited."""

    version: int
    profile: UUID
    rehearsal: bool
    seal: str
    wraps: tuple[Wrap, ...] = ()
    tries: tuple[Tries, ...] = ()

    def operators(self) -> tuple[str, ...]:
        """Ids of the operators who can unlock."""
        return tuple(wrap.id for wrap in self.wraps if wrap.kind == WrapKind.OPERATOR)


class KeyRing:
    """The unlocked key. Adding a way writes ``keys.json`` before it returns."""

    def __init__(self, path: Path, key: bytes, file: KeyFile, witness: tuple[str, bytes] = ("", b"")) -> None:
        self._path = path
        self._key = key
        self._file = file
        self._witness = witness

    def __repr__(self) -> str:
        """Never the key."""
        return f"KeyRing({self._path.name}, rehearsal={self.rehearsal})"

    @property
    def rehearsal(self) -> bool:
        """Whether the profile is a rehearsal, as sealed at its creation."""
        return self._file.rehearsal

    @property
    def profile(self) -> UUID:
        """The profile this key belongs to."""
        return self._file.profile

    def sub_key(self, purpose: Purpose) -> bytes:
        """The 32-byte key of one purpose: HKDF-SHA256 (RFC 5869), salted with the profile."""
        return derive(self._key, self.profile, purpose)

    def take_witness(self, operator_id: str) -> bytes:
        """What follows from the password by which ``operator_id`` unlocked this ring, given out once; else empty."""
        (who, witness), self._witness = self._witness, ("", b"")
        return witness if who == operator_id else b""

    def operators(self) -> tuple[str, ...]:
        """Ids of the operators who can unlock."""
        return self._file.operators()

    def wrap_for_operator(self, operator_id: str, password: str, cost: KdfCost | None = None) -> None:
        """Let ``operator_id`` (typed at login, 工号) unlock with ``password``, her former one no more."""
        cost = cost or KdfCost()
        salt = secrets.token_bytes(_SALT_BYTES)
        wrap = Wrap(kind=WrapKind.OPERATOR, sealed="", id=operator_id, salt=_text(salt), cost=cost)
        self._keep(_wrapped(wrap, self._file, _stretch(password, salt, cost), self._key))

    def remove_operator(self, operator_id: str) -> None:
        """Take the way of one operator; raises ValueError when it is the last way to the key."""
        file = self._current()
        left = tuple(wrap for wrap in file.wraps if (wrap.kind, wrap.id) != (WrapKind.OPERATOR, operator_id))
        if not left:
            raise ValueError("the last way to the key stays")
        self._write(replace(file, wraps=left))

    def add_recovery(self) -> str:
        """A fresh recovery code to print and lock away; a code printed before stops working."""
        code = recovery.new_code()
        salt = secrets.token_bytes(_SALT_BYTES)
        wrap = Wrap(kind=WrapKind.RECOVERY, sealed="", salt=_text(salt))
        self._keep(_wrapped(wrap, self._file, _from_code(code, salt), self._key))
        return code

    def _keep(self, wrap: Wrap) -> None:
        file = self._current()
        others = tuple(old for old in file.wraps if (old.kind, old.id) != (wrap.kind, wrap.id))
        mine = _bucket(file, wrap.id) if wrap.kind == WrapKind.OPERATOR else -1
        tries = tuple(entry for entry in file.tries if entry.bucket != mine)
        self._write(replace(file, wraps=(*others, wrap), tries=tries))

    def _current(self) -> KeyFile:
        """The file as it is now: somebody else's tries and ways are kept."""
        if not self._path.exists():
            return self._file
        file = read_keys(self._path)
        if file.seal != self._file.seal:
            raise _damaged()
        return file

    def _write(self, file: KeyFile) -> None:
        write_keys(self._path, file)
        self._file = file


def create_keys(path: Path, rehearsal: bool, profile: UUID | None = None) -> KeyRing:
    """A new random key for ``path``.

    A rehearsal is written at once, with its plain wrap. A real profile gets no plain wrap: its file appears with the
    first operator or recovery code. Raises FileExistsError when ``path`` exists: a second key orphans the database.
    """
    if path.exists():
        raise FileExistsError(path)
    key = secrets.token_bytes(KEY_BYTES)
    profile = profile or uuid4()
    file = KeyFile(VERSION, profile, rehearsal, _seal(key, profile, rehearsal))
    ring = KeyRing(path, key, file)
    if rehearsal:
        add_plain(ring, key)
    return ring


def add_plain(ring: KeyRing, key: bytes) -> None:
    """Store ``key`` unprotected. Raises PermissionError on a real profile."""
    if not ring.rehearsal:
        raise PermissionError("a real profile has no plain wrap")
    ring._keep(Wrap(kind=WrapKind.PLAIN, sealed=_text(key)))


def read_keys(path: Path) -> KeyFile:
    """The still locked file. Raises UserFacingError ZC-KEY-01 missing, ZC-KEY-02 unreadable."""
    try:
        file = from_json(KeyFile, json.loads(path.read_text("utf-8")))
    except FileNotFoundError as error:
        raise UserFacingError(
            "ZC-KEY-01",
            "数据目录里没有密钥文件 keys.json，数据库打不开。",
            "数据库文件没有被改动。",
            "请从备份恢复密钥文件，或联系维护人员。",
        ) from error
    except (OSError, ValueError, CodecError) as error:
        raise _damaged() from error
    if file.version != VERSION:
        raise UserFacingError(
            "ZC-KEY-03",
            "密钥文件是更新版本的程序写的。",
            "数据没有被改动。",
            "请安装新版本的综窗后再打开。",
        )
    return file


def write_keys(path: Path, file: KeyFile) -> None:
    """Replace ``keys.json``, durable when this returns. Raises OSError; then the old file is whole."""
    text = json.dumps(json.loads(dumps(file)), ensure_ascii=False, indent=1)
    replace_file(path, text.encode("utf-8"))


def unlock_plain(path: Path) -> KeyRing:
    """Unlock a rehearsal. Raises UserFacingError ZC-KEY-02 damaged, ZC-KEY-04 when the profile is real."""
    file = read_keys(path)
    wrap = next((wrap for wrap in file.wraps if wrap.kind == WrapKind.PLAIN), None)
    if not file.rehearsal or wrap is None:
        raise UserFacingError(
            "ZC-KEY-04",
            "这是正式的数据目录，必须登录后才能打开。",
            "数据没有被改动。",
            "请用工号和口令登录，或使用恢复码。",
        )
    return _opened(path, _bytes(wrap.sealed), file)


def unlock_with_password(path: Path, operator_id: str, password: str, now_ms: int) -> KeyRing:
    """Unlock with what an operator typed; takes as long for an unknown operator as for a wrong password.

    Raises UserFacingError ZC-LOGIN-01 wrong, ZC-LOGIN-02 too many tries (kept in ``keys.json``), ZC-KEY-… file.
    """
    file = read_keys(path)
    bucket = _bucket(file, operator_id)
    tries = next((entry for entry in file.tries if entry.bucket == bucket), Tries(bucket, 0, 0))
    refuse_while_locked(tries.until_ms, now_ms)
    wrap = next((w for w in file.wraps if (w.kind, w.id) == (WrapKind.OPERATOR, operator_id)), None)
    wrapping = _wrapping(wrap, file, password)
    key = None if wrap is None or wrap.cost is None else _unwrap(wrap, file, wrapping)
    if key is None:
        failed = tries.failed + 1
        _remember(path, file, Tries(bucket, failed, locked_until(failed, now_ms)))
        raise wrong_login()
    if tries.failed:
        file = _remember(path, file, Tries(bucket, 0, 0))
    return _opened(path, key, file, (operator_id, _hkdf(wrapping, file.profile.bytes, b"zongchuang/login/1")))


def unlock_with_recovery(path: Path, code: str) -> KeyRing:
    """Unlock with the printed code. Raises UserFacingError ZC-LOGIN-03 miscopied, ZC-LOGIN-04 not of this profile."""
    file = read_keys(path)
    normal = recovery.normal_form(code)
    for wrap in file.wraps:
        if wrap.kind == WrapKind.RECOVERY:
            key = _unwrap(wrap, file, _from_code(normal, _bytes(wrap.salt)))
            if key is not None:
                return _opened(path, key, file)
    raise UserFacingError(
        "ZC-LOGIN-04",
        "这个恢复码不是这个数据目录的，或者已经换过新的。",
        "数据没有被改动。",
        "请找出最近一次打印的恢复码再试。",
    )


def derive(key: bytes, profile: UUID, purpose: Purpose) -> bytes:
    """The 32-byte sub-key of ``purpose`` under ``key``: HKDF-SHA256 (RFC 5869)."""
    return _hkdf(key, profile.bytes, f"zongchuang/{purpose.value}/1".encode())


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=salt, info=info).derive(key)


def _opened(path: Path, key: bytes, file: KeyFile, witness: tuple[str, bytes] = ("", b"")) -> KeyRing:
    expected = _seal(key, file.profile, file.rehearsal)
    if not secrets.compare_digest(expected, file.seal):
        raise _damaged()
    return KeyRing(path, key, file, witness)


def _seal(key: bytes, profile: UUID, rehearsal: bool) -> str:
    mac = HMAC(derive(key, profile, Purpose.SEAL), SHA256())
    mac.update(f"zongchuang keys {VERSION} {profile} {'rehearsal' if rehearsal else 'real'}".encode())
    return mac.finalize().hex()


def _remember(path: Path, file: KeyFile, entry: Tries) -> KeyFile:
    others = tuple(old for old in file.tries if old.bucket != entry.bucket)
    changed = replace(file, tries=(*others, entry) if entry.failed else others)
    try:
        write_keys(path, changed)
    except OSError:
        # A full disk must neither lock a clerk out nor hide that her password was wrong.
        return file
    return changed


def _wrapping(wrap: Wrap | None, file: KeyFile, password: str) -> bytes:
    """The password stretched; without a wrap too, so that time does not tell who works here."""
    if wrap is None or wrap.cost is None:
        known = next((other.cost for other in file.wraps if other.cost is not None), KdfCost())
        return _stretch(password, bytes(_SALT_BYTES), known)
    return _stretch(password, _bytes(wrap.salt), wrap.cost)


def _wrapped(wrap: Wrap, file: KeyFile, wrapping: bytes, key: bytes) -> Wrap:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(wrapping).encrypt(nonce, key, _bound(wrap, file))
    return replace(wrap, nonce=_text(nonce), sealed=_text(sealed))


def _unwrap(wrap: Wrap, file: KeyFile, wrapping: bytes) -> bytes | None:
    try:
        return AESGCM(wrapping).decrypt(_bytes(wrap.nonce), _bytes(wrap.sealed), _bound(wrap, file))
    except (InvalidTag, ValueError):
        return None


def _bucket(file: KeyFile, typed: str) -> int:
    return sha256(file.profile.bytes + typed.encode("utf-8")).digest()[0]


def _bound(wrap: Wrap, file: KeyFile) -> bytes:
    facts: list[Any] = [file.version, str(file.profile), file.rehearsal, wrap.kind, wrap.id]
    return json.dumps(facts, ensure_ascii=False).encode("utf-8")


def _stretch(password: str, salt: bytes, cost: KdfCost) -> bytes:
    asked = (cost.memory_kib, cost.passes, cost.lanes)
    if any(given < 1 or given > most for given, most in zip(asked, _MOST_COST, strict=True)):
        raise _damaged()
    # A rehearsal starts without a password.
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        password.encode("utf-8"), salt, cost.passes, cost.memory_kib, cost.lanes, KEY_BYTES, Type.ID
    )


def _from_code(code: str, salt: bytes) -> bytes:
    # 140 random bits need no stretching.
    return _hkdf(code.encode("ascii"), salt, b"zongchuang/recovery/1")


def _damaged() -> UserFacingError:
    return UserFacingError(
        "ZC-KEY-02",
        "密钥文件 keys.json 损坏或被改动过。",
        "数据库文件没有被改动。",
        "请从备份恢复密钥文件，不要手工修改它；也可联系维护人员。",
    )


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError as error:
        raise _damaged() from error
