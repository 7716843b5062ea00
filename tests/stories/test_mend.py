"""更正件: what others did for the old case is not taken over by the one that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain.guide import FormField
from app.domain.happened import AT_STATION
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.people import Agent, Applicant, IdType, Person
from app.domain.reuse import reused
from app.usecases.hand_over import hand_over
from app.usecases.issue_paper import issue_paper
from app.usecases.mend_case import GIVEN_ANEW, Today, mend_case
from app.values import replace
from tests.stories.hall import Hall
from tests.stories.test_law_service import HELPER, IN_PERSON, NOBODY_ELSE, granted, result_of

HANDLER = Agent(Person("王五", IdType.RESIDENT_CARD, "210102188001010011", phone="13800000002"), "经办人", "委托书甲")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path / "one")
    yield hall
    hall.close()


def served(hall: Hall, **more: object) -> UUID:
    """A case of IN_PERSON that was decided and given to her."""
    case = granted(hall, **{"applicant": Applicant(person=IN_PERSON), **more})
    assert isinstance(case, UUID)
    hand_over(hall.desk, case, NOBODY_ELSE, result_of(hall, case))
    return case


def mended(hall: Hall, old: UUID, *today: Today) -> UUID:
    case = uuid4()
    mend_case(hall.desk, old, case, "姓名写错一字", *today)
    return case


@pytest.mark.law("B3-26")
def test_who_comes_herself_is_not_said_to_be_represented_by_the_agent_of_the_old_case(hall: Hall) -> None:
    old = served(hall, agent=HANDLER, phone="13800000002")
    case = mended(hall, old)
    found = hall.case(case).intake
    assert found is not None and found.agent is None and found.applicant.name == IN_PERSON.name
    assert found.phone == "", "the telephone was the agent's"
    told = hall.words(case, PaperKind.RECEIPT)
    assert "王五" not in told and "委托书甲" not in told
    assert hall.case(old).intake.agent == HANDLER, "the old case keeps who came then"  # type: ignore[union-attr]


@pytest.mark.law("B3-26")
def test_an_agent_of_the_mending_case_acts_by_the_power_given_for_it(hall: Hall) -> None:
    old = served(hall, agent=HANDLER)
    hall.refused(lambda: mended(hall, old, Today(replace(HANDLER, authority=" "))), "ZC-CASE-18")
    case = mended(hall, old, Today(replace(HANDLER, authority="委托书乙")))
    issue_paper(hall.desk, case, PaperKind.POWER_OF_ATTORNEY)
    found = hall.case(case).intake
    assert found is not None and found.agent is not None and found.agent.authority == "委托书乙"
    assert found.phone == "", "nobody told a telephone for this case"


@pytest.mark.law("B3-26")
def test_a_thumb_pressed_for_the_old_case_and_its_witness_are_not_told_of_the_new_one(hall: Hall) -> None:
    old = served(hall, signed_by="捺印", witness="赵六（0713）")
    assert "赵六" in hall.words(old, PaperKind.RECEIPT)
    plain = hall.case(mended(hall, old)).intake
    assert plain is not None and (plain.signed_by, plain.witness, plain.witness_note) == ("签名", "", "")
    case = mended(hall, old, Today(witness="孙八（0801）"))
    told = hall.words(case, PaperKind.RECEIPT)
    assert "孙八" in told and "赵六" not in told
    found = hall.case(case).intake
    assert found is not None and found.signed_by == "捺印"


@pytest.mark.law("B3-26")
@pytest.mark.parametrize("then", ["驿站", "上门", "窗口"])
def test_the_mending_case_comes_in_at_the_desk_where_it_is_made(hall: Hall, then: str) -> None:
    old = served(hall, channel=then, assistance=HELPER)
    at_window = hall.case(mended(hall, old)).intake
    assert at_window is not None and (at_window.channel, at_window.assistance) == ("窗口", None)
    case = uuid4()
    mend_case(replace(hall.desk, channel=AT_STATION), old, case, "姓名写错一字")
    at_station = hall.case(case).intake
    assert at_station is not None and at_station.channel == "驿站"


@pytest.mark.law("B3-26")
def test_the_power_and_the_card_of_the_old_agent_are_not_counted_for_the_new_case(hall: Hall) -> None:
    form, *lines = hall.guide.materials
    names = ("授权委托书", "经办人身份证复印件", "申请人和代理人身份证复印件")
    plain = [replace(line, requirement="", obtainable="", conditions=()) for line in lines]
    named = [replace(line, name=name) for line, name in zip(plain, names, strict=False)]
    hall.publish(replace(hall.guide, materials=(form, *named, *plain[len(named) :])), "演练2027-01")
    old = served(hall, agent=HANDLER)
    herself = {row.name: row for row in hall.case(mended(hall, old)).materials}
    assert [herself[name].status for name in names[:2]] == [MaterialStatus.WAIVED] * 2, "nobody acts for her"
    assert reused(herself[names[2]]), "what is about her as well lies here"
    same = hall.case(mended(hall, old, Today(replace(HANDLER, authority="委托书乙"))))
    assert [(row.name, row.note) for row in same.open_faults] == [("授权委托书", GIVEN_ANEW)], "the card lies here"
    other = Agent(Person("钱七", IdType.RESIDENT_CARD, "210102190001010014"), "代理人", "委托书乙")
    assert [row.name for row in hall.case(mended(hall, old, Today(other))).open_faults] == list(names)


@pytest.mark.law("B3-26")
def test_the_form_names_who_acts_now_where_it_names_an_agent(hall: Hall) -> None:
    fields = (*hall.guide.form, FormField("handler", "经办人", prefill="agent.name", required=False))
    hall.publish(replace(hall.guide, form=fields), "演练2027-01")
    old = served(hall, agent=HANDLER, form={"handler": "王五", "scope": "预包装食品"})
    alone = hall.case(mended(hall, old)).intake
    assert alone is not None and alone.form == {"scope": "预包装食品"}
    other = Agent(IN_PERSON, "经办人", "委托书乙")
    today = hall.case(mended(hall, old, Today(other))).intake
    assert today is not None and today.form["handler"] == IN_PERSON.name and today.form["scope"] == "预包装食品"


@pytest.mark.law("B3-26")
def test_a_name_that_was_written_wrong_is_right_on_the_papers_of_the_new_case(hall: Hall) -> None:
    """The 更正件 took the wrong name over, and there was nowhere to say the right one."""
    fields = (*hall.guide.form, FormField("owner", "经营者", prefill="applicant.name", required=False))
    hall.publish(replace(hall.guide, form=fields), "演练2027-01")
    old = served(hall, form={"owner": "张三", "scope": "预包装食品"})
    case = mended(hall, old, Today(name=" 张叁 "))
    found = hall.case(case).intake
    assert found is not None and found.applicant.name == "张叁" and found.applicant.id_number == IN_PERSON.id_number
    assert found.form == {"owner": "张叁", "scope": "预包装食品"}
    assert "张叁" in hall.words(case, PaperKind.RECEIPT) and "张三" not in hall.words(case, PaperKind.RECEIPT)
    assert hall.case(old).intake.applicant.name == "张三", "what was served stays as it was"  # type: ignore[union-attr]
