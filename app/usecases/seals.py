"""印章登记: who took which seal where, when it came back, and sealing a paper only where the seal is."""

from __future__ import annotations

from uuid import UUID

from app.domain.seals import SealAct, SealMove, elsewhere
from app.errors import RefusedError, UserFacingError
from app.ports.stock import SealBook
from app.usecases.desk import Desk, Done, require_hand
from app.usecases.record_seal import record_seal


def move_seal(
    desk: Desk, book: SealBook, act: SealAct, seal: str, holder: str, place: str = "", reason: str = ""
) -> SealMove:
    """Enter a move of a seal; given back without a place it lies where it is kept.

    Raises UserFacingError ZC-SEAL-01 when seal, holder or place is missing, ZC-SEAL-02 when the move may not follow,
    RefusedError ZC-RIGHT-03.
    """
    require_hand(desk)
    known = book.standings().get(seal.strip())
    home = known.home if known is not None and act is SealAct.BACK else ""
    found = known.place if known is not None and act is SealAct.RETIRE else ""
    move = SealMove(
        desk.new_id(),
        act,
        seal.strip(),
        holder.strip() or desk.session.operator.name,
        place.strip() or home or found,
        reason.strip(),
        desk.session.operator.id,
        desk.clock.now().ms,
    )
    if not move.seal or not move.place:
        raise UserFacingError(
            "ZC-SEAL-01", "没有写明是哪枚印章，或者在哪里", "印章登记没有变化", "请写印章全称和所在的地方"
        )
    book.add(move)
    return move


def seal_paper(
    desk: Desk,
    book: SealBook,
    case_id: UUID,
    document_id: UUID,
    seal: str,
    by_whom: str,
    where: str,
    note: str = "",
) -> Done:
    """已盖章. When the register has the seal elsewhere, ``note`` must say why; it is kept with the sealing.

    Raises RefusedError ZC-SEAL-03, and what ``record_seal`` raises.
    """
    found = elsewhere(book.standings().get(seal.strip()), where)
    if found and not note.strip():
        raise RefusedError(
            "ZC-SEAL-03",
            f"印章登记上“{seal.strip()}”{found}，不在{where.strip() or '（没有写地方）'}",
            "印章管理要求；行政许可法 32(2)",
            "这份文书仍是待盖章，什么都没有改变",
            "请先登记印章的去处，或者写明为什么不一致再登记盖章",
        )
    place = f"{where.strip()}（登记{found}；{note.strip()}）" if found else where
    return record_seal(desk, case_id, document_id, seal, by_whom, place)
