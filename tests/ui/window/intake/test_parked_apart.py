"""没办完的: what waits there is told apart by when it was left, its number, and who stood there for whom."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from app.domain.time import Timestamp
from tests.ui.window.intake.room import Clerk, K
from ui.shared.measure import cut_texts
from ui.window.intake.acts import parked

COMPANY = "沈阳测试一号商贸有限公司"


def leave(clerk: Clerk, fields: dict[str, str]) -> None:
    office = clerk.workplace.office
    draft = office.new_draft()
    for name, value in fields.items():
        office.keep(draft, name, value)


def test_two_unfinished_intakes_of_one_name_are_told_apart(desk: Callable[..., Clerk]) -> None:
    """「张* · 0 项」 stood there twice: the wrong one was gone on with, or given up."""
    clerk = desk()
    leave(clerk, {"name": "张三", "ticket": "A012", "visit": "0" * 32})
    leave(clerk, {"name": "张三", "ticket": "A031", "visit": "1" * 32})
    found = parked(clerk.workplace.office, None)
    assert {each.ticket for each in found} == {"A031", "A012"} and {each.who for each in found} == {"张*"}
    assert all(isinstance(each.left, Timestamp) for each in found)


def test_the_list_says_when_it_was_left_under_which_number_and_who_came_for_whom(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.page.resize(1366, 700)
    leave(clerk, {"name": "张三", "phone": "13800000001", "ticket": "A012", "visit": "0" * 32})
    leave(clerk, {"party": "company", "name": "李四", "company": COMPANY, "pad": "000123"})
    leave(clerk, {"party": "agent", "name": "李四", "principal": "王五五"})
    clerk.page.start_new()
    clerk.rest(3)
    clerk.ctrl(K.Key_O)
    clerk.until(lambda: clerk.page.parking.list.isVisible())
    table = clerk.page.parking.list.table
    model = table.model()
    rows = [
        [str(model.index(n, column).data()) for column in range(model.columnCount())] for n in range(model.rowCount())
    ]
    if folder := os.environ.get("ZC_SHOTS"):
        clerk.page.grab().save(str(Path(folder) / "parked.png"))
    today = clerk.workplace.office.desk.clock.now().local
    assert all(row[0].startswith(f"{today.month}月{today.day}日 ") for row in rows)
    assert {row[1]: row[2] for row in rows} == {
        "": "李*（替王*五）", "000123": f"李*（替{COMPANY}）", "A012": "张*"
    }  # fmt: skip
    assert cut_texts(clerk.page.parking.list) == []
