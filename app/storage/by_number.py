"""Cases by the number on a paper: its own, or the 办件编号 that all papers of a case name.

No table holds the 办件编号: it is made of what a paper says, and read back into that, so that a case of any age is
found by it and a save writes nothing more.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Connection, func, select

from app.domain.case_number import NumberParts, case_number, number_parts, plain_number
from app.domain.ids import uuid7
from app.domain.time import SHANGHAI
from app.storage import log
from app.storage.schema import case_row, papers, search_key

_AROUND = timedelta(hours=1)
"""The name of a paper is made a moment before the paper is issued, which may be on the day before."""
_DAY = timedelta(days=1)


def of_case_number(connection: Connection, text: str, kinds: Collection[str] = ()) -> list[UUID]:
    """The cases of a whole 办件编号, with or without separators, the newest first: one; more, where numbers were told
    before all their digits counted; none for anything else. Only those with a paper of ``kinds`` when there are any.
    """
    wanted = plain_number(text)
    near = {case: None for parts in number_parts(text) for case in _near(connection, parts, kinds)}
    cases = ((each, log.load_case(connection, each)) for each in sorted(near, reverse=True))
    return [each for each, case in cases if case is not None and plain_number(case_number(case)) == wanted]


def of_number(connection: Connection, text: str, kinds: Collection[str] = ()) -> UUID | None:
    """The case of a paper by its number or short code, as scanned, or of a 办件编号 that is of one case alone; only
    papers of ``kinds`` when there are any.
    """
    numbered = of_case_number(connection, text, kinds)
    if numbered:
        return numbered[0] if len(numbered) == 1 else None
    plain = text.strip()
    of_paper, key = select(papers.c.case_id), plain.upper()
    # The short code by the search words: no index of papers has it, and a name that is typed would look through all.
    words = search_key.c.case_id == papers.c.case_id
    by_code = of_paper.join(search_key, words).where(search_key.c.key == key, papers.c.code == key)
    for query in (of_paper.where(papers.c.number == plain), by_code):
        chosen = query.where(papers.c.kind.in_(kinds)) if kinds else query
        found = connection.execute(chosen.limit(1)).scalar()
        if found is not None:
            return UUID(bytes=found)
    return None


def _near(connection: Connection, parts: NumberParts, kinds: Collection[str]) -> list[UUID]:
    """Cases of the item with a paper of that day whose number ends so; their own word decides. Papers are named by the
    time, so that those of a day lie together, however many there are of others.
    """
    begins = datetime.combine(parts.day, time(), SHANGHAI)
    first, last = (
        uuid7(int(at.timestamp() * 1000), bytes(10)).bytes for at in (begins - _AROUND, begins + _DAY + _AROUND)
    )
    query = (
        select(papers.c.case_id)
        .join(case_row, case_row.c.case_id == papers.c.case_id)
        .where(papers.c.document_id >= first, papers.c.document_id < last)
        .where(papers.c.code.endswith(parts.serial), func.upper(case_row.c.item_code) == parts.item)
    )
    if kinds:
        query = query.where(papers.c.kind.in_(kinds))
    return [UUID(bytes=value) for value in connection.execute(query).scalars()]
