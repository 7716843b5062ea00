"""The outbox page: what waits, whose, since when, what came of it, when again, and what one can do. Never a wall."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.storage.outbox_view import _PARKED, _UNKNOWN
from app.storage.second_receipts import HALL_SETTING
from tests.ui.window.cases import World, button, quiet, stand
from ui.line import _TROUBLE, LAST_ERROR_SETTING
from ui.shared.measure import cut_texts, nameless
from ui.shared.paint import two_lines
from ui.shared.table import CELL, cell_words
from ui.theme import look, t
from ui.window.sync_page import SyncPage

DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture
def page(world: World, qtbot: QtBot) -> SyncPage:
    return stand(SyncPage(world.place.office, world.runner, world.scheduler, world.tell), qtbot)


@pytest.fixture
def settle(world: World, page: SyncPage, qtbot: QtBot) -> Callable[[], None]:
    def wait() -> None:
        page.refresh()
        quiet(world, qtbot)

    return wait


def run(world: World, statement: str) -> None:
    with world.place.database.writing() as connection:
        connection.execute(text(statement))


def table(page: SyncPage) -> list[list[str]]:
    model = page.table.model()
    return [
        [cell_words(model.index(row, column).data(CELL)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def said(page: SyncPage) -> str:
    return " ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_each_case_says_what_waits_whose_it_is_and_what_to_do(
    world: World, page: SyncPage, settle: Callable[[], None]
) -> None:
    first, second = world.receive(), world.receive("hszyzc", False, {})
    world.place.scans.keep(b"scan" * 300_000, first)
    world.place.stores.settings.put(LAST_ERROR_SETTING, f"offline {world.clock.now().ms}")
    settle()
    rows = table(page)
    assert len(rows) == 3 and {row[0] for row in rows} == {"等网络"}
    assert any(row[1].startswith("收件：") for row in rows)
    assert any(row[1] == "扫描件 1 份，1.1 MB" for row in rows)
    assert all(row[5:] == ["联网就传", "不用管"] for row in rows)
    assert all("连不上省平台" in row[4] for row in rows)
    assert "照常办件" in said(page)
    # A parked one comes first and says what happened, what was kept, and what to do.
    run(world, f"UPDATE commits SET ack='x', parked='lease-stale' WHERE case_id = x'{second.hex}'")
    settle()
    rows = table(page)
    assert rows[0][0] == "需处理" and "接管" in rows[0][4] and rows[0][6] == "打开核对"
    assert all(word in said(page) for word in ("发生了什么", "保住了什么", "怎么办"))
    assert "报修时请说代码 lease-stale" in said(page), "a bare word in brackets told nobody what it is for"
    opened: list[object] = []
    page.open_case.connect(opened.append)
    button(page, "sync.open").click()
    assert opened == [second]
    shown = os.environ.get("ZONGCHUANG_SHOTS")
    if shown:
        page.grab().save(str(Path(shown) / "outbox.png"))
    assert not cut_texts(page) and not nameless(page)


def test_filters_and_mine_show_what_they_say(
    world: World, page: SyncPage, settle: Callable[[], None]
) -> None:
    first = world.receive()
    second = world.receive("hszyzc", False, {})
    run(world, f"UPDATE commits SET ack='x', parked='case-closed' WHERE case_id = x'{first.hex}'")
    other = "json_set(body, '$.operator', 'op-9')"
    run(world, f"UPDATE commits SET body = {other} WHERE case_id = x'{second.hex}'")
    settle()
    assert [row[0] for row in table(page)] == ["需处理", "等网络"]
    page.tabs.set_value("waits")
    page.tabs.changed.emit("waits")
    assert [row[0] for row in table(page)] == ["等网络"]
    page.mine.click()
    assert table(page) == [] and "这里没有" in said(page)
    page.tabs.set_value("all")
    page.tabs.changed.emit("all")
    assert [row[0] for row in table(page)] == ["需处理"]


def test_policy_and_numbers_that_ran_out_are_shown_and_nobody_is_refused(
    world: World, page: SyncPage, settle: Callable[[], None]
) -> None:
    settle()
    assert "省平台对本机的每一条都签了回执" in said(page)
    world.receive()
    world.place.stores.settings.put("sync.last_whole_ms", str(world.clock.now().ms - 20 * DAY_MS))
    settle()
    assert "已超" in said(page) and "照常收件" in said(page)
    run(world, "UPDATE number_blocks SET next = last + 1")
    settle()
    assert "登记本" in said(page)


def test_behind_a_hall_nothing_is_called_done_before_the_province_said_so(
    world: World, page: SyncPage, settle: Callable[[], None]
) -> None:
    first, second, third = (world.receive() for _ in range(3))
    run(world, "UPDATE commits SET ack = 'of the hall', ack_ms = 1")
    world.place.stores.settings.put(HALL_SETTING, "1")
    settle()
    rows = table(page)
    assert {row[0] for row in rows} == {"大厅已存"} and len(rows) == 3
    assert all("大厅已存，待省平台回执" in row[4] for row in rows) and all(row[5] == "线路通就转" for row in rows)
    assert "省平台回执 还没有" in said(page) and "今天已回执 0" in said(page)
    # The province took the first, refused the second, and takes the third back.
    kept = "INSERT INTO second_receipts SELECT id, seq, epoch, 'r', {}, 1 FROM commits WHERE case_id = x'{}'"
    run(world, kept.format("''", first.hex))
    run(world, kept.format("'lease-stale'", second.hex))
    gone = f"x'{third.hex}', x'{third.hex}', 'withdrawn', '申请人在网上撤回', 1, {world.clock.now().ms}, 0"
    run(world, f"INSERT INTO gone_cases (case_id, id, kind, reason, at_ms, told_ms, aside) VALUES ({gone})")
    settle()
    rows = table(page)
    assert [row[0] for row in rows] == ["需处理", "大厅已存", "已撤下"]
    assert "大厅服务器收下了，省平台没有让它生效" in said(page) and "接管" in said(page)
    if picture := os.environ.get("ZONGCHUANG_PICTURE"):
        page.grab().save(picture)
    assert not cut_texts(page) and not nameless(page)


def test_what_came_of_the_last_try_is_read_whole_in_the_list(page: SyncPage, world: World) -> None:
    """「连不上省平台：网络不通，或…」: only who picked the row could read on."""
    words = [*(why for why, _ in _TROUBLE.values()), *(why for why, _ in _PARKED.values()), _UNKNOWN[0]]
    column = next(n for n, each in enumerate(page.table.rows.columns) if each.title == t("sync.last"))
    th = look().theme
    room = page.table.rows.columns[column].width - th.space.pane - th.space.xs
    shown = [two_lines(look(), each, False, room) for each in words]
    whole = [each.replace("\n", "") == said for each, said in zip(shown, words, strict=True)]
    short = [kept for kept, said in zip(whole, words, strict=True) if len(said) <= 2 * 14]
    assert len(short) > len(words) / 2 and all(short)
    first = [said.partition("，")[0] for said in words]
    assert all(each.replace("\n", "").startswith(said) for each, said in zip(shown, first, strict=True))
    height = page.table.verticalHeader().defaultSectionSize()
    assert height >= 2 * look().metrics("body").lineSpacing()
