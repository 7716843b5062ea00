"""A case that a terminal cannot give stays usable there, and what was asked of it does not stay open for good."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.domain import events as ev
from app.domain.acts_guards import HOLDER
from app.domain.case import Ask, Case
from app.domain.elsewhere import LEASE, hand_ins
from app.domain.kiosk import CHANNEL
from app.domain.rights import Right
from app.domain.states import CaseState
from app.storage.schema import blobs
from app.usecases.ask_partner import ask_partner
from app.usecases.withdraw import withdraw
from app.values import replace
from tests.app.domain.kit import STAFF
from tests.stories.test_terminal_gives import Both, both, said, sent_back, supplement
from ui.kiosk.passing import Going
from ui.shots.kiosk_cases import noticed
from ui.window.case import actions as act
from ui.window.case.action import Desk
from ui.window.case.status import status_words

__all__ = ["both"]

ALL = Desk(frozenset(Right), "D07")


def offered(case: Case, desk: Desk = ALL) -> list[str]:
    return [each.name for each in act.actions(case, desk)]


def holder(case: Case) -> list[Ask]:
    return [ask for ask in case.asks if ask.system == HOLDER]


def given(both: Both) -> int:
    return sum(action == "kiosk-case-given" for action, _ in both.terminal.audited())


def test_a_window_that_the_platform_does_not_know_keeps_no_case_from_who_stands_at_the_terminal(both: Both) -> None:
    """A slip in config.toml: what she handed in there was told to a holder that was the terminal itself."""
    both.place.profile.config.extra["cases-to"] = "D99"  # type: ignore[index]
    case, leaving = sent_back(both), both.terminal.terminal.counter.passing.leaving
    both.beats()
    both.beats()
    assert not leaving(case), "it is not leaving: the platform refused"
    asked = both.hops.below.asked
    both.beats()
    assert both.hops.below.asked == asked and given(both) == 1, "and is not asked every minute"
    both.terminal.wait(60 * 60)
    assert both.hops.below.asked > asked, "that window may have come since"
    both.place.profile.config.extra["cases-to"] = "D07"  # type: ignore[index]
    both.beats()
    both.meet()
    assert both.leases(case) == ("D07", "D07"), "the right name counts at once"


def test_what_nobody_asks_for_any_more_is_hers_again_at_the_terminal(both: Both) -> None:
    """It was to be given away while the line was down; the question was answered meanwhile, and the mark stayed."""
    case, leaving = both.noticed(), both.terminal.terminal.counter.passing.leaving
    both.bring(case)
    both.meet()
    both.hops.below.up = False
    both.beats()
    assert leaving(case), "nobody knows whether the platform heard"
    both.hops.below.up = True
    (ask,) = holder(both.window.case(case))
    both.window.append(case, ev.PartnerAnswered(both.window.clock.now(), STAFF, ask.ask, HOLDER, "kept"))
    both.meet()
    both.beats()
    both.beats()
    assert not leaving(case)
    supplement(both)
    here = both.place.stores.views.case(case)
    assert here is not None and len(here.corrections) == 1, "it counts where it is handed in"


def test_one_case_that_fails_keeps_no_other_at_the_terminal(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = both.noticed(), sent_back(both)
    for case in (bad, good):
        ask_partner(both.window.desk, case, HOLDER, LEASE)
    both.meet()
    passing = both.terminal.terminal.counter.passing
    look = passing._going

    def fails(case: UUID, marked: bool) -> Going | None:
        if case == bad:
            raise KeyError(case)
        return look(case, marked)

    monkeypatch.setattr(passing, "_going", fails)
    both.beats()
    both.meet()
    assert (both.leases(bad), both.leases(good)) == (("K01", "K01"), ("D07", "D07"))


def test_a_terminal_without_a_line_waits_for_one_case_and_not_for_all(both: Both) -> None:
    """Each would wait until its time is up, and nothing else would be sent or heard meanwhile."""
    cases = (both.noticed(), sent_back(both))
    for case in cases:
        ask_partner(both.window.desk, case, HOLDER, LEASE)
    both.meet()
    both.hops.below.up = False
    both.terminal.home()
    asked = both.hops.below.asked
    passing = both.terminal.terminal.counter.passing
    passing.give(passing.wanted())
    assert both.hops.below.asked == asked + 1
    both.hops.below.up = True
    both.beats()
    both.meet()
    assert [both.leases(case) for case in cases] == [("D07", "D07")] * 2


def test_what_was_asked_reads_as_moved_once_the_window_has_the_case(both: Both) -> None:
    """等待结果 stood there for good: a terminal never answers, it gives the case."""
    case = sent_back(both)
    ask_partner(both.window.desk, case, HOLDER, LEASE)
    withdraw(both.window.desk, case, "不办了")
    assert [ask.moved_to for ask in holder(both.window.case(case))] == ["", ""]
    both.meet()
    both.beats()
    both.meet()
    for place in (both.window.case(case), both.place.stores.views.case(case)):
        assert place is not None and [ask.moved_to for ask in holder(place)] == ["D07", "D07"]
    assert all(ask.waiting for ask in holder(both.window.case(case))), "what she said is the window's to do"


def test_who_may_not_hand_over_does_not_fetch_a_result_to_her_counter(both: Both) -> None:
    case = both.window.case(sent_back(both))
    receives = Desk(frozenset({Right.RECEIVE}), "D07")
    assert act.ASK_OVER in offered(case, receives)
    ready = replace(case, state=CaseState.AWAITING_PICKUP)
    assert act.ASK_OVER in offered(ready) and act.ASK_OVER not in offered(ready, receives)
    ended = replace(case, state=CaseState.SERVED)
    assert act.ASK_OVER not in offered(ended), "a terminal gives nothing that has ended"


def test_what_the_terminal_itself_told_keeps_no_window_from_asking(both: Both) -> None:
    """The button was gone: it counted as asked for, and nobody had asked."""
    noticed(both.terminal, channel=CHANNEL)
    (case,) = both.place.stores.views.in_state(CaseState.AWAITING_CORRECTION)
    both.meet()
    passing = both.terminal.terminal.counter.passing
    both.place.stores.settings.put("kiosk.leaving", f'{{"{case}": {both.window.case(case).fence}}}')
    assert passing.leaving(case)
    supplement(both)
    both.meet()
    assert len(hand_ins(both.window.case(case))) == 1
    assert act.ASK_OVER in offered(both.window.case(case))
    assert status_words(both.window.case(case), 0, said)[1].startswith("case.state.S20"), "nobody asked yet"


def test_a_picture_handed_in_while_the_case_leaves_is_the_cases_and_reaches_who_has_it_with_its_day(both: Both) -> None:
    case = both.noticed()
    both.bring(case)
    both.meet()
    both.hops.below.lose = 1
    both.beats()
    terminal = both.terminal
    terminal.touch("tile", "supplement")
    terminal.prove()
    for name in ("case", "line", "picture", "next", "hand-in"):
        terminal.touch(name)
    assert terminal.key == "supplement.end"
    both.meet()
    hers = [each for each in hand_ins(both.window.case(case)) if each.by.id == "kiosk-K01"]
    (scan,) = {scan for each in hers for row in each.materials for scan in row.scans}
    with both.place.database.read.connect() as connection:
        kept = connection.execute(select(blobs.c.case_id).where(blobs.c.digest == scan)).scalar_one()
    assert kept == case.bytes, "it is tidied away with nothing, and goes up"
    assert [(each.handed_at or each.at).date for each in hers] == [terminal.time.now().date]
