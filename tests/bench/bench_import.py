"""How long a catalogue of 20,000 items takes to come in from a spreadsheet, against reading its cells alone.

A workbook of real names is imported into an encrypted rehearsal profile by the command a person types: read in the
child, checked, compared, stored with its versions and put into the search index.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import openpyxl

from tests.bench.bench_search import catalogue

ITEMS = 20_000
BAR_SECONDS = 30.0
HEAD = ("序号", "事项名称", "子项名称", "事项类型", "设定依据", "实施机构", "事项编码", "状态", "备注")
BASIS = (
    "行政法规《护士条例》（2008年1月31日国务院令第517号）第八条 护士执业，应当经执业注册取得护士执业证书。"
)
ROOT = Path(__file__).parents[2]


def measure() -> list[dict[str, Any]]:
    """One figure: seconds from the command to the answer, and its ratio to openpyxl reading the same file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "catalogue.xlsx"
        workbook(file, ITEMS)
        profile = ["--profile", f"{folder}/profile"]
        zongchuang(*profile, "catalogue", "search", "护士")
        started = time.perf_counter()
        said = zongchuang(*profile, "catalogue", "import", str(file))
        value = time.perf_counter() - started
        counts = sum(line.startswith("写入") for line in said.stderr.splitlines())
        started = time.perf_counter()
        rows = sum(1 for _ in openpyxl.load_workbook(file).active.iter_rows(values_only=True))  # type: ignore[union-attr]
        against = time.perf_counter() - started
    return [
        {
            "name": "import a catalogue",
            "value": round(value, 1),
            "unit": "s",
            "n": rows - 1,
            "against": {"openpyxl": round(against, 1)},
            "ratio": round(value / against, 2),
            "bar": f"<= {BAR_SECONDS:.0f} s, with progress",
            "holds": said.returncode == 0 and rows == ITEMS + 1 and value <= BAR_SECONDS and counts > 10,
        }
    ]


def workbook(path: Path, count: int) -> None:
    """A sheet of ``count`` items under real names, their codes made unique."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("目录")
    page.append(HEAD)
    for number, name, sub_name, department, code, _, _ in catalogue(count):
        page.append([number + 1, name, sub_name, "行政许可", BASIS, department, code, "有效", ""])
    book.save(path)


def zongchuang(*words: str) -> subprocess.CompletedProcess[str]:
    """The program, run as a person runs it."""
    command = [sys.executable, "-m", "ui", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
