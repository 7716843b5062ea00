"""One flipped byte anywhere, and ``zongchuang verify`` says where: in the log, in the file, in a scan."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from app.storage.blobs import BlobStore
from app.storage.keys import Purpose
from app.storage.schema import blobs
from tests.faults import driver
from tests.faults.report import ROOT, part, report, share
from tests.faults.test_kills import in_child, template
from ui.bootstrap import Settings, open_workplace

__all__ = ["template"]
FLIPS = share(12, 400)
SCAN = bytes(range(256)) * 4096 * 3


@pytest.fixture(scope="module")
def played(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile after the story, with one scan in its blobs."""
    profile = tmp_path_factory.mktemp("flip") / "profile"
    shutil.copytree(template, profile)
    assert in_child(lambda: driver.run(profile)) == 0
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        digest = BlobStore(profile / "blobs", at.ring.sub_key(Purpose.BLOBS)).put(SCAN)
        with at.database.write.begin() as connection:
            row = {"digest": digest, "state": "kept", "size": len(SCAN), "case_id": driver.FOOD.bytes}
            connection.execute(insert(blobs).values(**row))
    finally:
        at.close()
    return profile


def verify(profile: Path) -> dict[str, Any]:
    """What the command says; its exit code must agree."""
    command = [sys.executable, "-m", "ui", "--profile", str(profile), "verify", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if said.get("ok") else 1), done.stderr
    return said


def flip(file: Path, offset: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(offset)
        byte = opened.read(1)[0]
        opened.seek(offset)
        opened.write(bytes([byte ^ 0x40]))


def in_log(profile: Path, statement: str) -> None:
    """Somebody with the key rewrites a row: SQLCipher's own seals fit, the chain does not."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        with at.database.write.begin() as connection:
            assert connection.execute(text(statement)).rowcount == 1
    finally:
        at.close()


LOG = {
    "commits D07/1/2": "UPDATE commits SET body = replace(body, '13800000001', '13800000002') WHERE seq = 2",
    "commits D07/1/5": "DELETE FROM commits WHERE seq = 4",
    "events ": "UPDATE events SET payload = replace(payload, '没有盖章', '已经盖章') WHERE type = 'received' "
    "AND payload LIKE '%没有盖章%'",
    "case_row ": "UPDATE case_row SET state = 'S70' WHERE state = 'S30'",
    "numbers ": "DELETE FROM numbers WHERE n = 3",
    "stock ": "UPDATE stock SET state = 'on_hand' WHERE state = 'void'",
    "audit ": "UPDATE audit SET operator = 'op-9999' WHERE n = 1",
}


def test_whoever_rewrites_a_row_is_told_on(played: Path, tmp_path: Path) -> None:
    """Somebody who has the key and edits a saved case cannot hide it from the next check."""
    assert verify(played)["ok"], "the control: an untouched profile must be called sound"
    caught = 0
    for number, (where, statement) in enumerate(LOG.items()):
        profile = tmp_path / f"log{number}"
        shutil.copytree(played, profile)
        in_log(profile, statement)
        places = [problem["where"] for problem in verify(profile)["problems"]]
        assert any(place.startswith(where) for place in places), f"{where!r} not in {places}"
        caught += 1
    report("flips-log", {"rewritten": len(LOG), "caught": caught, "controls": 1, "controls_caught": 1})


def test_a_flipped_byte_of_the_database_is_placed(played: Path, tmp_path: Path) -> None:
    """A dying disk is named with the place in the file, before it spreads into the backups."""
    chance = random.Random(1879 + part()[0])
    size = (played / "zc.db").stat().st_size
    profile = tmp_path / "profile"
    placed = 0
    for _ in range(FLIPS):
        shutil.rmtree(profile, ignore_errors=True)
        shutil.copytree(played, profile)
        offset = chance.randrange(size)
        flip(profile / "zc.db", offset)
        said = json.dumps(verify(profile), ensure_ascii=False)
        page = offset // 4096
        # SQLCipher counts pages from 1; the door of the program speaks of byte offsets.
        placed += f"page {page + 1}" in said or str(page * 4096) in said or (page == 0 and "ZC-DB-01" in said)
    report("flips-database", {"flips": FLIPS, "placed": placed})
    assert placed == FLIPS


@pytest.mark.parametrize("offset", [3, 20, 600, 1_200_000])
def test_a_flipped_byte_of_a_scan_is_placed(played: Path, tmp_path: Path, offset: int) -> None:
    """A scan that went bad is found by the check, not by the citizen who asks for it."""
    profile = tmp_path / "profile"
    shutil.copytree(played, profile)
    (file,) = (path for path in (profile / "blobs").glob("??/*"))
    flip(file, offset)
    problems = verify(profile)["problems"]
    assert [problem["where"].split()[0] for problem in problems] == ["blobs"]
    assert file.name[:12] in problems[0]["text"] or "字节" in problems[0]["text"]


def test_a_check_without_seals_would_miss_it(tmp_path: Path) -> None:
    """The control: the same flips in a plain SQLite file pass ``PRAGMA integrity_check`` unseen."""
    missed = 0
    for n in range(5):
        path = tmp_path / f"plain{n}.db"
        plain = sqlite3.connect(path)
        plain.execute("CREATE TABLE t (body TEXT)")
        plain.executemany("INSERT INTO t VALUES (?)", [("收件" * 900,)] * 50)
        plain.commit()
        flip(path, 4096 * (5 + n) + 2000)
        check: Callable[[], Any] = plain.execute("PRAGMA integrity_check").fetchone
        missed += check()[0] == "ok"
        plain.close()
    report("flips-control", {"mutants": 5, "caught": missed})
    assert missed == 5
