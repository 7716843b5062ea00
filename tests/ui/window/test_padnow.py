"""When a desk is led to the paper pad: not while a new device fetches its first numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.usecases.pad import PadReason
from sync.wire.signing import Ed25519Signer
from ui.bootstrap import Settings, open_workplace
from ui.children import Address
from ui.line import LAST_ERROR_SETTING, LAST_SYNC_SETTING
from ui.window.padnow import pad_now

SOMEWHERE = Address("http://127.0.0.1:9", "token", Ed25519Signer(b"\1" * 32).key)


@pytest.mark.parametrize("known", [LAST_ERROR_SETTING, LAST_SYNC_SETTING])
def test_a_new_device_sends_nobody_to_the_pad_before_its_first_word_with_the_platform(
    tmp_path: Path, known: str
) -> None:
    """Within seconds it has numbers, or knows that it gets none: only then it tells of the pad."""
    at = open_workplace(Settings(tmp_path / "new", rehearsal=True))
    try:
        unplugged = pad_now(at)
        assert unplugged is not None and unplugged.reason is PadReason.NUMBERS_OUT
        at.line.connect(SOMEWHERE)
        assert pad_now(at) is None
        at.stores.settings.put(known, "offline 1")
        told = pad_now(at)
        assert told is not None and told.reason is PadReason.NUMBERS_OUT
    finally:
        at.close()
