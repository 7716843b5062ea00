"""Who stands here for another: the last day of her power is asked at 收件, and looked at again at the hand-over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt

from app.domain.paper import PaperKind
from app.domain.people import Agent, Applicant, IdType, Person
from app.usecases.intake import build_intake, prefill, rows_for
from app.values import replace
from tests.ui.window.days.hall import CTRL, SHIFT, Hall
from tests.ui.window.days.test_handover_proof import ALL
from tests.ui.window.days.test_visits_page import choose, come, intake, receipt
from ui.shots.cases import as_taken
from ui.shots.room import ZHANG
from ui.window.case.materials import _people
from ui.window.handover_list import at_hand
from ui.window.intake.plan import NOTICE

AGENT = Person("王五", IdType.RESIDENT_CARD, "440524190001010019")
CODES = (("沈阳样例食品有限公司", "91210100MA00000XX5"), ("沈阳另一家有限公司", "91210100MA00000YY9"))


def at_desk(hall: Hall, days: int) -> tuple[UUID, Any]:
    """A case of somebody with an agent whose power ends in ``days``, on the issue desk."""
    office = hall.office
    guide = office.guide(office.search_items("hszyzc")[0].code)
    assert guide is not None
    agent = Agent(AGENT, "代理人", until=office.today() + timedelta(days=days))
    applicant = Applicant(person=Person("张三", IdType.RESIDENT_CARD, "440524188001010014"))
    told = build_intake(guide, applicant, agent, {}, prefill(guide, {}, applicant, agent), phone="13800000001")
    case = office.new_draft()
    office.receive(case, told, tuple(as_taken(row, 1, 0) for row in rows_for(guide, {})))
    hall.world.all_out()
    hall.shell.go("handover")
    hall.rest()
    page = hall.face.pages["handover"]
    page.show_case(case)
    hall.rest()
    return case, page


def test_an_agent_whose_power_ended_is_asked_for_a_new_one_at_the_hand_over(hall: Hall) -> None:
    """Her name from the day of 收件 was enough for ever."""
    case, page = at_desk(hall, 3)
    assert page.name.value() == "王五" and page.authority.isHidden() and "授权到" in hall.words()
    seen = at_hand(hall.office, case)
    page._show(replace(seen, today=seen.today + timedelta(days=4)))
    hall.rest(1)
    assert page.authority.isVisible() and "已到期" in hall.words() and "请看新的" in hall.words()
    hall.look("handover-power")
    page._again(seen)
    assert page.authority.isHidden(), "of the day on which it is looked at"
    page._again(replace(seen, today=seen.today + timedelta(days=4)))
    assert page.authority.isVisible(), "a page that stood open over midnight asks as well"
    page.name.set_value("赵六")
    page._other_person()
    assert page.authority.isVisible() and "请看新的" not in hall.words(), "of a stranger nothing was seen at 收件"


def test_the_case_page_says_until_when_she_may_act(hall: Hall) -> None:
    case, _ = at_desk(hall, 3)
    day = hall.office.today() + timedelta(days=3)
    assert any(f"授权到{day.isoformat()}" in str(words) for _, words in _people(hall.office.case(case)))


def test_under_a_power_that_ended_she_leaves_with_receipt_and_notice_and_not_with_empty_hands(hall: Hall) -> None:
    """Both papers were refused until the day of the power was emptied, which made the case one of a power for ever."""
    hall.press(Qt.Key.Key_F2)
    page = intake(hall)
    page.card_read(ZHANG)
    hall.rest()
    page.who.party.focus()
    assert page.who.until.isHidden(), "who comes for herself is not asked"
    hall.type("D")
    hall.fill("intake.company_name", CODES[0][0])
    hall.fill("intake.uscc", CODES[0][1])
    hall.fill("intake.phone", "13800000001")
    ended = hall.office.today() - timedelta(days=1)
    hall.fill("intake.authority_until", f"{ended:%Y%m%d}")
    choose(hall, "spsc")
    hall.rest()
    assert "已到期：照常收件；受理前请委托人重新委托" in hall.words()
    hall.type("N")
    hall.rest()
    for row in page.state.material_rows():
        page._judge(as_taken(row, 1, 0), True)
    hall.rest()
    plan = page.plan
    assert plan is not None and plan.act == NOTICE and "授权委托书已到期" in plan.sub, plan
    assert plan.extra == "授权委托书 过期", "a number of no row: the list has four"
    hall.look("intake-power")
    views = hall.world.place.stores.views
    before = {line.case_id for line in views.cases()}
    hall.ctrl(Qt.Key.Key_Return)
    hall.rest()
    (made,) = {line.case_id for line in views.cases()} - before
    case = hall.office.case(made)
    kinds = {paper.kind for paper in case.papers}
    assert {PaperKind.RECEIPT, PaperKind.NOTICE} <= kinds
    assert [fault.material for fault in case.notices[-1].faults] == ["授权委托书"]
    assert case.intake is not None and case.intake.agent is not None and case.intake.agent.until == ended


def test_a_day_of_a_power_that_cannot_be_read_is_asked_again_and_its_last_day_counts(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F2)
    page = intake(hall)
    page.card_read(ZHANG)
    hall.rest()
    page.who.party.focus()
    hall.type("D")
    hall.fill("intake.company_name", CODES[0][0])
    hall.fill("intake.uscc", CODES[0][1])
    hall.fill("intake.authority_until", "20261399")
    choose(hall, "spsc")
    hall.type("N")
    hall.rest()
    hall.press(Qt.Key.Key_F8)
    assert hall.named("intake.authority_until").hasFocus() and page.state.case is None
    hall.fill("intake.authority_until", f"{hall.office.today():%Y-%m-%d}")
    hall.press(Qt.Key.Key_Return)
    assert "授权委托书" not in " ".join(gap.words for gap in page.state.gaps(hall.office.today()))
    agent = page.state.agent()
    assert agent is not None and agent.until == hall.office.today(), "its last day still counts"
    assert page.state.rows_on(hall.office.today()) == page.state.material_rows()


def test_the_power_of_a_company_is_told_once_for_all_its_cases_of_a_visit(hall: Hall) -> None:
    """Twelve cases for three companies: one power each."""
    hall.press(Qt.Key.Key_F2)
    hall.ctrl(Qt.Key.Key_T)
    come(hall, "张三")
    hall.enter()
    intake(hall).card_read(ZHANG)
    hall.rest()
    who = intake(hall).who
    who.party.focus()
    hall.type("D")
    first = hall.office.today() + timedelta(days=30)
    for (name, code), until in zip(CODES, (f"{first:%Y%m%d}", ""), strict=True):
        hall.fill("intake.company_name", name)
        hall.fill("intake.uscc", code)
        hall.fill("intake.authority_until", until)
        choose(hall, "spsc")
        hall.type("N")
        hall.rest()
        receipt(hall)
        hall.press(Qt.Key.Key_N, CTRL | SHIFT)
        hall.until(who.before.isVisible)
        assert intake(hall).state.authority_until == "", "it is not hers for the next company"
    hall.ctrl(Qt.Key.Key_1)
    assert intake(hall).state.authority_until == first.isoformat()


def test_a_sheet_signed_on_the_last_day_asks_for_no_new_power_the_next(hall: Hall) -> None:
    case, page = hall.licence_at_desk(*ALL)
    page._today = hall.office.today() + timedelta(days=1)
    told = page._case.intake
    page._case = replace(page._case, intake=replace(told, agent=Agent(AGENT, "代理人", until=hall.office.today())))
    page.relation.set_value("代理人")
    page.name.set_value("王五")
    page._ask_authority()
    assert page.authority.isVisible()
    sheet = replace(hall.office.case(case).papers[0], issued_on=hall.office.today())
    page.sheet._sheet = sheet
    page.sheet.tick.setChecked(True)
    assert page.authority.isHidden()
    page.sheet.tick.setChecked(False)
    assert page.authority.isVisible()


def test_a_refusal_after_midnight_asks_for_what_it_wants(hall: Hall) -> None:
    """The field that was wanted stayed hidden: the same words came however often she pressed."""
    _, page = hall.licence_at_desk(*ALL)
    page._today -= timedelta(days=1)
    page._not_served(page._case, ValueError("x"))
    hall.rest()
    assert page._today == hall.office.today()
