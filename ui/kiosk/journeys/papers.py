"""打印: papers of one's own again, and prints of one's electronic licences; never by the card alone.

A sealed certificate never comes out here: the list says where it is to be had, when, and what to bring.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.acts_paper import PURPOSE_ROOM
from app.domain.case import Case
from app.domain.delivery import delivery_of
from app.domain.kiosk import Deed, Way, licences, printable, way_of_result
from app.domain.paper import PAPER_RULES, Paper, PaperKind
from app.usecases.desk import Done
from app.values import replace
from ui.kiosk.journeys.printing import print_band, taken_row
from ui.kiosk.journeys.proving import Proving
from ui.kiosk.journeys.stages import receipt_number, when
from ui.kiosk.screen import Band, Card, Choice, Screen

PURPOSES = ("本人留存", "办理入学", "求职入职", "申请贷款", "投标", "办理社会保险")
"""Usual purposes of a print. They go onto the paper, so they are Chinese in every language; the screen says them."""


class PrintJourney(Proving):
    """Her papers as a list; a touch prints one."""

    NAME = "print"
    DEED = Deed.PRINT

    def reset(self) -> None:
        super().reset()
        self.step = "identity"
        self.wanted = ""
        self.name = ""
        self.case_id: UUID | None = None
        self.licence: Case | None = None
        self.result: Case | None = None

    def open(self, **known: Any) -> None:
        self.wanted = str(known.get("case", ""))
        self.begin_proof()

    def papers(self) -> list[tuple[Case, Paper]]:
        """What may be printed again here, the newest first."""
        number = self.at.visitor().number()
        found = [(case, paper) for case in self._mine() for paper in printable(case, number)]
        return sorted(found, key=lambda pair: pair[1].issued_at.ms, reverse=True)

    def _mine(self) -> list[Case]:
        return [case for case in self.cases if self.wanted in ("", str(case.id))]

    def licences(self) -> list[Case]:
        """Cases that brought an electronic licence to her."""
        number = self.at.visitor().number()
        return [case for case in self._mine() if licences(case, number)]

    def results(self) -> list[Case]:
        """Cases whose sealed result is still to be had, elsewhere."""
        return [case for case in self._mine() if way_of_result(case) not in (None, Way.DONE)]

    # pages

    def _identity(self) -> Screen:
        return self.asked() or self._list()

    def _list(self) -> Screen:
        rows = (*self._licence_rows(), *self._result_rows(), *self._paper_rows())
        if not rows:
            nothing = Band("info", "info", self.t("nothing"), (self.t("nothing_line"),))
            return self.page("nothing", self.t("title"), band=nothing, personal=True)
        small = (self.t("unsealed"),)
        fault, band, place = self.at.machine.print_fault, None, self.at.tools.place
        if fault is not None:  # it came while she stands here: what would do nothing is not offered
            rows = tuple(self._not_now(each) if each.name in ("paper", "licence") else each for each in rows)
            where = self.at.t("fault.where", window=self.at.tools.window, phone=place.hall_phone)
            band = Band("warn", "printer", self.at.t(f"fault.{fault.code}"), (where,))
        lead = self.t("lead") if fault is None else ""
        return self.page("list", self.t("title"), lead=lead, band=band, rows=rows, small=small, personal=True)

    def _not_now(self, row: Choice) -> Choice:
        return replace(row, kind="off", note=self.t("not_now", note=row.note))

    def _licence_rows(self) -> tuple[Choice, ...]:
        return tuple(
            Choice("licence", self.t("licence", name=_result(case)), str(case.id), self.t("licence_note"), "id-card")
            for case in self.licences()
        )

    def _result_rows(self) -> tuple[Choice, ...]:
        return tuple(
            Choice("result", _result(case), str(case.id), self.t(f"way.{way_of_result(case)}_note"), "stamp")
            for case in self.results()
        )

    def _paper_rows(self) -> tuple[Choice, ...]:
        return tuple(
            Choice(
                "paper",
                PAPER_RULES[paper.kind].name,
                f"{case.id}/{paper.document_id}",
                self._paper_note(case, paper),
                "file-text",
            )
            for case, paper in self.papers()
        )

    def _paper_note(self, case: Case, paper: Paper) -> str:
        if paper.kind is PaperKind.LICENCE_COPY:
            return self.t("copy_note", item=_result(case), purpose=paper.purpose)
        return self.t("paper_note", item=case.item.name, day=when(paper.issued_on))

    def _purpose(self) -> Screen:
        rows = tuple(Choice("purpose", words, words) for words in PURPOSES)
        other = Choice("other-purpose", self.t("other_purpose"), icon="pencil")
        return self.page(
            "purpose", self.t("purpose_title"), lead=self.t("purpose_lead"), rows=(*rows, other), personal=True
        )

    def _words(self) -> Screen:
        line = self.write("purpose", "pinyin", PURPOSE_ROOM)
        return self.page("words", self.t("purpose_title"), lead=self.t("words_lead"), input=line, personal=True)

    def _sealed(self) -> Screen:
        """Where the sealed original is, when, and what to bring."""
        case = self.result
        assert case is not None
        place, way = self.at.tools.place, way_of_result(case)
        cards = []
        if way in (Way.FETCH, Way.WAIT):
            cards.append(Card(self.t("where"), lines=(place.address or place.hall, self.t("desk"))))
            cards.append(Card(self.t("time"), lines=(place.hours or self.t("ask_time", phone=place.hall_phone),)))
            cards.append(Card(self.t("bring"), lines=(self.t("bring_self"), self.t("bring_other"))))
        elif way is Way.POST:
            cards.append(Card(self.t("posted"), lines=(delivery_of(case).address, self.t("posted_line"))))
        else:
            cards.append(Card(self.t("online"), lines=(self.t("online_line"),)))
        state = "ok" if way is Way.FETCH else "info"
        band = Band(state, "stamp", self.t(f"way.{way}"), (self.t("never_here"),))
        return self.page("sealed", _result(case), lead=case.item.name, band=band, cards=tuple(cards), personal=True)

    def _end(self) -> Screen:
        number = next((receipt_number(case) for case in self.cases if case.id == self.case_id), "")
        return self.page(
            "end",
            self.t("end_title", name=self.name),
            lead=self.t("end_lead"),
            band=print_band(self.at, self.case_id, number),
            rows=taken_row(self.at, self.case_id),
            foot=(Choice("back", self.t("again"), icon="list"), self.done_foot()[-1]),
            small=(self.t("unsealed"),),
            personal=True,
        )

    # acts

    def _case_of(self, value: str, among: list[Case]) -> Case | None:
        return next((case for case in among if str(case.id) == value), None)

    def on_licence(self, value: str) -> None:
        """A licence: for what is the print?"""
        found = self._case_of(value, self.licences())
        if self.step == "identity" and found is not None and self.at.machine.print_fault is None:
            self.licence = found
            self.go("purpose")

    def on_result(self, value: str) -> None:
        """Where is the sealed one?"""
        found = self._case_of(value, self.results())
        if self.step == "identity" and found is not None:
            self.result = found
            self.go("sealed")

    def on_other_purpose(self, _value: str) -> None:
        """In her own words."""
        if self.step == "purpose":
            self.go("words")

    def on_ok(self, _value: str) -> None:
        """Her words are complete."""
        if self.step == "words" and self.fields.get("purpose", "").strip():
            self._print_licence(self.fields["purpose"].strip())

    def on_purpose(self, value: str) -> None:
        """One of the usual ones."""
        if self.step == "purpose":
            self._print_licence(value)

    def _print_licence(self, purpose: str) -> None:
        case = self.licence
        if case is None or self.at.machine.print_fault is not None:
            return
        who, case_id, self.name = self.at.visitor(), case.id, PAPER_RULES[PaperKind.LICENCE_COPY].name
        self._going_out(case_id)
        self.ask(
            self.t("sending"), lambda: self.at.counter.print_licence(who, case_id, purpose), self._sent, final=True
        )

    def on_paper(self, value: str) -> None:
        """Print this one."""
        if self.step != "identity" or self.at.machine.print_fault is not None:
            return
        found = next(((c, p) for c, p in self.papers() if f"{c.id}/{p.document_id}" == value), None)
        if found is None:
            return
        case, paper = found
        who, ids, self.name = self.at.visitor(), (case.id, paper.document_id), PAPER_RULES[paper.kind].name
        self._going_out(case.id)
        print_own = self.at.counter.print_own
        self.ask(self.t("sending"), lambda: print_own(who, *ids), self._sent, final=True, failed=self._not_printed)

    def _not_printed(self, error: BaseException) -> None:
        """Her list may be older than what was done at a window meanwhile: behind the error it is read anew."""
        self.went_wrong(error, self.proven)

    def _going_out(self, case_id: UUID) -> None:
        self.case_id = UUID(str(case_id))
        self.at.guest.cases.add(self.case_id)
        self.at.guest.prints.clear()

    def _sent(self, done: Done) -> None:
        self.cases = tuple(done.case if case.id == done.case.id else case for case in self.cases)
        self.fields.clear()
        self._past.clear()
        self.go("end")

    def on_back(self, value: str) -> None:
        """From the last page to the list."""
        if self.step == "end":
            self.step = "identity"
            return
        super().on_back(value)


def _result(case: Case) -> str:
    return case.item.result_name or case.item.name
