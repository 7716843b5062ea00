"""The notice says what to do in words that fit what is wrong: a paper that is not there is not mended, one that is only
unsigned is signed.
"""

from __future__ import annotations

import pytest

from app.domain.guide_file import parse_guides
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial, blank_material, fault_of
from app.values import replace
from tests.app.domain.kit import RESOURCES


def told(code: FaultCode, requirement: str = "", correction: str = "", note: str = "", kept: bool = True) -> str:
    row = SubmittedMaterial("m", 1, "申请表", MaterialStatus.FAULTY, requirement=requirement, correction=correction)
    return fault_of(replace(row, fault=code, note=note, kept=kept)).correction


@pytest.mark.law("L24", "D03")
@pytest.mark.parametrize(
    ("correction", "words"),
    [
        ("补写专间面积，经营者签字，原件1份", "请提交《申请表》，填写完整，经营者签字，原件1份"),
        ("重新提交按比例绘制的布局图，复印件2份", "请提交《申请表》，填写完整，经营者签字，复印件2份"),
        ("按统一式样填写，签字后提交，原件1份", "请提交《申请表》：按统一式样填写，签字后提交，原件1份"),
        ("带户口簿原件来核对，复印件各1份", "带户口簿原件来核对，复印件各1份"),
        ("", "请提交《申请表》，填写完整，经营者签字"),
    ],
)
def test_what_was_never_handed_in_is_to_be_brought_and_not_to_be_mended(correction: str, words: str) -> None:
    """In the guide's own words: those of mending where there is something to mend, else what it asks of the paper."""
    assert told(FaultCode.MISSING, "填写完整，经营者签字", correction) == words
    assert told(FaultCode.MISSING) == "请提交《申请表》，原件1份"


@pytest.mark.law("L24", "D03")
def test_who_only_has_to_sign_is_told_to_sign_and_nothing_else() -> None:
    anew = "填写完整并由本人签字后提交，原件1份"
    words = told(FaultCode.SEAL, "填写完整，本人签字", anew)
    assert words == "请本人在这份材料上签字，其他内容不用重做，来窗口就能签"
    assert told(FaultCode.SEAL, "填写完整，本人签字", anew, kept=False).endswith("签好后交到窗口")
    sealed = told(FaultCode.SEAL, "名册加盖公章", "提交加盖单位公章的名册")
    assert sealed == "请补盖章（名册加盖公章），其他内容不用重做，可以取回盖好再交"
    both = "填写完整，法定代表人签字并加盖公章"
    assert "补签字、补盖章（法定代表人签字并加盖公章）" in told(FaultCode.SEAL, both, anew)
    assert "补签字（" in told(FaultCode.SEAL, both, anew, note="没有签字"), "the clerk found the seal there"
    assert told(FaultCode.SEAL).startswith("请补签字、补盖章，其他")


@pytest.mark.law("L24", "D03")
def test_too_few_too_old_and_differing_say_each_what_mends_them() -> None:
    assert told(FaultCode.COUNT, "原件1份，复印件2份") == (
        "请补够份数，一共原件1份、复印件2份；已经交的不用再交"
    )
    assert told(FaultCode.COUNT, "原件1份", kept=False) == "请按份数交齐，原件1份"
    assert told(FaultCode.EXPIRED, "", "补写起止日期，原件1份") == "请换一份在有效期内的《申请表》，原件1份"
    dated = "提交体检日期距补正日不超过六个月的体检证明，原件1份"
    assert told(FaultCode.EXPIRED, "", dated) == dated
    assert "哪一份写错了改哪一份" in told(FaultCode.MISMATCH, "", dated), "nobody is told to make papers fit"
    assert told(FaultCode.CONTENT, "", "补写专间面积") == "补写专间面积"


def test_no_line_of_the_practice_catalogue_asks_to_mend_what_is_not_there() -> None:
    for guide in parse_guides((RESOURCES / "catalogue/demo.json").read_text("utf-8")):
        for line in guide.materials:
            words = fault_of(blank_material(line)).correction
            mends = [verb for verb in ("补写", "补充", "补齐", "重新", "缺少的") if verb in words]
            assert not mends, (guide.item.name, words)
