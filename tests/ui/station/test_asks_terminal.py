"""Who applied at a terminal brings her papers to the station of her village: the helper asks for the case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.domain.acts_guards import HOLDER
from app.domain.kiosk import CHANNEL
from app.domain.rights import Grant, Right
from app.domain.states import CaseState
from app.storage.sync_store import SqlInbox, SqlOutbox
from app.usecases.desk import Session
from tests.ui.kiosk.booth import booth
from tests.ui.station.conftest import Station
from tests.ui.station.test_evening import SMALLEST
from tests.ui.window.test_case_course import picture
from ui.shared.button import KeyButton
from ui.shared.measure import cut_texts
from ui.shots.kiosk_cases import noticed


def test_a_helper_who_only_receives_asks_a_terminal_for_a_case_and_reads_for_how_long_she_waits(
    open_station: Callable[..., Station], tmp_path: Path
) -> None:
    """She could write down what was brought, and nothing said that the terminal gives the case, or what to do else."""
    station = open_station(SMALLEST)
    place = station.face.workplace
    (tmp_path / "terminal").mkdir()
    with booth(tmp_path / "terminal") as terminal:
        noticed(terminal, channel=CHANNEL)
        (case,) = terminal.place.stores.views.in_state(CaseState.AWAITING_CORRECTION)
        sent = SqlOutbox(terminal.place.database, "K01", 1).pending(1000, 10**9)
    SqlInbox(place.database, place.clock).apply(sent, "1")
    place.office.enter(Session(place.office.desk.session.operator, (Grant(Right.RECEIVE),)))
    page, shell = station.face.pages["case"], station.opening.shell
    station.face.show_case(case)
    station.hand.wait(lambda: not page.covered() and page.seen is not None, "the case page")
    station.idle()
    picture(page, "station-terminal", tmp_path)
    asks = [b for b in page.findChildren(KeyButton, "case.action.ask-over") if b.isVisible()]
    assert asks and not cut_texts(shell)
    station.hand.keys("Alt+T")
    station.hand.wait(lambda: any(a.system == HOLDER for a in place.stores.views.case(case).asks), "the question")
    station.idle()
    picture(page, "station-asked", tmp_path)
    assert "K01" in page.bar.accessibleName() and "两分钟" in page.bar.accessibleName()
    assert not cut_texts(shell)
