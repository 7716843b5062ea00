"""How an application ends in substance: the licence granted, or refused with its reasons and what can be done
against it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from app.domain.time import SHANGHAI
from app.values import dataclass
from printing.documents.base import (
    ARTICLE_VOUCHER,
    LICENSING,
    SAMPLE_DESK,
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    SAMPLE_SITUATION,
    Addressed,
    Envelope,
    Need,
    SealKind,
    Signature,
)

ARTICLE_REFUSAL = LICENSING + "第三十八条第二款"


@dataclass(frozen=True, kw_only=True)
class Refusal(Addressed):
    """D11b. ``facts`` are the reasons, ``clauses`` their basis; ``review_body`` 复议机关, ``court`` 法院."""

    KIND: ClassVar[str] = "D11b"
    NAME: ClassVar[str] = "不予许可决定书"
    SEAL: ClassVar[SealKind] = "authority-seal"
    COPIES: ClassVar[int] = 3
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", ARTICLE_REFUSAL),
        Need("item", "申请事项", ARTICLE_REFUSAL),
        Need("facts", "不予许可的理由", ARTICLE_REFUSAL),
        Need("clauses", "法律依据", ARTICLE_REFUSAL),
        Need("review_body", "行政复议机关", ARTICLE_REFUSAL),
        Need("court", "有管辖权的人民法院", ARTICLE_REFUSAL),
        Need("envelope.authority", "作出决定的机关", ARTICLE_VOUCHER),
    )

    applied_on: date
    accepted_on: date
    acceptance_number: str = ""
    facts: str
    clauses: tuple[str, ...]
    review_body: str
    court: str
    title: str = ""
    signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample(
                "沈铁营商不决〔2026〕D07-000153号",
                issued_on=date(2026, 10, 16),
                printed_at=datetime(2026, 10, 16, 15, 26, tzinfo=SHANGHAI),
                offline=False,
            ),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            applied_on=date(2026, 9, 28),
            accepted_on=date(2026, 9, 28),
            acceptance_number="沈铁营商受〔2026〕D07-000125号",
            facts="临床实习不满八个月，不符合护士执业注册的条件",
            clauses=("《护士条例》第七条",),
            review_body="沈阳市铁西区人民政府",
            court="沈阳市铁西区人民法院",
        )


@dataclass(frozen=True, kw_only=True)
class Approval(Addressed):
    """D11 准予许可决定书; ``title`` lets other kinds name themselves (批准决定书)."""

    KIND: ClassVar[str] = "D11"
    NAME: ClassVar[str] = "准予许可决定书"
    SEAL: ClassVar[SealKind] = "authority-seal"
    COPIES: ClassVar[int] = 3
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", LICENSING + "第三十八条第一款"),
        Need("item", "许可事项", LICENSING + "第三十八条第一款"),
        Need("clauses", "许可依据", LICENSING + "第三十八条第一款"),
        Need("decision", "决定内容", LICENSING + "第三十八条第一款"),
        Need("envelope.authority", "作出决定的机关", LICENSING + "第三十九条"),
    )

    applied_on: date
    accepted_on: date
    acceptance_number: str = ""
    clauses: tuple[str, ...]
    facts: str = "经审查，申请人提交的材料齐全、符合法定形式，符合法定条件、标准"
    decision: str
    valid: str = ""
    scope: str = ""
    conditions: tuple[str, ...] = ()
    licence: str = ""
    licence_number: str = ""
    collect: str = ""
    publication: str = "本决定依法公开，公众有权查阅"
    title: str = ""

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample(
                "沈铁营商许〔2026〕D07-000150号",
                issued_on=date(2026, 10, 16),
                printed_at=datetime(2026, 10, 16, 15, 20, tzinfo=SHANGHAI),
                offline=False,
            ),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            applied_on=date(2026, 9, 28),
            accepted_on=date(2026, 9, 28),
            acceptance_number="沈铁营商受〔2026〕D07-000125号",
            clauses=(LICENSING + "第三十八条第一款", "《护士条例》第八条"),
            decision="准予张三护士执业注册（首次注册），发给护士执业证书",
            valid="自2026年10月16日至2031年10月15日",
            scope="执业地点：沈阳市铁西区示例医院",
            conditions=(
                "变更执业地点的，应当办理变更注册。",
                "有效期届满需要继续执业的，应当在届满前30日申请延续注册。",
            ),
            licence="护士执业证书",
            licence_number="202621000123",
            collect=f"自本决定作出之日起10个工作日内，到{SAMPLE_DESK}领取",
        )
