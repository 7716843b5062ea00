"""On which articles a paper stands where the law of the land leaves it to the province."""

from __future__ import annotations

from app.domain.entrances import LIAONING, ZHEJIANG
from app.values import dataclass
from printing.documents.base import ARTICLE_CORRECTION
from printing.documents.base import LIAONING as LIAONING_RULES
from printing.documents.tolerance import ARTICLE_REVOKED, ARTICLE_TOLERANCE, TOLERANCE_RULES
from printing.documents.tolerance import ZHEJIANG as ZHEJIANG_RULES


@dataclass(frozen=True, slots=True)
class Articles:
    """``acceptance`` of what is no licence; ``correction``: what is told, and how it ends; ``tolerance`` 容缺受理."""

    acceptance: str
    correction: str
    tolerance: tuple[str, ...]


_OF = {
    LIAONING: Articles(LIAONING_RULES + "第二十二条", ARTICLE_CORRECTION, (ARTICLE_TOLERANCE, TOLERANCE_RULES)),
    ZHEJIANG: Articles(ZHEJIANG_RULES + "第十一条第一款", ZHEJIANG_RULES + "第十一条第三款", (ARTICLE_REVOKED,)),
}
_NATIONAL = Articles(
    # 限时办结，需要补正的一次性告知。
    "《优化营商环境条例》第三十六条",
    "《优化营商环境条例》第三十六条",
    ("《国务院关于加快推进政务服务标准化规范化便利化的指导意见》",),
)


def articles(province: str) -> Articles:
    """Those of ``province``; of one that is not known here, what the whole country has: another's bind nobody there."""
    return _OF.get(province, _NATIONAL)
