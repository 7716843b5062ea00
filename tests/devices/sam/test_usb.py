"""Readers with bare USB pipes, both kinds, against a stub of the bus (no such reader was at hand)."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.domain.people import CardKind
from app.errors import DeviceError
from devices import codes
from devices.sam.cards import SAMPLES, sample_card
from devices.sam.driver import SamReader
from devices.sam.link import Link
from devices.sam.module import SimulatedModule
from devices.sam.protocol import Command, encode_answer
from devices.sam.usb import Bulk, UsbLink, choose_pipes, claim_by_pyusb, usb_numbers
from tests.conformance.card_reader import CardReaderSuite, Desk
from tests.devices.helpers import PROMPT, QUICK
from tests.devices.sam.test_card_reader import TROUBLES
from tests.devices.sam.usb_stub import FOUR_PIPES, TWO_PIPES, StubBulk, StubBus, UsbReader
from tests.needs import cannot


def made(pipes: tuple[tuple[int, bool], ...]) -> UsbReader:
    """A reader with these pipes."""
    return UsbReader(SimulatedModule(PROMPT), pipes)


def claim_stub(reader: UsbReader) -> Callable[[int, int], Bulk]:
    """Finds the stub as the system finds a reader."""

    def claim(_vendor: int, _product: int) -> Bulk:
        if not reader.plugged:
            raise OSError(errno.ENODEV, "no such reader")
        return StubBulk(reader)

    return claim


@contextmanager
def desk_at(usb: UsbReader, link: Link) -> Iterator[Desk]:
    """A desk whose reader hangs on the stub bus."""
    module = usb.module
    reader = SamReader("usb:", timeouts=QUICK, link=link)

    def unplug() -> None:
        usb.plugged = False

    def plug() -> None:
        usb.plugged = True

    def trouble(name: str) -> None:
        module.knobs = PROMPT if name == "none" else PROMPT.changed(*TROUBLES[name])

    yield Desk(
        reader=reader,
        place=lambda kind: module.place(sample_card(kind)),
        lift=module.lift,
        unplug=unplug,
        plug=plug,
        trouble=trouble,
        names={kind: SAMPLES[kind]["name"] for kind in CardKind},
        abilities=frozenset(TROUBLES),
    )
    reader.close()


class TestFourPipes(CardReaderSuite):
    """Head and body in pipes of their own."""

    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        usb = made(FOUR_PIPES)
        with desk_at(usb, UsbLink(0x400, 0xC35A, claim=claim_stub(usb))) as desk:
            yield desk


class TestTwoPipes(CardReaderSuite):
    """Whole frames in one pair of pipes."""

    @pytest.fixture
    def desk(self) -> Iterator[Desk]:
        usb = made(TWO_PIPES)
        with desk_at(usb, UsbLink(0x400, 0xC35A, claim=claim_stub(usb))) as desk:
            yield desk


class TestThroughPyusb(CardReaderSuite):
    """The same below the real pyusb, down to the descriptors and the claim of the interface."""

    @pytest.fixture(params=[FOUR_PIPES, TWO_PIPES], ids=["four", "two"])
    def desk(self, request: pytest.FixtureRequest) -> Iterator[Desk]:
        need_pyusb()
        usb = made(request.param)
        bus = StubBus(usb)
        link = UsbLink(0x400, 0xC35A, claim=lambda vendor, product: claim_by_pyusb(vendor, product, bus))
        with desk_at(usb, link) as desk:
            yield desk
        assert bus.detached, "a kernel driver that sits on the reader is asked to go"
        assert not usb.claimed


def need_pyusb() -> None:
    """Fail in CI, skip loudly elsewhere."""
    try:
        import usb.core  # noqa: F401
    except ImportError:
        cannot("pyusb is not installed")


def test_head_and_body_take_their_own_pipes() -> None:
    usb = made(FOUR_PIPES)
    reader = SamReader("usb:", link=UsbLink(0x400, 0xC35A, claim=claim_stub(usb)))
    reader.open()
    assert usb.written[0] == (0x02, bytes.fromhex("AAAAAA96690003"))
    assert usb.written[1] == (0x06, bytes.fromhex("12FFEE"))
    reader.close()


def test_an_answer_that_came_too_late_is_not_taken_for_the_next() -> None:
    usb = made(TWO_PIPES)
    link = UsbLink(0x400, 0xC35A, claim=claim_stub(usb))
    link.open()
    usb.module.knobs = PROMPT.changed("silent", "1")
    with pytest.raises(DeviceError):
        link.ask_once(Command.FIND, 0.1)
    usb._queue(0x82, encode_answer(0x80))  # the find is answered after all, when nobody waits for it
    assert len(link.ask_once(Command.SAM_ID, 0.1).data) == 16
    link.close()


@pytest.mark.parametrize(
    ("endpoints", "pipes"),
    [
        (FOUR_PIPES, (0x02, 0x06, 0x81, 0x85)),
        (TWO_PIPES, (0x01, 0x01, 0x82, 0x82)),
        (((0x03, True), (0x81, True), (0x84, True)), (0x03, 0x03, 0x81, 0x81)),
    ],
)
def test_the_pipes_are_those_of_the_reader(
    endpoints: tuple[tuple[int, bool], ...], pipes: tuple[int, int, int, int]
) -> None:
    found = choose_pipes(endpoints)
    assert (found.head_out, found.body_out, found.head_in, found.body_in) == pipes


def test_a_device_without_pipes_is_a_wrong_setting() -> None:
    usb = made(((0x81, False), (0x02, False)))
    with pytest.raises(DeviceError) as caught:
        SamReader("usb:", link=UsbLink(0x400, 0xC35A, claim=claim_stub(usb))).open()
    assert (caught.value.code, caught.value.retry) == (codes.BAD_SETTING, "never")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, codes.NO_PERMISSION),
        (errno.EBUSY, codes.PORT_IN_USE),
        (errno.ENODEV, codes.ABSENT),
        (errno.EIO, codes.ABSENT),
    ],
)
def test_a_claim_that_fails_says_why(number: int, code: str) -> None:
    def claim(_vendor: int, _product: int) -> Bulk:
        raise OSError(number, "no")

    with pytest.raises(DeviceError) as caught:
        SamReader("usb:", link=UsbLink(1, 2, claim=claim)).open()
    assert (caught.value.code, caught.value.retry) == (code, "reopen")


def test_the_address_names_vendor_and_product() -> None:
    assert usb_numbers("usb:") == (0x0400, 0xC35A)
    assert usb_numbers("usb:0483:5652") == (0x0483, 0x5652)
    with pytest.raises(DeviceError):
        usb_numbers("usb:reader")


def test_without_pyusb_the_kind_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usb", None)
    with pytest.raises(DeviceError) as caught:
        SamReader("usb:").open()
    assert (caught.value.code, caught.value.retry) == (codes.NO_USB_LIBRARY, "never")
