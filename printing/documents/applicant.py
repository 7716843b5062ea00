"""Papers by which the applicant acts: 撤回申请书 and 授权委托书 (with the register of free 帮代办)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from app.domain.time import SHANGHAI
from app.values import dataclass
from printing.documents.base import (
    LICENSING,
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    SAMPLE_SITUATION,
    Envelope,
    Need,
    Paper,
    Party,
    Signature,
)
from printing.documents.intake import HandedIn
from printing.documents.notes import Assistance

# There is no article on withdrawal; who may apply may also withdraw, in writing.
ARTICLE_APPLY = LICENSING + "第二十九条"
ARTICLE_AGENT = LICENSING + "第二十九条第二款"
SAMPLE_AGENT = Party("李四", "居民身份证", "210106190001020028", "13800000002")


@dataclass(frozen=True, kw_only=True)
class WithdrawalRequest(Paper):
    """A02 撤回申请书: the applicant ends the case before a decision and takes the materials back.

    ``number_type`` names the paper ``receipt_number`` belongs to; ``returned`` may be empty when nothing was kept.
    """

    KIND: ClassVar[str] = "A02"
    NAME: ClassVar[str] = "撤回申请书"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("applicant.name", "申请人", ARTICLE_APPLY),
        Need("item", "申请事项", ARTICLE_APPLY),
        Need("applied_on", "申请日期", ARTICLE_APPLY),
        Need("receipt_number", "收件凭证编号", ARTICLE_APPLY),
        Need("envelope.authority", "受理机关", ARTICLE_APPLY),
    )

    applicant: Party
    item: str
    situation: str = ""
    applied_on: date
    receipt_number: str
    number_type: str = "收件凭证"
    reason: str = ""
    returned: tuple[HandedIn, ...] = ()
    agent: Party | None = None
    signature: Signature | None = None
    handler_signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample(
                "沈铁营商撤〔2026〕D07-000132号",
                issued_on=date(2026, 9, 29),
                printed_at=datetime(2026, 9, 29, 9, 50, tzinfo=SHANGHAI),
                offline=False,
            ),
            applicant=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            applied_on=date(2026, 9, 28),
            receipt_number="〔2026〕D07-000122号",
            reason="聘用单位变更，待确定后另行申请",
            returned=(
                HandedIn("护士执业注册申请审核表", "原件", 1, "退还"),
                HandedIn("学历证书及临床实习证明", "复印件", 1, "退还"),
                HandedIn("6个月内健康体检证明", "原件", 1, "退还"),
            ),
        )


@dataclass(frozen=True, kw_only=True)
class PowerOfAttorney(Paper):
    """D18 授权委托书; with ``helper`` it is also the register of a 帮代办, which costs nothing.

    ``powers`` what the agent may do, one line each; ``read`` whose identity cards (委托人, 受托人) were read.
    """

    KIND: ClassVar[str] = "D18"
    NAME: ClassVar[str] = "授权委托书"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("principal.name", "委托人", ARTICLE_AGENT),
        Need("agent.name", "受托人", ARTICLE_AGENT),
        Need("item", "委托事项", ARTICLE_AGENT),
        Need("powers", "委托权限", ARTICLE_AGENT),
        Need("valid_from", "委托期限的起始日期", ARTICLE_AGENT),
        Need("valid_to", "委托期限的截止日期", ARTICLE_AGENT),
    )

    principal: Party
    agent: Party
    relation: str = ""
    item: str
    situation: str = ""
    powers: tuple[str, ...]
    valid_from: date
    valid_to: date
    read: tuple[str, ...] = ()
    helper: Assistance | None = None
    signature: Signature | None = None
    agent_signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen: a neighbour hands in, the station helps."""
        return cls(
            envelope=Envelope.sample("〔2026〕D07-000119号", authority="铁西区政务服务中心"),
            principal=SAMPLE_PERSON,
            agent=SAMPLE_AGENT,
            relation="同事",
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            powers=("代为递交、补正和领回申请材料", "代为签收有关文书", "代为领取办理结果"),
            valid_from=date(2026, 9, 28),
            valid_to=date(2026, 12, 31),
            read=("委托人", "受托人"),
            helper=Assistance("钱七（0713）", body="示例街道便民服务中心"),
        )
