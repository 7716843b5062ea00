"""交给区里: the bags of a round, who takes them, and what becomes of a bag that the county did not take as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from app.domain.bundles import is_empty
from app.domain.events import BundleMoved
from app.domain.people import mask_party
from app.ports.equipment import CodeScan
from app.values import replace
from ui.office import Office
from ui.runner import Runner
from ui.shared.button import KeyButton
from ui.shared.field import Field
from ui.shared.paint import Word
from ui.station import work
from ui.station.lost import Lost
from ui.station.pages import OfficePage
from ui.station.row import Line
from ui.station.slip import Given
from ui.tell import Answer, Tell
from ui.theme import t
from ui.window.case.words import dated

Found = tuple[tuple[work.Bundle, ...], tuple[work.Carried, ...], int]
"""What lies here, what left, and how many bags left that were not read."""
KEY = "Alt+E"
"""Says of the bag with the keyboard that its papers are not to be found."""


class BundlePage(OfficePage):
    """Tick the bundles, name who takes them, print the 物料交接单. ``handed(given)`` what became of it.

    Below stand those that left: one may come back, or lack a paper by the word of the county.
    """

    handed = Signal(object)
    _asks = False

    def __init__(
        self, office: Office, runner: Runner, tell: Tell, give: Callable[[Sequence[work.Bundle], str, str], Given]
    ) -> None:
        self._give = give
        super().__init__(office, runner, tell, "bundle", "package")

    def build(self) -> None:
        self.unticked: set[str] = set()
        self.ticked: set[str] = set()
        """Bags of cases that ended, which go to the county all the same; of themselves they do not."""
        self.found: dict[str, tuple[int, int]] = {}
        """Originals and copies of bags with papers that were missing once, and which she says are in her hand now."""
        self.lost = Lost(self.office, self.tell, self._carry, self._refound)
        self.scanned: set[str] = set()
        self.hand = Field(t("station.bundle.hand"), required=True)
        self.hand.edit.setObjectName("station.bundle.hand")
        self.hand.edit.returnPressed.connect(self._typed)
        self.county = self.office.equipment.centre or t("station.bundle.county")
        self.target = Field(t("station.bundle.target"), self.county)
        self.target.edit.setObjectName("station.bundle.target")
        self.go = KeyButton(t("station.bundle.go"), "Ctrl+Enter", icon="printer", kind="primary")
        self.go.setObjectName("station.bundle.go")
        self.go.setEnabled(False)  # until the bags were read: what would be handed over is not known
        self.go.clicked.connect(self._hand_on)
        self.below.addWidget(self.hand, 1, Qt.AlignmentFlag.AlignTop)
        self.below.addWidget(self.target, 1, Qt.AlignmentFlag.AlignTop)
        self.below.addWidget(self.go, 0, Qt.AlignmentFlag.AlignBottom)
        self.chosen.connect(self._chosen)
        self.asked.connect(self.lost.ask_gone)
        gone = QAction(t("station.bundle.gone"), self)
        gone.setShortcut(QKeySequence(KEY))
        gone.triggered.connect(self._gone_here)
        self.addAction(gone)

    def read(self) -> Found:
        left = work.carried(self.office, self.most)
        return work.bundles(self.office), left, max(0, work.carried_all(self.office) - len(left))

    def show_found(self, found: Found) -> None:
        here, left, beyond = found
        picked = [each for each in here if self._goes(each)]
        papers = sum(sum(self._counts(each)) for each in picked)
        note = t("station.bundle.note", bags=len(picked), count=papers) if here else ""
        if back := sum(1 for each in here if each.ended and each not in picked):
            note = f"{note}　{t('station.home.returns', count=back)}"
        if sought := sum(each.sought for each in here if each not in picked and not each.ended):
            note = f"{note}　{t('station.home.sought', count=sought)}"
        if any(not each.ended and not each.sought for each in here):
            note = f"{note}　{t('station.bundle.gone_key', press=KEY)}"
        if left and not here:
            note = t("station.bundle.none")
        lines = [*(self._line(each) for each in here), *(self._left(each) for each in left)]
        # What goes along is seen, every bag of it; of what left no more than was asked for.
        self.set_lines(lines, note, whole=len(lines), beyond=beyond)
        for part in (self.hand, self.target, self.go):
            part.setVisible(bool(here))
        self.go.setEnabled(bool(picked))
        if self._asks and picked:
            self.hand.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._asks = False

    def more_words(self) -> str:
        return t("station.bundle.more_note")

    def bags(self) -> tuple[work.Bundle, ...]:
        """The bags that lie here, as they are shown."""
        return tuple(each for each in self.values() if isinstance(each, work.Bundle))

    def _line(self, each: work.Bundle) -> Line:
        words = f"{each.item}　{mask_party(each.applicant)}　{_count(*self._counts(each))}"
        if each.collected:
            words = f"{words}　{t('station.bundle.collected', place=each.collected)}"
        mark = Word(each.ended, "warn", "triangle-alert") if each.ended else None
        if each.sought and each.code not in self.found:
            mark = Word(t("station.home.sought", count=each.sought), "warn", "search")
        extra = "" if each.ended or each.sought else t("station.bundle.gone")
        return Line(each, each.code, words, mark=mark, picked=self._goes(each), key=each.code, extra=extra)

    def _counts(self, each: work.Bundle) -> tuple[int, int]:
        """Originals and copies that go with a bag: what she holds of one whose papers were missing."""
        return self.found.get(each.code, (each.originals, each.copies))

    def _left(self, bag: work.Carried) -> Line:
        move, left = bag.move, t("station.bundle.left")
        count = _count(move.originals, move.copies)
        words = t("station.bundle.left_words", day=self._day(move), hand=move.hand, count=count)
        line = f"{bag.item}　{mask_party(bag.applicant)}　{words}"
        mark = Word(f"{left}　{bag.ended}" if bag.ended else left, "neutral")
        if is_empty(move):
            mark = Word(t("station.bundle.empty"), "warn", "triangle-alert")
        return Line(bag, move.bundle, line, "truck", mark, key=move.bundle)

    def _day(self, move: BundleMoved) -> str:
        return dated(move.at.date, self.office.today())

    def _goes(self, each: work.Bundle) -> bool:
        """Whether a bag goes along: every one that lies here, but for the papers of who gets them back, and for what
        was missing once until she says that she holds it.
        """
        if each.sought and not each.ended:
            return each.code in self.found
        return each.code in self.ticked if each.ended else each.code not in self.unticked

    def take_focus(self) -> None:
        """Every bag is ticked already: what is wanted first is who takes them, as soon as the bags were read."""
        self._asks = True
        super().take_focus()

    def _chosen(self, each: work.Bundle | work.Carried) -> None:
        if isinstance(each, work.Carried):
            self._ask_left(each)
        elif each.ended and not self._goes(each):
            self._ask_ended(each)
        elif each.sought and not each.ended:
            self._ask_found(each)
        else:
            self._tick(each)

    def _ask_found(self, each: work.Bundle) -> None:
        """Ticked it is taken back without a question."""
        if self.found.pop(each.code, None) is not None:
            self.refresh()
        else:
            self.lost.ask_found(each)

    def _refound(self, bag: work.Bundle, counts: tuple[int, int]) -> None:
        self.found[bag.code] = counts
        if bag.ended:
            self.ticked.add(bag.code)
        self.refresh()

    def _gone_here(self) -> None:
        """Of the row with the keyboard: its papers are not here."""
        row = next((row for row in self.rows if row.hasFocus()), None)
        if row is not None and row.line.extra:
            self.lost.ask_gone(row.line.value)

    def _tick(self, each: work.Bundle) -> None:
        chosen = self.ticked if each.ended else self.unticked
        chosen ^= {each.code}
        self.found.pop(each.code, None)
        self.refresh()

    # whose case is over

    def _ask_ended(self, bag: work.Bundle) -> None:
        agent = Answer("agent", t("station.bundle.given_agent", who=mask_party(bag.agent)), "L")
        answers = (
            Answer("self", t("station.bundle.given_self", who=mask_party(bag.applicant)), "H"),
            *((agent,) if bag.agent else ()),
            Answer("send", t("station.bundle.send"), "S"),
            Answer("", t("station.papers.not_yet"), "N", primary=True),
        )
        count = _count(bag.originals, bag.copies)
        note = t(f"station.bundle.ended_{'sought' if bag.sought else 'note'}", ended=bag.ended, count=count)
        self.tell.ask(t("station.bundle.ended_ask", code=bag.code), note, answers, partial(self._ended, bag))

    def _ended(self, bag: work.Bundle, answer: str) -> None:
        if answer == "send" and bag.sought:
            self.lost.ask_found(bag)  # nobody signs for what was missing and nobody saw since
        elif answer == "send":
            self._tick(bag)
        elif answer:
            taker = bag.agent if answer == "agent" else bag.applicant
            told = t("station.bundle.given", code=bag.code, who=mask_party(taker))
            self._carry(partial(work.give_back, self.office, bag, taker), told, "")

    # by the scanner

    def code_scanned(self, scan: CodeScan) -> bool:
        """A bag's code, wherever the hand is: it lies in it now and goes along. What is no bag is left to others."""
        return self._seen((scan.value or scan.text).strip().upper())

    def _typed(self) -> None:
        """A scanner that types wrote the code of a bag where a name belongs."""
        if self._seen(self.hand.value().strip().upper()):
            self.hand.set_value("")

    def _seen(self, code: str) -> bool:
        bags = {each.code.upper(): each for each in self.bags()}
        left = {each.move.bundle.upper(): each for each in self.values() if isinstance(each, work.Carried)}
        if code in bags and bags[code].ended and not self._goes(bags[code]):
            self._ask_ended(bags[code])
        elif code in bags and bags[code].sought and not self._goes(bags[code]):
            self.lost.ask_found(bags[code])
        elif code in bags:
            again = code in self.scanned
            self.scanned.add(code)
            self.unticked.discard(bags[code].code)
            told = t("station.bundle.scanned_again" if again else "station.bundle.scanned", code=bags[code].code)
            count = len(self.scanned & set(bags))
            self.tell.message("ok", told, t("station.bundle.scanned_next", count=count, bags=len(bags)))
            self.refresh()
        elif code in left:
            self._ask_left(left[code])
        elif code.startswith("B-"):
            self.ask(partial(work.carried_by, self.office, code), partial(self._found_by, code))
        else:
            return False
        return True

    def _found_by(self, code: str, bag: work.Carried | None) -> None:
        """A bag that left long ago is not listed, and comes back all the same."""
        if bag is not None:
            self._ask_left(bag)
        else:
            self.tell.message("warn", t("station.bundle.unknown", code=code[:20]), t("station.bundle.unknown_next"))

    # what left, and did not arrive as it was

    def _ask_left(self, bag: work.Carried) -> None:
        move = bag.move
        holds = not is_empty(move)
        answers = (
            Answer("back", t("station.bundle.back"), "R"),
            *((Answer("fewer", t("station.bundle.fewer"), "S"),) if holds else ()),
            Answer("", t("station.bundle.fine"), "N", primary=True),
        )
        said = {"day": self._day(move), "hand": move.hand, "place": move.to_place}
        said |= {"count": _count(move.originals, move.copies)}
        note = t(f"station.bundle.left_{'note' if holds else 'empty'}", **said)
        self.tell.ask(t("station.bundle.left_ask", code=move.bundle), note, answers, partial(self._answered, bag))

    def _answered(self, bag: work.Carried, answer: str) -> None:
        if answer == "back":
            told = t("station.bundle.back_done", code=bag.move.bundle)
            after = t("station.bundle.back_ended", ended=bag.ended) if bag.ended else t("station.bundle.back_next")
            after = t("station.bundle.empty_next") if is_empty(bag.move) else after
            self._carry(partial(work.take_back, self.office, bag), told, after)
        elif answer == "fewer":
            self.lost.ask_fewer(bag)

    def _carry(self, step: Callable[[], None], told: str, after: str) -> None:
        def done(_: object) -> None:
            self.tell.message("ok", told, after)

        self.runner.run("db", step, done, self.tell.error, self.refresh, name=self.objectName())

    def _packed(self, each: work.Bundle) -> work.Bundle:
        originals, copies = self._counts(each)
        return replace(each, originals=originals, copies=copies)

    def _hand_on(self) -> None:
        hand = self.hand.value().strip()
        if not hand:
            self.hand.set_error(t("station.bundle.who"))
            self.hand.edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        picked = tuple(self._packed(each) for each in self.bags() if self._goes(each))
        target = self.target.value().strip() or self.county
        self.go.setEnabled(False)

        def done(given: Given) -> None:
            self.handed.emit(given)
            self.hand.set_value("")
            self.unticked.clear()
            self.ticked.clear()
            self.found.clear()
            self.scanned.clear()
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)
            self.refresh()

        def failed(error: BaseException) -> None:
            self.tell.error(error)
            self.refresh()

        step = partial(self._give, picked, target, hand)
        self.runner.run("db", step, done, failed, name=self.objectName())


def _count(originals: int, copies: int) -> str:
    return t("station.bundle.count", originals=originals, copies=copies)
