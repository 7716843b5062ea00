"""Cases for the pictures, taken in by the use cases themselves, with people who never lived."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.domain import events as ev
from app.domain.materials import FaultCode, MaterialStatus, SubmittedMaterial, as_taken
from app.domain.people import Agent, Applicant, IdType, Organisation, Person
from app.ports import Effects
from app.usecases.intake import build_intake, prefill, rows_for
from app.values import replace

ZHANG = Person(
    "张三", IdType.RESIDENT_CARD, "440524188001010014", sex="1", nation="01", birth="18800101", source="card"
)
LI = Person("李四", IdType.RESIDENT_CARD, "440524189901010018", sex="2", nation="01", birth="18990101")
COMPANY = Organisation("沈阳样例食品有限公司", "91210100MA00000XX5", "李四", "示例路2号", "13800000002")
FOOD = {"salt": "no", "commit": "no"}
FOOD_ITEM, NURSE_ITEM = "spscxk", "hszyzc"


def receive(office: Any, query: str = FOOD_ITEM, faults: bool = True, person: Person = ZHANG) -> UUID:
    """A case taken in: all there, or with one material missing and one without its seal."""
    guide = office.guide(office.search_items(query)[0].code)
    company = query == FOOD_ITEM
    answers = FOOD if company else {q.id: q.choices[-1].key for q in guide.questions}
    applicant = Applicant(organisation=COMPANY) if company else Applicant(person=person)
    agent = Agent(person) if company else None
    form = prefill(guide, answers, applicant, agent)
    intake = build_intake(
        guide, applicant, agent, answers, form, phone="13800000001", identity_checked="card"
    )
    rows = tuple(as_taken(row, 1, 0) for row in rows_for(guide, answers))
    draft: UUID = office.new_draft()
    office.receive(draft, intake, faulty(rows) if faults else rows)
    return draft


def faulty(rows: tuple[SubmittedMaterial, ...]) -> tuple[SubmittedMaterial, ...]:
    """The last two rows: one missing, one without its seal."""
    missing = replace(rows[-2], status=MaterialStatus.FAULTY, fault=FaultCode.MISSING, originals=0)
    unsealed = replace(rows[-1], status=MaterialStatus.FAULTY, fault=FaultCode.SEAL, note="制度没有盖章")
    return (*rows[:-2], missing, unsealed)


def answered(office: Any, case_id: UUID, outcome: str = "pass") -> None:
    """Every question of the case is answered, as it comes down from the platform."""
    desk = office.desk
    with desk.units.begin() as tx:
        case = tx.case(case_id)
        told = tuple(
            ev.PartnerAnswered(desk.clock.now(), desk.session.operator, ask.ask, ask.system, outcome)
            for ask in case.asks
            if ask.waiting
        )
        tx.append(case_id, case, told, Effects())
