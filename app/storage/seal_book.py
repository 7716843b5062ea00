"""印章登记 in the profile: a chained register of who has which seal; implements ``app.ports.stock.SealBook``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select

from app.domain.seals import SEAL_WORDS, SealAct, SealMove, SealStanding, may_follow, standings
from app.domain.stock import GENESIS
from app.errors import UserFacingError
from app.storage.database import Database
from app.storage.problem import Problem
from app.storage.schema import seal_moves
from app.storage.stores import audit_within


class SqlSeals:
    """The register of seals; entries are added and never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, move: SealMove) -> None:
        """Enter ``move`` with a line of the audit. Raises UserFacingError ZC-SEAL-02 when it may not follow."""
        with self._database.writing() as connection:
            now = standings(_moves(connection)).get(move.seal)
            if not may_follow(move.act, now):
                raise UserFacingError(
                    "ZC-SEAL-02",
                    f"“{move.seal}”{now.words if now is not None else '没有登记过'}，不能登记“{SEAL_WORDS[move.act]}”",
                    "印章登记没有变化",
                    "请核对印章名称和它现在在谁手里",
                )
            prev = connection.scalar(select(seal_moves.c.hash).order_by(seal_moves.c.n.desc()).limit(1))
            connection.execute(insert(seal_moves).values(**_row(move, move.link(prev or GENESIS))))
            audit_within(connection, move.at_ms, move.operator, f"seal-{move.act}", str(move.id))

    def moves(self, seal: str = "") -> Sequence[SealMove]:
        """Entries, the oldest first."""
        with self._database.read.connect() as connection:
            return [move for move in _moves(connection) if seal in ("", move.seal)]

    def standings(self) -> Mapping[str, SealStanding]:
        """Every seal as it stands now."""
        with self._database.read.connect() as connection:
            return standings(_moves(connection))


def _moves(connection: Connection) -> Iterator[SealMove]:
    for row in connection.execute(select(seal_moves).order_by(seal_moves.c.n)):
        yield _move(row)


def _move(row: Row[Any]) -> SealMove:
    return SealMove(
        UUID(bytes=row.id),
        SealAct(row.act),
        row.seal,
        row.holder,
        row.place,
        row.reason,
        row.operator,
        row.at_ms,
    )


def _row(move: SealMove, chained: str) -> dict[str, Any]:
    return {
        "id": move.id.bytes,
        "act": move.act.value,
        "seal": move.seal,
        "holder": move.holder,
        "place": move.place,
        "reason": move.reason,
        "operator": move.operator,
        "at_ms": move.at_ms,
        "hash": chained,
    }


def seal_problems(connection: Connection) -> Iterator[Problem]:
    """An entry of the register that was changed, or that may not follow the one before it."""
    prev, held = GENESIS, list[SealMove]()
    for row in connection.execute(select(seal_moves).order_by(seal_moves.c.n)):
        where = f"seal_moves {row.n}"
        try:
            move = _move(row)
        except ValueError as error:
            yield Problem(where, f"读不出来：{error}")
            continue
        if move.link(prev) != row.hash:
            yield Problem(where, "印章登记被改动或者缺行")
        if not may_follow(move.act, standings(held).get(move.seal)):
            yield Problem(where, f"“{SEAL_WORDS[move.act]}”与之前的登记不符")
        prev = row.hash
        held.append(move)
