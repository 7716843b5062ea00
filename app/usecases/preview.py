"""What a paper would say if it were issued now: the same decisions, nothing written."""

from __future__ import annotations

from uuid import UUID

from app.domain.acts_intake import Answer
from app.domain.case import Case
from app.domain.commands import Accept, Context, IssueCertificate, IssueNotice, OpenCase, Receive, Refusal
from app.domain.decide import decide
from app.domain.events import Intake, Recorded
from app.domain.evolve import evolve
from app.domain.guide import ServiceGuide
from app.domain.materials import SubmittedMaterial
from app.domain.paper import PAPER_RULES, PaperKind, PaperSlot
from app.domain.time import Timestamp
from app.usecases.desk import SERIES, Desk

NOT_ISSUED = "（出具时编号）"


def preview_case(
    desk: Desk,
    kind: PaperKind,
    intake: Intake,
    rows: tuple[SubmittedMaterial, ...],
    guide: ServiceGuide,
    handed_at: Timestamp | None = None,
    pad_number: str = "",
) -> tuple[Case, UUID] | None:
    """The case as it would stand and the document to look at; None when the rules refuse it now.

    ``handed_at`` and ``pad_number`` of a sheet of the pad that is entered, as the receipt will say them.
    """
    context = _context(desk, guide)
    case_id = desk.new_id()
    if kind is PaperKind.FORM:
        return _shown(_fold(case_id, None, decide(None, OpenCase(intake), context), desk), kind)
    case = _fold(case_id, None, decide(None, Receive(intake, rows, handed_at, pad_number), context), desk)
    if case is None or kind is PaperKind.RECEIPT:
        return _shown(case, kind)
    command = IssueNotice() if kind is PaperKind.NOTICE else Accept()
    return _shown(_fold(case_id, case, decide(case, command, context), desk), kind)


def preview_certificate(
    desk: Desk, case: Case, guide: ServiceGuide, blank_kind: str, serial: str
) -> tuple[Case, UUID] | None:
    """The case with its certificate on the blank ``serial``, before either is booked; None when the rules refuse it."""
    answer = decide(case, IssueCertificate(blank_kind, serial), _context(desk, guide))
    return _shown(_fold(case.id, case, answer, desk), PaperKind.CERTIFICATE)


def _context(desk: Desk, guide: ServiceGuide) -> Context:
    now = desk.clock.now()
    slots = {kind: PaperSlot(desk.new_id(), SERIES, 0, NOT_ISSUED) for kind in PAPER_RULES}
    return Context(
        now=now,
        operator=desk.session.operator,
        rights=desk.session.rights(guide, now.date),
        rules=desk.rules_for(None),
        calendar=desk.calendar,
        place=desk.place,
        device=desk.place.device,
        guide=guide,
        slots=slots,
        offline=desk.offline(),
    )


def _fold(case_id: UUID, case: Case | None, answer: Answer, desk: Desk) -> Case | None:
    if isinstance(answer, Refusal):
        return None
    version = case.count if case is not None else 0
    for n, event in enumerate(answer, start=version + 1):
        case = evolve(case, Recorded(desk.new_id(), case_id, desk.place.device, n, event))
    return case


def _shown(case: Case | None, kind: PaperKind) -> tuple[Case, UUID] | None:
    papers = case.papers_of(kind) if case is not None else ()
    return (case, papers[-1].document_id) if case is not None and papers else None
