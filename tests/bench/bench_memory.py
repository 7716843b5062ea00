"""What the window holds of the machine's memory after a long day: 300 intakes by the real widgets, each to its end.

The window of a rehearsal is opened in a process of its own, as the tour opens it. Nobody collects garbage for the
bench: what the program lets lie counts.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.profile import ROOT, as_installed

INTAKES = int(os.environ.get("ZONGCHUANG_BENCH_INTAKES", "300"))
EVERY = max(INTAKES // 12, 1)
BAR_MIB = 350.0
SLOPE_BAR = 0.03
"""MiB an intake, over the second half of the day. Pages of files that are only read are
counted in what the window holds, not in its growth: the system takes them back at any time.
"""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ITEM = "1121010600000002714210199002000"


def measure() -> list[dict[str, Any]]:
    """The resident memory after :data:`INTAKES`, and how much each of the second half added to it."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.bench_memory", folder],
            cwd=ROOT, env=as_installed(), capture_output=True, text=True, timeout=1800, check=False,
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError((done.stdout + done.stderr)[-800:])
    seen: list[tuple[int, float, float]] = [tuple(each) for each in json.loads(done.stdout.splitlines()[-1])]
    late = seen[len(seen) // 2 :]
    slope = statistics.linear_regression([n for n, _, _ in late], [own for _, _, own in late]).slope
    told = {f"after {n}": round(mib, 1) for n, mib, _ in seen}
    grown = {f"own, after {n}": round(own, 1) for n, _, own in late}
    return [
        _row(f"memory of the window after {INTAKES} intakes", seen[-1][1], "MiB", told, BAR_MIB),
        _row("memory of the window, growth in the second half", slope, "MiB an intake", grown, SLOPE_BAR),
    ]


def _row(name: str, value: float, unit: str, against: dict[str, float], bar: float) -> dict[str, Any]:
    return {
        "name": name, "value": round(value, 3), "unit": unit, "n": INTAKES, "against": against,
        "ratio": round(value / bar, 2), "bar": f"<= {bar:g} {unit}", "holds": value <= bar,
    }  # fmt: skip


def number_of(nth: int) -> str:
    """The number of somebody born on the first day of 1900."""
    body = f"21010219000101{nth:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def day(folder: Path) -> list[tuple[int, float, float]]:
    """A day of intakes in this process: MiB after so many of them, in all and without pages of files."""
    from app.domain.records import NumberBlock
    from ui.bootstrap import Settings, open_workplace
    from ui.tour.hand import Hand
    from ui.window.run import Opening

    settings = Settings(profile=folder / "profile", rehearsal=True, printer_folder=folder / "papers")
    at = open_workplace(settings)
    at.blocks.add(NumberBlock("bench", "paper", 1, 20 * INTAKES))
    at.close()
    opening = Opening(rehearsal=True)
    opening.shell.resize(1366, 768)
    opening.shell.show()
    hand = Hand(opening.shell, folder / "screens")
    opening.open(settings)
    hand.wait(lambda: opening.face is not None and bool(opening.face.pages), "the pages")
    hand.wait(lambda: not opening.runner.busy(), "the rest of the pages")
    seen = [(0, *_mib())]
    for nth in range(1, INTAKES + 1):
        _intake(opening, hand, nth)
        if nth % EVERY == 0:
            seen.append((nth, *_mib()))
    opening.close()
    return seen


def _intake(opening: Any, hand: Any, nth: int) -> None:
    from app.values import replace
    from ui.shots.room import ZHANG

    def rested() -> bool:
        return not opening.runner.busy()

    page, views = opening.face.pages["intake"], opening.face.workplace.stores.views
    opening.shell.go("intake")
    page.start_new()
    hand.wait(rested, "an empty page")
    page.card_read(replace(ZHANG, number=number_of(nth)))
    hand.type("intake.phone", "13800000001")
    page.choose_item(ITEM)
    hand.wait(lambda: page.state.guide is not None and rested(), "the item")
    for question in page.state.guide.questions:
        hand.click(f"intake.question.{question.id}.no")
    for _ in page.materials.rows:
        hand.keys("Space", "intake.rows")
    hand.wait(rested, "the materials")
    before = len(views.cases(limit=INTAKES + 1))
    hand.keys("Ctrl+Return")
    hand.wait(lambda: rested() and len(views.cases(limit=INTAKES + 1)) > before, f"intake {nth}")


def _mib() -> tuple[float, float]:
    status = Path("/proc/self/status").read_text("ascii").splitlines()
    mib = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in status if line.startswith(("VmRSS", "Rss"))}
    return mib["VmRSS"], mib["RssAnon"] + mib["RssShmem"]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(day(Path(sys.argv[1]))) + "\n")
    sys.stdout.flush()
