"""Calibrations as they are kept: one per workstation, queue, tray, kind of blank and side; nothing is printed on a real
blank without one that was measured, checked and not too long ago.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

from app.errors import UserFacingError
from app.values import asdict, dataclass, replace
from printing.calibration import GOOD_ENOUGH, Measured, calibration_from
from printing.documents.licence import Calibration

_SETTING = "print.calibrations"
VALID_DAYS = 180
_KEPT = "空白证没有用掉，已存的都没有变。"


@dataclass(frozen=True)
class Position:
    """What a calibration belongs to."""

    workstation: str
    queue: str
    tray: str = ""
    stock: str = ""
    side: str = "front"

    @property
    def key(self) -> str:
        """Its name in the list."""
        return "|".join((self.workstation, self.queue, self.tray, self.stock, self.side))


@dataclass(frozen=True)
class Profile:
    """A calibration and its proof: ``residual`` in millimetres as measured on the second sheet, by whom and when.

    ``driver`` names the printer driver at that time; another one makes it void.
    """

    calibration: Calibration
    driver: str = ""
    residual: float | None = None
    checked_by: str = ""
    checked_on: str = ""


class Profiles:
    """The calibrations in the settings; ``get`` and ``put`` read and write one setting."""

    def __init__(self, get: Callable[[str, str], str], put: Callable[[str, str], None]) -> None:
        self._get, self._put = get, put

    def all(self) -> dict[str, Profile]:
        """Every profile by the key of its position."""
        return {key: _profile(found) for key, found in json.loads(self._get(_SETTING, "{}")).items()}

    def adjust(self, at: Position, measured: Measured, width: float, driver: str = "") -> Profile:
        """Take over what the ruler found; it counts only once checked. Errors as ``calibration_from``."""
        made = Profile(calibration_from(measured, width), driver)
        self._keep(at, made)
        return made

    def check(self, at: Position, residual: float, who: str, today: date) -> Profile:
        """The second sheet was measured: its worst cross is ``residual`` millimetres off.

        Raises UserFacingError ``ZC-PRN-52`` without a calibration, ``ZC-PRN-55`` when it is more than 0.5 mm.
        """
        found = self.all().get(at.key)
        if found is None:
            raise _refused("ZC-PRN-52", "这台打印机、纸盒和空白证还没有校准。")
        if not 0 <= residual <= GOOD_ENOUGH:
            raise _refused(
                "ZC-PRN-55", f"校准后仍差 {residual} 毫米，超过 {GOOD_ENOUGH} 毫米，不能用于空白证。"
            )
        made = replace(found, residual=residual, checked_by=who, checked_on=today.isoformat())
        self._keep(at, made)
        return made

    def valid(self, at: Position, today: date, driver: str = "") -> Calibration:
        """What to do to every point before printing on real stock.

        Raises UserFacingError: ``ZC-PRN-52`` never calibrated, ``ZC-PRN-53`` not checked, ``ZC-PRN-54`` older than
        :data:`VALID_DAYS` or of another driver.
        """
        found = self.all().get(at.key)
        if found is None:
            raise _refused("ZC-PRN-52", "这台打印机、纸盒和空白证还没有校准。")
        if found.residual is None or not found.checked_on:
            raise _refused("ZC-PRN-53", "套打校准还没有复核。")
        if found.driver != driver or today - date.fromisoformat(found.checked_on) > timedelta(
            days=VALID_DAYS
        ):
            raise _refused("ZC-PRN-54", "套打校准已过期，或打印机驱动换过。")
        return found.calibration

    def _keep(self, at: Position, profile: Profile) -> None:
        rows = json.loads(self._get(_SETTING, "{}"))
        rows[at.key] = asdict(profile)
        self._put(_SETTING, json.dumps(rows, ensure_ascii=False))


def _profile(row: dict[str, object]) -> Profile:
    given = dict(row)
    measured = given.pop("calibration")
    assert isinstance(measured, dict)
    return Profile(Calibration(**measured), **given)  # type: ignore[arg-type]


def _refused(code: str, what: str) -> UserFacingError:
    return UserFacingError(
        code, what, _KEPT, "请用 zongchuang print calibrate 打校准页、量尺、再复核一次，然后重新打印。"
    )
