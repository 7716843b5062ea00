"""The hall's own server beside its line: what it heard before, what the province lost, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from sync.platform import tables
from sync.platform.database import Database, open_database
from sync.platform.hall import Hall
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.report import verify
from sync.platform.upstream_line import UpstreamLine
from sync.wire.models import Change as Heard
from sync.wire.models import Command
from sync.wire.problems import ProblemError
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import verifier_for
from tests.sync.support import Window

AT = 1_790_000_000_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(str(tmp_path / "hall.db"))) as made:
        yield made


def hall_at(database: Database) -> Hall:
    line = UpstreamLine("http://127.0.0.1:9", "token", verifier_for(database.signer.key))
    return Hall(database, line, lambda: AT)


def command(commit: Any) -> Command:
    return Command(
        **{"case": commit.case_id, **{n: getattr(commit, n) for n in Command.model_fields if n != "case"}}
    )


def heard(window: Window, *seqs: int) -> list[Heard]:
    fields = {"device": window.device, "epoch": window.epoch}
    return [Heard(**command(window.commits[seq - 1]).model_dump(), **fields) for seq in seqs]


def test_a_window_that_moves_into_the_hall_goes_on_where_it_was(database: Database, tmp_path: Path) -> None:
    hall, window, there = hall_at(database), Window(), Window()
    first, _ = window.take_in(), window.take_in()
    window.accept(first)
    hall.meet(there.device)
    assert hall.take_over(there.device, heard(window, 1, 3), "c1") == 2, (
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
    hall.take_over(there.device, heard(window, 1), "c1")
    other = Window(window.device)
    other.take_in()
    with pytest.raises(ProblemError, match="sequence-fork"):
        Ledger(database, lambda: AT).submit(Sender(window.device, 1), [command(other.commits[0])])
