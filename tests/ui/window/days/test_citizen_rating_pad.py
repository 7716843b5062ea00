"""评价器: a key of the pad beside the citizen's screen is as good as a touch of it, and of nobody without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.acts_side import RATING
from app.domain.records import NumberBlock
from app.ports.equipment import RatingPress
from devices import codes
from devices.rating.simulator import RatingSimulator
from devices.sam.lines import PtyLine
from tests.ui.window.cases import open_world
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_citizen import open_case, say_right, tap


@pytest.fixture
def pad(tmp_path: Path) -> Iterator[RatingSimulator]:
    with RatingSimulator(PtyLine(tmp_path / "rating")) as made:
        yield made


@pytest.fixture
def hall(app: QApplication, furnished: Path, tmp_path: Path, pad: RatingSimulator) -> Iterator[Hall]:
    """A window with its devices driven, the pad among them."""
    quick = {"poll_interval": "0.05", "reopen_interval": "0.05"}
    devices = [{"kind": "rating-pad", "url": pad.url, **quick}]
    with open_world(tmp_path, furnished, devices=devices, reader="") as world:
        world.place.blocks.add(NumberBlock("pad", "pad", 1, 50))
        made = Hall(world)
        try:
            made.open()
            made.face._start_devices()
            hall_ready(made)
            yield made
        finally:
            world.place.plugged.stop()
            made.close()


def hall_ready(hall: Hall) -> None:
    hall.until(lambda: standing(hall) == codes.RATING_READY)


def standing(hall: Hall) -> str:
    return next(each.code for each in hall.place.plugged.statuses() if each.kind == "rating-pad")


def rated(hall: Hall) -> tuple[str, str]:
    asked = hall.office.case(hall.case).asked(RATING)
    data = dict(asked.data) if asked is not None else {}
    return data.get("level", ""), data.get("detail", "")


def test_a_pad_that_was_pulled_is_missed_and_back_it_rates_with_one_press_once(
    hall: Hall, pad: RatingSimulator
) -> None:
    pad.unplug()
    hall.until(lambda: standing(hall) == codes.RATING_ABSENT)
    row = next(row for row in hall.place.plugged.rows() if row.name == "评价器")
    assert (row.state, row.words) == ("warn", "未连接")
    pad.plug()
    hall.until(lambda: standing(hall) == codes.RATING_READY)
    open_case(hall)
    say_right(hall)
    pad.press(4)
    hall.until(lambda: rated(hall) != ("", ""))
    hall.rest()
    assert rated(hall) == ("4", "") and "谢谢您的评价" in hall.words()
    pad.press(1)
    hall.until(lambda: "没有轮到评价" in hall.told())
    assert rated(hall) == ("4", ""), "one service, one rating"
    assert "非常不满意" not in hall.told(), "the clerk learns no level"


def test_a_press_when_nobody_is_asked_is_nobodys_and_a_bad_one_asks_on_the_screen_what_was_bad(
    hall: Hall, pad: RatingSimulator
) -> None:
    pad.press(5)
    hall.until(lambda: "没有轮到评价，没有记录" in hall.told())
    open_case(hall)
    hall.rest()
    assert rated(hall) == ("", "")
    say_right(hall)
    pad.press(2)
    hall.until(lambda: "哪里不好" in hall.words())
    assert rated(hall) == ("", "")
    tap(hall, "citizen.reason.1")
    tap(hall, "citizen.send")
    assert rated(hall) == ("2", "态度不好")
    hall.face.lock()
    hall.rest()
    told = len(hall.said)
    hall.face.rating_pressed(RatingPress(1))
    assert len(hall.said) == told, "a locked screen takes nothing"
