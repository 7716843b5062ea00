"""对账: finds what differs in at most five questions, cures what can be cured, and names the rest for a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.ports.delivery import CountedCommit, Reckoning, ReconcileLine
from sync.wire.ranges import CASE, Line, Sum, bucket_of, by_prefix, deeper, key_of, summed

_ASKED = 256
_DEPARTMENT = "platform"
"""The device in whose name departments act."""


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


class Reconciler:
    """Compares the log of ``device`` with the platform."""

    def __init__(self, line: ReconcileLine, reckoning: Reckoning, device: str) -> None:
        self._line = line
        self._reckoning = reckoning
        self._device = device

    def compare(self, *, deep: bool = False) -> Report:
        """What differs now. ``deep``: both ends count anew from what is stored. Raises LineError."""
        report = Report()
        total = Sum()
        for one in self._all(deep).values() if deep else self._buckets().values():
            total = total.plus(one)
        differ = self._ask(report, {"": total.text}, deep)
        if not differ:
            return report
        here = self._all(deep)
        prefixes = [""]
        while len(prefixes[0]) < CASE:
            prefixes = [
                part for prefix in prefixes for part in _unlike(differ.get(prefix, {}), _parts(here, prefix))
            ]
            if not prefixes:
                # The sums that were remembered were wrong, not the log.
                self._reckoning.remember("")
                return report
            differ = self._ask(report, {one: _total(here, one).text for one in prefixes}, deep)
        mine = self._lines_of({key_of(prefix) for prefix in prefixes}, deep)
        for prefix in prefixes:
            case = key_of(prefix)
            found = _findings(case, mine.get(case, set()), set(differ[prefix]), self._device)
            report.findings += [one for one in found if not self._is_redone(one)]
        return report

    def _is_redone(self, finding: Finding) -> bool:
        """A decision that a restored platform lost is settled once the department has made it again."""
        if finding.kind is not Difference.ACT_LOST_THERE:
            return False
        return set(finding.commits) <= self._reckoning.redone(finding.commits)

    def cure(self, findings: Sequence[Finding]) -> None:
        """Have sent again what the platform lacks, and asked again for what is missing here."""
        first: dict[int, int] = {}
        lacking = [finding for finding in findings if finding.kind is Difference.MISSING_THERE]
        for place in (place for finding in lacking for place in finding.commits):
            device, epoch, seq = _parsed(place)
            if device == self._device:
                first[epoch] = min(first.get(epoch, seq), seq)
        for number, start in first.items():
            self._reckoning.send_again(number, start)
        if any(finding.kind is Difference.MISSING_HERE for finding in findings):
            self._reckoning.ask_again()

    def _ask(self, report: Report, nodes: Mapping[str, str], deep: bool) -> Mapping[str, Mapping[str, str]]:
        found: dict[str, Mapping[str, str]] = {}
        wanted = list(nodes)
        for start in range(0, len(wanted), _ASKED):
            part = {prefix: nodes[prefix] for prefix in wanted[start : start + _ASKED]}
            answer = self._line.compare(part, deep)
            report.trips += 1
            report.bytes += len(json.dumps(part)) + len(json.dumps({k: dict(v) for k, v in answer.items()}))
            found |= answer
        return found

    def _buckets(self) -> dict[str, Sum]:
        """Sums per bucket, counted on from what was remembered."""
        own_after, arrival, buckets = _remembered(self._reckoning.remembered())
        fresh = list(self._reckoning.counted(own_after, arrival))
        for one in fresh:
            line = _line(one)
            bucket = bucket_of(line.case)
            buckets[bucket] = buckets.get(bucket, Sum()).plus(Sum(1, line.leaf))
            if one.own:
                own_after[one.epoch] = max(own_after.get(one.epoch, 0), one.seq)
            else:
                arrival = max(arrival, one.arrival)
        if fresh:
            kept = {
                "own": {str(epoch): seq for epoch, seq in own_after.items()},
                "arrival": arrival,
                "buckets": {bucket: one.text for bucket, one in buckets.items()},
            }
            self._reckoning.remember(json.dumps(kept, separators=(",", ":")))
        return buckets

    def _all(self, deep: bool) -> dict[str, Sum]:
        return summed(map(_line, self._reckoning.counted({}, 0, deep)))

    def _lines_of(self, cases: set[str], deep: bool) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for line in map(_line, self._reckoning.counted({}, 0, deep)):
            if line.case in cases:
                found.setdefault(line.case, set()).add(line.text)
        return found


def _remembered(text: str) -> tuple[dict[int, int], int, dict[str, Sum]]:
    if not text:
        return {}, 0, {}
    kept = json.loads(text)
    own = {int(epoch): seq for epoch, seq in kept["own"].items()}
    return own, kept["arrival"], {bucket: Sum.read(one) for bucket, one in kept["buckets"].items()}


def _line(one: CountedCommit) -> Line:
    return Line(one.case_id.hex, one.device, one.epoch, one.seq, one.digest, one.parked)


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


def _parsed(place: str) -> tuple[str, int, int]:
    device, epoch, seq = place.rsplit("/", 2)
    return device, int(epoch), int(seq)


def _place(text: str) -> str:
    device, epoch, seq, _, _ = text.rsplit(":", 4)
    return f"{device}/{epoch}/{seq}"
