"""Route of a hall's server: what the province said."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Path, Query, Response
from sqlalchemy import Connection, select

from sync.platform import tables
from sync.platform.database import Database
from sync.platform.judge import Sender
from sync.wire.models import CommandResult, Device, Epoch, RelayAnswer, Seq
from sync.wire.problems import NOT_FOUND, ProblemError

_MOST = 500


def add_hall(app: FastAPI, database: Database, is_hall: bool) -> None:
    """``/v1/upstream/…``."""

    @app.get("/v1/upstream/{device}/{epoch}", response_model=RelayAnswer)
    def of_province(
        device: Annotated[Device, Path()],
        epoch: Annotated[Epoch, Path()],
        first: Annotated[Seq, Query(alias="from")],
        last: Annotated[Seq, Query(alias="to")],
    ) -> Response:
        """On a hall's own server: the province's receipts for commits from..to, at most 500; elsewhere not found."""
        if not is_hall:
            raise ProblemError(NOT_FOUND, "this is the province")
        with database.read() as connection:
            answer = _said(connection, Sender(device, epoch), first, min(last, first + _MOST - 1))
        return Response(answer.model_dump_json(), media_type="application/json")


def relayed_through(connection: Connection, sender: Sender) -> int:
    """How far the province has the commits of ``sender``."""
    table = tables.relayed
    query = select(table.c.seq).where(table.c.device == sender.device, table.c.epoch == sender.epoch)
    return int(connection.execute(query).scalar() or 0)


def _said(connection: Connection, sender: Sender, first: int, last: int) -> RelayAnswer:
    commits, receipts, relayed = tables.commits, tables.relay_receipts, tables.relayed
    # What a province that came back from a backup has lost, it has no word for any more.
    last = min(last, relayed_through(connection, sender))
    mine = (commits.c.device == sender.device, commits.c.epoch == sender.epoch)
    rows = connection.execute(
        select(commits.c.seq, commits.c.id, receipts.c.outcome, receipts.c.reason, receipts.c.receipt)
        .join(receipts, receipts.c.position == commits.c.position)
        .where(*mine, commits.c.seq.between(first, last))
        .order_by(commits.c.seq)
    ).all()
    trouble = connection.execute(
        select(relayed.c.trouble).where(relayed.c.device == sender.device, relayed.c.epoch == sender.epoch)
    ).scalar()
    results = [
        CommandResult(
            seq=row.seq, id=UUID(bytes=row.id), outcome=row.outcome, reason=row.reason, receipt=row.receipt
        )
        for row in rows
    ]
    return RelayAnswer(
        relayed_through=relayed_through(connection, sender), trouble=trouble or "", results=results
    )
