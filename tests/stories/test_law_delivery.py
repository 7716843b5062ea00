"""Stories of the result: how it is wanted is asked at 收件, told on the papers, and kept to until it is in hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.domain import events as ev
from app.domain.clocks import clocks
from app.domain.commands import RecordOut
from app.domain.delivery import BOTH, ELECTRONIC, ONLINE, PAPER, POST, came_back, delivery_of, parcel_of
from app.domain.materials import MaterialStatus, as_compared, as_taken
from app.domain.paper import PaperKind
from app.domain.people import Agent, IdType, Person
from app.domain.progress import progress, query_code
from app.domain.states import CaseState
from app.errors import UserFacingError
from app.storage.verify import verify
from app.usecases.accept import accept
from app.usecases.book_courier import book_courier
from app.usecases.choose_delivery import choose_delivery
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.desk import act
from app.usecases.give_paper import give_paper
from app.usecases.hand_over import hand_over
from app.usecases.issue_certificate import issue_certificate
from app.usecases.issue_paper import issue_paper
from app.usecases.post_parcel import post_parcel
from app.usecases.record_seal import record_seal
from app.usecases.take_parcel_back import take_parcel_back
from app.usecases.void_document import void_document
from printing.compose_service import licence_copy
from printing.layout import layout
from printing.page import Modules, Text
from tests.app.domain.kit import NOBODY_ELSE, STAFF
from tests.stories.hall import Hall, fonts

HOME = "沈阳市铁西区建设路1号"
IDENTIFIER = "1.2.156.3005.2.11100000000013338W011.11210000000000000X.000000001.001.Y"
MING = Person("李明", IdType.RESIDENT_CARD, "210102190001010014")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window."""
    hall = Hall(tmp_path / "one")
    yield hall
    assert verify(hall.database).ok
    hall.close()


def taken(hall: Hall, way: str = POST, form: str = PAPER, to: str = HOME) -> UUID:
    return hall.take(intake=hall.intake(delivery=way, result_form=form, post_to=to))


def decided(hall: Hall, way: str = POST, form: str = PAPER, to: str = HOME) -> UUID:
    case = taken(hall, way, form, to)
    accept(hall.desk, case, "counter")
    decide_on_spot(hall.desk, case, grant=True, validity="五年", licence_number="1")
    return case


def ready(hall: Hall, case: UUID, kind: PaperKind) -> UUID:
    paper = hall.case(case).papers_of(kind)[-1]
    act(hall.desk, case, RecordOut(paper.document_id, paper.printings, "device"))
    record_seal(hall.desk, case, paper.document_id, "机关印章", "赵六", "盖章室")
    return paper.document_id


def answered(hall: Hall, case: UUID, system: str, outcome: str, **data: str) -> None:
    asked = hall.case(case).asked(system)
    assert asked is not None
    hall.append(case, ev.PartnerAnswered(hall.clock.now(), STAFF, asked.ask, system, outcome, "", data))


@pytest.mark.law("L26", "D01", "L28")
@pytest.mark.parametrize(
    ("way", "form", "told"),
    [
        ("自取", PAPER, "到窗口自取纸质件"),
        ("自取", BOTH, "到窗口自取纸质件，另从网上送达电子件"),
        (POST, PAPER, f"邮寄纸质件到{HOME}"),
        (ONLINE, ELECTRONIC, "网上送达电子件，不另给纸质件"),
    ],
)
def test_what_was_chosen_at_the_desk_stands_on_the_receipt(hall: Hall, way: str, form: str, told: str) -> None:
    case = taken(hall, way, form)
    assert f"结果送达{told}" in hall.words(case, PaperKind.RECEIPT)
    received = hall.case(case).received
    assert received is not None and (received.intake.delivery, received.intake.result_form) == (way, form)


@pytest.mark.law("L26", "L28")
@pytest.mark.parametrize(
    ("way", "form", "to", "code"),
    [
        (POST, PAPER, " ", "ZC-CASE-101"),
        (ONLINE, PAPER, "", "ZC-CASE-102"),
        (ONLINE, BOTH, "", "ZC-CASE-102"),
        ("自取", ELECTRONIC, "", "ZC-CASE-102"),
        ("托人", PAPER, "", "ZC-CASE-100"),
    ],
)
def test_a_choice_that_cannot_be_kept_to_is_made_anew_at_once(
    hall: Hall, way: str, form: str, to: str, code: str
) -> None:
    refused = hall.refused(lambda: act_take(hall, way, form, to), code)
    assert refused.law and refused.what_next


def act_take(hall: Hall, way: str, form: str, to: str) -> None:
    hall.take(intake=hall.intake(delivery=way, result_form=form, post_to=to))


@pytest.mark.law("L26", "D15", "P06")
def test_a_result_by_post_goes_under_a_waybill_of_this_window_to_the_address_that_was_told(hall: Hall) -> None:
    case = decided(hall)
    issue_paper(hall.desk, case, PaperKind.PICKUP)
    slip = hall.words(case, PaperKind.PICKUP)
    assert f"按您的选择邮寄到{HOME}" in slip and "不用来窗口" in slip and "最迟领取" not in slip
    document = ready(hall, case, PaperKind.GRANT)
    book_courier(hall.desk, case)
    asked = hall.case(case).asked("courier")
    assert asked is not None and dict(asked.data)["to"] == HOME and asked.subject.endswith(dict(asked.data)["n"])
    assert asked.subject in hall.words(case, PaperKind.PICKUP), "a reprint tells where the parcel is"
    hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference="YD1")
    assert hall.case(case).handed_over is not None


@pytest.mark.law("L26")
def test_nothing_is_posted_to_who_wants_to_fetch_it_until_she_chooses_anew(hall: Hall) -> None:
    case = decided(hall, "自取", PAPER, "")
    document = ready(hall, case, PaperKind.GRANT)
    hall.refused(lambda: book_courier(hall.desk, case), "ZC-CASE-103")
    post = ("邮寄送达",)
    hall.refused(lambda: hand_over(hall.desk, case, NOBODY_ELSE, (document,), *post), "ZC-CASE-103")
    choose_delivery(hall.desk, case, POST, PAPER, HOME)
    assert delivery_of(hall.case(case)).address == HOME and hall.types(case)[-1] == "delivery_chosen"
    book_courier(hall.desk, case)
    hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference="YD1")


@pytest.mark.law("P06")
def test_without_a_block_of_waybills_only_the_parcel_waits(hall: Hall) -> None:
    case = decided(hall)
    hall.harm("DELETE FROM number_blocks WHERE series = '运单号'")
    refused = hall.refused(lambda: book_courier(hall.desk, case), "ZC-CASE-106")
    assert "照常办理" in refused.what_next
    hand_over(hall.desk, case, NOBODY_ELSE, (ready(hall, case, PaperKind.GRANT),))


@pytest.mark.law("L28", "L26")
def test_the_electronic_result_is_made_without_another_word_and_served_only_when_it_is_there(hall: Hall) -> None:
    case = decided(hall, ONLINE, ELECTRONIC, "")
    asked = hall.case(case).asked("licence")
    assert asked is not None and dict(asked.data)["action"] == "issue"
    document = ready(hall, case, PaperKind.GRANT)
    serve = lambda: hand_over(hall.desk, case, NOBODY_ELSE, (document,), "电子送达", reference="HZ1")  # noqa: E731
    assert "联网" in hall.refused(serve, "ZC-CASE-105").what_next
    answered(hall, case, "licence", "issued", id="1.2.156.3005.2.X", name="食品生产许可证")
    issue_paper(hall.desk, case, PaperKind.PICKUP)
    assert "证照标识1.2.156.3005.2.X" in hall.words(case, PaperKind.PICKUP)
    serve()
    assert hall.case(case).handed_over is not None


@pytest.mark.law("L28")
def test_who_asked_for_paper_alone_is_not_served_by_the_network(hall: Hall) -> None:
    case = decided(hall, "自取", PAPER, "")
    assert hall.case(case).asked("licence") is None
    document = ready(hall, case, PaperKind.GRANT)
    network = ("电子送达",)
    hall.refused(lambda: hand_over(hall.desk, case, NOBODY_ELSE, (document,), *network), "ZC-CASE-104")


@pytest.mark.law("J15", "L28")
def test_paper_is_given_to_who_asks_for_it_beside_the_electronic_result(hall: Hall) -> None:
    case = decided(hall, ONLINE, ELECTRONIC, "")
    document = ready(hall, case, PaperKind.GRANT)
    answered(hall, case, "licence", "issued", id="X", name="食品生产许可证")
    hand_over(hall.desk, case, NOBODY_ELSE, (document,), "电子送达", reference="HZ1")
    choose_delivery(hall.desk, case, "自取", BOTH)
    hall.stock.receive(hall.guide.blank_kind, ["SC-1"])
    issue_certificate(hall.desk, case, hall.guide.blank_kind, "SC-1")
    give_paper(hall.desk, case, ready(hall, case, PaperKind.CERTIFICATE), NOBODY_ELSE)
    assert hall.case(case).papers_of(PaperKind.CERTIFICATE)[-1].is_given


@pytest.mark.law("L26")
def test_what_ended_without_a_result_has_nothing_to_be_delivered(hall: Hall) -> None:
    from app.usecases.withdraw import withdraw

    case = taken(hall)
    withdraw(hall.desk, case, "不办了")
    hall.refused(lambda: choose_delivery(hall.desk, case, "自取"), "ZC-CASE-05")


@pytest.mark.law("D17", "P06")
def test_a_fee_is_told_with_a_code_of_this_window_that_the_bank_knows_too(hall: Hall) -> None:
    from app.domain.guide import Fee
    from app.usecases.ask_partner import ask_partner

    hall.publish(replace(hall.guide, fee=Fee(True, 1000, "每件10元", "沈价发1号")), "演练2027-02")
    case = hall.take()
    accept(hall.desk, case)
    ask_partner(hall.desk, case, "payment")
    asked = hall.case(case).asked("payment")
    assert asked is not None and dict(asked.data)["fen"] == "1000" and asked.subject == dict(asked.data)["code"]
    assert asked.subject in hall.words(case, PaperKind.FEE_NOTICE)
    answered(hall, case, "payment", "paid", bill="PJ1")
    assert hall.case(case).asked("payment").outcome == "paid"  # type: ignore[union-attr]


@pytest.mark.law("D21", "L28", "P09")
def test_a_print_of_an_electronic_licence_bears_its_identifier_as_a_code_and_what_it_may_be_used_for(
    hall: Hall,
) -> None:
    case = decided(hall, ONLINE, ELECTRONIC, "")
    paper = hall.case(case).papers_of(PaperKind.GRANT)[-1]
    with pytest.raises(UserFacingError, match="ZC-PRN-40"):
        licence_copy(hall.case(case), paper, hall.guide, "投标")
    answered(hall, case, "licence", "issued", id=IDENTIFIER, name="食品生产许可证")
    with pytest.raises(UserFacingError, match="ZC-PRN-21"):
        layout(licence_copy(hall.case(case), paper, hall.guide, " "), fonts())
    pages = layout(licence_copy(hall.case(case), paper, hall.guide, "投标"), fonts())
    ops = [op for page in pages for op in page.ops]
    assert IDENTIFIER in [op.text for op in ops if isinstance(op, Modules)]
    assert any(op.text == "仅供投标使用" and op.angle == 45.0 for op in ops if isinstance(op, Text)), "across the sheet"
    words = "".join(op.text for op in ops if isinstance(op, Text))
    assert "电子证照打印件" in words and "沈阳样例食品有限公司" in words and "2026-09-28" in words


@pytest.mark.law("D01")
def test_the_receipt_says_of_each_thing_what_it_was_what_goes_back_and_where_to_sign(hall: Hall) -> None:
    rows = hall.rows()
    copied = as_compared(as_taken(rows[1], 0, 2))
    bare = as_taken(rows[3], 0, 1)
    shown = replace(rows[2], status=MaterialStatus.ELECTRONIC, auth="face")
    case = hall.take(copied, shown, bare, intake=hall.intake(agent=Agent(MING, "经办人")))
    words = hall.words(case, PaperKind.RECEIPT)
    assert "复印件×2核对后原件退回" in words and "电子件×1电子件，人像核验" in words and "自填件×1收存" in words
    assert "复印件×1收存" in words and "没有核对" not in words, "the guide asks no comparison, so none is missing"
    assert "代理人李明" in words and "申请人（代理人）签收：" in words
    assert MING.id_number not in words and "共收纸质材料4份" in words


@pytest.mark.law("L26", "P06")
def test_who_asks_for_a_result_that_came_back_is_told_so_and_gets_it_at_the_desk(hall: Hall) -> None:
    """The telephone and the phone at home said 已送达 of a licence that lay in the hall."""
    case = decided(hall)
    document = ready(hall, case, PaperKind.GRANT)
    book_courier(hall.desk, case)
    answered(hall, case, "courier", "refused")
    assert parcel_of(hall.case(case)) is None, "what the courier did not take is on no way"
    book_courier(hall.desk, case)
    parcel = parcel_of(hall.case(case))
    assert parcel is not None
    hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference=parcel.subject)
    asked = lambda: progress(hall.case(case), query_code(case))  # noqa: E731
    assert "已送达" in str(asked())
    hall.refused(lambda: give_paper(hall.desk, case, document, NOBODY_ELSE), "ZC-PAPER-30")
    answered(hall, case, "courier", "returned")
    assert "邮件退回了" in str(asked()) and "已送达" not in str(asked())
    hall.refused(lambda: give_paper(hall.desk, case, document, NOBODY_ELSE), "ZC-PAPER-32")
    take_parcel_back(hall.desk, case, parcel.subject, "查无此人")
    assert "邮件退回了" in str(asked())
    hand_over(hall.desk, case, NOBODY_ELSE, (document,))
    assert "已送达" in str(asked())
    hall.refused(lambda: give_paper(hall.desk, case, document, NOBODY_ELSE), "ZC-PAPER-30")


def packed(hall: Hall) -> tuple[UUID, UUID, str]:
    """A result by post in its parcel: case, paper, waybill."""
    case = decided(hall)
    document = ready(hall, case, PaperKind.GRANT)
    book_courier(hall.desk, case)
    parcel = parcel_of(hall.case(case))
    assert parcel is not None
    return case, document, parcel.subject


@pytest.mark.law("L26", "P06", "D16")
def test_what_the_courier_signed_for_is_under_way_and_not_served_before_it_is_signed_for(hall: Hall) -> None:
    case, document, waybill = packed(hall)
    signed = hall.clock.now()
    post = lambda: post_parcel(hall.desk, case, waybill, (document,), "快递员甲", "清单1", signed)  # noqa: E731
    post()
    found = hall.case(case)
    assert found.state is CaseState.AWAITING_PICKUP and "已经交邮政寄出" in str(progress(found, query_code(case)))
    before = len(hall.own_commits())
    post()
    assert len(hall.own_commits()) == before, "nothing is posted twice"
    hall.refused(lambda: hand_over(hall.desk, case, NOBODY_ELSE, (document,)), "ZC-CASE-153")
    hall.refused(lambda: give_paper(hall.desk, case, document, NOBODY_ELSE), "ZC-CASE-153")
    hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference=waybill)
    assert hall.case(case).state is CaseState.SERVED


@pytest.mark.law("L26", "P06")
def test_only_a_parcel_that_lies_here_sealed_and_booked_goes_with_the_courier(hall: Hall) -> None:
    case = decided(hall)
    book_courier(hall.desk, case)
    parcel = parcel_of(hall.case(case))
    assert parcel is not None
    paper, now = hall.case(case).papers_of(PaperKind.GRANT)[-1].document_id, hall.clock.now()
    post = lambda waybill, hand="甲": post_parcel(hall.desk, case, waybill, (paper,), hand, "清单1", now)  # noqa: E731
    hall.refused(lambda: post(parcel.subject), "ZC-CASE-152")
    ready(hall, case, PaperKind.GRANT)
    hall.refused(lambda: post(parcel.subject, " "), "ZC-CASE-150")
    hall.refused(lambda: post("YD2026010100000001"), "ZC-CASE-151")
    choose_delivery(hall.desk, case, "自取", PAPER)
    hall.refused(lambda: post(parcel.subject), "ZC-CASE-151")
    hall.desk = replace(hall.desk, session=replace(hall.desk.session, grants=hall.desk.session.grants[:1]))
    hall.refused(lambda: post(parcel.subject), "ZC-RIGHT-01")


@pytest.mark.law("L26", "P06", "D16")
def test_a_parcel_that_came_back_was_not_served_and_the_next_hand_over_has_a_proof_of_its_own(hall: Hall) -> None:
    """Off line nobody could say it: the case stayed 已送达 while the licence lay in the hall."""
    case, document, waybill = packed(hall)
    hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference=waybill)
    hall.refused(lambda: take_parcel_back(hall.desk, case, waybill, " "), "ZC-CASE-154")
    hall.refused(lambda: take_parcel_back(hall.desk, case, "YD2026010100000001", "拒收"), "ZC-CASE-155")
    take_parcel_back(hall.desk, case, waybill, "拒收")
    found = hall.case(case)
    assert found.state is CaseState.AWAITING_PICKUP and found.handed_over is None and came_back(found)
    first = next(paper for paper in found.papers if paper.kind is PaperKind.SERVICE_PROOF)
    assert "邮件退回" in first.void_reason and waybill in first.void_reason
    assert "delivery" in clocks(found), "the ten days run again"
    hall.refused(lambda: take_parcel_back(hall.desk, case, waybill, "拒收"), "ZC-CASE-156")
    book_courier(hall.desk, case)
    again = parcel_of(hall.case(case))
    assert again is not None and again.subject != waybill and not came_back(hall.case(case))
    hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference=again.subject)
    assert len(hall.case(case).papers_of(PaperKind.SERVICE_PROOF)) == 1 and again.subject in hall.words(
        case, PaperKind.SERVICE_PROOF
    )


@pytest.mark.law("L26", "D16")
def test_by_post_is_served_what_was_in_the_parcel_and_nothing_that_lies_here(hall: Hall) -> None:
    """The licence that was made after the parcel went would be 已送达 and lie in the hall."""
    case, document, waybill = packed(hall)
    post_parcel(hall.desk, case, waybill, (document,), "快递员甲", "清单1", hall.clock.now())
    other = ready(hall, case, PaperKind.ACCEPTANCE)
    both = lambda: hand_over(hall.desk, case, NOBODY_ELSE, (document, other), "邮寄送达", reference=waybill)  # noqa: E731
    hall.refused(both, "ZC-CASE-157")
    hall.refused(lambda: void_document(hall.desk, case, document, "印错了", again=True), "ZC-CASE-153")
    choose_delivery(hall.desk, case, "自取", PAPER)
    hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference=waybill)
    assert hall.case(case).state is CaseState.SERVED, "it was signed for, whatever was chosen while it was under way"


@pytest.mark.law("L26", "P06")
def test_the_label_of_a_parcel_that_came_back_serves_nothing_and_its_envelope_is_known(hall: Hall) -> None:
    """Served by an old label, the case could be taken back by no number any more."""
    case, document, first = packed(hall)
    take_parcel_back(hall.desk, case, first, "拒收")
    book_courier(hall.desk, case)
    again = parcel_of(hall.case(case))
    assert again is not None and again.subject != first
    serve = lambda waybill: hand_over(hall.desk, case, NOBODY_ELSE, (document,), "邮寄送达", reference=waybill)  # noqa: E731
    hall.refused(lambda: serve(first.lower()), "ZC-CASE-138")
    serve("ems1234567")
    take_parcel_back(hall.desk, case, again.subject.lower(), "地址不详")
    found = hall.case(case)
    assert found.state is CaseState.AWAITING_PICKUP and found.returns[-1].waybill == again.subject


@pytest.mark.law("D16")
def test_what_was_given_by_hand_cannot_come_back_by_post(hall: Hall) -> None:
    case = decided(hall, "自取", PAPER, "")
    hand_over(hall.desk, case, NOBODY_ELSE, (ready(hall, case, PaperKind.GRANT),))
    hall.refused(lambda: take_parcel_back(hall.desk, case, "YD2026010100000001", "拒收"), "ZC-CASE-155")
