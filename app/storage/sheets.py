"""Reading of spreadsheets that others made, in a process of their own with limits on size, time, memory and
unpacking.

The face never opens a foreign file itself: a workbook may be a bomb, or break the library that reads it.
The child reads one file and writes rows as JSON; whatever happens to it, the face gets rows or a sentence.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.errors import UserFacingError

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
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"

_KEPT = "目录没有变化。"
_ERRORS: dict[str, tuple[str, str]] = {
    "ZC-XLS-01": ("不是Excel工作簿（.xlsx），读不出表格。", "请用Excel或WPS打开，另存为“.xlsx”后再导入。"),
    "ZC-XLS-02": ("是旧版（.xls）或者加了密码的工作簿。", "请用Excel或WPS打开，去掉密码并另存为“.xlsx”后再导入。"),
    "ZC-XLS-03": ("太大，或者展开后大得不正常，没有打开。", "请只保留目录所在的工作表，另存为新文件后再导入。"),
    "ZC-XLS-04": ("读取超时，已停止。", "请只保留目录所在的工作表，另存为新文件后再导入。"),
    "ZC-XLS-05": ("内容有损坏，读取中断。", "请用Excel或WPS打开并重新保存；仍不行的，请向提供文件的单位重新索取。"),
    "ZC-XLS-06": ("里没有任何内容。", "请确认目录在第一张可见的工作表里。"),
    "ZC-XLS-07": ("打不开。", "请确认文件还在、没有被别的程序占用，并且您有权读取。"),
}  # fmt: skip


def read_sheet(file: Path, command: Sequence[str], timeout: float = TIMEOUT_SECONDS) -> list[list[str]]:
    """Rows of the first visible sheet that holds anything, as texts.

    Merged cells all carry the value of the first.

    ``command`` starts the child (``python -m app.storage.sheets`` or, frozen, the program with its
    subcommand); the path is added. Rows keep their place: the first row is row 1 of the sheet. Raises
    UserFacingError ZC-XLS-01 no workbook, 02 old format or password, 03 too big or a zip bomb, 04 too slow
    (``timeout`` in seconds), 05 damaged, 06 empty, 07 cannot be opened.
    """
    try:
        size = file.stat().st_size
    except OSError:
        raise _error("ZC-XLS-07", file) from None
    if size > MAX_FILE_BYTES:
        raise _error("ZC-XLS-03", file)
    try:
        done = subprocess.run(
            [*command, str(file.absolute())],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _error("ZC-XLS-04", file) from None
    except OSError:
        raise _error("ZC-XLS-05", file) from None
    return _rows(done, file)


def _rows(done: subprocess.CompletedProcess[bytes], file: Path) -> list[list[str]]:
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise _error("ZC-XLS-05", file) from None
    if isinstance(said, dict) and said.get("error") in _ERRORS:
        raise _error(str(said["error"]), file)
    if done.returncode != 0 or not isinstance(said, list):
        raise _error("ZC-XLS-05", file)
    if not said:
        raise _error("ZC-XLS-06", file)
    return [[str(cell) for cell in row] for row in said]


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

    Read ``argv[0]`` and write its rows, or ``{"error": code}``, as JSON to standard output. Always 0.
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
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))
    sys.stdout.buffer.flush()
    return 0


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; there the size limits alone hold
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))


def _read(file: Path) -> list[list[str]]:
    _check_package(file)
    import openpyxl  # only the child needs it

    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("defusedxml is not installed: entity bombs would be unpacked")
    book = openpyxl.load_workbook(file, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            rows = _cells(sheet)
            if rows:
                return rows
    return []


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
