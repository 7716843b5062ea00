"""Power loss, replayed: what a program wrote is recorded by strace, and every disk it could have left is made.

The disk keeps what was synced. Of what was written after the last sync of a file it may keep nothing, all, some, or a
part of a write (in sectors of 512 bytes). The name of a new or a moved file is kept once its folder was synced; before
that the disk may have it or not. ``unlink`` counts as durable at once; what is written through ``mmap`` (the index of
the write-ahead log, rebuilt at every opening) is not seen.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.needs import cannot

SECTOR = 512
NEXT = -1
"""Offset of a plain ``write``: behind the one before, from the start of a file that was just opened."""
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,openat"
_PATHS = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (\d+)(?:<[^>]*>)?$")
_OF_FILE = re.compile(r"^\d+<([^>]*)>(?:, )?(.*)$")
_DATA = re.compile(r'^"((?:\\x[0-9a-f]{2})*)", (\d+)(?:, (\d+))?$')


@dataclass(frozen=True)
class Step:
    """``kind``: write, cut (to ``offset``), sync, gone, born, moved (to ``target``), or told (``data`` went to the
    standard output). ``file`` is the path below the recorded folder, "." the folder itself.
    """

    kind: str
    file: str = ""
    offset: int = 0
    data: bytes = b""
    target: str = ""


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


def need_tracing() -> None:
    """strace must be here and may trace; where it may not, the continuous check fails and a desk skips loudly."""
    if not can_trace():
        cannot("strace may not trace here: install strace, allow ptrace")


def _steps(log: Path, folder: Path) -> Iterator[Step]:
    with log.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            found = _LINE.match(line.rstrip())
            if found:
                yield from _step(found[1], found[2], int(found[3]), str(folder))


def _step(call: str, arguments: str, result: int, folder: str) -> Iterator[Step]:
    if call in ("unlink", "rename", "openat"):
        yield from _name_step(call, arguments, folder)
        return
    found = _OF_FILE.match(arguments)
    if not found:
        return
    path, rest = _plain(found[1]).decode(), found[2]
    ours, path = path.startswith(folder), _below(path, folder)
    data = _DATA.match(rest)
    if call == "write" and arguments.startswith("1<") and data:
        yield Step("told", data=_plain(data[1]))
    elif call == "pwrite64" and ours and data:
        yield Step("write", path, int(data[3]), _plain(data[1])[:result])
    elif call == "write" and ours and data:
        yield Step("write", path, NEXT, _plain(data[1])[:result])
    elif call == "ftruncate" and ours:
        yield Step("cut", path, int(rest))
    elif call in ("fsync", "fdatasync") and ours:
        yield Step("sync", path)


def _name_step(call: str, arguments: str, folder: str) -> Iterator[Step]:
    """Steps on names: a file made, moved or removed."""
    paths = [_plain(each).decode(errors="replace") for each in _PATHS.findall(arguments)]
    paths = [_below(each, folder) for each in paths if each.startswith(folder)]
    if call == "openat" and paths and "O_CREAT" in arguments:
        yield Step("born", paths[0])
    elif call == "unlink" and paths:
        yield Step("gone", paths[0])
    elif call == "rename" and len(paths) == 2:
        yield Step("moved", paths[0], target=paths[1])


def _below(path: str, folder: str) -> str:
    return path[len(folder) :].strip("/") or "."


def _plain(escaped: str) -> bytes:
    if "\\x" not in escaped:
        return escaped.encode()
    return bytes.fromhex(escaped.replace("\\x", ""))


@dataclass
class Disk:
    """The files as the platter has them, and what is still on its way there.

    ``durable`` are contents by name as the program sees them; ``unsettled`` are names that a power cut may take back:
    the present name → the name before ("" for a new file).
    """

    durable: dict[str, bytearray]
    waiting: dict[str, list[Step]] = field(default_factory=dict)
    unsettled: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    strict_names: bool = False
    """Whether names are modelled too; the write-ahead log alone does not need it."""

    def take(self, step: Step) -> None:
        """One more step of the program."""
        if step.kind == "write" and step.offset == NEXT:
            at = self.places.get(step.file, 0)
            step = Step("write", step.file, at, step.data)
            self.places[step.file] = at + len(step.data)
        if step.kind in ("write", "cut"):
            self.waiting.setdefault(step.file, []).append(step)
        elif step.kind == "sync":
            for each in self.waiting.pop(step.file, []):
                _apply(self.durable, each)
            self._settle(step.file)
        elif step.kind == "gone":
            for known in (self.waiting, self.durable, self.unsettled):
                known.pop(step.file, None)
        elif step.kind == "born":
            self._born(step.file)
        elif step.kind == "moved":
            self._move(step.file, step.target)

    def _born(self, name: str) -> None:
        self.places[name] = 0
        if name not in self.durable and name not in self.waiting:
            self.durable[name] = bytearray()
            self.unsettled[name] = ""

    def _move(self, old: str, new: str) -> None:
        if old in self.durable:
            self.durable[new] = self.durable.pop(old)
        if old in self.waiting:
            self.waiting[new] = [
                Step(each.kind, new, each.offset, each.data) for each in self.waiting.pop(old)
            ]
        self.unsettled[new] = self.unsettled.pop(old, old)

    def _settle(self, folder: str) -> None:
        """A folder was synced: the names in it are kept."""
        for name in [each for each in self.unsettled if (str(Path(each).parent) or ".") == folder]:
            del self.unsettled[name]

    def after_power_loss(self, way: str, chance: random.Random) -> dict[str, bytearray]:
        """The files found afterwards; ``way`` is none, all, some or torn."""
        left = {name: bytearray(content) for name, content in self.durable.items()}
        for steps in self.waiting.values():
            for step in steps:
                if way == "all" or (way in ("some", "torn") and chance.random() < 0.5):
                    _apply(left, _torn(step, chance) if way == "torn" else step)
        if self.strict_names and way != "all":
            for name, before in self.unsettled.items():
                if name in left and (way == "none" or chance.random() < 0.5):
                    content = left.pop(name)
                    if before:
                        left[before] = content
        return left


WAYS = ("none", "all", "some", "torn")


def disks(
    disk: Disk, steps: Sequence[Step], states: int, seed: int
) -> Iterator[tuple[str, set[str], dict[str, bytearray]]]:
    """About ``states`` disks that a power cut could leave, spread over the steps: the way, what had been told by then,
    and the files.
    """
    chance, told, made = random.Random(seed), set[str](), 0
    moments = [step for step in steps if step.kind != "cut"]
    per_moment, owed = states / len(moments), 0.0
    for step in steps:
        disk.take(step)
        if step.kind == "told":
            told.update(step.data.decode().split())
        if step.kind != "cut":
            owed += per_moment
        while owed >= 1:
            owed -= 1
            way = WAYS[made % len(WAYS)]
            made += 1
            yield way, told, disk.after_power_loss(way, chance)


def lay_out(files: dict[str, bytearray], place: Path) -> None:
    """Put the files where a program can open them, instead of those of the state before."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name, content in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)


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
