"""What is guessed at a self-service terminal, staff's PIN and receipt codes: the wait grows and outlives a restart."""

from __future__ import annotations

import json

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import UserFacingError
from app.storage.lockout import again_at, locked_until, refuse_while_locked, waits
from app.storage.stores import SqlSettings

PIN_SETTING = "kiosk.pin"
TRIES_SETTING = "kiosk.pin_tries"
CODE_TRIES_SETTING = "kiosk.code_tries"
LEAST_DIGITS = 6


class StaffPin:
    """Checks who wants to leave the full screen."""

    def __init__(self, settings: SqlSettings, hasher: PasswordHasher | None = None) -> None:
        self._settings = settings
        self._hasher = hasher or PasswordHasher()

    def known(self) -> bool:
        """Whether a PIN was ever set."""
        return bool(self._settings.get(PIN_SETTING))

    def set(self, pin: str) -> None:
        """Give a new PIN. Raises UserFacingError ZC-KIOSK-12 when it is too short or no number."""
        if len(pin) < LEAST_DIGITS or not pin.isdigit() or len(set(pin)) == 1:
            raise UserFacingError(
                "ZC-KIOSK-12",
                f"管理密码至少 {LEAST_DIGITS} 位数字，不能全相同",
                "原来的密码没有变",
                "请换一个",
            )
        self._settings.put(PIN_SETTING, self._hasher.hash(pin))
        self._settings.put(TRIES_SETTING, "")

    def check(self, pin: str, now_ms: int) -> None:
        """Raise UserFacingError ZC-KIOSK-11 for a wrong one, ZC-KIOSK-16 for one that begins a wait or comes in it.

        A wrong try is on disk before it is told.
        """
        kept = self._settings.get(TRIES_SETTING)
        failed, until = json.loads(kept) if kept else (0, 0)
        _refuse(until, now_ms)
        if self._matches(pin):
            self._settings.put(TRIES_SETTING, "")
            return
        failed += 1
        until = locked_until(failed, now_ms)
        self._settings.put(TRIES_SETTING, json.dumps([failed, until]))
        _refuse(until, now_ms)
        raise UserFacingError("ZC-KIOSK-11", "管理密码不对", "终端照常服务", "请核对后再输")

    def _matches(self, pin: str) -> bool:
        try:
            return self._hasher.verify(self._settings.get(PIN_SETTING), pin)
        except (VerificationError, InvalidHashError):
            return False


def _refuse(until_ms: int, now_ms: int) -> None:
    """Raise UserFacingError ZC-KIOSK-16 while the wait lasts: a PIN is no login, and nobody resets it there."""
    if waits(until_ms, now_ms):
        when = again_at(until_ms).local
        raise UserFacingError(
            "ZC-KIOSK-16",
            "管理密码连续输错，要等一会儿才能再输",
            "终端照常服务",
            f"请在{when.hour}时{when.minute:02d}分以后再输；忘了密码请找信息科",
        )


class CodeTries:
    """Counts wrong receipt codes of the whole terminal: whoever guesses, waits."""

    def __init__(self, settings: SqlSettings) -> None:
        self._settings = settings

    def refuse(self, now_ms: int) -> None:
        """Raise UserFacingError ZC-KIOSK-15 while the wait lasts."""
        try:
            refuse_while_locked(self._kept()[1], now_ms)
        except UserFacingError as error:
            raise UserFacingError(
                "ZC-KIOSK-15", "号码连续输错次数过多", "什么都没有改变", "请过一会儿再输，或者刷身份证查"
            ) from error

    def note(self, right: bool, now_ms: int) -> None:
        """A try was right, or wrong; it is on disk before it is told."""
        failed = 0 if right else self._kept()[0] + 1
        if failed or self._kept()[0]:
            self._settings.put(CODE_TRIES_SETTING, json.dumps([failed, locked_until(failed, now_ms)]))

    def _kept(self) -> tuple[int, int]:
        kept = self._settings.get(CODE_TRIES_SETTING)
        failed, until = json.loads(kept) if kept else (0, 0)
        return failed, until
