"""The platform's own reading of events: where a case stands and who may act on it.

Written from the published stages, not from a window's code: when both ends agree, that says something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PLATFORM = "platform"
"""Name of the platform where a device is named."""

_STAGE_AFTER: dict[str, str] = {
    "opened": "drafted",
    "online_arrived": "drafted",
    "precheck_started": "prechecking",
    "precheck_returned": "drafted",
    "received": "received",
    "turned_away": "turned_away",
    "notice_issued": "correcting",
    "corrections_completed": "corrected",
    "accepted": "accepted",
    "declined": "declined",
    "withdrawn": "withdrawn",
    "deemed_withdrawn": "deemed_withdrawn",
    "special_started": "special",
    "special_ended": "reviewing",
    "extended": "extended",
    "joint_started": "joint",
    "returned_closed": "returned",
    "acceptance_revoked": "revoked",
    "granted": "granted",
    "refused": "refused",
    "concluded": "concluded",
    "result_ready": "ready",
    "handed_over": "served",
    "forwarded": "forwarded",
    "voided": "voided",
    "deleted": "deleted",
}
_NO_STAGE_CHANGE = frozenset(
    {
        "corrected_on_spot",
        "materials_checked",
        "notice_reduced",
        "notice_withdrawn",
        "correction_received",
        "deemed_withdrawal_proposed",
        "tolerance_pledged",
        "commitment_made",
        "commitment_declined",
        "silence_undone",
        "transferred",
        "returned_to_window",
        "branch_started",
        "branch_completed",
        "service_failed",
        "parcel_returned",
        "service_undone",
        "form_filled",
    }
)
_PAPER_TYPES = frozenset(
    f"paper_{what}" for what in ("issued", "out", "sealed", "given", "voided", "recalled", "reprinted")
) | {"paper_asked_back", "paper_taken_back", "paper_not_brought", "blank_used", "blank_voided"}
_FACT_TYPES = frozenset(
    {
        "material_supplied",
        "material_waived",
        "material_objected",
        "bundle_moved",
        "parcel_posted",
        "delivery_chosen",
        "thumb_pressed",
        "deemed_acceptance_proposed",
        "tolerance_lapse_proposed",
        "commitment_checked",
        "deadline_revised",
        "partner_asked",
        "partner_answered",
        "lease_moved",
    }
)
_KNOWN = frozenset(_STAGE_AFTER) | _NO_STAGE_CHANGE | _PAPER_TYPES | _FACT_TYPES
ENDED = frozenset(
    {
        "declined",
        "withdrawn",
        "deemed_withdrawn",
        "returned",
        "revoked",
        "turned_away",
        "forwarded",
        "voided",
        "deleted",
        "served",
    }
)
FINAL = ENDED - {"served"}
"""Ends after which no window needs a case any more. What was served may come back (收回, 退件), and the window that has
the case may be gone by then: another takes it over.
"""
_REOPENED = {"deemed_withdrawn": "correcting", "returned": "accepted", "revoked": "accepted"}
_UNSERVED = frozenset({"parcel_returned", "service_undone"})
_JOINT = "joint"
_LEAVES_JOINT = frozenset({"special_started", "returned_closed", "acceptance_revoked"})
"""Steps out of 联办 that it may come back from; the flag remembers it."""
BEGINNINGS = frozenset({"opened", "online_arrived", "received", "turned_away"})
FIRST = BEGINNINGS | {"partner_asked"}
"""What may be the first word about a case: somebody may ask (for a ticket, an appointment) before there is one."""

OBJECT_OF_STAGE: dict[str, str] = {
    "drafted": "申办",
    "received": "申办",
    "correcting": "补交告知",
    "corrected": "补交受理",
    "accepted": "受理",
    "reviewing": "审批",
    "prechecking": "申办",
    "turned_away": "申办",
    "special": "特别程序",
    "extended": "特别程序",
    "joint": "审批",
    "declined": "受理",
    "withdrawn": "办结",
    "deemed_withdrawn": "办结",
    "returned": "办结",
    "revoked": "办结",
    "forwarded": "办结",
    "voided": "办结",
    "deleted": "办结",
    "concluded": "办结",
    "granted": "办结",
    "refused": "办结",
    "ready": "办结",
    "served": "领取登记",
}
"""Under which exchange object a stage is reported (data/case-exchange-objects.json)."""


LEASE_MOVED = "lease_moved"
"""窗口接管: only the platform itself may write it."""


def is_legal_act(event_type: str) -> bool:
    """Whether an event needs the lease of its case: all do, but facts about paper, materials, partners and clocks."""
    return not event_type.startswith(("paper_", "blank_")) and event_type not in _FACT_TYPES


def stage_after(event_type: str) -> str:
    """The stage that an event leads to, empty for one that changes none."""
    return _STAGE_AFTER.get(event_type, "")


def is_known(event_type: str) -> bool:
    """Whether this platform understands the type."""
    return event_type in _KNOWN


def reopens(stage: str, event_type: str) -> bool:
    """Whether an end is taken back: one by silence, when something had been handed in before the period ended; 送达 by
    post, when the parcel came back (民事诉讼法 91), or to the wrong person, when what she got was brought back.
    """
    return (event_type == "silence_undone" and stage in _REOPENED) or (
        event_type in _UNSERVED and stage == "served"
    )


@dataclass
class CaseView:
    """Where a case stands. ``holder`` is the device that may perform legal acts, ``home`` the one that began the case.

    Dates are ISO civil dates, empty while unknown. ``lease_epoch`` counts changes of holder. ``flags`` are codes,
    space-separated. ``changed`` marks a view that is to be written.
    """

    case_id: bytes
    home: str
    holder: str
    stage: str = ""
    lease_epoch: int = 1
    item_code: str = ""
    item_name: str = ""
    department: str = ""
    received_on: str = ""
    accepted_on: str = ""
    due: str = ""
    decided_on: str = ""
    events: int = 0
    flags: str = ""
    changed: bool = False

    def flag(self, code: str) -> None:
        """Add a flag once."""
        if code not in self.flags.split():
            self.flags = f"{self.flags} {code}".strip()

    def lease_to(self, device: str) -> None:
        """Hand the lease over."""
        if device != self.holder:
            self.holder = device
            self.lease_epoch += 1


def advance(view: CaseView, event_type: str, payload: Mapping[str, Any]) -> None:
    """Fold one event into ``view``. Total: an odd payload leaves fields empty and never fails."""
    view.events += 1
    _move(view, event_type)
    if event_type == "notice_withdrawn" and view.stage == "correcting":
        # Nobody was given the notice: the case stands where it came from.
        view.stage = "corrected" if payload.get("corrected") is True else "received"
    if event_type in BEGINNINGS:
        _begin(view, payload)
    if event_type == "online_arrived":
        view.home = _text(payload, "window") or view.home
        view.lease_to(view.home)
    if event_type == LEASE_MOVED:
        view.home = _text(payload, "to") or view.home
        if view.holder != PLATFORM:
            view.lease_to(view.home)
    if event_type == "notice_issued":
        # Corrections are handed in at the window, so the case is the window's again (收受分离).
        view.lease_to(view.home)
    elif event_type in ("special_ended", "extended"):
        view.due = max(view.due, _text(payload, "due"))
    elif event_type == "deadline_revised":
        if payload.get("clock") == "main" and payload.get("told") == view.due:
            view.due = _text(payload, "due") or view.due
    elif event_type == "received":
        view.received_on = _text(payload, "received_on")
    elif event_type == "accepted":
        view.accepted_on = _text(payload, "accepted_on")
        view.due = _text(payload, "due")
        if payload.get("route") != "counter":
            view.lease_to(PLATFORM)
    elif event_type == "transferred":
        if view.stage == "accepted":
            view.stage = "reviewing"
        view.lease_to(PLATFORM)
    elif event_type == "returned_to_window":
        if view.stage == "reviewing":
            view.stage = "accepted"
        view.lease_to(view.home)
    elif event_type in ("granted", "refused"):
        view.decided_on = _text(payload, "decided_on")
    elif event_type == "result_ready":
        view.lease_to(view.home)


def _move(view: CaseView, event_type: str) -> None:
    """To the stage that follows. A 一件事 whose 联办 has begun keeps it through 延期 and comes back to it (S4 5(3))."""
    if view.stage == "joint" and event_type in _LEAVES_JOINT:
        view.flag(_JOINT)
    back = "joint" if _JOINT in view.flags.split() else ""
    if event_type == "silence_undone":
        reopened = _REOPENED.get(view.stage, view.stage)
        view.stage = back if back and reopened == "accepted" else reopened
    elif event_type in _UNSERVED:
        view.stage = "ready" if view.stage == "served" else view.stage
    elif event_type == "special_ended" and back:
        view.stage = back
    elif event_type != "extended" or view.stage != "joint":
        view.stage = _STAGE_AFTER.get(event_type, view.stage)


def _begin(view: CaseView, payload: Mapping[str, Any]) -> None:
    intake = payload.get("intake")
    item = intake.get("item") if isinstance(intake, dict) else None
    if isinstance(item, dict):
        view.item_code = _text(item, "code")
        view.item_name = _text(item, "name")
        view.department = _text(item, "department")


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return plain(value) if isinstance(value, str) else ""


def plain(text: str) -> str:
    """Without what PostgreSQL keeps in no text; the log has it as it was written."""
    return text.replace("\0", "")
