"""Recording what a reader said, and playing it back without the reader.

A trace holds what the card holds, so it is made in rehearsals and checks alone, with cards of people who never lived.
One line per question: ``{"ask": …, "body": …}`` or ``{"ask": …, "error": …, "retry": …}``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from app.errors import DeviceError

from .. import codes
from ..simulated import refuse_real_profile
from .link import Link
from .protocol import Command, Frame


class RecordingLink(Link):
    """A link that writes down what goes through it; UserFacingError ``ZC-DEV-41`` in a real profile."""

    def __init__(self, link: Link, sink: TextIO, *, rehearsal: bool) -> None:
        super().__init__()
        refuse_real_profile(rehearsal)
        self._link = link
        self._sink = sink

    def open(self) -> None:
        self._link.open()

    def close(self) -> None:
        self._link.close()

    def ask_once(self, command: Command, timeout: float) -> Frame:
        entry: dict[str, Any] = {"ask": int(command)}
        try:
            answer = self._link.ask_once(command, timeout)
            entry["body"] = answer.body.hex()
            return answer
        except DeviceError as error:
            entry |= {"error": error.code, "retry": error.retry}
            raise
        finally:
            self._sink.write(json.dumps(entry) + "\n")


class ReplayLink(Link):
    """A link that answers from a trace; a question the trace does not hold next is a DeviceError NO_ANSWER."""

    def __init__(self, trace: Iterable[str]) -> None:
        super().__init__()
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

    def ask_once(self, command: Command, timeout: float) -> Frame:
        if self.finished or self._entries[self._next]["ask"] != int(command):
            raise DeviceError(codes.NO_ANSWER, "reopen", "trace")
        entry = self._entries[self._next]
        self._next += 1
        if "error" in entry:
            raise DeviceError(entry["error"], entry["retry"])
        return Frame(bytes.fromhex(entry["body"]))
