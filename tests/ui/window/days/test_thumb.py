"""捺印 at the window, by keys: at the intake before a witness, and ticked off later for who came from a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.happened import BY_HAND, THUMB
from app.domain.materials import MaterialStatus, as_taken
from app.domain.paper import PaperKind
from app.domain.people import Applicant
from app.domain.thumb import awaits_thumb
from app.usecases.intake import build_intake, rows_for
from app.usecases.kiosk import HandedIn, rows_handed_in
from tests.ui.window.cases import ZHANG
from tests.ui.window.days.hall import ALT, CTRL, Hall
from ui.shared.measure import cut_texts
from ui.shots.room import ZHANG as CARD
from ui.window.intake.context import Origin, begun
from ui.window.intake.identity import SIGNING, take_card
from ui.window.intake.model import IntakeState

K = Qt.Key
OTHER = replace(CARD, name="李四", birth="18990101", number="440524189901010018")


@pytest.mark.law("B3-1")
def test_who_cannot_write_presses_a_thumb_at_the_intake_before_a_witness_and_the_papers_say_so(hall: Hall) -> None:
    hall.press(K.Key_N, CTRL)
    hall.face.card_read(CARD)
    intake = hall.face.pages["intake"]
    hall.until(lambda: intake.state.card is not None)
    hall.fill("intake.phone", "13800000001")
    hall.press(K.Key_T, ALT)
    hall.rest()
    assert hall.named("intake.witness").hasFocus() and not cut_texts(hall.shell)
    hall.press(K.Key_Return)
    hall.fill("intake.witness_number", "9999")
    hall.press(K.Key_Return)
    hall.fill("intake.search", "hszyzc")
    hall.until(lambda: intake.what.results.count() > 0)
    hall.press(K.Key_Return)
    hall.until(lambda: intake.state.guide is not None)
    hall.rest()
    hall.type("N")
    hall.rest()
    hall.press(K.Key_3, ALT)
    for key in "SDMSS":
        hall.type(key)
        hall.press(K.Key_Return)
    hall.enter()
    assert hall.named("intake.witness").hasFocus() and not hall.place.stores.views.cases(), "who sees it is asked first"
    intake.what.search.setFocus()
    intake.print_form()
    assert hall.named("intake.witness").hasFocus(), "printing asks for the same field"
    hall.type("吴九")
    hall.press(K.Key_3, ALT)
    hall.rest()
    note = intake.findChild(QLabel, "intake.witness_note")
    assert note.isVisible() and "不在本机人员名册" in note.text() and not cut_texts(hall.shell)
    hall.enter()
    hall.until(lambda: bool(hall.place.stores.views.cases()))
    hall.rest()
    (line,) = hall.place.stores.views.cases()
    case = hall.office.case(line.case_id)
    assert case.intake is not None and (case.intake.signed_by, case.intake.witness) == (THUMB, "吴九（9999）")
    assert "不在本机人员名册" in case.intake.witness_note, "kept in words, nobody refused"
    pages = hall.place.pages(case, case.papers_of(PaperKind.RECEIPT)[0].document_id)
    words = "".join(getattr(op, "text", "") for page in pages for op in page.ops)
    assert "捺印：" in words and "见证人：吴九（9999）" in words
    assert not awaits_thumb(case), "it was pressed on the form that lies here"
    assert intake.state.signed_by != THUMB, "the next person signs again"


def test_one_more_case_of_the_same_visit_knows_that_she_cannot_write_and_who_saw_it() -> None:
    before = IntakeState(name="张三", signed_by=THUMB, witness="李一", witness_number="0714")
    state = begun(Origin(visit="019a0000-0000-7000-8000-0000000000aa", ticket="A001"), before)
    assert (state.signed_by, state.witness, state.witness_number) == (THUMB, "李一", "0714")


@pytest.mark.law("B3-1")
def test_a_thumb_that_a_terminal_left_to_be_pressed_is_ticked_off_here_by_key(hall: Hall) -> None:
    """Who, when, before whom: on the time line; the form counts as signed from here on."""
    guide = hall.office.guide(hall.office.search_items("hszyzc")[0].code)
    assert guide is not None
    asked = rows_for(guide, {})
    forms = rows_handed_in(asked, HandedIn(thumb=True))
    rows = tuple(form if row.is_form else as_taken(row, 1, 0) for row, form in zip(asked, forms, strict=True))
    intake = build_intake(guide, Applicant(person=ZHANG), None, {}, {}, phone="13800000001", channel="自助")
    draft = hall.office.new_draft()
    hall.office.receive(draft, replace(intake, signed_by=THUMB, witness="张章（0713）"), rows)
    hall.office.transfer(draft)
    hall.face.show_case(draft)
    hall.rest()
    hall.until(lambda: not hall.face.pages["search"].case.covered())
    assert "手印待按" in hall.words()
    hall.press(K.Key_M, ALT)
    hall.rest()
    hall.press(K.Key_J)
    hall.rest()
    hall.fill("case.press-thumb.witness", "演练员")
    hall.fill("case.press-thumb.number", "0000")
    assert not cut_texts(hall.shell)
    hall.press(K.Key_Return)
    hall.until(lambda: hall.office.case(draft).thumb is not None)
    hall.rest()
    case = hall.office.case(draft)
    assert case.thumb is not None and (case.thumb.witness, case.thumb.note) == ("演练员（0000）", "")
    assert all(row.status is MaterialStatus.ORIGINAL for row in case.materials if row.is_form)
    said = hall.words()
    assert "手印待按" not in said, said
    told = [row.text for row in hall.face.pages["search"].case.events.list.rows.rows]
    assert "手印已按，见证人演练员（0000）" in told, told
    hall.press(K.Key_M, ALT)
    hall.rest()
    assert hall.shell.findChild(QLabel, "case.more.press-thumb") is None


@pytest.mark.parametrize("again", [False, True])
def test_the_card_of_somebody_else_takes_the_thumb_of_the_first_back(again: bool) -> None:
    """A visit keeps who cannot write; her son, who comes forward with his own card, signs by hand."""
    before = IntakeState(name="张三", card=CARD, signed_by=THUMB, witness="李一", witness_number="0714")
    state = begun(Origin(visit="019a0000-0000-7000-8000-0000000000aa", ticket="A001"), before)
    assert take_card(state, CARD) == () and state.signed_by == THUMB, "her own card changes nothing"
    if again:
        state.card, state.former = None, state.card
    assert take_card(state, OTHER) == SIGNING
    assert (state.card, state.signed_by, state.witness, state.witness_number) == (OTHER, BY_HAND, "", "")


def test_a_card_after_the_typed_name_keeps_the_thumb_of_the_same_person_only() -> None:
    """Typed first, read later: the reader must not undo what she was asked."""
    for name, kept in (("张三", THUMB), ("李四", BY_HAND), ("", THUMB)):
        state = IntakeState(name=name, signed_by=THUMB, witness="李一")
        take_card(state, CARD)
        assert state.signed_by == kept, name


def test_the_page_asks_anew_how_she_signs_when_another_card_is_taken(hall: Hall) -> None:
    """What the draft would bring back after a crash is taken back too."""
    hall.press(K.Key_N, CTRL)
    hall.face.card_read(CARD)
    intake = hall.face.pages["intake"]
    hall.until(lambda: intake.state.card is not None)
    hall.press(K.Key_T, ALT)
    hall.fill("intake.witness", "吴九")
    hall.face.card_read(OTHER)
    hall.until(hall.shell.dialog().isVisible)
    hall.press(K.Key_Y)
    hall.until(lambda: intake.state.card.number == OTHER.number)
    hall.rest()
    assert intake.state.witness == "" and not intake.findChild(QWidget, "intake.witness").isVisible()
    hall.until(lambda: intake.journal.draft is not None)
    kept = hall.office.draft(intake.journal.draft)
    assert kept.get("signed_by") in (None, BY_HAND) and not kept.get("witness")
