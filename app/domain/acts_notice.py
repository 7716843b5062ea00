"""撤回告知: a notice that nobody was given is not told yet, and may still be made whole (行政许可法 32(1)(4))."""

from __future__ import annotations

from datetime import date

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_guards import collected_refusal
from app.domain.acts_intake import Answer
from app.domain.calendar import WorkCalendar
from app.domain.case import Case
from app.domain.elsewhere import asked_of_holder
from app.domain.limits import deemed_after
from app.domain.paper import Paper
from app.domain.rules import RuleSet
from app.domain.time import date_words
from app.values import replace

_LAW = "行政许可法 32(1)(4)；S0 26(10)"
_OPEN_INSTEAD = (
    "没有告知的材料现在不能再要求，按已告知的办：补齐了就受理，指南允许容缺的可以容缺；"
    "多要的用「更正告知」去掉；拿不准的请主管处理"
)


def given_sheet(case: Case) -> Paper | None:
    """The sheet by which somebody got the notice that stands now, also one whose place another took; None while nobody
    was given any.
    """
    if not case.notices:
        return None
    sheets = case.sheets(case.notices[-1].document_id)
    return next((sheet for sheet in sheets if sheet.given_at is not None), None)


def _answered(case: Case) -> bool:
    """Whether the applicant handed something in upon this notice, here or elsewhere: then she knows of it."""
    notice = case.notices[-1]
    numbers = {"", notice.number, *(sheet.number for sheet in case.sheets(notice.document_id))}
    here = any(each.answers_number in numbers for each in case.corrections)
    return here or any(ask.asked_ms >= notice.at.ms for ask in asked_of_holder(case))


def told_refusal(case: Case) -> cmd.Refusal | None:
    """Why the notice that stands now is told already, and what is open instead; None while it may be withdrawn."""
    sheet = given_sheet(case)
    if sheet is not None and sheet.given_at is not None:
        return cmd.Refusal(
            "ZC-CASE-160",
            f"告知书 {sheet.number} {date_words(sheet.given_at.date)}已经交给申请人：只能告知一次，不能撤回重出",
            _LAW,
            _OPEN_INSTEAD,
        )
    if case.notices and _answered(case):
        return cmd.Refusal(
            "ZC-CASE-161", "申请人已经按这份告知书交了材料：告知已经作出，不能撤回重出", _LAW, _OPEN_INSTEAD
        )
    return None


def silent_since(case: Case, rules: RuleSet, calendar: WorkCalendar, today: date) -> date | None:
    """The last of the 5 days of 许可法 32(1)(4) when it is over ``today`` and the notice that stands told nobody: then
    the case counts as accepted from 收件, and withdrawing only says so. None in all other cases.
    """
    found = deemed_after(replace(case, notices=case.notices[:-1]), rules, calendar)
    return found[0] if found is not None and found[1] and today > found[0] else None


def withdraw_notice(case: Case, command: cmd.WithdrawNotice, context: cmd.Context) -> Answer:
    """The case goes back to where the notice came from, its number stays used and void, and the period for telling runs
    on from 收件 as if nothing had been issued; where it is over, 视为受理 is proposed in the same breath.
    """
    refusal = told_refusal(case)
    if refusal is not None:
        return refusal
    if not command.reason.strip():
        return cmd.Refusal("ZC-PAPER-40", "作废必须写明原因", "", "请填写原因")
    notice = case.notices[-1]
    withdrawn = ev.NoticeWithdrawn(
        context.now, context.operator, notice.document_id, notice.number, command.reason, len(case.notices) > 1
    )
    events: list[ev.Event] = [withdrawn]
    paper = case.paper(notice.document_id)
    if paper is not None and not paper.void:
        events.append(ev.PaperVoided(context.now, context.operator, paper.document_id, command.reason))
    over = silent_since(case, context.rules, context.calendar, context.now.date)
    if over is not None and collected_refusal(case) is None and case.acceptance_proposal is None:
        events.append(ev.DeemedAcceptanceProposed(context.now, context.operator, over))
    return tuple(events)
