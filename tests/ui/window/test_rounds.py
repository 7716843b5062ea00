"""The clocks of all cases are looked at beside people's work, never before it."""

from __future__ import annotations

from threading import Event

import pytest
from pytestqt.qtbot import QtBot

import ui.day
from app.domain.time import at
from app.errors import UserFacingError
from app.usecases.periods import Proposed
from tests.ui.window.cases import World
from ui.window import rounds as of_rounds
from ui.window.rounds import PeriodRounds, SoundRounds, keep_sounds


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A portion is one case."""
    monkeypatch.setattr(ui.day, "PORTION", 1)


def rounds(world: World, covered: list[bool]) -> PeriodRounds:
    return PeriodRounds(world.place, world.runner, world.scheduler, lambda: covered[0], world.tell.error)


@pytest.mark.usefixtures("small")
def test_what_a_clerk_asks_for_comes_between_the_portions(world: World, qtbot: QtBot) -> None:
    world.receive()
    world.receive()
    world.clock.move(at(2026, 10, 9))
    order: list[object] = []
    looked = rounds(world, [False])
    looked.begin(lambda proposed, moved: order.append(proposed))
    looked.begin(lambda proposed, moved: order.append("a second round"))
    world.runner.run("db", lambda: None, lambda _: order.append("the clerk"))
    qtbot.waitUntil(lambda: len(order) == 2, timeout=60_000)
    assert order == ["the clerk", Proposed(acceptances=2)]
    looked.begin(lambda proposed, moved: order.append(proposed))
    qtbot.waitUntil(lambda: len(order) == 3, timeout=60_000)
    assert order[-1] == Proposed() and not world.window.notices, "once is enough"


@pytest.mark.usefixtures("small")
def test_a_locked_screen_ends_a_round_and_the_next_person_begins_another(world: World, qtbot: QtBot) -> None:
    world.receive()
    world.receive()
    world.clock.move(at(2026, 10, 9))
    covered, found = [False], list[Proposed]()
    looked = rounds(world, covered)
    looked.begin(lambda proposed, moved: found.append(proposed))
    covered[0] = True
    qtbot.waitUntil(lambda: not world.runner.busy(), timeout=60_000)
    looked.begin(lambda proposed, moved: found.append(proposed))
    assert not world.runner.busy() and not found
    covered[0] = False
    looked.begin(lambda proposed, moved: found.append(proposed))
    qtbot.waitUntil(lambda: bool(found), timeout=60_000)
    assert found == [Proposed(acceptances=2)]


def test_a_case_taken_in_is_found_by_the_sound_of_its_name_without_a_hand(
    world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_rounds, "SOUND_SECONDS", 0.05)
    office, before = world.place.office, world.receive()
    assert office.find("syyl") == [], "a save writes no sounds"
    keep_sounds(world.place, world.runner, world.scheduler)
    qtbot.waitUntil(lambda: [line.case_id for line in office.find("syyl")] == [before], timeout=60_000)
    after = world.receive()
    qtbot.waitUntil(lambda: [line.case_id for line in office.find("shenyang")] == [after, before], timeout=60_000)
    assert not world.window.notices


def test_a_clerk_is_answered_while_the_sounds_wait_for_others_who_write(world: World, qtbot: QtBot) -> None:
    """A page of commits from the platform is written for seconds: a search waited as long behind the sounds."""
    answered, seen = Event(), list[bool]()

    def portion() -> bool:
        seen.append(answered.wait(5))
        return False

    kept = SoundRounds(portion, world.runner, world.scheduler)
    kept.begin()
    kept.begin()
    world.runner.run("db", answered.set)
    qtbot.waitUntil(lambda: bool(seen) and not world.runner.busy(), timeout=60_000)
    assert seen == [True], "once, and the clerk was not behind it"


def test_a_full_disk_is_not_told_over_and_over_by_what_nobody_asked_for(
    world: World, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(of_rounds, "REST_TURNS", 3)
    tried: list[None] = []

    def portion() -> bool:
        tried.append(None)
        raise UserFacingError("ZC-DB-03", "磁盘满了：张伟 zhangwei")

    kept = SoundRounds(portion, world.runner, world.scheduler)
    for turn in range(5):
        kept.begin()
        qtbot.waitUntil(lambda: not world.runner.busy(), timeout=60_000)
        assert len(tried) == (1 if turn < 3 else 2)
    assert not world.window.notices
    assert "ZC-DB-03" in caplog.text and "张伟" not in caplog.text and "zhangwei" not in caplog.text
