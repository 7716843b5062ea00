"""The mistakes that this house fears most, each with the suite that catches it when it is made on purpose.

A proof that cannot fail proves nothing: every row is a control that is played in its suite and must be seen there. In
the continuous check, where all suites run before this file, their figures must say so too.
"""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.report import ROOT, report

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Caught:
    """The file and the test that play the mistake, and the figures they leave."""

    file: str
    test: str
    figures: tuple[str, ...]


MISTAKES = {
    "a window does not sync its commits": Caught(
        "test_power_loss.py", "test_a_weaker_setting_is_caught", ("power-loss-control-normal", "power-loss-control-off")
    ),
    "a window does not sync its scans": Caught(
        "test_blob_power.py", "test_scans_that_are_not_synced_are_caught", ("blob-power-control-unsynced",)
    ),
    "the province does not sync what it answered for": Caught(
        "test_server_power.py",
        "test_a_platform_that_answers_too_early_is_caught",
        ("server-power-control-normal", "server-power-control-off", "server-power-control-unsynced"),
    ),
    "the province acknowledges before it commits": Caught(
        "test_simulation.py",
        "test_a_platform_that_answers_before_it_commits_is_caught",
        ("simulation-control-answers-early",),
    ),
    "the checkpoint of the outbox runs ahead": Caught(
        "test_simulation.py",
        "test_a_client_with_a_mistake_is_caught",
        ("simulation-control-its-checkpoint-runs-ahead", "machine-control-earlyoutbox", "line"),
    ),
    "the cursor of the inbox moves before its data": Caught(
        "test_rarer_kills.py", "test_a_cursor_that_moves_before_its_data_is_caught", ("pull-control",)
    ),
    "what is refused is skipped": Caught(
        "test_simulation.py",
        "test_a_client_with_a_mistake_is_caught",
        ("simulation-control-skips-a-4xx", "machine-control-skippingoutbox"),
    ),
    "any 200 is taken for an acknowledgement": Caught(
        "test_simulation.py", "test_a_client_with_a_mistake_is_caught", ("simulation-control-believes-any-200", "scans")
    ),
    "the cursor of the province is a sequence": Caught(
        "test_province.py", "test_a_cursor_passes_nothing_while_many_write_and_a_sequence_does", ("cursor-race",)
    ),
    "a commit is two transactions": Caught(
        "test_kills.py", "test_a_transaction_torn_in_two_is_caught", ("kills-control",)
    ),
    "a half written case is passed over": Caught(
        "test_disk_full.py",
        "test_without_taking_back_what_was_half_written_the_suite_would_say_so",
        ("disk-full-control",),
    ),
    "a scan is cleared away before it is noted": Caught(
        "test_rarer_kills.py", "test_clearing_a_file_before_it_is_noted_is_caught", ("rarer-kills-control",)
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_played_by_a_suite(mistake: str) -> None:
    """Nobody takes a control out without saying so here."""
    told = MISTAKES[mistake]
    tree = ast.parse((HERE / told.file).read_text("utf-8"))
    assert told.test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_figures_of_this_run_say_that_each_was_caught() -> None:
    """Where a suite has run its control was seen; in the continuous check every one of them has."""
    table = {name: {figure: seen(figure) for figure in told.figures} for name, told in MISTAKES.items()}
    report("mistakes", {"mistakes": len(MISTAKES), "caught by": table})
    missed = [f"{name}: {figure}" for name, row in table.items() for figure, caught in row.items() if caught is False]
    assert missed == []
    if os.environ.get("CI"):
        assert all(all(row.values()) for row in table.values()), table


def seen(name: str) -> bool | None:
    """Whether the figures of a control say caught; None when it did not run."""
    file = ROOT / os.environ.get("ZONGCHUANG_OUT", "OUT") / "faults" / f"{name}.json"
    if not file.exists():
        return None
    return _caught(json.loads(file.read_text("utf-8")))


def _caught(figures: Mapping[str, Any]) -> bool:
    controls = figures.get("controls")
    if controls is not None:
        return bool(controls["planted"] == controls["caught"])
    return bool(figures["caught"])
