"""What every ``app.ports.equipment.SocialCardReader`` must do, whatever stands between it and the card.

A test class derives from :class:`SocialCardReaderSuite` and gives it a ``desk``: a reader with a hand that puts
cards in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.errors import DeviceError
from app.ports.equipment import SocialCardReader, SocialCardReading
from devices import codes


@dataclass
class SocialDesk:
    """A reader (not yet open) and the hand at it; ``place`` takes a description of the simulator, and returns once the
    system has noticed, as the others do.
    """

    reader: SocialCardReader
    place: Callable[[str], None]
    lift: Callable[[], None]
    unplug: Callable[[], None]
    plug: Callable[[], None]
    knob: Callable[[str, str], None]

    def read(self, card: str) -> SocialCardReading:
        """Put a card in and read it."""
        self.place(card)
        reading = self.reader.poll()
        assert reading is not None
        return reading

    def fail(self, card: str) -> DeviceError:
        """Put a card in and hear why it cannot be read."""
        self.place(card)
        with pytest.raises(DeviceError) as caught:
            self.reader.poll()
        return caught.value


class SocialCardReaderSuite:
    """The suite; needs a fixture ``desk``."""

    def test_an_open_reader_has_a_name_for_the_audit(self, desk: SocialDesk) -> None:
        desk.reader.open()
        assert desk.reader.sam_id()

    @pytest.mark.parametrize("version", ["1.0", "2.0"])
    def test_an_older_card_gives_its_holder(self, desk: SocialDesk, version: str) -> None:
        desk.reader.open()
        reading = desk.read(version)
        assert (reading.name, reading.number) == ("张三", "440524188001010014")
        assert (reading.generation, reading.complete, reading.warnings) == (int(version[0]), True, ())
        assert reading.sam_id == desk.reader.sam_id()

    def test_a_new_card_gives_its_number_and_says_what_it_kept_to_itself(self, desk: SocialDesk) -> None:
        desk.reader.open()
        reading = desk.read("3.0")
        assert (reading.generation, reading.complete) == (3, False)
        assert (reading.card_number, reading.region) == ("A00000011", "210100")
        assert (reading.issued, reading.valid_to) == ("20240101", "20340101")
        assert (reading.name, reading.number) == ("", "")
        assert reading.warnings == ("social-locked",)

    @pytest.mark.parametrize("manner", [("chained", "0"), ("chained", "1"), ("by_record", "1")])
    def test_cards_that_tell_their_lengths_in_their_own_way_are_read(
        self, desk: SocialDesk, manner: tuple[str, str]
    ) -> None:
        desk.reader.open()
        desk.knob(*manner)
        assert desk.read("2.0").name == "张三"

    def test_a_long_name_with_rare_characters_arrives_whole(self, desk: SocialDesk) -> None:
        desk.reader.open()
        name = "阿卜杜拉·㛃𬱖·买买提艾力·䶮江"
        assert desk.read(f'{{"version": "2.0", "name": "{name}"}}').name == name

    def test_an_empty_reader_gives_nothing_and_no_error(self, desk: SocialDesk) -> None:
        desk.reader.open()
        assert desk.reader.poll() is None
        assert not desk.reader.present()

    def test_a_card_left_in_is_not_read_twice_and_its_removal_is_noticed(self, desk: SocialDesk) -> None:
        desk.reader.open()
        desk.read("2.0")
        assert desk.reader.poll() is None
        assert desk.reader.present()
        desk.lift()
        assert not desk.reader.present()
        assert desk.read("3.0").generation == 3

    @pytest.mark.parametrize(
        ("card", "code"),
        [
            ("bank", codes.BANK_CARD),
            ("transport", codes.TRANSPORT_CARD),
            ("other", codes.OTHER_CARD),
            ("mute", codes.CARD_MUTE),
        ],
    )
    def test_another_card_is_called_what_it_is(self, desk: SocialDesk, card: str, code: str) -> None:
        desk.reader.open()
        error = desk.fail(card)
        assert (error.code, error.retry) == (code, "replace")
        assert desk.reader.poll() is None, "it is named once, not every third of a second"
        desk.lift()
        assert desk.read("2.0").complete

    def test_a_card_pulled_while_it_is_read_leaves_nothing(self, desk: SocialDesk) -> None:
        desk.reader.open()
        for after in (0, 2, 5):
            desk.knob("lift_after", str(after))
            error = desk.fail("2.0")
            assert (error.code, error.retry) == (codes.LIFTED, "replace")
            desk.lift()
        assert desk.read("2.0").complete

    def test_an_unplugged_reader_asks_to_be_reopened_and_works_again(self, desk: SocialDesk) -> None:
        desk.reader.open()
        desk.unplug()
        with pytest.raises(DeviceError) as caught:
            desk.reader.poll()
        assert caught.value.retry == "reopen"
        with pytest.raises(DeviceError) as absent:
            desk.reader.open()
        assert absent.value.retry == "reopen"
        desk.plug()
        desk.reader.open()
        assert desk.read("2.0").complete

    def test_closing_never_fails(self, desk: SocialDesk) -> None:
        desk.reader.close()
        desk.reader.open()
        desk.reader.close()
        desk.reader.close()
        with pytest.raises(DeviceError):
            desk.reader.poll()
