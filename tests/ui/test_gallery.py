"""Every shared part in its states, in three themes and two screen sizes: readable, named, in reading order."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui import gallery
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.theme import apply_theme
from ui.window.login import FirstRunPage, LockedPage, LoginPage
from ui.window.shell import WindowShell

SIZES = ((1366, 768), (1920, 1080))
THEMES = ("light", "dark", "contrast")
PAGES: dict[str, Callable[[], QWidget]] = {
    "intake": gallery.intake,
    "due": gallery.due,
    "case": gallery.case,
    "sign": lambda: gallery.sign(lambda: 0.0),
}


def full_pages() -> dict[str, QWidget]:
    first = FirstRunPage(rehearsal=True)
    first.password.set_error("口令至少 8 位，现在 3 位")
    locked = LockedPage()
    locked.set_operator("赵六 0712")
    login = LoginPage()
    login.set_place_name("铁西区政务服务中心", "07 号窗")
    return {"login": login, "first": first, "locked": locked}


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where the pictures go: ``ZC_SHOTS`` or a folder that vanishes."""
    folder = Path(os.environ.get("ZC_SHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def settle(app: QApplication) -> None:
    for _ in range(3):
        app.processEvents()


def judge(window: WindowShell, name: str, shots: Path) -> list[str]:
    window.grab().save(str(shots / f"{name}.png"))
    found = [f"cut: {text}" for text in cut_texts(window)]
    found += [f"no name: {part}" for part in nameless(window)]
    found += [f"tab goes back: {jump}" for jump in tab_jumps(window)]
    return [f"{name}: {text}" for text in found]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_no_word_is_cut_and_everything_has_a_name(
    app: QApplication, theme: str, size: tuple[int, int], shots: Path
) -> None:
    apply_theme(app, theme)
    window = gallery.shell(rehearsal=True)
    window.resize(*size)
    for key, (name, make) in zip(("intake", "due", "handover", "search"), PAGES.items(), strict=True):
        page = make()
        page.setObjectName(name)
        window.add_place(key, page)
    window.show()
    found: list[str] = []
    tail = f"{size[0]}-{theme}"
    for key, name in zip(("intake", "due", "handover", "search"), PAGES, strict=True):
        window.go(key)
        settle(app)
        found += judge(window, f"{name}-{tail}", shots)
    for name, full in full_pages().items():
        window.show_full(full)
        settle(app)
        found += judge(window, f"{name}-{tail}", shots)
    window.close()
    window.deleteLater()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", THEMES)
def test_what_covers_the_window_can_be_read_too(app: QApplication, theme: str, shots: Path) -> None:
    apply_theme(app, theme)
    window = gallery.shell()
    window.resize(1366, 768)
    window.add_place("intake", gallery.intake())
    window.show()
    window.palette_box.open()
    window.palette_box.edit.setText("zs")
    window.palette_box.show_groups(gallery.GROUPS, 4)
    settle(app)
    found = judge(window, f"palette-{theme}", shots)
    window.palette_box.close_overlay()
    window.dialog().show_error(
        "郑谷雨的补正收件被省平台退回：收件时目录为 9月21日版，该事项 9月27日停用。",
        "收件、凭证和 4 页扫描件都在本机，凭证有效。",
        "按收件日的目录继续，由主管决定；其他 36 件不受影响。",
        "ZC-409-17",
    )
    settle(app)
    found += judge(window, f"error-{theme}", shots)
    window.close()
    window.deleteLater()
    assert not found, "\n".join(found)
