"""Every mistake has the suite that catches it, and the adding-up fails where one was missed or too little was done."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from tests.faults import report
from tests.faults.mistakes import MISTAKES, planted_and_caught

HERE = Path(__file__).resolve().parent
ENOUGH = {"kills": 100, "power-loss states": 4000, "runs over a bad line": 20}


@pytest.fixture
def lying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The figures of a run without fault, all suites of it."""
    monkeypatch.setenv("ZONGCHUANG_OUT", str(tmp_path))
    monkeypatch.setenv("ZONGCHUANG_FAULTS", "ci")
    monkeypatch.delenv("ZONGCHUANG_PART", raising=False)
    for name in {figure for told in MISTAKES.values() for figure in told.figures}:
        report.report(name, {"controls": {"planted": 3, "caught": 3}, "runs": 10} if name in report.LINES else
                      {"caught": True})  # fmt: skip
    report.report("kills", {"kills": 100, "lost": 0})
    report.report("power-loss", {"states": 4000, "sound": 4000})
    return tmp_path


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_played_by_a_suite(mistake: str) -> None:
    """Nobody takes a control out without saying so here."""
    told = MISTAKES[mistake]
    tree = ast.parse((HERE / told.file).read_text("utf-8"))
    assert told.test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_a_run_that_did_enough_and_caught_everything_passes(lying: Path) -> None:
    assert report.main(["--whole"]) == 0
    assert report.short(report.total()) == []


@pytest.mark.parametrize(
    ("name", "figures", "words"),
    [
        ("kills", {"kills": 100, "torn": 1}, "kills: torn 1"),
        ("line", {"runs": 60, "controls": {"planted": 3, "caught": 2}}, "line: 2 of 3 controls caught"),
        ("kills-control", {"mutants": 2, "caught": 1}, "kills-control: 1 of 2 controls caught"),
        ("power-loss", {"states": 4000, "sound": 3999}, "power-loss: not sound 1"),
        ("kills", {"kills": 99}, "kills: 99, at least 100"),
        ("power-loss", {"states": 3999, "sound": 3999}, "power-loss states: 3999, at least 4000"),
        ("line", {"runs": 1, "controls": {"planted": 3, "caught": 3}}, "runs over a bad line"),
    ],
)
def test_whatever_is_wrong_missed_or_too_little_ends_the_run_red(
    lying: Path, name: str, figures: dict[str, Any], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody reads a line of figures; the exit code must say it."""
    report.report(name, figures)
    assert report.main(["--whole"]) == 1
    assert words in capsys.readouterr().err


def test_a_suite_that_left_no_figures_ends_the_run_red(lying: Path) -> None:
    """A control that was not played is none."""
    (lying / "faults" / "cursor-race.json").unlink()
    assert report.main(["--whole"]) == 1
    assert report.main([]) == 0, "one suite alone has no figures of the others"


def test_parts_that_several_processes_did_are_added_up(lying: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five thousand kills are done in pieces, on as many machines as there are."""
    (lying / "faults" / "kills.json").unlink()
    for n in (1, 2, 3):
        monkeypatch.setenv("ZONGCHUANG_PART", f"{n}/3")
        report.report("kills", {"kills": 40 + n, "torn": 0})
    assert report.total()["kills"] == 126
    assert report.seeds(40) == range(80, 120), "each part has seeds of its own"


def test_what_an_earlier_run_left_is_not_counted_again(lying: Path) -> None:
    assert report.main(["--fresh"]) == 0
    assert report.total() == {"wrong": {}}


@pytest.mark.parametrize(
    ("name", "figures", "counted"),
    [
        ("openapi", {"caught": [True, False]}, (2, 1)),
        ("printing", {"controls caught": {"a": True, "b": True}}, (2, 2)),
        ("flips-log", {"caught": 7, "controls": 1, "controls_caught": 1}, (1, 1)),
        ("law-mutants", {"caught": 12}, (0, 0)),
        ("cursor-race", {"caught": False}, (1, 0)),
    ],
)
def test_each_suite_says_in_its_own_way_what_it_caught(
    name: str, figures: dict[str, Any], counted: tuple[int, int]
) -> None:
    assert planted_and_caught(name, figures) == counted
