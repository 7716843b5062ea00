"""For whom? Herself, somebody who gave her written authority, or a company; and what a terminal cannot do for another.

An agent shows her own card, says for whom, and hands in the authority (行政许可法 29): without it the way is a window,
where one can be written.
"""

from __future__ import annotations

from app.domain.acts_guards import GUARDIAN
from app.domain.codes import told_by_number
from app.domain.elements import elements_of
from app.domain.guide import FormField, ServiceGuide
from app.domain.kiosk import answer_of_who_acts
from app.domain.people import Agent, Applicant, IdType, Organisation, Person
from app.ports.equipment import CodeScan
from app.usecases.intake import field_problem
from ui.kiosk.at import Trouble
from ui.kiosk.journeys.handing import Handing, Wanted
from ui.kiosk.screen import Choice, Input, Screen

SELF, PERSON, COMPANY = "self", "person", "company"
HEAD, HANDLER = "法定代表人", "经办人"
AUTHORITY = "!authority"
_FIELDS: dict[str, tuple[str, ...]] = {
    SELF: (),
    PERSON: ("principal", "principal_id"),
    COMPANY: ("uscc", "company"),
}
_KINDS = {"principal_id": "id", "uscc": "uscc"}
_MODES = {"principal_id": "code", "uscc": "code"}
_RELATIONS: dict[str, tuple[str, ...]] = {PERSON: (HANDLER, GUARDIAN), COMPANY: (HEAD, HANDLER)}


class Party(Handing):
    """A journey that may be for another. ``guide`` is the item; ``party_known`` comes when it is settled for whom."""

    guide: ServiceGuide | None

    def reset(self) -> None:
        super().reset()
        self.whom = ""
        self.another = False
        self.party: dict[str, str] = {}
        self.relation = ""

    def party_known(self) -> None:
        """It is settled for whom. A subclass goes on."""
        raise NotImplementedError

    def for_whom(self) -> bool:
        """Whether it must still be asked for whom; herself unless she said otherwise or the item is for companies."""
        if self.whom and self._told_whole():
            return False
        self.whom, self.party, self.relation = "", {}, ""  # she went back half-way, and chose another item
        if self.another or (self.guide is not None and _companies_only(self.guide)):
            return True
        self.whom = SELF
        return False

    def who_acts(self) -> dict[str, str]:
        """Who acts, which she has said as she said for whom; a guardian is asked, for whom it may mean either."""
        if self.guide is None or self.relation == GUARDIAN or not self.whom:
            return {}
        by_another = self.relation == HANDLER
        found = {each.id: answer_of_who_acts(each, by_another) for each in self.guide.questions}
        return {key: answer for key, answer in found.items() if answer}

    def said_another(self, guide: ServiceGuide, answers: dict[str, str]) -> bool:
        """Whether she said at the guide that somebody acts for another: then it is asked for whom."""
        every = ((each, answers.get(each.id)) for each in guide.questions)
        return any(answer and answer == answer_of_who_acts(each, True) for each, answer in every)

    def _told_whole(self) -> bool:
        """Whether everything about the other is known, and this item lets her act in that capacity."""
        if self.whom == SELF:
            return True
        known = all(name in self.party for name in _FIELDS[self.whom]) and self.has(AUTHORITY)
        return known and bool(self.relation) and (not self._attend or self.relation == GUARDIAN)

    @property
    def _attend(self) -> bool:
        return self.guide is not None and self.guide.personal_attendance

    # pages

    def _whom(self) -> Screen:
        note = self._own_note()
        attend = self.t("whom.attend") if self._attend else ""
        kinds = "off" if self._attend else "plain"
        return self.page(
            "whom",
            self.t("whom.title"),
            lead=self.t("whom.lead"),
            marks=self.marks("card"),
            rows=(
                Choice("whom", self.t("whom.self"), SELF, note, "user"),
                Choice("whom", self.t("whom.person"), PERSON, attend or self.t("whom.person_note"), "users"),
                Choice("whom", self.t("whom.company"), COMPANY, attend or self.t("whom.company_note"), "building-2",
                       kinds),
            ),
            small=(self.t("whom.limits"),),
            personal=True,
        )  # fmt: skip

    def _own_note(self) -> str:
        """What she should know who applies for herself for what companies apply for: the code that its form asks for
        stands on the licence of a 个体工商户, and who has none would be stopped half-way.
        """
        if self.guide is None or not _companies_only(self.guide):
            return ""
        coded = any(each.kind == "uscc" and each.required for each in self.guide.form)
        return self.t("whom.company_code" if coded else "whom.company_item")

    def _party(self) -> Screen:
        name = self.fields["party"]
        line = Input(
            "given", self.t(f"party.{name}"), self.fields.get("given", ""), _MODES.get(name, "pinyin"),
            self.fields.get("!given", ""), self._hint(name), 60,
        )  # fmt: skip
        marks = self.marks("card")
        return self.page("party", self.t(f"party.{name}_title"), marks=marks, input=line, personal=True)

    def _hint(self, name: str) -> str:
        return self.t("party.uscc_scan") if name == "uscc" and self.at.tools.scanner else ""

    def _relation(self) -> Screen:
        person = self.at.guest.person
        rows = tuple(
            Choice(
                "relation",
                self.t(f"relation.{relation}", name=person.name if person else ""),
                relation,
                self.t("whom.attend") if self._attend and relation != GUARDIAN else self.t(f"relation.{relation}_note"),
                "user",
                "off" if self._attend and relation != GUARDIAN else "plain",
            )
            for relation in _RELATIONS[self.whom]
        )
        title = self.t("relation.title", name=self.principal())
        return self.page("relation", title, marks=self.marks("card"), rows=rows, personal=True)

    def _authority(self) -> Screen:
        otherwise = Choice("no-authority", self.t("authority.none"), icon="building-2")
        lead = self.t("authority.lead", name=self.principal(), paper=self.authority_name())
        return self.material_page(self._power(), lead, self.marks("card"), otherwise, "authority")

    def principal(self) -> str:
        """For whom, by name."""
        return self.party.get("company" if self.whom == COMPANY else "principal", "")

    def authority_name(self) -> str:
        """The paper that shows her power."""
        if self.relation == GUARDIAN:
            return "监护关系证明"
        return "营业执照" if self.relation == HEAD else "授权委托书"

    def _power(self) -> Wanted:
        return Wanted(AUTHORITY, self.authority_name())

    def here(self) -> Wanted | None:
        return self._power() if self.step == "authority" else super().here()

    # acts

    def on_for_another(self, _value: str) -> None:
        """替别人、替单位办: asked once the item is known."""
        if self.step == "start":
            self.another = not self.another

    def on_whom(self, value: str) -> None:
        """For whom it is."""
        if self.step != "whom" or value not in _FIELDS or (value == COMPANY and self._attend):
            return
        self.whom, self.party, self.relation = value, {}, ""
        self._next_party()

    def _next_party(self) -> None:
        missing = next((name for name in _FIELDS[self.whom] if name not in self.party), "")
        if missing:
            self.fields["party"] = missing
            self.go("party")
        elif self.whom != SELF and not self.relation:
            self.go("relation")
        elif self.whom != SELF and not self.has(AUTHORITY):
            self.go("authority")
        else:
            self.party_known()

    def on_given(self, value: str) -> None:
        """A word about the principal is complete."""
        if self.step != "party":
            return
        name = self.fields["party"]
        field = FormField(name, self.t(f"party.{name}"), kind=_KINDS.get(name, "text"), max_length=60)
        flaw = field_problem(field, value)
        if flaw:
            self.fields["!given"] = flaw
            return
        self.party[name] = value.strip()
        self.fields.pop("given", None)
        self._next_party()

    def on_back(self, value: str) -> None:
        """A word about the principal back: it stands there to be changed, and those after it are asked again."""
        was = self.step
        super().on_back(value)
        if was == "party":
            self.fields.pop("given", None)
            self.fields.pop("!given", None)
        if self.step != "party":
            return
        names, name = _FIELDS[self.whom], self.fields["party"]
        name = names[max(0, names.index(name) - 1)] if was == "party" else names[-1]
        self.relation = ""
        self.fields["party"], self.fields["given"] = name, self.party.pop(name, "")

    def on_relation(self, value: str) -> None:
        """In which capacity."""
        if self.step != "relation" or value not in _RELATIONS.get(self.whom, ()):
            return
        if self._attend and value != GUARDIAN:
            return
        self.relation = value
        self._next_party()

    def on_no_authority(self, _value: str) -> None:
        """Without the paper it is not taken in here; a window writes one on the spot."""
        if self.step == "authority":
            what_next = self.t("authority.next", window=self.at.tools.window)
            self.error = Trouble(self.t("authority.missing", paper=self.authority_name()), what_next, "ZC-KIOSK-09")

    def scanned(self, scan: CodeScan) -> None:
        """The code of a 营业执照 fills the number of the company."""
        if self.step == "party" and self.fields.get("party") == "uscc" and not self.waiting and self.error is None:
            if scan.kind == "uscc" and not scan.doubt:
                self.on_given(scan.value)
            else:
                self.fields["!given"] = self.t("party.no_uscc")
            return
        super().scanned(scan)

    # who it is then

    def applicant(self, me: Person) -> Applicant:
        """As it stands in the application."""
        if self.whom == COMPANY:
            head = me.name if self.relation == HEAD else ""
            return Applicant(organisation=Organisation(self.party["company"], self.party["uscc"].upper(), head))
        if self.whom == PERSON:
            other = Person(self.party["principal"], IdType.RESIDENT_CARD, self.party["principal_id"].upper())
            return Applicant(person=told_by_number(other))
        return Applicant(person=me)

    def agent(self, me: Person) -> Agent | None:
        """She who stands here, when it is for another."""
        if self.whom in ("", SELF):
            return None
        return Agent(me, self.relation, self.authority_name())


def _companies_only(guide: ServiceGuide) -> bool:
    served = next((each.value for each in elements_of(guide) if each.name == "服务对象"), "")
    return bool(served) and "自然人" not in served and "个人" not in served
