"""实人核验 at a counter: the person before the camera beside the portrait of the card that was read. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.domain.people import IdCardReading
from app.errors import DeviceError
from app.ports.equipment import FaceOutcome, FaceResult, ScanWish
from app.values import dataclass
from devices import codes
from devices.terminal_camera import RehearsalCamera
from ui.plugged import Plugged


class FaceSource(Protocol):
    """Where the two pictures come from."""

    def portrait(self, reading: IdCardReading) -> bytearray:
        """What stands on the card; empty when nothing can be read of it."""
        ...

    def face(self) -> bytearray:
        """Who stands there now. Raises DeviceError, Cancelled."""
        ...


@dataclass(frozen=True)
class _Desk:
    """The camera and the decoder of a real desk."""

    plugged: Plugged
    cancelled: Callable[[], bool]

    def portrait(self, reading: IdCardReading) -> bytearray:
        decoder = self.plugged.portrait()
        if decoder is None or not reading.photo_wlt:
            return bytearray()
        return bytearray(decoder.decode(reading.photo_wlt))

    def face(self) -> bytearray:
        pages: list[bytes] = []
        camera = self.plugged.face_camera()
        camera.scan(ScanWish(most_pages=1), pages.append, lambda _: None, self.cancelled)
        if not pages:
            raise DeviceError(codes.PAGES_LOST, "reopen", "camera")
        return bytearray(pages.pop())


class FaceDesk:
    """Holds the portrait of the card on the desk until a result, and no longer.

    ``pictures`` is set where the pictures are made of software; None asks the camera and the decoder of the settings.
    A comparison takes seconds: on a worker, never on the GUI thread.
    """

    def __init__(self, plugged: Plugged, pictures: FaceSource | None = None) -> None:
        self._plugged = plugged
        self._pictures = pictures
        self._held: IdCardReading | None = None

    def beside(self) -> FaceDesk:
        """The same engine and camera for another page: what one of them holds is not the other's person."""
        return FaceDesk(self._plugged, self._pictures)

    def set_up(self) -> bool:
        """Whether a face engine is configured: without one nothing of it is shown, and no portrait is kept."""
        return self._plugged.has("face-check")

    def hold(self, reading: IdCardReading) -> None:
        """A card was read; its portrait stays in memory for the comparison."""
        self._held = reading if self.set_up() else None

    def forget(self) -> None:
        """Nobody is compared any more: the portrait leaves memory."""
        self._held = None

    @property
    def holds(self) -> bool:
        """Whether a portrait of the card that was read is still here."""
        return self._held is not None

    def compare(self, cancelled: Callable[[], bool]) -> FaceResult:
        """The outcome. With it, whatever it is, all pictures are gone: another try begins with the card.

        Without a portrait nobody's picture is taken. Raises DeviceError of the camera (71–78, STUCK, BAD_SETTING), and
        Cancelled; then there is no result, and the portrait stays for another try.
        """
        reading, check = self._held, self._plugged.face_check()
        if reading is None or check is None:
            return FaceResult(FaceOutcome.NOT_CHECKED, reason="no-portrait")
        pictures = self._pictures or _Desk(self._plugged, cancelled)
        known = pictures.portrait(reading)
        try:
            result = check.compare(pictures.face(), known) if known else None
        finally:
            # A camera that fails leaves the engine no chance to wipe it.
            known[:] = bytes(len(known))
        self.forget()
        return result or FaceResult(FaceOutcome.NOT_CHECKED, reason="no-portrait")


def face_desk(plugged: Plugged, rehearsal: bool) -> FaceDesk:
    """The desk of a workplace; in a rehearsal person and portrait are made of software, as on a terminal."""
    return FaceDesk(plugged, RehearsalCamera(True) if rehearsal else None)
