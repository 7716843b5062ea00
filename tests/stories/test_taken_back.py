"""Stories of a certificate that is wrong: asked for, brought back, and told at the province and at another window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.domain import events as ev
from app.domain.clocks import RECALL, clocks
from app.domain.commands import CopyLicence, GivePaper, RecordOut, ReprintPaper
from app.domain.delivery import BOTH, PAPER, POST, to_post
from app.domain.happened import Recipient
from app.domain.kiosk import licences
from app.domain.licences import licences_of
from app.domain.paper import PaperKind
from app.domain.people import Applicant, IdType, Person
from app.domain.progress import progress, query_code
from app.domain.settling import goes_along, taker
from app.domain.states import CaseState
from app.domain.taken_back import WRONG_CONTENT, WRONG_PERSON, went_along
from app.storage.parcels import came_back_of
from app.storage.verify import verify
from app.usecases.accept import accept
from app.usecases.book_courier import book_courier
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.desk import act
from app.usecases.hand_over import hand_over
from app.usecases.issue_certificate import issue_certificate
from app.usecases.mend_case import Today, mend_case
from app.usecases.post_parcel import post_parcel
from app.usecases.recall_paper import recall_paper
from app.usecases.record_seal import record_seal
from app.usecases.take_paper_back import Error, ask_paper_back, leave_not_brought, take_paper_back
from app.usecases.take_parcel_back import take_parcel_back
from sync.platform import leases
from sync.platform.database import open_database
from tests.app.domain.kit import CLERK, NOBODY_ELSE
from tests.stories.hall import Hall
from tests.stories.test_law_delivery import IDENTIFIER, answered, decided, ready, taken
from tests.stories.test_law_two_sides import desk_of, province, sync, there, windows
from tests.sync.support import Province

__all__ = ["province", "windows"]

STRANGER = Recipient("赵误领", "其他人")
MISTAKEN = replace(NOBODY_ELSE, name="赵误领")
"""Who was taken for the applicant."""
NEIGHBOUR = Person("王五", IdType.RESIDENT_CARD, "210101190001010014")
NAME = Error(WRONG_CONTENT, "姓名写错一字")
SAME_NAME = Error(WRONG_PERSON, "同名，叫号时拿错")
FRIDAY = date(2026, 10, 16)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window, whose files are whole in the end."""
    hall = Hall(tmp_path / "one")
    yield hall
    assert verify(hall.database).ok
    hall.close()


def made(hall: Hall, way: str = "自取") -> tuple[UUID, UUID]:
    """A case and its certificate, out and sealed."""
    case = decided(hall, way, PAPER)
    hall.stock.receive(hall.guide.blank_kind, ["SC-1", "SC-2"])
    issue_certificate(hall.desk, case, hall.guide.blank_kind, "SC-1")
    return case, ready(hall, case, PaperKind.CERTIFICATE)


def served(hall: Hall) -> tuple[UUID, UUID]:
    """The certificate was handed over."""
    case, document = made(hall)
    hand_over(hall.desk, case, NOBODY_ELSE, (document,))
    return case, document


def stands(hall: Hall, serial: str) -> str:
    """How the ledger of blanks has a sheet."""
    return next(each.state for each in hall.stock.blanks(hall.guide.blank_kind) if each.serial == serial)


@pytest.mark.law("D22", "B3-26", "D21")
def test_a_wrong_name_comes_back_is_receipted_and_is_made_right_by_another_case(hall: Hall) -> None:
    """The sheet was 已用 for ever, and nobody could say who had brought it back."""
    case, document = served(hall)
    take_paper_back(hall.desk, case, document, NAME, "SC-1", STRANGER)
    told = hall.words(case, PaperKind.TAKEN_BACK)
    for words in ("SC-1", "赵误领（其他人）", "内容有误：姓名写错一字", "作废", "更正件", "不是撤销、注销许可的决定"):
        assert words in told, words
    assert stands(hall, "SC-1") == "void" and hall.case(case).state is CaseState.SERVED
    issue = lambda: issue_certificate(hall.desk, case, hall.guide.blank_kind, "SC-2")  # noqa: E731
    hall.refused(issue, "ZC-PAPER-75")
    mending = uuid4()
    mend_case(hall.desk, case, mending, "姓名写错一字", Today(name="张叁"))
    assert stands(hall, "SC-2") == "on_hand" and hall.case(mending).intake is not None


@pytest.mark.law("D22", "B3-23", "D16")
def test_a_certificate_given_to_another_is_served_to_its_holder_with_a_proof_of_its_own(hall: Hall) -> None:
    """The case stood at 已送达: the very same sheet could not be handed to whom it belongs to."""
    case, document = served(hall)
    take_paper_back(hall.desk, case, document, SAME_NAME, "sc-1", STRANGER)
    found = hall.case(case)
    assert found.state is CaseState.AWAITING_PICKUP
    assert not found.papers_of(PaperKind.SERVICE_PROOF) and stands(hall, "SC-1") == "used"
    told = hall.words(case, PaperKind.TAKEN_BACK)
    assert "由证照上的人领取" in told and "查询码" not in told, "a stranger looks after nobody's case"
    hand_over(hall.desk, case, NOBODY_ELSE, (document,))
    assert hall.case(case).state is CaseState.SERVED and len(hall.case(case).papers_of(PaperKind.SERVICE_PROOF)) == 1


@pytest.mark.law("D22", "L26")
def test_what_a_stranger_signed_the_courier_for_can_be_given_at_the_desk_afterwards(hall: Hall) -> None:
    """Only what came back with the courier counted as here again: the desk refused to give what lay on it."""
    case, document = made(hall, POST)
    book_courier(hall.desk, case)
    waybill = hall.case(case).asks[-1].subject
    post_parcel(hall.desk, case, waybill, (document,), "快递员甲", "清单1", hall.clock.now())
    hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference=waybill)
    take_paper_back(hall.desk, case, document, SAME_NAME, "SC-1", STRANGER)
    assert hall.case(case).state is CaseState.AWAITING_PICKUP
    hand_over(hall.desk, case, NOBODY_ELSE, (document,))
    assert hall.case(case).state is CaseState.SERVED


@pytest.mark.law("B7-1", "D22")
def test_what_is_asked_for_off_line_at_another_window_is_awaited_and_ended_at_both_and_at_the_province(
    province: Province, windows: tuple[Hall, Hall]
) -> None:
    """Two windows that only know each other by the province tell of one demand, and of one end of it."""
    hall, other = windows
    case, document = served(hall)
    other.inbox.apply(hall.own_commits(), "")
    ask_paper_back(other.desk, case, document, SAME_NAME, "赵误领", "打了电话", FRIDAY)
    hall.refused(lambda: leave_not_brought(hall.desk, case, document, "审批科", "丢了"), "ZC-PAPER-76")
    sync(province, hall)
    sync(province, other)
    sync(province, hall)
    for end in (hall, other):
        assert clocks(end.case(case))[RECALL] == (FRIDAY, True)
        (line,) = [each for each in end.views.due_list() if each.case_id == case]
        assert (line.due, line.due_kind) == (FRIDAY, RECALL)
    refused = other.refused(lambda: take_paper_back(other.desk, case, document, NAME, "SC-1", STRANGER), "ZC-CASE-06")
    assert "接管" in refused.what_next
    take_paper_back(hall.desk, case, document, SAME_NAME, "SC-1", STRANGER)
    assert desk_of(province, case) == "served"
    sync(province, hall)
    sync(province, other)
    assert desk_of(province, case) == "ready" and there(province, case)["digest"]
    for end in (hall, other):
        assert end.case(case).state is CaseState.AWAITING_PICKUP and RECALL not in clocks(end.case(case))


@pytest.mark.law("B7-1", "D22")
def test_a_return_and_a_demand_that_crossed_off_line_leave_nothing_awaited(
    province: Province, windows: tuple[Hall, Hall]
) -> None:
    """One window wrote that it was asked for while it lay already on the desk of the other."""
    hall, other = windows
    case, document = served(hall)
    other.inbox.apply(hall.own_commits(), "")
    ask_paper_back(other.desk, case, document, NAME, "赵误领", "打了电话", FRIDAY)
    take_paper_back(hall.desk, case, document, NAME, "SC-1", STRANGER)
    for end in (hall, other, hall, other):
        sync(province, end)
    for end in (hall, other):
        found = end.case(case)
        assert RECALL not in clocks(found) and not found.irregular and found.state is CaseState.SERVED
        assert len(found.taken_back) == len(found.asked_back) == 1
    assert desk_of(province, case) == "served"


def whole_file(hall: Hall, case: UUID) -> dict[UUID, str]:
    """Every paper of the case as the 卷宗 prints it."""
    return {paper.document_id: hall.sheet(case, paper.document_id) for paper in hall.case(case).papers}


@pytest.mark.law("D16", "P22")
@pytest.mark.parametrize("way", ["desk", "post"])
def test_the_file_of_the_case_is_written_in_between_and_the_void_proof_tells_what_it_proved(
    hall: Hall, way: str
) -> None:
    """Between the two no 卷宗 could be written, and afterwards the void proof named who had it next, and when."""
    case, document = made(hall, POST if way == "post" else "自取")
    if way == "post":
        book_courier(hall.desk, case)
        waybill = hall.case(case).asks[-1].subject
        post_parcel(hall.desk, case, waybill, (document,), "快递员甲", "清单1", hall.clock.now())
        hand_over(hall.desk, case, MISTAKEN, (document,), "邮寄送达", reference=waybill)
        first = hall.case(case).services[-1].proof
        before = hall.sheet(case, first)
        take_parcel_back(hall.desk, case, waybill, "收件人退回")
    else:
        hand_over(hall.desk, case, MISTAKEN, (document,))
        first = hall.case(case).services[-1].proof
        before = hall.sheet(case, first)
        take_paper_back(hall.desk, case, document, SAME_NAME, "SC-1", STRANGER)
    between = whole_file(hall, case)[first]
    hall.clock.ms += 3 * 3_600_000
    hand_over(hall.desk, case, NOBODY_ELSE, (document,))
    after = whole_file(hall, case)
    assert "赵误领" in before and between == after[first] and "赵误领" in between
    second = hall.case(case).services[-1].proof
    assert NOBODY_ELSE.name in after[second] and "赵误领" not in after[second] and after[second] != after[first]


@pytest.mark.law("D22", "D16")
def test_the_receipt_of_who_brought_it_is_not_given_to_the_holder(hall: Hall) -> None:
    """It lay ticked beneath her result, and her proof said that she had what names a stranger."""
    case, document = served(hall)
    take_paper_back(hall.desk, case, document, SAME_NAME, "SC-1", STRANGER)
    (receipt,) = hall.case(case).papers_of(PaperKind.TAKEN_BACK)
    act(hall.desk, case, RecordOut(receipt.document_id, 1, "device"))
    record_seal(hall.desk, case, receipt.document_id, "收件章", "赵六", "窗口")
    assert PaperKind.TAKEN_BACK not in [p.kind for p in goes_along(hall.case(case), hall.desk.place, True)]
    assert taker(hall.case(case), PaperKind.TAKEN_BACK, receipt.document_id) == STRANGER
    act(hall.desk, case, GivePaper(receipt.document_id, STRANGER))
    recall_paper(hall.desk, case, receipt.document_id, "印歪了")
    (again,) = hall.case(case).papers_of(PaperKind.TAKEN_BACK)
    assert taker(hall.case(case), PaperKind.TAKEN_BACK, again.document_id) == STRANGER, "under its new number too"


def taken_over(province: Province, case: UUID, to: Hall) -> None:
    """The supervisor lets another window take the case over, as when the first is gone."""
    database = open_database(str(province.db))
    who = {"operator": "op-9", "operator_name": "孙主管", "operator_number": "B01"}
    try:
        with database.write() as connection:
            leases.give(database, connection, case.bytes, to.device, "原窗口的机器坏了", who, to.clock.ms)
    finally:
        database.close()
    sync(province, to)
    assert to.case(case).lease == to.device


@pytest.mark.law("B7-1", "D22")
@pytest.mark.parametrize("error", [NAME, SAME_NAME])
def test_where_the_window_that_served_is_gone_another_takes_the_case_over_and_the_certificate_back(
    province: Province, windows: tuple[Hall, Hall], error: Error
) -> None:
    """A served case could not be taken over, as the refusal told, and the sheet was none of the new window's ledger."""
    gone, other = windows
    case, document = served(gone)
    other.inbox.apply(gone.own_commits(), "")
    sync(province, gone)
    sync(province, other)
    refused = other.refused(
        lambda: take_paper_back(other.desk, case, document, error, "SC-1", STRANGER), "ZC-CASE-06"
    )
    assert gone.device in refused.what_next and "接管" in refused.what_next
    taken_over(province, case, other)
    take_paper_back(other.desk, case, document, error, "SC-1", STRANGER)
    assert verify(other.database).ok and "SC-1" not in str(other.stock.blanks(""))
    sync(province, other)
    sync(province, gone)
    state = CaseState.SERVED if error is NAME else CaseState.AWAITING_PICKUP
    for end in (gone, other):
        found = end.case(case)
        assert found.state is state and len(found.taken_back) == 1 and not found.irregular
    assert desk_of(province, case) == ("served" if error is NAME else "ready")
    assert verify(gone.database).ok


@pytest.mark.law("D22", "L26")
@pytest.mark.parametrize("signed", [True, False])
def test_what_came_back_from_the_wrong_person_is_not_served_again_under_the_old_waybill(
    hall: Hall, signed: bool
) -> None:
    """Where nobody had signed the courier's list the undone parcel still counted: the case was 已送达 by it again, and
    no other could be booked.
    """
    case, document = made(hall, POST)
    book_courier(hall.desk, case)
    waybill = hall.case(case).asks[-1].subject
    if signed:
        post_parcel(hall.desk, case, waybill, (document,), "快递员甲", "清单1", hall.clock.now())
    hand_over(hall.desk, case, MISTAKEN, (document,), "邮寄送达", reference=waybill)
    answered(hall, case, "courier", "delivered")
    take_paper_back(hall.desk, case, document, SAME_NAME, "SC-1", STRANGER)
    again = lambda: hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference=waybill)  # noqa: E731
    hall.refused(again, "ZC-CASE-138")
    assert to_post(hall.case(case))
    told = progress(hall.case(case), query_code(case))
    assert told is not None and "退回" not in told.words and "在窗口" in told.words, "no post sent it back"
    with hall.database.read.connect() as connection:
        assert not came_back_of(connection, [case])
    hall.clock.ms += 60_000
    book_courier(hall.desk, case)
    second = hall.case(case).asks[-1].subject
    assert second != waybill
    post_parcel(hall.desk, case, second, (document,), "快递员甲", "清单2", hall.clock.now())
    told = progress(hall.case(case), query_code(case))
    assert told is not None and "已经交邮政寄出" in told.words
    hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference=second)
    assert hall.case(case).state is CaseState.SERVED


def test_a_waybill_that_was_typed_and_never_booked_does_not_serve_twice_either(hall: Hall) -> None:
    case, document = made(hall, POST)
    hand_over(hall.desk, case, MISTAKEN, (document,), "邮寄送达", reference="EM100000001")
    take_paper_back(hall.desk, case, document, SAME_NAME, "SC-1", STRANGER)
    again = lambda: hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference="em100000001")  # noqa: E731
    hall.refused(again, "ZC-CASE-138")


@pytest.mark.law("D22", "D16")
@pytest.mark.parametrize("way", ["desk", "post"])
def test_the_decision_that_went_along_is_not_said_to_lie_here_and_is_made_anew(hall: Hall, way: str) -> None:
    """Only the certificate was brought back: the 准予决定书 was listed as here, ticked, and the next proof had it."""
    case, document = made(hall, POST if way == "post" else "自取")
    grant = ready(hall, case, PaperKind.GRANT)
    both = (document, grant)
    if way == "post":
        book_courier(hall.desk, case)
        waybill = hall.case(case).asks[-1].subject
        post_parcel(hall.desk, case, waybill, both, "快递员甲", "清单1", hall.clock.now())
        hand_over(hall.desk, case, MISTAKEN, both, "邮寄送达", reference=waybill)
    else:
        hand_over(hall.desk, case, MISTAKEN, both)
    take_paper_back(hall.desk, case, document, SAME_NAME, "SC-1", STRANGER)
    found = hall.case(case)
    there, here = found.paper(grant), found.paper(document)
    assert there is not None and there.is_given and there.given_to == "赵误领"
    assert here is not None and not here.is_given
    assert [paper.document_id for paper in went_along(found)] == [grant]
    hall.refused(lambda: hand_over(hall.desk, case, NOBODY_ELSE, both), "ZC-CASE-73")
    recall_paper(hall.desk, case, grant, "和证照一起给错了人")
    anew = ready(hall, case, PaperKind.GRANT)
    assert not went_along(hall.case(case))
    hand_over(hall.desk, case, NOBODY_ELSE, (document, anew))
    assert hall.case(case).state is CaseState.SERVED


@pytest.mark.law("D22")
def test_who_chose_to_fetch_reads_that_the_result_is_ready_again(hall: Hall) -> None:
    case, document = served(hall)
    take_paper_back(hall.desk, case, document, SAME_NAME, "SC-1", STRANGER)
    told = progress(hall.case(case), query_code(case))
    assert told is not None and "到窗口自取" in told.words
    hand_over(hall.desk, case, NOBODY_ELSE, (document,))
    told = progress(hall.case(case), query_code(case))
    assert told is not None and "已送达" in told.words


def test_a_case_whose_parcel_came_back_once_is_not_listed_so_when_the_wrong_person_had_the_next(hall: Hall) -> None:
    case, document = made(hall, POST)
    for _ in range(2):
        hall.clock.ms += 60_000
        book_courier(hall.desk, case)
        waybill = hall.case(case).asks[-1].subject
        if not hall.case(case).returns:
            take_parcel_back(hall.desk, case, waybill, "地址不详")
    hand_over(hall.desk, case, MISTAKEN, (document,), "邮寄送达", reference=waybill)
    hall.clock.ms += 60_000
    take_paper_back(hall.desk, case, document, SAME_NAME, "SC-1", STRANGER)
    with hall.database.read.connect() as connection:
        assert not came_back_of(connection, [case])


@pytest.mark.law("D22")
def test_a_licence_that_said_something_wrong_fills_in_no_form_afterwards(hall: Hall) -> None:
    """The wrong number went on into forms: of void sheets none was looked at."""
    case = taken(hall, "自取", PAPER)
    accept(hall.desk, case, "counter")
    validity = "自2026年9月28日至2031年9月27日"
    decide_on_spot(hall.desk, case, grant=True, validity=validity, licence_number="WRONG-1")
    hall.stock.receive(hall.guide.blank_kind, ["SC-1"])
    issue_certificate(hall.desk, case, hall.guide.blank_kind, "SC-1")
    document = ready(hall, case, PaperKind.CERTIFICATE)
    hand_over(hall.desk, case, NOBODY_ELSE, (document,))

    def known() -> list[str]:
        found = hall.case(case)
        assert found.intake is not None
        who, day = found.intake.applicant.id_number, hall.clock.now().date
        return [each.number for each in licences_of([found], who, day)]

    assert known() == ["WRONG-1"]
    take_paper_back(hall.desk, case, document, NAME, "SC-1", STRANGER)
    assert known() == []


@pytest.mark.law("D22")
def test_the_electronic_twin_of_what_says_something_wrong_is_printed_no_more(hall: Hall) -> None:
    """The sheet was void, and its electronic one came out of window and terminal as before."""
    case = decided(hall, "自取", BOTH)
    hall.stock.receive(hall.guide.blank_kind, ["SC-1"])
    issue_certificate(hall.desk, case, hall.guide.blank_kind, "SC-1")
    document = ready(hall, case, PaperKind.CERTIFICATE)
    hand_over(hall.desk, case, NOBODY_ELSE, (document,))
    asked = hall.case(case).asked("licence")
    assert asked is not None
    made = {"id": IDENTIFIER, "name": "许可证"}
    hall.append(case, ev.PartnerAnswered(hall.clock.now(), CLERK, asked.ask, "licence", "issued", "", made))
    act(hall.desk, case, CopyLicence("办理入学"))
    (copy,) = hall.case(case).papers_of(PaperKind.LICENCE_COPY)
    act(hall.desk, case, RecordOut(copy.document_id, 1, "device"))
    take_paper_back(hall.desk, case, document, NAME, "SC-1", STRANGER)
    hall.refused(lambda: act(hall.desk, case, CopyLicence("办理入学")), "ZC-PAPER-75")
    hall.refused(lambda: act(hall.desk, case, ReprintPaper(copy.document_id, "丢了")), "ZC-PAPER-75")
    found = hall.case(case)
    assert found.intake is not None
    hers = replace(found, intake=replace(found.intake, applicant=Applicant(person=NEIGHBOUR)))
    assert not licences(hers, NEIGHBOUR.id_number)
    assert licences(replace(hers, taken_back=()), NEIGHBOUR.id_number) == IDENTIFIER


@pytest.mark.law("D22")
@pytest.mark.parametrize(("relation", "code"), [("本人", True), ("代理人", True), ("其他人", False), ("邻居", False)])
def test_a_stranger_who_brings_what_is_wrong_gets_no_code_to_look_after_the_case_with(
    hall: Hall, relation: str, code: bool
) -> None:
    """Only who had been given it by mistake got none: who brought a wrong one read on how far another's case was."""
    case, document = served(hall)
    mend_case(hall.desk, case, uuid4(), "姓名写错一字", Today(name="张叁"))
    take_paper_back(hall.desk, case, document, NAME, "SC-1", replace(STRANGER, relation=relation))
    told = hall.words(case, PaperKind.TAKEN_BACK)
    assert ("查询码" in told) is code
    assert "还没有办更正件的" in told, "it may be open already"


@pytest.mark.law("D22", "L26")
@pytest.mark.parametrize("days", [1, 40])
def test_what_went_to_another_is_late_by_the_day_of_its_decision_however_late_it_comes_back(
    hall: Hall, days: int
) -> None:
    """The ten days are of the decision (许可法 44) and begin with no return: after forty it is overdue at once."""
    case, document = served(hall)
    decision = hall.case(case).decision
    assert isinstance(decision, ev.Granted) and decision.deliver_by is not None
    hall.clock.ms += days * 86_400_000
    take_paper_back(hall.desk, case, document, SAME_NAME, "SC-1", STRANGER)
    assert clocks(hall.case(case))["delivery"] == (decision.deliver_by, True)
    assert (hall.clock.now().date > decision.deliver_by) is (days == 40)
    (line,) = [each for each in hall.views.due_list() if each.case_id == case]
    assert (line.due, line.due_kind) == (decision.deliver_by, "delivery")
