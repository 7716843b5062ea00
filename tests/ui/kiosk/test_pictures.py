"""Every state of the terminal in its sizes, themes, 大字 and 低位: nothing cut or overlapping, all large enough."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import combinations, product
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QRect
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.kiosk.booth import Booth, booth
from ui.kiosk.parts import CardPart, Pane, QrPart
from ui.kiosk.render import Page
from ui.kiosk.screen import Choice, Screen
from ui.kiosk.session import Phase
from ui.kiosk.tokens import SIZES
from ui.kiosk.window import KioskWindow
from ui.shots.kiosk_walk import walk
from ui.theme import apply_theme

PORTRAIT, WIDE, OLD = (1080, 1920), (1920, 1080), (1440, 1080)
"""Pixels that a page finds: the last ones on a screen of 1024×768, where all of it is drawn smaller."""
VARIANTS = {
    "light-portrait": (PORTRAIT, "light", False, False),
    "light-wide": (WIDE, "light", False, False),
    "large-portrait": (PORTRAIT, "light", True, False),
    "large-wide": (WIDE, "light", True, False),
    "low-large-portrait": (PORTRAIT, "light", True, True),
    "low-portrait": (PORTRAIT, "light", False, True),
    "low-wide": (WIDE, "light", False, True),
    "contrast-portrait": (PORTRAIT, "contrast", False, False),
    "contrast-wide": (WIDE, "contrast", False, False),
    "contrast-large-portrait": (PORTRAIT, "contrast", True, False),
    "low-large-wide": (WIDE, "light", True, True),
}
OLD_SCREENS = {
    "light-old": (OLD, "light", False, False),
    "large-old": (OLD, "light", True, False),
    "low-old": (OLD, "light", False, True),
    "low-large-old": (OLD, "light", True, True),
}
EVERYDAY = ("light-portrait", "low-large-portrait", "large-wide", "low-large-old")


class Camera:
    """A window whose terminal shows what it is told."""

    def __init__(self, window: KioskWindow, folder: Path) -> None:
        self.window, self.folder = window, folder

    @property
    def page(self) -> Page:
        """The page it shows."""
        page = self.window.page
        assert page is not None
        return page

    def take(self, name: str, screen: Screen, variant: str) -> list[str]:
        size, theme, large, low = {**VARIANTS, **OLD_SCREENS}[variant]
        terminal = self.window.terminal
        phase = Phase.COUNTDOWN if screen.countdown >= 0 else Phase.ACTIVE
        terminal.session = replace(terminal.session, phase=phase, large=large, low=low)
        terminal.theme = theme
        terminal.screen = lambda: screen  # type: ignore[method-assign]
        self.window.resize(*size)
        self.window.show_screen()
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        if "ZC_SHOTS" in os.environ:
            self.window.grab().save(str(self.folder / f"{name}-{variant}.png"))
        return [f"{name} {variant}: {found}" for found in self.complaints(size, low)]

    def complaints(self, size: tuple[int, int], low: bool) -> Iterator[str]:
        page = self.page
        top = page.mapTo(self.window, page.rect().topLeft()).y()
        seen = [w for w in (*page.parts, *page.touches) if w.isVisible()]
        every: list[tuple[QWidget, QRect]] = [(w, box(w, self.window)) for w in seen]
        if page.pad is not None:
            every.append((page.pad, box(page.pad, self.window)))
        if page.board is not None:
            line = page.board.line
            every.append((line, box(line, self.window)))
            if line.height() < line.wanted(line.width()):
                yield f"no room to see what is typed: {line.text()} {line.geometry().getRect()}"
        for widget, rect in every:
            name = f"{type(widget).__name__} {getattr(widget, 'text', str)()!r} {rect.getRect()}"
            if widget.cut() if hasattr(widget, "cut") else False:
                yield f"cut: {name}"
            if rect.left() < 0 or rect.right() > size[0] or rect.top() < top or rect.bottom() > size[1]:
                yield f"outside: {name}"
        for touch in (t for t in page.touches if t.isVisible()):
            rect = box(touch, self.window)
            if min(rect.width(), rect.height()) < SIZES.least:
                yield f"too small to touch: {touch.text()} {rect.getRect()}"
            if not touch.accessibleName():
                yield f"no name: {touch.objectName()}"
            if low and rect.top() < size[1] * SIZES.low_from:
                yield f"too high for a wheelchair: {touch.text()} {rect.getRect()}"
        for (one, a), (other, b) in combinations(every, 2):
            near = SIZES.near if one in page.touches and other in page.touches else 0
            if a.adjusted(-near, -near, near, near).intersects(b):
                names = [f"{getattr(w, 'text', str)()!r} {r.getRect()}" for w, r in ((one, a), (other, b))]
                yield f"too near: {' and '.join(names)}"
        for ground, touch in product(map(partial(box, window=self.window), page.findChildren(Pane)), page.touches):
            rect = box(touch, self.window)
            if touch.isVisible() and ground.intersects(rect) and not ground.contains(rect):
                yield f"under {touch.text()!r} {rect.getRect()} runs the ground {ground.getRect()}"


def box(widget: QWidget, window: QWidget) -> QRect:
    """Where it stands in the window."""
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


@contextmanager
def studio(app: QApplication, tmp_path: Path) -> Iterator[Booth]:
    """A booth; once it is closed what was filmed in it is gone and the light theme is back."""
    try:
        with booth(tmp_path) as b:
            yield b
    finally:
        apply_theme(app, "light")
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@contextmanager
def filming(b: Booth, shots: Path) -> Iterator[Camera]:
    """A camera before the terminal of a booth."""
    window = KioskWindow(b.terminal)
    window.show()
    try:
        yield Camera(window, shots)
    finally:
        window.may_close = True
        window.close()
        window.deleteLater()
        vars(b.terminal).pop("screen", None)


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("ZC_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_every_state_can_be_read_and_touched(app: QApplication, tmp_path: Path, shots: Path) -> None:
    every = (*VARIANTS, *OLD_SCREENS) if "ZC_SHOTS" in os.environ else EVERYDAY
    chosen = os.environ.get("ZC_VARIANTS", "").split() or every
    with studio(app, tmp_path) as b:
        screens, problems = walk(b)
        assert not problems
        found: list[str] = []
        with filming(b, shots) as camera:
            for variant in chosen:
                for name, screen in screens.items():
                    found += camera.take(name, screen, variant)
    assert not found, "\n".join(found)
    assert len(screens) >= 50, sorted(screens)


MOST_PAGES = {"apply-start": 1, "apply-whom": 1, "apply-review-form": 3, "guide-result": 2, "print-list": 4,
              "print-purpose": 1, "guide-bring": 2, "staff-desk": 1}  # fmt: skip
"""In 大字 with 低位 on a wide screen."""


def test_who_needs_large_words_from_a_wheelchair_turns_few_pages_on_a_wide_screen(
    app: QApplication, tmp_path: Path, shots: Path
) -> None:
    with studio(app, tmp_path) as b:
        screens, _ = walk(b)
        found, pages, problems = dict[str, int](), dict[str, set[str]](), list[str]()
        with filming(b, shots) as camera:
            for name in MOST_PAGES:
                camera.take(name, screens[name], "low-large-wide")
                found[name], pages[name] = camera.page.pages, set()
                for n in range(found[name]):
                    problems += camera.take(f"{name}-{n}", replace(screens[name], page=n), "low-large-wide")
                    pages[name] |= {each.objectName() for each in camera.page.touches}
                    pages[name] |= {each.card.title for each in camera.page.parts if isinstance(each, CardPart)}
    assert all(found[name] <= most for name, most in MOST_PAGES.items()), found
    assert not problems, "\n".join(problems)
    for name, shown in pages.items():
        wanted = {f"kiosk.{row.name}" + (f".{row.value}" if row.value else "") for row in screens[name].rows}
        wanted |= {card.title for card in screens[name].cards}
        assert wanted <= shown, f"all that is chosen or read stands on one of the pages of {name}"


def test_the_code_for_a_telephone_is_as_large_in_large_words_from_a_wheelchair_as_without(
    app: QApplication, tmp_path: Path, shots: Path
) -> None:
    """It was half as large, with the room above it empty."""
    rows = (Choice("phone-done", "传好了", kind="primary"),)
    code = "https://province.example/u/7"
    screen = Screen("apply.upload", "用手机扫这个码", lead="在手机上选照片上传", qr=code, foot=rows)
    high: dict[str, int] = {}
    problems: list[str] = []
    with studio(app, tmp_path) as b, filming(b, shots) as camera:
        for variant in ("light-wide", "low-large-wide"):
            problems += camera.take("code", screen, variant)
            part = camera.page.findChild(QrPart)
            assert part is not None and not part.cut()
            high[variant] = part.height()
    assert not problems, "\n".join(problems)
    assert high["low-large-wide"] >= high["light-wide"] >= SIZES.qr_low, high


class Practised:
    """The telephone of a rehearsal that does nothing. Implements ``ui.settings.PracticePhone``."""

    def show_identity(self) -> None:
        """Nobody looks."""

    def show_licence(self, name: str) -> None:
        """Nobody looks."""

    def get_ready(self) -> None:
        """It is."""

    def send_picture(self, url: str, line: str) -> None:
        """Nothing comes."""


def test_the_touches_for_the_telephone_of_a_rehearsal_have_room_in_every_size(
    app: QApplication, tmp_path: Path, shots: Path
) -> None:
    with studio(app, tmp_path) as b:
        b.terminal.tools = replace(b.terminal.tools, practice_phone=Practised())
        b.online(True)
        screens = {}
        b.touch("tile", "print")
        b.touch("by-phone")
        screens["practised-code"] = b.screen
        b.touch("back")
        b.touch("home")
        b.touch("tile", "apply")
        b.find("shbzkbl")
        b.lay()
        while b.key != "apply.material":
            b.field() if b.key == "apply.field" else b.terminal.touch(b.screen.rows[-1].name, b.screen.rows[-1].value)
            if b.key == "apply.review":
                b.touch("next")
        screens["practised-material"] = b.screen
        b.touch("phone")
        screens["practised-upload"] = b.screen
        with filming(b, shots) as camera:
            found = [
                each for variant in VARIANTS for name in screens for each in camera.take(name, screens[name], variant)
            ]
    assert not found, "\n".join(found)
    assert all("演练" in str(screen.rows) for screen in screens.values()), "each has its touch"
