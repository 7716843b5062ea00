"""What no machine can settle stands on a screen as work, and a clerk finishes it with words."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt

from app.domain import events as ev
from app.domain.codec import dumps
from app.ports import Effects
from app.storage.restore_copy import LOST_SETTING, Lost, OpenNumbers
from sync.client.account import ABOVE_SETTING, ITEMS_SETTING, LAST_SETTING
from sync.wire.differences import Difference
from tests.ui.window.days.hall import Hall
from ui.accounts import finish, read_accounts
from ui.window.days.accounts_page import AccountsPage


def page(hall: Hall) -> AccountsPage:
    found = hall.face.pages["accounts"]
    assert isinstance(found, AccountsPage)
    return found


def differ(hall: Hall) -> None:
    """A comparison, a restored disk and another window each left something."""
    settings = hall.place.stores.settings
    case = hall.world.receive()
    item = {"case": case.hex, "kind": "unlike", "commits": ["D07/1/3"]}
    settings.put(ITEMS_SETTING, json.dumps([item]))
    settings.put(LAST_SETTING, str(hall.place.clock.now().ms))
    number = hall.office.case(case).papers[0].number
    lost = Lost(
        3, 1, hall.place.clock.now().ms, 0, 0, (), ("ab" * 32,), (OpenNumbers("paper", 12, 20),), (number,)
    )
    settings.put(LOST_SETTING, dumps(lost))
    desk = hall.office.desk
    with desk.units.begin() as tx:
        held = tx.case(case)
        asked = ev.PartnerAsked(
            desk.clock.now(), desk.session.operator, uuid4(), "holder", "withdrawal", {"reason": "另找了单位"}
        )
        tx.append(case, held, (asked,), Effects())


@pytest.mark.law("Z10")
def test_what_is_left_to_a_person_is_listed_and_finished_with_words_by_keys(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F7)
    hall.ctrl(Qt.Key.Key_T)
    assert hall.shell.place() == "accounts" and "没有要人处理的" in hall.words()
    hall.look("accounts-empty")
    differ(hall)
    page(hall).refresh()
    hall.rest()
    said = [task.what for task in page(hall).table.rows.rows()]
    assert len(said) == 6 and "两端对同一操作的记录不一致" in said
    assert "文书编号 12 至 20 可能已经用在纸上" in said and "别的窗口转来：申请人要求撤回" in said
    page(hall).table.setFocus()
    page(hall).table.pick(said.index("两端对同一操作的记录不一致"))
    hall.look("accounts")
    hall.enter()
    hall.enter()
    assert page(hall).seen.open == 6, "without words nothing is finished"
    hall.type("与平台核对，本机的对")
    hall.enter()
    assert page(hall).seen.open == 5
    hall.press(Qt.Key.Key_2)
    assert "与平台核对，本机的对" in hall.words() and "演练员（0000）" in hall.words()
    hall.look("accounts-done")
    hall.press(Qt.Key.Key_Return)
    assert hall.shell.place() == "search"


def test_a_difference_that_is_found_again_is_open_again_and_what_a_person_said_of_a_paper_is_not(
    hall: Hall,
) -> None:
    differ(hall)
    at = hall.place
    for task in read_accounts(at).tasks:
        finish(at, task, "核对过")
    assert read_accounts(at).open == 0
    at.stores.settings.put(LAST_SETTING, str(at.clock.now().ms + 1000))
    assert [task.kind for task in read_accounts(at).tasks if task.done is None] == ["unlike"]


def test_every_difference_of_the_window_and_of_its_hall_has_words_of_its_own(hall: Hall) -> None:
    """Also a decision that the province lost: window and hall are equal then, and only the hall's account says so."""
    case = hall.world.receive()
    items = [{"case": case.hex, "kind": kind.value, "commits": [f"D07/1/{n}"]} for n, kind in enumerate(Difference)]
    settings = hall.place.stores.settings
    for setting in (ITEMS_SETTING, ABOVE_SETTING):
        settings.put(setting, json.dumps(items))
    tasks = read_accounts(hall.place).tasks
    assert [sum(task.kind == kind for task in tasks) for kind in ("unlike", "above")] == [len(Difference)] * 2
    assert len({task.key for task in tasks}) == len(tasks) and all(task.what and task.how for task in tasks)
    hall.shell.go("accounts")
    hall.rest()
    assert "省平台恢复备份后，少了部门已经作出的决定" in hall.words()
    hall.look("accounts-of-the-hall")


def test_without_a_line_the_comparison_says_what_is_kept(hall: Hall) -> None:
    hall.shell.go("accounts")
    hall.rest()
    hall.ctrl(Qt.Key.Key_R)
    assert "ZC-SYNC-03" in [notice.code for notice in hall.said]
    hall.shell.dialog().close_overlay()
    assert page(hall).compare.isEnabled()
