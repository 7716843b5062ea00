"""What really happened, as facts for the lessons: read from the intake and the log, never from clicks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QApplication, QWidget

from app.domain.facts import PaperGiven, PaperIssued, PaperSealed, PaperVoided
from app.domain.guide import open_questions
from app.domain.materials import MaterialStatus
from app.domain.paper import PaperKind
from app.usecases.intake import odd_phone
from app.values import dataclass
from ui.guide.lessons import Step

NEWEST = 3
"""Cases of which the log is read besides the open one."""
OF_EVENTS: Mapping[str, str] = {
    "received": "receipt",
    "accepted": "accepted",
    "transferred": "passed-on",
    "granted": "granted",
    "handed_over": "served",
    "bundle_moved": "handed-on",
}
"""Type of an event → the fact it makes."""

PHONE = "intake.phone"
"""The field of the telephone: while she is in it, its step is not over, or what comes next is typed behind the number.
"""
GIVEN, SEALED = "papers-given", "result-sealed"
OF_LOG = frozenset((*OF_EVENTS.values(), "certificate", GIVEN, SEALED))
"""Facts that the log alone tells."""


def of_intake(state: Any, today: Any, materials: QWidget | None) -> set[str]:
    """Facts of a page of intake as it stands; ``state`` is its ``IntakeState``."""
    found = set()
    if state.present() is not None:
        found.add("person")
    focused: QWidget | None = QApplication.focusWidget()
    typing = focused is not None and focused.objectName() == PHONE
    if state.phone.strip() and not odd_phone(state.phone) and not typing:
        found.add("phone")
    if state.guide is None:
        return found
    found.add("item")
    if not open_questions(state.guide, state.answers):
        found.add("answered")
        rows = state.material_rows()
        if rows and all(row.status is not MaterialStatus.OPEN for row in rows):
            found.add("judged")
    if materials is not None and focused is not None and materials.isAncestorOf(focused):
        found.add("in-materials")
    return found


def asked_instead(face: Any, item: str) -> str:
    """The question of the 情形 that is open where another item than ``item`` was chosen, "" where none is."""
    intake = face.pages.get("intake")
    state = intake.state if intake is not None else None
    if state is None or state.guide is None or item in state.guide.item.full_name:
        return ""
    waiting = open_questions(state.guide, state.answers)
    return waiting[0].text if waiting else ""


@dataclass(frozen=True)
class Otherwise:
    """What was done otherwise than the lesson asks: ``of`` the item or the question, ``chosen`` what stands there."""

    of: str
    chosen: str


def otherwise(face: Any, step: Step) -> Otherwise | None:
    """How what stands there differs from what the step asks: another item, another answer; None where it does not."""
    intake = face.pages.get("intake")
    guide = intake.state.guide if intake is not None else None
    if guide is None or not step.item:
        return None
    if step.item not in guide.item.full_name:
        return Otherwise(step.item, guide.item.full_name) if step.until == "item" else None
    if step.until != "answered":
        return None
    for key, segment in zip(step.keys, intake.what.questions.segments.values(), strict=False):
        taken = next((each for each in segment.choices() if each.value == segment.value()), None)
        if taken is not None and taken.key != key:
            return Otherwise(segment.accessibleName(), taken.key)
    return None


def of_face(face: Any) -> set[str]:
    """Facts that the window shows: which place is open, whether a case is, what was looked for."""
    shell, pages = face.shell, face.pages
    if shell.covered():
        return {"locked"}
    found = {f"at:{shell.place()}"}
    intake = pages.get("intake")
    if intake is not None:
        found |= of_intake(intake.state, face.workplace.office.today(), intake.materials)
    if open_case(face) is not None:
        found.add("case-open")
    # Only one that stands is asked: the first look made the page, on which nothing lay, in one go.
    desk = pages.get("handover") if shell.stands("handover") else None
    if desk is not None and desk.lies:
        found.add("on-desk")
    if shell.palette_box.isVisible():
        found.add("found")
    return found


def _case_page(face: Any) -> Any:
    """The page of a case that is open, None when there is none."""
    place = face.shell.place()
    page = face.pages.get(place)
    shown = page if place == "case" else getattr(page, "case", None)
    return shown if isinstance(shown, QWidget) and shown.isVisible() else None


def open_case(face: Any) -> UUID | None:
    """The case whose page is open."""
    return getattr(_case_page(face), "case_id", None)


AWAY, NOT_YET = "away", "not-yet"


def instead_of(face: Any, act: str) -> str:
    """Why the open case does not offer ``act`` now: :data:`AWAY` in another hand, :data:`NOT_YET` (or over); "" where
    it does, where its form is open, or where no case is.
    """
    shown = _case_page(face)
    seen, form = getattr(shown, "seen", None), getattr(shown, "form", None)
    if open_case(face) is None or seen is None or (form is not None and form.spec is not None):
        return ""
    if shown.bar.primary.isVisible() and shown.bar.primary.property("action") == act:
        return ""
    return AWAY if seen.case.lease != seen.place.device else NOT_YET


def of_log(views: Any, since_ms: int, shown: UUID | None) -> set[str]:
    """Facts of the log since ``since_ms`` (UTC ms): of the newest cases and the one that is open."""
    ids = [line.case_id for line in views.cases()[:NEWEST]]
    if shown is not None and shown not in ids:
        ids.append(shown)
    cases = [[line.event for line in views.event_lines(case_id) if line.event.at.ms >= since_ms] for case_id in ids]
    events = [event for each in cases for event in each]
    found = {OF_EVENTS[event.TYPE] for event in events if event.TYPE in OF_EVENTS}
    found |= {fact for each in cases for fact in _of_papers(each)}
    if any(isinstance(event, PaperIssued) and event.kind is PaperKind.CERTIFICATE for event in events):
        found.add("certificate")
    return found


_HERS = (PaperKind.RECEIPT, PaperKind.ACCEPTANCE)
_RESULTS = (PaperKind.GRANT, PaperKind.CERTIFICATE)


def _of_papers(events: Sequence[Any]) -> set[str]:
    """What became of the papers of one case: all she takes along is in her hand, all of the result is sealed."""
    made = {event.document_id: event.kind for event in events if isinstance(event, PaperIssued)}
    void, given, sealed = (
        {event.document_id for event in events if isinstance(event, fact)}
        for fact in (PaperVoided, PaperGiven, PaperSealed)
    )
    hers = {document for document, kind in made.items() if kind in _HERS} - void
    results = {document for document, kind in made.items() if kind in _RESULTS} - void
    found = {GIVEN} if hers and hers <= given else set()
    return found | ({SEALED} if results and results <= sealed else set())
