"""The hall's own server beside its line: what it heard before, what the province lost, and what stands in the way."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from sync.platform import durable, tables
from sync.platform.blob_files import BlobFiles
from sync.platform.database import Database, open_database
from sync.platform.hall import Hall, settle_role
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.relay import Relay
from sync.platform.relay_thread import RelayThread
from sync.platform.report import verify
from sync.platform.uploads import Uploads
from sync.platform.upstream_line import UpstreamError, UpstreamLine
from sync.wire.catalogue import ManifestAnswer
from sync.wire.models import Change as Heard
from sync.wire.models import ChangesPage, Command, CommandAnswer, HelloAnswer, UploadRequest, UploadState
from sync.wire.problems import ProblemError
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import verifier_for
from tests.sync.support import Window

AT = 1_790_000_000_000


class Above(UpstreamLine):
    """A province in this process: takes at most ``most`` commits in one batch, and every scan that is whole."""

    def __init__(self, province: Database, most: int = 400) -> None:
        super().__init__("http://127.0.0.1:9", "token", verifier_for(province.signer.key))
        self._ledger = Ledger(province, lambda: AT)
        self.most = most
        self.sizes: list[int] = []
        self.scans: dict[str, bytes] = {}
        self._wanted: dict[str, UploadRequest] = {}
        self.server_epoch = "first"

    def hello(self, device: str, epoch: int) -> HelloAnswer:
        return HelloAnswer(server_epoch=self.server_epoch, accepted_through=0, time_ms=AT, public_key="")

    def changes(self, device: str, cursor: str, limit: int) -> ChangesPage:
        raise UpstreamError("transient")

    def push(self, device: str, epoch: int, commits: list[dict[str, Any]]) -> CommandAnswer:
        self.sizes.append(len(commits))
        if len(commits) > self.most:
            raise UpstreamError("too-large")
        sent = [Command.model_validate_json(json.dumps(one)) for one in commits]
        through, results = self._ledger.submit(Sender(device, epoch), sent)
        return CommandAnswer(accepted_through=through, results=results)

    def manifest(self) -> ManifestAnswer:
        return ManifestAnswer()

    def open_scan(self, request: UploadRequest) -> UploadState:
        self._wanted[request.digest] = request
        held = request.digest in self.scans
        return UploadState(id=request.digest, digest=request.digest, offset=0, size=request.size, held=held)

    def append_scan(self, upload: str, offset: int, data: bytes) -> UploadState:
        if hashlib.sha256(data).hexdigest() != upload:
            raise UpstreamError("digest-mismatch")
        self.scans[upload] = data
        return UploadState(id="", digest=upload, offset=len(data), size=len(data), held=True)


class Between:
    """A hall's database with a window's commits, its store, and the relay up to ``above``."""

    def __init__(self, folder: Path, database: Database, above: Above) -> None:
        self.window, self.database, self.files = Window(), database, BlobFiles(folder / "blobs")
        self.now = 0.0
        hall = Hall(database, above, lambda: AT)
        hall.meet(self.window.device)
        self.relay = Relay(
            database, self.files, hall, above, verifier_for(above._ledger._database.signer.key), lambda: self.now
        )
        self._ledger = Ledger(database, lambda: AT, hall.members)

    def write(self, count: int) -> None:
        for _ in range(count):
            self.window.take_in()
        self._ledger.submit(Sender(self.window.device, 1), [command(one) for one in self.window.commits])

    def scan(self, data: bytes, content: bytes | None) -> str:
        """A scan that the database calls whole; ``content`` lies in the store in its place."""
        digest = hashlib.sha256(data).hexdigest()
        self.files.append(digest, 0, data)
        assert self.files.finish(digest, len(data))
        path = self.files._whole(digest)
        path.unlink() if content is None else path.write_bytes(content)
        row = {"digest": digest, "device": self.window.device}
        with self.database.write() as connection:
            connection.execute(insert(tables.blobs).values(**row, size=len(data), received_ms=1))
            connection.execute(insert(tables.case_blobs).values(**row, case_id=uuid4().bytes))
        return digest


@pytest.fixture
def above(tmp_path: Path) -> Iterator[Above]:
    with closing(open_database(str(tmp_path / "province.db"))) as made:
        yield Above(made)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(str(tmp_path / "hall.db"))) as made:
        yield made


class Taken:
    """Turns that somebody else has the first times."""

    def __init__(self, times: int) -> None:
        self.left = times

    @contextmanager
    def if_free(self, number: int) -> Iterator[bool]:
        self.left -= 1
        yield self.left < 0


def test_a_worker_that_finds_the_turn_taken_looks_again_before_the_next_look_for_everybody(
    database: Database,
) -> None:
    """What it took in may have come after the other one looked: nobody else would carry it up for a long time."""
    stepped = threading.Event()
    relay: Any = SimpleNamespace(step=lambda everyone: stepped.set())
    shared: Any = SimpleNamespace(engine=database.engine, turns=Taken(2))
    thread = RelayThread(relay, shared, 1000.0)
    thread.start()
    assert stepped.wait(60)
    thread.stop()


def hall_at(database: Database) -> Hall:
    line = UpstreamLine("http://127.0.0.1:9", "token", verifier_for(database.signer.key))
    return Hall(database, line, lambda: AT)


def command(commit: Any) -> Command:
    return Command(
        **{"case": commit.case_id, **{n: getattr(commit, n) for n in Command.model_fields if n != "case"}}
    )


def told(window: Window, *seqs: int) -> ChangesPage:
    fields = {"device": window.device, "epoch": window.epoch}
    commits = [Heard(**command(window.commits[seq - 1]).model_dump(), **fields) for seq in seqs]
    return ChangesPage(commits=commits, cursor="c1", more=False)


def test_a_window_that_moves_into_the_hall_goes_on_where_it_was(database: Database, tmp_path: Path) -> None:
    hall, window, there = hall_at(database), Window(), Window()
    first, _ = window.take_in(), window.take_in()
    window.accept(first)
    hall.meet(there.device)
    assert hall.take_over(there.device, told(window, 1, 3)) == 2, (
        "of the second case nobody here heard"
    )
    hall.meet(window.device)
    window.write(first, ("paper_issued", {"document_id": str(uuid4()), "kind": "D03", "number": "受1"}))
    ledger, sender = Ledger(database, lambda: AT, hall.members), Sender(window.device, 1)
    through, results = ledger.submit(sender, [command(one) for one in window.commits])
    assert (through, [one.outcome.value for one in results]) == (4, ["applied"] * 4)
    checker = ReceiptChecker(verifier_for(database.signer.key))
    assert [checker.check(one.receipt).digest for one in results] == [one.digest for one in window.commits]
    again = ledger.submit(sender, [command(one) for one in window.commits])[1]
    assert [one.receipt for one in again] == [one.receipt for one in results]
    with database.read() as connection:
        assert set(connection.execute(select(tables.commits.c.imported)).scalars()) == {False}
    assert verify(str(tmp_path / "hall.db"))["problems"] == []


def test_another_commit_than_the_hall_heard_is_a_fork(database: Database) -> None:
    hall, window, there = hall_at(database), Window(), Window()
    hall.meet(there.device)
    window.take_in()
    hall.take_over(there.device, told(window, 1))
    other = Window(window.device)
    other.take_in()
    with pytest.raises(ProblemError, match="sequence-fork"):
        Ledger(database, lambda: AT).submit(Sender(window.device, 1), [command(other.commits[0])])


def test_a_damaged_scan_in_the_hall_keeps_neither_scans_nor_commits_from_going_up(
    database: Database, above: Above, tmp_path: Path
) -> None:
    hall = Between(tmp_path, database, above)
    hall.write(1)
    gone = hall.scan(b"a", None)
    hall.scan(b"bb", b"xx")
    hall.scan(b"ccc", b"")
    good = hall.scan(b"dddd", b"dddd")
    done = hall.relay.step()
    assert (done.up, done.scans, set(above.scans)) == (1, 1, {good}), "though nothing was heard either"
    hall.files.append(gone, 0, b"a")
    hall.files.finish(gone, 1)
    assert hall.relay.step().scans == 0, "not before an hour is over"
    hall.now += 3601
    assert hall.relay.step().scans == 1 and set(above.scans) == {good, gone}


def test_a_province_from_a_backup_gets_the_scans_again(database: Database, above: Above, tmp_path: Path) -> None:
    hall = Between(tmp_path, database, above)
    hall.write(1)
    digest = hall.scan(b"scan", b"scan")
    assert hall.relay.step().scans == 1 and hall.relay.step().scans == 0
    above.scans.clear()
    above.server_epoch = "second"
    assert hall.relay.step().scans == 1 and set(above.scans) == {digest}


def test_a_scan_behind_a_hall_is_in_no_backup_before_the_province_has_it(
    database: Database, above: Above, tmp_path: Path
) -> None:
    settle_role(database, "http://127.0.0.1:9")
    hall = Between(tmp_path, database, above)
    hall.write(1)
    digest = hall.scan(b"scan", b"scan")
    with database.write() as connection:
        durable.cover(connection, 1, AT)
    state = Uploads(database, hall.files, lambda: AT).state
    assert (state(digest).held, state(digest).backed_up) == (True, False)
    hall.relay.step()
    assert state(digest).backed_up


def test_a_batch_that_is_refused_goes_up_in_halves_and_is_tried_again(
    database: Database, above: Above, tmp_path: Path
) -> None:
    hall = Between(tmp_path, database, above)
    hall.write(5)
    above.most = 0
    assert hall.relay.step().up == 0
    above.most = 2
    assert hall.relay.step(everyone=False).up == 0, "told once, not at every commit"
    assert hall.relay.step().up == 5
    assert above.sizes == [5, 2, 1, 5, 2, 3, 1, 2]
