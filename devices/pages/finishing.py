"""From scanned pages to PDFs, in a process of its own with limits of time and memory; nothing stays on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.errors import UserFacingError
from app.values import dataclass

from .. import codes
from ..child import Child, ChildLost, own_command

MODULE = "devices.pages.helper"
SECONDS_PER_PAGE, SECONDS_AT_LEAST = 8.0, 20.0
MOST_BYTES = 10 * 1024 * 1024
_FAULTS = {
    "unreadable": ("有一页不是图片，或没有扫完整。", "请重扫这一页。"),
    "too-large": ("有一页的图片太大，本机打不开。", "请用 300 dpi 以下重扫这一页。"),
    "too-many": ("一次扫的页太多。", "请分几次扫，每次不超过三百页。"),
    "no-fit": ("这些页合成的文件超过大小限制。", "请降低分辨率，或分成几份材料。"),
}


@dataclass(frozen=True)
class Scan:
    """One PDF; ``label`` is what the separator sheet before it said, ``pages`` how many there are.

    ``places`` tells which of the scanned pages it is made of, the separator among them.
    """

    label: str
    pdf: bytes
    pages: int
    places: tuple[int, ...] = ()


def finish_pages(
    pages: Sequence[bytes],
    *,
    dpi: int = 200,
    most_bytes: int = MOST_BYTES,
    keep_blank: bool = False,
    seconds: float = 0.0,
) -> list[Scan]:
    """Level, crop, leave out blank pages, split at separators; a PDF for each part that has pages.

    UserFacingError ``ZC-DEV-78`` when a page is no picture, too large, or the result does not fit; the caller keeps
    the pages.
    """
    if not pages:
        return []
    limit = seconds or max(SECONDS_AT_LEAST, SECONDS_PER_PAGE * len(pages))
    with tempfile.TemporaryDirectory(prefix="zc-pages-", ignore_cleanup_errors=True) as folder:
        paths = []
        for number, page in enumerate(pages):
            paths.append(Path(folder) / f"{number:04d}.page")
            paths[-1].write_bytes(page)
        question = {
            "pages": [str(path) for path in paths],
            "dpi": dpi,
            "most_bytes": most_bytes,
            "keep_blank": keep_blank,
        }
        child = Child(own_command(MODULE), folder=Path(folder))
        try:
            child.start()
            answer = child.ask(question, limit)
        except ChildLost as lost:
            raise _refusal("too-large" if lost.kind != "missing" else "unreadable") from lost
        finally:
            child.stop()
        if "fault" in answer:
            raise _refusal(str(answer["fault"]))
        return [
            Scan(one["label"], Path(one["path"]).read_bytes(), one["pages"], tuple(one["places"]))
            for one in answer["files"]
        ]


def _refusal(fault: str) -> UserFacingError:
    what, what_next = _FAULTS.get(fault, _FAULTS["unreadable"])
    return UserFacingError(codes.PAGES_UNFIT, what, "已扫的页都在，已填写的内容没有改变。", what_next)
