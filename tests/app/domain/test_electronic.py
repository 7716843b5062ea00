"""Electronic materials, shown licences, shared facts: as good as paper, known by their giver, not asked for twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.case import Ask
from app.domain.electronic import AUTH_WORDS, CERTIFICATE, FACE, LICENCE, electronic_words
from app.domain.materials import CARD, FaultCode, MaterialStatus, SubmittedMaterial, fault_of
from app.domain.shared import Shared, shared_facts
from tests.app.domain.kit import NURSE, STAFF, Counter, faulty

IDENTIFIER = "1.2.156.3005.2.11100000000013338W011.11210000000000000X.000000001.001."


def licence_id() -> str:
    from app.domain.codes import licence_check_character

    body = "11100000000013338W01111210000000000000X000000001001"
    return IDENTIFIER + licence_check_character(body)


def electronic(row: SubmittedMaterial, auth: str = FACE, evidence: str = "") -> SubmittedMaterial:
    return replace(row, status=MaterialStatus.ELECTRONIC, auth=auth, evidence=evidence)


@pytest.mark.law("P11", "L20")
@pytest.mark.parametrize("auth", [CARD, FACE, CERTIFICATE])
def test_an_electronic_material_of_a_known_giver_settles_its_line_and_the_record_says_how(auth: str) -> None:
    counter = Counter().received(electronic(Counter().rows[1], auth))
    row = counter.need().materials[1]
    assert row.settled and row.auth == auth and AUTH_WORDS[auth] in electronic_words(row)
    counter.do(cmd.Accept())


@pytest.mark.law("P11")
def test_an_electronic_material_of_nobody_is_not_taken_and_the_way_out_is_named() -> None:
    counter = Counter()
    rows = (electronic(counter.rows[1], ""), *(r for r in counter.rows[2:]))
    assert counter.refused(cmd.Receive(counter.intake(), rows)) == "ZC-CASE-108"
    answer = counter.ask(cmd.Receive(counter.intake(), rows))
    assert isinstance(answer, cmd.Refusal) and "读卡" in answer.what_next and "纸质件" in answer.what_next


@pytest.mark.law("L20")
@pytest.mark.parametrize("fault", [FaultCode.MISSING, FaultCode.COUNT])
def test_what_was_handed_in_electronically_is_not_demanded_on_paper(fault: FaultCode) -> None:
    counter = Counter()
    again = replace(faulty(counter.rows[1], fault), auth=FACE)
    assert counter.refused(cmd.Receive(counter.intake(), (again,))) == "ZC-CASE-110"
    counter.received(electronic(counter.rows[1]))
    counter.case = replace(counter.need(), materials=(again, *counter.need().materials[2:]))
    assert counter.refused(cmd.IssueNotice()) == "ZC-CASE-110"


@pytest.mark.law("L20")
def test_a_law_named_in_the_guide_may_want_paper_and_a_real_fault_is_told_with_both_ways() -> None:
    counter = Counter()
    lines = list(counter.item.materials)
    lines[1] = replace(lines[1], paper_basis="某法第一条")
    counter.item = counter.guide = replace(counter.item, materials=tuple(lines))
    counter.received(replace(faulty(counter.rows[1]), auth=FACE))
    counter.do(cmd.IssueNotice())
    wrong = replace(faulty(counter.rows[2], FaultCode.EXPIRED), auth=FACE)
    assert "电子件、纸质件都可以" in fault_of(wrong).correction


@pytest.mark.law("P16")
def test_a_shown_licence_is_kept_by_its_identifier_and_the_licence_system_is_asked() -> None:
    counter = Counter().received(electronic(Counter().rows[1], LICENCE, licence_id()))
    asked = counter.need().asked("licence")
    assert asked is not None and (asked.subject, dict(asked.data)["action"]) == (licence_id(), "verify")
    assert counter.need().materials[1].evidence == licence_id()


@pytest.mark.law("P16")
def test_a_licence_with_a_false_identifier_stands_for_nothing() -> None:
    counter = Counter()
    forged = licence_id()[:-1] + ("0" if licence_id()[-1] != "0" else "1")
    shown = electronic(counter.rows[1], LICENCE, forged)
    assert counter.refused(cmd.Receive(counter.intake(), (shown,))) == "ZC-CASE-109"


# shared facts


def fetched() -> Counter:
    counter = Counter(NURSE)
    line = next(row for row in counter.rows if row.obtainable == "共享")
    return counter.received(replace(line, status=MaterialStatus.EXEMPT))


def look(counter: Counter) -> Ask:
    return next(a for a in counter.need().asks if a.system == "exchange")


def answer(counter: Counter, asked: Ask, outcome: str, words: str = "", **data: str) -> None:
    counter.comes_down(ev.PartnerAnswered(counter.now, STAFF, asked.ask, "exchange", outcome, words, data))


@pytest.mark.law("L22", "L15")
def test_what_is_shared_is_asked_for_by_itself_with_its_purpose_and_waits_without_being_missing() -> None:
    counter = fetched()
    asked = look(counter)
    assert dict(asked.data)["purpose"].startswith("办理护士执业注册（") and dict(asked.data)["register"] == "卫生健康"
    (fact,) = shared_facts(counter.need())
    assert fact.state is Shared.WAITING and "待联网核验" in fact.words
    assert not counter.need().open_faults
    counter.do(cmd.Accept())


@pytest.mark.law("L15", "L22")
def test_a_shared_fact_says_whence_and_of_which_day_it_is() -> None:
    counter = fetched()
    answer(counter, look(counter), "pass", source="国家卫健委", as_of="2026-09-01", 成绩="合格")
    (fact,) = shared_facts(counter.need())
    assert (fact.state, fact.source, fact.as_of) == (Shared.VERIFIED, "国家卫健委", "2026-09-01")
    assert fact.values == {"成绩": "合格"} and "来源 国家卫健委，截至2026-09-01" in fact.words


@pytest.mark.law("L22", "P09")
@pytest.mark.parametrize(
    ("outcome", "code"), [("", "ZC-CASE-111"), ("pass", "ZC-CASE-111"), ("unknown", ""), ("refused", "")]
)
def test_what_the_hall_can_fetch_is_not_demanded_unless_the_source_does_not_have_it(outcome: str, code: str) -> None:
    counter = fetched()
    if outcome:
        answer(counter, look(counter), outcome, source="国家卫健委")
    case = counter.need()
    demanded = tuple(faulty(m) if m.obtainable else m for m in case.materials)
    counter.case = replace(case, materials=demanded)
    if code:
        assert counter.refused(cmd.IssueNotice()) == code
    else:
        counter.do(cmd.IssueNotice())


@pytest.mark.law("L15", "P21")
def test_an_objection_changes_no_shared_fact_stands_beside_it_and_ends_with_an_answer() -> None:
    counter = fetched()
    answer(counter, look(counter), "pass", source="国家卫健委", 成绩="合格")
    line = counter.need().materials[2].line_id
    counter.do(cmd.ObjectMaterial(line, "国家卫健委", "合格", "成绩是补考合格"))
    (fact,) = shared_facts(counter.need())
    assert fact.values == {"成绩": "合格"} and fact.objection is not None and "待受理" in fact.words
    asked = [a for a in counter.need().asks if a.system == "exchange"][-1]
    assert dict(asked.data)["action"] == "objection" and dict(asked.data)["says"] == "成绩是补考合格"
    answer(counter, asked, "kept", "数据异议已受理", ticket="YY1")
    assert "已受理 YY1" in shared_facts(counter.need())[0].words
    answer(counter, asked, "corrected", "已更正", ticket="YY1")
    (fact,) = shared_facts(counter.need())
    assert "YY1：已更正" in fact.words and fact.values == {"成绩": "合格"}, "as it was shown, for ever"


# items nobody applies for


@pytest.mark.law("P01")
@pytest.mark.parametrize("kind", ["行政处罚", "行政强制", "行政征收", "行政检查"])
def test_what_an_authority_does_of_itself_is_not_applied_for_at_a_window(kind: str) -> None:
    counter = Counter()
    counter.guide = replace(counter.item, item=replace(counter.item.item, kind=kind))
    refusal = counter.ask(cmd.Receive(counter.intake(), counter.rows))
    assert isinstance(refusal, cmd.Refusal) and refusal.code == "ZC-CASE-107"
    assert kind in refusal.why and "即时告知单" in refusal.what_next and refusal.law


@pytest.mark.law("P01")
@pytest.mark.parametrize(
    "kind",
    ["行政许可", "行政确认", "行政给付", "行政奖励", "行政裁决", "其他行政权力", "公共服务", "未来的种类"],
)
def test_what_is_applied_for_is_taken_in_and_so_is_a_kind_that_no_list_knows_yet(kind: str) -> None:
    counter = Counter()
    counter.guide = replace(counter.item, item=replace(counter.item.item, kind=kind))
    counter.received()
