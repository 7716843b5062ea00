"""对账 of a window: what differs from its platform; what can be cured is cured, and the rest is named for a person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set

from app.ports.delivery import CountedCommit, Reckoning, ReconcileLine
from sync.wire.differences import Difference, Finding, Report, compare, parsed
from sync.wire.ranges import Line, Sum, bucket_of, summed

__all__ = ["Difference", "Finding", "Reconciler", "Report"]


class Reconciler:
    """Compares the log of ``device`` with the platform."""

    def __init__(self, line: ReconcileLine, reckoning: Reckoning, device: str) -> None:
        self._line = line
        self._reckoning = reckoning
        self._device = device

    def compare(self, *, deep: bool = False) -> Report:
        """What differs now. ``deep``: both ends count anew from what is stored. Raises LineError."""
        report = compare(self._line.compare, _Here(self._reckoning, deep), self._device, deep=deep)
        if report.equal and report.trips > 1:
            # The sums that were remembered were wrong, not the log.
            self._reckoning.remember("")
        report.findings = [one for one in report.findings if not self._is_redone(one)]
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
            device, epoch, seq = parsed(place)
            if device == self._device:
                first[epoch] = min(first.get(epoch, seq), seq)
        for number, start in first.items():
            self._reckoning.send_again(number, start)
        if any(finding.kind is Difference.MISSING_HERE for finding in findings):
            self._reckoning.ask_again()


class _Here:
    """The window's own end."""

    def __init__(self, reckoning: Reckoning, deep: bool) -> None:
        self._reckoning = reckoning
        self._deep = deep

    def total(self) -> Sum:
        total = Sum()
        for one in self.cases().values() if self._deep else self._buckets().values():
            total = total.plus(one)
        return total

    def cases(self) -> dict[str, Sum]:
        return summed(map(_line, self._reckoning.counted({}, 0, self._deep)))

    def lines(self, cases: Set[str]) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for line in map(_line, self._reckoning.counted({}, 0, self._deep)):
            if line.case in cases:
                found.setdefault(line.case, set()).add(line.text)
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


def _remembered(text: str) -> tuple[dict[int, int], int, dict[str, Sum]]:
    if not text:
        return {}, 0, {}
    kept = json.loads(text)
    own = {int(epoch): seq for epoch, seq in kept["own"].items()}
    return own, kept["arrival"], {bucket: Sum.read(one) for bucket, one in kept["buckets"].items()}


def _line(one: CountedCommit) -> Line:
    return Line(one.case_id.hex, one.device, one.epoch, one.seq, one.digest, one.parked)
