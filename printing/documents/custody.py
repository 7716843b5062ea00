"""D12b 物料交接单: bundles of originals that pass from hand to hand or go by courier."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from app.domain.time import SHANGHAI
from app.values import dataclass
from printing.documents.base import (
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    SAMPLE_SITUATION,
    Envelope,
    Need,
    Paper,
    Party,
    Signature,
    row_needs,
)

CUSTODY_RULE = "综合窗口“收受分离、平台流转”交接要求"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bag of materials. ``code`` is its bar code (ASCII), ``originals`` and ``copies`` what is in it,
    ``seal_number`` of the tie; ``owner`` is printed masked.
    """

    code: str
    case_number: str
    item: str
    originals: int
    copies: int = 0
    seal_number: str = ""
    owner: Party | None = None


@dataclass(frozen=True, kw_only=True)
class HandoverList(Paper):
    """D12b. Who gives and who takes sign both; ``waybill`` when a courier takes it to another place."""

    KIND: ClassVar[str] = "D12b"
    NAME: ClassVar[str] = "物料交接单"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("bundles", "交接的材料袋", CUSTODY_RULE),
        Need("source", "移出地点", CUSTODY_RULE),
        Need("target", "移入地点", CUSTODY_RULE),
        Need("giver", "移交人", CUSTODY_RULE),
        Need("handed_at", "交接时间", CUSTODY_RULE),
    )

    bundles: tuple[Bundle, ...]
    source: str
    target: str
    giver: str
    taker: str = ""
    handed_at: datetime
    purpose: str = "转承办部门审查"
    courier: str = ""
    waybill: str = ""
    remark: str = ""
    giver_signature: Signature | None = None
    taker_signature: Signature | None = None

    def more_needs(self) -> tuple[Need, ...]:
        """Each bag has its bar code and its case; a courier has a waybill."""
        parts = (("code", "材料袋条码"), ("case_number", "办件编号"))
        waybill = (Need("waybill", "邮件号", CUSTODY_RULE),) if self.courier else ()
        return (*row_needs("bundles", len(self.bundles), "第{}袋", parts, CUSTODY_RULE), *waybill)

    @property
    def originals(self) -> int:
        """Originals in all bags."""
        return sum(bundle.originals for bundle in self.bundles)

    @property
    def copies_inside(self) -> int:
        """Copies in all bags."""
        return sum(bundle.copies for bundle in self.bundles)

    @classmethod
    def sample(cls) -> Self:
        """A specimen: three bags on one round."""
        item = f"{SAMPLE_ITEM}（{SAMPLE_SITUATION}）"
        return cls(
            envelope=Envelope.sample("〔2026〕D07-000134号", authority="铁西区政务服务中心", case_number=""),
            bundles=(
                Bundle("B-D07-0091", "000123014000-20260928-0123", item, 3, 1, "F-003127", SAMPLE_PERSON),
                Bundle("B-D07-0092", "000123014000-20260928-0124", item, 2, 2, "F-003128"),
                Bundle("B-D07-0093", "000118002000-20260928-0007", "食品经营许可（新办）", 5, 0, "F-003129"),
            ),
            source="07号综合窗口",
            target="铁西区卫生健康局行政审批科",
            giver="赵六（0712）",
            taker="周八",
            handed_at=datetime(2026, 9, 28, 16, 30, tzinfo=SHANGHAI),
            courier="邮政速递",
            waybill="1100000000001",
        )
