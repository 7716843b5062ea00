"""What a clerk reads of a pledge: every material by its name, its day, and what is open when the day is over."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.domain.materials import FaultCode, MaterialStatus
from app.domain.time import at
from app.usecases.deemed_acceptance import confirm_deemed_acceptance, propose_deemed_acceptance
from app.usecases.pledge_tolerance import pledge_tolerance
from tests.ui.window.cases import World
from tests.ui.window.test_case_clocks import SAY, tolerated
from tests.ui.window.test_case_course import diner
from tests.ui.window.test_case_page import open_case, page, settle
from ui.window.case.actions import SILENT, actions
from ui.window.case.look import CaseLook, desk_of, read_case
from ui.window.case.page import CasePage
from ui.window.case.status import status_words, sub_words
from ui.window.case.words import weekday
from ui.window.due_page import DuePage

__all__ = ["open_case", "page", "settle"]



def with_two(seen: CaseLook) -> CaseLook:
    """The case as if another material had been pledged with the first."""
    case = seen.case
    other = next(row for row in case.materials if not row.owed)
    rows = tuple(
        replace(row, status=MaterialStatus.TOLERATED, fault=FaultCode.MISSING) if row is other else row
        for row in case.materials
    )
    lines = tuple(row.line_id for row in rows if row.owed)
    accepted = replace(case.accepted, tolerated=lines) if case.accepted is not None else None
    return replace(seen, case=replace(case, materials=rows, accepted=accepted))


def look_of(page: CasePage, name: str) -> None:
    """A picture for who wants to see it."""
    if folder := os.environ.get("PLEDGE_SHOTS"):
        page.grab().save(str(Path(folder) / f"{name}.png"))


def test_case_and_due_list_name_every_material_that_is_owed_with_its_day(world: World, qtbot: QtBot) -> None:
    seen = with_two(read_case(world.place.office, tolerated(world), SAY))
    first, second = (row.name for row in seen.case.owed)
    day = seen.case.tolerance_due
    assert day is not None
    assert f"容缺还欠 2 项，最迟 {weekday(day)}补齐：{first}、{second}。" in " ".join(sub_words(seen, False, SAY))
    due = DuePage(*world.tools)  # type: ignore[arg-type]
    qtbot.addWidget(due)
    due.show()
    due.refresh()
    qtbot.waitUntil(lambda: due.table.rows.rowCount() == 2)
    row = next(each for n in range(2) if (each := due.table.rows.row(n)).clock == "容缺补齐")
    due.detail.show_case(seen, row)
    words = " ".join(label.text() for label in due.detail.findChildren(QLabel))
    assert f"{first}、{second}，最迟 {weekday(day)}补齐" in words
    if folder := os.environ.get("PLEDGE_SHOTS"):
        due.resize(1366, 700)
        due.table.pick(1)
        qtbot.waitUntil(lambda: not world.runner.busy())
        labels = due.detail.findChildren
        qtbot.waitUntil(lambda: any(each.text() == "容缺还欠" and each.isVisible() for each in labels(QLabel)))
        due.grab().save(str(Path(folder) / "due.png"))


def pledged(world: World, days: int) -> UUID:
    """Pledged until so many days from today, and not accepted."""
    office, case = world.place.office, diner(world)
    world.answered(case)
    lines = (office.case(case).open_faults[0].line_id,)
    office.act(pledge_tolerance, case, lines, "现场", "signed", office.today() + timedelta(days=days))
    return case


def test_before_it_is_accepted_the_clerk_reads_what_is_pledged_and_that_a_day_that_is_over_moves(
    world: World, page: CasePage, open_case: Callable[[UUID], None]
) -> None:
    office = world.place.office
    case = pledged(world, 1)
    name, day = office.case(case).tolerated[0].name, office.today() + timedelta(days=1)
    said = " ".join(sub_words(read_case(office, case, SAY), False, SAY))
    assert f"已承诺最迟 {weekday(day)}补齐：{name}。" in said
    now = office.desk.clock.now()
    world.clock.move(replace(now, ms=now.ms + 2 * 86_400_000))
    seen = read_case(office, case, SAY)
    assert seen.standing.until is not None
    moved = f"承诺的 {weekday(day)}已过，受理后最迟 {weekday(seen.standing.until)}补齐：{name}。请告诉申请人。"
    assert moved in " ".join(sub_words(seen, False, SAY))
    open_case(case)
    look_of(page, "moved")
    office.accept(case)
    accepted = office.case(case).accepted
    assert accepted is not None and accepted.tolerated_until == seen.standing.until, "what was said is what is told"


def test_when_no_day_is_left_the_page_says_so_and_the_notice_is_the_next_step(
    world: World, page: CasePage, open_case: Callable[[UUID], None]
) -> None:
    office = world.place.office
    case = pledged(world, 1)
    world.clock.move(at(2026, 11, 20))
    seen = read_case(office, case, SAY)
    assert seen.standing.no_room
    state, sentence = status_words(seen.case, 0, SAY, seen.standing.no_room)
    assert (state, sentence) == ("warn", "已收件：容缺承诺没有日子可用了")
    said = " ".join(sub_words(seen, False, SAY))
    assert seen.standing.no_room in said and office.case(case).tolerated[0].name in said
    open_case(case)
    look_of(page, "over")
    desk = replace(desk_of(seen, 0), standing=replace(seen.standing, no_room=""))
    assert [each.name for each in actions(seen.case, desk) if each.primary] == ["accept"]
    assert [each.name for each in actions(seen.case, desk_of(seen, 0)) if each.primary] == ["notice"]
    office.act(propose_deemed_acceptance, case)
    seen = read_case(office, case, SAY)
    lead = [each.name for each in actions(seen.case, desk_of(seen, 0)) if each.primary]
    assert lead == [SILENT], "a licence, and five days of silence"
    office.act(confirm_deemed_acceptance, case, office.desk.clock.now().ms)
    accepted = office.case(case).accepted
    assert accepted is not None and accepted.tolerated == (), "nothing is owed by a day that is over"
