"""Signs of life of unattended terminals (自助终端), and what their keeper answers. Codes and counts, nobody's data."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sync.wire.models import Model

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]


class SignOfLife(Model):
    """What a terminal says of itself: its phase, what is broken, why staff is called, and figures."""

    at_ms: int
    phase: Code
    faults: Annotated[list[Code], Field(max_length=32)] = Field(default_factory=list)
    calls: Annotated[list[Code], Field(max_length=32)] = Field(default_factory=list)
    figures: dict[Code, int] = Field(default_factory=dict)


class KeeperOrders(Model):
    """What the terminal shall do: ``locked`` with ``words`` for people, ``until_ms`` when it reopens (0 unknown)."""

    locked: bool = False
    words: Annotated[str, Field(max_length=200)] = ""
    until_ms: int = 0
