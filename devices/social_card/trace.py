"""Recording what a reader of social security cards and its card said, and playing it back without them.

A trace holds what the card holds, so it is made in rehearsals and checks alone, with cards of people who never lived.
One line per question: ``{"ask": "name"|"look"|"session"|APDU in hexadecimal, …answer…}``, or ``error`` and ``retry``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, TextIO, TypeVar

from app.errors import DeviceError

from .. import codes
from ..simulated import refuse_real_profile
from .link import CardLink, Look, Session

_T = TypeVar("_T")


class RecordingCardLink:
    """A ``CardLink`` that writes down what goes through it; UserFacingError ``ZC-DEV-41`` in a real profile."""

    def __init__(self, link: CardLink, sink: TextIO, *, rehearsal: bool) -> None:
        refuse_real_profile(rehearsal)
        self._link = link
        self._sink = sink

    def open(self) -> None:
        self._link.open()

    def close(self) -> None:
        self._link.close()

    def name(self) -> str:
        return self._noted("name", self._link.name, lambda name: {"name": name})

    def look(self) -> Look:
        return self._noted("look", self._link.look, asdict)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._link.session() as inner:
            self._note("session", {"atr": inner.atr.hex(), "block": inner.block})

            def transmit(command: bytes) -> bytes:
                return self._noted(
                    command.hex(), lambda: inner.transmit(command), lambda answer: {"answer": answer.hex()}
                )

            yield Session(inner.atr, inner.block, transmit)

    def _noted(self, ask: str, call: Callable[[], _T], told: Callable[[_T], Mapping[str, Any]]) -> _T:
        try:
            answer = call()
        except DeviceError as error:
            self._note(ask, {"error": error.code, "retry": error.retry})
            raise
        self._note(ask, told(answer))
        return answer

    def _note(self, ask: str, told: Mapping[str, Any]) -> None:
        self._sink.write(json.dumps({"ask": ask, **told}) + "\n")


class ReplayCardLink:
    """A ``CardLink`` that answers from a trace; a question it does not hold next is a DeviceError NO_ANSWER."""

    def __init__(self, trace: Iterable[str]) -> None:
        self._entries: list[Mapping[str, Any]] = [json.loads(line) for line in trace if line.strip()]
        self._next = 0

    @property
    def finished(self) -> bool:
        """Whether all of the trace was asked for."""
        return self._next == len(self._entries)

    def open(self) -> None:
        """There is nothing to open."""

    def close(self) -> None:
        """There is nothing to close."""

    def name(self) -> str:
        return str(self._answer("name")["name"])

    def look(self) -> Look:
        told = self._answer("look")
        return Look(told["present"], told["mark"], told["mute"])

    @contextmanager
    def session(self) -> Iterator[Session]:
        told = self._answer("session")

        def transmit(command: bytes) -> bytes:
            return bytes.fromhex(self._answer(command.hex())["answer"])

        yield Session(bytes.fromhex(told["atr"]), told["block"], transmit)

    def _answer(self, ask: str) -> Mapping[str, Any]:
        if self.finished or self._entries[self._next]["ask"] != ask:
            raise DeviceError(codes.NO_ANSWER, "reopen", "trace")
        entry = self._entries[self._next]
        self._next += 1
        if "error" in entry:
            raise DeviceError(entry["error"], entry["retry"])
        return entry
