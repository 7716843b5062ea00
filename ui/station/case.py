"""The page of a case at a station: the window's, without what only a clerk at the county reads."""

from __future__ import annotations

from uuid import UUID

from ui.theme import look
from ui.window.case.head import party_words, receipt_words
from ui.window.case.look import CaseLook
from ui.window.case.page import CasePage


class StationCase(CasePage):
    """Steps, materials or papers in one column; the log of events stays with the county's window."""

    def _build(self) -> None:
        super()._build()
        # Enlarged and with a message above, the steps stay whole: what scrolls gives way.
        for pane in (self.materials, self.papers):
            pane.shrink_to(look().theme.size.row_material)

    def _show(self, seen: CaseLook) -> None:
        super()._show(seen)
        self._plain(seen)

    def uncover(self) -> None:
        """The page is ready: what a helper does not need goes before it is seen."""
        super().uncover()
        if self.seen is not None:
            self._plain(self.seen)

    def below_sentence(self, seen: CaseLook) -> str:
        """On a low screen the demand alone: the whole of it can be read, the article stands on the paper."""
        words = super().below_sentence(seen)
        low = self.window().height() < look().theme.size.station_tall
        return words.partition("（")[0] if low and seen.clock is not None else words

    def _open_form(self, needs: str, name: str, document: UUID | None, reason: str = "") -> None:
        super()._open_form(needs, name, document, reason)
        self._steps_where_room()

    def _close_form(self) -> None:
        super()._close_form()
        self._steps_where_room()

    def _steps_where_room(self) -> None:
        """The steps where there is room for them: not on a low screen, nor beside a form that is being filled."""
        steps = self.timeline.parentWidget()
        if steps is not None:
            low = self.window().height() < look().theme.size.station_tall
            steps.setVisible(not low and self.form.spec is None)

    def _plain(self, seen: CaseLook) -> None:
        self._right.hide()
        self._steps_where_room()
        self.head.holder.hide()
        self.head.party.hide()
        words = (party_words(seen.case), receipt_words(seen.case))
        self.head.say("", "　".join(word for word in words if word))
