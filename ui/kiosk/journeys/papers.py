"""打印: papers of one's own again, counted and marked 补打; never by the card alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.domain.kiosk import Deed, printable
from app.domain.paper import PAPER_RULES, Paper
from app.usecases.desk import Done
from ui.kiosk.journeys.base import Journey
from ui.kiosk.journeys.printing import print_band, taken_row
from ui.kiosk.journeys.prove import Prove
from ui.kiosk.journeys.stages import when
from ui.kiosk.screen import Band, Choice, Screen


class PrintJourney(Journey):
    """Her papers as a list; a touch prints one."""

    NAME = "print"

    def reset(self) -> None:
        super().reset()
        self.step = "identity"
        self.proving = Prove(self, Deed.PRINT)
        self.cases: tuple[Case, ...] = ()
        self.wanted = ""
        self.paper: Paper | None = None
        self.case_id: UUID | None = None

    def open(self, **known: Any) -> None:
        self.wanted = str(known.get("case", ""))
        if not self.proving.needed():
            self.proven()

    def papers(self) -> list[tuple[Case, Paper]]:
        """What may be printed here, the newest first."""
        found = [(c, p) for c in self.cases if self.wanted in ("", str(c.id)) for p in printable(c)]
        return sorted(found, key=lambda pair: pair[1].issued_at.ms, reverse=True)

    def _identity(self) -> Screen:
        if self.proving.needed():
            return self.proving.screen()
        found = self.papers()
        if not found:
            band = Band("info", "info", self.t("nothing"), (self.t("nothing_line"),))
            return self.page(
                "nothing", self.t("title"), band=band, foot=(self.backward(), self.home()), personal=True
            )
        rows = tuple(
            Choice(
                "paper",
                PAPER_RULES[paper.kind].name,
                f"{case.id}/{paper.document_id}",
                self.t("paper_note", item=case.item.name, day=when(paper.issued_on)),
                "file-text",
            )
            for case, paper in found
        )
        small = (self.t("unsealed"),)
        return self.page("list", self.t("title"), lead=self.t("lead"), rows=rows, small=small, personal=True)

    def _end(self) -> Screen:
        name = PAPER_RULES[self.paper.kind].name if self.paper is not None else ""
        return self.page(
            "end",
            self.t("end_title", name=name),
            lead=self.t("end_lead"),
            band=print_band(self.at, self.case_id),
            rows=taken_row(self.at),
            foot=self.done_foot(),
            small=(self.t("unsealed"),),
            personal=True,
        )

    # acts

    def act(self, name: str, value: str) -> None:
        if self.step == "identity" and self.error is None and not self.waiting and self.proving.act(name):
            return
        super().act(name, value)

    def card(self) -> None:
        self.proving.hint = ""

    def hint(self, code: str) -> None:
        self.proving.hint = self.at.tools.texts.error(code).what

    def proven(self) -> None:
        """She is who she says."""
        who = self.at.visitor()
        self.ask(self.at.t("wait.search"), lambda: self.at.counter.own_cases(who), self._have)

    def _have(self, cases: tuple[Case, ...]) -> None:
        self.cases = cases

    def on_paper(self, value: str) -> None:
        """Print this one."""
        if self.step != "identity" or self.at.machine.print_fault is not None:
            return
        found = next(((c, p) for c, p in self.papers() if f"{c.id}/{p.document_id}" == value), None)
        if found is None:
            return
        case, self.paper = found
        who, ids = self.at.visitor(), (case.id, found[1].document_id)
        self.case_id = UUID(str(case.id))
        self.at.guest.cases.add(self.case_id)
        self.at.guest.prints.clear()
        self.ask(self.t("sending"), lambda: self.at.counter.print_own(who, *ids), self._sent, final=True)

    def _sent(self, _done: Done) -> None:
        self._past.clear()
        self.go("end")

    def on_back(self, value: str) -> None:
        """From the last page to the list."""
        if self.step == "end":
            self.step = "identity"
            return
        super().on_back(value)
