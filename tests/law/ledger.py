"""The ledger as data: every row of the founding texts, and what is said of rows that no test proves."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = Path(__file__).with_name("ledger.toml")
SECTIONS = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "B3", "B7", "C1")


@dataclass(frozen=True)
class Row:
    """One duty. ``place`` is the article or section, ``asks`` what it asks of the program, ``who`` the faces
    (W window, S station, K kiosk, Y sync and platform).
    """

    id: str
    section: str
    place: str
    asks: str
    who: str


@dataclass(frozen=True)
class Reason:
    """Why a row is not this program's: ``why``, and ``ends`` the place where ours ends."""

    why: str
    ends: str


@dataclass(frozen=True)
class Ledger:
    """All rows with what is said of them: ``reasons`` (not ours), ``open`` (what is missing yet), ``part``
    (proven, but for this).
    """

    titles: dict[str, str]
    rows: tuple[Row, ...]
    reasons: dict[str, Reason]
    open: dict[str, str]
    part: dict[str, str]

    def ids(self) -> frozenset[str]:
        """All row ids."""
        return frozenset(row.id for row in self.rows)


def load(text: str | None = None) -> Ledger:
    """The ledger of ``text``, or of the file beside this module."""
    data = tomllib.loads(FILE.read_text("utf-8") if text is None else text)
    sections = [name for name in SECTIONS if name in data]
    unknown = set(data) - {*SECTIONS, "reason", "open", "part"}
    if unknown:
        raise ValueError(f"unknown tables in the ledger: {sorted(unknown)}")
    rows = tuple(
        Row(key, name, each["place"], each["asks"], each["who"])
        for name in sections
        for key, each in data[name]["rows"].items()
    )
    twice = [key for key, n in Counter(row.id for row in rows).items() if n > 1]
    if twice:
        raise ValueError(f"rows named twice: {twice}")
    return Ledger(
        titles={name: data[name]["title"] for name in sections},
        rows=rows,
        reasons={key: Reason(each["why"], each["ends"]) for key, each in data.get("reason", {}).items()},
        open=dict(data.get("open", {})),
        part=dict(data.get("part", {})),
    )
