"""Handing in at a terminal: she sees the page she photographed and takes a bad one back."""

from __future__ import annotations

import os
from itertools import count

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from app.domain.materials import MaterialStatus
from app.errors import DeviceError
from app.usecases.take_picture import take_picture
from devices.terminal_camera import RehearsalCamera
from tests.ui.kiosk.booth import ZHANG, Booth
from ui.kiosk.parts import PicturePart
from ui.kiosk.tokens import SIZES
from ui.kiosk.window import KioskWindow


def sheet(shade: int, width: int = 210, height: int = 297) -> bytes:
    """A photographed sheet of one shade."""
    image, into = QImage(width, height, QImage.Format.Format_RGB32), QBuffer()
    image.fill(QColor(shade, shade, shade))
    into.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(into, "PNG")  # type: ignore[call-overload]
    return bytes(into.data().data())


def to_first_material(b: Booth, item: str = "shbzk") -> None:
    b.touch("tile", "apply")
    b.find(item)
    b.lay(ZHANG)
    for _ in range(60):
        if b.key in ("apply.material", "apply.sign"):
            return
        if b.key == "apply.whom":
            b.touch("whom", "self")
        elif b.key == "apply.question":
            b.terminal.touch("answer", b.screen.rows[-1].value)
        elif b.key == "apply.choice":
            b.terminal.touch("value", b.screen.rows[0].value)
        elif b.key == "apply.review":
            b.touch("next")
        else:
            b.field()


def each_its_own(b: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    shades = count(1)
    monkeypatch.setattr(b.camera, "sheet", lambda: sheet(next(shades)))


def test_she_sees_the_page_that_was_photographed_and_takes_a_bad_one_back(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    each_its_own(booth, monkeypatch)
    to_first_material(booth)
    assert booth.screen.picture == b"" and booth.offered("retake") is None
    booth.touch("picture")
    booth.touch("picture")
    assert booth.screen.picture == take_picture(sheet(2))
    booth.touch("retake")
    assert booth.screen.picture == take_picture(sheet(3))
    assert "2" in booth.screen.band.title if booth.screen.band else False
    booth.touch("drop")
    assert booth.screen.picture == take_picture(sheet(1)), "the page before is the last one again"
    booth.touch("drop")
    assert booth.screen.picture == b"" and booth.offered("next") is None
    assert booth.offered("bring") is not None, "with no page left she may still bring it"


def test_a_touch_meant_for_a_page_that_is_gone_takes_no_other_page_back(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    each_its_own(booth, monkeypatch)
    to_first_material(booth)
    booth.touch("picture")
    booth.touch("picture")
    booth.touch("drop")
    booth.terminal.touch("drop", "2")
    assert booth.screen.picture == take_picture(sheet(1))


def test_a_camera_that_fails_at_the_second_try_leaves_her_the_first(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    each_its_own(booth, monkeypatch)
    to_first_material(booth)
    booth.touch("picture")
    kept = booth.screen.picture

    def broken() -> bytes:
        raise DeviceError("camera", "away")

    monkeypatch.setattr(booth.camera, "sheet", broken)
    booth.touch("retake")
    assert booth.key == "apply.error"
    booth.touch("retry")
    assert booth.screen.picture == kept


def test_what_was_dropped_is_not_handed_in(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    each_its_own(booth, monkeypatch)
    to_first_material(booth)
    for name in ("picture", "picture", "retake", "drop", "next"):
        booth.touch(name)
    booth.fill()
    booth.terminal.signed(b"\x89PNG signature")
    booth.touch("signed")
    case = booth.place.stores.views.case(next(iter(booth.terminal.guest.cases)))
    assert case is not None
    first = next(row for row in case.materials if not row.is_form and row.status is MaterialStatus.COPY)
    assert len(first.scans) == 1


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("low", [False, True])
def test_the_page_she_handed_in_is_large_enough_to_judge(
    window: KioskWindow, booth: Booth, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], large: bool, low: bool
) -> None:
    each_its_own(booth, monkeypatch)
    to_first_material(booth)
    for name, wanted in (("large", large), ("low", low)):
        if wanted:
            booth.terminal.touch(name)
    booth.online(True)
    booth.touch("picture")
    window.resize(*size)
    window.show_screen()
    QApplication.processEvents()
    page = window.page
    assert page is not None
    if "ZC_SHOTS" in os.environ:
        window.grab().save(f"{os.environ['ZC_SHOTS']}/handed-{size[0]}-{large:d}{low:d}.png")
    shown = [part for part in page.parts if isinstance(part, PicturePart)]
    least = SIZES.drawing_wide if not low or size[0] < size[1] else SIZES.picture_least  # 低位 leaves a wide one little
    assert len(shown) == 1 and shown[0].height() >= least and page.pages == 1
    touches = {each.choice.name: each for each in page.touches}
    for name in ("retake", "drop", "picture", "next"):
        assert min(touches[name].width(), touches[name].height()) >= SIZES.least


def test_a_large_photograph_is_held_no_larger_than_it_is_drawn(window: KioskWindow) -> None:
    part = PicturePart(window, sheet(9, 3000, 4000))
    assert part.drawn() and max(part.image.width(), part.image.height()) <= 2 * SIZES.picture
    part.deleteLater()


def test_who_practises_sees_a_page_with_lines_on_it_and_each_time_another(window: KioskWindow) -> None:
    camera = RehearsalCamera(True)
    first, second = (PicturePart(window, camera.sheet()).image for _ in range(2))
    assert first.height() > first.width() and first != second
    light = [first.pixelColor(x, y).lightness() > 200 for x in range(first.width()) for y in range(first.height())]
    assert 0.5 < sum(light) / len(light) < 0.9


def test_what_fails_after_a_case_is_received_does_not_say_that_it_is_not(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("ui.kiosk.counter.prints.settle_slips", broken)
    booth.apply("shbzkbl")
    assert booth.key == "apply.end" and len(booth.place.stores.views.cases()) == 1
