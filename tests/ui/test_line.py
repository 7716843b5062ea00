"""The line as it is plugged in: nothing is opened before something is said, and what cannot be right is told."""

from __future__ import annotations

import base64

import pytest

from app.errors import LineError
from ui.children import Address
from ui.line import SwitchedPlatform

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
