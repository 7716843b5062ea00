"""The outbox says what waits, whose it is, since when, why, and what can be done; a broken line is told apart."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app.storage.schema import blobs, commits
from tests.faults.driver import FOOD, Driver
from ui.bootstrap import Settings, open_workplace
from ui.cli import main
from ui.line import trouble_of
from ui.still import StillScheduler


def status(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = main(["--profile", str(folder), "sync", "status", "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_each_waiting_case_is_named_with_its_writer_and_what_to_do(
    numbered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(numbered, tmp_path / "p")
    at = open_workplace(Settings(profile=tmp_path / "p", rehearsal=True))
    Driver(at).play()
    at.scans.keep(b"one", FOOD)
    bad = at.scans.keep(b"two", FOOD)
    assert at.sync_once(StillScheduler()).detail == "offline"
    with at.database.writing() as connection:
        connection.execute(update(blobs).where(blobs.c.digest == bad).values(state="damaged"))
        first = update(commits).where(commits.c.case_id == FOOD.bytes, commits.c.seq == 2)
        connection.execute(first.values(ack="r", ack_ms=1, parked="no-lease"))
    at.close()
    code, said = status(tmp_path / "p", capsys)
    assert code == 1 and said["line"]["kind"] == "offline" and said["line"]["since"]
    assert [one["state"] for one in said["items"][:2]] == ["damaged", "parked"]
    waiting = [one for one in said["items"] if one["state"] == "waiting" and one["commits"]]
    assert len(waiting) == 3 and sum(one["commits"] for one in waiting) == said["pending"]
    mine = next(one for one in said["items"] if one["reason"] == "no-lease")
    assert mine["number"] and mine["item"] and mine["since_ms"] > 0 and mine["operators"]
    assert all(one["words"] and one["can"] for one in said["items"])
    assert "张三" not in json.dumps(said, ensure_ascii=False)


@pytest.mark.parametrize(
    "kind", ["offline", "captive", "transient", "auth", "bad-signature", "sequence-fork", "new"]
)
def test_no_trouble_of_the_line_keeps_a_citizen_from_being_served(kind: str) -> None:
    said = trouble_of(f"{kind} 7")
    assert said["since"] == 7 and said["can"].startswith("照常办件") and said["words"]
    assert trouble_of("")["since"] is None
