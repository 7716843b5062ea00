"""What only a frozen window has comes out as papers, scans and a list, to be entered again by a person."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.domain.records import Ack, AckOutcome
from app.errors import UserFacingError
from app.storage.verify import verify
from tests.bench.profile import applicant, nurse_intake
from tests.ui.commands.conftest import Command
from ui.bootstrap import Settings, open_workplace
from ui.casefile import write_case_file
from ui.line import FORK, LAST_ERROR_SETTING

PICTURE = b"\xff\xd8\xff" + b"a scan" * 9


@pytest.fixture
def numbers(profile: Path) -> list[str]:
    """Numbers of three cases: one is at the province, one in part, one not at all; the line says fork."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        at.rehearsal_session()
        cases = [at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(n))).case for n in (1, 2, 3)]
        at.scans.keep(PICTURE, cases[2].id)
        at.office.accept(cases[1].id)
        waiting = at.outbox.pending(99, 10**9)
        first = next(one for one in waiting if one.case_id == cases[1].id)
        arrived = [one for one in waiting if one.case_id == cases[0].id or one == first]
        at.outbox.acknowledge([Ack(one.seq, one.id, AckOutcome.APPLIED, "r", "") for one in arrived], 1)
        at.stores.settings.put(LAST_ERROR_SETTING, f"{FORK} 1")
        return [case.papers[0].number for case in cases]
    finally:
        at.close()


def test_the_unsent_cases_of_a_window_that_lost_a_fork_come_out_whole_and_nothing_changes_here(
    profile: Path, numbers: list[str], command: Command, tmp_path: Path
) -> None:
    for out in (tmp_path / "once", tmp_path / "again"):
        code, said = command("sync", "unsent", "--out", str(out))
        assert code == 0 and (said["cases"], said["scans"]) == (2, 1)
        with Path(said["list"]).open(encoding="utf-8-sig", newline="") as file:
            rows = sorted(csv.DictReader(file), key=lambda row: row["原编号"])
        assert [row["原编号"] for row in rows] == numbers[1:], "what is at the province is not entered twice"
        assert "只补后面" in rows[0]["怎么补录"] and "整件补录" in rows[1]["怎么补录"]
        assert all(row["申请人"] and row["事项"] and row["本机发出的文书"] for row in rows)
        for row in rows:
            with zipfile.ZipFile(out / row["卷宗"]) as archive:
                assert any(name.endswith(".pdf") for name in archive.namelist())
        (scan,) = out.glob("*/*.jpg")
        assert scan.read_bytes() == PICTURE and scan.parent.name == Path(rows[1]["卷宗"]).stem
    code, said = command("sync", "unsent", "--out", str(tmp_path / "once"))
    assert (code, said["refused"]) == (1, "ZC-SYNC-05"), "a list is never mixed with an older one"
    code, said = command("sync", "status")
    assert "sync unsent" in said["line"]["can"] and said["pending"] > 0, "what is written out still counts as unsent"
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        assert verify(at.database).ok
        with at.database.read.connect() as connection:
            looks = connection.execute(text("SELECT count(*) FROM audit WHERE action = 'sync-unsent'")).scalar_one()
        assert looks == 2, "that names were taken away is written down"
    finally:
        at.close()


def test_a_case_that_cannot_be_written_out_keeps_none_of_the_others(
    profile: Path, numbers: list[str], command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = write_case_file

    def fails(at: Any, case: Any, target: Path) -> Any:
        if case.papers[0].number == numbers[1]:
            raise UserFacingError("ZC-TEST", "这一件的文书缺了")
        return real(at, case, target)

    monkeypatch.setattr("ui.commands.unsent_files.write_case_file", fails)
    code, said = command("sync", "unsent", "--out", str(tmp_path / "out"))
    assert (code, said["cases"], said["failed"]) == (1, 2, 1)
    with Path(said["list"]).open(encoding="utf-8-sig", newline="") as file:
        rows = {row["原编号"]: row["卷宗"] for row in csv.DictReader(file)}
    assert "这一件的文书缺了" in rows[numbers[1]] and (tmp_path / "out" / rows[numbers[2]]).exists()


def test_scans_that_wait_come_out_though_all_operations_of_their_case_arrived(
    profile: Path, numbers: list[str], command: Command, tmp_path: Path
) -> None:
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        waiting = at.outbox.pending(99, 10**9)
        at.outbox.acknowledge([Ack(one.seq, one.id, AckOutcome.APPLIED, "r", "") for one in waiting], 1)
    finally:
        at.close()
    code, said = command("sync", "unsent", "--out", str(tmp_path / "out"))
    assert (code, said["cases"], said["commits"], said["scans"]) == (0, 1, 0, 1)
    with Path(said["list"]).open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["原编号"] == numbers[2] and "只补扫描件" in row["怎么补录"]
