"""取件方式 and 结果形式: how the applicant wants the result, chosen at 收件 and kept to (S0 23(1), 24; S4 15).

The way is about paper: fetched or posted; an electronic result comes over the network. Paper can always be asked for,
also beside the electronic one.
"""

from __future__ import annotations

from uuid import UUID

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.case import Ask, Case
from app.domain.facts import ParcelPosted
from app.domain.guide import ServiceGuide
from app.domain.paper import Paper
from app.domain.time import Timestamp
from app.values import dataclass

PICKUP, POST, ONLINE = "自取", "邮寄", "电子"
WAYS = (PICKUP, POST, ONLINE)
PAPER, ELECTRONIC, BOTH = "纸质件", "电子件", "纸质件和电子件"
COURIER, LICENCE = "courier", "licence"
RETURNED, DELIVERED = "returned", "delivered"
"""Where a parcel ended, as the courier says it."""
BY_POST, BY_NETWORK = "邮寄送达", "电子送达"
"""Ways of service (D16) that must be what the applicant chose; what is given at the desk never is refused."""

_LAW = "S0 23(1)、24"


@dataclass(frozen=True)
class Delivery:
    """What was chosen: ``way`` one of ``WAYS``, ``form`` 纸质件, 电子件 or both, ``address`` where post goes."""

    way: str = PICKUP
    form: str = PAPER
    address: str = ""

    @property
    def electronic(self) -> bool:
        """Whether an electronic result is wanted."""
        return self.form in (ELECTRONIC, BOTH)

    @property
    def words(self) -> str:
        """As papers say it: 到窗口自取，纸质件."""
        if self.way == ONLINE and self.form == ELECTRONIC:
            return "网上送达电子件，不另给纸质件"
        along = "，另从网上送达电子件" if self.form == BOTH else ""
        if self.way == POST:
            return f"邮寄纸质件到{self.address or '登记的地址'}{along}"
        return f"到窗口自取纸质件{along}"


def chosen(way: str, form: str, address: str = "") -> Delivery:
    """The choice as it counts; without a form paper is meant where paper comes, the electronic one over the network."""
    return Delivery(way or PICKUP, form or (ELECTRONIC if way == ONLINE else PAPER), address.strip())


def of_intake(intake: ev.Intake) -> Delivery:
    """What was chosen at 收件."""
    return chosen(intake.delivery, intake.result_form, intake.post_to)


def delivery_of(case: Case) -> Delivery:
    """What counts now: the applicant may choose anew until the result is in hand, and ask for more afterwards."""
    if case.rechosen is not None:
        return chosen(case.rechosen.way, case.rechosen.form, case.rechosen.address)
    return of_intake(case.intake) if case.intake is not None else Delivery()


def parcel_of(case: Case) -> Ask | None:
    """The parcel that was booked last for the result, wherever it is: what the courier refused is none, nor are
    materials that came by post.
    """
    booked = [each for each in case.asks if each.system == COURIER and dict(each.data).get("direction") == "out"]
    return next((each for each in reversed(booked) if each.outcome != "refused"), None)


def came_back_at(case: Case) -> Timestamp | None:
    """Since when that parcel is here again: the clerk took it in, the courier says so, 送达不成 was entered, or the
    wrong person brought back what was served by it.

    A parcel that was never booked here is known by its return alone.
    """
    parcel = parcel_of(case)
    if parcel is None:
        return case.returns[-1].at if case.returns else None
    booked = {each.subject for each in case.asks if each.system == COURIER}
    taken = (
        each.at
        for each in case.returns
        if each.waybill == parcel.subject or (each.waybill not in booked and each.at.ms >= parcel.asked_ms)
    )
    if (at := next(taken, None)) is not None:
        return at
    if (at := _brought_back_at(case, parcel)) is not None:
        return at
    if parcel.outcome == RETURNED:
        return Timestamp(parcel.answered_ms)
    failed = (each.at for each in case.failed_services if POST in each.method)
    return next((at for at in failed if at.ms >= parcel.asked_ms), None)


def _brought_back_at(case: Case, parcel: Ask) -> Timestamp | None:
    found = ((event, handed) for event, handed in case.undone if handed is not None and handed.method == BY_POST)
    return next((event.at for event, handed in found if handed.at.ms >= parcel.asked_ms), None)


def brought_back_at(case: Case) -> Timestamp | None:
    """Since when the result is here again that the wrong person had, whatever way it went; None where it never was, was
    served since, or a parcel of it was booked or came back since.
    """
    if not case.undone or case.handed_over is not None:
        return None
    at, parcel = case.undone[-1][0].at, parcel_of(case)
    since = parcel is not None and parcel.asked_ms > at.ms
    return None if since or any(back.at.ms > at.ms for back in case.returns) else at


def came_back(case: Case) -> bool:
    """Whether the parcel of the result is here again."""
    return came_back_at(case) is not None


def posted(case: Case) -> ParcelPosted | None:
    """The courier's signature for the last parcel, wherever it is but here; None when it came back."""
    parcel = parcel_of(case)
    if parcel is None or came_back(case):
        return None
    return next((each for each in case.posted if each.waybill == parcel.subject), None)


def to_post(case: Case) -> bool:
    """Whether the result goes by post and no parcel of it is on its way: none was booked, or it came back."""
    return delivery_of(case).way == POST and (parcel_of(case) is None or came_back(case))


def sent_back(case: Case) -> tuple[Paper, ...]:
    """Papers of a result that was written down as served by post, whose parcel came back, and that nobody got since."""
    handed, parcel = case.handed_over, parcel_of(case)
    if handed is None or parcel is None or handed.reference != parcel.subject or not came_back(case):
        return ()
    served = (case.paper(each) for each in handed.documents)
    return tuple(p for p in served if p is not None and p.given_at is not None and p.given_at.ms <= handed.at.ms)


def whereabouts(parcel: Ask) -> str:
    """Where it is, in the courier's words without its number; empty while the courier said nothing."""
    return parcel.words.removeprefix(f"运单{parcel.subject}：").rstrip("。")


def choice_refusal(wish: Delivery) -> cmd.Refusal | None:
    """Why this cannot be kept to; the way out is another choice, never going home."""
    if wish.way not in WAYS or wish.form not in (PAPER, ELECTRONIC, BOTH):
        return cmd.Refusal("ZC-CASE-100", "取件方式只有自取、邮寄、电子三种", _LAW, "请申请人重新选择")
    if wish.way == POST and not wish.address:
        return cmd.Refusal(
            "ZC-CASE-101", "选了邮寄，还没有写收件地址", _LAW, "请填写地址；一时说不清的先选自取，以后可以改"
        )
    if (wish.way == ONLINE) != (wish.form == ELECTRONIC):
        return cmd.Refusal(
            "ZC-CASE-102", "电子件从网上送达，纸质件要自取或者邮寄", _LAW, "两样都要的，选自取或者邮寄，再选另要电子件"
        )
    return None


def choose(
    case: Case, command: cmd.ChooseDelivery, context: cmd.Context
) -> tuple[ev.Event, ...] | cmd.Refusal:
    """The applicant chooses anew; after an electronic result paper is still given to who asks for it (S4 15)."""
    refusal = choice_refusal(chosen(command.way, command.form, command.address))
    if refusal is not None:
        return refusal
    if case.terminal and case.handed_over is None:
        return cmd.Refusal("ZC-CASE-05", "办件已经结束，没有要送达的结果", _LAW, "请看办件页的时间线")
    wish = chosen(command.way, command.form, command.address)
    if wish == delivery_of(case):
        return ()
    return (ev.DeliveryChosen(context.now, context.operator, wish.way, wish.form, wish.address),)


def service_refusal(case: Case, method: str, reference: str = "") -> cmd.Refusal | None:
    """Whether this way of service is what was chosen, and whether there is something to serve by it: ``reference`` is
    the waybill of the parcel.
    """
    wish = delivery_of(case)
    # What the courier has went as it was chosen then; signed for, it is served, whatever was chosen meanwhile.
    if method == BY_POST and wish.way != POST and posted(case) is None:
        return cmd.Refusal(
            "ZC-CASE-103", f"申请人选的是{wish.way}，不能改为邮寄", _LAW, "请申请人改选邮寄并写明地址，或者通知领取"
        )
    parcel, waybill = parcel_of(case), reference.strip().upper()
    returned = {each.waybill.upper() for each in case.returns}
    returned |= {handed.reference.strip().upper() for _, handed in case.undone if handed is not None}
    if parcel is not None and came_back(case):
        returned.add(parcel.subject.upper())
    if method == BY_POST and waybill in returned:
        return cmd.Refusal(
            "ZC-CASE-138",
            f"运单{waybill}没有送到，不算送达",
            "行政许可法 44；民事诉讼法 91",
            "请再寄一次，或者请申请人来窗口领取",
        )
    if method == BY_NETWORK and not wish.electronic:
        return cmd.Refusal(
            "ZC-CASE-104", "申请人没有要电子件，不能只从网上送达", _LAW, "请申请人改选，或者照选定的方式送达纸质件"
        )
    if method == BY_NETWORK and issued_licence(case) == "":
        return cmd.Refusal(
            "ZC-CASE-105",
            "电子件还没有制发，不能登记送达",
            "S0 24；S1 18",
            "联网后由电子证照系统制发；急用的可以先给纸质件",
        )
    return None


def with_courier(case: Case) -> frozenset[UUID]:
    """The papers that the courier signed for and that did not come back."""
    sent = posted(case)
    return frozenset(sent.documents) if sent is not None else frozenset()


def away_refusal(case: Case, documents: tuple[UUID, ...], method: str) -> cmd.Refusal | None:
    """What the courier has cannot be given here: it is served when it is signed for, or comes back first. Nor is
    served by post what was not in the parcel: it lies here still.
    """
    sent = posted(case)
    if sent is None:
        return None
    if method == BY_POST:
        numbers = [paper.number for paper in case.papers if paper.document_id in set(documents) - with_courier(case)]
        if not numbers:
            return None
        return cmd.Refusal(
            "ZC-CASE-157",
            f"{'、'.join(numbers)}不在运单{sent.waybill}里，没有寄出",
            "行政许可法 44；民事诉讼法 91",
            "邮寄送达只登记运单里的文书；没寄的在窗口交付",
        )
    if not with_courier(case) & set(documents):
        return None
    return cmd.Refusal(
        "ZC-CASE-153",
        f"文书已经交寄（运单{sent.waybill}），不在窗口",
        "行政许可法 44；民事诉讼法 91",
        "等邮件签收后登记邮寄送达；退回来的，先登记退件再交付",
    )


def issued_licence(case: Case) -> str:
    """证照标识 of the electronic licence that was made for this case, empty while none was."""
    made = [a for a in case.asks if a.system == LICENCE and a.outcome == "issued"]
    return dict(made[-1].answer).get("id", "") if made else ""


def licence_wish(case: Case, guide: ServiceGuide | None) -> dict[str, str] | None:
    """What the licence system must be asked so that the electronic result is made; None when it is not to be asked."""
    asked = any(a.system == LICENCE and dict(a.data).get("action") == "issue" for a in case.asks)
    if asked or guide is None or not guide.result_name or not delivery_of(case).electronic:
        return None
    kind = dict(guide.elements).get("证照类型代码", "")
    wish = {"action": "issue", "name": guide.result_name, "type": kind, "issuer": guide.authority.code}
    number = getattr(case.decision, "licence_number", "")
    return {**wish, "number": number} if number else wish
