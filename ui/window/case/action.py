"""One thing that may be done with a case, and who asks. No Qt."""

from __future__ import annotations

from uuid import UUID

from app.domain.rights import Right
from app.usecases.standing import UNKNOWN, Standing
from app.values import dataclass


@dataclass(frozen=True)
class Action:
    """``name`` is stable, ``words`` a text key, ``needs`` the form that asks for what is missing ("" acts at once),
    ``paper`` the document it speaks of. Exactly one of a list is ``primary`` and bears ``Ctrl+Enter``; a ``rare`` one
    stands behind 更多 and has a bare key there.
    """

    name: str
    words: str
    key: str = ""
    primary: bool = False
    needs: str = ""
    paper: UUID | None = None
    rare: bool = False


@dataclass(frozen=True)
class Desk:
    """Who asks: rights for the item of the case, the device, the kind of case its guide names, how many owed materials
    are marked as handed in, what is known of the applicant's standing, whether the item is charged, whether the
    rules of the case let D02 be left out on the spot, (``receipts``) whether what is taken in is sealed here,
    and (``mended``) whether a 更正件 of the case goes on or was served.
    """

    rights: frozenset[Right]
    device: str
    mode: str = ""
    marked: int = 0
    standing: Standing = UNKNOWN
    charged: bool = False
    voucher_optional: bool = False
    receipts: bool = False
    mended: bool = False
