"""清理: only what the platform has in a backup leaves this disk, and only when nobody waits for it any more."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.ports import GoneCase
from app.storage.gone_cases import put_away
from sync.client.http import HttpPlatform
from sync.platform.main import main as platform
from tests.faults.driver import FOOD, ONLY_RECEIVE, Driver
from tests.sync.support import Province
from ui.bootstrap import Settings, Workplace, open_workplace
from ui.children import Address
from ui.cli import main
from ui.still import StillScheduler


@pytest.fixture
def hall(numbered: Path, tmp_path: Path) -> Iterator[tuple[Province, dict[UUID, str]]]:
    """A window that finished one case and left another open, with a scan of each, all delivered."""
    province = Province.start(tmp_path / "platform.db")
    shutil.copytree(numbered, tmp_path / "window")
    at = open_workplace(Settings(profile=tmp_path / "window", rehearsal=True))
    Driver(at).play()
    scans = {case: at.scans.keep(case.bytes * 9_000, case) for case in (FOOD, ONLY_RECEIVE)}
    at.line.connect(Address(province.url, province.token, province.key))
    assert at.sync_once(StillScheduler()).ok
    with at.database.writing() as connection:
        # The first case ended long ago.
        connection.execute(
            text(f"UPDATE case_row SET state = 'S70', changed_ms = 1 WHERE case_id = x'{FOOD.hex}'")
        )
    at.close()
    yield province, scans
    province.stop()


def run(capsys: pytest.CaptureFixture[str], folder: Path, province: Province, *words: str) -> dict[str, Any]:
    line = ["--url", province.url, "--token", province.token, "--key", province.key]
    main(["--profile", str(folder / "window"), "sync", "purge", *words, *line, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def back_up(province: Province, folder: Path) -> None:
    """As its keeper does: write it, copy the scans, read it back."""
    for command in ("backup", "backed-up"):
        assert (
            platform([command, str(folder / "b"), "--db", str(province.db), "--scans", str(folder / "kept")])
            == 0
        )


def opened(folder: Path) -> Workplace:
    return open_workplace(Settings(profile=folder / "window", rehearsal=True, exclusive=False))


def test_only_backed_up_scans_of_ended_cases_are_cleared_and_nothing_else(
    hall: tuple[Province, dict[UUID, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    province, _ = hall
    before = run(capsys, tmp_path, province)
    assert (before["cleared"], before["durable_through"]) == (0, 0), "no backup, no clearing"
    back_up(province, tmp_path)
    capsys.readouterr()
    assert run(capsys, tmp_path, province, "--dry-run")["cleared"] == 1
    done = run(capsys, tmp_path, province)
    assert (done["cleared"], done["bytes"]) == (1, 16 * 9_000)
    assert run(capsys, tmp_path, province)["cleared"] == 0
    at = opened(tmp_path)
    assert at.scans.counts() == {"cleared": (1, 144_000), "held": (1, 144_000)}
    assert len(list((tmp_path / "window" / "blobs").glob("??/*"))) == 1
    at.close()
    main(["--profile", str(tmp_path / "window"), "verify", "--json"])
    told = json.loads(capsys.readouterr().out)["problems"]
    assert all("blobs" not in one["where"] for one in told), "what was cleared is not missing"


def test_scans_of_a_case_that_left_are_cleared_by_the_same_rules(
    hall: tuple[Province, dict[UUID, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    province, _ = hall
    at = open_workplace(Settings(profile=tmp_path / "window", rehearsal=True))
    with at.database.writing() as connection:
        assert put_away(connection, GoneCase(uuid4(), ONLY_RECEIVE, "erased", "依法删除", 1), 1)
        connection.execute(text(f"DELETE FROM case_row WHERE case_id = x'{FOOD.hex}'"))
    at.close()
    assert run(capsys, tmp_path, province)["cleared"] == 0, "no backup, no clearing"
    back_up(province, tmp_path)
    capsys.readouterr()
    assert run(capsys, tmp_path, province)["cleared"] == 1
    at = opened(tmp_path)
    assert at.scans.counts()["cleared"][0] == 1
    at.close()


def test_what_a_person_must_look_at_or_what_is_newer_than_the_backup_stays(
    hall: tuple[Province, dict[UUID, str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    province, _ = hall
    back_up(province, tmp_path)
    capsys.readouterr()
    at = open_workplace(Settings(profile=tmp_path / "window", rehearsal=True))
    newer = at.scans.keep(b"new" * 1000, FOOD)
    with at.database.writing() as connection:
        parked = f"UPDATE commits SET parked = 'case-closed' WHERE case_id = x'{FOOD.hex}' AND device = '{at.device}'"
        connection.execute(text(parked))
    at.close()
    assert run(capsys, tmp_path, province)["cleared"] == 0
    at = open_workplace(Settings(profile=tmp_path / "window", rehearsal=True))
    with at.database.writing() as connection:
        connection.execute(text("UPDATE commits SET parked = NULL"))
    at.close()
    done = run(capsys, tmp_path, province)
    assert (done["cleared"], done["kept"]) == (1, 1), "the newer scan came after the backup"
    at = opened(tmp_path)
    with at.scans.open(newer) as content:
        assert content.read() == b"new" * 1000
    at.close()


def test_behind_a_hall_nothing_is_cleared_that_the_province_has_not_got(
    hall: tuple[Province, dict[UUID, str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    province, _ = hall
    back_up(province, tmp_path)
    capsys.readouterr()
    hello = HttpPlatform.hello
    for relayed, receipts, cleared in ((0, "", 0), (1000, "", 0), (1000, "''", 1), (1000, "'no-lease'", 0)):
        monkeypatch.setattr(HttpPlatform, "hello", lambda line, n=relayed: replace(hello(line), relayed_through=n))
        if receipts:
            # The hall's word for it is not enough: the province's own receipts are here, and say that it applied.
            at = open_workplace(Settings(profile=tmp_path / "window", rehearsal=True))
            with at.database.writing() as connection:
                connection.execute(text("DELETE FROM second_receipts"))
                kept = f"SELECT id, seq, epoch, 'r', {receipts}, 1 FROM commits WHERE device = '{at.device}'"
                connection.execute(text(f"INSERT INTO second_receipts {kept}"))
            at.close()
        assert run(capsys, tmp_path, province, "--dry-run")["cleared"] == cleared
