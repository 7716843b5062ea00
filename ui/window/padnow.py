"""Whether new intakes go on the paper pad at this desk now."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from app.usecases.desk import SERIES
from app.usecases.pad import PadAdvice, pad_advice
from ui.line import LAST_ERROR_SETTING, LAST_SYNC_SETTING

if TYPE_CHECKING:
    from ui.workplace import Workplace


def pad_now(at: Workplace) -> PadAdvice | None:
    """Looks at the numbers in hand, the room on the disk and the printed sheets; runs on the ``db`` worker."""
    free, sheets = shutil.disk_usage(at.profile.path).free, len(at.pad_book.sheets("issued"))
    return pad_advice(at.blocks.left(SERIES), free, sheets, first_word=_first_word(at))


def _first_word(at: Workplace) -> bool:
    """Whether the line is plugged in and has neither carried anything nor failed in the life of this profile."""
    settings = at.stores.settings
    return at.line.address is not None and not any(map(settings.get, (LAST_SYNC_SETTING, LAST_ERROR_SETTING)))
