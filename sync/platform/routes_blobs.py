"""Routes for scans."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, FastAPI, Header, Path, Response

from sync.platform.uploads import Uploads
from sync.wire.models import BlobDigest, UploadRequest, UploadState

_Upload = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
_Offset = Annotated[int, Header(alias="Upload-Offset", ge=0)]
_Digest = Annotated[str, Header(alias="Content-Digest", min_length=1, max_length=200)]
_Data = Annotated[bytes, Body(media_type="application/octet-stream")]


def add_blobs(app: FastAPI, uploads: Uploads) -> None:
    """``/v1/blobs`` and ``/v1/uploads``."""

    @app.get("/v1/blobs/sha256:{digest}", response_model=UploadState)
    def state(digest: Annotated[BlobDigest, Path()]) -> Response:
        """How far a scan has come."""
        return _json(uploads.state(digest))

    @app.post("/v1/uploads", response_model=UploadState)
    def begin(request: UploadRequest) -> Response:
        """Begin or go on with a scan; the newest request is the only writer."""
        return _json(uploads.open(request))

    @app.patch("/v1/uploads/{upload}", response_model=UploadState)
    def append(upload: _Upload, offset: _Offset, digest: _Digest, data: _Data) -> Response:
        """The next piece, at the offset told last; the door has checked its Content-Digest."""
        return _json(uploads.append(upload, offset, data))


def _json(state: UploadState) -> Response:
    return Response(state.model_dump_json(), media_type="application/json")
