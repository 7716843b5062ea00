"""The home page: six tiles, the switches, and what cannot be done now said before anybody starts. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.time import Timestamp
from ui.kiosk.at import late
from ui.kiosk.covers import left_behind
from ui.kiosk.machine import PAPER_OUT, clock_words
from ui.kiosk.screen import Band, Choice, Screen
from ui.language import other_language
from ui.texts import LANGUAGES

if TYPE_CHECKING:
    from ui.kiosk.at import At
    from ui.kiosk.machine import Fault, Machine

TILES = (
    ("guide", "book-open"),
    ("apply", "square-pen"),
    ("supplement", "upload"),
    ("progress", "clock"),
    ("print", "printer"),
    ("rate", "star"),
)
_BY_CARD = ("apply", "supplement")
_ICONS = {"printer-": "printer", "pad-": "users"}


def refused(terminal: At, name: str) -> str:
    """Why this tile cannot be offered now, in words for the tile; empty when it can."""
    machine = terminal.machine
    phone = terminal.tools.place.hall_phone
    if name == "print" and machine.print_fault is not None:
        return terminal.t(f"tile.print_{_short(machine.print_fault)}", phone=phone)
    if name == "print" and machine.reader_fault is not None:
        return terminal.t("tile.no_reader", phone=phone)
    if name == "apply" and machine.intake_fault is not None:
        return terminal.t(f"tile.by_hand{late(terminal)}", window=terminal.tools.window)
    if name in _BY_CARD and machine.reader_fault is not None:
        return terminal.t("tile.no_reader", phone=phone)
    return ""


def _short(fault: Fault) -> str:
    return "paper" if fault.code == PAPER_OUT else "other"


def _tile(terminal: At, name: str, icon: str) -> Choice:
    why = refused(terminal, name)
    if why:
        by_hand = name == "apply" and terminal.machine.intake_fault is not None
        broken = "printer" if name == "print" else icon if by_hand else "id-card"
        return Choice("tile", terminal.t(f"tile.{name}"), name, why, broken, "off")
    note = terminal.t(f"tile.{name}_note")
    if name == "apply" and terminal.machine.print_fault is not None:
        note = terminal.t("tile.apply_no_paper")
    return Choice(
        "tile", terminal.t(f"tile.{name}"), name, note, icon, "primary" if name == "apply" else "plain"
    )


def screen(terminal: At) -> Screen:
    """The home page as it stands now."""
    session = terminal.session
    lead = terminal.t("home.lead_card" if session.holder and not session.left_card else "home.lead")
    return Screen(
        key="home",
        title=terminal.t("home.title"),
        lead=lead,
        where=terminal.t("home.where"),
        band=trouble(terminal),
        state_line=_line(terminal),
        tiles=tuple(_tile(terminal, name, icon) for name, icon in TILES),
        foot=_leave(terminal),
        small=(terminal.t("home.phone"), phone) if (phone := terminal.tools.place.hall_phone) else (),
        switches=_switches(terminal),
    )


def _leave(terminal: At) -> tuple[Choice, ...]:
    """Whoever showed something can go at once, without waiting for the clock; before that she says that she has her
    sheet.
    """
    if terminal.session.paper:
        return (Choice("taken", terminal.t("paper.have_yours"), icon="check"),)
    if not terminal.session.proofs:
        return ()
    return (Choice("finish", terminal.t("finish"), icon="log-out"),)


def trouble(terminal: At) -> Band | None:
    """What is broken or lies there, the nearest first; every fault has a sentence, a telephone number and a time."""
    machine, place, left = terminal.machine, terminal.tools.place, left_behind(terminal)
    if left is not None and not _aside(terminal):
        return left
    if terminal.session.paper:
        return Band("ok", "printer", terminal.t("paper.yours"), (terminal.t("paper.out_line"),))
    fault = _fault(machine)
    if fault is None:
        return None
    due = Timestamp(fault.expected_ms)
    told = terminal.t(
        ("fault.told" if fault.told else "fault.telling") + late(terminal, due), at=fault.since, by=clock_words(due.ms)
    )
    words = "fault.where_by_hand" if fault is machine.intake_fault else "fault.where"
    where = terminal.t(words + late(terminal), window=terminal.tools.window, phone=place.hall_phone)
    return Band("danger", _icon(fault), terminal.t(f"fault.{fault.code}"), (told, where))


def _fault(machine: Machine) -> Fault | None:
    """What is told of all that is broken."""
    return machine.intake_fault or machine.print_fault or machine.reader_fault


def _aside(terminal: At) -> bool:
    """Whether a sheet that may come out yet, or may lie where nobody can see it, is told beside what is nearer: it may
    be told for days, and does not keep from her that a sheet of her own lies there, or what is broken and where she can
    go.
    """
    session, unseen = terminal.session, terminal.machine.slot is None
    may = session.left_paper and (unseen or not session.left_out) and not session.left_card
    return may and bool(session.paper or _fault(terminal.machine))


def _icon(fault: Fault) -> str:
    return next((icon for kind, icon in _ICONS.items() if fault.code.startswith(kind)), "id-card")


def _line(terminal: At) -> Band | None:
    machine = terminal.machine
    if _aside(terminal):
        words = "left.maybe_aside" if terminal.session.left_out else "left.coming"
        return Band("warn", "printer", "", (terminal.t(words),))
    if machine.online or not machine.line_known:
        return None
    if _fault(machine):  # not all goes on as ever
        return Band("info", "info", "", (terminal.t("line.only"),))
    at = clock_words(machine.as_of_ms) if machine.as_of_ms else ""
    words = terminal.t("line.offline_since", at=at) if at else terminal.t("line.offline")
    return Band("info", "info", "", (words,))


def _switches(terminal: At) -> tuple[Choice, ...]:
    session = terminal.session
    voice = terminal.t("switch.voice_off" if session.silent else "switch.voice_on")
    return (
        Choice("large", terminal.t("switch.large"), icon="large", kind="on" if session.large else "plain"),
        Choice("low", terminal.t("switch.low"), icon="accessibility", kind="on" if session.low else "plain"),
        Choice("silent", voice, icon="volume-2"),
        Choice("language", LANGUAGES[other_language(terminal.tools.texts.language)], icon="globe"),
    )
