"""A notice at a station that may tell (delegated): put right before anybody has it, on a low screen, by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QRadioButton

from app.domain.paper import PaperKind
from app.domain.rights import Grant, Right
from app.domain.states import CaseState
from app.usecases.desk import Session
from tests.ui.station.conftest import Station
from ui.shared.measure import cut_texts, nameless

Open = Callable[..., Station]


def whole(station: Station, name: str, folder: Path) -> None:
    shell = station.opening.shell
    shell.grab().save(str(folder / f"{name}.png"))
    assert not cut_texts(shell) and not nameless(shell), name


@pytest.mark.parametrize("size", [(1024, 600), (1024, 530)])
def test_a_station_that_may_tell_makes_its_notice_whole_before_it_is_given(
    open_station: Open, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Its two choices were squeezed beside a field and two buttons."""
    station = open_station(size)
    office, page, hand = station.face.workplace.office, station.face.pages["case"], station.hand
    helper = office.desk.session.operator
    office.enter(Session(helper, tuple(Grant(right) for right in (Right.RECEIVE, Right.NOTIFY))))
    hand.keys("Shift+F1")  # she has learned it
    station.begin()
    station.collect(but=1)
    hand.keys("Ctrl+Return")
    hand.wait(lambda: [each for each in station.cases() if each.notices], "the notice")
    station.printed()
    (found,) = station.cases()
    case = found.id
    little = found.papers_of(PaperKind.NOTICE)[-1]
    station.face.show_case(case)
    hand.wait(lambda: not page.covered(), "the case page")
    station.idle()
    hand.keys("Alt+2")
    station.idle()
    hand.click(f"case.paper.{PaperKind.NOTICE}.anew")
    station.idle()
    whole(station, "form", tmp_path)
    cells = page.form.findChildren(QRadioButton)
    assert cells and all(cell.width() >= cell.sizeHint().width() for cell in cells), "choices in full size"
    station.face.tell.message("warn", "打印机缺纸，请加纸", "加纸后它自己接着打，不用再按。")
    station.idle()
    whole(station, "form below a warning", tmp_path)
    station.opening.shell.band._close.click()
    station.idle()
    assert page.head.isVisible(), "whose case it is stands there where it has room"
    hand.keys("2")
    hand.type("case.anew.reason", "漏了一项")
    hand.keys("Ctrl+Return")
    station.idle()
    (found,) = station.cases()
    assert found.state is CaseState.RECEIVED and found.paper(little.document_id).void
    if size[1] < 600:
        station.opening.shell.band._close.click()  # the lowest screen has room for what was done, or for the next
        station.idle()
    whole(station, "again", tmp_path)
    settled = next(row for row in found.materials if row.settled)
    row = page.materials.row(settled.line_id)
    row.take_focus()
    hand.keys("X")
    hand.keys("6")
    station.idle()
    whole(station, "judged", tmp_path)
    hand.keys("Ctrl+S")
    station.printed()
    hand.keys("Ctrl+Return")
    station.printed()
    (found,) = station.cases()
    assert found.state is CaseState.AWAITING_CORRECTION and len(found.notices[-1].faults) == 2
    office.enter(Session(helper, (Grant(Right.RECEIVE),)))
    station.face.show_case(case)
    station.idle()
    assert "withdraw-notice" not in {each.name for each in page.bar.rare}, "who only takes in tells and untells nothing"
