"""对账 of a hall with its province: what either side lost is found, cured or named, signed by both, and finished."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from app.domain.time import Timestamp
from app.storage.reckoning import SqlReckoning
from app.storage.stores import SqlSettings
from sync.client.account import ABOVE_SETTING, Account, Reconciled
from sync.client.reconcile import Difference, Reconciler
from sync.platform import tables
from sync.platform.backup import backup, restore
from sync.platform.hall_items import ItemError, ask_for, finish, open_items
from sync.platform.main import main
from sync.platform.rebirth import put
from sync.platform.report import digest_report, verify
from sync.platform.staff import decide
from sync.platform.staff_hall import run_hall, standing
from sync.platform.staff_login import Person
from sync.platform.staff_views import Desk as Office
from sync.platform.staff_views import accounts
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import SignatureError, verifier_for
from tests.sync.inside import NOW, Hops, House
from tests.sync.support import Window
from tests.sync.test_real_store import Desk
from tests.sync.test_reconcile import Memory


@pytest.fixture
def hops(tmp_path: Path) -> Iterator[Hops]:
    made = Hops(tmp_path)
    yield made
    made.close()


def reconciled(hops: Hops, *, deep: bool = False) -> dict[str, Any]:
    """What the hall says after a 对账 that somebody asked for."""
    with hops.hall.database.write() as connection:
        ask_for(connection, "", deep=deep)
    hops.relay()
    with hops.hall.database.read() as connection:
        account: dict[str, Any] = standing(connection)["account"]
    return account


def busy(hops: Hops, windows: int = 2) -> list[Window]:
    """Windows with three cases each, all of it above."""
    made = [Window() for _ in range(windows)]
    for one in made:
        for _ in range(3):
            one.accept(one.take_in())
        assert hops.step(one).ok
    hops.relay()
    return made


def kinds(account: dict[str, Any]) -> list[str]:
    return [item["kind"] for item in account["items"]]


def damage(house: House, *statements: str) -> None:
    """What a bad disk does, past every rule."""
    with house.database.write() as connection:
        for statement in statements:
            connection.execute(text(statement))


def lose(house: House, window: Window, seq: int) -> None:
    place = f"SELECT position FROM commits WHERE device = '{window.device}' AND seq = {seq}"
    damage(
        house,
        f"DELETE FROM events WHERE position IN ({place})",
        f"DELETE FROM papers WHERE position IN ({place})",
    )
    damage(house, f"DELETE FROM relay_receipts WHERE position IN ({place})")
    damage(house, f"DELETE FROM feed WHERE commit_position IN ({place})")
    damage(house, f"DELETE FROM commits WHERE device = '{window.device}' AND seq = {seq}")


def test_a_hall_and_its_province_are_equal_and_both_have_signed_it(hops: Hops) -> None:
    first, second = busy(hops)
    decide(hops.province.db, str(first.commits[0].case_id), "grant")
    second.write(first.commits[2].case_id, ("corrected_on_spot", {"by": {"id": "op-2"}}))
    assert hops.step(second).ok
    hops.relay(2)
    found = reconciled(hops)
    assert found["settled"] and found["items"] == [] and found["figures"] == {}, found
    for house, side, other in ((hops.hall, "above", hops.province), (hops.province, "below", hops.hall)):
        with house.database.read() as connection:
            rows = connection.execute(select(tables.day_accounts)).all()
        assert [(row.side, row.device, row.settled) for row in rows] == sorted(
            (side, one.device, True) for one in (first, second)
        )
        for row in rows:
            ReceiptChecker(verifier_for(house.key)).check_day(row.our_receipt, row.ours)
            ReceiptChecker(verifier_for(other.key)).check_day(row.their_receipt, row.theirs)
            with pytest.raises(SignatureError):
                ReceiptChecker(verifier_for(other.key)).check_day(row.their_receipt, row.ours)
            figures = json.loads(row.ours)
            assert figures["commits"] == json.loads(row.theirs)["commits"] > 0


def test_the_province_reads_which_days_are_equal_and_which_are_not(
    hops: Hops, capsys: pytest.CaptureFixture[str]
) -> None:
    window, _ = busy(hops)
    assert reconciled(hops)["settled"]
    damage(hops.province, f"UPDATE commits SET parked = 1 WHERE device = '{window.device}' AND seq = 2")
    found = reconciled(hops)
    assert found["figures"] == {window.device: ["parked"]} and not found["settled"]
    assert main(["accounts", "--db", hops.province.db]) == 1
    first, second = json.loads(capsys.readouterr().out)
    assert (first["device"], first["differ"], second["settled"]) == (window.device, ["parked"], True)
    assert first["via"].startswith("hall-") and "ours" not in first
    desk = Office(hops.province.database, hops.province.db, lambda: NOW)
    shown = accounts(desk, Person("B07", "赵科员", "t"), {})
    assert "不一致：需处理数" in shown and "1 天的账不一致" in shown
    with hops.hall.database.read() as connection:
        assert "需处理数与省平台不同" in standing(connection)["words"][0]


def test_a_commit_lost_on_the_way_up_goes_up_again(hops: Hops) -> None:
    """The hall holds the province's receipt, and the province has nothing of it: as after a lost disk."""
    window, _ = busy(hops)
    last = len(window.commits)
    lose(hops.province, window, last)
    damage(hops.province, f"UPDATE heads SET seq = {last - 1}, hash = '{window.commits[-2].hash}'")
    for table in ("case_digests", "range_digests"):
        damage(hops.province, f"DELETE FROM {table} WHERE device = '{window.device}'")
    found = reconciled(hops, deep=True)
    assert found["items"] == [] and digest_report(hops.province.db, window.device)["commits"] == last


def test_a_commit_lost_in_the_middle_above_is_put_back_and_nothing_gets_stuck(hops: Hops) -> None:
    window, other = busy(hops)
    lose(hops.province, window, 2)
    found = reconciled(hops, deep=True)
    assert found["items"] == [], found
    other.take_in()
    assert hops.step(other).ok
    hops.relay()
    assert digest_report(hops.province.db, other.device)["commits"] == len(other.commits)
    assert verify(hops.province.db)["problems"] == []


def test_what_the_province_told_and_the_hall_lost_is_fetched_again(hops: Hops) -> None:
    window, _ = busy(hops)
    decide(hops.province.db, str(window.commits[0].case_id), "grant")
    hops.relay()
    act = "SELECT position FROM commits WHERE device = 'platform'"
    damage(hops.hall, f"DELETE FROM events WHERE position IN ({act})")
    damage(
        hops.hall,
        f"DELETE FROM feed WHERE commit_position IN ({act})",
        "DELETE FROM commits WHERE device = 'platform'",
    )
    assert reconciled(hops)["items"] == []
    with hops.hall.database.read() as connection:
        here = select(func.count()).select_from(tables.commits).where(tables.commits.c.device == "platform")
        assert connection.execute(here).scalar_one() == 1


def test_what_only_the_province_has_of_a_window_is_named_until_somebody_finishes_it(
    hops: Hops, tmp_path: Path
) -> None:
    window, other = busy(hops)
    lose(hops.hall, window, 3)
    found = reconciled(hops)
    (item,) = found["items"]
    assert (item["kind"], item["devices"]) == ("lost-here", [window.device])
    assert item["commits"] == [f"{window.device}/1/3"] and not found["settled"]
    with hops.hall.database.read() as connection:
        words = standing(connection)["words"]
        assert len(words) == 2 and "省平台有本窗口的操作，大厅没有" in words[0] and "网外" not in words[0]
        assert open_items(connection, other.device) == [], "it is nothing of another window"
    with hops.hall.database.write() as connection:
        with pytest.raises(ItemError, match="incomplete"):
            finish(connection, item["item"], "主管", " ", NOW)
        finish(connection, item["item"], "钱主管", "核对了纸面，窗口已补传", NOW)
        with pytest.raises(ItemError, match="closed"):
            finish(connection, item["item"], "钱主管", "又一次", NOW)
    assert reconciled(hops)["items"] == [], "what somebody finished does not come back each evening"
    # The window counts with its hall from what is stored, and sends what the hall lost.
    line = hops.at(window)
    findings = Reconciler(line, Memory(window), window.device).compare(deep=True).findings
    lost = [one.commits for one in findings if one.kind is Difference.MISSING_THERE]
    assert lost == [(f"{window.device}/1/3",)]
    window.rewind(2)
    assert hops.step(window).ok
    assert digest_report(hops.hall.db, window.device)["commits"] == len(window.commits)
    hops.relay()
    assert reconciled(hops)["settled"]


def test_a_changed_record_is_named_with_what_to_do(hops: Hops) -> None:
    window, _ = busy(hops)
    damage(
        hops.province, f"UPDATE commits SET body = body || ' ' WHERE device = '{window.device}' AND seq = 2"
    )
    assert reconciled(hops)["items"] == [], "what the province keeps count of is right"
    assert kinds(reconciled(hops, deep=True)) == ["unlike"]
    assert kinds(reconciled(hops)) == ["unlike"], "an evening that does not look so deep has cured nothing"
    with hops.hall.database.read() as connection:
        assert "--deep" in standing(connection)["words"][0], "it says how it closes"
    damage(
        hops.province, f"UPDATE commits SET body = trim(body) WHERE device = '{window.device}' AND seq = 2"
    )
    assert reconciled(hops, deep=True)["settled"], "it closes itself once both say the same"


@pytest.mark.parametrize("path", ["/v1/changes", "/v1/commands"])
def test_one_window_that_is_answered_wrongly_keeps_no_other_from_its_account(hops: Hops, path: str) -> None:
    """And what is open of it stays open: it was not compared."""
    window, other = busy(hops)
    lose(hops.hall, window, 3)
    assert len(reconciled(hops)["items"]) == 1
    window.accept(window.take_in())
    assert hops.step(window).ok

    def wrong(asked: Any, status: int, content: bytes) -> bytes:
        its_own = asked.path == "/v1/commands" or window.device in asked.query
        return content + b" " if asked.path == path and its_own else content

    hops.above.change = wrong
    lose(hops.hall, other, 2)
    for found in (reconciled(hops), reconciled(hops)):
        assert sorted(item["devices"][0] for item in found["items"]) == sorted([window.device, other.device])
        assert found["figures"][window.device] == ["bad-signature"], "and what went up unsaid is not lost"
    with hops.hall.database.read() as connection:
        said = standing(connection)
    assert said["wrong"] == "bad-signature" and not said["account"]["settled"]
    assert any("没有采信" in words and window.device in words for words in said["words"])


def test_a_case_that_the_province_took_back_is_no_difference(hops: Hops) -> None:
    window, _ = busy(hops)
    case = window.commits[0].case_id
    assert (
        main(
            [
                "retract",
                str(case),
                "withdrawn",
                "--reason",
                "重复",
                "--by",
                "赵科员",
                "--db",
                hops.province.db,
            ]
        )
        == 0
    )
    assert reconciled(hops)["settled"]


def test_what_the_province_parked_counts_as_it_says(hops: Hops) -> None:
    window, there = Window(), Window()
    case = window.take_in()
    assert hops.step(window).ok
    hops.relay()
    with hops.province.database.write() as connection:
        connection.execute(update(tables.cases).values(holder=there.device, lease_epoch=9))
    window.accept(case)
    assert hops.step(window).ok
    hops.relay()
    assert [one.outcome.value for one in hops.said(window).results][-1] == "parked"
    assert reconciled(hops)["settled"]


def test_it_is_done_once_an_evening_and_caught_up_when_the_line_was_down(hops: Hops) -> None:
    window, _ = busy(hops)
    asked = hops.above.asked
    hops.relay()
    quiet = hops.above.asked - asked
    assert reconciled(hops)["settled"], "and what was asked for in the day is no evening"
    with hops.hall.database.write() as connection:
        put(connection, "account_day", "2026-09-01")
    hops.above.up = False
    with pytest.raises(Exception, match="down"):
        hops.relay()
    hops.above.up = True
    asked = hops.above.asked
    hops.relay()
    assert hops.above.asked - asked > quiet
    asked = hops.above.asked
    hops.relay()
    assert hops.above.asked - asked == quiet, "once is enough"
    assert window.commits


def test_a_line_that_is_cut_in_the_middle_begins_the_day_anew(hops: Hops) -> None:
    busy(hops)
    with hops.hall.database.write() as connection:
        ask_for(connection, "", deep=False)
    # Each cut is one answer later, until the whole goes through.
    for later in range(1, 40):
        left = [later]

        def cut(asked: Any, status: int, content: bytes, left: list[int] = left) -> bytes:
            left[0] -= 1
            if left[0] == 0:
                raise OSError("cut")
            return content

        hops.above.change = cut
        try:
            hops.relay()
        except Exception as error:
            assert type(error).__name__ == "UpstreamError"
        if left[0] > 0:
            break
    hops.above.change = None
    with hops.hall.database.read() as connection:
        account = standing(connection)["account"]
    assert account["settled"], account


def test_figures_with_another_signature_are_believed_by_neither(hops: Hops) -> None:
    busy(hops)

    def foreign(asked: Any, status: int, content: bytes) -> bytes:
        if asked.path != "/v1/reconcile/day":
            return content
        answer = json.loads(content)
        return json.dumps(
            answer | {"figures": answer["figures"].replace('"commits":', '"commits":1')}
        ).encode()

    hops.above.change = foreign
    with hops.hall.database.write() as connection:
        ask_for(connection, "", deep=False)
    hops.relay()
    with hops.hall.database.read() as connection:
        assert connection.execute(select(tables.day_accounts)).all() == []
        assert standing(connection)["wrong"] == "bad-signature", "it is there, and not to be believed"


def test_the_clerk_reads_in_her_own_account_what_the_hall_found(hops: Hops, tmp_path: Path) -> None:
    """A province that came back from a backup lost a decision: the window and its hall are equal, and it is told."""
    (tmp_path / "window").mkdir()
    desk = Desk(tmp_path / "window")
    early, late = desk.take_in(), desk.take_in()
    loop = desk.loop(hops.at(desk))
    assert loop.run_once().ok
    hops.relay()
    house = hops.province
    decide(house.db, str(early), "grant")
    hops.relay()
    backup(house.db, tmp_path / "backup", NOW)
    decide(house.db, str(late), "grant")
    hops.relay()
    assert loop.run_once().pulled == 2
    restored_from(house, tmp_path)

    def settle() -> Reconciled:
        settings = SqlSettings(desk.database)
        account = Account(hops.at(desk), SqlReckoning(desk.database, desk.device), desk.device, settings.put)
        return account.settle(loop.run_once, Timestamp(NOW).local.date(), NOW)

    hops.relay()
    assert kinds(reconciled(hops)) == ["act-lost-there"]
    found = settle()
    assert found.items == () and not found.settled, "hall and window have the same"
    words = "".join(found.words())
    assert str(late) in words and "重新作出" in words and "网外" not in words
    assert json.loads(SqlSettings(desk.database).get(ABOVE_SETTING))[0]["case"] == late.hex
    decide(house.db, str(late), "grant")
    hops.relay()
    assert reconciled(hops)["settled"], "made again, it is settled by itself"
    assert settle().above == () and settle().settled
    desk.database.close()


def restored_from(house: House, folder: Path) -> None:
    """The province goes on upon its backup, at another place."""
    house.database.close()
    house.db = str(folder / "restored.db")
    restore(folder / "backup", house.db)
    house.open()


def test_the_command_line_of_the_hall_refuses_in_words(
    hops: Hops, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(db: str, *more: str) -> tuple[int, dict[str, Any]]:
        code = main(["hall", *more, "--db", db])
        return code, json.loads(capsys.readouterr().out)

    assert said(hops.hall.db)[0] == 0
    code, answer = said(hops.hall.db, "settle", "7", "--by", "钱主管", "--note", "x")
    assert (code, answer["refused"]) == (1, "unknown-item") and "没有第 7 项" in answer["words"][0]
    assert said(hops.hall.db, "reconcile", "--day", "昨天")[1]["refused"] == "usage"
    assert said(hops.province.db, "reconcile")[1]["refused"] == "not-a-hall"
    code, answer = said(hops.hall.db, "reconcile", "--wait", "0")
    assert (code, answer["refused"]) == (1, "waiting") and "已记下" in answer["words"][0]
    hops.relay()
    assert said(hops.hall.db)[1]["account"]["at_ms"] == NOW
    assert run_hall(Namespace(db=hops.hall.db, act="history")) == 0
