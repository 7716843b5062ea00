"""What the program imports is declared, pinned and hashed; what only the checks need stays out of it."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.arch.committed import ROOT, python_files

HOUSE = {"app", "ui", "sync", "printing", "devices", "resources", "tests", "installer"}
ROOMS = ("app", "ui", "sync", "printing", "devices", "resources")
# Optional parts: looked for at run time, named by `doctor` when they are not there.
OPTIONAL = {
    "smartcard",
    "sane",
    "cups",
    "usb",
    "hid",
    "psycopg",
    "boto3",
    "win32print",
    "win32api",
    "zxingcpp",
}

# Two halves of one release: Qt's wheel brings its binding of the very same version.
TOGETHER = {"shiboken6": "pyside6-essentials"}


def plain(name: str) -> str:
    """Return a distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(name: str) -> set[str]:
    """Return the distributions that a requirements input names itself."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    return {plain(re.split(r"[=<>;\[ ]", line)[0]) for line in lines if line and not line.startswith("-")}


def imported() -> dict[str, str]:
    """Return each third-party top-level name the rooms import, lazily or not, and one file that does."""
    found = {}
    for file in python_files(*ROOMS):
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            found.update({name.split(".")[0]: file for name in names})
    return {n: f for n, f in found.items() if n not in HOUSE | OPTIONAL and n not in sys.stdlib_module_names}


def test_whatever_the_program_imports_is_declared() -> None:
    offers = packages_distributions()
    known = declared("base.in")
    missing = {
        name: file
        for name, file in imported().items()
        if not known & {TOGETHER.get(d, d) for d in map(plain, offers.get(name, []))}
    }
    assert not missing, f"not in requirements/base.in: {missing}"


@pytest.mark.parametrize("name", ["base", "dev"])
def test_every_declared_package_is_pinned_with_its_hashes(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
    entries = re.findall(
        r"(?m)^([a-z0-9][a-z0-9.-]*)==[^\s]+.*?\\\n((?:\s+--hash=sha256:[0-9a-f]{64}.*\n)+)", text
    )
    pinned = {plain(entry) for entry, _ in entries}
    assert declared(f"{name}.in") <= pinned
    every = re.findall(r"(?m)^[a-z0-9][a-z0-9.-]*==", text)
    assert len(every) == len(entries), "an entry without a hash would be refused at install"


def test_the_checks_use_the_versions_the_program_is_delivered_with() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"(?m)^[a-z0-9][a-z0-9.-]*==\S+", text))

    assert pins("base") <= pins("dev")
