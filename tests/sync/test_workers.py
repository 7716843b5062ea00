"""Several workers over one PostgreSQL answer as one: any may die, and no cursor passes what another still writes."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import closing
from uuid import UUID, uuid4

import psutil
import pytest

from app.errors import LineError
from app.ports.delivery import WaitingScan
from sync.platform.main import main
from sync.platform.report import verify
from sync.platform.staff import decide
from tests.needs import cannot
from tests.sync.postgres import database_of, server, why_not
from tests.sync.support import Province, Window, loop_of, received
from tests.sync.test_blob_stores import content_of

WORKERS = 3


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    if reason := why_not():
        cannot(reason)
    with server() as made:
        yield database_of(made, "workers")


@pytest.fixture(scope="module")
def house(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    blobs = str(tmp_path_factory.mktemp("blobs"))
    made = Province.start(url, more=("--workers", str(WORKERS), "--blobs", blobs))
    yield made
    assert made.stop() == 0


def children(house: Province) -> list[psutil.Process]:
    return psutil.Process(house.process.pid).children()


def test_several_workers_upon_sqlite_are_refused_in_words(
    tmp_path: os.PathLike[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--workers", "2", "--db", f"{tmp_path}/p.db"]) == 2
    assert "PostgreSQL" in capsys.readouterr().out


def test_who_hears_of_a_case_misses_nothing_while_many_write(url: str, house: Province) -> None:
    """Four windows write about one case through all workers; a fifth, which follows it, polls all the while."""
    case, writers, listener = uuid4(), [Window() for _ in range(4)], Window()
    listener.write(case, ("received", received()))
    with closing(house.platform(listener)) as line:
        loop = loop_of(line, listener)
        assert loop.run_once().ok
        threads = [threading.Thread(target=_papers, args=(house, one, case)) for one in writers]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert loop.run_once().ok
        for thread in threads:
            thread.join()
        assert loop.run_once().ok
    assert set(listener.foreign) == {commit.id for one in writers for commit in one.commits}
    assert verify(url)["ok"]


def _papers(house: Province, window: Window, case: UUID) -> None:
    with closing(house.platform(window)) as line:
        loop = loop_of(line, window)
        for _ in range(12):
            number = uuid4().hex
            window.write(case, ("paper_issued", {"document_id": str(uuid4()), "number": number}))
            loop.run_once()


def test_a_worker_that_dies_is_replaced_and_nothing_it_knew_is_missed(url: str, house: Province) -> None:
    window = Window()
    before = {child.pid for child in children(house)}
    assert len(before) == WORKERS
    with closing(house.platform(window)) as line:
        loop = loop_of(line, window)
        for pid in before:
            window.take_in()
            loop.run_once()
            os.kill(pid, signal.SIGKILL)
            psutil.wait_procs([child for child in children(house) if child.pid == pid], 10)
        for _ in range(1000):
            loop.run_once()
            if len(window.acks) == len(window.commits) and len(children(house)) == WORKERS:
                break
    assert {outcome.value for outcome, _ in window.outcomes().values()} <= {"applied", "duplicate"}
    assert len(children(house)) == WORKERS and before.isdisjoint(child.pid for child in children(house))


def test_a_scan_whose_pieces_meet_different_workers_arrives_and_the_newest_sender_is_the_only_one(
    house: Province,
) -> None:
    digest, data = content_of(700_001)
    scan, window = WaitingScan(digest, len(data), uuid4()), Window()
    with closing(house.platform(window)) as line:
        older = line.open_scan(scan)
    at = 0
    while at < len(data):
        # A connection for each piece: whichever worker accepts it.
        with closing(house.platform(window)) as line:
            opened = line.open_scan(scan)
            assert opened.offset == at, "the offset that was told is there for every worker"
            at = line.append_scan(opened.upload, at, data[at : at + 100_000]).offset
            with pytest.raises(LineError, match="upload-gone"):
                line.append_scan(older.upload, at, data[at : at + 100_000] or b"x")
    with closing(house.platform(window)) as line:
        assert line.open_scan(scan).held


def test_a_question_that_a_dying_worker_left_is_answered_with_the_next_commit_of_anybody(
    url: str, house: Province
) -> None:
    """It came in (here: as a worker would have written it) and nobody answered: no process remembers that."""
    from sync.platform.database import open_database
    from sync.platform.judge import Sender
    from sync.platform.ledger import Ledger
    from tests.sync.test_postgres import commands

    asker, other = Window(), Window()
    case = asker.take_in()
    ask = {"ask": str(uuid4()), "system": "callback", "subject": "", "data": {"consent": "yes"}}
    asker.write(case, ("partner_asked", ask | {"at": {"ms": 1}, "by": {"id": "op-1"}}))
    with closing(open_database(url)) as database:
        Ledger(database, lambda: 1).submit(Sender(asker.device, 1), commands(asker))
    for _ in range(WORKERS):
        other.take_in()
        with closing(house.platform(other)) as line:
            loop_of(line, other).run_once()
    with closing(house.platform(asker)) as line:
        loop_of(line, asker).run_once()
    answers = [json.loads(commit.body)["events"][0]["payload"] for commit in asker.foreign.values()]
    assert [answer["ask"] for answer in answers] == [ask["ask"]], "once, and by whichever worker"


def test_all_workers_end_with_their_parent_however_it_ends(url: str, tmp_path: os.PathLike[str]) -> None:
    made = Province.start(url, more=("--workers", "2", "--blobs", f"{tmp_path}/b"))
    kids = children(made)
    made.kill()
    assert len(kids) == 2 and not psutil.wait_procs(kids, 15)[1]


def test_a_decision_from_the_command_line_meets_the_workers(url: str, house: Province) -> None:
    window = Window()
    case = window.take_in()
    window.accept(case)
    with closing(house.platform(window)) as line:
        loop = loop_of(line, window)
        loop.run_once()
        decide(url, str(case), "grant")
        assert loop.run_once().pulled == 1
