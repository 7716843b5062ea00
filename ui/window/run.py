"""Open the window: paint first, put the program together afterwards, in the background."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from app.errors import UserFacingError
from app.values import dataclass
from ui.colours import chosen_colours
from ui.glyphs import Glyphs
from ui.heap import few_heaps
from ui.language import chosen_language
from ui.runner import QtScheduler, Runner
from ui.shared.overlay import SHIELD
from ui.shared.shell import FaceShell
from ui.tell import Tell
from ui.texts import Texts
from ui.theme import apply_theme, load_fonts, look, t
from ui.window import behind
from ui.window.door import application
from ui.window.leaving import Leaving
from ui.window.login import LoginPage
from ui.window.settling import Settling

_RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources"
_SCREEN_FONTS = (
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
    "HanaMinB.ttf",
    "NotoSerifSC-Regular.ttf",
    "NotoSerifSC-Bold.ttf",
)
_WRITE_AHEAD_SECONDS = 0.5


@dataclass(frozen=True)
class Kind:
    """A face as it is opened: the scale of its type, its shell, its face class, the modules of its first pages, and
    those that are loaded behind them.

    ``shell`` and ``face`` are module:class, loaded when they are needed: only the open face costs anything.
    """

    name: str
    scale: str
    shell: str
    face: str
    pages: tuple[str, ...]
    behind: tuple[str, ...] = ()

    def make_shell(self, rehearsal: bool) -> FaceShell:
        """An empty shell."""
        return cast("FaceShell", _loaded(self.shell)(rehearsal=rehearsal))

    def load_pages(self) -> None:
        """Load the code of the first pages on the worker: on the GUI thread it would freeze the window for a blink."""
        for name in self.pages:
            importlib.import_module(name)

    def face_class(self) -> Any:
        """The class of the face."""
        return _loaded(self.face)


def _loaded(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


WINDOW = Kind(
    "window",
    "window",
    "ui.window.shell:WindowShell",
    "ui.window.face:WindowFace",
    ("ui.window.face", "ui.window.intake_page", "ui.window.places"),
    behind.WINDOW,
)
STATION = Kind(
    "station",
    "station",
    "ui.station.shell:StationShell",
    "ui.station.face:StationFace",
    ("ui.station.face", "ui.station.pages", "ui.window.citizen.screen"),
    behind.STATION,
)
KINDS = {kind.name: kind for kind in (WINDOW, STATION)}


class Opening:
    """An application with its shell painted and nothing behind it yet. ``language`` "" asks the environment."""

    def __init__(self, rehearsal: bool, theme: str = "light", kind: Kind = WINDOW, language: str = "") -> None:
        # Before the first worker: a heap that is there is never given up.
        few_heaps()
        self.kind = kind
        self.rehearsal = rehearsal
        self.app = application()
        self.texts = Texts.load(_RESOURCES / "texts", chosen_language(language))
        load_fonts([_RESOURCES / "fonts" / name for name in _SCREEN_FONTS])
        apply_theme(self.app, theme, kind.scale, icons=_RESOURCES / "icons", texts=self.texts)
        self.login: LoginPage | None = None
        self.troubles: list[BaseException] = []
        """What went wrong before there was a page to tell it on; the face stands all the same."""
        self._again: Callable[[], None] | None = None
        self._settling: Settling | None = None
        self._left: tuple[str, UUID | None] = ("", None)
        self._anew = False
        self._stand()

    def _stand(self) -> None:
        """A painted shell, with workers and a door to the person, and no face yet."""
        look().speak(self.texts)
        self.tell = Tell(self.texts)
        self.runner = Runner(self.tell.error)
        self.runner.loading(not self._anew)
        self.scheduler = QtScheduler(self.tell.error)
        self.shell = self.kind.make_shell(self.rehearsal)
        self.tell.attach(self.shell)
        self.shell.set_line_state(self.texts.t("line.opening"), "info")
        self._glyphs: Glyphs | None = None
        self.face: Any = None
        self.shell.closing.connect(self.app.quit)
        self._leaving = Leaving(self.shell, self.runner, self.tell, lambda: self.face)
        self.app.commitDataRequest.connect(self._leaving.session_ends)

    def speak(self, language: str) -> None:
        """Another language: once all that was typed is on disk and every job is done, the window stands again in it,
        with the intake that was open; nothing waits for that on the GUI thread.
        """
        if self._settling is None:
            if self.face is not None:
                self.face.let_go()
            page = self.face.pages.get("intake") if self.face is not None else None
            journal = page.journal if page is not None else None
            self._settling = Settling(
                self.runner, journal, lambda: self._stand_again(language), self._stand_on
            )
            self._settling.begin()

    def _stand_on(self) -> None:
        """What was typed could not be kept, or the screen is locked: the window stays as it is."""
        self._settling = None
        self.tell.message("warn", t("line.language_later"), t("line.language_later_next"))

    def _stand_again(self, language: str) -> None:
        if self.shell.property(SHIELD):
            self._stand_on()
            return
        self._settling, self._anew = None, True
        old, again = self.shell, self._again
        focused = old.focusWidget()
        if focused is not None:
            # Closing takes the focus, and a field tells then what was typed: all that is on disk by now.
            focused.clearFocus()
        self._left = self.face.begun() if self.face is not None else ("", None)
        self.close()
        self.texts.speak(language)
        self._stand()
        self.shell.setGeometry(old.geometry())
        self.shell.setWindowState(old.windowState())
        self.shell.show()
        # What stands beside the window, such as the citizen's screen, closes with it; the program goes on.
        old.closing.disconnect(self.app.quit)
        old.close()
        old.deleteLater()
        if again is not None:
            again()

    def open(self, settings: Any, address: Any = None) -> None:
        """Put the program together on the ``db`` worker, then let the face begin. ``address`` is the platform's."""
        self._again = lambda: self.open(settings, address)

        def put_together() -> Any:
            workplace = self._load()(settings)
            workplace.line.connect(address)
            return workplace

        self.runner.run("db", put_together, self._opened, self._broken, name="open")

    def _broken(self, error: BaseException) -> None:
        self.runner.loading(False)
        self.tell.error(error)

    def open_real(self, settings: Callable[[], Any], where: tuple[str, str, str] = ("", "", "")) -> None:
        """A real profile is locked: ask who works here first, her password opens it. ``where`` it stands (hall, window,
        division code) is known before.

        While she types it the code of the program is loaded on the ``db`` worker, where ``settings`` are made too.
        """
        self._again = lambda: self.open_real(settings, where)
        page = self.login = LoginPage()
        page.set_place_name(*where)
        page.submitted.connect(lambda number, password: self._unlock(settings, page, (number, password)))
        self.shell.set_line_state("", "info")
        self.shell.show_full(page)
        rest = behind.Behind(self.runner, self.kind.behind, self.tell.error)
        self.runner.run("db", self._load, lambda _: rest.load(self._write_ahead), self.tell.error, name="load")

    def _write_ahead(self) -> None:
        """What the pages are written with is drawn before she opens one, once."""
        if self._glyphs is None:
            self._glyphs = Glyphs(look(), self.runner)
            self.runner.run("load", self.texts.characters, self._glyphs.begin, self.tell.error, name="characters")

    def _load(self) -> Any:
        """The function that opens a workplace; with it nearly all of the program's code comes in."""
        from ui.bootstrap import open_workplace

        self.kind.load_pages()
        return open_workplace

    def _unlock(self, settings: Callable[[], Any], page: LoginPage, who: tuple[str, str]) -> None:
        def put_together() -> Any:
            workplace = self._load()(settings(), who)
            try:
                return workplace, workplace.log_in(*who, opening=True)
            except BaseException:
                workplace.close()
                raise

        def failed(error: BaseException) -> None:
            self.runner.loading(False)
            page.set_busy(False)
            if isinstance(error, UserFacingError):
                page.show_error(error.what, error.what_next)
            else:
                self.tell.error(error)

        self.runner.run("db", put_together, lambda found: self._opened(*found), failed, name="open")

    def _opened(self, workplace: Any, session: Any = None) -> None:
        if not self._anew:
            # Later the former window, with the person on it, may still wait to be collected: it would be spared too.
            self.runner.spare_what_is_loaded()
        self.face = self.kind.face_class()(workplace, self.shell, self.runner, self.scheduler, self.tell)
        self.face.language_wanted.connect(self.speak)
        self.face.ready.connect(self._go_on)
        self.face.begin(session)
        # Nobody typed a password meanwhile: the first page draws its own words, the rest comes behind it.
        self.scheduler.after(_WRITE_AHEAD_SECONDS, self._write_ahead)

    def _go_on(self) -> None:
        """After another language the same person finds her intake open; another one reads where it is. Now somebody is
        there to be told what went wrong on the way.
        """
        while self.troubles:
            self.tell.error(self.troubles.pop(0))
        (number, draft), self._left = self._left, ("", None)
        if draft is not None and self.face.begun()[0] == number:
            self.face.resume(draft)
        elif draft is not None:
            self.tell.message("info", t("line.language_draft"), t("intake.parked_next"))

    def shut(self) -> None:
        """Close the window and ask nobody: for whoever ends the program from without."""
        self._leaving.session_ends()
        self.shell.close()

    def close(self) -> None:
        """Stop what runs; harmless when nothing was opened."""
        if self.face is not None:
            self.face.close()
            self.face = None
        else:
            self.runner.stop()
            self.scheduler.stop()


def start_face(given: argparse.Namespace, shown: Callable[[], object]) -> Callable[[], None]:
    """Show the window and put the program together behind it; call ``shown`` once it stands. Returns what ends it."""
    language = chosen_language(getattr(given, "language", ""), given.profile)
    colours = chosen_colours(given.profile)
    opening = Opening(given.rehearsal, colours, KINDS[given.command], language)
    opening.shell.showMaximized()
    opening.runner.post(shown)
    helpers: list[Any] = []

    @cache
    def settled() -> tuple[Any, Any]:
        from ui.window.rehearsal import settings_for

        settings, address, parts = settings_for(given, opening.troubles.append)
        helpers.extend(parts)
        return settings, address

    def start() -> None:
        from ui.adapters.locked import is_real, place_of

        # Little code answers this: the page for the password need not wait for the rest.
        if is_real(given.profile):
            where = place_of(given.profile)
            opening.runner.post(lambda: opening.open_real(lambda: settled()[0], where))
        else:
            settings, address = settled()
            opening.runner.post(lambda: opening.open(settings, address))

    def end() -> None:
        opening.close()
        for part in helpers:
            part.stop()

    opening.runner.run("start", start, None, opening.tell.error)
    return end
