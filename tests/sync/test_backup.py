"""A platform that burns down and comes back from a backup: its windows notice, send again, and nothing goes twice."""

from __future__ import annotations

import gzip
import json
import threading
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert

from app.domain.transitions import CaseState
from sync.platform import durable, tables
from sync.platform.backup import BackupError, restore
from sync.platform.database import open_database
from sync.platform.judge import Sender
from sync.platform.main import main
from sync.platform.report import digest_report, verify
from sync.platform.staff import decide
from tests.needs import cannot
from tests.sync.postgres import database_of, server, why_not
from tests.sync.support import Province, Window, loop_of
from tests.sync.test_blob_stores import content_of
from tests.sync.test_real_store import Desk
from tests.sync.test_staff import submit


def run(*words: str, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(list(words)) == 0
    said: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return said


def test_windows_notice_another_life_and_heal_it_and_no_number_comes_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db, again_at, file = str(tmp_path / "p.db"), str(tmp_path / "q.db"), str(tmp_path / "backup")
    before = Province.start(db)
    desk = Desk(tmp_path)
    with closing(before.platform(Window(desk.device))) as line:
        loop = desk.loop(line)
        early, late = desk.take_in(), desk.take_in()
        assert loop.run_once().ok
        decide(db, str(early), "grant")
        assert loop.run_once().pulled == 1
        run("backup", file, "--db", db, capsys=capsys)
        assert Path(file).stat().st_mode & 0o077 == 0, "it holds the signing key"
        # After the backup: two more cases, a decision, and a block of numbers; then the house burns down.
        after = [desk.take_in() for _ in range(2)]
        decide(db, str(late), "grant")
        with closing(open_database(db)) as database, database.write() as connection:
            from sync.platform import blocks
            from sync.wire.models import BlockRequest

            lost = blocks.reserve(
                connection, BlockRequest(device="X", epoch=1, series="收件", size=30), "k" * 8, 1
            )
        assert loop.run_once().pulled == 1
        before.kill()
        made = run("restore", file, "--db", again_at, capsys=capsys)
        assert made["passed_over"] and verify(again_at)["ok"]
        there = Province.start(again_at, before.port)
        desk.time.pass_(1)
        for _ in range(3):
            result = loop.run_once()
        assert result.ok and not desk.outbox.pending(9, 10**6)
        block = line.reserve("收件", 30, uuid4().hex)
        assert block.first > lost.last, "a number that may stand on paper is not given out again"
        ours = {c: d for c, d in digest_report(again_at)["by_case"].items() if c in map(str, (early, *after))}
        assert ours.keys() == set(map(str, (early, *after)))
        assert all(desk.digests()[case] == figures["digest"] for case, figures in ours.items())
        # The decision that only the window remembers cannot be made up; a new one reaches the window all the same.
        decide(again_at, str(after[0]), "grant")
        assert loop.run_once().pulled == 1
        assert desk.state(after[0])[0] is CaseState.GRANTED
        assert verify(again_at)["ok"] and there.stop() == 0
    desk.database.close()


def test_a_backup_of_a_platform_at_work_is_of_one_moment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = str(tmp_path / "p.db")
    province = Province.start(db)
    stop = threading.Event()

    def work() -> None:
        window = Window()
        with closing(province.platform(window)) as line:
            loop = loop_of(line, window)
            while not stop.is_set():
                window.accept(window.take_in())
                loop.run_once()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for n in range(2):
            run("backup", str(tmp_path / f"b{n}"), "--db", db, capsys=capsys)
            restored = str(tmp_path / f"r{n}.db")
            run("restore", str(tmp_path / f"b{n}"), "--db", restored, capsys=capsys)
            found = verify(restored)
            assert found["ok"], found["problems"][:3]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        assert province.stop() == 0


def forked(db: str, digest: str) -> int:
    """A copied profile sent something else under a number that was used; gives the number of that finding."""
    row = {"device": "W-01", "epoch": 1, "seq": 1, "id": b"1" * 16, "digest": digest, "received_ms": 1}
    with closing(open_database(db)) as database, database.write() as connection:
        return int(connection.execute(insert(tables.forks).values(**row).returning(tables.forks.c.n)).scalar_one())


def test_a_backup_goes_from_one_kind_of_database_to_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if reason := why_not():
        cannot(reason)
    db, window = tmp_path / "p.db", Window()
    window.accept(window.take_in())
    submit(db, window)
    forked(str(db), "first"), forked(str(db), "second")
    run("backup", str(tmp_path / "b1"), "--db", str(db), capsys=capsys)
    with server() as url:
        postgres, back = database_of(url, "house"), str(tmp_path / "back.db")
        run("restore", str(tmp_path / "b1"), "--db", postgres, capsys=capsys)
        decide(postgres, str(window.commits[0].case_id), "grant")
        assert verify(postgres)["ok"]
        assert forked(postgres, "third") == 3, "its own count begins behind what came with the backup"
        run("backup", str(tmp_path / "b2"), "--db", postgres, capsys=capsys)
    run("restore", str(tmp_path / "b2"), "--db", back, capsys=capsys)
    assert verify(back)["ok"] and digest_report(back)["commits"] == 3


def test_scans_are_copied_once_and_come_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db, kept = tmp_path / "p.db", tmp_path / "kept"
    digest, data = content_of(70_000)
    province, window = Province.start(db), Window()
    from app.ports.delivery import WaitingScan

    with closing(province.platform(window)) as line:
        opened = line.open_scan(WaitingScan(digest, len(data), uuid4()))
        line.append_scan(opened.upload, 0, data)
    more = ("--db", str(db), "--scans", str(kept))
    first = run("backup", str(tmp_path / "b"), *more, capsys=capsys)
    again = run("backup", str(tmp_path / "b"), *more, capsys=capsys)
    assert province.stop() == 0
    assert first["scans"] == {"scans": 1, "copied": 1, "missing": 0}
    assert again["scans"] == {"scans": 1, "copied": 0, "missing": 0}
    new = str(tmp_path / "new.db")
    back = run("restore", str(tmp_path / "b"), "--db", new, "--scans", str(kept), capsys=capsys)
    assert back["scans"] == {"scans": 1, "copied": 1, "missing": 0}
    assert (tmp_path / "new.db.blobs" / "sha256" / digest[:2] / digest).read_bytes() == data


def test_windows_clear_nothing_that_no_backup_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db, kept, file = tmp_path / "p.db", tmp_path / "kept", str(tmp_path / "b")
    window = Window()
    window.take_in()
    submit(db, window)
    digest, data = content_of(70_000)
    whole = tmp_path / "p.db.blobs" / "sha256" / digest[:2] / digest
    with closing(open_database(str(db))) as database, database.write() as connection:
        values = {"digest": digest, "size": len(data), "device": window.device, "received_ms": 1}
        connection.execute(insert(tables.blobs).values(**values))
    more = ("--db", str(db), "--scans", str(kept))
    assert main(["backup", file, *more]) == 1, "a scan is missing"
    window.take_in()
    submit(db, window)
    assert main(["backed-up", file, *more]) == 1
    assert covered(db, window) == (1, False), "the second commit is not in the file, the scan nowhere"
    whole.parent.mkdir(parents=True)
    whole.write_bytes(data)
    torn = tmp_path / "torn"
    torn.write_bytes(Path(file).read_bytes()[:-20])
    assert main(["backup", file, *more]) == 0
    assert main(["backed-up", str(torn), *more]) == 1
    assert covered(db, window) == (1, False)
    assert main(["backed-up", file, "--db", str(db)]) == 0
    assert covered(db, window) == (2, False), "without the place of the scans none counts"
    assert main(["backed-up", file, *more]) == 0
    assert covered(db, window) == (2, True)
    assert main(["backed-up", file, "--db", str(tmp_path / "other.db")]) == 1
    assert "another-life" in capsys.readouterr().out


def covered(db: Path, window: Window) -> tuple[int, bool]:
    with closing(open_database(str(db))) as database, database.read() as connection:
        scan = durable.scan_covered(connection, 1)
        return durable.durable_through(connection, Sender(window.device, window.epoch)), scan


def test_a_torn_changed_or_foreign_file_restores_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db, window = tmp_path / "p.db", Window()
    window.take_in()
    submit(db, window)
    run("backup", str(tmp_path / "b"), "--db", str(db), capsys=capsys)
    whole = gzip.decompress((tmp_path / "b").read_bytes())
    newer = whole.replace(b'"schema":', b'"schema":9', 1)
    damaged = {
        "cut": (tmp_path / "b").read_bytes()[:-20],
        "short": gzip.compress(b"".join(whole.splitlines(keepends=True)[:-2])),
        "flipped": gzip.compress(whole.replace(window.device.encode(), b"W-other", 1)),
        "foreign": b"something else",
        "empty": gzip.compress(b""),
        "newer": gzip.compress(newer),
    }
    for name, content in damaged.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BackupError, match="another-version" if name == "newer" else "torn"):
            restore(tmp_path / name, str(tmp_path / f"{name}.db"))
        assert not digest_report(str(tmp_path / f"{name}.db"))["commits"]
    with pytest.raises(BackupError, match="not-empty"):
        restore(tmp_path / "b", str(db))
    assert verify(str(db))["checked"]["commits"] == 1
