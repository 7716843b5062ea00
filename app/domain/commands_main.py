"""Commands of the main line: what a person (or the clock) wants at the counter."""

from __future__ import annotations

from uuid import UUID

from app.domain.happened import Intake, Recipient
from app.domain.materials import SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.time import Timestamp
from app.values import dataclass


@dataclass(frozen=True)
class OpenCase:
    """Keep the filled form and print it for signature."""

    intake: Intake


@dataclass(frozen=True)
class Receive:
    """收件: take in what was handed over and give the receipt.

    ``handed_at`` is the true moment of hand-over when that was earlier (post, 上门, paper pad: ``pad_number``).
    ``given_back`` names papers on the desk that a newer guide no longer wants: they are not taken in.
    """

    intake: Intake
    materials: tuple[SubmittedMaterial, ...]
    handed_at: Timestamp | None = None
    pad_number: str = ""
    given_back: tuple[str, ...] = ()


@dataclass(frozen=True)
class IssueNotice:
    """一次性告知 of everything that is wrong. ``again_reason``: what became visible only through the correction."""

    again_reason: str = ""


@dataclass(frozen=True)
class TakeCorrection:
    """补正 handed in, whole or in part; ``materials`` are the rows as they stand after it.

    ``complete``: the applicant calls it all, so that what still fails is judged: told again or declined.
    ``handed_at`` is the true moment of the hand-in when that was earlier (post, paper pad, another counter).
    ``leaving``: this device is giving the case away and cannot know yet whether another has it: told to the holder.
    """

    materials: tuple[SubmittedMaterial, ...]
    complete: bool = False
    handed_at: Timestamp | None = None
    leaving: bool = False


@dataclass(frozen=True)
class Accept:
    """受理. ``route`` as in the event: ``department`` or ``counter``. Without ``voucher`` no D02 is given out, which
    some rule sets allow where the decision follows on the spot (S4 11(1)).
    """

    route: str = "department"
    voucher: bool = True


@dataclass(frozen=True)
class Decline:
    """不予受理 with ground, reasons, and where to apply when another authority is competent."""

    ground: str
    reasons: str
    where_to_apply: str = ""


@dataclass(frozen=True)
class Withdraw:
    """The applicant withdraws in writing."""

    reason: str


@dataclass(frozen=True)
class ProposeDeemedWithdrawal:
    """The clock found the correction period ended."""


@dataclass(frozen=True)
class ConfirmDeemedWithdrawal:
    """Someone with the right confirms 视为撤回; ``last_sync_ms`` is the last successful sync."""

    last_sync_ms: int


@dataclass(frozen=True)
class Transfer:
    """Hand the case to the department."""

    to: str
    reason: str = ""


@dataclass(frozen=True)
class DecideOnSpot:
    """即办 decision at the counter by delegated power."""

    grant: bool
    validity: str = ""
    licence_number: str = ""
    reasons: str = ""
    conditions: str = ""


@dataclass(frozen=True)
class IssuePaper:
    """A paper that tells of something already in the log: D02 of the department's acceptance, D11, D15."""

    kind: PaperKind


@dataclass(frozen=True)
class IssueCertificate:
    """Print the certificate on the blank ``serial`` (the clerk compared it with the sheet in her hand)."""

    blank_kind: str
    serial: str


@dataclass(frozen=True)
class ReplaceBlank:
    """The sheet was spoiled: void it with ``reason`` and go on with ``serial``. Without one it is voided alone, as
    at a window that the case left: who has it now goes on with the next.
    """

    document_id: UUID
    reason: str
    serial: str


@dataclass(frozen=True)
class RecordOut:
    """A print is known to have come out."""

    document_id: UUID
    printing: int
    known_from: str
    printer: str = ""


@dataclass(frozen=True)
class RecordSeal:
    """已盖章."""

    document_id: UUID
    seal: str
    by_whom: str
    where: str


@dataclass(frozen=True)
class GivePaper:
    """Give a paper to a person."""

    document_id: UUID
    recipient: Recipient


@dataclass(frozen=True)
class VoidPaper:
    """作废 of a paper that was not given; ``again``: the same facts are issued under a new number in its place."""

    document_id: UUID
    reason: str
    again: bool = False


@dataclass(frozen=True)
class ReprintPaper:
    """补打."""

    document_id: UUID
    reason: str


@dataclass(frozen=True)
class CopyLicence:
    """电子证照打印件 of the licence that the case brought, for one ``purpose``."""

    purpose: str


@dataclass(frozen=True)
class HandOver:
    """送达 of results, with the proof of its way (``app.domain.serving``): ``reference`` is the waybill or the receipt
    of the electronic delivery, ``refusal`` and ``witness`` what 留置 wants, ``sheet`` the 送达回证 that was laid out
    for these papers (:class:`LayOutProof`) and signed by hand.
    """

    recipient: Recipient
    method: str
    documents: tuple[UUID, ...]
    reference: str = ""
    refusal: str = ""
    witness: str = ""
    sheet: UUID | None = None


@dataclass(frozen=True)
class LayOutProof:
    """Print the 送达回证 for these papers to be signed by hand; nothing is served before the signed sheet is here."""

    recipient: Recipient
    documents: tuple[UUID, ...]
