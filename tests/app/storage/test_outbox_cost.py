"""What is asked of the outbox again and again costs what still waits, not all that a machine ever sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.event import listen

from app.storage.blobs import BlobStore
from app.storage.database import open_database
from app.storage.headroom import Headroom, HeadroomReader
from app.storage.outbox_view import OutboxView
from app.storage.scans import SqlScans
from app.storage.schema import blobs, commits
from app.storage.sync_store import SqlOutbox
from app.storage.unsent import unsent_cases
from tests.app.storage.house import House
from tests.app.storage.kit import KEY
from tests.app.storage.test_views import steps

FEW, MANY = 400, 2000
SENT = json.dumps({"statement": json.dumps({"server": "life", "position": 7})})
HELD = json.dumps({"statement": json.dumps({"server": "life", "position": 0})})


def write(house: House, seqs: range, **more: object) -> None:
    """Acts of a case each, that many."""
    plain = dict.fromkeys(("digest", "prev", "hash"), "x") | {"device": house.device, "epoch": 1, "body": "{}"}
    rows = [{"seq": n, "id": uuid4().bytes, "case_id": uuid4().bytes, "at_ms": n} | plain | more for n in seqs]
    with house.database.writing() as connection:
        connection.execute(insert(commits), rows)


def scan(house: House, count: int, state: str) -> None:
    """Scans of a case each, that many."""
    rows = [{"digest": uuid4().hex, "state": state, "size": 3, "case_id": uuid4().bytes} for _ in range(count)]
    with house.database.writing() as connection:
        connection.execute(insert(blobs), rows)


def bytes_read() -> int:
    """What this process has read so far, from files and from what the system keeps of them."""
    (line,) = (line for line in Path("/proc/self/io").read_text("ascii").splitlines() if line.startswith("rchar"))
    return int(line.split()[1])


def headroom(house: House) -> Headroom:
    """What the page of the line says above the list; the clock of the house is long after the receipts."""
    return HeadroomReader(house.database, house.clock, house.device, house.path.parent, 0, 14).read(50, "met")


def asked_of(house: House) -> dict[str, Callable[[], object]]:
    """What is asked every few seconds, in every exchange, or whenever the page of what waits is open."""
    view, scans = OutboxView(house.database, house.device), SqlScans(house.database, BlobStore(house.path.parent, KEY))
    outbox = SqlOutbox(house.database, house.device, 1)
    return {
        "scans that wait": view.scans_waiting,
        "cases that wait": view.cases,
        "the list": view.items,
        "what is only held": outbox.placeless,
        "scans to send": lambda: scans.waiting(10),
        "scans of nobody": scans.abandoned,
        "the headroom": lambda: headroom(house),
    }


@pytest.mark.parametrize(
    "what", ["scans that wait", "cases that wait", "the list", "scans to send", "scans of nobody", "the headroom"]
)
def test_scans_that_were_sent_cost_the_badges_and_the_list_nothing(house: House, what: str) -> None:
    """With 100,000 scans each look at the badges read all of them, every ten seconds."""
    scan(house, FEW, "held")
    scan(house, 2, "waiting")
    scan(house, 1, "damaged")
    few = steps(house, asked_of(house)[what])
    scan(house, MANY, "held")
    assert steps(house, asked_of(house)[what]) <= few + 1
    scan(house, MANY, "waiting")
    if what != "scans of nobody":
        assert steps(house, asked_of(house)[what]) > few + 1, "steps are counted"
    assert OutboxView(house.database, house.device).scans_waiting() == MANY + 3


def test_every_question_about_scans_that_wait_is_answered_by_their_index(house: House) -> None:
    told: list[tuple[str, object]] = []
    listen(house.database.read, "before_cursor_execute", lambda *said: told.append((said[2], said[3])))
    for ask in asked_of(house).values():
        ask()
    about = [(words, values) for words, values in told if " blobs" in words]
    with house.database.read.connect() as connection:
        for words, values in about:
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values).all())
            assert "blobs_unsent" in plan and "SCAN blobs'" not in plan, words
    assert len(about) == 6


@pytest.mark.parametrize("what", ["the list", "what is only held", "the headroom"])
def test_acts_that_were_sent_cost_no_exchange_and_no_list_anything(house: House, what: str) -> None:
    """With 100,000 acts that had all arrived, every exchange looked through them for two seconds."""
    write(house, range(1, FEW), ack=SENT, ack_ms=1)
    few = steps(house, asked_of(house)[what])
    write(house, range(FEW, FEW + MANY), ack=SENT, ack_ms=1)
    assert steps(house, asked_of(house)[what]) <= few + 1


def test_acts_that_wait_are_not_read_to_see_what_is_only_held(house: House) -> None:
    """After weeks without a line each exchange read all of them to pass them over: 0.7 s of 100,000."""
    write(house, range(1, 20), ack=SENT, ack_ms=1)
    write(house, range(20, MANY), body="x" * 2000)
    house.close()
    with closing(open_database(house.path, KEY)) as cold:
        outbox, before = SqlOutbox(cold, house.device, 1), bytes_read()
        assert outbox.placeless() == {}
        assert bytes_read() - before < house.path.stat().st_size / 8


@pytest.mark.parametrize(
    ("receipts", "held"),
    [
        ((SENT, HELD, HELD, None, None), {2, 3}),
        ((HELD, None, None), {1}),
        ((SENT, HELD, SENT, None), set()),
        ((HELD, None, SENT, None), set()),
        ((SENT, None, HELD, None), {3}),
        ((SENT, HELD, None, HELD), {2, 4}),
        ((None, None), set()),
        ((SENT, SENT), set()),
    ],
)
def test_what_is_only_held_is_found_in_front_of_and_among_acts_that_wait(
    house: House, receipts: tuple[str | None, ...], held: set[int]
) -> None:
    """A receipt that came out of order may prove, or only hold, what lies behind one that still waits."""
    for seq, receipt in enumerate(receipts, 1):
        write(house, range(seq, seq + 1), ack=receipt, ack_ms=receipt and 1)
    assert set(SqlOutbox(house.database, house.device, 1).placeless()) == held
    found = headroom(house)
    last = max((seq for seq, receipt in enumerate(receipts, 1) if receipt), default=0)
    assert (found.acked_through, found.waiting) == (last, receipts.count(None))


def test_the_list_shows_the_oldest_that_wait_with_all_their_acts_and_leaves_none_out_that_needs_a_person(
    house: House,
) -> None:
    """What was set aside late stood behind two hundred cases that only wait for the line, and was not shown."""
    case = uuid4()
    write(house, range(1, 2), case_id=case.bytes)
    write(house, range(2, 400))
    write(house, range(400, 402), case_id=case.bytes)
    write(house, range(402, 403), ack=SENT, ack_ms=1, parked="no-lease")
    items = OutboxView(house.database, house.device).items(200)
    assert (len(items), items[0].state, items[1].case_id, items[1].commits) == (200, "parked", case, 3)
    assert [item.since_ms for item in items[1:]] == list(range(1, 200))


def test_all_scans_of_a_case_that_waits_are_told_and_no_others(house: House) -> None:
    case = uuid4()
    write(house, range(1, 2), case_id=case.bytes)
    scan(house, 3, "held")
    with house.database.writing() as connection:
        for digest, state in (("b", "held"), ("a", "waiting")):
            connection.execute(insert(blobs).values(digest=digest, state=state, size=1, case_id=case.bytes))
    assert [(one.case_id, one.scans) for one in unsent_cases(house.database, house.device)] == [(case, ("a", "b"))]
