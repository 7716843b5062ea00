"""The HTTP line to the reference platform keeps the contract of the port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest

from sync.platform.staff import decide
from tests.conformance.platform_port import Line, PlatformSuite
from tests.sync.support import Province, Window


class TestHttpPlatform(PlatformSuite):
    """Over a real process."""

    @pytest.fixture
    def line(self, province: Province) -> Iterator[Line]:
        window = Window()
        with closing(province.platform(window)) as platform:
            yield Line(
                platform=platform,
                take_in=window.take_in,
                hand_over=window.accept,
                decide=lambda case: decide(str(province.db), str(case), "grant"),
                written=lambda: window.commits,
                twin=lambda commit: replace(commit, id=uuid4()),
            )
