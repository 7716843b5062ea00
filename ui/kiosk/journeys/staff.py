"""The keeper of the terminal: behind the PIN, its state, what was left behind, the opening check, and the way out."""

from __future__ import annotations

from app.ports import PrinterState, PrintJob
from ui.kiosk.journeys.base import Journey
from ui.kiosk.machine import clock_words
from ui.kiosk.screen import Band, Card, Choice, Screen


class StaffJourney(Journey):
    """Five taps on the badge lead here; five wrong PINs lock it for a growing time."""

    NAME = "staff"

    def reset(self) -> None:
        super().reset()
        self.inside = False
        self.checked: PrinterState | None = None
        self.unknown: tuple[PrintJob, ...] = ()

    def _start(self) -> Screen:
        if self.inside:
            return self._desk()
        line = self.write("pin", "secret", 12)
        small = self.practised_pin()
        return self.page("pin", self.t("title"), lead=self.t("lead"), input=line, small=small, foot=(self.home(),))

    def _desk(self) -> Screen:
        machine, session = self.at.machine, self.at.session
        states = [
            self._part("printer", machine.print_fault is None),
            self._part("reader", machine.reader_fault is None),
            self._part("line", machine.online),
            self._part("keeper", "keeper" not in machine.faults),
        ]
        left = [self.t("left_card")] if session.left_card else []
        left += [self.t("left_paper" if session.left_out else "left_coming")] if session.left_paper else []
        left += [self.t("left_prints", n=len(self.unknown))] if self.unknown else []
        left += [self.t("left_cases")] if "hand-on" in machine.faults else []
        band = Band("warn", "triangle-alert", self.t("left"), tuple(left)) if left else None
        return self.page(
            "desk",
            self.t("desk_title"),
            lead=self.t("desk_lead", at=clock_words(self.at.tools.now().ms), n=self.at.session.number),
            band=band,
            cards=(Card(self.t("state"), lines=tuple("　　".join(states[n : n + 2]) for n in (0, 2))),),
            rows=(
                Choice("serve", self.t("serve"), icon="play", kind="primary"),
                Choice("cleared", self.t("cleared"), icon="check"),
                *((Choice("prints", self.t("prints"), icon="printer"),) if self.unknown else ()),
                Choice("check", self.t("check"), icon="refresh-cw"),
                Choice("theme", self.t("theme"), icon="eye"),
                Choice("leave", self.t("leave"), icon="log-out"),
            ),
            foot=(),
            call=False,
        )

    def _prints(self) -> Screen:
        if not self.unknown:
            return self._desk()
        job = self.unknown[0]
        return self.page(
            "prints",
            self.t("print_title", n=len(self.unknown)),
            lead=self.t("print_lead", number=job.number),
            rows=(
                Choice("print-out", self.t("print_out"), icon="check"),
                Choice("print-not", self.t("print_not"), icon="x"),
            ),
            foot=(self.backward(),),
            call=False,
        )

    def _part(self, name: str, good: bool) -> str:
        return self.t(f"part.{name}", state=self.t("good" if good else "bad"))

    # acts

    def on_ok(self, _value: str) -> None:
        """The PIN is complete."""
        pin = self.fields.pop("pin", "")
        if not self.inside and pin:
            self.ask(self.at.t("wait.title"), lambda: self.at.counter.check_pin(pin), self._enter)

    def _enter(self, _: object) -> None:
        self.inside = True
        self.at.staff_in()
        self._look_for_prints()

    def _look_for_prints(self) -> None:
        self.ask(self.at.t("wait.title"), self.at.counter.unknown_prints, self._have_prints)

    def _have_prints(self, found: tuple[PrintJob, ...]) -> None:
        self.unknown = found

    def on_prints(self, _value: str) -> None:
        """Prints of which nobody knows: one after the other."""
        if self.inside and self.unknown:
            self.go("prints")

    def on_print_out(self, _value: str) -> None:
        """It lay in the slot."""
        self._answer(True)

    def on_print_not(self, _value: str) -> None:
        """It did not come out."""
        self._answer(False)

    def _answer(self, out: bool) -> None:
        if self.step != "prints" or not self.unknown:
            return
        job, counter = self.unknown[0], self.at.counter

        def answer() -> tuple[PrintJob, ...]:
            counter.answer_print(job, out)
            return counter.unknown_prints()

        def wrong(error: BaseException) -> None:
            # The printer may have been quicker: what still waits for an answer is looked for anew.
            self.went_wrong(error, self._look_for_prints)

        self.ask(self.at.t("wait.title"), answer, self._have_prints, failed=wrong)

    def on_serve(self, _value: str) -> None:
        """Back to service."""
        if self.inside:
            self.at.staff_out(cleared=False)

    def on_cleared(self, _value: str) -> None:
        """What was left was taken away, paper was put in; back to service."""
        if self.inside:
            self.at.staff_out(cleared=True)
            self.at.look()

    def on_check(self, _value: str) -> None:
        """自检: look at every part again."""
        if self.inside:
            self.at.look()
            self.at.beat()

    def on_theme(self, _value: str) -> None:
        """Light or high contrast."""
        if self.inside:
            self.at.theme = "contrast" if self.at.theme == "light" else "light"

    def on_leave(self, _value: str) -> None:
        """Leave the program: the session's window manager shows the desk of the staff."""
        if self.inside:
            self.at.staff_out(cleared=False)
            self.at.leave()
