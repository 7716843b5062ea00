"""The specimens are what halls and lawyers look at first: the days on them are those of the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.deadlines import due
from app.domain.guide import Period
from printing.documents import (
    Acceptance,
    AcceptanceRevoked,
    DeficiencyNotice,
    ExtensionNotice,
    Receipt,
    RoutingSlip,
    SpecialProcedureNotice,
    ToleranceLapsed,
    ToleranceNotice,
    TolerancePledge,
)
from printing.documents.base import day_words
from printing.documents.specimens import matter_acceptance
from tests.app.domain.kit import calendar

TAKEN = date(2026, 9, 28)
ACCEPTED, NOTICE, OWED = Acceptance.sample(), DeficiencyNotice.sample(), ToleranceNotice.sample()
SPECIAL, LONGER, ROUTE = SpecialProcedureNotice.sample(), ExtensionNotice.sample(), RoutingSlip.sample()


@pytest.mark.parametrize(
    ("start", "days", "told"),
    [
        pytest.param(TAKEN, 5, Receipt.sample().next_by, id="D01"),
        pytest.param(ACCEPTED.accepted_on, 10, ACCEPTED.due_on, id="D02"),
        pytest.param(NOTICE.envelope.issued_on, 15, NOTICE.ends_on, id="D03"),
        pytest.param(TAKEN, 5, TolerancePledge.sample().promised_by, id="D06"),
        pytest.param(OWED.accepted_on, 5, OWED.ends_on, id="D07"),
        pytest.param(OWED.accepted_on, 10, OWED.due_on, id="D07-main"),
        pytest.param(TAKEN, 5, ToleranceLapsed.sample().ended_on, id="D09"),
        pytest.param(TAKEN, 5, AcceptanceRevoked.sample().ended_on, id="D10"),
        pytest.param(SPECIAL.starts_on, 15, SPECIAL.ends_on, id="D13"),
        pytest.param(LONGER.accepted_on, 10, LONGER.was_due_on, id="D14"),
        pytest.param(LONGER.was_due_on, 10, LONGER.due_on, id="D14-longer"),
        *(
            pytest.param(TAKEN, int(each.limit.removesuffix("个工作日")), each.due_on, id=f"D02-{each.item}")
            for each in matter_acceptance().branches
            if each.due_on is not None
        ),
    ],
)
def test_a_specimen_tells_the_day_on_which_its_own_period_ends(start: date, days: int, told: date) -> None:
    """Ten working days over the holidays ended a day late: the paper itself said that 10 October counts."""
    assert told == due(start, Period(days), calendar()).date


def test_the_routing_slip_counts_the_days_of_its_steps_and_is_printed_after_them() -> None:
    steps = {step.name: step for step in ROUTE.steps}
    assert steps["材料补正"].duration == f"{calendar().workdays(TAKEN, date(2026, 10, 12))}个工作日"
    assert ROUTE.due == day_words(due(date(2026, 10, 12), Period(10), calendar()).date)
    assert ROUTE.envelope.printed_at.date() == date(2026, 10, 12)
