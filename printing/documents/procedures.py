"""The clock of a case told in writing: 特别程序 whose time does not count, and 延期."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from app.domain.time import SHANGHAI
from app.values import dataclass
from printing.documents.base import (
    ARTICLE_VOUCHER,
    LICENSING,
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    SAMPLE_SITUATION,
    Addressed,
    Envelope,
    Need,
    SealKind,
    Signature,
)

ARTICLE_SPECIAL = LICENSING + "第四十五条"
ARTICLE_EXTENSION = LICENSING + "第四十二条"


@dataclass(frozen=True, kw_only=True)
class SpecialProcedureNotice(Addressed):
    """D13 特别程序告知书. ``procedure`` 听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审, or what another law names;
    ``needed`` the time it takes, from ``starts_on`` to ``ends_on`` as planned; ``body`` who carries it out.
    """

    KIND: ClassVar[str] = "D13"
    NAME: ClassVar[str] = "特别程序告知书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", ARTICLE_SPECIAL),
        Need("item", "申请事项", ARTICLE_SPECIAL),
        Need("procedure", "特别程序的种类", ARTICLE_SPECIAL),
        Need("law", "依据", ARTICLE_SPECIAL),
        Need("needed", "所需时间", ARTICLE_SPECIAL),
        Need("starts_on", "开始日期", ARTICLE_SPECIAL),
        Need("approver", "批准人", ARTICLE_SPECIAL),
        Need("envelope.authority", "告知机关", ARTICLE_VOUCHER),
    )

    accepted_on: date
    acceptance_number: str = ""
    procedure: str
    law: tuple[str, ...] = (ARTICLE_SPECIAL,)
    reason: str = ""
    needed: str
    starts_on: date
    ends_on: date | None = None
    body: str = ""
    remaining: str = ""
    approver: str
    contact: str = ""
    signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen: a review by experts over the holidays."""
        return cls(
            envelope=Envelope.sample(
                "沈铁营商特〔2026〕D07-000133号",
                issued_on=date(2026, 9, 29),
                printed_at=datetime(2026, 9, 29, 14, 8, tzinfo=SHANGHAI),
                offline=False,
            ),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            accepted_on=date(2026, 9, 28),
            acceptance_number="沈铁营商受〔2026〕D07-000125号",
            procedure="专家评审",
            law=(ARTICLE_SPECIAL, "《护士条例》第八条"),
            reason="申请人临床实习经历需要由专业人员评定",
            needed="15个工作日",
            starts_on=date(2026, 9, 30),
            ends_on=date(2026, 10, 27),
            body="铁西区卫生健康专家委员会",
            remaining="8个工作日",
            approver="铁西区卫生健康局 周八",
            contact="024-0000-0108",
        )


@dataclass(frozen=True, kw_only=True)
class ExtensionNotice(Addressed):
    """D14 延长办理期限通知书, once, with its reasons, before the first period ends. ``length`` 10个工作日;
    ``approver`` the head of the authority (of the government at that level for joint handling); ``replaces`` the void
    number of one whose date moved.
    """

    KIND: ClassVar[str] = "D14"
    NAME: ClassVar[str] = "延长办理期限通知书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", ARTICLE_EXTENSION),
        Need("item", "申请事项", ARTICLE_EXTENSION),
        Need("reason", "延长期限的理由", ARTICLE_EXTENSION),
        Need("length", "延长的期限", ARTICLE_EXTENSION),
        Need("approver", "批准人", ARTICLE_EXTENSION),
        Need("due_on", "延长后的截止日期", ARTICLE_EXTENSION),
        Need("law", "依据", ARTICLE_EXTENSION),
        Need("envelope.authority", "告知机关", ARTICLE_VOUCHER),
    )

    accepted_on: date
    acceptance_number: str = ""
    reason: str
    length: str
    approver: str
    approved_on: date | None = None
    was_due_on: date | None = None
    due_on: date
    counting: str = ""
    replaces: str = ""
    law: tuple[str, ...] = (ARTICLE_EXTENSION,)
    signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample(
                "沈铁营商延〔2026〕D07-000144号",
                issued_on=date(2026, 10, 16),
                printed_at=datetime(2026, 10, 16, 16, 2, tzinfo=SHANGHAI),
                offline=False,
            ),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            accepted_on=date(2026, 9, 28),
            acceptance_number="沈铁营商受〔2026〕D07-000125号",
            reason="实习单位所在地协查材料尚未回复，不能在原期限内作出决定",
            length="10个工作日",
            approver="铁西区卫生健康局负责人",
            approved_on=date(2026, 10, 15),
            was_due_on=date(2026, 10, 16),
            due_on=date(2026, 10, 30),
        )
