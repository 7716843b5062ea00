"""Rules taken out one by one: each removal must turn the named tests red, or they prove nothing.

``python -m tests.law.mutants [--share ci|all] [NAME ...]``. The removal happens in a copy of the tree, never here.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.law import cuts
from tests.law.ledger import ROOT

FILE = Path(__file__).with_name("mutants.toml")
PACKAGES = ("app", "sync", "printing", "devices", "ui", "tests")
HEAVY = ("fonts",)
SEED = 328
# Two to three seconds each on a shared core: a share this large stays below four minutes.
CI_SHARE = 70
PATIENCE_SECONDS = 120.0
_SAID = ("AssertionError", "RefusedError", "UserFacingError")


@dataclass(frozen=True)
class Mutant:
    """A rule taken out of ``file``; every test in ``tests`` must then fail.

    One of three cuts: the text ``find``, which stands there once, becomes ``put``; the refusal of code ``refusal``
    is never given; the paper is issued without ``star`` (``Class.field``). ``rows`` are the ledger rows whose proof
    is tried, ``harm`` is what a citizen would meet.
    """

    name: str
    harm: str
    rows: tuple[str, ...]
    file: str
    tests: tuple[str, ...]
    find: str = ""
    put: str = ""
    refusal: str = ""
    star: str = ""

    def applied(self, text: str) -> str:
        """``text`` without the rule. Raises ValueError when the place is not found exactly once."""
        if [bool(self.find), bool(self.refusal), bool(self.star)].count(True) != 1:
            raise ValueError("a mutant takes out one thing")
        if self.refusal:
            changed = cuts.never_refused(text, self.refusal)
        elif self.star:
            changed = cuts.without_star(text, self.star)
        else:
            changed = cuts.replaced(text, self.find, self.put)
        if self.file.endswith(".py"):
            compile(changed, self.file, "exec")
        return changed


class Outcome(StrEnum):
    """How the tests took it. Only RED is a proof."""

    RED = "red"
    SURVIVED = "survived"
    BROKEN = "broken"
    LOST = "text not found"
    SLOW = "too slow"


@dataclass(frozen=True)
class Verdict:
    """What happened to one mutant; ``words`` names the tests that stayed green, what broke, or
    (RED) the errors by which tests fell over instead of finding a wrong answer.
    """

    name: str
    outcome: Outcome
    seconds: float
    words: str = ""


def load_mutants(text: str | None = None) -> tuple[Mutant, ...]:
    """All mutants, in the order of the file. Raises ValueError for a name used twice."""
    data = tomllib.loads(FILE.read_text("utf-8") if text is None else text)
    lists = ("rows", "tests")
    found = tuple(
        Mutant(**{key: tuple(value) if key in lists else value for key, value in each.items()})
        for each in data["mutant"]
    )
    if len({mutant.name for mutant in found}) != len(found):
        raise ValueError("two mutants share a name")
    return found


def chosen(mutants: Sequence[Mutant], most: int, seed: int = SEED) -> tuple[Mutant, ...]:
    """All of them, or ``most`` drawn by ``seed``; always in the order of the file."""
    if len(mutants) <= most:
        return tuple(mutants)
    drawn = set(random.Random(seed).sample([mutant.name for mutant in mutants], most))
    return tuple(mutant for mutant in mutants if mutant.name in drawn)


class Overlay:
    """A copy of the tree in which rules may be taken out; what weighs much is only linked."""

    def __init__(self, folder: Path) -> None:
        self.root = folder
        for entry in sorted(ROOT.iterdir()):
            if entry.name in PACKAGES or entry.name == "resources":
                _copy(entry, folder / entry.name)
            elif entry.name == "pyproject.toml":
                shutil.copy2(entry, folder / entry.name)
            elif not entry.name.startswith(".") and entry.name not in ("OUT", "build", "dist"):
                (folder / entry.name).symlink_to(entry)

    def judge(self, mutant: Mutant) -> Verdict:
        """Take the rule out, run its tests, put it back."""
        path = self.root / mutant.file
        if not path.resolve().is_relative_to(self.root.resolve()):
            return Verdict(mutant.name, Outcome.LOST, 0.0, f"{mutant.file} is only linked, not copied")
        original = path.read_bytes()
        began = time.monotonic()
        try:
            changed = mutant.applied(original.decode("utf-8"))
        except (ValueError, SyntaxError) as error:
            return Verdict(mutant.name, Outcome.LOST, 0.0, str(error))
        try:
            _write(path, changed.encode("utf-8"))
            code, output = self.run(mutant.tests)
        except subprocess.TimeoutExpired:
            return Verdict(mutant.name, Outcome.SLOW, time.monotonic() - began)
        finally:
            _write(path, original)
        return _verdict(mutant, code, output, time.monotonic() - began)

    def run(self, tests: Sequence[str]) -> tuple[int, str]:
        """Exit code and output of pytest over ``tests`` in the copy."""
        command = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-rfE", "-p", "no:randomly",
                   "-p", "no:cacheprovider", *tests]  # fmt: skip
        # What an outer pytest told its children is not for this one.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        environment |= {"PYTHONPATH": str(self.root), "COLUMNS": "400"}
        done = subprocess.run(
            command, cwd=self.root, env=environment, capture_output=True, text=True,
            timeout=PATIENCE_SECONDS, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr


def _verdict(mutant: Mutant, code: int, output: str, seconds: float) -> Verdict:
    lines = output.splitlines()
    errors = [line for line in lines if line.startswith("ERROR ")]
    if code not in (0, 1) or errors:
        return Verdict(mutant.name, Outcome.BROKEN, seconds, "; ".join(errors) or output[-400:])
    green = [node for node in mutant.tests if not any(_failed(line, node) for line in lines)]
    if green:
        return Verdict(mutant.name, Outcome.SURVIVED, seconds, ", ".join(green))
    crashes = {name for line in lines if (name := _crash(line))}
    return Verdict(mutant.name, Outcome.RED, seconds, " ".join(sorted(crashes)))


def _crash(line: str) -> str:
    """The error of a test that ended in one which is neither an assertion nor words of ours; empty otherwise."""
    if not line.startswith("FAILED ") or " - " not in line:
        return ""
    name = line.rpartition(" - ")[2].partition(":")[0]
    return name if name.isidentifier() and name.endswith(("Error", "Exception")) and name not in _SAID else ""


def _failed(line: str, node: str) -> bool:
    return line.startswith(f"FAILED {node}") and line[len(f"FAILED {node}") :][:1] in ("", " ", "[")


def _copy(source: Path, target: Path) -> None:
    def heavy(folder: str, names: list[str]) -> set[str]:
        skip = {name for name in names if name == "__pycache__"}
        return skip | {name for name in names if Path(folder) == source and source.name == "resources"
                       and name in HEAVY}  # fmt: skip

    shutil.copytree(source, target, ignore=heavy)
    for name in HEAVY if source.name == "resources" else ():
        (target / name).symlink_to(source / name)


def _write(path: Path, content: bytes) -> None:
    """Replace a module, and forget what was compiled of it: its stamp knows only whole seconds."""
    path.write_bytes(content)
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
        compiled.unlink()


@contextmanager
def overlay() -> Iterator[Overlay]:
    """A fresh copy, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="zongchuang-rules-") as folder:
        yield Overlay(Path(folder))


def control(copy: Overlay, mutants: Sequence[Mutant]) -> str:
    """Run the tests of ``mutants`` over the untouched copy: empty when they are green, else their words."""
    nodes = list(dict.fromkeys(node for mutant in mutants for node in mutant.tests))
    code, output = copy.run(nodes)
    return "" if code == 0 else output[-3000:]


def figures(verdicts: Sequence[Verdict], known: int) -> dict[str, object]:
    """What a run did, for its JSON report."""
    return {
        "mutants": known,
        "tried": len(verdicts),
        "caught": sum(verdict.outcome is Outcome.RED for verdict in verdicts),
        "fell_over": {v.name: v.words for v in verdicts if v.outcome is Outcome.RED and v.words},
        "seconds": round(sum(verdict.seconds for verdict in verdicts), 1),
        "slowest": round(max((verdict.seconds for verdict in verdicts), default=0.0), 1),
        "not_caught": {v.name: f"{v.outcome}: {v.words}" for v in verdicts if v.outcome is not Outcome.RED},
    }


def main(arguments: Sequence[str]) -> int:
    """Try the mutants; 1 when one was not caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.law.mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these")
    parser.add_argument("--share", choices=("ci", "all"), default="all")
    wanted = parser.parse_args(arguments)
    mutants = load_mutants()
    most = CI_SHARE if wanted.share == "ci" else len(mutants)
    named = tuple(mutant for mutant in mutants if mutant.name in wanted.names)
    some = named or chosen(mutants, most)
    with overlay() as copy:
        words = control(copy, some)
        if words:
            print(f"the control is not green:\n{words}")
            return 1
        verdicts = []
        for mutant in some:
            verdicts.append(verdict := copy.judge(mutant))
            print(
                f"{verdict.outcome:10} {verdict.seconds:5.1f} s  {verdict.name}  {verdict.words}", flush=True
            )
    caught = sum(verdict.outcome is Outcome.RED for verdict in verdicts)
    print(f"{caught} of {len(verdicts)} caught")
    return 0 if caught == len(verdicts) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
