"""Routes of the reconciliation."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request, Response

from sync.platform import day, ranges
from sync.platform.database import Database
from sync.platform.devices import SPEAKER
from sync.platform.hall_items import told_below
from sync.wire.models import DayAnswer, DayRequest, RangesAnswer, RangesRequest


def add_reconcile(app: FastAPI, database: Database, now_ms: Callable[[], int]) -> None:
    """``/v1/reconcile/…``."""

    @app.post("/v1/reconcile/ranges", response_model=RangesAnswer)
    def compare(request: RangesRequest) -> Response:
        """Where the device's commits differ from those here, one level of ranges at a time."""
        with database.read() as connection:
            found = ranges.compare(connection, request)
        return Response(found.model_dump_json(), media_type="application/json")

    @app.post("/v1/reconcile/day", response_model=DayAnswer)
    def of_day(asked: Request, request: DayRequest) -> Response:
        """The figures of one day, signed; the asker's own, signed by it, are kept beside them.

        A hall also says what its own comparison with the province left about this device's cases.
        """
        with database.read() as connection:
            more = told_below(connection, request.device)
        found = day.answer(database, request, now_ms(), asked.scope.get(SPEAKER), more)
        return Response(found.model_dump_json(), media_type="application/json")
