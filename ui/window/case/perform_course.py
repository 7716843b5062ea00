"""What the acts beside the main line ask of the office; every function here runs on the ``db`` worker. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from app.domain.acts_guards import CREDIT, FALSE_PROMISES
from app.domain.case import Case
from app.domain.guide import Period
from app.domain.materials import SubmittedMaterial, as_taken
from app.domain.paper import PaperKind
from app.domain.thumb import roster_note, witness_words
from app.usecases.ask_partner import ask_partner
from app.usecases.book_courier import book_courier
from app.usecases.check_commitment import check_commitment
from app.usecases.choose_delivery import choose_delivery
from app.usecases.complete_branch import complete_branch
from app.usecases.correct_on_spot import correct_on_spot
from app.usecases.decline_commitment import decline_commitment
from app.usecases.deemed_acceptance import confirm_deemed_acceptance
from app.usecases.delete_case import delete_case
from app.usecases.desk import Done
from app.usecases.end_special import end_special
from app.usecases.extend import extend
from app.usecases.fail_service import fail_service
from app.usecases.forward import forward
from app.usecases.move_bundle import move_bundle
from app.usecases.object_material import object_material
from app.usecases.press_thumb import press_thumb
from app.usecases.recall_paper import recall_paper
from app.usecases.reduce_notice import reduce_notice
from app.usecases.report_item import report_item
from app.usecases.start_joint import start_joint
from app.usecases.start_special import start_special
from app.usecases.take_parcel_back import take_parcel_back
from app.usecases.tolerance_lapse import confirm_tolerance_lapse
from app.usecases.turn_away import turn_away
from app.usecases.undo_silence import undo_silence
from app.usecases.void_case import void_case
from app.usecases.waive_material import waive_material
from app.usecases.withdraw_notice import withdraw_notice
from ui.office import Office
from ui.window.case import actions as act
from ui.window.case import rare
from ui.window.case.words import parse_day

Values = Mapping[str, str]
OTHER_KIND, YES, CHECK = "other", "yes", "check"


def _lines(values: Values) -> tuple[str, ...]:
    return tuple(line for line in values.get("lines", "").split(",") if line)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _on_spot(office: Office, case_id: UUID, v: Values) -> Done:
    """What was mended is taken as the guide wants it."""
    case = office.case(case_id)
    item = case.item
    guide = office.stores.catalogue.guide(item.code, item.catalogue_version)
    lines = {line.id: line for line in guide.materials} if guide is not None else {}

    def mended(row: SubmittedMaterial) -> SubmittedMaterial:
        line = lines.get(row.line_id)
        return as_taken(row, max(line.originals, 1), line.copies) if line is not None else as_taken(row, 1, 0)

    rows = tuple(mended(row) for row in case.open_faults if row.line_id in _lines(v))
    return office.act(correct_on_spot, case_id, rows, v["what"], v["initialled"])


def _special(office: Office, case_id: UUID, v: Values) -> Done:
    kind = v["named"] if v["kind"] == OTHER_KIND else v["kind"]
    period = Period(_number(v["days"]))
    return office.act(start_special, case_id, kind, v["basis"], period, v["approver"])


def _bundle(office: Office, case_id: UUID, v: Values) -> Done:
    # A bag that is known goes on with what was counted when it was tied: fields left empty are no count.
    counts = _number(v["originals"]), _number(v["copies"])
    # Two zeros that were typed are a count: nothing is in it, and the word beside them says how that was found.
    empty = bool(v["fewer"].strip() and v["originals"] and v["copies"]) and not any(counts)
    words = v["bundle"], v["place"], v["hand"]
    return office.act(move_bundle, case_id, *words, *counts, v["waybill"], fewer=v["fewer"], empty=empty)


def _turn_away(office: Office, case_id: UUID, v: Values) -> Done:
    intake = office.case(case_id).intake
    assert intake is not None
    return office.act(turn_away, case_id, intake, v["ground"], v["reason"], v["basis"], v["instead"])


def _check(office: Office, case_id: UUID, v: Values) -> Done:
    days = _number(v["days"])
    return office.act(check_commitment, case_id, v["lines"], v["outcome"], v["finding"], days)


def _branch(office: Office, case_id: UUID, v: Values) -> Done:
    granted = v["granted"] == YES
    return office.act(complete_branch, case_id, v["code"], granted, v["number"], v["reasons"])


def _undo(office: Office, case_id: UUID, v: Values) -> Done:
    day = parse_day(v["day"], office.today())
    assert day is not None
    return office.act(undo_silence, case_id, day, v["reason"])


def _uncommit(office: Office, case_id: UUID, v: Values) -> Done:
    return office.act(
        decline_commitment, case_id, tuple(row.line_id for row in act.unsigned(office.case(case_id)))
    )


def _object(office: Office, case_id: UUID, v: Values) -> Done:
    row = next((m for m in office.case(case_id).materials if m.line_id == v["lines"]), None)
    own = as_taken(row, 1, 0) if row is not None and v.get("own") == YES else None
    return office.act(object_material, case_id, v["lines"], v["system"], v["shown"], v["claimed"], own)


def _thumb(office: Office, case_id: UUID, v: Values) -> Done:
    """The witness with what the staff known here says of her: it is kept, and refuses nobody."""
    witness = witness_words(v["witness"], v.get("number", ""))
    intake = office.case(case_id).intake
    parties = (intake.applicant, intake.agent) if intake is not None else (None, None)
    return office.act(press_thumb, case_id, witness, roster_note(witness, office.equipment.staff(), *parties))


def _void(office: Office, case_id: UUID, v: Values) -> Done:
    """Who confirms it proves first who she is. Raises UserFacingError ZC-LOGIN-01, ZC-LOGIN-02."""
    supervisor = office.equipment.prove(v["supervisor"], v["password"])
    return office.act(void_case, case_id, v["reason"], supervisor)


def ask_standing(office: Office, case: Case) -> Done:
    """Ask what 容缺 and 告知承诺 hang on, as far as no answer is on its way: credit, and former promises."""
    waiting = {ask.system for ask in case.asks if ask.waiting}
    systems = [CREDIT, *((FALSE_PROMISES,) if case.committed else ())]
    done = Done(case)
    for system in systems:
        if system not in waiting:
            done = office.act(ask_partner, case.id, system, "applicant")
    return done


ON_COURSE: dict[str, Callable[[Office, UUID, Values], Done]] = {
    act.SILENT: lambda o, case, v: o.act(confirm_deemed_acceptance, case, o.equipment.last_sync()),
    act.LAPSE: lambda o, case, v: o.act(confirm_tolerance_lapse, case, o.equipment.last_sync()),
    act.END_SPECIAL: lambda o, case, v: o.act(end_special, case, v["result"]),
    act.JOINT: lambda o, case, v: o.act(start_joint, case),
    act.BRANCH: _branch,
    rare.ON_SPOT: _on_spot,
    rare.REDUCE: lambda o, case, v: o.act(reduce_notice, case, _lines(v), v["reason"]),
    rare.UNSAY: lambda o, case, v: o.act(withdraw_notice, case, v.get("reason", "")),
    rare.WAIVE: lambda o, case, v: o.act(waive_material, case, v["lines"], v["fact"], v["proof"]),
    rare.OBJECT: _object,
    rare.UNCOMMIT: _uncommit,
    rare.SPECIAL: _special,
    rare.EXTEND: lambda o, case, v: o.act(extend, case, v["reasons"], v["approver"]),
    rare.CHECK: _check,
    rare.UNDO: _undo,
    rare.FAIL: lambda o, case, v: o.act(fail_service, case, v["method"], v["reason"], v["witness"]),
    rare.RETURN: lambda o, case, v: o.act(take_parcel_back, case, v["waybill"], v["reason"]),
    rare.CREDIT: lambda o, case, v: ask_standing(o, o.case(case)),
    rare.FEE: lambda o, case, v: o.act(ask_partner, case, "payment"),
    rare.DELIVERY: lambda o, case, v: o.act(choose_delivery, case, v["way"], v["form"], v["address"]),
    rare.THUMB: _thumb,
    rare.POST: lambda o, case, v: o.act(book_courier, case),
    rare.REPORT: lambda o, case, v: o.act(report_item, case, v["words"]),
    rare.ATTORNEY: lambda o, case, v: o.issue_paper(case, PaperKind.POWER_OF_ATTORNEY),
    rare.HANDOVER_LIST: lambda o, case, v: o.issue_paper(case, PaperKind.HANDOVER_LIST),
    rare.ROUTING: lambda o, case, v: o.issue_paper(case, PaperKind.ROUTING),
    rare.RATING: lambda o, case, v: o.issue_paper(case, PaperKind.RATING_SLIP),
    rare.BUNDLE: _bundle,
    rare.TURN_AWAY: _turn_away,
    rare.FORWARD: lambda o, case, v: o.act(forward, case, v["to"], v["reason"], v["opinion"]),
    rare.VOID: _void,
    rare.DELETE: lambda o, case, v: o.act(delete_case, case, v["reason"]),
}


def anew(office: Office, case_id: UUID, paper: UUID, v: Values) -> Done:
    """作废重开 of a paper that was not given; 作废 alone where she said so; of a notice that told too little, with its
    materials to be checked again.
    """
    if v.get("again") == CHECK:
        return office.act(withdraw_notice, case_id, v["reason"])
    return office.void_document(case_id, paper, v["reason"], v.get("again", YES) == YES)


def recall(office: Office, case_id: UUID, paper: UUID, v: Values) -> Done:
    """收回更正."""
    return office.act(recall_paper, case_id, paper, v["reason"])
