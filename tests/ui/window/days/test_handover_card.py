"""发件: the desk stands empty until somebody chooses, and a card on the empty desk finds what waits for its holder."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.domain.paper import PaperKind
from app.domain.people import IdCardReading
from app.storage.schema import audit
from tests.ui.window import cases
from tests.ui.window.days.hall import ALT, Hall
from tests.ui.window.days.test_handover_proof import ALL
from tests.ui.window.intake.room import LI
from ui.shared.table import cell_words
from ui.shots.room import ZHANG


def waits(hall: Hall) -> UUID:
    """A result that waits, while the desk is not open."""
    case, page = hall.licence_at_desk(*ALL)
    page.another_person()
    hall.press(Qt.Key.Key_F5)
    return case


def desk(hall: Hall) -> Any:
    hall.press(Qt.Key.Key_F4)
    return hall.face.pages["handover"]


def put(hall: Hall, card: IdCardReading) -> None:
    hall.face.card_read(card)
    hall.rest()


def holder(hall: Hall, case: UUID) -> IdCardReading:
    """The card of the applicant."""
    intake = hall.office.case(case).intake
    assert intake is not None
    return replace(ZHANG, name=intake.applicant.name, number=intake.applicant.id_number)


def looks(hall: Hall) -> list[str]:
    with hall.place.stores.audit._database.read.connect() as connection:
        return [row.subject for row in connection.execute(select(audit)) if row.action == "find-by-card"]


def test_the_issue_desk_opens_empty_and_nobody_reads_who_waits_first(hall: Hall) -> None:
    case = hall.world.receive("hszyzc", fault=False, answers={})
    hall.office.accept(case, "counter")
    hall.office.decide_on_spot(case, True, "五年")
    page = desk(hall)
    name = holder(hall, case).name
    assert [row.line.case_id for row in page.table.rows.rows()] == [case]
    assert page._asked is None and page.table.current() is None and name not in hall.words()
    hall.press(Qt.Key.Key_1, ALT)
    hall.press(Qt.Key.Key_Tab)
    assert page.table.hasFocus() and page._asked is None and name not in hall.words(), "nor by going to the list"
    hall.press(Qt.Key.Key_Down)
    assert page._asked == case and name in hall.words(), "one key, and it is there"


def test_a_card_on_the_empty_desk_puts_the_one_result_of_its_holder_there(hall: Hall) -> None:
    case = waits(hall)
    page = desk(hall)
    put(hall, holder(hall, case))
    assert page._case is not None and page._case.id == case
    assert page.name.value() == holder(hall, case).name and page.relation.value() == "本人"
    assert page._taker().identity_checked == "card" and looks(hall) == [str(case)]
    hall.face.show_case(case)
    hall.until(lambda: not hall.face.pages["search"].case.covered())
    hall.ctrl(Qt.Key.Key_J)
    rows = hall.face.pages["file"].looks.rows
    cells = {cell_words(rows.columns[2].cell(row)) for row in rows.rows()}
    assert "放证查到等着领的" in cells, "who looked, in words"


def test_of_several_results_of_one_person_a_list_is_shown_and_none_is_put_there(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = waits(hall), waits(hall)
    with monkeypatch.context() as another:
        another.setattr(cases, "ZHANG", replace(cases.ZHANG, name=LI.name, id_number=LI.number))
        of_li = waits(hall)
    page = desk(hall)
    put(hall, holder(hall, first))
    assert page._asked is None and page.table.current() is None
    assert {row.line.case_id for row in page.table.rows.rows()} == {first, second}
    assert "有 2 件等着领" in hall.told() and holder(hall, first).name not in hall.words()
    hall.look("handover-of-card")
    page.refresh()
    hall.rest()
    assert len(page.table.rows.rows()) == 2, "prints that move widen it no more"
    hall.press(Qt.Key.Key_Down)
    assert page._taker().identity_checked == "card" and page.relation.value() == "本人"
    hall.press(Qt.Key.Key_A, ALT)
    assert not page.waiting.whole.isVisible() and page._case is not None, "what lies there stays"
    assert of_li in {row.line.case_id for row in page.table.rows.rows()}


def test_a_card_of_who_has_nothing_here_shows_no_case(hall: Hall) -> None:
    case = waits(hall)
    page = desk(hall)
    put(hall, LI)
    assert page._asked is None and holder(hall, case).name not in hall.words() and looks(hall) == []
    assert "李* 在这里没有等着领的结果" in hall.told() and "李四" not in hall.told()


def test_the_card_of_who_left_says_nothing_of_who_is_served_next(hall: Hall) -> None:
    """Two of hers were listed; a code put the case of another there, and it was hers that was known by card."""
    first, _ = waits(hall), waits(hall)
    page = desk(hall)
    put(hall, holder(hall, first))
    other = hall.world.receive("hszyzc", fault=False, answers={})
    page.show_case(other)
    hall.rest()
    assert page._case.id == other and page._taker().identity_checked == ""
    page.show_case(first)
    hall.rest()
    assert page._taker().identity_checked == "", "and it is not taken up again"


def test_after_her_first_result_was_given_the_card_counts_for_nobody(hall: Hall) -> None:
    first, second = waits(hall), waits(hall)
    page = desk(hall)
    put(hall, holder(hall, first))
    page.show_case(first)
    hall.rest()
    hall.sign("handover.pad")
    hall.enter()
    assert hall.office.case(first).handed_over is not None and page._asked is None
    page.show_case(second)
    hall.rest()
    assert page._taker().identity_checked == ""
    assert hall.office.case(second).papers_of(PaperKind.CERTIFICATE)


@pytest.mark.parametrize("at", ["handover.recipient", "handover.primary", "handover.sheet"])
def test_after_a_result_was_given_the_keyboard_waits_for_the_next_code(hall: Hall, at: str) -> None:
    """It stood on 邮寄批次, and Enter of a scanner turned the page."""
    case, page = hall.licence_at_desk(*ALL)
    if at == "handover.sheet":
        hall.press(Qt.Key.Key_H, ALT)
        hall.world.all_out()
        hall.press(Qt.Key.Key_G, ALT)
    else:
        hall.sign("handover.pad")
    hall.named(at).setFocus(Qt.FocusReason.MouseFocusReason)
    hall.enter()
    assert hall.office.case(case).handed_over is not None and page.scan.edit.hasFocus()
    hall.press(Qt.Key.Key_Return)
    assert hall.shell.place() == "handover"


def test_who_goes_through_the_list_by_its_keys_goes_on_there_after_each_result(hall: Hall) -> None:
    case = waits(hall)
    page = desk(hall)
    hall.press(Qt.Key.Key_1, ALT)
    hall.press(Qt.Key.Key_Tab)
    hall.press(Qt.Key.Key_Down)
    hall.sign("handover.pad")
    hall.enter()
    assert hall.office.case(case).handed_over is not None and page.table.hasFocus()
