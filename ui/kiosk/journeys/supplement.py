"""补材料: what the notice asked for, as pictures; the receipt of it comes out, or the holder of the case is told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.domain.kiosk import Deed
from app.domain.paper import PaperKind
from app.usecases.desk import Done
from app.usecases.kiosk import owing
from ui.kiosk.journeys.base import Journey
from ui.kiosk.journeys.printing import print_band, taken_row
from ui.kiosk.journeys.prove import Prove
from ui.kiosk.journeys.stages import band_of
from ui.kiosk.screen import Band, Choice, Screen


class SupplementJourney(Journey):
    """The cases of hers that wait for a correction, and the papers they wait for."""

    NAME = "supplement"

    def reset(self) -> None:
        super().reset()
        self.step = "identity"
        self.proving = Prove(self, Deed.SUPPLEMENT)
        self.cases: tuple[Case, ...] = ()
        self.case: Case | None = None
        self.pictures: dict[str, list[bytes]] = {}
        self.wanted = ""
        self.done: Done | None = None

    def open(self, **known: Any) -> None:
        self.wanted = str(known.get("case", ""))
        if not self.proving.needed():
            self.proven()

    def _identity(self) -> Screen:
        return self.proving.screen() if self.proving.needed() else self._which()

    def _which(self) -> Screen:
        if not self.cases:
            band = Band("info", "info", self.t("nothing"), (self.t("nothing_line"),))
            return self.page("nothing", self.t("title"), band=band, foot=(self.home(),), personal=True)
        rows = tuple(
            Choice("case", case.item.name, str(case.id), band_of(self.at, case).lines[0], "file-text")
            for case in self.cases
        )
        return self.page("which", self.t("which"), rows=rows, personal=True)

    def _list(self) -> Screen:
        assert self.case is not None
        rows = []
        for row in owing(self.case):
            n = len(self.pictures.get(row.line_id, ()))
            note = self.at.t("material.taken", n=n) if n else row.note or row.correction or row.requirement
            rows.append(
                Choice(
                    "line", row.name, row.line_id, note, "check" if n else "camera", "on" if n else "plain"
                )
            )
        foot: tuple[Choice, ...] = (self.backward(), self.home())
        if any(self.pictures.values()):
            foot = (self.backward(), Choice("hand-in", self.t("hand_in"), icon="send", kind="primary"))
        lead = self.t("list_lead") if self.at.tools.camera is not None else self.at.t("material.no_camera")
        return self.page("list", self.case.item.name, lead=lead, rows=tuple(rows), foot=foot, personal=True)

    def _end(self) -> Screen:
        assert self.done is not None
        told = all(paper.kind is not PaperKind.CORRECTION_RECEIPT for paper in self.done.papers)
        band = (
            Band("ok", "send", self.t("told"), (self.t("told_line"),))
            if told
            else print_band(self.at, self.done.case.id)
        )
        return self.page(
            "end",
            self.t("end_title"),
            lead=self.done.case.item.name,
            band=band,
            rows=taken_row(self.at),
            foot=self.done_foot(),
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
        self.cases = tuple(case for case in cases if owing(case))
        if self.wanted:
            self.on_case(self.wanted)

    def on_case(self, value: str) -> None:
        """A case was chosen."""
        self.case = next((case for case in self.cases if str(case.id) == value), None)
        if self.case is not None:
            self.go("list")

    def on_line(self, value: str) -> None:
        """Photograph this material."""
        camera = self.at.tools.camera
        if self.step != "list" or self.case is None or camera is None:
            return
        if any(row.line_id == value for row in owing(self.case)):
            self.ask(
                self.at.t("material.taking"),
                camera.sheet,
                lambda picture: self._took(value, picture),
                "camera",
            )

    def _took(self, line: str, picture: bytes) -> None:
        self.pictures.setdefault(line, []).append(picture)

    def on_hand_in(self, _value: str) -> None:
        """Hand in what was photographed."""
        if self.step != "list" or self.case is None or not any(self.pictures.values()):
            return
        who, case_id = self.at.visitor(), self.case.id
        pictures = {line: tuple(found) for line, found in self.pictures.items()}
        self.at.guest.prints.clear()
        self.ask(
            self.t("sending"),
            lambda: self.at.counter.supplement(who, case_id, pictures),
            self._handed_in,
            final=True,
        )

    def _handed_in(self, done: Done) -> None:
        self.at.guest.cases.add(UUID(str(done.case.id)))
        self.done = done
        self.pictures.clear()
        self._past.clear()
        self.step = "end"
