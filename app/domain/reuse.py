"""One pool of materials for a visit and for an applicant: what the hall already has is not asked for again (S0 21).

A material is the same when the guide calls it the same and wants the same of it; the record says which case has it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from uuid import UUID

from app.domain.case import Case
from app.domain.happened import Intake
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.states import CaseState
from app.values import dataclass, replace

REUSED = "免提交-复用"
_OF_THE_AGENT = ("代理人", "经办人", "受托人")
_POWER = re.compile("授权委托|^委托书")
_OF_WHO_ACTS = re.compile(f"{'|'.join(_OF_THE_AGENT)}|代办人|被委托人")
_OF_HERSELF = re.compile("申请人|本人|法定代表人|负责人")


@dataclass(frozen=True)
class Offer:
    """A row that need not be handed in: ``case_id`` and ``receipt`` say where it lies, ``line`` is its digest."""

    line_id: str
    name: str
    case_id: UUID
    receipt: str
    line: str


def line_digest(row: SubmittedMaterial) -> str:
    """What makes a line the same in two guides: its name and what it wants, without white space."""
    text = "".join(f"{row.name}\x1f{row.requirement}".split())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def offers(intake: Intake, rows: Iterable[SubmittedMaterial], pool: Iterable[Case]) -> tuple[Offer, ...]:
    """What of ``rows`` lies here already, in the cases of ``pool``, for who applies in ``intake``.

    A material about the applicant is reused for that applicant alone: between the principals of one visit passes only
    what is about the agent who came for all of them. Forms are filled for each item anew. What ended without a result
    gave its papers back; what was served keeps them in its file.
    """
    held: dict[str, Offer] = {}
    for case in pool:
        receipts = case.papers_of(PaperKind.RECEIPT)
        over = case.terminal and case.state is not CaseState.SERVED
        if case.intake is None or over or not receipts:
            continue
        for row in case.materials:
            whole = row.taken and row.settled and row.kept and not row.is_form
            if whole and _passes(row, case.intake, intake):
                digest = line_digest(row)
                held.setdefault(digest, Offer(row.line_id, row.name, case.id, receipts[0].number, digest))
    return tuple(
        replace(held[digest], line_id=row.line_id)
        for row in rows
        if (digest := line_digest(row)) in held and not row.taken and not row.is_form
    )


def _passes(row: SubmittedMaterial, one: Intake, other: Intake) -> bool:
    number = other.applicant.id_number
    if number and one.applicant.id_number == number:
        return True
    if other.visit is None or one.visit != other.visit or one.agent is None or other.agent is None:
        return False
    same = one.agent.person.id_number == other.agent.person.id_number != ""
    return same and any(word in row.name for word in _OF_THE_AGENT)


def gives_power(row: SubmittedMaterial) -> bool:
    """Whether it is the paper by which somebody may act for another (授权委托书), good for one matter alone."""
    return bool(_POWER.search(row.name))


def brought_power(case: Case) -> bool:
    """Whether the paper by which somebody acts for another was handed in with the case, and is in order."""
    return any(gives_power(row) and row.taken and row.settled for row in case.materials)


def of_who_acts(row: SubmittedMaterial) -> bool:
    """Whether it is about who acts for the applicant, or gives the power to: of no use once somebody else comes."""
    return gives_power(row) or bool(_OF_WHO_ACTS.search(row.name))


def of_who_acts_alone(row: SubmittedMaterial) -> bool:
    """Whether nobody needs it when the applicant comes: it is not about her, or whoever represents her, as well."""
    return of_who_acts(row) and not _OF_HERSELF.search(row.name)


def reuse(row: SubmittedMaterial, offer: Offer) -> SubmittedMaterial:
    """The row as it goes into the event: not handed in again, and where it lies. Raises ValueError for another line."""
    if line_digest(row) != offer.line:
        raise ValueError(f"the offer is of another line than {row.line_id}")
    note = f"{REUSED}：{offer.receipt}（{offer.line}）"
    return replace(row, status=MaterialStatus.EXEMPT, originals=0, copies=0, fault=None, note=note)


def for_purpose(row: SubmittedMaterial, item: str) -> SubmittedMaterial:
    """The row with the one thing that what is reused may serve here (S1 13): no material is used for anything else."""
    return replace(row, used_for=f"办理{item}") if reused(row) else row


def reused(row: SubmittedMaterial) -> str:
    """Number of the receipt under which the material lies, empty for a row that was not reused."""
    head = f"{REUSED}："
    if row.status is not MaterialStatus.EXEMPT or not row.note.startswith(head):
        return ""
    return row.note.removeprefix(head).rpartition("（")[0]
