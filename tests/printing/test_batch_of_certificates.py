"""A batch of certificates on a real profile, killed on the way and stopped once: each sheet once, and all of them."""

from __future__ import annotations

from pathlib import Path

from tests.bench.bench_batch import batch, handover_list


def test_a_batch_that_was_killed_and_stopped_goes_on_without_a_double(tmp_path: Path) -> None:
    row = batch(4, tmp_path)
    told = row["against"]
    assert told["killed"] and told["asked"] == 1, "one print was on its way when the power went"
    assert (told["out"], told["twice"]) == (4, 0)


def test_a_list_over_many_pages_has_every_page(tmp_path: Path) -> None:
    assert handover_list(3)["n"] >= 3
