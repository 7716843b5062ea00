"""What every paper of 受理 (D02, or D07 in its place) says of the result: how it is fetched, and which items it has."""

from __future__ import annotations

from app.domain import events as ev
from app.domain.delivery import ONLINE, POST, delivery_of
from printing.compose_base import Source, hall_words
from printing.documents.decisions import UNSTATED
from printing.documents.notes import Branch


def branches_told(source: Source, accepted: ev.Accepted) -> tuple[Branch, ...]:
    """The items of a 一件事 as 受理 told their limits."""
    return tuple(_branch(source, limit) for limit in accepted.branches)


def _branch(source: Source, limit: ev.BranchLimit) -> Branch:
    """A branch of a 一件事 on the paper; a serial one says what it waits for."""
    branches = source.intake.branches
    after = next((b.after for b in branches if b.item.code == limit.code), "")
    before = next((b.item.name for b in branches if b.item.code == after), "")
    starts = f"收到「{before}」书面办结之日起算" if before else ""
    return Branch(limit.name, limit.department, limit.limit_words or UNSTATED, limit.due, starts=starts)


def collect(source: Source, *, known: bool = False) -> str:
    """How and where the applicant gets the result, by the paper of 受理 in her hand; ``known``: that paper says already
    where the hall is.
    """
    wish = delivery_of(source.case)
    place = source.paper.place
    desk = f"{place.hall}发件窗口" if known else hall_words(place, "发件窗口")
    if wish.way == ONLINE:
        return f"制发后从网上送达；要纸质件的，随时可以到{desk}领取"
    along = "，电子件另从网上送达" if wish.electronic else ""
    if wish.way == POST:
        return f"邮寄到{wish.address or '登记的地址'}{along}"
    return f"凭本通知书和身份证件到{desk}领取{along}"
