"""补材料: what the notice asked for, as pictures; the receipt of it comes out, and the holder of the case is told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.domain.kiosk import Deed
from app.domain.materials import SubmittedMaterial, fault_of
from app.usecases.desk import Done
from app.usecases.kiosk import TO_BRING, owing, owing_by_card
from ui.kiosk.journeys.handing import Handing, Wanted
from ui.kiosk.journeys.printing import print_band, taken_row
from ui.kiosk.journeys.stages import correct_by, receipt_number
from ui.kiosk.screen import Band, Card, Choice, Screen

_FEW = 30
"""So many characters of the names of what is still owed stand in one card: on the smallest screen, in 大字, it has no
room for more. Where they are many their cards are turned over.
"""


class SupplementJourney(Handing):
    """The cases of hers that wait for a correction, and the papers they wait for."""

    NAME = "supplement"
    HANDS_IN = TAKES_IN = True
    DEED = Deed.SUPPLEMENT

    def reset(self) -> None:
        super().reset()
        self.step = "identity"
        self.case: Case | None = None
        self.opened_for = ""
        self.line = ""
        self.shown_by_card: tuple[SubmittedMaterial, ...] = ()
        self.done: Done | None = None

    def open(self, **known: Any) -> None:
        self.opened_for = str(known.get("case", ""))
        self.begin_proof()

    def _identity(self) -> Screen:
        return self.asked() or self._which()

    def _which(self) -> Screen:
        if not self.cases:
            line = self.t("nothing_line", phone=self.at.tools.place.hall_phone)
            band = Band("info", "info", self.t("nothing"), (line,))
            return self.page("nothing", self.t("title"), band=band, foot=(self.home(),), personal=True)
        rows = tuple(
            Choice("case", case.item.name, str(case.id), correct_by(self.at, case), "file-text")
            for case in self.cases
        )
        return self.page("which", self.t("which"), rows=rows, personal=True)

    def wanted(self) -> tuple[Wanted, ...]:
        if self.case is None:
            return ()
        shown = {row.line_id for row in self.shown_by_card}
        return tuple(
            Wanted(row.line_id, row.name, _asks(self.case, row)) for row in owing(self.case) if row.line_id not in shown
        )

    def here(self) -> Wanted | None:
        return next((each for each in self.wanted() if self.step == "one" and each.line == self.line), None)

    def _list(self) -> Screen:
        assert self.case is not None
        rows = []
        for want in self.wanted():
            has = self.has(want.line)
            note = self._state(want.line) if has else want.requirement
            rows.append(
                Choice("line", want.name, want.line, note, "check" if has else "camera", "on" if has else "plain")
            )
        foot: tuple[Choice, ...] = (self.backward(), self.home())
        if self._ready():
            hand_in = Choice("hand-in", self.t("hand_in"), icon="send", kind="primary")
            foot = (self.backward(), self.home(beside=True), hand_in)
        todo = self.t("list_lead") if rows else self.t("list_card")
        by = correct_by(self.at, self.case)
        lead = self.t("list_by", by=by, todo=todo) if by else todo
        return self.page("list", self.case.item.name, lead=lead, band=self._card_band(), rows=tuple(rows), foot=foot,
                         personal=True)  # fmt: skip

    def _ready(self) -> bool:
        """Whether anything can be handed in."""
        return bool(self.shown_by_card) or any(map(self.has, (want.line for want in self.wanted())))

    def _card_band(self) -> Band | None:
        """What her card has shown already."""
        if not self.shown_by_card:
            return None
        names = "、".join(row.name for row in self.shown_by_card)
        return Band("ok", "id-card", self.t("by_card", names=names), (self.t("by_card_line"),))

    def _state(self, line: str) -> str:
        n = self.count(line)
        return self.at.t(self.came_words(line), n=n) if n else self.at.t("material.shown")

    def _one(self) -> Screen:
        want = self.here()
        if want is None:
            return self._list()
        otherwise = Choice("later", self.t("later"), icon="arrow-left")
        return self.material_page(want, self._lead_of(want), (), otherwise, "one")

    def _lead_of(self, want: Wanted) -> str:
        """What was found, and what is to be done about it."""
        row = next((row for row in owing(self.case) if row.line_id == want.line), None) if self.case else None
        todo = _to_do(self.case, row) if self.case and row else ""
        return todo if want.requirement in ("", todo) else self.t("list_by", by=want.requirement, todo=todo)

    def _end(self) -> Screen:
        assert self.done is not None
        mine = {paper.document_id for paper in self.done.papers}
        elsewhere = all(taken.document_id not in mine for taken in self.done.case.corrections)
        owed = () if elsewhere else owing(self.done.case)
        return self.page(
            "end",
            self.t("end_title"),
            lead=self.done.case.item.name if owed else self._told_line(),
            band=print_band(self.at, self.done.case.id, receipt_number(self.done.case)),
            cards=self._still_owed(owed, self.done.case),
            rows=taken_row(self.at, self.done.case.id),
            foot=self.done_foot(),
            personal=True,
        )

    def _still_owed(self, owed: tuple[SubmittedMaterial, ...], case: Case) -> tuple[Card, ...]:
        """Who handed in a part goes home knowing of the rest: what it is, by when, and where it is handed in."""
        if not owed:
            return ()
        title, by, names = self.t("owed", n=len(owed)), correct_by(self.at, case), "、".join(row.name for row in owed)
        rest = (*((by,) if by else ()), self.t("owed_where"))
        if len(names) <= _FEW:
            return (Card(title, lines=(names, *rest)),)
        groups: list[list[str]] = [[]]
        for n, row in enumerate(owed, 1):
            if groups[-1] and sum(map(len, (*groups[-1], row.name))) > _FEW:
                groups.append([])
            groups[-1].append(f"{n}. {row.name}")
        return (Card(title, lines=rest), *(Card("", lines=tuple(group)) for group in groups))

    def _told_line(self) -> str:
        """Nobody has been told before the line took it."""
        return self.t("told_line" if self.at.machine.online else "told_later")

    # acts

    def have(self, cases: tuple[Case, ...]) -> None:
        self.cases = tuple(case for case in cases if owing(case))
        if self.opened_for:
            self.on_case(self.opened_for)

    def on_case(self, value: str) -> None:
        """A case was chosen."""
        self.case = next((case for case in self.cases if str(case.id) == value), None)
        if self.case is not None:
            self.shown_by_card = owing_by_card(self.case, self.at.visitor())
            self.go("list")

    def on_line(self, value: str) -> None:
        """Hand in this material."""
        if self.step == "list" and any(want.line == value for want in self.wanted()):
            self.line = value
            self.go("one")

    def on_picture(self, _value: str) -> None:
        """Photograph it."""
        if self.here() is not None:
            self.take(self.line)

    def on_next(self, _value: str) -> None:
        """This one is done."""
        if self.step == "one":
            super().on_back("")

    def on_later(self, _value: str) -> None:
        """Not this one now."""
        self.on_next("")

    def on_hand_in(self, _value: str) -> None:
        """Hand in what was photographed, and what her card has shown."""
        if self.step != "list" or self.case is None or not self._ready():
            return
        who, case_id, card = self.at.visitor(), self.case.id, bool(self.shown_by_card)
        pictures = {line: tuple(found) for line, found in self.pictures.items()}
        self.at.guest.prints.clear()
        self.ask(
            self.t("sending"),
            lambda: self.at.counter.supplement(who, case_id, pictures, card),
            self._handed_in,
            final=True,
        )

    def _handed_in(self, done: Done) -> None:
        self.at.guest.cases.add(UUID(str(done.case.id)))
        self.done = done
        self.pictures.clear()
        self._past.clear()
        self.step = "end"


def _asks(case: Case, row: SubmittedMaterial) -> str:
    """What the notice asks for: what was found, where somebody looked, else what is to be done about it."""
    found = row.note if row.note != TO_BRING else ""
    return found or _to_do(case, row)


def _to_do(case: Case, row: SubmittedMaterial) -> str:
    """In the words of the notice that she was given."""
    told = next((each for each in case.notices[-1].faults if each.line_id == row.line_id), fault_of(row))
    return told.correction
