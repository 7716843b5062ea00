"""Unattended terminals (自助终端): signs of life and what their keeper answers, which name nobody;
and what telephones of citizens do for them, 亮码 and pictures of materials.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sync.wire.models import Device, Model

Moment = Annotated[int, Field(ge=0, le=2**53)]
"""Milliseconds of a clock since 1970, as every database and every reader of JSON can hold them."""
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]


class Stand(Model):
    """Where a device stands: the short code of its division (S0 4) and the name of its hall; empty where it was told
    neither. Two stand in one hall where both are known and the same.
    """

    region: Annotated[str, Field(max_length=12, pattern=r"^[0-9]*$")] = ""
    hall: Annotated[str, Field(max_length=100)] = ""


class SignOfLife(Model):
    """What a terminal says of itself: its phase, what is broken, why staff is called, and figures; where it stands, and
    what it is called there (``place``: 3 号自助机), which is all that a clerk of its hall reads of it.
    """

    at_ms: Moment
    phase: Code
    faults: Annotated[list[Code], Field(max_length=32)] = Field(default_factory=list)
    calls: Annotated[list[Code], Field(max_length=32)] = Field(default_factory=list)
    figures: dict[Code, int] = Field(default_factory=dict)
    called_ms: Annotated[dict[Code, Moment], Field(max_length=32)] = Field(default_factory=dict)
    stand: Stand = Field(default_factory=Stand)
    place: Annotated[str, Field(max_length=100)] = ""


class Going(Model):
    """A clerk goes to ``terminal``: she signs for the calls that she read (reason → ``called_ms``), with her 工号
    (``by``) and her name.
    """

    terminal: Device
    seen: Annotated[dict[Code, Moment], Field(min_length=1, max_length=32)]
    by: Annotated[str, Field(min_length=1, max_length=40)]
    name: Annotated[str, Field(max_length=100)] = ""


class HallAsk(Model):
    """A window asks who calls at the terminals of its hall; with ``go`` it signs first."""

    stand: Stand
    go: Going | None = None


class HallCall(Model):
    """A call for a person at a terminal of the hall. Spans by the platform's clock: ``ago_ms`` since it was called
    first, ``signed_ago_ms`` since ``by`` (工号) signed, None: nobody has. Nothing of who stands there.
    """

    terminal: Device
    place: Annotated[str, Field(max_length=100)] = ""
    reason: Code
    called_ms: int
    ago_ms: Annotated[int, Field(ge=0)]
    signed_ago_ms: Annotated[int, Field(ge=0)] | None = None
    by: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(max_length=100)] = ""


class HallCalls(Model):
    """Who calls; ``signed``: the reasons that ``go`` signed for now; ``terminal``: whether one of the hall lives, else
    the window asks seldom.
    """

    calls: list[HallCall] = Field(default_factory=list)
    signed: list[Code] = Field(default_factory=list)
    terminal: bool = True


class SignedCall(Model):
    """A person signed that she comes: for the call that the terminal made at ``called_ms`` (its clock), ``ago_ms`` ago
    (the platform's clock).
    """

    reason: Code
    called_ms: int
    ago_ms: Annotated[int, Field(ge=0)]


class KeeperOrders(Model):
    """What the terminal shall do: ``locked`` with ``words`` for people, ``until_ms`` when it reopens (0 unknown).

    ``answers``: the calls that somebody signed for; None: the platform is older than this, and cannot tell.
    ``on_record``: the hall in which the platform knows it, where it named another; None: they agree.
    """

    locked: bool = False
    words: Annotated[str, Field(max_length=200)] = ""
    until_ms: int = 0
    answers: Annotated[list[SignedCall], Field(max_length=32)] | None = None
    on_record: Stand | None = None


TicketId = Annotated[str, Field(min_length=20, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Line = Annotated[str, Field(min_length=1, max_length=64)]


class PhoneCode(Model):
    """A 亮码 as it was scanned from a telephone."""

    code: Annotated[str, Field(min_length=1, max_length=400)]


class PhoneAnswer(Model):
    """Whose it is; ``known`` False with ``words`` why it proves nobody."""

    known: bool
    words: Annotated[str, Field(max_length=200)] = ""
    name: Annotated[str, Field(max_length=100)] = ""
    id_type: Annotated[str, Field(max_length=8)] = ""
    id_number: Annotated[str, Field(max_length=40)] = ""


class WantedLine(Model):
    """A material that pictures are wanted of."""

    id: Line
    name: Annotated[str, Field(max_length=200)]


class TicketWish(Model):
    """What a ticket is wanted for."""

    lines: Annotated[list[WantedLine], Field(min_length=1, max_length=64)]


class TicketAnswer(Model):
    """A ticket for pictures: ``url`` is what a telephone opens; over at ``until_ms``."""

    ticket: TicketId
    url: Annotated[str, Field(max_length=400)]
    until_ms: int


class SentPicture(Model):
    """A picture that has come: its number within the ticket, its line, its bytes."""

    n: int
    line: Line
    size: int


class TicketState(Model):
    """What has come so far."""

    pictures: list[SentPicture] = Field(default_factory=list)


class PictureAnswer(Model):
    """One picture, as base64."""

    line: Line
    content: str
