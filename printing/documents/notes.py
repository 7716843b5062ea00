"""What several papers may carry beside their own content: 容缺, 承诺, 帮代办, the branches of 一件事."""

from __future__ import annotations

from datetime import date

from app.values import dataclass
from printing.documents.base import LICENSING

_CHANNELS = {
    "": "",
    "窗口": "",
    "上门": "在上门服务时",
    "驿站": "在政务服务驿站",
    "自助终端": "通过自助终端",
    "网上": "通过网上",
}


def channel_words(channel: str) -> str:
    """How the application came, as a part of a sentence; nothing for the window."""
    return _CHANNELS.get(channel, f"通过{channel}")


@dataclass(frozen=True, slots=True)
class ToleranceNote:
    """容缺受理: ``number`` of its notice (D07), what is ``owed``, and by when."""

    number: str
    owed: tuple[str, ...]
    until: date


@dataclass(frozen=True, slots=True)
class CommitmentNote:
    """告知承诺: ``number`` of the signed paper (D08) and what is replaced by the commitment."""

    number: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assistance:
    """帮代办, voluntary and free: who helped, with what, for which body."""

    helper: str
    what: str = "帮助填写申请表、整理和递交材料"
    body: str = ""

    @property
    def words(self) -> str:
        """One line of a paper."""
        whose = f"（{self.body}）" if self.body else ""
        return f"由{self.helper}{whose}{self.what}，申请人自愿，免费"


@dataclass(frozen=True, slots=True)
class Branch:
    """One item of a 一件事: ``limit`` 10个工作日, ``due_on`` its last day, ``starts`` when it does not start now
    (a serial branch starts with the written completion of the one before).
    """

    item: str
    department: str
    limit: str
    due_on: date | None = None
    number: str = ""
    starts: str = ""


BRANCH_LAW = LICENSING + "第二十六条、第四十二条"
