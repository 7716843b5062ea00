"""A 授权委托书 that is printed and signed here takes the place of the one that ended, by one answer (record 0149)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.paper import PaperKind
from app.domain.people import Agent, Applicant, IdType, Person
from app.domain.rights import Right
from app.errors import RefusedError, UserFacingError
from app.usecases.intake import build_intake, prefill, rows_for
from resources import path
from tests.ui.window.cases import World
from tests.ui.window.test_case_page import SIZES, open_case, page, press, settle
from ui.shared.segment import Segment
from ui.shots.cases import as_taken
from ui.texts import Texts
from ui.theme import look
from ui.window.case import perform
from ui.window.case.page import CasePage

__all__ = ("open_case", "page", "settle")

D18 = PaperKind.POWER_OF_ATTORNEY
AGENT = Person("王五", IdType.RESIDENT_CARD, "440524190001010019")
ZHANG = Person("张三", IdType.RESIDENT_CARD, "440524188001010014")


def ended(world: World, told: bool) -> UUID:
    """王五 brought everything for 张三, under a power that ended yesterday; a new one was printed. ``told``: the notice
    that names it lies here too.
    """
    office = world.place.office
    guide = office.guide(office.search_items("hszyzc")[0].code)
    assert guide is not None
    agent, applicant = Agent(AGENT, "代理人", until=office.today() - timedelta(days=1)), Applicant(person=ZHANG)
    intake = build_intake(guide, applicant, agent, {}, prefill(guide, {}, applicant, agent), phone="13800000001")
    case = office.new_draft()
    office.receive(case, intake, tuple(as_taken(row, 1, 0) for row in rows_for(guide, {})))
    if told:
        office.issue_notice(case)
    office.issue_paper(case, D18)
    world.all_out()
    return case


def answered(page: CasePage, qtbot: QtBot, key: str) -> None:
    asked = page.findChild(Segment, "case.give.settles")
    assert asked is not None
    asked.focus()
    qtbot.keyClick(QApplication.focusWidget(), key)


def give(page: CasePage, qtbot: QtBot, answer: str) -> None:
    press(page, f"case.paper.{D18}.give", qtbot)
    asked = page.findChild(Segment, "case.give.settles")
    assert asked is not None and asked.value() is None, "the answer is nobody's but hers"
    if answer:
        answered(page, qtbot, answer)
    press(page, "case.give.save", qtbot)


@pytest.mark.parametrize("told", [False, True], ids=["at the desk", "after the notice"])
def test_the_signed_copy_that_lies_here_settles_the_row_with_the_answer_that_says_so(
    told: bool, world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:  # fmt: skip
    """It was printed, signed and given, and the row stayed as missing until somebody looked under 更多."""
    case = ended(world, told)
    open_case(case)
    assert [row.name for row in page.seen.case.open_faults] == ["授权委托书"]
    give(page, qtbot, "1")
    settle()
    seen = world.place.office.case(case)
    assert seen.open_faults == () and seen.papers_of(D18)[0].given_at is not None
    row = next(each for each in seen.materials if each.name == "授权委托书")
    assert seen.papers_of(D18)[0].number in row.note
    assert len(seen.papers_of(PaperKind.CORRECTION_RECEIPT)) == int(told), "what is handed in is receipted"
    assert len(seen.on_spot) == int(not told)


def test_without_an_answer_nothing_is_recorded_and_with_no_the_row_stays_missing(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    case = ended(world, False)
    open_case(case)
    give(page, qtbot, "")
    settle()
    assert world.place.office.case(case).papers_of(D18)[0].given_at is None
    answered(page, qtbot, "2")
    press(page, "case.give.save", qtbot)
    settle()
    seen = world.place.office.case(case)
    assert seen.papers_of(D18)[0].given_at is not None
    assert [row.name for row in seen.open_faults] == ["授权委托书"]


def test_the_key_of_the_answer_is_never_taken_for_the_name_of_who_got_it(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    """The hand lay on the name: J and 1 recorded that 「1」 got the paper."""
    case = ended(world, False)
    open_case(case)
    press(page, f"case.paper.{D18}.give", qtbot)
    qtbot.keyClick(QApplication.focusWidget(), "1")
    press(page, "case.give.save", qtbot)
    settle()
    seen = world.place.office.case(case)
    assert seen.open_faults == ()
    assert seen.papers_of(D18)[0].given_to == AGENT.name


def test_an_answer_that_is_wanting_is_asked_for_as_one_that_is_chosen(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    open_case(ended(world, False))
    give(page, qtbot, "")
    assert "请选一项：存档联（双方签了名）" in [label.text() for label in page.findChildren(QLabel)]


def test_what_is_refused_after_the_hand_over_says_that_the_hand_over_stands(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """「什么都没有改变」 was told of a hand-over that was recorded, and the form stood there to record it again."""
    case = ended(world, False)
    open_case(case)

    def refused(*_: object) -> None:
        raise RefusedError("ZC-CASE-05", "办件现在不能做这一步", "", "已办的都保留，什么都没有改变", "请看时间线")

    said: list[BaseException] = []
    monkeypatch.setattr(perform, "settle_power", refused)
    monkeypatch.setattr(world.tell, "error", said.append)
    give(page, qtbot, "1")
    settle()
    settle()
    (told,) = said
    assert isinstance(told, UserFacingError) and told.kept.startswith("交付已经登记")
    assert page.form.spec is None and page.seen is not None
    assert page.seen.case.papers_of(D18)[0].given_at is not None and page.seen.case.open_faults


def test_who_may_not_receive_is_not_asked(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    """She answered, and the answer was refused for want of a right."""
    case = ended(world, False)
    office = world.place.office
    session = office.desk.session
    grants = tuple(grant for grant in session.grants if grant.right is not Right.RECEIVE)
    office.leave()
    office.enter(replace(session, grants=grants))
    open_case(case)
    press(page, f"case.paper.{D18}.give", qtbot)
    assert page.findChild(Segment, "case.give.settles") is None


def test_while_the_department_has_the_case_the_row_is_its_own_and_nothing_is_asked(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    """She said that it lies here, it counted as brought, and then the answer was refused: 办件在部门手里."""
    case = ended(world, False)
    world.place.office.transfer(case)
    open_case(case)
    press(page, f"case.paper.{D18}.give", qtbot)
    assert page.findChild(Segment, "case.give.settles") is None
    press(page, "case.give.save", qtbot)
    settle()
    assert world.place.office.case(case).papers_of(D18)[0].given_at is not None


def test_no_other_paper_asks_for_a_copy(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    case = ended(world, False)
    receipt = world.place.office.case(case).papers_of(PaperKind.RECEIPT)[0]
    world.place.office.record_seal(case, receipt.document_id, "收件专用章", "演练员", "07号窗")
    open_case(case)
    press(page, f"case.paper.{PaperKind.RECEIPT}.give", qtbot)
    assert page.findChild(Segment, "case.give.settles") is None


def test_in_english_the_question_and_what_is_missing_of_it_leave_the_button_on_a_small_screen(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    """The page became taller than the screen by forty pixels: the button that records lay below its edge."""
    look().speak(Texts.load(path("texts"), "en"))
    try:
        open_case(ended(world, False))
        give(page, qtbot, "")
        settle()
        assert page.minimumSizeHint().height() <= SIZES[0][1]
        relation = page.findChild(Segment, "case.give.relation")
        assert relation is not None and relation.value() == "代理人", "the record is read in Chinese"
    finally:
        look().speak(Texts.load(path("texts")))
