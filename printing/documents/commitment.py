"""D08 告知承诺书: what the authority tells, and what the applicant promises, each point ticked (辽宁 328 art. 9–11;
浙江 art. 14).
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Self

from app.errors import UserFacingError
from app.values import dataclass
from printing.documents.base import (
    ARTICLE_VOUCHER,
    LIAONING,
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    SAMPLE_SITUATION,
    Envelope,
    Need,
    Paper,
    Party,
    SealKind,
    Signature,
)
from printing.documents.tolerance import ZHEJIANG

ARTICLE_TOLD = LIAONING + "第九条第二款"
ARTICLE_PROMISED = LIAONING + "第九条第三款"
ARTICLE_LICENCE = ZHEJIANG + "第十四条"


class CommitmentKind(StrEnum):
    """What the commitment stands for, as in the title: a proof (辽宁 328 art. 9) or a licence (浙江 art. 14)."""

    PROOF = "证明事项"
    LICENCE = "行政许可"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Part one, by the authority. The first five are the law's own list.

    ``matter`` 办理事项的名称, ``basis`` 设定证明（许可条件）的依据, ``content`` 证明的内容（许可条件）, ``manner``
    承诺的方式, ``liability`` 虚假承诺的责任; ``scope`` 适用对象, ``otherwise`` for who does not commit, ``check`` how
    it is checked.
    """

    matter: str
    basis: str
    content: str
    manner: str
    liability: str
    scope: str = ""
    otherwise: str = "不愿承诺或者无法承诺的，应当提交法律、法规要求的证明，按一般程序办理"
    check: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the promise, and whether the applicant ticked it."""

    text: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """Part two, by the applicant: the four statements of the law."""

    known: Statement
    meets: Statement
    liable: Statement
    genuine: Statement

    @property
    def all(self) -> tuple[Statement, ...]:
        """The four in their order."""
        return (self.known, self.meets, self.liable, self.genuine)


def standard_promise(ticked: bool = False) -> Promise:
    """The four statements in everyday words."""
    return Promise(
        Statement("已经知晓行政机关告知的全部内容；", ticked),
        Statement("已经符合告知的条件和要求，并能够按要求提供情况、接受核查；", ticked),
        Statement("愿意承担虚假承诺的责任；", ticked),
        Statement("以上承诺是本人（本单位）的真实意思表示。", ticked),
    )


@dataclass(frozen=True, kw_only=True)
class Commitment(Paper):
    """D08. ``by_pen`` leaves the four boxes open for a pen; otherwise each must be ticked already. Of a licence,
    ``check_within`` names the days of the check after the decision.
    """

    KIND: ClassVar[str] = "D08"
    NAME: ClassVar[str] = "告知承诺书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("applicant.name", "申请人", ARTICLE_PROMISED),
        Need("told.matter", "办理事项的名称", ARTICLE_TOLD),
        Need("told.basis", "设定依据", ARTICLE_TOLD),
        Need("told.content", "证明的内容（许可条件）", ARTICLE_TOLD),
        Need("told.manner", "承诺的方式", ARTICLE_TOLD),
        Need("told.liability", "虚假承诺的责任", ARTICLE_TOLD),
        Need("promise.known.text", "已知晓告知事项", ARTICLE_PROMISED),
        Need("promise.meets.text", "已符合相关条件", ARTICLE_PROMISED),
        Need("promise.liable.text", "愿意承担虚假承诺的责任", ARTICLE_PROMISED),
        Need("promise.genuine.text", "承诺意思表示真实", ARTICLE_PROMISED),
        Need("envelope.authority", "告知机关", ARTICLE_VOUCHER),
    )

    kind: CommitmentKind = CommitmentKind.PROOF
    applicant: Party
    item: str
    situation: str = ""
    told: Told
    promise: Promise
    by_pen: bool = False
    check_within: str = ""
    receipt_number: str = ""
    text_version: str = ""
    agent: Party | None = None
    signature: Signature | None = None

    @property
    def title(self) -> str:
        """证明事项告知承诺书 or 行政许可告知承诺书."""
        return f"{self.kind.value}{self.NAME}"

    def more_needs(self) -> tuple[Need, ...]:
        """A licence granted on a promise is checked within a told time, in a told way."""
        if self.kind is CommitmentKind.LICENCE:
            return (
                Need("check_within", "检查验收期限", ARTICLE_LICENCE),
                Need("told.check", "检查验收方式", ARTICLE_LICENCE),
            )
        return ()

    def required(self) -> None:
        """As for every paper; and each of the four statements is ticked by the applicant (``ZC-PRN-24``)."""
        super().required()
        open_ones = [statement.text.rstrip("；。") for statement in self.promise.all if not statement.ticked]
        if open_ones and not self.by_pen:
            raise UserFacingError(
                "ZC-PRN-24",
                f"还有 {len(open_ones)} 项承诺没有由申请人勾选（{ARTICLE_PROMISED}）：{'；'.join(open_ones)}。",
                "已勾选的内容都在，文书没有打印，编号没有作废。",
                "请由申请人逐项阅读并勾选；不愿承诺的，改为提交证明材料。",
            )

    @classmethod
    def sample(cls) -> Self:
        """A specimen: a proof that need not be fetched."""
        return cls(
            envelope=Envelope.sample("沈铁营商诺〔2026〕D07-000128号", offline=False),
            applicant=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            told=Told(
                matter=f"{SAMPLE_ITEM}（{SAMPLE_SITUATION}）",
                basis="《护士条例》第七条",
                content="申请人在教学、综合医院完成8个月以上护理临床实习的证明",
                manner="书面承诺，由申请人本人签署；委托代理的，另附特别授权委托书",
                liability="承诺不实的，责令限期整改；逾期不整改或者整改后仍不符合条件的，依法撤销决定、给予行政处罚，"
                "并记入诚信档案和虚假承诺黑名单",
                scope="没有较严重的不良信用记录、未曾作出虚假承诺的申请人",
                check="通过政务数据共享和实习单位协查，在办结后核查",
            ),
            promise=standard_promise(ticked=True),
            receipt_number="〔2026〕D07-000122号",
            text_version="2026年第1版",
        )
