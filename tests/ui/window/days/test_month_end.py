"""The end of a month: the head of the hall asks for the figures, in a spreadsheet and on paper, and they agree."""

from __future__ import annotations

import csv
import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.domain.paper import PaperKind
from tests.ui.window.cases import ZHANG
from tests.ui.window.days.hall import Hall
from ui import figures_out
from ui.window.days.figures_page import FiguresPage


@pytest.fixture
def real(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """The same window when it is no rehearsal: what it takes in is counted."""
    profile = hall.place.profile
    monkeypatch.setattr(profile, "_config", replace(profile.config, rehearsal=False))
    hall.office.enter(hall.office.desk.session)
    return hall


def test_screen_file_and_sheet_of_a_month_say_the_same_and_name_nobody(
    real: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall, stick = real, tmp_path / "KINGSTON"
    stick.mkdir()
    monkeypatch.setattr(figures_out, "sticks", lambda: (stick,))
    take = hall.world.receive
    cases = [take(), take(fault=False), take("hszyzc", fault=False, answers={})]
    assert not any(hall.office.case(each).papers_of(PaperKind.RECEIPT)[0].place.rehearsal for each in cases)
    hall.press(Qt.Key.Key_F3)
    hall.ctrl(Qt.Key.Key_G)
    hall.press(Qt.Key.Key_3)
    page = hall.face.pages["figures"]
    assert isinstance(page, FiguresPage) and page.received.number.text() == "3"
    assert page.seen is not None and not page.seen.conduct.signals, "the month is not over: a receipt may still go out"
    hall.ctrl(Qt.Key.Key_E)
    hall.enter()
    hall.ctrl(Qt.Key.Key_P)
    (file,) = stick.iterdir()
    (paper,) = (hall.place.profile.path / "papers").glob("*R09*.pdf")
    rows = {row[0]: row[1] for row in csv.reader(io.StringIO(file.read_text("utf-8-sig"))) if len(row) > 1}
    said = subprocess.run(["pdftotext", "-raw", str(paper), "-"], check=True, capture_output=True, text=True).stdout
    text = "".join(said.split())
    assert (rows["收件"], rows["在办"]) == ("3", page.running.number.text()) and "3件" in text
    for name, count in page.by_item.rows:
        assert rows[name] == str(count) and f"{name}{count}" in text
    assert rows["编号"] in text and rows["编号"] in file.name, "one count has one number"
    for personal in (ZHANG.name, ZHANG.id_number, "沈阳样例食品有限公司", *map(str, cases)):
        assert personal not in text and personal not in file.read_text("utf-8-sig")
    assert not file.name.startswith("演练") and "演练" not in file.read_text("utf-8-sig").partition("说明")[0]
