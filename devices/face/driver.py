"""A face engine in a process of its own; thin, the answer is judged by ``protocol.py``."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from app.errors import DeviceError
from app.ports.equipment import FaceOutcome, FaceResult

from .. import codes
from ..child import Child, ChildLost
from ..simulated import SIMULATED_FACES
from .protocol import LARGEST, judge, question

TIMEOUT = 10.0
SAME_FROM, DIFFERENT_BELOW = 0.80, 0.55
_REASONS = {"crashed": codes.HELPER_CRASHED, "hung": codes.STUCK, "missing": codes.VENDOR_LIBRARY}


class EngineFaceCheck:
    """``app.ports.equipment.FaceCheck``. ``command`` starts the engine, which answers one question per line.

    The engine ends with every comparison, so that no picture stays in its memory. Thresholds are the engine's own.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        rehearsal: bool,
        same_from: float = SAME_FROM,
        different_below: float = DIFFERENT_BELOW,
        timeout: float = TIMEOUT,
    ) -> None:
        self._command = list(command)
        self._rehearsal = rehearsal
        self._same_from = same_from
        self._different_below = different_below
        self._timeout = timeout

    def check(self) -> None:
        """Whether the engine can be started at all. DeviceError VENDOR_LIBRARY (``never``)."""
        if not self._command or shutil.which(self._command[0]) is None:
            raise DeviceError(codes.VENDOR_LIBRARY, "never", "engine")

    def compare(self, live: bytearray, portrait: bytearray) -> FaceResult:
        """See ``app.ports.equipment.FaceCheck``; both arrays hold only zeros afterwards."""
        try:
            if not portrait:
                return FaceResult(FaceOutcome.NOT_CHECKED, reason="no-portrait")
            if not live or len(live) > LARGEST or len(portrait) > LARGEST:
                return FaceResult(FaceOutcome.NOT_CHECKED, reason="no-picture")
            return self._asked(live, portrait)
        finally:
            for picture in (live, portrait):
                picture[:] = bytes(len(picture))

    def _asked(self, live: bytearray, portrait: bytearray) -> FaceResult:
        child = Child(self._command)
        try:
            child.start()
            answer = child.ask(question(bytes(live), bytes(portrait)), self._timeout)
        except ChildLost as lost:
            return FaceResult(FaceOutcome.NOT_CHECKED, reason=_REASONS[lost.kind])
        finally:
            child.stop()
        result = judge(answer, self._same_from, self._different_below)
        if result.engine == SIMULATED_FACES and not self._rehearsal:
            return FaceResult(FaceOutcome.NOT_CHECKED, reason=codes.SIMULATED_READER, engine=result.engine)
        return result


def without_face(reason: str = "declined") -> FaceResult:
    """The way without a face, which is open to everyone: the clerk compares, and the result says why."""
    return FaceResult(FaceOutcome.NOT_CHECKED, reason=reason)
