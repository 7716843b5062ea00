"""统计: what was taken in and finished in a span of days, how long it took at the desk, and what is late.

Counts alone; nobody is named. What was done in a rehearsal (演练、模拟办事) is in no statistics (S0 28–30).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from statistics import median

from app.domain import events as ev
from app.domain.case import Case
from app.domain.clocks import clocks
from app.domain.conduct import rehearsed
from app.domain.evolve import evolve
from app.domain.happened import AT_COUNTER
from app.values import dataclass, field


@dataclass(frozen=True)
class Figures:
    """Of ``first`` to ``last``: cases taken in (by 收件日: of one from the pad the day on its sheet) and finished,
    by day and by item; ``seconds`` of each intake at the counter, from the first typed word to the receipt; ``overdue``
    clock → cases late on ``until`` (today at most). ``left_out`` are rehearsal cases.
    """

    first: date
    last: date
    received: Mapping[date, int] = field(default_factory=dict)
    finished: Mapping[date, int] = field(default_factory=dict)
    items: Mapping[str, int] = field(default_factory=dict)
    seconds: tuple[int, ...] = ()
    overdue: Mapping[str, int] = field(default_factory=dict)
    running: int = 0
    left_out: int = 0

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the span, also those on which nothing came in."""
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    @property
    def minutes(self) -> float | None:
        """Half of the intakes took no longer; None without any."""
        return median(self.seconds) / 60 if self.seconds else None

    @property
    def late(self) -> int:
        """Clocks that ran out."""
        return sum(self.overdue.values())


def figures(histories: Iterable[Sequence[ev.Recorded]], first: date, last: date, today: date) -> Figures:
    """Count over the histories of cases."""
    received: Counter[date] = Counter()
    finished: Counter[date] = Counter()
    items: Counter[str] = Counter()
    overdue: Counter[str] = Counter()
    seconds: list[int] = []
    running = left_out = 0
    for history in histories:
        if rehearsed(history):
            left_out += 1
            continue
        case, ended = _replayed(history)
        if case is None or case.received is None:
            continue
        running += not case.terminal
        overdue.update(kind for kind, (ends, _) in clocks(case).items() if ends < today)
        if ended is not None and first <= ended <= last:
            finished[ended] += 1
        day = case.received.received_on
        if first <= day <= last:
            received[day] += 1
            items[case.item.name] += 1
            seconds += _seconds(case)
    by_item = dict(sorted(items.items(), key=lambda pair: (-pair[1], pair[0])))
    return Figures(
        first,
        last,
        dict(sorted(received.items())),
        dict(sorted(finished.items())),
        by_item,
        tuple(sorted(seconds)),
        dict(sorted(overdue.items())),
        running,
        left_out,
    )


def _replayed(history: Sequence[ev.Recorded]) -> tuple[Case | None, date | None]:
    """The case, and the day on which it ended: what is told of it later, such as a rating, ends nothing."""
    case: Case | None = None
    ended: date | None = None
    for recorded in history:
        over = case is not None and case.terminal
        case = evolve(case, recorded)
        if not over or not case.terminal:
            ended = recorded.event.at.date if case.terminal else None
    return case, ended


def _seconds(case: Case) -> list[int]:
    """From the making of the case's id, which is its first typed word, to the receipt; only at the counter."""
    received = case.received
    if received is None or received.pad_number or received.intake.channel != AT_COUNTER:
        return []
    if case.id.version != 7:
        return []
    begun = case.id.int >> 80
    return [max(received.at.ms - begun, 0) // 1000]
