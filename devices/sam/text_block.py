"""The 256-byte text block of an identity card's chip, for the four kinds of card (GA/T 490 and its
successors).

Every field is UTF-16LE, left-aligned and padded with U+0020; the mark at byte 248 tells the kind. Nothing
is corrected or normalised: what the chip says is what the reading says, and doubts become warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from app.domain.codes import id_check_digit
from app.domain.nations import NATIONS, SEXES
from app.domain.people import CardKind, IdCardReading
from app.values import dataclass, replace

from .protocol import ADDRESS_SIZE, TEXT_SIZE, CardContent, PayloadError

OPEN_ENDED = "长期"
MARK_OFFSET = 248
WLT_MAGIC = b"WL"
PADDING = " \x00"


@dataclass(frozen=True)
class Field:
    """Where a field lies: byte offset and length."""

    name: str
    offset: int
    size: int


_COMMON = (
    Field("name", 0, 30),
    Field("sex", 30, 2),
    Field("birth", 36, 16),
    Field("number", 122, 36),
    Field("valid_from", 188, 16),
    Field("valid_to", 204, 16),
)
LAYOUTS: Mapping[CardKind, tuple[Field, ...]] = MappingProxyType(
    {
        CardKind.RESIDENT: (
            *_COMMON,
            Field("nation", 32, 4),
            Field("address", 52, 70),
            Field("issuer", 158, 30),
        ),
        CardKind.HMT: (
            *_COMMON,
            Field("address", 52, 70),
            Field("issuer", 158, 30),
            Field("pass_number", 220, 18),
            Field("issue_count", 238, 4),
        ),
        CardKind.FOREIGNER_2017: (
            Field("english_name", 0, 120),
            Field("sex", 120, 2),
            Field("number", 122, 30),
            Field("country", 152, 6),
            Field("name", 158, 30),
            Field("valid_from", 188, 16),
            Field("valid_to", 204, 16),
            Field("birth", 220, 16),
            Field("version", 236, 4),
            Field("issuer", 240, 8),
        ),
        CardKind.FOREIGNER_2023: (
            *_COMMON,
            Field("issue_count", 32, 4),
            Field("english_name", 52, 70),
            Field("english_rest", 220, 22),
            Field("country", 242, 6),
            Field("link", 250, 6),
        ),
    }
)
MARKS: Mapping[str, CardKind] = MappingProxyType(
    {
        " ": CardKind.RESIDENT,
        "\x00": CardKind.RESIDENT,
        "J": CardKind.HMT,
        "I": CardKind.FOREIGNER_2017,
        "Y": CardKind.FOREIGNER_2023,
    }
)
DOUBTFUL_CHARACTER = "private-use-character"
_NUMBER_SHAPES = MappingProxyType(
    {
        CardKind.RESIDENT: re.compile(r"[1-8][0-9]{16}[0-9X]"),
        CardKind.HMT: re.compile(r"8[123]0000[0-9]{11}[0-9X]"),
        CardKind.FOREIGNER_2017: re.compile(r"[A-Z]{3}[0-9]{12}"),
        CardKind.FOREIGNER_2023: re.compile(r"9[0-9]{16}[0-9X]"),
    }
)


def encode_text(text: str, size: int) -> bytes:
    """A field's bytes; ValueError when the text does not fit."""
    data = text.encode("utf-16-le")
    if len(data) > size:
        raise ValueError(f"text does not fit into {size} bytes")
    return data + b"\x20\x00" * ((size - len(data)) // 2)


def decode_text(data: bytes) -> str:
    """A field's text without its padding; a broken code unit becomes U+FFFD, which the reading then warns
    of.
    """
    return data.decode("utf-16-le", errors="replace").strip(PADDING)


def build_text_block(kind: CardKind, fields: Mapping[str, str]) -> bytes:
    """The 256 bytes of a card; absent fields stay blank. ValueError for an unknown field or a text that is
    too long.
    """
    block = bytearray(encode_text("", TEXT_SIZE))
    layout = {field.name: field for field in LAYOUTS[kind]}
    for name, text in fields.items():
        if name not in layout:
            raise ValueError(f"a {kind.name} card has no field {name}")
        field = layout[name]
        block[field.offset : field.offset + field.size] = encode_text(text, field.size)
    if kind is not CardKind.RESIDENT:
        block[MARK_OFFSET : MARK_OFFSET + 2] = encode_text(kind.value, 2)
    return bytes(block)


def kind_of(block: bytes) -> CardKind:
    """Kind of card by its mark; PayloadError ``text-size`` or ``unknown-kind``."""
    if len(block) != TEXT_SIZE:
        raise PayloadError("text-size")
    mark = block[MARK_OFFSET : MARK_OFFSET + 2].decode("utf-16-le", errors="replace")
    if mark not in MARKS:
        raise PayloadError("unknown-kind")
    return MARKS[mark]


def parse_fields(block: bytes) -> tuple[CardKind, dict[str, str]]:
    """Kind and trimmed texts of all fields; PayloadError as kind_of."""
    kind = kind_of(block)
    fields = {
        field.name: decode_text(block[field.offset : field.offset + field.size]) for field in LAYOUTS[kind]
    }
    if kind is CardKind.FOREIGNER_2023:
        # The name runs on from 35 to 46 characters: a space at the seam belongs to it, so trim
        # only after joining.
        joined = block[52:122] + block[220:242]
        fields["english_name"] = decode_text(joined)
    return kind, fields


def reading_of(content: CardContent, *, keep_photo: bool = False, sam_id: str = "") -> IdCardReading:
    """What the card says; PayloadError when it cannot be accepted at all.

    Codes: ``text-size``, ``unknown-kind``, ``blank`` (no name or number), ``zero-date`` (birth, or both
    ends of validity, all zeros: seen on failed readings), ``bad-date`` (a date that is none). The photo is
    WLT-compressed and stays undecoded; it is handed on only when ``keep_photo``, and one with a strange
    header never spoils the text.
    """
    kind, fields = parse_fields(content.text)
    if not (fields["name"] or fields.get("english_name")) or not fields["number"]:
        raise PayloadError("blank")
    _reject_bad_dates(fields)
    readable = content.photo.startswith(WLT_MAGIC)
    return IdCardReading(
        kind=kind,
        name=fields["name"] or fields.get("english_name", ""),
        sex=fields["sex"],
        nation=fields.get("nation", ""),
        birth=fields["birth"],
        address=fields.get("address", ""),
        number=fields["number"],
        issuer=fields.get("issuer", ""),
        valid_from=fields["valid_from"],
        valid_to=fields["valid_to"],
        english_name=fields.get("english_name", ""),
        pass_number=fields.get("pass_number", ""),
        issue_count=fields.get("issue_count", ""),
        country=fields.get("country", ""),
        raw_text=content.text,
        photo_wlt=content.photo if keep_photo and readable else b"",
        photo_state="not_decoded" if readable else "unavailable",
        warnings=tuple(_warnings(kind, fields)),
        sam_id=sam_id,
    )


def _reject_bad_dates(fields: Mapping[str, str]) -> None:
    dates = (fields["birth"], fields["valid_from"], fields["valid_to"])
    if not all(re.fullmatch(r"[0-9]{8}", text) for text in dates[:2]):
        raise PayloadError("bad-date")
    if dates[2] != OPEN_ENDED and not re.fullmatch(r"[0-9]{8}", dates[2]):
        raise PayloadError("bad-date")
    if _is_zero(dates[0]) or (_is_zero(dates[1]) and _is_zero(dates[2])):
        raise PayloadError("zero-date")


def _is_zero(text: str) -> bool:
    return text == "0" * 8


def _is_calendar_date(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _warnings(kind: CardKind, fields: Mapping[str, str]) -> Iterator[str]:
    """Doubts a clerk must look at, as codes; none of them alters the text."""
    yield from _number_warnings(kind, fields)
    dates = [
        text for text in (fields["birth"], fields["valid_from"], fields["valid_to"]) if text != OPEN_ENDED
    ]
    if any(_is_zero(text) for text in dates):
        yield "zero-date"
    if any(not _is_zero(text) and not _is_calendar_date(text) for text in dates):
        yield "impossible-date"
    if fields["sex"] not in SEXES:
        yield "unknown-sex"
    if kind is CardKind.RESIDENT and fields["nation"] not in NATIONS:
        yield "unknown-nation"
    if any(map(_is_doubtful, "".join(fields.values()))):
        yield DOUBTFUL_CHARACTER


def _number_warnings(kind: CardKind, fields: Mapping[str, str]) -> Iterator[str]:
    number = fields["number"]
    if not _NUMBER_SHAPES[kind].fullmatch(number):
        yield "number-format"
        return
    if kind is CardKind.FOREIGNER_2017:
        # The check rule of the 15-character number is not public; only its shape can be judged.
        return
    if number[17] != id_check_digit(number[:17]):
        yield "check-digit"
    if number[6:14] != fields["birth"]:
        yield "birth-mismatch"
    if fields["sex"] in ("1", "2") and fields["sex"] != ("1" if int(number[16]) % 2 else "2"):
        yield "sex-mismatch"


def _is_doubtful(character: str) -> bool:
    """Private-use, replacement and control characters: they show as nothing or as the wrong glyph."""
    point = ord(character)
    return (
        0xE000 <= point <= 0xF8FF
        or point >= 0xF0000
        or point == 0xFFFD
        or point < 0x20
        or 0x7F <= point < 0xA0
    )


def with_new_address(reading: IdCardReading, address: str) -> IdCardReading:
    """The reading with the newest appended address, doubted like the rest."""
    doubtful = any(map(_is_doubtful, address)) and DOUBTFUL_CHARACTER not in reading.warnings
    warnings = (*reading.warnings, DOUBTFUL_CHARACTER) if doubtful else reading.warnings
    return replace(reading, new_address=address, warnings=warnings)


def parse_new_address(data: bytes) -> str:
    """Newest appended address, the answer to 30 03; PayloadError ``lengths`` unless its size is right."""
    if len(data) != ADDRESS_SIZE:
        raise PayloadError("lengths")
    return decode_text(data)


def build_new_address(text: str) -> bytes:
    """The 70 bytes of an appended address."""
    return encode_text(text, ADDRESS_SIZE)
