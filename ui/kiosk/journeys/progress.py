"""查进度: by a receipt code stage and date and nothing else; by the person her own cases, in everyday words."""

from __future__ import annotations

from app.domain.case import Case
from app.domain.kiosk import Deed, Proof, Stage
from app.usecases.kiosk import owing
from ui.kiosk.journeys.base import Journey
from ui.kiosk.journeys.prove import Prove
from ui.kiosk.journeys.stages import card_of, stage_words, when
from ui.kiosk.machine import clock_words
from ui.kiosk.screen import Band, Choice, Screen


class ProgressJourney(Journey):
    """By code, or by the person."""

    NAME = "progress"

    def reset(self) -> None:
        super().reset()
        self.proving = Prove(self, Deed.PROGRESS)
        self.stage: Stage | None = None
        self.cases: tuple[Case, ...] = ()

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

    def _code(self) -> Screen:
        return self.page(
            "code", self.t("code_title"), lead=self.t("code_lead"), input=self.write("code", "code", 24)
        )

    def _query(self) -> Screen:
        line = self.write("query", "code", 4)
        return self.page("query", self.t("query_title"), lead=self.t("query_lead"), input=line)

    def _stage(self) -> Screen:
        if self.stage is None:
            band = Band("warn", "triangle-alert", self.t("unknown"), (self.t("unknown_next"),))
            return self.page("unknown", self.t("code_title"), band=band)
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
        if self.proving.needed():
            return self.proving.screen()
        return self._own()

    def _own(self) -> Screen:
        person = self.at.guest.person
        name = person.name if person is not None else ""
        cards = tuple(card_of(self.at, case) for case in self.cases)
        title = self.t("own_title", name=name, n=len(cards)) if cards else self.t("own_none", name=name)
        return self.page(
            "own",
            title,
            lead=self._as_of(),
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
        return tuple(choices)

    def _as_of(self) -> str:
        machine = self.at.machine
        if machine.online or not machine.as_of_ms:
            return self.t("as_of_now")
        return self.t("as_of", at=clock_words(machine.as_of_ms))

    # acts

    def act(self, name: str, value: str) -> None:
        if self.step == "person" and self.error is None and not self.waiting and self.proving.act(name):
            return
        super().act(name, value)

    def on_by_person(self, _value: str) -> None:
        """By card and face."""
        self.go("person")
        if not self.proving.needed():
            self.proven()

    def on_by_code(self, _value: str) -> None:
        """By the number on the receipt."""
        self.go("code")

    def on_ok(self, _value: str) -> None:
        """The number is complete, or the query code."""
        code, query = (self.fields.get(name, "").strip() for name in ("code", "query"))
        if self.step == "code" and code:
            self.go("query")
        elif self.step == "query" and query:
            who = self.at.visitor()
            self.ask(self.at.t("wait.search"), lambda: self.at.counter.stage(who, code, query), self._told)

    def _told(self, stage: Stage | None) -> None:
        self.stage = stage
        query = self.fields.pop("query", "").strip()
        if stage is not None:
            self.at.guest.code, self.at.guest.query = self.fields.get("code", "").strip(), query
            self.at.prove(Proof.CODE)
        self.go("stage")

    def card(self) -> None:
        self.proving.hint = ""
        if self.step == "start":
            self.go("person")

    def hint(self, code: str) -> None:
        self.proving.hint = self.at.tools.texts.error(code).what

    def proven(self) -> None:
        """She is who she says."""
        who = self.at.visitor()
        self.ask(self.at.t("wait.search"), lambda: self.at.counter.own_cases(who), self._have)

    def _have(self, cases: tuple[Case, ...]) -> None:
        self.cases = cases

    def on_supplement(self, _value: str) -> None:
        """Hand in what a notice asked for."""
        self.at.begin("supplement")

    def on_print(self, _value: str) -> None:
        """Print a paper of hers."""
        self.at.begin("print")
