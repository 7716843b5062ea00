"""授权委托书到期日: asked of whoever stands here for another."""

from __future__ import annotations

from datetime import date

from app.domain.power import ENDED, power_gap
from ui.shared.field import Field
from ui.theme import t
from ui.window.intake.masked import let_grow


class PowerField(Field):
    """Asks for the last day of the power; what is wrong with it is said once she has left it."""

    def __init__(self) -> None:
        super().__init__(t("intake.who.until"), placeholder=t("intake.who.until_hint"))
        self.setObjectName("intake.authority_until.field")
        self.edit.setObjectName("intake.authority_until")
        self.edit.take_no_words()
        let_grow(self)

    def judge(self, typed: str, day: date) -> None:
        """Say whether the power speaks on ``day``, that of the hand-over."""
        if self.edit.hasFocus():
            return
        gap = next(power_gap(typed, day), "")
        if gap:
            self.set_error(t("intake.who.until_ended" if gap == ENDED else "intake.who.until_unreadable"))
        elif typed.strip():
            self.set_ok()
        else:
            self.clear_state()
