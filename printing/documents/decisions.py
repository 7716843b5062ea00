"""Papers by which the authority speaks: acceptance, one-time notice, withdrawal, non-acceptance."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Self

from app.domain.time import SHANGHAI
from app.values import dataclass
from printing.documents.base import (
    ARTICLE_ACCEPT,
    ARTICLE_CORRECTION,
    ARTICLE_NOTICE,
    ARTICLE_VOUCHER,
    LICENSING,
    ONLINE_REVIEW_LAW,
    REVIEW_LAW,
    SAMPLE_DESK,
    SAMPLE_HAND_IN,
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    SAMPLE_SITUATION,
    Addressed,
    Envelope,
    Need,
    Party,
    SealKind,
    Signature,
    row_needs,
)
from printing.documents.intake import HandedIn
from printing.documents.notes import BRANCH_LAW, Assistance, Branch, CommitmentNote, ToleranceNote

UNSTATED = "没有写明"
"""Of a period that neither guide nor department named: no paper says 即办 for want of a word."""


@dataclass(frozen=True, kw_only=True)
class Acceptance(Addressed):
    """D02 受理通知书.

    ``limit`` is what was promised (10个工作日), ``limit_kind`` 承诺 or 法定, ``due_on`` its last day,
    ``counting`` how holidays were counted, ``excluded`` the steps whose time does not count. ``deemed`` marks
    视为受理 (no notice was given in time). ``law`` names the basis: another one for cases that are no licences.
    ``matter`` is the name of a 一件事 and ``branches`` its items. ``channel`` as on the receipt; ``replaces`` the
    void number of a paper recalled for an error.
    """

    KIND: ClassVar[str] = "D02"
    NAME: ClassVar[str] = "受理通知书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", ARTICLE_VOUCHER),
        Need("item", "申请事项", ARTICLE_VOUCHER),
        Need("applied_on", "申请日期", ARTICLE_VOUCHER),
        Need("accepted_on", "受理日期", ARTICLE_VOUCHER),
        Need("law", "受理依据", ARTICLE_ACCEPT),
        Need("limit", "办理期限", LICENSING + "第四十二条"),
        Need("envelope.authority", "受理机关", ARTICLE_VOUCHER),
    )

    applied_on: date
    accepted_on: date
    limit: str
    limit_kind: str = "承诺"
    due_on: date | None = None
    counting: str = ""
    excluded: tuple[str, ...] = ()
    materials: tuple[HandedIn, ...] = ()
    result: str = ""
    collect: str = ""
    receipt_number: str = ""
    deemed: bool = False
    law: tuple[str, ...] = (ARTICLE_ACCEPT,)
    agent: Party | None = None
    signature: Signature | None = None
    matter: str = ""
    branches: tuple[Branch, ...] = ()
    channel: str = ""
    replaces: str = ""
    helper: Assistance | None = None
    tolerance: ToleranceNote | None = None
    commitment: CommitmentNote | None = None

    def more_needs(self) -> tuple[Need, ...]:
        """Each branch of a 一件事 says what, who and how long."""
        parts = (("item", "事项名称"), ("department", "承办部门"), ("limit", "办理期限"))
        return row_needs("branches", len(self.branches), "第{}个事项", parts, BRANCH_LAW)

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample("沈铁营商受〔2026〕D07-000125号"),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            applied_on=date(2026, 9, 28),
            accepted_on=date(2026, 9, 28),
            limit="10个工作日",
            due_on=date(2026, 10, 16),
            counting="10月1日至7日放假不计入，10月10日（星期六）调休上班计入",
            excluded=("公示",),
            materials=(
                HandedIn("护士执业注册申请审核表", "原件", 1, "收存"),
                HandedIn("学历证书及临床实习证明", "复印件", 1, "核对后原件退回"),
                HandedIn("医疗卫生机构拟聘用护士或助产士岗位的有效证明", "原件", 1, "收存"),
                HandedIn("6个月内健康体检证明", "原件", 1, "收存"),
            ),
            result="护士执业证书",
            collect=f"本人凭本通知书和身份证到{SAMPLE_DESK}领取",
            receipt_number="〔2026〕D07-000122号",
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to correct: the guide's material, what is wrong in one word
    (缺失、份数不足、不符合法定形式、内容错误、过期、签章缺、不一致), what was found, exactly what to do, and
    the line of the guide or law it stands on.
    """

    material: str
    defect: str
    finding: str
    remedy: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class DeficiencyNotice(Addressed):
    """D03 一次性告知书: everything to correct, at once, with period, end date and both consequences.

    ``period`` 15个工作日, ``ends_on`` its last day, ``counting`` how holidays were counted. ``replaces`` is the
    void number of a notice recalled for a wrong row; ``second_reason`` why something could be seen only through
    the correction.
    """

    KIND: ClassVar[str] = "D03"
    NAME: ClassVar[str] = "一次性告知书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", ARTICLE_NOTICE),
        Need("item", "申请事项", ARTICLE_NOTICE),
        Need("applied_at", "申请时间", ARTICLE_NOTICE),
        Need("faults", "需要补正的全部内容", ARTICLE_NOTICE),
        Need("period", "补正期限", ARTICLE_CORRECTION),
        Need("ends_on", "补正截止日期", ARTICLE_CORRECTION),
        Need("on_expiry", "逾期未补正的后果", ARTICLE_CORRECTION),
        Need("on_failing", "补正后仍不符合的后果", ARTICLE_CORRECTION),
        Need("law", "告知依据", ARTICLE_NOTICE),
        Need("envelope.authority", "告知机关", ARTICLE_VOUCHER),
    )

    applied_at: datetime
    faults: tuple[Fault, ...]
    period: str
    ends_on: date
    counting: str = ""
    receipt_number: str = ""
    on_expiry: str = "期限内未补正的，视为撤回申请，材料退还，可以重新申请"
    on_failing: str = "补正后仍不符合要求的，书面说明不予受理的理由"
    hand_in: str
    law: tuple[str, ...] = (ARTICLE_NOTICE, ARTICLE_CORRECTION)
    replaces: str = ""
    second_reason: str = ""
    agent: Party | None = None
    signature: Signature | None = None
    channel: str = ""
    helper: Assistance | None = None
    tolerance: ToleranceNote | None = None
    commitment: CommitmentNote | None = None

    def more_needs(self) -> tuple[Need, ...]:
        """Every row must say what to do and on what it stands."""
        parts = (
            ("material", "申请材料"),
            ("finding", "存在的问题"),
            ("remedy", "补正要求"),
            ("basis", "依据"),
        )
        return row_needs("faults", len(self.faults), "第{}项", parts, ARTICLE_NOTICE)

    @classmethod
    def sample(cls) -> Self:
        """A specimen with two faults over the National Day holidays."""
        return cls(
            envelope=Envelope.sample("沈铁营商补〔2026〕D07-000123号"),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            applied_at=datetime(2026, 9, 28, 10, 36, tzinfo=SHANGHAI),
            receipt_number="〔2026〕D07-000122号",
            faults=(
                Fault(
                    "医疗卫生机构拟聘用护士或助产士岗位的有效证明",
                    "签章缺",
                    "聘用单位未加盖公章",
                    "由聘用单位加盖公章后提交，原件1份",
                    "办事指南材料4",
                ),
                Fault(
                    "6个月内健康体检证明",
                    "过期",
                    "体检日期为2026年2月11日，距申请日已超过6个月",
                    "提交体检日期距补正日不超过6个月的体检证明，原件1份",
                    "办事指南材料5",
                ),
            ),
            period="15个工作日",
            ends_on=date(2026, 10, 23),
            hand_in=SAMPLE_HAND_IN,
            counting="10月1日至7日放假不计入，10月10日（星期六）调休上班计入",
        )


@dataclass(frozen=True, kw_only=True)
class DeemedWithdrawal(Addressed):
    """D04 视为撤回告知书: the period of a notice ended without correction; the materials go back, a new
    application is free.
    """

    KIND: ClassVar[str] = "D04"
    NAME: ClassVar[str] = "视为撤回告知书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", ARTICLE_CORRECTION),
        Need("item", "申请事项", ARTICLE_CORRECTION),
        Need("notice_number", "一次性告知书编号", ARTICLE_CORRECTION),
        Need("ended_on", "补正截止日期", ARTICLE_CORRECTION),
        Need("law", "依据", ARTICLE_CORRECTION),
        Need("envelope.authority", "告知机关", ARTICLE_VOUCHER),
    )

    applied_on: date
    notice_number: str
    served_on: date
    ended_on: date
    returned: tuple[HandedIn, ...] = ()
    law: tuple[str, ...] = (ARTICLE_CORRECTION,)
    signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample(
                "沈铁营商撤〔2026〕D07-000140号",
                issued_on=date(2026, 10, 26),
                printed_at=datetime(2026, 10, 26, 9, 3, tzinfo=SHANGHAI),
                offline=False,
            ),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            applied_on=date(2026, 9, 28),
            notice_number="沈铁营商补〔2026〕D07-000123号",
            served_on=date(2026, 9, 28),
            ended_on=date(2026, 10, 23),
            returned=(
                HandedIn("护士执业注册申请审核表", "原件", 1),
                HandedIn("学历证书及临床实习证明", "复印件", 1),
            ),
        )


class Ground(StrEnum):
    """Why an application is not accepted (《行政许可法》 32(1)(1), (2), 78; 辽宁 328 art. 22)."""

    NOT_NEEDED = "not-needed"
    NOT_OURS = "not-ours"
    STILL_FAILING = "still-failing"
    FALSE_MATERIAL = "false-material"


# Of what still fails the province's own article stands in ``clauses``.
GROUND_LAW: dict[Ground, str] = {
    Ground.NOT_NEEDED: LICENSING + "第三十二条第一款第一项",
    Ground.NOT_OURS: LICENSING + "第三十二条第一款第二项",
    Ground.FALSE_MATERIAL: LICENSING + "第七十八条",
}


@dataclass(frozen=True, kw_only=True)
class NonAcceptance(Addressed):
    """D05 不予受理决定书, reasons and remedies in writing.

    The ground's own article stands on the paper by itself where the land has one; ``clauses`` adds others.
    ``competent`` is the body to go to when the matter is not ours; ``notice_number`` and ``failing`` (material: what
    still fails) after a failed correction. ``review_body`` 复议机关, ``court`` 法院; ``online_review`` the Internet
    way, needed when served electronically.
    """

    KIND: ClassVar[str] = "D05"
    NAME: ClassVar[str] = "不予受理决定书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 3
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", ARTICLE_VOUCHER),
        Need("item", "申请事项", ARTICLE_VOUCHER),
        Need("applied_on", "申请日期", ARTICLE_VOUCHER),
        Need("facts", "不予受理的事实和理由", ARTICLE_CORRECTION),
        Need("review_body", "行政复议机关", REVIEW_LAW),
        Need("court", "有管辖权的人民法院", REVIEW_LAW),
        Need("envelope.authority", "作出决定的机关", ARTICLE_VOUCHER),
    )

    applied_on: date
    ground: Ground
    facts: str
    clauses: tuple[str, ...] = ()
    competent: str = ""
    notice_number: str = ""
    failing: tuple[str, ...] = ()
    review_body: str
    court: str
    online_review: str = ""
    served_electronically: bool = False
    returned: tuple[HandedIn, ...] = ()
    signature: Signature | None = None

    def more_needs(self) -> tuple[Need, ...]:
        """What the ground itself calls for."""
        needs: list[Need] = []
        if self.ground is Ground.NOT_OURS:
            needs.append(Need("competent", "应当受理的行政机关", GROUND_LAW[Ground.NOT_OURS]))
        if self.ground is Ground.STILL_FAILING:
            needs.append(Need("notice_number", "一次性告知书编号", ARTICLE_CORRECTION))
            needs.append(Need("failing", "补正后仍不符合的内容", ARTICLE_CORRECTION))
            needs.append(Need("clauses", "不予受理的依据", ARTICLE_CORRECTION))
        if self.served_electronically:
            needs.append(Need("online_review", "互联网行政复议渠道", ONLINE_REVIEW_LAW))
        return tuple(needs)

    @classmethod
    def sample(cls) -> Self:
        """A specimen: the correction still fails."""
        return cls(
            envelope=Envelope.sample(
                "沈铁营商不受〔2026〕D07-000141号",
                issued_on=date(2026, 10, 26),
                printed_at=datetime(2026, 10, 26, 14, 12, tzinfo=SHANGHAI),
                offline=False,
            ),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            applied_on=date(2026, 9, 28),
            ground=Ground.STILL_FAILING,
            facts="你于2026年10月22日提交补正材料并声明补正完毕。经核对，下列材料仍不符合办事指南公布的要求",
            clauses=(ARTICLE_CORRECTION,),
            notice_number="沈铁营商补〔2026〕D07-000123号",
            failing=("6个月内健康体检证明：体检机构未签章，结论页缺失",),
            review_body="沈阳市铁西区人民政府",
            court="沈阳市铁西区人民法院",
            returned=(
                HandedIn("护士执业注册申请审核表", "原件", 1),
                HandedIn("学历证书及临床实习证明", "复印件", 1),
            ),
        )
