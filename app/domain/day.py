"""A working day: what is looked at when the window opens, when it closes, and when one shift follows another.

Pure judgement over what was gathered: nothing wrong stays without what is done about it (zero, or named).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from app.domain.custody import Lying, evening
from app.domain.paper import Seal
from app.domain.settling import BY_PROOF
from app.domain.states import STATE_NAMES, CaseState
from app.domain.time import ClockQuality, Timestamp
from app.values import dataclass, field, replace

UNPRINTED, UNGIVEN, UNSEALED = "没有出纸的文书", "未签收的文书", "待盖章的文书"
UNSERVED = "没有送达的结果"
UNSENT, PARKED = "没有回执的办件", "要人处理的回执"
UNCOLLECTED, UNEXPLAINED, LATE = "到期未领的结果", "没有说明的作废、缺号", "已经超期的时限"
CUSTODY, DRAFTS = "收存的原件", "暂存的登记"
"""Points of the check of the evening that are settled on a page of their own."""
NAMED = 6
"""So many of a kind are named on the paper; the rest is counted."""


@dataclass(frozen=True)
class Clocked:
    """A running clock of a case: ``kind`` as in CLOCK_NAMES, ``owner`` who has the case in hand."""

    case_id: UUID
    number: str
    kind: str
    day: date
    firm: bool
    item: str
    applicant: str
    owner: str


@dataclass(frozen=True)
class InHand:
    """A case that passes to the next shift: ``day`` ends the first of its clocks, of ``kind``; None while none runs.

    ``state`` is its code, ``seals`` how many of its papers wait for a seal, ``receipts`` how many of these
    for the hall's own 收件专用章, ``others`` how many of the rest other devices made; ``away``: the department has
    it now.
    """

    case_id: UUID
    number: str
    item: str
    state: str
    kind: str = ""
    day: date | None = None
    firm: bool = True
    seals: int = 0
    away: bool = False
    receipts: int = 0
    others: int = 0


@dataclass(frozen=True)
class Sheet:
    """A paper that is not finished with: its number, the kind of its document, and the code of the seal it needs;
    ``here``: this device answers for it (:func:`app.domain.settling.settled_at`).
    """

    number: str
    kind: str
    seal: str = ""
    here: bool = True


@dataclass(frozen=True)
class Seen:
    """What a device or a person said of one thing; ``right`` None: nobody looked."""

    words: str
    right: bool | None = None


@dataclass(frozen=True)
class Found:
    """What the profile tells of the day; counts of what waits, and names of what must be explained.

    ``post`` is channel → cases received since the last closing; ``blanks`` kind → sheets on hand; ``custody`` the
    bundles of originals that lie here; ``numbers`` and ``pad`` what is left of the number blocks and of the pad.
    ``clocks`` are those that ended or end by tomorrow, ``running`` counts the cases with any. ``unprinted`` are papers
    that have their number and wait for a printer: whoever handed in what they receipt went home without them. ``cards``
    were read while nothing else was typed: no intake was begun with them (``drafts``).
    """

    clocks: tuple[Clocked, ...] = ()
    running: int = 0
    post: Mapping[str, int] = field(default_factory=dict)
    blanks: Mapping[str, int] = field(default_factory=dict)
    unprinted: tuple[Sheet, ...] = ()
    ungiven: tuple[Sheet, ...] = ()
    unsealed: tuple[Sheet, ...] = ()
    unsent: int = 0
    parked: int = 0
    uncollected: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    drafts: int = 0
    cards: int = 0
    visits: int = 0
    custody: tuple[Lying, ...] = ()
    numbers: int = 0
    pad: int = 0
    catalogue: str = ""


@dataclass(frozen=True)
class Told:
    """What only the machine beside the profile or a person can tell: devices, line, copy, seals, counted blanks.

    ``bags`` are those of originals that lie here where every bag that moved has left (驿站); None elsewhere: a window's
    bags go from desk to shelf, and are its own until they are given back. ``parked`` names the intakes that are not
    finished, masked (:func:`parked_words`). ``to_county`` are the numbers of 收件凭证 that are sealed at the county,
    whose bag did not go there yet: what is taken in is taken in under the centre's own 收件专用章 (S4 5(2)), which lies
    at no station; None where the seal lies.
    """

    reader: Seen = field(default_factory=lambda: Seen("没有检查"))
    printer: Seen = field(default_factory=lambda: Seen("没有检查"))
    line: Seen = field(default_factory=lambda: Seen("没有检查"))
    copy: Seen = field(default_factory=lambda: Seen("没有检查"))
    seals: Seen = field(default_factory=lambda: Seen("没有清点"))
    counted: Mapping[str, int] = field(default_factory=dict)
    bags: tuple[str, ...] | None = None
    parked: tuple[str, ...] = ()
    to_county: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Point:
    """One point of a check: ``right`` None means not looked at; ``action`` what is done about it."""

    name: str
    found: str
    right: bool | None = True
    action: str = ""


@dataclass(frozen=True)
class Kept:
    """What passes to the next shift: how many, and which.

    ``right``: what must be counted by hand is as the register says; None: nobody counted it. ``action`` is what is done
    about it when it is not. What the machine counts itself is right.
    """

    what: str
    count: int
    detail: str = ""
    right: bool | None = True
    action: str = ""

    @property
    def name(self) -> str:
        """What it is called where it is asked about, as a point of a check."""
        return self.what

    @property
    def found(self) -> str:
        """How many and which, as the finding of a point."""
        return f"{self.count}　{self.detail}".rstrip()


@dataclass(frozen=True)
class Standing:
    """How the window stands today by its own papers: when the last opening and the last closing check of today were
    signed (None: none was), and how many cases were taken in after that closing.
    """

    opened_ms: int | None = None
    closed_ms: int | None = None
    after: int = 0

    @property
    def closed(self) -> bool:
        """Closed, and not opened again by another check."""
        return self.closed_ms is not None and (self.opened_ms is None or self.opened_ms < self.closed_ms)

    @property
    def unlooked(self) -> bool:
        """Neither check was signed today: the opening check is still to be done."""
        return self.opened_ms is None and self.closed_ms is None


Row = TypeVar("Row", Point, Kept)


def opening(
    found: Found, told: Told, now: Timestamp, reserve: int, last: Mapping[str, str] | None = None
) -> tuple[Point, ...]:
    """The check before the window opens; ``reserve`` numbers must be left, else the pad must lie ready. ``last`` tells
    of a blank what the hand before counted that was not as the book says (:func:`counted_unlike`).
    """
    return (
        _expiring(found.clocks, now.date),
        Point("上次闭窗以来的网上、邮寄收件", _post(found.post)),
        *_told_before(_blanks(found, told), last or {}),
        Point("收件专用章、专用印章", told.seals.words, told.seals.right),
        Point("身份证读卡器", told.reader.words, told.reader.right),
        Point("打印机", told.printer.words, told.printer.right),
        _clock(now),
        Point("办事指南目录", found.catalogue or "没有导入", bool(found.catalogue)),
        Point("网络和待传", f"{told.line.words}，待传{found.unsent}件", told.line.right),
        _numbers(found, reserve),
        Point("备份和第二介质", told.copy.words, told.copy.right),
    )


def closing(found: Found, told: Told, today: date) -> tuple[Point, ...]:
    """The check after the last applicant: unsigned, unsealed, unsent, uncollected, unexplained."""
    late = tuple(each for each in found.clocks if each.day < today and each.kind != "delivery")
    return (
        _papers(UNPRINTED, found.unprinted),
        *_unsettled(_ungiven(found, told), told),
        _unsealed(found, told),
        Point(UNSENT, f"{found.unsent}件", found.unsent == 0),
        Point(PARKED, f"{found.parked}件", found.parked == 0),
        _named(UNCOLLECTED, found.uncollected, "件"),
        _named(UNEXPLAINED, found.unexplained, "个"),
        _named(LATE, [each.number for each in late], "件"),
        _custody(found, told, today),
        *_blanks(found, told),
        Point("印章", told.seals.words, told.seals.right),
        Point(DRAFTS, _drafts(found, told), found.drafts == 0),
        Point("没有结束的来访", f"{found.visits}个", found.visits == 0),
        Point("今日备份", told.copy.words, told.copy.right),
    )


OWED: Mapping[str, str] = {
    "notice": "告知或者受理",
    "correction": "等申请人补正，到期拟视为撤回",
    "main": "催办、办结",
    "tolerance": "等申请人补齐容缺材料",
    "special": "催特别程序结果",
    "branch": "催联办部门",
    "delivery": "电话通知领取或者送达",
    "check": "核查承诺",
    "rectify": "催整改",
    "recall": "催交证照，或者告诉决定机关",
}
"""Kind of a clock → what is to be done before it ends."""
_OWED_THERE = {CaseState.PRECHECK: "等预审", CaseState.CORRECTED: "核对补正，受理或者不予受理"}
UNFIRM = "（放假安排未公布，日期待定）"


def owed_next(case: InHand) -> str:
    """What is to be done next of a case that passes to the next shift, in words; the seal comes before all else."""
    state = CaseState(case.state)
    said = OWED.get(case.kind) or _OWED_THERE.get(state) or f"{STATE_NAMES[state]}，看办件页"
    if case.away:
        said = f"部门在办：{said}"
    return (f"盖章{case.seals}份；{said}" if case.seals else said) + ("" if case.firm else UNFIRM)


def shift(found: Found, told: Told) -> tuple[Kept, ...]:
    """What one shift hands to the next."""
    return (
        Kept("有时限在走的办件", found.running),
        Kept("暂存未完成的登记", found.drafts, _few(told.parked)),
        Kept("没有结束的来访", found.visits),
        Kept("收存的原件（袋）", len(bags := _bags(found, told)), _few(bags)),
        Kept(UNPRINTED, len(found.unprinted), _few([each.number for each in found.unprinted])),
        Kept(UNSEALED, len(_sealed_here(found, told)), _few([each.number for each in _sealed_here(found, told)])),
        *((Kept("随袋到区里盖章的凭证", len(told.to_county), _few(told.to_county)),) if told.to_county else ()),
        Kept(UNGIVEN, len(_ungiven(found, told)), _few([each.number for each in _ungiven(found, told)])),
        Kept("待领取的结果", len(found.uncollected), _few(found.uncollected)),
        *(_blank(kind, n, told.counted.get(kind)) for kind, n in sorted(found.blanks.items())),
        Kept("印章", int(told.seals.right is True), told.seals.words, told.seals.right),
        Kept("登记本空白页", found.pad),
        Kept("待传的办件", found.unsent),
    )


def parked_words(who: str, what: str) -> str:
    """An intake that is not finished, by the masked name of its applicant and its item, as far as they are known."""
    return f"{who or '没有姓名'}（{what or '没有选事项'}）"


def _drafts(found: Found, told: Told) -> str:
    words = f"{found.drafts}件：{_few(told.parked)}" if found.drafts and told.parked else f"{found.drafts}件"
    return f"{words}；另有{found.cards}张证只读过，没有登记" if found.cards else words


def in_hand_here(cases: Iterable[InHand], told: Told) -> tuple[InHand, ...]:
    """The cases in hand without the seals that are not put here: a station's 收件凭证 is sealed at the county, and so
    is what the county itself made.
    """
    if told.bags is None:
        return tuple(cases)
    receipts = told.to_county is not None
    return tuple(
        replace(each, seals=max(0, each.seals - each.others - (each.receipts if receipts else 0))) for each in cases
    )


def _ungiven(found: Found, told: Told) -> tuple[Sheet, ...]:
    """The papers that somebody here still has to hand over; a 收件凭证 of a station went along with who handed in, and
    what the county sealed afterwards is the county's to give.
    """
    return _of_here(found.ungiven, told)


def _unsettled(left: tuple[Sheet, ...], told: Told) -> tuple[Point, ...]:
    """At a station a word of the helper settles what she printed; a result that lies there is served elsewhere, against
    a signed proof, and is a point of its own.
    """
    results = tuple(each for each in left if each.kind in BY_PROOF) if told.bags is not None else ()
    rest = tuple(each for each in left if each not in results)
    return (_papers(UNGIVEN, rest), *((_papers(UNSERVED, results),) if results else ()))


def _sealed_here(found: Found, told: Told) -> tuple[Sheet, ...]:
    """The papers that wait for a seal which this place answers for."""
    return _of_here(found.unsealed, told)


def _of_here(papers: tuple[Sheet, ...], told: Told) -> tuple[Sheet, ...]:
    """A station answers for what it made itself, but for what is sealed at the county; a window for all it knows of."""
    if told.bags is None:
        return papers
    return tuple(each for each in papers if each.here and (told.to_county is None or each.seal != Seal.RECEIPT))


def _unsealed(found: Found, told: Told) -> Point:
    """What travels to its seal with the next round is said so; it is not left."""
    here = _papers(UNSEALED, _sealed_here(found, told))
    if not told.to_county:
        return here
    away = f"{len(told.to_county)}份收件凭证的章在区里，随材料袋送去盖：{_few(told.to_county)}"
    return replace(here, found=f"{here.found}；{away}")


def _bags(found: Found, told: Told) -> tuple[str, ...]:
    return tuple(each.words for each in found.custody) if told.bags is None else told.bags


def _custody(found: Found, told: Told, today: date) -> Point:
    """The bags with whose originals they hold; one on the desk, or not given back though its case is over, is named."""
    if told.bags is not None:
        return _named(CUSTODY, told.bags, "袋", right=True)
    bundles, why = evening(found.custody, today)
    point = _named(CUSTODY, [each.words for each in bundles], "袋", right=not why)
    return replace(point, found=f"{why}。{point.found}") if why else point


def _blank(kind: str, book: int, counted: int | None) -> Kept:
    """Against the book; nobody takes over what nobody counted without its being said."""
    if counted is None:
        return Kept(f"空白{kind}", book, "账面数，没有清点", None)
    words = "清点一致" if counted == book else f"清点实有{counted}份，与账面不符"
    return Kept(f"空白{kind}", book, words, counted == book)


def counted_unlike(rows: Iterable[Point | Kept], when: str, who: str) -> dict[str, str]:
    """Of what somebody counted and found unlike the book: name of the blank → when, by whom, what, and what was done
    about it.
    """
    found: dict[str, str] = {}
    for row in rows:
        if row.right is False and row.name.startswith("空白"):
            words = row.detail if isinstance(row, Kept) else row.found
            found[row.name] = f"{when}时（{who}）：{words}；处理：{row.action or '没有写明'}"
    return found


def _told_before(points: Iterable[Point], last: Mapping[str, str]) -> tuple[Point, ...]:
    """Who counts in the morning reads what the hand before could not find."""
    return tuple(replace(p, found=f"{p.found}；{last[p.name]}") if p.name in last else p for p in points)


def with_actions(points: Iterable[Row], actions: Mapping[str, str]) -> tuple[Row, ...]:
    """The points, or what passes on, with what a person does about them, by name; of a name that begins with the given
    one, too.
    """
    return tuple(
        replace(point, action=point.action or _action(point.name, actions))
        if point.right is not True
        else point
        for point in points
    )


def unnamed(points: Iterable[Point | Kept]) -> tuple[str, ...]:
    """Points that are not right and of which nobody said what is done about it."""
    return tuple(point.name for point in points if point.right is not True and not point.action.strip())


def _action(name: str, actions: Mapping[str, str]) -> str:
    return next((said for key, said in actions.items() if name.startswith(key)), "")


def _expiring(clocks: Sequence[Clocked], today: date) -> Point:
    late = sum(each.day < today for each in clocks)
    near = sum(0 <= (each.day - today).days <= 1 for each in clocks)
    words = f"{near}件，已列入待办时限清单" if near else "0件"
    return Point("今天和明天到期的时限", f"{words}；已超期{late}件" if late else words, late == 0)


def _post(post: Mapping[str, int]) -> str:
    return "，".join(f"{channel}{count}件" for channel, count in sorted(post.items()) if count) or "0件"


def _blanks(found: Found, told: Told) -> tuple[Point, ...]:
    """Counted against the book; what nobody counted says so."""
    points = []
    for kind in sorted(found.blanks.keys() | told.counted.keys()):
        book, counted = found.blanks.get(kind, 0), told.counted.get(kind)
        if counted is None:
            points.append(Point(f"空白{kind}", f"账面{book}份，没有清点", None))
        elif counted != book:
            points.append(Point(f"空白{kind}", f"账面{book}份，实有{counted}份", False))
        else:
            points.append(Point(f"空白{kind}", f"{book}份，与账面一致"))
    return tuple(points)


def _clock(now: Timestamp) -> Point:
    words = {
        ClockQuality.TRUSTED: "与平台核对过",
        ClockQuality.HOLDOVER: "核对过，现在断网自走",
        ClockQuality.SET_BACK: "时钟被调回",
        ClockQuality.UNKNOWN: "没有核对过",
    }[now.quality]
    good = now.quality in (ClockQuality.TRUSTED, ClockQuality.HOLDOVER)
    return Point("时钟", f"{now.words()}，{words}", good)


def _numbers(found: Found, reserve: int) -> Point:
    words = f"余{found.numbers}个；登记本余{found.pad}页"
    return Point("文书号段和登记本", words, found.numbers >= reserve and found.pad > 0)


def _papers(name: str, papers: Sequence[Sheet]) -> Point:
    return _named(name, [paper.number for paper in papers], "份")


def _named(name: str, what: Sequence[str], unit: str, right: bool | None = None) -> Point:
    words = f"{len(what)}{unit}：{_few(what)}" if what else f"0{unit}"
    return Point(name, words, right if right is not None else not what)


def _few(names: Sequence[str]) -> str:
    shown = "、".join(names[:NAMED])
    return f"{shown}等" if len(names) > NAMED else shown
