"""收回: a certificate that was given to the wrong person, or is wrong in its content, comes back to the counter.

The counter asks for it, takes it, writes who brought it, and makes the sheet void or keeps it for whom it belongs to.
That a licence is 撤销 or 注销 (行政许可法 69, 70) is decided by the authority that gave it, never here: of a sheet that
is not brought back the authority is told, and that is written down.
"""

from __future__ import annotations

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain import facts
from app.domain.acts_intake import Answer, paper_issued
from app.domain.acts_law import RESULTS
from app.domain.case import Case
from app.domain.paper import Paper, PaperKind
from app.domain.states import CaseState

WRONG_PERSON, WRONG_CONTENT = facts.WRONG_PERSON, facts.WRONG_CONTENT
WHY = (WRONG_PERSON, WRONG_CONTENT)
"""Why a certificate is taken back."""
LAW = "行政许可法 8、44"
ITS_DECISION = "行政许可法 69、70"


def there(case: Case) -> str:
    """What to do at a window that has not the case."""
    if case.lease == "platform":
        return "请等部门办理或者退回，再登记收回"
    return f"请在窗口{case.lease}交回；那个窗口不办了的，由主管先把这一件接管到本窗口，再登记收回"



def may_come_back(paper: Paper) -> bool:
    """Whether this paper may be asked for and taken back: a certificate that somebody has."""
    return paper.kind is PaperKind.CERTIFICATE and not paper.void and paper.given_at is not None


def made_by_correction(case: Case) -> bool:
    """Whether the next certificate is made by the 更正件: what this decision would print is the same error again."""
    return case.state is CaseState.SERVED and case.content_wrong


def went_along(case: Case) -> tuple[Paper, ...]:
    """Results that the wrong person was given along with what lies here again, and that are with that person still."""
    event, handed = case.undone[-1] if case.undone else (None, None)
    if event is None or handed is None or case.handed_over is not None:
        return ()
    served = (case.paper(each) for each in handed.documents)
    return tuple(p for p in served if p is not None and p.kind in RESULTS and p.is_given and not p.void)


def _refusal(case: Case, document_id: object, why: str, reason: str) -> Paper | cmd.Refusal:
    paper = next((each for each in case.papers if each.document_id == document_id), None)
    if paper is None:
        return cmd.Refusal("ZC-PAPER-01", "没有这份文书", "", "请在办件的文书列表中重新选择")
    if paper.void:
        return cmd.Refusal("ZC-PAPER-02", f"{paper.number} 已作废", "", "请使用新编号的文书")
    if not may_come_back(paper):
        return cmd.Refusal(
            "ZC-PAPER-70", "收回只用于已经交出去的证照", LAW,
            "没有交出去的，空白证作废换本；其他文书请用「收回更正」",
        )  # fmt: skip
    if why not in WHY or not reason.strip():
        return cmd.Refusal("ZC-PAPER-71", "收回证照要选原因，并写明错在哪里", LAW, "请补全")
    return paper


def ask_back(case: Case, command: cmd.AskPaperBack, context: cmd.Context) -> Answer:
    """要求交回: who has it, how that person was asked, and until when; asked again, the new day counts."""
    paper = _refusal(case, command.document_id, command.why, command.reason)
    if isinstance(paper, cmd.Refusal):
        return paper
    holder, told = command.holder.strip(), command.told.strip()
    if not holder or not told:
        return cmd.Refusal("ZC-PAPER-72", "要写明证照在谁手里、怎么通知的", LAW, "例如：打过电话、寄了信；请补全")
    if command.until < context.now.date:
        return cmd.Refusal("ZC-PAPER-73", "交回的日期不能早于今天", LAW, "请写和对方说好的日期")
    return (
        ev.PaperAskedBack(
            context.now, context.operator, paper.document_id, command.why, command.reason.strip(), holder, told,
            command.until,
        ),
    )  # fmt: skip


def take_back(case: Case, command: cmd.TakePaperBack, context: cmd.Context) -> Answer:
    """收回 of the very sheet that was given. Who brings it gets a receipt; what is wrong or spoiled is void with its
    blank, what is right is to be served to whom it belongs to, with a proof of its own.
    """
    paper = _refusal(case, command.document_id, command.why, command.reason)
    if isinstance(paper, cmd.Refusal):
        return paper
    serial = command.serial.strip()
    if paper.blank and serial.upper() != paper.blank.upper():
        return cmd.Refusal(
            "ZC-PAPER-74", f"交来的是{serial or '没有写号的纸'}，这一件交出去的是{paper.blank}", LAW,
            "请核对证上的印制号；别的办件的证照，到那一件里收回",
        )  # fmt: skip
    if not command.recipient.name.strip():
        return cmd.Refusal("ZC-PAPER-72", "要写明谁交回来的", LAW, "请填写姓名")
    kept = command.why == WRONG_PERSON and not command.spoiled
    receipt = paper_issued(PaperKind.TAKEN_BACK, context)
    reason = command.reason.strip()
    back = ev.PaperTakenBack(
        context.now, context.operator, paper.document_id, command.why, reason, serial, command.recipient, kept,
        receipt.document_id,
    )  # fmt: skip
    events: list[ev.Event] = [back]
    if command.why == WRONG_PERSON:
        events += _served_anew(case, reason, context)
    if not kept:
        events += _void(case, paper, f"收回：{command.why}，{reason}", context)
    return (*events, receipt)


def _served_anew(case: Case, reason: str, context: cmd.Context) -> list[ev.Event]:
    """What counted as served did not reach whom it belongs to: the result waits again, and the proof speaks no more."""
    handed = case.handed_over
    if case.state is not CaseState.SERVED or handed is None:
        return []
    why = f"{WRONG_PERSON}，已收回：{reason}"
    events: list[ev.Event] = [ev.ServiceUndone(context.now, context.operator, why)]
    proof = case.paper(handed.proof)
    if proof is not None and not proof.void:
        events.append(ev.PaperVoided(context.now, context.operator, proof.document_id, why))
    return events


def _void(case: Case, paper: Paper, why: str, context: cmd.Context) -> list[ev.Event]:
    voided = ev.PaperVoided(context.now, context.operator, paper.document_id, why)
    if not paper.blank:
        return [voided]
    kind = case.item.blank_kind
    return [voided, ev.BlankVoided(context.now, context.operator, paper.document_id, kind, paper.blank, why)]


def leave(case: Case, command: cmd.LeaveNotBrought, context: cmd.Context) -> Answer:
    """交不回: the authority that decided was told, and what follows is its decision. The sheet may still come back."""
    asked = case.wanted_back
    if asked is None or asked.document_id != command.document_id:
        return cmd.Refusal("ZC-PAPER-76", "还没有要求交回这本证照，或者已经收回", ITS_DECISION, "请先登记「要求交回」")
    if not command.told.strip() or not command.reason.strip():
        return cmd.Refusal(
            "ZC-PAPER-77", "要写明告诉了决定机关的谁，和为什么交不回", ITS_DECISION,
            "撤销、注销由作出决定的机关决定；请补全",
        )  # fmt: skip
    return (
        ev.PaperNotBrought(
            context.now, context.operator, command.document_id, command.told.strip(), command.reason.strip()
        ),
    )
