"""一件事 (S0 3, S1, S3 二(一)): the branches of one matter, wherever they are handled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError
from sync.platform.partners.progress import STAGES

SYSTEM = "one-matter"


class Groups(Protocol):
    """Port of the joint handling."""

    def join(self, group: str, case: str) -> None:
        """A case is a branch of a matter. Raises PartnerError when it is one of another already."""
        ...

    def branches(self, group: str) -> Sequence[str]:
        """Cases of the matter, in the order they joined."""
        ...


class ReferenceGroups:
    """Branches by case."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)

    def join(self, group: str, case: str) -> None:
        """A case is a branch of a matter."""
        found = self._shelf.get(case)
        if found is not None and found.data["group"] != group:
            raise PartnerError("other-matter", "本办件已属于另一个“一件事”。")
        if found is None:
            self._shelf.put(case, "branch", {"group": group, "n": f"{self._shelf.number(group):04d}"})

    def branches(self, group: str) -> Sequence[str]:
        """Cases of the matter."""
        found = [record for record in self._shelf.all("branch") if record.data["group"] == group]
        return [record.key for record in sorted(found, key=lambda record: record.data["n"])]


def answer(port: Groups, bench: Bench, ask: Ask, file: CaseFile) -> Answer:
    """Join the matter ``subject`` (its id is the desk's secret) and hear where its branches stand."""
    if not ask.subject:
        raise PartnerError("group", "缺少“一件事”编号。")
    port.join(ask.subject, str(file.case))
    states: dict[str, str] = {}
    for case in port.branches(ask.subject):
        branch = file if case == str(file.case) else bench.platform.case_of(case)
        states[case] = STAGES.get(branch.stage, "办理中") if branch else "未上报"
    done = sum(1 for state in states.values() if state in ("已送达", "可领取结果"))
    return Answer("joined", f"一件事共{len(states)}个事项，已办成{done}个。", states)
