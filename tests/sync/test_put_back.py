"""A row that the platform lost in the middle comes back from its writer as it was, and keeps no line busy for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from sync.platform import tables
from sync.platform.database import Database, open_database
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.main import main
from sync.platform.ranges import compare, lines_of
from sync.platform.report import verify
from sync.wire.chain import digest_of
from sync.wire.models import Command, RangesRequest
from sync.wire.problems import ProblemError
from sync.wire.ranges import Sum
from tests.sync.support import Window

PARKED = [3, 6, 7]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(str(tmp_path / "p.db"))) as made:
        yield made


def commands(window: Window) -> list[Command]:
    fields = [name for name in Command.model_fields if name != "case"]
    return [Command(case=c.case_id, **{name: getattr(c, name) for name in fields}) for c in window.commits]


def lose(database: Database, *seqs: int) -> None:
    """What a bad disk does, past every rule."""
    marks = ", ".join(map(str, seqs))
    with database.write() as connection:
        for table in ("events", "papers"):
            places = f"SELECT position FROM commits WHERE seq IN ({marks})"
            connection.execute(text(f"DELETE FROM {table} WHERE position IN ({places})"))
        connection.execute(text(f"DELETE FROM commits WHERE seq IN ({marks})"))


def rows(database: Database) -> list[Any]:
    table = tables.commits
    names = ("position", "seq", "id", "body", "digest", "hash", "parked")
    with database.read() as connection:
        return list(connection.execute(select(*(table.c[n] for n in names)).order_by(table.c.position)))


def sent(database: Database) -> tuple[Window, Ledger]:
    """Two cases with three acts each, the last without the lease; one of a case that nobody knows; one more case."""
    window, ledger = Window(), Ledger(database, lambda: 1_790_000_000_000)
    for _ in range(2):
        case = window.take_in(f"收{uuid4().hex[:6]}")
        window.accept(case)
        window.write(case, ("corrected_on_spot", {}))
    window.write(uuid4(), ("granted", {}))
    window.accept(window.take_in())
    ledger.submit(Sender(window.device, 1), commands(window))
    return window, ledger


@pytest.mark.parametrize("seqs", [(1,), (2,), (4,), (2, 3), (7,), (1, 2, 3, 4, 5, 6, 7, 8), (3, 7)])
def test_what_was_lost_is_there_again_as_it_was_judged(
    database: Database, tmp_path: Path, seqs: tuple[int, ...]
) -> None:
    window, ledger = sent(database)
    before, sender = rows(database), Sender(window.device, 1)
    assert [row.seq for row in before if row.parked] == PARKED
    lose(database, *seqs)
    through, results = ledger.submit(sender, commands(window))
    assert through == len(window.commits) == len(results)
    assert rows(database) == before, "the same at the same place"
    assert [one.outcome.value for one in results] == [
        "parked" if n in PARKED else "duplicate" for n in range(1, 10)
    ]
    assert verify(str(tmp_path / "p.db"))["problems"] == []
    with database.read() as connection:
        total = Sum()
        for line in lines_of(connection, window.device):
            total = total.plus(Sum(1, line.leaf))
        assert compare(connection, RangesRequest(device=window.device, nodes={"": total.text})).differ == {}
    assert ledger.submit(sender, commands(window))[0] == through


def test_a_question_about_what_is_no_case_is_answered_with_nothing_and_breaks_nothing(database: Database) -> None:
    """Thirty-two letters that are no digits of a case ended in 「The platform failed」."""
    window, _ = sent(database)
    with database.read() as connection:
        case = next(lines_of(connection, window.device)).case[::-1]
        nodes = {"z" * 32: "1", "Ａ" * 32: "1", case: "1"}
        differ = compare(connection, RangesRequest(device=window.device, nodes=nodes)).differ
    assert differ["z" * 32] == differ["Ａ" * 32] == {} and differ[case]


def test_something_else_does_not_take_the_place_of_what_was_lost_and_is_shown_to_operators(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window, ledger = sent(database)
    lose(database, 2)
    other = Window(window.device)
    for _ in range(3):
        other.take_in()
    for _ in range(2):
        with pytest.raises(ProblemError, match="sequence-fork"):
            ledger.submit(Sender(window.device, 1), commands(other)[1:2])
    assert [row.seq for row in rows(database)] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert verify(str(tmp_path / "p.db"))["forks"] == 1
    assert main(["device", "forks", "--db", str(tmp_path / "p.db")]) == 1
    said = json.loads(capsys.readouterr().out)
    (fork,) = said["forks"]
    assert (fork["device"], fork["seq"], fork["digest"]) == (window.device, 2, other.commits[1].digest)
    assert fork["case"] == str(other.commits[1].case_id) and "复制" in said["words"]


def alone(ledger: Ledger, window: Window, seq: int) -> str:
    """Send one commit by itself; what was answered."""
    _, (result,) = ledger.submit(Sender(window.device, 1), commands(window)[seq - 1 : seq])
    assert result.receipt and result.id == window.commits[seq - 1].id
    return result.outcome.value


def branching(window: Window, seq: int) -> Window:
    """A copy of the profile that went on by itself from ``seq`` on."""
    other = Window(window.device, commits=window.commits[: seq - 1])
    while len(other.commits) < len(window.commits):
        other.take_in()
    return other


@pytest.mark.parametrize("liar_first", [True, False])
def test_of_two_that_nothing_tells_apart_yet_the_one_that_what_follows_names_is_put_back(
    database: Database, tmp_path: Path, liar_first: bool
) -> None:
    """Both fit what lies before them, and what lay behind them is lost too: taking the first would be a guess."""
    window, ledger = sent(database)
    before, other = rows(database), branching(window, 4)
    lose(database, 4, 5)
    for one in (other, window) if liar_first else (window, other):
        for _ in range(2):
            assert alone(ledger, one, 4) in ("duplicate", "parked")
    found = verify(str(tmp_path / "p.db"))
    assert [row.seq for row in rows(database)] == [1, 2, 3, 6, 7, 8, 9] and (found["held"], found["forks"]) == (2, 0)
    assert alone(ledger, window, 5) == "duplicate"
    assert rows(database) == before, "both are back, as they were"
    found = verify(str(tmp_path / "p.db"))
    assert (found["problems"], found["held"], found["forks"]) == ([], 0, 1), "and nothing of the other is lost"
    with pytest.raises(ProblemError, match="sequence-fork"):
        alone(ledger, other, 5)


def test_what_one_device_sends_settles_nothing_that_is_held_for_another(database: Database, tmp_path: Path) -> None:
    """Names that differ in capitals alone are two devices."""
    first, ledger = Window("W-Same"), Ledger(database, lambda: 1_790_000_000_000)
    second = Window("w-same")
    for one in (first, second):
        one.take_in()
        case = one.take_in()
        one.accept(case)
        one.write(case, ("corrected_on_spot", {}))
        ledger.submit(Sender(one.device, 1), commands(one))
    lose(database, 2, 3)
    for one in (first, second):
        alone(ledger, one, 2)
    assert verify(str(tmp_path / "p.db"))["held"] == 2
    alone(ledger, first, 3)
    found = verify(str(tmp_path / "p.db"))
    assert (found["held"], found["forks"]) == (1, 0), "the other's still waits for its own successor"
    alone(ledger, second, 3)
    assert verify(str(tmp_path / "p.db"))["problems"] == []


def test_only_a_few_are_held_at_one_place_and_the_true_one_comes_in_all_the_same(
    database: Database, tmp_path: Path
) -> None:
    window, ledger = sent(database)
    before = rows(database)
    lose(database, 4, 5)
    for _ in range(8):
        alone(ledger, branching(window, 4), 4)
    for _ in range(2):
        with pytest.raises(ProblemError, match="transient"):
            alone(ledger, branching(window, 4), 4)
    assert verify(str(tmp_path / "p.db"))["held"] == 8
    ledger.submit(Sender(window.device, 1), commands(window)[3:5])
    assert rows(database) == before


def test_a_text_that_is_not_of_its_own_hash_does_not_take_the_place_of_what_was_lost(database: Database) -> None:
    window, ledger = sent(database)
    lose(database, 2)
    true = commands(window)[1]
    text_ = (true.body or "").replace("2026-09-28", "2027-09-28")
    forged = [
        true.model_copy(update={"body": text_}),
        true.model_copy(update={"body": text_, "digest": digest_of(text_)}),
        true.model_copy(update={"body": None}),
    ]
    for one in forged:
        ledger.submit(Sender(window.device, 1), [one])
    assert 2 not in [row.seq for row in rows(database)]
    assert alone(ledger, window, 2) == "duplicate" and rows(database)[1].body == true.body


def test_one_alone_whose_digest_the_sums_hold_is_put_back_at_once(database: Database) -> None:
    """Its successor is lost as well, but that one is of another case, and the sums of this one are whole."""
    window, ledger = sent(database)
    before = rows(database)
    lose(database, 3, 4)
    assert alone(ledger, window, 3) == "parked" and [row.seq for row in rows(database)] == [1, 2, 3, 5, 6, 7, 8, 9]
    assert alone(ledger, window, 4) == "duplicate" and rows(database) == before


@pytest.mark.parametrize("seq", [9, 2])
def test_the_last_that_was_acknowledged_is_not_taken_by_another(
    database: Database, tmp_path: Path, seq: int
) -> None:
    """A copied profile goes on at the last place: what had the signed receipt is known by its hash."""
    window, ledger = sent(database)
    lose(database, *range(seq, 10))
    assert "not what was acknowledged last" in str(verify(str(tmp_path / "p.db"))["problems"])
    other = Window(window.device, commits=window.commits[: seq - 1])
    while len(other.commits) < 9:
        other.take_in()
    with pytest.raises(ProblemError, match="sequence-fork"):
        ledger.submit(Sender(window.device, 1), commands(other))
    assert ledger.submit(Sender(window.device, 1), commands(window))[0] == 9
    assert verify(str(tmp_path / "p.db"))["problems"] == []


@pytest.mark.parametrize(("acts", "requests"), [(10, [10]), (4, [3, 4])])
def test_what_was_parked_stays_so_where_the_sums_do_not_tell(
    database: Database, tmp_path: Path, acts: int, requests: list[int]
) -> None:
    """More of one case than are guessed; or the rest of what the sums hold is still to come."""
    window, ledger = Window(), Ledger(database, lambda: 1_790_000_000_000)
    case = window.take_in()
    window.accept(case)
    for _ in range(acts - 2):
        window.write(case, ("corrected_on_spot", {}))
    window.take_in()
    ledger.submit(Sender(window.device, 1), commands(window))
    before = rows(database)
    assert [row.seq for row in before if row.parked] == list(range(3, acts + 1))
    lose(database, *range(1, acts + 1))
    for through in requests:
        ledger.submit(Sender(window.device, 1), commands(window)[:through])
    assert rows(database) == before
    assert verify(str(tmp_path / "p.db"))["problems"] == []


def test_the_place_of_what_another_window_lost_is_left_to_it(database: Database, tmp_path: Path) -> None:
    first, second, ledger = Window(), Window(), Ledger(database, lambda: 1_790_000_000_000)
    for one in (first, second, first, first):
        one.take_in()
        ledger.submit(Sender(one.device, 1), commands(one))
    before = rows(database)
    with database.write() as connection:
        for position in (2, 3):
            connection.execute(text(f"DELETE FROM events WHERE position = {position}"))
            connection.execute(text(f"DELETE FROM papers WHERE position = {position}"))
            connection.execute(text(f"DELETE FROM commits WHERE position = {position}"))
    ledger.submit(Sender(first.device, 1), commands(first))
    assert [row.position for row in rows(database)] == [1, 4, 5], (
        "nobody can tell which of the two was its own"
    )
    assert before[2].digest == rows(database)[-1].digest
    ledger.submit(Sender(second.device, 1), commands(second))
    assert verify(str(tmp_path / "p.db"))["problems"] == []
