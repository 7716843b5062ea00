"""How the working day stands, as the frame of a window says it: a quiet offer of the opening check, and 已闭窗."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.day import Standing
from app.domain.time import weekday_words
from app.errors import UserFacingError
from app.ports import Clock
from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Icon, Text
from ui.shared.shell import FaceShell
from ui.theme import look, t

OPEN_KEY, LATER_KEY = "Ctrl+Shift+J", "Ctrl+Shift+D"


class OfferStrip(Frame):
    """One line in the flow of the page with two buttons; it covers nothing and takes no focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("strip", "info", parent=parent)
        th = look().theme
        self.setObjectName("day.offer")
        self.say = Text(t("day.offer"), "body", "info", wrap=False)
        self.open = KeyButton(t("day.open"), OPEN_KEY, "clipboard-check", size="small")
        self.open.setObjectName("day.offer.open")
        self.later = KeyButton(t("day.offer_later"), LATER_KEY, kind="quiet", size="small")
        self.later.setObjectName("day.offer.later")
        row = QHBoxLayout(self)
        row.setContentsMargins(th.space.m, th.space.xs, th.space.m, th.space.xs)
        row.setSpacing(th.space.m)
        row.addWidget(Icon("clipboard-check", "info"))
        row.addWidget(self.say)
        row.addStretch(1)
        row.addWidget(self.open)
        row.addWidget(self.later)
        self.setAccessibleName(self.say.text())
        self.hide()


class DayLine:
    """Offers the opening check of a window to who logs in, until it is done or put off for today.

    It comes at the intake, while nobody is being taken in and no lesson is open, so that nothing moves under a typing
    hand; what stands already stays. ``face``: a window (shell, pages, guide, workplace).
    """

    def __init__(self, face: Any) -> None:
        self._face = face
        self._put_off: date | None = None
        self._entered = False
        self.strip: OfferStrip | None = None
        self.standing = Standing()

    def begin(self) -> None:
        """Somebody logged in."""
        self._entered = True

    def show(self, standing: Standing) -> None:
        """How the day stands, just read."""
        self.standing = standing
        wanted = self._wanted()
        if wanted and self.strip is None:
            self._make()
        if self.strip is not None and wanted is not self.strip.isVisibleTo(self._face.shell):
            self.strip.setVisible(wanted)

    def _wanted(self) -> bool:
        face = self._face
        if not (self._entered and self.standing.unlooked) or face.shell.covered() or face.shell.place() == "day":
            return False
        if self._put_off == face.workplace.clock.now().date or face.guide.strip.isVisible() or self._looks_only():
            return False
        stands = self.strip is not None and self.strip.isVisibleTo(face.shell)
        return stands or (face.shell.place() == "intake" and bool(face.pages["intake"].state.empty()))

    def _looks_only(self) -> bool:
        try:
            return bool(self._face.workplace.office.desk.session.looks_only)
        except UserFacingError:
            return True

    def _make(self) -> None:
        self.strip = OfferStrip()
        self.strip.open.clicked.connect(self._open)
        self.strip.later.clicked.connect(self._later)
        self._face.shell.add_strip(self.strip)

    def _open(self) -> None:
        """To the check; where its page is still being loaded, once it is there."""
        face = self._face
        if not face.ahead.put_off("day", self._open):
            self._hide()
            face.shell.go("day")
            face.pages["day"].show_room("open")

    def _later(self) -> None:
        self._put_off = self._face.workplace.clock.now().date
        self._hide()

    def _hide(self) -> None:
        if self.strip is not None:
            self.strip.hide()


def tell_time(clock: Clock, shell: FaceShell, pages: Mapping[str, Any]) -> None:
    """The time in the top bar, and the day to the intake: what is judged there is judged by it, over midnight too."""
    now = clock.now().local
    weekday = weekday_words(now.date()).replace("星期", "周")
    shell.set_clock(f"{now.hour:02d}:{now.minute:02d}", f"{now.month}月{now.day}日 {weekday}")
    if "intake" in pages:
        pages["intake"].day_is(now.date())


def closed_words(standing: Standing) -> str:
    """What the top bar says of a window that is closed; "" while it is open. Who still stands there is served: what was
    taken in since is counted, and wants the closing check once more.
    """
    if not standing.closed:
        return ""
    return t("ready.closed_after", count=standing.after) if standing.after else t("ready.closed")


MOST_LACKS = 2


def readiness(
    lacks: Sequence[str], doubt: str, day: Standing | None = None, low: Sequence[str] = ()
) -> tuple[str, str]:
    """What the top bar says of the desk, and its colour: a clock in doubt moves the days of the law. ``day``: whether
    the window was closed by its check. ``low`` are printers whose paper ends soon.
    """
    missing = [*([doubt] if doubt else []), *lacks]
    if day is not None and (closed := closed_words(day)):
        return f"{closed}　{doubt}".rstrip(), "warn" if day.after or doubt else "info"
    if not missing and not low:
        return t("ready.yes"), "ok"
    more = t("ready.more", count=len(missing)) if len(missing) > MOST_LACKS else ""
    now = t("ready.lacks", what="，".join(missing[:MOST_LACKS]) + more) if missing else t("ready.yes")
    return t("ready.low", now=now, names="、".join(low[:MOST_LACKS])) if low else now, "warn"
