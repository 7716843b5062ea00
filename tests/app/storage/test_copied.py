"""The second medium read back: one history, in order, and never all of it in memory."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import inspect

from app.storage.copied import AT_ONCE, in_order
from app.storage.second_copy import CopiedCommit
from tests.app.storage.house import House

CASE = UUID(int=7)


def commit(n: int, prev: str = "", device: str = "D07", foreign: bool = False) -> CopiedCommit:
    return CopiedCommit(
        id=UUID(int=n), case_id=CASE, device=device, epoch=1, seq=n, body="{}", digest="",
        prev=prev or f"h{n - 1}", hash=f"h{n}", arrival=n, foreign=foreign,
    )  # fmt: skip


def test_of_two_commits_at_one_place_the_one_written_later_counts_and_a_rolled_back_tail_is_left_out(
    tmp_path: Path,
) -> None:
    house = House(tmp_path / "house")
    tail = commit(4, prev="another")
    later = replace(commit(2), id=UUID(int=22), body='{"later":1}')
    other = replace(commit(1, device="platform", foreign=True), id=UUID(int=9), arrival=3, prev="unknown")
    with house.database.writing() as connection:
        found = list(in_order(connection, [commit(1), commit(2), commit(3), tail, later, other, commit(1)]))
        assert [one.id.int for one in found] == [1, 22, 3, 9]
        assert found[1] == later and found[3] == other
        assert "copied" not in inspect(connection).get_table_names(), "nothing of it stays behind"
    house.close()


def test_a_year_of_commits_is_never_in_the_memory_of_the_machine_at_once(tmp_path: Path) -> None:
    """A counter's machine with 4 GB must get its profile back from the stick."""
    house, alive, most = House(tmp_path / "house"), 0, 0

    def gone(_: object) -> None:
        nonlocal alive
        alive -= 1

    watched = []

    def read() -> Iterator[CopiedCommit]:
        nonlocal alive, most
        for n in range(1, 3 * AT_ONCE):
            one = commit(n)
            alive += 1
            most = max(most, alive)
            watched.append(weakref.ref(one, gone))
            yield one

    with house.database.writing() as connection:
        count = 0
        for one in in_order(connection, read()):
            count, alive = count + 1, alive + 1
            most = max(most, alive)
            watched.append(weakref.ref(one, gone))
            del one
    assert count == 3 * AT_ONCE - 1 and most < 5
    house.close()
