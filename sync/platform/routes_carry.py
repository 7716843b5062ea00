"""Route for files carried in on a stick; the file itself comes up like a scan."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Response

from sync.platform.carry import CarryDesk
from sync.wire.models import BlobDigest, CarryAnswer


def add_carry(app: FastAPI, desk: CarryDesk) -> None:
    """``/v1/carry``."""

    @app.post("/v1/carry/sha256:{digest}", response_model=CarryAnswer)
    def take(digest: Annotated[BlobDigest, Path()]) -> Response:
        """Take in a carried file; doing it again gives the same receipts."""
        return Response(desk.take(digest).model_dump_json(), media_type="application/json")
