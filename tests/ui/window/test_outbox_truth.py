"""The outbox page and the top bar in every fault: whose, since when, what came of it, when again, what to do.

The window, its database and the province with its database are the real ones; only the wire between them is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
import requests
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import event, text

from app.domain.records import NumberBlock
from app.domain.time import ClockQuality, Timestamp
from app.errors import LineError
from sync.client.http import HttpPlatform
from sync.platform import judge
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import verifier_for
from tests.faults.simulated import TOKEN, URL, Province, Wire
from tests.sync.support import MovedTime
from tests.ui.window.cases import World, open_world
from tests.ui.window.days.hall import Hall
from ui.children import Address
from ui.shared.table import CELL, cell_words
from ui.window.bridges import LineBridge
from ui.window.sync_page import SyncPage

OTHER_KEY = "ed25519:O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik="
DAY_MS = 24 * 60 * 60 * 1000
ALL_THERE = ("已联网 · 全部已回执", "ok")


@dataclass
class Between(Wire):
    """The wire, with a rule instead of chance: what happens to each request, by what it asks."""

    rule: Callable[[str], str] = lambda path: "none"

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Carry it, lose it, or answer in its place."""
        for old in [self.late.pop() for _ in range(len(self.late))]:
            self._ask(old)
        fault = self.rule((request.url or "").partition("/v1")[2])
        self.met[fault] += 1
        if fault == "nobody":
            raise requests.ConnectTimeout("no route")
        if fault == "wait":
            return self._answer(request, 429, {"retry-after": "120"}, b"later")
        return self._carry(fault, request)


def always(fault: str) -> Callable[[str], str]:
    """The same for every request."""
    return lambda path: fault


def only(part: str, fault: str) -> Callable[[str], str]:
    """For requests of one kind."""
    return lambda path: fault if part in path else "none"


@dataclass
class Counter:
    """A window with its pages, and the province at the other end of a wire."""

    hall: Hall
    province: Province
    time: MovedTime = field(default_factory=MovedTime)

    def __post_init__(self) -> None:
        self.wire = Between(self.province, Random(1), 0.0)
        self.plug()
        self.place.start_sync(self.time, LineBridge(self.hall.world.runner, self.hall.face))
        self.hall.shell.go("sync")
        self.step()

    @property
    def place(self) -> Any:
        return self.hall.place

    def plug(self, token: str = TOKEN, key: str = "") -> None:
        """Connect to the province, as somebody with this token who expects this key."""
        self.place.line.connect(Address(URL, token, key or self.province.database.signer.key))
        self.place.line.plugged()._transport._session.mount("http://", self.wire)

    def step(self, seconds: float = 1.0) -> None:
        """One try of the line, and what the window makes of it."""
        self.place.loop.wake()
        self.time.pass_(seconds, steps=1)
        self.hall.rest()

    def chip(self) -> tuple[str, str]:
        """Words and state of the line in the top bar."""
        word = self.hall.shell.top.line.word
        return word.text, word.state

    def rows(self) -> list[list[str]]:
        """The outbox as it can be read."""
        page = self.hall.face.pages["sync"]
        assert isinstance(page, SyncPage)
        model = page.table.model()
        return [
            [cell_words(model.index(row, column).data(CELL)) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def words(self) -> str:
        """Everything that can be read on the page."""
        labels = self.hall.face.pages["sync"].findChildren(QLabel)
        return " ".join(label.text() for label in labels if label.isVisible())

    def receive(self) -> UUID:
        """A case is taken in; nobody tried the line yet."""
        return self.hall.world.receive("hszyzc", False, {})

    def heal(self) -> None:
        """The fault is over: everything arrives by itself, once, and only now is the bar green."""
        self.wire.rule = always("none")
        self.plug()
        for _ in range(4):
            self.step(301)
            if self.chip() == ALL_THERE:
                break
        held = self.province.held(self.place.device)
        own = self.place.outbox.pending(1000, 10**9)
        assert not own and len(held) == len(set(held)) and self.rows() == []
        assert self.chip() == ALL_THERE


@pytest.fixture(scope="module")
def made(
    dressed_app: QApplication, furnished: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Counter]:
    """One window for all faults; each ends healed."""
    folder = tmp_path_factory.mktemp("outbox")
    with open_world(folder, furnished) as world, _opened(world) as hall:
        province = Province(folder / "province", MovedTime())
        try:
            yield Counter(hall, province)
        finally:
            world.place.loop.stop()
            province.close()


@pytest.fixture
def counter(made: Counter) -> Iterator[Counter]:
    """The same window, on the screen while a test runs."""
    made.hall.shell.show()
    yield made
    made.hall.shell.hide()


@contextmanager
def _opened(world: World) -> Iterator[Hall]:
    hall = Hall(world)
    try:
        hall.open()
        yield hall
    finally:
        hall.close()


@dataclass(frozen=True)
class Fault:
    """What is wrong, and what must be read of it: in the top bar, as the last result, and as what to do."""

    rule: Callable[[str], str]
    chip: str
    last: str
    can: str = "照常办件"
    token: str = TOKEN
    key: str = ""
    soonest: float = 0.0
    spoil: Callable[[HttpPlatform], None] = lambda line: None


def foreign_receipts(line: HttpPlatform) -> None:
    """Answers are the province's; the receipts in them bear a signature that nobody here knows."""
    line._receipts = ReceiptChecker(verifier_for(OTHER_KEY))


FAULTS = {
    "nobody there though the network is up": Fault(
        always("nobody"), "离线", "连不上省平台", "请检查网线和专网"
    ),
    "line cut": Fault(always("cut before"), "传输中断", "传输中断或平台正忙", "会自动重试"),
    "delay beyond patience": Fault(always("late"), "传输中断", "传输中断或平台正忙", "会自动重试"),
    "captive portal": Fault(always("portal"), "应答的不是省平台", "应答的不是省平台", "先完成上网登录"),
    "lost acknowledgement": Fault(
        only("/commands", "cut after"), "传输中断", "传输中断或平台正忙", "会自动重试"
    ),
    "half an answer": Fault(
        only("/commands", "half an answer"), "传输中断", "传输中断或平台正忙", "会自动重试"
    ),
    "gateway error": Fault(always("gateway"), "传输中断", "传输中断或平台正忙", "会自动重试"),
    "asked to wait": Fault(always("wait"), "平台请等一会儿", "等一会儿再传", "到时间自动再传", soonest=120),
    "wrong server key": Fault(always("none"), "应答签名不对", "没有采信", "核对平台公钥", key=OTHER_KEY),
    "receipts signed by another": Fault(
        always("none"), "回执签名不对", "仍算待传", "核对回执签名", spoil=foreign_receipts
    ),
    "token refused": Fault(
        always("none"), "省平台不认本机", "不认本机的令牌", "重新登记本机", token="another"
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_while_the_line_fails_the_page_says_what_waits_and_why_and_nothing_is_green(
    counter: Counter, name: str
) -> None:
    """The clerk reads what happened, that she may go on, and when it is tried again; then it goes up by itself."""
    fault = FAULTS[name]
    counter.wire.rule = fault.rule
    counter.plug(fault.token, fault.key)
    fault.spoil(counter.place.line.plugged())
    counter.receive()
    counter.step()
    words, state = counter.chip()
    assert words == f"{fault.chip} · 待传 1 件" and state == "warn"
    (row,) = counter.rows()
    assert row[:2] == ["等网络", "收件：护士执业证书核发"] or (
        row[0] == "等网络" and row[1].startswith("收件：")
    )
    assert row[2] not in ("", "—") and row[3].endswith("起") and fault.last in row[4]
    assert row[6] == "不用管" and fault.can in counter.words() and "照常办件" in counter.words()
    assert "9月21日" in counter.words().partition(fault.last)[2], "since when is said"
    _next_try(counter, row[5], fault.soonest)
    counter.heal()


def _next_try(counter: Counter, said: str, soonest: float) -> None:
    """What the page says of the next try is when it comes."""
    waits = counter.time.waits[-1]
    assert waits >= soonest
    assert said == "马上" or said == f"{Timestamp(counter.place.loop.status().next_ms).local:%H:%M:%S}"


def test_changes_that_stand_still_are_said_though_everything_of_this_window_is_up(counter: Counter) -> None:
    """What others did does not come down: the bar is not green, and the page says so and for whom to call."""
    line = counter.place.line.plugged()
    line.changes = lambda cursor, limit: ([], cursor, True)
    counter.receive()
    counter.step()
    assert counter.chip() == ("平台变动停住 · 待传 0 件", "warn") and counter.rows() == []
    assert "总停在同一处，没有采信" in counter.words() and "联系平台维护人员" in counter.words()
    counter.heal()


def test_what_a_copied_profile_cannot_send_is_not_called_waiting_and_names_the_way_out(counter: Counter) -> None:
    """Nobody waits for what never goes by itself: it is to be written out and entered again."""

    def fork(_commits: object) -> None:
        raise LineError("sequence-fork")

    counter.place.line.plugged().push = fork
    counter.receive()
    counter.step()
    (row,) = counter.rows()
    assert row[5:] == ["已搁置", "导出补录"] and "被复制过" in row[4]
    assert "sync unsent" in counter.words() and "照常办件" in counter.words() and "不用管" not in counter.words()
    counter.heal()


@pytest.mark.parametrize("name", ["twice", "reordered"])
def test_a_request_that_comes_twice_or_too_late_is_neither_lost_nor_doubled(
    counter: Counter, name: str
) -> None:
    """What the network does twice happens once, and is told as done when it is."""
    turns = iter(["late"] if name == "reordered" else [])
    counter.wire.rule = lambda path: next(turns, "none") if "/commands" in path and name != "twice" else (
        "twice" if name == "twice" else "none"
    )  # fmt: skip
    counter.receive()
    counter.step()
    if name == "reordered":
        assert counter.chip()[0] == "传输中断 · 待传 1 件" and len(counter.rows()) == 1
        counter.receive()
        counter.step()
    assert counter.chip() == ALL_THERE and counter.rows() == []
    counter.heal()


def test_one_case_that_the_province_will_not_have_is_named_and_the_others_go_up(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A poison case waits for a person, with its reason; nothing else waits for it, and it is no green line."""
    monkeypatch.setattr(judge, "SCHEMA", 0)
    bad = counter.receive()
    counter.step()
    monkeypatch.undo()
    counter.receive()
    counter.step()
    assert counter.chip() == ("已联网 · 1 件需处理", "warn")
    (row,) = counter.rows()
    assert (row[0], row[5], row[6]) == ("需处理", "已搁置", "打开核对") and "版本比本机旧" in row[4]
    assert all(words in counter.words() for words in ("发生了什么", "保住了什么", "怎么办", "schema-newer"))
    with counter.place.database.writing() as connection:
        connection.execute(text(f"UPDATE commits SET parked = NULL WHERE case_id = x'{bad.hex}'"))
    counter.heal()


def test_a_province_from_a_backup_gets_again_what_it_forgot_and_meanwhile_it_waits(counter: Counter) -> None:
    """What was receipted and is gone over there is shown as waiting again, not as done."""
    counter.province.copy()
    counter.receive()
    counter.step()
    assert counter.chip() == ALL_THERE
    assert counter.province.put_back()
    counter.wire.rule = only("/commands", "cut before")
    counter.step()
    words, state = counter.chip()
    assert state == "warn" and words.startswith("传输中断 · 待传") and len(counter.rows()) >= 1
    counter.heal()


def test_a_full_disk_of_the_province_is_told_as_such_and_ends_by_itself(counter: Counter) -> None:
    """The clerk does not look for a fault of her network when the province has no room."""
    engine = counter.province.database.engine

    def full(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    event.listen(engine, "begin", full)
    for _ in range(6):
        counter.receive()
    counter.step()
    event.remove(engine, "begin", full)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    words, state = counter.chip()
    assert words.startswith("省平台已满 · 待传") and state == "warn"
    assert all("磁盘满了" in row[4] for row in counter.rows()) and "腾出空间后自动续传" in counter.words()
    counter.heal()


def test_scans_that_are_on_their_way_are_no_green_line(counter: Counter) -> None:
    """Everything receipted, one scan not there: the bar says so, and the row says whose and how large."""
    case = counter.receive()
    counter.place.scans.keep(b"scan" * 400_000, case)
    counter.wire.rule = only("/uploads", "cut before")
    counter.step()
    (row,) = counter.rows()
    assert row[1] == "扫描件 1 份，1.5 MB" and counter.chip()[1] == "warn"
    counter.wire.rule = always("none")
    counter.heal()


def test_a_fault_of_our_own_is_told_and_the_line_goes_on(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug in the client is no good line either, and does not end the trying."""

    def broken(*_: object) -> None:
        raise RuntimeError("a fault of the program")

    counter.receive()
    monkeypatch.setattr(counter.place.loop, "_push_all", broken)
    with pytest.raises(RuntimeError):
        counter.step()
    counter.hall.rest()
    assert counter.chip() == ("同步出错 · 待传 1 件", "warn")
    assert "本机同步时出了故障" in counter.rows()[0][4] and "维护人员" in counter.words()
    monkeypatch.undo()
    counter.heal()


def test_a_policy_that_ran_out_and_a_doubtful_clock_are_said_and_turn_nobody_away(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too long offline, clock never checked: both stand there with what to do, and the next citizen is served."""
    counter.wire.rule = always("nobody")
    counter.place.stores.settings.put("sync.last_whole_ms", str(counter.place.clock.now().ms - 20 * DAY_MS))
    real = counter.place.clock.now
    monkeypatch.setattr(counter.place.clock, "now", lambda: Timestamp(real().ms, ClockQuality.UNKNOWN))
    assert counter.receive()
    counter.step()
    assert counter.chip()[0].startswith("离线 · 待传 1 件")
    assert all(words in counter.words() for words in ("离线已超过约定天数", "照常收件", "时间未校准"))
    assert "时间未校准" in counter.hall.shell.top.readiness.text()
    monkeypatch.undo()
    counter.heal()


def test_numbers_that_ran_out_lead_to_the_pad_in_the_page_too(counter: Counter) -> None:
    """The figure says zero and what to do, never that nobody can be served."""
    counter.wire.rule = always("nobody")
    with counter.place.database.writing() as connection:
        connection.execute(text("UPDATE number_blocks SET next = last + 1"))
    counter.step()
    assert "登记本" in counter.words() and "照常收件" in counter.words()
    counter.place.blocks.add(NumberBlock("more", "paper", 5001, 5500))
    counter.heal()
