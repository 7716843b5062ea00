"""One row of the material list, painted, and the editor that opens in the current one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.electronic import AUTH_WORDS
from app.domain.guide import MaterialLine
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial
from ui.shared.button import KeyButton
from ui.shared.field import LineEdit
from ui.shared.kept import Kept
from ui.shared.labels import Text
from ui.shared.paint import WRAPPED, Word, chip_size, paint_chip, paint_ring, paint_text
from ui.shared.segment import Choice, Segment
from ui.theme import look, said, t
from ui.window.intake.cells import name_cells

FAULTS: tuple[tuple[FaultCode, str], ...] = (
    (FaultCode.MISSING, "missing"),
    (FaultCode.COUNT, "count"),
    (FaultCode.FORM, "form"),
    (FaultCode.CONTENT, "content"),
    (FaultCode.EXPIRED, "expired"),
    (FaultCode.SEAL, "seal"),
    (FaultCode.MISMATCH, "mismatch"),
)
"""Reasons of 不合格 in the order of their keys 1 to 7."""


def chip_of(row: SubmittedMaterial) -> Word:
    """State of a row as icon, word and colour."""
    paper = "intake.row.own" if row.own else "intake.row.original"
    counts = t(paper, count=row.originals) if row.originals else ""
    copies = t("intake.row.copy", count=row.copies) if row.copies else ""
    took = "intake.row.shown" if row.given_back else "intake.row.taken"
    taken = t(took, what=" ".join(part for part in (counts, copies) if part))
    known = AUTH_WORDS.get(row.auth, "")
    electronic = t("intake.row.electronic_known", how=known) if known else t("intake.row.electronic")
    fault = said(row.fault.value) if row.fault is not None else t("intake.row.which")
    return {
        MaterialStatus.OPEN: Word(t("intake.row.open"), "neutral"),
        MaterialStatus.ORIGINAL: Word(taken, "warn" if row.uncompared else "ok"),
        MaterialStatus.COPY: Word(taken, "warn" if row.uncompared else "ok"),
        MaterialStatus.ELECTRONIC: Word(electronic, "ok" if row.auth else "warn"),
        MaterialStatus.EXEMPT: Word(t("intake.row.exempt"), "info", "cloud-off"),
        MaterialStatus.TOLERATED: Word(t("intake.row.tolerated"), "warn"),
        MaterialStatus.COMMITTED: Word(t("intake.row.committed"), "info", "signature"),
        MaterialStatus.WAIVED: Word(t("intake.row.waived"), "neutral"),
        MaterialStatus.FAULTY: Word(t("intake.row.faulty", fault=fault), "danger"),
    }[row.status]


def returnable(row: SubmittedMaterial) -> bool:
    """Whether the clerk says of it whether it stays or goes back: of a good original, and of what is faulty."""
    if row.status is MaterialStatus.FAULTY:
        return row.fault not in (None, FaultCode.MISSING)
    return row.status is MaterialStatus.ORIGINAL


def second_line(row: SubmittedMaterial) -> str:
    """What the guide wants, or what was found, and what was scanned of it."""
    scanned = t("intake.row.scanned", count=len(row.scans)) if row.scans else ""
    return "　".join(part for part in (_found(row), scanned) if part)


def _found(row: SubmittedMaterial) -> str:
    if row.status is MaterialStatus.OPEN:
        return t("intake.row.wants", what=row.requirement) if row.requirement else ""
    if row.status is MaterialStatus.FAULTY:
        back = "" if row.kept or row.fault in (None, FaultCode.MISSING) else t("intake.row.given_back")
        told = row.note or (t("intake.row.wants", what=row.requirement) if row.requirement else "")
        return "　".join(part for part in (told, back) if part)
    if row.status is MaterialStatus.TOLERATED and row.fault is not None:
        return t("intake.row.later_fault", fault=row.note or row.fault.value)
    if row.status is MaterialStatus.COMMITTED:
        return t("intake.row.promised")
    copies = copies_words(row)
    if row.note or copies:
        return "　".join(part for part in (said(row.note), copies) if part)
    return t("intake.row.wants", what=row.requirement) if row.requirement else ""


def copies_words(row: SubmittedMaterial) -> str:
    """Whether anybody compared the copies with the original; empty where there are none, where it is her own form, and
    where nobody did and the guide does not ask it.
    """
    if not row.copied or row.own:
        return ""
    if row.compared:
        return t("intake.row.compared_back" if row.status is MaterialStatus.COPY else "intake.row.compared")
    return t("intake.row.to_compare") if row.uncompared else ""


def comparable(row: SubmittedMaterial, line: MaterialLine | None) -> bool:
    """Whether the clerk may say of it that its copies were compared: of copies taken, or that are asked for."""
    if row.is_form:
        return False
    return row.copied or (row.status is MaterialStatus.OPEN and line is not None and line.copies > 0)


def guide_words(line: MaterialLine | None) -> str:
    """What the guide says of a material: that it wants original and copies, which one key takes, its format, source,
    how to fill it in, its sample.
    """
    if line is None:
        return ""
    both = line.originals and line.copies
    asked = t("intake.row.wants_both", originals=line.originals, copies=line.copies) if both else ""
    told = (("spec", line.spec), ("source", line.source), ("filling", line.filling), ("sample", line.sample))
    said_of = [t(f"intake.row.guide_{name}", what=text) for name, text in told if text]
    return "　".join(part for part in (asked, *said_of) if part)


class RowEditor(QWidget):
    """How a material was handed in.

    ``acted(action)`` with ``original copy electronic exempt tolerated committed faulty``, ``blamed(fault)``,
    ``noted(text, at_once)``, ``kept_changed`` 留存 or 退回, ``compared_changed`` when copies were held against their
    original, or were not, ``next_wanted`` with Enter in the note, ``left`` with Esc. Its keys work while the focus is
    in ``scope`` and not in a text field.
    """

    acted = Signal(str)
    blamed = Signal(str)
    noted = Signal(str, bool)
    kept_changed = Signal()
    compared_changed = Signal()
    next_wanted = Signal()
    left = Signal()

    def __init__(self, scope: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        space = look().theme.space
        self.action = Segment((), name=t("intake.row.how"), scope=scope)
        self.action.setObjectName("intake.action")
        self.action.changed.connect(self.acted)
        self.action.refused.connect(self._refused)
        self.reason = Segment((), name=t("intake.row.why"), scope=scope)
        self.reason.setObjectName("intake.reason")
        self.reason.changed.connect(self._blame)
        self.note = _Note(t("intake.row.note_hint"), "Enter")
        self.note.setObjectName("intake.note")
        self.note.setAccessibleName(t("intake.row.note"))
        self.note.textEdited.connect(lambda text: self.noted.emit(text, False))
        self.note.editingFinished.connect(lambda: self.noted.emit(self.note.text(), True))
        self.note.returnPressed.connect(self.next_wanted)
        self.note.escaped.connect(self.left)
        self.keep = KeyButton("", "K", size="small", scope=scope)
        self.keep.setObjectName("intake.keep")
        self.keep.clicked.connect(self.kept_changed)
        self.compare = KeyButton("", "H", size="small", scope=scope)
        self.compare.setObjectName("intake.compared")
        self.compare.clicked.connect(self.compared_changed)
        self.why = Text("", "secondary", "text2")
        self.told = Text("", "secondary", "text2")
        self.told.setObjectName("intake.row.told")
        noted = QHBoxLayout()
        noted.setSpacing(space.s)
        noted.addWidget(self.note, 1)
        noted.addWidget(self.compare)
        noted.addWidget(self.keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.s)
        column.addWidget(self.action)
        column.addWidget(self.reason)
        column.addLayout(noted)
        column.addWidget(self.told)
        column.addWidget(self.why)
        self._line = ""
        self._locked = False

    def _refused(self, value: str, reason: str) -> None:
        """A locked key was struck: the row itself says why nothing happened."""
        name = next(choice.text for choice in self.action.choices() if choice.value == value)
        self.why.set_words(t("kit.locked", names=name, reason=reason), "warn")
        self.why.show()

    def _blame(self, fault: str) -> None:
        self.blamed.emit(fault)
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_row(self, row: SubmittedMaterial, line: MaterialLine | None, frozen: bool) -> None:
        """Show a row; what the guide does not allow is locked and says why."""
        if (row.line_id, frozen) != (self._line, self._locked):
            self._line, self._locked = row.line_id, frozen
            self.action.set_choices(self._choices(row, frozen))
            name_cells(self.action)
        self.action.set_value(None if row.status is MaterialStatus.OPEN else row.status.value)
        faulty = row.status is MaterialStatus.FAULTY
        wanted = self._reasons() if faulty and not frozen else []
        if [c.text for c in wanted] != [c.text for c in self.reason.choices()]:
            self.reason.set_choices(wanted)
            name_cells(self.reason, {code.value: str(n) for n, (code, _) in enumerate(FAULTS, start=1)})
        self.reason.set_value(row.fault.value if row.fault is not None else None)
        self.reason.setVisible(faulty and not frozen)
        self.note.setVisible(not frozen and row.status not in (MaterialStatus.OPEN, MaterialStatus.EXEMPT))
        if self.note.text() != row.note:
            self.note.setText(row.note)
        may_return = not frozen and returnable(row)
        self.keep.setVisible(may_return)
        self.keep.setEnabled(may_return)
        self.keep.set_words(t("intake.row.kept" if row.kept else "intake.row.returned"))
        may_compare = not frozen and comparable(row, line)
        self.compare.setVisible(may_compare)
        self.compare.setEnabled(may_compare)
        copied = "compare_yes" if row.compared else "compare_no" if row.copied else "compare_take"
        self.compare.set_words(t(f"intake.row.{copied}"))
        self.told.set_words(guide_words(line))
        self.told.setVisible(bool(self.told.text()))
        self.why.set_words(self._why(frozen), "text2")
        self.why.setVisible(bool(self.why.text()))

    def _choices(self, row: SubmittedMaterial, frozen: bool) -> list[Choice]:
        closed = t("intake.row.frozen") if frozen else ""
        status = MaterialStatus
        return [
            Choice(status.ORIGINAL.value, t("intake.row.act_original"), "S", closed),
            Choice(status.COPY.value, t("intake.row.act_copy"), "D", closed),
            Choice(status.ELECTRONIC.value, t("intake.row.act_electronic"), "E", closed),
            Choice(
                status.EXEMPT.value, t("intake.row.act_exempt"), "M",
                closed or ("" if row.obtainable else t("intake.row.no_exempt")),
            ),
            Choice(
                status.TOLERATED.value, t("intake.row.act_tolerated"), "R",
                closed or ("" if row.tolerable else t("intake.row.no_tolerated")),
            ),
            Choice(
                status.COMMITTED.value, t("intake.row.act_committed"), "C",
                closed or ("" if row.committable else t("intake.row.no_committed")),
            ),
            Choice(status.FAULTY.value, t("intake.row.act_faulty"), "X", closed, danger=True),
        ]  # fmt: skip

    def _reasons(self) -> list[Choice]:
        tail = "long" if self.width() > look().theme.columns.case_materials else "short"
        return [
            Choice(code.value, t(f"intake.fault.{name}_{tail}"), str(number))
            for number, (code, name) in enumerate(FAULTS, start=1)
        ]

    def _why(self, frozen: bool) -> str:
        locked = [choice.text for choice in self.action.choices() if choice.locked]
        if frozen:
            return t("intake.row.frozen")
        if not locked:
            return ""
        wide = self.width() > look().theme.columns.case_materials
        return t("intake.row.locked_wide" if wide else "intake.row.locked", names="、".join(locked))


class _Note(LineEdit):
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # Qt hands it on: the list would take it as well, and leave out a row


class MaterialRow(QWidget):
    """A row, painted: number, name (wraps, never cut), state chip, second line. Open, it holds the editor below.

    ``pressed(number)`` with a click.
    """

    pressed = Signal(int)

    def __init__(self, row: SubmittedMaterial, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = Kept()
        self.row = row
        self.current = False
        self.active = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._editor: RowEditor | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_row(row)

    def show_row(self, row: SubmittedMaterial) -> None:
        """Show the row as it is judged now."""
        self.row = row
        self.setObjectName(f"intake.row.{row.number}")
        self._kept.forget()
        self.setAccessibleName(said(f"{row.number} {row.name} {chip_of(row).text}"))
        self.setAccessibleDescription(said(second_line(row)))
        self._fit()
        self.update()

    def hold(self, editor: RowEditor | None) -> None:
        """Open with the editor, or close with None."""
        if self._editor is not None and editor is None:
            self._column.removeWidget(self._editor)
        self._editor = editor
        self.current = editor is not None
        if editor is not None:
            self._column.addWidget(editor)
            editor.show()
        self._fit()
        self.update()

    def _indent(self) -> int:
        th = look().theme
        return th.space.pane + th.size.number + th.space.hair * 2

    def _below(self) -> str:
        """Open, what the guide wants: it is judged against that; what was found stands in the editor."""
        if not self.current:
            return second_line(self.row)
        return t("intake.row.wants", what=self.row.requirement) if self.row.requirement else ""

    def _texts(self, width: int) -> tuple[QRect, QRect, QRect]:
        """Where name, second line and chip stand."""
        th = look().theme
        chip = chip_size(look(), chip_of(self.row))
        room = width - self._indent() - th.space.pane
        named = room - chip.width() - th.space.s
        top = th.space.s + th.space.hair
        high = max(
            look().wrapped(self.row.name, named, "body", True), chip.height() - th.space.hair
        )
        name = QRect(self._indent(), top, named, high)
        line = self._below()
        low = look().wrapped(line, room, "secondary") if line else 0
        second = QRect(self._indent(), top + high + th.space.xs, room, low)
        box = QRect(QPoint(width - th.space.pane - chip.width(), top - th.space.hair), chip)
        return name, second, box

    def _head_height(self, width: int) -> int:
        name, second, _ = self._texts(width)
        th = look().theme
        bottom = second.bottom() + 1 if second.height() else name.bottom() + 1
        return max(bottom + th.space.s + th.space.hair, 0 if self.current else th.size.row_material)

    def _fit(self) -> None:
        width = self.width() or self.sizeHint().width()
        th = look().theme
        head = self._head_height(width)
        if self._editor is None:
            self._column.setContentsMargins(0, 0, 0, 0)
            self.setFixedHeight(head)
            return
        narrow = width < th.columns.intake_what[1] + th.columns.intake_what[1] // 6
        # Where the words of the choices are long, they take the room that the indent would waste.
        narrow = narrow or self._editor.action.sizeHint().width() > width - self._indent() - th.space.pane
        left = th.space.pane if narrow else self._indent()
        self._column.setContentsMargins(left, head - th.space.xs, th.space.pane, th.space.s)
        inner = self._editor.layout()
        room = width - left - th.space.pane
        high = inner.totalHeightForWidth(room) if inner is not None and inner.hasHeightForWidth() else 0
        high = high if high > 0 else self._editor.sizeHint().height()
        self.setFixedHeight(head - th.space.xs + high + th.space.s)

    def sizeHint(self) -> QSize:
        th = look().theme
        return QSize(th.columns.intake_what[1], th.size.row_material)

    def minimumSizeHint(self) -> QSize:
        return QSize(th_min(), look().theme.size.row_material)

    def refit(self) -> None:
        """The editor changed its height."""
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit(self.row.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._kept.paint(self, (self.current, self.active), self._draw)

    def _draw(self, p: QPainter) -> None:
        th = look().theme
        p.fillRect(self.rect(), QColor(th.c.select if self.current else th.c.surface))
        if self.current:
            p.fillRect(QRect(0, 0, th.size.bar, self.height()), QColor(th.c.primary))
        p.fillRect(QRect(0, self.height() - 1, self.width(), 1), QColor(th.c.border))
        name, second, chip = self._texts(self.width())
        number = QRect(th.space.pane, name.top(), th.size.number, name.height())
        paint_text(p, number, str(self.row.number), look().font("body", True), th.c.text2, WRAPPED)
        ink = th.c.on_tint if self.current else th.c.text
        paint_text(p, name, self.row.name, look().font("body", self.current), ink, WRAPPED)
        if second.height():
            paint_text(p, second, self._below(), look().font("secondary"), th.c.text2, WRAPPED)
        paint_chip(p, chip, chip_of(self.row), look())
        if self.current and self.active:
            paint_ring(p, self.rect(), look(), 0)


def th_min() -> int:
    """The least width of a row: a dozen characters of a name beside its chip."""
    return look().theme.columns.intake_what[0]
