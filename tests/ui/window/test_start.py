"""The first key: what it waits for, that it is not lost, and what happens to a place that is asked for too early."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ui.bootstrap import Settings
from ui.runner import Runner
from ui.tell import Notice
from ui.texts import Texts
from ui.theme import t
from ui.tour.hand import Hand
from ui.window.behind import STATION, WINDOW, Behind
from ui.window.face import WindowFace
from ui.window.run import Opening
from ui.workplace import Workplace

ROOT = Path(__file__).resolve().parents[3]
HEAVY = (
    *("pydantic", "requests", "urllib3", "http_message_signatures", "http.client"),
    *("reportlab", "PIL", "barcode", "segno", "openpyxl"),
    *("sync.client.http", "sync.client.loop", "sync.wire.models", "ui.adapters.traffic"),
    *("printing.documents", "printing.layout", "printing.compose", "ui.press", "ui.day"),
    *("devices.sam.simulator", "ui.window.case.page", "ui.window.search_page"),
    *("ui.window.due_page", "ui.window.print_page", "ui.window.sync_page", "ui.window.days.figures_page"),
)
"""What the first key must not wait for."""
NEVER = 3600.0
"""Seconds to what is loaded behind, where a test says itself when it begins: no machine is too busy for it."""
_STARTED = f"""
import json, sys
from pathlib import Path
from ui.tour.hand import Hand
from ui.bootstrap import Settings, open_workplace
folder = Path(sys.argv[1])
if sys.argv[2] == "make":
    open_workplace(Settings(profile=folder / "profile", rehearsal=True)).close()
    sys.exit(0)
from ui.window import face
from ui.window.run import Opening
face.BEHIND_SECONDS = {NEVER}
opening = Opening(rehearsal=True)
opening.shell.resize(1366, 768)
opening.shell.show()
hand = Hand(opening.shell, folder / "shots")
opening.open(Settings(profile=folder / "profile", rehearsal=True))
hand.type("intake.search", "hszy")
results = hand.find("intake.results")
hand.wait(results.count, "what was found")
early = [name for name in {HEAVY!r} if name in sys.modules]
opening.face.behind.begin()
hand.wait(lambda: not opening.face.behind.loading and not opening.runner.busy(), "the rest", 60_000)
missing = [name for name in opening.kind.behind if name not in sys.modules]
ours = ("app", "ui", "printing", "sync", "devices")
before = set(sys.modules)
for key in [*opening.face.pages, "intake"]:
    opening.shell.go(key)
late = sorted(name for name in set(sys.modules) - before if name.partition(".")[0] in ours)
print(json.dumps({{"early": early, "missing": missing, "late": late}}))
opening.close()
"""


def _run(folder: Path, what: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _STARTED, str(folder), what],
        cwd=ROOT, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_first_key_waits_for_no_code_it_does_not_need_and_no_place_loads_any_on_the_gui_thread(
    tmp_path: Path,
) -> None:
    """A slow counter PC loads for seconds: the clerk types meanwhile, and no place freezes when it is opened."""
    _run(tmp_path, "make")
    told = json.loads(_run(tmp_path, "open").splitlines()[-1])
    assert told == {"early": [], "missing": [], "late": []}


@pytest.fixture
def part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A part of the program that nobody has loaded yet."""
    name = f"part_{tmp_path.name}".replace("-", "_")
    (tmp_path / f"{name}.py").write_text("WHOLE = True\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(WindowFace, "BEHIND", (*WINDOW, name))
    monkeypatch.setattr("ui.window.face.BEHIND_SECONDS", NEVER)
    return name


def _opened(tmp_path: Path, qtbot: QtBot) -> tuple[Opening, Hand]:
    opening = Opening(rehearsal=True)
    opening.shell.resize(1366, 768)
    opening.shell.show()
    opening.open(Settings(profile=tmp_path / "profile", rehearsal=True))
    return opening, Hand(opening.shell, tmp_path / "shots")


def test_keys_typed_the_moment_the_intake_stands_are_not_lost(
    part: str, tmp_path: Path, qtbot: QtBot
) -> None:
    """She types before the devices, the line and the printing are up."""
    opening, hand = _opened(tmp_path, qtbot)
    try:
        field: Any = hand.find("intake.search")
        hand.type("intake.search", "hszy")
        assert opening.face.behind.loading and part not in sys.modules, "it was not early"
        results: Any = hand.find("intake.results")
        hand.wait(results.count, "what was found")
        opening.face.behind.begin()
        hand.wait(lambda: not opening.face.behind.loading and not opening.runner.busy(), "the rest", 60_000)
        assert part in sys.modules and field.text() == "hszy" and results.isVisible()
    finally:
        opening.close()
        opening.shut()
        opening.shell.deleteLater()


def test_a_place_asked_for_too_early_says_so_and_opens_when_its_code_is_there(
    part: str, tmp_path: Path, qtbot: QtBot
) -> None:
    """F3 right after the start: the window neither freezes nor forgets it."""
    opening, hand = _opened(tmp_path, qtbot)
    try:
        hand.find("intake.search")
        assert opening.face.behind.loading, "it was not early"
        told: list[Notice] = []
        opening.tell.told.connect(told.append)
        hand.keys("F4")
        assert opening.shell.place() == "intake"
        assert [notice.title for notice in told] == [t("line.loading")], "nobody said that it takes a moment"
        opening.face.behind.begin()
        hand.wait(lambda: opening.shell.place() == "handover", "the place", 60_000)
        assert part in sys.modules
    finally:
        opening.close()
        opening.shut()
        opening.shell.deleteLater()


def test_a_part_that_cannot_be_loaded_is_told_and_stops_no_other(part: str, qtbot: QtBot) -> None:
    """One broken file must not keep the others from being loaded, nor whoever waits for them."""
    runner = Runner()
    told: list[BaseException] = []
    done: list[str] = []
    behind = Behind(runner, ("part_of_nothing", part), told.append)
    runner.on_error = told.append
    behind.load(lambda: done.append("first"))
    behind.then(lambda: 1 / 0)
    behind.then(lambda: done.append("second"))
    for place in ("F3", "F4"):
        behind.wish(lambda place=place: done.append(place))
    assert done == [] and behind.loading
    qtbot.waitUntil(lambda: len(done) == 3)
    assert done == ["first", "second", "F4"] and part in sys.modules, "the last wish counts"
    assert [type(error) for error in told] == [ModuleNotFoundError, ZeroDivisionError]
    assert runner.stop() == ()


def test_printers_that_cannot_be_started_are_told_and_keep_neither_line_nor_clock_from_starting(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """She would work on without a line and without a deadline, and nobody said so."""

    def broken(*_: object) -> None:
        raise OSError("the queue cannot be read")

    monkeypatch.setattr(Workplace, "start_printing", broken)
    opening, hand = _opened(tmp_path, qtbot)
    told: list[Notice] = []
    opening.tell.told.connect(told.append)
    try:
        hand.find("intake.search")
        opening.face.behind.begin()
        hand.wait(lambda: opening.face.workplace.loop is not None, "the line", 60_000)
        hand.wait(lambda: not opening.runner.busy(), "the rest", 60_000)
        assert told, "nobody said that nothing is printed"
    finally:
        opening.close()
        opening.shut()
        opening.shell.deleteLater()


def test_who_locks_is_led_nowhere_by_what_she_asked_for_before(part: str, tmp_path: Path, qtbot: QtBot) -> None:
    """The next person found the case of the one before."""
    opening, hand = _opened(tmp_path, qtbot)
    try:
        hand.find("intake.search")
        assert opening.face.behind.loading, "it was not early"
        hand.keys("F4")
        opening.face.lock()
        opening.face.behind.begin()
        hand.wait(lambda: not opening.face.behind.loading and not opening.runner.busy(), "the rest", 60_000)
        assert opening.shell.place() == "intake"
    finally:
        opening.close()
        opening.shut()
        opening.shell.deleteLater()


def test_everything_named_for_later_exists() -> None:
    """A name with a slip would be told to the clerk at every start."""
    for name in {*WINDOW, *STATION}:
        assert (ROOT / Path(*name.split("."))).with_suffix(".py").exists(), name
    assert Texts.load(ROOT / "resources" / "texts", "zh-CN").t("line.loading")


def test_what_runs_behind_the_page_leaves_her_first_keys_alone_though_all_is_loaded(qtbot: QtBot) -> None:
    """At a real profile the code is loaded while she types her password: the rest still begins a little later."""
    later: list[Any] = []
    called: list[str] = []
    runner = Runner(lambda error: called.append(str(error)))
    try:
        behind = Behind(runner, ("json",), lambda error: called.append(str(error)))
        behind.load(lambda: called.append("begun"), later.append)
        assert not called and not behind.loading
        later.pop()()
        assert called == ["begun"] and not later
    finally:
        runner.stop()
