"""A separator sheet names one material of the list, or none."""

from __future__ import annotations

import pytest

from app.domain.materials import SubmittedMaterial, line_named

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
