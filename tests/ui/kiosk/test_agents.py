"""Who comes for another: with authority, for a person or a company; and what is plainly said not to be possible."""

from __future__ import annotations

import pytest

from app.domain.guide import ServiceGuide
from app.errors import UserFacingError
from app.values import replace
from tests.ui.kiosk.booth import ZHANG, Booth

FIRM = "91210100MA00000XX5"


def begin(b: Booth, item: str) -> None:
    b.touch("tile", "apply")
    b.touch("for-another")
    b.find(item)
    b.lay()
    assert b.key == "apply.whom", b.screen


def end(b: Booth) -> None:
    b.fill()
    b.terminal.signed(b"PNG")
    b.touch("signed")
    assert b.key == "apply.end", b.screen


def name_another(booth: Booth) -> None:
    """She says for whom she came, what she is to him, and shows his authority."""
    booth.pinyin("shi", "市")
    booth.terminal.touch("key", "ok")
    booth.type("210102190001010014")
    booth.touch("relation", "经办人")
    booth.touch("picture")
    booth.touch("next")


@pytest.mark.law("L20", "A6-29")
def test_a_company_applies_through_its_agent_with_licence_code_and_authority(booth: Booth) -> None:
    begin(booth, "xiaocanyin")
    booth.touch("whom", "company")
    booth.scan("not the code of a company")
    assert booth.screen.input is not None and "没有读到" in booth.screen.input.error
    booth.scan(FIRM)
    booth.pinyin("shi", "市")
    booth.terminal.touch("key", "ok")
    booth.touch("relation", "经办人")
    assert "授权委托书" in booth.screen.title
    booth.touch("picture")
    booth.touch("next")
    end(booth)
    (case_id,) = booth.terminal.guest.cases
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None and case.intake is not None and case.intake.agent is not None
    firm, agent = case.intake.applicant.organisation, case.intake.agent
    assert firm is not None and (firm.uscc, firm.name) == (FIRM, "市")
    assert (agent.person.id_number, agent.relation, agent.authority) == (ZHANG.number, "经办人", "授权委托书")
    kept = [each for each in booth.place.scans.waiting(99) if each.case_id == case_id]
    named = {digest for row in case.materials for digest in row.scans}
    assert {each.digest for each in kept} > named, "the authority is kept with the case, beside the guide's materials"
    assert "授权委托书" in str(booth.screen.cards), "the original is wanted all the same"


def test_somebody_applies_for_another_person_whose_name_stands_on_the_receipt(booth: Booth) -> None:
    begin(booth, "shbzkbl")
    booth.touch("whom", "person")
    booth.pinyin("shi", "市")
    booth.terminal.touch("key", "ok")
    for key in "210102190001010015":
        booth.terminal.touch("key", key)
    booth.terminal.touch("key", "ok")
    assert booth.screen.input is not None and booth.screen.input.error, "a number that does not check is not taken"
    booth.terminal.touch("key", "erase")
    booth.terminal.touch("key", "4")
    booth.terminal.touch("key", "ok")
    booth.touch("relation", "经办人")
    booth.touch("picture")
    booth.touch("next")
    end(booth)
    (case_id,) = booth.terminal.guest.cases
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None and case.intake is not None
    assert case.intake.applicant.name == "市" and case.intake.agent is not None
    booth.print_all()
    booth.lift()
    booth.touch("taken")
    booth.touch("finish")
    booth.touch("tile", "progress")
    booth.touch("by-person")
    booth.prove()
    assert "社会保障卡" in str(booth.screen.cards), "an agent sees the case she brought"


def test_without_the_authority_she_is_told_where_one_can_be_written(booth: Booth) -> None:
    begin(booth, "shbzkbl")
    assert "查别人的进度、打别人的证照" in str(booth.screen.small)
    booth.touch("whom", "person")
    booth.pinyin("shi", "市")
    booth.terminal.touch("key", "ok")
    booth.type("210102190001010014")
    booth.touch("relation", "经办人")
    assert booth.offered("next") is None
    booth.touch("no-authority")
    told = str(booth.screen.band)
    assert "授权委托书" in told and "当场写" in told and "ZC-KIOSK-09" in told
    assert not booth.place.stores.views.cases()


def test_where_the_law_wants_her_in_person_no_agent_is_offered(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    guide_of = booth.terminal.counter.guide

    def in_person(code: str) -> object:
        guide = guide_of(code)
        return replace(guide, personal_attendance=True) if guide is not None else None

    monkeypatch.setattr(booth.terminal.counter, "guide", in_person)
    begin(booth, "shbzkbl")
    company = booth.offered("whom", "company")
    assert company is not None and company.kind == "off" and "本人到场" in company.note
    booth.touch("whom", "person")
    booth.pinyin("shi", "市")
    booth.terminal.touch("key", "ok")
    booth.type("210102190001010014")
    handler = booth.offered("relation", "经办人")
    assert handler is not None and handler.kind == "off" and "本人到场" in handler.note
    assert booth.offered("relation", "监护人").kind == "plain"  # type: ignore[union-attr]


def test_nobody_is_entered_as_agent_of_a_case_she_has_no_part_in(booth: Booth) -> None:
    from app.domain.people import Applicant, IdType, Person
    from app.usecases import kiosk
    from app.usecases.intake import build_intake, rows_for

    office = booth.place.office
    guide = office.guide(office.search_items("shbzkbl")[0].code)
    assert guide is not None
    other = Person("李四", IdType.RESIDENT_CARD, "210102190001010014")
    me = kiosk.Visitor(frozenset({kiosk.Proof.CARD}), Person("张三", IdType.RESIDENT_CARD, ZHANG.number))
    intake = build_intake(guide, Applicant(person=other), None, {}, {})
    with pytest.raises(UserFacingError, match="ZC-KIOSK-02"):
        kiosk.apply(booth.terminal.counter.desk, me, office.new_draft(), intake, rows_for(guide, {}))


def test_who_went_back_and_chose_another_does_not_hand_in_her_own_data_for_him(booth: Booth) -> None:
    begin(booth, "shbzkbl")
    booth.touch("whom", "self")
    booth.fill()
    own = dict(booth.terminal.journey.form)  # type: ignore[union-attr]
    assert ZHANG.number in own.values(), own
    for _ in range(40):
        if booth.key == "apply.whom":
            break
        booth.touch("back")
    booth.touch("whom", "person")
    assert booth.terminal.journey.form == {"!phone": own["!phone"]}  # type: ignore[union-attr]
    name_another(booth)
    booth.fill()
    form = booth.terminal.journey.form  # type: ignore[union-attr]
    assert "210102190001010014" in form.values() and ZHANG.number not in form.values(), form


def test_who_goes_back_while_naming_a_company_is_asked_anew_for_the_next_item(booth: Booth) -> None:
    """Half a company would have stood in the application, or ended the session as a fault."""
    begin(booth, "xiaocanyin")
    booth.touch("whom", "company")
    assert booth.key == "apply.party"
    for _ in range(5):
        if booth.key == "apply.results":
            break
        booth.terminal.touch("back")
    booth.touch("item")
    assert not booth.terminal.crashes and booth.key == "apply.whom", booth.screen


def questions(b: Booth) -> list[str]:
    """What is asked of her until the form begins, each answered with the first that stands there."""
    asked = []
    while b.key == "apply.question":
        asked.append(b.screen.title)
        b.terminal.touch("answer", b.screen.rows[0].value)
    return asked


def test_who_is_there_for_herself_with_her_card_is_not_asked_whether_another_acts_for_her(booth: Booth) -> None:
    booth.touch("tile", "apply")
    booth.find("jzz")
    booth.lay()
    assert questions(booth) == ["按哪个条件申领？"]
    assert "委托书和代办人身份证" not in [row.name for row in booth.terminal.journey.rows()]  # type: ignore[union-attr]
    booth.touch("back")
    assert (booth.key, booth.screen.title) == ("apply.question", "按哪个条件申领？"), "back to what she answered"
    booth.terminal.touch("answer", "study")
    assert booth.key == "apply.field"
    end(booth)
    (case_id,) = booth.terminal.guest.cases
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None and case.intake is not None
    assert case.intake.answers == {"ground": "study", "proxy": "no"}, "and it stands in the application all the same"


def test_who_acts_for_another_is_asked_for_the_papers_of_that_without_being_asked_whether_she_does(
    booth: Booth,
) -> None:
    begin(booth, "jzz")
    booth.touch("whom", "person")
    name_another(booth)
    assert questions(booth) == ["按哪个条件申领？"]
    assert "委托书和代办人身份证" in [row.name for row in booth.terminal.journey.rows()]  # type: ignore[union-attr]


def test_who_told_the_guide_that_another_acts_is_asked_for_whom_as_she_applies(booth: Booth) -> None:
    booth.touch("tile", "guide")
    booth.find("jzz")
    booth.terminal.touch("answer", "home")
    booth.terminal.touch("answer", "yes")
    booth.touch("apply-now")
    booth.lay()
    assert booth.key == "apply.whom", booth.screen
    booth.touch("whom", "self")
    assert booth.key == "apply.field", "what she says now counts"
    assert booth.terminal.journey.answers["proxy"] == "no"  # type: ignore[union-attr]


@pytest.mark.parametrize("asked", [True, False], ids=["asked", "not asked"])
def test_who_applies_for_herself_for_what_companies_do_knows_first_whether_their_code_is_asked_for(
    booth: Booth, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    real = booth.terminal.counter.guide

    def of_companies(code: str) -> ServiceGuide | None:
        guide = real(code)
        return guide if guide is None or asked else replace(guide, form=())

    monkeypatch.setattr(booth.terminal.counter, "guide", of_companies)
    begin(booth, "xiaocanyin")
    (own,) = [row for row in booth.screen.rows if row.value == "self"]
    assert "个体户本人也可以" in own.note and ("要填统一社会信用代码" in own.note) == asked, own
