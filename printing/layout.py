"""One door from paper to pages: ``layout``, ``render_pdf``, and what no font can draw of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from app.values import replace
from printing.documents import Paper, Receipt
from printing.fonts import Face, Fonts
from printing.layouts import (
    applicant,
    commitment,
    counter,
    custody,
    daily,
    decisions,
    figures,
    intake,
    licence,
    outcome,
    procedures,
    service,
    taken_back,
    tolerance,
)
from printing.layouts.roll import receipt_roll
from printing.layouts.sizes import A4, A5_PAPERS
from printing.page import Page, Text
from printing.pdf import Meta, pages_to_pdf

AnyPaper = TypeVar("AnyPaper", bound=Paper)


def _layouts() -> dict[str, Callable[[Any, Fonts, bool], list[Page]]]:
    return {
        "A01": intake.application,
        "A02": applicant.withdrawal_request,
        "D01": intake.receipt,
        "D01b": intake.correction_receipt,
        "D02": decisions.acceptance,
        "D03": decisions.deficiency_notice,
        "D04": decisions.deemed_withdrawal,
        "D05": decisions.non_acceptance,
        "D06": tolerance.tolerance_pledge,
        "D07": tolerance.tolerance_notice,
        "D08": commitment.commitment,
        "D09": tolerance.tolerance_lapsed,
        "D10": tolerance.acceptance_revoked,
        "D11": outcome.approval,
        "D11b": outcome.refusal,
        "D12": service.routing_slip,
        "D12b": custody.handover_list,
        "D13": procedures.special_procedure,
        "D14": procedures.extension,
        "D15": service.pickup_slip,
        "D16": service.proof_of_service,
        "D17": counter.fee_notice,
        "D18": applicant.power_of_attorney,
        "D19": intake.turn_away,
        "D20": counter.rating_slip,
        "D21": licence.certificate,
        "D21b": licence.licence_copy,
        "D22": taken_back.taken_back,
        "R01": daily.due_list,
        "R02": daily.day_check,
        "R03": daily.shift_handover,
        "R04": daily.day_check,
        "R05": daily.blank_count,
        "R06": daily.pad_sheet,
        "R07": daily.destruction_list,
        "R08": daily.parcel_list,
        "R09": figures.figures_sheet,
    }


def layout(document: Paper, fonts: Fonts, *, proof: bool = False) -> list[Page]:
    """The pages of a paper. Pure. ``proof`` marks a preview (样张) and shows the frame of a pre-printed blank.

    Raises UserFacingError when something the law wants is missing (unless ``proof``: a preview may be incomplete).
    """
    if not proof:
        document.required()
    return _layouts()[document.KIND](on_sheet(document, document.envelope.sheet), fonts, proof)


def on_sheet(document: AnyPaper, name: str) -> AnyPaper:
    """The paper set for a sheet, ``A4`` or ``A5``; one that cannot be small stays on A4."""
    name = name if document.KIND in A5_PAPERS else A4.name
    envelope = document.envelope
    return document if envelope.sheet == name else replace(document, envelope=replace(envelope, sheet=name))


def render_pdf(document: Paper, fonts: Fonts, *, proof: bool = False) -> bytes:
    """The paper as PDF; the same paper always gives the same bytes. Errors as :func:`layout`."""
    return pages_to_pdf(layout(document, fonts, proof=proof), fonts, Meta(document.envelope.number))


def render_receipt_pdf(document: Receipt, fonts: Fonts, *, proof: bool = False) -> bytes:
    """D01 or D01b for the 80 mm thermal printer (72 mm, 576 dots wide, as long as needed). Errors as
    :func:`layout`.
    """
    if not proof:
        document.required()
    return pages_to_pdf(receipt_roll(document, fonts, proof), fonts, Meta(document.envelope.number))


def warm(fonts: Fonts) -> None:
    """Do once, in the background after start-up, what makes a first paper slow: open the fonts, import the
    libraries.
    """
    for face in Face:
        fonts.face(face)
    render_pdf(Receipt.sample(), fonts)


def undrawn(pages: Sequence[Page], fonts: Fonts) -> tuple[str, ...]:
    """Characters on laid-out pages that none of the fonts can draw, in order, each once: a crossed box stands there."""
    return fonts.undrawn("".join(op.text for page in pages for op in page.ops if isinstance(op, Text)))
