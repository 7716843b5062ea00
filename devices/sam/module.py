"""A simulated security module: requests in, answers out, with the states and the moods of real readers.

Pure apart from the random noise of a wrong line speed; the transport and its delays live in ``simulator.py``.

| state    | 20 01           | 20 02         | 30 01 / 30 10        | 30 03   | 30 05              |
|----------|-----------------|---------------|----------------------|---------|--------------------|
| EMPTY    | 80              | 81            | 41                   | 41      | 41                 |
| PLACED   | 9F → FOUND      | 81            | 41                   | 41      | 41                 |
| FOUND    | 9F (knob: 80)   | 90 → SELECTED | 41                   | 41      | 41                 |
| SELECTED | 80              | 81            | 90 → READ            | 90 / 91 | 90                 |
| READ     | 80 until lifted | 81            | 90 (knob: 41)        | 90 / 91 | 90 (still there)   |
"""

from __future__ import annotations

import random
from enum import Enum, auto
from typing import Any

from app.values import dataclass, fields, replace

from ..simulated import SIMULATED_SAM_ID
from .cards import CHIP_SERIAL, MANAGEMENT_INFO, SimulatedCard
from .protocol import Command, Frame, encode_answer, encode_content, encode_sam_id

OK, EMPTY, FOUND, NO_CARD, NOT_SELECTED, LOST = 0x90, 0x91, 0x9F, 0x80, 0x81, 0x41
BAD_COMMAND = 0x21
_DEVICE_DOWN = frozenset({0x60, 0x66})
_READS = frozenset({Command.READ, Command.READ_WITH_FINGERPRINT})


class CardState(Enum):
    """Where the card on the reader stands in the sequence find, select, read."""

    EMPTY = auto()
    PLACED = auto()
    FOUND = auto()
    SELECTED = auto()
    READ = auto()


@dataclass(frozen=True)
class Knobs:
    """How the simulated reader behaves; the defaults are a healthy one.

    Latencies and delays are seconds. Counts: 0 never, n the next n times, -1 always.
    """

    find_latency: float = 0.06
    select_latency: float = 0.06
    read_latency: float = 0.7
    other_latency: float = 0.01
    boot_delay: float = 0.0
    baud: int = 0
    """Line speed to imitate when sending (0: as fast as the line goes)."""
    chunk: int = 0
    """Send answers in pieces of this many bytes (0: whole)."""
    lift_after: int = -1
    """Lift the card after this many bytes of the next card answer: the rest never comes (-1: never)."""
    error: int = 0
    """Status that replaces the answer: 0x60 and 0x66 to every command, others to the reading of the card."""
    bad_check: int = 0
    """Answers with a wrong check byte."""
    bad_reads: int = 0
    """Card answers (30 01, 30 10) with a wrong check byte."""
    silent: int = 0
    """Requests that are never answered."""
    short_by: int = 0
    """Bytes missing at the end of every answer."""
    junk: bytes = b""
    """Noise before every answer."""
    twice: bool = False
    """Every answer is sent twice."""
    garbled: bool = False
    """The line speeds differ: whatever is sent arrives as noise."""
    find_again: bool = True
    """Whether a card found but not selected can be found again."""
    read_again: bool = True
    """Whether a card can be read again while it stays selected."""
    latched: bool = False
    """The chip hangs in the field: find works, select fails until the module is reset and the card re-
    placed.
    """

    def changed(self, name: str, text: str) -> Knobs:
        """A copy with one knob turned; ``text`` as typed. ValueError for an unknown knob or a bad value."""
        known = {item.name: getattr(self, item.name) for item in fields(self)}
        if name not in known:
            raise ValueError(f"no knob {name}")
        turned: dict[str, Any] = {name: _converted(known[name], text)}
        return replace(self, **turned)


def _converted(present: object, text: str) -> bool | int | float | bytes:
    if isinstance(present, bool):
        if text.lower() not in {"0", "1", "true", "false"}:
            raise ValueError(f"{text} is neither 0 nor 1")
        return text.lower() in {"1", "true"}
    if isinstance(present, bytes):
        return bytes.fromhex(text)
    if isinstance(present, float):
        return float(text)
    return int(text, 0)


class SimulatedModule:
    """The state machine of one reader; not thread-safe, the simulator's lock guards it.

    ``reads`` counts how often the present card was read, ``resets`` the resets since the start.
    """

    def __init__(self, knobs: Knobs | None = None) -> None:
        self.knobs = knobs if knobs is not None else Knobs()
        self.state = CardState.EMPTY
        self.card: SimulatedCard | None = None
        self.reads = 0
        self.resets = 0

    def place(self, card: SimulatedCard) -> None:
        """Put a card on the reader; one that lay there is taken away."""
        self.card = card
        self.state = CardState.PLACED
        self.reads = 0

    def lift(self) -> None:
        """Take the card away."""
        self.card = None
        self.state = CardState.EMPTY

    def answer(self, request: Frame) -> bytes:
        """What the reader sends for a request, empty when it stays silent."""
        if self._spend("silent"):
            return b""
        status, data = self._decide(request)
        wire = encode_answer(status, data)
        is_card = request.command in _READS and status == OK
        if is_card and self.knobs.lift_after >= 0:
            wire = wire[: self.knobs.lift_after]
            self.knobs = replace(self.knobs, lift_after=-1)
            self.lift()
        return self._spoiled(wire, is_card)

    def latency(self, request: Frame) -> float:
        """Seconds a reader takes before it answers this request."""
        if request.command in _READS:
            return self.knobs.read_latency
        if request.command == Command.FIND:
            return self.knobs.find_latency
        if request.command == Command.SELECT:
            return self.knobs.select_latency
        return self.knobs.other_latency

    def _decide(self, request: Frame) -> tuple[int, bytes]:
        error, command = self.knobs.error, request.command
        if error in _DEVICE_DOWN:
            return error, b""
        if command == Command.RESET:
            return self._reset()
        if command == Command.STATUS:
            return OK, b""
        if command == Command.SAM_ID:
            return OK, encode_sam_id(SIMULATED_SAM_ID)
        if command == Command.FIND:
            return self._find()
        if command == Command.SELECT:
            return self._select()
        if self.card is None or self.state not in {CardState.SELECTED, CardState.READ}:
            return (LOST, b"") if self._is_card_command(command) else (BAD_COMMAND, b"")
        return self._card_answer(command, self.card)

    def _reset(self) -> tuple[int, bytes]:
        """The field drops, so a hanging chip lets go; the card must still be lifted and put back."""
        self.resets += 1
        if self.knobs.latched and self.card is not None:
            self.state = CardState.READ
        self.knobs = replace(self.knobs, latched=False)
        return OK, b""

    @staticmethod
    def _is_card_command(command: int) -> bool:
        return command in _READS or command in {Command.NEW_ADDRESS, Command.BODY_NUMBER}

    def _find(self) -> tuple[int, bytes]:
        again = self.state is CardState.FOUND and self.knobs.find_again
        if self.state is CardState.PLACED or again:
            self.state = CardState.FOUND
            return FOUND, MANAGEMENT_INFO
        return NO_CARD, b""

    def _select(self) -> tuple[int, bytes]:
        if self.state is not CardState.FOUND or self.knobs.latched:
            return NOT_SELECTED, b""
        self.state = CardState.SELECTED
        return OK, CHIP_SERIAL

    def _card_answer(self, command: int, card: SimulatedCard) -> tuple[int, bytes]:
        if command == Command.BODY_NUMBER:
            return OK, card.body_number
        if command == Command.NEW_ADDRESS:
            return (EMPTY, b"") if card.new_address is None else (OK, card.new_address)
        if command not in _READS:
            return BAD_COMMAND, b""
        if self.state is CardState.READ and not self.knobs.read_again:
            return LOST, b""
        self.state = CardState.READ
        if self.knobs.error:
            # Real readers find a card that failed its authentication only after it was lifted.
            return self.knobs.error, b""
        self.reads += 1
        return OK, encode_content(card.content, with_fingerprint=command == Command.READ_WITH_FINGERPRINT)

    def _spoiled(self, wire: bytes, is_card: bool) -> bytes:
        if self._spend("bad_check") or (is_card and self._spend("bad_reads")):
            wire = wire[:-1] + bytes([wire[-1] ^ 0xFF])
        if self.knobs.short_by:
            wire = wire[: -self.knobs.short_by]
        if self.knobs.twice:
            wire += wire
        wire = self.knobs.junk + wire
        return random.randbytes(len(wire)).replace(b"\xaa", b"\x55") if self.knobs.garbled else wire

    def _spend(self, knob: str) -> bool:
        """Whether a counted mood applies now; counts it down."""
        left: int = getattr(self.knobs, knob)
        if left > 0:
            self.knobs = self.knobs.changed(knob, str(left - 1))
        return left != 0
