"""What the page says of a case at every stop of its way: steps, sentences, next action, prints, counting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain import events as ev
from app.domain.case import Case
from app.domain.deadlines import due
from app.domain.guide import Fee, Period, Unit
from app.domain.materials import SubmittedMaterial, as_compared, as_taken
from app.domain.paper import PaperKind
from app.domain.people import mask_party
from app.domain.rights import Right
from app.domain.time import at
from app.ports import JobState
from resources import path
from tests.ui.window.cases import World, open_world
from ui.bootstrap import calendar
from ui.shared.measure import cut_texts
from ui.texts import Texts
from ui.theme import look
from ui.window.case import actions as act
from ui.window.case.clocks import counting_words
from ui.window.case.look import read_case
from ui.window.case.prints import print_lines
from ui.window.case.sentences import receipt_word, sentence
from ui.window.case.side import SidePane, side_rows
from ui.window.case.specs import form_for
from ui.window.case.status import status_words
from ui.window.case.steps import CURRENT, DONE, SKIPPED, TODO, Background, outward_steps

SAY = Texts.load(path("texts")).t
ALL = act.Desk(frozenset(Right), "D07")


@pytest.fixture
def desk(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path, furnished) as opened:
        yield opened


def states(case: Case, fee: Fee | None = None) -> dict[str, str]:
    return {step.name: step.state for step in outward_steps(case, Background(fee or Fee()), SAY)}


def first(case: Case, desk: act.Desk = ALL) -> str:
    return next((action.name for action in act.actions(case, desk) if action.primary), "")


@pytest.mark.law("H20")
def test_the_steps_and_the_next_thing_to_do_follow_the_case_from_intake_to_acceptance(desk: World) -> None:
    office = desk.place.office
    case = office.case(desk.receive())
    assert states(case) == {
        "apply": DONE, "correction": CURRENT, "originals": TODO, "fee": SKIPPED, "post": SKIPPED,
        "accept": TODO, "decide": TODO, "hand": TODO,
    }  # fmt: skip
    assert first(case) == act.NOTICE

    case = office.issue_notice(case.id).case
    assert states(case)["correction"] == CURRENT
    assert first(case) == act.CORRECTION
    assert first(case, replace(ALL, marked=1)) == act.CORRECTION
    assert status_words(case, 0, SAY) == ("warn", "待补正：还欠 2 项")

    one, other = case.open_faults
    case = office.take_correction(case.id, (as_taken(one, 1, 0),)).case
    assert status_words(case, 0, SAY) == ("warn", "待补正：还欠 1 项")
    case = office.take_correction(case.id, (as_taken(other, 1, 0),)).case
    assert states(case)["correction"] == DONE
    assert states(case)["originals"] == DONE
    assert states(case)["accept"] == CURRENT
    assert first(case) == act.ACCEPT
    assert first(case, act.Desk(frozenset({Right.RECEIVE}), "D07")) == act.TRANSFER

    case = office.accept(case.id).case
    assert states(case)["accept"] == DONE
    assert states(case)["decide"] == CURRENT
    assert case.lease == "platform"
    assert first(case) == ""


def test_the_step_of_originals_says_what_was_handed_in_and_never_that_anybody_compared_what_nobody_did(
    desk: World,
) -> None:
    """Of the form she filled in herself, of originals that were handed in, of copies alone and of copies compared."""
    case = desk.place.office.case(desk.receive("hszyzc", False, {}))

    def told(*rows: SubmittedMaterial) -> tuple[str, tuple[str, ...]]:
        steps = outward_steps(replace(case, materials=rows), Background(Fee()), SAY)
        step = next(each for each in steps if each.name == "originals")
        return step.state, step.lines[1:]

    form, diploma, _, job = case.materials[:4]
    form, copy = as_taken(form, 1, 0), as_taken(diploma, 0, 1)
    assert told(form, as_taken(job, 1, 0)) == (DONE, ("收原件 1 份", "自填件 1 份"))
    assert told(form, copy) == (SKIPPED, ("复印件没有核对原件 1 份", "自填件 1 份"))
    plain = replace(copy, requirement="复印件1份")
    assert told(plain) == (SKIPPED, ("收复印件 1 份",)), "the guide asks no comparison, so none is missing"
    assert told(as_compared(copy)) == (DONE, ("复印件已与原件核对 1 份",))
    assert told() == (SKIPPED, ("没有收纸质材料",))


def test_at_most_one_step_is_current_and_one_action_primary_in_every_state(desk: World) -> None:
    office = desk.place.office
    seen = []
    food = desk.receive()
    seen.append(office.case(food))
    seen.append(office.issue_notice(food).case)
    desk.all_out()
    seen.append(office.case(food))
    seen.append(office.withdraw(food, "不办了").case)
    nurse = desk.receive("hszyzc", False, {})
    seen.append(office.case(nurse))
    seen.append(office.accept(nurse, "counter").case)
    seen.append(office.decide_on_spot(nurse, True).case)
    refused = desk.receive("hszyzc", False, {})
    office.accept(refused, "counter")
    seen.append(office.decide_on_spot(refused, False, reasons="不合条件").case)
    declined = desk.receive()
    seen.append(office.decline(declined, "authority", "不归本机关管", "市局").case)
    for case in seen:
        assert sum(state == CURRENT for state in states(case).values()) <= 1, case.state
        offered = act.actions(case, ALL)
        assert sum(action.primary for action in offered) <= 1, case.state
        assert len({action.name for action in offered}) == len(offered)
        keys = [action.key for action in offered if action.key]
        assert len(set(keys)) == len(keys), case.state
    withdrawn = states(seen[3])
    assert TODO not in withdrawn.values() and CURRENT not in withdrawn.values()


def test_what_the_lease_forbids_is_not_offered_but_paper_still_is(desk: World) -> None:
    office = desk.place.office
    case = office.accept(desk.receive(fault=False)).case
    desk.all_out()
    case = office.case(case.id)
    names = [action.name for action in act.actions(case, ALL) if not action.rare]
    assert names == [act.SEAL, act.WITHDRAW], "the applicant may withdraw at any counter; who has the case is told"
    bare = replace(case, papers=tuple(p for p in case.papers if p.kind is not PaperKind.ACCEPTANCE))
    assert first(bare) == act.ACCEPTANCE
    owing = replace(office.issue_notice(desk.receive()).case, lease="D08")
    assert first(owing) == act.CORRECTION, "what she brings is taken in at any counter and told to who has the case"


@pytest.mark.law("H20")
def test_a_fee_is_said_and_a_post_is_a_step_when_the_applicant_chose_it(desk: World) -> None:
    case = desk.place.office.case(desk.receive())
    assert case.intake is not None
    posted = replace(case, intake=replace(case.intake, delivery="邮寄"))
    assert states(posted)["post"] == TODO
    assert states(case, Fee(charged=True, standard="每证10元"))["fee"] == TODO
    unknown = outward_steps(case, Background(None), SAY)[3]
    assert unknown.state == SKIPPED and unknown.lines


@pytest.mark.law("P20")
def test_every_event_is_a_sentence_without_a_full_number(desk: World) -> None:
    office = desk.place.office
    food = desk.receive()
    office.issue_notice(food)
    desk.all_out()
    notice = office.case(food).papers_of(PaperKind.NOTICE)[0]
    office.record_seal(food, notice.document_id, "行政审批专用章", "演练员", "07号窗")
    office.give_paper(food, notice.document_id, ev.Recipient("张三", "代理人"))
    office.reprint(food, notice.document_id, "申请人遗失")
    row = office.case(food).open_faults[0]
    office.take_correction(food, (as_taken(row, 1, 0),))
    case = office.case(food)
    lines = office.event_lines(food)
    words = [sentence(line.event, case, SAY) for line in lines]
    assert words[0] == "演练员 收件，收下材料 3 项"
    assert any("一次性告知 2 项" in each and "补正期至 10月" in each for each in words)
    assert any(each.endswith("交给 张*（代理人）") for each in words)
    assert any("补打一次性告知书" in each and "申请人遗失" in each for each in words)
    assert any("还欠 1 项" in each for each in words)
    assert not any("440524188001010014" in each or "{" in each for each in words)


@pytest.mark.parametrize("kind", sorted(ev.EVENT_TYPES))
def test_no_kind_of_event_is_without_words(kind: str) -> None:
    keys = [name for name in Texts.load(path("texts")).names() if name.startswith(f"case.event.{kind}")]
    assert keys or kind == "notice_issued"


def test_what_comes_down_from_the_department_is_told_in_words_too(desk: World) -> None:
    case = desk.place.office.case(desk.receive())
    now, who, day = case.papers[0].issued_at, case.papers[0].document_id, date(2026, 9, 28)
    by = ev.OperatorRef("d1", "孙某", "D001")
    told = {
        ev.ReturnedToWindow(now, by, "少一页"): "孙某 退回综窗，原因：少一页",
        ev.Granted(now, by, day, "市监局"): "市监局 准予许可，经办 孙某",
        ev.Refused(now, by, day, "市监局", "不合条件"): "市监局 不予许可：不合条件",
        ev.DeemedWithdrawalProposed(now, by, day): "补正期 9月28日 周一 届满，提示视为撤回（还没有生效）",
        ev.DeemedWithdrawn(now, by, day, 0): "孙某 确认视为撤回，补正期 9月28日 周一 届满",
        ev.Transferred(now, by, "市监局"): "孙某 转给市监局",
        ev.ResultReady(now, by): "办理结果 待领取",
        ev.PaperVoided(now, by, who, "印错"): "孙某 作废收件凭证 D07-000001，原因：印错",
        ev.Declined(now, by, "authority", "不归本机关管"): "孙某 决定不予受理：不归本机关管",
    }
    assert [sentence(event, case, SAY) for event in told] == list(told.values())


@pytest.mark.parametrize(
    "needs",
    (
        "seal",
        "give",
        "reprint",
        "replace",
        "blank",
        "grant",
        "refuse",
        "decline",
        "withdraw",
        "again",
        "deemed",
    ),
)
def test_every_form_has_its_words_and_says_what_it_wants(desk: World, needs: str) -> None:
    seen = read_case(desk.place.office, desk.receive(), SAY)
    form = form_for(needs, seen, seen.case.papers[0])
    assert form is not None and form.title and form.note and form.save
    assert all(ask.label for ask in form.asks)
    assert "{" not in form.title + form.note


def test_an_event_says_whether_the_province_has_it(desk: World) -> None:
    line = desk.place.office.event_lines(desk.receive())[0]
    assert SAY(receipt_word(line, "D07")[0]) == "待传"
    assert SAY(receipt_word(replace(line, acknowledged=True), "D07")[0]) == "已回执"
    assert SAY(receipt_word(replace(line, parked="rule"), "D07")[0]) == "需处理"
    assert SAY(receipt_word(replace(line, device="platform"), "D07")[0]) == "省里下来"


def test_a_print_is_out_only_when_somebody_said_so(desk: World) -> None:
    office = desk.place.office
    jobs = desk.place.stores.jobs
    case = desk.receive(fault=False)
    paper = office.case(case).papers[0]

    def shown() -> list[str]:
        now = office.case(case).papers[0]
        waiting = jobs.jobs(JobState.ALLOCATED, JobState.SENT, JobState.UNSURE, JobState.FAILED)
        return [line.state for line in print_lines(now, office.event_lines(case), waiting)]

    assert shown() == ["queued"]
    job = jobs.jobs(JobState.ALLOCATED)[0]
    jobs.mark(job.id, JobState.SENT, "A4")
    assert shown() == ["sent"]
    jobs.mark(job.id, JobState.UNSURE, "A4")
    assert shown() == ["ask"]
    asked = jobs.job(job.id)
    assert asked is not None
    office.answer_print(asked, "not_out")
    assert shown() == ["nothing", "queued"]
    desk.all_out()
    assert shown() == ["nothing", "out"]
    assert office.case(case).paper(paper.document_id) is not None


@pytest.mark.law("L23")
def test_the_clock_is_counted_day_by_day_over_the_holidays(desk: World) -> None:
    case = desk.receive()
    seen = read_case(desk.place.office, case, SAY)
    assert seen.clock is not None
    assert seen.clock.ends == date(2026, 9, 29)
    assert seen.clock.counting.startswith("次日起 5 个工作日：9月22、23、24、28、29日。")
    assert "即为受理" in seen.clock.meaning.follows
    assert seen.clock.meaning.law.startswith("《中华人民共和国行政许可法》")
    desk.clock.move(at(2026, 9, 30, 9, 0))
    late = read_case(desk.place.office, case, SAY).clock
    assert late is not None and "超期" in late.meaning.demand
    at_once = due(date(2026, 9, 21), Period(0, Unit.WORKDAY), calendar())
    assert counting_words((at_once, Period(0)), SAY) == "即办：当日办结"


def test_a_person_is_masked_in_lists_and_an_organisation_is_not() -> None:
    assert mask_party("张三") == "张*"
    assert mask_party("欧阳小明") == "欧**明"
    assert mask_party("阿卜杜拉·买买提") == "阿*****提"[:1] + "*" * 6 + "提"
    assert mask_party("沈阳样例食品有限公司") == "沈阳样例食品有限公司"


def test_what_the_data_exchange_answered_names_the_material_in_the_events_and_beside_them(desk: World) -> None:
    office = desk.place.office
    case = desk.receive("hszyzc", False, {}, fetched=True)
    (ask,) = [each for each in office.case(case).asks if each.system == "exchange"]
    name = next(row.name for row in office.case(case).materials if row.line_id == ask.subject)
    seen = read_case(office, case, SAY)
    assert (f"数据共享交换：{name}", "等待结果") in [(row[0], row[1].text) for row in side_rows(seen)]
    desk.answered(case)
    seen = read_case(office, case, SAY)
    told = [sentence(line.event, seen.case, SAY) for line in seen.events if isinstance(line.event, ev.PartnerAnswered)]
    assert [words for words in told if words.startswith(f"数据共享交换，{name}：")], told


def test_a_long_name_of_a_material_beside_the_events_is_never_cut(desk: World, qtbot: QtBot) -> None:
    case = desk.receive("hszyzc", False, {}, fetched=True)
    desk.answered(case)
    pane = SidePane()
    qtbot.addWidget(pane)
    pane.setFixedSize(min(look().theme.columns.case_events), 400)
    seen = read_case(desk.place.office, case, SAY)
    asks = tuple(replace(ask, words="已由人口库核验，与申请人所说一致") for ask in seen.case.asks)
    pane.show_case(replace(seen, case=replace(seen.case, asks=asks)))
    with qtbot.waitExposed(pane):
        pane.show()
    assert not cut_texts(pane)
    words = [label for label in pane.findChildren(QLabel) if label.isVisible()]
    assert max(label.mapTo(pane, label.rect().topRight()).x() for label in words) < pane.width()
