"""What is signed for at the issue desk, and the giving with that signature."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.acts_law import RESULTS
from app.domain.case import Case
from app.domain.events import Recipient
from app.ports.equipment import PadSignature, PadWish
from app.usecases.desk import Done
from app.usecases.hand_over import hand_over
from app.values import replace
from ui.office import Office
from ui.theme import said, t
from ui.window.case.words import paper_name


def wish_for(office: Office, case: Case, documents: Sequence[UUID]) -> PadWish:
    """What a pad shows, and the digest of the words of the papers that are signed for; on a worker."""
    # The writer of PDF comes with it: not before somebody signs.
    from printing.proof import digest_of

    pages = [page for document in documents for page in office.equipment.pages(case, document)]
    return PadWish(t("handover.receipt_of", item=case.item.name, n=len(documents)), digest_of(pages).hex())


def hand_over_signed(
    office: Office,
    case: Case,
    recipient: Recipient,
    documents: tuple[UUID, ...],
    signature: PadSignature | None,
    sheet: UUID | None = None,
) -> Done:
    """Give the papers; the signature is kept first and becomes the case's with the event. A ``sheet`` that lies here
    signed stands instead of one. Raises RefusedError.
    """
    if sheet is not None:
        return office.act(hand_over, case.id, recipient, documents, sheet=sheet)
    desk = office.equipment.scan_desk
    if signature is None or desk is None:
        return office.hand_over(case.id, recipient, documents)
    with desk.pads.keeping(signature, wish_for(office, case, documents).digest) as kept:
        return office.hand_over(case.id, replace(recipient, signature=kept), documents)


def given_words(done: Done) -> tuple[str, str]:
    """What is said once papers are given: that they are, and after it the number of the proof that prints and the
    results that were not among them, which wait on the case page.
    """
    printed = done.papers[0].number if done.papers else ""
    left = [p for p in done.case.papers if p.kind in RESULTS and not (p.void or p.is_given)]
    names = "、".join(said(paper_name(done.case, paper)) for paper in left)
    after = (printed, t("handover.left", papers=names) if left else "")
    return t("handover.done" if printed else "handover.done_sheet"), "　".join(part for part in after if part)
