"""The portrait of an identity card: decoded by the vendor's library in a process of its own, where there is one.

No open decoder of the format is known. Without the library the reading keeps its text, and the clerk looks at the card.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..child import Child, ChildLost, own_command
from .text_block import WLT_MAGIC
from .vendor import MODULE

DECODE_TIMEOUT = 4.0


class PortraitDecoder:
    """The portrait port with the library at ``path``; every call starts and ends its own process."""

    def __init__(self, path: str, helper: str = "", timeout: float = DECODE_TIMEOUT) -> None:
        words = ["wlt", path]
        self._command = [helper, "-m", MODULE, *words] if helper else own_command(MODULE, *words)
        self._timeout = timeout

    def decode(self, wlt: bytes) -> bytes:
        """A picture in BMP; empty when there is none, whatever the reason: a reading never fails for its portrait."""
        if not wlt.startswith(WLT_MAGIC):
            return b""
        with tempfile.TemporaryDirectory(prefix="zc-portrait-", ignore_cleanup_errors=True) as folder:
            child = Child(self._command, folder=Path(folder), extra={"TMPDIR": folder, "TEMP": folder})
            try:
                child.start()
                return bytes.fromhex(child.ask({"wlt": wlt.hex()}, self._timeout).get("picture", ""))
            except ChildLost:
                return b""
            finally:
                child.stop()
