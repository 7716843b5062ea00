"""A call at a terminal reaches the clerks at the windows of its hall, and who goes first is it (record 0134)."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.domain.hall_calls import AtTerminal, HallBoard, HallCall
from app.errors import LineError
from app.ports.kiosk import Beat
from sync.client.http import HttpPlatform
from sync.platform import routes_kiosk
from sync.platform.database import open_database
from sync.platform.routes_hall_calls import _found
from sync.platform.tables import kiosk_beats
from sync.wire.kiosk import Stand
from tests.sync.support import Province, Window

REGION, HALL = "210106", "铁西区政务服务中心"


def _beat(terminal: Window, at_ms: int, *calls: str, hall: str = HALL, region: str = REGION) -> Beat:
    called = dict.fromkeys(calls, at_ms)
    where = {"region": region, "hall": hall, "place": "3 号自助机"}
    return Beat(terminal.device, at_ms, "active", calls=calls, called_ms=called, **where)  # type: ignore[arg-type]


class Lines:
    """Lines of devices, closed together."""

    def __init__(self, province: Province, stack: ExitStack) -> None:
        self._province, self._stack = province, stack

    def of(self, device: Window) -> HttpPlatform:
        line = self._province.platform(device)
        self._stack.callback(line.close)
        return line


def _waiting(calls: object) -> tuple[AtTerminal, ...]:
    return HallBoard(calls, 0.0).waiting(0.0)  # type: ignore[arg-type]


def test_a_clerk_of_the_same_hall_reads_who_calls_and_her_word_reaches_the_terminal(province: Province) -> None:
    terminal, first = Window(), Window()
    hall = f"{HALL} {terminal.device}"
    with ExitStack() as stack:
        lines = Lines(province, stack)
        at, desk = lines.of(terminal), lines.of(first).kiosk()
        at.beat(_beat(terminal, 1_000, hall=hall))
        assert not desk.hall_calls(REGION, hall)
        at.beat(_beat(terminal, 1_000, "help", hall=hall))
        (call,) = desk.hall_calls(REGION, hall)
        assert (call.terminal, call.place, call.reason) == (terminal.device, "3 号自助机", "help")
        assert call.signed_ago_ms is None and 0 <= call.ago_ms < 60_000
        (where,) = _waiting([call])
        signed, calls = desk.go(REGION, hall, where, "B07", "王敏")
        assert signed and not _waiting(calls) and (calls[0].name, calls[0].by) == ("王敏", "B07")
        (answer,) = at.beat(_beat(terminal, 2_000, hall=hall)).answers or ()
        assert (answer.reason, answer.called_ms) == ("help", 1_000), "who waits reads that a person comes"


def test_of_two_clerks_at_once_the_first_is_it_and_the_second_reads_who_goes(province: Province) -> None:
    terminal, one, other = Window(), Window(), Window()
    hall = f"{HALL} {terminal.device}"
    with ExitStack() as stack:
        lines = Lines(province, stack)
        lines.of(terminal).beat(_beat(terminal, 1_000, "help", hall=hall))
        here, there = lines.of(one).kiosk(), lines.of(other).kiosk()
        (read,), (read_too,) = (_waiting(line.hall_calls(REGION, hall)) for line in (here, there))
        assert here.go(REGION, hall, read, "B07", "王敏")[0]
        signed, calls = there.go(REGION, hall, read_too, "B08", "赵六")
        assert not signed and (calls[0].name, calls[0].by) == ("王敏", "B07")
        lines.of(terminal).beat(_beat(terminal, 9_000, "help", hall=hall))
        signed, calls = there.go(REGION, hall, read_too, "B08", "赵六")
        assert not signed and _waiting(calls), "the next person's call is signed by nobody who did not read it"


@pytest.mark.parametrize(
    ("region", "hall"), [("210106", "别的政务服务中心"), ("210102", HALL), ("", HALL), ("210106", "")]
)
def test_a_call_of_another_hall_is_neither_read_nor_signed(province: Province, region: str, hall: str) -> None:
    terminal, window = Window(), Window()
    mine = f"{HALL} {terminal.device}"
    with ExitStack() as stack:
        lines = Lines(province, stack)
        at, desk = lines.of(terminal), lines.of(window).kiosk()
        at.beat(_beat(terminal, 1_000, "help", hall=mine))
        asked = (region, hall if hall != HALL else mine)
        assert not desk.hall_calls(*asked)
        where = AtTerminal(terminal.device, "", {"help": 1_000}, ("help",), 0)
        signed, calls = desk.go(*asked, where, "B07", "王敏")
        assert not signed and not calls and not at.beat(_beat(terminal, 2_000, hall=mine)).answers


def test_a_terminal_that_was_not_told_its_hall_is_in_nobodys(province: Province) -> None:
    terminal, window = Window(), Window()
    with ExitStack() as stack:
        lines = Lines(province, stack)
        lines.of(terminal).beat(_beat(terminal, 1_000, "help", hall="", region=""))
        assert not lines.of(window).kiosk().hall_calls("", "")


def test_what_lies_there_or_broke_is_the_keepers_and_calls_no_clerk_from_her_window(province: Province) -> None:
    terminal, window = Window(), Window()
    hall = f"{HALL} {terminal.device}"
    with ExitStack() as stack:
        lines = Lines(province, stack)
        lines.of(terminal).beat(_beat(terminal, 1_000, "card-left", "program", "compare", hall=hall))
        desk = lines.of(window).kiosk()
        assert [call.reason for call in desk.hall_calls(REGION, hall)] == ["compare"]
        where = AtTerminal(terminal.device, "", {"card-left": 1_000}, ("card-left",), 0)
        assert not desk.go(REGION, hall, where, "B07", "王敏")[0]


def test_a_window_asks_in_no_other_devices_name(province: Province) -> None:
    window, other = Window(), Window()
    with ExitStack() as stack:
        lines = Lines(province, stack)
        lines.of(other).hello()
        line = lines.of(window)
        line._device = other.device
        with pytest.raises(LineError):
            line.kiosk().hall_calls(REGION, HALL)


def test_a_call_nobody_took_stays_for_as_long_as_somebody_may_stand_there_and_a_signed_one_minutes(
    province: Province,
) -> None:
    terminal, hour = Window(), 60 * 60_000
    hall = f"{HALL} {terminal.device}"
    with ExitStack() as stack:
        Lines(province, stack).of(terminal).beat(_beat(terminal, 1_000, "help", hall=hall))
    database = open_database(str(province.db))
    stand = Stand(region=REGION, hall=hall)
    try:
        with database.read() as connection:
            now = routes_kiosk.kept_calls(connection, terminal.device, 1)["help"]["since_ms"]
            (late,) = _found(connection, stand, now + hour).calls
            assert late.ago_ms == hour and late.signed_ago_ms is None
            assert not _found(connection, stand, now + 3 * hour).calls
        with database.write() as connection:
            routes_kiosk.sign_for(connection, terminal.device, now + 60_000, None, "B07", "王敏")
            (gone,) = _found(connection, stand, now + 9 * 60_000).calls
            assert gone.signed_ago_ms == 8 * 60_000
            assert not _found(connection, stand, now + 12 * 60_000).calls
    finally:
        database.close()


def test_calls_that_a_platform_before_this_kept_are_in_no_hall_and_still_the_keepers(province: Province) -> None:
    terminal = Window()
    with ExitStack() as stack:
        lines = Lines(province, stack)
        lines.of(terminal).beat(Beat(terminal.device, 1_000, "active", calls=("help",), called_ms={"help": 1_000}))
        assert not lines.of(Window()).kiosk().hall_calls(REGION, HALL)
    row = next(r for r in routes_kiosk.watch(str(province.db), 1) if r["device"] == terminal.device)
    assert row["calls"] == ["help"]


def test_nothing_of_a_person_can_stand_in_a_call() -> None:
    told = {"terminal", "place", "reason", "called_ms", "ago_ms", "signed_ago_ms", "by", "name"}
    assert set(HallCall.__dataclass_fields__) == told


def test_a_hall_without_a_terminal_that_lives_is_told_apart_from_one_where_nobody_calls(province: Province) -> None:
    terminal, window = Window(), Window()
    hall = f"{HALL} {terminal.device}"
    with ExitStack() as stack:
        lines = Lines(province, stack)
        desk = lines.of(window).kiosk()
        assert desk.hall_calls(REGION, hall) is None
        lines.of(terminal).beat(_beat(terminal, 1_000, hall=hall))
        assert desk.hall_calls(REGION, hall) == ()
        assert lines.of(Window()).kiosk().hall_calls("210102", hall) is None
    database, stand = open_database(str(province.db)), Stand(region=REGION, hall=hall)
    try:
        with database.read() as connection:
            seen = connection.execute(select(kiosk_beats).where(kiosk_beats.c.device == terminal.device)).one()
            assert _found(connection, stand, seen.received_ms + routes_kiosk.SILENT_MS).terminal
            assert not _found(connection, stand, seen.received_ms + routes_kiosk.SILENT_MS + 1).terminal
    finally:
        database.close()


def test_a_terminal_with_a_very_long_name_still_lives_and_its_calls_are_heard(province: Province) -> None:
    terminal = Window()
    hall = f"{terminal.device} {HALL * 20}"
    with ExitStack() as stack:
        lines = Lines(province, stack)
        lines.of(terminal).beat(replace(_beat(terminal, 1_000, "help", hall=hall), place="3 号自助机" * 30))
        (call,) = lines.of(Window()).kiosk().hall_calls(REGION, hall) or ()
        assert call.place.startswith("3 号自助机")
