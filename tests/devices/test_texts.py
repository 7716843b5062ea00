"""Every code that a device can emit has words a clerk understands."""

from __future__ import annotations

import pytest

from devices import codes
from devices.kinds import DEVICES
from devices.sam.protocol import STATUSES
from devices.services import SERVICES
from resources import path
from ui.texts import Texts

CODES = sorted(value for name, value in vars(codes).items() if name.isupper())


@pytest.fixture(scope="module")
def texts() -> Texts:
    """The Chinese words of the product."""
    return Texts.load(path("texts"))


@pytest.mark.parametrize("code", CODES)
def test_a_code_says_what_happened_and_what_to_do(texts: Texts, code: str) -> None:
    words = texts.error(code)
    assert texts.has(f"error.{code}.what")
    assert words.what and words.next


def test_codes_are_not_used_twice() -> None:
    assert len(CODES) == len(set(CODES))


@pytest.mark.parametrize("status", STATUSES.values(), ids=lambda status: status.meaning)
def test_a_status_byte_has_its_meaning(texts: Texts, status: object) -> None:
    assert texts.has(f"sam.{getattr(status, 'meaning', '')}")


@pytest.mark.parametrize(
    "warning",
    [
        "birth-mismatch",
        "sex-mismatch",
        "check-digit",
        "number-format",
        "private-use-character",
        "zero-date",
        "impossible-date",
        "unknown-nation",
        "unknown-sex",
        "new-address-unread",
        "social-locked",
        "social-authority",
        "social-refused",
        "social-card-number",
    ],
)
def test_a_doubt_of_a_reading_has_words(texts: Texts, warning: str) -> None:
    assert texts.has(f"card-warning.{warning}")


@pytest.mark.parametrize("name", [kind.name for kind in (*DEVICES, *SERVICES)])
def test_a_kind_of_device_has_its_chinese_name(texts: Texts, name: str) -> None:
    assert texts.has(f"device-kind.{name}")
