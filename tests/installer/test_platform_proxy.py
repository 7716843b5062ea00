"""The proxy before the platform lets through what the platform takes."""

from __future__ import annotations

import re

from sync.wire.models import MAX_BYTES, MAX_CHUNK
from tests.arch.committed import ROOT


def test_the_proxy_takes_the_largest_piece_of_a_scan() -> None:
    text = (ROOT / "installer/platform-nginx.conf").read_text(encoding="utf-8")
    found = re.search(r"^\s*client_max_body_size (\d+)m;", text, re.MULTILINE)
    assert found and int(found[1]) * 1024**2 > max(MAX_CHUNK, MAX_BYTES)


def test_only_the_lifecycle_rule_of_the_bucket_may_fail() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert re.search(r"\{ mc ilm rule add [^\n;]+ \|\| true; \}", text) and text.count("|| true") == 1
