"""Devices that are asked when they are needed, and not watched: one row each, a plain table.

As in ``kinds.py``, drivers and simulators are imported when one is built or run.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.errors import DeviceError
from app.ports.equipment import FaceCheck, PageScanner, PortraitDecoder, SignaturePad
from app.values import dataclass

from . import codes
from .kinds import ANYWHERE, DeviceOption, SimulatorMain, flag, seconds


@dataclass(frozen=True)
class ServiceKind:
    """One row: ``build(url, options, rehearsal)`` makes the driver of the port without touching the device."""

    name: str
    platforms: frozenset[str]
    options: tuple[DeviceOption, ...]
    build: Callable[[str, Mapping[str, Any], bool], Any]
    simulator: SimulatorMain

    def made(self, url: str, texts: Mapping[str, str], *, rehearsal: bool) -> Any:
        """The driver; DeviceError BAD_SETTING for an unknown option or a bad value."""
        return self.build(url, self.values(texts), rehearsal)

    def values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Options by name, defaults filled in; DeviceError BAD_SETTING."""
        known = {option.name: option for option in self.options}
        try:
            if texts.keys() - known.keys():
                raise ValueError("unknown option")
            return {name: option.convert(texts.get(name, option.default)) for name, option in known.items()}
        except ValueError as error:
            raise DeviceError(codes.BAD_SETTING, "never", str(error)) from error


def _page_scanner(url: str, _options: Mapping[str, Any], _rehearsal: bool) -> PageScanner:
    scheme, _, rest = url.partition(":")
    if scheme == "folder" and rest:
        from .pages.folder import WatchedFolder

        return WatchedFolder(Path(rest))
    if scheme == "sane":
        from .pages.sane import SaneScanner

        return SaneScanner(rest)
    raise DeviceError(codes.BAD_SETTING, "never", "scheme")


def _face_check(url: str, options: Mapping[str, Any], rehearsal: bool) -> FaceCheck:
    from .child import own_command
    from .face.driver import EngineFaceCheck

    command = own_command("devices.face.simulator") if url == "rehearsal:" else shlex.split(url)
    return EngineFaceCheck(
        command,
        rehearsal=rehearsal,
        same_from=options["same_from"],
        different_below=options["different_below"],
    )


def _signature_pad(url: str, options: Mapping[str, Any], rehearsal: bool) -> SignaturePad:
    from .pad.driver import ServicePad
    from .pad.protocol import DIALECTS

    return ServicePad(url, rehearsal=rehearsal, dialect=DIALECTS[options["dialect"]])


def _portrait(url: str, options: Mapping[str, Any], _rehearsal: bool) -> PortraitDecoder:
    from .sam.photo import PortraitDecoder as Decoder

    return Decoder(url, options["helper"], options["timeout"])


def _simulate_pages(argv: list[str], *, rehearsal: bool) -> int:
    from .pages.simulator import main

    return main(argv, rehearsal=rehearsal)


def _simulate_pad(argv: list[str], *, rehearsal: bool) -> int:
    from .pad.simulator import main

    return main(argv, rehearsal=rehearsal)


def _simulate_face(argv: list[str], *, rehearsal: bool) -> int:
    from .face.simulator import main

    return main(argv, rehearsal=rehearsal)


def _no_simulator(argv: list[str], *, rehearsal: bool) -> int:
    """The decoder of portraits has none: the simulated cards carry a portrait that is empty."""
    raise DeviceError(codes.UNKNOWN_DEVICE, "never", "portrait")


def share(text: str) -> float:
    """A number from 0 to 1."""
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError(f"{text} is not between 0 and 1")
    return value


def resolution(text: str) -> int:
    """Dots per inch that a sheet may be scanned with."""
    value = int(text)
    if not 75 <= value <= 600:
        raise ValueError(f"{text} dpi")
    return value


def dialect(text: str) -> str:
    """A known dialect of signature pads."""
    if text not in {"neutral", "hanwang"}:
        raise ValueError(f"{text} is no dialect")
    return text


SERVICES: tuple[ServiceKind, ...] = (
    ServiceKind(
        "page-scanner",
        ANYWHERE,
        (
            DeviceOption("feeder", "0", flag, "1: from the feeder, all sheets of the pile; 0: from the glass"),
            DeviceOption("dpi", "200", resolution, "dots per inch, 75 to 600"),
            DeviceOption("colour", "0", flag, "1: in colour, 0: in grey"),
        ),
        _page_scanner,
        _simulate_pages,
    ),
    ServiceKind(
        "face-check",
        ANYWHERE,
        (
            DeviceOption("same_from", "0.80", share, "score from which it is the same person"),
            DeviceOption("different_below", "0.55", share, "score below which it is another person"),
            DeviceOption("camera", "", str, "camera towards the person, part of its name; empty: the first one"),
        ),
        _face_check,
        _simulate_face,
    ),
    ServiceKind(
        "signature-pad",
        ANYWHERE,
        (DeviceOption("dialect", "neutral", dialect, "words of the vendor's service: neutral, hanwang"),),
        _signature_pad,
        _simulate_pad,
    ),
    ServiceKind(
        "portrait",
        ANYWHERE,
        (
            DeviceOption("helper", "", str, "another interpreter, for a library of another word size"),
            DeviceOption("timeout", "4", seconds, "seconds a portrait may take"),
        ),
        _portrait,
        _no_simulator,
    ),
)


def service(name: str) -> ServiceKind:
    """The row of this name. Raises KeyError for none."""
    return {kind.name: kind for kind in SERVICES}[name]
