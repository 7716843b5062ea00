"""回访 (S3 三(二)): a call afterwards, only with consent; who calls sees a masked number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError, Record, mask, need

SYSTEM = "callback"
RESULTS = {"satisfied": "满意", "unsatisfied": "不满意", "unreached": "未接通"}


class Callback(Protocol):
    """Port of the office that calls."""

    def want(self, case: str, phone: str) -> Record:
        """Put a case on the list of calls; the number is kept masked, the exchange dials by the case."""
        ...

    def due(self) -> Sequence[Record]:
        """Calls still to be made."""
        ...

    def done(self, case: str, result: str) -> Record:
        """A call was made. Raises PartnerError when none was wanted."""
        ...


class ReferenceCallback:
    """Calls by case."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)

    def want(self, case: str, phone: str) -> Record:
        """Put a case on the list of calls."""
        return self._shelf.put(case, "due", {"phone": mask(phone)})

    def due(self) -> Sequence[Record]:
        """Calls still to be made."""
        return self._shelf.all("due")

    def done(self, case: str, result: str) -> Record:
        """A call was made."""
        found = self._shelf.get(case)
        if found is None or found.state != "due":
            raise PartnerError("no-consent", "申请人没有同意回访，或已回访。")
        return self._shelf.put(
            case, "due" if result == "unreached" else "done", {**found.data, "result": result}
        )


def answer(port: Callback, ask: Ask, file: CaseFile) -> Answer:
    """The applicant agrees to be called (``consent`` yes); the number is the one in the case."""
    if ask.data.get("consent") != "yes":
        raise PartnerError("no-consent", "申请人未同意，不作回访。")
    if not file.applicant.phone:
        raise PartnerError("no-phone", "办件没有登记联系电话。")
    wanted = port.want(str(file.case), file.applicant.phone)
    return Answer("due", f"已列入回访，电话{wanted.data['phone']}。", dict(wanted.data))


def tell(port: Callback, file: CaseFile, data: Mapping[str, str], words: str) -> Answer:
    """The call was made: ``result`` is a key of ``RESULTS``."""
    result = need(data, "result")
    if result not in RESULTS:
        raise PartnerError("result", "回访结果须为满意、不满意或未接通。")
    port.done(str(file.case), result)
    return Answer("called", f"回访：{RESULTS[result]}。{words}".strip(), {"result": result})
