"""The reference province over HTTP: the routes of ``/v1``."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from sync.platform import blocks, durable, feed
from sync.platform.blob_store import BlobStore
from sync.platform.carry import CarryDesk
from sync.platform.database import Database
from sync.platform.devices import same_device
from sync.platform.hall import Hall
from sync.platform.judge import Sender
from sync.platform.leases import Leases
from sync.platform.ledger import Ledger, head_of, results_between
from sync.platform.partner_desk import PartnerDesk
from sync.platform.quick import Quick
from sync.platform.relay import Relay, wrong_above
from sync.platform.routes_blobs import add_blobs
from sync.platform.routes_carry import add_carry
from sync.platform.routes_catalogue import add_catalogue
from sync.platform.routes_epochs import add_epochs
from sync.platform.routes_hall import add_hall, relayed_through
from sync.platform.routes_hall_calls import add_hall_calls
from sync.platform.routes_kiosk import add_kiosk
from sync.platform.routes_leases import add_leases
from sync.platform.routes_phone import add_phone
from sync.platform.routes_reconcile import add_reconcile
from sync.platform.tickets import Tickets
from sync.platform.uploads import Uploads
from sync.platform.witness import note_given
from sync.wire.models import (
    MAX_ITEMS,
    BlockAnswer,
    BlockRequest,
    ChangesPage,
    CommandAnswer,
    CommandBatch,
    Device,
    Epoch,
    HelloAnswer,
    Seq,
)
from sync.wire.problems import (
    BUSY,
    FULL,
    INTERNAL,
    MALFORMED,
    MEDIA_TYPE,
    METHOD,
    NOT_FOUND,
    TOO_LARGE,
    Problem,
    ProblemError,
    problem,
)

_LOOK_BACK = 500
_PAGE = 500
_Key = Annotated[str, Header(alias="Idempotency-Key", min_length=8, max_length=128)]
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "content": {MEDIA_TYPE: {}}}
    for status in (400, 401, 403, 404, 405, 409, 410, 413, 422, 500, 503, 507)
}


def build_app(
    database: Database,
    now_ms: Callable[[], int],
    files: BlobStore,
    hall: HallSide | None = None,
    *,
    signed_only: bool = False,
    described: bool = False,
    quick: Quick | None = None,
) -> FastAPI:
    """The application without its door (:class:`sync.platform.guard.Guard`).

    ``now_ms`` gives UTC milliseconds; scans go to ``files``. With ``hall`` it serves a hall under the province.
    ``signed_only``: no device comes in without a key of its own. ``described``: with the problems of every call for the
    published description; nobody who serves needs them, and they take most of the time of a start. ``quick``: threads
    for what is soon done.
    """
    quick = quick or Quick()
    app = FastAPI(
        title="Zongchuang reference platform (综窗 参考省平台)",
        version="1",
        description="Commits, scans, feed of changes and number blocks for counters of service halls.",
        openapi_url=None,
        dependencies=[Depends(same_device(database, signed_only=signed_only))],
        responses=_PROBLEMS if described else {},
    )
    ledger = Ledger(database, now_ms, hall.hall.members) if hall else Ledger(database, now_ms)
    uploads = Uploads(database, files, now_ms)
    desk = CarryDesk(database, files, ledger, uploads, hall.relay.carries if hall else None)
    # In a hall questions go up with everything else, and the province answers them.
    _add_commands(app, database, ledger, hall.wake if hall else PartnerDesk(database, now_ms).after, quick)
    _add_hello(app, database, now_ms, desk, hall, quick)
    _add_changes(app, database, hall, quick)
    add_carry(app, desk)
    _add_blocks(app, database, now_ms, hall, files)
    add_hall(app, database, hall is not None)
    add_blobs(app, uploads)
    add_epochs(app, database, now_ms)
    add_catalogue(app, database, hall.key if hall else "")
    add_leases(app, hall.relay.leases if hall else Leases(database, now_ms))
    add_reconcile(app, database, now_ms)
    add_kiosk(app, database, now_ms)
    add_hall_calls(app, database, now_ms, quick)
    # 亮码 is the province's own word; pictures of materials may come to a hall.
    add_phone(app, Tickets(database, now_ms), None if hall else lambda: PartnerDesk(database, now_ms))
    app.add_exception_handler(ProblemError, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(SQLAlchemyError, _on_database)
    app.add_exception_handler(OSError, _on_disk)
    return app


@dataclass(frozen=True)
class HallSide:
    """What makes the application a hall's: the hall, its relay, a call that has all go up now, the province's key."""

    hall: Hall
    relay: Relay
    wake: Callable[[], None]
    key: str


def _add_commands(
    app: FastAPI, database: Database, ledger: Ledger, taken: Callable[[], None], quick: Quick
) -> None:
    @app.post("/v1/commands", response_model=CommandAnswer)
    async def push(batch: CommandBatch) -> Response:
        """Take commits with contiguous seq; each is applied, known already, or parked with a reason."""
        return await quick.run(partial(take, batch))

    def take(batch: CommandBatch) -> Response:
        first = batch.commits[0].seq
        if [command.seq for command in batch.commits] != list(range(first, first + len(batch.commits))):
            raise ProblemError(MALFORMED, "seq is not contiguous")
        through, results = ledger.submit(Sender(batch.device, batch.epoch), batch.commits)
        taken()
        return _json(CommandAnswer(accepted_through=through, results=results))

    @app.get("/v1/commands/{device}/{epoch}", response_model=CommandAnswer)
    def look_back(
        device: Annotated[Device, Path()],
        epoch: Annotated[Epoch, Path()],
        first: Annotated[Seq, Query(alias="from")],
        last: Annotated[Seq, Query(alias="to")],
    ) -> Response:
        """What is known of commits from..to, at most 500: settles doubt after a lost answer."""
        sender = Sender(device, epoch)
        with database.read() as connection:
            through = head_of(connection, sender).seq
            results = results_between(connection, sender, first, min(last, first + _LOOK_BACK - 1))
        return _json(CommandAnswer(accepted_through=through, results=results))


def _add_hello(
    app: FastAPI,
    database: Database,
    now_ms: Callable[[], int],
    desk: CarryDesk,
    hall: HallSide | None,
    quick: Quick,
) -> None:
    own_key = desk.public_key()

    @app.get("/v1/hello", response_model=HelloAnswer)
    async def hello(device: Annotated[Device, Query()], epoch: Annotated[Epoch, Query()]) -> Response:
        """Who answers, how far the device has come here, what time it is, how much one request may carry."""
        return await quick.run(partial(greet, Sender(device, epoch)))

    def greet(sender: Sender) -> Response:
        if hall is not None:
            hall.hall.meet(sender.device)
        with database.read() as connection:
            through, covered = durable.reach(connection, sender)
            above = relayed_through(connection, sender) if hall is not None else None
            wrong = wrong_above(connection) if hall is not None else ""
        return _json(
            HelloAnswer(
                server_epoch=database.server_epoch,
                accepted_through=through,
                time_ms=now_ms(),
                public_key=database.signer.key,
                durable_through=covered,
                carry_key=(hall.relay.carries.key() if hall is not None else "") or own_key,
                relayed_through=above,
                upstream_key=hall.key if hall is not None else "",
                upstream_trouble=wrong,
            )
        )


def _add_changes(app: FastAPI, database: Database, hall: HallSide | None, quick: Quick) -> None:
    @app.get("/v1/changes", response_model=ChangesPage)
    async def changes(
        device: Annotated[Device, Query()],
        cursor: Annotated[str, Query(max_length=200)] = "",
        limit: Annotated[int, Query(ge=1, le=_PAGE)] = 100,
    ) -> Response:
        """Commits of others about the device's cases, behind the cursor."""
        return await quick.run(partial(page, device, cursor, limit))

    def page(device: str, cursor: str, limit: int) -> Response:
        if hall is not None:
            hall.hall.meet(device)
        return _json(feed.page_of(database, device, cursor, limit))


def _add_blocks(
    app: FastAPI, database: Database, now_ms: Callable[[], int], hall: HallSide | None, files: BlobStore
) -> None:
    one_at_a_time = threading.Lock()

    @app.post("/v1/number-blocks", response_model=BlockAnswer)
    def reserve(request: BlockRequest, key: _Key) -> Response:
        """Reserve a block of numbers; the same key gives the same block."""
        if hall is not None:
            block = hall.hall.reserve(request, key)
            hall.wake()
            return _json(block)
        with database.write() as connection:
            block = blocks.reserve(connection, request, key, now_ms())
        with one_at_a_time:
            note_given(database, files, block.series, block.last)
        return _json(block)


def _json(model: BaseModel) -> Response:
    return Response(model.model_dump_json(), media_type="application/json")


def _refused(what: Problem) -> Response:
    return Response(what.model_dump_json(exclude_none=True), what.status, media_type=MEDIA_TYPE)


def _on_problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return _refused(error.problem)


def _on_invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = error.errors()
    if any(fault["type"] == "too_long" and fault["loc"][-1] == "commits" for fault in faults):
        return _refused(problem(TOO_LARGE, max_items=MAX_ITEMS))
    where = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['type']}" for fault in faults[:5])
    return _refused(problem(MALFORMED, where))


def _on_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kinds = {404: NOT_FOUND, 405: METHOD, 400: MALFORMED}
    return _refused(problem(kinds.get(error.status_code, INTERNAL)))


def _on_database(_request: Request, error: Exception) -> Response:
    full = "full" in str(getattr(error, "orig", ""))
    return _refused(problem(FULL if full else BUSY))


def _on_disk(_request: Request, error: Exception) -> Response:
    assert isinstance(error, OSError)
    full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return _refused(problem(FULL if full else BUSY))
