"""辽事通 亮证 (S1 7/15, S3 一(三)): a code shown on the telephone stands for a licence, for a few minutes and once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Protocol

from sync.platform.partners.base import (
    FAIL,
    PASS,
    Answer,
    Ask,
    Bench,
    CaseFile,
    Holder,
    PartnerError,
    holder_of,
    keyed_digest,
    masked_number,
    whole,
)
from sync.platform.partners.licence import Licences, told
from sync.platform.partners.progress import STAGES
from sync.platform.projection import stage_after

SYSTEM = "mobile"
LIFE_MS = 5 * 60_000
"""How long a shown code lives, counted to the moment it was scanned at the desk; a setting of the app."""
SCANNED = "scanned_ms"
"""When the code was held up, UTC milliseconds, where that was before the question: at a terminal all is handed in at
the end, and only then is there a case to ask with."""



class Mobile(Protocol):
    """Port of the mobile app."""

    def redeem(self, token: str, holder_digest: str, scanned_ms: int) -> str:
        """The 证照标识 behind a code. Raises PartnerError for one that is unknown, old, used, or somebody else's."""
        ...

    def identify(self, token: str) -> Holder:
        """Whose 亮码 (居民身份电子凭证) this is. Raises PartnerError for one that is unknown, old or used."""
        ...


class ReferenceMobile:
    """Codes with licence, holder and moment of showing."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._now_ms = bench.now_ms

    def show(self, holder: Holder) -> str:
        """Her 亮码 as her telephone shows it now."""
        token = f"LM-{secrets.token_hex(6).upper()}"
        data = {"name": holder.name, "id_type": holder.id_type, "id_number": holder.id_number}
        self._shelf.put(token, "shown", data | {"shown_ms": str(self._now_ms)})
        return token

    def show_licence(self, licence: str, holder_digest: str) -> str:
        """The 亮证码 of a licence (its 证照标识) as the telephone of its holder shows it now."""
        token = f"LZ-{secrets.token_hex(6).upper()}"
        data = {"licence": licence, "holder": holder_digest, "shown_ms": str(self._now_ms)}
        self._shelf.put(token, "shown", data)
        return token

    def redeem(self, token: str, holder_digest: str, scanned_ms: int) -> str:
        """The identifier behind a code. A scan made off line counts by the time it was made."""
        found = self._shelf.get(token)
        if found is None:
            raise PartnerError("token", "亮证码无法识别，请重新出示。")
        if found.state == "used":
            raise PartnerError("used", "亮证码已使用，请刷新后重新出示。")
        if not 0 <= scanned_ms - int(found.data["shown_ms"]) <= LIFE_MS:
            raise PartnerError("old", "亮证码已过期，请刷新后重新出示。")
        if found.data.get("holder") != holder_digest:
            raise PartnerError("holder", "亮证人与申请人不是同一人。")
        self._shelf.put(token, "used", found.data)
        return found.data["licence"]

    def identify(self, token: str) -> Holder:
        """Codes of this kind hold ``id_number`` instead of a licence; they are asked about while they are shown."""
        found = self._shelf.get(token)
        if found is None or not found.data.get("id_number"):
            raise PartnerError("token", "没有认出这个亮码，请打开辽事通重新出示。")
        if found.state == "used":
            raise PartnerError("used", "这个亮码用过了，请刷新后重新出示。")
        if not 0 <= self._now_ms - int(found.data["shown_ms"]) <= LIFE_MS:
            raise PartnerError("old", "亮码过期了，请刷新后重新出示。")
        self._shelf.put(token, "used", {"shown_ms": found.data["shown_ms"], "id_number": "used"})
        return Holder(found.data["name"], found.data["id_type"], found.data["id_number"])


def answer(port: Mobile, register: Licences, key: bytes, ask: Ask, file: CaseFile, today: str) -> Answer:
    """Verify the scanned code ``subject`` for the applicant (or the agent: ``whose`` agent), and say what ``register``
    knows of the licence behind it and whose it is, so that the window can look for itself.
    """
    holder = holder_of(Ask(ask.id, ask.case, ask.device, ask.system, ask.data.get("whose", "")), file)
    digest = keyed_digest(key, holder)
    try:
        licence = port.redeem(ask.subject, digest, _scanned_ms(ask))
    except PartnerError as error:
        return Answer(FAIL, error.words, {"code": error.code})
    said = {"licence": licence, "holder": masked_number(holder.id_number)}
    with suppress(PartnerError):  # a licence of another system: the app alone vouches for it
        found = register.verify(licence, today)
        if found is not None and found.state != "valid":
            return Answer(FAIL, f"{found.name}已失效（{found.state}）。", {"code": found.state})
        if found is not None:
            said |= told(replace(found, holder=found.holder or digest), key, file)
    return Answer(PASS, "亮证核验通过。", said)


def _scanned_ms(ask: Ask) -> int:
    """Never after the question. Raises PartnerError for what is no moment."""
    return min(whole(ask.data, SCANNED), ask.at_ms) if ask.data.get(SCANNED) else ask.at_ms


def pushes(key: bytes, file: CaseFile) -> list[dict[str, Any]]:
    """Every change of stage of a case as the app tells it to the applicant: what anybody with the number may read."""
    if not file.applicant.id_number or not file.numbers:
        return []
    told, found = "", []
    for past in file.history:
        stage = STAGES.get(stage_after(past.type), told)
        if stage != told:
            told = stage
            found.append(
                {
                    "position": past.position,
                    "to": keyed_digest(key, file.applicant),
                    "number": file.numbers[0],
                    "stage": stage,
                    "ms": _ms(past.payload),
                }
            )
    return found


def _ms(payload: Mapping[str, Any]) -> int:
    at = payload.get("at")
    ms = at.get("ms") if isinstance(at, Mapping) else None
    return ms if isinstance(ms, int) else 0
