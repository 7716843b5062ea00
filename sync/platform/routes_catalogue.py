"""Routes of the catalogue."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Query, Response
from pydantic import BaseModel

from sync.platform import catalogue
from sync.platform.database import Database
from sync.wire.catalogue import ManifestAnswer, RowsPage, Version

_PAGE = 500
_Limit = Annotated[int, Query(ge=1, le=_PAGE)]
_After = Annotated[str, Query(max_length=64)]


def add_catalogue(app: FastAPI, database: Database, province: str = "") -> None:
    """``/v1/catalogue/…``; ``province``: on a hall's server, the key that signed what it hands on."""

    @app.get("/v1/catalogue/manifest", response_model=ManifestAnswer)
    def manifest() -> Response:
        """What the newest catalogue is, signed."""
        return _json(catalogue.newest(database, province))

    @app.get("/v1/catalogue/snapshots/{version}", response_model=RowsPage)
    def snapshot(
        version: Annotated[Version, Path()], after: _After = "", limit: _Limit = _PAGE
    ) -> Response:
        """All rows of a version, a page at a time."""
        with database.read() as connection:
            return _json(catalogue.snapshot(connection, version, after, limit))

    @app.get("/v1/catalogue/deltas", response_model=RowsPage)
    def delta(
        since: Annotated[Version, Query(alias="from")],
        version: Annotated[Version, Query(alias="to")],
        after: _After = "",
        limit: _Limit = _PAGE,
    ) -> Response:
        """What changed between two versions, a page at a time."""
        with database.read() as connection:
            return _json(catalogue.delta(connection, since, version, after, limit))


def _json(model: BaseModel) -> Response:
    return Response(model.model_dump_json(), media_type="application/json")
