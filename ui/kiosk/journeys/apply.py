"""我要办: card, situation, form, materials, signature; a receipt at the end. One step a page."""

from __future__ import annotations

from typing import Any

from app.domain.guide import FormField, ServiceGuide, material_lines
from app.domain.kiosk import Deed
from app.domain.licences import Told, names_licence
from app.domain.materials import SubmittedMaterial
from app.domain.people import grouped_phone, mask_number
from app.usecases.desk import Done
from app.usecases.intake import NO_PHONE
from app.usecases.kiosk import settled_by_card
from app.values import replace
from ui.kiosk.at import Trouble, late
from ui.kiosk.counter import Application, rows_of
from ui.kiosk.journeys.filling import PHONE, Filling
from ui.kiosk.journeys.handing import Wanted
from ui.kiosk.journeys.party import AUTHORITY, SELF
from ui.kiosk.journeys.printing import print_band, taken_row
from ui.kiosk.screen import Card, Choice, Screen, Strokes


class ApplyJourney(Filling):
    """An application of the person whose card lies there, or of whom she acts for."""

    NAME = "apply"
    HANDS_IN = TAKES_IN = True
    DEED = Deed.APPLY
    STEPS = ("card", "situation", "form", "materials", "sign")

    def reset(self) -> None:
        super().reset()
        self.place = 0
        self.shown_by_card: frozenset[str] = frozenset()
        self.signature = b""
        self.strokes: Strokes = ()
        self.sheet = 1
        self.done: Done | None = None

    # the way

    def open(self, **known: Any) -> None:
        guide = known.get("guide")
        self.another = guide is not None and self.said_another(guide, known.get("answers", {}))
        super().open(**known)

    @property
    def at_stake(self) -> bool:
        answered = bool(self.said or self.fields.get("value")) and not self.proving.needed()
        return self.done is None and (answered or PHONE in self.form or super().at_stake)

    def _go_on(self, stay: bool = False) -> None:
        if self.proving.needed():
            self.go("identity")
        elif self.for_whom():
            self.go("whom")
        else:
            super()._go_on(stay)

    def known_answers(self) -> dict[str, str]:
        return self.who_acts()

    def party_known(self) -> None:
        self._go_on()

    def proven(self) -> None:
        self._go_on()

    def picked(self) -> None:
        """The situation is known: the form, beginning with what card and licence tell already."""
        guide, person = self.guide, self.at.guest.person
        if guide is None or person is None:
            return
        known = self.at.counter.prefill(guide, self.answers, self.applicant(person), self.agent(person))
        self.form = {**known, **self.form}
        if not any(names_licence(field.prefill) for field in self._fields()):
            self._next_field()
            return
        who, applicant = self.at.visitor(), self.applicant(person)
        self.ask(self.at.t("wait.title"), lambda: self.at.counter.own_licences(who, guide, applicant), self._licensed,
                 failed=lambda _: self._licensed({}))  # fmt: skip

    def _licensed(self, told: dict[str, Told]) -> None:
        """What her licences say stands in the form, with its source, unless she wrote it herself."""
        for key, one in told.items():
            if key not in self.form:
                self.form[key], self.sources[key] = one.value, one
        self._next_field()

    def _opened(self, guide: ServiceGuide | None) -> None:
        if guide is None or self.guide is None or guide.item.code != self.guide.item.code:
            self._empty_form()
        super()._opened(guide)

    # pages

    def screen(self) -> Screen:
        """Every page of an application says what it is an application for."""
        made = super().screen()
        if self.guide is not None:
            made = replace(made, where=self.t("where", item=self.guide.item.full_name))
        return made

    def _start(self) -> Screen:
        made = super()._start()
        kind = "on" if self.another else "plain"
        row = Choice("for-another", self.t("for_another"), icon="users", kind=kind)
        return replace(made, rows=(*made.rows, row))

    def _identity(self) -> Screen:
        made = self.proving.screen(self.marks("card"))
        if self.at.machine.print_fault is not None:
            made = replace(
                made, small=(*made.small, self.at.t(f"paper.none_before{late(self.at)}", window=self.at.tools.window))
            )
        elif late(self.at) and made.key == "apply.card":
            made = replace(made, small=(*made.small, self.t("thumb.before_late")))
        return made

    def _question(self) -> Screen:
        return replace(super()._question(), marks=self.marks("situation"), personal=True)

    def _review(self) -> Screen:
        again = {own.id for own in self._own_phone() if self.form.get(own.id) == self.form.get(PHONE)}
        rows = (
            Choice("edit", self.t("phone"), PHONE, grouped_phone(self.form.get(PHONE, "")), "pencil"),
            *(self._filled(field) for field in self._fields() if field.id not in again and not self._anothers(field)),
        )
        return self.page(
            "review",
            self.t("review_title"),
            lead=self.t("review_lead"),
            marks=self.marks("form"),
            rows=rows,
            foot=(
                self.backward(),
                self.home(beside=True),
                Choice("next", self.t("review_ok"), icon="check", kind="primary"),
            ),
            small=(self.at.t("card_expired"),) if self.at.visitor().expired else (),
            personal=True,
            answered_last=True,
        )

    def _anothers(self, field: FormField) -> bool:
        """A line about who comes for another, empty where she came for herself: she would wonder who that is."""
        hers = self.whom in ("", SELF) and field.prefill.startswith("agent.")
        return hers and not field.required and not self.form.get(field.id)

    def _filled(self, field: FormField) -> Choice:
        """A line of the form, to be changed by a touch; what her document says is read only."""
        value, source = _seen(field, self.form.get(field.id, "")), self.sources.get(field.id)
        if self._on_document(field.id):
            person = self.at.guest.person
            where = "from_phone" if person is not None and person.source == "phone" else "from_card"
            if field.kind == "id" and value:
                return self._number(field, value, self.t(where))
            return Choice("edit", field.label, field.id, f"{value}，{self.t(where)}", "id-card", "told")
        note = value or ("—" if field.required else self.t("not_filled"))
        if source is not None:
            note = f"{value}　{self.t('from_licence', name=source.licence)}"
        return Choice("edit", field.label, field.id, note, "pencil")

    def _number(self, field: FormField, value: str, where: str) -> Choice:
        """Whoever queues behind her reads large letters too: the middle of a number is shown by a touch."""
        shown = self.fields.get("shown") == field.id
        note = f"{value if shown else mask_number(value)}，{where}　{self.t('hide' if shown else 'show')}"
        return Choice("show-number", field.label, field.id, note, "eye-off" if shown else "eye")

    def _on_document(self, field: str) -> bool:
        """Whether this field stands as it was read, and is nobody's to write over."""
        person = self.at.guest.person
        if self.guide is None or person is None:
            return False
        shown = self.at.counter.shown(self.guide, self.answers, self.applicant(person), self.agent(person))
        return field in shown and shown[field] == self.form.get(field)

    def rows(self) -> tuple[SubmittedMaterial, ...]:
        """What is to be handed in here: not the form, not what the hall fetches itself, not the card that was read."""
        return tuple(row for row in self._asked() if row.line_id not in self.shown_by_card)

    def _asked(self) -> tuple[SubmittedMaterial, ...]:
        if self.guide is None:
            return ()
        return tuple(
            row for row in rows_of(self.guide, self.answers) if not row.is_form and not row.obtainable
        )

    def _see_card(self) -> None:
        """Once, when the form is done: a card laid down later takes no page from under her."""
        who, person = self.at.visitor(), self.at.guest.person
        self.shown_by_card = frozenset(
            row.line_id for row in self._asked() if person and settled_by_card(row, who, self.applicant(person))
        )

    def wanted(self) -> tuple[Wanted, ...]:
        lines = {line.id: line for line in material_lines(self.guide, self.answers)} if self.guide else {}
        found = [
            Wanted(row.line_id, row.name, row.requirement, not lines[row.line_id].paper_basis) for row in self.rows()
        ]
        return (*((self._power(),) if self.whom not in ("", SELF) else ()), *found)

    def here(self) -> Wanted | None:
        if self.step != "material":
            return super().here()
        line = self.rows()[min(self.place, len(self.rows()) - 1)].line_id
        return next(each for each in self.wanted() if each.line == line)

    def _material(self) -> Screen:
        want, count = self.here(), len(self.rows())
        assert want is not None
        lead = self.at.t("material.lead", n=self.place + 1, count=count, requirement=want.requirement)
        otherwise = Choice("bring", self.at.t("material.bring"), icon="building-2")
        return self.material_page(want, lead, self.marks("materials"), otherwise)

    def _sign(self) -> Screen:
        foot = (self.backward(), self.home(beside=True), Choice("unsign", self.t("sign_again"), icon="rotate-ccw"),
                Choice("signed", self.t("sign_ok"), icon="check", kind="primary"))  # fmt: skip
        return self.page("sign", self.t("sign_title"), lead=self.agreed(), marks=self.marks("sign"), pad=self.sheet,
                         strokes=self.strokes, rows=self.thumb_row(), foot=foot, small=(self.t("sign_small"),),
                         personal=True)  # fmt: skip

    def agreed(self) -> str:
        item = self.guide.item.full_name if self.guide else ""
        key = "sign_lead" if self.whom in ("", SELF) else "sign_lead_agent"
        return self.t(key, item=item, name=self.principal())

    def _end(self) -> Screen:
        assert self.done is not None
        case = self.done.case
        number = next((paper.number for paper in case.papers if paper.kind.value == "D01"), "")
        bring = [row.name for row in self.rows() if not self.has(row.line_id)]
        bring += [self.authority_name()] if self.whom not in ("", SELF) else []
        thumb = (self.t("thumb.press", witness=self.witness),) if self.witness else ()
        on_paper = self.at.machine.print_fault is None
        ask = self.t("end_ask" if on_paper else "end_ask_card", tile=self.at.t("tile.progress"),
                     phone=self.at.tools.place.hall_phone)  # fmt: skip
        bring_line = (self.t("end_bring", names="、".join(bring)),) if bring else ()
        lines = (*thumb, self.t("end_office"), *bring_line, ask)
        return self.page(
            "end",
            self.t("end_title"),
            lead=self.at.t("receipt_no", number=number),
            band=print_band(self.at, case.id),
            cards=(Card(self.t("end_next"), lines=lines),),
            rows=taken_row(self.at, case.id),
            foot=self.done_foot(),
            personal=True,
        )

    # acts

    def card(self) -> None:
        super().card()
        if self.step == "identity" and not self.proving.needed():
            self._go_on()

    def on_whom(self, value: str) -> None:
        """For whom it is: the form begins anew with what is known of that person."""
        if self.step == "whom":
            self._empty_form()
        super().on_whom(value)

    def on_ok(self, value: str) -> None:
        """A field is complete, or the words of the search."""
        if self.step == "field":
            self.on_value(self.fields.get("value", ""))
        elif self.step == "party":
            self.on_given(self.fields.get("given", ""))
        elif not self.witness_said():
            super().on_ok(value)

    def on_show_number(self, value: str) -> None:
        """Show her number whole, or hide it again."""
        if self.step == "review":
            self.fields["shown"] = "" if self.fields.get("shown") == value else value

    def on_edit(self, value: str) -> None:
        """Change a field on the page that shows them all."""
        if self.step == "review" and not self._on_document(value):
            self.trail.forget()
            self.fields.pop("shown", None)
            self._ask_for(value)

    def on_next(self, _value: str) -> None:
        """The form is right, or the pictures of this material are."""
        self.told = ""
        self.fields.pop("shown", None)
        if self.step == "review":
            self.place = 0
            self._see_card()
            self.go("material" if self.rows() else "sign")
        elif self.step == "material":
            self._next_material()
        elif self.step == "authority" and self.has(AUTHORITY):
            self._next_party()

    def _next_material(self) -> None:
        self.place += 1
        self.go("material" if self.place < len(self.rows()) else "sign")

    def on_back(self, value: str) -> None:
        """A material back, or a page back."""
        self.fields.pop("shown", None)
        if self.step == "end":
            self.left = True
            return
        if self.step == "upload":
            super().on_back(value)
            return
        if self.step == "material":
            self.place = max(0, self.place - 1)
        elif self.step == "sign":
            self.on_unsign("")  # what she signed is what stood there: what she changes now she has not signed
            self.place = max(0, len(self.rows()) - 1)
        super().on_back(value)
        if self.step == "identity" and not self.proving.needed():
            super().on_back(value)  # she has shown her card: that page asks nothing more

    def on_bring(self, _value: str) -> None:
        """到窗口交原件."""
        if self.step == "material":
            line = self.rows()[self.place].line_id
            self.pictures.pop(line, None)
            self.shown.pop(line, None)
            self.told = ""
            self._next_material()

    def on_picture(self, _value: str) -> None:
        """Photograph the sheet that lies on the tray."""
        want = self.here()
        if want is not None:
            self.take(want.line)

    def on_unsign(self, _value: str) -> None:
        """Sign anew, on a fresh sheet."""
        self.signature, self.strokes, self.sheet = b"", (), self.sheet + 1

    def signed(self, picture: bytes, strokes: Strokes) -> None:
        if self.step == "sign":
            self.signature, self.strokes = picture, strokes

    def on_signed(self, _value: str) -> None:
        """Hand it all in."""
        if self.step != "sign":
            return
        if not self.signature:
            self.error = Trouble(self.t("sign_missing"), self.t(f"sign_missing_next{late(self.at)}"), "ZC-KIOSK-05")
            return
        self.hand_in()

    def hand_in(self) -> None:
        assert self.guide is not None
        guest, who = self.at.guest, self.at.visitor()
        form = {key: value for key, value in self.form.items() if not key.startswith(("?", "!"))}
        given = self.form.get(PHONE, "")
        phone = "" if given == NO_PHONE else given
        me = replace(guest.person, phone=phone) if guest.person is not None else None
        if me is None:
            return
        pictures = {line: tuple(found) for line, found in self.pictures.items()}
        power = pictures.pop(AUTHORITY, ())
        wanted = Application(
            self.guide, dict(self.answers), form, phone, pictures, self.signature, me.source or "card",
            self.applicant(me), self.agent(me), power, dict(self.shown), self.witness,
            {key: one.source for key, one in self.sources.items()},
        )  # fmt: skip
        who = replace(who, person=me)
        guest.prints.clear()
        self.at.on_phone(False)
        self.ask(
            self.t("submitting"), lambda: self.at.counter.apply(who, wanted), self._received, final=True
        )

    def _received(self, done: Done) -> None:
        self.at.guest.cases.add(done.case.id)
        self.at.guest.codes |= {each.code for each in self.shown.values()}
        self.done = done
        self.pictures = {line: [b""] * len(found) for line, found in self.pictures.items()}
        self.signature, self.strokes = b"", ()
        self._past.clear()
        self.step = "end"


def _seen(field: FormField, value: str) -> str:
    """What she filled in as one reads it once more: a day in its parts, a telephone number in groups."""
    if field.kind == "date" and len(value) == 8 and value.isdigit():
        return f"{value[:4]}-{value[4:6]}-{value[6:]}"
    return grouped_phone(value) if field.kind == "phone" else value
