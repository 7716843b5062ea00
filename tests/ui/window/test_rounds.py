"""The clocks of all cases are looked at beside people's work, never before it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

import ui.day
from app.domain.time import at
from app.usecases.periods import Proposed
from tests.ui.window.cases import World
from ui.window.rounds import PeriodRounds


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
