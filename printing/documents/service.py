"""Papers on the way out and inside the house: pick-up slip, proof of service, routing slip."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Self

from app.domain.time import SHANGHAI
from app.errors import UserFacingError
from app.values import dataclass
from printing.documents.base import (
    LICENSING,
    SAMPLE_ADDRESS,
    SAMPLE_HOURS,
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    SAMPLE_SITUATION,
    Envelope,
    Need,
    Paper,
    Party,
    Signature,
)

SERVICE_LAW = LICENSING + "第四十四条、《中华人民共和国民事诉讼法》第八十七条"


@dataclass(frozen=True, slots=True)
class ResultPaper:
    """A result or document handed over: name, number, copies. ``sealed`` False refuses service when
    ``needs_seal``.
    """

    name: str
    number: str = ""
    copies: int = 1
    needs_seal: bool = False
    sealed: bool = True


@dataclass(frozen=True, kw_only=True)
class PickupSlip(Paper):
    """D15 取件凭证: what can be fetched, where, when and with what in hand."""

    KIND: ClassVar[str] = "D15"
    NAME: ClassVar[str] = "取件凭证"
    COPIES: ClassVar[int] = 1
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("person.name", "领取人", LICENSING + "第四十四条"),
        Need("item", "办理事项", LICENSING + "第四十四条"),
        Need("results", "办理结果", LICENSING + "第四十四条"),
        Need("place", "领取地点", LICENSING + "第四十四条"),
    )

    person: Party
    item: str
    situation: str = ""
    results: tuple[ResultPaper, ...]
    place: str
    hours: str = ""
    until: date | None = None
    code: str = ""
    bring: str = "本人居民身份证和本凭证"
    agent_rule: str = "委托他人领取的，另带授权委托书和双方居民身份证"
    courier: str = "可以选择邮政快递送达，请拨打咨询电话登记地址"
    electronic: str = ""

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample(
                "〔2026〕D07-000151号",
                authority="铁西区政务服务中心",
                issued_on=date(2026, 10, 16),
                printed_at=datetime(2026, 10, 16, 15, 31, tzinfo=SHANGHAI),
                offline=False,
            ),
            person=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            results=(
                ResultPaper("护士执业证书", "202621000123"),
                ResultPaper("准予许可决定书", "沈铁营商许〔2026〕D07-000150号"),
            ),
            place=f"铁西区政务服务中心发件窗口（{SAMPLE_ADDRESS}）",
            hours=SAMPLE_HOURS,
            until=date(2026, 10, 30),
            code="480 216",
        )


class ServiceMethod(StrEnum):
    """How a paper was served, by its Chinese name (《民事诉讼法》 87–95, by analogy)."""

    DIRECT = "直接送达"
    LEFT = "留置送达"
    POST = "邮寄送达"
    ELECTRONIC = "电子送达"
    NOTICE = "公告送达"
    PASSED_ON = "转交送达"


@dataclass(frozen=True, kw_only=True)
class ProofOfService(Paper):
    """D16 送达回证, one file copy. Refuses a paper that lacks the seal the law wants (``ZC-PRN-23``).

    ``relation`` is needed when somebody else than the addressee received it; ``refusal`` and ``witness`` when
    it was left behind; ``reference`` is the waybill or the receipt of the electronic delivery. ``signature`` is what
    was signed on the pad, with its time (民事诉讼法 87: 记明收到日期，签名或者盖章). On a sheet ``to_sign`` the
    recipient has yet to sign and to write the time: ``served_at`` is when it was laid out, and is not printed.
    """

    KIND: ClassVar[str] = "D16"
    NAME: ClassVar[str] = "送达回证"
    COPIES: ClassVar[int] = 1
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("papers", "送达的文书", SERVICE_LAW),
        Need("addressee.name", "受送达人", SERVICE_LAW),
        Need("place", "送达地点", SERVICE_LAW),
        Need("served_at", "送达时间", SERVICE_LAW),
        Need("servers", "送达人", SERVICE_LAW),
    )

    papers: tuple[ResultPaper, ...]
    addressee: Party
    item: str = ""
    place: str
    method: ServiceMethod = ServiceMethod.DIRECT
    served_at: datetime
    to_sign: bool = False
    recipient: str = ""
    relation: str = ""
    refusal: str = ""
    witness: str = ""
    reference: str = ""
    servers: tuple[str, ...]
    remark: str = ""
    signature: Signature | None = None

    def more_needs(self) -> tuple[Need, ...]:
        """What the way of service itself calls for."""
        if self.method is ServiceMethod.LEFT:
            return (Need("refusal", "拒收事由", SERVICE_LAW), Need("witness", "见证人", SERVICE_LAW))
        if self.method in (ServiceMethod.POST, ServiceMethod.ELECTRONIC):
            return (Need("reference", "邮件号或者电子送达回执号", SERVICE_LAW),)
        if self.recipient and self.recipient != self.addressee.name:
            return (Need("relation", "代收人与受送达人的关系", SERVICE_LAW),)
        return ()

    def required(self) -> None:
        """As for every paper; and nothing unsealed may be served."""
        super().required()
        for paper in self.papers:
            if paper.needs_seal and not paper.sealed:
                raise UserFacingError(
                    "ZC-PRN-23",
                    f"《{paper.name}》还没有盖章，不能送达（{LICENSING}第三十二条第二款、第三十九条）。",
                    "送达登记内容都在，没有打印。",
                    "请先到“待盖章”登记盖章，再出具送达回证。",
                )

    @classmethod
    def sample(cls) -> Self:
        """A specimen: two papers at once, at the counter."""
        return cls(
            envelope=Envelope.sample(
                "〔2026〕D07-000152号",
                issued_on=date(2026, 10, 19),
                printed_at=datetime(2026, 10, 19, 9, 42, tzinfo=SHANGHAI),
                offline=False,
            ),
            papers=(
                ResultPaper("准予许可决定书", "沈铁营商许〔2026〕D07-000150号", 1, needs_seal=True),
                ResultPaper("护士执业证书", "202621000123", 1, needs_seal=True),
            ),
            addressee=SAMPLE_PERSON,
            item=f"{SAMPLE_ITEM}（{SAMPLE_SITUATION}）",
            place="铁西区政务服务中心一楼发件窗口",
            served_at=datetime(2026, 10, 19, 9, 40, tzinfo=SHANGHAI),
            recipient="张三",
            servers=("赵六（0712）", "钱七（0713）"),
        )


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the routing slip; what is empty is left blank for the pen."""

    name: str
    start: str = ""
    end: str = ""
    duration: str = ""
    person: str = ""
    window: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """A bundle passing from hand to hand."""

    giver: str
    taker: str
    at: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RoutingSlip(Paper):
    """D12 办理流程单（流转单）: goes with the bundle from desk to desk; its number is the 办件编号.

    Names and numbers are masked.
    """

    KIND: ClassVar[str] = "D12"
    NAME: ClassVar[str] = "办理流程单"
    COPIES: ClassVar[int] = 1
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("envelope.case_number", "办件编号", "《政务服务事项办事指南要素》第十七项"),
        Need("item", "办理事项", "《政务服务事项办事指南要素》第十七项"),
    )

    applicant: Party
    item: str
    situation: str = ""
    due: str = ""
    urgency: str = "普通"
    bundle: str = ""
    bundle_count: int = 0
    seal_number: str = ""
    special: str = ""
    steps: tuple[Step, ...] = ()
    hand_overs: tuple[HandOver, ...] = ()
    opinions: tuple[str, ...] = ("承办意见", "审核意见", "批准意见")

    @classmethod
    def sample(cls) -> Self:
        """A specimen in the middle of its way."""
        return cls(
            envelope=Envelope.sample(
                "000123014000-20260928-0123",
                issued_on=date(2026, 10, 12),
                printed_at=datetime(2026, 10, 12, 10, 58, tzinfo=SHANGHAI),
                offline=False,
            ),
            applicant=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            due="2026年10月26日（星期一）",
            bundle="B-D07-0091",
            bundle_count=4,
            seal_number="F-003127",
            steps=(
                Step("申请", "9月28日 10:31", "9月28日 10:36", "5分钟", "赵六（0712）", "07号窗"),
                Step("材料补正", "9月28日 10:44", "10月12日 9:15", "6个工作日", "赵六（0712）", "07号窗"),
                Step("受理", "10月12日 9:18", "10月12日 9:21", "3分钟", "赵六（0712）", "07号窗"),
                Step("办结"),
                Step("签收"),
            ),
            hand_overs=(
                HandOver("综合窗口 赵六", "卫生健康科 周八", "10月12日 11:00", "材料4件，袋口封签完好"),
            ),
        )
