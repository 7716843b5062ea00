"""The PIN of the staff of a self-service terminal: a slow hash, and a wait that grows and outlives a restart."""

from __future__ import annotations

import json

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import UserFacingError
from app.storage.lockout import locked_until, refuse_while_locked
from app.storage.stores import SqlSettings

PIN_SETTING = "kiosk.pin"
TRIES_SETTING = "kiosk.pin_tries"
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
        """Raise UserFacingError ZC-KIOSK-11 for a wrong one, ZC-LOGIN-02 while the wait lasts.

        A wrong try is on disk before it is told.
        """
        kept = self._settings.get(TRIES_SETTING)
        failed, until = json.loads(kept) if kept else (0, 0)
        refuse_while_locked(until, now_ms)
        if self._matches(pin):
            self._settings.put(TRIES_SETTING, "")
            return
        failed += 1
        self._settings.put(TRIES_SETTING, json.dumps([failed, locked_until(failed, now_ms)]))
        raise UserFacingError("ZC-KIOSK-11", "管理密码不对", "终端照常服务", "请核对后再输")

    def _matches(self, pin: str) -> bool:
        try:
            return self._hasher.verify(self._settings.get(PIN_SETTING), pin)
        except (VerificationError, InvalidHashError):
            return False
