"""The sentence at the bottom: where the case stands, with its state colour. No Qt."""

from __future__ import annotations

from app.domain import events as ev
from app.domain.case import Case
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind, Seal
from app.domain.states import TERMINAL, CaseState
from ui.window.case.words import Say


def status_words(case: Case, marked: int, say: Say) -> tuple[str, str]:
    """(state colour, sentence). Green only for what is proved."""
    state = case.state
    if state is None:
        return "neutral", ""
    if state in (CaseState.RECEIVED, CaseState.CORRECTED):
        return _received(case, say)
    if state is CaseState.AWAITING_CORRECTION:
        owed = len(case.open_faults)
        if marked:
            return "info", say("case.state.S20_marked", marked=marked, left=owed - marked)
        return "warn", say("case.state.S20", count=owed)
    if state is CaseState.ACCEPTED:
        return "info", _accepted(case, say)
    if state is CaseState.AWAITING_PICKUP:
        return _pickup(case, say)
    return _PLAIN.get(state, "info"), say(f"case.state.{state}")


_PLAIN = {
    CaseState.DRAFT: "neutral",
    CaseState.SERVED: "ok",
    **dict.fromkeys(TERMINAL - {CaseState.SERVED}, "neutral"),
}


def _received(case: Case, say: Say) -> tuple[str, str]:
    unseen = sum(1 for material in case.materials if material.status is MaterialStatus.OPEN)
    if case.lease == "platform":
        return "info", say("case.state.S10_department")
    if unseen:
        return "neutral", say("case.state.S10_open", count=unseen)
    if case.open_faults:
        return "warn", say("case.state.S10_faults", count=len(case.open_faults))
    return "ok", say("case.state.S25" if case.state is CaseState.CORRECTED else "case.state.S10_ready")


def _accepted(case: Case, say: Say) -> str:
    if case.lease == "platform":
        return say("case.state.S30_department")
    on_spot = case.accepted is not None and case.accepted.route == "counter"
    return say("case.state.S30" if on_spot else "case.state.S30_transfer")


def _pickup(case: Case, say: Say) -> tuple[str, str]:
    granted = isinstance(case.decision, ev.Granted)
    lacks = granted and not case.papers_of(PaperKind.GRANT)
    if granted and case.item.blank_kind:
        lacks = lacks or not case.papers_of(PaperKind.CERTIFICATE)
    if lacks:
        return "info", say("case.state.S65_print")
    results = case.papers_of(PaperKind.GRANT) + case.papers_of(PaperKind.CERTIFICATE)
    if any(paper.seal is not Seal.NONE and paper.sealing is None for paper in results):
        return "info", say("case.state.S65_seal")
    return "ok", say("case.state.S65_ready")
