"""退件登记: parcels that came back, waybill after waybill, and every result whose parcel lies here again."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.delivery import PICKUP, POST, delivery_of
from app.domain.people import mask_party
from app.ports.equipment import CodeScan
from app.storage.views import CaseLine
from app.usecases.book_courier import book_courier
from app.usecases.choose_delivery import choose_delivery
from app.usecases.take_parcel_back import take_parcel_back
from app.values import dataclass
from ui import sack
from ui.sack import Returned
from ui.shared.field import Field
from ui.shared.paint import Word
from ui.shared.pane import Pane
from ui.shared.table import Column, Table
from ui.theme import said, t
from ui.window.case.forms import Ask, FormSpec, Values
from ui.window.case.words import moment, short_number
from ui.window.inner import InnerPage, Tools
from ui.window.locked.parts import padded
from ui.workplace import Workplace

REASONS = ("无人收件", "地址不详", "查无此人", "拒收", "其他")
OTHER = REASONS[-1]
LATER, AGAIN, FETCH = "later", "again", "fetch"


@dataclass(frozen=True)
class Scanned:
    """A waybill that was scanned: the line of its case, None where no parcel was booked here under it."""

    waybill: str
    line: CaseLine | None


def look_up(at: Workplace, text: str) -> Scanned:
    """Whose parcel it is; on a worker."""
    waybill = text.strip().upper()
    case_id = at.stores.views.case_of_waybill(waybill)
    lines = at.stores.views.of_cases([case_id]) if case_id is not None else ()
    return Scanned(waybill, lines[0] if lines else None)


def go_on(at: Workplace, case_id: UUID, then: str) -> str:
    """What comes next for a parcel that was registered: the new waybill where it goes again, else nothing."""
    if then == AGAIN:
        return at.office.act(book_courier, case_id).case.asks[-1].subject
    at.office.act(choose_delivery, case_id, PICKUP, delivery_of(at.office.case(case_id)).form)
    return ""


class ReturnsPage(InnerPage):
    """Scan, say why, go on. Nothing is written down before it is saved, each parcel for itself."""

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(tools, "returns", parent)
        self._reason, self._wish = REASONS[0], LATER
        self.column.addWidget(self._pane(), 1)
        self.primary = self.add_action("primary", t("returns.take"), "Ctrl+Enter", "check", self._enter)
        self.finish_head()

    def _pane(self) -> Pane:
        pane = Pane(t("returns.list"), icon="rotate-ccw", key="Alt+1", bare=True)
        self.pane = pane
        self.scan = Field(t("returns.scan"), placeholder=t("returns.scan_hint"), key="Alt+S")
        self.scan.edit.setObjectName("returns.scan")
        self.scan.edit.take_codes()
        self.scan.edit.returnPressed.connect(self._enter)
        self.table = Table(
            [
                Column(t("returns.since"), 120, lambda r: moment(r.at)),
                Column(t("returns.waybill"), 176, lambda r: r.waybill, bold=True),
                Column(t("returns.who"), 130, lambda r: mask_party(r.name)),
                Column(t("returns.case"), 110, lambda r: short_number(r.number)),
                Column(t("returns.reason"), 0, lambda r: r.reason),
                Column(t("returns.next"), 180, _next),
            ],
            t("returns.list"),
            blank=t("returns.none"),
            key=lambda r: r.case_id,
        )
        self.table.setObjectName("returns.table")
        self.table.opened.connect(lambda r: self.open_case.emit(r.case_id))
        pane.body.addWidget(padded(self.scan))
        pane.body.addWidget(self.table, 1)
        return pane

    # reading

    def refresh(self) -> None:
        """Read anew what lies here."""
        self.load(partial(sack.returned, self.tools.at), self._show)

    def _show(self, rows: tuple[Returned, ...]) -> None:
        self.table.set_rows(rows)
        self.pane.set_note(t("returns.count_note", n=len(rows)))
        waits = sum(each.wish == POST for each in rows)
        state = "warn" if waits else ("info" if rows else "neutral")
        words = t("returns.now", n=len(rows), post=waits) if rows else t("returns.nothing")
        self.bar.set_verdict(state, words, t("returns.go"))
        self.take_focus(self.scan.edit)

    # scanning

    def code_scanned(self, scan: CodeScan) -> bool:
        """A parcel that came back, wherever the hand is. While one is being entered, that one comes first."""
        if scan.kind != "waybill":
            return False
        if self.form.spec is not None:
            self.tools.tell.message("warn", t("returns.busy", waybill=scan.value), t("returns.busy_next"))
            return True
        self.scan.set_value(scan.value)
        self._enter()
        return True

    def _enter(self) -> None:
        text = self.scan.value()
        if not text.strip():
            self.scan.set_error(t("returns.first"))
            self.scan.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        work = partial(look_up, self.tools.at, text)
        self.tools.runner.run("db", work, self._found, self.tools.tell.error, name="returns.look")

    def _found(self, found: Scanned) -> None:
        if found.line is None:
            self.scan.set_error(t("returns.unknown", waybill=found.waybill[:24]))
            self.scan.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            self.scan.edit.selectAll()
            return
        self.scan.clear_state()
        line = found.line
        who = mask_party(line.applicant)
        note = t("returns.whose", who=who, item=said(line.item), case=short_number(line.receipt))
        spec = FormSpec(
            "returns",
            t("returns.of", waybill=found.waybill),
            note,
            t("returns.take"),
            (
                Ask("reason", t("returns.reason"), self._reason, choices=tuple((r, said(r)) for r in REASONS)),
                Ask("words", t("returns.words"), required=False),
                Ask(
                    "then",
                    t("returns.then"),
                    self._wish,
                    choices=tuple((each, t(f"returns.then_{each}")) for each in (LATER, AGAIN, FETCH)),
                ),
            ),
            _problems,
        )
        self.ask_for(spec, partial(self._save, found.waybill, line.case_id))

    def _save(self, waybill: str, case_id: UUID, values: dict[str, str]) -> None:
        self._reason, self._wish = values["reason"], values["then"]
        words = values["words"].strip()
        reason = words if values["reason"] == OTHER else f"{values['reason']}：{words}" if words else values["reason"]
        office = self.tools.office
        work = partial(office.act, take_parcel_back, case_id, waybill, reason)
        self.act(work, lambda _: self._registered(waybill, case_id, values["then"]), "register")

    def _registered(self, waybill: str, case_id: UUID, then: str) -> None:
        """It stands; what comes next is an act of its own, and where that is refused it is told so."""
        self.scan.set_value("")

        def told(new: str = "") -> None:
            self.tools.tell.message("ok", t("returns.done", waybill=waybill), t(f"returns.done_{then}", new=new))

        if then == LATER:
            told()
        else:
            self.act(partial(go_on, self.tools.at, case_id, then), told, "next")


def _problems(values: Values) -> Values:
    lacking = values["reason"] == OTHER and not values["words"].strip()
    return {"words": t("returns.need_words")} if lacking else {}


def _next(each: Returned) -> Word:
    if each.wish == POST:
        return Word(t("returns.to_post"), "warn", "phone")
    return Word(t("returns.to_fetch"), "info", "package")
