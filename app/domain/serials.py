"""Numbers that are no paper's: 缴款码 of the unified non-tax collection and 运单号 of the courier (S1 9).

Each comes from a block reserved by the line, so that a code can be told and a parcel labelled while the line is down.
"""

from __future__ import annotations

from app.domain import commands as cmd
from app.domain.time import Timestamp

BILL, WAYBILL = "缴款码", "运单号"
SERIALS = (BILL, WAYBILL)
_OF_SYSTEM = {"payment": BILL, "courier": WAYBILL}
_HEADS = {BILL: "JK", WAYBILL: "YD"}


def serials_needed(command: cmd.Command) -> tuple[str, ...]:
    """The blocks from which ``command`` takes a number: to charge, and to book a parcel, not to ask where it is."""
    if not isinstance(command, cmd.AskPartner) or command.data.get("action") or command.subject:
        return ()
    series = _OF_SYSTEM.get(command.system)
    return (series,) if series is not None else ()


def numbered(series: str, n: int, now: Timestamp) -> tuple[str, dict[str, str]]:
    """The code as it is told, and what goes with the question: it ends in the number of the block."""
    return f"{_HEADS[series]}{now.date:%Y%m%d}{n:08d}", {"series": series, "n": str(n)}


def missing(series: str) -> cmd.Refusal:
    """No number is left, or none was ever reserved. Nothing else waits for it."""
    return cmd.Refusal(
        "ZC-CASE-106",
        f"本机没有可用的{series}号段",
        "S1 9",
        "联网后自动续号，再开一次；办件照常办理，不因此停下",
    )
