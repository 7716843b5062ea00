"""The notice says what to do in words that fit what is wrong: a paper that is not there is not mended, one that is only
unsigned is signed.
"""

from __future__ import annotations

import re

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
        ("补写专间面积，经营者签字，原件1份", "请提交《申请表》：写明专间面积，经营者签字，原件1份"),
        ("重新提交按比例绘制的布局图，原件1份", "提交按比例绘制的布局图，原件1份"),
        ("按统一式样重新填写，签字后提交，原件1份", "请提交《申请表》：按统一式样填写，签字后提交，原件1份"),
        ("请提交《更正申请书》原件2份，申请人签字", "请提交《更正申请书》原件2份，申请人签字"),
        ("带户口簿原件来核对，复印件各1份", "带户口簿原件来核对，复印件各1份"),
        ("", "请提交《申请表》，填写完整，本人签字"),
    ],
)
def test_what_was_never_handed_in_is_to_be_brought_and_not_to_be_mended(correction: str, words: str) -> None:
    assert told(FaultCode.MISSING, "填写完整，本人签字", correction) == words


def test_no_number_of_copies_is_made_up() -> None:
    assert told(FaultCode.MISSING) == "请提交《申请表》"
    assert told(FaultCode.MISSING, "大厅联网核验，不需要提交") == "请提交《申请表》"


@pytest.mark.law("L24", "D03")
def test_who_only_has_to_sign_is_told_to_sign_and_nothing_else() -> None:
    anew = "填写完整并由本人签字后提交，原件1份"
    words = told(FaultCode.SEAL, "填写完整，本人签字", anew)
    assert words == "请补签字（本人签字），其他不用重做，来窗口就能签"
    assert told(FaultCode.SEAL, "填写完整，本人签字", anew, kept=False).endswith("签好后交到窗口")
    sealed = told(FaultCode.SEAL, "名册加盖公章", "提交加盖单位公章的名册")
    assert sealed == "请补盖章（名册加盖公章），其他不用重做，可以取回盖好再交"
    both = told(FaultCode.SEAL, "填写完整，法定代表人签字并加盖公章", anew, note="已签字，缺公章")
    assert both.startswith("请补全签字、盖章（法定代表人签字并加盖公章）"), "which of both stands in the finding"


@pytest.mark.parametrize("who", ["双方签字", "体检医师签字", "全体家庭成员签字", "夫妻双方签字，乡镇（街道）签署意见"])
def test_nobody_is_told_that_others_can_sign_at_the_window(who: str) -> None:
    words = told(FaultCode.SEAL, f"原件1份，{who}")
    assert "来窗口就能签" not in words and f"（{who}）" in words


def test_nobody_is_told_to_sign_what_an_office_issued() -> None:
    asked = told(FaultCode.SEAL, "原件1份")
    assert asked == "请把《申请表》上缺的签字或者盖章补全后提交"
    assert told(FaultCode.SEAL, "原件1份", "请换发证机关盖章的原件") == "请换发证机关盖章的原件"


@pytest.mark.law("L24", "D03")
def test_too_few_too_old_and_differing_say_each_what_mends_them() -> None:
    both = "原件、复印件各1份"
    assert told(FaultCode.COUNT, both) == f"请按办事指南要求的份数交齐《申请表》：{both}；已经交的不用再交"
    assert told(FaultCode.COUNT, both, kept=False) == f"请按办事指南要求的份数交齐《申请表》：{both}"
    for content in ("补写起止日期", "请补填有效期", "请将签署日期填写完整"):
        assert told(FaultCode.EXPIRED, "原件1份", content) == "请换一份在有效期内的《申请表》，原件1份"
    dated = "提交体检日期距补正日不超过六个月的体检证明，原件1份"
    assert told(FaultCode.EXPIRED, "", dated) == dated
    assert "哪一份写错了改哪一份" in told(FaultCode.MISMATCH, "", dated), "nobody is told to make papers fit"
    assert told(FaultCode.CONTENT, "", "补写专间面积") == "补写专间面积"


def test_of_every_line_of_the_practice_catalogue_nothing_is_left_out_and_nothing_asked_to_be_mended() -> None:
    kept = re.compile("签字|签名|盖章|公章|读卡|照片|[原复]印?件各?[0-9]+份|核对")
    for guide in parse_guides((RESOURCES / "catalogue/demo.json").read_text("utf-8")):
        for line in guide.materials:
            words = fault_of(blank_material(line)).correction
            mends = [verb for verb in ("补写", "补充", "补齐", "重新", "缺少的") if verb in words]
            lost = [each for each in kept.findall(line.correction) if each not in words]
            assert not mends and not lost, (guide.item.name, words, lost)
