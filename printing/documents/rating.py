"""D20 评价单: the paper way of 好差评, for places without a device."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from app.values import dataclass
from printing.documents.base import SAMPLE_ITEM, SAMPLE_SITUATION, Envelope, Need, Paper

RATING_RULE = "国务院办公厅关于建立政务服务“好差评”制度的意见"
LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
GOOD = ("一次告知清楚", "材料没有多要", "办理时间短", "态度好、主动服务", "可以网上或者就近办")
BAD = ("没有一次告知清楚", "要求提供指南以外的材料", "跑了两趟以上", "超过了承诺时间", "态度不好、推诿")


@dataclass(frozen=True, kw_only=True)
class RatingSlip(Paper):
    """D20. Nothing is ticked beforehand and no name is asked. ``return_to`` where to put it; ``online`` another way."""

    KIND: ClassVar[str] = "D20"
    NAME: ClassVar[str] = "评价单"
    COPIES: ClassVar[int] = 1
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("item", "评价的事项", RATING_RULE),
        Need("served_on", "办理日期", RATING_RULE),
        Need("levels", "评价等级", RATING_RULE),
        Need("return_to", "交回方式", RATING_RULE),
    )

    item: str
    situation: str = ""
    served_on: date
    levels: tuple[str, ...] = LEVELS
    good: tuple[str, ...] = GOOD
    bad: tuple[str, ...] = BAD
    return_to: str = "填好后投入大厅评价箱，由大厅管理员开箱登记，窗口人员不经手"
    online: str = "也可以在辽事通、辽宁政务服务网评价，或者拨打12345"

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample("〔2026〕D07-000135号", authority="铁西区政务服务中心"),
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            served_on=date(2026, 9, 28),
        )
