"""An older database put back under the province without a new life: it is told, it heals, and nothing stays stuck."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.domain.records import NumberBlock
from app.errors import LineError
from app.storage.outbox_view import OutboxView
from app.storage.stores import SqlSettings
from app.storage.verify import verify
from sync.client.carry import deliver, export, take_receipts
from sync.client.http import HttpPlatform
from sync.client.loop import SyncLoop
from sync.platform.database import renew_epoch
from sync.platform.report import digest_report
from sync.platform.staff import decide
from sync.wire.carry import CarryWriter
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import Ed25519Signer, verifier_for
from tests.sync.inside import NOW, Hops, House
from tests.sync.support import QUICK, Province, Window, seed_of
from tests.sync.test_gone import give, retract
from tests.sync.test_real_store import SERIES, Desk, accepted, received, theirs
from tests.sync.test_two_hops import NoScans
from ui.line import LAST_ERROR_SETTING, OLDER, NotingListener, trouble_now


class ToldDesk(Desk):
    """The real store, and what it writes down of its line."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.settings = SqlSettings(self.database)

    def step(self, province: Province) -> Any:
        """One step of a program that was just started."""
        who = (self.device, 1, province.token, province.key, QUICK)
        with closing(HttpPlatform(province.url, *who, seed=seed_of(self.device))) as line:
            noting = NotingListener(self.settings, self.time, None)
            loop = SyncLoop(line, self.outbox, self.inbox, self.blocks, self.time, self.time, noting)
            return loop.run_once()

    def held_back(self) -> list[tuple[str, str]]:
        """(reason, words) of what waits for a person."""
        return [(one.reason, one.words) for one in OutboxView(self.database, self.device).items()]


def test_an_older_database_put_back_by_hand_is_told_and_healed_and_no_window_stays_at_a_fault_of_its_database(
    tmp_path: Path,
) -> None:
    """What the window had handed in goes up again; an act that the province did twice is kept twice, for a person."""
    desk = ToldDesk(tmp_path)
    desk.blocks.add(NumberBlock("b", SERIES, 1, 99))
    province = Province.start(tmp_path / "p.db")
    try:
        early = desk.take_in()
        desk.settings.put(LAST_ERROR_SETTING, "1790000000000")  # a trouble that is over
        assert desk.step(province).ok
        province.stop()
        province.copy(tmp_path / "older.db")
        province = province.again()
        late = desk.take_in()
        decide(str(province.db), str(early), "grant", validity="5年")
        assert desk.step(province).ok and not trouble_now(desk.settings)["kind"]
        assert str(early) in desk.digests() and len(desk.digests()) == 2
        province.stop()
        replace(province, db=tmp_path / "older.db").copy(tmp_path / "p.db")
        decide(str(province.db), str(early), "grant", validity="5年")
        province = province.again()
        for _ in range(2):
            result = desk.step(province)
            assert (result.state, result.detail) == ("online", "")
        said = trouble_now(desk.settings)
        assert said["kind"] == OLDER and "比它给过的回执旧" in said["words"] and "platform restored" in said["can"]
        assert str(late) in theirs(province, desk), "what the old database lacked went up again by itself"
        ((reason, words),) = desk.held_back()
        assert reason == "rival" and "退回" in words
        assert verify(desk.database).ok and digest_report(str(province.db), desk.device)["parked"] == 0
        province.stop()
        renew_epoch(str(province.db))
        province = province.again()
        assert desk.step(province).ok and not trouble_now(desk.settings)["kind"], "a new life ends it"
        assert desk.held_back() == [(reason, words)] and desk.step(province).pushed == 0
    finally:
        province.stop()
        desk.database.close()


@pytest.fixture
def told(tmp_path: Path) -> Iterator[ToldDesk]:
    (tmp_path / "window").mkdir()
    made = ToldDesk(tmp_path / "window")
    yield made
    made.database.close()


def loop(hops: Hops, desk: ToldDesk, house: House | None = None, *, listens: bool = True) -> SyncLoop:
    noting = NotingListener(desk.settings, desk.time, None)
    ends = (hops.at(desk, house), desk.outbox, desk.inbox, desk.blocks, desk.time, desk.time)
    return SyncLoop(*ends, noting if listens else None, alarm=noting.on_older)


def test_a_case_that_is_given_back_at_once_is_no_older_province(hops: Hops, told: ToldDesk) -> None:
    """What the window was told of last was that the case left; that word is gone with its coming back."""
    line, other, case = loop(hops, told, hops.province), Window(), uuid4()
    other.take_in()
    told.write(case, received())
    assert line.run_once().ok and hops.step(other, hops.province).ok
    give(hops.province, case, told.device, other.device)
    assert retract(hops.province, case, "moved") == 0 and line.run_once().ok
    give(hops.province, case, other.device, told.device)
    for _ in range(2):
        assert line.run_once().ok and not trouble_now(told.settings)["kind"]
    told.write(case, accepted())
    assert line.run_once().pushed == 1


def test_what_a_carried_file_brought_past_the_hall_is_no_loss_of_the_hall(
    hops: Hops, told: ToldDesk, tmp_path: Path
) -> None:
    case = uuid4()
    told.write(case, received())
    assert loop(hops, told).run_once().ok
    hops.relay()
    told.write(case, accepted())
    key, stick = hops.at(told).hello().carry_key, tmp_path / "stick"
    nothing: Any = NoScans()
    with stick.open("wb") as stream:
        writer = CarryWriter(stream, key, Ed25519Signer(seed_of(told.device)), told.device, 1, NOW)
        export(writer, [told.outbox], nothing)
    deliver(stick, hops.at(Window(), hops.province), tmp_path / "back")
    checkers = [ReceiptChecker(verifier_for(house.key)) for house in (hops.hall, hops.province)]
    assert take_receipts(tmp_path / "back", [told.outbox], checkers, NOW) == 1
    assert loop(hops, told).run_once().pushed == 1, "the hall gets it as well"
    assert not trouble_now(told.settings)["kind"]


def loses_all(house: House) -> None:
    with house.database.write() as connection:
        for table in ("feed", "events", "papers", "commits", "heads", "writers", "case_digests", "cases", "counters"):
            connection.execute(text(f"DELETE FROM {table}"))


def test_an_older_province_is_told_though_the_program_ends_in_that_step_and_whatever_address_comes_between(
    hops: Hops, told: ToldDesk
) -> None:
    told.write(uuid4(), received())
    assert loop(hops, told, hops.province).run_once().ok
    loses_all(hops.province)
    loop(hops, told, hops.province, listens=False).run_once()  # nobody hears how it ended
    assert trouble_now(told.settings)["kind"] == OLDER
    loop(hops, told).run_once()
    assert trouble_now(told.settings)["kind"] != OLDER, "the hall has lost nothing"
    loop(hops, told, hops.province).run_once()
    assert trouble_now(told.settings)["kind"] == OLDER


def test_an_older_province_that_shows_only_in_a_step_without_a_hello_is_told(
    hops: Hops, told: ToldDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step before broke off behind its hello, so this one goes on from there."""
    line, end = loop(hops, told, hops.province), hops.at(told, hops.province)
    case = told.take_in()
    assert line.run_once().ok
    decide(hops.province.db, str(case), "grant", validity="5年")
    assert line.run_once().pulled == 1
    monkeypatch.setattr(type(end), "changes", breaks_off)
    assert line.run_once().detail == "transient"
    monkeypatch.undo()
    with hops.province.database.write() as connection:
        connection.execute(text("DELETE FROM feed"))
        connection.execute(text("UPDATE counters SET value = 0 WHERE name = 'feed'"))
    result = line.run_once()
    assert result.older and not result.server_ms, "it asked no hello"
    assert trouble_now(told.settings)["kind"] == OLDER


def breaks_off(*_of: Any) -> Any:
    raise LineError("transient", "cut")
