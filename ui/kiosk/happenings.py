"""What may befall a session at a terminal, as values: touches, cards, papers, staff, and the clock. No Qt here."""

from __future__ import annotations

from app.domain.kiosk import Proof
from app.values import dataclass


@dataclass(frozen=True)
class Touched:
    """Somebody touched the page."""


@dataclass(frozen=True)
class Resumed:
    """继续办理."""


@dataclass(frozen=True)
class Finished:
    """办完了，退出. ``slot_known``: the printer can tell whether its slot is empty; else she is taken at her word.

    ``stays``: 不办了，回首页, with which nobody leaves.
    """

    slot_known: bool = False
    stays: bool = False


@dataclass(frozen=True)
class Cut:
    """The machine ended it, not she: a fault of the program, or staff at the badge. The slot may hold her paper."""


@dataclass(frozen=True)
class CardRead:
    """A card lies on the reader and was read; ``holder`` is an opaque key of its owner."""

    holder: str


@dataclass(frozen=True)
class CardLifted:
    """It was taken away."""


@dataclass(frozen=True)
class ReaderLost:
    """The reader is gone or out of order."""


@dataclass(frozen=True)
class Shown:
    """A proof of identity was given."""

    proof: Proof


@dataclass(frozen=True)
class KnownByPhone:
    """Her 亮码 said who she is: as good as card and face; ``holder`` is the key that her card would have."""

    holder: str


@dataclass(frozen=True)
class OnPhone:
    """She turned to her telephone for something that is wanted here, or waits for staff; or no longer."""

    on: bool


@dataclass(frozen=True)
class Awaiting:
    """She called for staff and waits for somebody to come, or is told that somebody does; or waits no longer."""

    on: bool


@dataclass(frozen=True)
class PaperOut:
    """A sheet came out for the person who stands here."""


@dataclass(frozen=True)
class LatePaper:
    """A sheet of somebody who has gone lies in the slot. Not ``out``: it may still come, or stick in the printer."""

    out: bool = True


@dataclass(frozen=True)
class PaperTaken:
    """The slot is empty, or she says that she has ``hers``; what may come out yet is taken by nobody."""

    hers: bool = False


@dataclass(frozen=True)
class Switched:
    """大字, 低位, 语音 or the language was touched: ``what`` is large, low, silent or language, kept elsewhere."""

    what: str


@dataclass(frozen=True)
class Locking:
    """The keeper locks the terminal, or opens it again."""

    locked: bool


@dataclass(frozen=True)
class StaffIn:
    """The PIN was right."""


@dataclass(frozen=True)
class StaffOut:
    """Staff is done; ``cleared`` when what was left behind was taken away."""

    cleared: bool = False


@dataclass(frozen=True)
class Working:
    """Work runs in the background for her, or ended: with either her quiet begins anew."""

    busy: bool


@dataclass(frozen=True)
class Tick:
    """A second went by. ``read``: a page stands there that is read without a touch, by who stands before it."""

    read: bool = False


Happening = (
    Touched
    | Resumed
    | Finished
    | Cut
    | CardRead
    | CardLifted
    | ReaderLost
    | Shown
    | KnownByPhone
    | OnPhone
    | Awaiting
    | PaperOut
    | LatePaper
    | PaperTaken
    | Switched
    | Locking
    | StaffIn
    | StaffOut
    | Working
    | Tick
)
