"""Whether new intakes go on the paper pad at this desk now."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from app.usecases.desk import SERIES
from app.usecases.pad import PadAdvice, pad_advice

if TYPE_CHECKING:
    from ui.workplace import Workplace


def pad_now(at: Workplace) -> PadAdvice | None:
    """Looks at the numbers in hand, the room on the disk and the printed sheets; runs on the ``db`` worker."""
    free = shutil.disk_usage(at.profile.path).free
    return pad_advice(at.blocks.left(SERIES), free, len(at.pad_book.sheets("issued")))
