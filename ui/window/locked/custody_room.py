"""保管: bundles of originals by their bar codes, every hand-over a scan, and the list of those out of place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.custody import RETURNED, OutOfPlace
from app.domain.people import mask_party
from app.domain.time import Timestamp
from app.ports.equipment import CodeScan
from app.ports.stock import BundleLine, BundleStep
from app.values import dataclass
from ui.printed import outcome
from ui.shared.button import KeyButton
from ui.shared.events import kind_of
from ui.shared.labels import Text
from ui.shared.paint import Word
from ui.shared.pane import Pane
from ui.shared.table import Column, Table
from ui.theme import t
from ui.unqueued import came_out
from ui.window.case.words import day, short_number
from ui.window.locked.parts import Tools, fields, foot, halves, padded, side_by_side


@dataclass(frozen=True)
class _Look:
    bundles: Sequence[BundleLine]
    lost: Sequence[OutOfPlace]


class CustodyRoom(QWidget):
    """Scan a bundle, say where it goes and who takes it."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self.tools = tools
        self._by_code: Mapping[str, BundleLine] = {}
        self._why: Mapping[str, str] = {}
        self._seen: list[str] = []
        self._told = ""
        halves(self, self._list_pane(), self._form_pane())

    def _list_pane(self) -> Pane:
        pane = Pane(t("custody.title"), icon="archive", key="Alt+1", bare=True)
        self.pane = pane
        self.note = Text("", "secondary", "warn")
        self.table = Table(
            [
                Column(t("custody.code"), 136, lambda b: b.code, bold=True),
                Column(t("custody.whose"), 96, lambda b: mask_party(b.applicant)),
                Column(t("custody.count_originals"), 64, lambda b: str(b.originals), right=True),
                Column(t("custody.where"), 128, self._place_word),
                Column(t("custody.hand"), 72, lambda b: b.last.hand),
                Column(t("custody.since"), 80, lambda b: day(Timestamp(b.last.at_ms).date)),
                Column(t("custody.item"), 0, lambda b: b.item),
            ],
            t("custody.title"),
            blank=t("blank.custody"),
            key=lambda b: b.code,
        )
        self.table.setObjectName("custody.table")
        self.table.chosen.connect(self._chosen)
        self.table.picked.connect(self._looked_at)
        self.table.opened.connect(lambda _: self._ask_where())
        self.table.installEventFilter(self)
        self._noted = padded(self.note)
        self._noted.hide()
        pane.body.addWidget(self._noted)
        pane.body.addWidget(self.table, 1)
        return pane

    def _form_pane(self) -> Pane:
        pane = Pane(t("custody.move"), icon="scan-line", key="Alt+2", scroll=True)
        self.lines = fields(
            "custody", ("scan", "to", "hand", "waybill", "place", "number", "originals", "copies")
        )
        for name in ("scan", "waybill"):
            self.lines[name].edit.take_codes()
        self.lines["scan"].edit.returnPressed.connect(self._scanned)
        self.lines["place"].edit.returnPressed.connect(self._check)
        self.inside = Text("", "secondary")
        self.inside.setObjectName("custody.inside")
        self.steps = Text("", "secondary", "text2")
        pane.body.addWidget(self.lines["scan"])
        pane.body.addWidget(self.lines["to"])
        pane.body.addWidget(side_by_side(self.lines["hand"], self.lines["waybill"]))
        pane.body.addWidget(self.inside)
        pane.body.addWidget(self.steps)
        self.check = KeyButton(t("custody.check"), "Alt+C", "clipboard-check", size="small")
        self.check.clicked.connect(self._check)
        self.new = KeyButton(t("custody.new"), "Alt+N", "plus", size="small")
        self.new.clicked.connect(self._new)
        pane.body.addWidget(Text(t("custody.new_title"), "secondary", "text2"))
        pane.body.addWidget(side_by_side(*(self.lines[name] for name in ("number", "originals", "copies"))))
        pane.body.addWidget(self.new)
        pane.body.addWidget(Text(t("custody.check_title"), "secondary", "text2"))
        pane.body.addWidget(self.lines["place"])
        pane.body.addWidget(self.check)
        pane.body.addStretch(1)
        self.label = KeyButton(t("custody.label"), "Ctrl+P", "qr-code")
        self.label.setObjectName("custody.label")
        self.label.clicked.connect(self._label)
        self.save = KeyButton(t("custody.save"), "Ctrl+Return", "save", kind="primary", size="primary")
        self.save.setObjectName("custody.save")
        self.save.clicked.connect(self._save)
        foot(pane, self.label, self.save)
        return pane

    def refresh(self) -> None:
        """Read every bundle anew."""
        room = self.tools.room
        self.tools.look(lambda: _Look(room.bundles(returned=False), room.out_of_place()), self._show)

    def _show(self, found: _Look) -> None:
        self._by_code = {bundle.code.upper(): bundle for bundle in found.bundles}
        self._why = {each.code: each.why for each in found.lost}
        first = [bundle for bundle in found.bundles if bundle.code in self._why]
        rest = [b for b in found.bundles if b.code not in self._why]
        self.table.set_rows([*first, *rest])
        self.pane.set_note(t("custody.count", n=len(first) + len(rest)))
        self.note.set_words(
            "\n".join(f"{each.code}：{each.why}" for each in found.lost[:4])
            or (t("custody.all_right") if found.bundles else "")
        )
        self.note.set_tone("warn" if found.lost else "text2")
        self._noted.setVisible(bool(found.lost or found.bundles))
        hers = self._by_code.get(self.lines["scan"].value().strip().upper())
        if hers is not None:
            self._tell_steps(hers)

    def _place_word(self, bundle: BundleLine) -> Word:
        if bundle.code in self._why:
            return Word(bundle.last.to_place, "warn", "triangle-alert")
        return Word(bundle.last.to_place, "neutral" if bundle.last.to_place == RETURNED else "ok", "")

    def _chosen(self, bundle: BundleLine) -> None:
        self.lines["scan"].set_value(bundle.code)
        self._tell_steps(bundle)

    def _looked_at(self, bundle: BundleLine | None) -> None:
        """The row that is current tells of itself while no other is in the hand."""
        if bundle is not None and not self.lines["scan"].value():
            self._tell_steps(bundle)

    def _tell_steps(self, bundle: BundleLine) -> None:
        """Whose it is and what lies in it, and through whose hands it went."""
        self._told = bundle.code
        self.steps.set_words("\n".join(_step(step) for step in bundle.steps[-5:]))
        self.tools.look(partial(self.tools.room.inside, bundle), partial(self._tell_inside, bundle))

    def _tell_inside(self, bundle: BundleLine, papers: Sequence[str]) -> None:
        if bundle.code != self._told:
            return
        counted = t("custody.inside", originals=bundle.originals, copies=bundle.copies)
        head = f"{short_number(bundle.number)}　{mask_party(bundle.applicant)}　{bundle.item}"
        self.inside.set_words("\n".join((head, counted, *(papers or (t("custody.inside_none"),)))))

    def asks_receipt(self) -> bool:
        """Whether the keyboard waits for a 收件凭证: its code names the case of a new bundle."""
        return self.lines["number"].edit.hasFocus()

    def take_code(self, scan: CodeScan) -> None:
        """A label or a waybill was scanned wherever the hand was, or a receipt for a new bundle."""
        if scan.kind == "waybill":
            self.lines["waybill"].set_value(scan.value)
            return
        if scan.kind == "paper":
            self.lines["number"].set_value(scan.value)
            self.lines["originals"].edit.setFocus()
            return
        self.lines["scan"].set_value(scan.value)
        self._scanned()

    def _scanned(self) -> None:
        code = self.lines["scan"].value().strip().upper()
        bundle = self._by_code.get(code)
        if bundle is None:
            # One that was given back is not in the list, but its course can be asked for; so can all of a case.
            self.tools.look(partial(self._look_for, code), self._found)
            return
        self._take(bundle)

    def _look_for(self, code: str) -> Sequence[BundleLine]:
        known = self.tools.room.bundle(code)
        return (known,) if known is not None else self.tools.room.bundles_of(code)

    def _found(self, found: Sequence[BundleLine]) -> None:
        if not found:
            self.lines["scan"].set_error(t("custody.unknown"))
        elif found[0].code == self.lines["scan"].value().strip().upper():
            self._take(found[0])
        else:
            # By the number of its case: looked at, not in the hand, so it does not count as seen on the shelf.
            here = [each for each in found if each.last.to_place != RETURNED] or found
            self.lines["scan"].set_value(here[0].code)
            self.lines["scan"].set_ok(t("custody.of_case", n=len(found), codes="、".join(each.code for each in found)))
            self._tell_steps(here[0])

    def _take(self, bundle: BundleLine) -> None:
        self._seen.append(bundle.code)
        self.lines["scan"].set_ok(t("custody.seen", n=len(dict.fromkeys(self._seen))))
        self._tell_steps(bundle)
        self._ask_where()

    def _ask_where(self) -> None:
        """Which bundle is known; where it goes comes next."""
        self.lines["to"].edit.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is typed in the list is a code: a scanner that types would else choose the row that is current."""
        if watched is self.table and isinstance(event, QKeyEvent) and kind_of(event) == QEvent.Type.KeyPress:
            held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
            if event.text().isalnum() and not held:
                scan = self.lines["scan"]
                scan.set_value("")
                scan.edit.setFocus()
                QApplication.sendEvent(scan.edit, event)
                return True
        return False

    def _save(self) -> None:
        code, to, hand, way = (self.lines[name].value().strip() for name in ("scan", "to", "hand", "waybill"))
        self.tools.work(
            lambda: self.tools.room.move(code, to, hand, way), lambda _: self._moved(code), self.refresh
        )

    def _moved(self, code: str) -> None:
        # Where to and who stay: the next bundle of the round goes the same way.
        self.tools.tell.message("ok", t("custody.done"), f"{code} → {self.lines['to'].value()}")
        self.lines["scan"].set_value("")
        self.lines["scan"].edit.setFocus()

    def _label(self) -> None:
        code = self.lines["scan"].value().strip()
        self.tools.print(partial(self.tools.room.print_label, code), self._labelled, self.tools.tell.error)

    def _labelled(self, said: str) -> None:
        self.tools.tell.message("ok" if came_out(said) else "warn", t("custody.label_sent", words=outcome(said)))

    def _new(self) -> None:
        number = self.lines["number"].value()
        counts = [self.lines[name].value().strip() for name in ("originals", "copies")]
        if not all(count.isdecimal() for count in counts if count) or not counts[0]:
            self.lines["originals"].set_error(t("custody.need_count"))
            return
        originals, copies = (int(count or "0") for count in counts)

        def make() -> str:
            case = self.tools.office.case_of_number(number)
            return self.tools.room.make_bundle(case, originals, copies) if case is not None else ""

        self.tools.work(make, self._made, self.refresh)

    def _made(self, code: str) -> None:
        if not code:
            self.lines["number"].set_error(t("custody.no_case"))
            return
        self.tools.tell.message("ok", t("custody.made"), code)
        for name in ("number", "originals", "copies"):
            self.lines[name].set_value("")
        self.lines["scan"].set_value(code)
        self._ask_where()
        self._label()

    def _check(self) -> None:
        place, seen = self.lines["place"].value().strip(), tuple(dict.fromkeys(self._seen))
        if not place:
            self.lines["place"].set_error(t("custody.need_place"))
            return
        self.tools.work(lambda: self.tools.room.check_shelf(place, seen), self._checked, lambda: None)

    def _checked(self, found: Sequence[OutOfPlace]) -> None:
        self._seen = []
        words = "\n".join(f"{each.code}：{each.why}" for each in found)
        self.tools.tell.message("warn" if found else "ok", t("custody.checked", n=len(found)), words)


def _step(step: BundleStep) -> str:
    at = Timestamp(step.at_ms).local
    return t("custody.step", at=f"{at:%m-%d %H:%M}", to=step.to_place, giver=step.giver, hand=step.hand)
