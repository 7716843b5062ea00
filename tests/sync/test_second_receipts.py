"""A window behind a hall: what only the hall has is never shown as the province's, and a refusal above is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.errors import LineError
from app.storage.headroom import HeadroomReader
from app.storage.outbox_view import OutboxItem, OutboxView
from app.storage.second_receipts import SqlSecondReceipts
from app.storage.stores import SqlSettings
from app.storage.views import Views
from sync.client.loop import StepResult, SyncLoop
from sync.platform.main import main
from sync.platform.rebirth import begin_new_life
from sync.wire.models import RelayAnswer
from sync.wire.signing import Ed25519Signer
from tests.sync.inside import Hops
from tests.sync.support import Window
from tests.sync.test_real_store import Desk, accepted, received
from ui.line import trouble_of
from ui.window.case.sentences import receipt_word


class Behind:
    """A window with a real store behind a hall, and what it shows."""

    def __init__(self, folder: Path, hops: Hops) -> None:
        self.desk = Desk(folder)
        SqlSettings(self.desk.database).put("device", self.desk.device)
        self.hops = hops
        self.second = SqlSecondReceipts(self.desk.database, self.desk.device, 1)
        line = hops.at(self.desk)
        desk, above = self.desk, hops.second_hand(line, self.second, self.desk.time)
        self.loop = SyncLoop(line, desk.outbox, desk.inbox, desk.blocks, desk.time, desk.time, above=above)
        self.folder = folder

    def step(self) -> StepResult:
        return self.loop.run_once()

    def states(self) -> dict[UUID, str]:
        return {one.case_id: one.state for one in self.items()}

    def items(self) -> list[OutboxItem]:
        return list(OutboxView(self.desk.database, self.desk.device).items())

    def marks(self, case: UUID) -> list[tuple[str, str]]:
        lines = Views(self.desk.database).event_lines(case)
        return [receipt_word(line, self.desk.device)[:2] for line in lines]

    def counts(self) -> tuple[int, int]:
        hall = OutboxView(self.desk.database, self.desk.device).only_in_the_hall()
        return hall, Views(self.desk.database).counts()["parked"]

    def through(self) -> int | None:
        reader = HeadroomReader(self.desk.database, self.desk.time, self.desk.device, self.folder, 0, 14)
        return reader.read(1, "").above_through


@pytest.fixture
def window(tmp_path: Path, hops: Hops) -> Iterator[Behind]:
    (tmp_path / "window").mkdir()
    made = Behind(tmp_path / "window", hops)
    yield made
    made.desk.database.close()


HALL, ACKED, PARKED = ("case.mark.hall", "warn"), ("case.mark.acked", "ok"), ("case.mark.parked", "danger")


def test_what_only_the_hall_has_is_never_green_until_the_province_says_so_itself(window: Behind, hops: Hops) -> None:
    hops.above.up = False
    case = window.desk.take_in()
    assert window.step().ok and window.step().above == 0
    assert window.states() == {case: "hall"} and window.counts() == (2, 0) and window.through() == 0
    assert window.marks(case) == [HALL, HALL]
    shown = window.items()[0]
    assert shown.words == "大厅已存，待省平台回执" and "不用处理" in shown.can
    hops.above.up = True
    hops.relay()
    assert window.marks(case) == [HALL, HALL], "not before the window holds the receipt itself"
    assert window.step().above == 2
    assert window.states() == {} and window.counts() == (0, 0) and window.through() == 2
    assert window.marks(case) == [ACKED, ACKED] and window.second.through() == 2


def test_straight_at_the_province_its_receipts_are_the_only_ones(window: Behind, hops: Hops) -> None:
    case = window.desk.take_in()
    assert window.desk.loop(hops.at(window.desk, hops.province)).run_once().ok
    assert window.states() == {} and window.marks(case) == [ACKED, ACKED] and window.through() is None


def test_a_refusal_of_the_province_is_a_work_item_and_other_cases_flow(
    window: Behind, hops: Hops, capsys: pytest.CaptureFixture[str]
) -> None:
    far = Window()
    far.take_in()
    assert hops.step(far, hops.province).ok
    bad, good = uuid4(), uuid4()
    window.desk.write(bad, received())
    assert window.step().ok
    hops.relay()
    hops.above.up = False
    words = ["--to", far.device, "--by", "孙主管", "--reason", "调走"]
    assert main(["lease", "--db", hops.province.db, str(bad), *words]) == 0
    window.desk.write(bad, accepted())
    window.desk.write(good, received())
    assert window.step().ok and window.counts()[1] == 0, "the hall cannot know"
    hops.above.up = True
    hops.relay()
    assert window.step().ok
    assert window.states() == {bad: "parked"} and window.counts() == (0, 1)
    item = window.items()[0]
    assert item.reason == "lease-stale" and item.words.startswith("大厅服务器收下了，省平台没有让它生效") and item.can
    assert PARKED in window.marks(bad) and window.marks(good) == [ACKED]
    capsys.readouterr()


def test_a_province_that_came_back_from_a_backup_takes_its_receipts_back_too(window: Behind, hops: Hops) -> None:
    hops.relay()
    assert window.step().ok
    case = window.desk.take_in()
    assert window.step().ok
    hops.relay()
    assert window.step().above == 2 and window.marks(case) == [ACKED, ACKED]
    with hops.province.database.write() as connection:
        begin_new_life(connection)
        for table in ("case_blobs", "papers", "events", "feed", "commits", "heads", "writers", "cases"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        for table in ("case_digests", "range_digests"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    hops.province.again()
    hops.hall.relay._part(hops.hall.relay._notice_another_life)
    assert window.step().ok and window.marks(case) == [HALL, HALL], "the province does not have it any more"
    hops.relay()
    assert window.step().above == 2 and window.marks(case) == [ACKED, ACKED]


def lies(said: RelayAnswer, kind: str, other: str) -> RelayAnswer:
    first = said.results[0]
    changed = {
        "forged": first.model_copy(update={"receipt": first.receipt.replace("applied", "parked ")}),
        "for another": first.model_copy(update={"receipt": other}),
        "a hole": None,
    }[kind]
    rest = list(said.results[1:])
    return said.model_copy(update={"results": [changed, *rest] if changed is not None else rest})


@pytest.mark.parametrize("kind", ["forged", "for another", "a hole"])
def test_a_hall_that_makes_receipts_up_is_not_believed_and_the_operator_is_told(
    window: Behind, hops: Hops, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    stranger = Window()
    stranger.take_in()
    assert hops.step(stranger).ok
    case = window.desk.take_in()
    assert window.step().ok
    hops.relay()
    other = hops.said(stranger).results[0].receipt
    transport: Any = window.loop._platform._transport  # type: ignore[attr-defined]
    real = transport.get

    def lying(model: Any, *more: Any) -> Any:
        answer = real(model, *more)
        return lies(answer, kind, other) if model is RelayAnswer else answer

    monkeypatch.setattr(transport, "get", lying)
    result = window.step()
    assert (result.detail, result.above) == ("second-receipt", 0)
    assert window.marks(case) == [HALL, HALL] and window.counts()[0] == 2
    said = trouble_of("second-receipt 7")
    assert "没有采信" in said["words"] and said["can"].startswith("照常办件")
    more = window.desk.take_in()
    monkeypatch.undo()
    assert window.step().ok, "nothing else was kept from going on"
    assert window.marks(more) == [HALL, HALL] and window.marks(case) == [ACKED, ACKED]


def test_a_hall_that_names_another_province_is_not_believed(window: Behind, hops: Hops) -> None:
    case = window.desk.take_in()
    hops.pinned = Ed25519Signer(bytes(32)).key
    result = window.step()
    assert result.detail == "province-key" and result.pushed == 2 and window.marks(case) == [HALL, HALL]
    assert "公钥" in trouble_of("province-key 7")["words"]
    hops.relay()
    with pytest.raises(LineError, match="second-receipt"):
        hops.at(window.desk).above(1, 2)


def test_a_hall_that_cannot_go_on_says_so(window: Behind, hops: Hops) -> None:
    case = window.desk.take_in()
    assert window.step().ok
    with hops.hall.database.write() as connection:
        values = f"('{window.desk.device}', 1, 0, 'sequence-fork')"
        connection.exec_driver_sql(f"INSERT INTO relayed (device, epoch, seq, trouble) VALUES {values}")
    assert window.step().detail == "stuck-above" and window.marks(case) == [HALL, HALL]
    assert "大厅" in trouble_of("stuck-above 7")["words"]
