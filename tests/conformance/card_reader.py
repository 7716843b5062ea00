"""What every ``app.ports.CardReader`` must do, whatever the brand and the line.

A test class derives from :class:`CardReaderSuite` and gives it a ``desk``: a reader with a hand that lays cards down.
What a device cannot imitate is declared by leaving the ability out of ``abilities``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from app.domain.people import CardKind
from app.errors import DeviceError
from app.ports import CardReader


@dataclass
class Desk:
    """A reader (not yet open) and the hand above it; ``trouble(name)`` brings about one of ``abilities``."""

    reader: CardReader
    place: Callable[[CardKind], None]
    lift: Callable[[], None]
    unplug: Callable[[], None]
    plug: Callable[[], None]
    trouble: Callable[[str], None]
    names: dict[CardKind, str]
    abilities: frozenset[str] = field(default_factory=frozenset)


class CardReaderSuite:
    """The suite; needs a fixture ``desk``."""

    def test_an_open_reader_names_its_security_module(self, desk: Desk) -> None:
        desk.reader.open()
        assert desk.reader.sam_id()

    @pytest.mark.parametrize("kind", CardKind)
    def test_every_kind_of_card_is_read(self, desk: Desk, kind: CardKind) -> None:
        desk.reader.open()
        desk.place(kind)
        reading = desk.reader.poll()
        assert reading is not None
        assert (reading.kind, reading.name) == (kind, desk.names[kind])
        assert reading.sam_id == desk.reader.sam_id()
        assert reading.warnings == ()

    def test_an_empty_reader_gives_nothing_and_no_error(self, desk: Desk) -> None:
        desk.reader.open()
        assert desk.reader.poll() is None
        assert not desk.reader.present()

    def test_a_card_left_lying_is_not_read_twice(self, desk: Desk) -> None:
        desk.reader.open()
        desk.place(CardKind.RESIDENT)
        assert desk.reader.poll() is not None
        assert desk.reader.poll() is None
        assert desk.reader.present()

    def test_a_card_taken_away_is_noticed_and_the_next_is_read(self, desk: Desk) -> None:
        desk.reader.open()
        desk.place(CardKind.RESIDENT)
        assert desk.reader.poll() is not None
        desk.lift()
        assert not desk.reader.present()
        desk.place(CardKind.HMT)
        reading = desk.reader.poll()
        assert reading is not None and reading.kind is CardKind.HMT

    def test_the_portrait_is_not_handed_on_unasked(self, desk: Desk) -> None:
        desk.reader.open()
        desk.place(CardKind.RESIDENT)
        reading = desk.reader.poll()
        assert reading is not None and reading.photo_wlt == b""

    def test_a_reading_that_fails_leaves_nothing_and_asks_for_the_card_again(self, desk: Desk) -> None:
        assert "lifted" in desk.abilities, "every device can have its card taken away"
        desk.reader.open()
        for trouble in sorted(desk.abilities):
            desk.trouble(trouble)
            desk.place(CardKind.RESIDENT)
            with pytest.raises(DeviceError) as caught:
                desk.reader.poll()
            assert caught.value.retry == "replace", trouble
            desk.trouble("none")
            desk.lift()
            desk.place(CardKind.RESIDENT)
            assert desk.reader.poll() is not None, trouble
            desk.lift()

    def test_an_unplugged_reader_asks_to_be_reopened_and_works_again(self, desk: Desk) -> None:
        desk.reader.open()
        desk.unplug()
        with pytest.raises(DeviceError) as caught:
            desk.reader.poll()
        assert caught.value.retry == "reopen"
        with pytest.raises(DeviceError) as absent:
            desk.reader.open()
        assert absent.value.retry == "reopen"
        desk.plug()
        desk.place(CardKind.RESIDENT)
        desk.reader.open()
        assert desk.reader.poll() is not None

    def test_closing_never_fails(self, desk: Desk) -> None:
        desk.reader.close()
        desk.reader.open()
        desk.unplug()
        desk.reader.close()
        desk.reader.close()
        with pytest.raises(DeviceError):
            desk.reader.poll()

    def test_a_reader_can_be_opened_again(self, desk: Desk) -> None:
        for _ in range(3):
            desk.reader.open()
            desk.reader.close()
        desk.reader.open()
        assert desk.reader.poll() is None
