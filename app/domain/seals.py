"""印章登记: a seal lies in its place, or somebody has it; a paper is not sealed by a seal that is elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from uuid import UUID

from app.domain.paper import Place
from app.values import dataclass, fields


class SealAct(StrEnum):
    """An entry of the register: made known, taken out (or handed to the next), given back, retired."""

    REGISTER = "register"
    TAKE = "take"
    BACK = "back"
    RETIRE = "retire"


SEAL_WORDS: Mapping[SealAct, str] = {
    SealAct.REGISTER: "启用",
    SealAct.TAKE: "领出",
    SealAct.BACK: "归还",
    SealAct.RETIRE: "停用",
}


@dataclass(frozen=True)
class SealMove:
    """One entry: ``holder`` who has the seal from now on, ``place`` where it is."""

    id: UUID
    act: SealAct
    seal: str
    holder: str
    place: str
    reason: str
    operator: str
    at_ms: int

    def link(self, prev: str) -> str:
        """Chain value: every field, and the entry before it."""
        words = "\x1f".join(str(getattr(self, each.name)) for each in fields(self))
        return hashlib.sha256(f"{prev}\x1f{words}".encode()).hexdigest()


@dataclass(frozen=True)
class SealStanding:
    """A seal now: ``home`` is where it lies when nobody has it, ``since_ms`` when it last moved."""

    seal: str
    act: SealAct
    holder: str
    place: str
    home: str
    since_ms: int

    @property
    def out(self) -> bool:
        """Whether somebody has taken it."""
        return self.act is SealAct.TAKE

    @property
    def words(self) -> str:
        """Where it is, for a person."""
        if self.act is SealAct.RETIRE:
            return "已停用"
        return f"在{self.place}，{self.holder}领出" if self.out else f"在{self.place}，{self.holder}保管"


_AFTER: Mapping[SealAct, tuple[SealAct | None, ...]] = {
    SealAct.REGISTER: (None,),
    SealAct.TAKE: (SealAct.REGISTER, SealAct.BACK, SealAct.TAKE),
    SealAct.BACK: (SealAct.TAKE,),
    SealAct.RETIRE: (SealAct.REGISTER, SealAct.BACK),
}


def may_follow(act: SealAct, before: SealStanding | None) -> bool:
    """Whether ``act`` may be entered of a seal that stands as ``before``; taken again it goes from hand to hand."""
    return (before.act if before is not None else None) in _AFTER[act]


def standings(moves: Iterable[SealMove]) -> dict[str, SealStanding]:
    """Every seal as the entries make it, in order of name."""
    found: dict[str, SealStanding] = {}
    for move in moves:
        before = found.get(move.seal)
        home = move.place if move.act is SealAct.REGISTER or before is None else before.home
        found[move.seal] = SealStanding(move.seal, move.act, move.holder, move.place, home, move.at_ms)
    return dict(sorted(found.items()))


RECEIPT_SEAL = "收件专用章"
"""How the name of the seal ends under which a centre takes in, in its own name (S4 5(2))."""


def sealed_where(standing: SealStanding | None, place: Place) -> str:
    """在哪里盖的, as it is offered to whom records a seal, wherever she does it: where the seal lies by the register,
    so that one that somebody has taken away is asked about; of one that nobody registered the counter she sits at.
    """
    return standing.home if standing is not None else f"{place.hall}{place.window}"


def has_receipt_seal(standings: Mapping[str, SealStanding]) -> bool:
    """Whether the register answers for a 收件专用章; at a station it does not, unless one was entrusted to it."""
    return any(each.act is not SealAct.RETIRE and each.seal.endswith(RECEIPT_SEAL) for each in standings.values())


def receipts_sealed(standings: Mapping[str, SealStanding], centre: str | None) -> bool:
    """Whether what is taken in is sealed where it is printed: at the centre (``centre`` is None), and at a station to
    which a 收件专用章 was entrusted.
    """
    return centre is None or has_receipt_seal(standings)


def receipt_seal(standings: Mapping[str, SealStanding], hall: str, centre: str | None) -> str:
    """Name of the 收件专用章 that what is taken in here waits for (S4 5(2)): that of ``hall`` where it is the centre
    itself (``centre`` is None); at a station that which was entrusted to it, else that of the centre it belongs to.
    Empty where nobody wrote down which that is: a seal that does not exist has no name.
    """
    if centre is None:
        return f"{hall}{RECEIPT_SEAL}"
    known = [name for name, each in standings.items() if name.endswith(RECEIPT_SEAL) and each.act is not SealAct.RETIRE]
    return known[0] if known else f"{centre}{RECEIPT_SEAL}" if centre else ""


def elsewhere(standing: SealStanding | None, where: str) -> str:
    """Why a paper cannot have been sealed at ``where``: where the register says the seal is; empty when it agrees.

    A seal that nobody registered is nowhere else.
    """
    if standing is None or (standing.act is not SealAct.RETIRE and where.strip() == standing.place):
        return ""
    return standing.words
