"""One person at a terminal, from the first touch to the wipe: a pure machine, without clock, Qt or I/O.

``step`` takes what happened and when (seconds of a monotonic clock) and gives the next session and what must be done
about it. Whatever happens, a session has at most one holder, ends by itself, and is wiped before the next begins.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import StrEnum

from app.domain.kiosk import Proof
from app.values import dataclass, replace

IDLE_SECONDS = 60.0
LARGE_IDLE_SECONDS = 120.0
PHONE_SECONDS = 240.0
"""So long she may be busy with her telephone, or wait for somebody to come, before she is asked."""
COUNTDOWN_SECONDS = 20.0
STAFF_SECONDS = 180.0
LEFT_EVERY_SECONDS = 15.0
LEFT_CALL_SECONDS = 45.0
LOST_SECONDS = 2.0
"""A card lifted so shortly before the reader is lost may lie there still: the reader can no longer tell."""


class Phase(StrEnum):
    """Where the terminal stands; COUNTDOWN covers the page of who may still be there."""

    IDLE = "idle"
    ACTIVE = "active"
    COUNTDOWN = "countdown"
    LOCKED = "locked"
    STAFF = "staff"


class Effect(StrEnum):
    """What the terminal must do."""

    BEGIN = "begin"
    COVER = "cover"
    UNCOVER = "uncover"
    WIPE = "wipe"
    SHOW = "show"
    REMIND_CARD = "remind-card"
    REMIND_PAPER = "remind-paper"
    CALL_CARD = "call-card-left"
    CALL_PAPER = "call-paper-left"


@dataclass(frozen=True)
class Session:
    """The terminal now. ``holder`` is an opaque key of the person whose card was read, ``number`` counts sessions.

    ``left_card`` and ``left_paper`` lie there from a session that is over: they open nothing and are told; without
    ``left_out`` the sheet may still be on its way. ``left_holder`` is the key of that card. ``lifted`` is the key of
    the card that was taken away last, at ``lifted_at``; ``doubted`` that of one that may lie there still, because the
    reader was lost with it: read again it is a card left behind, nobody's wish to begin.
    """

    phase: Phase = Phase.IDLE
    number: int = 0
    proofs: frozenset[Proof] = frozenset()
    holder: str = ""
    card_on: bool = False
    paper: int = 0
    quiet_since: float = 0.0
    busy: bool = False
    patient: bool = False
    large: bool = False
    low: bool = False
    silent: bool = False
    left_card: bool = False
    left_paper: bool = False
    left_out: bool = False
    left_holder: str = ""
    left_since: float = 0.0
    lifted: str = ""
    lifted_at: float = 0.0
    doubted: str = ""
    told_at: float = 0.0
    called: bool = False
    locked: bool = False

    @property
    def idle_seconds(self) -> float:
        """How long she may be quiet before she is asked whether she is still there."""
        if self.patient:
            return PHONE_SECONDS
        return LARGE_IDLE_SECONDS if self.large else IDLE_SECONDS

    def seconds_left(self, now: float) -> int:
        """Whole seconds of the countdown that are left, never below 0."""
        end = self.quiet_since + self.idle_seconds + COUNTDOWN_SECONDS
        return max(0, min(int(COUNTDOWN_SECONDS), -int(-(end - now) // 1)))

    @property
    def own_card_on(self) -> bool:
        """Whether a card of this session lies on the reader, not one that was left there by another."""
        return self.card_on and not self.left_card

    @property
    def open(self) -> bool:
        """Whether a person is being served."""
        return self.phase in (Phase.ACTIVE, Phase.COUNTDOWN)


@dataclass(frozen=True)
class Touched:
    """Somebody touched the page."""


@dataclass(frozen=True)
class Resumed:
    """继续办理."""


@dataclass(frozen=True)
class Finished:
    """办完了，退出. ``slot_known``: the printer can tell whether its slot is empty; else she is taken at her word."""

    slot_known: bool = False


@dataclass(frozen=True)
class Cut:
    """The machine ended it, not she: a fault of the program, or staff at the badge. The slot may hold her paper."""


@dataclass(frozen=True)
class CardRead:
    """A card lies on the reader and was read; ``holder`` is an opaque key of its owner."""

    holder: str


@dataclass(frozen=True)
class CardLifted:
    """It was taken away."""


@dataclass(frozen=True)
class ReaderLost:
    """The reader is gone or out of order."""


@dataclass(frozen=True)
class Shown:
    """A proof of identity was given."""

    proof: Proof


@dataclass(frozen=True)
class KnownByPhone:
    """Her 亮码 said who she is: as good as card and face; ``holder`` is the key that her card would have."""

    holder: str


@dataclass(frozen=True)
class OnPhone:
    """She turned to her telephone for something that is wanted here, or waits for staff; or no longer."""

    on: bool


@dataclass(frozen=True)
class PaperOut:
    """A sheet came out for the person who stands here."""


@dataclass(frozen=True)
class LatePaper:
    """A sheet of somebody who has gone lies in the slot. Not ``out``: it may still come, or stick in the printer."""

    out: bool = True


@dataclass(frozen=True)
class PaperTaken:
    """The slot is empty, or she says that she has it."""


@dataclass(frozen=True)
class Switched:
    """大字, 低位 or 语音 was touched: ``what`` is large, low or silent."""

    what: str


@dataclass(frozen=True)
class Locking:
    """The keeper locks the terminal, or opens it again."""

    locked: bool


@dataclass(frozen=True)
class StaffIn:
    """The PIN was right."""


@dataclass(frozen=True)
class StaffOut:
    """Staff is done; ``cleared`` when what was left behind was taken away."""

    cleared: bool = False


@dataclass(frozen=True)
class Working:
    """Work runs in the background for her, or ended: with either her quiet begins anew."""

    busy: bool


@dataclass(frozen=True)
class Tick:
    """A second went by."""


Happening = (
    Touched
    | Resumed
    | Finished
    | Cut
    | CardRead
    | CardLifted
    | ReaderLost
    | Shown
    | KnownByPhone
    | OnPhone
    | PaperOut
    | LatePaper
    | PaperTaken
    | Switched
    | Locking
    | StaffIn
    | StaffOut
    | Working
    | Tick
)
Step = tuple[Session, tuple[Effect, ...]]


def person_key(number: str) -> str:
    """An opaque key of a person by the number of her document: her card and her 亮码 give the same."""
    return hashlib.sha256(number.encode()).hexdigest()[:16]


def step(session: Session, happening: Happening, now: float) -> Step:
    """The session after ``happening`` at ``now``, and what must be done, in order."""
    handler = _HANDLERS[type(happening)]
    return handler(session, happening, now)


def _begun(session: Session, now: float) -> Session:
    return replace(
        session, phase=Phase.ACTIVE, number=session.number + 1, quiet_since=now, proofs=frozenset(), holder=""
    )


def end(session: Session, now: float) -> Step:
    """Nothing of the person stays but what lies on the reader or in the slot, which is told."""
    left = session.card_on or session.paper > 0
    after = Session(
        phase=Phase.LOCKED if session.locked else Phase.IDLE,
        number=session.number,
        card_on=session.card_on,
        left_holder=session.left_holder or session.holder if session.card_on else "",
        doubted=session.doubted,
        locked=session.locked,
        left_card=session.card_on,
        left_paper=session.paper > 0 or session.left_paper,
        left_out=session.paper > 0 or session.left_out,
        left_since=now if left else session.left_since,
        told_at=now,
    )
    effects = [Effect.WIPE]
    if after.left_card:
        effects.append(Effect.REMIND_CARD)
    if session.paper:
        effects += [Effect.REMIND_PAPER, Effect.CALL_PAPER]
    return after, tuple(effects)


def _touched(session: Session, _happening: Touched, now: float) -> Step:
    if session.phase is Phase.IDLE:
        return _begun(session, now), (Effect.BEGIN,)
    if session.phase in (Phase.ACTIVE, Phase.STAFF):
        return replace(session, quiet_since=now), ()
    return session, ()


def _resumed(session: Session, _happening: Resumed, now: float) -> Step:
    if session.phase is not Phase.COUNTDOWN:
        return session, ()
    return replace(session, phase=Phase.ACTIVE, quiet_since=now), (Effect.UNCOVER,)


def _finished(session: Session, happening: Finished, now: float) -> Step:
    if not session.open:
        return session, ()
    return end(session if happening.slot_known else replace(session, paper=0), now)


def _cut(session: Session, _happening: Cut, now: float) -> Step:
    return end(session, now) if session.open else (session, ())


def _card_read(session: Session, happening: CardRead, now: float) -> Step:
    laid = replace(session, card_on=True)
    if session.phase in (Phase.LOCKED, Phase.STAFF):
        return replace(laid, left_card=True, left_holder=happening.holder, doubted="", left_since=now), ()
    if session.left_card and session.card_on:
        return session, ()  # the card of somebody who has gone: it opens nothing until it is lifted
    if session.doubted == happening.holder != session.holder:
        left = replace(laid, left_card=True, left_holder=happening.holder, doubted="")
        left = replace(left, left_since=now, told_at=now)
        return left, (Effect.REMIND_CARD,)
    if session.open and session.holder and session.holder != happening.holder:
        ended, told = end(replace(session, card_on=False), now)
        fresh, effects = _card_read(ended, happening, now)
        return fresh, (*told, *effects)
    begun = laid if session.open else _begun(laid, now)
    proofs = begun.proofs | {Proof.CARD}
    uncovers = (Effect.UNCOVER,) if session.phase is Phase.COUNTDOWN else ()
    after = replace(
        begun,
        phase=Phase.ACTIVE,
        proofs=proofs,
        holder=happening.holder,
        quiet_since=now,
        left_card=False,
        left_holder="",
        lifted="",
        doubted="",
    )
    return after, (*uncovers, *(() if session.open else (Effect.BEGIN,)), Effect.SHOW)


def _card_lifted(session: Session, _happening: CardLifted, now: float) -> Step:
    lifted = session.left_holder or session.holder if session.card_on else session.lifted
    after = replace(session, card_on=False, left_card=False, called=False)
    after = replace(after, left_holder="", lifted=lifted, lifted_at=now)
    if session.phase is Phase.ACTIVE:
        after = replace(after, quiet_since=now)
    return after, (Effect.SHOW,) if session.card_on else ()


def _reader_lost(session: Session, _happening: ReaderLost, now: float) -> Step:
    if session.card_on or now - session.lifted_at > LOST_SECONDS:
        return session, ()
    return replace(session, doubted=session.lifted or session.doubted), ()


def _stirred(session: Session, now: float) -> Session:
    """The machine did something for her: she is asked later, or has the whole countdown again to answer."""
    asked = session.phase is Phase.COUNTDOWN
    return replace(session, quiet_since=now - session.idle_seconds if asked else now)


def _shown(session: Session, happening: Shown, now: float) -> Step:
    if session.phase is not Phase.ACTIVE:
        return session, ()
    return replace(session, proofs=session.proofs | {happening.proof}, quiet_since=now), ()


def _known_by_phone(session: Session, happening: KnownByPhone, now: float) -> Step:
    if session.phase is not Phase.ACTIVE or session.holder not in ("", happening.holder):
        return session, ()
    proofs = session.proofs | {Proof.PERSON}
    return replace(session, proofs=proofs, holder=happening.holder, quiet_since=now), ()


def _on_phone(session: Session, happening: OnPhone, now: float) -> Step:
    return replace(session, patient=happening.on and session.open, quiet_since=now), ()


def _paper_out(session: Session, _happening: PaperOut, now: float) -> Step:
    if not session.open:
        return _late_paper(session, LatePaper(), now)
    return _stirred(replace(session, paper=session.paper + 1), now), (Effect.SHOW,)


def _late_paper(session: Session, happening: LatePaper, now: float) -> Step:
    effects = [Effect.REMIND_PAPER] if happening.out and not session.left_out else []
    effects += [] if session.left_paper else [Effect.CALL_PAPER]
    out = session.left_out or happening.out
    return replace(session, left_paper=True, left_out=out, left_since=now), tuple(effects)


def _paper_taken(session: Session, _happening: PaperTaken, now: float) -> Step:
    quiet = now if session.phase is Phase.ACTIVE else session.quiet_since
    return replace(session, paper=0, left_paper=False, left_out=False, quiet_since=quiet), (Effect.SHOW,)


def _switched(session: Session, happening: Switched, now: float) -> Step:
    if session.phase not in (Phase.IDLE, Phase.ACTIVE):
        return session, ()
    base, effects = (session, ()) if session.open else (_begun(session, now), (Effect.BEGIN,))
    base = replace(base, quiet_since=now)
    match happening.what:
        case "large":
            base = replace(base, large=not base.large)
        case "low":
            base = replace(base, low=not base.low)
        case _:
            base = replace(base, silent=not base.silent)
    return base, (*effects, Effect.SHOW)


def _locking(session: Session, happening: Locking, now: float) -> Step:
    if happening.locked == session.locked:
        return session, ()
    marked = replace(session, locked=happening.locked)
    if session.phase is Phase.STAFF:
        return marked, ()
    if happening.locked:
        return end(marked, now) if session.open else (replace(marked, phase=Phase.LOCKED), (Effect.SHOW,))
    return replace(marked, phase=Phase.IDLE), (Effect.WIPE, Effect.SHOW)  # a PIN that was begun goes with it


def _staff_in(session: Session, _happening: StaffIn, now: float) -> Step:
    ended, effects = end(session, now) if session.open else (session, ())
    return replace(ended, phase=Phase.STAFF, quiet_since=now), (*effects, Effect.SHOW)


def _staff_out(session: Session, happening: StaffOut, now: float) -> Step:
    if session.phase is not Phase.STAFF:
        return session, ()
    phase = Phase.LOCKED if session.locked else Phase.IDLE
    after = replace(session, phase=phase, told_at=now)
    if happening.cleared:
        after = replace(after, left_paper=False, left_out=False, paper=0, called=False)
    return after, (Effect.WIPE, Effect.SHOW)


def _working(session: Session, happening: Working, now: float) -> Step:
    if not session.open or happening.busy == session.busy:
        return session, ()
    return _stirred(replace(session, busy=happening.busy), now), ()


def _tick(session: Session, _happening: Tick, now: float) -> Step:
    quiet = now - session.quiet_since
    if session.phase is Phase.STAFF:
        return _staff_out(session, StaffOut(), now) if quiet >= STAFF_SECONDS else (session, ())
    if session.open:
        if quiet >= session.idle_seconds + COUNTDOWN_SECONDS:
            return end(session, now)
        # Also while she waits for work to end: sent away without being asked, she would not know what became of it.
        if session.phase is Phase.ACTIVE and quiet >= session.idle_seconds:
            covered = replace(session, phase=Phase.COUNTDOWN)
            return covered, (Effect.COVER, *((Effect.REMIND_CARD,) if session.card_on else ()))
        return session, ()
    return _left_behind(session, now)


def _left_behind(session: Session, now: float) -> Step:
    """What lies there from before is said again and again, and staff is called once."""
    if not session.left_card or now - session.told_at < LEFT_EVERY_SECONDS:
        return session, ()
    after, effects = replace(session, told_at=now), [Effect.REMIND_CARD]
    if not session.called and now - session.left_since >= LEFT_CALL_SECONDS:
        after = replace(after, called=True)
        effects.append(Effect.CALL_CARD)
    return after, tuple(effects)


_HANDLERS: dict[type, Callable[..., Step]] = {
    Touched: _touched,
    Resumed: _resumed,
    Finished: _finished,
    Cut: _cut,
    CardRead: _card_read,
    CardLifted: _card_lifted,
    ReaderLost: _reader_lost,
    Shown: _shown,
    KnownByPhone: _known_by_phone,
    OnPhone: _on_phone,
    PaperOut: _paper_out,
    LatePaper: _late_paper,
    PaperTaken: _paper_taken,
    Switched: _switched,
    Locking: _locking,
    StaffIn: _staff_in,
    StaffOut: _staff_out,
    Working: _working,
    Tick: _tick,
}
