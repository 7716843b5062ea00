"""The mistakes that this house fears most, each with the suite that catches it when it is made on purpose.

A proof that cannot fail proves nothing: every row is a control that is played in its suite and must be seen there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


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
    "a client signs over one challenge for ever": Caught(
        "test_simulation.py",
        "test_a_client_that_keeps_its_first_challenge_is_caught",
        ("simulation-control-keeps-its-challenge",),
    ),
    "a door hears a request twice, or one that the device did not sign": Caught(
        "test_simulation.py",
        "test_a_door_with_a_mistake_is_caught",
        (
            "simulation-control-forgetful-heard-twice",
            "simulation-control-trusting-believed",
            "simulation-control-trusting-unsigned",
        ),
    ),
    "a restored window keeps its epoch": Caught(
        "test_second_lives.py", "test_a_restored_window_that_keeps_its_epoch_is_caught",
        ("second-lives-control-unrenewed",),
    ),
    "a province does not see two machines with one profile": Caught(
        "test_second_lives.py", "test_a_province_that_does_not_see_two_machines_is_caught",
        ("second-lives-control-fork-unseen",),
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


def planted_and_caught(name: str, figures: Mapping[str, Any]) -> tuple[int, int]:
    """How many mistakes a suite made on purpose, and how many of them it saw; (0, 0) for a suite without."""
    told, caught = figures.get("controls"), figures.get("caught")
    if isinstance(told, Mapping):
        return told["planted"], told["caught"]
    if told is not None:
        return told, figures["controls_caught"]
    each = figures.get("controls caught", caught if isinstance(caught, list) else None)
    if each is not None:
        seen = [bool(one) for one in (each.values() if isinstance(each, Mapping) else each)]
        return len(seen), sum(seen)
    if "control" in name or isinstance(caught, bool):
        planted = figures.get("mutants", 1)
        return planted, min(planted, int(caught or 0))
    return 0, 0
