"""The page of a case at a station: the window's, without what only a clerk at the county reads."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import partial
from uuid import UUID

from app.domain.rights import Right
from app.values import replace
from ui.station.county import county_words
from ui.station.pages import theirs_words
from ui.station.work import made_here
from ui.theme import look
from ui.window.case import rare
from ui.window.case.action import Action
from ui.window.case.head import party_words, receipt_words
from ui.window.case.look import CaseLook
from ui.window.case.page import CasePage

RARE = {
    rare.ON_SPOT: "",
    rare.UNCOMMIT: "",
    rare.OBJECT: "station.act.object",
    rare.ATTORNEY: "",
    rare.DELIVERY: "station.act.delivery",
    rare.THUMB: "",
    rare.REPORT: "station.act.report",
    rare.ROUTING: "",
    rare.RATING: "",
    rare.E_SEAL: "",
    rare.SHOW: "station.act.show",
    rare.HELP: "station.act.help",
    rare.LATE: "",
    rare.COMPLAIN: "station.act.complain",
    rare.DELETE: "station.act.delete",
}
"""Rare acts of who only takes in, with a helper's words where the window's are a clerk's. Bags go by 交给区里."""

_NOTIFY, _ACCEPT, _DECIDE = frozenset((Right.NOTIFY,)), frozenset((Right.ACCEPT,)), frozenset((Right.DECIDE,))
_HAND_OVER = frozenset((Right.HAND_OVER,))
DELEGATED = {
    rare.WAIVE: _NOTIFY | _ACCEPT,
    rare.REDUCE: _NOTIFY,
    rare.UNSAY: _NOTIFY,
    rare.SPECIAL: _DECIDE,
    rare.EXTEND: _DECIDE,
    rare.CHECK: _ACCEPT | _DECIDE,
    rare.UNDO: _ACCEPT,
    rare.FAIL: _HAND_OVER,
    rare.CREDIT: _ACCEPT,
    rare.FEE: _ACCEPT,
    rare.POST: _HAND_OVER,
    rare.RETURN: _HAND_OVER,
    rare.BARE: _DECIDE,
    rare.PROJECT: _ACCEPT,
    rare.SURVEY: _DECIDE,
    rare.INTERMEDIARY: _DECIDE,
    rare.SERVE: _HAND_OVER,
    rare.MEND: _HAND_OVER,
    rare.TURN_AWAY: _ACCEPT,
    rare.FORWARD: _ACCEPT,
    rare.VOID: _ACCEPT,
}
"""Rare acts that come with a delegation (S4 5(2)): any of these rights brings them, and no other right does."""


class StationCase(CasePage):
    """Steps, materials or papers in one column; the log of events stays with the county's window."""

    def _build(self) -> None:
        super()._build()
        self.form.per_row = 3  # in large type four fields beside each other and the buttons would be cut
        # Enlarged and with a message above, the steps stay whole: what scrolls gives way.
        for pane in (self.materials, self.papers):
            pane.shrink_to(look().theme.size.row_material)

    def _parts(self, seen: CaseLook) -> tuple[Callable[[], None], ...]:
        """What a helper does not need goes in the turn that brings it."""

        def plain(part: Callable[[], None]) -> None:
            part()
            self._plain(seen)

        return tuple(partial(plain, part) for part in super()._parts(seen))

    def uncover(self) -> None:
        """The page is ready: what a helper does not need goes before it is seen."""
        super().uncover()
        if self.seen is not None:
            self._plain(self.seen)

    def offered(self, seen: CaseLook, marked: int) -> list[Action]:
        """What a helper does, and what was delegated to her for this item."""
        found = super().offered(seen, marked)
        mine = [each for each in found if each.name not in rare.RARE or _hers(each.name, seen.rights)]
        return [replace(each, words=RARE.get(each.name) or each.words) for each in mine]

    def sentence_words(self, sentence: str) -> str:
        """A helper passes on to the county, never to a department of her own."""
        return county_words(sentence)

    def below_sentence(self, seen: CaseLook) -> str:
        """On a low screen the demand alone: the whole of it can be read, the article stands on the paper."""
        words = super().below_sentence(seen)
        return words.partition("（")[0] if self._low() and seen.clock is not None else words

    def _open_form(self, needs: str, name: str, document: UUID | None, reason: str = "") -> None:
        paper = self.seen.case.paper(document) if self.seen is not None and document is not None else None
        if name == "reprint" and paper is not None and not made_here(self._office, paper.number):
            self._tell.message("info", *theirs_words(paper.kind))
            return
        super()._open_form(needs, name, document, reason)
        if self._low():
            self._tell.passed.emit()  # what was done before has been read, and its words need the room of the form
        self.arrange()

    def _close_form(self) -> None:
        super()._close_form()
        self.arrange()

    def arrange(self) -> None:
        """The steps where there is room for them. On a low screen a form that is being filled has the page to itself,
        or its choices would be squeezed.
        """
        super().arrange()
        self.head.fit(self._low())
        self._fit_steps()
        asks = self._low() and self.form.spec is not None
        if asks:
            self.materials.hide()
            self.papers.hide()
        self.head.setVisible(not asks or self.height() >= self._head_and_form())

    def _steps_wanted(self) -> bool:
        """Not on a low screen, nor beside a form."""
        return not self._low() and self.form.spec is None

    def _head_and_form(self) -> int:
        inside = self.form.layout()
        form = inside.totalHeightForWidth(self.width()) if inside is not None else 0
        return self.head.minimumSizeHint().height() + form

    def _low(self) -> bool:
        return self.window().height() < look().theme.size.station_tall

    def _plain(self, seen: CaseLook) -> None:
        self._right.hide()
        self.arrange()
        self.head.holder.hide()
        self.head.party.hide()
        words = (party_words(seen.case), receipt_words(seen.case))
        self.head.say("", "　".join(word for word in words if word))


def _hers(name: str, rights: Set[Right]) -> bool:
    return name in RARE or bool(DELEGATED.get(name, frozenset()) & rights)
