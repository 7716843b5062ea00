"""``sync lease``: who has a case, giving it to another window, taking it over from a dead one (窗口接管)."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from uuid import UUID

from app.domain.case import Case
from app.errors import LineError, UserFacingError
from sync.wire.models import LeaseAction, LeaseAnswer
from ui.bootstrap import Workplace
from ui.commands.common import say, workplace
from ui.commands.connect import connect
from ui.line import WRONG, trouble_of
from ui.still import StillScheduler

_KEPT = "办件和纸面都没有变化"
_REFUSED = {
    "lease-stale": ("这个办件已不在本窗口手里", "请先同步一次，再看办件页的时间线"),
    "no-permit": (
        "没有主管同意，不能接管别的窗口的办件",
        "请主管在平台给出接管码（platform lease … --permit），再试一次",
    ),
    "out-of-reach": (
        "大厅到省平台的线路中断：接管、转到别的大厅要省平台同意，大厅不能先行办理",
        "线路恢复后再试；原窗口还能用的，可由原窗口转给本大厅的窗口",
    ),
    "not-found": ("省平台没有这个办件，或者它与本窗口无关", "请核对办件标识"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of the verb."""
    parser.add_argument("case", help="办件标识或者文书编号")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--to", default="", metavar="DEVICE", help="把办件转给这个窗口")
    how.add_argument("--take", default="", metavar="CODE", help="用主管给的接管码接管")
    parser.add_argument("--reason", default="", help="为什么转")


def _lease(given: argparse.Namespace) -> int:
    if (given.to or given.take) and len(given.reason) < 2:
        raise UserFacingError("ZC-LEASE-03", "还没有写明为什么转窗口", _KEPT, "请用 --reason 写明原因")
    with workplace(given, exclusive=True) as at:
        connect(at, given)
        _step(at)
        case_id = _case_id(at, given.case)
        answer = _asked(lambda: _move(at, given, case_id))
        if given.to or given.take:
            _step(at)
        mine = at.profile.config.device
    data = {"case": str(case_id), "holder": answer.holder, "home": answer.home, "fence": answer.fence}
    data |= {"provisional": answer.provisional}
    where = "部门" if answer.holder == "platform" else "本窗口" if answer.holder == mine else f"窗口 {answer.holder}"
    words = f"办件在{where}手里，归窗口 {answer.home}（第 {answer.fence} 任）"
    if answer.provisional:
        words += "。大厅先行转办，省平台的线路恢复后确认；省平台不同意的，会在待传清单和时间线里写明"
    say(given, data, words)
    return 0


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {"lease": _lease}


def _move(at: Workplace, given: argparse.Namespace, case_id: UUID) -> LeaseAnswer:
    line = at.line.plugged()
    if not (given.to or given.take):
        return line.lease_of(case_id)
    session = at.office.desk.session.operator
    said = {"operator": session.id, "name": session.name, "number": session.number, "reason": given.reason}
    if given.take:
        return line.move_lease(case_id, said | {"action": LeaseAction.TAKE, "permit": given.take})
    case: Case = at.office.case(case_id)
    return line.move_lease(case_id, said | {"action": LeaseAction.GIVE, "to": given.to, "fence": case.fence})


def _asked(ask: Callable[[], LeaseAnswer]) -> LeaseAnswer:
    try:
        return ask()
    except LineError as error:
        what, following = _REFUSED.get(error.kind) or _broken(error.kind)
        code = "ZC-LEASE-01" if error.kind in _REFUSED else "ZC-LEASE-02"
        raise UserFacingError(code, what, _KEPT, following) from error


def _step(at: Workplace) -> None:
    """Everything this window wrote goes up first: what comes later would be stale."""
    result = at.sync_once(StillScheduler())
    if not result.ok:
        what, following = _broken(result.detail)
        raise UserFacingError("ZC-LEASE-02", what, _KEPT, following)


def _broken(kind: str) -> tuple[str, str]:
    """What happened and what to do: a province whose answers are not believed is not one that cannot be reached."""
    if kind in WRONG:
        said = trouble_of(f"{kind} 0")
        return f"没有办成：{said['words']}", said["can"].removeprefix("照常办件；")
    return f"没有办成：与省平台的连接中断（{kind}）", "网络恢复后再试一次"


def _case_id(at: Workplace, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        found = at.stores.views.case_of_number(text)
    if found is None:
        raise UserFacingError("ZC-CASE-04", "本机没有这个办件", "", "请核对编号，或者用办件标识")
    return found
