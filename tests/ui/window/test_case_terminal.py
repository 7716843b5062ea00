"""A case that a terminal has, on the page of a window: asked for with one key, and read as moved when it came."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from app.domain import events as ev
from app.domain.elsewhere import LEASE
from app.domain.kiosk import CHANNEL
from app.domain.states import CaseState
from app.ports import Effects
from app.storage.sync_store import SqlInbox, SqlOutbox
from tests.ui.kiosk.booth import booth
from tests.ui.window.cases import World
from tests.ui.window.test_case_course import Open, Settle, key, picture
from tests.ui.window.test_case_page import open_case, page, settle
from ui.shared.measure import cut_texts
from ui.shots.kiosk_cases import noticed
from ui.window.case.page import CasePage
from ui.window.case.side import side_rows

__all__ = ["open_case", "page", "settle"]


def test_what_was_asked_of_a_terminal_reads_as_moved_when_the_case_came(
    world: World, page: CasePage, open_case: Open, settle: Settle, tmp_path: Path
) -> None:
    """等待结果 stood beside a case that had long been at this window."""
    office, place = world.place.office, world.place
    (tmp_path / "terminal").mkdir()
    with booth(tmp_path / "terminal") as terminal:
        noticed(terminal, channel=CHANNEL)
        (case,) = terminal.place.stores.views.in_state(CaseState.AWAITING_CORRECTION)
        sent = SqlOutbox(terminal.place.database, "K01", 1).pending(1000, 10**9)
    SqlInbox(place.database, place.clock).apply(sent, "1")
    open_case(case)
    picture(page, "terminal", tmp_path)
    key("t", Qt.KeyboardModifier.AltModifier)
    settle()
    picture(page, "terminal-asked", tmp_path)
    assert page.seen is not None and not cut_texts(page)
    assert [word.text for name, word, _ in side_rows(page.seen) if "转入" in name] == ["等待结果"]
    desk = office.desk
    with desk.units.begin() as tx:
        here, by = desk.place.device, desk.session.operator
        moved = ev.LeaseMoved(desk.clock.now(), by, here, 2, LEASE)
        tx.append(case, tx.case(case), (moved,), Effects())
    page.refresh()
    settle()
    picture(page, "terminal-moved", tmp_path)
    assert page.seen.case.lease == here and not cut_texts(page)
    assert [word.text for name, word, _ in side_rows(page.seen) if "转入" in name] == [f"已转到 {here}"]
