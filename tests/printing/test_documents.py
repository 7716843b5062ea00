"""No paper leaves without what the law wants on it, and none shows a stranger a whole number."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.paper import PAPER_RULES, PaperKind
from app.errors import UserFacingError
from printing.documents import (
    Acceptance,
    AcceptanceRevoked,
    BlankCount,
    Commitment,
    CorrectionReceipt,
    DeficiencyNotice,
    Envelope,
    FeeNotice,
    HandoverList,
    NonAcceptance,
    OpeningCheck,
    Paper,
    Party,
    ProofOfService,
    Receipt,
    TolerancePledge,
    all_papers,
    daily_papers,
)
from printing.documents.base import Need, mask_id
from printing.documents.commitment import standard_promise
from printing.documents.decisions import Fault, Ground
from printing.documents.notes import Branch
from printing.documents.service import ResultPaper, ServiceMethod
from printing.documents.specimens import fuller_papers, licence_commitment, matter_acceptance, visit_receipt

EVERY = all_papers()
DAILY = daily_papers()
SPECIMENS: list[Paper] = [kind.sample() for kind in (*EVERY, *DAILY)] + list(fuller_papers().values())


def _starred() -> list[Any]:
    """Every content that every specimen must have, the rows' own included; each once, under its paper's law row."""
    found: dict[tuple[str, str], Any] = {}
    for paper in SPECIMENS:
        for need in (*paper.common_needs(), *paper.NEEDS, *paper.more_needs()):
            row = paper.KIND.replace("D21b", "D21")
            marks = () if row.startswith("R") else (pytest.mark.law(row),)
            name = f"{paper.KIND}-{need.field}"
            found.setdefault((paper.KIND, need.field), pytest.param(paper, need, marks=marks, id=name))
    return list(found.values())


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.KIND)
def test_specimen_is_complete_and_agrees_with_the_rules_of_the_case(kind: type[Paper]) -> None:
    paper = kind.sample()
    paper.required()
    rule = PAPER_RULES[PaperKind(kind.KIND)]
    assert (rule.name, str(rule.seal), rule.copies) == (kind.NAME, kind.SEAL, kind.COPIES)


def test_every_kind_of_paper_of_the_case_has_its_document() -> None:
    assert [kind.KIND for kind in EVERY] == [str(kind) for kind in PaperKind]


def _without(value: Any, path: str) -> Any:
    """The same paper with the content at the path emptied, as a clerk would leave it."""
    first, _, rest = path.partition(".")
    if not rest and not hasattr(value, "__dataclass_fields__"):
        raise AssertionError(path)
    if isinstance(value, tuple):
        n = int(first)
        return (*value[:n], _without(value[n], rest), *value[n + 1 :])
    old = getattr(value, first)
    if rest:
        return replace(value, **{first: _without(old, rest)})
    return replace(value, **{first: " " if isinstance(old, str) else () if isinstance(old, tuple) else None})


@pytest.mark.parametrize(("paper", "need"), _starred())
def test_missing_legal_content_is_refused_and_the_article_named(paper: Paper, need: Need) -> None:
    with pytest.raises(UserFacingError) as caught:
        _without(paper, need.field).required()
    assert caught.value.code == "ZC-PRN-21"
    assert need.name in caught.value.what
    assert need.law in caught.value.what
    assert caught.value.kept
    assert caught.value.what_next


@pytest.mark.parametrize("paper", SPECIMENS, ids=lambda paper: type(paper).__name__)
def test_every_specimen_may_be_given_out(paper: Paper) -> None:
    paper.required()


@pytest.mark.law("D08")
@pytest.mark.parametrize("statement", ["known", "meets", "liable", "genuine"])
def test_promise_with_a_statement_not_ticked_is_refused_unless_a_pen_shall_tick_it(statement: str) -> None:
    paper = Commitment.sample()
    tick = replace(getattr(paper.promise, statement), ticked=False)
    paper = replace(paper, promise=replace(paper.promise, **{statement: tick}))
    with pytest.raises(UserFacingError, match="1 项承诺没有由申请人勾选") as caught:
        paper.required()
    assert caught.value.code == "ZC-PRN-24"
    assert tick.text.rstrip("；。") in caught.value.what
    replace(paper, by_pen=True).required()


@pytest.mark.law("D08")
def test_licence_on_a_promise_says_when_it_is_checked() -> None:
    licence_commitment().required()
    with pytest.raises(UserFacingError, match="检查验收期限"):
        replace(licence_commitment(), check_within="").required()
    # The proof of a fact needs no such check.
    replace(Commitment.sample(), check_within="").required()


def test_no_statement_is_ticked_beforehand() -> None:
    assert not any(statement.ticked for statement in standard_promise().all)


@pytest.mark.law("D06")
def test_pledge_later_than_the_item_allows_is_refused() -> None:
    pledge = TolerancePledge.sample()
    assert pledge.latest is not None
    replace(pledge, promised_by=pledge.latest).required()
    with pytest.raises(UserFacingError, match="规定时限") as caught:
        replace(pledge, promised_by=pledge.latest + timedelta(days=1)).required()
    assert caught.value.code == "ZC-PRN-25"


@pytest.mark.law("D06")
def test_agent_pledges_with_a_power_of_attorney_only() -> None:
    with pytest.raises(UserFacingError, match="授权委托书"):
        replace(TolerancePledge.sample(), agent=Party("李四")).required()


@pytest.mark.law("D10")
def test_revocation_served_online_names_the_online_review() -> None:
    with pytest.raises(UserFacingError, match="互联网行政复议渠道"):
        replace(AcceptanceRevoked.sample(), served_electronically=True).required()


@pytest.mark.law("D12b")
def test_courier_without_a_waybill_is_refused() -> None:
    with pytest.raises(UserFacingError, match="邮件号"):
        replace(HandoverList.sample(), waybill="").required()
    replace(HandoverList.sample(), courier="", waybill="").required()


@pytest.mark.law("D17")
@pytest.mark.parametrize("amount", [0, -1])
def test_fee_notice_over_nothing_is_refused(amount: int) -> None:
    notice = FeeNotice.sample()
    with pytest.raises(UserFacingError, match="不是正数") as caught:
        replace(notice, lines=(replace(notice.lines[0], amount=amount),)).required()
    assert caught.value.code == "ZC-PRN-26"


@pytest.mark.law("D02")
def test_branch_without_its_department_is_refused() -> None:
    lone = replace(matter_acceptance(), branches=(Branch("食品经营许可", "", "10个工作日"),))
    with pytest.raises(UserFacingError, match="第1个事项的承办部门"):
        lone.required()


@pytest.mark.law("D01")
def test_case_of_a_visit_without_its_materials_is_refused() -> None:
    visit = visit_receipt()
    with pytest.raises(UserFacingError, match="第3件的收到的材料清单"):
        replace(visit, more=(visit.more[0], replace(visit.more[1], materials=()))).required()
    assert visit.paper_count == 4 + 2 + 2


def test_point_of_a_check_that_is_not_right_says_what_is_done() -> None:
    check = OpeningCheck.sample()
    for found in (False, None):
        line = replace(check.lines[0], right=found, action="")
        with pytest.raises(UserFacingError, match=line.name):
            replace(check, lines=(line,)).required()


def test_difference_of_blanks_is_explained() -> None:
    count = BlankCount.sample()
    with pytest.raises(UserFacingError, match="食品经营许可证"):
        replace(count, lines=(count.lines[0], replace(count.lines[1], note=""))).required()


@pytest.mark.parametrize("part", ["material", "finding", "remedy", "basis"])
def test_notice_with_a_row_that_does_not_say_all_is_refused(part: str) -> None:
    notice = DeficiencyNotice.sample()
    broken = replace(notice.faults[1], **{part: " "})
    with pytest.raises(UserFacingError, match="第2项"):
        replace(notice, faults=(notice.faults[0], broken)).required()


@pytest.mark.parametrize(
    ("ground", "lost", "named"),
    [
        (Ground.NOT_OURS, "competent", "应当受理的行政机关"),
        (Ground.STILL_FAILING, "failing", "补正后仍不符合的内容"),
        (Ground.STILL_FAILING, "notice_number", "一次性告知书编号"),
        (Ground.STILL_FAILING, "clauses", "不予受理的依据"),
    ],
)
def test_non_acceptance_says_what_its_ground_calls_for(ground: Ground, lost: str, named: str) -> None:
    paper = replace(NonAcceptance.sample(), ground=ground, competent="沈阳市公安局铁西分局")
    empty = () if lost in ("failing", "clauses") else ""
    with pytest.raises(UserFacingError, match=named):
        replace(paper, **{lost: empty}).required()


def test_non_acceptance_served_online_names_the_online_review() -> None:
    with pytest.raises(UserFacingError, match="互联网行政复议渠道"):
        replace(NonAcceptance.sample(), served_electronically=True).required()


def test_unsealed_paper_is_not_served() -> None:
    unsealed = ResultPaper("受理通知书", "〔2026〕1号", needs_seal=True, sealed=False)
    with pytest.raises(UserFacingError) as caught:
        replace(ProofOfService.sample(), papers=(unsealed,)).required()
    assert caught.value.code == "ZC-PRN-23"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"recipient": "李四"}, "关系"),
        ({"method": ServiceMethod.LEFT}, "拒收事由"),
        ({"method": ServiceMethod.POST}, "邮件号"),
    ],
)
def test_proof_of_service_wants_what_its_way_calls_for(change: dict[str, object], named: str) -> None:
    with pytest.raises(UserFacingError, match=named):
        replace(ProofOfService.sample(), **change).required()


def test_reprint_without_a_reason_is_refused() -> None:
    paper = replace(Receipt.sample(), envelope=Envelope.sample("〔2026〕1号", printing=2))
    with pytest.raises(UserFacingError) as caught:
        paper.required()
    assert caught.value.code == "ZC-PRN-22"


def test_materials_only_exempt_count_no_paper() -> None:
    receipt = Receipt.sample()
    assert receipt.paper_count == 4
    assert replace(receipt, materials=receipt.materials[2:3]).paper_count == 0


@given(st.text("0123456789X", min_size=9, max_size=20))
def test_masked_number_shows_eight_characters_at_most(number: str) -> None:
    masked = mask_id(number)
    assert masked == mask_id(masked)
    assert len(masked) == len(number)
    assert len(masked.replace("*", "")) <= 8


def test_short_number_is_masked_too() -> None:
    assert mask_id("E1234567") == "E*******"
    assert Party("某公司", "统一社会信用代码", "11210106MB1H357457", company=True).masked.endswith(
        "MB1H357457"
    )
    assert Party("张三", "居民身份证", "210106190001010014").masked == "居民身份证 2101**********0014"


def test_texts_reach_into_every_row() -> None:
    notice = replace(
        DeficiencyNotice.sample(), faults=(Fault("甲材料", "缺失", "乙情况", "丙做法", "丁依据"),)
    )
    for word in ("甲材料", "乙情况", "丙做法", "丁依据", notice.envelope.number, "张三"):
        assert word in notice.texts()
    assert CorrectionReceipt.sample().remaining[0] in CorrectionReceipt.sample().texts()
    assert Acceptance.sample().law[0] in Acceptance.sample().texts()
