"""What a self-service terminal asks the platform beside the log: its keeper, 亮码, pictures from telephones."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from app.domain.hall_calls import AtTerminal, HallCall
from app.domain.people import IdType, Person
from app.errors import LineError, UserFacingError
from app.ports.kiosk import Beat, CallAnswer, Orders, Sent, UploadTicket
from sync.client.transport import Transport
from sync.wire.kiosk import HallCalls, KeeperOrders, PhoneAnswer, PictureAnswer, TicketAnswer, TicketState

_LONGEST = 100
"""A longer name is cut, at terminals and windows alike: no sign of life is refused for it."""


class KioskClient:
    """Implements ``app.ports.kiosk.KioskLine`` and ``PhoneLine`` over a connection of ``device``."""

    def __init__(self, transport: Transport, device: str) -> None:
        self._transport = transport
        self._base = f"/v1/kiosks/{device}"

    def beat(self, beat: Beat) -> Orders:
        """Say that this unattended terminal lives. Raises LineError."""
        content = {
            "at_ms": beat.at_ms,
            "phase": beat.phase,
            "faults": list(beat.faults),
            "calls": list(beat.calls),
            "figures": dict(beat.figures),
            "called_ms": dict(beat.called_ms),
            "stand": _stand(beat.region, beat.hall),
            "place": beat.place[:_LONGEST],
        }
        answer = self._transport.post(KeeperOrders, f"{self._base}/beat", content, {})
        signed = None
        if answer.answers is not None:
            signed = tuple(CallAnswer(each.reason, each.called_ms, each.ago_ms) for each in answer.answers)
        there = answer.on_record
        on_record = (there.region, there.hall) if there is not None else None
        return Orders(answer.locked, answer.words, answer.until_ms, signed, on_record)

    def hall_calls(self, region: str, hall: str) -> Sequence[HallCall] | None:
        """See ``HallLine``. Raises LineError: ``not-found`` from a platform before this, ``hall-differs`` where it has
        another hall on record.
        """
        answer = self._hall({"stand": _stand(region, hall)})
        return _calls(answer) if answer.terminal or answer.calls else None

    def go(
        self, region: str, hall: str, where: AtTerminal, number: str, name: str
    ) -> tuple[bool, Sequence[HallCall]]:
        """See ``HallLine``. Raises LineError."""
        go = {"terminal": where.terminal, "seen": dict(where.called), "by": number, "name": name[:_LONGEST]}
        answer = self._hall({"stand": _stand(region, hall), "go": go})
        return bool(answer.signed), _calls(answer)

    def _hall(self, content: dict[str, object]) -> HallCalls:
        return self._transport.post(HallCalls, f"{self._base}/hall", content, {})

    def known_by(self, code: str) -> Person:
        """Whose 亮码 this is. Raises LineError, UserFacingError ZC-KIOSK-07."""
        answer = self._transport.post(PhoneAnswer, f"{self._base}/phone-code", {"code": code}, {})
        if not answer.known or not answer.name or not answer.id_number:
            words = answer.words or "没有认出这个亮码"
            raise UserFacingError("ZC-KIOSK-07", words, "什么都没有改变", "也可以放身份证，或者请工作人员核对")
        try:
            kind = IdType(answer.id_type)
        except ValueError:
            kind = IdType.OTHER
        return Person(answer.name, kind, answer.id_number, source="phone")

    def open_ticket(self, lines: Sequence[tuple[str, str]]) -> UploadTicket:
        """A ticket for pictures. Raises LineError, ``not-found`` where no page for telephones is served."""
        content = {"lines": [{"id": line, "name": name[:200]} for line, name in lines]}
        answer = self._transport.post(TicketAnswer, f"{self._base}/tickets", content, {})
        return UploadTicket(answer.ticket, answer.url, answer.until_ms)

    def sent(self, ticket: str) -> Sequence[Sent]:
        """What has come so far. Raises LineError."""
        answer = self._transport.get(TicketState, f"{self._base}/tickets/{ticket}", {})
        return [Sent(each.n, each.line, each.size) for each in answer.pictures]

    def picture(self, ticket: str, n: int) -> bytes:
        """One of them. Raises LineError."""
        answer = self._transport.get(PictureAnswer, f"{self._base}/tickets/{ticket}/{n}", {})
        try:
            return base64.b64decode(answer.content, validate=True)
        except binascii.Error as error:
            raise LineError("garbage", "a picture that is no base64") from error

    def close_ticket(self, ticket: str) -> None:
        """Nothing of it is kept any more. Raises LineError."""
        self._transport.post(TicketState, f"{self._base}/tickets/{ticket}/close", {}, {})


def _stand(region: str, hall: str) -> dict[str, str]:
    return {"region": region, "hall": hall[:_LONGEST]}


def _calls(answer: HallCalls) -> tuple[HallCall, ...]:
    return tuple(HallCall(**each.model_dump()) for each in answer.calls)
