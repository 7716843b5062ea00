"""D22 证照收回凭证: for who brings a certificate back that went to the wrong person, or says what is wrong."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from app.domain.time import SHANGHAI
from app.values import dataclass
from printing.documents.base import (
    LICENSING,
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    Envelope,
    Need,
    Paper,
    Party,
    SealKind,
)

ARTICLE = LICENSING + "第八条、第四十四条"


@dataclass(frozen=True, kw_only=True)
class TakenBackReceipt(Paper):
    """D22 证照收回凭证. ``serial`` is printed on the sheet, ``number`` what it was issued as; ``brought_by`` with the
    ``relation`` of that person to the holder; ``fate`` what became of the sheet, ``then`` what follows.
    """

    KIND: ClassVar[str] = "D22"
    NAME: ClassVar[str] = "证照收回凭证"
    SEAL: ClassVar[SealKind] = "receipt-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("holder.name", "持证人", ARTICLE),
        Need("item", "办理事项", ARTICLE),
        Need("certificate", "证照名称", ARTICLE),
        Need("serial", "证照印制号", ARTICLE),
        Need("brought_by", "交回人", ARTICLE),
        Need("reason", "收回原因", ARTICLE),
        Need("fate", "收回的证照怎么处理", ARTICLE),
        Need("then", "下一步", ARTICLE),
    )

    holder: Party
    item: str
    certificate: str
    number: str
    serial: str
    brought_by: str
    relation: str
    taken_at: datetime
    why: str
    reason: str
    fate: str
    then: str

    @classmethod
    def sample(cls) -> Self:
        """A specimen: wrong in its content."""
        return cls(
            envelope=Envelope.sample(
                "〔2026〕D07-000171号",
                authority="铁西区政务服务中心",
                offline=False,
                issued_on=date(2026, 10, 19),
                printed_at=datetime(2026, 10, 19, 9, 41, tzinfo=SHANGHAI),
            ),
            holder=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            certificate="护士执业证书",
            number="202621000123",
            serial="LN-HS 0004711",
            brought_by="张三",
            relation="本人",
            taken_at=datetime(2026, 10, 19, 9, 40, tzinfo=SHANGHAI),
            why="内容有误",
            reason="姓名写错",
            fate="作废，由本中心留存",
            then="新证照由更正件另出；还没有办更正件的，请在本窗口办理，本中心留存的材料不用再交。新证照做好以后通知领取。",
        )
