"""R09 办件统计表: the counts of a span of days on paper, for the head of the hall."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from app.domain.conduct import Conduct
from app.domain.figures import Figures
from app.domain.figures_table import BY_ITEM, Table, tables
from app.domain.time import SHANGHAI
from app.values import dataclass, replace
from printing.documents.base import Need, Signature
from printing.documents.daily import HALL_RULE, DailyPaper

LARGEST = 20
"""Items on a sheet that is shortened: with the other tables they stand on three pages at most."""


@dataclass(frozen=True, kw_only=True)
class FiguresSheet(DailyPaper):
    """R09 办件统计表 of ``first`` to ``last`` as counted at ``as_of``. Its number counts the tables of the day: what
    bears the same number, on paper or in a file, is of one count. ``left_out`` are rehearsal cases; ``rest`` says how
    many items :meth:`shortened` took together, and how often those came.
    """

    KIND: ClassVar[str] = "R09"
    NAME: ClassVar[str] = "办件统计表"
    NEEDS: ClassVar[tuple[Need, ...]] = (
        Need("tables", "统计数", HALL_RULE),
        Need("maker", "制表人", HALL_RULE),
        Need("as_of", "数据时间", HALL_RULE),
    )

    first: date
    last: date
    as_of: datetime
    maker: str
    tables: tuple[Table, ...]
    left_out: int = 0
    rest: tuple[int, int] = (0, 0)
    signature: Signature | None = None
    head_signature: Signature | None = None

    def shortened(self, most: int = LARGEST) -> Self:
        """Only the ``most`` items that came most often, the rest in one line: no case is left out of the sums."""
        shown = tuple(replace(each, rows=each.rows[:most]) if each.key == BY_ITEM else each for each in self.tables)
        rest = [int(row[1]) for each in self.tables if each.key == BY_ITEM for row in each.rows[most:]]
        return replace(self, tables=shown, rest=(len(rest), sum(rest)))

    @classmethod
    def sample(cls) -> Self:
        """A specimen: a week of a small hall."""
        first = date(2026, 9, 21)
        days = [first + timedelta(days=n) for n in range(5)]
        counts = Figures(
            first,
            first + timedelta(days=6),
            dict(zip(days, (24, 31, 27, 22, 18), strict=True)),
            dict(zip(days, (19, 25, 28, 17, 20), strict=True)),
            {"食品经营许可（新办）": 48, "护士执业注册（首次注册）": 37, "道路旅客运输经营许可": 22, "居住证申领": 15},
            tuple(150 + n * n * 37 % 1300 for n in range(122)),
            {"main": 2, "notice": 1},
            57,
            3,
        )
        envelope = cls._envelope(17, 40)
        return cls(
            envelope=replace(envelope, number=f"{envelope.number}-0001"),
            first=counts.first,
            last=counts.last,
            as_of=datetime(2026, 9, 28, 17, 35, 12, tzinfo=SHANGHAI),
            maker="赵六（0712）",
            tables=tables(counts, Conduct(counts.first, counts.last, 57, 3, ())),
            left_out=3,
        )
