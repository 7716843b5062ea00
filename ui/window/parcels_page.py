"""邮寄批次: every parcel that waits for the courier, scanned onto one list, and 交寄 once the courier signed it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.domain.time import Timestamp
from app.ports import Outcome
from app.ports.equipment import CodeScan
from app.usecases.book_courier import book_courier
from ui import sack
from ui.printed import outcome
from ui.sack import Booked, Listed, Parcel, Sack
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.paint import Word
from ui.shared.pane import Pane
from ui.shared.table import Column, Table
from ui.tell import Answer
from ui.theme import t
from ui.unqueued import SLIPS, came_out
from ui.window.case.forms import Ask, FormSpec
from ui.window.case.words import moment, short_number
from ui.window.inner import InnerPage, Tools, row_of
from ui.window.locked.parts import foot, padded

LEAST = 4
"""So many figures of the end of a waybill name a parcel, where no other ends so."""
_WORDS = {
    sack.NEW: ("warn", "circle-help"),
    sack.LYING: ("danger", "circle-alert"),
    sack.SIGNING: ("info", "signature"),
    sack.HALF: ("warn", "circle-alert"),
    sack.DONE: ("ok", "check"),
    sack.VOIDED: ("neutral", "ban"),
}
_OPEN = (sack.HALF, sack.NEW, sack.LYING, sack.SIGNING)
_REASONS = (("not_out", "Y"), ("spoiled", "Z"), ("lost", "D"))
"""Why a list is printed once more, and the key of each reason."""


class ParcelsPage(InnerPage):
    """Scan, print, sign. What was scanned and left out stays while the page is away."""

    def __init__(self, tools: Tools, parent: QWidget | None = None) -> None:
        super().__init__(tools, "parcels", parent)
        self.seen: Booked | None = None
        self.scanned: dict[str, Parcel] = {}
        self.unwanted: set[str] = set()
        self._tried: set[str] = set()
        self.column.addLayout(row_of((self._waiting(), 3), (self._lists(), 2)), 1)
        self.print = self.add_action("print", t("parcels.print"), "Ctrl+P", "printer", self._print)
        self.primary = self.add_action("primary", t("parcels.sign"), "Ctrl+Enter", "signature", self._primary)
        self.finish_head()

    def _waiting(self) -> Pane:
        pane = Pane(t("parcels.waiting"), icon="package", key="Alt+1", bare=True)
        self.pane = pane
        self.scan = Field(t("parcels.scan"), placeholder=t("parcels.scan_hint"), key="Alt+S")
        self.scan.edit.setObjectName("parcels.scan")
        self.scan.edit.take_codes()
        self.scan.edit.returnPressed.connect(lambda: self._take(self.scan.value()))
        self.table = Table(
            [
                Column(t("parcels.mark"), 96, self._mark),
                Column(t("parcels.waybill"), 168, lambda p: p.waybill, bold=True),
                Column(t("parcels.to"), 112, lambda p: p.name),
                Column(t("parcels.case"), 106, lambda p: short_number(p.number)),
                Column(t("parcels.inside"), 0, lambda p: p.inside),
            ],
            t("parcels.waiting"),
            blank=t("parcels.none"),
            key=lambda p: p.waybill,
        )
        self.table.setObjectName("parcels.table")
        self.table.ticked.connect(lambda _: self._leave())
        self.table.opened.connect(lambda p: self.open_case.emit(p.case_id))
        pane.body.addWidget(padded(self.scan))
        pane.body.addWidget(self.table, 1)
        self.book = self._small("book", "Alt+B", "truck", self._book)
        self.leave = self._small("leave", "Alt+X", "ban", self._leave)
        self.label = self._small("label", "Alt+L", "qr-code", self._label)
        foot(pane, self.book, self.label, self.leave)
        return pane

    def _lists(self) -> Pane:
        pane = Pane(t("parcels.lists"), icon="list", key="Alt+2", bare=True)
        self.lists = Table(
            [
                Column(t("parcels.list"), 96, lambda s: _short(s.listed), bold=True),
                Column(t("parcels.made"), 116, lambda s: moment(_at(s.listed))),
                Column(t("parcels.count"), 56, lambda s: str(len(s.listed.parcels)), right=True),
                Column(t("parcels.stands"), 0, _stands),
            ],
            t("parcels.lists"),
            blank=t("parcels.no_lists"),
            key=lambda s: s.listed.number,
        )
        self.lists.setObjectName("parcels.lists")
        self.lists.picked.connect(lambda _: self._allow())
        self.lists.opened.connect(lambda each: self._primary() if each.state in _OPEN else None)
        pane.body.addWidget(self.lists, 1)
        self.again = self._small("again", "Ctrl+Shift+P", "rotate-ccw", self._again)
        self.void = self._small("void", "Ctrl+B", "ban", self._void)
        foot(pane, self.again, self.void)
        return pane

    def _small(self, name: str, key: str, icon: str, call: Callable[[], object]) -> KeyButton:
        button = KeyButton(t(f"parcels.{name}"), key, icon, size="small")
        button.setObjectName(f"parcels.{name}")
        button.clicked.connect(lambda: call())
        return button

    # reading

    def refresh(self) -> None:
        """Read the parcels and the lists anew; what the courier signed for and is half written down goes on."""
        self.load(partial(sack.booked, self.tools.at), self._show)

    def _show(self, seen: Booked) -> None:
        self.seen = seen
        here = {each.waybill for each in seen.waiting}
        # What lies inside may have changed meanwhile: it is opened, and scanned again.
        self.scanned = {waybill: each for waybill, each in self.scanned.items() if each in seen.waiting}
        self.unwanted &= here
        self.table.set_rows(seen.waiting)
        self.lists.set_rows(seen.sacks)
        self._say()
        half = seen.sack(sack.HALF)
        if half is not None and half.listed.number not in self._tried:
            self._tried.add(half.listed.number)
            self._finish(half)
        self.take_focus(self.scan.edit)

    def _chosen(self) -> list[Parcel]:
        waiting = self.seen.waiting if self.seen is not None else ()
        return [each for each in waiting if not each.why and each.waybill not in self.unwanted]

    def _mark(self, each: Parcel) -> Word:
        if each.why:
            return Word(each.why, "warn", "triangle-alert")
        if each.waybill in self.unwanted:
            return Word(t("parcels.left_out"), "neutral", "ban")
        if each.waybill in self.scanned:
            return Word(t("parcels.scanned"), "ok", "check")
        return Word(t("parcels.unscanned"), "info", "scan-line")

    def _marked(self) -> None:
        self.table.fit_columns()
        self.table.viewport().update()

    def _say(self) -> None:
        """What stands, below; and what may be done."""
        seen = self.seen
        if seen is None:
            return
        chosen = self._chosen()
        done = sum(each.waybill in self.scanned for each in chosen)
        self.pane.set_note(t("parcels.count_note", n=len(seen.waiting)))
        self.print.set_words(t("parcels.print_n", n=len(chosen)) if chosen else t("parcels.print"))
        self.print.setEnabled(bool(chosen))
        self.book.set_words(t("parcels.book_n", n=len(seen.unbooked)) if seen.unbooked else t("parcels.book"))
        self.book.setEnabled(bool(seen.unbooked))
        self.leave.setEnabled(bool(seen.waiting))
        self.label.setEnabled(bool(seen.waiting))
        sign = self._sack()
        if sign is not None and (sign.state != sack.SIGNING or not self.scanned):
            state, _ = _WORDS[sign.state]
            words = {"list": _short(sign.listed), "n": len(sign.left or sign.listed.parcels)}
            self.bar.set_verdict(state, t(f"parcels.now.{sign.state}", **words), t(f"parcels.next.{sign.state}"))
        elif chosen:
            words = {"n": len(chosen), "done": done, "left": len(self.unwanted)}
            whole = done == len(chosen)
            self.bar.set_verdict(
                "ok" if whole else "info",
                t("parcels.now.scanned", **words),
                t("parcels.next.print" if whole else "parcels.next.scan"),
            )
        else:
            count, what = len(self.unwanted) or len(seen.unbooked), "stays" if self.unwanted else "unbooked"
            what = what if count else "nothing"
            self.bar.set_verdict("neutral", t(f"parcels.now.{what}", n=count), t(f"parcels.next.{what}"))
        self._allow()

    def _sack(self) -> Sack | None:
        """The list that is meant: the chosen one while it is open, else the first that is."""
        current = self.lists.current()
        if current is not None and current.state in _OPEN:
            found: Sack = current
            return found
        return self.seen.sack(*_OPEN) if self.seen is not None else None

    def _allow(self) -> None:
        meant, current = self._sack(), self.lists.current()
        self.primary.setEnabled(meant is not None)
        self.primary.set_words(t(f"parcels.do.{meant.state}" if meant is not None else "parcels.sign"))
        self.again.setEnabled(current is not None and current.state not in (sack.VOIDED, sack.NEW))
        self.void.setEnabled(current is not None and current.state in (sack.NEW, sack.LYING, sack.SIGNING))

    # scanning

    def code_scanned(self, scan: CodeScan) -> bool:
        """The label of a parcel, wherever the hand is; whether the code was used."""
        if scan.kind != "waybill" or self.form.spec is not None:
            return False
        self._take(scan.value)
        return True

    def _take(self, text: str) -> None:
        code = text.strip().upper()
        if not code or self.seen is None:
            return
        ends = [p for p in self.seen.waiting if code.isdecimal() and len(code) >= LEAST and p.waybill.endswith(code)]
        same = [each for each in self.seen.waiting if each.waybill == code]
        fits = same or (ends if len(ends) == 1 else [])
        found = fits[0] if fits else None
        if found is None:
            self._strange(code)
        elif found.why:
            self.scan.set_error(t("parcels.not_ready", waybill=found.waybill, why=found.why))
        elif found.waybill in self.unwanted:
            self.scan.set_error(t("parcels.was_left", waybill=found.waybill))
        elif found.waybill in self.scanned:
            self.scan.set_error(t("parcels.twice", waybill=found.waybill))
        else:
            self.scanned[found.waybill] = found
            self.scan.set_value("")
            self.table.pick(self.seen.waiting.index(found))
            self._marked()
            chosen = self._chosen()
            done = sum(each.waybill in self.scanned for each in chosen)
            self.scan.set_ok(t("parcels.taken", waybill=found.waybill, done=done, n=len(chosen)))
            self._say()
            return
        self.scan.edit.selectAll()

    def _strange(self, code: str) -> None:
        """Not among those that wait: on a list, of another case, or of nobody here. It is named, never guessed."""
        sacks = self.seen.sacks if self.seen is not None else ()
        counts = (each for each in sacks if each.state != sack.VOIDED)
        on = next((each for each in counts if any(p.waybill == code for p in each.listed.parcels)), None)
        if on is not None:
            self.scan.set_error(t("parcels.on_list", waybill=code, list=_short(on.listed)))
            return
        views = self.tools.at.stores.views

        def look() -> str:
            case_id = views.case_of_waybill(code)
            lines = views.of_cases([case_id]) if case_id is not None else ()
            return short_number(lines[0].receipt) if lines else ""

        def told(number: str) -> None:
            key = "parcels.elsewhere" if number else "parcels.unknown"
            self.scan.set_error(t(key, waybill=code[:24], case=number))
            self.scan.edit.selectAll()

        self.tools.runner.run("db", look, told, self.tools.tell.error, name="parcels.look")

    def _leave(self) -> None:
        """Leave the current one here today, or put it back."""
        row: Parcel | None = self.table.current()
        if row is None or row.why:
            return
        self.unwanted ^= {row.waybill}
        self.scanned.pop(row.waybill, None)
        self.scan.clear_state()
        self._marked()
        self._say()

    def _label(self) -> None:
        """寄件面单 of the current one, as often as it is wanted: it is no paper that counts."""
        row: Parcel | None = self.table.current()
        if row is None:
            return
        waybill = row.waybill

        def told(words: str) -> None:
            state = "ok" if came_out(words) else "warn"
            self.tools.tell.message(state, t("parcels.label_of", waybill=waybill), outcome(words))

        self.act(partial(sack.print_label, self.tools.at, row.case_id, row.number), told, "label", SLIPS)

    def _book(self) -> None:
        """A waybill for each result that goes by post and has none."""
        cases = self.seen.unbooked if self.seen is not None else ()
        office = self.tools.office

        def book() -> int:
            for case in cases:
                office.act(book_courier, case)
            return len(cases)

        def told(count: int) -> None:
            self.tools.tell.message("ok", t("parcels.booked", n=count), t("parcels.booked_next"))

        self.act(book, told, "book")

    # the list

    def _print(self) -> None:
        chosen = self._chosen()
        lacking = [each for each in chosen if each.waybill not in self.scanned]
        if lacking:
            self.table.pick(self.seen.waiting.index(lacking[0]) if self.seen is not None else 0)
            self.scan.set_error(t("parcels.lacking", n=len(lacking), waybill=lacking[0].waybill))
            self.scan.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.scan.clear_state()
        self.act(partial(sack.make, self.tools.at, chosen), self._to_printer, "make")

    def _to_printer(self, listed: Listed, reason: str = "") -> None:
        """It is on record; the printer is another worker's business."""
        title = t("parcels.list_of", list=listed.number, n=len(listed.parcels))

        def printed(found: Outcome) -> None:
            known = found in (Outcome.OUT, Outcome.FAILED)
            if known:
                out = found is Outcome.OUT
                said = t("parcels.out" if out else "parcels.not_out")
                self.tools.tell.message("ok" if out else "warn", title, said)
            else:
                self._ask(listed)

        self.act(partial(sack.print_list, self.tools.at, listed, reason), printed, "print", SLIPS)

    def _ask(self, listed: Listed) -> None:
        """Nobody knows whether it came out: somebody looks."""
        answers = (
            Answer("y", t("parcels.yes"), "Y"),
            Answer("n", t("parcels.no"), "N"),
            Answer("", t("kit.cancel"), "Z", primary=True),
        )

        def told(answer: str) -> None:
            if answer:
                self.act(partial(sack.looked, self.tools.at, listed, answer == "y"), lambda _: None, "looked")

        self.tools.tell.ask(t("parcels.ask", list=listed.number), t("parcels.ask_note"), answers, told)

    def _again(self) -> None:
        current: Sack | None = self.lists.current()
        if current is None or current.state == sack.VOIDED:
            return
        answers = (
            *(Answer(t(f"parcels.why.{why}"), t(f"parcels.why.{why}"), key) for why, key in _REASONS),
            Answer("", t("kit.cancel"), "N", primary=True),
        )
        listed = current.listed

        def told(reason: str) -> None:
            if reason:
                self._to_printer(listed, reason)

        self.tools.tell.ask(t("parcels.again_of", list=listed.number), t("parcels.again_note"), answers, told)

    def _void(self) -> None:
        current: Sack | None = self.lists.current()
        if current is None:
            return
        listed, words = current.listed, t("parcels.void")
        note = t("parcels.void_note", list=listed.number)
        spec = FormSpec("parcels", words, note, words, (Ask("why", t("parcels.void_why")),), icon="ban")

        def then(values: dict[str, str]) -> None:
            work = partial(sack.void, self.tools.at, listed, values["why"])
            self.act(work, lambda _: self.tools.tell.message("ok", t("parcels.voided"), listed.number), "void")

        self.ask_for(spec, then)

    def _primary(self) -> None:
        meant = self._sack()
        if meant is None:
            return
        if meant.state == sack.NEW:
            self._ask(meant.listed)
        elif meant.state == sack.LYING:
            self._to_printer(meant.listed, t("parcels.why.not_out"))
        elif meant.state == sack.HALF:
            self._finish(meant)
        else:
            self._sign(meant.listed)

    def _sign(self, listed: Listed) -> None:
        note = t("parcels.sign_note", list=listed.number, n=len(listed.parcels))
        asks = (Ask("hand", t("parcels.hand")),)
        spec = FormSpec("parcels", t("parcels.sign"), note, t("parcels.sign_save"), asks, icon="signature")

        def then(values: dict[str, str]) -> None:
            self.act(partial(sack.sign, self.tools.at, listed, values["hand"]), self._signed, "sign")

        self.ask_for(spec, then)

    def _finish(self, half: Sack) -> None:
        self.act(partial(sack.finish, self.tools.at, half.listed.number), self._signed, "finish")

    def _signed(self, done: Sack) -> None:
        """What went is told, and what could not: that one must not be carried off with the others."""
        count = len(done.listed.parcels) - len(done.kept) - len(done.left)
        if count:
            self.tools.tell.message("ok", t("parcels.posted", n=count), done.listed.number)
        if done.kept or done.left:
            named = t("inner.and").join(each.waybill for each in (*done.kept, *done.left))
            self.tools.tell.message("warn", t("parcels.kept", waybills=named), t("parcels.kept_next"))


def _short(listed: Listed) -> str:
    """The day and the count of a list, as people say it: 1128-0001."""
    day, *_, count = listed.number.split("-")
    return f"{day[4:]}-{count}"


def _at(listed: Listed) -> Timestamp:
    return Timestamp(listed.at_ms)


def _stands(each: Sack) -> Word:
    state, icon = _WORDS[each.state]
    kept = len(each.kept)
    words = t(f"parcels.state.{each.state}", hand=each.signed.hand if each.signed is not None else "")
    if kept:
        return Word(t("parcels.state.kept", words=words, n=kept), "warn", "triangle-alert")
    return Word(words, state, icon)
