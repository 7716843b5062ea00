"""The coverage page: true, current, and impossible to write without proof or reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.law import coverage, cuts
from tests.law.ledger import ROOT, Ledger, Reason, Row, load
from tests.law.markers import Marked, MarkerError, all_tests, marked_in, marked_tests
from tests.law.mutants import Mutant, chosen, load_mutants

LEDGER = load()
MUTANTS = load_mutants()


def test_every_row_has_a_proof_a_reason_or_says_what_is_missing() -> None:
    """Run ``python -m tests.law.coverage --prune`` when rows are proven that still stand as open."""
    assert coverage.problems(LEDGER, marked_tests(ROOT), MUTANTS) == []


def test_the_page_is_current() -> None:
    """After a change of ledger, markers or mutants: ``python -m tests.law.coverage``."""
    assert coverage.PAGE.read_text("utf-8") == coverage.page(LEDGER, marked_tests(ROOT), MUTANTS)


def test_no_row_of_the_ledger_fell_out() -> None:
    counts = {section: sum(row.section == section for row in LEDGER.rows) for section in LEDGER.titles}
    assert counts == {
        "A1": 31, "A2": 22, "A3": 21, "A4": 16, "A5": 20, "A6": 36, "A7": 36, "B3": 28, "B7": 24, "C1": 25,
    }  # fmt: skip


def test_every_mutant_finds_its_place_and_its_tests() -> None:
    """A rule that was rewritten takes its mutant along, or the mutant tries nothing any more."""
    found, files = [], {}
    for mutant in MUTANTS:
        try:
            mutant.applied((ROOT / mutant.file).read_text("utf-8"))
        except (ValueError, SyntaxError, OSError) as error:
            found.append(f"{mutant.name}: {error}")
        for node in mutant.tests:
            name = node.partition("::")[0]
            known = files.setdefault(name, all_tests((ROOT / name).read_text("utf-8"), name))
            found += [] if node in known else [f"{mutant.name}: no test {node}"]
    assert not found


# the checker itself

ROW = Row("X1", "A1", "第一条", "一件事", "W")
BARE = Ledger({"A1": "A1"}, (ROW,), {}, {}, {})
PROOF = Marked("tests/t.py::test_it", ("X1",))
MUTANT = Mutant("m", "", ("X1",), "app/x.py", (PROOF.node,), find="x")


@pytest.mark.parametrize(
    ("ledger", "marks", "mutants", "words"),
    [
        (BARE, [], [], "X1 has neither test nor reason"),
        (BARE, [PROOF, replace(PROOF, rows=("X9",))], [], "names X9, which is no row"),
        (replace(BARE, open={"X1": "文书"}), [PROOF], [], "X1 is open, yet tests prove it"),
        (replace(BARE, open={"X1": " "}), [], [], "X1: say what is missing"),
        (replace(BARE, open={"X1": "文书", "X2": "文书"}), [], [], "[open] X2 is no row"),
        (replace(BARE, reasons={"X1": Reason("不归我们", "")}), [], [], "says why and where ours ends"),
        (replace(BARE, reasons={"X1": Reason("不归我们", "此处")}), [PROOF], [], "yet tests prove it"),
        (replace(BARE, open={"X1": "文书"}, part={"X1": "一半"}), [], [], "X1 is proven in part by no test"),
        (BARE, [PROOF], [replace(MUTANT, rows=("X2",))], "X2 is no row"),
        (BARE, [PROOF], [replace(MUTANT, tests=("tests/t.py::test_other",))], "claims none of X1"),
    ],
)
def test_what_makes_the_page_a_lie_fails_the_build(
    ledger: Ledger, marks: list[Marked], mutants: list[Mutant], words: str
) -> None:
    assert any(words in problem for problem in coverage.problems(ledger, marks, mutants))


@pytest.mark.parametrize(
    "ledger",
    [
        replace(BARE, reasons={"X1": Reason("不归我们", "此处")}),
        replace(BARE, open={"X1": "文书"}),
    ],
)
def test_a_reason_or_an_honest_gap_lets_the_build_pass(ledger: Ledger) -> None:
    assert coverage.problems(ledger, []) == []
    assert coverage.problems(BARE, [PROOF], [MUTANT]) == []


def test_each_row_shows_where_it_stands() -> None:
    part = coverage.page(replace(BARE, part={"X1": "另一半"}), [PROOF], [MUTANT])
    assert "| 部分证明 | [t.py](../tests/t.py)：`test_it`<br>还缺：另一半 | 1 |" in part
    assert "| 未完成 | 还缺：文书 | — |" in coverage.page(replace(BARE, open={"X1": "文书"}), [], [])
    reason = replace(BARE, reasons={"X1": Reason("不归我们。", "此处。")})
    assert "不归我们。本程序到此为止：此处。" in coverage.page(reason, [], [])


def test_pruning_takes_proven_rows_off_the_open_list_and_nothing_else() -> None:
    text = '[A1.rows]\nX1 = { }\n\n[open]\nX1 = "文书"\nX2 = "状态"\n\n[later]\nX1 = "留下"\n'
    assert coverage.pruned(text, {"X1": ["t"]}) == text.replace('X1 = "文书"\n', "")


# markers


def test_markers_are_read_from_functions_classes_and_modules() -> None:
    text = """
import pytest
pytestmark = [pytest.mark.slow, pytest.mark.law("L01")]

@pytest.mark.law("D03", "B3-5")
@pytest.mark.parametrize("a", [1])
def test_a(a): ...

@pytest.mark.law("L02")
class TestB:
    async def test_c(self): ...

def helper(): ...
"""
    assert marked_in(text, "t.py") == [
        Marked("t.py::test_a", ("L01", "D03", "B3-5")),
        Marked("t.py::TestB::test_c", ("L01", "L02")),
    ]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ('@pytest.mark.law("L01")\ndef helper(): ...', "is no test"),
        ("@pytest.mark.law\ndef test_a(): ...", "names no row"),
        ("@pytest.mark.law(ROW)\ndef test_a(): ...", "plain string"),
        ('@pytest.mark.skip\n@pytest.mark.law("L01")\ndef test_a(): ...', "does not run"),
        ('@pytest.mark.law("L01")\nclass Helper: ...', "no class of tests"),
    ],
)
def test_a_marker_that_cannot_count_is_refused(head: str, words: str) -> None:
    with pytest.raises(MarkerError, match=words):
        marked_in(f"import pytest\n{head}\n", "t.py")


# cuts

MODULE = """
def act(case):
    if case.问题 or (
        case.other
    ):
        return cmd.Refusal("ZC-1", "不行", "法", "")
    return None

class Notice(Paper):
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("period", "期限", LAW),
        Need("item", "事项", LAW),
    )
"""


def test_a_refusal_is_cut_by_its_code_alone() -> None:
    assert "    if False:\n" in cuts.never_refused(MODULE, "ZC-1")
    with pytest.raises(ValueError, match="0 places"):
        cuts.never_refused(MODULE, "ZC-2")
    with pytest.raises(ValueError, match="2 places"):
        cuts.never_refused(MODULE + MODULE, "ZC-1")


def test_a_star_is_cut_from_its_own_paper_only() -> None:
    assert cuts.without_star(MODULE, "Notice.period") == MODULE.replace('Need("period", "期限", LAW)', "*()")
    with pytest.raises(ValueError, match="asks 0 times"):
        cuts.without_star(MODULE, "Receipt.period")


def test_a_text_is_cut_where_it_stands_once() -> None:
    assert cuts.replaced("a b", "a", "") == " b"
    for text in ("a a", "b"):
        with pytest.raises(ValueError, match="stands there"):
            cuts.replaced(text, "a", "")


def test_a_share_is_the_same_on_every_machine() -> None:
    some = chosen(MUTANTS, 10)
    assert len(some) == 10 and some == chosen(MUTANTS, 10)
    assert some != chosen(MUTANTS, 10, seed=1) and chosen(MUTANTS, len(MUTANTS)) == MUTANTS
    with pytest.raises(ValueError, match="one thing"):
        replace(MUTANT, refusal="ZC-1").applied("x")
