"""The line as it is plugged in: nothing is opened before something is said, and what cannot be right is told."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.records import SyncStatus
from app.errors import LineError
from app.storage.views import MOST_COUNTED
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


def test_the_top_bar_counts_as_far_as_it_was_counted_and_says_that_there_is_more(app: QApplication) -> None:
    status = SyncStatus(MOST_COUNTED, None, None, 0, "offline")
    assert line_words(status, Waiting(0, 0)) == ("离线 · 待传 999 件", "warn")
    assert line_words(replace(status, pending=MOST_COUNTED + 1), Waiting(0, 0)) == ("离线 · 待传 999+ 件", "warn")
