"""The ways to a module, by address.

| address | way |
|---|---|
| ``/dev/ttyUSB0``, ``COM3``, ``socket://HOST:PORT`` | serial line, any pyserial URL |
| ``usb:``, ``usb:VVVV:PPPP`` | USB bulk pipes; 0400:C35A when no numbers are named |
| ``sdtapi:PATH``, ``sdtapi:PATH?port=1001`` | the vendor's library with ``SDT_`` functions, in its own process |
| ``termb:PATH?port=1001&active=4`` | the same with ``CVR_`` functions |
"""

from __future__ import annotations

from collections.abc import Callable

from .link import Link, SerialLink


def link_for(url: str, baudrate: int, gap: float, clock: Callable[[], float]) -> Link:
    """The link of an address; DeviceError BAD_SETTING when the numbers in it are none."""
    scheme = url.partition(":")[0]
    if scheme == "usb":
        from .usb import UsbLink, usb_numbers

        return UsbLink(*usb_numbers(url), clock=clock)
    if scheme in {"sdtapi", "termb"}:
        from .vendor import vendor_link

        return vendor_link(url)
    return SerialLink(url, baudrate, gap, clock)
