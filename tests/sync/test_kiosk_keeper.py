"""Terminals live and are locked from afar: over HTTP, signed both ways, and nobody's data in it."""

from __future__ import annotations

import json
from contextlib import closing

import pytest

from app.errors import LineError
from app.ports.kiosk import Beat
from sync.platform import routes_kiosk
from sync.platform.main import main
from tests.sync.support import Province, Window


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
