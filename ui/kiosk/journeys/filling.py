"""The form of an application, one field a page: 上一步 leads from field to field, and forward again over each."""

from __future__ import annotations

from app.domain.guide import FormField, form_fields
from app.domain.licences import Told
from app.usecases.intake import NO_PHONE, field_problem
from ui.kiosk.journeys.party import SELF
from ui.kiosk.journeys.picking import Picking
from ui.kiosk.journeys.trail import Trail
from ui.kiosk.journeys.witnessing import Witnessing
from ui.kiosk.screen import Choice, Input, Screen

_MODES = {"number": "number", "date": "digits", "phone": "digits", "id": "code", "uscc": "code"}
PHONE = "!phone"


class Filling(Picking, Witnessing):
    """A journey with a form; a subclass has the page that shows it whole: ``review``."""

    def reset(self) -> None:
        super().reset()
        self.form: dict[str, str] = {}
        self.sources: dict[str, Told] = {}
        self.trail = Trail()

    def _empty_form(self) -> None:
        """What was filled in was for another item or another person; her telephone stays her own."""
        self.form = {key: value for key, value in self.form.items() if key == PHONE}
        self.sources = {}
        self.trail.forget()
        self._clear_line()

    def _clear_line(self) -> None:
        """What is written there belongs to one field, and so does what is wrong with it."""
        self.fields.pop("value", None)
        self.fields.pop("!value", None)

    def _fields(self) -> tuple[FormField, ...]:
        return form_fields(self.guide, self.answers) if self.guide is not None else ()

    def _missing(self) -> FormField | None:
        for field in self._fields():
            if f"?{field.id}" not in self.form and field_problem(field, self.form.get(field.id, "")):
                return field
        return None

    def _own_phone(self) -> tuple[FormField, ...]:
        """Where the form asks once more for the telephone that she has given; for somebody else it is not hers."""
        mine = self.whom in ("", SELF)
        return tuple(field for field in self._fields() if mine and field.prefill == "applicant.phone")

    def _next_field(self) -> None:
        """What she went back over is asked again, one after the other; then what is still missing."""
        asked = {each.id for each in self._fields()} - {each.id for each in self._own_phone()}
        ahead = self.trail.ahead_of({PHONE, *asked})
        if PHONE not in self.form:
            self._ask_for(PHONE)
            return
        for own in self._own_phone():
            self.form[own.id] = self.form.get(own.id) or self.form[PHONE]
        if ahead:
            self._ask_for(ahead)
            return
        field = self._missing()
        self._ask_for(field.id if field is not None else "")

    def _ask_for(self, field: str) -> None:
        """One field with what she has answered; none: the page that shows them all."""
        if not field and self._past and self._past[-1] == "review":
            self._past.pop()  # she touched one line of that page
            self.step = "review"
            return
        if self.step == "field":
            self.trail.left(self.fields["field"])
        self._show_field(field)
        self.go("field" if field else "review")

    def _show_field(self, field: str) -> None:
        self._clear_line()
        self.fields["field"] = field
        written = self.form.get(field, "")
        value = self.trail.draft(field) or ("" if field == PHONE and written == NO_PHONE else written)
        if value:
            self.fields["value"] = value

    # pages

    def _field(self) -> Screen:
        marks, name = self.marks("form"), self.fields["field"]
        if name == PHONE:
            line = Input(
                "value", self.t("phone"), self.fields.get("value", ""), "digits", self._flaw(), longest=20, phone=True
            )
            said = "on" if self.form.get(PHONE) == NO_PHONE else "plain"
            none = Choice("no-phone", self.t("no_phone"), icon="chevron-right", kind=said)
            below = (self.backward(), none, self.home())
            return self.page("field", self.t("phone_title"), marks=marks, input=line, personal=True, foot=below)
        field = next((each for each in self._fields() if each.id == name), None)
        if field is None:
            return self._review()
        title = self.t("field_title", label=field.label)
        choices = field.choices or (("是", "否") if field.kind == "yesno" else ())
        if choices:
            had = self.form.get(name, "")
            rows = tuple(Choice("value", each, each, kind="on" if each == had else "plain") for each in choices)
            return self.page("choice", title, marks=marks, rows=rows, personal=True)
        label = field.label + (f"（{field.unit}）" if field.unit else "")
        hint = self.t("date_hint") if field.kind == "date" else ""
        value, longest = self.fields.get("value", ""), min(field.max_length, 120)
        line = Input("value", label, value, _MODES.get(field.kind, "pinyin"), self._flaw(), hint, longest,
                     phone=field.kind == "phone")  # fmt: skip
        onward = self.home() if field.required else Choice("skip", self.t("skip"), icon="chevron-right")
        return self.page("field", title, marks=marks, input=line, personal=True, foot=(self.backward(), onward))

    def _flaw(self) -> str:
        return self.fields.get("!value", "")

    def _review(self) -> Screen:
        raise NotImplementedError

    # acts

    def on_value(self, value: str) -> None:
        """A value for the field that is asked."""
        if self.step != "field":
            return
        name = self.fields["field"]
        if name == PHONE:
            field = FormField(PHONE, self.t("phone"), kind="phone", max_length=20)
        else:
            found = next((each for each in self._fields() if each.id == name), None)
            if found is None:
                return
            field = found
        flaw = field_problem(field, value)
        if flaw:
            self.fields["!value"] = flaw
            return
        if self.form.get(name) != value.strip():
            self.sources.pop(name, None)
        for own in self._own_phone() if name == PHONE else ():
            if self.form.get(own.id) == self.form.get(PHONE):
                self.form.pop(own.id, None)  # it follows the one she corrects
        self.form[name] = value.strip()
        self.form.pop(f"?{name}", None)
        self._clear_line()
        self._next_field()

    def on_no_phone(self, _value: str) -> None:
        """She has no telephone: nobody is sent away for that, nor made to invent a number."""
        if self.step == "field" and self.fields["field"] == PHONE:
            for own in self._own_phone():
                self.form.pop(own.id, None)
            self.form[PHONE] = NO_PHONE
            self._clear_line()
            self._next_field()

    def on_skip(self, _value: str) -> None:
        """Leave an optional field empty."""
        if self.step == "field":
            self.form[f"?{self.fields['field']}"] = "skipped"
            self._clear_line()
            self._next_field()

    def on_back(self, value: str) -> None:
        """A field back, with what she answered there; what is wrong with one is never said of another."""
        was, name, written = self.step, self.fields.get("field", ""), self.fields.get("value", "")
        super().on_back(value)
        if was == "field" and self.step != "review":
            self.trail.back(name, "" if written == self.form.get(name, "") else written)
        if self.step == "field":
            self._show_field(self.trail.before(name))
        elif was == "field":
            self._clear_line()
