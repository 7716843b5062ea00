"""What is given at the issue desk: the results of a case, and beneath them what goes along with them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.acts_law import RESULTS
from app.domain.delivery import posted
from app.domain.paper import Paper, state_words
from ui.shared.labels import Text, empty
from ui.shared.tickbox import TickBox
from ui.theme import look, said, t
from ui.window.case.words import paper_name
from ui.window.handover_list import AtHand


class GivenPapers(QWidget):
    """One box for each paper, ticked where it can be given now. ``changed()`` when a hand ticks or unticks one.

    A result is ticked wherever it was made: it was brought here to be given. What goes along is ticked where this
    device made it; another window's sheet may still lie there, and is ticked by who has it in her hand.
    """

    changed = Signal()

    def __init__(self, device: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device = device
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look().theme.space.xs)
        self.boxes: list[tuple[TickBox, Paper]] = []

    def show_papers(self, seen: AtHand) -> None:
        """Everything of a case that is not given yet, as it stands now; who only looks ticks nothing."""
        self.clear()
        case = seen.case
        results = [p for p in case.papers if not p.void and not p.is_given and p.kind in RESULTS]
        for paper in results:
            self._add(seen, paper, True)
        if not results:
            given = any(paper.is_given for paper in case.papers if paper.kind in RESULTS)
            self._column.addWidget(Text(t("handover.all_given" if given else "handover.nothing"), "body", "text2"))
            return
        if seen.along:
            along = Text(t("handover.along"), "secondary", "text2")
            along.setObjectName("handover.along")
            self._column.addWidget(along)
        for paper in seen.along:
            self._add(seen, paper, paper.place.device == self._device)

    def clear(self) -> None:
        """No case is on the desk."""
        empty(self._column)
        self.boxes = []

    def show_again(self, seen: AtHand, signed: bool) -> None:
        """The papers as they stand now; the ticks stay. What became ready is given along, unless she ``signed`` for the
        others already.
        """
        ticks = {paper.document_id: box.isChecked() for box, paper in self.boxes if box.isEnabled()}
        self.show_papers(seen)
        self._tick({p.document_id: ticks.get(p.document_id, b.isChecked() and not signed) for b, p in self.boxes})

    def chosen(self) -> tuple[UUID, ...]:
        """What is ticked."""
        return tuple(paper.document_id for box, paper in self.boxes if box.isChecked() and box.isEnabled())

    def results(self) -> tuple[UUID, ...]:
        """What is ticked of the results: without one of them nothing is served here."""
        ticked = self.chosen()
        return tuple(p.document_id for _, p in self.boxes if p.kind in RESULTS and p.document_id in ticked)

    def _add(self, seen: AtHand, paper: Paper, here: bool) -> None:
        case = seen.case
        sent = posted(case)
        gone = sent is not None and paper.document_id in sent.documents
        stands = t("handover.gone", number=sent.waybill) if sent is not None and gone else said(state_words(paper))
        if paper.place.device != self._device and paper.kind not in RESULTS:
            stands = t("handover.made_at", state=stands, device=paper.place.device)
        box = TickBox(f"{said(paper_name(case, paper))}　{paper.number}　{stands}", "", self)
        box.setObjectName(f"handover.paper.{paper.kind.value}")
        ready = paper.may_be_given and not gone and not seen.looks_only
        box.setChecked(ready and here)
        box.setEnabled(ready)
        box.toggled.connect(self.changed)
        self._column.addWidget(box)
        self.boxes.append((box, paper))

    def _tick(self, wanted: Mapping[UUID, bool]) -> None:
        for box, paper in self.boxes:
            if box.isEnabled():
                box.blockSignals(True)
                box.setChecked(wanted[paper.document_id])
                box.blockSignals(False)
