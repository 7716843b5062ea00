"""What a reader of social security cards once said can be played back without it, refusals included."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import DeviceError, UserFacingError
from devices import codes
from devices.social_card.driver import SocialReader
from devices.social_card.link import link_for
from devices.social_card.module import card_of
from devices.social_card.simulator import SocialSimulator
from devices.social_card.trace import RecordingCardLink, ReplayCardLink

HERE = Path(__file__).with_name("traces")
TOLD = ["Zongchuang Virtual Reader", "nothing", "张三", "nothing", "3.00 locked", codes.BANK_CARD]


def day(reader: SocialReader, hand: Callable[[str], None] = lambda card: None) -> list[str]:
    """A small day at the reader, as it went."""
    story = []

    def look() -> None:
        try:
            found = reader.poll()
        except DeviceError as error:
            story.append(error.code)
            return
        story.append("nothing" if found is None else found.name or f"{found.version} locked")

    reader.open()
    story.append(reader.sam_id())
    look()
    for card in ("2.0", "", "3.0", "", "bank"):
        hand(card)
        look() if card else reader.present()
        if card == "2.0":
            look()
    reader.close()
    return story


def recorded(sink: io.StringIO) -> list[str]:
    """The day with a simulated reader, written down."""
    with SocialSimulator() as simulator:
        link = RecordingCardLink(link_for(simulator.url), sink, rehearsal=True)

        def hand(card: str) -> None:
            simulator.place(card_of(card)) if card else simulator.lift()

        return day(SocialReader("", link=link), hand)


def test_a_recorded_day_plays_back_without_the_reader() -> None:
    sink = io.StringIO()
    told = recorded(sink)
    assert told == TOLD
    replay = ReplayCardLink(sink.getvalue().splitlines())
    assert day(SocialReader("", link=replay)) == told
    assert replay.finished


def test_the_kept_trace_of_an_older_reader_still_reads_the_same() -> None:
    """A change of the driver that asks a card something else, or in another order, is seen here."""
    replay = ReplayCardLink((HERE / "day.jsonl").read_text(encoding="ascii").splitlines())
    assert day(SocialReader("", link=replay)) == TOLD
    assert replay.finished


def test_a_question_the_trace_does_not_hold_is_not_answered() -> None:
    reader = SocialReader("", link=ReplayCardLink([]))
    reader.open()
    with pytest.raises(DeviceError) as caught:
        reader.poll()
    assert caught.value.code == codes.NO_ANSWER


def test_nothing_is_recorded_at_a_real_counter() -> None:
    with pytest.raises(UserFacingError) as caught:
        RecordingCardLink(ReplayCardLink([]), io.StringIO(), rehearsal=False)
    assert caught.value.code == codes.SIMULATOR_REFUSED
