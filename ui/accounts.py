"""对账: what a comparison, a restored disk or another window left for a person to finish, as one list. No Qt.

What is finished is kept with who, when and how (audited); a later comparison that finds the same again opens it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.domain.acts_guards import HOLDER
from app.domain.case import Ask, Case
from app.domain.elsewhere import LEASE, hand_in
from app.domain.paper import PaperKind
from app.domain.time import Timestamp
from app.errors import LineError, UserFacingError
from app.storage.histories import SqlHistories
from app.storage.restore_copy import LOST_SETTING, table_words
from app.usecases.desk import require_hand
from app.values import dataclass, replace
from ui.line import COMPARED_SETTING, HALL_SETTING, UNLIKE_SETTING
from ui.still import StillScheduler

if TYPE_CHECKING:
    from ui.workplace import Workplace

DONE_SETTING = "accounts.done"
UNLIKE, LOST, FOREIGN, ABOVE = "unlike", "lost", "foreign", "above"
_FINDINGS = {
    "missing-there": ("省平台缺少本机的操作", "再同步一次；仍然缺少请联系平台维护人员，弄清后登记结果"),
    "act-lost-there": (
        "省平台恢复备份后，少了部门已经作出的决定",
        "发出的文书仍然有效；把办件号和决定告知部门，由部门在平台重新作出，再对一次账就会销项",
    ),
    "missing-here": ("本机缺少其他设备的操作", "再同步一次；仍然缺少请联系平台维护人员，弄清后登记结果"),
    "lost-here": ("省平台有本设备写的、本机却没有的操作", "核对发出的纸面文书，联系平台维护人员取回，弄清后登记结果"),
    "unlike": ("两端对同一操作的记录不一致", "打开办件，与平台人员逐项核对，核对后登记结果"),
}
_ABOVE = {
    "missing-there": ("省平台缺少大厅已上送的操作", "大厅管理人员正在查；办件照办，查明后登记结果"),
    "act-lost-there": _FINDINGS["act-lost-there"],
    "missing-here": ("省平台有、大厅没有的操作", "再同步一次；仍然没有的由大厅管理人员查，查明后登记结果"),
    "lost-here": ("省平台有本窗口的操作，大厅没有", "再对一次账由本机补传；仍然没有的核对纸面文书，查明后登记结果"),
    "unlike": ("大厅和省平台对同一操作的记录不一致", "打开办件核对纸面文书，由大厅管理人员与省平台核对"),
}
"""What the hall's own comparison with its province left about a case of this window."""
_SUBJECTS = {"withdrawal": "申请人要求撤回", "correction": "申请人补交了材料"}


@dataclass(frozen=True)
class Done:
    """How something was finished: by whom, when, and what was found."""

    by: str
    at_ms: int
    note: str


@dataclass(frozen=True)
class Task:
    """Something a person must finish. ``kind`` is where it comes from, ``what`` and ``how`` are for people; ``number``
    and ``item`` of the case, where it is about one; ``details`` name commits, papers, numbers.
    """

    key: str
    kind: str
    what: str
    how: str
    case_id: UUID | None = None
    item: str = ""
    number: str = ""
    details: tuple[str, ...] = ()
    since_ms: int = 0
    done: Done | None = None


@dataclass(frozen=True)
class Accounts:
    """All tasks, the open ones first, and when the last comparison was (0: never)."""

    tasks: tuple[Task, ...]
    last_ms: int

    @property
    def open(self) -> int:
        """How many still want somebody."""
        return sum(task.done is None for task in self.tasks)


@dataclass(frozen=True)
class Compared:
    """What a comparison came to, in words; ``settled``: nothing is left to do."""

    settled: bool
    words: tuple[str, ...]


def read_accounts(at: Workplace) -> Accounts:
    """Everything that is left to a person."""
    settings = at.stores.settings
    last = int(settings.get(COMPARED_SETTING) or 0)
    done = _done(settings.get(DONE_SETTING))
    found = [*_unlike(at, last), *_above(at, last), *_lost(at), *_foreign(at)]
    tasks = [_with(task, done.get(task.key), last) for task in found]
    tasks.sort(key=lambda task: (task.done is not None, -task.since_ms, task.key))
    return Accounts(tuple(tasks), last)


def _with(task: Task, done: Done | None, last_ms: int) -> Task:
    """A difference that a later comparison found again is open again."""
    again = done is not None and task.kind in (UNLIKE, ABOVE) and last_ms > done.at_ms
    return task if done is None or again else replace(task, done=done)


def finish(at: Workplace, task: Task, note: str) -> None:
    """It is settled; what was found is written down. Raises UserFacingError ZC-ACC-01 without words,
    RefusedError ZC-RIGHT-03.
    """
    if not note.strip():
        raise UserFacingError("ZC-ACC-01", "没有写核对的结果", "这一项还在清单里", "请写明查到了什么、怎么处理的")
    require_hand(at.office.desk)
    operator = at.office.desk.session.operator
    known = json.loads(at.stores.settings.get(DONE_SETTING) or "{}")
    known[task.key] = {
        "by": f"{operator.name}（{operator.number}）",
        "at_ms": at.clock.now().ms,
        "note": note.strip(),
    }
    at.stores.audit.record(operator.id, "account-settled", f"{task.key} {note.strip()}")
    at.stores.settings.put(DONE_SETTING, json.dumps(known, ensure_ascii=False))


def compare(at: Workplace) -> Compared:
    """Compare with the platform now and cure what cures itself. Raises UserFacingError ZC-SYNC-03."""
    try:
        found = at.reconcile(StillScheduler(), at.office.today())
        return Compared(found.settled, found.words())
    except LineError as error:
        raise UserFacingError(
            "ZC-SYNC-03",
            f"对账没有做成：与省平台的连接中断（{error.kind}）",
            "两端的办件都没有变化",
            "网络恢复后再对一次账",
        ) from error


def _done(text: str) -> Mapping[str, Done]:
    return {key: Done(**value) for key, value in json.loads(text or "{}").items()}


def _unlike(at: Workplace, last_ms: int) -> Iterator[Task]:
    """What the last comparison could not cure."""
    for one in json.loads(at.stores.settings.get(UNLIKE_SETTING) or "[]"):
        what, how = _FINDINGS[one["kind"]]
        places = tuple(one["commits"])
        key = f"{UNLIKE}:{one['kind']}:{one['case']}:{'+'.join(places)}"
        yield _about(at, Task(key, UNLIKE, what, how, UUID(one["case"]), details=places, since_ms=last_ms))


def _above(at: Workplace, last_ms: int) -> Iterator[Task]:
    """What the hall found against its province, as it told at the last comparison."""
    for one in json.loads(at.stores.settings.get(HALL_SETTING) or "[]"):
        what, how = _ABOVE[one["kind"]]
        places = tuple(one["commits"])
        key = f"{ABOVE}:{one['kind']}:{one['case']}:{'+'.join(places)}"
        yield _about(at, Task(key, ABOVE, what, how, UUID(one["case"]), details=places, since_ms=last_ms))


def _lost(at: Workplace) -> Iterator[Task]:
    """What did not come back from the second medium."""
    text = at.stores.settings.get(LOST_SETTING)
    if not text:
        return
    lost: dict[str, Any] = json.loads(text)
    since = int(lost["last_ms"])
    if since:
        last = Timestamp(since).local
        words = f"{last.month}月{last.day}日 {last:%H:%M:%S} 以后、磁盘损坏以前办的"
        how = "对照这段时间出的纸面文书和登记，漏的重新收件或者补录，核对后登记结果"
        yield Task(f"{LOST}:last:{since}", LOST, f"{words}可能没有找回", how, since_ms=since)
    for one in lost.get("numbers", ()):
        words = f"文书编号 {one['first']} 至 {one['last']} 可能已经用在纸上"
        how = f"核对发出的纸面：用过的从 {one['first']} 起数；没用的不再使用"
        yield Task(f"{LOST}:numbers:{one['first']}-{one['last']}", LOST, words, how, since_ms=since)
    for number in lost.get("doubtful", ()):
        case_id = at.stores.views.case_of_number(number)
        how = "到“打印与空白证照”（F6）回答出来了没有，再登记结果"
        task = Task(f"{LOST}:paper:{number}", LOST, f"文书 {number} 是否打印出来不能确定", how, case_id, since_ms=since)
        yield _about(at, task)
    for digest in lost.get("scans", ()):
        how = "平台也没有的，请申请人再出示原件重新扫描，核对后登记结果"
        what = "一份扫描件不在第二介质上"
        yield Task(f"{LOST}:scan:{digest}", LOST, what, how, details=(digest[:16],), since_ms=since)
    for words in dict.fromkeys(map(table_words, lost.get("tables", ()))):
        how = "对照纸面和存档联补登，或者联网重新取，核对后登记结果"
        yield Task(f"{LOST}:table:{words}", LOST, f"没有（完整）找回：{words}", how, since_ms=since)
    for place in lost.get("damaged", ()):
        how = "联系平台维护人员取回这一段，核对后登记结果"
        yield Task(f"{LOST}:damaged:{place}", LOST, "第二介质有一处读不出来", how, details=(place,), since_ms=since)


def _foreign(at: Workplace) -> Iterator[Task]:
    """外来: what an applicant said or handed in at another window about a case that this one holds."""
    for case_id in SqlHistories(at.database).asked(HOLDER):
        case = at.stores.views.case(case_id)
        if case is None or case.terminal or case.lease != at.device:
            continue
        for ask in case.asks:
            if ask.system == HOLDER and ask.waiting and ask.subject != LEASE:
                yield _told(case, ask)


def _told(case: Case, ask: Ask) -> Task:
    what = f"别的窗口转来：{_SUBJECTS.get(ask.subject, ask.subject)}"
    taken = hand_in(dict(ask.data))
    said = tuple(value for name, value in ask.data if name in ("materials", "reason") and value)
    if taken is not None:
        said = (*said, f"申请人{(taken.handed_at or taken.at).words()}交的，登记补正时照这个时间填")
    how = "打开办件，由本窗口办：撤回要申请人签名，补交的照材料逐项收；办不了的写明原因"
    return Task(
        f"{FOREIGN}:{ask.ask}", FOREIGN, what, how, case.id, case.item.name, _receipt(case), said, ask.asked_ms
    )


def _about(at: Workplace, task: Task) -> Task:
    case = at.stores.views.case(task.case_id) if task.case_id is not None else None
    if case is None:
        return task
    return replace(task, item=case.item.name, number=_receipt(case))


def _receipt(case: Case) -> str:
    receipts = case.papers_of(PaperKind.RECEIPT)
    return receipts[0].number if receipts else ""
