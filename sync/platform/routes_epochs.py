"""Routes for devices that were restored: a new epoch is announced, and what only the platform has is given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Path, Query, Response
from sqlalchemy import insert, select

from sync.platform import feed, tables
from sync.platform.database import Database
from sync.wire.models import CommitsPage, Device, Epoch, EpochAnswer, EpochReach, EpochRequest, Seq

_PAGE = 200


def add_epochs(app: FastAPI, database: Database, now_ms: Callable[[], int]) -> None:
    """``/v1/devices/…/epochs`` and ``/v1/commits/…``."""

    @app.post("/v1/devices/{device}/epochs", response_model=EpochAnswer)
    def announce(device: Annotated[Device, Path()], request: EpochRequest) -> Response:
        """The device writes under a new epoch; saying it again changes nothing."""
        table, heads = tables.epochs, tables.heads
        with database.write() as connection:
            key = {"device": device, "epoch": request.epoch}
            if connection.execute(select(table.c.epoch).filter_by(**key)).first() is None:
                connection.execute(insert(table).values(**key, reason=request.reason, opened_ms=now_ms()))
            rows = connection.execute(
                select(heads.c.epoch, heads.c.seq)
                .where(heads.c.device == device, heads.c.epoch != request.epoch)
                .order_by(heads.c.epoch)
            ).all()
        older = [EpochReach(epoch=row.epoch, accepted_through=row.seq) for row in rows]
        answer = EpochAnswer(epoch=request.epoch, older=older)
        return Response(answer.model_dump_json(), media_type="application/json")

    @app.get("/v1/commits/{device}/{epoch}", response_model=CommitsPage)
    def recall(
        device: Annotated[Device, Path()],
        epoch: Annotated[Epoch, Path()],
        first: Annotated[Seq, Query(alias="from")],
    ) -> Response:
        """The device's own commits from a place on, a page at a time."""
        with database.read() as connection:
            page = CommitsPage(commits=feed.own(connection, device, epoch, first, _PAGE))
        return Response(page.model_dump_json(), media_type="application/json")
