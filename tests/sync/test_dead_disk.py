"""The disk is gone: what comes back from the second medium and from the platform, and what is said to be lost."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.domain.materials import as_taken
from app.domain.people import Applicant
from app.errors import UserFacingError
from app.storage.copy_rest import KEPT, TOLD_BY_LOG
from app.storage.epochs import current_epoch
from app.storage.pad_book import use_sheet
from app.storage.restore_copy import find_copy, restore_from_copy
from app.storage.schema import commits, metadata
from app.storage.verify import verify
from app.usecases.pad import issue_pad
from sync.platform.database import open_database
from sync.platform.devices import bindings
from sync.platform.report import case_digest, digest_report
from sync.platform.staff import decide
from tests.faults.driver import FOOD, NURSE_PERSON, Driver
from tests.sync.support import Province
from ui.bootstrap import Enrolment, Settings, Workplace, enrol, open_workplace
from ui.children import Address
from ui.cli import main
from ui.still import StillScheduler

NOW = 1_790_000_000_000


@contextmanager
def opened(folder: Path, stick: Path | None = None) -> Iterator[Workplace]:
    at = open_workplace(Settings(profile=folder, rehearsal=True))
    if stick is not None and not any(stick.iterdir()):
        at.begin_second_copy(str(stick))
    try:
        yield at
    finally:
        at.close()


def connect(at: Workplace, province: Province) -> None:
    at.line.connect(Address(province.url, province.token, province.key))


def digests(at: Workplace) -> dict[str, str]:
    held: dict[str, list[tuple[str, int, int, str]]] = {}
    with at.database.read.connect() as connection:
        for row in connection.execute(select(commits)):
            held.setdefault(str(UUID(bytes=row.case_id)), []).append(
                (row.device, row.epoch, row.seq, row.digest)
            )
    return {case: case_digest(rows) for case, rows in held.items()}


def bound_keys(province: Province) -> list[tuple[str, str]]:
    with closing(open_database(str(province.db))) as database, database.read() as connection:
        return [(row["device"], row["key"]) for row in bindings(connection)]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A window that did three cases, with its stick, a platform's database and a scan."""
    base = tmp_path_factory.mktemp("played")
    (base / "stick").mkdir()
    province = Province.start(base / "platform.db")
    with opened(base / "profile", base / "stick") as at:
        connect(at, province)
        assert at.sync_once(StillScheduler()).blocks == 4, "for papers, the pad, bills and waybills"
        Driver(at).play()
        at.scans.keep(b"scan of the licence", FOOD)
        at.stores.drafts.put(FOOD, "phone", "13800000001")
        assert at.sync_once(StillScheduler()).ok
    decide(str(province.db), str(FOOD), "grant")
    with opened(base / "profile") as at:
        connect(at, province)
        assert at.sync_once(StillScheduler()).pulled == 1
        # Written after the last sync: only here and on the stick.
        at.rehearsal_session()
        paper = at.stores.views.case(FOOD).papers[0]  # type: ignore[union-attr]
        at.office.reprint(FOOD, paper.document_id, "客户要求")
    province.stop()
    return base


@pytest.fixture
def base(played: Path, tmp_path: Path) -> Path:
    for name in ("profile", "stick", "platform.db", "platform.db.blobs"):
        source = played / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path / name)
    # Nobody may write to the first stick.
    for text in (tmp_path / "profile" / "config.toml", *(tmp_path / "stick").glob("*/identity.json")):
        text.write_text(text.read_text("utf-8").replace(str(played), str(tmp_path)), "utf-8")
    return tmp_path


@pytest.fixture
def province(base: Path) -> Iterator[Province]:
    made = Province.start(base / "platform.db")
    yield made
    made.stop()


def restore(base: Path) -> Any:
    return restore_from_copy(base / "stick", base / "new", lambda profile: profile.unlock_plain(), NOW)


def test_everything_that_was_on_the_stick_is_there_again_and_whole(base: Path) -> None:
    with opened(base / "profile") as at:
        before, wanted = digests(at), at.stores.views.case(FOOD)
    shutil.rmtree(base / "profile")
    lost = restore(base)
    with opened(base / "new") as at:
        assert digests(at) == before and at.stores.views.case(FOOD) == wanted
        report = verify(at.database, None)
        assert report.ok, report.problems
        assert at.stores.drafts.load(FOOD) == {"phone": "13800000001"}
        assert at.scans.counts() == {"held": (1, 19)} and at.stores.catalogue.search("食品经营许可")
        assert [one.number for one in at.operators()] == ["0000", "0001"]
    # Of others: the decision of the department, and the answer to the credit question of each case.
    assert (lost.cases, lost.others, lost.scans_back, lost.scans, lost.damaged) == (3, 7, 1, (), ())
    assert lost.numbers and lost.numbers[0].last == 500, "numbers that may be on paper are named"
    assert any("60 秒" in line for line in lost.words())


def test_no_table_is_forgotten_on_the_stick(base: Path) -> None:
    """A table of the profile is copied, or the log tells what it holds: a new one must choose."""
    with opened(base / "profile") as at, at.database.read.connect() as connection:
        there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
    tables = {name for name in there if not name.startswith(("sqlite_", "search_"))} | set(metadata.tables)
    kept = {table.name for table in KEPT}
    assert kept.isdisjoint(TOLD_BY_LOG) and tables == kept | set(TOLD_BY_LOG)


def test_what_lies_beside_the_log_comes_back_row_for_row(base: Path) -> None:
    """The sheets of the pad above all: they exist for the morning on which the disk is dead."""
    with opened(base / "profile", base / "stick") as at:
        at.rehearsal_session()
        sheets = [sheet.number for sheet in issue_pad(at.office.desk, 3)]
        at.stores.audit.record("op-1", "look", str(FOOD))
    with opened(base / "profile") as at:
        before = beside_the_log(at)
    shutil.rmtree(base / "profile")
    lost = restore(base)
    with opened(base / "new") as at, at.database.writing() as connection:
        after = beside_the_log(at)
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
        use_sheet(connection, sheets[0], UUID(int=1), at.device, NOW)
    assert lost.tables == ()


def test_a_table_that_is_damaged_on_the_stick_is_named(base: Path) -> None:
    [pieces] = (base / "stick").glob("*/rest")
    for piece in pieces.iterdir():
        piece.write_bytes(b"\0" * 99)
    shutil.rmtree(base / "profile")
    lost = restore(base)
    assert {"operators", "stock", "guides"} <= set(lost.tables)
    assert any("操作员和授权" in line for line in lost.words())


def beside_the_log(at: Workplace) -> dict[str, list[str]]:
    """The rows of every table that is copied, but for the settings, which a restore changes on purpose."""
    own = {"settings", "number_blocks"}
    with at.database.read.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)).all()))
            for table in KEPT
            if table.name not in own
        }


def test_the_restored_device_writes_under_a_new_epoch_and_both_ends_agree(
    base: Path, province: Province
) -> None:
    before = bound_keys(province)
    shutil.rmtree(base / "profile")
    lost = restore(base)
    with opened(base / "new") as at:
        assert at.epoch != 1
        connect(at, province)
        at.rehearsal_session()
        first = at.sync_once(StillScheduler())
        assert first.ok and first.blocks == 4, first
        assert lost.numbers[0].last == 500
        paper = at.stores.views.case(FOOD).papers[0]  # type: ignore[union-attr]
        at.office.reprint(FOOD, paper.document_id, "再要一份")
        assert at.sync_once(StillScheduler()).ok
        here = digests(at)
        assert at.sync_status().pending == 0
    there = digest_report(str(province.db))
    assert {case: entry["digest"] for case, entry in there["by_case"].items()} == here
    assert there["parked"] == 0
    assert len(before) == 1 and bound_keys(province) == before, "its key came back with it"
    with opened(base / "new") as again:
        assert again.epoch == at.epoch, "the epoch is renewed once"


def test_what_only_the_platform_had_comes_back(base: Path, province: Province) -> None:
    """The stick was away for the last hour; the line was not."""
    shutil.move(base / "stick", base / "pulled")
    with opened(base / "profile") as at:
        connect(at, province)
        at.rehearsal_session()
        driver = Driver(at)
        _, rows, intake = driver._intake("hszyzc", {"gap": "no"}, Applicant(person=NURSE_PERSON), None)
        at.office.receive(uuid4(), intake, tuple(as_taken(row, 1, 0) for row in rows))
        assert at.sync_once(StillScheduler()).ok
        before = digests(at)
    shutil.rmtree(base / "profile")
    assert not (base / "stick").exists(), "where the stick had been, nothing is made on the disk of the machine"
    shutil.move(base / "pulled", base / "stick")
    restore(base)
    with opened(base / "new") as at:
        assert digests(at) != before
        connect(at, province)
        assert at.sync_once(StillScheduler()).ok
        assert digests(at) == before
        report = verify(at.database, None)
        assert report.ok, report.problems


def test_a_missing_scan_and_a_damaged_stretch_are_named(base: Path) -> None:
    shutil.rmtree(base / "profile")
    for sealed in (base / "stick").glob("*/blobs/??/*"):
        sealed.unlink()
    segment = next((base / "stick").glob("*/000001.zcopy"))
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(bytes(data))
    lost = restore(base)
    assert len(lost.scans) == 1 and len(lost.damaged) == 1 and "000001.zcopy" in lost.damaged[0]
    assert lost.commits > 3
    with opened(base / "new") as at:
        assert at.scans.counts() == {"damaged": (1, 19)}


def test_a_real_device_needs_the_printed_code_and_the_stick_holds_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    wanted = Enrolment(device="D09", hall="厅", window="9号", second_copy=str(stick))
    code = enrol(tmp_path / "real", wanted, "张三", "1001", "correct horse")
    shutil.rmtree(tmp_path / "real")
    _, identity = find_copy(stick)
    assert [wrap.kind for wrap in identity.keys.wraps] == ["recovery"]

    def run(answers: str) -> tuple[int, dict[str, Any]]:
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))
        words = ["--profile", str(tmp_path / "new"), "restore", "--from-copy", str(stick), "--json"]
        done = main(words)
        return done, json.loads(capsys.readouterr().out)

    wrong, said = run(f"{code[:-1]}{'0' if code[-1] != '0' else '1'}\n1001\nbattery staple\n")
    assert (wrong, said["refused"]) == (1, "ZC-LOGIN-03") and not (tmp_path / "new").exists()
    done, said = run(f"{code}\n1001\nbattery staple\n")
    assert done == 0 and said["commits"] == 0 and said["words"]
    at = open_workplace(Settings(profile=tmp_path / "new"), ("1001", "battery staple"))
    try:
        assert [one.name for one in at.operators()] == ["张三"] and at.epoch != 1
    finally:
        at.close()


def test_another_medium_is_begun_by_the_administrator_and_gets_everything(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The stick broke: a new one that is only plugged in would never be written."""
    profile = ["--profile", str(base / "profile"), "backup"]
    assert main([*profile, "--second-copy", str(base / "new stick"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "ZC-COPY-05" and not (base / "new stick").exists()
    assert main([*profile, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "ZC-BACKUP-05"
    (base / "new stick").mkdir()
    assert main([*profile, "--second-copy", str(base / "new stick")]) == 0
    shutil.rmtree(base / "profile")
    lost = restore_from_copy(base / "new stick", base / "new", lambda found: found.unlock_plain(), NOW)
    assert (lost.cases, lost.tables) == (3, ())


@pytest.mark.parametrize(
    ("make", "code"), [("nothing", "ZC-COPY-03"), ("two", "ZC-COPY-04"), ("full", "ZC-BACKUP-02")]
)
def test_what_cannot_be_restored_is_said_and_nothing_is_touched(base: Path, make: str, code: str) -> None:
    if make == "nothing":
        shutil.rmtree(base / "stick")
    elif make == "two":
        shutil.copytree(next((base / "stick").iterdir()), base / "stick" / "zongchuang-other")
    else:
        (base / "new").mkdir()
        (base / "new" / "mine.txt").write_text("x")
    with pytest.raises(UserFacingError) as refused:
        restore(base)
    assert refused.value.code == code
    assert make != "full" or [path.name for path in (base / "new").iterdir()] == ["mine.txt"]


def test_a_restored_backup_renews_the_epoch_and_gives_up_its_numbers(base: Path) -> None:
    with opened(base / "profile") as at:
        at.profile.configure(extra={**at.profile.config.extra, "restored_ms": NOW})
    with opened(base / "profile") as at:
        assert at.epoch != 1 and at.blocks.left("paper") == 0
        assert current_epoch(at.database, at.profile) == at.epoch
