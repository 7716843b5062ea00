"""容缺受理 from the applicant's pledge to its end: pledge, notice, 退件办结 (辽宁), 撤销受理 (浙江)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from app.domain.time import SHANGHAI, date_words
from app.errors import UserFacingError
from app.values import dataclass
from printing.documents.base import (
    ARTICLE_VOUCHER,
    LIAONING,
    ONLINE_REVIEW_LAW,
    REVIEW_LAW,
    SAMPLE_HAND_IN,
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    SAMPLE_SITUATION,
    Addressed,
    Envelope,
    Need,
    Paper,
    Party,
    SealKind,
    Signature,
    row_needs,
)
from printing.documents.intake import HandedIn
from printing.documents.notes import Assistance, Branch, CommitmentNote

ARTICLE_TOLERANCE = LIAONING + "第二十二条第三款"
TOLERANCE_RULES = "《辽宁省政务服务容缺受理管理办法》"
ZHEJIANG = "《浙江省保障“最多跑一次”改革规定》"
ARTICLE_REVOKED = ZHEJIANG + "第十一条第二款"

PLEDGES = (
    "自愿申请容缺受理，已经知晓应当补交的材料、期限和逾期后果；",
    "没有不适用容缺受理的不良信用记录；",
    "已提交的材料和填写的内容真实、合法、有效；",
    "最迟在承诺的日期当日补交上列材料，逾期未补交或者补交后仍不符合要求的，接受退件办结等处理；",
    "因未按承诺补交造成的损失由本人（本单位）承担。",
)

SAMPLE_OWED_NAME = "6个月内健康体检证明"


@dataclass(frozen=True, slots=True)
class Owed:
    """A material that may come later: ``state`` 缺失 or 有瑕疵 (with what), ``form`` as it must be handed in,
    ``way`` how it comes.
    """

    name: str
    state: str
    form: str
    way: str = "现场、邮寄或者网上"


def _owed_needs(rows: tuple[Owed, ...]) -> tuple[Need, ...]:
    parts = (("name", "材料名称"), ("state", "容缺情形"), ("form", "补交形式"))
    return row_needs("owed", len(rows), "第{}项", parts, ARTICLE_TOLERANCE)


SAMPLE_OWED = (Owed(SAMPLE_OWED_NAME, "缺失：体检已完成，报告尚未出具", "原件1份"),)


@dataclass(frozen=True, kw_only=True)
class TolerancePledge(Paper):
    """D06 容缺受理承诺书, the applicant's own. ``promised_by`` is the day promised, ``latest`` the last one the item
    allows (规定时限); an agent also names the ``authorisation``.
    """

    KIND: ClassVar[str] = "D06"
    NAME: ClassVar[str] = "容缺受理承诺书"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("applicant.name", "申请人", ARTICLE_TOLERANCE),
        Need("item", "申请事项", ARTICLE_TOLERANCE),
        Need("owed", "容缺的材料", ARTICLE_TOLERANCE),
        Need("promised_by", "承诺补交日期", ARTICLE_TOLERANCE),
        Need("statements", "承诺内容", TOLERANCE_RULES),
        Need("envelope.authority", "受理机关", ARTICLE_VOUCHER),
    )

    applicant: Party
    item: str
    situation: str = ""
    owed: tuple[Owed, ...]
    promised_by: date
    latest: date | None = None
    receipt_number: str = ""
    statements: tuple[str, ...] = PLEDGES
    agent: Party | None = None
    authorisation: str = ""
    signature: Signature | None = None

    def more_needs(self) -> tuple[Need, ...]:
        """Every row says what and how; an agent shows the power of attorney."""
        needs = list(_owed_needs(self.owed))
        if self.agent is not None:
            needs.append(Need("authorisation", "授权委托书", TOLERANCE_RULES))
        return tuple(needs)

    def required(self) -> None:
        """As for every paper; and no later day than the item allows (``ZC-PRN-25``)."""
        super().required()
        if self.latest is not None and self.promised_by > self.latest:
            raise UserFacingError(
                "ZC-PRN-25",
                f"承诺补交日期晚于该事项的规定时限 {date_words(self.latest)}（{TOLERANCE_RULES}）。",
                "已录入的内容都在，文书没有打印，编号没有作废。",
                f"请把承诺补交日期改为 {date_words(self.latest)} 或者更早。",
            )

    @classmethod
    def sample(cls) -> Self:
        """A specimen: one certificate to follow."""
        return cls(
            envelope=Envelope.sample("沈铁营商容诺〔2026〕D07-000126号"),
            applicant=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            owed=SAMPLE_OWED,
            promised_by=date(2026, 10, 10),
            latest=date(2026, 10, 19),
            receipt_number="〔2026〕D07-000122号",
        )


@dataclass(frozen=True, kw_only=True)
class ToleranceNotice(Addressed):
    """D07 容缺受理通知书: what is owed, in which form, by when, and what follows if it does not come.

    ``period`` 10个工作日, ``ends_on`` its last day; ``limit`` and ``due_on`` are of the case itself; ``replaces`` the
    void number of one whose date moved; ``deemed`` marks 视为受理 (no notice was given in time). It stands in the place
    of D02: ``result`` and ``collect`` say what is to be had and how, ``matter`` and ``branches`` are of a 一件事,
    ``excluded`` are the steps whose time does not count, ``commitment`` and ``helper`` its notes.
    """

    KIND: ClassVar[str] = "D07"
    NAME: ClassVar[str] = "容缺受理通知书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", ARTICLE_VOUCHER),
        Need("item", "申请事项", ARTICLE_VOUCHER),
        Need("accepted_on", "受理日期", ARTICLE_VOUCHER),
        Need("owed", "需要补正的材料", ARTICLE_TOLERANCE),
        Need("period", "补正时限", ARTICLE_TOLERANCE),
        Need("ends_on", "补正截止日期", ARTICLE_TOLERANCE),
        Need("on_expiry", "超期补正处理方式", ARTICLE_TOLERANCE),
        Need("on_false", "不实承诺的后果", TOLERANCE_RULES),
        Need("law", "依据", ARTICLE_TOLERANCE),
        Need("envelope.authority", "受理机关", ARTICLE_VOUCHER),
    )

    applied_on: date
    accepted_on: date
    owed: tuple[Owed, ...]
    period: str
    ends_on: date
    counting: str = ""
    limit: str = ""
    due_on: date | None = None
    materials: tuple[HandedIn, ...] = ()
    receipt_number: str = ""
    pledge_number: str = ""
    replaces: str = ""
    deemed: bool = False
    result: str = ""
    collect: str = ""
    matter: str = ""
    branches: tuple[Branch, ...] = ()
    excluded: tuple[str, ...] = ()
    commitment: CommitmentNote | None = None
    helper: Assistance | None = None
    tolerance: ClassVar[None] = None
    on_expiry: str = (
        "期限内未补交或者补交后仍不符合要求的，视为放弃申请，作退件办结处理，材料退还，可以重新申请"
    )
    on_false: str = "承诺不实的，终止容缺受理，由有关机关依法处理"
    hand_in: str
    law: tuple[str, ...] = (ARTICLE_TOLERANCE, TOLERANCE_RULES)
    agent: Party | None = None
    signature: Signature | None = None

    def more_needs(self) -> tuple[Need, ...]:
        """Every row says what and how."""
        return _owed_needs(self.owed)

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample("沈铁营商容受〔2026〕D07-000127号"),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            applied_on=date(2026, 9, 28),
            accepted_on=date(2026, 9, 28),
            owed=SAMPLE_OWED,
            period="5个工作日",
            ends_on=date(2026, 10, 10),
            counting="10月1日至7日放假不计入，10月10日（星期六）调休上班计入",
            limit="10个工作日",
            due_on=date(2026, 10, 16),
            materials=(
                HandedIn("护士执业注册申请审核表", "原件", 1, "收存"),
                HandedIn("学历证书及临床实习证明", "复印件", 1, "核对后原件退回"),
            ),
            receipt_number="〔2026〕D07-000122号",
            pledge_number="沈铁营商容诺〔2026〕D07-000126号",
            hand_in=SAMPLE_HAND_IN,
            result="护士执业证书",
            collect="凭本通知书和身份证件到铁西区政务服务中心发件窗口领取",
        )


@dataclass(frozen=True, kw_only=True)
class ToleranceLapsed(Addressed):
    """D09 退件办结通知书: the period of a D07 ended, or what came still fails (``failing``); the application counts as
    given up. ``served_on`` is when the D07 was given, None where nobody recorded that.

    The remedies are printed when ``review_body`` and ``court`` are known; ``credit`` only when the department has
    ordered a credit record.
    """

    KIND: ClassVar[str] = "D09"
    NAME: ClassVar[str] = "退件办结通知书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", TOLERANCE_RULES),
        Need("item", "申请事项", TOLERANCE_RULES),
        Need("notice_number", "容缺受理通知书编号", TOLERANCE_RULES),
        Need("owed", "应当补交的材料", TOLERANCE_RULES),
        Need("ended_on", "补正截止日期", TOLERANCE_RULES),
        Need("law", "依据", TOLERANCE_RULES),
        Need("envelope.authority", "作出处理的机关", ARTICLE_VOUCHER),
    )

    accepted_on: date
    notice_number: str
    served_on: date | None
    ended_on: date
    owed: tuple[str, ...]
    failing: tuple[str, ...] = ()
    law: tuple[str, ...] = (ARTICLE_TOLERANCE, TOLERANCE_RULES)
    returned: tuple[HandedIn, ...] = ()
    credit: str = ""
    review_body: str = ""
    court: str = ""
    signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample(
                "沈铁营商退〔2026〕D07-000142号",
                issued_on=date(2026, 10, 13),
                printed_at=datetime(2026, 10, 13, 9, 20, tzinfo=SHANGHAI),
                offline=False,
            ),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            accepted_on=date(2026, 9, 28),
            notice_number="沈铁营商容受〔2026〕D07-000127号",
            served_on=date(2026, 9, 28),
            ended_on=date(2026, 10, 10),
            owed=(SAMPLE_OWED_NAME,),
            returned=(
                HandedIn("护士执业注册申请审核表", "原件", 1),
                HandedIn("学历证书及临床实习证明", "复印件", 1),
            ),
            review_body="沈阳市铁西区人民政府",
            court="沈阳市铁西区人民法院",
        )


@dataclass(frozen=True, kw_only=True)
class AcceptanceRevoked(Addressed):
    """D10 撤销受理决定书 (浙江): the owed material did not come or still fails; reasons and remedies in writing."""

    KIND: ClassVar[str] = "D10"
    NAME: ClassVar[str] = "撤销受理决定书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 3
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "申请人", ARTICLE_REVOKED),
        Need("item", "申请事项", ARTICLE_REVOKED),
        Need("acceptance_number", "受理通知书编号", ARTICLE_REVOKED),
        Need("accepted_on", "受理日期", ARTICLE_REVOKED),
        Need("owed", "应当补正的材料", ARTICLE_REVOKED),
        Need("ended_on", "补正截止日期", ARTICLE_REVOKED),
        Need("facts", "撤销受理的理由", ARTICLE_REVOKED),
        Need("clauses", "依据", ARTICLE_REVOKED),
        Need("review_body", "行政复议机关", REVIEW_LAW),
        Need("court", "有管辖权的人民法院", REVIEW_LAW),
        Need("envelope.authority", "作出决定的机关", ARTICLE_VOUCHER),
    )

    acceptance_number: str
    accepted_on: date
    notice_number: str = ""
    owed: tuple[str, ...]
    ended_on: date
    facts: str
    clauses: tuple[str, ...] = (ARTICLE_REVOKED,)
    review_body: str
    court: str
    online_review: str = ""
    served_electronically: bool = False
    returned: tuple[HandedIn, ...] = ()
    signature: Signature | None = None

    def more_needs(self) -> tuple[Need, ...]:
        """Served electronically, it names the review by Internet."""
        if self.served_electronically:
            return (Need("online_review", "互联网行政复议渠道", ONLINE_REVIEW_LAW),)
        return ()

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample(
                "某营商撤受〔2026〕D07-000143号",
                authority="某县卫生健康局",
                issued_on=date(2026, 10, 13),
                printed_at=datetime(2026, 10, 13, 9, 31, tzinfo=SHANGHAI),
                offline=False,
            ),
            addressee=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            acceptance_number="某营商受〔2026〕D07-000125号",
            accepted_on=date(2026, 9, 28),
            notice_number="某营商容受〔2026〕D07-000127号",
            owed=(SAMPLE_OWED_NAME,),
            ended_on=date(2026, 10, 10),
            facts="至补正期限届满，仍未收到上列材料，申请不具备继续审查的条件",
            review_body="某县人民政府",
            court="某县人民法院",
            returned=(HandedIn("护士执业注册申请审核表", "原件", 1),),
        )
