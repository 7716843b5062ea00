"""The look can be read in every theme, and nothing is coloured or sized elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

import ui
from resources import path
from ui.shared.labels import Text
from ui.texts import Texts
from ui.theme import apply_theme, look
from ui.tokens import COLOURS, STATE_ICONS, colour_names, contrast_ratio, make_theme

UI = Path(ui.__file__).parent
SAMPLES = path("icons")

NEED = (
    ("text", "surface", 4.5),
    ("text", "bg", 4.5),
    ("text2", "surface", 4.5),
    ("text2", "bg", 4.5),
    ("text3", "surface", 4.5),
    ("text3", "bg", 4.5),
    ("text3", "sunken", 4.5),
    ("text2", "select", 4.5),
    ("on_primary", "primary", 4.5),
    ("on_primary", "primary_hover", 4.5),
    ("primary", "surface", 4.5),
    ("on_tint", "tint", 4.5),
    ("on_tint", "select", 4.5),
    ("text", "select", 4.5),
    ("rail_text", "rail", 4.5),
    ("rail_key", "rail", 4.5),
    ("on_rail_active", "rail_active", 4.5),
    ("info_fg", "info_bg", 4.5),
    ("ok_fg", "ok_bg", 4.5),
    ("warn_fg", "warn_bg", 4.5),
    ("danger_fg", "danger_bg", 4.5),
    ("neutral_fg", "neutral_bg", 4.5),
    ("danger_fg", "surface", 4.5),
    ("warn_fg", "surface", 4.5),
    ("ok_fg", "surface", 4.5),
    ("info_fg", "surface", 4.5),
    ("kbd_fg", "kbd_bg", 4.5),
    ("disabled_fg", "disabled_bg", 4.5),
    ("disabled_fg", "surface", 4.5),
    ("control", "surface", 3.0),
    ("control", "bg", 3.0),
    ("focus", "surface", 3.0),
    ("focus", "bg", 3.0),
    ("light_ok", "surface", 3.0),
    ("light_warn_edge", "surface", 3.0),
    ("light_red", "surface", 3.0),
    ("light_pause", "surface", 3.0),
    ("info_bd", "surface", 3.0),
    ("ok_bd", "surface", 3.0),
    ("warn_bd", "surface", 3.0),
    ("danger_bd", "surface", 3.0),
)


@pytest.mark.parametrize("theme", COLOURS)
def test_every_text_and_control_stands_out_from_its_ground(theme: str) -> None:
    colours = COLOURS[theme]
    weak = [
        f"{one} on {other}: {ratio:.2f} < {need}"
        for one, other, need in NEED
        if (ratio := contrast_ratio(getattr(colours, one), getattr(colours, other))) < need
    ]
    assert not weak


def test_contrast_is_the_ratio_of_wcag() -> None:
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast_ratio("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
    assert contrast_ratio("#FFFFFF", "#767676") == contrast_ratio("#767676", "#FFFFFF")


def test_every_colour_is_a_whole_hex_colour() -> None:
    for colours in COLOURS.values():
        for name in colour_names():
            assert re.fullmatch(r"#[0-9A-F]{6}", getattr(colours, name)), name


def test_an_unknown_theme_or_state_is_refused() -> None:
    with pytest.raises(KeyError):
        make_theme("sepia")
    with pytest.raises(KeyError):
        make_theme("light").state("fine")


def test_no_colour_is_written_outside_the_tokens() -> None:
    hexes = re.compile(r"#[0-9A-Fa-f]{6,8}\b|QColor\(\d|Qt\.GlobalColor\.(?!transparent)")
    guilty = [
        f"{file.relative_to(UI)}:{number}"
        for file in UI.rglob("*.py")
        if file.name != "tokens.py"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if hexes.search(line)
    ]
    assert not guilty


def test_switching_the_theme_repaints_what_is_open(app: QApplication) -> None:
    label = Text("综窗", tone="danger")
    label.show()
    seen = []
    for name in COLOURS:
        apply_theme(app, name)
        app.processEvents()
        seen.append(label.palette().windowText().color().name().upper())
    label.close()
    assert seen == [COLOURS[name].danger_fg for name in COLOURS]


def test_type_follows_the_face(app: QApplication) -> None:
    apply_theme(app, "light", "kiosk")
    kiosk = look().font("body").pixelSize()
    apply_theme(app, "light", "window")
    assert (kiosk, look().font("body").pixelSize()) == (34, 14)


def test_rare_characters_have_a_font(app: QApplication) -> None:
    assert {"Noto Sans SC", "HanaMinB"} <= set(QFontDatabase.families())
    metrics = QFontMetrics(look().font("body"))
    assert metrics.horizontalAdvance("\U00020089") > 0


def test_every_state_has_its_icon_and_the_icons_their_licence(app: QApplication) -> None:
    assert "ISC" in (SAMPLES / "LICENSE.txt").read_text(encoding="utf-8")
    for name in STATE_ICONS.values():
        assert not look().pixmap(name, look().theme.c.text, 14).isNull()


def test_a_missing_icon_is_a_fault_not_a_hole(app: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        look().pixmap("no-such-icon", look().theme.c.text, 14)


def test_every_icon_takes_the_colour_it_is_given(app: QApplication) -> None:
    plain = [file.stem for file in SAMPLES.glob("*.svg") if b"currentColor" not in file.read_bytes()]
    assert not plain


def test_words_named_in_the_faces_exist() -> None:
    texts = Texts.load(path("texts"))
    kiosk = [name for name in texts.names() if name.startswith("kiosk.")]
    literal = re.compile(r"""\bt\(\s*"([a-z_]+(?:\.[A-Za-z0-9_-]+)+)\"""")
    missing = [
        f"{file.relative_to(UI)}: {key}"
        for file in UI.rglob("*.py")
        for key in literal.findall(file.read_text(encoding="utf-8"))
        # The pages of the kiosk ask by keys below their own table.
        if not texts.has(key)
        and not ("kiosk" in file.parts and any(name.endswith(f".{key}") for name in kiosk))
    ]
    assert not missing


def test_the_menu_of_a_field_speaks_the_language_of_the_screen(app: QApplication, qtbot: QtBot) -> None:
    """Right-click on a field: Qt makes that menu by itself."""

    def said() -> str:
        field = QLineEdit("甲")
        qtbot.addWidget(field)
        return "".join(action.text() for action in field.createStandardContextMenu().actions())

    assert "粘贴" in said() and "Paste" not in said()
    before = look().texts
    look().speak(Texts.load(path("texts"), "en"))
    assert "Paste" in said()
    look().speak(before)
    assert "粘贴" in said()
