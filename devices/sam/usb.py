"""Readers with bare USB bulk pipes: the same frames, without a line in between.

Two kinds are known. With four pipes the head of a frame (preamble and length) goes through the first pair and the rest
through the second; with two pipes whole frames travel. Which kind it is shows in the endpoints, which are enumerated,
since numbers seen on one reader need not hold on another. Vendor and product tell no brand: many share 0400:C35A.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from app.errors import DeviceError
from app.values import dataclass

from .. import codes
from .link import Link
from .protocol import HEADER_SIZE, Command, Frame, FrameParser, encode_request

VENDOR, PRODUCT = 0x0400, 0xC35A
PACKET = 64
ROOM = 4096
WRITE_TIMEOUT = 1.0
# What an answer that came too late leaves in the pipe is read away before the next question.
DRAIN_TIMEOUT = 0.02


@dataclass(frozen=True)
class Pipes:
    """Endpoint addresses; ``head`` and ``body`` are the same where whole frames travel."""

    head_out: int
    body_out: int
    head_in: int
    body_in: int

    @property
    def split(self) -> bool:
        """Whether head and body take different pipes."""
        return self.head_out != self.body_out


def choose_pipes(endpoints: Sequence[tuple[int, bool]]) -> Pipes:
    """Pipes among the endpoints of an interface, each (address, whether bulk); ValueError when there are none."""
    bulk = sorted(address for address, is_bulk in endpoints if is_bulk)
    out = [address for address in bulk if not address & 0x80]
    into = [address for address in bulk if address & 0x80]
    if not out or not into:
        raise ValueError("no bulk pipes in both directions")
    if len(out) >= 2 and len(into) >= 2:
        return Pipes(out[0], out[1], into[0], into[1])
    return Pipes(out[0], out[0], into[0], into[0])


def usb_numbers(url: str) -> tuple[int, int]:
    """Vendor and product of ``usb:`` or ``usb:VVVV:PPPP``; DeviceError BAD_SETTING otherwise."""
    words = url.split(":")[1:]
    if words == [""]:
        return VENDOR, PRODUCT
    try:
        vendor, product = (int(word, 16) for word in words)
    except ValueError as error:
        raise DeviceError(codes.BAD_SETTING, "never", "usb") from error
    return vendor, product


class Bulk(Protocol):
    """A claimed USB interface; OSError with its errno for every failure, TimeoutError when nothing came in time."""

    def endpoints(self) -> Sequence[tuple[int, bool]]:
        """Addresses, and whether each is a bulk pipe."""
        ...

    def write(self, address: int, data: bytes, seconds: float) -> None:
        """Send all of it."""
        ...

    def read(self, address: int, size: int, seconds: float) -> bytes:
        """One transfer."""
        ...

    def close(self) -> None:
        """Let go; never raises."""
        ...


_FAILURES: Mapping[int, str] = MappingProxyType(
    {
        errno.EACCES: codes.NO_PERMISSION,
        errno.EPERM: codes.NO_PERMISSION,
        errno.EBUSY: codes.PORT_IN_USE,
        errno.ENODEV: codes.ABSENT,
    }
)


class UsbLink(Link):
    """The host's end of bulk pipes. ``claim`` finds the device and claims its interface (tests put a stub there)."""

    def __init__(
        self,
        vendor: int,
        product: int,
        *,
        claim: Callable[[int, int], Bulk] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._numbers = (vendor, product)
        self._claim = claim if claim is not None else claim_by_pyusb
        self._clock = clock
        self._bulk: Bulk | None = None
        self._pipes: Pipes | None = None
        self._stale = False

    def open(self) -> None:
        """Claim the device.

        DeviceError: ABSENT, NO_PERMISSION, PORT_IN_USE (``reopen``), NO_USB_LIBRARY, BAD_SETTING (``never``).
        """
        self.close()
        try:
            self._bulk = self._claim(*self._numbers)
            self._pipes = choose_pipes(self._bulk.endpoints())
        except ValueError as error:
            self.close()
            raise DeviceError(codes.BAD_SETTING, "never", "pipes") from error
        except OSError as error:
            self.close()
            code = _FAILURES.get(error.errno or 0, codes.ABSENT)
            raise DeviceError(code, "reopen", errno.errorcode.get(error.errno or 0, "")) from error

    def close(self) -> None:
        if self._bulk is not None:
            self._bulk.close()
        self._bulk = None

    def ask_once(self, command: Command, timeout: float) -> Frame:
        if self._bulk is None or self._pipes is None:
            raise DeviceError(codes.UNPLUGGED, "reopen")
        request, pipes = encode_request(command), self._pipes
        try:
            if self._stale:
                self._drain(self._bulk, pipes)
            self._stale = True
            if pipes.split:
                self._bulk.write(pipes.head_out, request[:HEADER_SIZE], WRITE_TIMEOUT)
                self._bulk.write(pipes.body_out, request[HEADER_SIZE:], WRITE_TIMEOUT)
            else:
                self._bulk.write(pipes.head_out, request, WRITE_TIMEOUT)
            answer = self._answer(self._bulk, pipes, self._clock() + timeout)
        except TimeoutError as error:
            raise DeviceError(codes.NO_ANSWER, "reopen") from error
        except OSError as error:
            raise DeviceError(codes.UNPLUGGED, "reopen", type(error).__name__) from error
        if answer is None:
            raise DeviceError(codes.GARBLED_LINE, "reopen")
        self._stale = False
        return answer

    def _answer(self, bulk: Bulk, pipes: Pipes, end: float) -> Frame | None:
        """The next whole frame; None when what came is none. TimeoutError when it never came."""
        parser, address = FrameParser(), pipes.head_in
        while (left := end - self._clock()) > 0:
            # A transfer brings a packet or more; a pipe must never be asked for less than a packet.
            frames = parser.feed(bulk.read(address, ROOM, left))
            if frames:
                return frames[0]
            if parser.rejected:
                return None
            if pipes.split and parser.partial:
                address = pipes.body_in
        raise TimeoutError

    @staticmethod
    def _drain(bulk: Bulk, pipes: Pipes) -> None:
        for address in {pipes.head_in, pipes.body_in}:
            try:
                while bulk.read(address, ROOM, DRAIN_TIMEOUT):
                    pass
            except TimeoutError:
                pass


class PyusbBulk:
    """An interface claimed through pyusb and libusb."""

    def __init__(self, device: Any, interface: Any, core: Any, util: Any) -> None:
        self._device, self._interface, self._core, self._util = device, interface, core, util

    def endpoints(self) -> Sequence[tuple[int, bool]]:
        bulk = self._util.ENDPOINT_TYPE_BULK
        return [
            (pipe.bEndpointAddress, self._util.endpoint_type(pipe.bmAttributes) == bulk)
            for pipe in self._interface
        ]

    def write(self, address: int, data: bytes, seconds: float) -> None:
        try:
            self._device.write(address, data, max(1, int(seconds * 1000)))
        except self._core.USBTimeoutError as error:
            raise TimeoutError from error

    def read(self, address: int, size: int, seconds: float) -> bytes:
        try:
            return bytes(self._device.read(address, size, max(1, int(seconds * 1000))))
        except self._core.USBTimeoutError as error:
            raise TimeoutError from error

    def close(self) -> None:
        try:
            self._util.release_interface(self._device, self._interface)
        except OSError:
            pass  # the cable is gone
        self._util.dispose_resources(self._device)


def claim_by_pyusb(vendor: int, product: int, backend: Any = None) -> Bulk:
    """Find and claim a device; OSError by errno, DeviceError NO_USB_LIBRARY without pyusb or libusb."""
    try:
        from usb import core, util  # optional: works only where libusb is
    except ImportError as error:
        raise DeviceError(codes.NO_USB_LIBRARY, "never", "pyusb") from error
    try:
        device = core.find(idVendor=vendor, idProduct=product, backend=backend)
    except core.NoBackendError as error:
        raise DeviceError(codes.NO_USB_LIBRARY, "never", "libusb") from error
    if device is None:
        raise OSError(errno.ENODEV, "no such reader")
    interface = device[0][(0, 0)]
    try:
        if device.is_kernel_driver_active(interface.bInterfaceNumber):
            device.detach_kernel_driver(interface.bInterfaceNumber)
    except NotImplementedError:
        pass  # not every system has kernel drivers to detach
    util.claim_interface(device, interface)
    return PyusbBulk(device, interface, core, util)
