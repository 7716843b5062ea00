"""What is known now of an applicant's credit and former promises: what 容缺 and 告知承诺 depend on (S0 10(1))."""

from __future__ import annotations

from datetime import date

from app.domain.acts_guards import CREDIT, FALSE_PROMISES, Checked, checked
from app.domain.case import Case
from app.domain.commands import Context
from app.domain.guide import ServiceGuide
from app.domain.limits import counts_as_accepted
from app.domain.tolerance import day_to_bring, no_room, tolerance_limit
from app.usecases.desk import Desk
from app.values import dataclass


@dataclass(frozen=True)
class Standing:
    """``credit`` and ``promises`` as checked; ``limit`` is the last day a 容缺 material may be promised for, None when
    the guide names no period. Of what is pledged and not accepted yet ``until`` is the day that 受理 would tell, and
    ``no_room`` why it would be refused.
    """

    credit: Checked
    promises: Checked
    limit: date | None = None
    until: date | None = None
    no_room: str = ""

    @property
    def may_commit(self) -> bool:
        """Whether a 告知承诺 may be taken: both answers are there and good."""
        return self.credit is Checked.GOOD and self.promises is Checked.GOOD


UNKNOWN = Standing(Checked.UNCHECKED, Checked.UNCHECKED)
"""Of somebody nobody asked about."""


def standing(desk: Desk, case: Case, guide: ServiceGuide | None) -> Standing:
    """Look at the answers in the log; nothing is asked by looking."""
    context = Context(
        now=desk.clock.now(),
        operator=desk.session.operator,
        rights=frozenset(),
        rules=desk.rules_for(case),
        calendar=desk.calendar,
        place=desk.place,
        device=desk.place.device,
        guide=guide,
    )
    waits = bool(case.tolerated) and case.accepted is None
    start = counts_as_accepted(case, context.rules, context.calendar, context.now.date)
    none = no_room(case, context) if waits else None
    days = context.rules.snapshot_max_age_days
    return Standing(
        checked(case, context, CREDIT, days)[0],
        checked(case, context, FALSE_PROMISES, days)[0],
        tolerance_limit(case, context),
        day_to_bring(case, context, start) if waits else None,
        none.why if none is not None else "",
    )
