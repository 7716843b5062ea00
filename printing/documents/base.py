"""What every paper shares: envelope, people, signature, and the check that nothing the law wants is missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Literal, Self

from app.domain.entrances import LIAONING as LIAONING_CODE
from app.domain.time import SHANGHAI, date_words, weekday_words
from app.errors import UserFacingError
from app.values import dataclass, fields

SealKind = Literal["none", "receipt-seal", "special-seal", "authority-seal"]
SEAL_WORDS: dict[SealKind, str] = {
    "none": "",
    "receipt-seal": "收件专用章",
    "special-seal": "专用印章",
    "authority-seal": "机关印章",
}


def mask_id(value: str) -> str:
    """An identity or company number as strangers may see it: 2101**********0014. Masking twice changes nothing."""
    if "*" in value or len(value) <= 8:
        return value if "*" in value else value[:1] + "*" * max(len(value) - 1, 0)
    return value[:4] + "*" * (len(value) - 8) + value[-4:]


def mask_phone(value: str) -> str:
    """A telephone number as strangers may see it: 138****0000."""
    return value if "*" in value or len(value) < 8 else value[:3] + "*" * (len(value) - 7) + value[-4:]


def day_words(day: date) -> str:
    """A date a citizen must keep always has its weekday: 2026年10月23日（星期五）."""
    return f"{date_words(day)}（{weekday_words(day)}）"


def minute_words(moment: datetime) -> str:
    """To the minute, in civil time as given: 2026年9月28日10时36分."""
    return f"{date_words(moment.date())}{moment.hour}时{moment.minute:02d}分"


@dataclass(frozen=True, slots=True)
class Party:
    """A person or company on a paper. ``id_number`` may come whole; papers always print it masked.

    ``proof`` says how the identity was proved when no identity card was shown (凭社会保障卡、凭人像认证结果…).
    """

    name: str
    id_type: str = "居民身份证"
    id_number: str = ""
    phone: str = ""
    company: bool = False
    proof: str = ""

    @property
    def masked(self) -> str:
        """居民身份证 2101**********0014; empty when no number is known. A company's credit code is public and
        shown whole.
        """
        if not self.id_number:
            return ""
        return f"{self.id_type} {self.id_number if self.company else mask_id(self.id_number)}"

    @property
    def masked_name(self) -> str:
        """张* for a person where the name itself must not be read by strangers; a company's name stays."""
        return self.name if self.company or len(self.name) < 2 else self.name[0] + "*" * (len(self.name) - 1)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature given on the pad: pen strokes in any one unit, origin top left.

    ``thumb`` asks for a thumb print instead (捺印), from who cannot write; ``witness`` is who saw it.
    """

    strokes: tuple[tuple[tuple[float, float], ...], ...] = ()
    signed_at: datetime | None = None
    thumb: bool = False
    witness: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What stands on every paper around its own content.

    ``number`` is the number of the paper exactly as printed (and as its QR code holds it); a rehearsal number
    carries 演. ``issued_on`` is the date of the document, ``printed_at`` civil time of this print, ``printing``
    counts prints from 1: from 2 on it is a 补打 and ``reprint_reason`` says why. ``wet_seal`` draws the place
    where a stamp goes; without it an electronic seal of the unified service is expected. ``phone_help``
    咨询电话, ``phone_complaint`` 监督电话. ``remark`` says on whose behalf the organ acts (委托, 代…政府审核).
    ``sheet`` names the sheet it is set on, A4 or A5; a paper that cannot be small stays on A4. ``province`` is the one
    whose portal and hotline the foot names, by the first two digits of its codes.
    """

    number: str
    authority: str
    hall: str
    window: str
    operator: str
    operator_no: str
    device: str
    catalogue: str
    issued_on: date
    printed_at: datetime
    case_number: str = ""
    query_code: str = ""
    phone_help: str = ""
    phone_complaint: str = "12345"
    printing: int = 1
    reprint_reason: str = ""
    offline: bool = False
    rehearsal: bool = False
    wet_seal: bool = True
    remark: str = ""
    sheet: str = "A4"
    province: str = LIAONING_CODE

    @classmethod
    def sample(cls, number: str, **changes: Any) -> Self:
        """An invented envelope for tests and specimens."""
        values: dict[str, Any] = {
            "number": number,
            "authority": "沈阳市铁西区营商环境建设局",
            "hall": "铁西区政务服务中心",
            "window": "07号综合窗口",
            "operator": "赵六",
            "operator_no": "0712",
            "device": "D07",
            "catalogue": "2026-09-21",
            "issued_on": date(2026, 9, 28),
            "printed_at": datetime(2026, 9, 28, 10, 44, tzinfo=SHANGHAI),
            "case_number": "000123014000-20260928-0123",
            "query_code": "7F3A",
            "phone_help": "024-0000-0107",
            "offline": True,
        }
        return cls(**(values | changes))


@dataclass(frozen=True, slots=True)
class Need:
    """A content without which a paper may not be given out (★ in the standard set), and the article that wants
    it.
    """

    field: str
    name: str
    law: str


def row_needs(
    field: str, rows: int, word: str, parts: Sequence[tuple[str, str]], law: str, first: int = 1
) -> tuple[Need, ...]:
    """What every row of a list must say: ``word`` names a row by its number (第{}项), ``parts`` are (field, name)."""
    return tuple(
        Need(f"{field}.{row}.{part}", f"{word.format(row + first)}的{name}", law)
        for row in range(rows)
        for part, name in parts
    )


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Base of all papers. Subclasses are pure data; ``printing.layouts`` decides how they look."""

    KIND: ClassVar[str] = ""
    NAME: ClassVar[str] = ""
    SEAL: ClassVar[SealKind] = "none"
    COPIES: ClassVar[int] = 1
    # False for papers that stay in the house: their foot speaks to the staff.
    PUBLIC: ClassVar[bool] = True
    NEEDS: ClassVar[tuple[Need, ...]] = ()

    envelope: Envelope

    @classmethod
    def sample(cls) -> Self:
        """A specimen with invented content."""
        raise NotImplementedError(cls.__name__)

    def required(self) -> None:
        """Refuse the paper when something the law wants is empty. Raises UserFacingError ``ZC-PRN-21``."""
        for need in (*self.common_needs(), *self.NEEDS, *self.more_needs()):
            if self._empty(need.field):
                raise UserFacingError(
                    "ZC-PRN-21",
                    f"《{self.NAME}》缺少“{need.name}”，不能出具（{need.law}）。",
                    "已录入的内容都在，文书没有打印，编号没有作废。",
                    f"请补上“{need.name}”后再出具。",
                )
        self._check_reprint()

    def common_needs(self) -> tuple[Need, ...]:
        """What every numbered paper needs."""
        return (Need("envelope.number", "文书编号", "《党政机关公文处理工作条例》第九条"),)

    def more_needs(self) -> tuple[Need, ...]:
        """Needs that depend on the content; papers override this."""
        return ()

    def _empty(self, path: str) -> bool:
        value: Any = self
        for part in path.split("."):
            value = value[int(part)] if part.isdigit() else getattr(value, part)
        return value is None or (isinstance(value, str) and not value.strip()) or value == ()

    def _check_reprint(self) -> None:
        if self.envelope.printing > 1 and not self.envelope.reprint_reason.strip():
            raise UserFacingError(
                "ZC-PRN-22",
                f"《{self.NAME}》补打没有写明原因。",
                "原来的打印记录都在。",
                "请选择补打原因（如卡纸、纸张污损、申请人遗失）后再打。",
            )

    def texts(self) -> tuple[str, ...]:
        """Every string of the paper, for the check of characters that no font can draw."""
        found: list[str] = []
        _collect(self, found)
        return tuple(found)


def _collect(value: Any, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, tuple):
        for part in value:
            _collect(part, found)
    elif hasattr(value, "__dataclass_fields__"):
        for part in fields(value):
            _collect(getattr(value, part.name), found)


LICENSING = "《中华人民共和国行政许可法》"
LIAONING = "《辽宁省推进“最多跑一次”规定》"
ARTICLE_NOTICE = LICENSING + "第三十二条第一款第四项"
ARTICLE_ACCEPT = LICENSING + "第三十二条第一款第五项"
ARTICLE_VOUCHER = LICENSING + "第三十二条第二款"
ARTICLE_CORRECTION = LIAONING + "第二十二条"
REVIEW_LAW = LICENSING + "第三十八条第二款、《中华人民共和国行政复议法》第二十条"
ONLINE_REVIEW_LAW = "《中华人民共和国行政复议法》第二十二条"

SAMPLE_PERSON = Party("张三", "居民身份证", "210106190001010014", "13800000001")
SAMPLE_ITEM = "护士执业注册"
SAMPLE_SITUATION = "首次注册"
SAMPLE_ADDRESS, SAMPLE_HOURS = "沈阳市铁西区示例路1号", "工作日 8:30—11:30，13:00—17:00"
SAMPLE_DESK = f"铁西区政务服务中心发件窗口（{SAMPLE_ADDRESS}；{SAMPLE_HOURS}）"
SAMPLE_HAND_IN = (
    f"铁西区政务服务中心任一综合窗口（{SAMPLE_ADDRESS}；{SAMPLE_HOURS}）、就近政务服务驿站、邮政快递或者辽宁政务服务网"
)


@dataclass(frozen=True, kw_only=True)
class Addressed(Paper):
    """A paper that is written to the applicant about one item."""

    addressee: Party
    item: str
    situation: str = ""
