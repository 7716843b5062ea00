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
