"""对账: finds what differs between two ends in at most five questions, whichever two ends they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sync.wire.ranges import CASE, Sum, by_prefix, deeper, key_of

_ASKED = 256
_DEPARTMENT = "platform"
"""The device in whose name departments act."""

Ask = Callable[[Mapping[str, str], bool], Mapping[str, Mapping[str, str]]]
"""Ranges with what is here, whether to count anew → those that differ, with their parts there."""


class Difference(StrEnum):
    """What is wrong with a case."""

    MISSING_THERE = "missing-there"
    ACT_LOST_THERE = "act-lost-there"
    MISSING_HERE = "missing-here"
    LOST_HERE = "lost-here"
    UNLIKE = "unlike"


@dataclass(frozen=True)
class Finding:
    """One difference: the case (32 hex digits), what is wrong, and the commits concerned (``device/epoch/seq``)."""

    case: str
    kind: Difference
    commits: tuple[str, ...]


@dataclass
class Report:
    """``trips`` counts questions, ``bytes`` what they and their answers took; no findings means equal."""

    trips: int = 0
    bytes: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether both ends have the same."""
        return not self.findings


class Counted(Protocol):
    """What an end has."""

    def total(self) -> Sum:
        """Of everything."""
        ...

    def cases(self) -> Mapping[str, Sum]:
        """Case → sum of its commits."""
        ...

    def lines(self, cases: Set[str]) -> Mapping[str, set[str]]:
        """Case → its commits as they are counted, of these cases."""
        ...


def compare(ask: Ask, here: Counted, device: str, *, deep: bool = False) -> Report:
    """What differs now between ``here`` and the end that is asked, of what ``device`` should have."""
    report = Report()
    differ = _ask(ask, report, {"": here.total().text}, deep)
    if not differ:
        return report
    cases = here.cases()
    prefixes = [""]
    while len(prefixes[0]) < CASE:
        prefixes = [
            part for prefix in prefixes for part in _unlike(differ.get(prefix, {}), _parts(cases, prefix))
        ]
        if not prefixes:
            return report
        differ = _ask(ask, report, {one: _total(cases, one).text for one in prefixes}, deep)
    mine = here.lines({key_of(prefix) for prefix in prefixes})
    for prefix in prefixes:
        case = key_of(prefix)
        report.findings += _findings(case, mine.get(case, set()), set(differ[prefix]), device)
    return report


def parsed(place: str) -> tuple[str, int, int]:
    """Device, epoch and seq of a place."""
    device, epoch, seq = place.rsplit("/", 2)
    return device, int(epoch), int(seq)


def _ask(ask: Ask, report: Report, nodes: Mapping[str, str], deep: bool) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    wanted = list(nodes)
    for start in range(0, len(wanted), _ASKED):
        part = {prefix: nodes[prefix] for prefix in wanted[start : start + _ASKED]}
        answer = ask(part, deep)
        report.trips += 1
        report.bytes += len(json.dumps(part)) + len(json.dumps({k: dict(v) for k, v in answer.items()}))
        found |= answer
    return found


def _parts(here: Mapping[str, Sum], prefix: str) -> dict[str, Sum]:
    inside = {case: one for case, one in here.items() if key_of(case).startswith(prefix)}
    return by_prefix(inside, deeper(prefix))


def _total(here: Mapping[str, Sum], prefix: str) -> Sum:
    total = Sum()
    for case, one in here.items():
        if key_of(case).startswith(prefix):
            total = total.plus(one)
    return total


def _unlike(there: Mapping[str, str], here: Mapping[str, Sum]) -> list[str]:
    keys = sorted(there.keys() | here.keys())
    return [key for key in keys if there.get(key) != (here[key].text if key in here else None)]


def _findings(case: str, here: set[str], there: set[str], device: str) -> Iterable[Finding]:
    only_here = {_place(text): text for text in here - there}
    only_there = {_place(text): text for text in there - here}
    unlike = tuple(sorted(only_here.keys() & only_there.keys()))
    missing = only_here.keys() - only_there.keys()
    acts_lost = tuple(sorted(p for p in missing if p.rsplit("/", 2)[0] == _DEPARTMENT))
    gone_there = tuple(sorted(missing - set(acts_lost)))
    own_gone = tuple(sorted(p for p in only_there.keys() - only_here.keys() if p.rsplit("/", 2)[0] == device))
    gone_here = tuple(sorted(only_there.keys() - only_here.keys() - set(own_gone)))
    found = {
        Difference.UNLIKE: unlike,
        Difference.MISSING_THERE: gone_there,
        Difference.ACT_LOST_THERE: acts_lost,
        Difference.LOST_HERE: own_gone,
        Difference.MISSING_HERE: gone_here,
    }
    return [Finding(case, kind, places) for kind, places in found.items() if places]


def _place(text: str) -> str:
    device, epoch, seq, _, _ = text.rsplit(":", 4)
    return f"{device}/{epoch}/{seq}"
