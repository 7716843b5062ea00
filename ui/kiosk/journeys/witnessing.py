"""捺印: a thumb print in place of a signature, from who cannot write or see, before a witness of the staff.

Staff is called and everything she filled in waits; the PIN says that the witness is of the staff, whose name and number
go into the case and onto the receipt, where the thumb is pressed and the witness signs.
"""

from __future__ import annotations

from ui.kiosk.at import late
from ui.kiosk.covers import call_band, comes, press_again
from ui.kiosk.journeys.party import Party
from ui.kiosk.screen import Band, Choice, Screen


class Witnessing(Party):
    """A journey that ends with a signature, on its step ``sign``, or with a thumb print before a witness."""

    def reset(self) -> None:
        super().reset()
        self.witness = ""

    def hand_in(self) -> None:
        """Everything is agreed to. A subclass hands it in."""
        raise NotImplementedError

    def on_unsign(self, _value: str) -> None:
        """What was written on the pad is no signature. A subclass forgets it."""
        raise NotImplementedError

    def agreed(self) -> str:
        """What she agrees to. A subclass says it."""
        raise NotImplementedError

    def thumb_row(self) -> tuple[Choice, ...]:
        """The way beside the pad; what it needs is said before she goes it, at night too, when nobody can be there."""
        return (Choice("thumb", self.t("thumb.open"), note=self.t(f"thumb.open_note{late(self.at)}"), icon="hand"),)

    # pages

    def _thumb(self) -> Screen:
        night = "" if comes(self.at, "thumb") else late(self.at)
        line = self.t(f"thumb.kept{night}", phone=self.at.tools.place.hall_phone)
        kept = call_band(self.at, "thumb", line, *press_again(self.at, "thumb"))
        return self.page(
            "thumb",
            self.t(f"thumb.title{night}"),
            lead=self.t(f"thumb.lead{night}"),
            band=kept,
            input=self.write("pin", "secret", 12, label=self.at.t("prove.pin_label")),
            small=self.practised_pin(),
            personal=True,
        )

    def _witness(self) -> Screen:
        line = self.write("witness", "pinyin", 20, label=self.t("thumb.witness"))
        return self.page("witness", self.t("thumb.witness_title"), lead=self.t("thumb.witness_lead"), input=line,
                         personal=True)  # fmt: skip

    def _witness_no(self) -> Screen:
        line = self.write("witness_no", "code", 20, label=self.t("thumb.number"))
        return self.page("witness", self.t("thumb.number_title"), input=line, personal=True)

    def _thumbed(self) -> Screen:
        where = "thumb.on_paper" if self.at.machine.print_fault is None else "thumb.at_window"
        return self.page(
            "thumbed",
            self.t("thumb.done_title"),
            lead=self.agreed(),
            band=Band("info", "user", self.t("thumb.seen", witness=self.witness), (self.t(where),)),
            rows=(Choice("thumbed", self.t("thumb.done"), icon="check", kind="primary"),),
            personal=True,
        )

    # acts

    def on_thumb(self, _value: str) -> None:
        """不会写字: staff is called, and what is here waits for as long as it takes somebody to come."""
        if self.step == "sign":
            self.on_unsign("")
            self.go("thumb")
            self.at.call_staff("thumb")
            self.at.on_phone(True)

    def on_back(self, value: str) -> None:
        super().on_back(value)
        if self.step == "sign":
            self.witness = ""
            self.at.on_phone(False)

    def witness_said(self) -> bool:
        """Whether what is complete was the PIN, or the name or number of the witness."""
        if self.step == "thumb":
            self._check_pin()
        elif self.step == "witness":
            self._named("witness", "witness_no")
        elif self.step == "witness_no":
            self._named("witness_no", "thumbed")
        else:
            return False
        return True

    def _check_pin(self) -> None:
        pin, counter = self.fields.pop("pin", ""), self.at.counter

        def check() -> None:
            counter.check_pin(pin)
            counter.audit("kiosk-identity", "staff came as witness")

        if pin:
            self.ask(self.at.t("wait.title"), check, lambda _: self.go("witness"))

    def _named(self, name: str, onward: str) -> None:
        value = self.fields.get(name, "").strip()
        if len(value) < 2:
            self.fields[f"!{name}"] = self.t("thumb.missing")
            return
        if onward == "thumbed":
            self.witness = f"{self.fields['witness'].strip()}（{value}）"
        self.go(onward)

    def on_thumbed(self, _value: str) -> None:
        """She agrees, the witness saw it."""
        if self.step == "thumbed" and self.witness:
            self.hand_in()
