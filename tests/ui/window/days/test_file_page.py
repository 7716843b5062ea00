"""The file of a case: an inspector reads all of it and changes nothing; what is taken along is on record first."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.usecases.desk import Session
from tests.ui.window.days.hall import Hall
from ui.window.days.file_look import export_file, read_file
from ui.window.days.file_page import FilePage


def page(hall: Hall) -> FilePage:
    found = hall.face.pages["file"]
    assert isinstance(found, FilePage)
    return found


@pytest.mark.law("P22")
def test_the_file_of_a_case_is_read_and_exported_by_keys_and_says_who_looked(
    hall: Hall, tmp_path: Path
) -> None:
    case = hall.world.receive()
    hall.office.issue_notice(case)
    hall.face.show_case(case)
    hall.until(lambda: not hall.face.pages["search"].case.covered())
    hall.rest()
    hall.ctrl(Qt.Key.Key_J)
    assert hall.shell.place() == "file"
    assert "记录完整：2 次操作都与摘要相符" in hall.words()
    assert len(page(hall).papers.rows.rows()) == 2 and "申请表" not in hall.words()
    hall.look("file")
    before = hall.office.case(case)
    seen = page(hall).seen
    assert seen is not None and not set(str(case).split("-")) & set(Path(seen.path).stem.split("-"))
    target = tmp_path / "卷宗.zip"
    hall.enter()
    hall.fill("case.file.path", str(target))
    hall.enter()
    assert "已导出 卷宗.zip" in hall.told()
    assert [one.action for one in page(hall).looks.rows.rows()][:1] == ["case-file"]
    with zipfile.ZipFile(target) as packed:
        looks = json.loads(packed.read("looks.json"))
    assert "case-file" in [one["action"] for one in looks], "on record before the file is there"
    hall.enter()
    hall.fill("case.file.path", str(target))
    hall.enter()
    assert "ZC-FILE-01" in [notice.code for notice in hall.said], "what lies there is not written over"
    hall.shell.dialog().close_overlay()
    after = hall.office.case(case)
    assert after.papers == before.papers and after.state == before.state
    hall.press(Qt.Key.Key_Escape)
    assert hall.shell.place() == "search" and hall.face.pages["search"].case.case_id == case


@pytest.mark.law("P22")
def test_who_inspects_reads_the_file_and_what_she_takes_along_is_on_record(
    hall: Hall, tmp_path: Path
) -> None:
    case, office = hall.world.receive(), hall.office
    office.enter(Session(office.desk.session.operator, ()))
    assert read_file(hall.world.place, case, False).whole
    export_file(hall.world.place, case, str(tmp_path / "file.zip"))
    assert (tmp_path / "file.zip").exists()
