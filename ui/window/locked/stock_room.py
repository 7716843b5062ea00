"""空白证照: every sheet as it stands, the sums of the day, and one form for whatever happens to a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.stock import ACT_WORDS, HERE, STATE_WORDS, BlankAct, BlankState, Tally, serials_of
from app.ports.equipment import CodeScan
from app.ports.stock import Blank
from app.usecases.stock import Count, Destruction, Entry, without_picture
from app.values import dataclass
from printing.compose_day import day_sums
from ui.printed import outcome
from ui.shared.button import KeyButton
from ui.shared.labels import Text
from ui.shared.paint import Word
from ui.shared.pane import Pane
from ui.shared.segment import Choice, Segment
from ui.shared.table import Column, Table
from ui.theme import t
from ui.unqueued import came_out
from ui.window.locked.parts import Second, Tools, fields, foot, halves, padded, side_by_side

_TONES: Mapping[BlankState, str] = {
    BlankState.IN_STORE: "info",
    BlankState.ON_HAND: "ok",
    BlankState.USED: "neutral",
    BlankState.VOID: "danger",
    BlankState.MISSING: "danger",
}
COUNT = "count"
ACTS: tuple[tuple[str, str], ...] = (
    ("receive", "1"),
    ("issue", "2"),
    ("void", "3"),
    ("return", "4"),
    ("destroy", "5"),
    (COUNT, "6"),
)
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "receive": ("serials", "box"),
    "issue": ("serials", "holder"),
    "void": ("serials", "reason", "picture"),
    "return": ("serials", "holder", "reason"),
    "destroy": ("serials", "reason", "second"),
    COUNT: ("counted", "note", "second"),
}


@dataclass(frozen=True)
class _Look:
    blanks: Sequence[Blank]
    sums: Mapping[str, tuple[Tally, tuple[str, ...]]]
    pictures: Sequence[tuple[str, str]]


class StockRoom(QWidget):
    """Ledger and form; serials may be scanned one by one or written as a range."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self.tools = tools
        self._sums: Mapping[str, tuple[Tally, tuple[str, ...]]] = {}
        self._sheet: tuple[str, Count | Destruction] | None = None
        self._counted: dict[str, int] = {}
        self._notes: dict[str, str] = {}
        halves(self, self._list_pane(), self._form_pane())
        self._chosen("receive")

    def _list_pane(self) -> Pane:
        pane = Pane(t("stock.title"), icon="book-open", key="Alt+1", bare=True)
        self.note = Text("", "secondary", "text2")
        self.table = Table(
            [
                Column(t("stock.serial"), 170, lambda b: b.serial, bold=True),
                Column(t("stock.state"), 110, _state_word),
                Column(t("stock.kind"), 160, lambda b: b.kind),
                Column(t("stock.detail"), 0, lambda b: b.reason or b.holder),
            ],
            t("stock.title"),
            blank=t("blank.stock"),
            key=lambda b: (b.kind, b.serial),
        )
        self.table.setObjectName("print.stock")
        self.table.chosen.connect(self._fill)
        pane.body.addWidget(padded(self.note))
        pane.body.addWidget(self.table, 1)
        return pane

    def _form_pane(self) -> Pane:
        pane = Pane(t("stock.enter"), icon="pencil", key="Alt+2", scroll=True)
        words = {act.value: ACT_WORDS[act] for act in BlankAct} | {COUNT: t("stock.count")}
        self.act = Segment([Choice(a, words[a], k) for a, k in ACTS], "receive", t("stock.act"), scope=pane)
        self.act.changed.connect(self._chosen)
        self.lines = fields(
            "stock", ("kind", "serials", "box", "holder", "reason", "picture", "counted", "note")
        )
        self.lines["serials"].edit.take_codes()
        self.lines["serials"].edit.returnPressed.connect(self._scanned)
        self.lines["counted"].edit.returnPressed.connect(self._count_one)
        self.pick = KeyButton(t("stock.pick_picture"), "Alt+O", "folder-open", size="small")
        self.pick.clicked.connect(self._pick_picture)
        self.second = Second("stock")
        self.said = Text("", "secondary", "text2")
        for part in (
            self.act,
            self.lines["kind"],
            self.lines["serials"],
            self.lines["box"],
            self.lines["holder"],
        ):
            pane.body.addWidget(part)
        self.picture_row = side_by_side(self.lines["picture"], self.pick)
        below: tuple[QWidget, ...] = (
            self.lines["reason"],
            self.picture_row,
            self.lines["counted"],
            self.lines["note"],
        )
        for line in below:
            pane.body.addWidget(line)
        pane.body.addWidget(self.second)
        pane.body.addWidget(self.said)
        pane.body.addStretch(1)
        self.save = KeyButton(t("stock.save"), "Ctrl+Return", "save", kind="primary", size="primary")
        self.save.setObjectName("stock.save")
        self.save.clicked.connect(self._save)
        self.again = KeyButton(t("stock.sheet_again"), "Alt+R", "printer")
        self.again.setObjectName("stock.sheet_again")
        self.again.clicked.connect(self._print_sheet)
        self.again.hide()
        foot(pane, self.again, self.save)
        return pane

    # looks

    def refresh(self) -> None:
        """Read the ledger anew."""
        self.tools.look(self._read, self._show)

    def _read(self) -> _Look:
        room = self.tools.room
        return _Look(room.blanks.blanks(), room.standing(), without_picture(room.blanks.moves()))

    def _show(self, found: _Look) -> None:
        # What lies here first: it is what the hand looks for.
        here = [blank for blank in found.blanks if BlankState(blank.state) in HERE]
        gone = [blank for blank in found.blanks if BlankState(blank.state) not in HERE]
        self.table.set_rows([*here, *gone])
        self._sums = found.sums
        lines = [f"{kind}：{_sum_words(sums)}" for kind, (sums, _) in found.sums.items()]
        if found.pictures:
            lines.append(t("stock.no_picture", serials="、".join(serial for _, serial in found.pictures[:6])))
        self.note.set_words("\n".join(lines) or t("stock.empty"))
        if not self.lines["kind"].value() and found.sums:
            self.lines["kind"].set_value(next(iter(found.sums)))
        self._chosen(self.act.value() or "receive")

    def _fill(self, blank: Blank) -> None:
        self.lines["kind"].set_value(blank.kind)

    def _chosen(self, act: str) -> None:
        shown = _SHOWN[act]
        for name, field in self.lines.items():
            field.setVisible(name in shown or (name == "kind" and act != COUNT))
        self.picture_row.setVisible("picture" in shown)
        self.second.setVisible("second" in shown)
        self.save.set_words(t("stock.save_count") if act == COUNT else t("stock.save"))
        self.said.set_words(self._counting() if act == COUNT else "")

    # the form

    def take_code(self, scan: CodeScan) -> None:
        """A serial was scanned wherever the hand was: it follows those that stand there."""
        field = self.lines["serials"]
        field.set_value(f"{field.value()}{scan.value}")
        self._scanned()

    def _scanned(self) -> None:
        """A scanner ends a code with Enter: the next one follows after a comma."""
        field = self.lines["serials"]
        words = field.value().strip().strip("，,")
        try:
            found = serials_of(words) if words else ()
        except ValueError as error:
            field.set_error(str(error))
            return
        field.set_value(f"{words}，" if words else "")
        field.set_ok(t("stock.serial_count", n=len(found)))

    def _count_one(self) -> None:
        """One kind counted: 38 for the next kind nobody counted, or 护士执业证书=38; a difference needs its note."""
        words, note = self.lines["counted"].value().strip(), self.lines["note"].value().strip()
        kind, _, number = words.rpartition("=")
        left = [each for each in self._sums if each not in self._counted]
        kind = kind or (left[0] if left else "")
        if not number.isdecimal() or kind not in self._sums:
            self.lines["counted"].set_error(t("stock.counted_wrong"))
            return
        self._counted[kind] = int(number)
        if note:
            self._notes[kind] = note
        self.lines["counted"].set_value("")
        self.lines["note"].set_value("")
        self.said.set_words(self._counting())

    def _counting(self) -> str:
        rows = []
        for kind, (_, serials) in self._sums.items():
            counted = self._counted.get(kind)
            if counted is None:
                rows.append(t("stock.not_counted", kind=kind, book=len(serials)))
            else:
                note = self._notes.get(kind, "")
                rows.append(
                    t("stock.counted_line", kind=kind, book=len(serials), counted=counted, note=note).strip()
                )
        return "\n".join(rows)

    def _pick_picture(self) -> None:
        # The dialog of Qt itself: that of the desktop would show whatever folder it likes.
        dialog = QFileDialog(self, t("stock.pick_picture"), "", t("stock.pictures"))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.fileSelected.connect(self.lines["picture"].set_value)
        dialog.open()

    def _save(self) -> None:
        act = self.act.value() or "receive"
        prove = self.second.take(self.tools.room) if "second" in _SHOWN[act] else lambda: None
        if act == COUNT:
            if self.lines["counted"].value().strip():
                self._count_one()
            counted, notes = dict(self._counted), dict(self._notes)
            self.tools.work(
                lambda: self.tools.room.count(counted, notes, prove()), self._counted_all, self.refresh
            )
            return
        values = {name: self.lines[name].value() for name in ("kind", "serials", "box", "holder", "reason")}
        entry = Entry(BlankAct(act), **{name: value.strip("，, ") for name, value in values.items()})
        picture = self.lines["picture"].value().strip()
        path = Path(picture) if picture and act == "void" else None

        def enter() -> Destruction | Sequence[Any]:
            if entry.act is BlankAct.DESTROY:
                return self.tools.room.destroy(entry, prove())
            return self.tools.room.enter(entry, path)

        self.tools.work(enter, partial(self._entered, entry), self.refresh)

    def _entered(self, entry: Entry, made: Destruction | Sequence[Any]) -> None:
        for name in ("serials", "reason", "picture", "box"):
            self.lines[name].set_value("")
            self.lines[name].clear_state()
        self.lines["serials"].edit.setFocus()
        n = len(made.serials if isinstance(made, Destruction) else made)
        done = t("stock.done", act=ACT_WORDS[entry.act], kind=entry.kind, n=n)
        self._kept(done, made if isinstance(made, Destruction) else None)

    def _counted_all(self, made: Count) -> None:
        self._counted, self._notes = {}, {}
        self._kept(t("stock.count_done", n=len(made.lines)), made)

    def _kept(self, words: str, made: Count | Destruction | None) -> None:
        """It is on record, and said so before its sheet goes to a printer."""
        self.tools.tell.message("ok", words)
        if made is not None:
            self._sheet = (words, made)
            self.again.show()
            self._print_sheet()

    def _print_sheet(self) -> None:
        """The sheet that two sign, once more as often as it is wanted: the record stands whatever the printer does."""
        if self._sheet is None:
            return
        words, made = self._sheet
        work = partial(self.tools.room.print_out, made)
        self.tools.print(work, partial(self._printed, words), partial(self._not_printed, words))

    def _printed(self, words: str, said: str) -> None:
        self.tools.tell.message("ok" if came_out(said) else "warn", words, outcome(said))

    def _not_printed(self, words: str, error: BaseException) -> None:
        self.tools.tell.message("warn", words, t("stock.sheet_not_printed"))
        self.tools.tell.error(error)


def _state_word(blank: Blank) -> Word:
    state = BlankState(blank.state)
    return Word(STATE_WORDS[state], _TONES.get(state, "neutral"), "")


def _sum_words(sums: Tally) -> str:
    first, *middle, last = day_sums(sums)
    signs = ("＋", *("−",) * (len(middle) - 1))
    parts = "".join(f"{sign}{name} {count}" for sign, (name, count) in zip(signs, middle, strict=True))
    return f"{first[0]} {first[1]}{parts}＝{last[0]} {last[1]}"
