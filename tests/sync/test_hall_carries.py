"""Sealed files in a hall: one that the province refuses, or a hall whose token lapsed, costs no other one its way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import insert

from sync.platform import tables
from sync.platform.database import Database, open_database
from sync.platform.hall_carries import HallCarries
from sync.platform.upstream_line import UpstreamError, UpstreamLine
from sync.wire.models import CarryAnswer
from sync.wire.problems import ProblemError


class Province:
    """Answers for a province; ``says`` by the first letter of a digest: the code of its refusal."""

    def __init__(self) -> None:
        self.says: dict[str, str] = {}
        self.asked: list[str] = []

    def take_carry(self, digest: str) -> CarryAnswer:
        self.asked.append(digest[0])
        if code := self.says.get(digest[0]):
            raise UpstreamError(code, "of the test")
        return CarryAnswer(device="D07", scans=0, results=[])


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(str(tmp_path / "hall.db"))) as database:
        with database.write() as connection:
            for letter in "abc":
                connection.execute(insert(tables.relayed_blobs).values(digest=letter * 64))
                row = {"digest": letter * 64, "device": f"D-{letter}", "answer": "", "trouble": ""}
                connection.execute(insert(tables.hall_carries).values(**row))
        yield database


def test_a_file_that_is_refused_for_good_is_told_and_holds_no_other_up(hall: Database) -> None:
    province = Province()
    province.says = {"a": "sequence-fork"}
    carries = HallCarries(hall, cast(UpstreamLine, province))
    assert carries.step() == 3
    assert not carries.take("b" * 64, "D-b").waiting and not carries.take("c" * 64, "D-c").waiting
    with pytest.raises(ProblemError, match="sequence-fork"):
        carries.take("a" * 64, "D-a")
    assert province.asked == ["a", "b", "c"]


def test_a_token_of_the_hall_that_lapsed_refuses_no_file_for_good(hall: Database) -> None:
    province = Province()
    province.says = dict.fromkeys("abc", "auth")
    carries = HallCarries(hall, cast(UpstreamLine, province))
    with pytest.raises(UpstreamError, match="auth"):
        carries.step()
    province.says = {}
    assert carries.step() == 3
    assert not carries.take("a" * 64, "D-a").waiting


def test_a_trouble_that_passes_holds_no_other_file_up(hall: Database) -> None:
    province = Province()
    province.says = {"a": "server-full"}
    carries = HallCarries(hall, cast(UpstreamLine, province))
    with pytest.raises(UpstreamError, match="server-full"):
        carries.step()
    assert not carries.take("c" * 64, "D-c").waiting
    assert carries.take("a" * 64, "D-a").waiting
