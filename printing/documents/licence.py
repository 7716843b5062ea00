"""D21 证照: only the fields that fall into the frames of a blank certificate with a serial number printed
beforehand.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from app.values import dataclass
from printing.documents.base import LICENSING, Envelope, Need, Paper, SealKind


@dataclass(frozen=True, slots=True)
class PlacedField:
    """A field at its place on the blank: millimetres from the top left corner of the sheet to the top left of
    its box.

    ``size`` in points; a text too long for the box is set smaller, down to what a person can read (8 pt, on a card 7),
    then in lines. ``label`` is printed on the blank already and appears in the preview only.
    """

    label: str
    value: str
    x: float
    y: float
    width: float
    height: float = 8.0
    size: float = 14.0
    bold: bool = False
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Calibration:
    """What one printer does to one kind of blank: shift in millimetres, scale, rotation in degrees, about the
    top left corner.
    """

    dx: float = 0.0
    dy: float = 0.0
    sx: float = 1.0
    sy: float = 1.0
    degrees: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Certificate(Paper):
    """D21 证照 on a numbered blank. ``serial`` is the number printed on the blank, ``licence_number`` the one
    now issued: two numbers.

    No footer, no codes and no print count are over-printed: the blank is the authority's. The print is recorded
    all the same.
    """

    KIND: ClassVar[str] = "D21"
    NAME: ClassVar[str] = "证照"
    SEAL: ClassVar[SealKind] = "authority-seal"
    COPIES: ClassVar[int] = 1
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("licence_number", "证照编号", LICENSING + "第三十九条"),
        Need("serial", "空白证照印制号", LICENSING + "第三十九条"),
        Need("placed", "照面内容", LICENSING + "第三十九条"),
    )

    title: str
    licence_number: str
    serial: str
    placed: tuple[PlacedField, ...]
    width: float = 210.0
    height: float = 297.0
    calibration: Calibration = Calibration()

    @classmethod
    def sample(cls) -> Self:
        """A specimen on an A4 blank, upright."""
        rows = (
            ("姓名", "张三"),
            ("性别", "女"),
            ("身份证件号码", "2101**********0014"),
            ("执业机构", "沈阳市铁西区示例医院"),
            ("证书编号", "202621000123"),
            ("有效期至", "2031年10月15日"),
        )
        fields = [
            PlacedField(label, value, 78.0, 92.0 + 16 * n, 95.0) for n, (label, value) in enumerate(rows)
        ]
        fields.append(
            PlacedField("发证机关", "沈阳市铁西区营商环境建设局", 96.0, 206.0, 90.0, align="center")
        )
        fields.append(PlacedField("发证日期", "2026年10月16日", 96.0, 220.0, 90.0, align="center"))
        return cls(
            envelope=Envelope.sample("202621000123", issued_on=date(2026, 10, 16), offline=False),
            title="护士执业证书",
            licence_number="202621000123",
            serial="LN-HS 0004711",
            placed=tuple(fields),
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of a licence as the print of it says it."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class LicenceCopy(Paper):
    """D21 证照打印件: a print of an electronic licence, known by its 证照标识, good for one ``purpose``.

    It says that it is a print; it is no second licence.
    """

    KIND: ClassVar[str] = "D21b"
    NAME: ClassVar[str] = "电子证照打印件"
    COPIES: ClassVar[int] = 1
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("title", "证照名称", LICENSING + "第三十九条"),
        Need("identifier", "证照标识", "《辽宁省推进“最多跑一次”规定》第二十四条"),
        Need("purpose", "用途", "《辽宁省推进“最多跑一次”规定》第十六条"),
        Need("fields", "照面内容", LICENSING + "第三十九条"),
    )

    title: str
    identifier: str
    purpose: str
    fields: tuple[Shown, ...]

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample("202621000123", issued_on=date(2026, 10, 16), offline=False),
            title="护士执业证书",
            identifier="1.2.156.3005.2.11100000000013338W011.11210000000000000X.000000001.001.Y",
            purpose="办理护士执业变更注册",
            fields=(Shown("姓名", "张三"), Shown("证书编号", "202621000123"), Shown("有效期至", "2031年10月15日")),
        )
