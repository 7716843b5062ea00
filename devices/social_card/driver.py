"""Reader of social security cards: select, read, and say plainly what the card kept to itself.

Thin: it asks and judges; bytes are read in ``protocol.py`` and ``reading.py``, readers are reached in ``link.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from app.errors import DeviceError, LineError
from app.ports.equipment import CardAuthority, CardChallenge, SocialCardReading
from app.values import replace

from .. import codes
from .link import CardLink, Session, link_for
from .protocol import (
    APPLICATION,
    BANK_DIRECTORIES,
    HOLDER_FILE,
    HOLDER_ITEMS,
    HOLDER_SIZE,
    ISSUER_FILE,
    ISSUER_ITEMS,
    ISSUER_SIZE,
    LOCKED,
    NOT_SATISFIED,
    TRANSPORT,
    Answer,
    CardDataError,
    algorithm_of,
    build_records,
    exchange,
    external_authenticate,
    get_challenge,
    history_of,
    internal_authenticate,
    read_record,
    read_records,
    select_file,
    select_name,
)
from .reading import other_by_reset, reading_of

Ask = Callable[[bytes], Answer]
_OTHERS: Mapping[str, str] = MappingProxyType(
    {"bank": codes.BANK_CARD, "transport": codes.TRANSPORT_CARD, "id-card": codes.ID_CARD_IN_SLOT}
)


class SocialReader:
    """``app.ports.equipment.SocialCardReader``; every call from one thread.

    ``authority`` opens the holder's data of a 3.0 card; without one such a card gives its number and region alone.
    ``on_found`` is called when a card was put in and its reading begins.
    """

    def __init__(
        self,
        url: str,
        *,
        authority: CardAuthority | None = None,
        on_found: Callable[[], None] | None = None,
        link: CardLink | None = None,
    ) -> None:
        self._url = url
        self._link = link
        self._authority = authority
        self._on_found = on_found
        self._seen: int | None = None

    def open(self) -> None:
        """Find the reader.

        DeviceError: ABSENT, NO_PCSC_SERVICE (``reopen``), NO_PCSC_LIBRARY, BAD_SETTING (``never``).
        """
        if self._link is None:
            self._link = link_for(self._url)
        self._link.open()
        self._seen = None

    def close(self) -> None:
        """Let go; never raises."""
        if self._link is not None:
            self._link.close()

    def sam_id(self) -> str:
        """Name of the reader as the system knows it."""
        return self._opened().name()

    def poll(self) -> SocialCardReading | None:
        """Read a card that was newly put in; None when there is none. DeviceError 12, 31, 38 and 51–58."""
        look = self._opened().look()
        if not look.present or look.mark == self._seen:
            return None
        self._seen = look.mark
        if look.mute:
            raise DeviceError(codes.CARD_MUTE, "replace")
        if self._on_found is not None:
            self._on_found()
        try:
            with self._opened().session() as session:
                return self._read(session, partial(exchange, session.transmit))
        except CardDataError as error:
            raise DeviceError(codes.BAD_CONTENT, "replace", error.code) from error

    def present(self) -> bool:
        """Whether the card read last is still in the reader; DeviceError when the reader is gone."""
        look = self._opened().look()
        return look.present and look.mark == self._seen

    def _opened(self) -> CardLink:
        if self._link is None:
            raise DeviceError(codes.UNPLUGGED, "reopen")
        return self._link

    def _read(self, session: Session, ask: Ask) -> SocialCardReading:
        control = ask(select_name(APPLICATION, le=session.block))
        if not control.ok:
            raise _refused(session, ask, control.status)
        issuer = _records(ask, ISSUER_FILE, ISSUER_SIZE, tuple(ISSUER_ITEMS))
        holder = _records(ask, HOLDER_FILE, HOLDER_SIZE, tuple(HOLDER_ITEMS))
        history = history_of(session.atr)
        name = self._opened().name()
        if issuer is None:
            raise CardDataError("blank")
        shown = reading_of(issuer, holder, history=history, sam_id=name)
        if shown.complete or self._authority is None:
            return shown
        try:
            _authenticate(ask, self._authority, shown, algorithm_of(control.data, shown.region))
        except LineError:
            return _doubted(shown, "social-authority")
        holder = _records(ask, HOLDER_FILE, HOLDER_SIZE, tuple(HOLDER_ITEMS))
        if holder is None:
            return _doubted(shown, "social-refused")
        return reading_of(issuer, holder, history=history, sam_id=name)


def _doubted(reading: SocialCardReading, warning: str) -> SocialCardReading:
    return replace(reading, warnings=(*reading.warnings, warning))


def _records(ask: Ask, file: int, size: int, tags: tuple[int, ...]) -> bytes | None:
    """All records of a file at once or, where a card does not like that, one by one; None when it shows none."""
    selected = ask(select_file(file))
    if not selected.ok:
        return None
    whole = ask(read_records(size))
    if whole.ok:
        return whole.data
    found: dict[int, bytes] = {}
    for tag in tags:
        one = ask(read_record(tag))
        if one.ok:
            # With its tag and length or without, cards differ.
            framed = len(one.data) >= 2 and one.data[0] == tag and one.data[1] == len(one.data) - 2
            found[tag] = one.data[2:] if framed else one.data
        elif one.status == NOT_SATISFIED and file == HOLDER_FILE:
            return None
    return build_records(found) if found else None


def _refused(session: Session, ask: Ask, status: int) -> DeviceError:
    """What a card without the application is."""
    if status in LOCKED:
        return DeviceError(codes.CARD_LOCKED, "replace", f"{status:04X}")
    kind = other_by_reset(session.atr)
    if not kind and any(ask(select_name(name, le=session.block)).ok for name in BANK_DIRECTORIES):
        kind = "bank"
    if not kind and ask(select_name(TRANSPORT, le=session.block)).ok:
        kind = "transport"
    return DeviceError(_OTHERS.get(kind, codes.OTHER_CARD), "replace", kind or f"{status:04X}")


def _authenticate(ask: Ask, authority: CardAuthority, shown: SocialCardReading, algorithm: str) -> None:
    """Prove the card genuine and open its holder's data. DeviceError NOT_GENUINE; LineError from the authority.

    The card answers the inner question before the outer random numbers are drawn, since a card remembers the last.
    """
    factor, raw = _random(ask), _random(ask)
    said = ask(internal_authenticate(factor, raw))
    outer_factor, outer_raw = _random(ask), _random(ask)
    proof = authority.prove(
        CardChallenge(
            shown.region, shown.history, algorithm, shown.card_id, factor, raw, outer_factor, outer_raw
        )
    )
    if not said.ok or said.data != proof.expected:
        raise DeviceError(codes.NOT_GENUINE, "replace", f"{said.status:04X}")
    # A refusal costs the card one of its tries, so it is asked once; the holder's file tells the outcome.
    ask(external_authenticate(proof.opening))


def _random(ask: Ask) -> bytes:
    answer = ask(get_challenge())
    if not answer.ok or len(answer.data) != 8:
        raise CardDataError("challenge")
    return answer.data
