"""收回证照 at the window: on the card of the certificate, among the due, and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.case import Ask
from app.domain.commands import RecordOut
from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.states import CaseState
from app.domain.stock import BlankState
from app.domain.taken_back import WRONG_CONTENT
from app.usecases.desk import act as do
from app.usecases.mend_case import Today, mend_case
from app.values import replace
from tests.ui.window.cases import World
from tests.ui.window.test_case_page import ctrl_enter, fill, open_case, page, press, settle
from tests.ui.window.test_case_service import served_licence
from ui.theme import t
from ui.window.case import actions as act
from ui.window.case.linked import link_number
from ui.window.case.look import desk_of
from ui.window.case.page import CasePage
from ui.window.case.papers import PaperCard, paper_looks
from ui.window.case.taken_back import taken_words
from ui.window.deeds import acts
from ui.window.due_rows import read_due

__all__ = ["open_case", "page", "settle"]

Opens = Callable[[UUID], None]


def printed(page: CasePage) -> str:
    """The number printed on the sheet of the certificate."""
    assert page.seen is not None
    return next(p.blank for p in page.seen.case.papers if p.kind is PaperKind.CERTIFICATE)


def take(page: CasePage, qtbot: QtBot, why: str, serial: str) -> None:
    press(page, "case.paper.D21.take-paper-back", qtbot)
    page.form.set_value("why", why)
    fill(page, "case.take-paper-back.reason", "xing ming xie cuo", qtbot)
    fill(page, "case.take-paper-back.serial", serial, qtbot)
    fill(page, "case.take-paper-back.name", "zhao liu", qtbot)
    page.form.set_value("relation", "other")
    ctrl_enter(page, qtbot)


@pytest.mark.law("B3-26", "D22")
def test_a_certificate_that_says_something_wrong_is_void_with_its_blank_and_the_correction_is_named(
    world: World, page: CasePage, qtbot: QtBot, open_case: Opens, settle: Callable[[], None]
) -> None:
    case = served_licence(world)
    open_case(case)
    serial = printed(page)
    take(page, qtbot, "content", serial)
    settle()
    assert page.seen is not None and page.seen.case.state is CaseState.SERVED
    assert not page.seen.case.papers_of(PaperKind.CERTIFICATE)
    (receipt,) = page.seen.case.papers_of(PaperKind.TAKEN_BACK)
    told = world.window.notices[-1]
    assert serial in told.title and t("case.act.mend") in told.next
    assert any(job.document_id == receipt.document_id for job in page.seen.jobs), "the receipt is to come out"
    kind = page.seen.case.item.blank_kind
    (sheet,) = [each for each in world.place.stores.stock.blanks(kind) if each.serial == serial]
    assert sheet.state == BlankState.VOID and "xing ming xie cuo" in sheet.reason
    assert act.CERTIFICATE not in {each.name for each in act.actions(page.seen.case, desk_of(page.seen, 0))}
    words = [row.text for row in page.events.list.rows.rows]
    assert any(serial in each and "zhao liu" not in each for each in words), "who brought it stands masked"


def test_a_certificate_that_another_had_waits_for_its_holder_and_is_handed_over_anew(
    world: World, page: CasePage, qtbot: QtBot, open_case: Opens, settle: Callable[[], None]
) -> None:
    """It was served by post: whoever signed for it was somebody else."""
    case = served_licence(world)
    open_case(case)
    serial = printed(page)
    take(page, qtbot, "person", serial)
    settle()
    assert page.seen is not None and page.seen.case.state is CaseState.AWAITING_PICKUP
    (paper,) = page.seen.case.papers_of(PaperKind.CERTIFICATE)
    assert paper.blank == serial and paper.may_be_given and not paper.is_given
    look = next(each for each in paper_looks(page.seen) if each.paper.kind is PaperKind.CERTIFICATE)
    assert look.back and "take-paper-back" not in look.buttons
    assert act.HAND_OVER in {each.name for each in act.actions(page.seen.case, desk_of(page.seen, 0))}


def test_another_sheet_is_refused_and_what_was_typed_stays(
    world: World, page: CasePage, qtbot: QtBot, open_case: Opens, settle: Callable[[], None]
) -> None:
    case = served_licence(world)
    open_case(case)
    take(page, qtbot, "content", "LN-9999")
    settle()
    assert page.seen is not None and page.seen.case.papers_of(PaperKind.CERTIFICATE)
    assert page.form.isVisible() and page.form.values()["serial"] == "LN-9999"


def test_what_was_asked_back_stands_among_the_due_and_goes_when_the_authority_was_told(
    world: World, page: CasePage, qtbot: QtBot, open_case: Opens, settle: Callable[[], None]
) -> None:
    case = served_licence(world)
    open_case(case)
    assert "not-brought" not in paper_looks(page.seen)[-1].buttons if page.seen is not None else True
    press(page, "case.paper.D21.ask-back", qtbot)
    page.form.set_value("why", "person")
    fill(page, "case.ask-back.reason", "tong ming", qtbot)
    fill(page, "case.ask-back.holder", "zhao liu", qtbot)
    fill(page, "case.ask-back.told", "da guo dian hua", qtbot)
    day = world.place.office.today() + timedelta(days=3)
    fill(page, "case.ask-back.until", day.isoformat(), qtbot)
    ctrl_enter(page, qtbot)
    settle()
    (row,) = [each for each in read_due(world.place.office).rows if each.case_id == case]
    assert (row.clock, row.holder, row.step) == (t("case.clock.name.recall"), t("due.bearer"), t("due.next.recall"))
    assert page.seen is not None and page.seen.clock is not None and page.seen.clock.kind == "recall"
    press(page, "case.paper.D21.not-brought", qtbot)
    fill(page, "case.not-brought.told", "sun ke zhang", qtbot)
    fill(page, "case.not-brought.reason", "shuo diu le", qtbot)
    ctrl_enter(page, qtbot)
    settle()
    assert not [each for each in read_due(world.place.office).rows if each.case_id == case]
    assert page.seen is not None and page.seen.case.state is CaseState.SERVED


def test_who_may_not_hand_over_is_offered_nothing_of_it_and_the_search_for_acts_finds_it(
    world: World, page: CasePage, open_case: Opens
) -> None:
    open_case(served_licence(world))
    assert page.seen is not None

    def buttons(rights: frozenset[Right]) -> set[str]:
        assert page.seen is not None
        return {name for each in paper_looks(replace(page.seen, rights=rights)) for name in each.buttons}

    ours = {"take-paper-back", "ask-back"}
    assert ours <= buttons(page.seen.rights) and not ours & buttons(frozenset({Right.RECEIVE}))
    for typed in ("收回证照", "shzz", "zhuihui", "给错人"):
        assert t("deed.takeback") in {hit.text for hit in acts(typed)}, typed


@pytest.mark.law("D22")
def test_the_receipt_is_given_to_who_brought_the_certificate_before_anybody_else_comes(
    world: World, page: CasePage, qtbot: QtBot, open_case: Opens, settle: Callable[[], None]
) -> None:
    """The form named the holder, who never had the sheet, and at 待领取 nothing was offered for it."""
    case = served_licence(world)
    open_case(case)
    take(page, qtbot, "person", printed(page))
    settle()
    office = world.place.office
    (receipt,) = office.case(case).papers_of(PaperKind.TAKEN_BACK)
    do(office.desk, case, RecordOut(receipt.document_id, 1, "device"))
    office.record_seal(case, receipt.document_id, "收件专用章", "赵六", "窗口")
    open_case(case)
    assert page.seen is not None and page.seen.case.state is CaseState.AWAITING_PICKUP
    lead = act.actions(page.seen.case, desk_of(page.seen, 0))[0]
    assert (lead.name, lead.paper, lead.primary) == (act.GIVE, receipt.document_id, True)
    press(page, "case.primary", qtbot)
    assert page.form.values() == {"name": "zhao liu", "relation": "其他人"}
    ctrl_enter(page, qtbot)
    settle()
    given = office.case(case).paper(receipt.document_id)
    assert given is not None and given.given_to == "zhao liu"
    assert page.seen.case.state is CaseState.AWAITING_PICKUP
    assert act.actions(page.seen.case, desk_of(page.seen, 0))[0].name != act.GIVE


def test_a_window_that_has_not_the_case_offers_no_return_and_names_the_one_that_has(
    world: World, page: CasePage, open_case: Opens
) -> None:
    """It was offered and refused after everything was typed."""
    case = served_licence(world)
    open_case(case)
    assert page.seen is not None and not any(each.there for each in paper_looks(page.seen))
    moved = replace(page.seen, case=replace(page.seen.case, lease="D09"))
    (look,) = [each for each in paper_looks(moved) if each.paper.kind is PaperKind.CERTIFICATE]
    assert "take-paper-back" not in look.buttons and "ask-back" in look.buttons and look.there == "D09"
    card = PaperCard()
    card.show_paper(look)
    assert any("D09" in label.text() for label in card.findChildren(QLabel))


def test_who_takes_a_certificate_back_reads_of_the_decision_that_went_along_and_of_the_electronic_one(
    world: World, page: CasePage, qtbot: QtBot, open_case: Opens, settle: Callable[[], None]
) -> None:
    """The decision was said to lie here, and of the electronic licence nobody was told that it says the same."""
    case = served_licence(world)
    open_case(case)
    take(page, qtbot, "person", printed(page))
    settle()
    found = world.place.office.case(case)
    (grant,) = found.papers_of(PaperKind.GRANT)
    assert grant.is_given and "准予" in world.window.notices[-1].next and "收回更正" in world.window.notices[-1].next
    (back,) = found.taken_back
    made = Ask(uuid4(), "licence", "", outcome="issued", answer=(("id", "1.2.156.9"),))
    paper = replace(found, undone=(), taken_back=(replace(back, why=WRONG_CONTENT, kept=False),))
    assert "1.2.156.9" in taken_words(replace(paper, asks=(*found.asks, made)))[1]
    assert "电子证照" not in taken_words(paper)[1]


def test_where_the_correction_is_open_already_nobody_is_sent_to_open_another(
    world: World, page: CasePage, qtbot: QtBot, open_case: Opens, settle: Callable[[], None]
) -> None:
    case, office = served_licence(world), world.place.office
    mend_case(office.desk, case, uuid4(), "姓名印错一字", Today(name="张叁"))
    open_case(case)
    assert page.seen is not None
    (number,) = map(link_number, page.seen.links.corrected_by)
    take(page, qtbot, "content", printed(page))
    settle()
    told = world.window.notices[-1].next
    assert number in told and t("case.act.mend") not in told


def test_once_a_wrong_sheet_is_back_and_its_papers_are_done_the_correction_comes_first_until_one_goes_on(
    world: World, page: CasePage, qtbot: QtBot, open_case: Opens, settle: Callable[[], None]
) -> None:
    """Nothing else can follow, and what does stood behind 更多."""
    case = served_licence(world)
    open_case(case)
    take(page, qtbot, "content", printed(page))
    settle()
    assert page.seen is not None
    # Whatever is to be sealed and given was.
    (grant,) = page.seen.case.papers_of(PaperKind.GRANT)
    done = replace(
        page.seen.case,
        papers=tuple(replace(p, sealing=grant.sealing, given=p.printings) for p in page.seen.case.papers),
    )
    assert act.actions(done, desk_of(page.seen, 0))[0].name == act.MEND
    first = act.actions(done, replace(desk_of(page.seen, 0), mended=True))[0]
    assert not (first.name == act.MEND and first.primary)
