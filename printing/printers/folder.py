"""Papers as PDF files in a folder: for rehearsal, for the tour, for halls that print elsewhere."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from pathlib import Path

from app.ports import NotSentError, Outcome, PrinterState, Ticket
from printing.printers.refusal import not_sent

_UNSAFE = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')
# File systems take 255 bytes; a Chinese character is three.
_LONGEST = 180
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def safe_name(title: str) -> str:
    """A file name for a title: what file systems forbid becomes ``_``; too long ones end in a digest."""
    name = _UNSAFE.sub("_", title).strip(" .") or "paper"
    if len(name.encode()) <= _LONGEST:
        return name
    return (
        name.encode()[: _LONGEST - 13].decode(errors="ignore")
        + "-"
        + hashlib.sha256(title.encode()).hexdigest()[:12]
    )


class FolderPrinter:
    """Writes ``<title>.pdf`` whole or not at all, and says OUT once the bytes are on disk.

    The same paper sent twice stays one file; other bytes under the same title get ``-2``, ``-3`` … Raises
    NotSentError: ``ZC-PRN-41`` disk full, ``ZC-PRN-42`` folder not writable.
    """

    def __init__(self, folder: Path, name: str = "文件夹") -> None:
        self.name = name
        self.folder = folder

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """Write the file; copies of a file are the same file."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return Ticket(self.name, self._write(safe_name(title), pdf).name)
        except OSError as error:
            raise self._refusal(error) from error

    def _write(self, name: str, pdf: bytes) -> Path:
        target, number = self.folder / f"{name}.pdf", 1
        while target.exists():
            if target.read_bytes() == pdf:
                return target
            number += 1
            target = self.folder / f"{name}-{number}.pdf"
        part = target.with_name(f".{target.name}.part")
        try:
            with part.open("wb") as stream:
                stream.write(pdf)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(target)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        self._settle()
        return target

    def _settle(self) -> None:
        """Make the new name itself durable; Windows has no handle for that."""
        if os.name != "posix":
            return
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _refusal(self, error: OSError) -> NotSentError:
        if error.errno in _FULL:
            return not_sent(
                "ZC-PRN-41", "存放文书的磁盘已满，文件没有写成。", "请清理磁盘后，在打印队列里再试一次。"
            )
        return not_sent("ZC-PRN-42", "存放文书的文件夹不能写入。", "请检查文件夹是否存在、是否有写入权限。")

    def state(self) -> PrinterState:
        """Ready when the folder can be written."""
        nearest = next(
            (place for place in (self.folder, *self.folder.parents) if place.exists()), self.folder
        )
        usable = nearest.is_dir() and os.access(nearest, os.W_OK)
        return PrinterState.READY if usable else PrinterState.OFFLINE

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """OUT while the file is there."""
        if (self.folder / ticket.reference).is_file():
            return Outcome.OUT, ticket.reference
        return Outcome.FAILED, "文件不在了"
