"""What she takes home: the main act of the case page is her papers, sealed and given, while she stands there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.paper import PaperKind
from app.domain.rights import Right
from app.domain.states import CaseState
from app.values import replace
from tests.app.domain.kit import DEVICE, NURSE, Counter
from tests.ui.window.days.hall import ALT, Hall
from ui.window.case import actions as act
from ui.window.case.action import Desk

WINDOW = Desk(frozenset(Right), DEVICE, receipts=True)


def first(desk: Counter, at: Desk = WINDOW) -> str:
    return act.actions(desk.need(), at)[0].name


def shown(hall: Hall, case: Any) -> str:
    """The main act of the case page."""
    hall.face.show_case(case)
    hall.rest()
    return str(hall.named("case.primary").property("action"))


def test_after_acceptance_the_main_act_is_her_papers_and_the_decision_stays_one_key_away(hall: Hall) -> None:
    """It went on to 当场决定, and she stood there without receipt and acceptance notice."""
    office = hall.office
    case = hall.world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    hall.world.all_out()
    done = []
    while (name := shown(hall, case)) in (act.SEAL, act.GIVE):
        done.append(name)
        hall.enter()
        hall.enter()
    assert (done, name) == ([act.SEAL, act.SEAL, act.GIVE, act.GIVE], act.GRANT)
    papers = office.case(case).papers
    hers = [p for p in papers if p.kind in (PaperKind.RECEIPT, PaperKind.ACCEPTANCE)]
    assert len(hers) == 2 and all(paper.is_given for paper in hers)


def test_alt_g_decides_at_once_where_the_papers_wait(hall: Hall) -> None:
    case = hall.world.receive("hszyzc", fault=False, answers={})
    hall.office.accept(case, "counter")
    hall.world.all_out()
    assert shown(hall, case) == act.SEAL
    QTest.keyClick(QApplication.focusWidget() or hall.shell, Qt.Key.Key_G, ALT)
    hall.rest()
    hall.enter()
    assert hall.office.case(case).state is CaseState.AWAITING_PICKUP


def test_a_receipt_that_nobody_was_given_is_the_main_act_until_she_has_it() -> None:
    """Printed and sealed it was nowhere: neither on the case page nor at the issue desk."""
    desk = Counter(NURSE).accepted("department")
    desk.serve(desk.paper(PaperKind.ACCEPTANCE))
    desk.out(desk.paper(PaperKind.RECEIPT))
    assert first(desk) == act.SEAL
    desk.sealed(desk.paper(PaperKind.RECEIPT))
    assert first(desk) == act.GIVE
    assert act.actions(desk.need(), WINDOW)[0].paper == desk.paper(PaperKind.RECEIPT).document_id
    elsewhere = replace(WINDOW, device="D09")
    assert act.actions(desk.need(), elsewhere)[0].name != act.GIVE, "it lies at the desk that printed it"


def test_where_its_seal_lies_elsewhere_a_receipt_is_no_main_act() -> None:
    """A station's receipt goes with who handed in, and is sealed at the county."""
    desk = Counter(NURSE).accepted("department")
    desk.serve(desk.paper(PaperKind.ACCEPTANCE))
    desk.out(desk.paper(PaperKind.RECEIPT))
    assert first(desk, replace(WINDOW, receipts=False)) not in (act.SEAL, act.GIVE)


def test_with_the_result_at_the_desk_they_go_along_and_the_main_act_is_the_issue_desk() -> None:
    desk = Counter(NURSE).certified()
    for paper in desk.need().papers:
        desk.sealed(paper) if paper.seal != "none" else desk.out(paper)
    assert first(desk) == act.HAND_OVER
    away = replace(WINDOW, rights=frozenset((Right.RECEIVE,)))
    assert first(desk, away) == act.GIVE, "who may not give results out gives her what is hers"
