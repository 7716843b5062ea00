"""Two hops: windows – hall – province. The hall goes on alone, and what it has goes up once and whole."""

from __future__ import annotations

import json
import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.errors import LineError
from app.ports.delivery import WaitingScan
from sync.client.http import HttpPlatform
from sync.platform import tables
from sync.platform.case_file import LogPlatform
from sync.platform.database import open_database
from sync.platform.hall import settle_role
from sync.platform.main import UPSTREAM_VARIABLE, main
from sync.platform.report import digest_report, list_cases, verify
from sync.platform.staff import decide
from sync.platform.staff_facts import StaffError
from sync.platform.upstream_line import UpstreamLine
from sync.wire.asking import Identity
from sync.wire.models import RelayAnswer
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import signer_for, verifier_for
from tests.sync.cutline import CutLine
from tests.sync.faultproxy import FaultProxy, always, seeded
from tests.sync.support import QUICK, Province, Window, loop_of, seed_of
from tests.sync.test_blob_stores import content_of
from tests.sync.test_broken_line import NO_PATIENCE
from tests.sync.test_staff import submit


class TwoHops:
    """A province, a line up to it that a test breaks, and a hall's server."""

    def __init__(self, folder: Path, db: str = "", more: tuple[str, ...] = ()) -> None:
        self.province = Province.start(folder / "province.db")
        self.line = FaultProxy(self.province.port, always("pass"))
        self.line.__enter__()
        up = ("--upstream-every", "1", "--upstream", self.line.url, "--upstream-key", self.province.key)
        os.environ[UPSTREAM_VARIABLE] = self.province.token
        blobs = ("--blobs", str(folder / "hall-blobs"))
        self.hall = Province.start(
            db or str(folder / "hall.db"), token="hall-token", more=(*up, *blobs, *more)
        )

    @property
    def db(self) -> str:
        return str(self.hall.db)

    def up(self, working: bool) -> None:
        self.line.plan = always("pass" if working else "drop-request")

    def close(self) -> None:
        for one in (self.hall, self.province):
            if one.process.poll() is None:
                assert one.stop() == 0
        self.line.__exit__(None, None, None)

    def at(self, window: Window, url: str = "") -> HttpPlatform:
        return self.hall.platform(window, url, NO_PATIENCE if url else QUICK)

    def said(self, window: Window) -> RelayAnswer:
        """What the hall knows of the province's word."""
        me = Identity(window.device, signer_for("ed25519", seed_of(window.device)))
        line = UpstreamLine(self.hall.url, self.hall.token, verifier_for(self.hall.key), me)
        with closing(line):
            return line._get(RelayAnswer, f"/v1/upstream/{window.device}/1", {"from": 1, "to": 500})

    def until_up(self, window: Window) -> RelayAnswer:
        """Wait for the province to have all that the window wrote."""
        return until(lambda: self.said(window), lambda said: said.relayed_through == len(window.commits))


def until(look: Callable[[], RelayAnswer], fits: Callable[[RelayAnswer], bool]) -> RelayAnswer:
    pause = threading.Event()
    for _ in range(600):
        if fits(found := look()):
            return found
        pause.wait(0.1)
    raise AssertionError(f"never came to be: {found}")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoHops]:
    made = TwoHops(tmp_path_factory.mktemp("hops"))
    yield made
    made.close()
    os.environ.pop(UPSTREAM_VARIABLE, None)


@pytest.fixture
def hops(shared: TwoHops) -> TwoHops:
    """Two hops for tests that do not hurt them; each has windows and cases of its own."""
    shared.up(True)
    return shared


def heard(window: Window, *cases: UUID) -> list[UUID]:
    return [commit.case_id for commit in window.foreign.values() if commit.case_id in cases]


def step(hops: TwoHops, window: Window) -> None:
    with closing(hops.at(window)) as line:
        assert loop_of(line, window).run_once().ok


def test_windows_see_each_others_cases_while_the_province_is_out_of_reach(hops: TwoHops) -> None:
    hops.up(False)
    first, second, late = Window(), Window(), Window()
    case = first.take_in()
    step(hops, second)
    step(hops, first)
    step(hops, second)
    step(hops, late)
    for one in (second, late):
        assert heard(one, case) == [case]
    with closing(hops.at(first)) as line:
        assert loop_of(line, first).run_once().hall_only == 1, "the window knows the difference"
    said = hops.said(first)
    assert (said.relayed_through, said.results) == (0, []), "the hall has it, the province does not"
    assert len(first.acks) == 1
    hops.up(True)
    said = hops.until_up(first)
    checker = ReceiptChecker(verifier_for(hops.province.key))
    receipt = checker.check(said.results[0].receipt)
    assert (receipt.device, receipt.seq, receipt.digest) == (first.device, 1, first.commits[0].digest)
    assert digest_report(str(hops.province.db), first.device)["commits"] == 1
    with closing(hops.at(first)) as line:
        assert loop_of(line, first).run_once().hall_only == 0


def test_a_decision_and_an_answer_of_the_province_come_down_through_the_hall(hops: TwoHops) -> None:
    window, other = Window(), Window()
    step(hops, other)
    case = window.take_in("收〔2026〕HALL-1号")
    window.accept(case)
    ask = {"ask": str(uuid4()), "system": "callback", "subject": "", "data": {"consent": "yes"}}
    window.write(case, ("partner_asked", ask | {"at": {"ms": 1}, "by": {"id": "op-1"}}))
    step(hops, window)
    hops.until_up(window)
    decide(str(hops.province.db), str(case), "grant")
    decide(str(hops.province.db), str(case), "ready")
    expected = {"partner_answered", "granted", "result_ready"}

    def kinds(of: Window) -> set[str]:
        step(hops, of)
        told = [c for c in of.foreign.values() if (c.device, c.case_id) == ("platform", case)]
        return {json.loads(commit.body)["events"][0]["type"] for commit in told}

    pause = threading.Event()
    for _ in range(600):
        if kinds(window) == expected and kinds(other) == expected:
            break
        pause.wait(0.1)
    assert kinds(window) == kinds(other) == expected
    window.write(case, ("handed_over", {}))
    step(hops, window)
    assert window.outcomes()[4][0].value == "applied", "the lease came back through the hall"
    assert hops.until_up(window).results[-1].outcome.value == "applied"
    here = {row["case"]: (row["stage"], row["holder"]) for row in list_cases(hops.db)}
    there = {row["case"]: (row["stage"], row["holder"]) for row in list_cases(str(hops.province.db))}
    assert here == there
    assert verify(hops.db)["ok"] and verify(str(hops.province.db))["ok"]


def over_bad_lines(folder: Path, seed: int, turns: int) -> int:
    """Three windows write over two lines of faults, the hall's server is killed twice; gives how many commits."""
    chance = random.Random(seed)
    hops = TwoHops(folder)
    windows = [Window() for _ in range(3)]
    try:
        with FaultProxy(hops.hall.port, seeded(seed)) as below:
            hops.line.plan = seeded(seed + 100)
            for turn in range(turns):
                for window in windows:
                    case = window.take_in()
                    if chance.random() < 0.5:
                        window.accept(case)
                    with closing(hops.at(window, below.url)) as line:
                        loop_of(line, window).run_once()
                if turn in (turns // 3, 2 * turns // 3):
                    hops.hall.kill()
                    hops.hall = hops.hall.again()
            below.plan = hops.line.plan = always("pass")
            for window in windows:
                while len(window.acks) < len(window.commits):
                    step(hops, window)
                assert all(one.outcome.value == "applied" for one in hops.until_up(window).results)
        mine = {commit.id for window in windows for commit in window.commits}
        for window in windows:
            step(hops, window)
            assert set(window.foreign) == mine - {commit.id for commit in window.commits}
            for db in (hops.db, str(hops.province.db)):
                assert digest_report(db, window.device)["commits"] == len(window.commits)
        assert verify(hops.db)["ok"] and verify(str(hops.province.db))["ok"]
        return len(mine)
    finally:
        hops.close()


def test_a_window_has_another_block_in_hand_when_the_province_is_gone_and_then_its_pad(hops: TwoHops) -> None:
    window = Window()
    with closing(hops.at(window)) as line:
        first = line.reserve("收件", 20, "a" * 16)
        assert line.reserve("收件", 20, "a" * 16) == first
        pause = threading.Event()
        for _ in range(600):
            if spare(hops.db, window.device):
                break
            pause.wait(0.1)
        hops.up(False)
        second = line.reserve("收件", 20, "b" * 16)
        assert second.first > first.last and line.reserve("收件", 20, "b" * 16) == second
        with pytest.raises(LineError, match="out-of-reach"):
            line.reserve("收件", 20, "c" * 16)
    with closing(open_database(str(hops.province.db))) as database, database.read() as connection:
        holder = LogPlatform(connection).block_holder("收件", second.first)
    assert holder == window.device, "the province knows whose numbers they are"


def spare(db: str, device: str) -> bool:
    with closing(open_database(db)) as database, database.read() as connection:
        query = select(tables.spares.c.id).where(tables.spares.c.device == device)
        return bool(connection.execute(query).scalar())


def test_scans_go_up_through_the_hall_over_a_line_that_is_cut(hops: TwoHops) -> None:
    digest, data = content_of(3_000_000)
    window = Window()
    with CutLine(hops.province.port, 2_500_000) as cut, closing(hops.at(window)) as line:
        hops.line.upstream = int(cut.url.rsplit(":", 1)[1])
        window.take_in()
        loop_of(line, window).run_once()
        opened = line.open_scan(WaitingScan(digest, len(data), window.commits[0].case_id))
        line.append_scan(opened.upload, 0, data)
        there = Path(f"{hops.province.db}.blobs") / "sha256" / digest[:2] / digest
        pause = threading.Event()
        for _ in range(600):
            if there.exists():
                break
            pause.wait(0.1)
        hops.line.upstream = hops.province.port
    assert there.read_bytes() == data


def test_a_hall_does_not_play_the_province(
    hops: TwoHops, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window = Window()
    case = window.take_in()
    window.accept(case)
    step(hops, window)
    with pytest.raises(StaffError, match="大厅服务器"):
        decide(hops.db, str(case), "grant")
    of_hall, of_province = str(tmp_path / "hall.db"), str(tmp_path / "used.db")
    with closing(open_database(of_hall)) as database:
        settle_role(database, hops.line.url)
    assert main(["serve", "--db", of_hall]) == 1
    assert "--upstream" in capsys.readouterr().out
    submit(Path(of_province), window)
    more = ("--upstream", hops.line.url, "--upstream-key", hops.province.key)
    assert main(["serve", "--db", of_province, *more]) == 1
    assert "另建一个库" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"), [((), "--upstream-key"), (("--upstream-key", "ed25519:AAAA"), "--up")]
)
def test_a_hall_without_the_key_of_its_province_does_not_start(
    tmp_path: Path, words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    db = str(tmp_path / "hall.db")
    assert main(["serve", "--db", db, "--upstream", "http://127.0.0.1:9", *words]) == 2
    assert told in capsys.readouterr().out
