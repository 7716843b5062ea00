"""Parcels of results: 交寄 to the courier, 退件 when one comes back (行政许可法 44; 民事诉讼法 91)."""

from __future__ import annotations

from uuid import UUID

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_intake import Answer
from app.domain.acts_law import RESULTS, WINDOW_POWER
from app.domain.case import Case
from app.domain.delivery import BY_POST, COURIER, POST, came_back, delivery_of, parcel_of, posted
from app.domain.paper import Paper, PaperKind
from app.domain.states import CaseState
from app.domain.transitions import STATE_NAMES

TAKEN = ("collected", "moving", "delivered")
"""What the courier says of a parcel that it has already, whatever was signed for here."""
_LAW = "行政许可法 44；民事诉讼法 91"


def inside(case: Case) -> tuple[Paper, ...]:
    """What a parcel of this case holds when it goes now: the results that came out, bear their seal and lie here."""
    found = (paper for paper in case.papers if paper.kind in RESULTS)
    return tuple(paper for paper in found if paper.may_be_given and not paper.is_given)


def unready(case: Case) -> str:
    """Why nothing, or not all, of the result can be put into its parcel; empty when it can."""
    results = [paper for paper in case.papers if paper.kind in RESULTS and not paper.void and not paper.is_given]
    if not all(paper.is_out for paper in results):
        return "文书还没有出纸"
    if not all(paper.may_be_given for paper in results):
        return "文书还没有盖章"
    granted = case.decision if isinstance(case.decision, ev.Granted) else None
    alone = granted is not None and granted.power == WINDOW_POWER and not case.branches and bool(case.item.blank_kind)
    if not results or (alone and not case.papers_of(PaperKind.CERTIFICATE)):
        return "结果还没有制出来"
    return ""


def waits_for_courier(case: Case) -> bool:
    """Whether a parcel of this case is booked and still lies here."""
    parcel = parcel_of(case)
    if parcel is None or case.state is not CaseState.AWAITING_PICKUP or delivery_of(case).way != POST:
        return False
    return not came_back(case) and posted(case) is None and parcel.outcome not in TAKEN


def lies_here(case: Case, waybill: str) -> bool:
    """Whether the parcel that waits for the courier is booked under this very waybill."""
    parcel = parcel_of(case)
    return parcel is not None and parcel.subject == waybill and waits_for_courier(case)


def holds(case: Case, documents: tuple[UUID, ...]) -> bool:
    """Whether all of this may lie in the parcel now, and it is not nothing."""
    return bool(documents) and set(documents) <= {paper.document_id for paper in inside(case)}


def gone(case: Case, waybill: str) -> bool:
    """Whether the courier signed for the parcel of this waybill."""
    return any(each.waybill == waybill for each in case.posted)


def post(case: Case, command: cmd.PostParcel, context: cmd.Context) -> Answer:
    """交寄: it lies here, is booked under this waybill, holds the result, and somebody took it. Once is enough."""
    if gone(case, command.waybill):
        return ()
    if not command.hand.strip() or not command.sheet.strip():
        return cmd.Refusal(
            "ZC-CASE-150", "交寄要写明快递员和清单编号", _LAW, "请填写签收的快递员姓名"
        )
    if not lies_here(case, command.waybill):
        stands = STATE_NAMES[case.state] if case.state is not None else ""
        return cmd.Refusal(
            "ZC-CASE-151",
            f"运单{command.waybill}现在不能交寄（办件：{stands}，{delivery_of(case).way}）",
            _LAW,
            "请把这一件从邮袋里取出来，到办件页看现在怎么送达",
        )
    if not holds(case, command.documents):
        return cmd.Refusal(
            "ZC-CASE-152",
            f"运单{command.waybill}里的文书没有盖章，或者已经交付、作废",
            "行政许可法 39、44",
            "请拆开核对，盖章登记后另做清单",
        )
    return (
        ev.ParcelPosted(
            context.now, context.operator, command.waybill, command.documents, command.hand.strip(), command.sheet,
            command.handed_at,
        ),
    )  # fmt: skip


def take_back(case: Case, command: cmd.TakeParcelBack, context: cmd.Context) -> Answer:
    """退件: the parcel lies here again. What it was to serve is to be served anew, with a proof of its own."""
    waybill = command.waybill.strip().upper()
    if not waybill or not command.reason.strip():
        return cmd.Refusal("ZC-CASE-154", "退件要写明运单号和退回原因", _LAW, "请扫运单，选择或者填写原因")
    if any(each.waybill.upper() == waybill for each in case.returns):
        return cmd.Refusal(
            "ZC-CASE-156", f"运单{waybill}已经登记过退回", _LAW, "请再寄一次，或者请申请人来窗口领取"
        )
    handed = case.handed_over
    known = {each.subject.upper(): each.subject for each in case.asks if each.system == COURIER}
    if handed is not None:
        # On the envelope stands the number it was booked under, whatever was written down when it was served.
        last = parcel_of(case)
        numbers = (handed.reference.strip(), *((last.subject,) if last is not None else ()))
        known = {each.upper(): each for each in numbers} if handed.method == BY_POST else {}
    if waybill not in known:
        words = f"这一件是{handed.method}的，不是按运单{waybill}寄的" if handed else f"这一件没有运单{waybill}"
        return cmd.Refusal("ZC-CASE-155", words, _LAW, "请核对运单号和办件")
    if handed is not None and not still_served(case):
        return cmd.Refusal("ZC-CASE-156", "文书已经另外交付，不用登记退件", _LAW, "请看办件页的文书和时间线")
    waybill = known[waybill]
    returned = ev.ParcelReturned(context.now, context.operator, waybill, command.reason.strip())
    proof = case.paper(handed.proof) if handed is not None else None
    if proof is None or proof.void:
        return (returned,)
    why = f"邮件退回（运单{waybill}），没有送达"
    return (returned, ev.PaperVoided(context.now, context.operator, proof.document_id, why))


def still_served(case: Case) -> tuple[Paper, ...]:
    """Papers that were written down as served last and that nobody got since."""
    handed = case.handed_over
    if handed is None:
        return ()
    found = (case.paper(each) for each in handed.documents)
    return tuple(p for p in found if p is not None and p.given_at is not None and p.given_at.ms <= handed.at.ms)


def fetched_at(case: Case, device: str) -> bool:
    """Whether a result on paper lies at ``device`` for somebody to fetch: whose case it holds (发件 was delegated), not
    served yet, and neither with a courier nor to be posted.
    """
    if case.state is not CaseState.AWAITING_PICKUP or case.lease != device:
        return False
    away = delivery_of(case).way == POST and not came_back(case)
    return not away and any(paper.kind in RESULTS and not (paper.void or paper.is_given) for paper in case.papers)
