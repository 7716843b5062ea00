"""Commands beside the main line: other entries, 容缺, 承诺, 特别程序, 延期, 一件事, custody, partners, other ends."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from app.domain.guide import Period
from app.domain.happened import Intake, OperatorRef, Recipient
from app.domain.materials import SubmittedMaterial
from app.domain.rights import Right
from app.domain.time import Timestamp
from app.values import dataclass, field


@dataclass(frozen=True)
class StartPrecheck:
    """Take up an online draft for 网上预审."""


@dataclass(frozen=True)
class ReturnPrecheck:
    """Send the draft back with the whole ``opinion`` at once."""

    opinion: str


@dataclass(frozen=True)
class TurnAway:
    """Give D19: not needed, not here, or another reason, and what the person can do ``instead``."""

    intake: Intake
    ground: str
    reason: str
    basis: str
    instead: str


@dataclass(frozen=True)
class CorrectOnSpot:
    """The applicant mended ``what`` at the desk and initialled it."""

    materials: tuple[SubmittedMaterial, ...]
    what: str
    initialled: str


@dataclass(frozen=True)
class CheckMaterials:
    """The clerk looked at rows nobody had looked at when the case was taken in, or again after a notice was withdrawn:
    ``materials`` as she found them.
    """

    materials: tuple[SubmittedMaterial, ...]


@dataclass(frozen=True)
class ReduceNotice:
    """收回更正: take wrongly demanded ``lines`` out of the notice that was given."""

    lines: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class WithdrawNotice:
    """撤回告知: the notice that nobody was given yet told too little, and the materials are to be checked again."""

    reason: str


@dataclass(frozen=True)
class RecallPaper:
    """收回更正 of any other paper that was given: the same facts under a new number."""

    document_id: UUID
    reason: str


@dataclass(frozen=True)
class AskPaperBack:
    """要求交回 of a certificate that was given: ``why``, in words, who has it, how asked, and until when."""

    document_id: UUID
    why: str
    reason: str
    holder: str
    told: str
    until: date


@dataclass(frozen=True)
class TakePaperBack:
    """收回 of a certificate that was given: the sheet as it is read off it, who brings it, and whether it is
    ``spoiled``, which what is wrong in its content is anyway.
    """

    document_id: UUID
    serial: str
    why: str
    reason: str
    recipient: Recipient
    spoiled: bool = False


@dataclass(frozen=True)
class LeaveNotBrought:
    """交不回: the authority was told that the sheet was not brought back; how, and why it was not."""

    document_id: UUID
    told: str
    reason: str


@dataclass(frozen=True)
class ProposeDeemedAcceptance:
    """The clock found that the 5 working days passed without a notice."""


@dataclass(frozen=True)
class ConfirmDeemedAcceptance:
    """Someone with the right confirms 视为受理; ``last_sync_ms`` is the last whole sync."""

    last_sync_ms: int


@dataclass(frozen=True)
class PledgeTolerance:
    """容缺 asked for by the applicant: which ``lines``, how they come, until when (None: the item's own limit)."""

    lines: tuple[str, ...]
    supply: str
    signature: str
    promised_by: date | None = None


@dataclass(frozen=True)
class MakeCommitment:
    """告知承诺 for ``lines``: the five told contents by name, the four statements ticked, signed."""

    kind: str
    lines: tuple[str, ...]
    told: dict[str, str]
    promised: tuple[str, ...]
    text_version: str
    signature: str


@dataclass(frozen=True)
class DeclineCommitment:
    """The applicant does not want to commit for ``lines``."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class SupplyOwed:
    """容缺 material handed in after 受理, at ``handed_at`` when that was earlier than now."""

    materials: tuple[SubmittedMaterial, ...]
    handed_at: Timestamp | None = None


@dataclass(frozen=True)
class ProposeToleranceLapse:
    """The clock found the 容缺 period ended."""


@dataclass(frozen=True)
class ConfirmToleranceLapse:
    """退件办结 or 撤销受理, as the rule set of the case says, after a sync newer than the deadline."""

    last_sync_ms: int
    reasons: str = ""


@dataclass(frozen=True)
class UndoSilence:
    """Something was handed in before the period ended: the end by silence did not come about."""

    handed_in_on: date
    reason: str


@dataclass(frozen=True)
class StartSpecial:
    """特别程序 of a kind of 许可法 45, or of a law that ``basis`` names."""

    kind: str
    basis: str
    period: Period
    approver: str


@dataclass(frozen=True)
class EndSpecial:
    """The special procedure has its ``result``."""

    result: str


@dataclass(frozen=True)
class Extend:
    """延期 with reasons, by the head of the authority (or of the government for joint handling)."""

    reasons: str
    approver: str


@dataclass(frozen=True)
class StartJoint:
    """一件事: start the parallel branches."""


@dataclass(frozen=True)
class CompleteBranch:
    """A branch ended; those that wait for it begin."""

    code: str
    granted: bool
    number: str = ""
    reasons: str = ""


@dataclass(frozen=True)
class CheckCommitment:
    """核查 of a 告知承诺: 属实, 限期整改 or 不实."""

    line_id: str
    outcome: str
    finding: str = ""
    rectify_days: int = 0


@dataclass(frozen=True)
class Forward:
    """转报 or 移送 to ``to`` with everything."""

    to: str
    reason: str
    opinion: str = ""


@dataclass(frozen=True)
class VoidCase:
    """作废 confirmed by ``supervisor``, who has proved who she is; ``rights`` are hers for the item."""

    reason: str
    supervisor: OperatorRef
    rights: frozenset[Right]


@dataclass(frozen=True)
class DeleteCase:
    """误录: before any paper came out, on the same day."""

    reason: str


@dataclass(frozen=True)
class FailService:
    """An attempt of 送达 that did not succeed."""

    method: str
    reason: str
    witness: str = ""


@dataclass(frozen=True)
class WaiveMaterial:
    """Dispense with a line because ``proof`` shows ``fact``."""

    line_id: str
    fact: str
    proof: str


@dataclass(frozen=True)
class ObjectMaterial:
    """The applicant says that shared data of ``system`` are wrong; ``own`` is her own material, which counts now."""

    line_id: str
    system: str
    shown: str
    claimed: str
    own: SubmittedMaterial | None = None


@dataclass(frozen=True)
class ShowLicence:
    """亮证 for ``line_id``: ``token`` is the code on the telephone, or the identifier of the licence; ``at_ms`` (UTC
    milliseconds) when it was held before the scanner, 0 for now.
    """

    line_id: str
    token: str
    at_ms: int = 0


@dataclass(frozen=True)
class NameProject:
    """The 项目代码 of an investment project; an empty ``code`` has it entered there under ``name`` (S4 21(2))."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True)
class ChooseDelivery:
    """The applicant chooses anew how the result is to come."""

    way: str
    form: str = ""
    address: str = ""


@dataclass(frozen=True)
class PressThumb:
    """手印已按: the thumb is on paper, before ``witness`` (name and number); ``note`` as in ``ThumbPressed``."""

    witness: str
    note: str = ""


@dataclass(frozen=True)
class PostParcel:
    """The courier took the parcel and signed the list ``sheet``; see ``ParcelPosted``."""

    waybill: str
    documents: tuple[UUID, ...]
    hand: str
    sheet: str
    handed_at: Timestamp


@dataclass(frozen=True)
class TakeParcelBack:
    """退件: a parcel lies here again, with the courier's reason."""

    waybill: str
    reason: str


@dataclass(frozen=True)
class MoveBundle:
    """A bundle of originals changes hands. ``recounted``: the counts are what was found in a known bag, fewer than were
    recorded; of itself no hand-over takes a paper out. So does ``fewer``, the word of who found that at a hand-over.
    ``empty``: nothing at all is in it, by that word, although papers were recorded for it.
    """

    bundle: str
    to_place: str
    hand: str
    originals: int = 0
    copies: int = 0
    waybill: str = ""
    recounted: bool = False
    fewer: str = ""
    empty: bool = False


@dataclass(frozen=True)
class ReviseDeadline:
    """A new holiday table moved a told date; the paper that told it is replaced."""

    clock: str
    due: date
    firm: bool


@dataclass(frozen=True)
class AskPartner:
    """Ask another system (A6) something about the case."""

    system: str
    subject: str = ""
    data: dict[str, str] = field(default_factory=dict)
