"""A day that does not go as it should: the printer is away, the check of the evening, keys that must not be dead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.values import replace
from ui.station.work import SIGN

Open = Callable[..., Any]


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
    station.collect()
    station.intake.show_step(SIGN)
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: len(station.cases()) == 1, "the case")
    intake = station.cases()[0].intake
    assert intake.channel == "上门" and intake.assistance.helper == "演练员（0000）"
