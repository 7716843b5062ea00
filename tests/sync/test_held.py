"""待定: what a platform lost and nothing ever proves is ended by a person, by name, and its window reads by whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.storage.outbox_view import OutboxView
from app.storage.reckoning import SqlReckoning
from app.storage.unsent import unsent_cases
from sync.client.reconcile import Reconciler
from sync.platform import staff_views as views
from sync.platform.database import Database, open_database
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.platform.main import main
from sync.platform.ranges import compare, lines_of
from sync.platform.report import verify
from sync.platform.staff_facts import StaffError
from sync.platform.staff_login import Person
from sync.wire.models import RangesRequest
from sync.wire.problems import ProblemError
from sync.wire.ranges import Sum
from tests.sync.inside import Hops
from tests.sync.support import Window
from tests.sync.test_put_back import alone, branching, commands, lose, rows, sent
from tests.sync.test_real_store import Desk

WHO = ("--by", "孙主管", "--reason", "与窗口核对了纸面")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(str(tmp_path / "p.db"))) as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "window").mkdir()
    made = Desk(tmp_path / "window")
    yield made
    made.database.close()


def differs(database: Database, device: str) -> Any:
    """Where the sums that were kept of ``device`` are not those of what lies here."""
    total = Sum()
    with database.read() as connection:
        for line in lines_of(connection, device):
            total = total.plus(Sum(1, line.leaf))
        return compare(connection, RangesRequest(device=device, nodes={"": total.text})).differ


class Said:
    """``platform held …`` of a database: its exit code, and what it said."""

    def __init__(self, db: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._db = db
        self._capsys = capsys
        self.code = -1

    def __call__(self, *words: str) -> Any:
        self.code = main(["held", *words, "--db", self._db])
        return json.loads(self._capsys.readouterr().out)


@pytest.fixture
def held(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(str(tmp_path / "p.db"), capsys)


def half_restored(hops: Hops, desk: Desk) -> tuple[UUID, Window]:
    """The window's last act lies beside the log: what it wrote behind it died with its disk, and here too."""
    case = desk.take_in()
    mine = list(desk.outbox.pending(9, 10**6))
    loop = desk.loop(hops.at(desk, hops.province))
    assert loop.run_once().ok and len(mine) == 2
    died = Window(desk.device, commits=mine, versions={case: 2})
    died.write(case, ("corrected_on_spot", {}))
    Ledger(hops.province.database, lambda: 1).submit(Sender(desk.device, 1), commands(died)[2:])
    lose(hops.province.database, 2, 3)
    desk.outbox.rewind(1)
    assert loop.run_once().ok
    ((reason, state),) = [(one.reason, one.state) for one in outbox(desk)]
    assert (reason, state) == ("held", "waiting")
    return case, died


def turns_up(hops: Hops, died: Window) -> list[str]:
    """What was thought dead comes after all, and proves what is in front of it."""
    _, results = Ledger(hops.province.database, lambda: 1).submit(Sender(died.device, 1), commands(died)[2:])
    assert [row.seq for row in rows(hops.province.database)] == [1, 2, 3]
    return [one.outcome.value for one in results]


def outbox(desk: Desk) -> Any:
    return OutboxView(desk.database, desk.device).items()


def test_what_nothing_proves_is_listed_and_dismissed_by_name_and_its_window_reads_who_and_exports_it(
    hops: Hops, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    case, died = half_restored(hops, desk)
    said = Said(hops.province.db, capsys)
    (one,) = said()["held"]
    assert said.code == 1 and (one["device"], one["seq"], one["case"]) == (desk.device, 2, str(case))
    assert one["since_ms"] > 0 and "第 3 号" in one["why"]
    assert said("dismiss", one["place"], "--by", "孙主管")["refused"] == "incomplete"
    assert said("dismiss", f"{desk.device}/1/9", *WHO)["refused"] == "unknown" and said.code == 1
    done = said("dismiss", one["place"], *WHO)
    assert said.code == 0 and done["by"] == "孙主管" and said()["held"] == [] and said.code == 0
    line = hops.at(desk, hops.province)
    loop = desk.loop(line)
    for _ in range(2):
        assert loop.run_once().ok
    (item,) = outbox(desk)
    assert (item.state, item.reason) == ("parked", "dismissed")
    assert "孙主管" in item.words and "核对了纸面" in item.words and "sync unsent" in item.can
    ((unsent, waiting),) = [(one.case_id, one.waiting) for one in unsent_cases(desk.database, desk.device)]
    assert (unsent, waiting) == (case, 1), "the text is here, to be entered elsewhere"
    for deep in (False, True):
        report = Reconciler(line, SqlReckoning(desk.database, desk.device), desk.device).compare(deep=deep)
        assert report.equal, report.findings
    reckoning = SqlReckoning(desk.database, desk.device)
    reckoning.remember("kept")
    assert loop.run_once().ok and reckoning.remembered() == "kept", "asked after again, nothing is counted anew"
    desk.outbox.rewind(1)
    assert loop.run_once().ok and [one.reason for one in outbox(desk)] == ["dismissed"], "sent again it is told again"
    ((past),) = said("history")["decided"]
    assert (past["held"], past["by"], past["reason"]) == ("dismissed", "孙主管", "与窗口核对了纸面")
    assert len(turns_up(hops, died)) == 1
    assert loop.run_once().ok and outbox(desk) == [], "a proof counts more than a person's guess, and it hears of that"
    assert unsent_cases(desk.database, desk.device) == [], "nobody is told to enter it elsewhere any longer"
    for deep in (False, True):
        report = Reconciler(line, reckoning, desk.device).compare(deep=deep)
        assert [one.commits for one in report.findings] == [(f"{desk.device}/1/3",)], "what died with its disk"


def test_what_a_person_vouches_for_gets_its_place_and_its_window_a_receipt_of_it(
    hops: Hops, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    _, died = half_restored(hops, desk)
    said = Said(hops.province.db, capsys)
    (one,) = said()["held"]
    assert said("accept", one["place"], *WHO)["held"] == "accepted" and said.code == 0
    assert [row.seq for row in rows(hops.province.database)] == [1, 2]
    assert desk.loop(hops.at(desk, hops.province)).run_once().ok
    assert outbox(desk) == [] and unsent_cases(desk.database, desk.device) == []
    ((past),) = said("history")["decided"]
    assert (past["held"], past["by"]) == ("accepted", "孙主管")
    assert len(turns_up(hops, died)) == 1


def test_of_several_at_one_place_the_one_is_named_and_the_others_are_kept_as_forks(
    database: Database, tmp_path: Path, held: Said
) -> None:
    window, ledger = sent(database)
    other = branching(window, 4)
    lose(database, 4, 5)
    for one in (window, other):
        alone(ledger, one, 4)
    place = f"{window.device}/1/4"
    assert held("accept", place, *WHO)["refused"] == "ambiguous"
    assert held("accept", place, "--digest", window.commits[3].digest[:12], *WHO)["held"] == "accepted"
    assert 4 in [row.seq for row in rows(database)]
    found = verify(str(tmp_path / "p.db"))
    assert (found["held"], found["forks"]) == (0, 1)
    assert alone(ledger, window, 5) == "duplicate" and verify(str(tmp_path / "p.db"))["problems"] == []


def test_a_place_full_of_copies_is_opened_by_dismissing_one_and_a_proof_counts_more_than_that(
    database: Database, tmp_path: Path, held: Said
) -> None:
    window, ledger = sent(database)
    before = rows(database)
    lose(database, 4, 5)
    alone(ledger, window, 4)
    for _ in range(7):
        alone(ledger, branching(window, 4), 4)
    late = branching(window, 4)
    with pytest.raises(ProblemError, match="transient"):
        alone(ledger, late, 4)
    held("dismiss", f"{window.device}/1/4", "--digest", window.commits[3].digest, *WHO)
    assert alone(ledger, late, 4) == "duplicate", "it is kept now"
    assert alone(ledger, window, 4) == "parked", "and the other hears again what was decided"
    assert len(held()["held"]) == 8
    assert alone(ledger, window, 5) == "duplicate" and rows(database) == before
    assert verify(str(tmp_path / "p.db"))["problems"] == [] and held()["held"] == []


def test_on_the_page_it_stands_under_the_accounts_and_is_ended_in_the_name_of_who_is_logged_in(
    database: Database, tmp_path: Path, held: Said
) -> None:
    window, ledger = sent(database)
    desk, person = views.Desk(database, str(tmp_path / "p.db"), lambda: 1), Person("B07", "赵科员", "token")
    assert "待定" not in views.accounts(desk, person, {})
    lose(database, 4, 5)
    alone(ledger, window, 4)
    place = f"{window.device}/1/4"
    shown = views.accounts(desk, person, {})
    assert place in shown and "不并入" in shown and "第 5 号" in shown
    given = {"act": "dismiss", "place": place, "digest": window.commits[3].digest, "reason": " "}
    with pytest.raises(StaffError, match="incomplete"):
        views.end_held(desk, person, {}, given)
    assert views.end_held(desk, person, {}, given | {"reason": "窗口另有原件"}) == "/accounts"
    assert "待定" not in views.accounts(desk, person, {})
    assert [one["by"] for one in held("history")["decided"]] == ["赵科员（B07）"]


def test_a_gap_that_a_person_ended_is_no_fault_of_the_tables(database: Database, tmp_path: Path, held: Said) -> None:
    """Number 3 changed nothing, so nothing but its place is missing; number 4 is there again."""
    window, ledger = sent(database)
    other = branching(window, 3)
    lose(database, 3, 4)
    alone(ledger, other, 3)
    assert alone(ledger, window, 4) == "duplicate" and [row.seq for row in rows(database)] == [1, 2, *range(4, 10)]
    assert "expected seq 3" in str(verify(str(tmp_path / "p.db"))["problems"])
    held("dismiss", f"{window.device}/1/3", *WHO)
    assert verify(str(tmp_path / "p.db"))["problems"] == []
    lose(database, 4)
    assert "expected seq 3" in str(verify(str(tmp_path / "p.db"))["problems"]), "number 4 is lost without a word"


def test_forks_are_told_a_page_at_a_time(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window, ledger = sent(database)
    for seq in range(2, 7):
        other = branching(window, seq)
        with pytest.raises(ProblemError, match="sequence-fork"):
            alone(ledger, other, seq)
    seen, after = [], 0
    for _ in range(3):
        words = ["--limit", "2", "--after", str(after), "--db", str(tmp_path / "p.db")]
        assert main(["device", "forks", window.device, *words]) == 1
        said = json.loads(capsys.readouterr().out)
        seen += [(one["seq"], bool(one["case"]), one["text"]) for one in said["forks"]]
        after = said["more_after"]
        assert said["count"] == 5
    assert seen == [(seq, True, True) for seq in range(2, 7)] and not after


@pytest.mark.parametrize("together", [False, True])
def test_what_was_dismissed_and_is_proved_later_is_in_the_sums_again(
    database: Database, held: Said, together: bool
) -> None:
    """Of case a are 1, 3 and 5, of case b are 2, 4 and 6: what was dismissed comes back with another of its case."""
    window, ledger = Window(), Ledger(database, lambda: 1)
    a, b = window.take_in("收a"), window.take_in("收b")
    for case in (a, b):
        window.accept(case)
    for case in (a, b):
        window.write(case, ("corrected_on_spot", {}))
    sender = Sender(window.device, 1)
    ledger.submit(sender, commands(window))
    before = rows(database)
    assert differs(database, window.device) == {}
    lose(database, 3, 4, 5)
    alone(ledger, window, 4)
    held("dismiss", f"{window.device}/1/4", *WHO)
    assert differs(database, window.device) != {}, "3 and 5 are lost"
    for part in [commands(window)[2:5]] if together else [commands(window)[n : n + 1] for n in (4, 2)]:
        ledger.submit(sender, part)
    assert sorted((row.seq, row.parked) for row in rows(database)) == sorted((row.seq, row.parked) for row in before)
    assert differs(database, window.device) == {}
