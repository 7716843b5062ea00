"""Who applied at a terminal and stands at a window later is helped there: nobody sits at the terminal to be asked."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.domain.acts_guards import HOLDER
from app.domain.elsewhere import LEASE, hand_ins
from app.domain.events import Withdrawn
from app.domain.materials import MaterialStatus
from app.domain.rights import Right
from app.domain.states import CaseState
from app.storage.sync_store import SqlBlocks, SqlOutbox
from app.usecases.ask_partner import ask_partner
from app.usecases.desk import SERIES
from app.usecases.take_correction import take_correction
from app.usecases.withdraw import withdraw
from app.values import replace
from sync.client.loop import SyncLoop
from sync.platform.staff import decide
from sync.platform.staff_lease import run_lease
from tests.stories.hall import Hall
from tests.sync.inside import Hops
from tests.sync.support import MovedTime
from tests.ui.kiosk.booth import Booth, booth
from ui.shots.kiosk_cases import noticed
from ui.still import StillScheduler
from ui.window.case import actions as act
from ui.window.case.action import Desk
from ui.window.case.status import status_words


class Both:
    """A terminal and a window under one hall's server."""

    def __init__(self, terminal: Booth, window: Hall, hops: Hops) -> None:
        self.terminal, self.window, self.hops = terminal, window, hops
        self.place = terminal.place
        self.place.line._inner = hops.at(self.place)  # a line without a socket
        self._outbox = SqlOutbox(window.database, window.device, 1)
        self._blocks = SqlBlocks(window.database, (SERIES,))
        self.window.clock.ms = terminal.time.now().ms + 60_000
        self.meet()

    def meet(self) -> None:
        """Each has a whole sync, twice."""
        for _ in range(2):
            self.sync_terminal()
            self.sync_window()

    def sync_terminal(self) -> None:
        assert self.place.sync_once(StillScheduler()).ok

    def sync_window(self) -> None:
        time, window = MovedTime(), self.window
        line = self.hops.at(window)
        assert SyncLoop(line, self._outbox, window.inbox, self._blocks, time, time).run_once().ok

    def beats(self) -> None:
        """A minute at the terminal, where nobody stands."""
        self.terminal.home()
        self.terminal.wait(61)

    def noticed(self) -> UUID:
        """A case that the terminal holds, in which something is owed."""
        noticed(self.terminal)
        (case,) = self.place.stores.views.in_state(CaseState.AWAITING_CORRECTION)
        self.meet()
        return case

    def bring(self, case: UUID) -> None:
        """All that is owed is handed in at the window."""
        owed = (row for row in self.window.case(case).materials if not row.settled)
        rows = tuple(replace(row, status=MaterialStatus.ORIGINAL, originals=1) for row in owed)
        take_correction(self.window.desk, case, rows)

    def leases(self, case: UUID) -> tuple[Any, ...]:
        here = self.place.stores.views.case(case)
        there = self.window.case(case)
        assert here is not None
        return here.lease, there.lease


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    hops, window = Hops(tmp_path), Hall(tmp_path / "window", "D07")
    (tmp_path / "terminal").mkdir()
    with booth(tmp_path / "terminal") as terminal:
        yield Both(terminal, window, hops)
    window.close()
    hops.close()


def test_who_brings_papers_to_a_window_is_helped_there_within_a_minute(both: Both) -> None:
    case = both.noticed()
    both.bring(case)
    assert both.leases(case) == ("K01", "K01")
    both.meet()
    both.beats()
    both.meet()
    assert both.leases(case) == ("D07", "D07"), "nobody can answer at a terminal"
    both.bring(case)
    assert both.window.case(case).state is CaseState.CORRECTED
    assert ("kiosk-case-given", str(case)) in both.terminal.audited()
    both.meet()
    assert [one.parked for one in both.place.stores.views.outbox("K01")] == [], "nothing was overtaken"


def test_who_withdraws_at_a_window_is_done_there(both: Both) -> None:
    case = both.noticed()
    withdraw(both.window.desk, case, "不办了")
    both.meet()
    both.beats()
    both.meet()
    assert isinstance(withdraw(both.window.desk, case, "不办了").case.withdrawn, Withdrawn)


def test_while_somebody_stands_at_the_terminal_nothing_is_taken_from_under_her(both: Both) -> None:
    case = both.noticed()
    both.bring(case)
    both.meet()
    both.terminal.touch("tile", "supplement")
    both.terminal.prove()
    both.terminal.touch("case")
    both.terminal.terminal.beat()
    both.meet()
    assert both.leases(case) == ("K01", "K01")
    both.beats()
    both.meet()
    assert both.leases(case) == ("D07", "D07")


def test_who_stands_at_the_terminal_with_something_else_holds_nobody_up(both: Both) -> None:
    """On a busy day somebody always does, and the citizen at the window would wait until evening."""
    case = both.noticed()
    both.bring(case)
    both.meet()
    both.terminal.touch("tile", "guide")
    both.terminal.terminal.beat()
    both.meet()
    assert both.terminal.terminal.session.open and both.leases(case) == ("D07", "D07")


def test_what_the_terminal_wrote_and_could_not_send_goes_up_before_the_case_goes(both: Both) -> None:
    case = both.noticed()
    both.bring(case)
    both.meet()
    supplement(both)
    both.beats()
    assert both.hops.at(both.place).lease_of(case).holder == "K01", "her hand-in would be void"
    both.sync_terminal()
    both.beats()
    both.meet()
    assert both.leases(case) == ("D07", "D07")
    assert len(both.window.case(case).corrections) == 1, "what she handed in at the terminal is the window's too"


def supplement(both: Both) -> None:
    """She hands in at the terminal what she has, which is nothing whole."""
    terminal = both.terminal
    terminal.home()
    terminal.touch("tile", "supplement")
    terminal.prove()
    terminal.touch("case")
    terminal.touch("hand-in")
    assert terminal.key == "supplement.end"


def test_handed_in_at_the_terminal_while_nobody_knows_who_has_the_case_it_is_told_to_the_window(both: Both) -> None:
    """The answer of the platform was lost: an act under the old lease would be void, and her receipt a lie."""
    case = both.noticed()
    both.bring(case)
    both.meet()
    both.hops.below.lose = 1
    both.beats()
    assert both.leases(case)[0] == "K01" and both.hops.at(both.place).lease_of(case).holder == "D07"
    supplement(both)
    both.meet()
    assert both.leases(case) == ("D07", "D07")
    assert not [one for one in both.place.stores.views.outbox("K01") if one.parked]
    asks = [each for each in both.window.case(case).asks if each.system == "holder"]
    assert len(asks) == 2, "hers from the window, and hers from the terminal"


def sent_back(both: Both) -> UUID:
    """The department does not take a case of the terminal's, and sends it to where it came from."""
    case = both.terminal.apply("shbzkbl")
    both.terminal.print_all()
    both.beats()
    both.meet()
    both.hops.relay()
    now = both.terminal.time.now().ms
    decide(both.hops.province.db, str(case), "return", at_ms=now, operator_name="李四", reason="不是本部门的事项")
    both.hops.relay()
    both.meet()
    assert both.leases(case) == ("K01", "K01")
    return case


def test_what_the_department_sent_back_goes_to_the_window_that_the_keeper_named(both: Both) -> None:
    both.place.profile.config.extra["cases-to"] = "D07"  # type: ignore[index]
    case = sent_back(both)
    both.beats()
    both.meet()
    assert both.leases(case) == ("D07", "D07")


def test_any_window_asks_for_what_was_sent_back_and_reads_what_it_waits_for(both: Both) -> None:
    """Where no window was named it would lie with the terminal for good."""
    case = sent_back(both)
    both.beats()
    both.meet()
    assert both.leases(case) == ("K01", "K01")
    desk = Desk(frozenset(Right), "D07")
    offered = [each.name for each in act.actions(both.window.case(case), desk)]
    assert act.ASK_OVER in offered and act.TRANSFER not in offered, "they share a key"
    ask_partner(both.window.desk, case, HOLDER, LEASE)
    asked = both.window.case(case)
    assert act.ASK_OVER not in [each.name for each in act.actions(asked, desk)]
    assert status_words(asked, 0, said) == ("warn", "case.state.asked_terminal K01")
    both.meet()
    both.beats()
    both.meet()
    assert both.leases(case) == ("D07", "D07")
    assert status_words(both.window.case(case), 0, said)[1] != "case.state.asked_terminal K01"


def said(key: str, **values: object) -> str:
    return " ".join([key, *map(str, values.values())])


def test_a_dead_terminals_case_is_taken_over_and_what_was_handed_in_there_is_told_when_it_stands_again(
    both: Both, capsys: pytest.CaptureFixture[str]
) -> None:
    """She handed in while its line was down; then its power went, and a supervisor gave the case to the window."""
    case = both.noticed()
    supplement(both)
    withdraw(both.window.desk, case, "不办了")
    both.sync_window()
    both.hops.relay()
    words = {"db": both.hops.province.db, "case": str(case), "to": "D07", "permit": "", "reason": "终端停电"}
    assert run_lease(Namespace(**words, by="孙主管")) == 0
    both.hops.relay()
    both.sync_window()
    assert both.window.case(case).lease == "D07"
    both.meet()
    assert [one.parked for one in both.place.stores.views.outbox("K01")] == ["lease-stale"]
    for _ in range(2):
        both.beats()
        both.meet()
    (told,) = hand_ins(both.window.case(case))
    assert told.handed_at is not None and told.handed_at.date == both.terminal.time.now().date
