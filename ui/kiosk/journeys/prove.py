"""Who is it? The card, and where the law wants more, 实人: a live face against the card, or a person of the staff.

Nobody has to show her face (个人信息保护法): the other way stands beside it, as large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.domain.kiosk import Deed, Proof, face_proves, wanted
from app.domain.people import Person
from app.ports.equipment import CodeScan, FaceOutcome, FaceResult
from ui.kiosk.at import late, words_of
from ui.kiosk.covers import call_band, press_again
from ui.kiosk.screen import Band, Choice, Screen

if TYPE_CHECKING:
    from ui.kiosk.journeys.base import Journey

_TRIES = 3
_LONGEST_CODE = 400


class Prove:
    """The pages before a deed that wants a proof; ``owner`` goes on when :meth:`needed` is empty."""

    def __init__(self, owner: Journey, deed: Deed) -> None:
        self._owner = owner
        self._at = owner.at
        self.deed = deed
        self.outcome = ""
        self.tries = 0
        self.asking_pin = False
        self.asking_phone = False
        self.hint = ""

    def needed(self) -> str:
        """``card`` or ``person``: what is still wanted before the deed; empty when nothing is."""
        proofs = self._at.session.proofs
        needs = wanted(self.deed)
        if Proof.CARD in needs:
            return "" if self._at.guest.person is not None else "card"
        if not needs or (Proof.PERSON in proofs and self._at.guest.person is not None):
            return ""
        return "person" if self._at.guest.person is not None else "card"

    def screen(self, marks: tuple[Any, ...] = ()) -> Screen:
        """The page that asks."""
        if self.asking_phone:
            return self._phone(marks)
        if self.needed() == "card":
            return self._card(marks)
        return self._pin(marks) if self.asking_pin else self._face(marks)

    def _card(self, marks: tuple[Any, ...]) -> Screen:
        at = self._at
        left = at.session.left_card
        words = at.t("prove.lift_first" if left else "prove.waiting")
        state = Band("warn" if left or self.hint else "info", "id-card", "", (self.hint or words,))
        return self._owner.page(
            "card",
            at.t("prove.again_title" if left else "prove.card_title"),
            lead="" if left else at.t("prove.card_lead"),
            marks=marks,
            drawing="card",
            state_line=state,
            rows=self._by_phone("prove.phone_instead"),
            small=(
                at.t(f"prove.no_card{late(at)}", window=at.tools.window),
                at.t("prove.only_now"),
                *(() if at.machine.online else (at.t("prove.offline"),)),
            ),
        )

    def _by_phone(self, words: str = "prove.phone") -> tuple[Choice, ...]:
        """亮码, where codes can be read and the province asked: one way in more, never the only one."""
        at = self._at
        if at.tools.phone is None or not at.tools.scanner:
            return ()
        note = "" if at.machine.online else at.t("prove.phone_offline")
        kind = "plain" if at.machine.online else "off"
        return (Choice("by-phone", at.t(words), note=note, icon="qr-code", kind=kind),)

    def _phone(self, marks: tuple[Any, ...]) -> Screen:
        at = self._at
        state = Band("warn" if self.hint else "info", "scan", "", (self.hint or at.t("prove.phone_waiting"),))
        return self._owner.page(
            "phone-code",
            at.t("prove.phone_title"),
            lead=at.t("prove.phone_lead"),
            marks=marks,
            state_line=state,
            rows=self._practised(),
            small=(at.t("prove.only_now"),),
        )

    def _practised(self) -> tuple[Choice, ...]:
        """In a rehearsal the telephone is held up by a touch: no hand can do it there."""
        if self._at.tools.practice_phone is None:
            return ()
        return (Choice("practice-code", self._at.t("practice.code"), icon="scan"),)

    def _face(self, marks: tuple[Any, ...]) -> Screen:
        at = self._at
        there = at.tools.face is not None and at.tools.camera is not None
        can = there and self.tries < _TRIES and self._card_counts()
        no = "face_used_up" if self.tries >= _TRIES else "face_expired" if there else "face_none"
        why = "" if can else at.t(f"prove.{no}")
        band = None
        if self.outcome:
            band = Band(
                "warn", "triangle-alert", at.t(f"prove.outcome.{self.outcome}"), (at.t("prove.other_way"),)
            )
        return self._owner.page(
            "face",
            at.t("prove.face_title"),
            lead=at.t("prove.face_lead"),
            marks=marks,
            band=band,
            rows=(
                Choice("face", at.t("prove.face"), note=why, icon="camera", kind="primary" if can else "off"),
                *self._by_phone(),
                Choice("staff", at.t("prove.staff"), note=at.t(f"prove.staff_note{late(at)}"), icon="user"),
            ),
            small=(at.t("prove.picture_gone"),),
            personal=True,
        )

    def _card_counts(self) -> bool:
        """Whether her face against this card is a proof."""
        tools = self._at.tools
        return face_proves(self._at.guest.expired(tools.now().date), tools.expired_face)

    def _pin(self, marks: tuple[Any, ...]) -> Screen:
        """For the staff, and for her who waits for them: whether they were told, and when nobody will come."""
        at, place = self._at, self._at.tools.place
        hours = (at.t("call.hours", hours=place.hours),) if place.hours else ()
        return self._owner.page(
            "staff",
            at.t("prove.pin_title"),
            lead=at.t("prove.pin_lead"),
            marks=marks,
            band=call_band(at, "compare", at.t("prove.pin_late", phone=place.hall_phone), *press_again(at, "compare")),
            input=self._owner.write("pin", "secret", 12, label=at.t("prove.pin_label")),
            small=(*hours, *self._owner.practised_pin()),
            personal=True,
        )

    # acts

    def leave_phone(self) -> None:
        """She took something else, as her card: neither the page of the telephone stays nor the patience it had."""
        if self.asking_phone:
            self.asking_phone = False
            self._at.on_phone(False)
        self.hint = ""

    def act(self, name: str) -> bool:
        """Whether the touch was for these pages."""
        if not self.needed():
            return False
        if name == "face" and not self.asking_pin:
            self._compare()
        elif name == "by-phone" and any(each.kind != "off" for each in self._by_phone()):
            self.asking_phone, self.hint = True, ""
            self._at.on_phone(True)
        elif name == "back" and self.asking_phone:
            self.leave_phone()
        elif name == "practice-code" and self.asking_phone:
            self._practise()
        elif name == "staff" and self._at.guest.person is not None:
            self.asking_pin = True
            self._at.call_staff("compare")
            self._at.on_phone(True)
        elif name == "ok" and self.asking_pin:
            self._check_pin()
        elif name == "back" and self.asking_pin:
            self.asking_pin = False
            self._at.on_phone(False)
        else:
            return False
        return True

    def _practise(self) -> None:
        phone = self._at.tools.practice_phone
        if phone is not None:
            self._at.run("keeper", phone.show_identity, lambda _: None, self._not_shown, aside=True)

    def _not_shown(self, error: BaseException) -> None:
        self.hint = words_of(error, self._at).what

    def scanned(self, scan: CodeScan) -> None:
        """A 亮码 is as good as touching the way to it; anything else is said to be none."""
        at, phone, text = self._at, self._at.tools.phone, scan.text.strip()
        if not self.needed() or phone is None or not at.machine.online:
            return
        if scan.kind not in ("unknown", "identity") or not text or len(text) > _LONGEST_CODE or "://" in text:
            self.hint = at.t("prove.phone_other")
            return

        asking = at.t("prove.phone_asking")
        self._owner.ask(asking, lambda: phone.known_by(text), self._known, worker="keeper")

    def _known(self, person: Person) -> None:
        at = self._at
        if not at.known_by_phone(person):
            self.asking_phone, self.hint = True, at.t("prove.phone_not_card")
            return
        self.asking_phone, self.hint = False, ""
        at.on_phone(False)
        note = at.counter.audit
        done = self._owner.proven
        self._owner.ask(at.t("wait.title"), lambda: note("kiosk-identity", "phone code"), lambda _: done())

    def _compare(self) -> None:
        at = self._at
        camera, face, reading = at.tools.camera, at.tools.face, at.guest.reading
        portrait = at.tools.portrait
        if camera is None or face is None or reading is None or self.tries >= _TRIES or not self._card_counts():
            return
        self.tries += 1

        def compare() -> FaceResult:
            known = portrait(reading) if portrait is not None else bytearray()
            return face.compare(camera.face(), known)

        self._owner.ask(at.t("prove.looking"), compare, self._compared, worker="face")

    def _compared(self, result: FaceResult) -> None:
        same = result.outcome is FaceOutcome.SAME
        self.outcome = "" if same else result.outcome.value
        audit = f"face {result.outcome.value} {result.engine}".strip()
        note = self._at.counter.audit
        self._owner.ask(self._at.t("wait.title"), lambda: note("kiosk-identity", audit), self._on(same))

    def _check_pin(self) -> None:
        pin, counter = self._owner.fields.pop("pin", ""), self._at.counter

        def check() -> None:
            counter.check_pin(pin)
            counter.audit("kiosk-identity", "staff compared")

        self.asking_pin = False
        self._at.on_phone(False)
        self._owner.ask(self._at.t("wait.title"), check, self._on(True))

    def _on(self, proven: bool) -> Any:
        def go_on(_: object) -> None:
            if proven:
                self._at.prove(Proof.PERSON)
                self._owner.proven()

        return go_on
