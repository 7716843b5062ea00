"""A rehearsal whose province does not come up opens all the same: what was taken in lies on this machine."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.shared.shell import FaceShell
from ui.window.run import start_face


def _said(shell: FaceShell) -> str:
    return " ".join(label.text() for label in shell.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("face", ["window", "station"])
def test_a_face_stands_without_its_province_and_says_so(
    face: str, qtbot: QtBot, tmp_path: Path, dressed_app: QApplication
) -> None:
    """It stayed at 正在打开数据 for ever beside the words that all goes on without a line."""
    profile = tmp_path / "profile"
    (tmp_path / "profile-platform.db").mkdir()  # no database opens there
    given = argparse.Namespace(command=face, rehearsal=True, profile=profile, reader="", language="zh-CN")
    before = set(QApplication.topLevelWidgets())
    end = start_face(given, lambda: None)
    try:
        opened = set(QApplication.topLevelWidgets()) - before
        (shell,) = [each for each in opened if isinstance(each, FaceShell)]
        qtbot.waitUntil(lambda: "ZC-REH-01" in _said(shell), timeout=60_000)
        assert shell.place() == {"window": "intake", "station": "home"}[face]
        qtbot.waitUntil(lambda: "正在打开" not in _said(shell), timeout=60_000)
        assert "离线" in _said(shell)
    finally:
        end()
        shell.close()
        shell.deleteLater()
