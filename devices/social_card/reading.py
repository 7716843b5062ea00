"""What a social security card says: its two files as a reading, doubts as warnings, other cards by their name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.domain.codes import id_check_digit
from app.ports.equipment import CardChallenge, CardProof, SocialCardReading

from .protocol import HOLDER_ITEMS, ISSUER_ITEMS, CardDataError, parse_items

LOCKED = "social-locked"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CARD_NUMBER = re.compile(r"[0-9A-Z]{8}[0-9X]")
_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
# The holder's half of an identity card that answers without its module (type B): its application data.
_ID_CARD_HISTORY = "D103860C"


def reading_of(
    issuer: bytes, holder: bytes | None, *, history: str = "", sam_id: str = ""
) -> SocialCardReading:
    """The reading of the bytes of EF05 and EF06 (None when the card keeps EF06 to itself).

    CardDataError ``record`` for torn records, ``blank`` when the card has no number of its own, or shows a
    holder without name or number.
    """
    card = parse_items(issuer, ISSUER_ITEMS)
    if not card.get("card_id", "").strip("F0"):
        raise CardDataError("blank")
    person = parse_items(holder, HOLDER_ITEMS) if holder is not None else {}
    if holder is not None and not (person.get("name") and person.get("number")):
        raise CardDataError("blank")
    return SocialCardReading(
        card_id=card["card_id"],
        card_number=card.get("card_number", "")[:9],
        version=card.get("version", "") or "1.00",
        region=card["card_id"][:6],
        issued=card.get("issued", ""),
        valid_to=card.get("valid_to", ""),
        complete=holder is not None,
        name=person.get("name", ""),
        number=person.get("number", ""),
        sex=person.get("sex", ""),
        nation=person.get("nation", ""),
        birth=person.get("birth", ""),
        history=history,
        warnings=tuple(_warnings(card, person, holder is not None)),
        sam_id=sam_id,
    )


def card_number_digit(body: str) -> str:
    """Check digit of the eight characters of a card number (the weights of GB 11714)."""
    total = sum(weight * int(sign, 36) for weight, sign in zip(_WEIGHTS, body, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def _warnings(card: Mapping[str, str], person: Mapping[str, str], complete: bool) -> Iterator[str]:
    number = card.get("card_number", "")[:9]
    if not _CARD_NUMBER.fullmatch(number) or number[8] != card_number_digit(number[:8]):
        yield "social-card-number"
    if not complete:
        yield LOCKED
        return
    who = person["number"]
    if not _NUMBER.fullmatch(who):
        # Foreigners and residents of Hong Kong, Macao and Taiwan hold assigned numbers of other forms.
        yield "number-format"
    else:
        if who[17] != id_check_digit(who[:17]):
            yield "check-digit"
        if person.get("birth") and who[6:14] != person["birth"]:
            yield "birth-mismatch"
    if any("\ue000" <= sign <= "\uf8ff" or sign == "\ufffd" for sign in person["name"]):
        yield "private-use-character"


def other_by_reset(atr: bytes) -> str:
    """``id-card`` for an identity card as a bare radio reader shows it, else nothing (inferred, not seen)."""
    return "id-card" if _ID_CARD_HISTORY in atr.hex().upper() else ""


def challenge_line(challenge: CardChallenge) -> str:
    """The text that is posted to the cipher machine: eight fields, each ended by ``|`` (specification, part 10)."""
    fields = (
        challenge.region,
        challenge.history,
        challenge.algorithm,
        challenge.card_id,
        challenge.internal_factor.hex().upper(),
        challenge.internal_raw.hex().upper(),
        challenge.external_factor.hex().upper(),
        challenge.external_raw.hex().upper(),
    )
    return "".join(field + "|" for field in fields)


def parse_proof(line: str) -> CardProof:
    """Read the cipher machine's answer ``internal|external|`` (32 hexadecimal digits each); ValueError otherwise."""
    parts = line.strip().rstrip("|").split("|")
    if len(parts) != 2 or not all(re.fullmatch(r"[0-9A-Fa-f]{32}", part) for part in parts):
        raise ValueError("not an answer of the cipher machine")
    return CardProof(expected=bytes.fromhex(parts[0])[:8], opening=bytes.fromhex(parts[1]))
