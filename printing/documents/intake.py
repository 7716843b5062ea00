"""Papers given at the counter while handing in: application form, receipts, and the slip for what does not
belong here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from app.domain.time import SHANGHAI
from app.values import dataclass
from printing.documents.base import (
    ARTICLE_VOUCHER,
    LIAONING,
    LICENSING,
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    SAMPLE_SITUATION,
    Envelope,
    Need,
    Paper,
    Party,
    SealKind,
    Signature,
    row_needs,
)
from printing.documents.notes import Assistance, CommitmentNote, ToleranceNote

DECLARATION = (
    "本人（本单位）保证以上填写内容和提交的材料真实、合法、有效，"
    + "如有隐瞒或者提供虚假材料，愿意承担相应的法律责任。"
)


OWN = "自填件"
"""The form of what the applicant filled in herself: an original by her own hand, nothing to compare it with."""
PAPER = ("原件", "复印件", "纸质件", OWN)
"""Forms that are sheets of paper; 纸质件 where nobody said whether it is an original."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A material as it was handed in.

    ``form`` 原件、复印件、自填件、电子件、免提交、告知承诺…; ``count`` copies (0 when nothing was handed over);
    ``custody`` 收存、核验后退还…; ``pages`` when counted; ``stays`` how many sheets of it the hall kept, where that is
    not ``count``.
    """

    name: str
    form: str
    count: int = 1
    custody: str = ""
    pages: int | None = None
    stays: int | None = None

    @property
    def form_words(self) -> str:
        """原件×1, or the form alone when nothing was handed over."""
        return f"{self.form}×{self.count}" if self.count else self.form


def paper_sheets(materials: tuple[HandedIn, ...]) -> int:
    """Copies of paper material among them that stay with the hall."""
    paper = (line for line in materials if line.form in PAPER)
    return sum(line.count if line.stays is None else line.stays for line in paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPart:
    """A further case on the combined receipt of one visit; the first one is the receipt itself."""

    applicant: Party
    item: str
    situation: str = ""
    case_number: str = ""
    materials: tuple[HandedIn, ...]
    next_by: date | None = None
    next_note: str = ""
    delivery: str = ""


@dataclass(frozen=True, kw_only=True)
class Receipt(Paper):
    """D01 收件凭证: what was received, when, and what comes next. It says itself that it is no acceptance.

    ``received_at`` is the moment of hand-over, whatever the time of the print; ``entered_at`` when it was entered
    later (post, 上门, numbered pad). ``clock_note`` stands beside the first where the machine's clock had gone back.
    ``next_by`` is the last day for the one-time notice (《行政许可法》32(1)(4));
    ``next_note`` explains it (周六，调休上班). An empty ``next_by`` leaves ``next_step`` to say when. ``channel``
    窗口、邮寄、上门、驿站、自助终端…, ``channel_note`` waybill or place. ``more`` are the other cases of the same
    visit; ``replaces`` the void number of a receipt recalled for a wrong row.
    """

    KIND: ClassVar[str] = "D01"
    NAME: ClassVar[str] = "收件凭证"
    SEAL: ClassVar[SealKind] = "receipt-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("applicant.name", "申请人", ARTICLE_VOUCHER),
        Need("item", "办理事项", ARTICLE_VOUCHER),
        Need("materials", "收到的材料清单", LIAONING + "第二十二条"),
        Need("received_at", "收件时间", ARTICLE_VOUCHER),
    )

    applicant: Party
    item: str
    situation: str = ""
    received_at: datetime
    materials: tuple[HandedIn, ...]
    agent: Party | None = None
    channel: str = "窗口"
    next_step: str = "材料如有问题，会一次告知您全部内容"
    next_by: date | None = None
    next_note: str = ""
    delivery: str = ""
    signature: Signature | None = None
    entered_at: datetime | None = None
    clock_note: str = ""
    channel_note: str = ""
    replaces: str = ""
    helper: Assistance | None = None
    tolerance: ToleranceNote | None = None
    commitment: CommitmentNote | None = None
    more: tuple[ReceiptPart, ...] = ()

    @property
    def paper_count(self) -> int:
        """Copies of paper material received, for 共收纸质材料 n 份."""
        return paper_sheets(self.materials) + sum(paper_sheets(part.materials) for part in self.more)

    def more_needs(self) -> tuple[Need, ...]:
        """Each case of a combined receipt says whose it is, what it is for, and what was received."""
        parts = (("applicant.name", "申请人"), ("item", "办理事项"), ("materials", "收到的材料清单"))
        return row_needs("more", len(self.more), "第{}件", parts, ARTICLE_VOUCHER, first=2)

    @classmethod
    def sample(cls) -> Self:
        """A specimen with invented content."""
        return cls(
            envelope=Envelope.sample("〔2026〕D07-000122号", authority="铁西区政务服务中心"),
            applicant=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            received_at=datetime(2026, 9, 28, 10, 36, tzinfo=SHANGHAI),
            materials=(
                HandedIn("护士执业注册申请审核表", "原件", 1, "收存", 2),
                HandedIn("学历证书及临床实习证明", "复印件", 1, "核对后原件退回", 3),
                HandedIn("护士执业资格考试成绩合格证明", "免提交", 0, "由系统核验"),
                HandedIn("医疗卫生机构拟聘用护士或助产士岗位的有效证明", "原件", 1, "收存", 1),
                HandedIn("6个月内健康体检证明", "原件", 1, "收存", 1),
            ),
            next_by=date(2026, 10, 10),
            next_note="调休上班",
            delivery="本人到窗口自取",
        )


@dataclass(frozen=True, kw_only=True)
class CorrectionReceipt(Receipt):
    """D01b 补正材料收件凭证: answers a notice; ``remaining`` names what is still owed (empty: all is there)."""

    KIND: ClassVar[str] = "D01b"
    NAME: ClassVar[str] = "补正材料收件凭证"
    NEEDS: ClassVar[tuple[Need, ...]] = (
        *Receipt.NEEDS,
        Need("answers", "所补正告知书的编号", LIAONING + "第二十二条"),
    )

    answers: str
    answers_name: str = "一次性告知书"
    remaining: tuple[str, ...] = ()
    remaining_by: date | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen: one of two materials brought, the other still owed."""
        return cls(
            envelope=Envelope.sample(
                "〔2026〕D07-000131号",
                authority="铁西区政务服务中心",
                offline=False,
                issued_on=date(2026, 10, 12),
                printed_at=datetime(2026, 10, 12, 9, 21, tzinfo=SHANGHAI),
            ),
            applicant=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            received_at=datetime(2026, 10, 12, 9, 15, tzinfo=SHANGHAI),
            materials=(HandedIn("医疗卫生机构拟聘用护士或助产士岗位的有效证明", "原件", 1, "收存", 1),),
            answers="沈铁营商补〔2026〕D07-000123号",
            remaining=("6个月内健康体检证明",),
            remaining_by=date(2026, 10, 23),
            delivery="本人到窗口自取",
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a form; ``wide`` takes the whole width (long texts, addresses)."""

    label: str
    value: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form with its heading."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Application(Paper):
    """A01 申请表: filled with the applicant, signed by the applicant. Free of charge and free of unrelated
    questions (《行政许可法》29, 58).
    """

    KIND: ClassVar[str] = "A01"
    NAME: ClassVar[str] = "申请表"
    COPIES: ClassVar[int] = 1
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("applicant.name", "申请人", LICENSING + "第二十九条"),
        Need("item", "申请事项", LICENSING + "第二十九条"),
        Need("sections", "申请内容", LICENSING + "第二十九条"),
    )

    applicant: Party
    item: str
    situation: str = ""
    title: str = ""
    sections: tuple[Section, ...]
    agent: Party | None = None
    declaration: str = DECLARATION
    signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen with two parts."""
        return cls(
            envelope=Envelope.sample("〔2026〕D07-000121号", authority="铁西区政务服务中心", case_number=""),
            applicant=SAMPLE_PERSON,
            item=SAMPLE_ITEM,
            situation=SAMPLE_SITUATION,
            title="护士执业注册申请审核表",
            sections=(
                Section(
                    "申请人",
                    (
                        Entry("姓名", "张三"),
                        Entry("性别", "女"),
                        Entry("民族", "汉"),
                        Entry("出生日期", "1900年1月1日"),
                        Entry("证件类型", "居民身份证"),
                        Entry("证件号码", "210106190001010014"),
                        Entry("联系电话", "13800000001"),
                        Entry("学历", "大学专科"),
                        Entry("通信地址", "辽宁省沈阳市铁西区示例街1号1-1-1", wide=True),
                    ),
                ),
                Section(
                    "执业信息",
                    (
                        Entry("拟执业机构", "沈阳市铁西区示例医院", wide=True),
                        Entry("科室", "内科"),
                        Entry("毕业时间", "1920年7月1日"),
                        Entry("毕业学校", "示例护理职业学院", wide=True),
                        Entry("实习起止", "1919年9月1日至1920年5月31日", wide=True),
                    ),
                ),
            ),
        )


@dataclass(frozen=True, kw_only=True)
class TurnAwaySlip(Paper):
    """D19 即时告知单: why this window does not take the application, and which way leads on; no one leaves
    without a trace. ``phone`` answers questions about the way, empty where ``ways`` names it already.
    """

    KIND: ClassVar[str] = "D19"
    NAME: ClassVar[str] = "即时告知单"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("asked", "咨询或者申请的事项", LICENSING + "第三十二条第一款第一项、第二项"),
        Need("reason", "理由", LICENSING + "第三十二条第一款第一项、第二项"),
        Need("basis", "依据", LICENSING + "第三十二条第一款第一项、第二项"),
        Need("ways", "下一步去处", LICENSING + "第三十二条第一款第二项"),
    )

    asked: str
    reason: str
    basis: str
    told_at: datetime
    ways: tuple[str, ...]
    person: Party | None = None
    phone: str = ""
    signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen: the item belongs to another body, the window offers to take it in for it."""
        return cls(
            envelope=Envelope.sample("〔2026〕D07-000124号", authority="铁西区政务服务中心", case_number=""),
            asked="普通护照换发",
            reason="该事项由公安机关出入境管理机构办理，不属于本综合窗口的收件范围。",
            basis=LICENSING + "第三十二条第一款第二项",
            told_at=datetime(2026, 9, 28, 11, 5, tzinfo=SHANGHAI),
            ways=(
                "请到沈阳市公安局铁西分局出入境接待窗口办理，咨询电话 024-0000-0110。",
                "不便前往的，本窗口可以代收申请材料并转交，转交时间另行短信告知。",
            ),
            person=SAMPLE_PERSON,
        )
