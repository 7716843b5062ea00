"""查进度: by a receipt code stage and date and nothing else; by the person her own cases, in everyday words."""

from __future__ import annotations

from app.domain.kiosk import Deed, Stage
from app.usecases.kiosk import owing
from ui.kiosk import home
from ui.kiosk.journeys.bycode import ByCode
from ui.kiosk.journeys.stages import card_of, none_here, stage_words, when
from ui.kiosk.machine import clock_words
from ui.kiosk.screen import Band, Choice, Screen


class ProgressJourney(ByCode):
    """By code, or by the person."""

    NAME = "progress"
    DEED = Deed.PROGRESS
    PROOF_STEP = "person"

    def reset(self) -> None:
        super().reset()
        self.stage: Stage | None = None

    def _start(self) -> Screen:
        return self.page(
            "start",
            self.t("how"),
            lead=self.t("how_lead"),
            rows=(
                Choice(
                    "by-person",
                    self.t("by_person"),
                    note=self.t("by_person_note"),
                    icon="id-card",
                    kind="primary",
                ),
                Choice("by-code", self.t("by_code"), note=self.t("by_code_note"), icon="scan-line"),
            ),
        )

    def _stage(self) -> Screen:
        if self.stage is None:
            return self._not_found()
        words = stage_words(self.at, self.stage.state)
        band = Band("info", "clock", words, (self.t("since", day=when(self.stage.since)),))
        return self.page(
            "stage",
            self.t("stage_title"),
            lead=self._as_of(),
            band=band,
            small=(self.t("only_stage"),),
            personal=True,
        )

    def _person(self) -> Screen:
        return self.asked() or self._own()

    def _own(self) -> Screen:
        person = self.at.guest.person
        name = person.name if person is not None else ""
        cards = tuple(card_of(self.at, case) for case in self.cases)
        title = self.t("own_title", name=name, n=len(cards)) if cards else self.t("own_none", name=name)
        return self.page(
            "own",
            title,
            lead=self._as_of(),
            band=None if cards else none_here(self.at),
            cards=cards,
            rows=self._next(),
            foot=(self.backward(), *self.done_foot()[1:]),
            personal=True,
        )

    def _next(self) -> tuple[Choice, ...]:
        """What can be done about these cases, where there is something."""
        choices = []
        if any(owing(case) for case in self.cases):
            choices.append(Choice("supplement", self.t("supplement"), icon="upload", kind="primary"))
        if self.cases and self.at.machine.print_fault is None:
            choices.append(Choice("print", self.t("print"), icon="printer"))
        if not self.cases and not home.refused(self.at, "apply"):
            choices.append(Choice("apply", self.at.t("tile.apply"), icon="square-pen"))
        return tuple(choices)

    def _as_of(self) -> str:
        machine = self.at.machine
        if machine.online:
            return self.t("as_of_now")
        return self.t("as_of", at=clock_words(machine.as_of_ms)) if machine.as_of_ms else self.t("as_of_never")

    # acts

    def on_by_person(self, _value: str) -> None:
        """By card and face."""
        self.go("person")
        self.begin_proof()

    def on_by_code(self, _value: str) -> None:
        """By the number on the receipt."""
        self.go("code")

    def look_up(self, code: str, query: str) -> None:
        who = self.at.visitor()
        self.ask(self.at.t("wait.search"), lambda: self.at.counter.stage(who, code, query), self._told)

    def _told(self, stage: Stage | None) -> None:
        self.stage = stage
        self.knows_code(stage is not None)
        self.go("stage")

    def card(self) -> None:
        super().card()
        if self.step == "start":
            self.go("person")

    def on_supplement(self, _value: str) -> None:
        """Hand in what a notice asked for."""
        self.at.begin("supplement")

    def on_apply(self, _value: str) -> None:
        """Nothing of hers is here yet: begin something."""
        self.at.begin("apply")

    def on_print(self, _value: str) -> None:
        """Print a paper of hers."""
        self.at.begin("print")
