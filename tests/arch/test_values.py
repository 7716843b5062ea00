"""Every class of values is made by ``app.values``: the standard decorator compiles its methods at each start."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "ui", "printing", "devices", "sync/client")
"""Not ``sync.wire`` and ``sync.platform``: they know nothing of ``app``."""


def test_no_class_compiles_its_methods_when_the_program_starts() -> None:
    files = (file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
    found = [str(file.relative_to(ROOT)) for file in files if _takes_standard(file.read_text("utf-8"))]
    assert found == []


def _takes_standard(text: str) -> bool:
    # ``app.values`` itself shows a type checker the standard one, indented, and takes nothing at run time.
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "dataclasses"
        and any(name.name == "dataclass" for name in node.names)
        for node in ast.parse(text).body
    )


def test_the_look_finds_one() -> None:
    assert _takes_standard("from dataclasses import dataclass, field")
    assert not _takes_standard("from dataclasses import field")
