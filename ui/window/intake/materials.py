"""材料: one row per material that the guide and the 情形 ask for, one keystroke each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from datetime import date

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget
from shiboken6 import isValid

from app.domain.codes import check
from app.domain.electronic import LICENCE
from app.domain.guide import MaterialLine
from app.domain.materials import (
    CARD,
    FaultCode,
    MaterialStatus,
    SubmittedMaterial,
    Trust,
    as_compared,
    as_taken,
    shown_only,
)
from app.usecases.intake import as_asked, obtainable
from app.values import replace
from ui.shared.ahead import at_once
from ui.shared.labels import KeyCap, KeyHint, Text, empty
from ui.shared.pane import EmptyState, Pane
from ui.shared.placing import placed_once
from ui.theme import look, t
from ui.window.intake.model import IntakeState
from ui.window.intake.rowlist import RowList
from ui.window.intake.rows import MaterialRow, RowEditor, returnable
from ui.window.scanning import ScanStrip

_COUNTED = ("taken", "given_back", "exempt", "tolerated", "committed", "faulty", "open")
ROWS_A_TURN = 6


def judged(
    row: SubmittedMaterial, action: str, line: MaterialLine | None, auth: str = ""
) -> SubmittedMaterial:
    """The row after the clerk said how it was handed in; counts are those that the guide asks for.

    ``auth`` is how the giver of an electronic material is known here.
    """
    status = MaterialStatus(action)
    originals = max(line.originals, 1) if line is not None else 1
    copies = line.copies if line is not None else 0
    if status is MaterialStatus.ORIGINAL:
        # Copies beside it are only what a guide asks for that wants both: where copies alone would do, she said one
        # thing and not two.
        return as_taken(row, originals, copies if line is not None and line.originals else 0)
    if status is MaterialStatus.COPY:
        return as_taken(row, 0, max(copies, 1))
    if row.trust is Trust.CHECKED:
        row = replace(row, trust=None)
    if status is MaterialStatus.ELECTRONIC:
        return replace(row, status=status, originals=0, copies=0, fault=None, note="", auth=auth)
    row = replace(row, auth="", evidence="") if status is not MaterialStatus.FAULTY else row
    if status is MaterialStatus.EXEMPT:
        return obtainable(replace(row, originals=0, copies=0))
    if status is MaterialStatus.TOLERATED:
        # What is wrong is kept: the applicant who rather does not pledge is told of it.
        return replace(row, status=status, originals=0, copies=0, fault=row.fault or FaultCode.MISSING)
    fault = row.fault if status is MaterialStatus.FAULTY else None
    note = row.note if row.status is MaterialStatus.TOLERATED and fault is not None else ""
    return replace(row, status=status, originals=0, copies=0, fault=fault, note=note)


def held_against(row: SubmittedMaterial, line: MaterialLine | None) -> SubmittedMaterial:
    """The row after the clerk said that she compared the copies with the original, or, once more, that she did not;
    where nothing was taken yet, the copies that the guide asks for are.
    """
    if row.copied:
        return as_compared(row, not row.compared)
    if row.copies:
        # Its original lies here as well.
        return row
    return row if row.is_form else as_compared(judged(row, MaterialStatus.COPY, line))


def blamed(row: SubmittedMaterial, fault: str) -> SubmittedMaterial:
    """The row after the reason was chosen; what is missing cannot have been kept, what is only looked at is not."""
    code = FaultCode(fault)
    kept = code is not FaultCode.MISSING and not shown_only(row)
    return replace(row, status=MaterialStatus.FAULTY, fault=code, kept=kept)


def _stands(row: SubmittedMaterial) -> str:
    """How a row is counted: what went back at once is not among what was taken in, as on the receipt."""
    if row.status is MaterialStatus.ORIGINAL and not row.held:
        return "given_back"
    return "taken" if row.status in (MaterialStatus.ORIGINAL, MaterialStatus.COPY) else row.status.value


def counted(row: SubmittedMaterial, by: int) -> SubmittedMaterial:
    """One sheet more or fewer of what was taken, never none."""
    if row.status is MaterialStatus.ORIGINAL:
        return replace(row, originals=max(row.originals + by, 1))
    if row.status is MaterialStatus.COPY:
        # Nobody compared the one that came to it.
        trust = None if by > 0 and row.compared else row.trust
        return replace(row, copies=max(row.copies + by, 1), trust=trust)
    return row


def noted(row: SubmittedMaterial, text: str) -> SubmittedMaterial:
    """The row with a note; a 证照标识 scanned into that of an electronic material is what it stands on."""
    shown = check("licence", text, date.max) if row.status is MaterialStatus.ELECTRONIC else None
    if shown is not None and shown.valid:
        return replace(row, note=text, auth=LICENCE, evidence=shown.normal)
    return replace(row, note=text)


class MaterialsPane(Pane):
    """Signals: ``changed(row, at_once)`` a row was judged; ``finished`` Enter was pressed and nothing is left;
    ``refused(reason)`` a locked choice was asked for; ``chosen`` another row is the current one. With
    ``form_later`` the form is another step's: it is not what is left here.
    """

    changed = Signal(object, bool)
    finished = Signal()
    refused = Signal(str)
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None, *, whole: bool = True) -> None:
        """Not ``whole``: only the list stands, :meth:`furnish` makes what opens in it before the pane is shown."""
        super().__init__(t("intake.materials.title"), "3", key="Alt+3", scroll=True, bare=True, parent=parent)
        self.setObjectName("intake.materials")
        self._counts = ("", "", "")
        self._hints = (
            KeyHint("↑↓", t("intake.materials.move")),
            KeyHint("Space", t("intake.materials.as_asked")),
        )
        for hint in self._hints:
            self.head_add(hint)
        self.rows: list[MaterialRow] = []
        self._ready: dict[str, MaterialRow] = {}
        self._state = IntakeState()
        self._at = -1
        self._left_out: tuple[tuple[MaterialLine, bool], ...] = ()
        self._frozen = False
        self.form_later = False
        self.list = RowList()
        self.list.moved.connect(self._walk)
        self.list.onward.connect(self.go_on)
        self.list.as_asked.connect(self._take_as_asked)
        self.list.more.connect(self._count)
        self.list.focused.connect(self._activate)
        self.blank = EmptyState("layers", t("intake.materials.none"), t("intake.materials.none_next"))
        self.below = QGridLayout()
        space = look().theme.space
        self.below.setContentsMargins(space.pane, space.s, space.pane, space.s)
        self.below.setVerticalSpacing(space.xs)
        self.below.setHorizontalSpacing(0)
        # Under the names of the rows above, on every line of them.
        self.below.setColumnMinimumWidth(0, look().theme.size.number + space.hair * 2)
        self.below.setColumnStretch(1, 1)
        self.body.addWidget(self.blank, 1)
        self.body.addWidget(self.list)
        self.body.addLayout(self.below)
        self.body.addStretch(1)
        self.list.hide()
        if whole:
            at_once(self.furnish())

    def furnish(self) -> Generator[None, None, None]:
        """Make the editor of a row, then what scans, a turn each."""
        self.editor = self._make_editor()
        yield
        self.strip = ScanStrip(self.list, "intake")
        self.strip.hide()
        self.add_foot(self.strip)

    def _make_editor(self) -> RowEditor:
        editor = RowEditor(self.list)
        editor.hide()
        editor.acted.connect(self._act)
        editor.blamed.connect(self._blame)
        editor.noted.connect(self._note)
        editor.kept_changed.connect(self._keep)
        editor.compared_changed.connect(self._compare)
        editor.next_wanted.connect(self.go_on)
        editor.left.connect(self.take_focus)
        editor.action.refused.connect(self._refused)
        return editor

    # showing

    def _refused(self, _: str, reason: str) -> None:
        self.refused.emit(reason)

    def show_state(self, state: IntakeState) -> None:
        """Show the rows of the intake; the current one stays current."""
        self._state = state
        self._frozen = state.case is not None
        shown = state.material_rows()
        if [r.row.line_id for r in self.rows] != [r.line_id for r in shown]:
            self._build(shown)
        for widget, row in zip(self.rows, shown, strict=True):
            if widget.row != row:
                widget.show_row(row)
        self.list.setVisible(bool(shown))
        self.blank.setVisible(not shown)
        self._show_editor()
        self._show_below()
        self._show_counts(shown)

    def prepare(self, asked: Callable[[], Sequence[SubmittedMaterial]]) -> Generator[None, None, None]:
        """Make the rows ``asked`` for, which :meth:`show_state` will show, some per turn, and show none of them. Those
        that nobody wants in the end, or whose making is broken off or fails, are let go.
        """
        self._forget_ready()
        stand = {widget.row.line_id for widget in self.rows}
        new = [row for row in asked() if row.line_id not in stand]
        try:
            for at, row in enumerate(new, 1):
                widget = self._ready[row.line_id] = self._row(row, self)
                widget.hide()
                widget.resize(self.list.width(), widget.height())
                widget.refit()
                if at % ROWS_A_TURN == 0 or at == len(new):
                    yield
        except BaseException:
            self._forget_ready()
            raise

    def _forget_ready(self) -> None:
        for widget in self._ready.values():
            if isValid(widget):
                widget.deleteLater()
        self._ready = {}

    def _row(self, row: SubmittedMaterial, parent: QWidget) -> MaterialRow:
        widget = MaterialRow(row, parent)
        widget.pressed.connect(self._pressed)
        return widget

    def _build(self, shown: tuple[SubmittedMaterial, ...]) -> None:
        current = self.rows[self._at].row.line_id if 0 <= self._at < len(self.rows) else ""
        self._close()
        with placed_once(self.list):
            self._put(shown)
        ids = [row.line_id for row in shown]
        self._at = ids.index(current) if current in ids else (0 if ids else -1)
        self._open()

    def _put(self, shown: tuple[SubmittedMaterial, ...]) -> None:
        """Rows that stand stay, others come and go around them."""
        there = self._ready | {widget.row.line_id: widget for widget in self.rows}
        self._ready = {}
        column = self.list.column
        self.rows = []
        for at, row in enumerate(shown):
            widget = there.pop(row.line_id, None) or self._row(row, self.list)
            if column.indexOf(widget) != at:
                column.removeWidget(widget)
                column.insertWidget(at, widget)
            widget.show()
            if widget.row != row:
                widget.show_row(row)
            self.rows.append(widget)
        for widget in there.values():
            column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def _show_below(self) -> None:
        left_out = self._state.not_needed()
        if left_out == self._left_out:
            return
        self._left_out = left_out
        empty(self.below)
        for at, (line, decided) in enumerate(left_out):
            why = "intake.materials.not_needed" if decided else "intake.materials.undecided"
            self.below.addWidget(Text("—", "secondary", "text2"), at, 0, Qt.AlignmentFlag.AlignTop)
            self.below.addWidget(Text(t(why, name=line.name), "secondary", "text2"), at, 1)

    def _show_counts(self, shown: tuple[SubmittedMaterial, ...]) -> None:
        if not shown:
            self._counts = ("", "", "")
            self.set_note("")
            return
        stands = Counter(_stands(row) for row in shown)
        told = "  ".join(t(f"intake.materials.{name}", count=stands[name]) for name in _COUNTED if stands[name])
        note = f"{t('intake.materials.count', count=len(shown))}  {told}".rstrip()
        sheets = sum(row.sheets for row in shown)
        # Lines of the guide are one thing, sheets of paper another: both are said, each with its unit.
        full = t("intake.materials.sheets", note=note, count=sheets) if sheets else note
        self._counts = (full, note, told or note)
        self.set_note(full)
        self._fit_hints()

    def _fit_hints(self) -> None:
        """The counts are read first: hints of keys give way where both have no room, then the pane's own key; at last
        the counts that the rows below show as well.
        """
        margins, gap = self._head.contentsMargins(), self._head.spacing()
        room = self.width() - margins.left() - margins.right()
        keys = [part for part in self.head_parts() if isinstance(part, KeyCap)]
        apart = (self.note, *keys, *self._hints)
        fixed = [part for part in self.head_parts() if part not in apart and not part.isHidden()]
        bare, own, hints = (
            sum(part.sizeHint().width() + gap for part in parts) for parts in (fixed, keys, self._hints)
        )
        usual = look().advance(self._counts[0], "secondary") + gap
        small = [look().advance(each, "caption") + gap for each in self._counts]
        for hint in self._hints:
            hint.setVisible(bare + own + usual + hints <= room)
        self.note.set_role("secondary" if bare + own + usual <= room else "caption")
        for key in keys:
            key.setVisible(bare + own + small[0] <= room)
        fits = (said for said, width in zip(self._counts, small, strict=True) if bare + width <= room)
        self.note.setText(next(fits, self._counts[-1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_hints()

    def _show_editor(self) -> None:
        row = self.current()
        if row is None:
            return
        self.editor.show_row(row, self._state.line(row.line_id), self._frozen)
        self.rows[self._at].refit()

    # the current row

    def current(self) -> SubmittedMaterial | None:
        """The current row."""
        return self.rows[self._at].row if 0 <= self._at < len(self.rows) else None

    def go_to(self, number: int) -> None:
        """Make the row with this number current and give it the keys."""
        at = next((i for i, widget in enumerate(self.rows) if widget.row.number == number), None)
        if at is not None:
            self._move(at)
            self.take_focus()

    def step(self, by: int) -> None:
        """One row down or up; stays at the ends."""
        if self.rows:
            self._move(min(max(self._at + by, 0), len(self.rows) - 1))

    def go_on(self) -> None:
        """The next row that nobody looked at, or whose reason is missing; ``finished`` when there is none."""
        order = [*range(self._at + 1, len(self.rows)), *range(self._at + 1)]
        at = next((i for i in order if self._wants(self.rows[i].row)), None)
        self.take_focus()
        if at is None:
            self.finished.emit()
        else:
            self._move(at)

    def _wants(self, row: SubmittedMaterial) -> bool:
        later = self.form_later and row.is_form and row.status is MaterialStatus.OPEN
        return _loose(row) and not later

    def take_focus(self) -> None:
        """The keys act on the rows again."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _walk(self, by: int) -> None:
        """From the explanation of a row too, which goes with it: the keyboard stays here."""
        self.step(by)
        self.take_focus()

    def _move(self, at: int) -> None:
        if at == self._at:
            return
        self._close()
        self._at = at
        self._open()
        self.chosen.emit()

    def _close(self) -> None:
        if 0 <= self._at < len(self.rows):
            self.rows[self._at].hold(None)
        self.editor.setParent(self)
        self.editor.hide()

    def _open(self) -> None:
        if not 0 <= self._at < len(self.rows):
            return
        widget = self.rows[self._at]
        row = widget.row
        self.editor.setParent(widget)
        self.editor.show_row(row, self._state.line(row.line_id), self._frozen)
        widget.hold(self.editor)
        self._activate(self.list.hasFocus())
        self.ensure_visible(widget)

    def ensure_visible(self, widget: QWidget) -> None:
        """Scroll so far that the row is in view."""
        area: QObject | None = self.inner.parent()
        while area is not None and not hasattr(area, "ensureWidgetVisible"):
            area = area.parent()
        if area is not None:
            self.list.column.activate()
            area.ensureWidgetVisible(widget)
            # Of a row that is higher than its window the name is what must be seen.
            if isinstance(area, QScrollArea) and widget.height() > area.viewport().height():
                area.verticalScrollBar().setValue(widget.mapTo(self.inner, QPoint()).y())

    def show_current(self) -> None:
        """Scroll to the row that has the keys: something came or went above the pane."""
        if 0 <= self._at < len(self.rows):
            self.ensure_visible(self.rows[self._at])

    def _activate(self, on: bool) -> None:
        for i, widget in enumerate(self.rows):
            if widget.active != (on and i == self._at):
                widget.active = on and i == self._at
                widget.update()

    def _pressed(self, number: int) -> None:
        self.go_to(number)

    # judging

    def _act(self, action: str) -> None:
        row = self.current()
        if row is not None:
            auth = CARD if self._state.card is not None else ""
            self._tell(judged(row, action, self._state.line(row.line_id), auth), True)

    def _take_as_asked(self) -> None:
        """照要求收下, as the guide asks for it; then the next row."""
        row = self.current()
        if row is None or self._frozen:
            return
        if _loose(row):
            self._act(as_asked(row, self._state.line(row.line_id)).value)
        self.go_on()

    def _blame(self, fault: str) -> None:
        row = self.current()
        if row is not None:
            self._tell(blamed(row, fault), True)

    def _note(self, text: str, at_once: bool) -> None:
        row = self.current()
        if row is not None and row.note != text:
            self._tell(noted(row, text), at_once)

    def _keep(self) -> None:
        row = self.current()
        if row is not None and returnable(row):
            self._tell(replace(row, kept=not row.kept), True)

    def _compare(self) -> None:
        row = self.current()
        if row is not None:
            self._tell(held_against(row, self._state.line(row.line_id)), True)

    def _count(self, by: int) -> None:
        row = self.current()
        if row is not None and not self._frozen:
            self._tell(counted(row, by), True)

    def _tell(self, row: SubmittedMaterial, at_once: bool) -> None:
        if not self._frozen and row != self.current():
            self.changed.emit(row, at_once)


def _loose(row: SubmittedMaterial) -> bool:
    return row.status is MaterialStatus.OPEN or (row.status is MaterialStatus.FAULTY and row.fault is None)
