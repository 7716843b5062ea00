"""A day that does not go as it should: the printer is away, the check of the evening, keys that must not be dead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.values import replace
from ui.station.work import MATERIALS, RESULT, SIGN, bundles

Open = Callable[..., Any]
SMALL = (1024, 600)


def test_s_says_that_she_signed_wherever_the_keyboard_is_on_the_step(open_station: Open) -> None:
    """The key stood on the button and worked only once the button was reached by Tab."""
    station = open_station()
    page = station.intake
    station.begin()
    station.collect()
    form = next(row for row in page.state.material_rows() if row.is_form)
    page._judge(replace(form, status=MaterialStatus.OPEN, originals=0), True)
    page.show_step(SIGN)
    assert page.form_button.hasFocus()
    station.hand.keys("S")
    station.idle()
    signed = next(row for row in page.state.material_rows() if row.is_form)
    assert signed.status is MaterialStatus.ORIGINAL


def test_what_waits_for_the_printer_is_counted_on_the_first_page_and_never_asked_for_twice(open_station: Open) -> None:
    """It was offered as 补打, because she had lost it or it was spoiled: it came twice, and the reason was untrue."""
    station = open_station()
    folder = station.face.workplace.settings.printer_folder
    folder.rmdir() if folder.exists() else None
    folder.write_text("", "utf-8")  # nothing can be printed into it
    station.begin()
    station.collect()
    station.intake.show_step(SIGN)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: len(station.cases()) == 1, "the case")
    station.idle()
    home = station.face.pages["home"]
    station.hand.wait(lambda: "等打印机" in home.rows["papers"].line.sub, "what waits")
    station.hand.keys("4")
    station.idle()
    page = station.face.pages["papers"]
    (receipt,) = station.cases()[0].papers_of(PaperKind.RECEIPT)
    number = next(n for n, row in enumerate(page.rows, 1) if row.line.key == receipt.document_id)
    station.hand.keys(str(number))
    station.idle()
    shell = station.opening.shell
    assert not shell.dialog().isVisible() and "还没有出纸" in shell.band.accessibleName()
    folder.unlink()
    station.face.workplace.worker.nudge()
    station.printed()
    (receipt,) = station.cases()[0].papers_of(PaperKind.RECEIPT)
    assert (receipt.out, receipt.printings) == (1, 1)
    station.hand.keys(str(number))
    station.idle()
    assert shell.dialog().isVisible(), "what is out may be printed once more"


def test_who_calls_at_a_home_is_written_down_with_the_visit_and_not_asked_for_at_the_end(open_station: Open) -> None:
    """上门 alone was refused after the last key, when nothing on the page said what was wanting."""
    station = open_station()
    station.begin()
    station.hand.keys("Alt+V")
    station.hand.keys("Alt+B")  # as it used to be asked for: it takes nothing out
    station.collect()
    station.intake.show_step(SIGN)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: len(station.cases()) == 1, "the case")
    intake = station.cases()[0].intake
    assert intake.channel == "上门" and intake.assistance.helper == "演练员（0000）"


def checked(page: Any, name: str) -> str:
    return next(point.found for point in page.seen.points if point.name.startswith(name))


def test_a_station_closes_its_day_too_and_counts_no_bag_that_left_for_the_county(open_station: Open) -> None:
    """There was no check at all; and what the county's driver had taken along was told as kept here."""
    station = open_station()
    assert station.face.workplace.office.desk.channel == "驿站", "so does a case that is made here to correct another"
    station.begin()
    station.collect()
    station.intake.show_step(SIGN)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: len(station.cases()) == 1, "the case")
    station.printed()
    (bag,) = bundles(station.face.workplace.office)
    station.hand.keys("6")
    station.hand.wait(lambda: "day" in station.face.pages, "the page of the day, whose code may still be loaded")
    station.idle()
    station.hand.keys("3")
    station.idle()
    page = station.face.pages["day"]
    assert checked(page, "收存的原件") == f"1袋：{bag.code}", "what nobody moved yet lies here"
    station.hand.keys("Escape")
    station.hand.keys("2")
    station.idle()
    station.hand.type("station.bundle.hand", "王五")
    station.hand.keys("Ctrl+Return")
    station.idle()
    station.hand.keys("Escape")
    station.hand.keys("6")
    station.hand.wait(lambda: "day" in station.face.pages, "the page of the day, whose code may still be loaded")
    station.idle()
    assert checked(page, "收存的原件") == "0袋"
    assert page.seen.records == (), "the list of the round is no check, and cannot be printed as one"


def test_on_a_low_screen_the_check_shows_the_list_or_what_is_counted_each_whole(open_station: Open) -> None:
    station = open_station(SMALL)
    station.face.workplace.stores.stock.receive("居住证", [f"JZZ{n:03d}" for n in range(20)])
    station.hand.keys("6")
    station.hand.wait(lambda: "day" in station.face.pages, "the page of the day, whose code may still be loaded")
    station.idle()
    page = station.face.pages["day"]
    assert page.pane.isVisible() and not page.right.isVisible() and page.points.hasFocus()
    station.hand.keys("Alt+2")
    station.idle()
    assert page.right.isVisible() and not page.pane.isVisible()
    counted = station.hand.find("day.blank.1")
    assert counted.hasFocus(), "the first thing that is counted"
    station.hand.type("day.blank.1", "20")
    station.hand.keys("Return")
    station.hand.keys("Alt+1")
    station.idle()
    assert page.pane.isVisible() and "与账面一致" in checked(page, "空白")
    station.hand.keys("Ctrl+Return")
    assert page.action.edit.hasFocus(), "what is wanting is asked for where it can be told"
    page.points.setFocus()
    station.hand.keys("2")
    station.idle()
    station.hand.keys("Ctrl+Return")
    assert page.counting.taker.edit.hasFocus() and page.counting.taker.isVisible(), "nobody takes over yet"


def test_the_form_is_asked_for_at_its_own_step_and_not_among_the_materials(open_station: Open) -> None:
    """Both led back to the row of the form, where S said that a form was taken which nobody had printed."""
    station = open_station()
    page = station.intake
    station.begin()
    station.collect()
    form = next(row for row in page.state.material_rows() if row.is_form)
    page._judge(replace(form, status=MaterialStatus.OPEN, originals=0), True)
    page.show_step(MATERIALS)
    page.materials.take_focus()
    station.hand.keys("Return")
    station.idle()
    assert page.step == RESULT
    assert page.primary.text() == "去签名" and "申请表" in page.bar.accessibleName()
    station.hand.keys("Ctrl+Return")
    assert page.step == SIGN and page.form_button.hasFocus()
