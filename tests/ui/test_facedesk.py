"""实人 with a real camera and a real decoder in their places: what is asked of them, and what stays afterwards."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from PIL import Image

from app.domain.people import CardKind, IdCardReading
from app.errors import DeviceError
from app.ports.equipment import FaceOutcome, ScanWish
from devices import codes
from ui.facedesk import FaceDesk, face_desk
from ui.plugged import Plugged


def face(left: int, right: int) -> bytes:
    picture = Image.new("L", (64, 64), left)
    picture.paste(right, (32, 0, 64, 64))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


CARD = IdCardReading(
    CardKind.RESIDENT, "张三", "1", "01", "18800101", "", "440524188001010014", "", "20200101", "长期", photo_wlt=b"WLf"
)


class Camera:
    """A camera that sees this, or fails."""

    def __init__(self, sees: bytes, fails: str = "") -> None:
        self.sees, self.fails, self.asked = sees, fails, 0

    def scan(
        self,
        wish: ScanWish,
        on_page: Callable[[bytes], None],
        on_progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> int:
        self.asked += 1
        if self.fails:
            raise DeviceError(self.fails, "reopen", "camera")
        on_page(self.sees)
        return 1


class Decoder:
    def __init__(self, gives: bytes) -> None:
        self.gives = gives

    def decode(self, wlt: bytes) -> bytes:
        return self.gives if wlt else b""


class Desk(Plugged):
    """What is plugged in, with a decoder that needs no vendor's library."""

    decoder: Decoder | None = None

    def portrait(self) -> Any:
        return self.decoder


def desk(sees: bytes, portrait: bytes | None, fails: str = "", **more: str) -> tuple[FaceDesk, Camera, list[str]]:
    settings: Mapping[str, Any] = {"devices": [{"kind": "face-check", "url": "rehearsal:", **more}]}
    plugged = Desk(settings, True, NoPrinters(), lambda: 0.0)  # type: ignore[arg-type]
    camera, names = Camera(sees, fails), list[str]()

    def made(name: str) -> Any:
        names.append(name)
        return camera

    plugged.camera = made
    plugged.decoder = Decoder(portrait) if portrait is not None else None
    found = face_desk(plugged, rehearsal=False)
    found.hold(CARD)
    return found, camera, names


class NoPrinters:
    def first_looks(self) -> tuple[()]:
        return ()


def never() -> bool:
    return False


def test_the_camera_that_is_named_looks_and_the_faces_are_compared() -> None:
    found, camera, names = desk(face(80, 160), face(84, 158), camera="Front")
    assert found.compare(never).outcome is FaceOutcome.SAME
    assert names == ["Front"] and camera.asked == 1 and not found.holds
    found, _, _ = desk(face(20, 230), face(230, 20))
    assert found.compare(never).outcome is FaceOutcome.DIFFERENT


@pytest.mark.parametrize("portrait", [None, b""])
def test_without_a_portrait_nobody_is_photographed(portrait: bytes | None) -> None:
    found, camera, _ = desk(face(80, 160), portrait)
    result = found.compare(never)
    assert (result.outcome, result.reason) == (FaceOutcome.NOT_CHECKED, "no-portrait")
    assert camera.asked == 0 and not found.holds


def test_a_camera_that_fails_gives_no_result_and_the_portrait_waits_for_another_try() -> None:
    found, camera, _ = desk(face(80, 160), face(80, 160), codes.PAGES_ABSENT)
    with pytest.raises(DeviceError) as caught:
        found.compare(never)
    assert caught.value.code == codes.PAGES_ABSENT and found.holds
    camera.fails = ""
    assert found.compare(never).outcome is FaceOutcome.SAME
