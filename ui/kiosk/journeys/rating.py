"""评价与投诉: by the receipt code or by the person; no default, and a bad rating says what was bad."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from app.domain.acts_side import BAD_LEVELS
from app.domain.case import Ask
from app.domain.kiosk import Deed
from app.domain.said import RECTIFY_BY, REF
from app.usecases.desk import Done
from app.values import replace
from ui.kiosk.at import Trouble
from ui.kiosk.journeys.afterwards import Afterwards, answer_band
from ui.kiosk.journeys.bycode import ByCode
from ui.kiosk.journeys.stages import none_here, receipt_of
from ui.kiosk.screen import Band, Choice, Screen

LEVELS = (("5", "laugh"), ("4", "smile"), ("3", "meh"), ("2", "frown"), ("1", "angry"))
KINDS = ("投诉", "建议", "咨询", "纠错")
_REASONS = 5


class RatingJourney(ByCode):
    """Rate a service, or complain about it."""

    NAME = "rate"
    HANDS_IN = True
    DEED = Deed.PROGRESS
    PROOF_STEP = "person"
    CODE_STEPS = frozenset({"how", "code"})

    def reset(self) -> None:
        super().reset()
        self.case: UUID | None = None
        self.what = ""
        self.level = ""
        self.kind = ""
        self.after: Afterwards | None = None
        self.before: Ask | None = None

    @property
    def at_stake(self) -> bool:
        return super().at_stake or any(self.fields.get(each, "").strip() for each in ("words", "own"))

    def _start(self) -> Screen:
        place = self.at.tools.place
        return self.page(
            "start",
            self.t("what"),
            lead=self.t("what_lead"),
            rows=(
                Choice("what", self.t("rate"), "rate", self.t("rate_note"), "star", "primary"),
                Choice(
                    "what", self.t("complain"), "complain", self.t("complain_note"), "message-square-text"
                ),
            ),
            small=(self.t("phone", phone=place.complaint_phone),),
        )

    def _how(self) -> Screen:
        code = self.at.t("progress.by_code")
        return self.page(
            "how",
            self.t("how"),
            rows=(
                Choice("by-code", code, note=self.t("by_code_note"), icon="scan-line", kind="primary"),
                Choice(
                    "by-person",
                    self.at.t("progress.by_person"),
                    note=self.t("by_person_note"),
                    icon="id-card",
                ),
                *((self._no_receipt(),) if self.what == "complain" else ()),
            ),
            small=(self.t("phone", phone=self.at.tools.place.complaint_phone),),
        )

    def _unknown(self) -> Screen:
        made = self._not_found()
        return replace(made, rows=(*made.rows, self._no_receipt()))

    def _no_receipt(self) -> Choice:
        return Choice("no-receipt", self.t("no_receipt"), note=self.t("no_receipt_note"), icon="phone")

    def _without(self) -> Screen:
        """A word about a service that took nothing in has no case to stand in here: where it is heard without one."""
        phone = self.at.tools.place.complaint_phone
        lines = (self.t("without_say"), self.t("without_desk"))
        band = Band("info", "phone", self.t("without_call", phone=phone), lines)
        return self.page("without", self.t("without"), lead=self.t("without_lead"), band=band)

    def _person(self) -> Screen:
        asked = self.asked()
        if asked is not None:
            return asked
        if not self.cases:
            small = (self.t("phone", phone=self.at.tools.place.complaint_phone),) if self.what == "complain" else ()
            return self.page("none", self.t("none"), band=none_here(self.at), rows=(self._no_receipt(),), small=small,
                             personal=True)  # fmt: skip
        rows = tuple(
            Choice("case", case.item.name, str(case.id), receipt_of(self.at, case), "file-text") for case in self.cases
        )
        return self.page("which", self.t("which" if self.what == "rate" else "which_case"), rows=rows, personal=True)

    def _rated(self) -> Screen:
        """One service, one rating: said before she has written why."""
        more = Choice("complain", self.t("complain"), note=self.t("complain_note"), icon="message-square-text")
        band = answer_band(self.at, self.before) if self.before is not None else None
        return self.page("rated", self.t("rated"), lead=self.t("rated_lead"), band=band, rows=(more,),
                         personal=band is not None)  # fmt: skip

    def _levels(self) -> Screen:
        rows = tuple(Choice("level", self.t(f"level.{level}"), level, icon=icon) for level, icon in LEVELS)
        return self.page("levels", self.t("levels"), lead=self.t("levels_lead"), rows=rows)

    def _sure(self) -> Screen:
        """A hand that only leant on the glass has rated nothing: a good word is meant twice, a bad one has a reason."""
        rows = (Choice("sure", self.t("sure"), icon=dict(LEVELS)[self.level], kind="primary"),)
        title = self.t("sure_title", level=self.t(f"level.{self.level}"))
        return self.page("sure", title, lead=self.t("sure_lead"), rows=rows)

    def _reasons(self) -> Screen:
        rows = tuple(
            Choice("reason", self.t(f"reason.{n}"), self.t(f"reason.{n}")) for n in range(1, _REASONS + 1)
        )
        own = Choice("own-reason", self.t("own_reason"), icon="pencil")
        return self.page("reasons", self.t("reasons"), lead=self.t("reasons_lead"), rows=(*rows, own))

    def _own(self) -> Screen:
        line = self.write("own", "pinyin", 100)
        return self.page("own", self.t("reasons"), lead=self.t("reasons_lead"), input=line, personal=True)

    def _kinds(self) -> Screen:
        rows = tuple(Choice("kind", self.t(f"kind.{kind}"), kind) for kind in KINDS)
        return self.page("kinds", self.t("kinds"), rows=rows)

    def _words(self) -> Screen:
        line = self.write("words", "pinyin", 200)
        return self.page("words", self.t("words_title"), lead=self.t("words_lead"), input=line, personal=True)

    def _end(self) -> Screen:
        if self.after is not None:
            return self._numbered(self.after)
        sent = self.at.machine.online
        lines = (self.t("sent" if sent else "kept"),)
        band = Band("ok" if sent else "info", "circle-check", self.t("thanks"), lines)
        small = (self.t("phone_more", phone=self.at.tools.place.complaint_phone),)
        return self.page("end", self.t("end_title"), band=band, foot=self.done_foot(), small=small)

    def _numbered(self, after: Afterwards) -> Screen:
        """She is owed an answer: the number to ask by where there is one, and how far it has come."""
        small = (self.t("phone_more", phone=self.at.tools.place.complaint_phone),)
        return self.page("end", after.title, lead=after.lead, band=after.band(), state_line=after.paper(),
                         rows=after.rows(), foot=self.done_foot(), small=small, say=after.spoken(),
                         personal=True)  # fmt: skip

    # acts

    def on_slip(self, _value: str) -> None:
        """A slip with her number."""
        if self.after is not None:
            self.after.print()

    def tick(self) -> None:
        super().tick()
        if self.after is not None:
            self.after.tick()

    def on_what(self, value: str) -> None:
        """Rate or complain."""
        if value in ("rate", "complain") and self.step == "start":
            self.what = value
            self.go("how")

    def on_no_receipt(self, _value: str) -> None:
        """Nothing was taken in from her: no card and no face is asked for that."""
        if self.step in ("how", "person", "unknown"):
            self.go("without")

    def on_by_code(self, _value: str) -> None:
        """By the number on the receipt."""
        if self.step == "how":
            self.go("code")

    def on_by_person(self, _value: str) -> None:
        """By card and face."""
        if self.step == "how":
            self.go("person")
            self.begin_proof()

    def on_ok(self, value: str) -> None:
        """The number, the query code, the words of a complaint or her own reason are complete."""
        own = self.fields.get("own", "").strip()
        if self.step == "words" and self.fields.get("words", "").strip():
            self._send_complaint()
        elif self.step == "own" and own:
            self._send_rating(own)
        else:
            super().on_ok(value)

    def look_up(self, code: str, query: str) -> None:
        self.ask(self.at.t("wait.search"), lambda: self.at.counter.case_of_code(code, query), self._found)

    def _found(self, case_id: UUID | None) -> None:
        self.knows_code(case_id is not None)
        if case_id is None:
            self.go("unknown")
        else:
            self._chosen(case_id)

    def on_case(self, value: str) -> None:
        """A case of hers."""
        found = next((case for case in self.cases if str(case.id) == value), None)
        if self.step == "person" and found is not None:
            self._chosen(found.id)

    def _chosen(self, case_id: UUID) -> None:
        self.case, who, counter = case_id, self.at.visitor(), self.at.counter
        if self.what == "rate":
            self.ask(self.at.t("wait.search"), lambda: counter.rating(who, case_id), self._asked)
        else:
            self.go("kinds")

    def _asked(self, rated: Ask | None) -> None:
        self.before = rated
        self.go("rated" if rated is not None else "levels")

    def on_complain(self, _value: str) -> None:
        """It was rated already; what is still to be said goes to 12345."""
        if self.step == "rated":
            self.what = "complain"
            self.go("kinds")

    def on_level(self, value: str) -> None:
        """One of five; 差评 goes on to the reason."""
        if self.step == "levels" and value in dict(LEVELS):
            self.level = value
            self.go("reasons" if value in BAD_LEVELS else "sure")

    def on_sure(self, _value: str) -> None:
        """She means it."""
        if self.step == "sure":
            self._send_rating("")

    def on_reason(self, value: str) -> None:
        """Why it was bad."""
        if self.step == "reasons":
            self._send_rating(value)

    def on_own_reason(self, _value: str) -> None:
        """None of those that stand there: in her own words."""
        if self.step == "reasons":
            self.go("own")

    def _send_rating(self, detail: str) -> None:
        case, who, level = self.case, self.at.visitor(), self.level
        if case is None:
            return
        send = partial(self.at.counter.rate, who, case, level, detail)
        self.ask(self.t("sending"), send, self._ended, final=True)

    def on_kind(self, value: str) -> None:
        """What kind of word."""
        if self.step == "kinds" and value in KINDS:
            self.kind = value
            self.go("words")

    def _send_complaint(self) -> None:
        case, who, kind, words = self.case, self.at.visitor(), self.kind, self.fields["words"].strip()
        if case is None:
            return
        send = partial(self.at.counter.complain, who, case, kind, words)
        self.ask(self.t("sending"), send, self._ended, final=True, failed=self._not_taken)

    def _not_taken(self, error: BaseException) -> None:
        """Before the line was ever there nothing can be sealed: she is told where to say it, not what a clerk does."""
        if getattr(error, "code", "") == "ZC-CASE-129":
            phone = self.at.tools.place.complaint_phone
            self.error = Trouble(self.t("unsealed"), self.t("unsealed_next", phone=phone), "ZC-CASE-129")
        else:
            self.went_wrong(error)

    def _ended(self, done: Done) -> None:
        """It is kept: only now is anything thanked for, and nothing of hers at stake."""
        said = done.case.asks[-1]
        if {REF, RECTIFY_BY} & dict(said.data).keys():
            self.after = Afterwards(self.at, done.case.id, said)
        self.fields.clear()
        self._past.clear()
        self.step = "end"

    def on_back(self, value: str) -> None:
        """From the last page home."""
        if self.step == "end":
            self.left = True
            return
        super().on_back(value)
