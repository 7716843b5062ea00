"""更多 on the page of a case: showing a licence, a project, service by post, a mended case, a sealed complaint."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.commands import RecordOut
from app.domain.happened import Assistance
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.paper import PaperKind
from app.domain.progress import query_code
from app.domain.records import NumberBlock
from app.domain.serials import WAYBILL
from app.domain.states import CaseState
from app.errors import RefusedError
from app.usecases.choose_delivery import choose_delivery
from app.usecases.desk import act as do
from app.values import replace
from printing.proof import layout_digest
from tests.ui.window.cases import World
from tests.ui.window.test_case_page import ctrl_enter, fill, open_case, page, press, settle
from ui.accounts import FOREIGN, read_accounts
from ui.shared.button import KeyButton
from ui.theme import t
from ui.window.case import actions as act
from ui.window.case import rare
from ui.window.case.linked import link_number
from ui.window.case.look import desk_of, read_case
from ui.window.case.page import CasePage
from ui.window.case.perform import perform
from ui.window.case.perform_service import SERVICES
from ui.window.case.sentences import sentence
from ui.window.case.side import side_rows
from ui.window.case.specs import form_for
from ui.window.case.specs_service import SERVICE_FORMS
from ui.window.handover_list import at_desk, case_of_waybill, waiting

__all__ = ["open_case", "page", "settle"]


def offered(world: World, case: UUID) -> set[str]:
    seen = read_case(world.place.office, case, t)
    return {action.name for action in act.actions(seen.case, desk_of(seen, 0))}


def filled(world: World, case: UUID, needs: str, **said: str) -> dict[str, str]:
    """What the form of an act holds when somebody filled it in."""
    spec = form_for(needs, read_case(world.place.office, case, t), None)
    assert spec is not None and spec.title and spec.note
    known = {ask.name: ask.value for ask in spec.asks}
    assert set(said) <= set(known)
    values = known | said
    assert spec.check is None or not spec.check(values)
    return values


def test_a_helper_is_asked_for_once_and_the_page_says_how_and_when(world: World) -> None:
    """A second registration was answered with the number of the first and the way of the second."""
    office = world.place.office
    case = world.receive()
    perform(office, rare.HELP, case, filled(world, case, "help", kind="上门", when="明天上午"))
    with pytest.raises(RefusedError) as caught:
        perform(office, rare.HELP, case, filled(world, case, "help", kind="帮办"))
    said = caught.value
    assert said.code == "ZC-CASE-136" and "上门，明天上午" in said.what and "帮办中心" in said.what_next
    seen = read_case(office, case, t)
    assert any(name == "帮代办中心：上门" for name, _, _ in side_rows(seen))
    assert any(sentence(item.event, seen.case, t).endswith("上门，明天上午") for item in seen.events)


def test_a_case_that_a_terminal_has_is_asked_for_with_one_key_and_the_question_is_read_in_words(world: World) -> None:
    office = world.place.office
    case = world.receive()
    perform(office, act.ASK_OVER, case, {})
    seen = read_case(office, case, t)
    assert any(name == "窗口请求转入这一件" for name, _, _ in side_rows(seen))
    told = [task for task in read_accounts(world.place).tasks if task.kind == FOREIGN]
    assert not told, "who has it needs no word about it"


@pytest.mark.law("Z04", "Z12", "J16", "J18", "H18", "Z08", "H09")
def test_what_a_clerk_may_ask_for_a_citizen_is_one_key_away_and_reaches_the_log(world: World) -> None:
    office = world.place.office
    case = world.receive()
    row = office.case(case).open_faults[0]
    assert {rare.SHOW, rare.PROJECT, rare.HELP, rare.COMPLAIN} <= offered(world, case)
    assert not {rare.SURVEY, rare.INTERMEDIARY, rare.SERVE, rare.MEND} & offered(world, case)
    said = {
        rare.SHOW: {"lines": row.line_id, "token": "LZ-1"},
        rare.PROJECT: {"name": "样例厂房"},
        rare.HELP: {"kind": "上门", "when": "明天上午"},
        rare.SURVEY: {"day": "2026-10-15"},
        rare.INTERMEDIARY: {"service": "检测报告"},
    }
    for name, values in said.items():
        perform(office, name, case, filled(world, case, rare.RARE[name].form, **values))
    asked = [ask.system for ask in office.case(case).asks]
    assert asked[-5:] == ["mobile", "project", "assist", "survey", "intermediary"]
    office.equipment = office.equipment.__class__(**{**vars(office.equipment), "seal": lambda _: "zcseal1:x"})
    perform(office, rare.COMPLAIN, case, filled(world, case, "complain", words="多要了材料"))
    assert office.case(case).asks[-1].system == "hotline"
    keys = [each.key for each in rare.RARE.values()]
    assert len(keys) == len(set(keys)), "no key twice"
    forms = {rare.RARE[name].form for name in (*SERVICES, rare.LATE)}
    assert set(SERVICE_FORMS) == forms - {""}


@pytest.mark.law("J12")
def test_an_electronic_seal_is_asked_for_from_the_case_page_and_stands_on_the_paper_when_it_comes(
    world: World,
) -> None:
    """By the digest of the very pages that print; asked once, and the wet seal stays a way while no answer came."""
    office = world.place.office
    case = world.receive()
    paper = office.case(case).papers_of(PaperKind.RECEIPT)[0]
    assert rare.E_SEAL in offered(world, case)
    values = filled(world, case, "e-seal", paper=str(paper.document_id), name="收件专用章")
    perform(office, rare.E_SEAL, case, values)
    asked = office.case(case).asks[-1]
    pages = office.equipment.pages(office.case(case), paper.document_id)
    assert (asked.system, asked.subject) == ("seal", str(paper.document_id))
    assert dict(asked.data)["digest"] == layout_digest(pages), "what is sealed is what is printed"
    assert str(paper.document_id) not in [str(p.document_id) for p in rare.to_seal(office.case(case))]
    with pytest.raises(RefusedError, match="ZC-PAPER-25"):
        perform(office, rare.E_SEAL, case, {**values, "name": " "})


@pytest.mark.law("B3-22")
def test_the_issue_desk_says_of_each_result_how_it_goes_and_where_the_parcel_is(world: World) -> None:
    office = world.place.office
    case = world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True, "五年")
    (row,) = waiting(office)
    assert (row.way.text, row.way.state) == ("自取", "neutral")
    office.act(choose_delivery, case, "邮寄", "纸质件", "样例路1号")
    assert waiting(office)[0].way.text == "邮寄，还没有约"
    world.place.blocks.add(NumberBlock("w1", WAYBILL, 1, 9))
    perform(office, rare.POST, case, {})
    asked = office.case(case).asks[-1]
    assert asked.subject in waiting(office)[0].way.text and "已约" in waiting(office)[0].way.text


@pytest.mark.law("D18")
def test_a_power_of_attorney_that_was_handed_in_is_not_offered_to_be_printed(world: World) -> None:
    """It lay in the file as material 3, and a second one was offered to be written and signed."""
    seen = read_case(world.place.office, world.receive(fault=False), t)
    desk, case = desk_of(seen, 0), seen.case
    assert rare.ATTORNEY in {action.name for action in rare.rare_actions(case, desk)}
    row = next(each for each in case.materials if each.taken)

    def among(changed: SubmittedMaterial, **more: object) -> bool:
        rows = tuple(changed if each is row else each for each in case.materials)
        asked = replace(case, materials=rows, **more)
        return rare.ATTORNEY in {action.name for action in rare.rare_actions(asked, desk)}

    assert not among(replace(row, name="授权委托书"))
    assert among(replace(row, name="授权委托书", status=MaterialStatus.FAULTY)), "a faulty one gives no power"
    assert case.intake is not None
    helped = replace(case.intake, assistance=Assistance("王五", "样例村", "帮代办登记"))
    assert among(replace(row, name="授权委托书"), intake=helped), "where a helper filed it, it registers that"


def test_what_waits_beyond_the_list_is_counted_and_found_by_its_code_and_its_waybill(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the 201st the list ended without a word, and the 取件码 of an older slip was said to be nowhere here."""
    office = world.place.office
    world.place.blocks.add(NumberBlock("w1", WAYBILL, 1, 9))
    first, second = (world.receive("hszyzc", fault=False, answers={}) for _ in range(2))
    for case in (first, second):
        office.accept(case, "counter")
        office.decide_on_spot(case, True, "五年")
        office.act(choose_delivery, case, "邮寄", "纸质件", "样例路1号")
    perform(office, rare.POST, first, {})
    perform(office, rare.POST, second, {})
    waybill = office.case(first).asks[-1].subject
    monkeypatch.setattr("ui.office.MOST_WAITING", 1)
    desk = at_desk(office)
    assert [row.line.case_id for row in desk.rows] == [second] and desk.count == 2
    assert office.case_of_code(query_code(first)) == first
    assert case_of_waybill(office, waybill.lower()) == first


@pytest.mark.law("B3-23", "B3-26")
def test_a_result_goes_by_post_and_what_was_served_wrongly_is_mended_by_another_case(world: World) -> None:
    office, case = world.place.office, sealed_licence(world)
    assert rare.SERVE in offered(world, case)
    office.act(choose_delivery, case, "邮寄", "纸质件", "样例路1号")
    values = filled(world, case, "serve-other", method="邮寄送达", reference="EM100000001")
    perform(office, rare.SERVE, case, values)
    served = office.case(case)
    assert served.state is CaseState.SERVED and served.handed_over is not None
    assert served.handed_over.reference == "EM100000001"
    assert rare.MEND in offered(world, case)
    ask = form_for("mend", read_case(office, case, t), None)
    assert ask is not None and ask.check is not None
    assert set(ask.check({"what": "姓名错一字", "agent": "王五", "signed": "签名"})) == {"agent_number", "authority"}
    assert set(ask.check({"authority": "委托书乙", "signed": "捺印"})) == {"agent", "witness"}
    told = {"agent": "王五", "agent_number": "210102188001010012", "authority": "委托书乙", "signed": "签名"}
    assert set(ask.check(told)) == {"agent_number"}, "a number that no card has"
    whole = {"agent": "王五", "agent_number": "210102188001010011", "authority": "委托书乙", "phone": "13800000002"}
    values = filled(world, case, "mend", what="姓名错一字", signed="捺印", witness="孙八", **whole)
    by_agent = perform(office, rare.MEND, case, values).case.intake
    assert by_agent is not None and by_agent.agent is not None and by_agent.phone == "13800000002"
    assert (by_agent.agent.person.name, by_agent.agent.authority) == ("王五", "委托书乙")
    assert (by_agent.signed_by, by_agent.witness) == ("捺印", "孙八") and by_agent.witness_note
    mended = perform(office, rare.MEND, case, filled(world, case, "mend", what="姓名错一字")).case
    assert mended.id != case and mended.intake is not None and mended.intake.corrects == case
    assert not mended.open_faults or rare.ON_SPOT in offered(world, mended.id), "what is to be shown again can be shown"


@pytest.mark.law("B3-24")
def test_an_applicant_may_withdraw_at_the_window_while_the_department_has_her_case(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    """Accepted is with the department, and no key on the page took a 撤回 any more."""
    case = world.place.office.accept(world.receive(fault=False)).case
    world.all_out()
    open_case(case.id)
    press(page, "case.action.withdraw", qtbot)
    assert page.form.spec is not None and "转过去" in page.form.spec.note
    fill(page, "case.withdraw.reason", "不办了", qtbot)
    press(page, "case.withdraw.save", qtbot)
    settle()
    (asked,) = [each for each in world.place.office.case(case.id).asks if each.system == "holder"]
    assert asked.waiting and asked.subject == "withdrawal"
    assert page.seen is not None
    names = [name for name, *_ in side_rows(page.seen)]
    assert "申请人要求撤回" in names, "with who was asked before it, its day was cut"
    assert "case.action.withdraw" not in {each.objectName() for each in page.bar.buttons() if each.isVisible()}


def test_when_nothing_is_owed_any_more_the_keyboard_stays_with_the_papers(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    """After 登记交付 it went to the search in the top bar: U and B, which the papers show, were dead."""
    office = world.place.office
    case = office.accept(world.receive(fault=False)).case
    world.all_out()
    for paper in office.case(case.id).papers:
        if paper.awaits_seal:
            office.record_seal(case.id, paper.document_id, "行政审批专用章", "演练员", "07号窗")
    open_case(case.id)
    for _ in range(2):  # the acceptance notice, then the receipt
        ctrl_enter(page, qtbot)
        ctrl_enter(page, qtbot)
        settle()
    assert not page.bar.primary.isVisible() and page.papers.isAncestorOf(QApplication.focusWidget())


def test_tab_goes_through_the_papers_as_they_stand_after_one_was_given(
    world: World, page: CasePage, qtbot: QtBot, open_case: Callable[[UUID], None], settle: Callable[[], None]
) -> None:
    """收回更正 came in the place of 交付 and stood last for Tab: no key reached it."""
    office = world.place.office
    case = world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True, "五年")
    world.all_out()
    for paper in office.case(case).papers:
        office.record_seal(case, paper.document_id, "章", "赵六", "盖章室")
    open_case(case)
    press(page, f"case.paper.{PaperKind.ACCEPTANCE}.give", qtbot)
    press(page, "case.give.save", qtbot)
    settle()
    names = [button.objectName() for card in page.papers._cards.values() for button in card.buttons]
    assert f"case.paper.{PaperKind.ACCEPTANCE}.recall" in names
    start = page.findChild(KeyButton, names[0])
    assert start is not None
    found, at = [start.objectName()], start.nextInFocusChain()
    while at is not start:
        found += [at.objectName()] if at.objectName() in names and at.isVisible() else []
        at = at.nextInFocusChain()
    assert found == names
    before = start.previousInFocusChain()
    while not before.focusPolicy() & Qt.FocusPolicy.TabFocus or not before.isVisible():
        before = before.previousInFocusChain()
    assert before.objectName() not in names


def sealed_licence(world: World) -> UUID:
    """A certificate that is printed and sealed, with its decision."""
    office = world.place.office
    case = world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True, "五年")
    office.issue_certificate(case, office.next_blank("护士执业证书"))
    for kind in (PaperKind.GRANT, PaperKind.CERTIFICATE):
        (paper,) = office.case(case).papers_of(kind)
        do(office.desk, case, RecordOut(paper.document_id, 1, "device"))
        office.record_seal(case, paper.document_id, "机关印章", "赵六", "盖章室")
    return case


def served_licence(world: World) -> UUID:
    """A certificate in the hands of the applicant."""
    office, case = world.place.office, sealed_licence(world)
    office.act(choose_delivery, case, "邮寄", "纸质件", "样例路1号")
    perform(office, rare.SERVE, case, filled(world, case, "serve-other", method="邮寄送达", reference="EM100000001"))
    return case


@pytest.mark.law("B3-26")
def test_who_opens_a_correction_case_stands_on_it_and_reads_what_it_corrects_and_what_to_take_back(
    world: World,
    page: CasePage,
    qtbot: QtBot,
    open_case: Callable[[UUID], None],
    settle: Callable[[], None],
) -> None:
    """The page stayed on the old case without a word, and the new one said nowhere that it was a 更正件, or of what."""
    old = served_licence(world)
    open_case(old)
    press(page, "case.action.mend", qtbot)
    fill(page, "case.mend.what", "姓名印错一字", qtbot)
    fill(page, "case.mend.name", "张叁", qtbot)
    ctrl_enter(page, qtbot)
    settle()
    qtbot.waitUntil(lambda: page.seen is not None and page.seen.case.id != old and not page.covered())
    assert page.seen is not None
    first = page.seen.case.papers_of(PaperKind.RECEIPT)[0].number
    number = first.rsplit("〕", 1)[-1].removesuffix("号")
    told = world.window.notices[-1]
    assert number in told.title and "收回" in told.next
    was = world.place.office.case(old).papers_of(PaperKind.RECEIPT)[0].number.rsplit("〕", 1)[-1].removesuffix("号")
    head = page.head.facts.text() + page.head.party.text()
    assert f"更正 {was}：姓名印错一字" in head and "张叁" in head
    settle()
    open_case(old)
    assert page.seen is not None and [link_number(each) for each in page.seen.links.corrected_by] == [number]
    assert ("更正件", number) in {(name, more) for name, _, more in side_rows(page.seen)}
