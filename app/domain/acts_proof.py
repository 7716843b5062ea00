"""What proves something without paper: a licence shown on a telephone, the code of a project in its own system."""

from __future__ import annotations

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.acts_guards import ask
from app.domain.acts_intake import Answer
from app.domain.case import Case
from app.domain.materials import MaterialStatus

PROJECT = "project"
_IDENTIFIER = "1.2.156."


def show_licence(case: Case, command: cmd.ShowLicence, context: cmd.Context) -> Answer:
    """亮证 instead of paper: no copy is kept, the line is not owed while the register has not answered, and what the
    register knows needs no original any more (S3 一(三), S4 8). A code lives for minutes: one that was held up
    before now is asked about with that moment, since that is when it had to be fresh.
    """
    row = next((m for m in case.materials if m.line_id == command.line_id), None)
    if row is None:
        return cmd.Refusal("ZC-CASE-03", "办事指南没有这项材料", "S0 21", "请重新选择")
    token = command.token.strip()
    if not token:
        return cmd.Refusal("ZC-CASE-124", "没有读到亮证码或者证照标识", "S3 一(三)", "请申请人刷新后重新出示")
    if case.terminal or (row.settled and row.status is not MaterialStatus.EXEMPT):
        return cmd.Refusal("ZC-CASE-125", f"《{row.name}》已经登记，不用再亮证", "S0 21", "请看材料清单")
    if token.startswith(_IDENTIFIER):
        return (ask(case, context, "licence", token, action="verify", line=row.line_id),)
    earlier = {"scanned_ms": str(command.at_ms)} if 0 < command.at_ms < context.now.ms else {}
    return (ask(case, context, "mobile", token, line=row.line_id, **earlier),)


def name_project(case: Case, command: cmd.NameProject, context: cmd.Context) -> Answer:
    """An investment project goes by its 项目代码 (S3 二(四)). Who has none and came to the counter is taken in all the
    same, and the project is entered there for her (S4 21(2)).
    """
    code, name = command.code.strip(), command.name.strip()
    if not code and not name:
        return cmd.Refusal(
            "ZC-CASE-126",
            "请填写项目代码；还没有代码的，填写项目名称，由窗口帮助录入在线平台",
            "S4 21(2)",
            "办件照常办理",
        )
    if code:
        return (ask(case, context, PROJECT, code),)
    return (ask(case, context, PROJECT, "", action="enter", name=name),)


def project_code(case: Case) -> str:
    """The code that the project system confirmed, empty while none did."""
    told = [each for each in case.asks if each.system == PROJECT and each.outcome in ("pass", "entered")]
    return next((code for each in reversed(told) if (code := dict(each.answer).get("code", ""))), "")


def project_decision(case: Case, context: cmd.Context) -> tuple[ev.PartnerAsked, ...]:
    """The decision on a project is passed on to its system by the code; for other cases nothing."""
    code = project_code(case)
    return (ask(case, context, PROJECT, code, action="decision"),) if code else ()
