"""Routes of the reconciliation."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Response

from sync.platform import day, ranges
from sync.platform.database import Database
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
    def of_day(request: DayRequest) -> Response:
        """The figures of one day, signed."""
        found = day.answer(database, request, now_ms())
        return Response(found.model_dump_json(), media_type="application/json")
