"""The scene of calls at the terminals of a hall: who calls and who goes, and the same when the line is gone."""

from __future__ import annotations

from app.domain.hall_calls import STALE_SECONDS, HallBoard, HallCall
from ui.shots.room import Room
from ui.shots.window import begin

_MINUTE = 60_000
CALLS = (
    HallCall("K03", "3 号自助机", "help", 1, 2 * _MINUTE),
    HallCall("K01", "1 号自助机", "pad", 2, 4 * _MINUTE),
    HallCall("K02", "二楼自助机", "print", 3, 6 * _MINUTE, _MINUTE, "B08", "赵六"),
)


def calls(room: Room) -> None:
    """The key in the bar with its sheet."""
    begin(room)
    watch, now = room.face.calls, room.clock.monotonic()
    watch.start_showing()
    watch.board = HallBoard(CALLS, now)
    watch.show()
    room.keys("Ctrl+Shift+H")
    room.take("calls-list")
    watch.board = HallBoard(CALLS, now - STALE_SECONDS - 90)
    watch.show()
    room.take("calls-old")
    room.keys("Escape")


SCENES = {"calls": calls}
