"""Facts that need no lease and change no state: paper, materials, partners, clocks. They commute with all else."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from app.domain.happened import Happened, Recipient
from app.domain.materials import SubmittedMaterial
from app.domain.paper import PaperKind, Place, Seal
from app.domain.time import Timestamp
from app.values import dataclass, field


@dataclass(frozen=True)
class PaperFact(Happened):
    """A fact about one paper of the case."""

    LEGAL: ClassVar[bool] = False
    document_id: UUID


@dataclass(frozen=True)
class PaperIssued(PaperFact):
    """A paper got its number; it may be printed once this is on disk. ``subject`` is the event it tells of, ``purpose``
    what a print of an electronic licence may be used for. A 送达回证 that somebody has yet to sign by hand ``serves``
    these papers on this ``recipient``; nothing was given by it. ``serial`` is the end of the 办件编号 that a first
    receipt gives its case; older papers have none.
    """

    TYPE: ClassVar[str] = "paper_issued"
    kind: PaperKind
    number: str
    series: str
    n: int
    copies: int
    seal: Seal
    place: Place
    offline: bool = False
    purpose: str = ""
    serves: tuple[UUID, ...] = ()
    recipient: Recipient | None = None
    serial: str = ""


@dataclass(frozen=True)
class PaperOut(PaperFact):
    """A print came out: ``known_from`` is ``device`` or ``clerk``."""

    TYPE: ClassVar[str] = "paper_out"
    printing: int
    known_from: str
    printer: str = ""


@dataclass(frozen=True)
class PaperSealed(PaperFact):
    """已盖章: which seal, who carried it, where it was done."""

    TYPE: ClassVar[str] = "paper_sealed"
    seal: str
    by_whom: str
    where: str


@dataclass(frozen=True)
class PaperGiven(PaperFact):
    """Given to a person."""

    TYPE: ClassVar[str] = "paper_given"
    recipient: Recipient


@dataclass(frozen=True)
class PaperVoided(PaperFact):
    """作废 with the reason; the number stays used for ever. ``replaced_by`` is the one issued in its place, if any."""

    TYPE: ClassVar[str] = "paper_voided"
    reason: str
    replaced_by: UUID | None = None


@dataclass(frozen=True)
class PaperReprinted(PaperFact):
    """补打: print number ``printing`` was asked for, with the reason."""

    TYPE: ClassVar[str] = "paper_reprinted"
    printing: int
    reason: str


@dataclass(frozen=True)
class BlankUsed(PaperFact):
    """A serial-numbered blank (空白证照) was bound to the certificate."""

    TYPE: ClassVar[str] = "blank_used"
    kind: str
    serial: str


@dataclass(frozen=True)
class BlankVoided(PaperFact):
    """A blank was spoiled; the sheet is kept and the reason recorded."""

    TYPE: ClassVar[str] = "blank_voided"
    kind: str
    serial: str
    reason: str


@dataclass(frozen=True)
class PaperRecalled(PaperFact):
    """收回更正: a paper that was given is taken back and void; ``replaced_by`` is the one with a new number."""

    TYPE: ClassVar[str] = "paper_recalled"
    reason: str
    replaced_by: UUID | None = None


@dataclass(frozen=True)
class PaperAskedBack(PaperFact):
    """要求交回: a certificate that was given and is wrong is in the hands of ``holder``, who was asked for it as
    ``told`` says (telephone, letter) and has until ``until``. ``why`` is one of ``app.domain.taken_back.WHY``.
    """

    TYPE: ClassVar[str] = "paper_asked_back"
    why: str
    reason: str
    holder: str
    told: str
    until: date


WRONG_PERSON, WRONG_CONTENT = "给错了人", "内容有误"
"""Why a certificate is taken back: the sheet is right and went to another, or what it says is wrong."""


@dataclass(frozen=True)
class PaperTakenBack(PaperFact):
    """收回: the sheet ``serial`` was brought back by ``recipient`` and receipted by ``receipt`` (D22). ``kept``: it is
    right and lies here for whom it belongs to; else it is void, by an event of its own.
    """

    TYPE: ClassVar[str] = "paper_taken_back"
    why: str
    reason: str
    serial: str
    recipient: Recipient
    kept: bool
    receipt: UUID


@dataclass(frozen=True)
class PaperNotBrought(PaperFact):
    """交不回: the sheet was not brought back, and ``told`` of the authority that decided knows (许可法 69, 70)."""

    TYPE: ClassVar[str] = "paper_not_brought"
    told: str
    reason: str


@dataclass(frozen=True)
class Fact(Happened):
    """A fact beside the main line."""

    LEGAL: ClassVar[bool] = False


@dataclass(frozen=True)
class MaterialSupplied(Fact):
    """容缺 material handed in after 受理 (D01b); ``remaining`` are the lines still owed, ``handed_at`` as in 补正."""

    TYPE: ClassVar[str] = "material_supplied"
    document_id: UUID
    answers_number: str
    materials: tuple[SubmittedMaterial, ...]
    remaining: tuple[str, ...]
    handed_at: Timestamp | None = None


@dataclass(frozen=True)
class MaterialWaived(Fact):
    """A required line is dispensed with because ``proof`` shows the same fact; always recorded (S4 9(1), S0 21(2))."""

    TYPE: ClassVar[str] = "material_waived"
    line_id: str
    fact: str
    proof: str


@dataclass(frozen=True)
class ThumbPressed(Fact):
    """捺印 that was still to be pressed is on paper: on ``lines`` (the form), before ``witness`` (name and number).

    ``note`` says that the staff known here do not bear out who the witness is; it refuses nobody.
    """

    TYPE: ClassVar[str] = "thumb_pressed"
    lines: tuple[str, ...]
    witness: str
    note: str = ""


@dataclass(frozen=True)
class MaterialObjected(Fact):
    """The applicant says that shared data differ from the truth; the applicant's own material (``own``) counts, both
    are kept (S4 7(2), S1 26).
    """

    TYPE: ClassVar[str] = "material_objected"
    line_id: str
    system: str
    shown: str
    claimed: str
    own: SubmittedMaterial | None = None


@dataclass(frozen=True)
class DeliveryChosen(Fact):
    """The applicant chose anew how the result comes: ``way``, ``form``, ``address`` as in 收件 (S0 23(1), 24)."""

    TYPE: ClassVar[str] = "delivery_chosen"
    way: str
    form: str
    address: str = ""


@dataclass(frozen=True)
class ParcelPosted(Fact):
    """交寄: the courier took the parcel and signed for it. No 送达 yet: that is the day of the receipt (民事诉讼法 91).

    ``documents`` is what is inside, ``hand`` who of the courier took it, ``sheet`` the number of the 邮寄交接清单 with
    her signature, ``handed_at`` when that was given.
    """

    TYPE: ClassVar[str] = "parcel_posted"
    waybill: str
    documents: tuple[UUID, ...]
    hand: str
    sheet: str
    handed_at: Timestamp


@dataclass(frozen=True)
class BundleMoved(Fact):
    """Originals in custody change hands: ``bundle`` is the barcode, places are desk, shelf, bag, courier, return.

    ``fewer`` says why it holds fewer papers than before, where who took it found that.
    """

    TYPE: ClassVar[str] = "bundle_moved"
    bundle: str
    from_place: str
    to_place: str
    hand: str
    originals: int
    copies: int = 0
    waybill: str = ""
    fewer: str = ""


@dataclass(frozen=True)
class DeemedAcceptanceProposed(Fact):
    """No notice within the 5 working days: 视为受理 from the day of 收件 is proposed (许可法 32(1)(4))."""

    TYPE: ClassVar[str] = "deemed_acceptance_proposed"
    ended_on: date


@dataclass(frozen=True)
class ToleranceLapseProposed(Fact):
    """The 容缺 period ended with something owed; ``outcome`` is what the rule set provides."""

    TYPE: ClassVar[str] = "tolerance_lapse_proposed"
    ended_on: date
    outcome: str


@dataclass(frozen=True)
class CommitmentChecked(Fact):
    """核查 of a 告知承诺: ``outcome`` is 属实, 限期整改 (until ``rectify_by``) or 不实 (S0 11, S4 14)."""

    TYPE: ClassVar[str] = "commitment_checked"
    line_id: str
    outcome: str
    finding: str = ""
    rectify_by: date | None = None


@dataclass(frozen=True)
class DeadlineRevised(Fact):
    """A new holiday table moved a date that had been told: ``told`` was printed, ``due`` counts now."""

    TYPE: ClassVar[str] = "deadline_revised"
    clock: str
    told: date
    due: date
    firm: bool
    calendar_version: str


@dataclass(frozen=True)
class PartnerAsked(Fact):
    """Another system is asked something; the question waits in the outbox while the line is down (A6)."""

    TYPE: ClassVar[str] = "partner_asked"
    ask: UUID
    system: str
    subject: str = ""
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeaseMoved(Fact):
    """窗口接管: the case is window ``to``'s from here on, with whatever the window before it had in hand.

    Only the platform writes it, at the word of the window that gives the case away, or of a supervisor when that window
    is dead. ``fence`` counts the holders of the case so far: an act under an older count is stale.
    """

    TYPE: ClassVar[str] = "lease_moved"
    to: str
    fence: int
    reason: str


@dataclass(frozen=True)
class PartnerAnswered(Fact):
    """What the other system said: ``outcome`` is a code, ``words`` what a clerk reads. May come unasked."""

    TYPE: ClassVar[str] = "partner_answered"
    ask: UUID
    system: str
    outcome: str
    words: str = ""
    data: dict[str, str] = field(default_factory=dict)
