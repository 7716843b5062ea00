"""What is looked at once more before an intake goes on."""

from __future__ import annotations

import pytest

from app.usecases.intake import odd_phone


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("", False), ("无", False), ("没有电话", False), ("13800000001", False), ("024-0000-0107", False),
        ("1380000000", True), ("12800000001", True), ("jzz", True), (" s ", True),
    ],
)  # fmt: skip
def test_letters_meant_for_the_item_do_not_pass_for_a_telephone(text: str, odd: bool) -> None:
    assert odd_phone(text) is odd


@pytest.mark.parametrize(
    "text",
    ["00003", "12345", "110", "1370000", "88", "138000000011", "013800000001", "110101189901010011", "123456789",
     "+86 12800000001", "0000-0000", "+1"],
)  # fmt: skip
def test_what_rings_at_nobody_is_looked_at_once_more(text: str) -> None:
    assert odd_phone(text)


@pytest.mark.parametrize(
    "text",
    ["13800000001", "+86 138 0000 0001", "8613800000001", "8888000", "88880000", "010-88880000", "(024)88880000",
     "0411-8888000", "0411 88880000转12", "400-800-0000", "+852 21000000", "00886212345678"],
)  # fmt: skip
def test_what_can_be_rung_is_asked_about_by_nobody(text: str) -> None:
    assert not odd_phone(text)
