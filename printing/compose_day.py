"""From what a day left to its papers: every name on them is masked, since they lie about and survive the machine."""

from __future__ import annotations

from datetime import date

from app.domain.clocks import CLOCK_NAMES
from app.domain.conduct import Conduct
from app.domain.day import OWED, UNFIRM, Clocked, Point, owed_next
from app.domain.entrances import province_of
from app.domain.events import OperatorRef
from app.domain.figures import Figures
from app.domain.figures_table import tables
from app.domain.paper import Place
from app.domain.people import mask_name
from app.domain.stock import Tally, ranges
from app.domain.time import Timestamp
from app.usecases.day import CLOSING, Check, DueSheet, Handover, Strokes
from app.usecases.stock import Count, CountLine, Destruction
from app.values import dataclass
from printing.documents.base import Envelope, Party, Signature
from printing.documents.daily import (
    BlankCount,
    CaseInHand,
    CheckLine,
    ClosingCheck,
    DailyPaper,
    DayCheck,
    DestructionList,
    DueLine,
    DueList,
    OpeningCheck,
    PadSheet,
    ShiftHandover,
    ShiftLine,
    StockLine,
)
from printing.documents.figures import FiguresSheet

WARN_DAYS = 3


@dataclass(frozen=True)
class Stamp:
    """Who prints where and when, under which catalogue."""

    place: Place
    operator: OperatorRef
    now: Timestamp
    catalogue: str
    offline: bool = False

    def envelope(self, number: str) -> Envelope:
        """The frame of a paper of the house."""
        place = self.place
        return Envelope(
            number=number,
            authority=place.hall,
            hall=place.hall,
            window=place.window,
            operator=self.operator.name,
            operator_no=self.operator.number,
            device=place.device,
            catalogue=self.catalogue,
            issued_on=self.now.date,
            printed_at=self.now.local,
            phone_help=place.hall_phone,
            phone_complaint=place.complaint_phone,
            offline=self.offline,
            rehearsal=place.rehearsal,
            province=province_of("", place.division),
        )

    def daily(self, kind: type[DailyPaper]) -> Envelope:
        """The frame of a paper of this day."""
        return self.envelope(kind.code(self.now.date, self.place.device))


def due_list(sheet: DueSheet, stamp: Stamp) -> DueList:
    """R01 of a sheet."""
    return DueList(
        envelope=stamp.daily(DueList),
        as_of=stamp.now.local,
        until=sheet.until,
        lines=tuple(_line(each, stamp.now.date) for each in sheet.lines),
        not_listed=sheet.later,
    )


def _line(each: Clocked, today: date) -> DueLine:
    return DueLine(
        each.day,
        CLOCK_NAMES[each.kind],
        each.number,
        each.item,
        Party(mask_name(each.applicant)),
        each.owner or "窗口",
        OWED[each.kind] + ("" if each.firm else UNFIRM),
        _light(each.day, today),
    )


def _light(day: date, today: date) -> str:
    if day < today:
        return "超期"
    if day == today:
        return "今天到期"
    return "临期" if (day - today).days <= WARN_DAYS else "正常"


def day_check(check: Check, stamp: Stamp) -> DayCheck:
    """R02 or R04 of a check."""
    kind = ClosingCheck if check.kind == CLOSING else OpeningCheck
    return kind(
        envelope=stamp.daily(kind),
        lines=tuple(_checked(point) for point in check.points),
        done_at=stamp.now.local,
        checker=check.checker,
        signature=_signed(check.signature),
    )


def _checked(point: Point) -> CheckLine:
    return CheckLine(point.name, point.found, point.right, point.action)


def shift_handover(handover: Handover, stamp: Stamp) -> ShiftHandover:
    """R03 of a handover."""
    return ShiftHandover(
        envelope=stamp.daily(ShiftHandover),
        lines=tuple(ShiftLine(each.what, each.count, each.detail, each.right, each.action) for each in handover.kept),
        giver=handover.giver,
        taker=handover.taker,
        at=stamp.now.local,
        matters=handover.matters,
        cases=tuple(CaseInHand(each.number, each.item, each.day, owed_next(each)) for each in handover.cases),
        more=handover.more,
        giver_signature=_signed(handover.giver_signature),
        taker_signature=_signed(handover.taker_signature),
    )


def _signed(strokes: Strokes) -> Signature | None:
    """What was drawn on the pad; without it the paper leaves a line for the pen."""
    return Signature(strokes) if strokes else None


def pad_sheet(number: str, stamp: Stamp) -> PadSheet:
    """R06: a blank receipt that is filled by hand."""
    return PadSheet(envelope=stamp.envelope(number))


def blank_count(count: Count, stamp: Stamp) -> BlankCount:
    """R05 of a count."""
    return BlankCount(
        envelope=stamp.daily(BlankCount),
        lines=tuple(_counted(line) for line in count.lines),
        counter=count.counter,
        witness=count.witness,
        counted_at=stamp.now.local,
    )


def _counted(line: CountLine) -> StockLine:
    runs = ranges(line.serials)
    # More than one run does not fit the column: the list behind it is in the ledger.
    more = f"，印制号共{len(runs)}段" if len(runs) > 1 else ""
    return StockLine(
        line.kind,
        line.serials[0] if line.serials else "无",
        line.serials[-1] if line.serials else "",
        len(line.serials),
        line.counted,
        line.sums.void + line.sums.spoiled,
        f"{line.note}{more}".strip("，"),
        day_sums(line.sums),
    )


def day_sums(sums: Tally) -> tuple[tuple[str, int], ...]:
    """The figures of a day in words: 期初 + 入库 − 使用 − 作废 − 退回 − 销毁 − 其他 = 结存."""
    return (
        ("期初", sums.opening),
        ("入库", sums.received + sums.found),
        ("使用", sums.used),
        ("作废", sums.void),
        ("退回", sums.returned),
        ("销毁", sums.destroyed),
        ("其他", sums.issued + sums.missing + sums.cancelled),
        ("结存", sums.on_hand),
    )


def destruction_list(done: Destruction, stamp: Stamp) -> DestructionList:
    """R07 of a destruction."""
    return DestructionList(
        envelope=stamp.daily(DestructionList),
        kind=done.kind,
        serials=done.serials,
        reason=done.reason,
        destroyer=done.by,
        witness=done.witness,
        done_at=stamp.now.local,
    )


def figures_sheet(
    found: Figures, conduct: Conduct, counted: Timestamp, stamp: Stamp, number: str = ""
) -> FiguresSheet:
    """R09 of a span as it was counted at a moment; without its ``number`` to be looked at, never to be given out."""
    operator = stamp.operator
    return FiguresSheet(
        envelope=stamp.envelope(number or FiguresSheet.code(counted.date, stamp.place.device)),
        first=found.first,
        last=found.last,
        as_of=counted.local,
        maker=f"{operator.name}（{operator.number}）",
        tables=tables(found, conduct),
        left_out=found.left_out,
    )
