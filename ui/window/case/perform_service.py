"""What is asked, shown and served around a case; every function here runs on the ``db`` worker. No Qt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from app.domain.acts_law import RESULTS
from app.domain.acts_side import SEAL
from app.domain.codes import check
from app.domain.delivery import BY_POST, with_courier
from app.domain.events import Intake, Recipient
from app.domain.happened import THUMB
from app.domain.people import Agent, IdType, Person
from app.domain.thumb import roster_note, witness_words
from app.domain.time import Timestamp, at
from app.usecases.ask_partner import ask_partner
from app.usecases.desk import Done
from app.usecases.hand_over import hand_over
from app.usecases.mend_case import Today, relation_of
from app.usecases.name_project import name_project
from app.usecases.show_licence import show_licence
from printing.proof import layout_digest
from ui.office import Office
from ui.window.case import rare
from ui.window.case.words import parse_day

Values = Mapping[str, str]


def _survey(office: Office, case_id: UUID, v: Values) -> Done:
    day = parse_day(v["day"], office.today())
    assert day is not None
    data = {"day": day.isoformat(), "departments": v["departments"], "photos": ""}
    return office.act(ask_partner, case_id, "survey", "", data)


def _intermediary(office: Office, case_id: UUID, v: Values) -> Done:
    day = parse_day(v.get("began", ""), office.today())
    data = {"began": day.isoformat()} if day is not None else {}
    return office.act(ask_partner, case_id, "intermediary", v["service"], data)


def _serve(office: Office, case_id: UUID, v: Values) -> Done:
    """All results that are ready go together; by post those that were in the parcel."""
    case = office.case(case_id)
    ready = [p for p in case.papers if p.kind in RESULTS and p.may_be_given and not p.is_given]
    if v["method"] == BY_POST and (sent := with_courier(case)):
        ready = [paper for paper in ready if paper.document_id in sent]
    recipient = Recipient(v["name"], v["relation"] or "本人")
    reference, refusal, witness = (v.get(name, "") for name in ("reference", "refusal", "witness"))
    documents = tuple(paper.document_id for paper in ready)
    return office.act(
        hand_over, case_id, recipient, documents, v["method"], reference=reference, refusal=refusal, witness=witness
    )


def handed_moment(v: Values, today: date) -> Timestamp:
    """When it was handed in, as the form says it (the form checked both parts)."""
    day, clock = parse_day(v["day"], today), _CLOCK.fullmatch(v["time"])
    assert day is not None and clock is not None
    return at(day.year, day.month, day.day, int(clock[1]), int(clock[2]))


_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")


def is_clock(text: str) -> bool:
    """Whether this is a time of day, 9:30."""
    return _CLOCK.fullmatch(text) is not None


def _e_seal(office: Office, case_id: UUID, v: Values) -> Done:
    """By the digest of the very pages that print (S1 17); off line the question waits and a wet seal is as good."""
    pages = office.equipment.pages(office.case(case_id), UUID(v["paper"]))
    data = {"seal": v["name"], "digest": layout_digest(pages)}
    return office.act(ask_partner, case_id, SEAL, v["paper"], data)


def _mend(office: Office, case_id: UUID, v: Values) -> Done:
    """更正件: who acts for the applicant and who sees her thumb is as told now, with what the staff known here says."""
    intake = office.case(case_id).intake
    agent = _agent(intake, v, office.today()) if intake is not None else None
    witness = witness_words(v["witness"], v["witness_number"]) if v["signed"] == THUMB else ""
    applicant = intake.applicant if intake is not None else None
    note = roster_note(witness, office.equipment.staff(), applicant, agent) if witness else ""
    return office.mend(case_id, v["what"], Today(agent, witness, note, v["phone"].strip() or None, v.get("name", "")))


def _agent(intake: Intake, v: Values, today: date) -> Agent | None:
    if not v["agent"].strip():
        return None
    known = check("id", v["agent_number"], date.max)
    kind = IdType.RESIDENT_CARD if known.valid else IdType.OTHER
    person = Person(v["agent"].strip(), kind, known.normal if known.valid else v["agent_number"].strip())
    return Agent(person, relation_of(intake, person, today), v["authority"].strip())


SERVICES: dict[str, Callable[[Office, UUID, Values], Done]] = {
    rare.SHOW: lambda o, case, v: o.act(show_licence, case, v["lines"], v["token"]),
    rare.PROJECT: lambda o, case, v: o.act(name_project, case, v["code"], v["name"]),
    rare.SURVEY: _survey,
    rare.INTERMEDIARY: _intermediary,
    rare.HELP: lambda o, case, v: o.act(ask_partner, case, "assist", "", {"kind": v["kind"], "when": v["when"]}),
    rare.SERVE: _serve,
    rare.MEND: _mend,
    rare.E_SEAL: _e_seal,
    rare.BARE: lambda o, case, v: o.accept(case, "counter", voucher=False),
    rare.COMPLAIN: lambda o, case, v: o.complain(case, v["kind"], v["words"], v["about"]),
}
