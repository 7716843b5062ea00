"""Which paper the right pane shows, and its drawing off the GUI thread after a little quiet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.events import Intake
from app.domain.materials import SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.time import Timestamp
from app.domain.verdict import VerdictKind
from app.errors import UserFacingError
from app.ports import Cancel, Scheduler
from ui.office import Office
from ui.runner import Runner
from ui.shared.preview import PageLike
from ui.tell import Tell
from ui.theme import look, t
from ui.window.intake.acts import PaperFacts, as_received
from ui.window.intake.model import IntakeState
from ui.window.intake.paper import PaperPane
from ui.window.intake.plan import Plan

if TYPE_CHECKING:
    from printing.page import Page

Wanted = tuple[PaperKind, Intake, tuple[SubmittedMaterial, ...], Timestamp | None, str]
"""What a drawing was made of; the same again is not drawn again."""

LOCKED = "ZC-LOGIN-"
"""How the codes begin that say nobody sits at the desk."""


class Drawing(QObject):
    """Keeps the preview in step with the intake; an older drawing that comes late is dropped."""

    def __init__(
        self,
        office: Office,
        runner: Runner,
        scheduler: Scheduler,
        tell: Tell,
        pane: PaperPane,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._office, self._runner, self._scheduler, self._tell = office, runner, scheduler, tell
        self._pane = pane
        self._state = IntakeState()
        self._plan: Plan | None = None
        self._facts: PaperFacts | None = None
        self._shown: Wanted | None = None
        self._number = 0
        self._at = 0
        self._undrawn: tuple[str, ...] = ()
        self._quiet: Cancel | None = None
        pane.turned.connect(self.turn)

    def set_facts(self, facts: PaperFacts) -> None:
        """Printer and number block as they are now."""
        self._facts = facts
        self._tell_facts()

    def begin(self) -> None:
        """Another intake: from its main paper again."""
        self._at, self._undrawn = 0, ()

    def another_day(self) -> None:
        """A paper bears the day on which it is made: what was drawn yesterday is none that will come."""
        self._shown = None

    def show(self, state: IntakeState, plan: Plan) -> None:
        """The intake changed."""
        self._state, self._plan = state, plan
        self._soon()

    def turn(self) -> None:
        """换纸: the next of the papers to come."""
        self._at += 1
        self._soon()

    def kinds(self) -> tuple[PaperKind, ...]:
        """The papers to come: that of the verdict, the receipt, the application form."""
        if self._plan is None or self._state.guide is None or self._state.unanswered():
            return ()
        if self._plan.verdict is VerdictKind.NOT_HERE:
            return ()
        received = self._state.case is not None
        kinds = [self._plan.paper, PaperKind.RECEIPT]
        if received:  # it is issued: no paper to come any more
            kinds = [kind for kind in kinds if kind is not PaperKind.RECEIPT]
        if self._state.shown_fields():
            kinds.append(PaperKind.FORM)
        return tuple(dict.fromkeys(kinds))

    def _why_none(self) -> str:
        if self._plan is None or self._state.guide is None:
            return ""
        if self._plan.verdict is VerdictKind.NOT_HERE:
            return t("intake.paper.none_here")
        return t("intake.paper.none_unanswered" if self._state.unanswered() else "intake.paper.none_more")

    def _soon(self) -> None:
        self._number += 1
        if self._quiet is not None:
            self._quiet.cancel()
        if not self.kinds():
            self._shown = None
            self._pane.show_nothing(self._why_none())
            return
        self._tell_facts()
        quiet = look().theme.motion.quiet / 1000
        self._quiet = self._scheduler.after(quiet, partial(self._draw, self._number))

    def _draw(self, number: int) -> None:
        kinds, guide = self.kinds(), self._state.guide
        if number != self._number or not kinds or guide is None:
            return
        kind = kinds[self._at % len(kinds)]
        rows = tuple(as_received(row) for row in self._state.material_rows())
        wanted = (kind, self._state.intake(), rows, self._state.handed_at, self._state.pad)
        if wanted == self._shown:
            return
        equipment = self._office.equipment

        def draw() -> tuple[list[Page], tuple[str, ...]]:
            pages = equipment.draft_pages(*wanted[:3], guide, *wanted[3:])
            return pages, equipment.undrawn(pages)

        done = partial(self._drawn, number, wanted)
        self._runner.run("print", draw, done, self._failed, name="intake.draft_pages")

    def _failed(self, error: BaseException) -> None:
        """A preview that comes after the screen was locked is nobody's business."""
        if not (isinstance(error, UserFacingError) and error.code.startswith(LOCKED)):
            self._tell.error(error)

    def _drawn(self, number: int, wanted: Wanted, drawn: tuple[Sequence[PageLike], tuple[str, ...]]) -> None:
        if number == self._number:
            self._shown = wanted
            self._pane.show_pages(drawn[0], wanted[0])
            self._tell_undrawn(drawn[1])

    def _tell_undrawn(self, signs: tuple[str, ...]) -> None:
        """A character that no font has is told before it is printed, once for each; its row stays at the paper."""
        new = [sign for sign in signs if sign not in self._undrawn]
        self._undrawn = signs
        if new:
            title = t("intake.paper.undrawn_title", signs=_codes(new))
            self._tell.message("warn", title, t("intake.paper.undrawn_next"))
        self._tell_facts()

    def _tell_facts(self) -> None:
        kinds = self.kinds()
        if not kinds:
            return
        rows = []
        if self._facts is not None:
            rows.append((t("intake.paper.printer"), self._facts.printer or t("intake.paper.no_printer")))
            left = self._facts.numbers_left
            words = t("intake.paper.left", count=left) if left else t("intake.paper.left_none")
            rows.append((t("intake.paper.block"), words))
        if self._undrawn:
            rows.append((t("intake.paper.undrawn"), t("intake.paper.undrawn_words", signs=_codes(self._undrawn))))
        self._pane.show_kind(kinds[self._at % len(kinds)], len(kinds) > 1, rows)


def _codes(signs: Sequence[str]) -> str:
    """The screen has no picture of them either; by its code a character is found on a list or in an input method."""
    return t("inner.and").join(f"U+{ord(sign):04X}" for sign in signs)
