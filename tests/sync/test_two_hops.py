"""Two hops cut and killed between accepting and forwarding; sealed files; what a restored province lost."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.states import CaseState
from app.storage.reckoning import SqlReckoning
from app.storage.schema import commits
from app.storage.stores import SqlSettings
from sync.client.account import Account, Reconciled
from sync.client.carry import deliver, export, take_receipts
from sync.client.reconcile import Difference
from sync.platform import tables
from sync.platform.backup import backup, restore
from sync.platform.report import digest_report
from sync.platform.staff import decide
from sync.wire.carry import CarryWriter
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import Ed25519Signer, verifier_for
from tests.sync.inside import NOW, Hops, House
from tests.sync.support import MovedTime, Window, loop_of, seed_of
from tests.sync.test_real_store import Desk


class NoScans:
    """A window without scans."""

    def waiting(self, limit: int) -> tuple[()]:
        return ()


def sealed(hops: Hops, window: Window, file: Path) -> Path:
    """What waits, sealed to the key that the hall tells: the province's."""
    key = hops.at(window).hello().carry_key
    with file.open("wb") as stream:
        writer = CarryWriter(stream, key, Ed25519Signer(seed_of(window.device)), window.device, 1, NOW)
        export(writer, [window], NoScans())  # type: ignore[arg-type]
    return file


@pytest.mark.parametrize("seed", range(3))
def test_whoever_is_killed_and_whichever_line_is_cut_each_commit_is_above_once(hops: Hops, seed: int) -> None:
    chance = random.Random(seed)
    windows = [Window() for _ in range(3)]
    lines = {one.device: loop_of(hops.at(one), one, MovedTime()) for one in windows}
    for _ in range(12):
        for one in windows:
            case = one.take_in()
            if chance.random() < 0.5:
                one.accept(case)
            hops.below.up = chance.random() < 0.8
            hops.below.lose = int(chance.random() < 0.3)
            lines[one.device].run_once()
        hops.above.up = chance.random() < 0.7
        hops.above.lose = int(chance.random() < 0.4)
        try:
            hops.relay()
        except Exception as error:
            assert type(error).__name__ == "UpstreamError"
        if chance.random() < 0.4:
            chance.choice([hops.hall, hops.province]).again()
    hops.above.up = hops.below.up = True
    hops.above.lose = hops.below.lose = 0
    for _ in range(3):
        for one in windows:
            lines[one.device].run_once()
        hops.relay()
    mine = {commit.id for one in windows for commit in one.commits}
    for one in windows:
        assert lines[one.device].run_once().hall_only == 0 and len(one.acks) == len(one.commits)
        assert set(one.foreign) == mine - {commit.id for commit in one.commits}
        assert [r.outcome.value for r in hops.said(one).results] == ["applied"] * len(one.commits)
        for house in (hops.hall, hops.province):
            assert digest_report(house.db, one.device)["commits"] == len(one.commits)


def test_numbers_stay_the_windows_own_when_the_hall_is_killed_between_asking_and_keeping(hops: Hops) -> None:
    window = Window()
    assert hops.step(window).ok
    first = hops.at(window).reserve("收件", 20, "a" * 16)
    hops.above.lose = 1
    with pytest.raises(Exception, match="down"):
        hops.hall.relay._hall.stock_up()
    hops.hall.again()
    hops.relay()
    hops.above.up = False
    second = hops.at(window).reserve("收件", 20, "b" * 16)
    assert second.first == first.last + 1, "asked again after the kill, it is the same block"
    with hops.province.database.read() as connection:
        given = connection.execute(select(tables.blocks.c.device)).scalars().all()
    assert given == [window.device] * 2


def test_a_sealed_file_goes_through_the_hall_unopened_and_the_provinces_receipts_come_back(
    hops: Hops, tmp_path: Path
) -> None:
    window, courier, known = Window(), Window(), Window()
    known.take_in()
    assert hops.step(known).ok
    hops.relay()
    for _ in range(3):
        window.take_in()
    stick = sealed(hops, window, tmp_path / "stick")
    hops.above.up = False
    line, receipts = hops.at(courier), tmp_path / "receipts"
    assert deliver(stick, line, receipts).waiting and not receipts.exists(), "kept, and nothing promised"
    assert digest_report(hops.hall.db, window.device)["commits"] == 0, "the hall cannot read it"
    hops.hall.again()
    hops.above.up = True
    hops.relay()
    answer = deliver(stick, line, receipts)
    assert not answer.waiting and len(answer.results) == 3
    assert digest_report(hops.province.db, window.device)["commits"] == 3
    checkers = [ReceiptChecker(verifier_for(key)) for key in (hops.hall.key, hops.province.key)]
    assert take_receipts(receipts, [window], checkers, NOW) == 3 and len(window.acks) == 3
    # The window's own line is back: the hall gets what it never saw, and the province takes nothing twice.
    window.take_in()
    assert hops.step(window).ok
    hops.relay()
    for house in (hops.hall, hops.province):
        assert digest_report(house.db, window.device)["commits"] == 4


def test_a_sealed_file_that_the_province_refuses_is_refused_in_the_hall_too(hops: Hops, tmp_path: Path) -> None:
    window, known = Window(), Window()
    known.take_in()
    assert hops.step(known).ok
    hops.relay()
    window.take_in()
    other = House(str(tmp_path / "other.db"))
    key = hops.at(window, other).hello().carry_key
    stick = tmp_path / "stick"
    with stick.open("wb") as stream:
        writer = CarryWriter(stream, key, Ed25519Signer(seed_of(window.device)), window.device, 1, NOW)
        export(writer, [window], NoScans())  # type: ignore[arg-type]
    other.database.close()
    line = hops.at(known)
    assert deliver(stick, line, tmp_path / "r").waiting
    hops.relay()
    with pytest.raises(Exception, match="not-for-us"):
        deliver(stick, line, tmp_path / "r")


def reread(desk: Desk) -> int:
    """Commits of others that lie here without their events."""
    with desk.database.read.connect() as connection:
        return len(connection.execute(select(commits.c.id).where(commits.c.parked == "unreadable")).all())


def test_acts_of_the_department_that_a_restored_province_lost_are_named_until_they_are_made_again(
    hops: Hops, tmp_path: Path
) -> None:
    (tmp_path / "window").mkdir()
    desk = Desk(tmp_path / "window")
    house = hops.province
    early, late = desk.take_in(), desk.take_in()
    loop = desk.loop(hops.at(desk, house))
    assert loop.run_once().ok
    decide(house.db, str(early), "grant")
    assert loop.run_once().pulled == 1
    backup(house.db, tmp_path / "backup", NOW)
    decide(house.db, str(late), "grant")
    assert loop.run_once().pulled == 1 and desk.state(late)[0] is CaseState.GRANTED
    house.database.close()
    restored = str(tmp_path / "restored.db")
    restore(tmp_path / "backup", restored)
    house.db = restored
    house.open()
    line = hops.at(desk, house)
    loop = desk.loop(line)

    def settle() -> Reconciled:
        settings = SqlSettings(desk.database)
        account = Account(line, SqlReckoning(desk.database, desk.device), desk.device, settings.put)
        return account.settle(loop.run_once, date(2026, 9, 28), NOW)

    found = settle()
    assert [(one.case, one.kind) for one in found.items] == [(late.hex, Difference.ACT_LOST_THERE)]
    words = "".join(found.words())
    assert "部门已经作出的决定" in words and "重新作出" in words and not found.settled
    assert desk.state(late)[0] is CaseState.GRANTED, "nothing is taken back at the window"
    decide(house.db, str(late), "grant")
    done = settle()
    assert done.items == ()
    with desk.units.begin() as transaction:
        case = transaction.case(late)
    assert case is not None and case.state is CaseState.GRANTED, "both decisions are in the log; the window hears both"
    assert reread(desk) == 0, "neither stands aside as unreadable"
    desk.database.close()
