"""Waybills under the scanner at the issue desk."""

from __future__ import annotations

from app.domain.records import NumberBlock
from app.domain.serials import WAYBILL
from app.ports.equipment import CodeScan
from app.usecases.choose_delivery import choose_delivery
from tests.ui.window.days.hall import Hall
from ui.window.case import rare
from ui.window.case.perform import perform


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
