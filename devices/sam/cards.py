"""Cards for the simulated reader: four samples of people who never lived, and cards described in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from app.domain.people import CardKind
from app.errors import UserFacingError
from app.values import dataclass, replace

from .. import codes
from .protocol import PHOTO_SIZE, CardContent
from .text_block import build_new_address, build_text_block

# "WL", 102 × 126 pixels: the head of a portrait whose picture is empty.
SAMPLE_PHOTO = bytes.fromhex("574C66007E003200").ljust(PHOTO_SIZE, b"\x00")
# Head and serial number of the chip; the body number adds a 16-byte serial of the plastic.
MANAGEMENT_INFO = bytes(4)
CHIP_SERIAL = bytes(8)


@dataclass(frozen=True)
class SimulatedCard:
    """What lies in a simulated card; ``new_address`` is None when no address was ever appended."""

    content: CardContent
    new_address: bytes | None = None
    body_serial: bytes = bytes(16)

    @property
    def body_number(self) -> bytes:
        """Answer to 30 05: management information, chip serial and body serial (28 bytes)."""
        return MANAGEMENT_INFO + CHIP_SERIAL + self.body_serial

    def without_photo(self) -> SimulatedCard:
        """The same card with a portrait that no decoder knows."""
        return replace(self, content=replace(self.content, photo=bytes(PHOTO_SIZE)))


SAMPLES: Mapping[CardKind, Mapping[str, str]] = MappingProxyType(
    {
        CardKind.RESIDENT: {
            "name": "张三",
            "sex": "1",
            "nation": "01",
            "birth": "18800101",
            "address": "广东省汕头市潮阳区测试路1号",
            "number": "440524188001010014",
            "issuer": "汕头市公安局",
            "valid_from": "20200101",
            "valid_to": "长期",
        },
        CardKind.HMT: {
            "name": "陈测试",
            "sex": "2",
            "birth": "18990101",
            "address": "辽宁省沈阳市和平区测试街2号",
            "number": "820000189901010025",
            "issuer": "沈阳市公安局",
            "valid_from": "20230101",
            "valid_to": "20280101",
            "pass_number": "M00000000",
            "issue_count": "01",
        },
        CardKind.FOREIGNER_2017: {
            "english_name": "TEST, SAMPLE ONE",
            "sex": "1",
            "number": "CAN210099010101",
            "country": "CAN",
            "name": "测试",
            "valid_from": "20180101",
            "valid_to": "20280101",
            "birth": "18990101",
            "version": "01",
            "issuer": "2100",
        },
        CardKind.FOREIGNER_2023: {
            "name": "测试",
            "sex": "1",
            "issue_count": "01",
            "birth": "18990101",
            "english_name": "TEST, SAMPLE ONE",
            "number": "921124189901010018",
            "valid_from": "20231201",
            "valid_to": "20331130",
            "country": "CAN",
            "link": "000",
        },
    }
)


def make_card(kind: CardKind, fields: Mapping[str, str], new_address: str | None = None) -> SimulatedCard:
    """A card with this text; ValueError as ``build_text_block``."""
    content = CardContent(build_text_block(kind, fields), SAMPLE_PHOTO)
    return SimulatedCard(content, None if new_address is None else build_new_address(new_address))


def sample_card(kind: CardKind, new_address: str | None = None) -> SimulatedCard:
    """The sample of a kind."""
    return make_card(kind, SAMPLES[kind], new_address)


def card_of(description: str) -> SimulatedCard:
    """A card from its description: a kind (``R J I Y``), a JSON object, or ``@`` and the path of a JSON file.

    The object may hold ``kind`` (``R`` when absent), ``new_address`` and any field of the kind's layout;
    what it leaves out is taken from the kind's sample. UserFacingError ``ZC-DEV-42`` when it cannot be a
    card.
    """
    try:
        text = description.strip()
        if text.startswith("@"):
            text = Path(text[1:]).read_text(encoding="utf-8")
        if not text.startswith("{"):
            return sample_card(CardKind(text))
        fields = json.loads(text)
        if not all(isinstance(value, str) for value in fields.values()):
            raise ValueError("every field is a text")
        kind = CardKind(fields.pop("kind", CardKind.RESIDENT))
        new_address = fields.pop("new_address", None)
        return make_card(kind, {**SAMPLES[kind], **fields}, new_address)
    except (ValueError, OSError) as error:
        raise UserFacingError(
            codes.BAD_CARD_DESCRIPTION,
            f"模拟证件的描述不能用：{error}",
            "读卡器上的证件没有改变。",
            "请改用 R、J、I、Y 之一，或检查 JSON 的字段名与长度。",
        ) from error
