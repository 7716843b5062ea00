"""A clerk at a window hears who calls at a terminal of her hall, and signs that she goes (record 0134)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from app.domain.hall_calls import AtTerminal, HallBoard
from app.domain.paper import Place
from app.domain.places import short_code
from app.errors import LineError, UserFacingError
from app.ports.kiosk import HallLine
from app.usecases.desk import Session
from app.values import dataclass


class Word(StrEnum):
    """What became of 我去. MINE: she is it. ANOTHER: somebody else went first. ANEW: none of what she read waits, and
    somebody called there since. OVER: nobody waits there any more.
    """

    MINE = "mine"
    ANOTHER = "another"
    ANEW = "anew"
    OVER = "over"


@dataclass(frozen=True)
class Went:
    """What the platform said to 我去: ``at`` the terminal as it stands now, ``board`` all of them."""

    word: Word
    board: HallBoard
    at: AtTerminal


ELSEWHERE = "hall-differs"
"""Kind of LineError: the platform has another hall on record than this device was told."""
UNPLACED = "-"
"""In the place of that hall: it has none on record yet, and waits for its keeper's word (record 0139)."""


class HallDesk:
    """The calls of the hall of ``place``. ``seconds``: a clock that nobody sets. ``going``: the line for ``go``, where
    it is another; ``ask`` and ``go`` are called on a worker each. ``note`` is told the hall that the platform has on
    record where this device names another, empty where they agree.
    """

    def __init__(
        self,
        line: HallLine,
        place: Place,
        seconds: Callable[[], float],
        going: HallLine | None = None,
        note: Callable[[str], object] = lambda on_record: None,
    ) -> None:
        self._line, self._seconds, self._note = line, seconds, note
        self._going = going or line
        self._hall = (short_code(place.division), place.hall.strip())

    @property
    def has_hall(self) -> bool:
        """Whether this device was told where it stands: else it is in no hall, and asks for nothing."""
        return all(self._hall)

    def ask(self) -> HallBoard:
        """Who calls. Raises LineError: then nothing more is known than before."""
        asked = self._seconds()
        try:
            calls = self._line.hall_calls(*self._hall)
        except LineError as error:
            if error.kind == ELSEWHERE:
                self._note(error.detail.removeprefix(ELSEWHERE).strip() or UNPLACED)
            raise
        self._note("")
        return HallBoard(tuple(calls or ()), asked, calls is not None)

    def go(self, where: AtTerminal, session: Session) -> Went:
        """She signs for the calls of ``where`` as she read them.

        Raises UserFacingError ZC-CALL-01 for who only looks; ZC-CALL-02 where the platform did not confirm it,
        ZC-CALL-03 where it has another hall on record.
        """
        if session.looks_only:
            raise UserFacingError(
                "ZC-CALL-01", "没有签上：这个工号只能查看", "等着的人看到的没有变", "请告诉能办件的同事"
            )
        asked = self._seconds()
        try:
            mine, calls = self._going.go(
                *self._hall, where, session.operator.number, session.operator.name
            )
        except LineError as error:
            raise (elsewhere() if error.kind == ELSEWHERE else unconfirmed()) from error
        board = HallBoard(tuple(calls), asked)
        there = next((one for one in board.terminals(asked) if one.terminal == where.terminal), None)
        if mine:
            return Went(Word.MINE, board, there or where)
        if there is None:
            return Went(Word.OVER, board, where)
        return Went(Word.ANEW if there.open else Word.ANOTHER, board, there)


def unconfirmed() -> UserFacingError:
    """ZC-CALL-02: 我去 without an answer."""
    return UserFacingError(
        "ZC-CALL-02",
        "不知道签上没有：平台没有确认",
        "等着的人可能看不到有人来",
        "请直接过去；连上以后，这里会写明谁去",
    )


def elsewhere() -> UserFacingError:
    """ZC-CALL-03: 我去 from a device that the platform has in another hall."""
    return UserFacingError(
        "ZC-CALL-03",
        "没有签上：平台登记的大厅与本机的不同",
        "等着的人看到的没有变",
        "请直接过去，并请负责人看“同步与设备”",
    )
