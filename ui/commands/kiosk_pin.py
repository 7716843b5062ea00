"""``kiosk --set-pin``: the PIN of the staff of a terminal, asked twice and never on the command line."""

from __future__ import annotations

import argparse

from app.errors import UserFacingError
from app.storage.kiosk_pin import StaffPin
from ui.commands.common import ask_in_turn, say, workplace


def set_pin(given: argparse.Namespace) -> int:
    """Set it. Raises UserFacingError ZC-KIOSK-12, ZC-KIOSK-14 when the two differ."""
    with workplace(given, exclusive=True) as at:
        first, again = ask_in_turn("新管理密码：", "再输一次：")
        if first != again:
            raise UserFacingError("ZC-KIOSK-14", "两次输入的管理密码不一样", "原来的密码没有变", "请重新设定")
        StaffPin(at.stores.settings).set(first)
        at.stores.audit.record(at.office.desk.session.operator.id, "kiosk-pin", at.device)
    say(given, {"set": True}, "管理密码已设定")
    return 0
