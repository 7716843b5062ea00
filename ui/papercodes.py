"""The codes on papers, as a desk trusts them: which keys count, and which case a scanned paper belongs to. No Qt."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.transitions import CaseState
from app.errors import UserFacingError
from app.ports.equipment import CodeScan
from app.values import dataclass
from printing.proof import check_code, read_code

if TYPE_CHECKING:
    from ui.workplace import Workplace

KEYS_SETTING = "paper.keys"
"""Public keys of other devices whose papers are checked here, a JSON list."""
FORGED = "ZC-PRN-72"


@dataclass(frozen=True)
class PaperFound:
    """The case of a scanned paper; ``warning`` is a code when its seal does not hold, and then there is no case."""

    case_id: UUID | None
    state: CaseState | None = None
    warning: str = ""


def trusted_keys(at: Workplace) -> list[str]:
    """Public keys of other devices that are believed here."""
    return list(json.loads(at.stores.settings.get(KEYS_SETTING, "[]")))


def case_of_code(at: Workplace, scan: CodeScan) -> PaperFound:
    """The case that a scanned paper names. A signed code whose signature does not fit leads nowhere; one of a device
    that is not known here is looked up like a plain number.
    """
    if read_code(scan.text):
        try:
            check_code(scan.text, [at.paper_key.public, *trusted_keys(at)])
        except UserFacingError as error:
            if error.code == FORGED:
                return PaperFound(None, None, error.code)
    case_id = at.office.case_of_number(scan.value or scan.text)
    case = at.stores.views.case(case_id) if case_id is not None else None
    return PaperFound(case_id, case.state if case is not None else None)
