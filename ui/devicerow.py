"""A device as the page 同步与设备 shows it."""

from __future__ import annotations

from app.values import dataclass


@dataclass(frozen=True)
class DeviceRow:
    """A device on the page 同步与设备: ``state`` is ok, warn or danger; ``words`` what it says;
    ``detail`` a code that says more, or, of a ``printer``, which papers it prints.
    """

    name: str
    state: str
    words: str
    detail: str = ""
    printer: bool = False
