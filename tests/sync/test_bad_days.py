"""Bad days of the platform: a full disk, a locked database, a request that is no text. Nothing is parked for that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app.domain.records import AckOutcome
from sync.platform.database import open_database
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.report import digest_report, verify
from sync.wire.models import Command
from tests.sync.support import ROOT, Province, Window, loop_of
from tests.sync.test_broken_line import NO_PATIENCE, arrived_once_and_in_order
from tests.sync.test_door import ask


def start_with_little_room(db: Path, blocks: int) -> Province:
    """A platform whose files cannot grow beyond ``blocks`` KiB, as on a full disk."""
    serve = [sys.executable, "-m", "sync.platform", "serve", "--db", str(db), "--token", "test-token"]
    process = subprocess.Popen(
        ["bash", "-c", f'ulimit -f {blocks}; exec "$@"', "-", *serve],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ},
    )  # fmt: skip
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    return Province(db, process, ready["port"], "test-token", ready["public_key"])


def size_of_an_empty_one(folder: Path) -> int:
    """KiB that the tables alone take, in the file they are first written to; it grows with every table."""
    with closing(open_database(str(folder / "empty.db"))):
        return -(-(folder / "empty.db-wal").stat().st_size // 1024)


@pytest.mark.parametrize("room", [2, 600])
def test_a_full_disk_parks_nothing_and_everything_arrives_later(tmp_path: Path, room: int) -> None:
    window = Window()
    for _ in range(600):
        window.take_in()
    province = start_with_little_room(tmp_path / "p.db", size_of_an_empty_one(tmp_path) + room)
    with closing(province.platform(window, patience=NO_PATIENCE)) as platform:
        result = loop_of(platform, window).run_once()
    assert (result.state, result.detail, result.parked) == ("offline", "transient", 0)
    sent = result.pushed
    province.kill()
    again = province.again()
    with closing(again.platform(window)) as platform:
        result = loop_of(platform, window).run_once()
    assert result.ok and sent + result.pushed == 600
    assert {outcome for outcome, _ in window.outcomes().values()} <= {
        AckOutcome.APPLIED,
        AckOutcome.DUPLICATE,
    }
    arrived_once_and_in_order(again, window)
    assert verify(str(again.db))["ok"] and digest_report(str(again.db))["parked"] == 0
    assert again.stop() == 0


def test_a_lost_database_is_an_error_and_not_a_verdict(tmp_path: Path) -> None:
    window = Window()
    window.take_in()
    only = window.commits[0]
    command = Command(
        seq=1,
        id=only.id,
        case=only.case_id,
        body=only.body,
        digest=only.digest,
        prev=only.prev,
        hash=only.hash,
    )
    database = open_database(str(tmp_path / "p.db"))
    with closing(database):
        with database.write() as connection:
            connection.exec_driver_sql("DROP TABLE events")
        with pytest.raises(OperationalError):
            Ledger(database, lambda: 1).submit(Sender(window.device, 1), [command])
        with database.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM commits").scalar() == 0


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b"[]", b'{"device":"W-1","epoch":1,"commits":[]}', b""])
def test_a_request_that_nobody_can_read_is_said_to_be_so(province: Province, body: bytes) -> None:
    answer = ask(province, "POST", "/v1/commands", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400 and answer.json()["type"].endswith(":malformed")


def test_a_port_that_is_taken_is_said_in_one_line(province: Province, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sync.platform", "serve", "--db", str(tmp_path / "p.db")]
    done = subprocess.run(
        [*command, "--port", str(province.port)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1 and json.loads(done.stdout)["refused"] == "port" and not done.stderr
