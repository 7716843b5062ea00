"""The look of the program: tokens become palette, fonts and tinted icons.

One :class:`Look` belongs to the running ``QApplication`` (as its child, so it lives and dies with it);
painters ask for it with :func:`look`. It is made once by a bootstrap, which knows where fonts, icons and texts are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QLibraryInfo,
    QObject,
    QRect,
    QRectF,
    Qt,
    QTranslator,
)
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ui.texts import CHINESE, Texts
from ui.tokens import STATE_ICONS, Theme, contrast_ratio, make_theme

__all__ = [
    "STATE_ICONS",
    "Look",
    "Theme",
    "apply_theme",
    "contrast_ratio",
    "icon",
    "load_fonts",
    "look",
    "make_theme",
    "pixmap",
    "said",
    "t",
]

FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC", "HanaMinB", "HanaMinA")
"""Drawn in this order; the last two hold the rare characters (生僻字) of extension B and beyond."""

FALLBACK_DPR = 2.0
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
MEASURED = 8192
"""Sizes of words that are kept."""

Measured = tuple[str, str, bool, int]
"""Words, role, bold, and the width at which they wrap or -1."""

_LOOK = "zc_look"


class Look(QObject):
    """Theme, icon cache and texts of the running program."""

    def __init__(self, app: QApplication, theme: Theme, icons: Path, texts: Texts) -> None:
        super().__init__(app)
        self.theme = theme
        self.icons = icons
        self.texts = texts
        self.families: tuple[str, ...] = FAMILIES
        self.motion = True
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._fonts: dict[tuple[str, bool], QFont] = {}
        self._metrics: dict[tuple[str, bool], QFontMetrics] = {}
        self._inks: dict[str, QPalette] = {}
        self._sizes: dict[int, int] = {}
        self.drawn: dict[tuple[str, bool, int], set[str]] = {}
        """Characters of the program's own words that were drawn in a role, weight and size (see :mod:`ui.glyphs`)."""
        self._qt_words = QTranslator(self)
        self._teach_qt()

    def speak(self, texts: Texts) -> None:
        """Take the texts of a program that stands anew."""
        self.texts = texts
        self._teach_qt()

    def _teach_qt(self) -> None:
        """What Qt says by itself, as the menu of a text field, in the language of the screen; its own is English."""
        QCoreApplication.removeTranslator(self._qt_words)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self.texts.language == CHINESE and self._qt_words.load("qtbase_zh_CN", folder):
            QCoreApplication.installTranslator(self._qt_words)

    def set_theme(self, theme: Theme) -> None:
        """Take another theme; fonts are made anew because a theme brings its own type scale."""
        self.theme = theme
        self._fonts.clear()
        self._metrics.clear()
        self._inks.clear()
        self._sizes.clear()

    def font(self, role: str = "body", bold: bool = False) -> QFont:
        """Font of a role of the type scale (``caption secondary body title verdict figure``)."""
        key = (role, bold)
        if key not in self._fonts:
            font = QFont(list(self.families))
            font.setPixelSize(getattr(self.theme.type, role).size)
            font.setBold(bold)
            self._fonts[key] = font
        return self._fonts[key]

    def ink(self, tone: str) -> QPalette:
        """What a label wears to have its words in a tone, and nothing else of it."""
        if tone not in self._inks:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, QColor(self.theme.tone(tone)))
            self._inks[tone] = palette
        return self._inks[tone]

    def metrics(self, role: str = "body", bold: bool = False) -> QFontMetrics:
        """Metrics of :meth:`font`."""
        key = (role, bold)
        if key not in self._metrics:
            self._metrics[key] = QFontMetrics(self.font(role, bold))
        return self._metrics[key]

    def advance(self, words: str, role: str = "body", bold: bool = False) -> int:
        """Pixels that ``words`` take in one line; measured once."""
        return self._measured((words, role, bold, -1), self._advance)

    def wrapped(self, words: str, width: int, role: str = "body", bold: bool = False) -> int:
        """Pixels of height that ``words`` take wrapped at ``width``, Chinese anywhere; measured once."""
        return self._measured((words, role, bold, max(width, 1)), self._wrapped)

    def _measured(self, what: Measured, measure: Callable[[Measured], int]) -> int:
        # By the hash: what a person typed must not outlive her visit here.
        key = hash(what)
        if key not in self._sizes:
            if len(self._sizes) >= MEASURED:
                self._sizes.clear()
            self._sizes[key] = measure(what)
        return self._sizes[key]

    def _advance(self, what: Measured) -> int:
        words, role, bold, _ = what
        return self.metrics(role, bold).horizontalAdvance(words)

    def _wrapped(self, what: Measured) -> int:
        words, role, bold, width = what
        room = QRect(0, 0, width, 1 << 20)
        return self.metrics(role, bold).boundingRect(room, _WRAPPED, words).height()

    def line(self, role: str = "body") -> int:
        """Line height of a role in pixels."""
        height: int = getattr(self.theme.type, role).line
        return height

    def duration(self, wanted: int) -> int:
        """Milliseconds an animation may take: nothing moves when the person turned motion off."""
        return wanted if self.motion else self.theme.motion.reduced

    def pixmap(self, name: str, colour: str, size: int, ratio: float = FALLBACK_DPR) -> QPixmap:
        """The icon ``name`` of resources/icons in one colour, ``size`` logical pixels square, cached.

        Raises FileNotFoundError for a name that is not shipped: a missing icon is a fault of the program.
        """
        key = (name, colour, size, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, colour, size, ratio)
        return self._pixmaps[key]

    def _draw(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        if name not in self._sources:
            self._sources[name] = (self.icons / f"{name}.svg").read_bytes()
        svg = self._sources[name].replace(b"currentColor", colour.encode("ascii"))
        drawn = QPixmap(round(size * ratio), round(size * ratio))
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, size, size))
        painter.end()
        return drawn


def look() -> Look:
    """The look of the running application; RuntimeError before a bootstrap has made one."""
    # Asked for some thousand times a page: an attribute of the application, where a search among its children would
    # be a tenth of the time that a page takes.
    found = getattr(QApplication.instance(), _LOOK, None)
    if not isinstance(found, Look):
        raise RuntimeError("no look yet: call ui.theme.apply_theme(app, …, icons=…, texts=…) first")
    return found


def t(key: str, **values: object) -> str:
    """A text of the running program by its key; see :meth:`ui.texts.Texts.t`."""
    return look().texts.t(key, **values)


def said(words: str) -> str:
    """Words that came with their own Chinese, in the language of the screen; see :meth:`ui.texts.Texts.said`.

    The parts of the screens call it for everything they draw, so nothing below knows of languages.
    """
    return look().texts.said(words)


def icon(name: str, colour: str, size: int) -> QIcon:
    """A tinted icon; ``colour`` is hex from the theme, ``size`` logical pixels."""
    return QIcon(pixmap(name, colour, size))


def pixmap(name: str, colour: str, size: int, widget: QWidget | None = None) -> QPixmap:
    """A tinted icon as a pixmap, sharp on the screen of ``widget``."""
    return look().pixmap(
        name, colour, size, widget.devicePixelRatioF() if widget is not None else FALLBACK_DPR
    )


def load_fonts(paths: Sequence[Path]) -> tuple[str, ...]:
    """Add font files to the application and return the families they brought; a file no one can read is skipped.

    A hall's PC may have a broken file after a bad copy: then the system's font draws, which is better than no window.
    """
    families: list[str] = []
    for path in paths:
        number = QFontDatabase.addApplicationFont(str(path))
        if number >= 0:
            families.extend(QFontDatabase.applicationFontFamilies(number))
    return tuple(dict.fromkeys(families))


def apply_theme(
    app: QApplication,
    name: str = "light",
    scale: str = "window",
    *,
    icons: Path | None = None,
    texts: Texts | None = None,
) -> Look:
    """Dress the application; the first call must bring ``icons`` (folder) and ``texts``, later ones switch the theme.

    ``name`` is ``light``, ``dark`` or ``contrast``, ``scale`` is ``window``, ``station``, ``citizen``, ``kiosk`` or
    ``kioskLarge``; KeyError for any other. RuntimeError when the first call brings no folder.
    """
    theme = make_theme(name, scale)
    current = getattr(app, _LOOK, None)
    if not isinstance(current, Look):
        if icons is None or texts is None:
            raise RuntimeError("the first apply_theme needs the icon folder and the texts")
        current = Look(app, theme, icons, texts)
        setattr(app, _LOOK, current)
        app.setStyle("Fusion")
    else:
        current.set_theme(theme)
    known = set(QFontDatabase.families())
    present = tuple(f for f in FAMILIES if f in known)
    current.families = present or FAMILIES
    app.setFont(current.font())
    app.setPalette(_palette(theme))
    for widget in app.allWidgets():
        dress = getattr(widget, "dress", None)
        if dress is not None:
            dress()
    return current


def _palette(theme: Theme) -> QPalette:
    c = theme.c
    roles = {
        QPalette.ColorRole.Window: c.bg,
        QPalette.ColorRole.WindowText: c.text,
        QPalette.ColorRole.Base: c.surface,
        QPalette.ColorRole.AlternateBase: c.sunken,
        QPalette.ColorRole.Text: c.text,
        QPalette.ColorRole.PlaceholderText: c.text3,
        QPalette.ColorRole.Button: c.surface,
        QPalette.ColorRole.ButtonText: c.text,
        QPalette.ColorRole.Highlight: c.primary,
        QPalette.ColorRole.HighlightedText: c.on_primary,
        QPalette.ColorRole.ToolTipBase: c.surface,
        QPalette.ColorRole.ToolTipText: c.text,
        QPalette.ColorRole.Link: c.primary,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.disabled_fg))
    return palette
