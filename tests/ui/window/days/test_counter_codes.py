"""Waybills, bundles and shown licences under the scanner, at the issue desk and on the page of a case."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from app.domain.delivery import parcel_of
from app.domain.facts import PartnerAnswered
from app.domain.paper import PaperKind
from app.domain.records import NumberBlock
from app.domain.serials import WAYBILL
from app.domain.states import CaseState
from app.errors import RefusedError
from app.ports.desk import Effects
from app.ports.equipment import CodeScan
from app.usecases.choose_delivery import choose_delivery
from devices.scanner.protocol import recognise
from tests.ui.window.days.hall import ALT, Hall
from tests.ui.window.test_desk_devices import LICENCE
from ui.stockroom import Stockroom
from ui.theme import t
from ui.window.case import rare
from ui.window.case.page import CasePage
from ui.window.case.perform import perform
from ui.window.case.steps import Background, outward_steps


def test_a_parcel_that_comes_back_puts_its_case_on_the_desk(hall: Hall) -> None:
    office = hall.office
    case = hall.world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True, "五年")
    office.act(choose_delivery, case, "邮寄", "纸质件", "样例路1号")
    hall.place.blocks.add(NumberBlock("w1", WAYBILL, 1, 9))
    perform(office, rare.POST, case, {})
    number = office.case(case).asks[-1].subject
    hall.shell.go("handover")
    hall.rest()
    page = hall.face.pages["handover"]
    page._case = None
    hall.face.code_scanned(CodeScan("waybill", number, number))
    hall.rest()
    assert page._case is not None and page._case.id == case
    page._case = None
    hall.face.code_scanned(CodeScan("waybill", "EA123456785CN", "EA123456785CN"))
    hall.rest()
    assert page._case is None and "本机没有这个编号" in hall.words(), "another one's parcel is named, not guessed"


def posted(hall: Hall) -> tuple[UUID, str]:
    """A result that goes by post, with its waybill."""
    office = hall.office
    case = hall.world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True, "五年")
    office.issue_certificate(case, office.next_blank("护士执业证书"))
    office.act(choose_delivery, case, "邮寄", "纸质件", "样例路1号")
    perform(office, rare.POST, case, {})
    return case, office.case(case).asks[-1].subject


def scan(hall: Hall, text: str, kind: str = "") -> None:
    found = recognise(text)
    hall.face.code_scanned(found if not kind else CodeScan(kind, text, text))
    hall.rest()


def test_a_sack_of_parcels_is_put_on_the_desk_one_waybill_after_the_other(hall: Hall) -> None:
    """The courier is here: nothing is typed and nothing touched between two parcels, one is served with its waybill,
    and one that came back is on the desk again.
    """
    hall.place.blocks.add(NumberBlock("w1", WAYBILL, 1, 9))
    parcels = [posted(hall) for _ in range(3)]
    hall.world.all_out()
    for case, _ in parcels:
        for paper in hall.office.case(case).papers:
            if paper.awaits_seal:
                hall.office.record_seal(case, paper.document_id, "机关印章", "赵六", "盖章室")
    hall.shell.go("handover")
    hall.rest()
    page = hall.face.pages["handover"]
    seen = []
    for _, waybill in parcels:
        scan(hall, waybill, "waybill")
        seen.append(page._case.id)
    assert seen == [case for case, _ in parcels]
    first, waybill = parcels[0]
    hall.face.show_case(first)
    hall.rest()
    hall.until(lambda: not hall.face.pages["search"].case.covered())
    case_page = hall.face.pages["search"].case
    case_page.bar.primary.click()
    hall.rest()
    scan(hall, waybill, "waybill")
    assert case_page.form.values()["reference"] == waybill, "wherever the focus is"
    case_page.form.save.click()
    hall.rest()
    handed = hall.office.case(first).handed_over
    assert handed is not None and (handed.method, handed.reference) == ("邮寄送达", waybill)
    hall.shell.go("handover")
    hall.rest()
    scan(hall, parcels[1][1], "waybill")
    assert page._case.id == parcels[1][0], "it came back"
    scan(hall, waybill, "waybill")
    assert page._case.id == parcels[1][0] and "本机没有这个编号" in hall.words(), "what was served waits no more"


def test_a_round_of_bundles_goes_with_the_courier_by_scans_and_one_comes_back(hall: Hall) -> None:
    """保管: label, waybill, label, waybill; place and bearer are typed once for the whole round."""
    room = Stockroom(hall.place)
    bundles = [room.make_bundle(hall.world.receive(fault=False), 2, 0) for _ in range(2)]
    waybills = ["EA123456785CN", "EA123456799CN"]
    assert [recognise(each).doubt for each in waybills] == ["", ""]
    scan(hall, bundles[0])
    page = hall.face.pages["print"].rooms["custody"]
    page.lines["to"].set_value("区卫健局")
    page.lines["hand"].set_value("快递员甲")
    for bundle, waybill in zip(bundles, waybills, strict=True):
        scan(hall, bundle)
        scan(hall, waybill)
        page.save.click()
        hall.rest()
    sent = [room.bundle(each).last for each in bundles]
    assert [(step.to_place, step.hand, step.waybill) for step in sent] == [
        ("区卫健局", "快递员甲", waybill) for waybill in waybills
    ]
    scan(hall, bundles[1])
    page.lines["to"].set_value("07号窗")
    page.lines["hand"].set_value("演练员")
    scan(hall, waybills[1])
    page.save.click()
    hall.rest()
    course = room.bundle(bundles[1]).steps
    assert [step.to_place for step in course][-2:] == ["区卫健局", "07号窗"]
    assert course[-1].giver == "快递员甲", "who gives is who took it last"
    assert room.bundle(bundles[0]).last.to_place == "区卫健局"


def test_a_shown_licence_opens_its_form_on_the_page_of_the_case_with_the_code_in_it(hall: Hall) -> None:
    case = hall.world.receive()
    hall.face.show_case(case)
    hall.rest()
    page = hall.face.pages["search"].case
    hall.until(lambda: not page.covered())
    scan(hall, LICENCE.replace("000000001", "000000002"))
    assert "校验位不对" in hall.told() and page.form.values()["token"] == ""
    scan(hall, LICENCE)
    assert page.form.spec.name == "show-licence" and page.form.values()["token"] == LICENCE
    line = hall.office.case(case).open_faults[0].line_id
    page.form._parts["lines"].boxes[line].setChecked(True)
    page.form.save.click()
    hall.rest()
    (asked,) = [ask for ask in hall.office.case(case).asks if ask.system == "licence"]
    assert (asked.subject, dict(asked.data)["line"]) == (LICENCE, line)
    scan(hall, "EA123456785CN")
    assert hall.shell.place() == "search", "a waybill here is looked for"


def test_a_code_saves_no_act_that_is_being_written(hall: Hall) -> None:
    """A waybill on the table while the reason of 撤回 is written: neither a word nor an act of it."""
    case = hall.world.receive(fault=False)
    hall.face.show_case(case)
    hall.until(lambda: not hall.face.pages["search"].case.covered())
    hall.rest()
    page = hall.face.pages["search"].case
    page._open_form("withdraw", "withdraw", None)
    hall.rest()
    before = hall.office.case(case).state
    field = next(part.edit for part in page.form._parts.values() if hasattr(part, "edit"))
    field.setFocus()
    hall.type("abc")
    scan(hall, "SF1234567890123")
    assert field.text() == "abc" and page.form.spec is not None and hall.shell.place() == "search"
    assert hall.office.case(case).state is before
    assert "这里用不上" in hall.told()


def sealed(hall: Hall, case: UUID) -> None:
    hall.world.all_out()
    for paper in hall.office.case(case).papers:
        if paper.awaits_seal:
            hall.office.record_seal(case, paper.document_id, "机关印章", "赵六", "盖章室")


def shown(hall: Hall, case: UUID) -> CasePage:
    hall.face.show_case(case)
    hall.rest()
    page = hall.face.pages["search"].case
    hall.until(lambda: not page.covered())
    assert isinstance(page, CasePage)
    return page


def told_of(page: CasePage) -> tuple[str, str]:
    """What the line of steps says of the post and of the end, without the days that are left."""
    assert page.seen is not None
    steps = outward_steps(page.seen.case, Background(), t)
    assert sum(step.state == "current" for step in steps) == 1
    said = {each.name: f"{each.title} {each.state} {' '.join(each.lines)}" for each in steps}
    return said["post"], said["hand"]


def courier_says(hall: Hall, case: UUID, outcome: str, words: str) -> None:
    """The province brings what the courier said of the last parcel."""
    parcel = parcel_of(hall.office.case(case))
    assert parcel is not None
    desk = hall.office.desk
    told = PartnerAnswered(desk.clock.now(), desk.session.operator, parcel.ask, "courier", outcome, words)
    with desk.units.begin() as tx:
        before = tx.case(case)
        assert before is not None
        tx.append(case, before, (told,), Effects())


@pytest.mark.law("L26", "P06")
def test_a_result_that_goes_by_post_is_booked_sent_and_served_from_its_page_by_the_one_key(hall: Hall) -> None:
    """The page led to 请领取人签名; 邮寄结果 stood behind 更多, and its waybill had to be typed off."""
    hall.place.blocks.add(NumberBlock("w1", WAYBILL, 1, 9))
    office = hall.office
    case = hall.world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True, "五年")
    office.issue_certificate(case, office.next_blank("护士执业证书"))
    office.act(choose_delivery, case, "邮寄", "纸质件", "样例路1号")
    sealed(hall, case)
    desk = hall.first_at_desk()
    assert "邮寄纸质件到样例路1号" in hall.words() and desk.post.isVisible()
    hall.press(Qt.Key.Key_Y, ALT)
    page = hall.face.pages["search"].case
    hall.until(lambda: not page.covered())
    assert "选的是邮寄，可以寄了" in hall.words() and told_of(page) == ("物流 todo 办结后寄出", "签收 current 等寄出")
    hall.enter()
    parcel = parcel_of(office.case(case))
    assert parcel is not None and f"运单号 {parcel.subject}" in hall.told() and "样例路1号" in hall.told()
    hall.until(lambda: "签收了再登记送达" in hall.words())
    assert told_of(page) == (f"物流 current {parcel.subject} 已约快递", "签收 todo 等邮寄签收")
    hall.enter()
    assert page.form.values()["reference"] == parcel.subject, "nobody types off what the program gave"
    hall.enter()
    handed = office.case(case).handed_over
    assert handed is not None and (handed.method, handed.reference) == ("邮寄送达", parcel.subject)


@pytest.mark.law("L26", "P06")
def test_a_parcel_that_came_back_is_sent_again_or_fetched_and_never_served(hall: Hall) -> None:
    """One parcel was all a case could have: after 已退回 nothing could be booked, and the dead waybill served."""
    hall.place.blocks.add(NumberBlock("w1", WAYBILL, 1, 9))
    case, first = posted(hall)
    sealed(hall, case)
    office = hall.office
    courier_says(hall, case, "returned", f"运单{first}：已退回。")
    page = shown(hall, case)
    assert "邮件退回了" in hall.words()
    assert told_of(page) == (f"物流 todo {first} 退回了，没有送到", "签收 current 等寄出")
    dead = {"method": "邮寄送达", "name": "张三", "relation": "本人", "reference": first}
    with pytest.raises(RefusedError, match="ZC-CASE-138"):
        perform(office, rare.SERVE, case, dead)
    hall.enter()
    second = parcel_of(office.case(case))
    assert second is not None and second.subject != first
    perform(office, rare.FAIL, case, {"method": "邮寄", "reason": "查无此人", "witness": ""})
    desk = hall.first_at_desk()
    assert desk.table.current().way.text == "邮件退回：再寄，或者来领"
    assert desk.give.isEnabled(), "she may come for it"


@pytest.mark.law("L26", "P06")
def test_a_result_that_comes_back_after_it_was_said_to_be_served_is_told_and_given(hall: Hall) -> None:
    """The case read 已送达 and no key could give what lay in the hall again."""
    hall.place.blocks.add(NumberBlock("w1", WAYBILL, 1, 9))
    case, waybill = posted(hall)
    sealed(hall, case)
    office = hall.office
    perform(office, rare.SERVE, case, {"method": "邮寄送达", "name": "张三", "relation": "本人", "reference": waybill})
    page = shown(hall, case)
    assert "邮件却退回了" not in hall.words()
    courier_says(hall, case, "returned", f"运单{waybill}：已退回。")
    page.refresh()
    hall.rest()
    assert "邮件却退回了：先登记退件，再寄或者来领" in hall.words()
    assert told_of(page) == (f"物流 todo {waybill} 退回了，没有送到", "签收 current 没有送到，等登记退件")
    hall.enter()
    assert page.form.spec is not None and page.form.spec.name == "take-back"
    assert page.form.values()["waybill"] == waybill
    hall.fill("case.take-back.reason", "wu ren")
    hall.enter()
    assert office.case(case).state is CaseState.AWAITING_PICKUP and "邮件退回了，再寄或者请来人领" in hall.words()
    hall.first_at_desk()
    hall.sign("handover.pad")
    hall.enter()
    found = office.case(case)
    assert found.state is CaseState.SERVED and found.handed_over is not None and found.handed_over.method != "邮寄送达"
    proofs = [paper.void for paper in found.papers if paper.kind is PaperKind.SERVICE_PROOF]
    assert proofs == [True, False], "the old 送达回证 is void, the new one tells what happened"
