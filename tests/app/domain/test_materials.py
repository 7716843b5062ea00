"""A separator sheet names one material of the list, or none; what is only looked at does not stay."""

from __future__ import annotations

import pytest

from app.domain.materials import Seen, SubmittedMaterial, Trust, as_compared, as_taken, line_named, seen
from app.values import replace

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


FORM = SubmittedMaterial("f", 1, "申请表", is_form=True)
DIPLOMA = SubmittedMaterial("d", 2, "学历证书", requirement="核对原件后留复印件")
LEASE = SubmittedMaterial("l", 3, "租赁合同")


def test_nothing_is_of_the_grade_of_what_was_compared_until_somebody_says_that_she_compared_it() -> None:
    """国办函〔2016〕108号: B is a copy that the window held against its original, D what the applicant made herself."""
    original, copy, form = as_taken(LEASE, 1, 0), as_taken(DIPLOMA, 0, 1), as_taken(FORM, 1, 0)
    assert (original.trust, copy.trust, form.trust) == (None, None, Trust.SELF_MADE)
    assert not copy.compared and copy.uncompared and not as_taken(LEASE, 0, 1).uncompared
    held = as_compared(copy)
    assert held.trust is Trust.CHECKED and held.compared and not held.uncompared
    assert as_compared(held, False) == copy, "said by mistake, and taken back"
    assert as_taken(held, 0, 1).trust is None, "another sheet came: nobody compared that one"


def test_her_own_form_has_nothing_to_be_compared_with_and_what_is_no_copy_neither() -> None:
    form = as_taken(FORM, 0, 1)
    assert as_compared(form) == form and form.own and not form.compared
    with pytest.raises(ValueError, match="no copies"):
        as_compared(as_taken(LEASE, 1, 0))
    both = as_taken(LEASE, 1, 1)
    assert not replace(both, trust=Trust.CHECKED).compared, "older records called every original checked"
    with pytest.raises(ValueError, match="no copies"):
        as_compared(both)


def test_what_was_seen_is_counted_by_what_is_known_of_it() -> None:
    rows = (as_taken(FORM, 1, 0), as_taken(LEASE, 2, 0), as_taken(DIPLOMA, 0, 3), as_compared(as_taken(DIPLOMA, 0, 1)))
    assert seen((*rows, LEASE)) == Seen(originals=2, compared=1, copies=3, own=1)
    assert seen((as_taken(LEASE, 0, 2), LEASE, FORM)) == Seen(plain=2), "no guide asks to compare them"
