"""Routes of the leases."""

from __future__ import annotations

from typing import Annotated, Protocol
from uuid import UUID

from fastapi import FastAPI, Path, Query, Response

from sync.wire.models import Device, LeaseAnswer, LeaseRequest


class LeaseDesk(Protocol):
    """Who knows and moves leases: the province, or a hall for it. Raises ProblemError."""

    def read(self, case: UUID, device: str) -> LeaseAnswer:
        """Who has the case, for a device that hears of it."""
        ...

    def move(self, case: UUID, request: LeaseRequest) -> LeaseAnswer:
        """Move the lease as asked."""
        ...


def add_leases(app: FastAPI, desk: LeaseDesk) -> None:
    """``/v1/cases/…/lease``."""

    @app.get("/v1/cases/{case}/lease", response_model=LeaseAnswer)
    def who(case: Annotated[UUID, Path()], device: Annotated[Device, Query()]) -> Response:
        """Who may act on the case; to a device that has no part in it, it is not there."""
        return Response(desk.read(case, device).model_dump_json(), media_type="application/json")

    @app.post("/v1/cases/{case}/lease", response_model=LeaseAnswer)
    def move(case: Annotated[UUID, Path()], request: LeaseRequest) -> Response:
        """Give the case to another window, or take it over with a supervisor's permit."""
        return Response(desk.move(case, request).model_dump_json(), media_type="application/json")
