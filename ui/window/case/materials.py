"""The pane of materials: every line with its state; while 待补正 the owed ones are taken here, one key each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.domain.acts_guards import looked_at_again
from app.domain.assurance import compared
from app.domain.case import Case
from app.domain.delivery import delivery_of
from app.domain.electronic import electronic_words
from app.domain.folds_course import licence_shown
from app.domain.guide import MaterialLine
from app.domain.happened import Intake
from app.domain.materials import MaterialStatus, SubmittedMaterial, as_compared, as_taken, fault_of
from app.domain.people import mask_phone
from app.domain.reuse import reused
from app.domain.serving import power_until
from app.domain.shared import shared_fact
from app.domain.thumb import awaits_thumb
from app.domain.transitions import CaseState
from app.values import replace
from ui.shared.button import KeyButton
from ui.shared.frame import Frame
from ui.shared.labels import Chip, Facts, Text, empty
from ui.shared.paint import Word
from ui.shared.pane import EmptyState, Pane
from ui.shared.segment import Choice, Segment
from ui.theme import look, said, t
from ui.window.case.checking import CheckEditor, judged_whole, unchecked
from ui.window.case.look import CaseLook
from ui.window.case.words import masked_id
from ui.window.intake.rows import copies_words
from ui.window.scanning import ScanStrip

ORIGINAL, COPY, COMPARED, NONE = "original", "copy", "compared", "none"


def owed(case: Case) -> tuple[SubmittedMaterial, ...]:
    """What the notice asked for and is not there yet, or what is owed by 容缺; nothing else may be taken (S0 21)."""
    if case.owed and not case.terminal:
        return case.owed
    if case.state is not CaseState.AWAITING_CORRECTION or not case.notices:
        return ()
    asked = {fault.line_id for fault in case.notices[-1].faults}
    return tuple(
        material for material in case.materials if material.line_id in asked and not material.settled
    )


def to_take(seen: CaseLook) -> tuple[SubmittedMaterial, ...]:
    """The rows of which is said here how they came: what nobody looked at yet comes before anything is owed. None for
    who only looks, nor of a case that left.
    """
    return () if seen.looks_only or seen.away else unchecked(seen) or owed(seen.case)


def taken_rows(
    seen: CaseLook, marks: Mapping[str, str], scans: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[SubmittedMaterial, ...]:
    """The rows taken now, as they go into the correction: counts as the guide wants them, ``scans`` by line those of
    what was brought, which stand in for those of what had been found wanting.
    """
    brought = scans or {}
    lines = {line.id: line for line in seen.guide.materials} if seen.guide is not None else {}
    rows = []
    for material in owed(seen.case):
        how = marks.get(material.line_id, NONE)
        if how != NONE:
            row = _taken(material, lines.get(material.line_id), how)
            rows.append(replace(row, scans=brought.get(material.line_id) or row.scans))
    return tuple(rows)


def _taken(material: SubmittedMaterial, line: MaterialLine | None, how: str) -> SubmittedMaterial:
    if how == ORIGINAL:
        return as_taken(material, line.originals if line is not None and line.originals else 1, 0)
    row = as_taken(material, 0, line.copies if line is not None and line.copies else 1)
    return as_compared(row) if how == COMPARED else row


def counts_words(material: SubmittedMaterial) -> str:
    """原件×1 复印件×2."""
    paper = "case.materials.own" if material.own else "case.materials.originals"
    originals = t(paper, count=material.originals) if material.originals else ""
    copies = t("case.materials.copies", count=material.copies) if material.copies else ""
    return " ".join(part for part in (originals, copies) if part)


def state_word(material: SubmittedMaterial) -> Word:
    """State of a material as icon, word and colour."""
    took = "case.materials.shown" if material.given_back else "case.materials.taken"
    taken = Word(t(took, what=counts_words(material)), "warn" if material.uncompared else "ok")
    return {
        MaterialStatus.OPEN: Word(t("case.materials.open"), "neutral"),
        MaterialStatus.ORIGINAL: taken,
        MaterialStatus.COPY: taken,
        MaterialStatus.ELECTRONIC: Word(t("case.materials.electronic"), "ok"),
        MaterialStatus.EXEMPT: Word(t("case.materials.exempt"), "info"),
        MaterialStatus.TOLERATED: Word(t("case.materials.tolerated"), "warn"),
        MaterialStatus.COMMITTED: Word(t("case.materials.committed"), "info", "signature"),
        MaterialStatus.WAIVED: Word(t("case.materials.waived"), "neutral"),
        MaterialStatus.FAULTY: Word(material.fault.value if material.fault is not None else "", "danger"),
    }[material.status]


def origin_words(case: Case, material: SubmittedMaterial) -> str:
    """Whence something came that is no paper: the licence that was shown, the source of a shared fact, who is behind an
    electronic material; of copies, whether anybody compared them; of a form that waits for a thumb print, that it does.
    """
    if licence_shown(material):
        return material.note
    fact = shared_fact(case, material.line_id)
    if fact is not None:
        return fact.words
    waits = awaits_thumb(case) and material.is_form and not material.settled and not owed(case)
    if reused(material) or waits:
        return material.note
    return electronic_words(material) or copies_words(material)


class MaterialRow(Frame):
    """One line; an owed one carries the choice of how it came, one that is looked at now (``looks``) all that the
    intake asks. ``marked(line_id, how)``; ``found(row)``; ``onward()`` asks for the next row; ``entered(line_id)`` when
    the focus comes into it.
    """

    marked = Signal(str, str)
    found = Signal(object)
    onward = Signal()
    entered = Signal(str)

    def __init__(
        self,
        material: SubmittedMaterial,
        is_owed: bool,
        origin: str = "",
        line: MaterialLine | None = None,
        looks: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("row", parent=parent)
        th = look().theme
        self.material = material
        self.editor: CheckEditor | None = None
        self.setObjectName(f"case.material.{material.number}")
        self.setAccessibleName(said(f"{material.number} {material.name}"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(th.space.pane, th.space.s, th.space.pane, th.space.s)
        column.setSpacing(th.space.s)
        head = QHBoxLayout()
        head.setSpacing(th.space.s)
        number = Text(str(material.number), "body", "text2", bold=True, wrap=False)
        number.setFixedWidth(th.size.number)
        head.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Text(material.name), 1)
        self.chip = Chip(role="secondary")
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        if origin:
            came = Text(origin, "secondary", "text2")
            came.setObjectName(f"case.material.{material.number}.origin")
            below = QHBoxLayout()
            below.setContentsMargins(th.size.number + th.space.s, 0, 0, 0)
            below.addWidget(came)
            column.addLayout(below)
        self.segment: Segment | None = None
        if is_owed:
            column.addLayout(self._look(line) if looks else self._take())
        self.show_mark(NONE)

    def _below(self) -> QVBoxLayout:
        th = look().theme
        box = QVBoxLayout()
        box.setContentsMargins(th.size.number + th.space.s, 0, 0, 0)
        box.setSpacing(th.space.xs)
        return box

    def _look(self, line: MaterialLine | None) -> QVBoxLayout:
        box = self._below()
        if self.material.requirement:
            box.addWidget(Text(t("case.materials.wants", what=self.material.requirement), "secondary", "text2"))
        self.editor = CheckEditor(self.material, line, self)
        self.segment = self.editor.action
        self.editor.found.connect(self._found)
        self.editor.next_wanted.connect(self.onward)
        self.editor.left.connect(self.take_focus)
        self.segment.entered.connect(lambda: self.entered.emit(self.material.line_id))
        box.addWidget(self.editor)
        return box

    def _found(self, row: SubmittedMaterial) -> None:
        self.found.emit(row)
        self.refit()

    def _take(self) -> QVBoxLayout:
        box = self._below()
        fault = fault_of(self.material)
        words = t("case.materials.fix", finding=fault.finding, what=fault.correction)
        box.addWidget(Text(words, "secondary", "text2"))
        choices = [
            Choice(ORIGINAL, t("case.materials.original"), "S"),
            Choice(COPY, t("case.materials.copy"), "D"),
            *([] if self.material.is_form else [Choice(COMPARED, t("case.materials.copy_compared"), "H")]),
            Choice(NONE, t("case.materials.none"), "N"),
        ]
        name = f"{self.material.name} {t('case.materials.take')}"
        self.segment = Segment(choices, NONE, name=name, scope=self)
        self.segment.setObjectName(f"case.material.{self.material.number}.take")
        self.segment.changed.connect(lambda how: self.marked.emit(self.material.line_id, how))
        self.segment.entered.connect(lambda: self.entered.emit(self.material.line_id))
        box.addWidget(self.segment)
        return box

    def take_focus(self) -> None:
        """Focus on the choice."""
        if self.segment is not None:
            self.segment.focus()

    def show_mark(self, how: str) -> None:
        """Show what was taken now beside what was owed."""
        if self.editor is not None:
            word = state_word(self.editor.row if how != NONE else self.material)
            self.chip.set(word.text, word.state, word.icon)
            self.set_current(how != NONE)
            return
        if self.segment is not None and self.segment.value() != how:
            self.segment.set_value(how)
        word = state_word(self.material)
        if how != NONE:
            row = _taken(replace(self.material), None, how)
            word = Word(t("case.materials.now", what=counts_words(row)), "info", "check")
        self.chip.set(word.text, word.state, word.icon)
        self.set_current(how != NONE)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        box = self.layout()
        if box is not None and box.hasHeightForWidth() and self.width() > 0:
            hint.setHeight(box.heightForWidth(self.width()))
        return hint

    def resizeEvent(self, event: object) -> None:
        self.refit()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.editor is not None:
            self.refit()  # its choices took another line
        return done

    def refit(self) -> None:
        """As high as what it says needs at its width."""
        box = self.layout()
        if box is not None and box.hasHeightForWidth():
            self.setFixedHeight(box.heightForWidth(self.width()))


class MaterialsPane(Pane):
    """All lines, what is taken now, and who applies. ``marks_changed()``; ``save_wanted()`` registers the
    correction, or what was owed by 容缺; ``chosen()``: another row is the one that sheets are scanned for.
    """

    marks_changed = Signal()
    save_wanted = Signal()
    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(t("case.materials.title"), icon="briefcase", scroll=True, bare=True, parent=parent)
        th = look().theme
        self.marks: dict[str, str] = {}
        self._checked: dict[str, SubmittedMaterial] = {}
        self._rows: dict[str, MaterialRow] = {}
        self._seen: CaseLook | None = None
        self.scans: dict[str, tuple[str, ...]] = {}
        self._at = ""
        self._looking, self._again = False, False
        self._shape: tuple[object, ...] = ()
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self._people = QWidget()
        people = QVBoxLayout(self._people)
        people.setContentsMargins(th.space.pane, th.space.m, th.space.pane, th.space.m)
        people.setSpacing(th.space.s)
        people.addWidget(Text(t("case.materials.people"), "body", bold=True))
        self._facts = Facts()
        people.addWidget(self._facts)
        self.body.addWidget(self._people)
        self.body.addStretch(1)
        self._foot = Frame("panefoot")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(th.space.pane, th.space.s, th.space.pane, th.space.s)
        self.save = KeyButton(t("case.materials.save"), "Ctrl+S", "check")
        self.save.setObjectName("case.correction.save")
        self.save.clicked.connect(self.save_wanted)
        self.how = Text("", "secondary", "text2")
        row.addWidget(self.how, 1)
        row.addWidget(self.save)
        self.strip = ScanStrip(self.inner, "case")
        self.strip.hide()
        self.add_foot(self.strip)
        self.add_foot(self._foot)

    def show_case(self, seen: CaseLook) -> None:
        """Show the materials of a case; what was marked and is still owed stays marked."""
        before = self._seen.case.materials if self._seen is not None else seen.case.materials
        self._seen = seen
        case = seen.case
        lines = {material.line_id for material in to_take(seen)}
        self._looking = bool(unchecked(seen))
        self._again = bool(looked_at_again(case))
        rows = tuple((row, row.line_id in lines, origin_words(case, row)) for row in case.materials)
        shape = case.id, rows, look().theme.name
        if shape != self._shape:
            self._shape = shape
            self._build(rows, {line.id: line for line in seen.guide.materials} if seen.guide is not None else {})
        self._foot.setVisible(bool(lines))
        # A row that was judged again stays to be judged; what was said of it is recorded, and said no more.
        said = lines - {row.line_id for row in case.materials if self._again and row not in before}
        self.marks = {line: how for line, how in self.marks.items() if line in said}
        self.scans = {line: found for line, found in self.scans.items() if line in said}
        self._show_marks()
        missing = len(case.owed or case.open_faults)
        key = "note_owed" if missing else "note_all"
        self.set_note(
            t(f"case.materials.{key}", count=len(case.materials), owed=missing) if case.materials else ""
        )
        self._facts.set_rows(_people(case))

    def forget(self) -> None:
        """Another case: nothing is marked."""
        self.marks, self.scans, self._checked, self._at = {}, {}, {}, ""
        self._seen, self._shape = None, ()

    def row(self, line_id: str) -> MaterialRow | None:
        """The row of a line."""
        return self._rows.get(line_id)

    # sheets

    def brought(self) -> tuple[SubmittedMaterial, ...]:
        """The rows of which is said how they came, with the scans of what is brought now and no others."""
        owing = to_take(self._seen) if self._seen is not None else ()
        return tuple(replace(row, scans=self.scans.get(row.line_id, ())) for row in owing)

    def taken(self) -> tuple[SubmittedMaterial, ...]:
        """What is registered with the next press: rows that were looked at now, or what was brought of the owed."""
        if self._seen is None or not unchecked(self._seen):
            return taken_rows(self._seen, self.marks, self.scans) if self._seen is not None else ()
        found = (row for line, row in self._checked.items() if line in self.marks)
        return tuple(replace(row, scans=self.scans.get(row.line_id) or row.scans) for row in found)

    def current(self) -> SubmittedMaterial | None:
        """The owed row that sheets are scanned for: the one that had the focus last."""
        rows = self.brought()
        return next((row for row in rows if row.line_id == self._at), rows[0] if rows else None)

    def attach(self, row: SubmittedMaterial) -> None:
        """``row`` has other scans than before."""
        self.scans[row.line_id] = row.scans

    def unmarked(self) -> SubmittedMaterial | None:
        """A row with scans of which nobody said how it came."""
        return next((row for row in self.brought() if row.scans and self.marks.get(row.line_id, NONE) == NONE), None)

    def _enter(self, line_id: str) -> None:
        if line_id != self._at:
            self._at = line_id
            self.chosen.emit()

    def _build(
        self, rows: Sequence[tuple[SubmittedMaterial, bool, str]], lines: Mapping[str, MaterialLine]
    ) -> None:
        at = QApplication.focusWidget()
        held = next((line for line, row in self._rows.items() if at is not None and row.isAncestorOf(at)), "")
        empty(self._list)
        self._rows = {}
        for material, is_owed, origin in rows:
            row = MaterialRow(material, is_owed, origin, lines.get(material.line_id), self._looking)
            row.marked.connect(self._mark)
            row.found.connect(self._look)
            row.onward.connect(self._go_on)
            row.entered.connect(self._enter)
            self._rows[material.line_id] = row
            self._list.addWidget(row)
        if not rows:
            texts = t("case.materials.empty_title"), t("case.materials.empty_text")
            self._list.addWidget(EmptyState("briefcase", *texts))
        # An answer from outside makes the rows anew: the keyboard stays at the row it was at.
        if held in self._rows:
            self._rows[held].take_focus()

    def _mark(self, line_id: str, how: str) -> None:
        self.marks[line_id] = how
        self._show_marks()
        self.marks_changed.emit()
        self._go_on()

    def _look(self, row: SubmittedMaterial) -> None:
        """A row was looked at; of what is wrong the reason and a word still follow, so the keyboard stays there."""
        self._checked[row.line_id] = row
        stands = self._rows[row.line_id].material if row.line_id in self._rows else None
        if judged_whole(row) and row != stands:
            self.marks[row.line_id] = row.status.value
        else:
            self.marks.pop(row.line_id, None)
        self._show_marks()
        self.marks_changed.emit()
        if row.settled and not isinstance(QApplication.focusWidget(), QLineEdit):
            self._go_on()

    def _go_on(self) -> None:
        waiting = [
            line for line, row in self._rows.items() if row.segment is not None and line not in self.marks
        ]
        lines = list(self._rows)
        if self._again and self._at in lines:
            # Everything is judged already: on to the row below, not back to the top.
            below = lines[lines.index(self._at) + 1 :]
            waiting = [line for line in below if line in waiting]
        if waiting:
            self._rows[waiting[0]].take_focus()

    def _show_marks(self) -> None:
        for line, row in self._rows.items():
            row.show_mark(self.marks.get(line, NONE))
        count = sum(1 for how in self.marks.values() if how != NONE)
        self.save.setEnabled(bool(count))
        looking = self._looking
        supplied = self._seen is not None and bool(self._seen.case.owed)
        words = t(f"case.materials.{'check' if looking else 'supply' if supplied else 'save'}")
        self.save.set_words(t("case.materials.save_some", what=words, count=count) if count else words)
        none = "again" if self._again else "check" if looking else "save"
        self.how.set_words("" if count else t(f"case.materials.{none}_none"))


def _people(case: Case) -> list[tuple[str, str | QWidget]]:
    intake = case.intake
    if intake is None:
        return []
    party = intake.applicant
    rows: list[tuple[str, str | QWidget]] = [(t("case.materials.applicant"), _party(case))]
    if intake.agent is not None:
        person = intake.agent.person
        words = f"{person.name}（{intake.agent.relation}） {masked_id(person)}"
        if (until := power_until(case)) is not None:
            words += t("case.materials.until", day=until.isoformat())
        rows.append((t("case.materials.agent"), words))
    rows.append((t("case.materials.identity"), _known(intake)))
    phone = intake.phone or party.phone
    if phone:
        rows.append((t("case.materials.phone"), mask_phone(phone)))
    rows.append((t("case.materials.delivery"), delivery_of(case).words))
    return rows


def _known(intake: Intake) -> str:
    """How it is known who came: the card, and whether its holder was compared with it."""
    read = intake.identity_checked.startswith("card")
    words, more = t("case.materials.identity_card" if read else "case.materials.identity_typed"), compared(intake)
    return t("case.materials.identity_more", how=words, more=more) if more and read else more or words


def _party(case: Case) -> str:
    assert case.intake is not None
    party = case.intake.applicant
    if party.organisation is not None:
        return f"{party.organisation.name} {party.organisation.uscc}"
    return f"{party.name} {masked_id(party.person)}" if party.person is not None else ""
