"""An older database put back under the province without a new life: it is told, it heals, and nothing stays stuck."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.records import NumberBlock
from app.storage.outbox_view import OutboxView
from app.storage.stores import SqlSettings
from app.storage.verify import verify
from sync.client.http import HttpPlatform
from sync.client.loop import SyncLoop
from sync.platform.database import renew_epoch
from sync.platform.report import digest_report
from sync.platform.staff import decide
from tests.sync.support import QUICK, Province, seed_of
from tests.sync.test_real_store import SERIES, Desk, theirs
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
