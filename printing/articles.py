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


def articles(province: str) -> Articles:
    """Those of ``province``; of one that is not known here, those of the province the program is made for."""
    return _OF.get(province, _OF[LIAONING])
