"""Simulated social security cards, and the cipher machine that opens them: pure, for rehearsals and checks alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.errors import LineError
from app.ports.equipment import CardChallenge, CardProof
from app.values import dataclass, field, fields, replace

from .protocol import (
    APPLICATION,
    BANK_DIRECTORIES,
    HOLDER_FILE,
    ISSUER_FILE,
    NO_RECORD,
    NOT_FOUND,
    NOT_SATISFIED,
    OK,
    READ_KEY,
    TRANSPORT,
    build_records,
    parse_records,
)

ATR = bytes.fromhex("3B6D000000814A44468660210100000001")
_VERSIONS = {"1.0": "1.00", "2.0": "2.00", "3.0": "3.00"}
_NAMES: Mapping[str, tuple[bytes, ...]] = MappingProxyType(
    {"bank": BANK_DIRECTORIES, "transport": (TRANSPORT,), "other": (), "mute": ()}
)
PERSON: Mapping[str, str] = MappingProxyType(
    {"number": "440524188001010014", "name": "张三", "sex": "1", "nation": "01", "birth": "18800101"}
)


@dataclass(frozen=True)
class Manners:
    """How a simulated reader and its cards behave; the defaults are healthy."""

    lift_after: int = -1
    """The card is pulled after so many more commands (-1: never)."""
    status: int = 0
    """Status word instead of every answer of the card (0: none), such as 0x9303 for a locked application."""
    chained: bool = True
    """Whether the card tells lengths by 61 xx and 6C xx, as cards with T=0 do."""
    by_record: bool = False
    """Whether the card refuses to give all records at once."""
    silent: int = 0
    """Commands that are never answered."""

    def changed(self, name: str, text: str) -> Manners:
        """A copy with one of them changed; ValueError for an unknown name or a bad value."""
        if name not in {item.name for item in fields(self)}:
            raise ValueError(f"no knob {name}")
        value: Any = text == "1" if name in {"chained", "by_record"} else int(text, 0)
        return replace(self, **{name: value})


@dataclass
class SocialCard:
    """A card in software: its two files, and what was selected and opened since its last reset."""

    issuer: bytes
    holder: bytes
    names: tuple[bytes, ...] = (APPLICATION,)
    atr: bytes = ATR
    locked: bool = False
    manners: Manners = field(default_factory=Manners)
    _file: int = 0
    _selected: bytes = b""
    _opened: bool = False
    _waiting: bytes = b""
    _draws: list[bytes] = field(default_factory=list)
    _drawn: int = 0

    def reset(self) -> None:
        """Power on anew: nothing is selected, nothing open."""
        self._file, self._selected, self._opened, self._waiting = 0, b"", False, b""
        self._draws = []

    def answer(self, command: bytes) -> bytes:
        """What the card says."""
        if self.manners.status:
            return self.manners.status.to_bytes(2, "big")
        data, status = self._decide(command)
        if status == OK and data and command[1] != 0xC0:
            return self._told(command, data)
        return data + status.to_bytes(2, "big")

    def _told(self, command: bytes, data: bytes) -> bytes:
        """An answer with data, by the rules of T=0 for lengths."""
        ok = OK.to_bytes(2, "big")
        asked_none = command[1] in {0xA4, 0x88}
        if not self.manners.chained:
            return data + ok
        if asked_none:
            self._waiting = data
            return bytes([0x61, len(data)])
        return data + ok if command[-1] == len(data) else bytes([0x6C, len(data)])

    def _decide(self, command: bytes) -> tuple[bytes, int]:
        instruction = command[1] if len(command) >= 4 else 0
        if instruction == 0xA4:
            return self._select(command)
        if instruction == 0xC0:
            waiting, self._waiting = self._waiting, b""
            return (waiting, OK) if waiting else (b"", 0x6985)
        if instruction == 0x84:
            self._drawn += 1
            self._draws = [*self._draws[-3:], hashlib.sha256(f"draw {self._drawn}".encode()).digest()[:8]]
            return self._draws[-1], OK
        if instruction == 0x88:
            return cipher(b"internal", self.card_id, command[5:21]), OK
        if instruction == 0x82:
            return b"", self._authenticate(command)
        return self._record(command) if instruction == 0xB2 else (b"", 0x6D00)

    @property
    def card_id(self) -> bytes:
        """The card's identification number."""
        return parse_records(self.issuer).get(0x01, b"")

    def _select(self, command: bytes) -> tuple[bytes, int]:
        wanted = command[5 : 5 + command[4]]
        if command[2] == 0x04:
            if wanted not in self.names:
                return b"", NOT_FOUND
            self._selected = wanted
            inner = b"\x84" + bytes([len(wanted)]) + wanted + bytes.fromhex("A50988011E9F0C03860103")
            return b"\x6f" + bytes([len(inner)]) + inner, OK
        self._file = int.from_bytes(wanted, "big")
        known = self._selected == APPLICATION and self._file in {ISSUER_FILE, HOLDER_FILE}
        return b"", OK if known else NOT_FOUND

    def _record(self, command: bytes) -> tuple[bytes, int]:
        if self._file == HOLDER_FILE and self.locked and not self._opened:
            return b"", NOT_SATISFIED
        content = self.issuer if self._file == ISSUER_FILE else self.holder
        if command[3] == 0x05:
            return (b"", 0x6A86) if self.manners.by_record else (content, OK)
        records = parse_records(content)
        if command[2] not in records:
            return b"", NO_RECORD
        return build_records({command[2]: records[command[2]]}), OK

    def _authenticate(self, command: bytes) -> int:
        if command[3] != READ_KEY or len(self._draws) < 2:
            return 0x6A88
        right = cipher(b"external", self.card_id, b"".join(self._draws[-2:])) + self._draws[-1]
        self._opened = command[5:21] == right
        return OK if self._opened else 0x63C5


def cipher(purpose: bytes, card_id: bytes, data: bytes) -> bytes:
    """What stands for the card's cipher: eight bytes that only simulations compute alike."""
    return hashlib.sha256(b"rehearsal " + purpose + card_id + data).digest()[:8]


class SimulatedAuthority:
    """``app.ports.equipment.CardAuthority`` for simulated cards; a switch makes it unreachable or wrong."""

    def __init__(self) -> None:
        self.reachable = True
        self.honest = True
        self.asked: list[CardChallenge] = []

    def prove(self, challenge: CardChallenge) -> CardProof:
        """Answer as the cipher machine would; LineError while it is not ``reachable``."""
        self.asked.append(challenge)
        if not self.reachable:
            raise LineError("offline")
        card_id = bytes.fromhex(challenge.card_id)
        inner = cipher(b"internal", card_id, challenge.internal_factor + challenge.internal_raw)
        outer = cipher(b"external", card_id, challenge.external_factor + challenge.external_raw)
        return CardProof(inner, (outer if self.honest else inner) + challenge.external_raw)


def card_of(description: str) -> SocialCard:
    """A card by its description: ``1.0 2.0 3.0``, ``bank transport other mute``, or a JSON object with ``version`` and
    any of name, number, sex, nation, birth, card_number, region. ValueError when it cannot be a card.
    """
    text = description.strip()
    if text in _NAMES:
        return SocialCard(b"", b"", _NAMES[text], atr=b"\x00" if text == "mute" else ATR)
    asked = json.loads(text) if text.startswith("{") else {"version": text}
    known = {"version", "card_number", "region", *PERSON}
    if (
        not isinstance(asked, dict)
        or asked.keys() - known
        or not all(isinstance(v, str) for v in asked.values())
    ):
        raise ValueError("unknown field of a card")
    version = _VERSIONS.get(asked.get("version", "3.0"))
    if version is None:
        raise ValueError("a version is 1.0, 2.0 or 3.0")
    return SocialCard(_issuer(asked, version), _holder({**PERSON, **asked}), locked=version[0] == "3")


def _issuer(asked: Mapping[str, str], version: str) -> bytes:
    region = bytes.fromhex(asked.get("region", "210100"))
    return build_records(
        {
            0x01: region + bytes.fromhex("D15600000500000001FFFFFFFF"),
            0x02: b"3",
            0x03: version.encode(),
            0x04: bytes.fromhex("915600000221000021010001"),
            0x05: bytes.fromhex("20240101"),
            0x06: bytes.fromhex("20340101"),
            0x07: asked.get("card_number", "A00000011").encode(),
        }
    )


def _holder(person: Mapping[str, str]) -> bytes:
    name = person["name"].encode("gb18030")
    if len(name) > 50:
        raise ValueError("the name is too long")
    return build_records(
        {
            0x08: person["number"].encode().ljust(18, b"\x00"),
            0x09: name[:30].ljust(30, b"\x00"),
            0x4E: name[30:].ljust(20, b"\x00"),
            0x0A: person["sex"].encode(),
            0x0B: bytes.fromhex(person["nation"] or "FF"),
            0x0C: bytes.fromhex("210102"),
            0x0D: bytes.fromhex(person["birth"]),
        }
    )
