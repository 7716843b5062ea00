"""A device is bound to its hall: it reads and signs calls of that one alone, and its keeper moves it (record 0139)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from app.domain.hall_calls import AtTerminal
from app.errors import LineError
from app.ports.kiosk import Beat
from sync.client.http import HttpPlatform
from sync.platform import routes_kiosk, staff_device_halls
from sync.platform.database import Database, open_database
from sync.platform.device_halls import bind, history, listed, region_of, stand_for
from sync.platform.main import main
from sync.wire.kiosk import Stand
from sync.wire.problems import ProblemError
from tests.sync.support import Province, Window

REGION, HALL, OTHER = "210106", "铁西区政务服务中心", "和平区政务服务中心"


class Place:
    """A hall of this test alone, with a terminal where somebody calls."""

    def __init__(self, province: Province, stack: ExitStack) -> None:
        self.province, self._stack = province, stack
        self.terminal, self.window = Window(), Window()
        self.hall, self.other = f"{HALL} {self.terminal.device}", f"{OTHER} {self.terminal.device}"
        self.life = self.line(self.terminal)
        self.desk = self.line(self.window).kiosk()
        self.at = 1_000

    def line(self, device: Window) -> HttpPlatform:
        line = self.province.platform(device)
        self._stack.callback(line.close)
        return line

    def beat(self, hall: str, *calls: str, region: str = REGION) -> Any:
        called = dict.fromkeys(calls, self.at)
        where = {"region": region if hall else "", "hall": hall, "place": "3 号自助机"}
        return self.life.beat(Beat(self.terminal.device, self.at, "active", calls=calls, called_ms=called, **where))  # type: ignore[arg-type]

    def keeper(self, *words: str) -> int:
        return main(["device", *words, "--db", str(self.province.db)])

    def row(self, device: Window) -> dict[str, Any]:
        with closing(open_database(str(self.province.db))) as database, database.read() as connection:
            return next(row for row in listed(connection, device.device) if row["device"] == device.device)


@pytest.fixture
def place(province: Province) -> Iterator[Place]:
    with ExitStack() as stack:
        yield Place(province, stack)


def test_a_window_that_names_another_hall_reads_none_of_its_calls_and_signs_for_nobody_there(place: Place) -> None:
    """Any device with a good key could: its word alone was believed."""
    place.beat(place.hall, "help")
    assert place.desk.hall_calls(REGION, place.other) is None
    where = AtTerminal(place.terminal.device, "", {"help": 1_000}, ("help",), 0)
    there = REGION, place.hall
    for ask in (lambda: place.desk.hall_calls(*there), lambda: place.desk.go(*there, where, "B07", "王敏")):
        with pytest.raises(LineError) as refused:
            ask()
        assert refused.value.kind == "hall-differs" and refused.value.detail.endswith(f"{REGION} {place.other}")
    assert not place.beat(place.hall).answers, "nobody reads that somebody comes"
    (call,) = place.line(Window()).kiosk().hall_calls(REGION, place.hall) or ()
    assert call.signed_ago_ms is None


def test_a_terminal_that_names_another_hall_calls_nobody_there_and_its_keeper_reads_that(place: Place) -> None:
    place.beat(place.hall)
    there = place.line(Window()).kiosk()
    answer = place.beat(place.other, "help")
    assert answer.on_record == (REGION, place.hall) and not there.hall_calls(REGION, place.other)
    assert not place.desk.hall_calls(REGION, place.hall), "whoever goes there finds no terminal"
    row = next(r for r in routes_kiosk.watch(str(place.province.db), 1) if r["device"] == place.terminal.device)
    assert row["calls"] == ["help"], "the keeper has the call"
    assert place.row(place.terminal)["said_hall"] == place.other


def test_the_keeper_moves_a_device_and_who_waits_at_it_is_told_of_in_its_new_hall_at_once(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.beat(place.hall)
    place.beat(place.other, "help")
    move = ("hall", place.terminal.device, "--region", "210106000000", "--hall", place.other)
    assert place.keeper(*move) == 2, "nobody's word"
    assert place.keeper(*move, "--by", "赵科员") == 0
    (call,) = place.line(Window()).kiosk().hall_calls(REGION, place.other) or ()
    assert call.reason == "help"
    assert place.beat(place.other).on_record is None
    with closing(open_database(str(place.province.db))) as database, database.read() as connection:
        last, first = history(connection, place.terminal.device)
    assert (last["by"], last["hall"], last["was_hall"]) == ("赵科员", place.other, place.hall)
    assert (first["by"], first["was_hall"]) == ("", "")
    capsys.readouterr()


def test_a_hall_that_was_renamed_is_one_hall_while_some_of_its_devices_still_have_the_old_name(place: Place) -> None:
    place.beat(place.hall)
    assert place.desk.hall_calls(REGION, place.hall) == ()
    rename = ("rename", "--region", REGION, "--hall", place.hall, "--to", place.other, "--by", "赵科员")
    assert place.keeper(*rename) == 0
    place.beat(place.hall, "help")
    for name in (place.hall, place.other):
        assert len(place.desk.hall_calls(REGION, name) or ()) == 1, "old and new name are this hall"
    place.at = 2_000
    place.beat(place.other, "help")
    assert len(place.desk.hall_calls(REGION, place.hall) or ()) == 1
    assert place.keeper(*rename) == 2, "no device is there under the old name any more"


def test_a_hall_renamed_twice_still_has_the_devices_that_were_told_neither_name(place: Place) -> None:
    """A keeper who mistyped the new name and mends it would cut off every terminal and window of the hall."""
    third = f"{place.other}（正）"
    place.beat(place.hall, "help")
    assert place.desk.hall_calls(REGION, place.hall)
    for old, new in ((place.hall, place.other), (place.other, third)):
        assert place.keeper("rename", "--region", REGION, "--hall", old, "--to", new, "--by", "赵科员") == 0
    assert place.beat(place.hall).on_record is None
    for name in (place.hall, place.other, third):
        assert len(place.desk.hall_calls(REGION, name) or ()) == 1
    assert place.keeper("hall", place.window.device, "--region", REGION, "--hall", third, "--by", "赵科员") == 0
    assert place.desk.hall_calls(REGION, place.hall), "what is on record already was said once more"
    assert place.keeper("rename", "--region", REGION, "--hall", third, "--to", place.hall, "--by", "赵科员") == 0
    assert place.row(place.window)["also"].split("\n") == [third, place.other], "its own name is no old one"


def test_a_device_the_keeper_placed_before_it_came_is_there_whatever_it_names_first(place: Place) -> None:
    assert place.keeper("hall", place.window.device, "--region", REGION, "--hall", place.hall, "--by", "赵科员") == 0
    with pytest.raises(LineError, match=place.hall):
        place.desk.hall_calls(REGION, place.other)
    assert place.desk.hall_calls(REGION, place.hall) is None


def test_a_terminal_of_before_that_names_no_hall_is_where_its_keeper_says(place: Place) -> None:
    place.beat("", "help")
    assert not place.desk.hall_calls(REGION, place.hall)
    assert place.keeper("hall", place.terminal.device, "--region", REGION, "--hall", place.hall, "--by", "赵") == 0
    answer = place.beat("")
    assert answer.on_record is None
    (call,) = place.desk.hall_calls(REGION, place.hall) or ()
    assert call.reason == "help"


def test_a_device_that_agrees_again_is_told_of_as_such_and_what_it_says_is_not_written_at_every_question(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    assert place.desk.hall_calls(REGION, place.hall) is None
    other = Stand(region=REGION, hall=place.other)
    with closing(open_database(str(place.province.db))) as database, caplog.at_level(logging.WARNING):
        for now in (10, 20):
            with pytest.raises(ProblemError):
                stand_for(database, place.window.device, other, now)
        assert place.row(place.window)["said_ms"] == 10
        assert [r.getMessage() for r in caplog.records] == [f"hall-differs device={place.window.device}"]
        stand_for(database, place.window.device, Stand(region=REGION, hall=place.hall), 30)
        assert place.row(place.window)["said_ms"] == 0


def test_who_looks_after_the_province_lists_devices_that_name_another_hall_first(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.desk.hall_calls(REGION, place.hall)
    assert place.keeper("halls", place.hall) == 0
    with pytest.raises(LineError):
        place.desk.hall_calls(REGION, place.other)
    place.beat(place.hall)
    capsys.readouterr()
    assert place.keeper("halls", place.hall) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert first["device"] == place.window.device and place.other in first["words"] and not second["words"]


def test_a_list_that_is_not_whole_says_so(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who reads 200 of 60,000 devices takes them for all."""
    place.desk.hall_calls(REGION, place.hall)
    place.beat(place.hall)
    monkeypatch.setattr(staff_device_halls, "_SHOWN", 1)
    place.keeper("halls", place.hall)
    said = json.loads(capsys.readouterr().out)
    assert len(said) == 2 and "只列出前 1 台" in said[1]["words"]
    monkeypatch.setattr(staff_device_halls, "_SHOWN", 2)
    place.keeper("halls", place.hall)
    assert "只列出" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("--hall", HALL, "--by", "赵"),
        ("--region", "21010", "--hall", HALL, "--by", "赵"),
        ("--region", REGION, "--by", "赵"),
        ("--region", REGION, "--hall", "长" * 101, "--by", "赵"),
    ],
)
def test_what_is_no_hall_is_put_on_record_for_nobody(
    place: Place, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert place.keeper("hall", place.window.device, *words) == 2
    assert "没有改动" in capsys.readouterr().out
    with closing(open_database(str(place.province.db))) as database, database.read() as connection:
        assert listed(connection, place.window.device) == []


def test_a_code_of_a_division_is_kept_as_devices_name_it() -> None:
    same = ("210106", "210106001", "210106001002", "2101", "21")
    assert [region_of(code) for code in same] == list(same)
    assert [region_of(code) for code in ("210106000000", "210100", "210000000000")] == ["210106", "2101", "21"]
    assert not any(region_of(code) for code in ("", "21x", "000000", "21010"))


def test_a_device_whose_key_was_released_stays_in_its_hall(place: Place) -> None:
    """The next computer under that name is no reason to read another hall's calls."""
    place.desk.hall_calls(REGION, place.hall)
    assert place.keeper("release", place.window.device, "--by", "赵科员") == 0
    with pytest.raises(LineError, match="hall-differs"):
        place.desk.hall_calls(REGION, place.other)


def moved(database: Database, device: str, hall: str, now_ms: int) -> bool:
    with database.write() as connection:
        return bind(connection, device, REGION, hall, "赵科员", now_ms)


def test_each_word_of_the_keeper_is_written_down_however_quickly_they_come(place: Place) -> None:
    device = place.window.device
    with closing(open_database(str(place.province.db))) as database:
        assert [moved(database, device, hall, 5) for hall in (HALL, HALL, OTHER)] == [True, False, True]
        with database.read() as connection:
            assert [row["hall"] for row in history(connection, device)] == [OTHER, HALL]


@pytest.fixture
def waiting(place: Place, capsys: pytest.CaptureFixture[str]) -> Iterator[Place]:
    """From now on devices that are not on record wait for the keeper's word."""
    assert place.keeper("newcomers", "wait") == 2, "nobody's word"
    assert place.keeper("newcomers", "wait", "--by", "赵科员") == 0
    yield place
    assert place.keeper("newcomers", "free", "--by", "赵科员") == 0
    capsys.readouterr()


def test_who_has_the_token_alone_is_in_nobodys_hall_until_its_keeper_says_so(waiting: Place) -> None:
    """A device that never was could read who calls in any hall, and sign that somebody comes: nobody would."""
    for device, hall in ((waiting.terminal, waiting.hall), (waiting.window, waiting.hall)):
        assert waiting.keeper("hall", device.device, "--region", REGION, "--hall", hall, "--by", "赵科员") == 0
    waiting.beat(waiting.hall, "help")
    stranger = Window()
    desk, where = waiting.line(stranger).kiosk(), AtTerminal(waiting.terminal.device, "", {"help": 1_000}, ("help",), 0)
    there = REGION, waiting.hall
    for ask in (lambda: desk.hall_calls(*there), lambda: desk.go(*there, where, "B07", "王敏")):
        with pytest.raises(LineError) as refused:
            ask()
        assert refused.value.kind == "hall-differs" and waiting.hall not in refused.value.detail
    assert not waiting.beat(waiting.hall).answers, "nobody reads that somebody comes"
    assert len(waiting.desk.hall_calls(*there) or ()) == 1, "who is on record hears of it"
    assert waiting.keeper("hall", stranger.device, "--region", REGION, "--hall", waiting.hall, "--by", "赵科员") == 0
    assert len(desk.hall_calls(*there) or ()) == 1, "the keeper's word counts with the next question"


def test_a_terminal_that_waits_calls_the_keeper_alone_and_its_hall_from_her_word_on(waiting: Place) -> None:
    answer = waiting.beat(waiting.hall, "help")
    assert answer.on_record == ("", "")
    row = next(r for r in routes_kiosk.watch(str(waiting.province.db), 1) if r["device"] == waiting.terminal.device)
    assert row["calls"] == ["help"]
    for device in (waiting.terminal, waiting.window):
        assert waiting.keeper("hall", device.device, "--region", REGION, "--hall", waiting.hall, "--by", "赵科员") == 0
    assert len(waiting.desk.hall_calls(REGION, waiting.hall) or ()) == 1, "open calls go along at once"
    assert waiting.beat(waiting.hall).on_record is None


def test_who_waits_and_names_no_hall_any_more_is_not_listed_as_one_that_agrees(waiting: Place) -> None:
    """A program of before says none; the keeper read 相同 beside no hall, and had nothing to confirm."""
    device = waiting.window.device
    with closing(open_database(str(waiting.province.db))) as database:
        for said in (Stand(region=REGION, hall=waiting.hall), Stand(), Stand(region=REGION)):
            with pytest.raises(ProblemError):
                stand_for(database, device, said, 5)
    row = waiting.row(waiting.window)
    assert (row["said_region"], row["said_hall"], row["said_ms"]) == (REGION, waiting.hall, 5)


def test_devices_that_are_on_record_already_go_on_when_new_ones_wait(place: Place) -> None:
    place.beat(place.hall, "help")
    place.desk.hall_calls(REGION, place.hall)
    assert place.keeper("newcomers", "wait", "--by", "赵科员") == 0
    try:
        assert len(place.desk.hall_calls(REGION, place.hall) or ()) == 1
        assert place.beat(place.hall).on_record is None
    finally:
        assert place.keeper("newcomers", "free", "--by", "赵科员") == 0


def test_the_keeper_lists_who_named_a_hall_by_itself_and_confirms_a_whole_hall(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.beat(place.hall)
    place.desk.hall_calls(REGION, place.hall)
    other = place.line(Window()).kiosk()
    other.hall_calls(REGION, place.hall)
    with pytest.raises(LineError):
        other.hall_calls(REGION, place.other)

    def new() -> set[str]:
        capsys.readouterr()
        place.keeper("halls", place.hall, "--new")
        return {row["device"] for row in json.loads(capsys.readouterr().out)}

    pair = {place.terminal.device, place.window.device}
    assert pair < new() and len(new()) == 3
    assert place.keeper("confirm", "--region", REGION, "--hall", place.hall) == 2, "nobody's word"
    assert place.keeper("confirm", "--region", REGION, "--hall", place.hall, "--by", "赵科员") == 0
    assert len(new()) == 1 and not pair & new(), "one that names another hall meanwhile is looked at by itself"
    with closing(open_database(str(place.province.db))) as database, database.read() as connection:
        assert [row["by"] for row in history(connection, place.window.device)] == ["赵科员", ""]


def test_who_turned_that_newcomers_wait_is_written_down(waiting: Place, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert waiting.keeper("newcomers", "sometimes", "--by", "赵科员") == 2
    assert waiting.keeper("newcomers") == 0
    refused, said = map(json.loads, capsys.readouterr().out.splitlines())
    assert "没有改动" in refused["words"]
    assert said["wait"] and said["history"][0]["by"] == "赵科员" and said["unconfirmed"] >= 0
