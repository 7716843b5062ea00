"""Every running clock in words, the seal by its paper, the clock in doubt: what a clerk must be able to defend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from app.domain.materials import as_taken
from app.domain.paper import PaperKind
from app.domain.rights import Grant, Right
from app.domain.time import ClockQuality, Timestamp, at
from app.usecases.desk import Session
from app.usecases.pledge_tolerance import pledge_tolerance
from app.usecases.start_special import start_special
from app.usecases.supply_owed import supply_owed
from resources import path
from tests.ui.window.cases import World
from tests.ui.window.test_case_course import diner
from tests.ui.window.test_case_page import open_case, page, settle
from ui.texts import Texts
from ui.window.case.clocks import consequence
from ui.window.case.look import read_case
from ui.window.case.page import CasePage
from ui.window.case.side import side_rows
from ui.window.case.status import doubt_words, sub_words
from ui.window.case.steps import Background, outward_steps
from ui.window.case.words import weekday
from ui.window.dayline import readiness
from ui.window.due_page import DuePage
from ui.window.print_page import PrintPage

__all__ = ["open_case", "page", "settle"]

SAY = Texts.load(path("texts")).t


def tolerated(world: World) -> UUID:
    office = world.place.office
    case = diner(world)
    world.answered(case)
    office.act(pledge_tolerance, case, (office.case(case).open_faults[0].line_id,), "现场", "signed")
    office.accept(case, "counter")
    return case


def test_the_due_list_shows_each_clock_with_its_own_explanation_and_next_step(
    world: World, qtbot: QtBot
) -> None:
    case = tolerated(world)
    due = DuePage(*world.tools)  # type: ignore[arg-type]
    qtbot.addWidget(due)
    due.show()
    due.refresh()
    qtbot.waitUntil(lambda: due.table.rows.rowCount() == 2)
    rows = [due.table.rows.row(n) for n in range(2)]
    assert {row.clock for row in rows} == {"办理", "容缺补齐"}
    at_row = next(n for n, row in enumerate(rows) if row.clock == "容缺补齐")
    assert (rows[at_row].step, rows[at_row].holder) == ("等补交", "申请人")
    due.table.pick(at_row)
    qtbot.waitUntil(lambda: not world.runner.busy())
    qtbot.waitUntil(lambda: "容缺" in due.detail.title.text())
    world.clock.move(at(2026, 11, 20))
    due.refresh()
    qtbot.waitUntil(lambda: due.table.rows.row(0).light.kind == "red")
    late = {due.table.rows.row(n).clock: due.table.rows.row(n).step for n in range(2)}
    assert late["容缺补齐"] == "确认容缺期满"
    seen = read_case(world.place.office, case, SAY)
    words = next(clock for clock in seen.clocks if clock.kind == "tolerance").meaning
    assert "按退件办结办理" in words.follows and "辽宁" not in words.follows


@pytest.mark.law("D14")
def test_the_main_clock_is_counted_over_pause_and_extension(world: World) -> None:
    from app.domain.guide import Period
    from app.usecases.end_special import end_special

    office = world.place.office
    case = diner(world, missing=False)
    office.accept(case, "counter")
    plain = read_case(office, case, SAY).clocks[0]
    assert plain.counting.startswith("次日起")
    office.act(start_special, case, "鉴定", "", Period(3), "Sun")
    world.clock.move(at(2026, 9, 23))
    done = office.act(end_special, case, "passed").case
    seen = read_case(office, done.id, SAY)
    main = next(clock for clock in seen.clocks if clock.kind == "main")
    assert main.ends > plain.ends and main.ends == done.main_due[0]
    assert main.counting, "the clerk can defend the later date too"
    assert office.case(case).extension is None


def test_where_the_province_wants_the_notice_sooner_the_law_still_gives_five_days(world: World) -> None:
    case = world.place.office.case(world.receive())
    received = case.received
    assert received is not None and received.deemed_after is not None
    same = consequence("notice", case, received.deemed_after, False, SAY)
    assert "逾期未告知的，自 9月21日 周一收到材料起即为受理" in same.follows
    sooner = replace(case, received=replace(received, notice_due=date(2026, 9, 21)))
    words = consequence("notice", sooner, date(2026, 9, 21), False, SAY).follows
    assert "先作内部预警" in words and "9月29日 周二" in words and "9月28日" not in words


def test_each_paper_names_its_own_seal(world: World, qtbot: QtBot) -> None:
    office = world.place.office
    nurse = world.receive("hszyzc", False, {"gap": "no"})
    office.accept(nurse, "counter")
    office.decide_on_spot(nurse, True)
    case = office.case(nurse)
    seals = {paper.kind: office.seal_name(case, paper) for paper in case.papers}
    assert seals[PaperKind.RECEIPT] == f"{office.desk.place.hall}收件专用章"
    assert seals[PaperKind.ACCEPTANCE] == "行政审批专用章"
    assert seals[PaperKind.GRANT] == f"{case.item.authority}印章"
    office.enter(Session(office.desk.session.operator, (Grant(Right.ACCEPT),)))
    accepted = case.papers_of(PaperKind.ACCEPTANCE)[0]
    assert office.seal_name(case, accepted) == "", "nobody invents the name of a seal"


def test_the_print_page_offers_the_seal_of_the_chosen_paper(world: World, qtbot: QtBot) -> None:
    office = world.place.office
    case = world.receive(fault=False)
    office.accept(case)
    world.all_out()
    shown = PrintPage(*world.tools)  # type: ignore[arg-type]
    qtbot.addWidget(shown)
    shown.show()
    shown.refresh()
    room = shown.queue
    qtbot.waitUntil(lambda: room.unsealed.rows.rowCount() == 2)
    for n in range(2):
        line = room.unsealed.rows.row(n)
        room.unsealed.pick(n)
        room._seal_hint(line)
        wanted = "收件专用章" if line.kind == PaperKind.RECEIPT else "行政审批专用章"
        qtbot.waitUntil(lambda w=wanted: room.seal.value().endswith(w))


def test_a_clock_in_doubt_is_said_on_the_case_in_its_list_and_in_the_top_bar(
    world: World, page: CasePage, open_case: Callable[[UUID], None]
) -> None:
    case = world.receive()
    plain = world.place.office.case(case)
    assert doubt_words(plain) == "" and plain.received is not None
    open_case(case)
    assert page.seen is not None
    assert not [row for row in side_rows(page.seen) if row[0] == "时间"]
    back = replace(plain.received, at=Timestamp(plain.received.at.ms, ClockQuality.SET_BACK))
    then = replace(page.seen, case=replace(plain, received=back))
    assert doubt_words(then.case) == "时钟被调回"
    assert side_rows(then)[0][1].text == "时钟被调回"
    assert side_rows(replace(page.seen, doubt="时间未校准"))[0][1].text == "时间未校准"
    assert readiness((), "") == ("可办理", "ok")
    assert readiness((), "时钟被调回") == ("差：时钟被调回", "warn")
    assert readiness(("读卡器未连接",), "时间未校准")[0] == "差：时间未校准，读卡器未连接"
    assert readiness((), "", None, ("小票机",)) == ("可办理　小票机纸快用完", "warn")
    assert readiness(("读卡器未连接",), "", None, ("小票机",))[0] == "差：读卡器未连接　小票机纸快用完"


def test_a_case_with_something_owed_is_not_said_to_have_been_complete_at_once(world: World) -> None:
    """材料一次齐全 stood under a case of which one material was owed until a day that no line named."""
    office = world.place.office

    def step(case_id: UUID) -> tuple[str, ...]:
        found = outward_steps(office.case(case_id), Background(), SAY)
        return next(each.lines for each in found if each.name == "correction")

    case = tolerated(world)
    day = office.case(case).tolerance_due
    assert day is not None
    assert step(case) == ("容缺 1 项，还没有补", f"最迟 {weekday(day)}补齐")
    name = office.case(case).owed[0].name
    said = " ".join(sub_words(read_case(office, case, SAY), False, SAY))
    assert f"容缺还欠 1 项，最迟 {weekday(day)}补齐：{name}。" in said
    seen = replace(read_case(office, case, SAY), today=day + timedelta(days=1))
    assert "容缺还欠" not in " ".join(sub_words(seen, False, SAY)), "the day is over"
    assert f"（{name}）：没有确认期满之前，现在交来照常收" in " ".join(sub_words(seen, False, SAY))
    row = office.case(case).owed[0]
    office.act(supply_owed, case, (as_taken(row, 1, 0),))
    assert step(case) == ("容缺的已补齐",)
    assert "容缺还欠" not in " ".join(sub_words(read_case(office, case, SAY), False, SAY))


def test_a_promise_of_the_guide_is_not_put_down_to_the_law_and_the_limit_of_the_law_is(world: World) -> None:
    """许可法 42 holds the statutory limit of a licence; what the guide promises is the guide's."""
    office = world.place.office
    case = office.case(world.receive(fault=False))
    case = office.accept(case.id).case
    assert case.accepted is not None and case.accepted.binding == "承诺"

    def said(binding: str, licence: bool = True) -> tuple[str, str]:
        assert case.accepted is not None and case.intake is not None
        item = replace(case.intake.item, licence=licence)
        other = replace(case, accepted=replace(case.accepted, binding=binding), intake=replace(case.intake, item=item))
        found = consequence("main", other, date(2026, 10, 15), False, SAY)
        return office.desk.rules.law(found.law), found.follows

    assert said("承诺")[0] == said("即办")[0] == "办事指南承诺办结时限" and "承诺" in said("承诺")[1]
    assert said("法定")[0] == "《中华人民共和国行政许可法》第四十二条" and "延长一次" in said("法定")[1]
    assert said("法定", licence=False) == ("办事指南法定办结时限", "逾期要向申请人说明理由，催办并写原因。")
