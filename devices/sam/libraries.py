"""Vendor libraries by their published functions; loaded in the helper process alone.

``sdtapi``: the functions return the status bytes of the protocol. ``termb``: 1 is success, texts are GBK. ``wlt``: the
decoder of the portrait. Windows builds use the standard calling convention, Linux builds the C one.
"""

from __future__ import annotations

import ctypes
import os
import re
import struct
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from app.domain.nations import NATIONS, SEXES
from app.domain.people import CardKind

from .protocol import ADDRESS_SIZE, CardContent, Command, encode_content
from .text_block import MARK_OFFSET, OPEN_ENDED, build_text_block

OK, FOUND, NO_CARD, NOT_SELECTED, LOST, EMPTY, REFUSED, ODD_LENGTH = (
    0x90,
    0x9F,
    0x80,
    0x81,
    0x41,
    0x91,
    0x21,
    0x3F,
)
PORT_FAILED = 0x01
PICTURE_ROOM = 64 * 1024
# What a library leaves behind after a reading, in its own folder and in the folder for temporary files.
LEAVINGS = ("wz.txt", "zp.bmp", "zp.jpg", "xp.wlt", "wx.txt")


class Library(Protocol):
    """A library that reads cards."""

    def open(self) -> int:
        """Open its port; a status byte."""
        ...

    def ask(self, command: int) -> tuple[int, bytes]:
        """Status byte and data, as a module would answer."""
        ...


def _load(path: str) -> Any:
    """OSError when the library cannot be loaded."""
    if sys.platform == "win32":
        return ctypes.WinDLL(path)
    return ctypes.CDLL(path)


class SdtLibrary:
    """``SDT_OpenPort`` and its like; AttributeError when a function is missing."""

    def __init__(self, path: str, port: int) -> None:
        self._lib = _load(path)
        self._port = port

    def open(self) -> int:
        self._lib.SDT_ClosePort(self._port)
        return int(self._lib.SDT_OpenPort(self._port))

    def ask(self, command: int) -> tuple[int, bytes]:
        lib, port = self._lib, self._port
        if command == Command.RESET:
            return int(lib.SDT_ResetSAM(port, 0)), b""
        if command == Command.STATUS:
            return int(lib.SDT_GetSAMStatus(port, 0)), b""
        if command == Command.READ:
            return self._read()
        if command == Command.NEW_ADDRESS:
            room, size = ctypes.create_string_buffer(320), ctypes.c_uint(320)
            status = int(lib.SDT_ReadNewAppMsg(port, room, ctypes.byref(size), 0))
            return status, room.raw[: min(size.value, ADDRESS_SIZE)] if status == OK else b""
        fixed: Mapping[int, tuple[Callable[..., int], int]] = {
            Command.SAM_ID: (lib.SDT_GetSAMID, 16),
            Command.FIND: (lib.SDT_StartFindIDCard, 4),
            Command.SELECT: (lib.SDT_SelectIDCard, 8),
            Command.BODY_NUMBER: (lib.SDT_ReadIINSNDN, 28),
        }
        if command not in fixed:
            return REFUSED, b""
        call, size_of = fixed[command]
        room = ctypes.create_string_buffer(64)
        status = int(call(port, room, 0))
        return status, room.raw[:size_of] if status in {OK, FOUND} else b""

    def _read(self) -> tuple[int, bytes]:
        text, photo = ctypes.create_string_buffer(512), ctypes.create_string_buffer(2048)
        text_size, photo_size = ctypes.c_uint(512), ctypes.c_uint(2048)
        status = int(
            self._lib.SDT_ReadBaseMsg(
                self._port, text, ctypes.byref(text_size), photo, ctypes.byref(photo_size), 0
            )
        )
        if status != OK:
            return status, b""
        content = CardContent(text.raw[: text_size.value], photo.raw[: photo_size.value])
        return OK, encode_content(content)


_GETTERS: Mapping[str, str] = MappingProxyType(
    {
        "name": "GetPeopleName",
        "sex": "GetPeopleSex",
        "nation": "GetPeopleNation",
        "birth": "GetPeopleBirthday",
        "address": "GetPeopleAddress",
        "number": "GetPeopleIDCode",
        "issuer": "GetDepartment",
        "valid_from": "GetStartDate",
        "valid_to": "GetEndDate",
    }
)
_MORE_GETTERS: Mapping[CardKind, Mapping[str, str]] = MappingProxyType(
    {
        CardKind.RESIDENT: {},
        CardKind.HMT: {"pass_number": "GetPassCheckID", "issue_count": "GetIssuesNum"},
        CardKind.FOREIGNER_2017: {"english_name": "GetPeopleName", "name": "GetPeopleChineseName"},
        CardKind.FOREIGNER_2023: {"english_name": "GetPeopleName", "name": "GetPeopleChineseName"},
    }
)
_FOREIGN = frozenset({CardKind.FOREIGNER_2017, CardKind.FOREIGNER_2023})
_DATES = frozenset({"birth", "valid_from", "valid_to"})


class TermbLibrary:
    """``CVR_InitComm`` and its like. ``active`` is the argument of the reading (4: texts in GBK; from memory, so a
    setting); 5 reads the body number, which serves as the probe of presence.
    """

    def __init__(self, path: str, port: int, active: int) -> None:
        self._lib = _load(path)
        self._folder = Path(path).parent
        self._port, self._active = port, active
        self._selected = False

    def open(self) -> int:
        self._lib.CVR_CloseComm()
        return OK if self._lib.CVR_InitComm(self._port) == 1 else PORT_FAILED

    def ask(self, command: int) -> tuple[int, bytes]:
        if command == Command.SAM_ID:
            room = ctypes.create_string_buffer(128)
            return (OK, room.value) if self._lib.CVR_GetSAMID(room) == 1 else (PORT_FAILED, b"")
        if command == Command.FIND:
            outcome = int(self._lib.CVR_Authenticate())
            self._selected = outcome == 1
            return {1: FOUND, 2: NO_CARD, 3: NOT_SELECTED}.get(outcome, PORT_FAILED), b""
        if command == Command.SELECT:
            return OK if self._selected else NOT_SELECTED, b""
        if command == Command.BODY_NUMBER:
            return OK if self._lib.CVR_Read_Content(5) == 1 else LOST, b""
        if command == Command.READ:
            try:
                return self._read()
            finally:
                self._sweep()
        return (EMPTY if command == Command.NEW_ADDRESS else OK), b""

    def _read(self) -> tuple[int, bytes]:
        if self._lib.CVR_Read_Content(self._active) != 1:
            return LOST, b""
        mark = self._text("GetCertType") or " "
        kind = CardKind(mark) if mark in {"I", "J", "Y"} else CardKind.RESIDENT
        try:
            block = bytearray(build_text_block(kind, self._fields(kind)))
        except ValueError:
            return ODD_LENGTH, b""
        # A mark that nobody knows must reach the judge of the texts: older libraries misread newer cards.
        block[MARK_OFFSET : MARK_OFFSET + 2] = mark[:1].encode("utf-16-le")
        return OK, encode_content(CardContent(bytes(block), bytes(1024)))

    def _fields(self, kind: CardKind) -> dict[str, str]:
        wanted = {**_GETTERS, **_MORE_GETTERS[kind]}
        if kind in _FOREIGN:
            for name in ("nation", "address", "issuer"):
                del wanted[name]
        fields = {name: self._text(getter) for name, getter in wanted.items()}
        if kind is CardKind.HMT:
            fields.pop("nation")
        if kind in _FOREIGN:
            fields["country"] = self._text("GetNationCode")
        return {name: _as_on_card(name, text) for name, text in fields.items()}

    def _text(self, getter: str) -> str:
        room, size = ctypes.create_string_buffer(512), ctypes.c_int(512)
        if getattr(self._lib, getter)(room, ctypes.byref(size)) != 1:
            return ""
        return room.value.decode("gb18030", errors="replace").strip()

    def _sweep(self) -> None:
        """No reading stays on disk."""
        for folder in (Path.cwd(), self._folder, Path(tempfile.gettempdir())):
            for name in LEAVINGS:
                with suppress(OSError):
                    (folder / name).unlink(missing_ok=True)


def _as_on_card(name: str, text: str) -> str:
    """The card's own form of what the library turned into words: codes of sex and nation, dates of eight digits."""
    if name in _DATES and OPEN_ENDED not in text:
        return re.sub(r"[^0-9]", "", text)
    tables = {"sex": SEXES, "nation": NATIONS}
    if name in tables:
        word = text.removesuffix("族")
        return next((code for code, known in tables[name].items() if known in {word, text}), text)
    return text


class WltLibrary:
    """The decoder of a portrait; ``_Unpack`` and ``unpack`` on Linux, ``GetBmp`` with files on Windows."""

    def __init__(self, path: str) -> None:
        self._lib = _load(path)

    def decode(self, wlt: bytes) -> bytes:
        """A picture in BMP, empty when the library gives none. AttributeError when it has none of the functions."""
        if hasattr(self._lib, "_Unpack"):
            room, size = ctypes.create_string_buffer(PICTURE_ROOM), ctypes.c_int(PICTURE_ROOM)
            done = self._lib._Unpack(wlt, len(wlt), room, ctypes.byref(size))
            return (
                _picture(room.raw[: size.value] if 0 < size.value <= PICTURE_ROOM else room.raw)
                if done == 1
                else b""
            )
        if hasattr(self._lib, "unpack"):
            room = ctypes.create_string_buffer(PICTURE_ROOM)
            return _picture(room.raw) if self._lib.unpack(wlt, room, 1) == 1 else b""
        return self._by_file(wlt)

    def _by_file(self, wlt: bytes) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "p.wlt"
            source.write_bytes(wlt)
            done = self._lib.GetBmp(os.fsencode(source), 2)
            result = source.with_suffix(".bmp")
            return _picture(result.read_bytes()) if done == 1 and result.exists() else b""


def _picture(data: bytes) -> bytes:
    """The BMP at the beginning of a buffer, by its own length; empty when there is none."""
    if len(data) < 54 or data[:2] != b"BM":
        return b""
    size = struct.unpack_from("<I", data, 2)[0]
    return data[:size] if 54 < size <= len(data) else b""
