"""Terminals live and are locked from afar: over HTTP, signed both ways, and nobody's data in it."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

from app.errors import LineError
from app.ports.kiosk import Beat
from sync.platform import routes_kiosk
from sync.platform.database import open_database
from sync.platform.main import main
from sync.wire.kiosk import KeeperOrders, SignOfLife
from tests.sync.support import Province, Window

HOUR = 60 * 60_000


def _row(db: str, device: str, now_ms: int) -> dict[str, Any]:
    return next(each for each in routes_kiosk.watch(db, now_ms) if each["device"] == device)


def _kept_as_before(db: str, device: str) -> None:
    """The calls as a platform before this one kept them: reasons alone."""
    database = open_database(db)
    with closing(database), database.write() as connection:
        old = routes_kiosk.kiosk_beats.update().values(calls='["help"]')
        connection.execute(old.where(routes_kiosk.kiosk_beats.c.device == device))


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.law("Z05")
def test_a_terminal_is_watched_locked_and_opened_from_afar(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    window, db = Window(), str(province.db)
    with closing(province.platform(window)) as line:
        beat = Beat(window.device, 1_790_000_000_000, "idle", ("printer-paper-out",), ("help",), {"sessions": 7})
        assert not line.beat(beat).locked
        assert main(["kiosk", "list", "--db", db]) == 0
        row = next(each for each in said(capsys) if each["device"] == window.device)
        assert (row["faults"], row["calls"], row["silent"]) == (["printer-paper-out"], ["help"], False)
        assert main(["kiosk", "lock", window.device, "--words", "设备检修", "--db", db]) == 0
        orders = line.beat(beat)
        assert orders.locked and orders.words == "设备检修"
        assert main(["kiosk", "open", window.device, "--db", db]) == 0
        assert not line.beat(beat).locked
        assert main(["kiosk", "answer", window.device, "--db", db]) == 0
        capsys.readouterr()
        assert main(["kiosk", "lock", "--db", db]) == 2


def test_a_terminal_that_went_silent_is_marked(province: Province) -> None:
    window = Window()
    with closing(province.platform(window)) as line:
        line.beat(Beat(window.device, 1, "idle"))
    later = 2_000_000_000_000
    row = next(each for each in routes_kiosk.watch(str(province.db), later) if each["device"] == window.device)
    assert row["silent"]


def test_a_sign_of_life_carries_codes_and_no_words(province: Province) -> None:
    window = Window()
    with closing(province.platform(window)) as line, pytest.raises(LineError):
        line.beat(Beat(window.device, 1, "idle", calls=("张三 在等",)))


def _beat(window: Window, at_ms: int, *calls: str) -> Beat:
    return Beat(window.device, at_ms, "active", calls=calls, called_ms=dict.fromkeys(calls, at_ms))


def test_who_waits_at_a_terminal_hears_that_a_person_signed_and_the_next_one_does_not(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    """That the platform has a call is no word of a person's; one person's answer is not the next one's."""
    window, db = Window(), str(province.db)
    with closing(province.platform(window)) as line:
        assert not line.beat(_beat(window, 1_000, "help")).answers, "the platform has it, nobody signed"
        assert main(["kiosk", "answer", window.device, "--db", db]) == 0
        assert json.loads(capsys.readouterr().out)["signed"] == ["help"]
        (answer,) = line.beat(_beat(window, 2_000)).answers or ()
        assert (answer.reason, answer.called_ms) == ("help", 1_000) and 0 <= answer.ago_ms < 60_000
        (again,) = line.beat(_beat(window, 1_000, "help")).answers or ()
        assert again.called_ms == 1_000, "said again because our answer was lost it is the same call, signed"
        assert not line.beat(_beat(window, 9_000, "help")).answers, "whoever calls now waits for a word of her own"
    row = _row(db, window.device, 1)
    assert row["calls"] == ["help"] and row["called"][0]["signed_ms"] == 0


def test_a_word_of_yesterday_is_told_to_nobody(province: Province) -> None:
    window, db = Window(), str(province.db)
    with closing(province.platform(window)) as line:
        line.beat(_beat(window, 1_000, "help"))
        routes_kiosk.answer_calls(db, window.device, 1)
        line.beat(_beat(window, 2_000))
        assert not line.beat(_beat(window, 2_000)).answers


def test_calls_that_an_older_platform_kept_are_still_open(province: Province) -> None:
    window, db = Window(), str(province.db)
    with closing(province.platform(window)) as line:
        line.beat(_beat(window, 1_000))
        _kept_as_before(db, window.device)
        row = _row(db, window.device, 1)
        assert row["calls"] == ["help"]
        line.beat(_beat(window, 3_000, "print"))
    row = _row(db, window.device, 1)
    assert row["calls"] == ["help", "print"]


def test_whoever_calls_an_hour_later_has_not_waited_since_then_and_who_calls_once_more_has(province: Province) -> None:
    """The keeper goes first to whoever waits longest."""
    db, device = str(province.db), Window().device
    database = open_database(db)
    with closing(database):

        def called(at_ms: int, now_ms: int, reason: str = "help") -> None:
            sign = {"at_ms": at_ms, "phase": "active", "calls": [reason], "called_ms": {reason: at_ms}}
            with database.write() as connection:
                routes_kiosk._note(connection, device, SignOfLife.model_validate(sign), now_ms)

        called(1_000, HOUR)
        called(2_000, HOUR + 200_000)
        assert _row(db, device, HOUR + 200_000)["called"][0]["since_ms"] == HOUR, "the same person, once more"
        called(2_000, 2 * HOUR)
        assert _row(db, device, 2 * HOUR)["called"][0]["since_ms"] == HOUR, "our answer was lost: the same call"
        called(3_000, 2 * HOUR + 1)
        assert _row(db, device, 2 * HOUR + 1)["called"][0]["since_ms"] == 2 * HOUR + 1, "somebody else"
        called(4_000, 2 * HOUR + 2, "card-left")
        late = 5 * HOUR
        assert _row(db, device, late)["calls"] == ["card-left"], "she has gone, the card has not"


def test_a_call_without_a_name_that_somebody_signs_after_the_upgrade_is_told_to_who_made_it(province: Province) -> None:
    window, db = Window(), str(province.db)
    with closing(province.platform(window)) as line:
        line.beat(_beat(window, 1_000))
        _kept_as_before(db, window.device)
        assert routes_kiosk.answer_calls(db, window.device, seen={"help": 0}, by="B07")["signed"] == ["help"]
        (answer,) = line.beat(_beat(window, 2_000)).answers or ()
        assert (answer.reason, answer.called_ms) == ("help", 0)


def test_a_platform_that_is_too_old_to_say_who_signed_is_not_taken_for_one_where_nobody_did() -> None:
    assert KeeperOrders.model_validate({"locked": False}).answers is None
    assert KeeperOrders(answers=[]).answers == []
