"""Papers that a word of a helper settles: given to who came, or signed by both hands and kept."""

from __future__ import annotations

from uuid import UUID

from app.domain.case import Case
from app.domain.delivery import with_courier
from app.domain.happened import Recipient
from app.domain.kiosk import CHANNEL as AT_TERMINAL
from app.domain.paper import MAY_BE_LEFT, Paper, PaperKind, Place, Seal
from app.domain.people import mask_number

OF_THE_HOUSE = frozenset((PaperKind.FORM, PaperKind.ROUTING, PaperKind.HANDOVER_LIST, PaperKind.SERVICE_PROOF))
"""Papers that nobody takes along."""
BY_PROOF = frozenset((PaperKind.GRANT, PaperKind.REFUSAL, PaperKind.CERTIFICATE, PaperKind.PICKUP))
"""Results: they are served at the desk that gives out, against a signed proof (D16)."""
SETTLED_HERE = frozenset(PaperKind) - OF_THE_HOUSE - BY_PROOF
_BY_THEMSELVES = frozenset((PaperKind.WITHDRAWAL, PaperKind.NOTICE, PaperKind.TOLERANCE_NOTICE))
ALONG = SETTLED_HERE - MAY_BE_LEFT - _BY_THEMSELVES - {PaperKind.TAKEN_BACK}
"""What is due to the applicant herself and may go out with her result, against the same signature: receipts, what was
told of the course of the case, and her copy of what both sides signed (承诺书, one for each).

Not a 授权委托书, whose copy is the principal's, whoever fetches; not a slip that nobody has to be given (评价单). A
撤回申请书 is of a case without a result. A 一次性告知书 and a 容缺受理通知书 are served on a day that their period
begins with: given late they are recorded by themselves. A 证照收回凭证 is for whoever brought the certificate back.
"""
PRINCIPAL = "委托人"


def made_by(number: str) -> str:
    """The device that made a paper, as its number tells: ``…〔2026〕Z01-000003号`` was made by Z01; "" where it names
    none.
    """
    return number.rpartition("〕")[2].rpartition("-")[0]


def reprinted_at(device: str, number: str) -> bool:
    """Whether ``device`` may print a paper once more: what it made itself. Another's 补打 would be a second sheet that
    its maker knows nothing of, without its seal.
    """
    return made_by(number) == device


def settled_at(device: str, kind: str, number: str, lease: str) -> bool:
    """Whether ``device`` answers for a paper, ``lease`` being who holds its case: for what it made itself, and for a
    result of a case it holds. What the county printed lies at the county, whoever took the case in.
    """
    return reprinted_at(device, number) or (lease == device and kind in BY_PROOF)


def goes_along(case: Case, place: Place, receipts_here: bool) -> tuple[Paper, ...]:
    """Papers that are still due to the applicant and lie at ``place``, to be given along with her result: not void, not
    given, not with the courier. What another house printed lies there, and what a terminal printed she took.

    A 收件凭证 without its seal is not waited for where that seal does not lie (``receipts_here``).
    """
    away = with_courier(case)
    return tuple(
        paper
        for paper in case.papers
        if paper.kind in ALONG
        and not (paper.void or paper.is_given or paper.document_id in away)
        and paper.place.hall == place.hall
        and (paper.seal is not Seal.RECEIPT or _receipt_due(case, paper, place, receipts_here))
    )


def _receipt_due(case: Case, paper: Paper, place: Place, receipts_here: bool) -> bool:
    taken = case.intake is not None and case.intake.channel == AT_TERMINAL and paper.place.device != place.device
    return not taken and (receipts_here or paper.sealing is not None)


def taker(case: Case, kind: PaperKind, document_id: UUID | None = None) -> Recipient:
    """Who is recorded to have it: of a 授权委托书 the principal, whose copy it is once both signed (D18); of the
    证照收回凭证 ``document_id`` (D22) who brought the certificate; of all else who came. Raises ValueError while the
    case does not say who applies.
    """
    if kind is PaperKind.TAKEN_BACK and document_id is not None:
        back = case.taken_back_by(document_id)
        if back is not None:
            return back.recipient
    intake = case.intake
    if intake is None:
        raise ValueError("nobody applied yet")
    agent = intake.agent
    if agent is None:
        return Recipient(intake.applicant.name, "本人", mask_number(intake.applicant.id_number))
    if kind is PaperKind.POWER_OF_ATTORNEY:
        return Recipient(intake.applicant.name, PRINCIPAL, mask_number(intake.applicant.id_number))
    return Recipient(agent.person.name, "代理人", mask_number(agent.person.id_number))
