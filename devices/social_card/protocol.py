"""Commands and records of a 社会保障卡 (LD/T 32, the application ``sx1.sh.社会保障``); pure, both ways.

A command is ``CLA INS P1 P2 [Lc data] [Le]``, an answer ``data SW1 SW2``. A record is ``tag length value``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.values import dataclass

APPLICATION = b"sx1.sh." + "社会保障".encode("gbk")
BANK_DIRECTORIES = (b"1PAY.SYS.DDF01", b"2PAY.SYS.DDF01")
TRANSPORT = bytes.fromhex("A000000632010105")
ISSUER_FILE, HOLDER_FILE = 0xEF05, 0xEF06
ISSUER_SIZE, HOLDER_SIZE = 0x40, 0x5B
# RKSSSE: the key that lets a platform, not a counter, read the holder's data of a 3.0 card.
READ_KEY = 0x0A
CHALLENGE_SIZE = 8
# A card that keeps saying "more" or "wrong length" must not keep us for ever.
MAX_ROUNDS = 16

OK = 0x9000
NOT_SATISFIED, NOT_FOUND, NO_RECORD = 0x6982, 0x6A82, 0x6A83
LOCKED = frozenset({0x9303, 0x6283, 0x6A81, 0x6983})

# tag: name, and how its value is written: cn (BCD, padded with F) or an (text, padded with 00).
ISSUER_ITEMS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        0x01: ("card_id", "cn"),
        0x02: ("category", "an"),
        0x03: ("version", "an"),
        0x04: ("institution", "cn"),
        0x05: ("issued", "cn"),
        0x06: ("valid_to", "cn"),
        0x07: ("card_number", "an"),
    }
)
HOLDER_ITEMS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        0x08: ("number", "an"),
        0x09: ("name", "an"),
        0x4E: ("name_rest", "an"),
        0x0A: ("sex", "an"),
        0x0B: ("nation", "cn"),
        0x0C: ("birthplace", "cn"),
        0x0D: ("birth", "cn"),
    }
)


class CardDataError(ValueError):
    """An answer of a card cannot be what it should be; ``code`` names it (``short``, ``record``, ``endless``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Answer:
    """What a card said: data and its status word."""

    data: bytes
    status: int

    @property
    def ok(self) -> bool:
        """Whether it did as told."""
        return self.status == OK


def select_name(name: bytes, *, le: bool = False) -> bytes:
    """SELECT by name of an application; ``le`` asks for its control information at once (T=1)."""
    return bytes([0x00, 0xA4, 0x04, 0x00, len(name)]) + name + (b"\x00" if le else b"")


def select_file(identifier: int) -> bytes:
    """SELECT of a file below the application."""
    return bytes([0x00, 0xA4, 0x02, 0x00, 0x02]) + identifier.to_bytes(2, "big")


def read_records(size: int) -> bytes:
    """READ RECORD of the present file from the first to the last."""
    return bytes([0x00, 0xB2, 0x01, 0x05, size])


def read_record(tag: int) -> bytes:
    """READ RECORD of the present file by the record's identifier; the card names the length."""
    return bytes([0x00, 0xB2, tag, 0x00, 0x00])


def get_challenge() -> bytes:
    """GET CHALLENGE: eight random bytes of the card."""
    return bytes([0x00, 0x84, 0x00, 0x00, CHALLENGE_SIZE])


def internal_authenticate(factor: bytes, raw: bytes) -> bytes:
    """INTERNAL AUTHENTICATE: the card proves itself with the diversified key."""
    return bytes([0x00, 0x88, 0x00, 0x00, len(factor) + len(raw)]) + factor + raw


def external_authenticate(opening: bytes) -> bytes:
    """EXTERNAL AUTHENTICATE with the reading key; ``opening`` is 16 bytes from the cipher machine."""
    return bytes([0x00, 0x82, 0x00, READ_KEY, len(opening)]) + opening


def parse_answer(wire: bytes) -> Answer:
    """Take the status word off; CardDataError ``short`` when there is none."""
    if len(wire) < 2:
        raise CardDataError("short")
    return Answer(wire[:-2], int.from_bytes(wire[-2:], "big"))


def exchange(transmit: Callable[[bytes], bytes], command: bytes) -> Answer:
    """Ask, and follow ``61 xx`` (more waits) and ``6C xx`` (the right length is xx) to the end (ISO 7816-4).

    CardDataError ``endless`` when the card never comes to an end.
    """
    answer = parse_answer(transmit(command))
    collected = answer.data
    for _ in range(MAX_ROUNDS):
        high, low = answer.status >> 8, answer.status & 0xFF
        if high == 0x6C:
            command = command[:-1] + bytes([low])
            answer = parse_answer(transmit(command))
            collected = answer.data
        elif high == 0x61:
            answer = parse_answer(transmit(bytes([0x00, 0xC0, 0x00, 0x00, low])))
            collected += answer.data
        else:
            return Answer(collected, answer.status)
    raise CardDataError("endless")


def parse_records(data: bytes) -> dict[int, bytes]:
    """Values by tag; zero bytes after the last record are padding. CardDataError ``record`` for a torn one."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data) and any(data[at:]):
        if at + 2 > len(data) or at + 2 + data[at + 1] > len(data):
            raise CardDataError("record")
        end = at + 2 + data[at + 1]
        found[data[at]] = data[at + 2 : end]
        at = end
    return found


def build_records(values: Mapping[int, bytes]) -> bytes:
    """The bytes of records, in order."""
    return b"".join(bytes([tag, len(value)]) + value for tag, value in values.items())


def digits(value: bytes) -> str:
    """A ``cn`` value as text: BCD without its padding of F; empty when it is missing (all F)."""
    return value.hex().upper().rstrip("F")


def letters(value: bytes) -> str:
    """An ``an`` value as text (GB18030), without its padding of zeros; a broken character becomes U+FFFD."""
    return value.rstrip(b"\x00").decode("gb18030", errors="replace").strip(" ")


def parse_items(data: bytes, items: Mapping[int, tuple[str, str]]) -> dict[str, str]:
    """Texts of the known items of a file; the two parts of a long name are joined as bytes, since a character may be
    cut between them.
    """
    records = parse_records(data)
    if 0x09 in records and 0x4E in records:
        records[0x09] = records[0x09].rstrip(b"\x00") + records[0x4E]
    found = {}
    for tag, (name, form) in items.items():
        if tag in records:
            found[name] = raw_digits(records[tag]) if tag == 0x01 else _text(records[tag], form)
    return found


def raw_digits(value: bytes) -> str:
    """All half-bytes of a value: the identification number may end in F."""
    return value.hex().upper()


def _text(value: bytes, form: str) -> str:
    return digits(value) if form == "cn" else letters(value)


def algorithm_of(control: bytes, region: str) -> str:
    """Cipher of an application from its control information (tag 86 in 9F0C): 01 DES, 02 SSF33, 03 SM4.

    Where the card does not say, regions of 11 use SSF33 and others DES.
    """
    mark = control.find(b"\x9f\x0c")
    named = control.find(b"\x86\x01", mark) if mark >= 0 else -1
    if 0 <= named < len(control) - 2:
        return f"{control[named + 2]:02X}"
    return "02" if region.startswith("11") else "01"


def history_of(atr: bytes) -> str:
    """Historical bytes of an answer to reset, in hexadecimal (ISO 7816-3); empty for a broken one."""
    if len(atr) < 2:
        return ""
    count, at, marks = atr[1] & 0x0F, 2, atr[1] >> 4
    while marks:
        at += bin(marks).count("1")
        # Only TDi (bit 8) tells of further interface bytes.
        marks = atr[at - 1] >> 4 if marks & 0x8 and at - 1 < len(atr) else 0
    return atr[at : at + count].hex().upper() if at + count <= len(atr) else ""
