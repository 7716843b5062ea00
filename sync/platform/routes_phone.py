"""What telephones of citizens do for a terminal: 亮码 says who stands there, tickets bring pictures of materials."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Path, Response
from pydantic import BaseModel

from sync.platform.partner_desk import PartnerDesk
from sync.platform.partners.base import PartnerError
from sync.platform.tickets import Tickets
from sync.wire.kiosk import (
    PhoneAnswer,
    PhoneCode,
    PictureAnswer,
    SentPicture,
    TicketAnswer,
    TicketId,
    TicketState,
    TicketWish,
)
from sync.wire.models import Device
from sync.wire.problems import NOT_FOUND, ProblemError

_DEVICE = Annotated[Device, Path()]
_TICKET = Annotated[TicketId, Path()]


def add_codes(app: FastAPI, desk: PartnerDesk) -> None:
    """亮码: the province's own word, so a hall's server has none."""

    @app.post("/v1/kiosks/{device}/phone-code", response_model=PhoneAnswer)
    def phone_code(device: _DEVICE, shown: PhoneCode) -> Response:
        """Whose code this is; it counts once and for a few minutes."""
        del device
        try:
            with desk.partners() as partners:
                holder = partners.mobile.identify(shown.code)
        except PartnerError as error:
            return _json(PhoneAnswer(known=False, words=error.words))
        answer = PhoneAnswer(known=True, name=holder.name, id_type=holder.id_type, id_number=holder.id_number)
        return _json(answer)


def add_tickets(app: FastAPI, tickets: Tickets) -> None:
    """Tickets for pictures, as a terminal opens, empties and closes them."""

    @app.post("/v1/kiosks/{device}/tickets", response_model=TicketAnswer)
    def open_ticket(device: _DEVICE, wish: TicketWish) -> Response:
        """A new ticket; the one this terminal had before is over. 404 where no page for telephones is served."""
        page = tickets.page()
        if not page:
            raise ProblemError(NOT_FOUND, "no upload page")
        opened = tickets.open(device, [(line.id, line.name) for line in wish.lines])
        url = f"{page.rstrip('/')}/u/{opened.ticket}"
        return _json(TicketAnswer(ticket=opened.ticket, url=url, until_ms=opened.until_ms))

    @app.get("/v1/kiosks/{device}/tickets/{ticket}", response_model=TicketState)
    def sent(device: _DEVICE, ticket: _TICKET) -> Response:
        """What has come so far; nothing to a ticket that is over."""
        found = tickets.sent(device, ticket)
        return _json(TicketState(pictures=[SentPicture(n=n, line=line, size=size) for n, line, size in found]))

    @app.get("/v1/kiosks/{device}/tickets/{ticket}/{n}", response_model=PictureAnswer)
    def picture(device: _DEVICE, ticket: _TICKET, n: Annotated[int, Path(ge=1, le=1000)]) -> Response:
        """One picture."""
        found = tickets.picture(device, ticket, n)
        if found is None:
            raise ProblemError(NOT_FOUND, "no such picture")
        return _json(PictureAnswer(line=found[0], content=base64.b64encode(found[1]).decode()))

    @app.post("/v1/kiosks/{device}/tickets/{ticket}/close", response_model=TicketState)
    def close(device: _DEVICE, ticket: _TICKET) -> Response:
        """The person is done or gone: the ticket opens nothing more, and what it brought is removed."""
        tickets.close(device, ticket)
        return _json(TicketState())


def add_phone(app: FastAPI, tickets: Tickets, desk: Callable[[], PartnerDesk] | None) -> None:
    """Both; without ``desk`` no codes."""
    if desk is not None:
        add_codes(app, desk())
    add_tickets(app, tickets)


def _json(model: BaseModel) -> Response:
    return Response(model.model_dump_json(), media_type="application/json")
