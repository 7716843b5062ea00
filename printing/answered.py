"""By what a paper names the notice it follows: its number, or, where the authority told without a sheet of ours, whose
it is and of which day.
"""

from __future__ import annotations

from app.domain.events import CorrectionReceived, MaterialSupplied, NoticeIssued
from app.domain.paper import Paper, PaperKind
from app.domain.time import date_words
from printing.compose_base import Source


def answered(source: Source, handed: CorrectionReceived | MaterialSupplied) -> str:
    """What D01b says it answers (《辽宁省推进“最多跑一次”规定》22): never nothing, so that nobody who hands something
    in goes without a receipt.
    """
    if handed.answers_number:
        return handed.answers_number
    if isinstance(handed, MaterialSupplied):
        return tolerated_by(source)
    told = source.case.told_notices or source.case.notices
    # The clock of the department may be ahead of ours: then the first is the one she answers.
    before = [notice for notice in told if notice.at.ms <= handed.at.ms] or list(told[:1])
    return told_by(source, before[-1]) if before else f"{source.intake.item.authority}告知"


def told_by(source: Source, notice: NoticeIssued) -> str:
    """The number of a 一次性告知书; one of the department has none until it is printed here."""
    sheets = source.case.sheets(notice.document_id)
    number = _printed(source, sheets) if sheets else notice.number
    return number or f"{source.intake.item.authority}{date_words(notice.at.date)}作出"


def tolerated_by(source: Source) -> str:
    """The number of the 容缺受理通知书, recalled ones last, or whose 容缺受理 it was and of which day."""
    case = source.case
    every = tuple(paper for paper in case.papers if paper.kind is PaperKind.TOLERANCE_NOTICE)
    number = _printed(source, case.papers_of(PaperKind.TOLERANCE_NOTICE) or every[::-1])
    if number or case.accepted is None:
        return number or f"{source.intake.item.authority}告知"
    accepted = case.accepted
    return f"{accepted.authority or source.intake.item.authority}{date_words(accepted.accepted_on)}容缺受理"


def _printed(source: Source, sheets: tuple[Paper, ...]) -> str:
    """The number of a sheet that was there when this paper was issued: a reprint says what the first print said."""
    then = source.paper.issued_at.ms
    return next((sheet.number for sheet in sheets if sheet.issued_at.ms <= then), "")
