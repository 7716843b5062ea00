"""Stories of the law around a case: collected for elsewhere, shown instead of handed in, helped with, passed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain import events as ev
from app.domain.acts_proof import project_code
from app.domain.assurance import REAL_LICENCE, REAL_NAME, REAL_PERSON, levels
from app.domain.commands import RecordOut
from app.domain.guide import Period
from app.domain.happened import Assistance
from app.domain.licences import licences_of
from app.domain.materials import MaterialStatus, Trust, as_read
from app.domain.paper import PaperKind
from app.domain.people import Agent, Applicant, IdType, Person
from app.domain.reuse import reused
from app.domain.states import CaseState
from app.domain.time import Timestamp
from app.ports.equipment import FaceOutcome, FaceResult
from app.usecases.accept import accept
from app.usecases.ask_partner import ask_partner
from app.usecases.correct_on_spot import correct_on_spot
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.decline import decline
from app.usecases.desk import act
from app.usecases.forward import forward
from app.usecases.hand_over import hand_over
from app.usecases.intake import by_licence, obtainable
from app.usecases.issue_notice import issue_notice
from app.usecases.issue_paper import issue_paper
from app.usecases.known_by import face_words
from app.usecases.mend_case import Today, mend_case
from app.usecases.move_bundle import move_bundle
from app.usecases.name_project import name_project
from app.usecases.object_material import object_material
from app.usecases.record_seal import record_seal
from app.usecases.show_licence import show_licence
from app.usecases.start_special import start_special
from app.usecases.transfer import transfer
from app.usecases.waive_material import waive_material
from tests.app.domain.kit import NOBODY_ELSE, STAFF, faulty, good
from tests.stories.hall import DAY_MS, Hall

HELPER = Assistance("孙八", "启工街道驿站")
IDENTIFIER = "1.2.156.3005.2.11100000000013338W011.11210000000000000X.000000001.001.I"
IN_PERSON = Person("张三", IdType.RESIDENT_CARD, "210102190001010014", birth="1900-01-01")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window; the day is that of the story."""
    hall = Hall(tmp_path / "one")
    yield hall
    hall.close()


def answered(hall: Hall, case: object, outcome: str, words: str = "", **data: str) -> None:
    """The last question was answered by the system it went to."""
    found = hall.case(case)  # type: ignore[arg-type]
    last = found.asks[-1]
    told = ev.PartnerAnswered(hall.clock.now(), STAFF, last.ask, last.system, outcome, words, data)
    hall.append(found.id, told)


def result_of(hall: Hall, case: object) -> tuple[object, ...]:
    """The sealed decision, ready to be given."""
    paper = hall.case(case).papers_of(PaperKind.GRANT)[-1]  # type: ignore[arg-type]
    act(hall.desk, case, RecordOut(paper.document_id, paper.printings, "device"))  # type: ignore[arg-type]
    record_seal(hall.desk, case, paper.document_id, "机关印章", "赵六", "盖章室")  # type: ignore[arg-type]
    return (paper.document_id,)


def granted(hall: Hall, **more: object) -> object:
    case = hall.take(intake=hall.intake(**more))
    accept(hall.desk, case, "counter")
    decide_on_spot(hall.desk, case, grant=True, validity="五年")
    return case


# 收件地 and 办理地


@pytest.mark.law("Z03")
def test_what_was_collected_for_another_place_is_judged_there_and_the_papers_travel(hall: Hall) -> None:
    row = hall.rows()[0]
    case = hall.take(faulty(row), intake=hall.intake(collected_for="辽阳市白塔区"))
    assert "代辽阳市白塔区收件" in hall.words(case, PaperKind.RECEIPT)
    asked = hall.case(case).asks[-1]
    assert (asked.system, dict(asked.data)["to"]) == ("cross-area", "辽阳市白塔区")
    for judge in (
        lambda: issue_notice(hall.desk, case),
        lambda: accept(hall.desk, case),
        lambda: decline(hall.desk, case, "authority", "不归本地", "辽阳市"),
    ):
        assert "办理地" in hall.refused(judge, "ZC-CASE-123").what
    move_bundle(hall.desk, case, "B-1", "邮寄", "邮政", 3, 0, "EM100000001")
    forward(hall.desk, case, "辽阳市白塔区政务服务中心", "代收件转办理地")
    slip = hall.words(case, PaperKind.HANDOVER_LIST)
    assert "辽阳市白塔区政务服务中心" in slip and "EM100000001" in slip
    assert hall.case(case).state is CaseState.FORWARDED


# what is shown instead of handed in


@pytest.mark.law("Z04", "J05")
def test_a_licence_shown_on_the_telephone_is_no_paper_and_once_verified_needs_no_original(hall: Hall) -> None:
    row = hall.rows()[0]
    case = hall.take(faulty(row), intake=hall.intake(identity_checked="card"))
    assert levels(hall.case(case)) == (REAL_NAME,)
    hall.refused(lambda: show_licence(hall.desk, case, row.line_id, " "), "ZC-CASE-124")
    show_licence(hall.desk, case, row.line_id, "LZ-4711")
    shown = next(m for m in hall.case(case).materials if m.line_id == row.line_id)
    assert (shown.status, shown.originals, shown.copies) == (MaterialStatus.EXEMPT, 0, 0), "no copy is kept"
    assert "待联网核验" in shown.note
    answered(hall, case, "pass", licence="1.2.156.3005.2.1")
    found = hall.case(case)
    verified = next(m for m in found.materials if m.line_id == row.line_id)
    assert (verified.trust, levels(found)) == (Trust.ISSUER, (REAL_NAME, REAL_LICENCE))
    hall.refused(lambda: issue_notice(hall.desk, case), "ZC-CASE-10")
    assert accept(hall.desk, case).case.accepted is not None, "nobody asks for the original"
    told = hall.words(case, PaperKind.ACCEPTANCE)
    assert "亮证，已核验" in told and "共享取得" not in told, "nobody fetched it"


@pytest.mark.law("Z04")
@pytest.mark.parametrize("system", ["mobile", "licence"])
def test_a_licence_of_somebody_else_is_said_to_be_and_on_a_telephone_it_is_no_proof(hall: Hall, system: str) -> None:
    """The answer names its holder, and the window looks for itself; a register's licence may be another's (a house)."""
    row = hall.rows()[0]
    case = hall.take(faulty(row))
    show_licence(hall.desk, case, row.line_id, "LZ-4711" if system == "mobile" else "1.2.156.3005.2.1.X")
    answered(hall, case, "pass", id="1.2.156.3005.2.1.X", name="不动产权证书", holder="other")
    shown = next(m for m in hall.case(case).materials if m.line_id == row.line_id)
    assert "持证人不是申请人或者代理人" in shown.note
    assert shown.settled is (system == "licence")
    found = hall.case(case)
    assert REAL_LICENCE not in levels(found), "it proves nobody"
    assert not licences_of([found], hall.intake().applicant.id_number, date(2026, 9, 28)), "it fills in nothing"


@pytest.mark.law("Z04")
def test_a_code_that_the_register_does_not_know_leaves_the_material_missing(hall: Hall) -> None:
    row = hall.rows()[0]
    case = hall.take(faulty(row))
    show_licence(hall.desk, case, row.line_id, "1.2.156.3005.2.1.X")
    assert hall.case(case).asks[-1].system == "licence"
    answered(hall, case, "fail", "没有这本证照")
    hall.refused(lambda: accept(hall.desk, case), "ZC-CASE-30")
    assert hall.case(case).open_faults[0].line_id == row.line_id
    hall.refused(lambda: show_licence(hall.desk, case, hall.rows()[1].line_id, "LZ-1"), "ZC-CASE-125")


@pytest.mark.law("J07", "Z04")
def test_a_face_beside_another_document_is_a_proof_that_stands_on_the_receipt(hall: Hall) -> None:
    known = face_words(FaceResult(FaceOutcome.SAME, 0.9), "社会保障卡")
    for outcome in set(FaceOutcome) - {FaceOutcome.SAME}:
        assert face_words(FaceResult(outcome, 0.9), "社会保障卡") == ""
    person = Applicant(person=Person("张三", IdType.OTHER, "样例-000001"))
    case = hall.take(intake=hall.intake(person, identity_checked=known))
    assert levels(hall.case(case)) == (REAL_NAME, REAL_PERSON)
    assert "人像比对通过（社会保障卡）" in hall.words(case, PaperKind.RECEIPT)


@pytest.mark.law("J04")
def test_where_shared_data_are_called_wrong_the_applicants_own_material_counts_and_both_are_kept(hall: Hall) -> None:
    row = hall.rows()[0]
    case = hall.take(replace(row, status=MaterialStatus.EXEMPT, note="由数据共享取得，待联网核验"))
    own = good(row)
    hall.refused(
        lambda: object_material(hall.desk, case, row.line_id, "法人库", "旧地址", "新地址", row), "ZC-CASE-22"
    )
    object_material(hall.desk, case, row.line_id, "法人库", "旧地址", "新地址", own)
    found = hall.case(case)
    now = next(m for m in found.materials if m.line_id == row.line_id)
    assert (now.status, now.originals) == (MaterialStatus.ORIGINAL, 1)
    kept = found.objections[-1]
    assert (kept.shown, kept.claimed, kept.own) == ("旧地址", "新地址", own)
    assert found.asks[-1].system == "exchange", "the source is told"
    assert row.name in hall.words(case, PaperKind.RECEIPT)


@pytest.mark.law("J06")
def test_a_line_is_dispensed_with_only_with_the_fact_and_what_shows_it_on_record(hall: Hall) -> None:
    row = hall.rows()[0]
    case = hall.take(faulty(row))
    hall.refused(lambda: waive_material(hall.desk, case, row.line_id, "住所使用权", " "), "ZC-CASE-23")
    hall.refused(lambda: accept(hall.desk, case), "ZC-CASE-30")
    waive_material(hall.desk, case, row.line_id, "住所使用权", "不动产权证书")
    waived = hall.case(case).waivers[-1]
    assert (waived.fact, waived.proof, waived.by.name) == ("住所使用权", "不动产权证书", "钱收件")
    accept(hall.desk, case)
    assert "免交" in hall.words(case, PaperKind.ACCEPTANCE)


# 上门, 帮代办


@pytest.mark.law("H07", "J18", "Z14")
def test_a_visit_leaves_who_called_and_when_and_help_is_free_and_wanted(hall: Hall) -> None:
    person = Applicant(person=IN_PERSON)
    by = Agent(Person("孙八", IdType.RESIDENT_CARD, "210106190008081160"), "代理人")
    at_home = hall.intake(person, agent=by, channel="上门", assistance=HELPER)
    told = Timestamp(hall.clock.ms - 3_600_000)
    for nobody in (None, replace(HELPER, helper=" ")):
        alone = replace(at_home, assistance=nobody)
        hall.refused(lambda alone=alone: act_receive(hall, alone, told), "ZC-CASE-127")  # type: ignore[misc]
    case = act_receive(hall, at_home, told)
    issue_paper(hall.desk, case, PaperKind.POWER_OF_ATTORNEY)
    receipt = hall.words(case, PaperKind.RECEIPT)
    for words in ("上门", "孙八", "申请人自愿，免费", "9时30分"):
        assert words in receipt
    assert "任何人不得就帮代办收取费用" in hall.words(case, PaperKind.POWER_OF_ATTORNEY)
    hall.refused(lambda: ask_partner(hall.desk, case, "payment"), "ZC-CASE-28")


def act_receive(hall: Hall, intake: ev.Intake, handed: Timestamp | None) -> object:
    from app.usecases.receive import receive

    case = uuid4()
    receive(hall.desk, case, intake, tuple(good(row) for row in hall.rows()), handed)
    return case


@pytest.mark.law("Z14")
def test_a_service_is_rated_by_the_applicant_once_and_a_bad_one_is_to_be_mended_by_a_day(hall: Hall) -> None:
    case = hall.take()

    def rate(subject: str = "受理", **data: str) -> object:
        return ask_partner(hall.desk, case, "rating", subject, {"by": "applicant"} | data)

    hall.refused(lambda: rate(level="5", by="clerk"), "ZC-CASE-29")
    hall.refused(lambda: rate(level="1"), "ZC-CASE-29")
    rate(level="1", detail="等了两小时")
    said = dict(hall.case(case).asks[-1].data)
    assert (said["rectify_by"], said["score"]) == ("2026-10-23", "1"), "as the rating system reads it"
    hall.refused(lambda: rate(level="5"), "ZC-CASE-29")
    rate("办结", level="5")
    issue_paper(hall.desk, case, PaperKind.RATING_SLIP)
    assert "评价自愿" in hall.words(case, PaperKind.RATING_SLIP)


# credit, survey, project


@pytest.mark.law("Z15", "A6-14")
def test_credit_is_asked_at_once_and_again_before_the_decision_without_a_word_and_holds_nothing_up(
    hall: Hall,
) -> None:
    case = hall.take()
    (first,) = hall.case(case).asks
    assert (first.system, first.waiting) == ("credit", True)
    hall.clock.ms += DAY_MS
    answered(hall, case, "pass", "信用正常", code="00")
    hall.clock.ms += DAY_MS
    accept(hall.desk, case)
    again = hall.case(case).asks[-1]
    assert (again.system, again.waiting) == ("credit", True) and again.ask != first.ask
    assert "信用正常" not in hall.words(case, PaperKind.ACCEPTANCE)
    assert dict(hall.case(case).asks[0].answer) == {"code": "00"}, "a code, never the record"
    other = hall.take()
    accept(hall.desk, other)
    assert [a.system for a in hall.case(other).asks] == ["credit"], "待查 is not asked twice"


@pytest.mark.law("Z08", "A6-26")
def test_a_survey_does_not_stop_the_clock_and_all_departments_come_once(hall: Hall) -> None:
    case = hall.take()
    accept(hall.desk, case, "counter")
    due = hall.case(case).main_due
    said = hall.refused(
        lambda: start_special(hall.desk, case, "现场勘验", "办事指南", Period(5), "赵六"), "ZC-CASE-82"
    )
    assert "照常计算" in said.what
    hall.refused(lambda: start_special(hall.desk, case, "检验", "", Period(5), " "), "ZC-CASE-80")
    hall.refused(lambda: start_special(hall.desk, case, "检验", "", Period(0), "赵六"), "ZC-CASE-81")
    wanted = {"day": "2026-10-15", "departments": "住建局 消防", "photos": "ab12 cd34"}
    ask_partner(hall.desk, case, "survey", "", wanted)
    answered(hall, case, "pass", "各部门一次勘验通过", found="符合条件")
    found = hall.case(case)
    assert (found.main_due, found.special, found.asks[-1].outcome) == (due, None, "pass")
    start_special(hall.desk, case, "检验", "行政许可法 45", Period(5), "赵六")
    told = hall.words(case, PaperKind.SPECIAL_PROCEDURE)
    assert "检验" in told and "5个工作日" in told and "赵六" in told


@pytest.mark.law("Z12", "J16", "A6-34")
def test_a_project_without_a_code_is_taken_in_entered_for_her_and_its_decision_goes_on_by_the_code(hall: Hall) -> None:
    case = hall.take()
    assert hall.case(case).received is not None, "nobody is sent to a website first"
    hall.refused(lambda: name_project(hall.desk, case), "ZC-CASE-126")
    name_project(hall.desk, case, name="样例厂房")
    asked = hall.case(case).asks[-1]
    assert (asked.system, dict(asked.data)) == ("project", {"action": "enter", "name": "样例厂房"})
    answered(hall, case, "entered", "已录入", code="2026-210106-00-00-000001", stage="立项用地规划许可")
    assert project_code(hall.case(case)) == "2026-210106-00-00-000001"
    accept(hall.desk, case, "counter")
    decide_on_spot(hall.desk, case, grant=True, validity="五年")
    last = hall.case(case).asks[-1]
    assert (last.system, last.subject, dict(last.data)) == (
        "project", "2026-210106-00-00-000001", {"action": "decision"}
    )  # fmt: skip
    plain = granted(hall)
    assert all(each.system != "project" for each in hall.case(plain).asks)


@pytest.mark.law("J17")
def test_an_intermediary_counts_unless_a_law_says_otherwise_and_it_is_told_in_writing(hall: Hall) -> None:
    case = hall.take()
    accept(hall.desk, case, "counter")
    act_ = ("中介服务：检测报告", "《样例条例》第九条", Period(10), "赵六")
    assert "照常计算" in hall.refused(lambda: start_special(hall.desk, case, *act_), "ZC-CASE-82").what
    assert hall.case(case).special is None
    hall.publish(replace(hall.guide, special_laws=("《样例条例》第九条",)), "演练2027-01")
    named = hall.take()
    accept(hall.desk, named, "counter")
    start_special(hall.desk, named, *act_)
    told = hall.words(named, PaperKind.SPECIAL_PROCEDURE)
    assert "《样例条例》第九条" in told and "10个工作日" in told


# the way out


@pytest.mark.law("B3-16", "Z02", "D12")
def test_passing_a_case_on_gives_the_slip_that_says_in_whose_hand_it_is(hall: Hall) -> None:
    case = hall.take()
    transfer(hall.desk, case, "铁西区市场监督管理局", "收受分离")
    found = hall.case(case)
    assert found.lease == "platform"
    slip = hall.words(case, PaperKind.ROUTING)
    assert "办理流程单" in slip and "沈阳样例食品有限公司" in slip
    move_bundle(hall.desk, case, "B-7", "市场监督管理局", "周八", 4, 1)
    issue_paper(hall.desk, case, PaperKind.HANDOVER_LIST)
    told = hall.words(case, PaperKind.HANDOVER_LIST)
    for words in ("B-7", "周八", "钱收件"):
        assert words in told


@pytest.mark.law("B3-23", "B3-22", "D16")
@pytest.mark.parametrize(
    ("method", "proof", "code", "words"),
    [
        ("邮寄送达", {"reference": "EM100000001"}, "ZC-CASE-120", ("■邮寄送达", "EM100000001")),
        ("留置送达", {"refusal": "拒绝签收", "witness": "吴九"}, "ZC-CASE-120", ("■留置送达", "拒绝签收", "吴九")),
        ("电子送达", {"reference": "HZ-42"}, "ZC-CASE-120", ("■电子送达", "HZ-42")),
    ],
)
def test_each_way_of_service_has_its_own_proof_on_paper(
    hall: Hall, method: str, proof: dict[str, str], code: str, words: tuple[str, ...]
) -> None:
    way = {"邮寄送达": "邮寄", "电子送达": "电子"}.get(method, "自取")
    case = granted(hall, delivery=way, post_to="样例路1号" if way == "邮寄" else "")
    if way == "电子":
        made = ev.PartnerAnswered(
            hall.clock.now(), STAFF, hall.case(case).asks[-1].ask, "licence", "issued", "", {"id": "1.2.156.3005.2.1"}  # type: ignore[arg-type]
        )
        hall.append(case, made)  # type: ignore[arg-type]
    documents = result_of(hall, case)
    unsigned = replace(NOBODY_ELSE, signature="")
    for lacking in proof:
        less = {key: value for key, value in proof.items() if key != lacking}
        hall.refused(lambda less=less: hand_over(hall.desk, case, unsigned, documents, method, **less), code)  # type: ignore[misc]
    hand_over(hall.desk, case, unsigned, documents, method, **proof)
    assert hall.case(case).state is CaseState.SERVED
    paper = hall.words(case, PaperKind.SERVICE_PROOF)
    assert all(each in paper for each in words), paper


@pytest.mark.law("B3-23")
def test_nobody_is_served_electronically_who_did_not_choose_it(hall: Hall) -> None:
    case = granted(hall)
    documents = result_of(hall, case)
    unsigned = replace(NOBODY_ELSE, signature="")
    hall.refused(
        lambda: hand_over(hall.desk, case, unsigned, documents, "电子送达", reference="HZ-1"), "ZC-CASE-104"
    )
    hall.refused(lambda: hand_over(hall.desk, case, unsigned, documents), "ZC-CASE-72")


@pytest.mark.law("J08")
def test_a_signature_on_the_pad_stands_for_one_on_paper_and_a_thumb_wants_a_witness(hall: Hall) -> None:
    case = granted(hall)
    documents = result_of(hall, case)
    marked = replace(NOBODY_ELSE, signature="", mark="右手食指")
    hall.refused(lambda: hand_over(hall.desk, case, marked, documents), "ZC-CASE-19")
    hall.refused(lambda: hand_over(hall.desk, case, replace(marked, mark=""), documents), "ZC-CASE-72")
    hand_over(hall.desk, case, replace(NOBODY_ELSE, signature="d41d8cd98f"), documents)
    handed = hall.case(case).handed_over
    assert handed is not None and handed.recipient.signature == "d41d8cd98f"
    assert "签名板签名" in hall.words(case, PaperKind.SERVICE_PROOF)


@pytest.mark.law("J09")
def test_where_the_rules_allow_it_a_case_decided_on_the_spot_has_no_acceptance_paper(hall: Hall) -> None:
    case = hall.take()
    said = hall.refused(lambda: accept(hall.desk, case, "counter", voucher=False), "ZC-CASE-122")
    assert said.law, "Liaoning gives one in writing"
    hall.province("zhejiang")
    other = hall.take()
    hall.refused(lambda: accept(hall.desk, other, "department", voucher=False), "ZC-CASE-122")
    accept(hall.desk, other, "counter", voucher=False)
    assert hall.case(other).papers_of(PaperKind.ACCEPTANCE) == ()
    decide_on_spot(hall.desk, other, grant=True, validity="五年")
    assert "准予" in hall.words(other, PaperKind.GRANT)


@pytest.mark.law("B3-26")
def test_an_error_found_after_service_is_mended_by_a_new_case_that_asks_for_nothing_again(hall: Hall) -> None:
    case = granted(hall)
    hall.refused(lambda: mend_case(hall.desk, case, uuid4(), "姓名写错"), "ZC-CASE-128")
    hand_over(hall.desk, case, NOBODY_ELSE, result_of(hall, case))
    before = hall.case(case)
    hall.refused(lambda: mend_case(hall.desk, case, uuid4(), " "), "ZC-CASE-128")
    mended = uuid4()
    mend_case(hall.desk, case, mended, "法定代表人李四误为李西")
    found = hall.case(mended)
    assert found.intake is not None and found.intake.corrects == case
    assert not found.open_faults and not any(row.taken for row in found.materials), "the hall has it all"
    assert "李四误为李西" in hall.words(mended, PaperKind.RECEIPT)
    assert hall.case(case) == before, "what was served stays as it was"
    accept(hall.desk, mended, "counter")


@pytest.mark.law("B3-26")
def test_a_card_shown_for_the_old_case_is_not_told_as_shown_for_the_one_that_mends_it(hall: Hall) -> None:
    guide = hall.guide
    form, second, *others = guide.materials
    card = replace(second, name="营业执照", requirement="出示原件，核验后退回")
    hall.publish(replace(guide, materials=(form, card, *others)), "演练2027-01")
    read = replace(IN_PERSON, source="card", sam_id="SAM-1")
    people = {"applicant": Applicant(person=read), "agent": Agent(read), "identity_checked": "card; 人工核对（证件照）"}
    old = granted(hall, **people)
    assert "核验后退还" in hall.words(old, PaperKind.RECEIPT)
    hand_over(hall.desk, old, NOBODY_ELSE, result_of(hall, old))
    mended = uuid4()
    mend_case(hall.desk, old, mended, "姓名写错一字", Today(Agent(IN_PERSON)))
    found, told = hall.case(mended), hall.words(mended, PaperKind.RECEIPT)
    assert "核验" not in told and "营业执照" not in told, "nobody showed anything"
    assert [row.name for row in found.open_faults] == ["营业执照"], "what the hall kept is not asked for again"
    assert levels(found) == (), "nobody was looked at"
    issue_paper(hall.desk, mended, PaperKind.POWER_OF_ATTORNEY)
    assert "核验" not in hall.words(mended, PaperKind.POWER_OF_ATTORNEY), "no card was read"
    hall.refused(lambda: accept(hall.desk, mended, "counter"), "ZC-CASE-30")
    correct_on_spot(hall.desk, mended, (good(found.open_faults[0]),), "出示了营业执照", "张三")
    accept(hall.desk, mended, "counter")


@pytest.mark.law("B3-26")
def test_a_mending_case_needs_nothing_that_the_hall_holds_fetches_or_has_verified_anew(hall: Hall) -> None:
    guide = hall.guide
    wanted = ("申请书", "身份证", "电子件", "电子证照", "亮证", "共享")
    lines = [
        replace(line, name=name, requirement="", obtainable="", conditions=())
        for line, name in zip(guide.materials, wanted, strict=True)
    ]
    lines[1] = replace(lines[1], requirement="申请人本人持身份证到场读卡")
    lines[5] = replace(lines[5], obtainable="共享")
    hall.publish(replace(guide, materials=tuple(lines)), "演练2027-01")
    _, card, sent, licence, code, shared = hall.rows()
    electronic = replace(sent, status=MaterialStatus.ELECTRONIC, auth="card", trust=Trust.UPLOADED)
    old = hall.take(as_read(card), electronic, by_licence(licence, IDENTIFIER), faulty(code), obtainable(shared))
    show_licence(hall.desk, old, code.line_id, "LZ-4711")
    answered(hall, old, "pass", licence="1.2.156.3005.2.1")
    accept(hall.desk, old, "counter")
    decide_on_spot(hall.desk, old, grant=True, validity="五年")
    hand_over(hall.desk, old, NOBODY_ELSE, result_of(hall, old))
    mended = uuid4()
    mend_case(hall.desk, old, mended, "姓名写错一字")
    found = hall.case(mended)
    assert [row.name for row in found.open_faults] == ["身份证", "亮证"], "what was only shown is shown again"
    assert {row.name for row in found.materials if reused(row)} == {"申请书", "电子件"}
    anew = [each for each in found.asks if each.system in ("licence", "exchange") and each.waiting]
    waiting = {dict(each.data).get("line", each.subject) for each in anew}
    assert {licence.line_id, shared.line_id} <= waiting, "neither answer of then is taken for one of today"
    told = hall.words(mended, PaperKind.RECEIPT)
    assert "读卡" not in told and "已核验" not in told and "亮证" not in told


# on whose behalf


@pytest.mark.law("H15")
def test_a_paper_says_on_whose_behalf_its_organ_acts(hall: Hall) -> None:
    remark = "代市级政府审核；受沈阳市市场监督管理局委托（《样例委托书》）；内部编号7"
    guide = hall.guide
    hall.publish(replace(guide, item=replace(guide.item, remark=remark)), "演练2027-01")
    case = hall.take()
    accept(hall.desk, case, "counter")
    told = hall.words(case, PaperKind.ACCEPTANCE)
    assert guide.authority.name in told
    assert "备注：代市级政府审核；受沈阳市市场监督管理局委托（《样例委托书》）" in told and "内部编号" not in told
    assert "受沈阳市市场监督管理局委托" not in hall.words(case, PaperKind.RECEIPT), "收件 is the hall's own"
