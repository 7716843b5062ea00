"""Power loss, replayed: what a program wrote is recorded by strace, and every disk it could have left is made.

The disk keeps what was synced. Of what was written after the last sync of a file it may keep nothing, all, some, or a
part of a write (in sectors of 512 bytes). ``unlink`` counts as durable at once; what is written through ``mmap`` (the
index of the write-ahead log, rebuilt at every opening) is not seen.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink"
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (\d+)$")
_OF_FILE = re.compile(r"^\d+<([^>]*)>(?:, )?(.*)$")
_DATA = re.compile(r'^"((?:\\x[0-9a-f]{2})*)", (\d+)(?:, (\d+))?$')


@dataclass(frozen=True)
class Step:
    """``kind``: write, cut (to ``offset``), sync, gone, or told (``data`` went to the standard output)."""

    kind: str
    file: str = ""
    offset: int = 0
    data: bytes = b""


def record(command: Sequence[str], log: Path, folder: Path) -> list[Step]:
    """Run ``command`` under strace; its steps on the files of ``folder``, and what it said, in order."""
    traced = [
        "strace",
        "-y",
        "-xx",
        "-s",
        "200000",
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
        "-o",
        str(log),
    ]
    subprocess.run([*traced, *command], check=True, capture_output=True, timeout=240)
    return list(_steps(log, folder))


def can_trace() -> bool:
    """Whether strace is here and may trace."""
    try:
        done = subprocess.run(
            ["strace", "-o", "/dev/null", sys.executable, "-c", ""], check=False, capture_output=True
        )
    except FileNotFoundError:
        return False
    return done.returncode == 0


def _steps(log: Path, folder: Path) -> Iterator[Step]:
    with log.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            found = _LINE.match(line.rstrip())
            if found:
                yield from _step(found[1], found[2], int(found[3]), str(folder))


def _step(call: str, arguments: str, result: int, folder: str) -> Iterator[Step]:
    if call == "unlink":
        path = _plain(arguments.strip('"')).decode()
        if path.startswith(folder):
            yield Step("gone", Path(path).name)
        return
    found = _OF_FILE.match(arguments)
    if not found:
        return
    path, rest = _plain(found[1]).decode(), found[2]
    ours = path.startswith(folder)
    data = _DATA.match(rest)
    if call == "write" and arguments.startswith("1<") and data:
        yield Step("told", data=_plain(data[1]))
    elif call == "pwrite64" and ours and data:
        yield Step("write", Path(path).name, int(data[3]), _plain(data[1])[:result])
    elif call == "ftruncate" and ours:
        yield Step("cut", Path(path).name, int(rest))
    elif call in ("fsync", "fdatasync") and ours:
        yield Step("sync", Path(path).name)


def _plain(escaped: str) -> bytes:
    if "\\x" not in escaped:
        return escaped.encode()
    return bytes.fromhex(escaped.replace("\\x", ""))


@dataclass
class Disk:
    """The files as the platter has them, and what is still on its way there."""

    durable: dict[str, bytearray]
    waiting: dict[str, list[Step]] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """One more step of the program."""
        if step.kind in ("write", "cut"):
            self.waiting.setdefault(step.file, []).append(step)
        elif step.kind == "sync":
            for each in self.waiting.pop(step.file, []):
                _apply(self.durable, each)
        elif step.kind == "gone":
            self.waiting.pop(step.file, None)
            self.durable.pop(step.file, None)

    def after_power_loss(self, way: str, chance: random.Random) -> dict[str, bytearray]:
        """The files found afterwards; ``way`` is none, all, some or torn."""
        left = {name: bytearray(content) for name, content in self.durable.items()}
        for steps in self.waiting.values():
            for step in steps:
                if way == "all" or (way in ("some", "torn") and chance.random() < 0.5):
                    _apply(left, _torn(step, chance) if way == "torn" else step)
        return left


def _torn(step: Step, chance: random.Random) -> Step:
    sectors = len(step.data) // SECTOR
    if step.kind != "write" or sectors < 2:
        return step
    return Step("write", step.file, step.offset, step.data[: chance.randrange(1, sectors) * SECTOR])


def _apply(files: dict[str, bytearray], step: Step) -> None:
    content = files.setdefault(step.file, bytearray())
    if step.kind == "cut":
        del content[step.offset :]
        content.extend(bytes(max(0, step.offset - len(content))))
        return
    end = step.offset + len(step.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[step.offset : end] = step.data
