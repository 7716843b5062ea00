"""What the slot of the printer shows of sheets that nobody was known to have: taken, or out at last. No Qt here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kiosk import happenings as h

if TYPE_CHECKING:
    from ui.kiosk.at import At


class SlotWatch:
    """A sheet of who went before may come out while somebody else stands here: she is told of it, and is not led to
    take it, as soon as it cannot be her own.
    """

    def __init__(self, terminal: At) -> None:
        self._terminal = terminal
        self._emptied = (0, 0)
        self._doubts = (0, 0)

    def seen(self, slot: bool | None) -> None:
        """Whether a sheet lies there now, None where the printer cannot tell."""
        terminal, session = self._terminal, self._terminal.session
        waited_for = slot and session.left_paper and not session.left_out
        doubts, self._doubts = self._doubts, (0, 0)
        if slot is False:
            self._emptied = (session.number, session.came)
            if session.paper or session.left_out:
                self._befell(h.PaperTaken())
        elif waited_for and not session.open:
            self._befell(h.LatePaper())
        elif waited_for and not self._hers_lies():
            if not terminal.guest.cases:
                self._befell(h.LatePaper())
            else:
                self._ask(doubts)

    def _hers_lies(self) -> bool:
        """Whether it may be a sheet of her own: one that came out since the slot was empty, or may have, unsaid."""
        session, guest, going = self._terminal.session, self._terminal.guest, self._terminal.going
        number, came = self._emptied
        since = session.came - (came if number == session.number else 0)
        under = going is not None and going.underway
        return bool(session.paper or since or guest.slip_coming or guest.sheet_doubted or under)

    def _ask(self, doubts: tuple[int, int]) -> None:
        """Seen once, with nothing of hers at the printer, it may be hers whose news is on its way; seen twice not."""
        terminal, now = self._terminal, (self._terminal.session.number, self._terminal.session.came)
        cases = frozenset(terminal.guest.cases)

        def answered(coming: bool) -> None:
            session = terminal.session
            if coming or (session.number, session.came) != now or session.left_out:
                return
            if doubts == now:
                self._befell(h.LatePaper())
            else:
                self._doubts = now

        terminal.tools.work("db", lambda: terminal.counter.prints_coming(cases), answered, _nothing)

    def _befell(self, happening: h.Happening) -> None:
        self._terminal.guarded(lambda: self._terminal.befell(happening))


def _nothing(_: BaseException) -> None:
    """It is asked again as the slot is looked at again."""
