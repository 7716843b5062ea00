"""The papers of a working day. They have no document number; date, device and kind make their code.

They stay in the house: what a machine knows in the evening is on paper too, should it be dead in the morning.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Self

from app.domain.time import SHANGHAI
from app.values import dataclass, replace
from printing.documents.base import (
    SAMPLE_ITEM,
    SAMPLE_PERSON,
    Envelope,
    Need,
    Paper,
    Party,
    Signature,
)

HALL_RULE = "大厅开窗闭窗和交接要求"
STOCK_RULE = "空白证照管理要求"
SAMPLE_DAY = date(2026, 9, 28)


@dataclass(frozen=True, kw_only=True)
class DailyPaper(Paper):
    """Base of the papers of a day; ``envelope.number`` is :meth:`code` instead of a document number."""

    PUBLIC: ClassVar[bool] = False

    @classmethod
    def code(cls, day: date, device: str) -> str:
        """20260928-D07-R01: day, device, kind; ASCII, so that the bar code holds the whole of it."""
        return f"{day:%Y%m%d}-{device}-{cls.KIND}"

    @classmethod
    def _envelope(cls, hour: int, minute: int, **changes: Any) -> Envelope:
        """The envelope of a specimen."""
        values: dict[str, Any] = {
            "authority": "铁西区政务服务中心",
            "issued_on": SAMPLE_DAY,
            "printed_at": datetime(2026, 9, 28, hour, minute, tzinfo=SHANGHAI),
            "case_number": "",
            "query_code": "",
            "offline": False,
        }
        return Envelope.sample(cls.code(SAMPLE_DAY, "D07"), **(values | changes))

    def common_needs(self) -> tuple[Need, ...]:
        """Its code, and who printed it."""
        return (
            Need("envelope.number", "日期和设备号", HALL_RULE),
            Need("envelope.operator", "经办人", HALL_RULE),
        )


@dataclass(frozen=True, slots=True)
class DueLine:
    """One deadline: its last day ``due_on``, which clock (一次告知、补正、容缺、办理、送达), of which case, and what is
    to do. ``light`` 正常、临期、今天到期、超期、停表. The applicant is printed masked.
    """

    due_on: date
    clock: str
    case_number: str
    item: str
    applicant: Party
    owner: str
    next_step: str
    light: str = "正常"


@dataclass(frozen=True, kw_only=True)
class DueList(DailyPaper):
    """R01 待办时限清单: every deadline up to ``until``, soonest first, as known at ``as_of``."""

    KIND: ClassVar[str] = "R01"
    NAME: ClassVar[str] = "待办时限清单"
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("as_of", "数据时间", HALL_RULE),
        Need("until", "截至日期", HALL_RULE),
    )

    as_of: datetime
    until: date
    lines: tuple[DueLine, ...] = ()
    not_listed: int = 0
    signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen before the holidays."""
        item = f"{SAMPLE_ITEM}（首次注册）"
        company = Party("某某有限公司", "统一社会信用代码", "91210106MA0EXAMPLE", company=True)
        return cls(
            envelope=cls._envelope(17, 2),
            as_of=datetime(2026, 9, 28, 17, 0, tzinfo=SHANGHAI),
            until=date(2026, 10, 14),
            lines=(
                DueLine(
                    date(2026, 10, 10),
                    "一次告知",
                    "000123014000-20260928-0123",
                    item,
                    SAMPLE_PERSON,
                    "赵六",
                    "告知或者受理",
                ),
                DueLine(
                    SAMPLE_DAY,
                    "办理",
                    "000118002000-20260914-0007",
                    "食品经营许可（新办）",
                    company,
                    "市场监管局",
                    "催办",
                    "今天到期",
                ),
                DueLine(
                    date(2026, 9, 30),
                    "补正",
                    "000123014000-20260909-0088",
                    item,
                    Party("王五"),
                    "赵六",
                    "等申请人补正，到期拟视为撤回",
                    "临期",
                ),
                DueLine(
                    date(2026, 9, 25),
                    "送达",
                    "000123014000-20260901-0031",
                    item,
                    Party("李四"),
                    "发件窗口",
                    "电话通知领取",
                    "超期",
                ),
            ),
        )


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One point of a check: what was found, whether it is right (None: not checked), what is done about it."""

    name: str
    found: str
    right: bool | None = True
    action: str = ""


@dataclass(frozen=True, kw_only=True)
class DayCheck(DailyPaper):
    """What opening and closing check share: nothing wrong stays without what is done about it."""

    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("lines", "检查项目", HALL_RULE),
        Need("done_at", "检查时间", HALL_RULE),
        Need("checker", "检查人", HALL_RULE),
    )

    lines: tuple[CheckLine, ...]
    done_at: datetime
    checker: str
    signature: Signature | None = None
    head_signature: Signature | None = None

    @property
    def open_points(self) -> int:
        """Points that are not right or were not checked."""
        return sum(line.right is not True for line in self.lines)

    def more_needs(self) -> tuple[Need, ...]:
        """Zero, or named: every point that is not right says what is done about it."""
        return tuple(
            Need(f"lines.{row}.action", f"“{line.name}”的处理", HALL_RULE)
            for row, line in enumerate(self.lines)
            if line.right is not True
        )


@dataclass(frozen=True, kw_only=True)
class OpeningCheck(DayCheck):
    """R02 开窗检查单."""

    KIND: ClassVar[str] = "R02"
    NAME: ClassVar[str] = "开窗检查单"

    @classmethod
    def sample(cls) -> Self:
        """A specimen with one thing to look after."""
        return cls(
            envelope=cls._envelope(8, 21),
            done_at=datetime(2026, 9, 28, 8, 20, tzinfo=SHANGHAI),
            checker="赵六（0712）",
            lines=(
                CheckLine("今天和明天到期的时限", "2 件，已列入待办时限清单"),
                CheckLine("昨晚以来的网上、邮寄收件", "邮寄 1 件，已登记"),
                CheckLine("空白证照", "护士执业证书 38 份，与账面一致"),
                CheckLine("收件专用章、专用印章", "在位，封存完好"),
                CheckLine("身份证读卡器", "读样卡成功"),
                CheckLine("打印机", "A4 正常；80毫米纸余量不足", False, "已领新纸一卷，9时前更换"),
                CheckLine("时钟", "与平台相差 0.4 秒"),
                CheckLine("办事指南目录", "2026-09-21 版，昨日 22:10 核对"),
                CheckLine("网络和待传", "线路正常，待传 0 件"),
                CheckLine("备份", "昨日 17:31 完成，第二介质在位"),
            ),
        )


@dataclass(frozen=True, kw_only=True)
class ClosingCheck(DayCheck):
    """R04 闭窗检查单: unsigned, unsealed, unsent, uncollected, unexplained."""

    KIND: ClassVar[str] = "R04"
    NAME: ClassVar[str] = "闭窗检查单"

    @classmethod
    def sample(cls) -> Self:
        """A specimen with two things left over, both named."""
        return cls(
            envelope=cls._envelope(17, 6, offline=True),
            done_at=datetime(2026, 9, 28, 17, 5, tzinfo=SHANGHAI),
            checker="赵六（0712）",
            lines=(
                CheckLine("未签收的文书", "0 份"),
                CheckLine("待盖章的文书", "1 份：受理通知书 D07-000125", False, "用印人外出，明日 8:30 补盖"),
                CheckLine("没有回执的办件", "3 件（断网）", False, "明早恢复后自动续传，已告知值班长"),
                CheckLine("到期未领的结果", "0 件"),
                CheckLine("没有说明的作废、缺号", "0 个"),
                CheckLine("收存的原件", "4 件，入柜，封签完好"),
                CheckLine("空白证照", "已盘点，差异 0"),
                CheckLine("印章", "已入柜上锁"),
                CheckLine("暂存的登记", "0 件"),
                CheckLine("今日备份", "17:03 完成"),
            ),
        )


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """What passes to the next shift: how many, and which; whether it is as the register says (None: not counted), and
    what is done about it when it is not.
    """

    what: str
    count: int
    detail: str = ""
    right: bool | None = True
    action: str = ""


@dataclass(frozen=True, slots=True)
class CaseInHand:
    """A case that passes to the next shift: its ``number``, when its next period ends, and what is to be done."""

    number: str
    item: str
    due_on: date | None
    next_step: str


@dataclass(frozen=True, kw_only=True)
class ShiftHandover(DailyPaper):
    """R03 交接班单: everything that is somebody's to keep has a new keeper; both sign."""

    KIND: ClassVar[str] = "R03"
    NAME: ClassVar[str] = "交接班单"
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("lines", "交接的内容", HALL_RULE),
        Need("giver", "交班人", HALL_RULE),
        Need("taker", "接班人", HALL_RULE),
        Need("at", "交接时间", HALL_RULE),
    )

    lines: tuple[ShiftLine, ...]
    giver: str
    taker: str
    at: datetime
    matters: tuple[str, ...] = ()
    giver_signature: Signature | None = None
    taker_signature: Signature | None = None
    cases: tuple[CaseInHand, ...] = ()
    more: int = 0

    @property
    def open_lines(self) -> int:
        """Lines that are not as the register says, or that nobody counted."""
        return sum(line.right is not True for line in self.lines)

    def more_needs(self) -> tuple[Need, ...]:
        """Nobody takes over a difference without what is done about it."""
        return tuple(
            Need(f"lines.{row}.action", f"“{line.what}”的处理", HALL_RULE)
            for row, line in enumerate(self.lines)
            if line.right is not True
        )

    @classmethod
    def sample(cls) -> Self:
        """A specimen at noon, with a blank that could not be found."""
        return cls(
            envelope=cls._envelope(12, 31),
            lines=(
                ShiftLine("暂存未完成的登记", 1, "张*，护士执业注册，差签名"),
                ShiftLine("收存的原件（袋）", 3, "B-D07-0091、B-D07-0092、B-D07-0093"),
                ShiftLine("待盖章的文书", 1, "D07-000125"),
                ShiftLine("待领取的结果", 2, "取件码 480 216、480 217"),
                ShiftLine("空白护士执业证书", 38, "清点一致"),
                ShiftLine(
                    "空白食品经营许可证", 50, "清点实有49份，与账面不符", False, "已报值班主管，下午由两人盘点（R05）"
                ),
                ShiftLine("收件专用章", 1, "在柜，钥匙随班交接"),
                ShiftLine("待传的办件", 0),
            ),
            giver="赵六（0712）",
            taker="钱七（0713）",
            at=datetime(2026, 9, 28, 12, 30, tzinfo=SHANGHAI),
            matters=("王五约定 14 时前来补交体检证明，到后请先叫号。",),
            cases=(
                CaseInHand("（铁西政务）收字〔2026〕D07-000121号", "护士执业注册", date(2026, 9, 29), "告知或者受理"),
                CaseInHand("（铁西政务）收字〔2026〕D07-000119号", "食品经营许可", None, "核对补正，受理或者不予受理"),
            ),
            more=3,
        )


@dataclass(frozen=True, slots=True)
class StockLine:
    """One kind of blank: serials ``first`` to ``last``, how many by the ``book`` and ``counted``, of them spoiled.

    ``sums`` are the words and figures of the day whose last is ``book``: 期初、入库、使用、作废、退回、销毁、结存.
    """

    kind: str
    first: str
    last: str
    book: int
    counted: int
    spoiled: int = 0
    note: str = ""
    sums: tuple[tuple[str, int], ...] = ()

    @property
    def difference(self) -> int:
        """Counted less book: below zero some are missing."""
        return self.counted - self.book


@dataclass(frozen=True, kw_only=True)
class BlankCount(DailyPaper):
    """R05 空白证照盘点单: two people count; a difference without an explanation is refused."""

    KIND: ClassVar[str] = "R05"
    NAME: ClassVar[str] = "空白证照盘点单"
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("lines", "盘点的证照", STOCK_RULE),
        Need("counter", "盘点人", STOCK_RULE),
        Need("witness", "监盘人", STOCK_RULE),
        Need("counted_at", "盘点时间", STOCK_RULE),
    )

    lines: tuple[StockLine, ...]
    counter: str
    witness: str
    counted_at: datetime
    signature: Signature | None = None
    witness_signature: Signature | None = None

    def more_needs(self) -> tuple[Need, ...]:
        """A difference is explained."""
        return tuple(
            Need(f"lines.{row}.note", f"“{line.kind}”差异的说明", STOCK_RULE)
            for row, line in enumerate(self.lines)
            if line.difference
        )

    @classmethod
    def sample(cls) -> Self:
        """A specimen with one blank to be explained."""
        return cls(
            envelope=cls._envelope(16, 55),
            lines=(
                StockLine(
                    "护士执业证书",
                    "LN-HS 0004711",
                    "LN-HS 0004748",
                    38,
                    38,
                    1,
                    "作废1份已剪角入档",
                    _sums(20, 22, 3, 1),
                ),
                StockLine(
                    "食品经营许可证",
                    "LN-SP 0019001",
                    "LN-SP 0019050",
                    50,
                    49,
                    0,
                    "0019017 卡纸毁损",
                    _sums(50, 0, 0, 0),
                ),
            ),
            counter="赵六（0712）",
            witness="钱七（0713）",
            counted_at=datetime(2026, 9, 28, 16, 50, tzinfo=SHANGHAI),
        )


def _sums(opening: int, received: int, used: int, void: int) -> tuple[tuple[str, int], ...]:
    """The figures of a specimen."""
    names = ("期初", "入库", "使用", "作废", "退回", "销毁", "其他", "结存")
    return tuple(
        zip(names, (opening, received, used, void, 0, 0, 0, opening + received - used - void), strict=True)
    )


@dataclass(frozen=True, kw_only=True)
class DestructionList(DailyPaper):
    """R07 空白证照销毁清单: what two people destroyed, sheet by sheet, why and how."""

    KIND: ClassVar[str] = "R07"
    NAME: ClassVar[str] = "空白证照销毁清单"
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("kind", "证照种类", STOCK_RULE),
        Need("serials", "印制号", STOCK_RULE),
        Need("reason", "销毁原因", STOCK_RULE),
        Need("destroyer", "销毁人", STOCK_RULE),
        Need("witness", "监销人", STOCK_RULE),
        Need("done_at", "销毁时间", STOCK_RULE),
    )

    kind: str
    serials: tuple[str, ...]
    reason: str
    destroyer: str
    witness: str
    done_at: datetime
    signature: Signature | None = None
    witness_signature: Signature | None = None

    @classmethod
    def sample(cls) -> Self:
        """A specimen of three spoiled sheets."""
        return cls(
            envelope=cls._envelope(17, 21),
            kind="护士执业证书",
            serials=("LN-HS 0004705", "LN-HS 0004708", "LN-HS 0004709"),
            reason="作废件保管期满",
            destroyer="赵六（0712）",
            witness="钱七（0713）",
            done_at=datetime(2026, 9, 28, 17, 20, tzinfo=SHANGHAI),
        )


@dataclass(frozen=True, kw_only=True)
class PadSheet(DailyPaper):
    """R06 手写收件登记页: a numbered blank receipt, printed in advance for the hour when the machine cannot number.

    Its number is its own; the applicant keeps one copy, the other is entered later with the time of hand-over.
    """

    KIND: ClassVar[str] = "R06"
    NAME: ClassVar[str] = "手写收件登记页"
    PUBLIC: ClassVar[bool] = True
    COPIES: ClassVar[int] = 2
    NEEDS: ClassVar[tuple[Need, ...]] = ()

    rows: int = 8

    @classmethod
    def sample(cls) -> Self:
        """A specimen."""
        return cls(envelope=replace(cls._envelope(8, 25), number="2026-D07-P000001"))
