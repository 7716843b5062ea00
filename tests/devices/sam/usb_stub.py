"""USB readers without USB: a stub of the pipes, and a stub of the bus below pyusb, both with the simulated module."""

from __future__ import annotations

import array
import errno
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from devices.sam.module import SimulatedModule
from devices.sam.protocol import REQUEST_MIN, FrameParser
from devices.sam.usb import PACKET

FOUR_PIPES = ((0x81, True), (0x02, True), (0x85, True), (0x06, True), (0x83, False))
TWO_PIPES = ((0x82, True), (0x01, True))


class UsbReader:
    """A reader on the bus: what arrives on its pipes is answered from the simulated module."""

    def __init__(self, module: SimulatedModule, pipes: Sequence[tuple[int, bool]]) -> None:
        self.module = module
        self.pipes = pipes
        self.plugged = True
        self.claimed = False
        self.written: list[tuple[int, bytes]] = []
        self._parser = FrameParser(REQUEST_MIN)
        self._waiting: dict[int, bytearray] = {}

    @property
    def split(self) -> bool:
        """Whether it is one of four pipes."""
        return len(self.pipes) > 2

    def take(self, address: int, data: bytes) -> None:
        """Something was written to a pipe."""
        self._need(address)
        self.written.append((address, data))
        for frame in self._parser.feed(data):
            answer = self.module.answer(frame)
            head, body = (answer[:7], answer[7:]) if self.split else (answer, b"")
            self._queue(0x81 if self.split else 0x82, head)
            self._queue(0x85 if self.split else 0x82, body)

    def give(self, address: int, size: int) -> bytes:
        """What a pipe has for a transfer of this size; TimeoutError when nothing."""
        self._need(address)
        waiting = self._waiting.get(address, bytearray())
        if not waiting:
            raise TimeoutError
        assert size % PACKET == 0, "a transfer that is no multiple of a packet overflows"
        data = bytes(waiting[:PACKET])
        del waiting[:PACKET]
        return data

    def _queue(self, address: int, data: bytes) -> None:
        self._waiting.setdefault(address, bytearray()).extend(data)

    def _need(self, address: int) -> None:
        if not self.plugged:
            raise OSError(errno.ENODEV, "gone")
        if (address, True) not in self.pipes:
            raise OSError(errno.EPIPE, "no such pipe")


class StubBulk:
    """``devices.sam.usb.Bulk`` straight on a stub reader."""

    def __init__(self, reader: UsbReader) -> None:
        self._reader = reader

    def endpoints(self) -> Sequence[tuple[int, bool]]:
        return self._reader.pipes

    def write(self, address: int, data: bytes, seconds: float) -> None:
        self._reader.take(address, data)

    def read(self, address: int, size: int, seconds: float) -> bytes:
        return self._reader.give(address, size)

    def close(self) -> None:
        self._reader.claimed = False


class StubBus:
    """What pyusb asks of a library below it; one reader hangs on this bus."""

    def __init__(self, reader: UsbReader) -> None:
        self.reader = reader
        self.detached = False

    def enumerate_devices(self) -> list[str]:
        return ["reader"] if self.reader.plugged else []

    def get_device_descriptor(self, _device: object) -> Any:
        numbers = {"idVendor": 0x0400, "idProduct": 0xC35A, "bcdUSB": 0x110, "bcdDevice": 0x100}
        rest = dict.fromkeys(("bDeviceClass", "bDeviceSubClass", "bDeviceProtocol"), 0)
        strings = dict.fromkeys(("iManufacturer", "iProduct", "iSerialNumber"), 0)
        sizes = {"bLength": 18, "bDescriptorType": 1, "bMaxPacketSize0": 8, "bNumConfigurations": 1}
        place = {"address": 1, "bus": 1, "port_number": 1, "port_numbers": (1,), "speed": 2}
        return SimpleNamespace(**numbers, **rest, **strings, **sizes, **place)

    def get_configuration_descriptor(self, _device: object, _config: int) -> Any:
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=0, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0x80, bMaxPower=50, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, _device: object, interface: int, other: int, _config: int) -> Any:
        if interface or other:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0,
            bNumEndpoints=len(self.reader.pipes), bInterfaceClass=0xFF, bInterfaceSubClass=0, bInterfaceProtocol=0,
            iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, _device: object, number: int, _i: int, _a: int, _c: int) -> Any:
        address, bulk = self.reader.pipes[number]
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=address, bmAttributes=2 if bulk else 3,
            wMaxPacketSize=PACKET, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, _device: object) -> str:
        return "open"

    def close_device(self, _handle: object) -> None:
        self.reader.claimed = False

    def get_configuration(self, _handle: object) -> int:
        return 1

    def claim_interface(self, _handle: object, _interface: int) -> None:
        self.reader.claimed = True

    def release_interface(self, _handle: object, _interface: int) -> None:
        if not self.reader.plugged:
            raise OSError(errno.ENODEV, "gone")

    def is_kernel_driver_active(self, _handle: object, _interface: int) -> bool:
        return not self.detached

    def detach_kernel_driver(self, _handle: object, _interface: int) -> None:
        self.detached = True

    def intr_write(self, *_: object) -> int:
        raise NotImplementedError

    iso_write = intr_read = iso_read = intr_write

    def bulk_write(self, _handle: object, address: int, _interface: int, data: Any, _timeout: int) -> int:
        self.reader.take(address, bytes(data))
        return len(data)

    def bulk_read(self, _handle: object, address: int, _interface: int, room: Any, _timeout: int) -> int:
        from usb.core import USBTimeoutError

        try:
            data = self.reader.give(address, len(room))
        except TimeoutError as error:
            raise USBTimeoutError("nothing came") from error
        room[: len(data)] = array.array("B", data)
        return len(data)
