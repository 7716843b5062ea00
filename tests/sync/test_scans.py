"""Scans over the line: whole or not there, resumed where they broke, and never in the way of commits."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.errors import LineError
from app.ports.delivery import ScanProgress, WaitingScan
from app.storage.blobs import BlobStore
from app.storage.database import open_database
from app.storage.scans import ScanState, SqlScans
from app.storage.schema import metadata
from sync.client.http import HttpPlatform
from sync.client.scans import ScanSender, Sent, Stride
from sync.client.transport import Patience
from sync.platform.blob_files import BlobFiles
from sync.platform.database import open_database as open_platform
from sync.platform.uploads import awaited
from tests.sync.cutline import CutLine
from tests.sync.faultproxy import FaultProxy, in_turn, seeded
from tests.sync.support import MovedTime, Province, Window, loop_of, received
from tests.sync.test_broken_line import NO_PATIENCE

KIB = 1024


class Box:
    """Scans of one window in a real encrypted profile."""

    def __init__(self, folder: Path) -> None:
        self.database = open_database(folder / "zc.db", bytes(range(32)))
        metadata.create_all(self.database.write)
        self.store = BlobStore(folder / "blobs", bytes(32))
        self.scans = SqlScans(self.database, self.store)

    def scan(self, size: int, case: UUID | None = None) -> str:
        return self.scans.keep(random.Random(size).randbytes(size), case or uuid4())


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    made = Box(tmp_path)
    yield made
    made.database.close()


def at_platform(province: Province, digest: str) -> bytes | None:
    path = Path(f"{province.db}.blobs") / "sha256" / digest[:2] / digest
    return path.read_bytes() if path.exists() else None


def nothing() -> None:
    """No commands wait."""


def waiting(content: bytes) -> WaitingScan:
    return WaitingScan(hashlib.sha256(content).hexdigest(), len(content), uuid4())


def test_a_scan_arrives_whole_and_leaves_the_queue(province: Province, box: Box) -> None:
    digests = [box.scan(size) for size in (1, 70 * KIB, 3 * KIB * KIB)]
    window = Window()
    with closing(province.platform(window)) as line:
        result = loop_of(line, window, scans=ScanSender(line, box.scans)).run_once()
    assert (result.scans, result.ok, result.more) == (3, True, False)
    for digest in digests:
        content = at_platform(province, digest)
        assert content is not None and hashlib.sha256(content).hexdigest() == digest
    assert set(box.scans.counts()) == {ScanState.HELD} and not box.scans.waiting(9)


def test_a_link_cut_every_four_mebibytes_delivers_twenty_with_a_quarter_more_at_most(
    province: Province, box: Box
) -> None:
    size = 20 * KIB * KIB + 17
    digest = box.scan(size)
    window, time = Window(), MovedTime()
    with (
        CutLine(province.port, 4 * KIB * KIB) as cut,
        closing(province.platform(window, cut.url, NO_PATIENCE)) as line,
    ):
        loop = loop_of(line, window, time, scans=ScanSender(line, box.scans), chance=random.Random(1))
        loop.start()
        while box.scans.waiting(1) and time.at < 600:
            time.pass_(5)
        loop.stop()
    assert at_platform(province, digest) is not None
    assert cut.cuts >= 4 and cut.carried <= 1.25 * size, f"{cut.carried / size:.3f} times the bytes"


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_line_does_scans_arrive_whole(province: Province, box: Box, seed: int) -> None:
    chance = random.Random(seed)
    digests = {box.scan(chance.randrange(400 * KIB) + seed) for _ in range(4)}
    window, time = Window(), MovedTime()
    for _ in range(3):
        window.take_in()
    with (
        FaultProxy(province.port, seeded(seed)) as proxy,
        closing(province.platform(window, proxy.url, NO_PATIENCE)) as line,
    ):
        sender = ScanSender(line, box.scans)
        sender._stride = Stride(64 * KIB)
        loop = loop_of(line, window, time, scans=sender, chance=chance)
        loop.start()
        while time.at < 3600 and (box.scans.waiting(1) or loop.status().pending):
            time.pass_(30)
        loop.stop()
    assert all(at_platform(province, digest) is not None for digest in digests), proxy.met
    assert len(window.acks) == 3


@pytest.mark.parametrize("toxic", ["drop-request", "drop-response", "cut-request"])
def test_scans_on_a_line_that_fails_every_second_request_do_not_starve_those_who_write_to_us(
    province: Province, box: Box, toxic: str
) -> None:
    for n in range(12):
        box.scan(100 * KIB + n)
    window, other, time = Window(), Window(), MovedTime()
    case = window.take_in()
    with (
        FaultProxy(province.port, in_turn("pass", toxic)) as proxy,
        closing(province.platform(window, proxy.url, NO_PATIENCE)) as line,
        closing(province.platform(other)) as straight,
    ):
        sender = ScanSender(line, box.scans)
        sender._stride = Stride(64 * KIB)
        loop = loop_of(line, window, time, scans=sender, chance=random.Random(2))
        loop.start()
        while not window.acks and time.at < 60:
            time.pass_(1)
        other.versions[case] = 0
        other.write(case, ("paper_issued", {"document_id": str(uuid4()), "number": "x"}))
        loop_of(straight, other).run_once()
        left = len(box.scans.waiting(100))
        assert left > 2, "scans are still under way"
        while not window.foreign and time.at < 3600:
            time.pass_(5)
        assert window.foreign and box.scans.waiting(100), "heard only after all scans had gone"
        while box.scans.waiting(1) and time.at < 7200:
            time.pass_(30)
        loop.stop()
    assert not box.scans.waiting(1)


def test_what_is_committed_meanwhile_goes_before_the_next_piece(province: Province, box: Box) -> None:
    box.scan(1024 * KIB)
    window = Window()
    order: list[str] = []
    with closing(province.platform(window)) as line:
        sender = ScanSender(line, box.scans)
        sender._stride = Stride(64 * KIB)
        loop = loop_of(line, window, scans=sender)
        append, push = line.append_scan, line.push

        def piece(upload: str, offset: int, data: bytes) -> object:
            order.append("piece")
            if len(order) == 3:
                window.take_in()
            return append(upload, offset, data)

        line.append_scan = piece  # type: ignore[assignment,method-assign]
        line.push = lambda commits: order.append("commits") or push(commits)  # type: ignore[func-returns-value,method-assign]
        assert loop.run_once().ok
    assert order.index("commits") == 3 and len(order) > 6


def test_the_newest_sender_is_the_only_one(province: Province) -> None:
    content = random.Random(77).randbytes(300 * KIB)
    scan = waiting(content)
    first, second = Window(), Window()
    with closing(province.platform(first)) as one, closing(province.platform(second)) as two:
        older = one.open_scan(scan)
        assert one.append_scan(older.upload, 0, content[: 100 * KIB]).offset == 100 * KIB
        newer = two.open_scan(scan)
        assert newer.offset == 100 * KIB, "it goes on where the other stood"
        with pytest.raises(LineError, match="upload-gone"):
            one.append_scan(older.upload, 100 * KIB, content[100 * KIB : 200 * KIB])
        with pytest.raises(LineError, match="upload-offset-mismatch") as wrong:
            two.append_scan(newer.upload, 5, b"x")
        assert wrong.value.expected == 100 * KIB
        assert two.append_scan(newer.upload, 100 * KIB, content[100 * KIB :]).held
        assert one.open_scan(scan).held


def test_content_that_is_not_what_was_announced_is_thrown_away(province: Province) -> None:
    content = random.Random(78).randbytes(90 * KIB)
    scan = waiting(content)
    with closing(province.platform(Window())) as line:
        at = line.open_scan(scan)
        with pytest.raises(LineError, match="digest-mismatch"):
            line.append_scan(at.upload, 0, b"\0" * len(content))
        assert at_platform(province, scan.digest) is None
        again = line.open_scan(scan)
        assert again.offset == 0 and line.append_scan(again.upload, 0, content).held


def test_a_piece_beyond_the_end_or_too_large_is_refused(province: Province) -> None:
    scan = waiting(b"abc")
    with closing(province.platform(Window())) as line:
        at = line.open_scan(scan)
        with pytest.raises(LineError, match="garbage"):
            line.append_scan(at.upload, 0, b"abcd")
        with pytest.raises(LineError, match="too-large"):
            line.append_scan(at.upload, 0, b"a" * (8 * KIB * KIB + 1))
        assert line.append_scan(at.upload, 0, b"abc").held


def test_a_damaged_scan_is_a_work_item_and_the_others_go_on(province: Province, box: Box) -> None:
    bad, good = box.scan(2000), box.scan(3000)
    sealed = next(path for path in box.store.files() if path.stat().st_size < 2500)
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"!")
    with closing(province.platform(Window())) as line:
        sent = Sent()
        ScanSender(line, box.scans).send(nothing, 20.0, sent)
    assert sent.scans == 1 and at_platform(province, good) is not None
    assert at_platform(province, bad) is None
    assert box.scans.counts() == {ScanState.DAMAGED: (1, 2000), ScanState.HELD: (1, 3000)}
    box.scan(2000)
    assert [scan.digest for scan in box.scans.waiting(9)] == [bad], "scanned again, it waits again"


def test_the_smallest_case_goes_first(box: Box) -> None:
    big, small = uuid4(), uuid4()
    box.scan(500, big), box.scan(900, big), box.scan(1000, small)
    assert [scan.size for scan in box.scans.waiting(9)] == [1000, 500, 900]


def test_a_platform_with_another_history_is_offered_everything_again(box: Box) -> None:
    digest = box.scan(10)
    box.scans.meet("a", lost=False)
    box.scans.delivered(digest)
    box.scans.meet("a", lost=False)
    assert not box.scans.waiting(1)
    box.scans.meet("b", lost=False)
    assert box.scans.waiting(1)
    box.scans.delivered(digest)
    box.scans.meet("b", lost=True)
    assert box.scans.waiting(1)


def test_a_case_whose_scans_are_missing_is_awaited(tmp_path: Path) -> None:
    province = Province.start(tmp_path / "p.db")
    window, case, content = Window(), uuid4(), b"scan"
    digest = hashlib.sha256(content).hexdigest()
    window.write(case, ("received", received() | {"blobs": [digest, "no digest", 7]}))
    with closing(province.platform(window)) as line:
        assert loop_of(line, window).run_once().ok
        database = open_platform(str(province.db))
        with closing(database):
            with database.read() as connection:
                assert awaited(connection) == [(case, digest)]
            at = line.open_scan(WaitingScan(digest, 4, case))
            line.append_scan(at.upload, 0, content)
            with database.read() as connection:
                assert awaited(connection) == []
    province.stop()


def test_what_was_told_is_on_disk_after_a_kill(tmp_path: Path) -> None:
    province = Province.start(tmp_path / "p.db")
    content = random.Random(79).randbytes(500 * KIB)
    scan, window = waiting(content), Window()
    with closing(province.platform(window)) as line:
        at = line.open_scan(scan)
        told = line.append_scan(at.upload, 0, content[: 200 * KIB]).offset
        province.kill()
    # What a cut-off write left behind the told offset does not count.
    part = Path(f"{province.db}.blobs") / "uploads" / f"{scan.digest}.part"
    with part.open("ab") as file:
        file.write(b"rubbish")
    province = province.again()
    with closing(province.platform(window)) as line:
        at = line.open_scan(scan)
        assert at.offset == told == 200 * KIB
        assert line.append_scan(at.upload, told, content[told:]).held
    assert at_platform(province, scan.digest) == content
    province.stop()


def test_a_row_without_its_file_is_not_believed(tmp_path: Path) -> None:
    province = Province.start(tmp_path / "p.db")
    scan, window = waiting(b"abc"), Window()
    with closing(province.platform(window)) as line:
        line.append_scan(line.open_scan(scan).upload, 0, b"abc")
        whole = Path(f"{province.db}.blobs") / "sha256" / scan.digest[:2] / scan.digest
        whole.unlink()
        at = line.open_scan(scan)
        assert not at.held and line.append_scan(at.upload, 0, b"abc").held
    province.stop()


def test_a_file_whose_row_was_lost_by_a_kill_is_not_sent_again(tmp_path: Path) -> None:
    files = BlobFiles(tmp_path / "p.db.blobs")
    scan = waiting(b"abc")
    files.append(scan.digest, 0, b"abc")
    assert files.finish(scan.digest, 3)
    province = Province.start(tmp_path / "p.db")
    with closing(province.platform(Window())) as line:
        assert line.open_scan(scan).held
    province.stop()


def test_pieces_follow_what_the_line_carries() -> None:
    stride = Stride()
    for _ in range(200):
        stride.went(stride.size, 0.01)
    assert stride.size == 8 * KIB * KIB
    stride.broke()
    stride.went(512 * KIB, 0.1)
    stride.broke()
    assert stride.size == 64 * KIB
    for _ in range(9):
        stride.went(stride.size, 30.0)
    assert stride.size == 16 * KIB, "never nothing"


@pytest.mark.parametrize("rate", [1 * KIB, 2 * KIB, 5 * KIB, 20 * KIB])
def test_a_slow_line_carries_a_scan_however_large_the_first_piece_was(rate: int) -> None:
    """The smallest piece took 32 s at 2 KB a second, and the client gives up after 20: no scan ever arrived."""
    stride, patience, went = Stride(), Patience().read, 0
    for _ in range(60):
        if (seconds := stride.size / rate) < patience:
            went += stride.size
            stride.went(stride.size, seconds)
        else:
            stride.broke(patience)
    assert went >= 50 * 16 * KIB


def test_a_piece_refused_by_whatever_stands_between_is_smaller_next_time(province: Province, box: Box) -> None:
    box.scan(3 * KIB * KIB + 5)
    with closing(province.platform(Window())) as line:
        sender, append = ScanSender(line, box.scans), line.append_scan

        def refusing(upload: str, offset: int, data: bytes) -> ScanProgress:
            if len(data) > 256 * KIB:
                raise LineError("captive", "status 413 without a signature")
            return append(upload, offset, data)

        line.append_scan = refusing  # type: ignore[method-assign]
        sent, refused = Sent(), 0
        sender._stride._broken = True
        while not sent.scans and refused < 9:
            try:
                sender.send(nothing, 60, sent)
            except LineError:
                refused += 1
    assert (sent.scans, refused) == (1, 2)


def test_the_line_says_whose_scan_it_is(province: Province) -> None:
    with (
        closing(HttpPlatform(province.url, "W-1", 1, "wrong", province.key)) as line,
        pytest.raises(LineError, match="auth"),
    ):
        line.open_scan(waiting(b"abc"))


def test_a_picture_of_a_spoiled_blank_is_neither_tidied_away_nor_sent(box: Box) -> None:
    kept, lost = box.scans.keep_own(b"spoiled"), box.scans.keep(b"given up", None)
    box.scans.meet("a", lost=False)
    assert box.scans.abandoned() == [lost]
    assert box.scans.forget([kept, lost]) == 1
    with closing(box.scans.open(kept)) as content:
        assert content.read() == b"spoiled"
