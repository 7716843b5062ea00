"""Routes of the leases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Path, Query, Response

from sync.platform import leases
from sync.platform.database import Database
from sync.wire.models import Device, LeaseAnswer, LeaseRequest


def add_leases(app: FastAPI, database: Database, now_ms: Callable[[], int]) -> None:
    """``/v1/cases/…/lease``."""

    @app.get("/v1/cases/{case}/lease", response_model=LeaseAnswer)
    def who(case: Annotated[UUID, Path()], device: Annotated[Device, Query()]) -> Response:
        """Who may act on the case; to a device that has no part in it, it is not there."""
        with database.read() as connection:
            found = leases.read(connection, case, device)
        return Response(found.model_dump_json(), media_type="application/json")

    @app.post("/v1/cases/{case}/lease", response_model=LeaseAnswer)
    def move(case: Annotated[UUID, Path()], request: LeaseRequest) -> Response:
        """Give the case to another window, or take it over with a supervisor's permit."""
        found = leases.move(database, case, request, now_ms())
        return Response(found.model_dump_json(), media_type="application/json")
