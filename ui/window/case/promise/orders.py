"""What was promised and signed, and how it goes into the log; the functions run on the ``db`` worker. No Qt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TypeVar
from uuid import UUID

from app.domain.acts_promise import TOLD
from app.domain.codec import to_json
from app.domain.guide import ServiceGuide
from app.domain.materials import SubmittedMaterial
from app.domain.rights import decides_on_spot
from app.ports.equipment import PadSignature
from app.usecases.desk import Done
from app.usecases.make_commitment import make_commitment
from app.usecases.pledge_tolerance import pledge_tolerance
from app.values import dataclass, replace
from ui.office import Office

_Order = TypeVar("_Order", "Pledge", "Promise")


@dataclass(frozen=True)
class Pledge:
    """容缺受理承诺: which rows, how they come, until when, signed (digest of the signature, empty without one)."""

    lines: tuple[str, ...]
    supply: str
    until: date | None
    signature: str


@dataclass(frozen=True)
class Promise:
    """告知承诺: what was told by name, which statements were made, signed."""

    kind: str
    lines: tuple[str, ...]
    told: Mapping[str, str]
    promised: tuple[str, ...]
    version: str
    signature: str


def told_contents(guide: ServiceGuide | None, rows: tuple[SubmittedMaterial, ...]) -> dict[str, str]:
    """The five contents that must be told (S0 9(2)): as published, else as far as the guide's own lines say them."""
    published = dict(guide.commitment.told) if guide is not None and guide.commitment is not None else {}
    said = {
        TOLD[0]: guide.item.full_name if guide is not None else "",
        TOLD[1]: "；".join(dict.fromkeys(row.basis for row in rows if row.basis)),
        TOLD[2]: "；".join(row.name for row in rows),
    }
    return {name: published.get(name, "").strip() or said.get(name, "") for name in TOLD}


def published(guide: ServiceGuide | None) -> frozenset[str]:
    """Contents that stand in the published guide: nobody rewrites them at a counter."""
    if guide is None or guide.commitment is None:
        return frozenset()
    return frozenset(name for name, text in guide.commitment.told if text.strip())


def digest_of_order(order: Pledge | Promise) -> str:
    """What a signature on the sheet stands for: SHA-256 of the order without it, as the event tells it too."""
    said = to_json(replace(order, signature=""))
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@contextmanager
def _signed(office: Office, order: _Order, drawn: PadSignature | None) -> Iterator[_Order]:
    """The order with the signature that is kept for it; forgotten when the act is refused."""
    desk = office.equipment.scan_desk
    if drawn is None or desk is None:
        yield order
        return
    with desk.pads.keeping(drawn, digest_of_order(order)) as kept:
        yield replace(order, signature=kept)


def pledge_and_accept(office: Office, case_id: UUID, order: Pledge, drawn: PadSignature | None = None) -> Done:
    """D06, then D07. What is signed stays signed when acceptance is refused: the case page goes on from there."""
    with _signed(office, order, drawn) as pledge:
        done = office.act(pledge_tolerance, case_id, pledge.lines, pledge.supply, pledge.signature, pledge.until)
    return _then_accept(office, done)


def promise_and_accept(office: Office, case_id: UUID, order: Promise, drawn: PadSignature | None = None) -> Done:
    """D08, then D02 (or D07 when something is owed besides)."""
    with _signed(office, order, drawn) as made:
        done = office.act(
            make_commitment,
            case_id,
            made.kind,
            made.lines,
            dict(made.told),
            made.promised,
            made.version,
            made.signature,
        )
    return _then_accept(office, done)


def _then_accept(office: Office, signed: Done) -> Done:
    """Accept at once where nothing else is open; something else to sign or to hand in is left to the page."""
    case = signed.case
    made = {line for each in case.commitments for line in each.lines}
    if case.open_faults or any(row.line_id not in made for row in case.committed):
        return signed
    item = case.item
    guide = office.stores.catalogue.guide(item.code, item.catalogue_version)
    rights = office.rights(guide) if guide is not None else frozenset()
    on_spot = decides_on_spot(item.mode, rights, bool(case.tolerated))
    accepted = office.accept(case.id, "counter" if on_spot else "department")
    return Done(accepted.case, (*signed.papers, *accepted.papers))
