"""The cases of a self-service terminal, as it looks them up; implements ``app.ports.kiosk.KioskBook``."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.domain.case import Case
from app.domain.kiosk import belongs
from app.domain.paper import PaperKind
from app.domain.progress import query_code
from app.storage.stores import SqlAudit
from app.storage.views import Views

_RECEIPTS = (PaperKind.RECEIPT.value, PaperKind.CORRECTION_RECEIPT.value)


class SqlKioskBook:
    """Looks over the projections of the profile; every case is replayed from its log."""

    def __init__(self, views: Views, audit: SqlAudit) -> None:
        self._views = views
        self._audit = audit

    def case(self, case_id: UUID) -> Case | None:
        """A case."""
        return self._views.case(case_id)

    def of_code(self, text: str, query: str) -> Case | None:
        """The case of a receipt (D01, D01b) by its number, short code or bar code, or by the 办件编号 on it, and the
        query code printed on it.

        Numbers follow one another: a number alone opens nothing.
        """
        code = text.strip().upper()
        if not code:
            return None
        numbered = self._views.of_case_number(code, _RECEIPTS)
        # Of two that were once told one number the query code names hers.
        hers = (each for each in numbered if query.strip().upper() == query_code(each))
        found = next(hers, None) if numbered else self._views.case_of_number(code, _RECEIPTS)
        if found is None and code[:2].isalpha() and code[2:4].isdigit():
            found = self._views.case_of_number(code[4:], _RECEIPTS)
        if found is None or query.strip().upper() != query_code(found):
            return None
        return self._views.case(found)

    def of_person(self, number: str) -> Sequence[Case]:
        """Cases of an applicant or agent, the newest change first."""
        if not number:
            return ()
        cases = (self._views.case(line.case_id) for line in self._views.find(number))
        return [case for case in cases if case is not None and belongs(case, number)]

    def look(self, operator: str, action: str, subject: str) -> None:
        """Write a look into the audit."""
        self._audit.record(operator, action, subject)
