"""One hand at a time in a hall: the province is asked while it can be, and settles what the hall gave alone."""

from __future__ import annotations

import argparse
import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select

from app.errors import LineError
from sync.platform.main import main
from sync.platform.report import list_cases
from sync.platform.staff_lease import run_lease
from sync.platform.tables import hall_leases, relayed
from sync.platform.upstream_line import UpstreamError
from sync.wire.models import ChangesPage, LeaseAnswer
from sync.wire.receipts import ReceiptChecker
from sync.wire.signing import Asked, signer_for, verifier_for
from tests.sync.inside import Hops, House
from tests.sync.support import Window
from tests.sync.test_leases import WORDS, types
from ui.line import trouble_of


def step(hops: Hops, window: Window) -> None:
    result = hops.step(window)
    assert result.ok, result


def give(hops: Hops, case: UUID, old: Window, to: str, fence: int = 1) -> LeaseAnswer:
    return hops.at(old).move_lease(case, WORDS | {"action": "give", "to": to, "fence": fence})


def where(house: House, case: UUID) -> tuple[str, int]:
    row = next(row for row in list_cases(house.db) if row["case"] == str(case))
    return row["holder"], row["lease_epoch"]


def staff(house: House, capsys: pytest.CaptureFixture[str], case: UUID, **words: str) -> dict[str, Any]:
    """``platform lease`` at the province."""
    given = {"db": house.db, "case": str(case), "to": "", "permit": "", "reason": "", "by": "孙主管"} | words
    assert run_lease(argparse.Namespace(**given)) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def acts(window: Window, case: UUID, fence: int) -> None:
    window.write(case, ("withdrawn", {"reason": "不办了"}), fence=fence)


def test_the_province_moves_the_case_while_its_line_is_up_and_the_hall_hands_on_the_fence(hops: Hops) -> None:
    old, new = Window(), Window()
    step(hops, new)
    case = old.take_in()
    step(hops, old)
    answer = give(hops, case, old, new.device)
    assert (answer.holder, answer.home, answer.fence, answer.provisional) == (new.device, new.device, 2, False)
    assert where(hops.province, case) == where(hops.hall, case) == (new.device, 2)
    step(hops, new)
    assert types(new, case) == ["received", "paper_issued", "lease_moved"]
    acts(new, case, 2)
    step(hops, new)
    hops.relay()
    assert hops.said(new).results[-1].outcome.value == "applied"
    with pytest.raises(LineError, match="lease-stale"):
        give(hops, case, old, old.device)


def test_without_the_province_a_window_gives_a_case_on_and_the_province_follows(hops: Hops) -> None:
    old, new = Window(), Window()
    for one in (old, new):
        step(hops, one)
    case, other = old.take_in(), new.take_in()
    step(hops, old)
    hops.above.up = False
    old.write(case, ("materials_added", {}))
    step(hops, old)
    answer = give(hops, case, old, new.device)
    assert (answer.home, answer.fence, answer.provisional) == (new.device, 2, True)
    assert give(hops, case, old, new.device).fence == 2, "asked again: it is so already"
    step(hops, new)
    acts(new, case, 2)
    new.write(other, ("withdrawn", {"reason": "不办了"}))
    # The old hand wrote on without knowing; that is kept and told, and never in force.
    acts(old, case, 1)
    for one in (old, new):
        step(hops, one)
    assert old.outcomes()[3][1] == "lease-stale"
    hops.above.up = True
    hops.relay()
    assert [one.outcome.value for one in hops.said(new).results] == ["applied"] * 3
    assert hops.said(old).results[-1].outcome.value == "parked"
    assert where(hops.province, case) == where(hops.hall, case) == (new.device, 2)
    assert not hops.at(new).lease_of(case).provisional


@pytest.mark.parametrize("up", [True, False])
def test_a_served_case_is_given_on_too_since_what_was_given_may_come_back(hops: Hops, up: bool) -> None:
    """The certificate of a case could be taken back nowhere once its window was given up."""
    old, new = Window(), Window()
    for one in (old, new):
        step(hops, one)
    case = old.take_in()
    old.write(case, ("handed_over", {"method": "直接"}))
    step(hops, old)
    hops.above.up = up
    assert give(hops, case, old, new.device).home == new.device
    step(hops, new)
    new.write(case, ("service_undone", {"reason": "给错了人"}), fence=2)
    step(hops, new)
    hops.above.up = True
    hops.relay()
    assert hops.said(new).results[-1].outcome.value == "applied"
    other = old.take_in()
    old.write(other, ("withdrawn", {"reason": "不办了"}))
    step(hops, old)
    with pytest.raises(LineError, match="lease-stale"):
        give(hops, other, old, new.device)


def test_what_the_province_gave_to_another_hall_meanwhile_stays_there_and_all_are_told(
    hops: Hops, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, far = Window(), Window(), Window()
    for one in (old, new):
        step(hops, one)
    far.take_in()
    assert hops.step(far, hops.province).ok
    case, other = old.take_in(), old.take_in()
    step(hops, old)
    hops.relay()
    hops.above.up = False
    assert staff(hops.province, capsys, case, to=far.device, reason="调到别的大厅")["home"] == far.device
    assert give(hops, case, old, new.device).provisional
    step(hops, new)
    acts(new, case, 2)
    fine = new.take_in()
    step(hops, new)
    old.write(other, ("withdrawn", {"reason": "不办了"}))
    step(hops, old)
    hops.above.up = True
    hops.relay(2)
    said = hops.said(new)
    assert [(one.outcome.value, one.reason) for one in said.results] == [("parked", "no-lease"), ("applied", "")]
    assert hops.said(old).results[-1].outcome.value == "applied", "its other case flows"
    assert where(hops.province, case)[0] == far.device and fine
    assert where(hops.hall, case)[0] == far.device
    step(hops, new)
    moves = [c for c in new.foreign.values() if c.case_id == case and "lease_moved" in c.body]
    told = [json.loads(one.body)["events"][0]["payload"] for one in moves]
    assert any("省平台没有同意" in one["reason"] and one["to"] == far.device for one in told)
    capsys.readouterr()
    assert main(["hall", "--db", hops.hall.db]) == 1
    words = json.loads(capsys.readouterr().out)["words"]
    assert len(words) == 1 and str(case) in words[0] and "主管" in words[0]


def test_a_takeover_needs_the_province_and_strangers_get_nothing(
    hops: Hops, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, stranger = Window(), Window(), Window()
    for one in (old, new):
        step(hops, one)
    case = old.take_in()
    step(hops, old)
    hops.relay()
    permit = staff(hops.province, capsys, case, permit=new.device)["permit"]
    take = WORDS | {"action": "take", "permit": permit, "reason": "窗口停电"}
    hops.above.up = False
    line = hops.at(new)
    with pytest.raises(LineError, match="out-of-reach"):
        line.move_lease(case, take)
    assert line.lease_of(case).home == old.device
    with pytest.raises(LineError, match="lease-stale"):
        line.move_lease(case, WORDS | {"action": "give", "to": new.device, "fence": 1})
    with pytest.raises(LineError, match="out-of-reach"):
        give(hops, case, old, "W-elsewhere")
    with pytest.raises(LineError, match="not-found"):
        hops.at(stranger).lease_of(case)
    hops.above.up = True
    with pytest.raises(LineError, match="no-permit"):
        line.move_lease(case, take | {"permit": "0000"})
    assert line.move_lease(case, take).home == new.device
    assert where(hops.province, case) == (new.device, 2)


def test_a_move_whose_answer_was_lost_and_whose_hall_was_killed_happens_once(hops: Hops) -> None:
    old, new = Window(), Window()
    for one in (old, new):
        step(hops, one)
    case = old.take_in()
    step(hops, old)
    hops.above.up = False
    assert give(hops, case, old, new.device).provisional
    hops.hall.again()
    step(hops, new)
    acts(new, case, 2)
    step(hops, new)
    lost: list[str] = []

    def lose(asked: Asked, status: int, content: bytes) -> bytes:
        if asked.method == "POST" and asked.path.endswith("/lease") and not lost:
            lost.append(asked.path)
            raise OSError("the answer is lost")
        return content

    hops.above.up, hops.above.change = True, lose
    with pytest.raises(UpstreamError, match="down"):
        hops.relay()
    assert lost and where(hops.province, case) == (new.device, 2), "the province has moved it already"
    hops.hall.again()
    assert hops.at(new).lease_of(case).provisional
    hops.relay()
    assert not hops.at(new).lease_of(case).provisional
    assert [one.outcome.value for one in hops.said(new).results] == ["applied"]
    step(hops, old)
    moves = [one for one in old.foreign.values() if one.case_id == case and '"lease_moved"' in one.body]
    assert len([one for one in moves if one.device == "platform"]) == 1


def test_a_move_waits_while_the_beginning_of_its_case_does_not_go_up(hops: Hops) -> None:
    old, new = Window(), Window()
    for one in (old, new):
        step(hops, one)
    hops.relay()
    hops.above.up = False
    case = old.take_in()
    step(hops, old)
    give(hops, case, old, new.device)
    step(hops, new)
    acts(new, case, 2)
    step(hops, new)
    with hops.hall.database.write() as connection:
        stuck = {"device": old.device, "epoch": 1, "seq": 0, "trouble": "sequence-fork"}
        connection.execute(delete(relayed).where(relayed.c.device == old.device))
        connection.execute(insert(relayed).values(**stuck))
    hops.above.up = True
    hops.relay(2)
    with hops.hall.database.read() as connection:
        states = connection.execute(select(hall_leases.c.state)).scalars().all()
    assert states == ["waiting"], "the province was not asked about a case it cannot know"
    assert where(hops.hall, case) == (new.device, 2)
    assert not [one for one in hops.said(new).results if one.reason == "unknown-case"]


STRANGER = verifier_for(signer_for("ed25519", b"9" * 32).key)


def bend(asked: Asked, _status: int, content: bytes) -> bytes:
    return content.replace(b"applied", b"parked ") if asked.path == "/v1/commands" else content


def lie(hops: Hops, how: str) -> None:
    """The province is there, and what it says is not to be believed."""
    relay = hops.hall.relay
    if how == "bad-signature":
        hops.above.change = bend
    elif how == "bad-receipt":
        relay._receipts = ReceiptChecker(STRANGER)
    else:
        stands = ChangesPage(commits=[], cursor="", more=True)
        relay._line.changes = lambda *_: stands  # type: ignore[method-assign]


@pytest.mark.parametrize("how", ["bad-signature", "bad-receipt", "cursor-stuck"])
def test_a_province_that_answers_wrongly_is_not_out_of_reach_and_a_hall_gives_nothing_alone(
    hops: Hops, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    old, new = Window(), Window()
    for one in (old, new):
        step(hops, one)
    case = old.take_in()
    step(hops, old)
    lie(hops, how)
    with pytest.raises(LineError, match="upstream-wrong"):
        give(hops, case, old, new.device)
    hops.relay()
    holders = [row["holder"] for row in list_cases(hops.hall.db) if row["case"] == str(case)]
    assert holders == [old.device]
    with hops.hall.database.read() as connection:
        assert connection.execute(select(hall_leases)).all() == []
    assert main(["hall", "--db", hops.hall.db]) == 1
    said = json.loads(capsys.readouterr().out)
    assert said["wrong"] == how and "没有采信" in said["words"][0]
    assert hops.at(old).hello().upstream_trouble == how
    words = trouble_of("upstream-wrong 7")
    assert "没有采信" in words["words"] and "大厅" in words["can"]
    # Right again, it does what it was asked, and nobody is told of a trouble that is over.
    hops.hall.again()
    hops.above.change = None
    hops.relay()
    assert hops.at(old).hello().upstream_trouble == ""
    assert give(hops, case, old, new.device).home == new.device


def test_numbers_that_a_wrong_province_gives_are_not_taken_and_it_is_said(hops: Hops) -> None:
    window = Window()
    window.wanted = {"paper": 10}

    def other(*_: Any) -> Any:
        raise UpstreamError("garbage", "another block than asked for")

    hops.hall.relay._hall._line.reserve = other  # type: ignore[method-assign]
    result = hops.step(window)
    assert (result.state, result.detail, window.held) == ("wrong", "upstream-wrong", {})
