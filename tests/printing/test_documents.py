"""No paper leaves without what the law wants on it, and none shows a stranger a whole number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.paper import PAPER_RULES, PaperKind
from app.errors import UserFacingError
from printing.documents import (
    Acceptance,
    CorrectionReceipt,
    DeficiencyNotice,
    Envelope,
    NonAcceptance,
    Paper,
    Party,
    ProofOfService,
    Receipt,
    all_papers,
)
from printing.documents.base import mask_id
from printing.documents.decisions import Fault, Ground
from printing.documents.service import ResultPaper, ServiceMethod

EVERY = all_papers()
STARRED = [(kind, need) for kind in EVERY for need in kind.NEEDS]


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.KIND)
def test_specimen_is_complete_and_agrees_with_the_rules_of_the_case(kind: type[Paper]) -> None:
    paper = kind.sample()
    paper.required()
    rule = PAPER_RULES[PaperKind(kind.KIND)]
    assert (rule.name, str(rule.seal), rule.copies) == (kind.NAME, kind.SEAL, kind.COPIES)


def _without(paper: Paper, path: str) -> Paper:
    first, _, rest = path.partition(".")
    value = getattr(paper, first)
    if rest:
        return replace(paper, **{first: replace(value, **{rest: ""})})
    empty = "" if isinstance(value, str) else () if isinstance(value, tuple) else None
    return replace(paper, **{first: empty})


@pytest.mark.parametrize(("kind", "need"), STARRED, ids=[f"{k.KIND}-{n.field}" for k, n in STARRED])
def test_missing_legal_content_is_refused_and_the_article_named(kind: type[Paper], need: object) -> None:
    with pytest.raises(UserFacingError) as caught:
        _without(kind.sample(), need.field).required()  # type: ignore[attr-defined]
    assert caught.value.code == "ZC-PRN-21"
    assert need.name in caught.value.what  # type: ignore[attr-defined]
    assert need.law in caught.value.what  # type: ignore[attr-defined]
    assert caught.value.kept
    assert caught.value.what_next


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
    ],
)
def test_non_acceptance_says_what_its_ground_calls_for(ground: Ground, lost: str, named: str) -> None:
    paper = replace(NonAcceptance.sample(), ground=ground, competent="沈阳市公安局铁西分局")
    empty = () if lost == "failing" else ""
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
