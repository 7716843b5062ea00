"""Every class of values is made by ``app.values``: the standard decorator compiles its methods at each start."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.arch.test_imports import modules

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "ui", "printing", "devices", "sync/client")
"""Not ``sync.wire`` and ``sync.platform``: they know nothing of ``app``."""
# Runs in a process of its own: it loads the whole program. Local classes are read by the tests of their function.
READ_ALL = """
import importlib, sys
from app.values import dataclass, fields
for name in sys.argv[2:]:
    importlib.import_module(name)
exec(sys.argv[1])
left, seen = [object], set()
while left:
    for cls in type.__subclasses__(left.pop()):
        if cls not in seen:
            seen.add(cls)
            left.append(cls)
            if "__dataclass_fields__" in cls.__dict__:
                try:
                    fields(cls), cls.__init__, cls.__eq__, cls.__hash__, cls.__match_args__
                except (TypeError, ValueError, SyntaxError) as error:
                    print(f"{cls.__module__}.{cls.__qualname__}: {error}")
"""


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


def _told(code: str, *names: str) -> str:
    command = [sys.executable, "-c", READ_ALL, code, *names]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True).stdout


def test_no_mistake_in_the_fields_waits_for_the_first_who_needs_the_class() -> None:
    """Fields are read late: a shared list as a default would end the act of a clerk, not the start of the program."""
    names = [name for room in ROOMS for name in modules(room)]
    assert {name.split(".")[0] for name in names} == {room.split("/")[0] for room in ROOMS}
    assert _told("", *names) == ""


def test_the_reading_of_all_fields_finds_a_shared_list_and_a_field_out_of_order() -> None:
    shared = _told("@dataclass\nclass Shared:\n x: list = []")
    order = _told("@dataclass\nclass Order:\n x: int = 0\n y: int")
    assert "Shared: mutable default" in shared and "Order: non-default" in order
