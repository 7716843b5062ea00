"""号段: numbers given out in blocks, so that a window can print numbers without the line."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, insert, select

from sync.platform import tables
from sync.platform.database import take
from sync.wire.models import BlockAnswer, BlockRequest
from sync.wire.problems import KEY_REUSED, ProblemError


def reserve(connection: Connection, request: BlockRequest, key: str, now_ms: int) -> BlockAnswer:
    """Reserve a block in the caller's writing transaction; the same ``key`` of a device gives the same block.

    Raises ProblemError when ``key`` was used for another request.
    """
    table = tables.blocks
    known = connection.execute(
        select(table).where(table.c.device == request.device, table.c.key == key)
    ).first()
    if known is not None:
        if (known.series, known.size, known.epoch) != (request.series, request.size, request.epoch):
            raise ProblemError(KEY_REUSED)
        return _answer(known)
    first = take(connection, f"series:{request.series}", request.size)
    row = {
        "id": secrets.token_hex(8),
        "series": request.series,
        "first": first,
        "last": first + request.size - 1,
        "device": request.device,
        "epoch": request.epoch,
        "size": request.size,
        "key": key,
        "reserved_ms": now_ms,
    }
    connection.execute(insert(table).values(**row))
    return BlockAnswer.model_validate(row)


def _answer(row: Any) -> BlockAnswer:
    return BlockAnswer(id=row.id, series=row.series, first=row.first, last=row.last)
