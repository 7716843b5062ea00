"""套打校准 at an open workplace: print the sheet, take over what the ruler found, check it. No Qt."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.domain.paper import PaperKind
from app.domain.time import date_words
from app.ports import Outcome, Printer
from app.values import dataclass
from printing.calibration import Measured, calibration_sheet
from printing.profiles import VALID_DAYS, Position, Profile, Profiles
from ui.unqueued import send_and_see

if TYPE_CHECKING:
    from ui.workplace import Workplace

A4 = (210.0, 297.0)


@dataclass(frozen=True)
class Calibrated:
    """A calibration and what it is worth today: ``state`` ok, warn or danger, ``words`` why."""

    where: Position
    profile: Profile
    state: str
    words: str


class Overprint:
    """Calibrations of this workstation."""

    def __init__(self, at: Workplace) -> None:
        self._at = at
        self.kept = Profiles(at.stores.settings.get, at.stores.settings.put)

    def here(self, tray: str, stock: str, side: str) -> Position:
        """The position of a blank in the printer of this window."""
        return Position(self._at.device, self._printer().name, tray.strip(), stock.strip(), side)

    def _printer(self) -> Printer:
        """The printer that takes certificates."""
        return self._at.press.printers.printer_for(PaperKind.CERTIFICATE.value)

    def kinds(self) -> tuple[str, ...]:
        """Kinds of blanks that are known here."""
        return tuple(self._at.stores.stock.counts())

    def every(self) -> tuple[Calibrated, ...]:
        """Every calibration with what it is worth today."""
        today = self._at.clock.now().local.date()
        return tuple(_worth(key, profile, today) for key, profile in sorted(self.kept.all().items()))

    def print_sheet(self, where: Position, size: tuple[float, float] = A4) -> str:
        """Print the sheet on plain paper, corrected once a calibration is known; what the printer says of it."""
        known = self.kept.all().get(where.key)
        by = known.calibration if known is not None else None
        pdf = calibration_sheet(self._at.fonts, None, size[0], size[1], by)
        title = "calibration" + hashlib.sha256(pdf).hexdigest()[:8]
        outcome, words = send_and_see(self._printer(), title, pdf, 1)
        return f"{'已出纸' if outcome is Outcome.OUT else '已送打印机'} {words}".strip()

    def measure(
        self, where: Position, measured: Measured, size: tuple[float, float] = A4, driver: str = ""
    ) -> Profile:
        """Take over what the ruler found; it must be checked before a blank is printed. Raises ZC-PRN-51."""
        return self.kept.adjust(where, measured, size[0], driver)

    def check(self, where: Position, residual: float) -> Profile:
        """The corrected sheet was measured. Raises UserFacingError ZC-PRN-52, ZC-PRN-55."""
        who = self._at.office.desk.session.operator.name
        return self.kept.check(where, residual, who, self._at.clock.now().local.date())


def _worth(key: str, profile: Profile, today: date) -> Calibrated:
    where = Position(*key.split("|"))
    if profile.residual is None or not profile.checked_on:
        return Calibrated(where, profile, "warn", "量过，还没有复核")
    ends = date.fromisoformat(profile.checked_on) + timedelta(days=VALID_DAYS)
    if ends < today:
        return Calibrated(where, profile, "danger", f"{date_words(ends)}过期")
    return Calibrated(where, profile, "ok", f"至{date_words(ends)}")
