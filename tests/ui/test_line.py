"""The line as it is plugged in: nothing is opened before something is said, and what cannot be right is told."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.records import SyncStatus
from app.errors import LineError
from app.storage.outbox_view import CasesCount
from ui.children import Address
from ui.line import SwitchedPlatform
from ui.office import Waiting
from ui.window.line_words import line_words

KEY = "ed25519:" + base64.b64encode(bytes(range(32))).decode()


def line() -> SwitchedPlatform:
    return SwitchedPlatform("D07", 1, lambda _: None)


def test_an_address_that_was_kept_wrong_is_told_by_each_step_and_ends_nothing_else() -> None:
    """A fault of the program in each step would end the whole round, and be told as one."""
    plugged = line()
    plugged.connect(Address("http://127.0.0.1:9", "token", "no key"))
    for call in (plugged.hello, plugged.plugged, plugged.another):
        with pytest.raises(LineError) as raised:
            call()
        assert raised.value.kind == "misaddressed"


def test_a_mistyped_address_leaves_the_line_as_it_was() -> None:
    """A command beside an open window is carried out on the window's own line."""
    plugged, good = line(), Address("http://127.0.0.1:9", "token", KEY)
    plugged.connect(good, checked=True)
    with pytest.raises(ValueError, match="key"):
        plugged.connect(Address("http://127.0.0.1:9", "token", "no key"), checked=True)
    assert plugged.address == good
    plugged.connect(None)


def test_the_top_bar_counts_cases_as_far_as_they_were_counted_and_says_that_there_is_more(app: QApplication) -> None:
    """「待传 3 件」 of one case with three acts stood above 「待传 1 件」."""
    status = SyncStatus(3, None, None, 0, "offline")
    assert line_words(status, Waiting(cases=CasesCount(1, 0))) == ("离线 · 待传 1 件", "warn")
    assert line_words(status, Waiting(cases=CasesCount(812, 0, more=True))) == ("离线 · 待传 812+ 件", "warn")
    online = replace(status, state="online")
    assert line_words(online, Waiting(cases=CasesCount(1, 0))) == ("已联网 · 待传 1 件", "info")
    assert line_words(online, Waiting(cases=CasesCount(1, 1))) == ("已联网 · 1 件需处理", "warn")
    done = replace(online, pending=0)
    assert line_words(done, Waiting(scans=2, cases=CasesCount(1, 0)))[0] == "已联网 · 扫描件待传 2 份"
    assert line_words(done, Waiting())[1] == "ok"
