"""The working day of an open workplace: checks, shifts, the list that survives a dead machine, the paper pad. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.bundles import bag_words, lying_here, to_county
from app.domain.day import InHand, Kept, Point, Seen, Told, in_hand_here, shift, with_actions
from app.domain.happened import AT_STATION
from app.domain.pad import PadSheet
from app.domain.seals import SealAct, SealStanding, has_receipt_seal
from app.errors import UserFacingError
from app.ports import DeviceState, PrinterState
from app.ports.day import Running
from app.storage.files import make_private_folder, replace_file
from app.storage.periods import SqlPeriods
from app.usecases.day import (
    AWAY_CASES,
    MOST_CASES,
    Check,
    DueSheet,
    Handover,
    Strokes,
    change_shift,
    close_day,
    closing_points,
    due_sheet,
    open_day,
    opening_points,
)
from app.usecases.desk import Desk, Session
from app.usecases.pad import RESERVE, issue_pad
from app.usecases.periods import Moved, Round, moved_dates
from app.values import dataclass, field
from printing import compose_day as papers
from printing.documents.daily import DailyPaper
from printing.layout import render_pdf
from ui.line import trouble_of
from ui.settings import desk_channel
from ui.unqueued import send_and_see

if TYPE_CHECKING:
    from ui.workplace import Workplace

FOLDER = "due-lists"
COUNTED_SETTING = "calendar.counted"
PORTION = 20
"""Cases of one job: about 60 ms of the worker, in which whoever works here waits for the next thing she asks for."""
KEPT = timedelta(days=7)
"""Older lists are of no use to anybody, and names less lying about is better."""
_PRINTER = {
    PrinterState.READY: "就绪",
    PrinterState.BUSY: "正在打印",
    PrinterState.PAPER_LOW: "纸快用完",
    PrinterState.PAPER_OUT: "缺纸",
    PrinterState.COVER_OPEN: "盖子开着",
    PrinterState.JAM: "卡纸",
    PrinterState.OFFLINE: "没有连接",
    PrinterState.UNKNOWN: "状态不明",
}


@dataclass(frozen=True)
class Looked:
    """What a person looked at: counted blanks, the seals, what is done about what is wrong; point → words. ``parked``
    names the intakes that are not finished.
    """

    counted: Mapping[str, int] = field(default_factory=dict)
    seals: str = ""
    devices: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)
    parked: tuple[str, ...] = ()


class Day:
    """One day at one window."""

    def __init__(self, at: Workplace) -> None:
        self._at = at

    # what is told by the machine and by people

    def told(self, looked: Looked) -> Told:
        """Devices and line as they answer now; what a person says of them counts where they say nothing."""
        bags, to_county = self._of_station()
        return Told(
            reader=self._reader(looked),
            printer=self._printer(looked),
            line=self._line(),
            copy=self._copy(),
            seals=self._seals(looked),
            counted=looked.counted,
            bags=bags,
            to_county=to_county,
            parked=looked.parked,
        )

    def _of_station(self) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """``bags`` and ``to_county`` of :class:`Told`. A station keeps no bag that it moved: what lies there is what
        did not go to the county yet. Nor has it the centre's seal, unless its register says so.
        """
        if not self._station():
            return None, None
        views, device = self._at.stores.views, self._at.profile.config.device
        here, now = self._at.place().hall, self._at.clock.now().ms
        read = (views.case(line.case_id) for line in views.of_device(device, None, ended=False))
        cases = [case for case in read if case is not None and case.received is not None]
        over = [case for each, _ in views.bags.ended_here(device, here, now) if (case := views.case(each)) is not None]
        bags = tuple(bag_words(each, case) for case in (*over, *cases) for each in lying_here(case, here))
        return bags, None if has_receipt_seal(self._registered()) else to_county(cases, here)

    def _station(self) -> bool:
        return desk_channel(self._at.profile.config) == AT_STATION

    def _registered(self) -> Mapping[str, SealStanding]:
        return self._at.stores.seals.standings()

    def has_seals(self) -> bool:
        """Whether there are seals to be counted: a station has none unless its register names one."""
        return not self._station() or any(each.act is not SealAct.RETIRE for each in self._registered().values())

    def _reader(self, looked: Looked) -> Seen:
        devices = self._at.plugged.manager
        readers = [one for one in devices.status() if one.kind == "id-card"] if devices is not None else []
        for status in readers[:1]:
            good = status.state in (DeviceState.READY, DeviceState.BUSY)
            return Seen("可用" if good else f"未连接（{status.code}）", good)
        said = looked.devices.get("读卡器", "")
        return Seen(said, True) if said else Seen("没有检查")

    def _printer(self, looked: Looked) -> Seen:
        said = looked.devices.get("打印机", "")
        if said:
            return Seen(said, True)
        state = self._at.printer().state()
        return Seen(_PRINTER[state], state in (PrinterState.READY, PrinterState.BUSY))

    def _seals(self, looked: Looked) -> Seen:
        """What a person counted; a seal that the register has out is named whatever she says."""
        if not self.has_seals():
            return Seen("本站没有印章，用章都在区里", True)
        out = [each for each in self._registered().values() if each.out]
        words = looked.seals or "没有清点"
        if out:
            named = "、".join(f"{each.seal}{each.words}" for each in out)
            return Seen(f"{words}；登记领出：{named}", False)
        return Seen(words, True) if looked.seals else Seen(words)

    def _line(self) -> Seen:
        status = self._at.sync_status()
        words = {"online": "线路正常", "never": "本机还没有联网"}.get(
            status.state, f"断网（{status.detail}）"
        )
        if status.state == "wrong":
            words = trouble_of(f"{status.detail} 0")["words"]
        return Seen(words, status.state == "online" or self._at.profile.rehearsal)

    def _copy(self) -> Seen:
        words = self._at.second_copy_words()
        return Seen(words, words.startswith("第二介质已跟上"))

    # the papers

    def due(self, ahead: timedelta) -> DueSheet:
        """Every clock that ends within ``ahead``."""
        return due_sheet(self.desk, self._at.day_book, ahead)

    def opening_now(self, looked: Looked) -> tuple[Point, ...]:
        """The points of the opening check as they stand; nothing is kept."""
        return opening_points(self.desk, self._at.day_book, self.told(looked), RESERVE)

    def closing_now(self, looked: Looked) -> tuple[Point, ...]:
        """The points of the closing check as they stand; nothing is kept."""
        return closing_points(self.desk, self._at.day_book, self.told(looked))

    def shift_now(self, looked: Looked) -> tuple[tuple[Kept, ...], tuple[InHand, ...], int]:
        """What would pass to the next shift now: the counts, the cases that would pass by name, and how many more the
        sheet has no room for.
        """
        told = self.told(looked)
        cases, count = self._at.day_book.in_hand(MOST_CASES, AWAY_CASES)
        kept = with_actions(shift(self._at.day_book.found(), told), looked.actions)
        return kept, in_hand_here(cases, told), count - len(cases)

    def blanks(self) -> Mapping[str, int]:
        """Kind of blank → sheets on hand by the book, to be counted against."""
        return self._at.day_book.found().blanks

    def open(self, looked: Looked, signature: Strokes = ()) -> Check:
        """开窗检查, signed for and kept."""
        told = self.told(looked)
        return open_day(self.desk, self._at.day_book, told, looked.actions, RESERVE, signature)

    def close(self, looked: Looked, signature: Strokes = ()) -> Check:
        """闭窗检查, signed for and kept; the list of the evening is written anew."""
        check = close_day(self.desk, self._at.day_book, self.told(looked), looked.actions, signature)
        self.write_due_list(anew=True)
        return check

    def shift(
        self,
        looked: Looked,
        taker: Session,
        matters: tuple[str, ...],
        signatures: tuple[Strokes, Strokes] = ((), ()),
    ) -> Handover:
        """交接班, kept with both names and both signatures, where they signed on the pad; ``taker`` proved herself."""
        told = self.told(looked)
        return change_shift(self.desk, self._at.day_book, told, taker, matters, signatures, looked.actions)

    def pad(self, count: int) -> tuple[PadSheet, ...]:
        """Number ``count`` blank receipts."""
        return issue_pad(self.desk, count)

    @property
    def desk(self) -> Desk:
        """Whoever sits here; the device itself when nobody does."""
        try:
            return self._at.office.desk
        except UserFacingError:
            return self._at.device_desk()

    # the clock

    def sitting(self) -> Desk:
        """Whoever sits here. Raises UserFacingError when nobody does."""
        return self._at.office.desk

    def moved(self) -> tuple[Moved, ...]:
        """Told dates that the holiday table in force counts differently; looked for until none is left."""
        if self._counted():
            return ()
        found = moved_dates(self.desk, SqlPeriods(self._at.database))
        self.none_moved(found)
        return found

    def look_at_periods(self, passed: set[Running]) -> PeriodLook:
        """A look at all clocks and told dates that is taken in portions; ``passed`` is kept from look to look."""
        looks = SqlPeriods(self._at.database)
        told = () if self._counted() else looks.running()
        return PeriodLook(self, looks, Round(looks.ended(self.desk.clock.now().date), told, passed))

    def _counted(self) -> bool:
        return self._at.stores.settings.get(COUNTED_SETTING) == self._at.calendar.version

    def none_moved(self, found: Sequence[Moved]) -> None:
        """Every told date was looked at: when none moved, the table in force is not compared again."""
        if not found and self._at.profile.holds_lock:
            self._at.stores.settings.put(COUNTED_SETTING, self._at.calendar.version)

    # onto paper

    def stamp(self) -> papers.Stamp:
        """Who prints where and when."""
        desk = self.desk
        version = self._at.day_book.catalogue()
        return papers.Stamp(
            desk.place, desk.session.operator, desk.clock.now(), version or "—", desk.offline()
        )

    def paper_of(self, made: DueSheet | Check | Handover) -> DailyPaper:
        """The paper of what was made."""
        if isinstance(made, DueSheet):
            return papers.due_list(made, self.stamp())
        if isinstance(made, Check):
            return papers.day_check(made, self.stamp())
        return papers.shift_handover(made, self.stamp())

    def print_paper(self, paper: DailyPaper) -> str:
        """Send it to the printer of this window; returns what the printer says of it."""
        pdf = render_pdf(paper, self._at.fonts)
        printer = self._at.press.printers.printer_for(paper.KIND)
        title = f"{paper.envelope.number}-{paper.NAME}"
        outcome, words = send_and_see(printer, title, pdf, paper.COPIES)
        return f"{outcome.value} {words}".strip()

    def print_pad(self, sheets: Sequence[PadSheet]) -> list[tuple[str, str]]:
        """Print numbered sheets: (number, what the printer says) of each."""
        stamp = self.stamp()
        return [(sheet.number, self.print_paper(papers.pad_sheet(sheet.number, stamp))) for sheet in sheets]

    # the list that survives

    def write_due_list(self, *, anew: bool = False) -> Path | None:
        """Write today's 待办时限清单 into the profile, once a day: readable when this machine is dead.

        Names on it are masked, since it lies there in the clear. None when it is there already.
        """
        today = self.desk.clock.now().date
        folder = self._at.profile.path / FOLDER
        target = folder / f"due-{today:%Y%m%d}.pdf"
        if target.exists() and not anew:
            return None
        make_private_folder(folder)
        paper = self.paper_of(self.due(timedelta(days=14)))
        replace_file(target, render_pdf(paper, self._at.fonts))
        _forget(folder, today)
        return target


@dataclass(frozen=True)
class PeriodLook:
    """One look of the running program at its clocks: see :class:`~app.usecases.periods.Round`."""

    day: Day
    looks: SqlPeriods
    round: Round

    def go_on(self) -> bool:
        """Read a portion more; whether any is left. Raises UserFacingError when nobody sits here."""
        left = self.round.go_on(self.day.sitting(), self.looks, PORTION)
        if not left and self.round.told:
            self.day.none_moved(self.round.moved)
        return left


def _forget(folder: Path, today: date) -> None:
    oldest = f"due-{today - KEPT:%Y%m%d}.pdf"
    for file in folder.glob("due-*.pdf"):
        if file.name < oldest:
            file.unlink()


__all__ = ["Day", "Looked", "PeriodLook"]
