"""What journeys share that ask first who stands there: one page of proof, one way in, and the cases of the person."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from app.domain.case import Case
from app.domain.kiosk import Deed
from app.ports.equipment import CodeScan
from ui.kiosk.journeys.base import Journey
from ui.kiosk.journeys.prove import Prove
from ui.kiosk.screen import Screen


class Proving(Journey):
    """A journey behind a proof. ``DEED`` says which; ``PROOF_STEP`` is the page on which it is asked for.

    ``cases`` are those of the person, once :meth:`proven` asked for them.
    """

    DEED: ClassVar[Deed]
    PROOF_STEP = "identity"

    def reset(self) -> None:
        super().reset()
        self.proving = Prove(self, self.DEED)
        self.cases: tuple[Case, ...] = ()

    def at_work(self) -> frozenset[UUID]:
        return frozenset(case.id for case in self.cases)

    def asked(self, marks: tuple[Any, ...] = ()) -> Screen | None:
        """The page of proof while one is wanted."""
        return self.proving.screen(marks) if self.proving.needed() else None

    def act(self, name: str, value: str) -> None:
        here = self.step == self.PROOF_STEP and self.error is None and not self.waiting
        if not (here and self.proving.act(name)):
            super().act(name, value)

    def card(self) -> None:
        self.proving.leave_phone()

    def hint(self, code: str) -> None:
        self.proving.hint = self.at.tools.texts.error(code).what

    def scanned(self, scan: CodeScan) -> None:
        if self.step == self.PROOF_STEP and self.error is None and not self.waiting:
            self.proving.scanned(scan)

    def begin_proof(self) -> None:
        """The page of proof, or straight on when she has shown it already."""
        if not self.proving.needed():
            self.proven()

    def proven(self) -> None:
        """She is who she says: her cases."""
        who = self.at.visitor()
        self.ask(self.at.t("wait.search"), lambda: self.at.counter.own_cases(who), self.have)

    def have(self, cases: tuple[Case, ...]) -> None:
        """Her cases came."""
        self.cases = cases
