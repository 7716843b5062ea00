"""The report for the IT: a code, the log, what is wrong here; and nothing that names a person."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.errors import UserFacingError
from tests.ui.window.days.hall import ALT, Hall
from tests.ui.window.intake.room import ZHANG
from ui.guide import report
from ui.guide.report import Report, RingLog, save, scrubbed

ID = "440524188001010014"


@pytest.mark.parametrize(
    "line",
    [
        f"card of 张三 {ID}",
        "phone 13800000001 of 李四",
        "case 0198a7b2-1111-7222-8333-444455556666 stale",
        "file /" + "home/zhang/综窗/papers/张三.pdf gone",
        r"file C:\Users\zhangsan\a.pdf gone",
        "number 4405 2418 8001 0100 14",
        "㛃䶮 and 𬱖 were read",
    ],
)
def test_nothing_that_names_a_person_leaves_in_a_line(line: str) -> None:
    said = scrubbed(line)
    for personal in ("张三", "李四", ID, "13800000001", "0198a7b2", "zhang/", "zhangsan", "8001", "㛃", "𬱖"):
        assert personal not in said, said


def test_codes_times_and_places_in_the_program_stay() -> None:
    assert scrubbed("shown ZC-PRN-33 at print.py:120 3 times") == "shown ZC-PRN-33 at print.py:120 3 times"


def test_of_an_error_the_log_keeps_where_it_rose_and_never_what_it_said() -> None:
    log, mine = RingLog(), logging.getLogger("ui.test_report")
    mine.addHandler(log)
    try:
        raise ValueError(f"张三 {ID}")
    except ValueError as error:
        mine.error("fault %s, time %d", "AB12CD", 1, exc_info=error)
    finally:
        mine.removeHandler(log)
    said = "\n".join(log.text())
    assert "fault AB12CD" in said and "ValueError" in said and "test_report.py" in said
    assert ID not in said and "张三" not in said


def test_what_others_log_is_not_kept_and_the_oldest_lines_go() -> None:
    log = RingLog(keep=3)
    for n in range(5):
        log.emit(logging.LogRecord("ui.x", logging.INFO, "", 0, "line %d", (n,), None))
    log.emit(logging.LogRecord("urllib3", logging.WARNING, "", 0, "somebody else", (), None))
    assert [line[-1] for line in log.text()] == ["2", "3", "4"]


def made(at_ms: int = 5) -> Report:
    return Report(
        "window",
        "0.1.0",
        "D07",
        at_ms,
        "2026-09-28T10:42:00+08:00",
        {"line": "offline"},
        {"AB12CD": 2},
        ["x"],
    )


def test_the_report_bears_one_code_and_lies_on_the_first_stick_that_takes_it(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, no stick")
    stick, here = tmp_path / "stick", tmp_path / "here"
    file, outside = save(made(), (blocked, stick), here)
    assert outside and file.parent == stick and file.stem == made().code
    assert made(6).code != made().code
    text = file.read_text()
    assert text.startswith(made().code) and "line = offline" in text and "ZC-UI-AB12CD = 2" in text
    file, outside = save(made(), (), here)
    assert not outside and file.parent == here
    with pytest.raises(UserFacingError, match="报告写不进去"):
        save(made(), (), blocked)


def test_a_clerk_saves_it_from_f1_and_reads_the_code_aloud(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "usb"
    stick.mkdir()
    monkeypatch.setattr(report, "sticks", lambda: (stick,))
    hall.press(Qt.Key.Key_F2)
    hall.face.card_read(ZHANG)
    hall.rest()
    try:
        raise LookupError(f"of {ZHANG.name} {ZHANG.number}")
    except LookupError as error:
        hall.world.tell.error(error)
    hall.press(Qt.Key.Key_Return)
    hall.press(Qt.Key.Key_F1)
    hall.press(Qt.Key.Key_R, ALT)
    (file,) = stick.glob("ZC-R-D07-*.txt")
    assert file.stem in hall.told() and str(file) in hall.told()
    text = file.read_text()
    assert "ZC-UI-" in text and "LookupError" in text and "pending = " in text
    for personal in (ZHANG.name, ZHANG.number, ZHANG.address, str(tmp_path)):
        assert personal not in text
