"""What the repository holds: the files under version control, as the checks read them."""

from __future__ import annotations

import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("app", "sync", "printing", "devices", "ui", "resources", "installer")


@cache
def committed() -> tuple[str, ...]:
    """Return the paths that are, or are about to be, under version control; relative, with slashes."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    names = listing.stdout.decode("utf-8").split("\0")
    return tuple(sorted(n for n in names if n and (ROOT / n).is_file()))


def python_files(*folders: str) -> list[str]:
    """Return the committed Python files under `folders`, or all of them."""
    return [n for n in committed() if n.endswith(".py") and (not folders or n.split("/")[0] in folders)]


def text_of(name: str) -> str | None:
    """Return the text of a committed file, or None for a binary one."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def exceptions(table: str) -> dict[str, str]:
    """Return the named exceptions of one kind: what is excepted, and why."""
    with (ROOT / "tests/arch/exceptions.toml").open("rb") as file:
        found: dict[str, str] = tomllib.load(file).get(table, {})
    return found
