"""What a reader once said can be played back without it, faults included."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest

from app.domain.people import CardKind
from app.errors import DeviceError, UserFacingError
from devices import codes
from devices.sam.cards import sample_card
from devices.sam.driver import SamReader
from devices.sam.link import Link
from devices.sam.links import link_for
from devices.sam.trace import RecordingLink, ReplayLink
from tests.devices.helpers import QUICK, quick_simulator

HERE = Path(__file__).with_name("traces")


def day(reader: SamReader, hand: object = None) -> list[str]:
    """A small day at the reader, as it went."""
    story = []

    def look() -> None:
        try:
            reading = reader.poll()
            story.append(reading.name if reading is not None else "nothing")
        except DeviceError as error:
            story.append(error.code)

    def do(*words: str) -> None:
        if hand is not None:
            hand(*words)  # type: ignore[operator]

    reader.open()
    look()
    do("place", "R")
    look()
    look()
    do("lift")
    do("knob", "error", "0x32")
    do("place", "J")
    look()
    do("lift")
    do("knob", "error", "0")
    do("place", "Y")
    look()
    story.append(str(reader.present()))
    reader.close()
    return story


def recorded(sink: io.StringIO) -> list[str]:
    """The day with a simulated reader, written down."""
    with quick_simulator() as simulator:
        inner: Link = link_for(simulator.url, 115200, QUICK.gap, time.monotonic)
        reader = SamReader("", link=RecordingLink(inner, sink, rehearsal=True), timeouts=QUICK)

        def hand(verb: str, *words: str) -> None:
            if verb == "place":
                simulator.place(sample_card(CardKind(words[0])))
            elif verb == "knob":
                simulator.knob(*words)
            else:
                simulator.lift()

        return day(reader, hand)


def test_a_recorded_day_plays_back_without_the_reader() -> None:
    sink = io.StringIO()
    told = recorded(sink)
    assert told == ["nothing", "张三", "nothing", codes.AUTH_FAILED, "测试", "True"]
    replay = ReplayLink(sink.getvalue().splitlines())
    assert day(SamReader("", link=replay, timeouts=QUICK)) == told
    assert replay.finished


def test_the_kept_trace_of_an_older_reader_still_reads_the_same() -> None:
    """A change of the driver that asks a reader something else, or in another order, is seen here."""
    replay = ReplayLink((HERE / "day.jsonl").read_text(encoding="ascii").splitlines())
    assert day(SamReader("", link=replay, timeouts=QUICK)) == [
        "nothing",
        "张三",
        "nothing",
        codes.AUTH_FAILED,
        "测试",
        "True",
    ]
    assert replay.finished


def test_a_question_the_trace_does_not_hold_is_not_answered() -> None:
    with pytest.raises(DeviceError) as caught:
        SamReader("", link=ReplayLink([]), timeouts=QUICK).open()
    assert caught.value.code == codes.NO_ANSWER


def test_nothing_is_recorded_at_a_real_counter() -> None:
    with pytest.raises(UserFacingError) as caught:
        RecordingLink(ReplayLink([]), io.StringIO(), rehearsal=False)
    assert caught.value.code == codes.SIMULATOR_REFUSED
