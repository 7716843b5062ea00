"""Commits as windows of earlier versions wrote them, byte for byte: still taken, still read; what is older yet is kept.

``wire-1`` was written by the first version, ``wire-2`` by the one with the whole lifecycle, ``wire-3`` since acts are
fenced. Each holds three cases from the form to the hand-over, with the state in which that version left them. A file is
never written anew: a new version adds its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.chain import read_commit
from app.domain.records import AckOutcome, StoredCommit
from app.domain.transitions import CaseState
from app.errors import LineError
from sync.client.http import HttpPlatform
from sync.platform import judge
from sync.platform.report import verify
from tests.app.storage.house import House
from tests.faults.simulated import TOKEN, URL, Province, Wire
from tests.sync.support import MovedTime, Window, loop_of
from ui.line import trouble_of

RECORDED = Path(__file__).resolve().parents[1] / "data" / "wire"
PARTS = ("body", "digest", "prev", "hash")
FILES = sorted(RECORDED.glob("wire-*.json"))


def recorded(file: Path) -> tuple[dict[str, Any], list[StoredCommit]]:
    """What a file holds, and its commits."""
    said = json.loads(file.read_text("utf-8"))
    sender = said["device"], said["epoch"]
    return said, [
        StoredCommit(*sender, one["seq"], UUID(one["id"]), UUID(one["case"]), *(one[part] for part in PARTS))
        for one in said["commits"]
    ]


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    made = Province(tmp_path / "province", MovedTime())
    yield made
    made.close()


def connected(province: Province, device: str) -> HttpPlatform:
    line = HttpPlatform(URL, device, 1, TOKEN, province.database.signer.key)
    line._transport._session.mount("http://", Wire(province, Random(1), 0.0))
    return line


def test_there_are_files_of_two_versions_before_this_one() -> None:
    assert len(FILES) >= 3
    assert "fence" in FILES[-1].read_text("utf-8") and "fence" not in FILES[0].read_text("utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_an_older_window_wrote_is_taken_and_read_as_it_was_meant(
    file: Path, province: Province, tmp_path: Path
) -> None:
    """A window that was offline while everybody else was renewed loses nothing, here and at the windows beside it."""
    said, commits = recorded(file)
    with closing(connected(province, said["device"])) as line:
        acks = line.push(commits)
    assert [(ack.outcome, ack.reason) for ack in acks] == [(AckOutcome.APPLIED, "")] * len(commits)
    assert verify(str(province.db))["ok"]
    house = House(tmp_path / "beside", "D99")
    try:
        house.inbox.apply(commits, "1")
        assert all(read_commit(commit) for commit in commits)
        for case_id, then in said["cases"].items():
            case = house.case(UUID(case_id))
            assert case.state is CaseState(then["state"]) and not case.irregular
            assert sorted(paper.number for paper in case.papers) == then["papers"]
    finally:
        house.close()


@pytest.mark.parametrize("version", [0, -1])
def test_what_is_older_than_that_is_refused_in_words_and_stays_at_the_window(
    province: Province, version: int
) -> None:
    """Nothing of it is taken half; the clerk reads what to do; renewed, or read again, everything goes up."""
    window = Window()
    window.write(uuid4(), ("opened", {}), v=version)
    good = window.take_in()
    with closing(connected(province, window.device)) as line:
        with pytest.raises(LineError) as refused:
            line.push(window.commits)
        assert refused.value.kind == "schema-too-old" and f"version {version}" in refused.value.detail
        loop = loop_of(line, window)
        assert loop.run_once().state == "refused" and loop.status().pending == 2
        assert province.held(window.device) == [] and good
    words = trouble_of("schema-too-old 1")
    assert "版本太旧" in words["words"] and "待传的都在本机" in words["can"]


def test_a_window_that_is_too_old_does_not_even_send(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform says in its first word what it reads; the window says so, keeps everything, and tries on."""
    window, time = Window(), MovedTime()
    window.take_in()
    monkeypatch.setattr("sync.client.loop.SCHEMA", judge.OLDEST - 1)
    with closing(connected(province, window.device)) as line:
        loop = loop_of(line, window, time)
        loop.start()
        time.pass_(600)
        assert loop.status().detail == "schema-too-old" and not window.acks and time.armed
        monkeypatch.undo()
        time.pass_(600)
        loop.stop()
        assert loop.status().state == "online" and len(window.acks) == 1
