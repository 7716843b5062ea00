"""对账: equal is said in one question, every difference is found, what cures itself is cured, the rest is named."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.domain.time import Timestamp
from app.errors import LineError
from app.ports.delivery import CountedCommit, DayFigures
from app.storage.reckoning import SqlReckoning
from app.storage.stores import SqlSettings
from sync.client.account import Account
from sync.client.http import HttpPlatform
from sync.client.reconcile import Difference, Reconciler
from sync.platform.database import Database, open_database
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.ranges import compare
from sync.platform.staff import decide
from sync.platform.tables import day_accounts
from sync.wire.models import Command, RangesRequest
from sync.wire.ranges import Line, Sum, by_prefix, summed
from sync.wire.receipts import ReceiptChecker, canonical
from sync.wire.signing import signer_for, verifier_for
from tests.sync.support import Province, Window
from tests.sync.test_real_store import Desk


class Both:
    """A window with a real store, and its own platform."""

    def __init__(self, folder: Path, province: Province) -> None:
        self.province = province
        self.desk = Desk(folder)
        self.line = HttpPlatform(
            self.province.url, self.desk.device, 1, self.province.token, self.province.key
        )
        self.loop = self.desk.loop(self.line)
        self.reckoning = SqlReckoning(self.desk.database, self.desk.device)
        self.cases = [self.desk.take_in() for _ in range(12)]
        self.step()
        for case in self.cases[:3]:
            decide(str(self.province.db), str(case), "grant")
        self.step()

    def step(self) -> object:
        result = self.loop.run_once()
        assert result.ok, result
        return result

    def reconciler(self) -> Reconciler:
        return Reconciler(self.line, self.reckoning, self.desk.device)

    def account(self, day: date) -> object:
        settings = SqlSettings(self.desk.database)
        account = Account(self.line, self.reckoning, self.desk.device, settings.put)
        return account.settle(lambda: self.loop.run_once(), day, 1)

    def here(self, statement: str) -> None:
        with self.desk.database.writing() as connection:
            connection.execute(text(statement))

    def there(self, statement: str) -> None:
        database = open_database(str(self.province.db))
        with closing(database), database.write() as connection:
            connection.execute(text(statement.format(mine=f"device = '{self.desk.device}'")))

    def close(self) -> None:
        self.line.close()
        self.desk.database.close()


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A platform of these tests alone: they damage its rows."""
    here = Province.start(tmp_path_factory.mktemp("damaged") / "platform.db")
    yield here
    assert here.stop() == 0


@pytest.fixture
def both(tmp_path: Path, province: Province) -> Iterator[Both]:
    made = Both(tmp_path, province)
    yield made
    made.close()


def test_equal_is_said_in_one_question_however_it_is_counted(both: Both) -> None:
    for deep in (False, True, False):
        report = both.reconciler().compare(deep=deep)
        assert (report.equal, report.trips) == (True, 1), report
    both.desk.take_in()
    assert both.reconciler().compare().equal, "what waits for the line is no difference"
    both.step()
    assert both.reconciler().compare().equal


PLANTED = {
    "a commit lost by the platform": (
        "there", "DELETE FROM events WHERE position IN (SELECT position FROM commits WHERE {mine} AND seq = 24)",
        "DELETE FROM commits WHERE {mine} AND seq = 24",
        Difference.MISSING_THERE,
    ),
    "a flipped bit at the platform": (
        "there", "UPDATE commits SET body = replace(body, 'op-1', 'op-2') WHERE {mine} AND seq = 5", "",
        Difference.UNLIKE,
    ),
    "a flipped bit here": (
        "here", "UPDATE commits SET body = replace(body, 'op-1', 'op-3') WHERE seq = 4 AND epoch = 1", "",
        Difference.UNLIKE,
    ),
    "an outcome that was changed": (
        "there", "UPDATE commits SET parked = 1, reason = 'no-lease' WHERE {mine} AND seq = 7", "",
        Difference.UNLIKE,
    ),
    "a decision lost here": (
        "here", "DELETE FROM commits WHERE device = 'platform' AND arrival = (SELECT max(arrival) FROM commits)", "",
        Difference.MISSING_HERE,
    ),
    "an own commit lost here": (
        "here", "DELETE FROM commits WHERE device <> 'platform' AND seq = 24", "",
        Difference.LOST_HERE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_planted_is_found_and_named(both: Both, name: str) -> None:
    where, *statements, kind = PLANTED[name]
    for statement in filter(None, statements):
        (both.here if where == "here" else both.there)(str(statement))
    report = both.reconciler().compare(deep=True)
    assert [finding.kind for finding in report.findings] == [kind] and report.trips <= 5


def test_what_the_platform_never_got_is_sent_again(both: Both) -> None:
    """A receipt that stands on nothing, as a mistaken client leaves it."""
    both.desk.take_in()
    both.here("UPDATE commits SET ack = 'believed', ack_ms = 1 WHERE ack IS NULL")
    report = both.reconciler().compare()
    assert {finding.kind for finding in report.findings} == {Difference.MISSING_THERE}
    done = both.account(date(2026, 9, 21))
    assert done.cured == 1 and not done.items  # type: ignore[attr-defined]
    assert both.reconciler().compare(deep=True).equal


def test_a_decision_lost_here_is_fetched_again(both: Both) -> None:
    both.here(
        "DELETE FROM commits WHERE device = 'platform' AND arrival = (SELECT max(arrival) FROM commits)"
    )
    both.here("DELETE FROM events WHERE device = 'platform' AND arrival = (SELECT max(arrival) FROM events)")
    reconciler = both.reconciler()
    reconciler.cure(reconciler.compare(deep=True).findings)
    both.step()
    assert reconciler.compare(deep=True).equal


def test_sums_that_were_remembered_wrong_are_counted_anew(both: Both) -> None:
    both.reconciler().compare()
    kept = json.loads(both.reckoning.remembered())
    kept["buckets"]["00"] = "7:" + "A" * 43 + "="
    both.reckoning.remember(json.dumps(kept))
    assert both.reconciler().compare().equal
    assert both.reconciler().compare().trips == 1


def test_the_day_is_signed_and_what_differs_is_told_in_words(both: Both) -> None:
    today = Timestamp(both.desk.time.now().ms).local.date()
    done = both.account(today)
    assert done.settled and done.day.commits == 24, done  # type: ignore[attr-defined]
    kept = json.loads(SqlSettings(both.desk.database).get(f"reconcile.day.{today.isoformat()}"))
    assert kept["settled"] and "signature" in kept["receipt"] and kept["figures"]["commits"] == 24
    both.there("UPDATE commits SET parked = 1 WHERE {mine} AND seq = 7")
    again = both.account(today)
    assert not again.settled  # type: ignore[attr-defined]
    assert any("需处理数：本机 0，平台 1" in line for line in again.words())  # type: ignore[attr-defined]
    assert all("网外" not in line for line in again.words())  # type: ignore[attr-defined]


def test_both_ends_keep_the_word_of_both_about_a_day(both: Both) -> None:
    both.line.close()
    seed = hashlib.sha256(both.desk.device.encode()).digest()
    ends = (both.province.url, both.desk.device, 1, both.province.token, both.province.key)
    both.line = HttpPlatform(*ends, seed=seed)
    both.loop = both.desk.loop(both.line)
    today = Timestamp(both.desk.time.now().ms).local.date()
    done = both.account(today)
    assert done.settled  # type: ignore[attr-defined]
    with closing(open_database(str(both.province.db))) as database, database.read() as connection:
        table = day_accounts
        mine = select(table).where(table.c.device == both.desk.device, table.c.day == today.isoformat())
        (row,) = connection.execute(mine).all()
    assert (row.side, row.settled) == ("below", True)
    window = verifier_for(signer_for("ed25519", seed).key)
    ReceiptChecker(window).check_day(row.their_receipt, row.theirs)
    assert json.loads(row.theirs)["heads"] == json.loads(row.ours)["heads"] != {}
    kept = json.loads(SqlSettings(both.desk.database).get(f"reconcile.day.{today.isoformat()}"))
    assert (canonical(kept["figures"]), kept["receipt"]) == (row.ours, row.our_receipt), "the same word at both ends"
    # Figures under somebody else's signature are kept by nobody.
    other = signer_for("ed25519", bytes(32))
    both.line._signer = other
    with pytest.raises(LineError, match="malformed"):
        both.account(today)


class Memory:
    """A window's own commits as this end counts them."""

    def __init__(self, window: Window, lacking: frozenset[int] = frozenset()) -> None:
        self._window = window
        self._lacking = lacking
        self._text = ""

    def counted(
        self, own_after: Mapping[int, int], arrival_after: int, deep: bool = False
    ) -> Iterable[CountedCommit]:
        del arrival_after, deep
        for c in self._window.commits:
            if c.seq > own_after.get(1, 0) and c.seq not in self._lacking:
                yield CountedCommit(c.case_id, c.device, 1, c.seq, c.digest, False, True, 0)

    def remembered(self) -> str:
        return self._text

    def remember(self, text: str) -> None:
        self._text = text

    def redone(self, places: Sequence[str]) -> frozenset[str]:
        return frozenset()

    def day(self, day: date) -> DayFigures:
        return DayFigures(day.isoformat())

    def send_again(self, epoch: int, seq: int) -> None: ...

    def ask_again(self) -> None: ...


class Direct:
    """Straight into the platform's tables."""

    def __init__(self, database: Database, device: str) -> None:
        self._database = database
        self._device = device

    def compare(self, nodes: Mapping[str, str], deep: bool) -> Mapping[str, Mapping[str, str]]:
        with self._database.read() as connection:
            request = RangesRequest(device=self._device, nodes=dict(nodes), deep=deep)
            return compare(connection, request).differ

    def day(self, mine: DayFigures) -> tuple[Mapping[str, object], str]:
        raise NotImplementedError


def test_ten_differences_among_thousands_take_five_questions_and_little_talk(tmp_path: Path) -> None:
    window = Window()
    for _ in range(3000):
        window.write(uuid4(), ("received", {}))
    database = open_database(str(tmp_path / "p.db"))
    with closing(database):
        ledger = Ledger(database, lambda: 1)
        commands = [
            Command(
                seq=c.seq, id=c.id, case=c.case_id, body=c.body, digest=c.digest, prev=c.prev, hash=c.hash
            )
            for c in window.commits
        ]
        for start in range(0, len(commands), 500):
            ledger.submit(Sender(window.device, 1), commands[start : start + 500])
        line = Direct(database, window.device)
        assert Reconciler(line, Memory(window), window.device).compare().trips == 1
        gone = frozenset(random.Random(1).sample(range(1, 3000), 10))
        report = Reconciler(line, Memory(window, gone), window.device).compare()
    assert len(report.findings) == 10 and report.trips <= 5 and report.bytes < 64 * 1024, report
    named = {int(place.rsplit("/", 1)[1]) for finding in report.findings for place in finding.commits}
    assert named == gone


@given(st.lists(st.tuples(st.uuids(), st.integers(1, 50), st.booleans()), max_size=30), st.randoms())
def test_sums_do_not_depend_on_the_order_and_parts_add_up(
    rows: list[tuple[UUID, int, bool]], chance: random.Random
) -> None:
    lines = [Line(case.hex, "W", 1, seq, "d", parked) for case, seq, parked in rows]
    mixed = lines[:]
    chance.shuffle(mixed)
    assert summed(lines) == summed(mixed)
    for length in (0, 2, 3, 32):
        total = Sum()
        for one in by_prefix(summed(lines), length).values():
            total = total.plus(one)
        assert total == by_prefix(summed(lines), 0).get("", Sum())
        assert Sum.read(total.text) == total
