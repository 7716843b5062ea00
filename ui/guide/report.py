"""The report for the IT: a code, what this machine is, what went wrong and the last lines of its log, nothing personal.

What may name a person is taken out line by line: Chinese words, long numbers, ids of cases, folders. Codes, names of
modules and times stay.
"""

from __future__ import annotations

import logging
import platform
import re
import sys
import traceback
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from app.errors import UserFacingError
from app.storage.files import replace_file
from app.values import dataclass, field

KEPT = 500
"""Lines of the log that are kept in memory; nothing of it is written until somebody saves a report."""
OURS = ("app", "ui", "sync", "printing", "devices")
# Compiled when something is reported: a start needs none of them.
_CHINESE = r"[㐀-鿿\U00020000-\U0003ffff][㐀-鿿\U00020000-\U0003ffff·]*"
_ID = r"\b[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\b"
_LONG = r"(?<![\dA-Za-z])\d[\d\s-]{5,}[\dXx](?![\dA-Za-z])"
_PATH = r"(?:/[^\s/:]+){2,}/?|[A-Za-z]:\\\S+"


def scrubbed(line: str) -> str:
    """The line without anything that may name a person."""
    return re.sub(_CHINESE, "※", tidied(line))


def tidied(line: str) -> str:
    """Words of the program itself, without ids, long numbers and folders."""
    line = re.sub(_ID, "<id>", line)
    line = re.sub(_PATH, lambda found: "…/" + re.split(r"[/\\]", found[0].rstrip("/\\"))[-1], line)
    return re.sub(_LONG, "<number>", line)


class RingLog(logging.Handler):
    """The last lines of our own log, each scrubbed when it comes in; of an exception its kind and where it rose."""

    def __init__(self, keep: int = KEPT) -> None:
        super().__init__(logging.INFO)
        self.lines: deque[str] = deque(maxlen=keep)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record of ours; what others log is none of the report's business."""
        if record.name.partition(".")[0] not in OURS:
            return
        moment = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="seconds")
        try:
            said = record.getMessage()
        except (TypeError, ValueError):
            said = str(record.msg)
        self.lines.append(f"{moment} {record.levelname} {record.name} {scrubbed(said)}")
        if record.exc_info and record.exc_info[0] is not None:
            self.lines.append(f"  {record.exc_info[0].__name__}")
            self.lines += [f"  {line}" for line in _places(record.exc_info[1])]

    def text(self) -> list[str]:
        """The lines, oldest first."""
        return list(self.lines)


def _places(error: BaseException | None) -> list[str]:
    """Where an error rose, file by file without its folder: never its words, they may hold what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]


@dataclass(frozen=True)
class Report:
    """What is told. ``state`` are facts of this machine in the program's words, ``causes`` how often a fault came."""

    face: str
    version: str
    device: str
    at_ms: int
    moment: str
    state: Mapping[str, str] = field(default_factory=dict)
    causes: Mapping[str, int] = field(default_factory=dict)
    log: Sequence[str] = ()

    @property
    def code(self) -> str:
        """What is said on the telephone: the same report always bears the same code."""
        seed = f"{self.device}{self.at_ms}{sorted(self.causes)}"
        return f"ZC-R-{self.device}-{sha256(seed.encode()).hexdigest()[:6].upper()}"

    def text(self) -> str:
        """The report as it is saved."""
        lines = [
            f"{self.code}",
            f"time {self.moment}",
            f"program {self.version} face {self.face} device {self.device}",
            f"system {platform.system()} {platform.release()} {platform.machine()} Python {platform.python_version()}",
            "",
            "[state]",
            *(f"{name} = {tidied(value)}" for name, value in self.state.items()),
            "",
            "[faults]",
            *(f"ZC-UI-{cause} = {count}" for cause, count in sorted(self.causes.items())),
            "",
            "[log]",
            *self.log,
        ]
        return "\n".join(lines) + "\n"


def own_version() -> str:
    """The version of this program."""
    # Brings all of e-mail with it, which no start should wait for.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("zongchuang")
    except PackageNotFoundError:
        return "unknown"


def save(report: Report, sticks: Iterable[Path], fallback: Path) -> tuple[Path, bool]:
    """Write it to the first stick that takes it, else to ``fallback``; the file, and whether it lies on a stick.

    Raises UserFacingError ZC-REPORT-01 when nothing can be written.
    """
    name = f"{report.code}.txt"
    for folder, outside in (*((stick, True) for stick in sticks), (fallback, False)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            replace_file(folder / name, report.text().encode())
        except OSError:
            continue
        return folder / name, outside
    raise UserFacingError(
        "ZC-REPORT-01", "报告写不进去：没有可写的优盘，本机磁盘也写不进", "没有改动任何数据",
        f"请把代码 {report.code} 告诉信息科",
    )  # fmt: skip


def sticks() -> tuple[Path, ...]:
    """USB sticks that are plugged in and can be written."""
    if sys.platform == "win32":
        return _windows_sticks()
    found: list[Path] = []
    for root in (Path("/media"), Path("/run/media"), Path("/Volumes")):
        if root.is_dir():
            found += [each for each in (*root.iterdir(), *root.glob("*/*")) if each.is_mount()]
    return tuple(dict.fromkeys(found))


def _windows_sticks() -> tuple[Path, ...]:
    import ctypes
    import string

    kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW  # noqa: B009 - there on Windows alone
    drives = (f"{letter}:\\" for letter in string.ascii_uppercase)
    return tuple(Path(drive) for drive in drives if kind(drive) == 2)
