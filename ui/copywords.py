"""What is said of the second medium."""

from __future__ import annotations

from app.domain.time import Timestamp
from app.storage.second_copy import CopyState, CopyStatus

_COPY_WORDS = {
    CopyState.READY: "第二介质已跟上",
    CopyState.BEHIND: "第二介质还没有跟上",
    CopyState.MISSING: "第二介质没有接上：之后的办件只在本机",
    CopyState.FOREIGN: "接上的第二介质是别的设备的",
    CopyState.FULL: "第二介质满了",
    CopyState.FAILED: "第二介质写不进去",
    CopyState.SAME: "第二介质没有接上，副本写在本机硬盘上：硬盘坏了会一起丢",
}


def copy_words(status: CopyStatus) -> str:
    """How the second medium stands, and since when."""
    words = _COPY_WORDS[status.state]
    if status.last_ms is None:
        return words
    last = Timestamp(status.last_ms).local
    return f"{words}（{last.month}月{last.day}日 {last.hour:02d}:{last.minute:02d}）"
