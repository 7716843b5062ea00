"""Readers behind the library of their vendor: the library lives in a process of its own, since such libraries crash,
hang, and are often of another word size than this program.

The functions return the status bytes of the protocol, so the driver of the protocol drives them too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qs

from app.errors import DeviceError

from .. import codes
from ..child import Child, ChildLost, own_command
from .link import Link
from .protocol import Command, Frame, parse_sam_id

MODULE = "devices.sam.helper"
# Vendor functions look at the card several times before they give up, and open the port themselves.
OPEN_TIMEOUT = 8.0
CALL_TIMEOUT = 3.0
READ_TIMEOUT = 6.0
USB_PORT = 1001
# What host libraries say that never travels on a wire.
_HOST_CODES: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        0x01: (codes.ABSENT, "reopen"),
        0x02: (codes.NO_ANSWER, "reopen"),
        0x03: (codes.GARBLED_LINE, "reopen"),
        0x04: (codes.ABSENT, "reopen"),
        0x05: (codes.ABSENT, "reopen"),
        0x06: (codes.NO_PERMISSION, "reopen"),
        0x09: (codes.DRIVER_FAULT, "reopen"),
        0xF1: (codes.GARBLED_LINE, "reopen"),
        0xF3: (codes.DRIVER_FAULT, "reopen"),
    }
)
_LOSSES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "crashed": (codes.HELPER_CRASHED, "reopen"),
        "hung": (codes.STUCK, "reopen"),
        "missing": (codes.VENDOR_LIBRARY, "never"),
    }
)


def vendor_link(url: str) -> VendorLink:
    """The link of ``sdtapi:PATH?port=1001`` or ``termb:PATH?port=1001&active=4``; DeviceError BAD_SETTING.

    ``helper`` names another interpreter or program for the process, where the library is of another word size.
    """
    kind, _, rest = url.partition(":")
    path, _, query = rest.partition("?")
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    try:
        port, active = int(asked.pop("port", str(USB_PORT))), int(asked.pop("active", "4"))
    except ValueError as error:
        raise DeviceError(codes.BAD_SETTING, "never", "port") from error
    helper = asked.pop("helper", "")
    if not path or asked:
        raise DeviceError(codes.BAD_SETTING, "never", "library")
    words = [kind, path, str(port), str(active)]
    return VendorLink([helper, "-m", MODULE, *words] if helper else own_command(MODULE, *words))


class VendorLink(Link):
    """The host's end of a helper process; a crash or a hang costs one reading and a fresh helper."""

    def __init__(self, command: Sequence[str], extra: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._command = list(command)
        self._extra = dict(extra or {})
        self._child: Child | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def open(self) -> None:
        """Start the helper and have the library open its port.

        DeviceError: VENDOR_LIBRARY (``never``), HELPER_CRASHED, STUCK, ABSENT, NO_PERMISSION (``reopen``).
        """
        self.close()
        # Such libraries write what they read into files where they stand: a folder of its own, gone with the helper.
        self._folder = tempfile.TemporaryDirectory(prefix="zc-reader-", ignore_cleanup_errors=True)
        room = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._folder.name)
        self._child = Child(self._command, folder=Path(self._folder.name), extra={**room, **self._extra})
        try:
            self._child.start()
            self._call({"do": "open"}, OPEN_TIMEOUT)
        except ChildLost as lost:
            self.close()
            raise _lost(lost) from lost
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        if self._child is not None:
            self._child.stop()
        if self._folder is not None:
            self._folder.cleanup()
        self._child = self._folder = None

    def ask_once(self, command: Command, timeout: float) -> Frame:
        seconds = max(timeout, READ_TIMEOUT if command == Command.READ else CALL_TIMEOUT)
        try:
            status, data = self._call({"do": "ask", "command": int(command)}, seconds)
        except ChildLost as lost:
            self.close()
            raise _lost(lost) from lost
        return Frame(bytes([0, 0, status]) + data)

    def sam_id(self, data: bytes) -> str:
        # Some libraries give the sixteen bytes, some the printed form.
        return parse_sam_id(data) if len(data) == 16 else data.decode("ascii", errors="replace").strip("\0 ")

    def _call(self, question: Mapping[str, object], seconds: float) -> tuple[int, bytes]:
        if self._child is None:
            raise DeviceError(codes.UNPLUGGED, "reopen")
        answer = self._child.ask(question, seconds)
        if "fault" in answer:
            raise DeviceError(codes.VENDOR_LIBRARY, "never", str(answer["fault"]))
        status = int(answer["status"])
        if status in _HOST_CODES:
            raise DeviceError(*_HOST_CODES[status], f"library {status:02X}")
        return status, bytes.fromhex(answer.get("data", ""))


def _lost(lost: ChildLost) -> DeviceError:
    code, retry = _LOSSES[lost.kind]
    return DeviceError(code, retry, lost.detail)
