"""The devices this program can drive: one row each, a plain table.

Drivers and simulators are imported when one is built or run: a device that is not configured costs nothing at start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from app.ports import CardReader
from app.ports.equipment import CardAuthority
from app.values import dataclass, field

from . import codes
from .simulated import SIMULATED_RATING, SIMULATED_SAM_ID, VIRTUAL_READERS


class SimulatorMain(Protocol):
    """Entry of a shipped simulator; refuses to run unless ``rehearsal``."""

    def __call__(self, argv: list[str], *, rehearsal: bool) -> int: ...


@dataclass(frozen=True)
class DeviceOption:
    """A setting of a device: its text form is stored, ``convert`` reads it and raises ValueError."""

    name: str
    default: str
    convert: Callable[[str], object]
    help: str


class PolledReader(Protocol):
    """A device that is asked again and again whether something new lies there; every failure is a DeviceError."""

    def open(self) -> None:
        """Open and wait until it answers."""
        ...

    def close(self) -> None:
        """Let go; never raises."""
        ...

    def sam_id(self) -> str:
        """What names the device in the audit."""
        ...

    def poll(self) -> Any | None:
        """What was newly read, as the listener of its port takes it."""
        ...

    def present(self) -> bool:
        """Whether what was read last is still there."""
        ...


Factory = Callable[[str, Mapping[str, Any], Callable[[], None]], PolledReader]


@dataclass(frozen=True)
class DeviceKind:
    """One row: ``factory(url, options, on_found)`` builds the driver without touching the device.

    ``port`` names what it reads and so who hears of it: ``id-card``, ``social-card``, ``code``, ``rating``.
    ``simulated_ids`` begin the numbers and names of simulated devices, which a real profile refuses. ``words``: codes
    that this kind says in its own words. ``holds``: what was read stays there until it is taken away.
    """

    name: str
    platforms: frozenset[str]
    options: tuple[DeviceOption, ...]
    factory: Factory
    simulator: SimulatorMain
    simulated_ids: frozenset[str] = frozenset()
    port: str = "id-card"
    words: Mapping[str, str] = field(default_factory=dict)
    holds: bool = True

    def values(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Options by name, defaults filled in; ValueError for an unknown option or a bad value."""
        unknown = texts.keys() - {option.name for option in self.options}
        if unknown:
            raise ValueError(f"unknown options: {', '.join(sorted(unknown))}")
        return {
            option.name: option.convert(texts.get(option.name, option.default)) for option in self.options
        }


@dataclass(frozen=True)
class DeviceConfig:
    """A device as this workstation has it: its kind, its address and what differs from the defaults."""

    kind: str
    url: str
    options: Mapping[str, str] = field(default_factory=dict)


def device_configs(settings: Mapping[str, Any]) -> tuple[DeviceConfig, ...]:
    """The devices in the settings of a profile: ``reader = "ADDRESS"`` and any number of ``[[devices]]`` tables with
    ``kind``, ``url`` and options. ValueError for a table without them.
    """
    found = [DeviceConfig("id-card", str(settings["reader"]))] if settings.get("reader") else []
    for table in settings.get("devices", ()):
        options = {name: str(value) for name, value in table.items() if name not in {"kind", "url"}}
        if not table.get("kind") or not table.get("url"):
            raise ValueError("a device has a kind and a url")
        found.append(DeviceConfig(str(table["kind"]), str(table["url"]), options))
    return tuple(found)


def seconds(text: str) -> float:
    """A time that is not negative."""
    value = float(text)
    if not 0 <= value < float("inf"):
        raise ValueError(f"{text} is not a time in seconds")
    return value


def interval(text: str) -> float:
    """A time between two attempts; at least 50 ms, so that no loop can spin."""
    value = seconds(text)
    if value < 0.05:
        raise ValueError(f"{text} s is too short")
    return value


def flag(text: str) -> bool:
    """``0`` or ``1``."""
    if text not in {"0", "1"}:
        raise ValueError(f"{text} is neither 0 nor 1")
    return text == "1"


def pattern(text: str) -> str:
    """A regular expression, or nothing."""
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text} is no pattern") from error
    return text


COMMON_OPTIONS = (
    DeviceOption("poll_interval", "0.3", interval, "seconds between two looks at the reader"),
    DeviceOption("reopen_interval", "1", interval, "seconds between two attempts to open an absent device"),
    DeviceOption(
        "replace_hint_after", "3", seconds, "seconds until a card that cannot be found asks to be re-placed"
    ),
    DeviceOption(
        "left_hint_after", "30", seconds, "seconds until a card that was read counts as left behind; 0 never"
    ),
    DeviceOption("call_timeout", "15", interval, "seconds after which a driver call counts as stuck"),
)


def _sam_reader(url: str, options: Mapping[str, Any], on_found: Callable[[], None]) -> CardReader:
    from .sam.driver import SamReader

    return SamReader(
        url,
        baudrate=options["baudrate"],
        keep_photo=options["keep_photo"],
        read_new_address=options["read_new_address"],
        on_found=on_found,
    )


def _simulate_sam(argv: list[str], *, rehearsal: bool) -> int:
    from .sam.simulator import main

    return main(argv, rehearsal=rehearsal)


def _simulate_social(argv: list[str], *, rehearsal: bool) -> int:
    from .social_card.simulator import main

    return main(argv, rehearsal=rehearsal)


def _code_scanner(url: str, options: Mapping[str, Any], on_found: Callable[[], None]) -> PolledReader:
    from .scanner.driver import SerialScanner
    from .scanner.protocol import FORMS

    own = {kind: options[kind] for kind in ("licence", "blank", "bundle", "waybill") if options[kind]}
    return SerialScanner(url, baudrate=options["baudrate"], forms={**FORMS, **own})


def _simulate_scanner(argv: list[str], *, rehearsal: bool) -> int:
    from .scanner.simulator import main

    return main(argv, rehearsal=rehearsal)


def _rating_pad(url: str, options: Mapping[str, Any], on_found: Callable[[], None]) -> PolledReader:
    from .rating.driver import SerialRatingPad

    return SerialRatingPad(
        url, baudrate=options["baudrate"], dialect=options["dialect"], best=options["best"], quiet=options["quiet"]
    )


def _simulate_rating(argv: list[str], *, rehearsal: bool) -> int:
    from .rating.simulator import main

    return main(argv, rehearsal=rehearsal)


def _dialect(text: str) -> str:
    if text not in {"frame", "digits"}:
        raise ValueError(f"{text} is no dialect of rating pads")
    return text


def _best(text: str) -> int:
    if text not in {"1", "5"}:
        raise ValueError(f"{text} is neither 1 nor 5")
    return int(text)


ANYWHERE = frozenset({"linux", "win32", "darwin"})


def _id_card() -> DeviceKind:
    return DeviceKind(
        name="id-card",
        platforms=ANYWHERE,
        options=(
            *COMMON_OPTIONS,
            DeviceOption("baudrate", "115200", int, "speed of the serial line in baud"),
            DeviceOption("keep_photo", "0", flag, "hand on the 1024 bytes of the portrait (sensitive)"),
            DeviceOption("read_new_address", "1", flag, "ask for the newest appended address"),
        ),
        factory=_sam_reader,
        simulator=_simulate_sam,
        simulated_ids=frozenset({SIMULATED_SAM_ID}),
    )


def _social_card(authority: CardAuthority | None) -> DeviceKind:
    def build(url: str, options: Mapping[str, Any], on_found: Callable[[], None]) -> PolledReader:
        from .social_card.driver import SocialReader

        return SocialReader(url, authority=authority, on_found=on_found)

    return DeviceKind(
        name="social-card",
        platforms=ANYWHERE,
        options=COMMON_OPTIONS,
        factory=build,
        simulator=_simulate_social,
        simulated_ids=frozenset(VIRTUAL_READERS),
        port="social-card",
        words=MappingProxyType({codes.READY: codes.SOCIAL_READY}),
    )


def _form(kind: str, what: str) -> DeviceOption:
    return DeviceOption(kind, "", pattern, f"regular expression of {what} as this hall scans them")


def _code_scanners() -> DeviceKind:
    return DeviceKind(
        name="code-scanner",
        platforms=ANYWHERE,
        options=(
            DeviceOption("poll_interval", "0.05", interval, "seconds between two looks at the line"),
            *COMMON_OPTIONS[1:],
            DeviceOption("baudrate", "9600", int, "speed of the serial line in baud"),
            _form("licence", "亮证 tokens"),
            _form("blank", "serials of blank certificates"),
            _form("bundle", "labels of bundles"),
            _form("waybill", "waybills"),
        ),
        factory=_code_scanner,
        simulator=_simulate_scanner,
        port="code",
        words=MappingProxyType(
            {
                codes.READY: codes.SCANNER_READY,
                codes.ABSENT: codes.SCANNER_ABSENT,
                codes.UNPLUGGED: codes.SCANNER_ABSENT,
            }
        ),
        holds=False,
    )


def _rating_pads() -> DeviceKind:
    return DeviceKind(
        name="rating-pad",
        platforms=ANYWHERE,
        options=(
            DeviceOption("poll_interval", "0.05", interval, "seconds between two looks at the line"),
            *COMMON_OPTIONS[1:],
            DeviceOption("baudrate", "9600", int, "speed of the serial line in baud"),
            DeviceOption("dialect", "frame", _dialect, "frame: lines with a check; digits: a plain keypad"),
            DeviceOption("best", "5", _best, "the key that says 非常满意: 5 or 1"),
            DeviceOption("quiet", "5", seconds, "seconds of silence after which the pad is asked whether it is there"),
        ),
        factory=_rating_pad,
        simulator=_simulate_rating,
        simulated_ids=frozenset({SIMULATED_RATING}),
        port="rating",
        words=MappingProxyType(
            {
                codes.READY: codes.RATING_READY,
                codes.ABSENT: codes.RATING_ABSENT,
                codes.UNPLUGGED: codes.RATING_ABSENT,
                codes.NO_ANSWER: codes.RATING_ABSENT,
                codes.GARBLED_LINE: codes.RATING_NOISE,
            }
        ),
        holds=False,
    )


def device_kinds(authority: CardAuthority | None = None) -> tuple[DeviceKind, ...]:
    """The table; ``authority`` is the platform's cipher machine for social security cards of generation 3."""
    return (_id_card(), _social_card(authority), _code_scanners(), _rating_pads())


DEVICES: tuple[DeviceKind, ...] = device_kinds()
