"""登记本: printed before it is needed, entered afterwards, and every sheet accounted for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.case import Case
from app.domain.pad import PadSheet
from app.domain.time import SHANGHAI, Timestamp
from app.ports import Outcome
from app.usecases.pad import PAD, doubt_sheet, give_sheet, settle_sheet, taken_in, use_the_pad
from app.values import dataclass
from ui.day import Day
from ui.office import Office
from ui.printed import outcome
from ui.shared.paint import Word
from ui.shared.pane import EmptyState, Pane
from ui.shared.stack import Stack
from ui.shared.table import Column, Table
from ui.shared.tabs import Figure, Tab, Tabs
from ui.tell import Answer
from ui.theme import look, t
from ui.unqueued import SLIPS, came_out
from ui.window.case.forms import AGAIN, Ask, FormSpec, Values
from ui.window.case.words import moment, short_number
from ui.window.inner import InnerPage, Tools
from ui.window.intake.acts import begun_on
from ui.workplace import Workplace

ISSUED, USED, VOID, MISSING, GAP, TWICE, ALL = "issued", "used", "void", "missing", "gap", "twice", "all"
_STATES = {ISSUED: ("neutral", "file-text"), USED: ("ok", "check"), VOID: ("neutral", "ban"),
           MISSING: ("warn", "circle-help"), GAP: ("danger", "circle-alert"),
           TWICE: ("danger", "circle-alert")}  # fmt: skip
_DAY = re.compile(r"(?:(\d{4})[-年./])?(\d{1,2})[-月./](\d{1,2})日?")
_TIME = re.compile(r"(\d{1,2})[:：时.](\d{1,2})分?")


@dataclass(frozen=True)
class Row:
    """A sheet in the list; ``gap``: it was passed over, a later one of the same device is entered already."""

    sheet: PadSheet
    gap: bool

    @property
    def state(self) -> str:
        """As the list shows it."""
        return GAP if self.gap else TWICE if self.sheet.twice else self.sheet.state

    def of(self, kind: str) -> bool:
        """Whether it stands in the list of a tab."""
        return kind in (ALL, self.state) or kind == self.sheet.state


@dataclass(frozen=True)
class PadLook:
    """The sheets of the list, the numbers that are left for more, and whether the pad should be used now; ``known``
    besides those that others printed and entered, by number.
    """

    rows: tuple[Row, ...]
    left: int
    use: bool
    known: Mapping[str, PadSheet]
    alone: bool = False
    """Whether no server of a hall tells this window what others entered (record 0145)."""

    def count(self, state: str) -> int:
        """How many sheets are in a state; a gap is an empty sheet that wants a word."""
        if state == GAP:
            return sum(row.gap for row in self.rows)
        return sum(row.sheet.state == state for row in self.rows)

    def waiting(self) -> set[str]:
        """Numbers of the sheets that lie blank."""
        return {row.sheet.number for row in self.rows if _waits(row)}


def read_pad(at: Workplace) -> PadLook:
    """Every sheet that was printed or entered here; runs on the ``db`` worker."""
    every = at.pad_book.sheets()
    sheets = [sheet for sheet in every if not sheet.of_others]
    return PadLook(
        tuple(Row(sheet, gap) for sheet, gap in zip(sheets, gaps(sheets), strict=True)),
        at.blocks.left(PAD),
        use_the_pad(at.blocks.left("paper")),
        {sheet.number: sheet for sheet in every},
        not at.province_key(),
    )


def gaps(sheets: Sequence[PadSheet]) -> list[bool]:
    """Which sheets lie empty although a later one of the same device was entered."""
    last: dict[str, int] = {}
    for sheet in sheets:
        if sheet.state == USED and sheet.n:
            last[sheet.device] = max(last.get(sheet.device, 0), sheet.n)
    return [sheet.state == ISSUED and sheet.n < last.get(sheet.device, 0) for sheet in sheets]


class PadPage(InnerPage):
    """``enter(number, ms)`` asks for the intake of a sheet that was filled by hand at that moment, ``resume(UUID)`` for
    the one that was begun on it already.
    """

    enter = Signal(str, object)
    resume = Signal(object)
    WIDTHS = (200, 136, 140, 150)
    """Of page number, state, when it was printed, and the case; the reason has the rest."""
    last_day = ""
    """The day that was typed for the sheet before, as it was typed; it is put in only by her key."""

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(tools, "pad", parent)
        self.seen: PadLook | None = None
        self._figures()
        self.tabs = Tabs(
            [Tab(value, t(f"pad.{value}"), 0, str(n)) for n, value in enumerate((ALL, GAP, ISSUED, USED), 1)],
            scope=self,
        )
        self.tabs.setObjectName("pad.tabs")
        self.tabs.changed.connect(lambda _: self._filter())
        self.column.addWidget(self.tabs)
        self.column.addWidget(self._list(), 1)
        self.add_action("print", t("pad.print"), "Ctrl+P", "printer", self._print)
        self.again = self.add_action("again", t("pad.again"), "Ctrl+Shift+P", "rotate-ccw", self._again)
        self.missing = self.add_action(
            "missing", t("pad.do_missing"), "Ctrl+M", "circle-help", self._say_why
        )
        self.void = self.add_action("void", t("pad.do_void"), "Ctrl+B", "ban", partial(self._settle, VOID))
        self.primary = self.add_action("primary", t("pad.enter"), "Ctrl+Enter", "square-pen", self._enter)
        self.finish_head()

    def _figures(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(look().theme.columns.gap)
        self.figures = {name: Figure(t(f"pad.{name}")) for name in (ISSUED, USED, "explained", "gaps", "left")}
        for figure in self.figures.values():
            row.addWidget(figure, 1)
        self.column.addLayout(row)

    def _list(self) -> Pane:
        pane = Pane(t("pad.list"), icon="book-open", key="Alt+1", bare=True)
        self.pane = pane
        number, state, when, case = self.WIDTHS
        self.table = Table(
            [
                Column(t("pad.number"), number, lambda r: r.sheet.number, bold=True),
                Column(t("pad.state"), state, _state),
                Column(t("pad.when"), when, _when),
                Column(t("pad.case"), case, _case),
                Column(t("pad.reason"), 0, lambda r: r.sheet.reason),
            ],
            t("pad.list"),
        )
        self.table.setObjectName("pad.table")
        self.table.picked.connect(lambda _: self._allow())
        self.table.opened.connect(self._opened)
        self.lists = Stack()
        self.lists.addWidget(self.table)
        self._none = EmptyState("book-open", t("pad.none"), t("pad.none_text"))
        self.lists.addWidget(self._none)
        pane.body.addWidget(self.lists, 1)
        return pane

    # reading

    def refresh(self) -> None:
        """Read every sheet again."""
        self.load(partial(read_pad, self.tools.at), self._show)

    def _show(self, seen: PadLook) -> None:
        current, self.seen = self.table.current(), seen
        # What was just entered or explained is done with: the next page that waits is chosen.
        done = current is not None and _waits(current) and current.sheet.number not in seen.waiting()
        n = seen.count
        unit = t("pad.left_unit")
        notes = {ISSUED: n(ISSUED), USED: n(USED), "explained": n(VOID) + n(MISSING), "gaps": n(GAP), "left": seen.left}
        for name, count in notes.items():
            state = "danger" if name == "gaps" and count else "text"
            self.figures[name].set_figure(str(count), unit, t(f"pad.{name}_note"), state=state)
        self.tabs.set_counts({ALL: len(seen.rows), GAP: n(GAP), ISSUED: n(ISSUED), USED: n(USED)})
        self.pane.set_note(
            t("pad.balance", all=len(seen.rows), issued=n(ISSUED), used=n(USED), void=n(VOID), missing=n(MISSING))
        )
        twice = sum(row.sheet.twice for row in seen.rows)
        if twice:
            self.bar.set_verdict("danger", t("pad.twice_now", count=twice), t("pad.twice_next"))
        elif n(GAP):
            self.bar.set_verdict("danger", t("pad.gap_now", count=n(GAP)), t("pad.gap_next"))
        elif seen.use:
            self.bar.set_verdict("warn", t("pad.use_now"), t("pad.use_next"))
        elif not seen.rows:
            self.bar.set_verdict("warn", t("pad.none"), t("pad.none_next"))
        else:
            self.bar.set_verdict("ok", t("pad.balanced"), "")
        self.again.setEnabled(bool(n(ISSUED)))
        self._filter(forward=done)

    def _filter(self, *, forward: bool = False) -> None:
        """Show the sheets of the chosen kind; ``forward``: choose the next that waits, not the same as before."""
        if self.seen is None:
            return
        kind, current = self.tabs.value(), None if forward else self.table.current()
        rows = [row for row in self.seen.rows if row.of(kind)]
        self.table.set_rows(rows)
        self.lists.setCurrentIndex(0 if rows else 1)
        here = "_here" if self.seen.rows else ""
        self._none.title.setText(t(f"pad.none{here}"))
        self._none.text.setText(t(f"pad.none{here}_text"))
        number = current.sheet.number if current is not None else ""
        at = next((i for i, row in enumerate(rows) if row.sheet.number == number), _first_waiting(rows))
        if rows:
            self.table.pick(at)
        self._allow()
        self.take_focus(self.table if rows else self.primary)

    def _allow(self) -> None:
        row = self.table.current()
        state = row.sheet.state if row is not None else ""
        twice = row is not None and row.sheet.twice
        misread = row is not None and row.sheet.misread
        self.missing.setEnabled(state == ISSUED or twice or misread)
        words = t("pad.do_issued") if misread else self._missing_words()
        self.missing.set_words(t("pad.do_used") if twice else words)
        self.void.setEnabled(state in (ISSUED, MISSING))

    # doing

    def _opened(self, row: Row) -> None:
        if row.sheet.case_id is not None:
            self.open_case.emit(row.sheet.case_id)
        else:
            self._enter()

    def _print(self) -> None:
        ask = Ask("count", t("pad.print_count"), "5")
        spec = FormSpec("pad", t("pad.print"), t("pad.print_note"), t("pad.print"), (ask,), _numbers, "printer")
        self.ask_for(spec, lambda values: self._printing(int(values["count"])))

    def _printing(self, count: int) -> None:
        """Numbered first; the printer is another worker's business."""
        day = Day(self.tools.at)
        self.act(partial(day.pad, count), self._to_printer, "number")

    def _to_printer(self, sheets: tuple[PadSheet, ...]) -> None:
        day = Day(self.tools.at)
        self.act(partial(day.print_pad, sheets), self._printed, "print", SLIPS)

    def _again(self) -> None:
        if self.seen is not None:
            blank = tuple(row.sheet for row in self.seen.rows if row.sheet.state == ISSUED)
            if blank:
                self._to_printer(blank)

    def _printed(self, said: list[tuple[str, str]]) -> None:
        """Each outcome with its pages: what is only sent, or not printed at all, is not told as done. Where a page came
        out is its own and would hide how many they are.
        """
        counted = Counter(outcome(Outcome.OUT if came_out(words) else words) for _, words in said)
        good = all(came_out(words) for _, words in said)
        told = t("inner.and").join(t("pad.printed", count=count, words=words) for words, count in counted.items())
        self.tools.tell.message("ok" if good else "warn", told, t(f"pad.printed_{'ready' if good else 'next'}"))

    def _missing_words(self) -> str:
        """What the button says of a sheet that is not to be found."""
        return t("pad.do_missing")

    def _say_why(self) -> None:
        row = self.table.current()
        told = row is not None and row.sheet.twice
        self._settle(USED if told else ISSUED if row is not None and row.sheet.misread else MISSING)

    def _settle(self, state: str) -> None:
        row = self.table.current()
        if row is None:
            return
        number = row.sheet.number
        words = t(f"pad.do_{state}")
        told = {USED: TWICE, ISSUED: "misread"}.get(state, state)
        note = t(f"pad.{told}_note", number=number)
        spec = FormSpec("pad", words, note, t("pad.save"), (Ask("why", t("pad.why")),))
        at = self.tools.at

        def then(values: dict[str, str]) -> None:
            work = partial(settle_sheet, at.office.desk, at.pad_book, number, state, values["why"])
            self.act(work, lambda _: self.tools.tell.message("ok", t("pad.settled"), number), state)

        self.ask_for(spec, then)

    def _enter(self) -> None:
        now = self.tools.at.clock.now()
        asks = self._asks()
        sheets = self.seen.known if self.seen is not None else {}
        check = partial(_moment_problems, now, sheets)
        note = t("pad.enter_alone" if self.seen is not None and self.seen.alone else "pad.enter_note")
        spec = FormSpec("pad", t("pad.enter"), note, t("pad.go_on"), asks, check, "square-pen")
        self.ask_for(spec, lambda values: self._go(now, sheets, values))

    def _asks(self) -> tuple[Ask, ...]:
        """Which sheet, when it was filled, and why that may be before it was printed."""
        row = self.table.current()
        open_row = row is not None and row.sheet.state in (ISSUED, MISSING)
        return (
            Ask("number", t("pad.ask_number"), row.sheet.number if row is not None and open_row else "", share=2),
            # Never today by itself: what is entered two days later would begin its deadlines two days late.
            Ask("day", t("pad.ask_day"), hint=self._day_hint(), unless="receipt", again=self.last_day),
            Ask("time", t("pad.ask_time"), hint=t("pad.ask_time_hint"), unless="receipt"),
            Ask("receipt", t("pad.ask_receipt"), required=False, hint=t("pad.ask_receipt_hint"), scan="paper"),
            Ask("why", t("pad.ask_doubt"), required=False, hint=t("pad.ask_doubt_hint"), share=2),
        )

    def _day_hint(self) -> str:
        again = t("pad.ask_day_again", press=AGAIN, day=self.last_day) if self.last_day else ""
        return again or t("pad.ask_day_hint")

    def _give(self, number: str, receipt: str) -> None:
        """The sheet was given for a case that the machine took in: no second one is made of it. One slip in a number
        names a stranger's case, so whose it is is read and said to be right before anything is written.
        """
        look_up = partial(_taken_in, self.tools.at.office, number, receipt)
        self.act(look_up, partial(self._ask_whose, number), "whose")

    def _ask_whose(self, number: str, found: tuple[Case, tuple[UUID, Timestamp] | None]) -> None:
        case, begun = found
        if begun is not None:
            self._resume(number, begun)
            return
        receipt = short_number(case.papers[0].number) if case.papers else ""
        title = t("pad.given_ask", number=number)
        said = {"who": _who(case), "item": case.item.name, "when": _handed(case)}
        note = t("pad.given_whose", receipt=receipt, **said)
        answers = (Answer("yes", t("pad.given_yes"), "J"), Answer("", t("pad.given_no"), "N", primary=True))
        self.tools.tell.ask(title, note, answers, partial(self._given, number, case.id, receipt))

    def _given(self, number: str, case_id: UUID, receipt: str, answer: str) -> None:
        if not answer:
            self._acted()
            return
        at = self.tools.at
        work = partial(give_sheet, at.office.desk, at.pad_book, number, case_id)
        told = t("pad.given", number=number, receipt=receipt)
        self.act(work, lambda _: self.tools.tell.message("ok", told, t("pad.given_next")), "give")

    def _go(self, now: Timestamp, sheets: Mapping[str, PadSheet], values: Values) -> None:
        number = values["number"].strip()
        if values.get("receipt", "").strip():
            self._give(number, values["receipt"].strip())
            return
        self.last_day = values["day"].strip()
        go = partial(self._go_on, now, sheets, values)
        run, look_up = self.tools.runner.run, partial(begun_on, self.tools.at.office, number)
        run("db", look_up, go, self.tools.tell.error, name="pad.begun")

    def _go_on(
        self, now: Timestamp, sheets: Mapping[str, PadSheet], values: Values, begun: tuple[UUID, Timestamp] | None
    ) -> None:
        """A second intake of one sheet would be typed to its end and refused there."""
        at, number = moment_of(now, values), values["number"].strip()
        if at is None:
            return
        if begun is not None:
            self._resume(number, begun)
            return
        if _sheet(sheets, number).lay_there(at, now.ms):
            self.enter.emit(number, at.ms)
            return
        place = self.tools.at
        work = partial(doubt_sheet, place.office.desk, place.pad_book, number, values["why"])
        self.act(work, lambda _: self.enter.emit(number, at.ms), "doubt")

    def _resume(self, number: str, begun: tuple[UUID, Timestamp]) -> None:
        draft, since = begun
        told = t("pad.begun", number=number, when=moment(since))
        self.tools.tell.message("info", told, t("pad.begun_next"), stays=True)
        self.resume.emit(draft)


def _taken_in(office: Office, number: str, receipt: str) -> tuple[Case, tuple[UUID, Timestamp] | None]:
    """The case of a receipt, a look at which is audited, and the intake that was begun on the sheet, if one was. Raises
    UserFacingError ZC-PAD-07 where nothing was taken in under that number.
    """
    known = office.case_of_number(receipt)
    return taken_in(office.case(known) if known is not None else None), begun_on(office, number)


def _who(case: Case) -> str:
    """The name that is compared with the sheet: hers, and of an agent his too, whose hand may stand there."""
    who, agent = case.intake.applicant.name if case.intake else "", case.intake.agent if case.intake else None
    return t("pad.given_by", who=who, agent=agent.person.name) if agent is not None else who


def _handed(case: Case) -> str:
    return moment(case.received.at) if case.received is not None else ""


def moment_of(now: Timestamp, values: Values) -> Timestamp | None:
    """The moment that stands on the sheet. A day without a year is the nearest such day: a slip into tomorrow must be
    told, and not become a day of last year.
    """
    day, time = _DAY.fullmatch(values["day"].strip()), _TIME.fullmatch(values["time"].strip())
    if day is None or time is None:
        return None
    year = int(day[1]) if day[1] else now.date.year
    found: list[datetime] = []
    for chosen in (year,) if day[1] else (year, year - 1):
        with suppress(ValueError):
            found.append(datetime(chosen, int(day[2]), int(day[3]), int(time[1]), int(time[2]), tzinfo=SHANGHAI))
    at = min(found, key=lambda each: abs(each - now.local), default=None)
    return Timestamp(int(at.timestamp() * 1000), now.quality) if at is not None else None


def _moment_problems(now: Timestamp, sheets: Mapping[str, PadSheet], values: Values) -> Values:
    found: dict[str, str] = {}
    known = sheets.get(values["number"].strip())
    if known is not None and known.state in (USED, VOID):
        # Before a whole intake is typed that the ledger would refuse at its end.
        found["number"] = t(f"pad.is_{known.state}", number=short_number(known.receipt))
    if values.get("receipt", "").strip():
        return found  # when it was handed over stands in the case
    if _DAY.fullmatch(values["day"].strip()) is None:
        found["day"] = t("pad.wrong_day")
    if _TIME.fullmatch(values["time"].strip()) is None:
        found["time"] = t("pad.wrong_time")
    at = moment_of(now, values) if not found else now
    if at is None:
        found["time"] = t("pad.wrong_time")
    elif at.ms > now.ms:
        found["time"] = t("pad.future")
    elif not found:
        sheet = _sheet(sheets, values["number"].strip())
        if not sheet.lay_there(at, now.ms) and not values["why"].strip():
            printed = moment(Timestamp(sheet.issued_ms)) if sheet.issued_ms else t("pad.later_year")
            found["time"] = t("pad.before_printing", when=printed)
            found["why"] = t("pad.doubt_why")
    return found


def _sheet(sheets: Mapping[str, PadSheet], number: str) -> PadSheet:
    """The sheet of a number; of one that another window printed its number is all."""
    return sheets.get(number, PadSheet(number, 0, "", UUID(int=0)))


def _numbers(values: Values) -> Values:
    count = values["count"].strip()
    return {} if count.isdecimal() and int(count) else {"count": t("case.form.number")}


def _waits(row: Row) -> bool:
    return row.sheet.state == ISSUED


def _first_waiting(rows: list[Row]) -> int:
    """A gap wants its word first, then the next blank sheet is entered."""
    gap = next((i for i, row in enumerate(rows) if row.gap), None)
    return gap if gap is not None else next((i for i, row in enumerate(rows) if _waits(row)), 0)


def _case(row: Row) -> str:
    """The receipt number that people say; of a case that is not here only that there is one."""
    if row.sheet.receipt:
        return short_number(row.sheet.receipt)
    return f"…{str(row.sheet.case_id)[-12:]}" if row.sheet.case_id else ""


def _state(row: Row) -> Word:
    state, icon = _STATES[row.state]
    return Word(t(f"pad.{row.state}"), state, icon)


def _when(row: Row) -> str:
    return moment(Timestamp(row.sheet.issued_ms)) if row.sheet.n else t("pad.foreign")
