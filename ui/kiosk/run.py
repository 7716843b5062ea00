"""Open the terminal: paint first, put the program together afterwards, in the background."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from app.errors import UserFacingError
from ui.adapters.locked import is_real
from ui.glyphs import Glyphs
from ui.kiosk.opening import OpeningWindow, fill_screen
from ui.kiosk.tools import PracticeCard
from ui.language import chosen_language
from ui.runner import QtScheduler, Runner
from ui.tell import Tell
from ui.texts import Texts
from ui.theme import apply_theme, load_fonts, look
from ui.window import behind
from ui.window.door import application
from ui.window.rehearsal import settings_for

_RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"
_SCREEN_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "HanaMinB.ttf")
_CODE = (
    "face",
    *(f"journeys.{name}" for name in ("apply", "guide", "papers", "progress", "rating", "staff", "supplement")),
)
STYLES = (
    ("body", True),
    ("body", False),
    ("secondary", False),
    ("title", True),
    ("verdict", True),
    ("secondary", True),
    ("title", False),
)
"""What the pages of a terminal are written in, see :class:`ui.glyphs.Glyphs`."""


class KioskOpening:
    """An application with an empty page and nothing behind it yet. ``shown`` is called when the terminal stands."""

    def __init__(self, rehearsal: bool, theme: str = "light", full: bool = True, language: str = "") -> None:
        self.app = application()
        self.texts = Texts.load(_RESOURCES / "texts", chosen_language(language))
        load_fonts([_RESOURCES / "fonts" / name for name in _SCREEN_FONTS])
        apply_theme(self.app, theme, "kiosk", icons=_RESOURCES / "icons", texts=self.texts)
        self.tell = Tell(self.texts)
        self.runner = Runner(self.tell.error)
        self.runner.loading(True)
        self._glyphs = Glyphs(look(), self.runner, STYLES)
        self.scheduler = QtScheduler(self.tell.error)
        self.rehearsal = rehearsal
        self.full = full
        self.waiting = OpeningWindow()
        self.face: Any = None
        self.practice: PracticeCard | None = None
        self.failed: Callable[[BaseException], object] = self.tell.error

    def open(self, settings: Any, address: Any = None, who: tuple[str, str] | None = None) -> None:
        """Put the program together on the ``db`` worker, then let the face begin."""

        def put_together() -> Any:
            from ui.bootstrap import kiosk_parts, open_workplace
            from ui.kiosk.pinyin import Table

            for name in (*(f"ui.kiosk.{part}" for part in _CODE), *behind.COMMON):
                importlib.import_module(name)
            workplace = open_workplace(settings, who)
            if address is not None:
                workplace.line.connect(address)
            parts = kiosk_parts(workplace)
            return workplace, parts, Table.load(parts.table)

        words = partial(self.texts.characters, "kiosk.")
        self.runner.run("load", words, self._glyphs.begin, self.tell.error, name="characters")
        self.runner.run("db", put_together, self._opened, self._not_opened, name="open")

    def _opened(self, made: Any) -> None:
        from ui.kiosk.face import KioskFace

        self.runner.spare_what_is_loaded()
        workplace, parts, table = made
        self.face = KioskFace(workplace, parts, table, self.runner, self.scheduler, self.tell, self.practice)
        self.face.terminal.leave = self._leave
        self.runner.post(self._stand)

    def _stand(self) -> None:
        """The page in a turn of its own, after the one in which what stands behind it was made."""
        if self.full:
            fill_screen(self.face.window)
        self.waiting.leave()
        self.face.begin()

    def _leave(self) -> None:
        self.face.window.may_close = True
        self.face.window.close()
        self.app.quit()

    def _not_opened(self, error: BaseException) -> None:
        self.runner.loading(False)
        if isinstance(error, UserFacingError):
            self.waiting.show_error(error.what, error.what_next)
        else:
            self.failed(error)

    def close(self) -> None:
        """Stop what runs; harmless when nothing was opened."""
        if self.face is not None:
            self.face.close()
            self.face.window.may_close = True
            self.face.window.close()
            self.face = None
        else:
            self.runner.stop()
            self.scheduler.stop()
        self.waiting.leave()


def start_face(given: argparse.Namespace, shown: Callable[[], object]) -> Callable[[], None]:
    """Show the terminal and put the program together behind it; call ``shown`` once it stands. Returns what ends it."""
    language = chosen_language(getattr(given, "language", ""), given.profile)
    opening = KioskOpening(given.rehearsal, language=language)
    fill_screen(opening.waiting)
    opening.runner.post(shown)
    helpers: list[Any] = []

    def start() -> None:
        def tell(error: BaseException) -> None:
            opening.runner.post(lambda: opening.tell.error(error))

        settings, address, parts = settings_for(given, tell)
        helpers.extend(parts)
        opening.practice = settings.practice
        if is_real(settings.profile):
            opening.runner.post(
                lambda: opening.waiting.ask_password(lambda who: opening.open(settings, None, who))
            )
        else:
            opening.runner.post(lambda: opening.open(settings, address))

    def end() -> None:
        opening.close()
        for part in helpers:
            part.stop()

    opening.runner.run("start", start, None, opening.tell.error)
    return end
