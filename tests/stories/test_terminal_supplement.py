"""What the department asked for is handed in at a terminal: it goes on to the department, since nobody sits there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.states import CaseState
from app.storage.clock import SystemClock
from sync.platform.staff import decide
from sync.platform.staff_facts import StaffError
from tests.stories.on_line import at_terminal, platform
from tests.ui.conftest import app, dressed_app, garbage_on_the_gui_thread
from ui.children import PlatformProcess
from ui.tour.kiosk import Citizen, onward

__all__ = ["app", "dressed_app", "garbage_on_the_gui_thread", "platform"]
_SECONDS = 60_000


@pytest.fixture
def she(app: QApplication, tmp_path: Path, platform: PlatformProcess) -> Iterator[Citizen]:
    """Somebody at a terminal of a rehearsal, on line."""
    made = at_terminal(tmp_path, platform)
    yield made
    made.close()


def apply_with_nothing(she: Citizen) -> UUID:
    """A social security card, everything of it to be brought later."""
    she.touch("tile", "apply")
    she.touch("words")
    she.key(*"shbzkbl", "ok")
    she.at("apply.results")
    she.touch("item")
    she.lay()
    for _ in range(40):
        match she.terminal.screen().key:
            case "apply.question":
                she.touch("answer", she.terminal.screen().rows[-1].value)
            case "apply.field":
                mode = she.terminal.screen().input.mode
                she.key(*("13800000001" if mode == "digits" else "12"), "ok")
            case "apply.choice":
                she.touch("value")
            case "apply.review":
                she.touch(onward(she))
            case "apply.material":
                she.touch("bring")
            case _:
                break
    she.sign()
    she.touch("signed")
    she.at("apply.end")
    case_id = UUID(str(next(iter(she.terminal.guest.cases))))
    she.printed()
    she.leave()
    return case_id


def hand_in_all(she: Citizen) -> None:
    """Every paper that is owed, photographed."""
    she.touch("tile", "supplement")
    she.lay()
    she.touch("face")
    she.at("supplement.which")
    she.touch("case")
    for _ in range(10):
        rows = [each for each in she.terminal.screen().rows if each.name == "line" and each.kind != "on"]
        if not rows:
            break
        she.touch("line", rows[0].value)
        she.touch("picture")
        she.touch("next")
    she.touch("hand-in")
    she.at("supplement.end")


def test_what_was_asked_for_and_handed_in_at_a_terminal_lies_with_the_department_again(
    she: Citizen, tmp_path: Path
) -> None:
    """The notice brought the case back to the terminal, where nobody can look at a paper: it must not stay there."""
    case_id, db = apply_with_nothing(she), f"sqlite:///{tmp_path / 'platform.db'}"
    views = she.opening.face.workplace.stores.views

    def department(action: str, **detail: object) -> bool:
        """Whether it could be done: not before the case is there."""
        now = SystemClock().now().ms
        try:
            decide(db, str(case_id), action, at_ms=now, operator_name="李四", operator_number="2001", **detail)
        except StaffError:
            return False
        return True

    she.hand.wait(lambda: department("notify", days="10", ends="2099-12-14"), "the notice", _SECONDS)
    waiting = CaseState.AWAITING_CORRECTION
    she.hand.wait(lambda: views.case(case_id).state is waiting, "the notice at the terminal", _SECONDS)
    hand_in_all(she)
    she.hand.wait(lambda: department("accept", due="2099-12-20"), "the department to accept it", _SECONDS)
