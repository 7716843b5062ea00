"""Paper that leaves the house: kinds, numbers, seals and the life of one sheet."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from app.domain.happened import Recipient
from app.domain.time import Timestamp
from app.values import dataclass


class PaperKind(StrEnum):
    """The papers this program gives out; the codes are those of the document set (D01 …, A01 the application form)."""

    FORM = "A01"
    WITHDRAWAL = "A02"
    RECEIPT = "D01"
    CORRECTION_RECEIPT = "D01b"
    ACCEPTANCE = "D02"
    NOTICE = "D03"
    DEEMED_WITHDRAWAL = "D04"
    NON_ACCEPTANCE = "D05"
    TOLERANCE_PLEDGE = "D06"
    TOLERANCE_NOTICE = "D07"
    COMMITMENT = "D08"
    TOLERANCE_LAPSED = "D09"
    REVOCATION = "D10"
    GRANT = "D11"
    REFUSAL = "D11b"
    ROUTING = "D12"
    HANDOVER_LIST = "D12b"
    SPECIAL_PROCEDURE = "D13"
    EXTENSION = "D14"
    PICKUP = "D15"
    SERVICE_PROOF = "D16"
    FEE_NOTICE = "D17"
    POWER_OF_ATTORNEY = "D18"
    TURN_AWAY = "D19"
    RATING_SLIP = "D20"
    CERTIFICATE = "D21"
    LICENCE_COPY = "D21b"
    TAKEN_BACK = "D22"


class Seal(StrEnum):
    """What seal a paper needs before it may be given (行政许可法 32, 39; S4 art 5 for the centre's own receipt)."""

    NONE = "none"
    RECEIPT = "receipt-seal"
    SPECIAL = "special-seal"
    AUTHORITY = "authority-seal"


@dataclass(frozen=True)
class PaperRule:
    """What a kind of paper is: ``name`` as printed, ``word`` of its number, the ``seal`` it needs, how
    many ``copies``.
    """

    kind: PaperKind
    name: str
    seal: Seal
    copies: int


PAPER_RULES: dict[PaperKind, PaperRule] = {
    rule.kind: rule
    for rule in (
        PaperRule(PaperKind.FORM, "申请表", Seal.NONE, 1),
        PaperRule(PaperKind.WITHDRAWAL, "撤回申请书", Seal.NONE, 2),
        PaperRule(PaperKind.RECEIPT, "收件凭证", Seal.RECEIPT, 2),
        PaperRule(PaperKind.CORRECTION_RECEIPT, "补正材料收件凭证", Seal.RECEIPT, 2),
        PaperRule(PaperKind.ACCEPTANCE, "受理通知书", Seal.SPECIAL, 2),
        PaperRule(PaperKind.NOTICE, "一次性告知书", Seal.SPECIAL, 2),
        PaperRule(PaperKind.DEEMED_WITHDRAWAL, "视为撤回告知书", Seal.SPECIAL, 2),
        PaperRule(PaperKind.NON_ACCEPTANCE, "不予受理决定书", Seal.SPECIAL, 3),
        PaperRule(PaperKind.TOLERANCE_PLEDGE, "容缺受理承诺书", Seal.NONE, 2),
        PaperRule(PaperKind.TOLERANCE_NOTICE, "容缺受理通知书", Seal.SPECIAL, 2),
        PaperRule(PaperKind.COMMITMENT, "告知承诺书", Seal.SPECIAL, 2),
        PaperRule(PaperKind.TOLERANCE_LAPSED, "退件办结通知书", Seal.SPECIAL, 2),
        PaperRule(PaperKind.REVOCATION, "撤销受理决定书", Seal.SPECIAL, 3),
        PaperRule(PaperKind.GRANT, "准予许可决定书", Seal.AUTHORITY, 3),
        PaperRule(PaperKind.REFUSAL, "不予许可决定书", Seal.AUTHORITY, 3),
        PaperRule(PaperKind.ROUTING, "办理流程单", Seal.NONE, 1),
        PaperRule(PaperKind.HANDOVER_LIST, "物料交接单", Seal.NONE, 2),
        PaperRule(PaperKind.SPECIAL_PROCEDURE, "特别程序告知书", Seal.SPECIAL, 2),
        PaperRule(PaperKind.EXTENSION, "延长办理期限通知书", Seal.SPECIAL, 2),
        PaperRule(PaperKind.PICKUP, "取件凭证", Seal.NONE, 1),
        PaperRule(PaperKind.SERVICE_PROOF, "送达回证", Seal.NONE, 1),
        PaperRule(PaperKind.FEE_NOTICE, "缴费通知书", Seal.SPECIAL, 2),
        PaperRule(PaperKind.POWER_OF_ATTORNEY, "授权委托书", Seal.NONE, 2),
        PaperRule(PaperKind.TURN_AWAY, "即时告知单", Seal.NONE, 2),
        PaperRule(PaperKind.RATING_SLIP, "评价单", Seal.NONE, 1),
        PaperRule(PaperKind.CERTIFICATE, "证照", Seal.AUTHORITY, 1),
        PaperRule(PaperKind.LICENCE_COPY, "电子证照打印件", Seal.NONE, 1),
        PaperRule(PaperKind.TAKEN_BACK, "证照收回凭证", Seal.RECEIPT, 2),
    )
}


@dataclass(frozen=True)
class Place:
    """Where a paper was made: hall, window, device, what its foot names, ``division`` its place in the tree (S0 4)."""

    hall: str
    window: str
    device: str
    hall_phone: str = ""
    complaint_phone: str = "12345"
    address: str = ""
    hours: str = ""
    rehearsal: bool = False
    division: str = ""


PRINTING = "printing"
"""In a question to the unified seal service: which print of the paper is to be sealed."""

BY_SERVICE = "统一电子印章系统"
"""Who sealed a paper electronically; where it was is then the number in the log of the service."""


@dataclass(frozen=True)
class PaperSlot:
    """A number taken for one paper inside the transaction that issues it; ``text`` is what stands on the paper."""

    document_id: UUID
    series: str
    n: int
    text: str


@dataclass(frozen=True)
class Sealing:
    """已盖章: which seal, who brought the paper to it, where it was, and when."""

    seal: str
    by_whom: str
    where: str
    at: Timestamp


MAY_BE_LEFT = frozenset({
    PaperKind.ROUTING, PaperKind.HANDOVER_LIST, PaperKind.PICKUP, PaperKind.POWER_OF_ATTORNEY, PaperKind.RATING_SLIP,
    PaperKind.LICENCE_COPY,
})  # fmt: skip
"""What no law wants and may be issued again later: void, it may be left at that."""

_HER_WORD = frozenset({
    PaperKind.FORM, PaperKind.WITHDRAWAL, PaperKind.TOLERANCE_PLEDGE, PaperKind.COMMITMENT, PaperKind.SERVICE_PROOF,
})  # fmt: skip
"""What the applicant signs: the signature stands under this paper and goes with no other number."""

RECALLED = "收回更正："
"""Begins why a paper is void that was recalled: it may be in the hands of who got it."""


@dataclass(frozen=True)
class Paper:
    """One paper of a case with everything that happened to it.

    ``printed_at`` is when the last print was asked for, ``printings`` counts prints (1 = the first), ``out`` is the
    last print known to have come out and ``given`` the last one handed to a person; ``sealing`` is that of the last
    print, since another sheet bears no seal yet. ``blank`` is the serial of the stock it stands on;
    ``ruined`` says that that was voided alone, and the paper waits for the next one. ``purpose`` is what a print of an
    electronic licence may be used for. A 送达回证 that is to be signed by hand names what it ``serves`` and for whom it
    was laid out (``recipient``) before anything was given.
    States are read from the facts: issued → out → sealed → given; void and recalled end it.
    """

    document_id: UUID
    kind: PaperKind
    number: str
    copies: int
    seal: Seal
    issued_at: Timestamp
    issued_on: date
    issued_by: str
    issued_by_no: str
    place: Place
    position: int
    subject: UUID | None = None
    offline: bool = False
    printed_at: Timestamp | None = None
    printings: int = 1
    reasons: tuple[str, ...] = ()
    out: int = 0
    out_by: str = ""
    out_at: Timestamp | None = None
    sealing: Sealing | None = None
    given_to: str = ""
    given_at: Timestamp | None = None
    given: int = 0
    void_reason: str = ""
    blank: str = ""
    ruined: bool = False
    replaced_by: UUID | None = None
    purpose: str = ""
    serves: tuple[UUID, ...] = ()
    recipient: Recipient | None = None
    serial: str = ""

    @property
    def void(self) -> bool:
        """Whether the paper no longer counts."""
        return bool(self.void_reason)

    @property
    def is_out(self) -> bool:
        """Whether the print asked for last is known to have come out, on a sheet that still counts."""
        return self.out >= self.printings and not self.ruined

    @property
    def recalled(self) -> bool:
        """收回更正: it was given out, or could have been, and said what it must not say."""
        return self.void_reason.startswith(RECALLED)

    @property
    def is_given(self) -> bool:
        """Whether the print asked for last was handed to a person."""
        return self.given >= self.printings

    @property
    def may_be_voided(self) -> bool:
        """Whether it may be 作废 and issued anew: nobody was given it, and it is ours: neither signed by the applicant
        nor on a blank with a serial of its own.
        """
        ours = self.kind not in _HER_WORD and self.kind is not PaperKind.CERTIFICATE
        return ours and not self.void and self.given_at is None

    @property
    def awaits_seal(self) -> bool:
        """待盖章: it came out, needs a seal and has none."""
        return self.seal is not Seal.NONE and self.is_out and self.sealing is None and not self.void

    @property
    def may_be_given(self) -> bool:
        """What the law wants sealed is not given unsealed (行政许可法 32, 39)."""
        return not self.void and self.is_out and (self.seal is Seal.NONE or self.sealing is not None)


def state_words(paper: Paper) -> str:
    """The state of a paper in the clerk's words."""
    if paper.void:
        return "已作废"
    if paper.is_given:
        return "已交付"
    if not paper.is_out:
        return "已编号，未确认出纸"
    if paper.awaits_seal:
        return "待盖章"
    return "已盖章" if paper.sealing is not None else "已出纸"
