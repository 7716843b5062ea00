"""交接与日结: opening check, change of shift, closing check: signed, kept, and only then printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.day import Kept, Point
from app.errors import UserFacingError
from app.ports.day import DayRecord
from app.usecases.day import Check, Handover, Strokes
from app.usecases.desk import Session
from ui.day import Looked
from ui.printed import outcome
from ui.settings import REHEARSAL_PASSWORD
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.labels import Text
from ui.shared.paint import Word
from ui.shared.pane import EmptyState, Pane
from ui.shared.stack import Stack
from ui.shared.table import Column, Table
from ui.shared.tabs import Tab, Tabs
from ui.theme import look, said, t
from ui.unqueued import SLIPS, came_out
from ui.window.days import looks
from ui.window.days.counting import CountingPane
from ui.window.days.looks import CLOSE, OPEN, SHIFT, DayLook, Row, Signed
from ui.window.days.sign_off import SignOff
from ui.window.inner import InnerPage, Tools, row_of
from ui.workplace import Workplace

_STATES = {True: ("ok", "circle-check"), False: ("danger", "circle-alert"), None: ("warn", "circle-help")}


class DayPage(InnerPage):
    """Three lists with the keys 1 to 3; ``Ctrl+Enter`` signs, and only what is on record is printed.

    ``taken_over(session)`` when somebody took the shift over: from then on she sits here; ``recorded`` when something
    was signed.
    """

    taken_over = Signal(object)
    recorded = Signal()

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(tools, "day", parent)
        self.seen: DayLook | None = None
        self._actions: dict[str, dict[str, str]] = {OPEN: {}, CLOSE: {}, SHIFT: {}}
        self._again: set[str] = set()
        self._read: Looked | None = None
        self._busy = False
        self.action = Field(t("day.action"), placeholder=t("day.action_hint"), key="Enter")
        self.action.edit.setObjectName("day.action")
        self.action.edit.returnPressed.connect(self._entered)
        self.tabs = Tabs(
            [Tab(OPEN, t("day.open"), None, "1"), Tab(SHIFT, t("day.shift"), None, "2"),
             Tab(CLOSE, t("day.close"), None, "3")],
            scope=self,
        )  # fmt: skip
        self.tabs.setObjectName("day.tabs")
        self.tabs.changed.connect(lambda _: self._changed_tab())
        self.counting = CountingPane()
        self.counting.edited.connect(self.refresh)
        right = self.right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look().theme.columns.gap)
        column.addWidget(self.counting, 3)
        self.records_pane = self._records_pane()
        column.addWidget(self.records_pane, 2)
        right.setFixedWidth(look().theme.columns.case_events[0])
        self._place_tabs()
        self.column.addLayout(row_of((self._points_pane(), 1), (right, 0)), 1)
        self.primary = self.add_action("primary", t("day.sign"), "Ctrl+Enter", "signature", self._sign)
        self.finish_head()

    # what it is made of

    def _place_tabs(self) -> None:
        self.column.addWidget(self.tabs)

    def _points_pane(self) -> Pane:
        self.pane = Pane(t("day.points"), icon="clipboard-list", key="Alt+1", bare=True)
        self.points = Table(
            [
                Column(t("day.right"), 84, _right),
                Column(t("day.point"), 236, lambda p: p.name),
                Column(t("day.found"), 0, lambda p: p.found),
                Column(t("day.action"), 220, lambda p: p.action),
            ],
            t("day.points"),
            key=_name,
        )
        self.points.setObjectName("day.points")
        self.points.picked.connect(self._picked)
        self.points.opened.connect(lambda _: self.action.edit.setFocus())
        self.kept = Table(
            [
                Column(t("day.right"), 84, _counted),
                Column(t("day.what"), 208, lambda k: k.what, bold=True),
                Column(t("day.count"), 64, lambda k: str(k.count), right=True),
                Column(t("day.detail"), 0, lambda k: k.detail),
                Column(t("day.action"), 160, lambda k: k.action),
            ],
            t("day.kept"),
            key=_name,
        )
        self.kept.setObjectName("day.kept")
        self.kept.picked.connect(self._picked)
        self.kept.opened.connect(lambda _: self.action.edit.setFocus())
        self.lists = Stack()
        self.lists.addWidget(self.points)
        self.lists.addWidget(self.kept)
        self.whole = Text("", "body", "text2")
        self.whole.setObjectName("day.whole")
        strip = QWidget()
        column = QVBoxLayout(strip)
        space = look().theme.space
        column.setContentsMargins(space.pane, space.s, space.pane, space.s)
        column.setSpacing(space.xs)
        self.told = QHBoxLayout()
        self.told.setSpacing(space.m)
        self.told.addWidget(self.whole, 1)
        column.addLayout(self.told)
        column.addWidget(self.action)
        self.pane.body.addWidget(self.lists, 1)
        self.pane.add_foot(strip)
        return self.pane

    def _records_pane(self) -> Pane:
        pane = Pane(t("day.records"), icon="archive", key="Alt+3", bare=True)
        self.records = Table(
            [
                Column(t("day.at"), 72, lambda r: looks.record_line(r)[0]),
                Column(t("day.paper"), 112, lambda r: looks.record_line(r)[1]),
                Column(t("day.who"), 0, lambda r: looks.record_line(r)[2]),
            ],
            t("day.records"),
        )
        self.records.setObjectName("day.records")
        self.records.opened.connect(self._print_again)
        self.none = EmptyState("archive", t("day.no_records"), t("day.no_records_text"))
        self.kept_records = Stack()
        self.kept_records.addWidget(self.records)
        self.kept_records.addWidget(self.none)
        pane.body.addWidget(self.kept_records, 1)
        again = self.again_button = KeyButton(t("day.again"), "Ctrl+P", "printer", size="small")
        again.setObjectName("day.again_print")
        again.clicked.connect(lambda: self._print_again(self.records.current()))
        pane.head_add(again)
        return pane

    # reading

    def refresh(self) -> None:
        """Look at everything again; what was written stays."""
        self._look(signs=False)

    def _look(self, signs: bool) -> None:
        """``signs``: what is seen is signed then, as far as nothing is wanting."""
        which, looked = self.tabs.value(), self._looked()

        def show(seen: DayLook) -> None:
            if self._show(looked, seen) and signs:
                self._sign()

        self.load(partial(looks.read_day, self.tools.at, which, looked), show)

    def show_room(self, which: str) -> None:
        """Open a check, or the change of shift: ``open``, ``shift``, ``close``."""
        if self.tabs.value() != which:
            self.tabs.set_value(which)
            self._changed_tab()

    def _looked(self) -> Looked:
        return self.counting.looked(self._actions[self.tabs.value()])

    def _changed_tab(self) -> None:
        self.action.set_value("")
        self._again.clear()
        self.refresh()

    def _show(self, looked: Looked, seen: DayLook) -> bool:
        """Show what was found; whether it is of this page, this hand and this day."""
        if seen.which != self.tabs.value():
            return False
        if self.seen is not None and (self.seen.operator, self.seen.today) != (seen.operator, seen.today):
            self._forget()
            self.refresh()
            return False
        name = self._still_asked(seen)
        self.seen, self._read = seen, looked
        self._show_lists(seen)
        self._pick("" if self.stands() else name)
        self._show_bar(seen)
        self.take_focus(self._table())
        return True

    def _still_asked(self, seen: DayLook) -> str:
        """The row that is chosen, unless what it asked for is settled by now."""
        current = self._table().current()
        if current is None or self.lists.currentIndex() != int(seen.which == SHIFT):
            return ""
        settled = {row.name for row in seen.rows if row.right is True}
        return "" if current.right is not True and current.name in settled else str(current.name)

    def _show_lists(self, seen: DayLook) -> None:
        shift = seen.which == SHIFT
        self.head.set_note(t("day.head", day=seen.today, operator=seen.operator))
        title = t("day.kept") if shift else t("day.points")
        if seen.signed is not None and self.stands():
            time, paper, who = looks.record_line(seen.signed)
            title = t("day.as_signed", paper=paper, kind=seen.signed.kind, time=time, who=who)
        self.pane.title.setText(title)
        self.counting.show_for(seen.which, seen.blanks, seen.has_seals)
        self.counting.suggest(looks.ready_taker(self.tools.at))
        self.lists.setCurrentIndex(1 if shift else 0)
        self.action.setVisible(not self.stands())
        self.records.set_rows(seen.records[::-1])
        self.kept_records.setCurrentIndex(0 if seen.records else 1)
        self.again_button.setEnabled(bool(seen.records))
        self._table().set_rows(self._rows())

    def stands(self) -> bool:
        """Whether the list of this page is signed, and nobody began it once more or took anything in after closing."""
        seen = self.seen
        if seen is None or seen.signed is None or seen.which in self._again or self._told_anew(seen.which):
            return False
        return not (seen.which == CLOSE and (seen.standing.after or not seen.standing.closed))

    def _rows(self) -> tuple[Row, ...]:
        """The lines of the page: as they were signed, until somebody begins anew."""
        assert self.seen is not None
        return self.seen.stood if self.stands() else self.seen.rows

    def _table(self) -> Table:
        return self.kept if self.lists.currentIndex() else self.points

    def _forget(self) -> None:
        """What was counted and said is not said once more by another hand, on another day, or in the next record."""
        self.seen = None
        self._again.clear()
        self.counting.clear()
        self.action.set_value("")
        for done in self._actions.values():
            done.clear()

    def _pick(self, name: str) -> None:
        """The row that was chosen, else the first that wants something."""
        rows = self._rows()
        names = [row.name for row in rows]
        at = names.index(name) if name in names else self._next_open(-1)
        if rows:
            self._table().pick(at)
            self._picked(rows[at])

    def _next_open(self, after: int) -> int:
        assert self.seen is not None
        missing = () if self.stands() else set(self.seen.missing)
        rest = [i for i, row in enumerate(self._rows()) if row.name in missing]
        return next((i for i in rest if i > after), rest[0] if rest else 0)

    def _show_bar(self, seen: DayLook) -> None:
        self.primary.setEnabled(not self._busy)
        stands = self.stands()
        self.primary.set_words(t(f"day.again_{seen.which}" if stands else f"day.sign_{seen.which}"))
        if stands and seen.signed is not None:
            self._show_signed(seen, seen.signed)
        elif seen.which == CLOSE and seen.standing.closed and seen.standing.after and not self._told_anew(CLOSE):
            after = t("day.taken_after", count=seen.standing.after)
            self.bar.set_verdict("warn", after, t("day.taken_after_next"))
        elif seen.missing:
            names = t("day.between").join(map(said, seen.missing))
            self.bar.set_verdict("warn", t("day.unnamed", count=len(seen.missing)), t("day.unnamed_next", names=names))
        elif seen.open_points:
            self.bar.set_verdict("info", t("day.named", count=seen.open_points), self._next(seen))
        elif seen.which == SHIFT:
            self.bar.set_verdict("info", t("day.shift_ready"), t("day.shift_next"), icon="users")
        else:
            self.bar.set_verdict("ok", t("day.all_right"), self._next(seen))

    def _show_signed(self, seen: DayLook, record: DayRecord) -> None:
        """Who signed when; of a window that is closed what happens to who still stands there."""
        time, _, who = looks.record_line(record)
        if seen.which == OPEN and seen.standing.closed_ms is not None and seen.standing.closed:
            closed = looks.time_words(seen.standing.closed_ms)
            self.bar.set_verdict("info", t("day.closed_since", time=closed), t("day.opens_again"))
            return
        told, then = t(f"day.signed_{seen.which}", time=time, who=who), t(f"day.signed_{seen.which}_next")
        self.bar.set_verdict("ok", told, then)

    def _next(self, seen: DayLook) -> str:
        if seen.which == SHIFT:
            return t("day.shift_next")
        return t("day.opens_again") if seen.which == OPEN and seen.standing.closed else t("day.sign_next")

    def _told_anew(self, which: str) -> bool:
        """Whether somebody began this check once more: what is signed asks for nothing until then."""
        looked = self._looked()
        told = bool(looked.counted or looked.seals or looked.devices or any(self._actions[which].values()))
        return told or (which == SHIFT and self.counting.passing())

    # telling

    def _picked(self, point: Row | None) -> None:
        if point is None:
            return
        self.whole.set_words(f"{said(point.name)}：{said(point.found)}")
        self.action.setEnabled(point.right is not True)
        if not self.action.edit.hasFocus() or not self.action.value():
            self.action.set_value(point.action)

    def _entered(self) -> None:
        """Keep what is done about the row and go on to the next that wants something."""
        table = self._table()
        point = table.current()
        if point is None or self.seen is None:
            return
        self._actions[self.seen.which][point.name] = self.action.value().strip()
        self.action.set_value("")
        table.setFocus(Qt.FocusReason.OtherFocusReason)
        table.pick(self._next_open(table.currentIndex().row()))
        self.refresh()

    # signing

    def _sign(self) -> None:
        seen = self.seen
        if seen is None or self._busy:
            return
        if looks.whose_day(self.tools.at) != (seen.operator, seen.today):
            self.refresh()
            return
        if self.stands():
            self._again.add(seen.which)
            self.refresh()
            return
        if not self._ready(seen):
            return
        self._ask_to_sign(seen)

    def _ready(self, seen: DayLook) -> bool:
        """Whether all is told that is signed for; where it is not, the keyboard goes there. Nobody signs another list
        than the one she read: what was typed since is looked at first.
        """
        if self.counting.refuse():
            return False
        if self._looked() != self._read:
            self._look(signs=True)
            return False
        if seen.which == SHIFT and not self.counting.taker.value().strip():
            self.counting.taker.set_error(t("day.no_taker"))
            self.counting.taker.edit.setFocus()
            return False
        if seen.missing:
            self._table().pick(self._next_open(-1))
            self.action.edit.setFocus()
            return False
        return True

    def _ask_to_sign(self, seen: DayLook) -> None:
        names, proof, told = [t("day.signer", name=seen.operator)], "", ""
        if seen.which == SHIFT:
            taker = self.counting.taker.value().strip()
            names = [t("day.giver", name=seen.operator), t("day.taken", name=taker)]
            proof = t("day.proof", name=taker)
            if taker == looks.ready_taker(self.tools.at):
                told = t("login.rehearsal", words=REHEARSAL_PASSWORD)
        now = self.tools.at.clock.monotonic
        lines = _lines(seen)
        if seen.which == SHIFT and (matter := self.counting.matter.value().strip()):
            lines.insert(0, f"{t('day.matter')}　{matter}")
        sheet = SignOff(t(f"day.title_{seen.which}"), lines, names, now, self.window(), proof=proof, told=told)
        sheet.signed.connect(partial(self._signed, seen.which, sheet))
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()

    def _signed(self, which: str, sheet: SignOff, signatures: Any) -> None:
        self._busy = True
        self.primary.setEnabled(False)
        at, looked = self.tools.at, self._looked()
        work: Callable[[], tuple[Check | Handover, Session | None]]
        if which == SHIFT:
            taker = (self.counting.taker.value().strip(), sheet.password.value())
            matter = self.counting.matter.value().strip()
            work = partial(looks.sign_shift, at, looked, taker, [matter] if matter else [], signatures)
        else:
            work = partial(_check_alone, at, which, looked, signatures[0])

        def kept(made: tuple[Check | Handover, Session | None]) -> None:
            sheet.close_overlay()
            self._kept(*made)

        self.tools.runner.run("db", work, kept, partial(self._refused, sheet), self._free, name="day.sign")

    def _refused(self, sheet: SignOff, error: BaseException) -> None:
        """The sheet stays with both signatures; a wrong password is said where it was typed."""
        wrong = error.what if isinstance(error, UserFacingError) and error.code.startswith("ZC-LOGIN") else ""
        sheet.refused(wrong)
        if not wrong:
            self.tools.tell.error(error)

    def _free(self) -> None:
        self._busy = False
        self.refresh()

    def _kept(self, made: Any, taker: Session | None = None) -> None:
        """It is on record; only now it goes to the printer, and who took over sits down. The keyboard goes to the list:
        left in a field, the key of the next page would be typed there.
        """
        self._forget()
        self._arrived = True
        self.recorded.emit()
        self._print(partial(looks.print_made, self.tools.at, made))
        if taker is not None:
            self.taken_over.emit(taker)

    def _print_again(self, record: DayRecord | None) -> None:
        if record is not None:
            self._print(partial(looks.print_again, self.tools.at, record))

    def _print(self, work: Any) -> None:
        self.tools.runner.run(SLIPS, work, self._printed, self._not_printed, name="day.print")

    def _printed(self, signed: Signed) -> None:
        said = t("inner.and").join(t("day.printed", paper=name, words=outcome(words)) for name, words in signed.papers)
        good = all(came_out(words) for _, words in signed.papers)
        self.tools.tell.message("ok" if good else "warn", t("day.kept_done"), said)

    def _not_printed(self, error: BaseException) -> None:
        """The record stands whatever the printer does."""
        self.tools.tell.message("warn", t("day.kept_done"), t("day.not_printed"))
        self.tools.tell.error(error)


def _check_alone(at: Workplace, which: str, looked: Looked, signature: Strokes) -> tuple[Check, None]:
    return looks.sign_check(at, which, looked, signature), None


def _name(row: Row) -> str:
    """By which a row stays the chosen one when the list is read again: its field shuts on no half word."""
    return row.name


def _right(point: Point) -> Word:
    state, icon = _STATES[point.right]
    key = {True: "good", False: "bad", None: "unseen"}[point.right]
    return Word(t(f"day.{key}"), state, icon)


def _counted(kept: Kept) -> Word | str:
    """What the machine counts itself needs no word; what a person counts says when it does not agree."""
    if kept.right is True:
        return ""
    state, icon = _STATES[kept.right]
    return Word(t("day.differs" if kept.right is False else "day.unseen"), state, icon)


def _lines(seen: DayLook) -> list[str]:
    """What is signed for, a line each; what is not right stands first."""
    wrong = sorted(seen.rows, key=lambda row: row.right is True)
    between = "　" if seen.which == SHIFT else "："
    # Each by itself: a sentence with colons of its own is known whole, not in pieces.
    lines = ((f"{said(row.name)}{between}{said(row.found)}", row.action) for row in wrong)
    return [words + (f"（{action}）" if action else "") for words, action in lines]
