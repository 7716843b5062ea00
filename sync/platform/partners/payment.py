"""非税收缴 (S1 9): a 缴款码 from a block of the window, whether it was paid, the e-票据. Money in 分."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.platform.partners.base import Answer, Ask, Bench, CaseFile, PartnerError, Record, need, whole

SYSTEM = "payment"
SERIES = "缴款码"


class Payments(Protocol):
    """Port of the non-tax payment system."""

    def book(self, code: str, n: int, device: str, fen: int, case: str) -> Record:
        """Take a fee notice in. Raises PartnerError when the code is not of the device or was used before."""
        ...

    def pay(self, code: str, fen: int) -> Record:
        """Money came in; makes the e-票据. Raises PartnerError for an unknown code or another sum."""
        ...

    def state(self, code: str) -> Record | None:
        """Where a fee notice stands: due or paid; None when unknown."""
        ...


class ReferencePayments:
    """Fee notices by 缴款码."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._platform = bench.platform
        self._today = bench.today

    def book(self, code: str, n: int, device: str, fen: int, case: str) -> Record:
        """Take a fee notice in; the same one again changes nothing."""
        if self._platform.block_holder(SERIES, n) != device or not code.endswith(str(n)):
            raise PartnerError("code-foreign", f"缴款码{code}不在本窗口的号段内。")
        if fen <= 0:
            raise PartnerError("amount", "应缴金额须大于零。")
        found = self._shelf.get(code)
        if found is None:
            return self._shelf.put(code, "due", {"fen": str(fen), "case": case})
        if (found.data["case"], found.data["fen"]) != (case, str(fen)):
            raise PartnerError("code-used", f"缴款码{code}已用于另一笔缴费。")
        return found

    def pay(self, code: str, fen: int) -> Record:
        """Money came in; a second message about the same payment gives the same e-票据."""
        found = self._shelf.get(code)
        if found is None:
            raise PartnerError("code-unknown", f"没有缴款码{code}的缴款通知。")
        if found.data["fen"] != str(fen):
            raise PartnerError("amount", f"实缴{fen}分与应缴{found.data['fen']}分不符。")
        if found.state == "paid":
            return found
        bill = f"PJ{self._shelf.number('bill'):010d}"
        return self._shelf.put(code, "paid", {**found.data, "bill": bill, "paid_on": self._today})

    def state(self, code: str) -> Record | None:
        """Where a fee notice stands."""
        return self._shelf.get(code)


def answer(port: Payments, ask: Ask, file: CaseFile) -> Answer:
    """Book a fee notice (``subject`` the 缴款码, ``n`` its number in the block, ``fen``), or ask its ``state``."""
    if ask.data.get("action") == "state":
        found = port.state(ask.subject)
        if found is None or found.data["case"] != str(file.case):
            raise PartnerError("code-unknown", f"本办件没有缴款码{ask.subject}。")
        return _answer(found)
    n, fen = whole(ask.data, "n"), whole(ask.data, "fen")
    return _answer(port.book(ask.subject, n, ask.device, fen, str(file.case)))


def tell(port: Payments, file: CaseFile, data: Mapping[str, str]) -> Answer:
    """The bank says that ``code`` was paid with ``fen``."""
    code = need(data, "code")
    found = port.state(code)
    if found is not None and found.data["case"] != str(file.case):
        raise PartnerError("code-unknown", "该缴款码属于另一办件。")
    return _answer(port.pay(code, whole(data, "fen")))


def _answer(record: Record) -> Answer:
    paid = record.state == "paid"
    words = f"已缴费，电子票据{record.data['bill']}。" if paid else "缴款通知已登记，待缴费。"
    return Answer(
        record.state, words, {"code": record.key, **{n: v for n, v in record.data.items() if n != "case"}}
    )
