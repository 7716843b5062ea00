"""What every suite of faults leaves behind: how large a share it was asked for, and its figures as JSON.

``ZONGCHUANG_PART=2/5`` does the second fifth of a share, so that a long run can be done in pieces and gone on with:
each piece has seeds of its own and writes figures of its own (``kills.2of5.json``), so several processes may share one
run. ``python -m tests.faults.report`` adds up all that lies there and fails when something was wrong or a mistake made
on purpose was not seen; with ``--whole`` also when less was done than the share asks for or a suite left no figures.
``--fresh`` takes away what an earlier run left.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults.mistakes import MISTAKES, planted_and_caught

ROOT = Path(__file__).resolve().parents[2]
WRONG = frozenset(
    ("lost", "doubled", "torn", "stuck", "elsewhere", "disordered", "half", "corrupt", "wrong", "mismatches", "found",
     "lost_scans", "lost_or_unlike_cases")
)  # fmt: skip
"""Keys that count what must not be; a list counts by its length."""
STATES = ("power-loss", "blob-power", "server-power")
LINES = ("line", "scans", "halls", "long-offline")
ROOMY = 2 * 2**30
HISTORIES = {"simulation": "seeds", "machine": "histories"}
LEAST = {
    "ci": {"kills": 100, "power-loss states": 4_000, "runs over a bad line": 20},
    "all": {"kills": 5_000, "power-loss states": 200_000, "runs over a bad line": 1_000},
}
"""What a whole run does at least, and the fiftieth of it in the continuous check."""


def part() -> tuple[int, int]:
    """Which part of how many this run does; (1, 1) for everything at once."""
    n, _, of = os.environ.get("ZONGCHUANG_PART", "1/1").partition("/")
    return int(n), int(of)


def asked() -> str:
    """Which share this run was asked for: ``ci`` or ``all``."""
    return "all" if os.environ.get("ZONGCHUANG_FAULTS", "ci") == "all" else "ci"


def share(ci: int, everything: int) -> int:
    """How much to do: ``ci`` in the continuous check, ``everything`` or a part of it with ``make faults SHARE=all``."""
    whole = everything if asked() == "all" else ci
    return -(-whole // part()[1])


def seeds(count: int) -> range:
    """``count`` seeds that no other part has."""
    first = (part()[0] - 1) * count
    return range(first, first + count)


def spread_over(count: int) -> list[int]:
    """``count`` places of a row that all parts together cover evenly: the n-th, the n-th after one round, …"""
    n, of = part()
    return [turn * of + n - 1 for turn in range(count)]


def scratch(otherwise: Path) -> Path:
    """A quick place of this process, for what need not be on a disk: a kill leaves all that the kernel was given."""
    memory = Path("/dev/shm")
    # A container often has a few megabytes there only, and the program minds how much room is left.
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOMY
    return memory / f"zc-replay-{os.getpid()}" if roomy else otherwise / "state"


def folder() -> Path:
    """Where figures lie."""
    return ROOT / os.environ.get("ZONGCHUANG_OUT", "OUT") / "faults"


def report(name: str, figures: Mapping[str, object]) -> None:
    """Write what the suite did to ``faults/NAME.json`` in the output folder."""
    n, of = part()
    folder().mkdir(parents=True, exist_ok=True)
    file = folder() / (f"{name}.json" if of == 1 else f"{name}.{n}of{of}.json")
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")
    fresh.replace(file)


def written() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every suite with its figures; parts of one suite come one by one under its name."""
    for file in sorted(folder().glob("*.json")):
        yield re.sub(r"\.\d+of\d+$", "", file.stem), json.loads(file.read_text("utf-8"))


def total() -> dict[str, Any]:
    """All figures added up: what was done, what was wrong, and how many mistakes made on purpose were seen."""
    done: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for name, figures in written():
        planted, caught = planted_and_caught(name, figures)
        done["controls"] += planted
        done["controls caught"] += caught
        if "control" in name:
            continue
        done["kills"] += figures.get("kills", 0)
        done["power-loss states"] += figures["states"] if name in STATES else 0
        done["runs over a bad line"] += figures.get("runs", 1) if name in LINES else 0
        done["histories in one process"] += _histories(name, figures)
        wrong.update({f"{name}: {key}": size for key, size in _wrong(name, figures)})
    return {**done, "wrong": dict(wrong)}


def missed() -> list[str]:
    """Mistakes that were made on purpose and not seen, in words."""
    counted = [(name, *planted_and_caught(name, figures)) for name, figures in written()]
    return [f"{name}: {caught} of {planted} controls caught" for name, planted, caught in counted if caught < planted]


def short(added: Mapping[str, Any]) -> list[str]:
    """What a run of all suites owes: less done than the share asks for, or no figures of a control."""
    least = LEAST[asked()]
    owed = [f"{key}: {added.get(key, 0)}, at least {size}" for key, size in least.items() if added.get(key, 0) < size]
    there = {name for name, _ in written()}
    return owed + [f"{figure}: no figures, though it catches that {mistake}"
                   for mistake, told in MISTAKES.items() for figure in told.figures if figure not in there]  # fmt: skip


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


def main(words: Sequence[str]) -> int:
    """Add up, say so, and give the exit code."""
    if "--fresh" in words:
        for file in folder().glob("*.json"):
            file.unlink()
        return 0
    added = total()
    sys.stdout.write(json.dumps(added, ensure_ascii=False, indent=1) + "\n")
    red = [f"{what} {size}" for what, size in added["wrong"].items()] + missed()
    red += short(added) if "--whole" in words else []
    sys.stderr.write("".join(f"{each}\n" for each in red))
    return 1 if red else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
