"""Statistics: the numbers of the command, drawn; a rehearsal is in none of them."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.conduct import Conduct, Kind, Signal
from app.domain.figures import Figures
from app.domain.time import at
from tests.ui.window.days.hall import ALT, Hall
from ui import figures_out
from ui.counts import Counted
from ui.shared.chart import Ranks
from ui.window.days.figures_forms import ELSEWHERE
from ui.window.days.figures_page import FiguresPage, span_of, time_bars

COUNTED = at(2026, 9, 21, 9, 10)


def page(hall: Hall) -> FiguresPage:
    found = hall.face.pages["figures"]
    assert isinstance(found, FiguresPage)
    return found


def counted(case_id: UUID) -> Callable[[date, date], Counted]:
    """A busy hall: as many cases a day as the day has, two items, two late clocks, one signal."""

    def of(first: date, last: date) -> Counted:
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        figures = Figures(
            first, last, {day: day.day for day in days}, {day: day.day // 2 for day in days},
            {"食品经营许可（新办）": 31, "护士执业注册（首次注册）": 12, "道路旅客运输经营许可": 7, "居住证申领": 4},
            (240, 480, 500, 700, 1500, 5000), {"notice": 1, "main": 1}, 57, 3,
        )  # fmt: skip
        signal = Signal(Kind.LATE, case_id, first, "应最迟于2026-09-18办结，还没有办结")
        return Counted(figures, Conduct(first, last, 57, 3, (signal,)), COUNTED)

    return of


@pytest.mark.law("P22")
def test_a_rehearsal_is_counted_nowhere_and_the_page_says_so(hall: Hall) -> None:
    hall.world.receive(fault=False)
    hall.press(Qt.Key.Key_F3)
    hall.ctrl(Qt.Key.Key_G)
    assert hall.shell.place() == "figures"
    shown = page(hall)
    assert shown.received.number.text() == "0" and "演练 1 件不计入" in hall.words()
    assert "这段时间没有收件" in hall.words() and "计数是线索，不是认定" in hall.words()
    assert [row[2] for row in shown.kinds.rows.rows()] == [0] * 11
    hall.look("figures-empty")


def test_days_weeks_and_months_are_drawn_by_keys_and_a_signal_opens_its_case(hall: Hall) -> None:
    case = hall.world.receive()
    page(hall)._reader = counted(case)
    hall.shell.go("figures")
    hall.rest()
    hall.press(Qt.Key.Key_2)
    assert page(hall).span() == (date(2026, 9, 21), date(2026, 9, 27))
    assert page(hall).received.number.text() == str(sum(range(21, 28)))
    assert "9/21 21、10" in page(hall).by_day.accessibleDescription()
    assert page(hall).overdue.number.text() == "2" and page(hall).minutes.number.text() == "10.0"
    for _ in range(3):
        hall.press(Qt.Key.Key_Down)
    assert [s.what for s in page(hall).signals.rows.rows()] == ["应最迟于2026-09-18办结，还没有办结"]
    hall.look("figures-week")
    hall.press(Qt.Key.Key_Left, ALT)
    assert page(hall).span()[0] == date(2026, 9, 14)
    hall.press(Qt.Key.Key_3)
    assert page(hall).span() == (date(2026, 9, 1), date(2026, 9, 30))
    hall.look("figures-month")
    page(hall).signals.setFocus()
    page(hall).signals.pick(0)
    hall.press(Qt.Key.Key_Return)
    assert hall.shell.place() == "search" and hall.face.pages["search"].case.case_id == case


def test_a_log_that_cannot_be_read_says_so_and_is_tried_again_by_a_key(hall: Hall) -> None:
    good = page(hall)._reader

    def broken(first: date, last: date) -> Counted:
        raise OSError("disk")

    page(hall)._reader = broken
    hall.shell.go("figures")
    hall.rest()
    assert "没有读出来" in hall.words() and "数据都在本机" in hall.words()
    hall.shell.dialog().close_overlay()
    page(hall)._reader = good
    hall.ctrl(Qt.Key.Key_R)
    assert "这段时间没有收件" in hall.words()


def test_own_days_are_typed_and_left_again_without_changing_what_is_shown(hall: Hall) -> None:
    page(hall)._reader = counted(hall.world.receive())
    hall.shell.go("figures")
    hall.rest()
    hall.press(Qt.Key.Key_2)
    hall.press(Qt.Key.Key_4)
    assert hall.words().count("自选日期") == 1 and not page(hall).export.isEnabled()
    hall.look("figures-own")
    hall.press(Qt.Key.Key_Escape)
    assert page(hall).tabs.value() == "week" and page(hall).span()[0] == date(2026, 9, 21)
    hall.press(Qt.Key.Key_4)
    hall.fill("case.figures-span.first", "2026-09-30")
    hall.fill("case.figures-span.last", "20260901")
    hall.enter()
    assert "止日早于起日" in hall.words()
    hall.fill("case.figures-span.last", "2026-12-01")
    hall.enter()
    assert page(hall).span() == (date(2026, 9, 30), date(2026, 12, 1)) and page(hall).tabs.value() == "own"
    assert "2026/10" in page(hall).by_day.accessibleDescription(), "sixty-three days are told by months"
    assert "每月" in hall.words() and "每天" not in hall.words(), "the picture says what each bar is"
    hall.press(Qt.Key.Key_Left, ALT)
    assert page(hall).span() == (date(2026, 7, 29), date(2026, 9, 29))
    hall.press(Qt.Key.Key_3)
    assert page(hall).span()[0] == date(2026, 9, 1) and "每天" in hall.words()


def test_own_days_not_asked_for_after_all_leave_the_span_that_is_shown_and_its_keys(hall: Hall) -> None:
    """The tab said 自选日期 over the figures of the week, and neither file nor sheet could be made of them."""
    page(hall)._reader = counted(hall.world.receive())
    hall.shell.go("figures")
    hall.rest()
    hall.press(Qt.Key.Key_4)
    hall.press(Qt.Key.Key_F3)
    hall.ctrl(Qt.Key.Key_G)
    assert page(hall).span() == (date(2026, 9, 21), date(2026, 9, 21)), "while it is asked, that of before is counted"
    hall.fill("case.figures-span.first", "0001-01-01")
    hall.fill("case.figures-span.last", "0001-01-31")
    hall.enter()
    hall.press(Qt.Key.Key_Left, ALT)
    assert page(hall).span() == (date(1, 1, 1), date(1, 1, 31)), "before the first day there is none"
    hall.press(Qt.Key.Key_2)
    hall.press(Qt.Key.Key_4)
    hall.press(Qt.Key.Key_Escape)
    assert page(hall).tabs.value() == "week" and page(hall).span()[0] == date(2026, 9, 21)
    assert page(hall).export.isEnabled() and page(hall).print.isEnabled()


def test_a_span_left_while_the_sticks_are_looked_for_is_not_the_one_that_is_saved(hall: Hall) -> None:
    """A slow stick was answered after the month was asked for: the file held the day, the screen showed the month."""
    read, counts = counted(hall.world.receive()), threading.Event()
    page(hall)._reader = read
    hall.shell.go("figures")
    hall.rest()
    page(hall)._reader = lambda first, last: read(first, last) if counts.wait(60) else pytest.fail("never counted")
    page(hall).export.click()
    page(hall).tabs.changed.emit("month")
    hall.until(lambda: not page(hall)._busy)
    asked = page(hall).form.spec
    counts.set()
    hall.rest()
    assert asked is None and page(hall).export.isEnabled()


def test_the_month_on_the_screen_still_goes_out_when_midnight_ends_it(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page stood open over night: the keys for file and sheet of the month that had just ended did nothing."""
    monkeypatch.setattr(figures_out, "sticks", lambda: (tmp_path,))
    page(hall)._reader = counted(hall.world.receive())
    hall.shell.go("figures")
    hall.rest()
    hall.press(Qt.Key.Key_3)
    monkeypatch.setattr(hall.office, "today", lambda: date(2026, 10, 1))
    hall.ctrl(Qt.Key.Key_E)
    hall.enter()
    (file,) = tmp_path.glob("*.csv")
    assert "20260901-20260930" in file.name and page(hall).export.isEnabled() and page(hall).print.isEnabled()


def test_while_another_span_is_counted_nothing_of_the_old_one_goes_out(hall: Hall) -> None:
    page(hall)._reader = counted(hall.world.receive())
    hall.shell.go("figures")
    hall.rest()
    assert page(hall).export.isEnabled() and page(hall).print.isEnabled()
    page(hall).tabs.changed.emit("month")
    assert not page(hall).export.isEnabled() and not page(hall).print.isEnabled()
    hall.rest()
    assert page(hall).export.isEnabled() and page(hall).print.isEnabled()


def test_the_head_takes_a_file_home_on_a_stick_and_its_numbers_are_those_on_the_screen(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    monkeypatch.setattr(figures_out, "sticks", lambda: (stick,))
    page(hall)._reader = counted(hall.world.receive())
    hall.shell.go("figures")
    hall.rest()
    hall.press(Qt.Key.Key_3)
    hall.ctrl(Qt.Key.Key_E)
    assert not page(hall).tabs.isEnabled(), "a digit means a place now, no span"
    hall.look("figures-save-stick")
    hall.enter()
    (file,) = stick.iterdir()
    rows = [row for row in csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"))) if row]
    shown = page(hall)
    for figure, name in ((shown.received, "收件"), (shown.finished, "办结"), (shown.minutes, "每件收件用时")):
        assert next(row[1] for row in rows if row[0] == name) == figure.number.text()
    assert [row[1] for row in rows if row[0] == "2026-09-21"] == ["21"]
    assert file.name in hall.told() and str(stick) in hall.told()


def test_a_stick_that_is_gone_when_it_comes_to_writing_is_told_and_the_page_goes_on(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_out, "sticks", lambda: (tmp_path,))
    hall.shell.go("figures")
    hall.rest()
    hall.ctrl(Qt.Key.Key_E)
    monkeypatch.setattr(figures_out, "sticks", lambda: ())
    hall.enter()
    assert "ZC-STAT-05" in [notice.code for notice in hall.said] and not list(tmp_path.glob("*.csv"))
    hall.shell.dialog().close_overlay()
    assert page(hall).export.isEnabled()


def test_a_folder_may_be_typed_and_without_one_it_is_asked_for(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_out, "sticks", lambda: ())
    hall.shell.go("figures")
    hall.rest()
    hall.ctrl(Qt.Key.Key_E)
    hall.press(Qt.Key.Key_2)
    hall.enter()
    assert "请填写文件夹" in hall.words()
    for nowhere in ("九月", "~nobody-of-this-name/九月"):
        hall.fill("case.figures-file.folder", nowhere)
        hall.enter()
        assert hall.words().count("另填时写完整的位置") == 1, "it would lie where nobody looks"
    assert page(hall).form.isVisible() and not list(tmp_path.glob("*.csv"))
    hall.fill("case.figures-file.folder", str(tmp_path))
    hall.enter()
    assert len(list(tmp_path.glob("演练-办件统计表-*.csv"))) == 1


def test_a_stick_that_is_chosen_after_a_folder_was_typed_takes_the_file_and_typing_chooses_the_folder(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder won whatever was chosen: she took the empty stick home."""
    stick, folder = tmp_path / "KINGSTON", tmp_path / "九月"
    stick.mkdir()
    folder.mkdir()
    monkeypatch.setattr(figures_out, "sticks", lambda: (stick,))
    hall.shell.go("figures")
    hall.rest()
    hall.ctrl(Qt.Key.Key_E)
    hall.fill("case.figures-file.folder", str(folder))
    place = page(hall).form.values()["place"]
    assert place == ELSEWHERE, "what is typed is seen to count"
    hall.look("figures-save-folder")
    page(hall).form.set_value("place", "0")
    hall.enter()
    assert [len(list(each.glob("*.csv"))) for each in (stick, folder)] == [1, 0]


def test_the_sheet_is_printed_by_a_key_with_the_numbers_on_the_screen_and_marked_as_a_rehearsal(hall: Hall) -> None:
    page(hall)._reader = counted(hall.world.receive())
    hall.shell.go("figures")
    hall.rest()
    hall.press(Qt.Key.Key_2)
    hall.ctrl(Qt.Key.Key_P)
    (paper,) = (hall.place.profile.path / "papers").glob("*R09*.pdf")
    said = subprocess.run(["pdftotext", "-raw", str(paper), "-"], check=True, capture_output=True, text=True).stdout
    text = "".join(said.split())
    assert f"{page(hall).received.number.text()}件" in text and "20260921-D07-R09-0001" in text.replace("\n", "")
    assert "演练" in text and "只数本机收的件" in text
    assert "办件统计表" in hall.told()


def test_dozens_of_pages_are_printed_only_when_they_are_wanted_and_the_short_sheet_leaves_no_case_out(
    hall: Hall,
) -> None:
    """A hall with hundreds of items had its printer run for minutes at one key."""

    def large(first: date, last: date) -> Counted:
        items = {f"食品经营许可（新办）第{n}种": 900 - n for n in range(400)}
        found = Figures(first, last, {first: sum(items.values())}, {}, items, (240,), {}, 57, 3)
        return Counted(found, Conduct(first, last, 57, 3, ()), COUNTED)

    def papers() -> list[Path]:
        return sorted((hall.place.profile.path / "papers").glob("*R09*.pdf"))

    page(hall)._reader = large
    hall.shell.go("figures")
    hall.rest()
    hall.ctrl(Qt.Key.Key_P)
    assert papers() == [] and "全部打印要" in hall.words() and not page(hall).print.isEnabled()
    spec = page(hall).form.spec
    assert spec is not None
    offered = [words for _, words in spec.asks[0].choices]
    hall.look("figures-print-many")
    hall.enter()
    (short,) = papers()
    text = subprocess.run(["pdftotext", "-raw", str(short), "-"], check=True, capture_output=True, text=True).stdout
    said, pages = "".join(text.split()), text.count("\f")
    rest = sum(900 - n for n in range(20, 400))
    assert pages <= 3 and f"其余380个事项{rest}" in said and f"（{pages} 页）" in offered[0]
    assert "第19种" in said and "第20种" not in said
    hall.ctrl(Qt.Key.Key_P)
    hall.press(Qt.Key.Key_2)
    hall.enter()
    (whole,) = [each for each in papers() if each != short] or papers()
    told = subprocess.run(["pdfinfo", str(whole)], check=True, capture_output=True, text=True).stdout
    assert re.findall(r"Pages: +(\d+)", told) == re.findall(r"(\d+) 页", offered[1]), "what was told came out"


@pytest.mark.parametrize(
    ("name", "back", "first", "last"),
    [
        ("today", 1, date(2025, 12, 31), date(2025, 12, 31)),
        ("week", 0, date(2025, 12, 29), date(2026, 1, 4)),
        ("month", 0, date(2026, 1, 1), date(2026, 1, 31)),
        ("month", 1, date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_spans_pass_the_turn_of_the_year(name: str, back: int, first: date, last: date) -> None:
    assert span_of(name, back, date(2026, 1, 1)) == (first, last)


def test_every_intake_stands_in_exactly_one_bar_of_time(app: QApplication) -> None:
    bars = time_bars((0, 299, 300, 2399, 2400, 99999))
    assert [bar.values[0] for bar in bars] == [2, 1, 0, 1, 2]


def test_on_a_low_page_the_last_rank_holds_what_has_no_room_and_no_case_is_lost(app: QApplication) -> None:
    """At 150 % the lowest ranks were cut off, and nobody could see that there were more."""
    ranks = Ranks("按事项", 8)
    ranks.set_rows([(f"事项{n}", 100 - n) for n in range(12)], "其余")
    ranks.resize(300, 3 * ranks._row() + 1)
    assert [name for name, _ in ranks.shown()] == ["事项0", "事项1", "其余"]
    assert sum(count for _, count in ranks.shown()) == sum(100 - n for n in range(12))
    ranks.resize(300, 20 * ranks._row())
    assert ranks.shown() == ranks.rows and len(ranks.rows) == 8


def test_what_is_late_in_a_busy_hall_is_read_whole_beside_figures_of_one_height(hall: Hall) -> None:
    """Five kinds of clock ran over the edge of their figure, which stood higher than the others."""
    late = {"correction": 8693, "delivery": 6761, "main": 20285, "notice": 12171, "tolerance": 5532}

    def busy(first: date, last: date) -> Counted:
        long = "建设工程城乡规划许可（市政管线、道路、桥梁及附属设施类项目）变更及延续与补发换发"
        items = {f"{long}{n}": 30427 - n for n in range(12)}
        figures = Figures(first, last, {first: 60855}, {first: 45630}, items, (1594,) * 60, late, 60000, 3)
        return Counted(figures, Conduct(first, last, 60000, 3, ()), COUNTED)

    page(hall)._reader = busy
    hall.shell.go("figures")
    hall.rest()
    shown = page(hall)
    assert shown.overdue.note.text() == "办理期限 20285、一次性告知 12171、其余 20986"
    assert "容缺补齐 5532" in shown.overdue.toolTip()
    hall.look("figures-busy")
    every = (shown.received, shown.finished, shown.running, shown.minutes, shown.overdue)
    assert len({(each.y(), each.height()) for each in every}) == 1
