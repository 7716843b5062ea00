"""Where a command of the platform cannot work, one line tells hall IT why and what to do, and nothing is lost."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import InterfaceError

from sync.platform.database import open_database
from sync.platform.main import main
from sync.platform.mishap import refusal
from sync.platform.report import verify
from tests.needs import cannot


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 KiB: too small for the tables of a platform."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "zc-platform", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        cannot("no right to mount a small disk here: run as root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The one line that was said."""
    (line,) = capsys.readouterr().out.splitlines()
    answer: dict[str, str] = json.loads(line)
    return answer


def test_a_platform_that_begins_on_a_full_disk_says_so_and_begins_there_once_there_is_room(
    disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = str(disk / "platform.db")
    assert main(["migrate", "--db", db]) == 1
    answer = said(capsys)
    assert answer["refused"] == "disk-full" and "腾出空间" in answer["words"]
    subprocess.run(["mount", "-o", "remount,size=8m", str(disk)], check=True)
    assert main(["migrate", "--db", db]) == 0
    assert verify(db)["ok"]


@pytest.mark.parametrize("command", ["migrate", "verify", "list"])
def test_a_folder_that_is_not_there_is_a_sentence_and_not_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command, "--db", str(tmp_path / "nowhere" / "platform.db")]) == 1
    answer = said(capsys)
    assert answer["refused"] == "not-reachable" and "--db" in answer["words"]


def test_a_mistyped_file_is_not_taken_for_a_platform_and_not_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("收件登记\n" * 400, "utf-8")
    before = letter.read_bytes()
    assert main(["migrate", "--db", str(letter)]) == 1
    assert said(capsys)["refused"] == "not-a-database" and letter.read_bytes() == before


def test_a_database_server_that_does_not_run_is_named_as_that(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--db", "postgresql://nobody@127.0.0.1:1/none"]) == 1
    answer = said(capsys)
    assert answer["refused"] == "not-reachable" and "127.0.0.1" in answer["detail"]
    assert "先查看这一步是否已记下" in answer["words"], "a line that broke in the middle leaves it open"


def test_a_wrong_call_of_the_driver_is_not_told_as_a_server_that_is_away() -> None:
    assert refusal(InterfaceError("SELECT 1", None, Exception("wrong arguments")))["refused"] == "database"


def test_a_damaged_database_leads_to_the_backup(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = tmp_path / "platform.db"
    open_database(str(db)).close()
    content = bytearray(db.read_bytes())
    content[4096:] = b"\x00" * (len(content) - 4096)
    db.write_bytes(content)
    assert main(["list", "--db", str(db)]) == 1
    answer = said(capsys)
    assert answer["refused"] == "damaged" and "platform restore" in answer["words"]
