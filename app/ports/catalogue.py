"""Ports of the catalogue that comes by the line. See ``app.ports``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.values import dataclass, field


@dataclass(frozen=True)
class Edition:
    """A catalogue as its signed manifest names it: ``serial`` only grows, ``digest`` is over all rows.

    ``issued_ms``: UTC milliseconds; ``form``: the version of the rows' text; ``proof``: the signed manifest as it came.
    """

    version: str
    serial: int
    issued_ms: int
    rows: int
    digest: str
    form: int = 1
    proof: str = field(default="", compare=False)


@dataclass(frozen=True)
class EditionRow:
    """One item with its guide: code, SHA-256 of the text, the text."""

    code: str
    digest: str
    body: str


@dataclass(frozen=True)
class EditionPage:
    """Rows in order of codes; ``gone`` left the catalogue, ``after`` is where the next page begins."""

    rows: Sequence[EditionRow]
    gone: Sequence[str]
    after: str
    more: bool


@dataclass(frozen=True)
class Arriving:
    """A catalogue on its way: against which version (empty: whole), and behind which code to go on."""

    edition: Edition
    base: str
    after: str
    whole: bool


class EditionRefused(Exception):
    """A catalogue was not taken; ``code``: downgrade, digest, signature, form, conflict, unreadable."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail


class EditionLine(Protocol):
    """The line for the catalogue. Errors: app.errors.LineError, with not-found for a version that is not there."""

    def edition(self) -> Edition | None:
        """The newest catalogue, its signature checked; None when there is none. Raises EditionRefused signature."""
        ...

    def edition_page(self, version: str, base: str, after: str) -> EditionPage:
        """Rows of ``version`` behind ``after``: what changed since ``base``, or all when it is empty."""
        ...


class EditionShelf(Protocol):
    """Where a catalogue is put together beside the one in use, and changed for it at once."""

    def standing(self) -> Edition | None:
        """The catalogue of the line that is in use."""
        ...

    def arriving(self) -> Arriving | None:
        """The one that is on its way here."""
        ...

    def begin(self, edition: Edition, base: str) -> None:
        """Begin anew; what had arrived of another is thrown away."""
        ...

    def put(self, page: EditionPage) -> None:
        """Keep a page, and where to go on, at once."""
        ...

    def switch(self, at_ms: int) -> None:
        """Put what arrived in use, whole or not at all. Raises EditionRefused."""
        ...

    def refuse(self, code: str, detail: str, at_ms: int) -> None:
        """Throw away what arrived, and remember why; the catalogue in use stays. An empty code: all is well again."""
        ...
