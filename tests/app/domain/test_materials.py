"""A separator sheet names one material of the list, or none; what is only looked at does not stay."""

from __future__ import annotations

import pytest

from app.domain.materials import SubmittedMaterial, as_taken, line_named

ROWS = (
    SubmittedMaterial("m1", 1, "营业执照"),
    SubmittedMaterial("m2", 2, "法定代表人身份证"),
    SubmittedMaterial("m3", 12, "经办人身份证"),
    SubmittedMaterial("m4", 13, "2寸免冠照片"),
)


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("1", "m1"), ("１２", "m3"), ("2 身份证", "m2"), ("第 12 号", "m3"), ("营业执照", "m1"), ("经办人", "m3"),
        ("2寸免冠照片", "m4"), ("2寸", "m4"), ("2、", "m2"),
        ("身份证", ""), ("3", ""), ("户口簿", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_separator_that_could_mean_two_materials_gives_pages_to_neither(label: str, line: str) -> None:
    assert line_named(label, ROWS) == line


@pytest.mark.parametrize(
    ("name", "requirement", "kept"),
    [
        ("居民身份证", "本人持证件到场读卡，不留复印件", False),
        ("居民身份证", "原件1份", False),
        ("法定代表人身份证", "", False),
        ("申请人身份证原件（正反面）", "", False),
        ("居民户口簿", "核对后退回", False),
        ("护照", "验原件后当场退还", False),
        ("营业执照副本", "出示原件", False),
        ("委托书和代办人身份证", "写明委托事项，双方签字", True),
        ("居民身份证", "换领新证的，交回旧证", True),
        ("损坏的居民身份证", "", True),
        ("居民身份证制证照片", "可以现场拍摄", True),
        ("不动产权证书", "原件交回", True),
        ("医疗机构执业许可证副本", "在副本上加盖校验专用章后退回", True),
        ("申请表", "填写完整，本人签字", True),
    ],
)
def test_an_original_that_is_only_looked_at_is_not_said_to_be_kept(name: str, requirement: str, kept: bool) -> None:
    row = as_taken(SubmittedMaterial("m1", 1, name, requirement=requirement), 1, 0)
    assert (row.kept, row.held, row.in_custody) == (kept, kept, (int(kept), 0))


def test_the_copy_beside_an_original_that_went_back_stays() -> None:
    row = as_taken(SubmittedMaterial("m1", 1, "户口簿", requirement="核对原件后退回，留复印件"), 1, 1)
    assert row.given_back and row.held and row.in_custody == (0, 1)
