"""Pages that lie over everything: is she still there, staff is coming, the terminal is locked. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.domain.calls import Heard, heard
from app.ports.kiosk import CallAnswer
from ui.kiosk import happenings as h
from ui.kiosk.at import CRASHED, late
from ui.kiosk.machine import Fate, clock_words
from ui.kiosk.screen import Band, Choice, Screen
from ui.kiosk.session import IDLE_SECONDS, Phase
from ui.phrases import stays_chinese

if TYPE_CHECKING:
    from ui.kiosk.at import At


HELP = "help"
"""呼叫工作人员 as the keeper reads it: somebody stands here and wants a person."""
_OVER = frozenset({Heard.UNSENT, Heard.UNANSWERED, Heard.OVERDUE})
"""Who called has waited long enough: she is told so, and how to call again."""
_COMES = frozenset({Heard.COMING, Heard.OVERDUE})


def call(terminal: At) -> None:
    """呼叫工作人员: who waits is given the time that somebody needs to come, where anybody may come at all."""
    _call(terminal)
    _wait(terminal)


def _call(terminal: At) -> None:
    terminal.guest.called = True
    terminal.call_staff(HELP)


def wanted(terminal: At, reason: str, hers: bool) -> None:
    """Somebody must come for this reason. Who signed for this person that she comes is not called anew: her word would
    be taken off the screen while she walks. What is not ``hers`` is no call of hers: neither since when nor the answer.
    """
    again = reason in terminal.guest.asked
    if hers:
        terminal.guest.asked.add(reason)
    if not (again and stands(terminal, reason) is Heard.COMING):
        terminal.machine.call(reason, again)
        terminal.beat()


def call_off(terminal: At) -> None:
    """She goes on by herself."""
    terminal.guest.called = False
    terminal.happen(h.Awaiting(False))


def resume(terminal: At) -> None:
    """继续办理; who called under the cover waits from now on."""
    terminal.happen(h.Resumed())
    if terminal.guest.called:
        _wait(terminal)


def _wait(terminal: At) -> None:
    if terminal.session.phase is Phase.ACTIVE and not late(terminal):
        terminal.happen(h.Awaiting(True))


def touched(terminal: At, name: str) -> None:
    """Under a cover only the call for staff works; a countdown is ended by its own button alone."""
    if name in ("call", "call-again"):
        _call(terminal)
        if terminal.session.open:  # a locked terminal says it as it shows the page of the call
            terminal.say(terminal.t(f"call.title{late(terminal)}"))
    elif name == "called" and not terminal.session.open:
        gone(terminal)


def gone(terminal: At) -> None:
    """Whoever called at a locked terminal goes; who calls next is somebody else."""
    terminal.guest.called = False
    terminal.guest.asked.discard(HELP)


def patience(terminal: At) -> float:
    """For how many seconds the page of a call stands at a locked terminal: until she reads that nobody answered."""
    if not terminal.guest.called or late(terminal):
        return IDLE_SECONDS
    return terminal.tools.answer_minutes * 60 + IDLE_SECONDS


def told(
    terminal: At, faults: tuple[str, ...], calls: Mapping[str, int], answers: Sequence[CallAnswer] | None
) -> None:
    """The platform answered; who hears that somebody comes has the whole time of waiting again, also at night: on the
    page of her call, and on a page that waits for a person by itself.
    """
    machine, waited = terminal.machine, {r for r in terminal.guest.asked if terminal.machine.waits_for_a_word(r)}
    machine.told(faults, calls, answers)
    came = {reason for reason in waited if not machine.waits_for_a_word(reason)}
    if HELP in came and terminal.guest.called:
        if terminal.session.phase is Phase.ACTIVE:
            terminal.happen(h.Awaiting(True))
        else:  # under a cover it stands small
            terminal.say(call_band(terminal, HELP).title)
    if came - {HELP} and terminal.session.patient and terminal.session.phase is Phase.ACTIVE:
        terminal.happen(h.OnPhone(True))


def stands(terminal: At, reason: str) -> Heard:
    """How far a call for this reason has come, by the time that the hall allows."""
    made = terminal.machine.made.get(reason)
    if made is None:
        return Heard.SENDING
    return heard(made, terminal.tools.monotonic(), terminal.tools.answer_minutes)


def comes(terminal: At, reason: str) -> bool:
    """Whether a person signed for it, who is waited for whatever the hour."""
    return stands(terminal, reason) in _COMES


def press_again(terminal: At, reason: str) -> tuple[str, ...]:
    """How to call once more, on a page that waits for a person by itself and where none came within the time."""
    return (terminal.t("call.press"),) if stands(terminal, reason) in _OVER else ()


def call_band(terminal: At, reason: str, *more: str) -> Band:
    """What is known of a call as one band: on its way, at the platform, signed for by a person; and since when."""
    state, made = stands(terminal, reason), terminal.machine.made.get(reason)
    since = clock_words(made.since_ms) if made is not None else ""
    at = clock_words(made.coming_ms) if made is not None and made.coming_ms else ""
    title = terminal.t(f"call.{state.value}", since=since, at=at)
    if state is Heard.COMING:
        return Band("ok", "circle-check", title, more)
    return Band("warn" if state in _OVER else "info", "bell", title, more)


def card_line(terminal: At) -> str:
    """Her card lies there; that it has run out she reads before somebody at a window tells her."""
    run_out = terminal.guest.expired(terminal.tools.now().date)
    return terminal.t("card_on_expired" if run_out else "card_on")


def sheet_line(terminal: At) -> str:
    """A sheet of somebody who went lies in the slot beside her: hers or not, she knows what to do with it."""
    seen = terminal.session.left_out and terminal.machine.slot
    return terminal.t("say.paper_lies") if seen else ""


def asked(terminal: At) -> str:
    """What the voice asks; who filled in a form and did not hand it in must not take it for handed in."""
    words = terminal.t("say.still_there")
    return terminal.t("say.not_handed_in") + words if _loses(terminal) else words


def _loses(terminal: At) -> bool:
    return terminal.going is not None and terminal.going.loses


def countdown(terminal: At) -> Screen:
    """您还在吗？ Opaque: nothing of the page below is seen."""
    session, unsaved = terminal.session, "_unsaved" if _loses(terminal) else ""
    left = session.seconds_left(terminal.tools.monotonic())
    left_here = [*(["card"] if session.own_card_on else []), *(["paper"] if session.paper else [])]
    left_here = ["card_and_paper"] if len(left_here) > 1 else left_here  # in 大字 four lines leave the buttons no room
    return Screen(
        key="countdown",
        title=terminal.t("cover.title"),
        lead=terminal.t(f"cover.lead{unsaved}"),
        where=terminal.t("home.where"),
        countdown=left,
        band=both_told(terminal, "cover", left_here) or left_behind(terminal),
        rows=(
            Choice("resume", terminal.t("cover.resume"), icon="chevron-right", kind="primary"),
            Choice("finish", terminal.t("cover.finish"), icon="log-out"),
        ),
        small=(*_called_line(terminal), terminal.t(f"cover.kept{unsaved}")),
        say=asked(terminal),
    )


def both_told(terminal: At, part: str, left: Sequence[str]) -> Band | None:
    """What lies there as one band: the voice speaks of a card and of a sheet, so who does not hear reads of both."""
    if not left:
        return None
    words = [words for each in left for words in (terminal.t(f"{part}.{each}"), terminal.t(f"{part}.{each}_line"))]
    return Band("warn", "id-card" if left[0].startswith("card") else "printer", words[0], tuple(words[1:]))


def left_behind(terminal: At) -> Band | None:
    """What lies there from before, and of the call for each what is known: nobody is said to come who did not sign.
    What is known of both alike is said once: in 大字 there is no room for more beside the line that is down.
    """
    session, t = terminal.session, terminal.t
    sheet = ("maybe" if terminal.machine.slot is None else "paper") if session.left_out else "coming"
    card_word = _of_left(terminal, "card-left") if session.called else ""
    found = [("card", card_word)] if session.left_card else []
    if session.left_paper:
        word = _of_left(terminal, "paper-left")
        found = [(kind, "" if other == word else other) for kind, other in found] + [(sheet, word)]
    lines = [
        line
        for kind, word in found
        for line in (t(f"left.{kind}"), t(f"left.{kind}_called", word=word) if word else t(f"left.{kind}_line"))
    ]
    return Band("warn", "id-card" if session.left_card else "printer", lines[0], tuple(lines[1:])) if lines else None


def _of_left(terminal: At, reason: str) -> str:
    state, over = stands(terminal, reason), late(terminal)
    if state in _COMES:
        return call_band(terminal, reason).title
    if state in (Heard.SENDING, Heard.UNSENT):
        return terminal.t("left.sending")
    return terminal.t("left.late" if over else "left.untold" if state is Heard.UNTOLD else "left.received")


def _called_line(terminal: At) -> tuple[str, ...]:
    return (call_band(terminal, HELP).title,) if terminal.guest.called else ()


def called(terminal: At) -> Screen:
    """Staff was called: what is known of that, what became of hers meanwhile, the telephone, and the way back."""
    state, place, over = stands(terminal, HELP), terminal.tools.place, late(terminal)
    over = "" if state in _COMES else over  # somebody comes, whatever the hour
    kind = "_coming" if state in _COMES else "_over" if state in _OVER and not over else over
    ways = [Choice("called", terminal.t(_back(terminal)), icon="arrow-left", kind="primary")]
    if state in _OVER or state is Heard.UNTOLD:
        ways.append(Choice("call-again", terminal.t("call.again"), icon="bell"))
    return Screen(
        key="called",
        title=terminal.t(f"call.title{kind}"),
        lead=terminal.t(f"call.lead{'' if kind == '_coming' else kind}", phone=place.hall_phone),
        where=terminal.t("home.where"),
        band=call_band(terminal, HELP, _meanwhile(terminal, state, over), *_hers(terminal)),
        rows=tuple(ways),
        small=(terminal.t("call.hours", hours=place.hours),) if place.hours else (),
        call=False,
    )


def _back(terminal: At) -> str:
    return "call.back_locked" if terminal.session.phase is Phase.LOCKED else "call.back"


def _meanwhile(terminal: At, state: Heard, over: str) -> str:
    """What she can do while she waits; nobody is told to wait here where nobody is known to come."""
    if state in _COMES:
        return terminal.t("call.wait_coming" if state is Heard.COMING else "call.wait_overdue")
    if state in (Heard.SENDING, Heard.UNSENT):
        return terminal.t("call.phone_first")
    if state is Heard.UNTOLD:
        return terminal.t(f"call.wait_untold{over}")
    return terminal.t(f"call.wait{over}" if over or state is Heard.RECEIVED else "call.wait_over")


def _hers(terminal: At) -> tuple[str, ...]:
    """What became of what she wrote; nothing where she has not begun."""
    if terminal.going is None or not terminal.session.open:
        return ()
    return (terminal.t("call.kept_unsaved" if _loses(terminal) else "call.kept"),)


def locked(terminal: At) -> Screen:
    """The keeper closed the terminal: why, until when, and the number to ring."""
    place = terminal.tools.place
    until = terminal.lock_until_ms
    why, own = terminal.lock_words or terminal.t("lock.lead"), tuple[str, ...]()
    kind = terminal.t("lock.lead")
    if stays_chinese(terminal.tools.texts.said(why), kind):
        why, own = kind, (terminal.t("fault.own_words", words=why),)
    if terminal.machine.cut_off:
        own = (terminal.t(f"lock.{_became(terminal)}"), *own)
    when = terminal.t("lock.until", at=clock_words(until)) if until else terminal.t("lock.open_end")
    return Screen(
        key="locked",
        title=terminal.t("lock.title"),
        lead=why,
        where=terminal.t("home.where"),
        band=Band("warn", "lock", when, (*own, terminal.t("lock.phone", phone=place.hall_phone))),
        state_line=left_behind(terminal),
        small=(terminal.t("lock.place", address=place.address),) if place.address else (),
    )


def fate(terminal: At) -> Fate:
    """What is known now of what who stands here did, for the page that tells her after it was cut short."""
    going = terminal.going
    under, handing = (going.underway, going.handing_in) if going is not None else (False, False)
    return Fate(bool(terminal.guest.cases), under, handing, terminal.session.number)


def _became(terminal: At) -> str:
    """The words for what became of hers: nothing is called cleared or kept of which nobody knows yet."""
    known = terminal.machine.fate
    if known.underway:
        return "maybe_in" if known.handing_in else "maybe_done"
    return "cut_off_owing" if known.owing else "cut_off"


def fell(terminal: At) -> Screen:
    """The program failed under her hand: what happened, what was kept, what to do now, whom to ring, and its code."""
    place, t = terminal.tools.place, terminal.t
    known, left = terminal.machine.fate, left_behind(terminal)
    unsure = "fell.unsure" if known.handing_in else "fell.maybe_done"
    kept = t(unsure, tile=t("tile.progress")) if known.underway else t("fell.kept")
    cleared = t("fell.cleared_page" if known.underway else "fell.cleared")
    lines = (kept, t(f"fell.next{late(terminal)}"), CRASHED)
    paper = (t("fell.paper", tile=t("tile.print")),) if known.owing else ()
    return Screen(
        key="fell",
        title=t("fell.title"),
        lead=t("fault.phone", phone=place.hall_phone),
        where=t("home.where"),
        band=Band("warn", "triangle-alert", cleared, lines),
        small=(*((left.title, *left.lines) if left is not None else ()), *paper),
        rows=(Choice("home", t("fell.home"), icon="house", kind="primary"),),
    )
