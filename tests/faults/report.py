"""What every suite of faults leaves behind: how large a share it was asked for, and its figures as JSON.

``ZONGCHUANG_PART=2/5`` does the second fifth of a share, so that a long run can be done in pieces and gone on with:
each piece has seeds of its own and writes figures of its own (``kills.2of5.json``). ``python -m tests.faults.report``
adds up all that lies there.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WRONG = frozenset(
    ("lost", "doubled", "torn", "stuck", "elsewhere", "disordered", "half", "corrupt", "wrong", "mismatches", "found",
     "lost_scans", "lost_or_unlike_cases")
)  # fmt: skip
"""Keys that count what must not be; a list counts by its length."""
STATES = ("power-loss", "blob-power", "server-power")
LINES = ("line", "scans", "halls", "long-offline")
HISTORIES = {"simulation": "seeds", "machine": "histories"}


def part() -> tuple[int, int]:
    """Which part of how many this run does; (1, 1) for everything at once."""
    n, _, of = os.environ.get("ZONGCHUANG_PART", "1/1").partition("/")
    return int(n), int(of)


def share(ci: int, everything: int) -> int:
    """How much to do: ``ci`` in the continuous check, ``everything`` or a part of it with ``make faults SHARE=all``."""
    whole = everything if os.environ.get("ZONGCHUANG_FAULTS", "ci") == "all" else ci
    return -(-whole // part()[1])


def seeds(count: int) -> range:
    """``count`` seeds that no other part has."""
    first = (part()[0] - 1) * count
    return range(first, first + count)


def folder() -> Path:
    """Where figures lie."""
    return ROOT / os.environ.get("ZONGCHUANG_OUT", "OUT") / "faults"


def report(name: str, figures: Mapping[str, object]) -> None:
    """Write what the suite did to ``faults/NAME.json`` in the output folder."""
    n, of = part()
    folder().mkdir(parents=True, exist_ok=True)
    file = folder() / (f"{name}.json" if of == 1 else f"{name}.{n}of{of}.json")
    file.write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")


def written() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every suite with its figures; parts of one suite come one by one under its name."""
    for file in sorted(folder().glob("*.json")):
        yield re.sub(r"\.\d+of\d+$", "", file.stem), json.loads(file.read_text("utf-8"))


def total() -> dict[str, Any]:
    """All figures added up: what was done, what was wrong, and how many mistakes made on purpose were seen."""
    done: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for name, figures in written():
        if "control" in name or name in ("mistakes", "total"):
            done["controls"] += "control" in name
            done["controls caught"] += bool(figures.get("caught"))
            continue
        inside = figures.get("controls", {})
        planted = inside if isinstance(inside, int) else inside.get("planted", 0)
        done["controls"] += planted
        done["controls caught"] += figures.get("controls_caught", 0) if planted == inside else inside.get("caught", 0)
        done["kills"] += figures.get("kills", 0)
        done["power-loss states"] += figures["states"] if name in STATES else 0
        done["runs over a bad line"] += figures.get("runs", 1) if name in LINES else 0
        done["histories in one process"] += _histories(name, figures)
        wrong.update({f"{name}: {key}": size for key, size in _wrong(name, figures)})
    return {**done, "wrong": dict(wrong)}


def _histories(name: str, figures: Mapping[str, Any]) -> int:
    key = HISTORIES.get(name)
    return 0 if key is None else int(figures.get(key) or figures.get("met", {}).get(key, 0))


def _wrong(name: str, figures: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    if name in STATES:
        # Their other keys count the ways in which the mains failed too.
        if figures["states"] != figures["sound"]:
            yield "not sound", figures["states"] - figures["sound"]
        return
    for key, value in figures.items():
        size = value if isinstance(value, int) else len(value) if isinstance(value, list | dict | str) else 0
        if key in WRONG and size:
            yield key, size


if __name__ == "__main__":
    added = total()
    sys.stdout.write(json.dumps(added, ensure_ascii=False, indent=1) + "\n")
    sys.exit(1 if added["wrong"] else 0)
