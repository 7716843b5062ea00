"""D17 缴费通知书: what is charged, on what basis, and how to pay."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from app.domain.time import SHANGHAI
from app.errors import UserFacingError
from app.values import dataclass
from printing.documents.base import (
    ARTICLE_VOUCHER,
    LICENSING,
    SAMPLE_PERSON,
    Addressed,
    Envelope,
    Need,
    SealKind,
    Signature,
    row_needs,
)

ARTICLE_FEE = LICENSING + "第五十九条"
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One charge: ``standard`` 每证10元, ``basis`` the published document, ``amount`` in 分."""

    name: str
    standard: str
    basis: str
    amount: int
    quantity: int = 1


def plain_amount(fen: int) -> str:
    """An amount in 分 as yuan with two places: 120450 is 1,204.50."""
    yuan, rest = divmod(fen, 100)
    return f"{yuan:,}.{rest:02d}"


def capital_amount(amount: int) -> str:
    """An amount in 分 as bills and receipts write it: 120450 is 壹仟贰佰零肆元伍角整.

    ``amount`` from 0 up to, not including, one trillion yuan; raises ValueError beyond that.
    """
    if not 0 <= amount < 10**14:
        raise ValueError(amount)
    yuan, rest = divmod(amount, 100)
    jiao, fen = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan or not rest else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif fen and yuan:
        words += "零"
    return words + (f"{_DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """Capitals of a whole number, one 零 for any run of noughts inside it."""
    if not number:
        return _DIGITS[0]
    words, pending = "", False
    for group in reversed(range(3)):
        part = number // 10 ** (4 * group) % 10**4
        for place in reversed(range(4)):
            digit = part // 10**place % 10
            if digit:
                words += (_DIGITS[0] if pending else "") + _DIGITS[digit] + _PLACES[place]
                pending = False
            else:
                pending = bool(words)
        if part:
            words += _GROUPS[group]
    return words


@dataclass(frozen=True, kw_only=True)
class FeeNotice(Addressed):
    """D17. ``pay_code`` 缴款码 of the unified non-tax collection; nothing is paid at the window in cash."""

    KIND: ClassVar[str] = "D17"
    NAME: ClassVar[str] = "缴费通知书"
    SEAL: ClassVar[SealKind] = "special-seal"
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("addressee.name", "缴款人", ARTICLE_FEE),
        Need("item", "收费的事项", ARTICLE_FEE),
        Need("lines", "收费项目", ARTICLE_FEE),
        Need("pay_code", "缴款码", ARTICLE_FEE),
        Need("due_on", "缴款期限", ARTICLE_FEE),
        Need("envelope.authority", "执收单位", ARTICLE_VOUCHER),
    )

    lines: tuple[FeeLine, ...]
    pay_code: str
    due_on: date
    ways: str = "非税收入统一缴款平台、银行柜台和手机扫码，凭缴款码缴款；窗口不收现金"
    on_unpaid: str = "逾期未缴的，请与本窗口联系，缴款码可以重新开具"
    relief: str = ""
    signature: Signature | None = None

    @property
    def total(self) -> int:
        """The sum, in 分."""
        return sum(line.amount for line in self.lines)

    def more_needs(self) -> tuple[Need, ...]:
        """Charged is only what is published, by the published standard."""
        parts = (("name", "收费项目名称"), ("standard", "收费标准"), ("basis", "收费依据"))
        return row_needs("lines", len(self.lines), "第{}项", parts, ARTICLE_FEE)

    def required(self) -> None:
        """As for every paper; and there is something to pay (``ZC-PRN-26``)."""
        super().required()
        if self.total <= 0 or any(line.amount < 0 for line in self.lines):
            raise UserFacingError(
                "ZC-PRN-26",
                f"应缴金额不是正数，不能出具《{self.NAME}》（{ARTICLE_FEE}）。",
                "已录入的收费项目都在，文书没有打印，编号没有作废。",
                "请核对收费项目和金额；不收费的事项不需要出具缴费通知书。",
            )

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(
            envelope=Envelope.sample(
                "沈铁营商缴〔2026〕D07-000145号",
                authority="沈阳市铁西区自然资源局",
                issued_on=date(2026, 9, 28),
                printed_at=datetime(2026, 9, 28, 11, 20, tzinfo=SHANGHAI),
            ),
            addressee=SAMPLE_PERSON,
            item="不动产登记",
            situation="住宅首次登记",
            lines=(
                FeeLine("不动产登记费（住宅）", "每件80元", "发改价格规〔2016〕2559号", 80_00),
                FeeLine("不动产权属证书工本费", "每增加一本10元", "发改价格规〔2016〕2559号", 10_00),
            ),
            pay_code="2101 0626 0000 0000 0145",
            due_on=date(2026, 10, 12),
        )
