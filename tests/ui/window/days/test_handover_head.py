"""发件: the 法定代表人 of a company finds its results by her card, and it is said as whom she may fetch them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.domain.kiosk import belongs
from app.domain.paper import PaperKind
from app.domain.people import Agent, Applicant, IdType, Organisation, Person
from app.usecases.intake import build_intake, prefill, rows_for
from tests.ui.window import cases
from tests.ui.window.cases import COMPANY, ZHANG
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_handover_card import desk, holder, looks, put, waits
from tests.ui.window.days.test_handover_proof import ALL
from tests.ui.window.intake.room import LI
from ui.shots.cases import as_taken
from ui.theme import t
from ui.window import handover_list
from ui.window.case.look import read_case
from ui.window.case.specs import give_form, left_form

HEAD = Person(LI.name, IdType.RESIDENT_CARD, LI.number)


def of_company(hall: Hall, company: Organisation = COMPANY, agent: Agent = Agent(ZHANG)) -> UUID:
    """A result of a company that waits; somebody else applied for it."""
    office = hall.office
    guide = office.guide(office.search_items("hszyzc")[0].code)
    assert guide is not None
    applicant = Applicant(organisation=company)
    told = build_intake(guide, applicant, agent, {}, prefill(guide, {}, applicant, agent), phone="13800000001")
    case = office.new_draft()
    office.receive(case, told, tuple(as_taken(row, 1, 0) for row in rows_for(guide, {})))
    office.accept(case, "counter")
    office.decide_on_spot(case, True, "五年")
    office.issue_certificate(case, office.next_blank("护士执业证书"))
    hall.world.all_out()
    for kind in ALL:
        hall.seal(case, kind)
    return case


def test_the_card_of_the_representative_finds_what_waits_for_her_company(hall: Hall) -> None:
    """It was said that nothing waited for her, while the certificate lay there."""
    case = of_company(hall)
    page = desk(hall)
    put(hall, LI)
    assert not belongs(hall.office.case(case), LI.number)
    assert [row.line.case_id for row in page.table.rows.rows()] == [case] and looks(hall) == [str(case)]
    assert "李* 和沈阳样例食品有限公司的法定代表人同名：以这个身份可以领 1 件" in hall.told()
    assert page._asked is None and "李四" not in hall.words(), "a namesake's card finds it too: a hand chooses"
    hall.look("handover-of-head")
    hall.press(Qt.Key.Key_Down)
    assert page._case.id == case and page.relation.value() == "法定代表人" and page.name.value() == "李四"
    assert page.authority.isHidden() and page._taker().identity_checked == "card"
    assert "看营业执照是不是这一位" in hall.told()
    assert [each.state for each in hall.said] == ["warn", "warn"], "nothing else keeps a namesake from it"
    hall.look("handover-as-head")
    hall.sign("handover.pad")
    hall.enter()
    handed = hall.office.case(case).handed_over
    assert handed is not None and handed.recipient.relation == "法定代表人" and handed.recipient.name == "李四"


def test_what_is_her_own_and_what_is_her_companys_are_counted_apart(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    company, another = of_company(hall), of_company(hall, replace(COMPANY, name="沈阳另一家样例有限公司"))
    with monkeypatch.context() as hers:
        hers.setattr(cases, "ZHANG", replace(cases.ZHANG, name=LI.name, id_number=LI.number))
        own = waits(hall)
    page = desk(hall)
    put(hall, replace(LI, number="440524190001010019"))
    assert {row.line.case_id for row in page.table.rows.rows()} == {company, another}, "a namesake has none of her own"
    page.another_person()
    hall.rest()
    put(hall, LI)
    assert {row.line.case_id for row in page.table.rows.rows()} == {own, company, another}
    told = hall.told()
    assert "李* 自己有 1 件等着领" in told and "等 2 家单位的法定代表人同名，以这个身份还可以领 2 件" in told


def test_for_a_company_it_is_asked_whether_the_representative_comes_and_not_whether_it_comes_itself(
    hall: Hall,
) -> None:
    case = of_company(hall)
    page = desk(hall)
    page.show_case(case)
    hall.rest()
    assert [each.value for each in page.relation.choices()] == ["法定代表人", "代理人", "经办人", "其他"]
    assert page.relation.value() == "经办人", "as she applied"
    put(hall, replace(LI, name="赵六"))
    assert page.relation.value() == "经办人" and "赵* 不是这件的申请人或者代理人" in hall.told()
    page.relation.set_value("法定代表人")
    page.relation.changed.emit("法定代表人")
    assert "证件上的 赵* 不是这件的法定代表人" in hall.told() and page._taker().identity_checked == ""
    page.another_person()
    hall.rest()
    assert page.relation.value() == "本人", "nothing of the company is left for who comes next"


def test_a_result_of_a_company_that_was_left_here_is_given_to_its_representative_too(hall: Hall) -> None:
    """The form offered 本人, which no company is, and she who represents it was 其他."""
    case = of_company(hall)
    paper = hall.office.case(case).papers_of(PaperKind.GRANT)[0]
    form = left_form(read_case(hall.office, case, t), paper)
    asked = {ask.name: ask for ask in form.asks}
    assert [value for value, _ in asked["relation"].choices] == ["法定代表人", "代理人", "经办人", "其他"]
    assert (asked["name"].value, asked["relation"].value) == ("张三", "经办人") and form.check is not None
    assert not form.check({"name": "李四", "relation": "法定代表人"}), "民法典 61: without a paper"
    assert "authority" in form.check({"name": "赵六", "relation": "法定代表人"})


def test_of_more_results_than_are_looked_up_each_is_listed_and_says_where_its_way_is_seen(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty cell read like 自取."""
    monkeypatch.setattr(handover_list, "MOST_LOOKED", 1)
    first, second = waits(hall), waits(hall)
    page = desk(hall)
    put(hall, holder(hall, first))
    rows = page.table.rows.rows()
    assert {row.line.case_id for row in rows} == {first, second}
    assert [row.way.text for row in rows] == ["自取", "选中后显示"]


def test_a_namesake_of_who_applied_as_representative_is_asked_for_a_paper(hall: Hall) -> None:
    """Her number was known, and another card with the name needed nothing: the name alone let her."""
    case = of_company(hall, agent=Agent(HEAD, "法定代表人"))
    page = desk(hall)
    page.show_case(case)
    hall.rest()
    put(hall, LI)
    assert page.relation.value() == "法定代表人" and page.authority.isHidden(), "herself"
    put(hall, replace(LI, number="440524190001010019"))
    assert "李* 不是这件的申请人或者代理人" in hall.told() and page.authority.isVisible()
    hall.look("handover-namesake")
    hall.sign("handover.pad")
    hall.enter()
    assert hall.office.case(case).handed_over is None and "请写明" in hall.words()
    page.another_person()
    hall.rest()
    assert page.authority.isHidden()


def test_a_paper_of_a_company_is_not_said_to_be_given_to_the_company_itself(hall: Hall) -> None:
    """本人 was offered for it, in English the word was kept as the screen had it, and its name stood for hers."""
    company = hall.office.case(hall.world.receive(fault=False))
    person = hall.office.case(hall.world.receive("hszyzc", fault=False, answers={}))
    assert company.intake is not None
    alone = replace(company, intake=replace(company.intake, agent=None))
    told = []
    for case in (company, alone, person):
        seen = replace(read_case(hall.office, case.id, t), case=case)
        name, relation = give_form(seen, case.papers_of(PaperKind.RECEIPT)[0]).asks
        told.append((name.value, relation.value, [value for value, _ in relation.choices]))
    ways = ["法定代表人", "代理人", "经办人", "其他"]
    assert told[:2] == [(ZHANG.name, "经办人", ways), ("", "经办人", ways)]
    assert told[2] == (ZHANG.name, "本人", ["本人", "代理人", "其他"])
