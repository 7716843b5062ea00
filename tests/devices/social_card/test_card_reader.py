"""The driver of social security cards against the suite of its port: through pcscd, and on a simulated line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.errors import DeviceError
from app.ports import DeviceState
from devices import codes
from devices.kinds import DeviceConfig
from devices.manager import DeviceManager
from devices.social_card.driver import SocialReader
from devices.social_card.link import PcscLink
from devices.social_card.module import card_of
from devices.social_card.simulator import SocialSimulator
from tests.conformance.social_card_reader import SocialCardReaderSuite, SocialDesk
from tests.devices.helpers import Listener
from tests.devices.social_card.pcsc_house import PcscHouse, until


class TestOnALine(SocialCardReaderSuite):
    """The line of a simulated reader."""

    @pytest.fixture
    def desk(self) -> Iterator[SocialDesk]:
        with SocialSimulator() as simulator:
            reader = SocialReader(simulator.url)

            def lift() -> None:
                simulator.lift()
                # The line has no counter of insertions: the reader must have looked once between two cards.
                reader.present()

            yield SocialDesk(
                reader,
                lambda card: simulator.place(card_of(card)),
                lift,
                simulator.unplug,
                simulator.plug,
                simulator.knob,
            )
            reader.close()


@contextmanager
def at(house: PcscHouse) -> Iterator[SocialDesk]:
    """A desk whose reader is reached through the service."""
    simulator, watcher = house.simulator, PcscLink("")
    watcher.open()
    empty = watcher.look().mark % 2

    def place(card: str) -> None:
        simulator.place(card_of(card))
        until(lambda: watcher.look().present, "a card in the reader")

    def lift() -> None:
        simulator.lift()
        # It counts insertions and removals; a hand is slower than its next look, a test is not.
        until(lambda: not watcher.look().present and watcher.look().mark % 2 == empty, "an empty reader")

    def gone() -> bool:
        try:
            watcher.open()
        except DeviceError:
            return True
        return False

    def unplug() -> None:
        simulator.unplug()
        until(gone, "a reader that is gone")

    def plug() -> None:
        nonlocal empty
        simulator.plug()
        house.rescan()
        until(lambda: not gone(), "a reader that is back")
        empty = watcher.look().mark % 2

    reader = SocialReader("pcsc:Virtual")
    yield SocialDesk(reader, place, lift, unplug, plug, simulator.knob)
    reader.close()
    for name, healthy in {"lift_after": "-1", "chained": "1", "by_record": "0", "status": "0"}.items():
        simulator.knob(name, healthy)
    watcher.open()  # the service may have been another one since
    simulator.lift()
    until(lambda: not watcher.look().present, "an empty reader")
    watcher.close()


@pytest.mark.realpart("pcscd")
class TestThroughPcscd(SocialCardReaderSuite):
    """The system's smart card service, with a reader of its own."""

    @pytest.fixture
    def desk(self, house: PcscHouse) -> Iterator[SocialDesk]:
        with at(house) as desk:
            yield desk


@pytest.mark.realpart("pcscd")
def test_the_service_may_stop_and_come_back_while_the_window_is_open(house: PcscHouse) -> None:
    listener = Listener()
    config = DeviceConfig("social-card", "pcsc:Virtual", {"poll_interval": "0.05", "reopen_interval": "0.05"})
    manager = DeviceManager([config], rehearsal=True)
    with at(house) as desk:
        manager.start(Listener(), {"social-card": listener})
        try:
            listener.expect(f"ready {codes.SOCIAL_READY}")
            desk.place("2.0")
            listener.expect("read 2.00")
            house.stop()
            listener.expect("removed")
            listener.expect(f"fault {codes.NO_PCSC_SERVICE}")
            house.start()
            listener.expect(f"ready {codes.SOCIAL_READY}", times=2)
            listener.expect("read 2.00", times=2)
            (status,) = manager.status()
        finally:
            manager.stop()
    assert (status.state, status.opens, status.reads) == (DeviceState.READY, 2, 2)
    assert status.errors[codes.NO_PCSC_SERVICE] >= 1


@pytest.mark.realpart("pcscd")
def test_a_real_profile_refuses_a_reader_that_is_software(house: PcscHouse) -> None:
    listener = Listener()
    manager = DeviceManager([DeviceConfig("social-card", "pcsc:")], rehearsal=False)
    manager.start(Listener(), {"social-card": listener})
    try:
        listener.expect(f"fault {codes.SIMULATED_READER}")
    finally:
        manager.stop()
    assert listener.readings == []
