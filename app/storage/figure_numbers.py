"""Numbers of the 办件统计表 that left the house. The audit counts them: each is there, and none is taken out."""

from __future__ import annotations

from sqlalchemy import Connection, select

from app.ports import Clock
from app.storage.database import Database
from app.storage.schema import audit
from app.storage.stores import audit_within

TAKEN = ("figures-file", "figures-sheet")
"""What the audit calls the two ways in which figures leave."""


class SqlFigureNumbers:
    """Gives a count its number when it leaves for the first time, and the same ever after."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def take(self, operator: str, action: str, span: str, series: str, counted_ms: int) -> str:
        """Record that a count leaves and say under which number: ``series`` and the how-manyth of it this is, such as
        20260928-D07-R09-0003. ``span`` are its days, ``counted_ms`` when it was counted: the same count, as a file and
        as a sheet, has one number.

        Raises UserFacingError ZC-DB-02 to -06 and -09; then nothing may leave.
        """
        with self._database.writing() as connection:
            given = _given(connection, series)
            number = given.get((span, counted_ms)) or f"{series}-{len(set(given.values())) + 1:04d}"
            subject = f"{span} {number} {counted_ms}"
            audit_within(connection, self._clock.now().ms, operator, action, subject)
        return number

    def number(self, span: str, series: str, counted_ms: int) -> str:
        """The number under which a count left, "" when it did not."""
        with self._database.read.connect() as connection:
            return _given(connection, series).get((span, counted_ms), "")


def _given(connection: Connection, series: str) -> dict[tuple[str, int], str]:
    """The numbers of a series by span and moment. Lines of older versions have no number, and count for none."""
    statement = select(audit.c.subject).where(audit.c.action.in_(TAKEN), audit.c.subject.contains(f" {series}-"))
    found: dict[tuple[str, int], str] = {}
    for subject in connection.execute(statement).scalars():
        # The number bears the name of a device, which a hall may have written with a space.
        span, rest = subject.split(" ", 1)
        number, ms = rest.rsplit(" ", 1)
        found[span, int(ms)] = number
    return found
