"""Clients and servers that lie: nothing is lost, nobody gets in, and what did not fit is named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import requests
from sqlalchemy import select

from app.domain.records import AckOutcome
from app.errors import LineError
from app.ports.delivery import WaitingScan
from sync.platform import tables
from sync.platform.database import open_database
from sync.wire.models import ChangesPage, CommandAnswer, UploadState
from tests.sync.support import MovedTime, Province, Window, loop_of

HUGE = 100 * 2**20
YEAR_1970, YEAR_2200 = 86_400_000, 7_258_118_400_000


def flags(province: Province, case: UUID) -> str:
    database = open_database(str(province.db))
    with closing(database), database.read() as connection:
        table = tables.cases
        return str(connection.execute(select(table.c.flags).where(table.c.case_id == case.bytes)).scalar())


def peak(province: Province) -> int:
    lines = Path(f"/proc/{province.process.pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


@pytest.mark.parametrize("at", [0, YEAR_1970, YEAR_2200])
def test_a_clock_that_cannot_be_refuses_no_case_and_marks_it(province: Province, at: int) -> None:
    window, case = Window(), uuid4()
    window.write(case, ("received", {}), at=at)
    sane = window.take_in()
    with closing(province.platform(window)) as line:
        assert loop_of(line, window).run_once().ok
    assert [outcome for outcome, _ in window.outcomes().values()] == [AckOutcome.APPLIED] * 2
    assert flags(province, case) == "clock-absurd" and flags(province, sane) == ""


def test_a_hundred_megabytes_are_heard_out_refused_and_not_kept_in_memory(province: Province) -> None:
    before = peak(province)

    def flood() -> Iterator[bytes]:
        piece = b"[" * 2**20
        for _ in range(HUGE // len(piece)):
            yield piece

    headers = {"Authorization": f"Bearer {province.token}", "Content-Type": "application/json"}
    answer = requests.post(f"{province.url}/v1/commands", data=flood(), headers=headers, timeout=60)
    assert answer.status_code == 413 and answer.json()["max_bytes"] == 2**20
    assert peak(province) - before < 32 * 1024


def test_commits_of_older_programs_are_read_as_ever(province: Province) -> None:
    """Bodies without a fence (two versions back), and with keys that this platform does not know (a later one)."""
    window, case = Window(), uuid4()
    window.write(case, ("received", {}))
    window.write(case, ("withdrawn", {}), fence=1, mood="good")
    with closing(province.platform(window)) as line:
        assert loop_of(line, window).run_once().ok
    assert "fence" not in json.loads(window.commits[0].body)
    assert [outcome for outcome, _ in window.outcomes().values()] == [AckOutcome.APPLIED] * 2


def test_a_body_of_a_later_form_is_kept_and_parked_and_the_others_go_on(province: Province) -> None:
    window = Window()
    window.write(uuid4(), ("received", {}), v=9)
    window.take_in()
    with closing(province.platform(window)) as line:
        assert loop_of(line, window).run_once().ok
    assert window.outcomes() == {1: (AckOutcome.PARKED, "schema-newer"), 2: (AckOutcome.APPLIED, "")}


class Says:
    """In place of the connection: every question gets this answer, signed or not."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self.answer


SCAN = WaitingScan("a" * 64, 1000, uuid4())


@pytest.mark.parametrize(
    "lie",
    [
        {"offset": 2000, "held": False},
        {"offset": -1, "held": False},
        {"offset": 400, "held": True},
    ],
)
def test_an_offset_outside_the_scan_is_not_believed(province: Province, lie: dict[str, Any]) -> None:
    with closing(province.platform(Window())) as line:
        line._transport.post = Says(UploadState(id="x", digest=SCAN.digest, size=1000, **lie))  # type: ignore[method-assign]
        with pytest.raises(LineError, match="garbage"):
            line.open_scan(SCAN)


def test_more_bytes_than_were_sent_are_not_believed(province: Province) -> None:
    with closing(province.platform(Window())) as line:
        told = UploadState(id="x", digest=SCAN.digest, offset=900, size=1000, held=False)
        line._transport.patch = Says(told)  # type: ignore[method-assign]
        with pytest.raises(LineError, match="garbage"):
            line.append_scan("x", 0, b"abc")


def test_an_answer_for_fewer_commits_than_were_sent_acknowledges_none(province: Province) -> None:
    window = Window()
    window.take_in()
    with closing(province.platform(window)) as line:
        line._transport.post = Says(CommandAnswer(accepted_through=99, results=[]))  # type: ignore[method-assign]
        result = loop_of(line, window).run_once()
    assert result.detail == "garbage" and not window.acks


def test_a_feed_that_never_moves_on_ends_the_step_and_not_the_loop(province: Province) -> None:
    window, time = Window(), MovedTime()
    with closing(province.platform(window)) as line:
        real = line._transport.get
        page = ChangesPage(commits=[], cursor="", more=True)
        line._transport.get = lambda model, *more: page if model is ChangesPage else real(model, *more)  # type: ignore[assignment,method-assign]
        loop = loop_of(line, window, time)
        stands = loop.run_once()
        assert (stands.state, stands.detail) == ("wrong", "cursor-stuck")
        line._transport.get = real  # type: ignore[method-assign]
        assert loop.run_once().ok


