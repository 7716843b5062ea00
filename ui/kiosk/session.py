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
from ui.kiosk import happenings as h

IDLE_SECONDS = 60.0
LARGE_IDLE_SECONDS = 120.0
PHONE_SECONDS = 240.0
"""So long she may be busy with her telephone, or wait for somebody to come, before she is asked."""
COUNTDOWN_SECONDS = 20.0
STAFF_SECONDS = 180.0
LEFT_EVERY_SECONDS = 15.0
LEFT_CALL_SECONDS = 45.0
KEPT_SECONDS = 30.0
"""So long after 不办了 she is taken to stand there still: who has gone leaves nobody her large letters."""
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
    PLAIN = "plain"
    WIPE = "wipe"
    SHOW = "show"
    REMIND_CARD = "remind-card"
    REMIND_PAPER = "remind-paper"
    TELL_PAPER = "tell-paper"
    CALL_CARD = "call-card-left"
    CALL_PAPER = "call-paper-left"


@dataclass(frozen=True)
class Session:
    """The terminal now. ``holder`` is an opaque key of the person whose card was read, ``number`` counts sessions.

    ``left_card`` and ``left_paper`` lie there from a session that is over: they open nothing and are told; without
    ``left_out`` the sheet may still be on its way, and with ``left_more`` another than the one that lies there.
    ``came``: how many sheets came out for her in this session. ``left_holder`` is the key of that card. ``lifted`` is
    the key of the card that was taken away last, at ``lifted_at``; ``doubted`` that of one that may lie there still,
    because the reader was lost with it: read again it is a card left behind, nobody's wish to begin.

    ``large``, ``low`` and ``silent`` outlive a session whose person still stands here: ``kept_for`` is her key then,
    empty when she showed nothing, None when nothing was kept. They go with her: when she is quiet, or another's card
    comes, also after somebody touched the page; who sets one herself has them as her own.
    """

    phase: Phase = Phase.IDLE
    number: int = 0
    proofs: frozenset[Proof] = frozenset()
    holder: str = ""
    card_on: bool = False
    paper: int = 0
    came: int = 0
    quiet_since: float = 0.0
    busy: bool = False
    patient: bool = False
    awaiting: bool = False
    large: bool = False
    low: bool = False
    silent: bool = False
    kept_for: str | None = None
    left_card: bool = False
    left_paper: bool = False
    left_out: bool = False
    left_more: bool = False
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
        if self.patient or self.awaiting:
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


Step = tuple[Session, tuple[Effect, ...]]


def person_key(number: str) -> str:
    """An opaque key of a person by the number of her document: her card and her 亮码 give the same."""
    return hashlib.sha256(number.encode()).hexdigest()[:16]


def step(session: Session, happening: h.Happening, now: float) -> Step:
    """The session after ``happening`` at ``now``, and what must be done, in order."""
    handler = _HANDLERS[type(happening)]
    return handler(session, happening, now)


def _begun(session: Session, now: float) -> Session:
    return replace(
        session, phase=Phase.ACTIVE, number=session.number + 1, quiet_since=now, proofs=frozenset(), holder="",
        kept_for=None, came=0,
    )  # fmt: skip


def end(session: Session, now: float, stays: bool = False) -> Step:
    """Nothing of the person stays but what lies on the reader or in the slot, which is told; and how she reads and
    hears while she ``stays`` before the terminal.
    """
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
        left_more=session.left_more or (session.paper > 0 and session.left_paper and not session.left_out),
        left_since=now if left else session.left_since,
        told_at=now,
    )
    if stays and not session.locked:
        after = replace(after, large=session.large, low=session.low, silent=session.silent)
        after = replace(after, kept_for=session.holder or session.kept_for or "", quiet_since=now)
    effects = [Effect.WIPE]
    if after.left_card:
        effects.append(Effect.REMIND_CARD)
    if session.paper:
        effects += [Effect.REMIND_PAPER, Effect.CALL_PAPER]
    return after, tuple(effects)


def _plain(session: Session) -> Session:
    """As the next person finds it."""
    return replace(session, large=False, low=False, silent=False, kept_for=None)


def _touched(session: Session, _happening: h.Touched, now: float) -> Step:
    if session.phase is Phase.IDLE:
        return replace(_begun(session, now), kept_for=session.kept_for), (Effect.BEGIN,)
    if session.phase in (Phase.ACTIVE, Phase.STAFF):
        return replace(session, quiet_since=now), ()
    return session, ()


def _resumed(session: Session, _happening: h.Resumed, now: float) -> Step:
    if session.phase is not Phase.COUNTDOWN:
        return session, ()
    return replace(session, phase=Phase.ACTIVE, quiet_since=now), (Effect.UNCOVER,)


def _finished(session: Session, happening: h.Finished, now: float) -> Step:
    if not session.open:  # the page that she read stood there while nothing was begun
        return replace(session, quiet_since=now) if happening.stays and session.phase is Phase.IDLE else session, ()
    told = happening.slot_known or happening.stays
    return end(session if told else replace(session, paper=0), now, happening.stays)


def _cut(session: Session, _happening: h.Cut, now: float) -> Step:
    return end(session, now, stays=True) if session.open else (session, ())


def _card_read(session: Session, happening: h.CardRead, now: float) -> Step:
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
    another = session.kept_for not in (None, "", happening.holder)
    laid = _plain(laid) if another else laid
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
        kept_for=None,
    )
    plain = (Effect.PLAIN,) if another else ()
    return after, (*plain, *uncovers, *(() if session.open else (Effect.BEGIN,)), Effect.SHOW)


def _card_lifted(session: Session, _happening: h.CardLifted, now: float) -> Step:
    lifted = session.left_holder or session.holder if session.card_on else session.lifted
    after = replace(session, card_on=False, left_card=False, called=False)
    after = replace(after, left_holder="", lifted=lifted, lifted_at=now)
    if session.phase is Phase.ACTIVE:
        after = replace(after, quiet_since=now)
    return after, (Effect.SHOW,) if session.card_on else ()


def _reader_lost(session: Session, _happening: h.ReaderLost, now: float) -> Step:
    if session.card_on or now - session.lifted_at > LOST_SECONDS:
        return session, ()
    return replace(session, doubted=session.lifted or session.doubted), ()


def _stirred(session: Session, now: float) -> Session:
    """The machine did something for her: she is asked later, or has the whole countdown again to answer."""
    asked = session.phase is Phase.COUNTDOWN
    return replace(session, quiet_since=now - session.idle_seconds if asked else now)


def _shown(session: Session, happening: h.Shown, now: float) -> Step:
    if session.phase is not Phase.ACTIVE:
        return session, ()
    return replace(session, proofs=session.proofs | {happening.proof}, quiet_since=now), ()


def _known_by_phone(session: Session, happening: h.KnownByPhone, now: float) -> Step:
    if session.phase is not Phase.ACTIVE or session.holder not in ("", happening.holder):
        return session, ()
    proofs, another = session.proofs | {Proof.PERSON}, session.kept_for not in (None, "", happening.holder)
    after = replace(_plain(session) if another else session, kept_for=None)
    known = replace(after, proofs=proofs, holder=happening.holder, quiet_since=now)
    return known, (Effect.PLAIN,) if another else ()


def _on_phone(session: Session, happening: h.OnPhone, now: float) -> Step:
    return replace(session, patient=happening.on and session.open, quiet_since=now), ()


def _awaiting(session: Session, happening: h.Awaiting, now: float) -> Step:
    after = replace(session, awaiting=happening.on and session.open)
    return _stirred(after, now) if after.awaiting and session.phase is Phase.ACTIVE else after, ()


def _paper_out(session: Session, _happening: h.PaperOut, now: float) -> Step:
    if not session.open:
        return _late_paper(session, h.LatePaper(), now)
    return _stirred(replace(session, paper=session.paper + 1, came=session.came + 1), now), (Effect.SHOW,)


def _late_paper(session: Session, happening: h.LatePaper, now: float) -> Step:
    """Who stands here need not be whose it is: she is told that it lies there, not to take it."""
    effects = [Effect.TELL_PAPER] if happening.out and not session.left_out else []
    effects += [] if session.left_paper else [Effect.CALL_PAPER]
    out = session.left_out or happening.out
    return replace(session, left_paper=True, left_out=out, left_since=now), tuple(effects)


def _paper_taken(session: Session, happening: h.PaperTaken, now: float) -> Step:
    """What may come out yet was taken by nobody: an empty slot, or a hand with its own sheet, says nothing of it. Nor
    does her word that she has hers say anything of a stranger's that lay there with it.
    """
    quiet = now if session.phase is Phase.ACTIVE else session.quiet_since
    after = replace(session, paper=0, quiet_since=quiet)
    if not happening.hers:
        coming = session.left_more or (session.left_paper and not session.left_out)
        after = replace(after, left_paper=coming, left_out=False, left_more=False)
    return after, (Effect.SHOW,)


def _switched(session: Session, happening: h.Switched, now: float) -> Step:
    if session.phase not in (Phase.IDLE, Phase.ACTIVE):
        return session, ()
    base, effects = (session, ()) if session.open else (_begun(session, now), (Effect.BEGIN,))
    base = replace(base, quiet_since=now, kept_for=None)
    match happening.what:
        case "large":
            base = replace(base, large=not base.large)
        case "low":
            base = replace(base, low=not base.low)
        case "silent":
            base = replace(base, silent=not base.silent)
        case _:
            pass
    return base, (*effects, Effect.SHOW)


def _locking(session: Session, happening: h.Locking, now: float) -> Step:
    if happening.locked == session.locked:
        return session, ()
    marked = replace(session, locked=happening.locked)
    if session.phase is Phase.STAFF:
        return marked, ()
    if happening.locked:
        if session.open:
            return end(marked, now)
        return _plain(replace(marked, phase=Phase.LOCKED)), (Effect.PLAIN, Effect.SHOW)
    return replace(marked, phase=Phase.IDLE), (Effect.WIPE, Effect.SHOW)  # a PIN that was begun goes with it


def _staff_in(session: Session, _happening: h.StaffIn, now: float) -> Step:
    ended, effects = end(session, now) if session.open else (session, ())
    return replace(_plain(ended), phase=Phase.STAFF, quiet_since=now), (*effects, Effect.SHOW)


def _staff_out(session: Session, happening: h.StaffOut, now: float) -> Step:
    if session.phase is not Phase.STAFF:
        return session, ()
    phase = Phase.LOCKED if session.locked else Phase.IDLE
    after = replace(session, phase=phase, told_at=now)
    if happening.cleared:
        after = replace(after, left_paper=False, left_out=False, left_more=False, paper=0, called=False)
    return after, (Effect.WIPE, Effect.SHOW)


def _working(session: Session, happening: h.Working, now: float) -> Step:
    if not session.open or happening.busy == session.busy:
        return session, ()
    return _stirred(replace(session, busy=happening.busy), now), ()


def _tick(session: Session, happening: h.Tick, now: float) -> Step:
    quiet = now - session.quiet_since
    if session.phase is Phase.STAFF:
        return _staff_out(session, h.StaffOut(), now) if quiet >= STAFF_SECONDS else (session, ())
    if session.open:
        if quiet >= session.idle_seconds + COUNTDOWN_SECONDS:
            return end(session, now)
        # Also while she waits for work to end: sent away without being asked, she would not know what became of it.
        if session.phase is Phase.ACTIVE and quiet >= session.idle_seconds:
            covered = replace(session, phase=Phase.COUNTDOWN)
            return covered, (Effect.COVER, *((Effect.REMIND_CARD,) if session.card_on else ()))
        return session, ()
    if session.kept_for is not None and quiet >= KEPT_SECONDS and not happening.read:  # whoever stood here has gone
        after, effects = _left_behind(_plain(session), now)
        return after, (Effect.PLAIN, *effects)
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
    h.Touched: _touched,
    h.Resumed: _resumed,
    h.Finished: _finished,
    h.Cut: _cut,
    h.CardRead: _card_read,
    h.CardLifted: _card_lifted,
    h.ReaderLost: _reader_lost,
    h.Shown: _shown,
    h.KnownByPhone: _known_by_phone,
    h.OnPhone: _on_phone,
    h.Awaiting: _awaiting,
    h.PaperOut: _paper_out,
    h.LatePaper: _late_paper,
    h.PaperTaken: _paper_taken,
    h.Switched: _switched,
    h.Locking: _locking,
    h.StaffIn: _staff_in,
    h.StaffOut: _staff_out,
    h.Working: _working,
    h.Tick: _tick,
}
