"""Pages that lie over everything: is she still there, staff is coming, the terminal is locked. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ui.kiosk import happenings as h
from ui.kiosk.at import late
from ui.kiosk.machine import clock_words
from ui.kiosk.screen import Band, Choice, Screen
from ui.kiosk.session import Phase
from ui.phrases import stays_chinese

if TYPE_CHECKING:
    from ui.kiosk.at import At


def call(terminal: At) -> None:
    """呼叫工作人员: who waits is given the time that somebody needs to come, where anybody may come at all."""
    terminal.guest.called = True
    terminal.call_staff("help")
    _wait(terminal)


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
    if name == "call":
        terminal.guest.called = True
        terminal.call_staff("help")
        if terminal.session.open:  # a locked terminal says it as it shows the page of the call
            terminal.say(terminal.t(f"call.title{late(terminal)}"))
    elif name == "called" and not terminal.session.open:
        terminal.guest.called = False


def card_line(terminal: At) -> str:
    """Her card lies there; that it has run out she reads before somebody at a window tells her."""
    run_out = terminal.guest.expired(terminal.tools.now().date)
    return terminal.t("card_on_expired" if run_out else "card_on")


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
    heard = "call.told" if "help" in terminal.machine.acknowledged else "call.telling"
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
        small=(*((terminal.t(heard),) if terminal.guest.called else ()), terminal.t(f"cover.kept{unsaved}")),
        say=asked(terminal),
    )


def both_told(terminal: At, part: str, left: Sequence[str]) -> Band | None:
    """What lies there as one band: the voice speaks of a card and of a sheet, so who does not hear reads of both."""
    if not left:
        return None
    words = [words for each in left for words in (terminal.t(f"{part}.{each}"), terminal.t(f"{part}.{each}_line"))]
    return Band("warn", "id-card" if left[0].startswith("card") else "printer", words[0], tuple(words[1:]))


def left_behind(terminal: At) -> Band | None:
    """What lies there from before, each with how far its own call has come: told is who signed for it, nobody else."""
    session, signed = terminal.session, terminal.machine.acknowledged
    card = "card" + (("_told" if "card-left" in signed else "_telling") if session.called else "")
    lies = "paper" if session.left_out else "coming"
    paper = lies + ("_told" if "paper-left" in signed else "_telling")
    found = [*([card] if session.left_card else []), *([paper] if session.left_paper else [])]
    return both_told(terminal, "left", found)


def called(terminal: At) -> Screen:
    """Staff was called; it is said to be told only when the keeper has signed for it."""
    told = "help" in terminal.machine.acknowledged
    place, over = terminal.tools.place, late(terminal)
    back = "call.back_locked" if terminal.session.phase is Phase.LOCKED else "call.back"
    band = Band(
        "ok" if told else "info",
        "circle-check" if told else "bell",
        terminal.t("call.told" if told else "call.telling"),
        (terminal.t(f"call.wait{over}" if told else "call.phone_first"),),
    )
    return Screen(
        key="called",
        title=terminal.t(f"call.title{over}"),
        lead=terminal.t(f"call.lead{over}", phone=place.hall_phone),
        where=terminal.t("home.where"),
        band=band,
        rows=(Choice("called", terminal.t(back), icon="arrow-left", kind="primary"),),
        small=(terminal.t("call.hours", hours=place.hours),) if place.hours else (),
        call=False,
    )


def locked(terminal: At) -> Screen:
    """The keeper closed the terminal: why, until when, and the number to ring."""
    place = terminal.tools.place
    until = terminal.lock_until_ms
    why, own = terminal.lock_words or terminal.t("lock.lead"), tuple[str, ...]()
    kind = terminal.t("lock.lead")
    if stays_chinese(terminal.tools.texts.said(why), kind):
        why, own = kind, (terminal.t("fault.own_words", words=why),)
    if terminal.machine.cut_off:
        own = (terminal.t("lock.cut_off"), *own)
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
