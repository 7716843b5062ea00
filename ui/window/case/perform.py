"""What an action asks of the office; every function here runs on the ``db`` worker. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from app.domain.acts_guards import HOLDER
from app.domain.elsewhere import LEASE
from app.domain.events import Recipient, Refused
from app.domain.materials import SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.people import Person, mask_number
from app.domain.serving import mended_by
from app.errors import RefusedError
from app.usecases.ask_partner import ask_partner
from app.usecases.check_materials import check_materials
from app.usecases.desk import Done
from app.usecases.settle_power import settle_power
from app.usecases.supply_owed import supply_owed
from ui.office import Office
from ui.window.case import actions as act
from ui.window.case import taken_back
from ui.window.case.perform_course import ON_COURSE, anew, recall
from ui.window.case.perform_service import SERVICES, handed_moment
from ui.window.case.rare import LATE
from ui.window.case.specs import SETTLED, SETTLES

Values = Mapping[str, str]


def perform(
    office: Office,
    name: str,
    case_id: UUID,
    values: Values,
    paper: UUID | None = None,
    rows: tuple[SubmittedMaterial, ...] = (),
) -> Done:
    """Do ``name`` on the case. Raises what the core raises: a refusal tells why, the law and the way out."""
    if name == act.CORRECTION:
        return office.take_correction(case_id, rows)
    if name == LATE:
        moment = handed_moment(values, office.today())
        return office.take_correction(case_id, rows, handed_at=moment)
    if name == act.LOOK:
        return office.act(check_materials, case_id, rows)
    if name == act.SUPPLY:
        return office.act(supply_owed, case_id, rows)
    if name in ON_COURSE:
        return ON_COURSE[name](office, case_id, values)
    if name in SERVICES:
        return SERVICES[name](office, case_id, values)
    if paper is not None and name in _ON_PAPER:
        return _ON_PAPER[name](office, case_id, paper, values)
    return _ON_CASE[name](office, case_id, values)


def _recipient(office: Office, case_id: UUID, values: Values) -> Recipient:
    """Who took it, with the number of the identity shown at the intake when it is the same person."""
    case = office.stores.views.case(case_id)
    intake = case.intake if case is not None else None
    people: list[Person | None] = []
    if intake is not None:
        people = [intake.agent.person if intake.agent is not None else None, intake.applicant.person]
    same = next((p for p in people if p is not None and p.name == values["name"]), None)
    if values["relation"] == taken_back.BROUGHT_BY[taken_back.OTHER]:
        same = None  # a namesake is who brings back what was given by mistake
    number = mask_number(same.id_number) if same is not None else ""
    return Recipient(values["name"], values["relation"], number, authority=values.get("authority", "").strip())


def _decision_paper(office: Office, case_id: UUID) -> PaperKind:
    """D11 or, when it was refused, D11b."""
    case = office.stores.views.case(case_id)
    refused = case is not None and isinstance(case.decision, Refused)
    return PaperKind.REFUSAL if refused else PaperKind.GRANT


_ON_CASE: dict[str, Callable[[Office, UUID, Values], Done]] = {
    act.NOTICE: lambda office, case, v: office.issue_notice(case, v.get("reason", "")),
    act.ACCEPT: lambda office, case, v: office.accept(case),
    act.COUNTER: lambda office, case, v: office.accept(case, "counter"),
    act.ASK_OVER: lambda office, case, v: office.act(ask_partner, case, HOLDER, LEASE, {}),
    act.TRANSFER: lambda office, case, v: office.transfer(case),
    act.GRANT: lambda office, case, v: office.decide_on_spot(case, True, v["validity"], v["number"]),
    act.REFUSE: lambda office, case, v: office.decide_on_spot(case, False, reasons=v["reasons"]),
    act.DECLINE: lambda office, case, v: office.decline(case, v["ground"], v["reasons"], v["where"]),
    act.WITHDRAW: lambda office, case, v: office.withdraw(case, v["reason"]),
    act.ACCEPTANCE: lambda office, case, v: office.issue_paper(case, PaperKind.ACCEPTANCE),
    act.DECISION: lambda office, case, v: office.issue_paper(case, _decision_paper(office, case)),
    act.PICKUP: lambda office, case, v: office.issue_paper(case, PaperKind.PICKUP),
    act.CERTIFICATE: lambda office, case, v: office.issue_certificate(case, v["serial"]),
    act.DEEMED: lambda office, case, v: office.confirm_deemed_withdrawal(case),
}


class HalfDoneError(RefusedError):
    """The first of two acts is recorded, the second was refused."""


def _give(office: Office, case_id: UUID, paper: UUID, values: Values) -> Done:
    """What she says of the signed copy of a 授权委托书 is done with its hand-over; where that is refused, the hand-over
    stands all the same (HalfDoneError).
    """
    done = office.give_paper(case_id, paper, _recipient(office, case_id, values))
    if values.get(SETTLES) == SETTLED and mended_by(done.case, paper, office.today(), office.desk.place.device):
        try:
            return office.act(settle_power, case_id, paper)
        except RefusedError as no:
            kept = "交付已经登记，缺的授权委托书还没有算补上"
            raise HalfDoneError(no.code, no.what, no.law, kept, no.what_next) from no
    return done


_ON_PAPER: dict[str, Callable[[Office, UUID, UUID, Values], Done]] = {
    "seal": lambda office, case, paper, v: office.record_seal(
        case, paper, v["name"], v["by"], v["where"], v.get("note", "")
    ),
    "give": _give,
    "reprint": lambda office, case, paper, v: office.reprint(case, paper, v["reason"]),
    "recall": recall,
    "anew": anew,
    **taken_back.PERFORM,
    "replace": lambda office, case, paper, v: office.replace_blank(case, paper, v["reason"], v.get("serial", "")),
}
