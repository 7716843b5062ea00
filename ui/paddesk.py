"""Signatures at a counter: drawn on a pad or on the screen, and kept with what they stand for. No Qt here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.errors import DeviceError, UserFacingError
from app.ports.equipment import PadSignature, PadWish
from app.storage.scans import SqlScans
from app.values import replace
from devices import codes
from devices.pad.evidence import evidence_of, with_evidence
from ui.plugged import Plugged


def drawn(scans: SqlScans, digest: str) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The strokes of a signature that is kept here, for paper; empty where it is not, or carries none. On a worker."""
    try:
        picture = scans.open(digest).read()
    except (UserFacingError, OSError, ValueError):
        return ()
    told = evidence_of(picture) if hashlib.sha256(picture).hexdigest() == digest else None
    strokes = told.strokes if told is not None else ()
    return tuple(tuple((x, y) for x, y, _pressure, _ms in stroke) for stroke in strokes)


class PadDesk:
    """The pad of this desk, and where signatures are kept. Every call but :meth:`has` belongs on a worker."""

    def __init__(self, plugged: Plugged, scans: SqlScans) -> None:
        self._plugged = plugged
        self._scans = scans

    def has(self) -> bool:
        """Whether a pad behind its vendor's service is set up; the screen takes signatures all the same."""
        return self._plugged.has("signature-pad")

    def sign(self, wish: PadWish, cancelled: Callable[[], bool]) -> PadSignature:
        """Wait for a hand at the pad. Raises DeviceError of the pad, Cancelled."""
        pad = self._plugged.signature_pad()
        if pad is None:
            raise DeviceError(codes.PAD_ABSENT, "reopen", "none")
        return pad.sign(wish, cancelled)

    @contextmanager
    def keeping(self, signature: PadSignature | None, digest: str) -> Iterator[str]:
        """The digest by which an event names the signature, empty without one. It carries its strokes and ``digest``,
        what was signed; when the act inside is refused, it is forgotten. Raises UserFacingError ZC-DB-03 to -05.
        """
        kept = ""
        if signature is not None:
            kept = self._scans.keep(with_evidence(replace(signature, digest=digest)), None)
        try:
            yield kept
        except UserFacingError:
            self._scans.forget([kept] if kept else [])
            raise
