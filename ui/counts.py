"""统计: what the page and the command both show, counted once, by one hand. No Qt."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.domain.conduct import Conduct, conduct
from app.domain.figures import Figures, figures
from app.domain.time import Timestamp
from app.storage.histories import SqlHistories
from app.values import dataclass

if TYPE_CHECKING:
    from ui.workplace import Workplace


@dataclass(frozen=True)
class Counted:
    """Both counts of one span of days, and the moment at which they were begun."""

    figures: Figures
    conduct: Conduct
    at: Timestamp


def count(at: Workplace, first: date, last: date) -> Counted:
    """Count the log; that somebody counted is in the audit. Reads every history: never on the GUI thread."""
    histories, begun, today = SqlHistories(at.database), at.clock.now(), at.office.today()
    found = Counted(
        figures(histories.every(), first, last, today),
        conduct(histories.every(), first, last, today),
        begun,
    )
    at.stores.audit.record(at.office.desk.session.operator.id, "conduct", f"{first}/{last}")
    return found
