"""A database that was put back by hand gives no number out twice: what lies beside the scans knows what it forgot."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.records import NumberBlock
from app.ports.delivery import DayFigures
from sync.platform.blob_files import BlobFiles
from sync.platform.database import open_database, take
from sync.platform.report import list_cases, verify
from sync.platform.witness import note_given, renew_if_older
from tests.sync.support import Province, Window, loop_of
from tests.sync.test_real_store import SERIES

WITNESS = "platform.db.blobs/numbers.json"


def taken(province: Province, window: Window) -> NumberBlock:
    with closing(province.platform(window)) as platform:
        return platform.reserve(SERIES, 50, uuid4().hex)


def life(province: Province) -> str:
    with closing(province.platform(Window())) as platform:
        return platform.hello().server_epoch


def put_back_after_a_block(folder: Path, window: Window, *, witnessed: bool) -> tuple[Province, NumberBlock, str]:
    """A province whose file of the morning was copied back over that of the evening, and started again."""
    province = Province.start(folder / "platform.db")
    taken(province, Window())
    province.stop()
    province.copy(folder / "morning.db")
    province = province.again()
    before = life(province)
    block = taken(province, window)
    assert json.loads((folder / WITNESS).read_text("utf-8"))["series"] == {SERIES: block.last}
    province.stop()
    replace(province, db=folder / "morning.db").copy(folder / "platform.db")
    if not witnessed:
        (folder / WITNESS).unlink()
    return province.again(), block, before


def test_a_file_that_was_put_back_begins_a_new_life_by_itself_and_gives_no_number_twice(tmp_path: Path) -> None:
    """The window that has the lost block says nothing, and another one asks first."""
    province, lost, before = put_back_after_a_block(tmp_path, Window(), witnessed=True)
    try:
        assert life(province) != before, "windows notice, and send again what is missing"
        other = taken(province, Window())
        assert other.first > lost.last
        began = life(province)
        province.stop()
        province = province.again()
        assert life(province) == began and taken(province, Window()).first == other.last + 1, "once"
    finally:
        province.stop()


def test_without_a_witness_the_second_paper_with_a_number_is_told_to_people(tmp_path: Path) -> None:
    """Both were put back, so nothing could know: the number is given twice, and the second use is a work item."""
    one, two = Window(), Window()
    province, block, before = put_back_after_a_block(tmp_path, one, witnessed=False)
    try:
        again = taken(province, two)
        assert (life(province), again.first) == (before, block.first), "this test would not see it otherwise"
        for window in (one, two):
            window.take_in(f"收〔2026〕{again.first}号")
            with closing(province.platform(window)) as platform:
                assert loop_of(platform, window).run_once().ok
        day = DayFigures(datetime.now(UTC).date().isoformat(), ranges=[(1, 1, 1)])
        with closing(province.platform(two)) as platform:
            assert platform.day(day)[0]["conflicts"] == [f"收〔2026〕{again.first}号"]
        flags = [row["flags"] for row in list_cases(str(province.db)) if row["home"] == two.device]
        assert flags == ["number-conflict"]
        assert verify(str(province.db))["ok"]
    finally:
        province.stop()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"key": 1, "series": {"x": 99}}'])
def test_a_witness_that_cannot_be_read_stops_nobody_and_is_written_anew(tmp_path: Path, content: bytes) -> None:
    files, db = BlobFiles(tmp_path / "blobs"), str(tmp_path / "p.db")
    files.note("numbers.json", content)
    with closing(open_database(db)) as database:
        assert renew_if_older(db, files) is None
        note_given(database, files, "x", 7)
        note_given(database, files, "x", 5)
    assert json.loads(files.noted("numbers.json"))["series"] == {"x": 7}


def test_while_the_store_of_the_witness_hangs_others_write(tmp_path: Path) -> None:
    wrote: list[bool] = []

    class Hanging(BlobFiles):
        def note(self, name: str, data: bytes) -> None:
            with ThreadPoolExecutor(1) as other:
                wrote.append(other.submit(write).exception(60) is None)
            super().note(name, data)

    with closing(open_database(str(tmp_path / "p.db"))) as database:

        def write() -> None:
            with database.write() as connection:
                take(connection, "series:other", 1)

        note_given(database, Hanging(tmp_path / "blobs"), "x", 7)
    assert wrote == [True]


def test_series_that_show_nothing_are_passed_over_too_and_no_counter_ends_below_what_was_given(tmp_path: Path) -> None:
    files, db = BlobFiles(tmp_path / "blobs"), str(tmp_path / "p.db")
    with closing(open_database(db)) as database:
        with database.write() as connection:
            take(connection, "series:other", 50)
        note_given(database, files, "old", 1_000_000)
    done = renew_if_older(db, files)
    assert done is not None and done["older"] == ["old"] and done["passed_over"]["series:other"] == 10_000
    assert renew_if_older(db, files) is None, "the counter is behind what was given now"
