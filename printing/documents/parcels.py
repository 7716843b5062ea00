"""R08 邮寄交接清单: parcels that go with the courier."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from app.domain.time import SHANGHAI
from app.values import dataclass, replace
from printing.documents.base import SAMPLE_PERSON, Need, Party, Signature, row_needs
from printing.documents.daily import DailyPaper

PARCEL_RULE = "行政许可法44；民事诉讼法91"


@dataclass(frozen=True, slots=True)
class ParcelLine:
    """One parcel of a round: its ``waybill``, to whom (printed masked, ``phone`` as it is masked already), of which
    case, and what is ``inside`` in words.
    """

    waybill: str
    addressee: Party
    phone: str
    case_number: str
    inside: str


@dataclass(frozen=True, kw_only=True)
class ParcelList(DailyPaper):
    """R08 邮寄交接清单: every parcel that goes with one courier, signed by both; its number counts the lists of a
    day. The courier has a copy.
    """

    KIND: ClassVar[str] = "R08"
    NAME: ClassVar[str] = "邮寄交接清单"
    PUBLIC: ClassVar[bool] = True
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("lines", "交寄的邮件", PARCEL_RULE),
        Need("giver", "交寄人", PARCEL_RULE),
        Need("made_at", "制单时间", PARCEL_RULE),
    )

    lines: tuple[ParcelLine, ...]
    giver: str
    made_at: datetime
    giver_signature: Signature | None = None
    taker_signature: Signature | None = None

    def more_needs(self) -> tuple[Need, ...]:
        """Each parcel has its waybill, its case and what is inside."""
        parts = (("waybill", "运单号"), ("case_number", "收件号"), ("inside", "内件"))
        return row_needs("lines", len(self.lines), "第{}件", parts, PARCEL_RULE)

    @classmethod
    def sample(cls) -> Self:
        """A specimen: three parcels of an afternoon."""
        company = Party("某某有限公司", "统一社会信用代码", "91210106MA0EXAMPLE", company=True)
        licence = "准予许可决定书1份、护士执业证书1份"
        envelope = cls._envelope(16, 20)
        return cls(
            envelope=replace(envelope, number=f"{envelope.number}-0001"),
            lines=(
                ParcelLine("YD2026092800000031", SAMPLE_PERSON, "138****0001", "〔2026〕D07-000122号", licence),
                ParcelLine("YD2026092800000032", company, "138****0002", "〔2026〕D07-000118号", "准予许可决定书1份"),
                ParcelLine("YD2026092800000033", Party("王五"), "138****0003", "〔2026〕D07-000107号", licence),
            ),
            giver="赵六（0712）",
            made_at=datetime(2026, 9, 28, 16, 20, tzinfo=SHANGHAI),
        )
