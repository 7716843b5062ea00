"""The one place where a test may be left out: what it needs cannot be had here. In CI that is a failure."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def cannot(why: str) -> NoReturn:
    """End the test: fail it in CI, leave it out loudly elsewhere. ``why`` says what is missing and how it is got."""
    if os.environ.get("CI"):
        pytest.fail(f"cannot be tested here: {why}")
    pytest.skip(f"NOT TESTED: {why}")
