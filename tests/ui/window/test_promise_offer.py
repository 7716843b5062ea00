"""容缺承诺 on the case page: offered only where the core would take it (record 0125)."""

from __future__ import annotations

from app.domain.acts_guards import Checked
from app.usecases.standing import Standing
from tests.app.domain.kit import ALL, MONDAY, NURSE, Counter, faulty
from ui.window.case.action import Desk
from ui.window.case.actions import PLEDGE, actions


def test_she_signs_no_promise_where_the_guide_leaves_no_time_for_it() -> None:
    counter = Counter(NURSE)
    counter.offer("tolerable", 0)
    case = counter.received(faulty(counter.rows[0])).need()
    for limit, offered in ((None, False), (MONDAY.date, True)):
        desk = Desk(ALL, counter.device, standing=Standing(Checked.GOOD, Checked.GOOD, limit))
        assert any(act.name == PLEDGE for act in actions(case, desk)) is offered
