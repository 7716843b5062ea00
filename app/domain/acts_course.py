"""The course of an accepted case: 特别程序, 延期, and the branches of a 一件事."""

from __future__ import annotations

from datetime import date

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_intake import Answer, paper_issued
from app.domain.case import BranchState, Case
from app.domain.deadlines import Due, binding, due, latest_notice
from app.domain.limits import pauses_of, running_limit
from app.domain.paper import PaperKind

HEARING = "听证"
NOT_STARTED = "前序事项没有准予，本项不再办理"


def start_special(case: Case, command: cmd.StartSpecial, context: cmd.Context) -> Answer:
    """特别程序: the clock stops only for the kinds of 许可法 45 or where a law named in the guide says so; the
    time needed is told in writing (D13).
    """
    if not command.kind.strip() or not command.approver.strip():
        return cmd.Refusal("ZC-CASE-80", "特别程序要写明种类和批准人", "行政许可法 45；S3 二(一)", "请补全")
    if command.period.days <= 0:
        return cmd.Refusal("ZC-CASE-81", "特别程序所需时间要书面告知", "行政许可法 45", "请填写计划天数")
    refusal = _hearing_refusal(command, context)
    if refusal is not None:
        return refusal
    laws = context.guide.special_laws if context.guide is not None else ()
    listed = command.kind in context.rules.special_kinds
    named = any(law and law in command.basis for law in laws)
    planned = due(context.now.date, command.period, context.calendar)
    started = ev.SpecialStarted(
        context.now,
        context.operator,
        command.kind,
        command.basis.strip() or ("行政许可法 45" if listed else ""),
        command.period,
        context.now.date,
        planned.date,
        listed or named,
        command.approver,
    )
    if not started.stops:
        # A step that the law does not exclude goes on inside the period; nobody is told that the clock stands.
        return cmd.Refusal(
            "ZC-CASE-82",
            f"「{command.kind}」不在法定不计时之列，办理期限照常计算",
            "行政许可法 45；S4 28",
            "请在期限内安排；法律另有规定的，先由目录管理员写入办事指南",
        )
    return (started, paper_issued(PaperKind.SPECIAL_PROCEDURE, context))


def _hearing_refusal(command: cmd.StartSpecial, context: cmd.Context) -> cmd.Refusal | None:
    """听证 is held within 20 days, and told of 7 days before (许可法 47, 48)."""
    if command.kind != HEARING:
        return None
    hold, notice = context.rules.hearing
    today = context.now.date
    day = due(today, command.period, context.calendar).date
    if day > due(today, hold, context.calendar).date:
        return cmd.Refusal(
            "ZC-CASE-84", f"听证应当在{hold.words()}内组织", "行政许可法 47", "请改定听证日期"
        )
    if latest_notice(day, notice, context.calendar) < today:
        return cmd.Refusal(
            "ZC-CASE-84", f"听证要在举行的{notice.words()}前通知", "行政许可法 48(1)", "请改定较晚的听证日期"
        )
    return None


def end_special(case: Case, command: cmd.EndSpecial, context: cmd.Context) -> Answer:
    """The result is there: the clock runs again from the day after."""
    if not command.result.strip():
        return cmd.Refusal("ZC-CASE-83", "请写明特别程序的结果", "行政许可法 45", "请补全")
    end = _main_end(case, context, context.now.date)
    return (
        ev.SpecialEnded(
            context.now,
            context.operator,
            context.now.date,
            command.result,
            end.date if end is not None else None,
            end.firm if end is not None else True,
        ),
    )


def _main_end(case: Case, context: cmd.Context, ends_now: date) -> Due | None:
    """End of the main period with every pause so far taken out, the running one ending today."""
    accepted, guide = case.accepted, context.guide
    if accepted is None or guide is None:
        return None
    pauses = pauses_of(case, context.rules, (ends_now,))
    bound = running_limit(case, guide, context.rules, context.calendar, pauses)
    if bound is None:
        return None
    if case.extension is None:
        return bound.due
    return due(bound.due.date, case.extension.period, context.calendar, pauses)


def extend(case: Case, command: cmd.Extend, context: cmd.Context) -> Answer:
    """延期: once, before the end, with reasons told to the applicant (许可法 42); it binds 行政许可."""
    if not command.reasons.strip() or not command.approver.strip():
        return cmd.Refusal("ZC-CASE-85", "延期要写明理由和批准人", "行政许可法 42", "请补全")
    if case.extension is not None:
        return cmd.Refusal("ZC-CASE-86", "已经延期过一次，不能再延", "行政许可法 42", "请在期限内作出决定")
    end, _ = case.main_due
    if end is None:
        return cmd.Refusal("ZC-CASE-87", "办件没有办理期限，不用延期", "行政许可法 42", "")
    if context.now.date > end:
        return cmd.Refusal(
            "ZC-CASE-88", "办理期限已过，不能再延期", "行政许可法 42；优化营商环境条例 36", "请尽快决定并公开超期理由"
        )
    joint = bool(case.branches) or (context.guide is not None and context.guide.concentrated)
    period = context.rules.joint_extension if joint else context.rules.extension
    new = due(end, period, context.calendar)
    extended = ev.Extended(
        context.now, context.operator, command.reasons, period, command.approver, new.date, new.firm
    )
    return (extended, paper_issued(PaperKind.EXTENSION, context))


def start_joint(case: Case, command: cmd.StartJoint, context: cmd.Context) -> Answer:
    """一件事: what waits for nothing begins together; one 收件 and one 受理 count for all (S4 5(3))."""
    if not case.branches:
        return cmd.Refusal("ZC-CASE-90", "这个办件不是一件事联办", "行政许可法 26", "请按单个事项办理")
    started = tuple(branch.code for branch in case.branches if not branch.after)
    return (ev.JointStarted(context.now, context.operator, started),)


def complete_branch(case: Case, command: cmd.CompleteBranch, context: cmd.Context) -> Answer:
    """A branch ends with its written completion; the next one's 收件 is the receipt of it (S4 5(3))."""
    branch = next((each for each in case.branches if each.code == command.code), None)
    if branch is None or branch.started_on is None or branch.completed_on is not None:
        return cmd.Refusal("ZC-CASE-91", "这一支还没有开始，或者已经办结", "S4 5(3)", "请看办件的联办列表")
    if not command.granted and not command.reasons.strip():
        return cmd.Refusal("ZC-CASE-60", "不予许可必须写明理由", "行政许可法 38(2)", "请填写理由")
    done = ev.BranchCompleted(
        context.now,
        context.operator,
        command.code,
        context.now.date,
        command.granted,
        command.number,
        command.reasons,
    )
    return (done, *_following(case, command.code, command.granted, context))


def _following(
    case: Case, code: str, granted: bool, context: cmd.Context
) -> tuple[ev.Event, ...]:
    """What waits for ``code`` begins, or ends with it when it was refused."""
    events: list[ev.Event] = []
    waiting = [branch for branch in case.branches if branch.after == code and branch.granted is None]
    for branch in waiting:
        if granted:
            events.append(_begin(case, branch, context))
        else:
            events.append(
                ev.BranchCompleted(
                    context.now, context.operator, branch.code, context.now.date, False, "", NOT_STARTED
                )
            )
            events.extend(_following(case, branch.code, False, context))
    return tuple(events)


def _begin(case: Case, branch: BranchState, context: cmd.Context) -> ev.BranchStarted:
    intake = case.intake
    found = next((b for b in intake.branches if b.item.code == branch.code), None) if intake else None
    day = context.now.date
    bound = binding(day, found.legal, found.promised, context.calendar) if found is not None else None
    return ev.BranchStarted(
        context.now,
        context.operator,
        branch.code,
        day,
        bound.due.date if bound is not None else None,
        bound.due.firm if bound is not None else True,
    )
