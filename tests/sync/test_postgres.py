"""The platform on PostgreSQL: the same answers, and a cursor that never passes what is still being written."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, event, text

from sync.client.reconcile import Reconciler
from sync.platform import feed, gone, ranges
from sync.platform.database import Database, open_database, take
from sync.platform.device_halls import row_of, stand_for
from sync.platform.devices import Doorkeeper
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.report import digest_report, verify
from sync.platform.routes_hall_calls import _found, _gone
from sync.platform.routes_kiosk import _note
from sync.platform.staff import decide
from sync.wire.asking import Identity, sign_request
from sync.wire.kiosk import Going, SignOfLife, Stand
from sync.wire.models import Command, GoneKind
from sync.wire.problems import ProblemError
from sync.wire.signing import Asked, signer_for
from tests.needs import cannot
from tests.sync.postgres import database_of, server, why_not
from tests.sync.support import Window, received
from tests.sync.test_reconcile import Direct, Memory


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    if reason := why_not():
        cannot(reason)
    with server() as made:
        yield made


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


def commands(window: Window) -> list[Command]:
    return [
        Command(seq=c.seq, id=c.id, case=c.case_id, body=c.body, digest=c.digest, prev=c.prev, hash=c.hash)
        for c in window.commits
    ]


def test_commits_decisions_pages_and_reconciliation_are_as_on_sqlite(url: str, database: Database) -> None:
    window = Window()
    for n in range(120):
        case = window.take_in(f"收〔2026〕{window.device}-{n}号")
        window.accept(case)
    ledger, sender = Ledger(database, lambda: 1), Sender(window.device, 1)
    for _ in range(2):
        outcomes = [
            result.outcome
            for start in range(0, 240, 80)
            for result in ledger.submit(sender, commands(window)[start : start + 80])[1]
        ]
    assert set(outcomes) == {"duplicate"}
    decide(url, str(case), "grant")
    with database.read() as connection:
        page = feed.page(connection, database.server_epoch, window.device, "", 100)
    assert [change.case for change in page.commits] == [case]
    assert Reconciler(Direct(database, window.device), Memory(window), window.device).compare().trips <= 5
    assert digest_report(url, window.device)["commits"] == 240
    assert verify(url)["ok"]


def test_what_one_worker_heard_no_other_hears_again(database: Database) -> None:
    one, two = (Doorkeeper(database, lambda: 1_790_000_000.0) for _ in range(2))
    asked = Asked("GET", "/v1/hello", "device=W-signed&epoch=1", "0" * 32)
    who = Identity("W-signed", signer_for("ed25519", b"1" * 32))
    headers = sign_request(who, asked, {}, one.challenge())
    assert two.check(asked, headers) is not None
    for keeper in (one, two):
        with pytest.raises(ProblemError, match="signature-replayed"):
            keeper.check(asked, headers)


@pytest.fixture
def grown(url: str) -> Iterator[Database]:
    """A province as it is after some time: cases of others left windows, of one even the window that pushes."""
    with closing(open_database(database_of(url, f"grown{uuid4().hex[:8]}"))) as opened:
        yield opened


def _left(database: Database, window: Window) -> UUID:
    """A case of ``window`` that was taken back from it."""
    case = window.take_in(uuid4().hex)
    Ledger(database, lambda: 1).submit(Sender(window.device, 1), commands(window)[-1:])
    with database.write() as connection:
        assert gone.let_go(connection, case.bytes, gone.why(GoneKind.MOVED, "移交", 1)) == []
        told = gone.let_go(connection, case.bytes, gone.why(GoneKind.MOVED, "移交", 1), [window.device])
    assert told == [window.device]
    return case


@contextmanager
def _asked(database: Database) -> Iterator[list[str]]:
    """The statements of a block."""
    found: list[str] = []

    def note(_c: Any, _u: Any, statement: str, _p: Any, _x: Any, _m: bool) -> None:
        found.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)


def test_a_case_taken_in_costs_few_round_trips_and_two_of_them_while_the_log_is_held(grown: Database) -> None:
    """Each one is a time at which others get the interpreter while they wait for what this one holds."""
    database, window = grown, Window()
    ledger, sender = Ledger(database, lambda: 1), Sender(window.device, 1)
    for one in (Window(), window):
        _left(database, one)
    for _ in range(4):
        window.take_in(uuid4().hex)
    ledger.submit(sender, commands(window)[1:2])
    runs: list[list[str]] = []
    for command in commands(window)[2:]:
        with _asked(database) as asked:
            through, (result,) = ledger.submit(sender, [command])
        runs.append(asked)
        assert (through, result.outcome) == (command.seq, "applied")
    # A transaction that the server ended is played once more: the shortest of three is what it costs.
    asked = min(runs, key=len)
    assert len(asked) <= 6, asked
    (held,) = (n for n, statement in enumerate(asked) if "INSERT INTO counters" in statement)
    assert len(asked) - held == 2


def test_many_new_cases_are_looked_for_once_all_together(grown: Database) -> None:
    """Neither each case nor what left others costs a question of its own."""
    window = Window()
    for one in (Window(), window):
        _left(grown, one)
    for _ in range(150):
        window.take_in(uuid4().hex)
    ledger, sender = Ledger(grown, lambda: 1), Sender(window.device, 1)
    ledger.submit(sender, commands(window)[1:11])
    with _asked(grown) as asked:
        ledger.submit(sender, commands(window)[11:])
    for table in ("gone", "cases", "writers"):
        (looked,) = (one for one in asked if f"FROM {table} " in one)
        assert looked.startswith("SELECT h.seq"), looked


def test_a_case_leaves_a_window_before_or_after_a_commit_about_it_and_is_counted_so(database: Database) -> None:
    """What a push saw of it when it began is true until it ends: whoever takes the case back waits for that."""
    window = Window()
    case = window.take_in(uuid4().hex)
    judging, go_on = threading.Event(), threading.Event()
    left: list[float] = []

    def held_up() -> int:
        judging.set()
        assert go_on.wait(60)
        return 1

    def push() -> None:
        Ledger(database, held_up).submit(Sender(window.device, 1), commands(window))

    def leave() -> None:
        with database.write() as connection:
            left.append(0.0)
            gone.let_go(connection, case.bytes, gone.why(GoneKind.WITHDRAWN, "撤回", 1))

    threads = [threading.Thread(target=push), threading.Thread(target=leave)]
    threads[0].start()
    assert judging.wait(60)
    threads[1].start()
    threads[1].join(0.5)
    assert not left, "it waits"
    go_on.set()
    for thread in threads:
        thread.join(60)
    window.write(case, ("paper_out", {}))
    Ledger(database, lambda: 1).submit(Sender(window.device, 1), commands(window)[1:])
    with database.read() as connection:
        kept = ranges._parts(connection, window.device, "", None)
        counted = ranges._parts(connection, window.device, "", ranges._deep(connection, window.device))
    assert left and kept == counted == {}
    with pytest.raises(AssertionError), database.write_beside(["case:x"]) as connection:
        gone.let_go(connection, case.bytes, gone.why(GoneKind.WITHDRAWN, "撤回", 1))


def test_two_windows_at_once_lose_and_double_nothing(database: Database) -> None:
    windows = [Window() for _ in range(4)]
    for window in windows:
        for _ in range(40):
            window.take_in()
    failed: list[BaseException] = []

    def push(window: Window) -> None:
        ledger = Ledger(database, lambda: 1)
        try:
            for start in range(0, 40, 8):
                ledger.submit(Sender(window.device, 1), commands(window)[start : start + 8])
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=push, args=(window,)) for window in windows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    with database.read() as connection:
        rows = connection.execute(
            text("SELECT device, count(*), max(seq) FROM commits GROUP BY device")
        ).all()
    held = {row[0]: (row[1], row[2]) for row in rows}
    assert all(held[window.device] == (40, 40) for window in windows)


def _both(database: Database, *, same_case: bool) -> bool:
    """One writer stops while it judges; whether another, of another window, gets through meanwhile."""
    slow, quick = Window(), Window()
    case = slow.take_in()
    other = case if same_case else uuid4()
    quick.write(other, ("received", received()))
    judging, go_on, through = threading.Event(), threading.Event(), threading.Event()

    def held_up() -> int:
        judging.set()
        assert go_on.wait(60)
        return 1_790_000_000_000

    def write_slowly() -> None:
        Ledger(database, held_up).submit(Sender(slow.device, 1), commands(slow))

    def write_quickly() -> None:
        Ledger(database, lambda: 1_790_000_000_000).submit(Sender(quick.device, 1), commands(quick))
        through.set()

    first, second = threading.Thread(target=write_slowly), threading.Thread(target=write_quickly)
    first.start()
    assert judging.wait(60)
    second.start()
    passed = through.wait(1.0 if same_case else 15.0)
    go_on.set()
    for thread in (first, second):
        thread.join(60)
    assert through.is_set()
    return passed


def test_a_window_does_not_wait_for_another_that_writes_about_another_case(database: Database) -> None:
    assert _both(database, same_case=False)


def test_two_windows_that_write_about_one_case_do_so_in_turn(database: Database) -> None:
    assert not _both(database, same_case=True)


def test_windows_that_share_cases_at_once_hear_and_count_everything(url: str) -> None:
    """All write about all cases of all, at once; a reader follows meanwhile and must have passed over nothing."""
    opened = open_database(database_of(url, f"crowd{uuid4().hex[:8]}"))
    with closing(opened) as database:
        windows = [Window() for _ in range(4)]
        cases = [window.take_in() for window in windows for _ in range(3)]
        for window in windows:
            Ledger(database, lambda: 1).submit(Sender(window.device, 1), commands(window))
        for n in range(2):
            for case in cases:
                for at, window in enumerate(windows):
                    # A number that two papers bear, now and then: exactly the later one must be marked.
                    number = f"twice-{n}" if at < 2 and case == cases[0] else uuid4().hex
                    window.write(case, ("paper_issued", {"document_id": str(uuid4()), "number": number}))
        cursors, heard = dict.fromkeys((w.device for w in windows), ""), {w.device: set[UUID]() for w in windows}
        failed: list[BaseException] = []
        writing = threading.Event()

        def push(window: Window) -> None:
            ledger = Ledger(database, lambda: 1)
            try:
                for start in range(3, len(window.commits), 5):
                    ledger.submit(Sender(window.device, 1), commands(window)[start : start + 5])
            except BaseException as error:
                failed.append(error)

        def follow() -> None:
            while True:
                last = writing.is_set()
                for device in cursors:
                    more = True
                    while more:
                        with database.read() as connection:
                            page = feed.page(connection, database.server_epoch, device, cursors[device], 7)
                        heard[device] |= {change.id for change in page.commits}
                        cursors[device], more = page.cursor, page.more
                if last:
                    return

        threads = [threading.Thread(target=push, args=(window,)) for window in windows]
        reader = threading.Thread(target=follow)
        for thread in (*threads, reader):
            thread.start()
        for thread in threads:
            thread.join(60)
        writing.set()
        reader.join(60)
        assert not failed
        everything = {commit.id for window in windows for commit in window.commits}
        for window in windows:
            assert heard[window.device] == everything - {commit.id for commit in window.commits}
            with database.read() as connection:
                kept = ranges._parts(connection, window.device, "", None)
                counted = ranges._parts(connection, window.device, "", ranges._deep(connection, window.device))
            assert kept == counted
        with database.read() as connection:
            marked = connection.execute(text("SELECT count(*) FROM papers WHERE conflict")).scalar()
        assert marked == 2


def race(database: Database, take_position: Any) -> tuple[list[int], list[int]]:
    """(what a reader saw in two looks behind its cursor, what is there) with a slow writer and a quick one.

    The slow one takes its position first and commits last.
    """
    name = f"race{uuid4().hex[:8]}"
    with database.engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {name} (position BIGINT PRIMARY KEY)"))
        connection.execute(text(f"CREATE SEQUENCE {name}_s"))
    slow_has_it, quick_done = threading.Event(), threading.Event()

    def write(connection: Connection) -> None:
        position = take_position(connection, name)
        connection.execute(text(f"INSERT INTO {name} VALUES (:p)"), {"p": position})

    def slow() -> None:
        with database.engine.begin() as connection:
            write(connection)
            slow_has_it.set()
            quick_done.wait(1.0)

    def quick() -> None:
        slow_has_it.wait(60)
        with database.engine.begin() as connection:
            write(connection)

    def look(cursor: int) -> list[int]:
        with database.engine.connect() as connection:
            found = connection.execute(
                text(f"SELECT position FROM {name} WHERE position > :c"), {"c": cursor}
            )
            return sorted(row[0] for row in found)

    threads = [threading.Thread(target=call) for call in (slow, quick)]
    for thread in threads:
        thread.start()
    # The quick one is through, or waits for the slow one: then it is the slow one's turn.
    threads[1].join(0.5)
    seen = look(0)
    quick_done.set()
    for thread in threads:
        thread.join(60)
    return seen + look(max(seen, default=0)), look(0)


def counter(connection: Connection, name: str) -> int:
    """As the platform does it."""
    return take(connection, name, 1)


def sequence(connection: Connection, name: str) -> int:
    """The control: a free-running sequence."""
    return int(connection.execute(text(f"SELECT nextval('{name}_s')")).scalar_one())


def test_a_reader_never_passes_a_commit_that_is_still_being_written(database: Database) -> None:
    seen, there = race(database, counter)
    assert seen == there == [1, 2]


def test_the_naive_way_loses_a_row_and_this_test_sees_it(database: Database) -> None:
    seen, there = race(database, sequence)
    assert there == [1, 2] and seen == [2], "the control must fail, or the race was not tried"


def test_a_page_passes_over_no_commit_though_one_and_a_case_that_leaves_come_while_it_is_read(
    database: Database,
) -> None:
    writer, reader = Window(), Window()
    ledger = Ledger(database, lambda: 1_790_000_000_000, lambda _: frozenset({writer.device, reader.device}))
    case, leaves = writer.take_in(), writer.take_in()
    ledger.submit(Sender(writer.device, 1), commands(writer))
    before = feed.page_of(database, reader.device, "", 100)
    done: list[int] = []

    def acts() -> None:
        writer.write(case, ("corrected_on_spot", {}))
        ledger.submit(Sender(writer.device, 1), commands(writer)[-1:])

    def between(_c: Any, _u: Any, statement: str, _p: Any, _x: Any, _m: bool) -> None:
        if "ORDER BY gone.position" in statement and not done:
            done.append(1)
            acts()
            with database.write() as connection:
                gone.let_go(connection, leaves.bytes, gone.why(GoneKind.WITHDRAWN, "撤回", 1))

    acts()
    event.listen(database.engine, "before_cursor_execute", between)
    try:
        first = feed.page_of(database, reader.device, before.cursor, 100)
    finally:
        event.remove(database.engine, "before_cursor_execute", between)
    second = feed.page_of(database, reader.device, first.cursor, 100)
    assert done and [one.seq for one in [*first.commits, *second.commits]] == [3, 4]
    assert [one.case for one in [*first.gone, *second.gone]] == [leaves]


def test_a_joining_device_hears_the_beginning(database: Database) -> None:
    first, second = Window(), Window()
    case: UUID = uuid4()
    first.write(case, ("received", received()))
    ledger = Ledger(database, lambda: 1)
    ledger.submit(Sender(first.device, 1), commands(first))
    second.write(case, ("paper_issued", {"document_id": str(uuid4()), "number": f"x{second.device}"}))
    ledger.submit(Sender(second.device, 1), commands(second))
    with closing(database), database.read() as connection:
        page = feed.page(connection, database.server_epoch, second.device, "", 10)
    assert [change.id for change in page.commits] == [first.commits[0].id]


def test_a_turn_of_a_relay_or_of_a_scan_stops_nobody_who_writes(database: Database) -> None:
    for number in (0x5A43_0001, 0x5A43_0002):
        with database.turns.if_free(number) as mine, database.turns.of(number), database.write() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            assert mine
    with database.write_beside(["case:x"]), database.turns.if_free(0x5A43_0002) as mine:
        assert mine, "who relays gets its turn while windows write"


def test_of_clerks_who_go_at_once_one_is_it_and_a_sign_of_life_loses_no_signature(database: Database) -> None:
    stand, life = Stand(region="210106", hall="大厅"), {"at_ms": 9, "phase": "active"}
    sign = SignOfLife(**life, calls=["help"], called_ms={"help": 9}, stand=stand, place="3 号自助机")
    with database.write() as connection:
        _note(connection, "K03", sign, 1_000)
    begin, signed = threading.Barrier(5), list[str]()

    def go(number: str) -> None:
        begin.wait(10)
        with database.write() as connection:
            if _gone(connection, stand, Going(terminal="K03", seen={"help": 9}, by=number), 2_000):
                signed.append(number)

    def beat() -> None:
        begin.wait(10)
        with database.write() as connection:
            _note(connection, "K03", SignOfLife(**life, stand=stand), 2_000)

    many = [threading.Thread(target=go, args=(f"B0{n}",)) for n in range(4)] + [threading.Thread(target=beat)]
    for one in many:
        one.start()
    for one in many:
        one.join(30)
    with database.read() as connection:
        told = _found(connection, stand, 3_000)
        assert [call.by for call in told.calls] == signed and len(signed) == 1 and told.terminal


def test_of_two_first_words_of_a_device_at_once_one_is_its_hall_and_the_other_is_refused(database: Database) -> None:
    begin, said = threading.Barrier(8), list[str]()

    def ask(n: int) -> None:
        begin.wait(10)
        try:
            said.append(stand_for(database, "W-77", Stand(region="210106", hall=f"{n % 2} 号大厅"), n).hall)
        except ProblemError as error:
            said.append(f"refused {error.problem.detail}")

    many = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for one in many:
        one.start()
    for one in many:
        one.join(30)
    with database.read() as connection:
        first = row_of(connection, "W-77").hall
    assert sorted(said) == sorted([first] * 4 + [f"refused 210106 {first}"] * 4)
