"""Stories of who may do what where: a village, a resting credential, an inspector, a 一件事, an incident, a wish to be
forgotten; and of what may be used again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.domain.credential import credential, resting
from app.domain.events import Assistance
from app.domain.guide import GuideBranch
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.domain.people import Organisation
from app.domain.reuse import reuse
from app.domain.rights import Grant, Right
from app.domain.time import Timestamp
from app.errors import RefusedError, UserFacingError
from app.storage.incidents import SqlIncidents, refuse_while_locked
from app.storage.schema import audit
from app.storage.verify import verify
from app.storage.visit_book import SqlVisitBook
from app.usecases.accept import accept
from app.usecases.ask_partner import ask_partner
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.decline import decline
from app.usecases.desk import Done
from app.usecases.forget import drafts_of, forget
from app.usecases.hand_over import hand_over
from app.usecases.issue_notice import issue_notice
from app.usecases.issue_paper import issue_paper
from app.usecases.turn_away import turn_away
from app.usecases.visit import pool_offers
from tests.app.domain.kit import COMPANY, FOOD, NURSE, RESOURCES, guide_of
from tests.app.storage.house import EVERYTHING
from tests.stories.hall import Hall

VILLAGE, TOWNSHIP = "210106001002", "210106001"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window."""
    hall = Hall(tmp_path / "one")
    yield hall
    assert verify(hall.database).ok
    hall.close()


def stands(hall: Hall, division: str) -> None:
    hall.desk = replace(hall.desk, place=replace(hall.desk.place, division=division))


def sits(hall: Hall, grants: tuple[Grant, ...], **more: str) -> None:
    hall.desk = replace(hall.desk, session=replace(hall.desk.session, grants=grants, **more))


@pytest.mark.law("L02")
def test_a_village_point_takes_in_and_gives_its_receipt_and_leaves_the_law_to_the_township(hall: Hall) -> None:
    stands(hall, VILLAGE)
    case = hall.take()
    assert hall.case(case).papers_of(PaperKind.RECEIPT)[0].place.division == VILLAGE, "the log says where it stands"
    for act in (lambda: accept(hall.desk, case), lambda: decline(hall.desk, case, "authority", "不属本机关", "乡政府")):
        refused = hall.refused(act, "ZC-RIGHT-04")
        assert "村（社区），只代收、帮办" in refused.what and "部门办理" in refused.what_next
    stands(hall, TOWNSHIP)
    accept(hall.desk, case)


@pytest.mark.law("P05")
def test_a_credential_past_its_time_still_takes_in_and_does_nothing_of_law(hall: Hall) -> None:
    held = credential(0, Timestamp(31 * 86_400_000))
    sits(hall, resting(EVERYTHING, held), resting=held.why)
    case = hall.take()
    refused = hall.refused(lambda: accept(hall.desk, case), "ZC-RIGHT-04")
    assert "没有联网核验身份" in refused.what and refused.law
    intake = hall.intake()
    turn_away(hall.desk, uuid4(), intake, "not-here", "不属本窗口", "行政许可法 32", "到区市场监管局")
    sits(hall, EVERYTHING, resting="")
    accept(hall.desk, case)


@pytest.mark.law("P22")
def test_who_inspects_sees_every_part_of_a_case_and_changes_none(hall: Hall) -> None:
    case = hall.take()
    paper = hall.case(case).papers_of(PaperKind.RECEIPT)[0]
    sits(hall, ())
    acts: tuple[Callable[[], Done], ...] = (
        lambda: accept(hall.desk, case),
        lambda: issue_notice(hall.desk, case),
        lambda: issue_paper(hall.desk, case, PaperKind.ROUTING),
        lambda: ask_partner(hall.desk, case, "credit"),
        lambda: hand_over(hall.desk, case, *_nobody(paper.document_id)),
    )
    for each in acts:
        hall.refused(each, "ZC-RIGHT-03")
    assert "食品生产许可" in hall.words(case, PaperKind.RECEIPT)


def _nobody(document: UUID) -> tuple[object, tuple[UUID, ...]]:
    from tests.app.domain.kit import NOBODY_ELSE

    return NOBODY_ELSE, (document,)


@pytest.mark.law("L18")
def test_a_matter_of_several_departments_is_taken_in_by_any_window_and_accepted_where_all_delegated_it(
    hall: Hall,
) -> None:
    health = replace(hall.guide.authority, code="wj", name="卫生健康局")
    branch = GuideBranch("nurse", "护士执业注册", "卫生健康局", "1", health)
    hall.publish(replace(hall.guide, branches=(branch,)), "演练2027-03")
    own = Grant(Right.ACCEPT, hall.guide.authority.code)
    sits(hall, (Grant(Right.RECEIVE), own))
    case = hall.take()
    hall.refused(lambda: accept(hall.desk, case), "ZC-RIGHT-01")
    sits(hall, (Grant(Right.RECEIVE), own, Grant(Right.ACCEPT, "wj")))
    accept(hall.desk, case)


@pytest.mark.law("L18")
@pytest.mark.parametrize("name", [FOOD, NURSE])
def test_any_window_with_the_authority_opens_any_item_of_it(hall: Hall, name: str) -> None:
    guide = guide_of(name)
    hall.publish(guide, "演练2027-04")
    sits(hall, (Grant(Right.RECEIVE),))
    assert hall.case(hall.take()).item.code == guide.item.code


# used again, and for nothing else


@pytest.mark.law("L03", "P09", "L21")
def test_what_was_handed_in_for_one_item_serves_another_of_the_same_applicant_and_says_for_what(hall: Hall) -> None:
    book, first = SqlVisitBook(hall.database), hall.take()
    lent = hall.case(first).materials[2]
    nurse = guide_of(NURSE)
    lines = list(nurse.materials)
    lines[1] = replace(lines[1], name=lent.name, requirement=lent.requirement)
    hall.publish(replace(nurse, materials=tuple(lines)), "演练2027-05")
    row = replace(hall.rows()[1], name=lent.name, requirement=lent.requirement)
    (offer,) = [each for each in pool_offers(book, hall.intake(), (row,)) if each.case_id == first]
    second = hall.take(reuse(row, offer))
    kept = hall.case(second).materials[1]
    assert (kept.status, kept.used_for) == (MaterialStatus.EXEMPT, f"办理{nurse.item.full_name}")
    assert f"复用{offer.receipt}已收的，只用于本事项" in hall.words(second, PaperKind.RECEIPT)
    stranger = replace(COMPANY, organisation=Organisation("别家公司", "91210100MA00000YY3", "王五"))
    assert pool_offers(book, hall.intake(stranger), (row,)) == (), "for nobody else's purpose"


@pytest.mark.law("L03", "P09")
def test_what_a_served_case_keeps_is_not_asked_for_again_and_what_was_given_back_is(hall: Hall) -> None:
    from app.usecases.withdraw import withdraw

    book = SqlVisitBook(hall.database)
    blank = tuple(row for row in hall.rows() if not row.is_form)
    gone = hall.take()
    withdraw(hall.desk, gone, "不办了")
    assert pool_offers(book, hall.intake(), blank) == (), "its papers went back"
    served = hall.take()
    accept(hall.desk, served, "counter")
    decide_on_spot(hall.desk, served, grant=True, validity="五年", licence_number="1")
    hall.serve(served, PaperKind.RECEIPT)
    paper = hall.case(served).papers_of(PaperKind.GRANT)[-1]
    from app.domain.commands import RecordOut
    from app.usecases.desk import act
    from app.usecases.record_seal import record_seal
    from tests.app.domain.kit import NOBODY_ELSE

    act(hall.desk, served, RecordOut(paper.document_id, 1, "device"))
    record_seal(hall.desk, served, paper.document_id, "机关印章", "赵六", "盖章室")
    hand_over(hall.desk, served, NOBODY_ELSE, (paper.document_id,))
    assert hall.case(served).terminal
    assert {offer.case_id for offer in pool_offers(book, hall.intake(), blank)} == {served}


# the same standard whatever the way in


@pytest.mark.law("P10", "P11", "L19")
@pytest.mark.parametrize("channel", ["窗口", "网上", "自助", "驿站", "邮寄", "上门"])
def test_one_guide_judges_an_application_whatever_way_it_came(hall: Hall, channel: str) -> None:
    helped = Assistance("赵六（0712）") if channel == "上门" else None
    case = hall.take(hall.rows()[1], intake=hall.intake(channel=channel, assistance=helped))
    found, desk = hall.case(case), hall.case(hall.take(hall.rows()[1]))
    assert found.received is not None and desk.received is not None and found.received.intake.channel == channel
    assert found.materials == desk.materials and found.received.notice_due == desk.received.notice_due
    assert f"收件渠道：{channel}" in hall.words(case, PaperKind.RECEIPT)


@pytest.mark.law("P10")
def test_the_desk_shows_and_prints_the_guide_as_it_was_published_word_for_word(hall: Hall) -> None:
    from app.domain.codec import dumps
    from app.domain.guide_file import parse_guides

    published = next(
        g for g in parse_guides((RESOURCES / "catalogue/demo.json").read_text("utf-8")) if g.item.name == FOOD
    )
    case = hall.take(hall.rows()[1])
    with hall.units.begin() as tx:
        here = tx.guide(published.item.code, published.version)
    assert here is not None and dumps(here) == dumps(published), "the bytes of the published guide"
    words = {row.line_id: (row.name, row.requirement) for row in hall.case(case).materials}
    asked = {line.id: line.name for line in published.materials if line.id in words}
    assert {line: name for line, (name, _) in words.items()} == asked
    assert f"办事指南目录{published.version}版" in hall.words(case, PaperKind.RECEIPT)


# incidents, and the wish to be forgotten


@pytest.mark.law("P19")
def test_an_incident_starts_a_plan_shuts_the_machine_keeps_what_is_done_and_is_reported(hall: Hall) -> None:
    store = SqlIncidents(hall.database, hall.clock)
    with pytest.raises(UserFacingError, match="ZC-SAFE-02"):
        store.open("0701", " ", "疑似木马")
    found = store.open("0701", "信息系统应急预案", "疑似木马外传数据")
    with pytest.raises(UserFacingError) as shut:
        refuse_while_locked(store, "0713")
    assert shut.value.code == "ZC-LOGIN-10" and "手写收件登记页" in shut.value.what_next
    refuse_while_locked(store, "0701")
    store.note("0701", "断开网络，保全日志")
    store.close("0701", "查明是误报，恢复")
    refuse_while_locked(store, "0713")
    last = store.last()
    assert last is not None and not last.running
    report = last.report({"尚未上报的提交": "0"})
    steps = ("信息系统应急预案", "疑似木马外传数据", "断开网络，保全日志", "查明是误报", "尚未上报的提交：0")
    assert found.id in report and not [words for words in steps if words not in report]
    with pytest.raises(UserFacingError, match="ZC-SAFE-03"):
        store.note("0701", "还有一条")
    with hall.database.read.connect() as connection:
        actions = [row.action for row in connection.execute(select(audit).order_by(audit.c.n))]
    assert [a for a in actions if a.startswith("incident")] == [
        "incident-open", "incident-note", "incident-note", "incident-close",
    ]  # fmt: skip


@pytest.mark.law("P20")
def test_what_was_only_typed_goes_at_the_persons_wish_and_a_case_stays(hall: Hall) -> None:
    draft, other = uuid4(), uuid4()
    for name, value in (("number", "210102190001010014"), ("phone", "13800000001")):
        hall.drafts.put(draft, name, value)
    hall.drafts.put(other, "number", "210106190008081160")
    assert drafts_of(hall.drafts, "210102190001010014") == (draft,)
    with pytest.raises(RefusedError, match="ZC-DATA-02"):
        forget(hall.desk, hall.drafts, hall.audit.record, draft, " ")
    mine = hall.desk.session.grants
    sits(hall, ())
    with pytest.raises(RefusedError, match="ZC-RIGHT-03"):
        forget(hall.desk, hall.drafts, hall.audit.record, draft, "本人当面要求")
    sits(hall, mine)
    assert forget(hall.desk, hall.drafts, hall.audit.record, draft, "本人当面要求") == 2
    assert hall.drafts.load(draft) == {} and hall.drafts.load(other), "nobody else's"
    with pytest.raises(RefusedError) as kept:
        forget(hall.desk, hall.drafts, hall.audit.record, hall.take(), "本人当面要求")
    assert kept.value.code == "ZC-DATA-01" and "归档" in kept.value.what
    with hall.database.read.connect() as connection:
        lines = [f"{row.action} {row.subject}" for row in connection.execute(select(audit))]
    assert f"forget {draft} 2" in lines and not [line for line in lines if "210102190001010014" in line]
