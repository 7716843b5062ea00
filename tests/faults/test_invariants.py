"""The checker itself: each invariant sees what breaks it, and the page says truly which suite asks for which."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sync.client.reconcile import Difference, Finding, Report
from sync.platform.database import open_database as open_platform
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.wire.models import Command
from tests.app.storage.house import House
from tests.faults import invariants as inv
from tests.faults.report import ROOT
from tests.sync.support import Window

PAGE = ROOT / "docs" / "decisions" / "0076-one-checker.md"
HERE = Path(__file__).resolve().parent
SCAN = b"a scan"
DIGEST = hashlib.sha256(SCAN).hexdigest()
FINDING = Finding("0" * 32, Difference.UNLIKE, ("D07/1/1",))

HELD: dict[Callable[..., list[str]], tuple[tuple[Any, ...], list[tuple[tuple[Any, ...], str]]]] = {
    inv.told_is_there: (("ab", "abc"), [(("ab", "a"), "lost")]),
    inv.arrived_once: (
        ([b"1", b"2", b"3"], [b"1", b"2"], {b"2"}),
        [
            (([b"1", b"2"], [b"1"], {b"2"}), "lost"),
            (([b"1", b"2"], [b"1", b"1"], ()), "doubled"),
            (([b"1", b"2"], [b"2", b"1"], ()), "disordered"),
            (([b"1"], [b"1", b"2"], ()), "disordered"),
        ],
    ),
    inv.alike: (({"a": "1"}, {"a": "1", "b": "2"}), [(({"a": "1"}, {}), "lost"), (({"a": "1"}, {"a": "2"}), "unlike")]),
    inv.numbers_add_up: (
        ([2, 1], 1, 3),
        [(([1], 1, 3), "numbers"), (([1, 1], 1, 3), "numbers"), (([1, 2, 3], 1, 3), "numbers")],
    ),
    inv.numbers_once: (([("paper", 1), ("pad", 1)],), [(([("paper", 1), ("paper", 1)],), "doubled")]),
    inv.nothing_half: (
        ("ab", {"events": "aabb"}, {"events": 2}),
        [(("ab", {"events": "aab"}, {"events": 2}), "half"), (("a", {"events": "aabb"}, {"events": 2}), "half")],
    ),
    inv.scans_whole: (
        ([DIGEST], lambda _: SCAN),
        [(([DIGEST], lambda _: None), "lost"), (([DIGEST], lambda _: SCAN[1:]), "torn")],
    ),
    inv.drained: (([], "online"), [((["one"], "online"), "stuck"), (([], "offline"), "stuck")]),
    inv.passed_nothing: (("ab", "abc"), [(("ab", "b"), "lost")]),
    inv.agreed: ((Report(),), [((Report(findings=[FINDING]),), "unequal")]),
    inv.bounded: ((2, 2), [((3, 2), "memory")]),
}


@pytest.mark.parametrize("check", HELD, ids=lambda check: check.__name__)
def test_each_invariant_sees_what_breaks_it_and_nothing_where_it_holds(check: Callable[..., list[str]]) -> None:
    """A checker that says nothing proves nothing."""
    holds, broken = HELD[check]
    assert check(*holds) == []
    for given, kind in broken:
        assert kind in inv.kinds(check(*given)), given


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE events SET payload = replace(payload, '1', '2') WHERE type = 'received'",
        "DELETE FROM papers",
        "UPDATE case_row SET state = 'S70'",
    ],
)
def test_a_profile_with_one_row_changed_is_unsound(tmp_path: Path, deed: str) -> None:
    house = House(tmp_path)
    try:
        house.take_in()
        assert inv.sound(house.database) == []
        with house.database.writing() as connection:
            assert connection.exec_driver_sql(deed).rowcount
        assert set(inv.kinds(inv.sound(house.database))) == {"unsound"}
    finally:
        house.close()


def test_a_platform_with_one_row_changed_is_unsound(tmp_path: Path) -> None:
    db = tmp_path / "platform.db"
    window = Window("W-checked")
    window.take_in()
    with closing(open_platform(str(db))) as database:
        (one,) = window.commits
        command = Command(seq=one.seq, id=one.id, case=one.case_id, body=one.body, digest=one.digest, prev=one.prev,
                          hash=one.hash)  # fmt: skip
        Ledger(database, lambda: 1_790_000_000_000).submit(Sender(window.device, window.epoch), [command])
        assert inv.sound_platform(db) == []
        with database.engine.begin() as connection:
            assert connection.exec_driver_sql("UPDATE commits SET body = replace(body, '收', '受')").rowcount == 1
    assert set(inv.kinds(inv.sound_platform(db))) == {"unsound"}


def test_every_invariant_is_asked_for_by_a_suite_and_the_page_says_which() -> None:
    """Whoever asks „who proves I8?“ reads it there; the answer is true on the day it is read."""
    wanted = table()
    for name in inv.HOLDS:
        assert any(name in row for row in wanted.values()), f"no suite asks for {name}"
    assert written_down() == wanted, f"docs/decisions/{PAGE.name} should say:\n{shown(wanted)}"


def table() -> dict[str, list[str]]:
    """File of tests/faults → the invariants that it asks for."""
    inner = {node.name: set(_used(node, bare=True)) for node in _tree(HERE / "invariants.py").body
             if isinstance(node, ast.FunctionDef)}  # fmt: skip
    found = {}
    for file in sorted(HERE.glob("*.py")):
        if file.name in ("invariants.py", Path(__file__).name):
            continue
        asked = set(_used(_tree(file)))
        while more := {deeper for name in asked for deeper in inner.get(name, ())} - asked:
            asked |= more
        row = [name for name, checks in inv.HOLDS.items() if asked & {check.__name__ for check in checks}]
        if row:
            found[file.name] = row
    return found


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def _used(tree: ast.AST, bare: bool = False) -> Iterator[str]:
    """Functions of the checker that are named in here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "invariants":
            yield node.attr
        elif bare and isinstance(node, ast.Name):
            yield node.id


def written_down() -> dict[str, list[str]]:
    """The table of the page."""
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    return {file.strip("`"): names.split(", ") for file, names in rows}


def shown(rows: dict[str, list[str]]) -> str:
    """The same as it should stand there."""
    return "\n".join(f"| `{file}` | {', '.join(names)} |" for file, names in rows.items())
