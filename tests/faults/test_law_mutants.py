"""Rules of the law taken out one by one: each removal must turn the tests red that claim to prove it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.faults.report import report, share
from tests.law.mutants import CI_SHARE, Outcome, Overlay, chosen, control, figures, load_mutants, overlay

MUTANTS = load_mutants()
TRIED = chosen(MUTANTS, share(CI_SHARE, len(MUTANTS)))


@pytest.fixture(scope="module")
def copy() -> Iterator[Overlay]:
    """A copy of the tree; what is taken out is taken out there."""
    with overlay() as made:
        yield made


def test_every_removed_rule_is_missed_by_a_test(copy: Overlay) -> None:
    """A rule that can go unnoticed is a rule that the next change takes away from a citizen."""
    words = control(copy, TRIED)
    assert not words, f"the control: with all rules in place the tests are green\n{words}"
    verdicts = [copy.judge(mutant) for mutant in TRIED]
    found = figures(verdicts, len(MUTANTS))
    report("law-mutants", found)
    assert found["caught"] == len(TRIED), found["not_caught"]


def test_a_change_that_takes_no_rule_out_is_not_called_caught(copy: Overlay) -> None:
    """The control that must fail: a comment more, a text that is not there, a module that does not load."""
    sample = replace(MUTANTS[0], file="app/domain/decide.py", refusal="", star="", put="")
    harmless = replace(
        sample, find="from __future__ import annotations", put="from __future__ import annotations  # "
    )
    lost = replace(sample, find="there is no such text in this module")
    broken = replace(sample, find="_ACTS: dict[type, tuple[_Act, str]] = {", put="_ACTS = 1 / 0\n_NONE = {")
    found = [copy.judge(each).outcome for each in (harmless, lost, broken)]
    assert found == [Outcome.SURVIVED, Outcome.LOST, Outcome.BROKEN]
    report("law-mutants-control", {"controls": 3, "controls_caught": len(found)})
