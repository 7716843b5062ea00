"""Reading of spreadsheets that others made, in a process of their own with limits on size, time, memory and
unpacking.

The face never opens a foreign file itself: a workbook may be a bomb, or break the library that reads it.
The child reads one file and writes rows as JSON; whatever happens to it, the face gets rows or a sentence.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from app.errors import UserFacingError
from app.values import dataclass

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_RATIO = 150
RATIO_FROM_BYTES = 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 50_000
MAX_COLUMNS = 80
MAX_CELL = 20_000
MAX_MEMORY_BYTES = 2 * 1024 * 1024 * 1024
TIMEOUT_SECONDS = 60.0
MAX_SHEETS = 40
_PROGRESS = b"#"
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"

_KEPT = "目录没有变化。"
_ERRORS: dict[str, tuple[str, str]] = {
    "ZC-XLS-01": ("不是Excel工作簿（.xlsx），读不出表格。", "请用Excel或WPS打开，另存为“.xlsx”后再导入。"),
    "ZC-XLS-02": ("是旧版（.xls）或者加了密码的工作簿。", "请用Excel或WPS打开，去掉密码并另存为“.xlsx”后再导入。"),
    "ZC-XLS-03": ("太大，或者展开后大得不正常，没有打开。", "请只保留目录所在的工作表，另存为新文件后再导入。"),
    "ZC-XLS-04": ("读取超时，已停止。", "请只保留目录所在的工作表，另存为新文件后再导入。"),
    "ZC-XLS-05": ("内容有损坏，读取中断。", "请用Excel或WPS打开并重新保存；仍不行的，请向提供文件的单位重新索取。"),
    "ZC-XLS-06": ("里没有任何内容。", "请确认目录在可见的工作表里。"),
    "ZC-XLS-07": ("打不开。", "请确认文件还在、没有被别的程序占用，并且您有权读取。"),
    "ZC-XLS-08": ("不是UTF-8编码的文本。", "请用记事本打开，另存为UTF-8编码后再导入。"),
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A visible sheet that holds anything: its name, and its rows as texts, the first being row 1."""

    name: str
    rows: list[list[str]]


def read_book(
    file: Path,
    command: Sequence[str],
    timeout: float = TIMEOUT_SECONDS,
    progress: Callable[[int], None] | None = None,
) -> tuple[Sheet, ...]:
    """The visible sheets of a workbook that hold anything; merged cells all carry the value of the first.

    ``command`` starts the child (``python -m app.storage.sheets`` or, frozen, the program with its
    subcommand); the path is added. ``progress`` is told the hundredth of the file that was read. Raises
    UserFacingError ZC-XLS-01 no workbook, 02 old format or password, 03 too big or a zip bomb, 04 too slow
    (``timeout`` in seconds), 05 damaged, 06 empty, 07 cannot be opened.
    """
    _check_size(file)
    try:
        child = subprocess.Popen(
            [*command, str(file.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        raise _error("ZC-XLS-05", file) from None
    with child:
        try:
            said = _listen(child, timeout, progress or (lambda _: None))
        except TimeoutError:
            raise _error("ZC-XLS-04", file) from None
        finally:
            child.kill()
    return _sheets(said, child.returncode, file)


def read_text(file: Path) -> str:
    """A foreign text file (JSON). Raises UserFacingError ZC-XLS-03 too big, 07 cannot be opened, 08 not UTF-8."""
    _check_size(file)
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise _error("ZC-XLS-08", file) from None
    except OSError:
        raise _error("ZC-XLS-07", file) from None


def _check_size(file: Path) -> None:
    try:
        size = file.stat().st_size
    except OSError:
        raise _error("ZC-XLS-07", file) from None
    if size > MAX_FILE_BYTES:
        raise _error("ZC-XLS-03", file)


def _listen(child: subprocess.Popen[bytes], timeout: float, progress: Callable[[int], None]) -> bytes:
    """What the child says in the end; TimeoutError when it does not come to one."""
    assert child.stdout is not None
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    ear = threading.Thread(target=_hear, args=(child.stdout, lines), name="read-sheet")
    ear.start()
    end, said = time.monotonic() + timeout, b""
    try:
        while (line := lines.get(timeout=max(end - time.monotonic(), 0.001))) is not None:
            if line.startswith(_PROGRESS):
                progress(int(line[1:]))
            else:
                said = line
        child.wait(max(end - time.monotonic(), 0.001))
    except (queue.Empty, subprocess.TimeoutExpired):
        raise TimeoutError from None
    finally:
        child.kill()
        ear.join()
    return said


def _hear(pipe: IO[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    for line in pipe:
        lines.put(line)
    lines.put(None)


def _sheets(answer: bytes, returncode: int, file: Path) -> tuple[Sheet, ...]:
    try:
        said = json.loads(answer)
    except ValueError:
        raise _error("ZC-XLS-05", file) from None
    if isinstance(said, dict) and said.get("error") in _ERRORS:
        raise _error(str(said["error"]), file)
    if returncode != 0 or not isinstance(said, list):
        raise _error("ZC-XLS-05", file)
    if not said:
        raise _error("ZC-XLS-06", file)
    return tuple(Sheet(str(name), [[str(cell) for cell in row] for row in rows]) for name, rows in said)


def _error(code: str, file: Path) -> UserFacingError:
    what, next_step = _ERRORS[code]
    return UserFacingError(code, f"文件“{file.name}”{what}", _KEPT, next_step)


# In the child


class _Refused(Exception):
    """The file is not read, for the reason of the code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def main(argv: Sequence[str]) -> int:
    """The child.

    Read ``argv[0]`` and write its sheets, or ``{"error": code}``, as one line of JSON to standard output, after lines
    of ``#`` and the hundredth that was read. Always 0.
    """
    _limit_memory()
    answer: Any
    try:
        answer = _read(Path(argv[0]))
    except _Refused as refused:
        answer = {"error": refused.code}
    except MemoryError:
        answer = {"error": "ZC-XLS-03"}
    except OSError:
        answer = {"error": "ZC-XLS-07"}
    except Exception:  # noqa: BLE001 — the library meets foreign bytes and may raise anything
        answer = {"error": "ZC-XLS-05"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()
    return 0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; there the size limits alone hold
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


class _Counted:
    """A file that says how much of it was read; a package is read once, front to back, by and large."""

    def __init__(self, raw: IO[bytes], size: int) -> None:
        self._raw, self._size = raw, max(size, 1)
        self._read = self._told = 0

    def read(self, count: int = -1) -> bytes:
        """Bytes, as a file gives them."""
        data = self._raw.read(count)
        self._read += len(data)
        hundredth = min(99, self._read * 100 // self._size)
        if hundredth >= self._told + 5:
            self._told = hundredth
            sys.stdout.buffer.write(_PROGRESS + str(hundredth).encode("ascii") + b"\n")
            sys.stdout.buffer.flush()
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


def _read(file: Path) -> list[tuple[str, list[list[str]]]]:
    _check_package(file)
    import openpyxl  # only the child needs it

    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("defusedxml is not installed: entity bombs would be unpacked")
    with file.open("rb") as raw:
        counted: Any = _Counted(raw, file.stat().st_size)
        book = openpyxl.load_workbook(counted, data_only=True, keep_links=False)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MAX_SHEETS]
    found = [(str(sheet.title), _cells(sheet)) for sheet in visible]
    return [(name, rows) for name, rows in found if rows]


def _check_package(file: Path) -> None:
    """Refuse what is no zip package of a workbook, or unpacks to something monstrous, before anything is
    unpacked.
    """
    with file.open("rb") as raw:
        head = raw.read(4)
    if head == _OLD_FORMAT:
        raise _Refused("ZC-XLS-02")
    if head != _ZIP:
        raise _Refused("ZC-XLS-01")
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError):
        raise _Refused("ZC-XLS-05") from None
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise _Refused("ZC-XLS-01")
    if not any(part.filename.startswith("xl/") for part in parts):
        raise _Refused("ZC-XLS-01")
    monstrous = any(
        part.file_size > RATIO_FROM_BYTES and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if monstrous or len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise _Refused("ZC-XLS-03")


def _cells(sheet: Any) -> list[list[str]]:
    if sheet.max_row > MAX_ROWS and sheet.max_column:
        last = max(
            (cell.row for row in sheet.iter_rows(max_row=MAX_ROWS) for cell in row if cell.value), default=0
        )
        if last == MAX_ROWS:
            raise _Refused("ZC-XLS-03")
    width = min(sheet.max_column, MAX_COLUMNS)
    rows = [
        [_text(value) for value in row]
        for row in sheet.iter_rows(max_row=min(sheet.max_row, MAX_ROWS), max_col=width, values_only=True)
    ]
    for merged in sheet.merged_cells.ranges:
        _fill(rows, merged.min_row - 1, merged.max_row, merged.min_col - 1, merged.max_col)
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _fill(rows: list[list[str]], top: int, bottom: int, left: int, right: int) -> None:
    """Give every cell of a merged range the value of its first cell."""
    if top >= len(rows) or left >= len(rows[top]):
        return
    value = rows[top][left]
    for row in rows[top:bottom]:
        for index in range(left, min(right, len(row))):
            row[index] = value


def _text(value: object) -> str:
    """A cell as a person reads it; whole numbers lose the point that spreadsheets give them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)[:MAX_CELL]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
