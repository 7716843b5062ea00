"""Ports of the devices beside the identity-card reader: what the core needs of them, as small protocols.

They belong to ``app.ports`` and stand apart only because one file of all of them would be too long to read.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from app.ports import DeviceState
from app.values import dataclass


@dataclass(frozen=True)
class SocialCardReading:
    """What a 社会保障卡 gave (LD/T 32): issuer data always, the holder's only where the card lets anyone read them.

    ``complete`` is False for a card of generation 3 that was not authenticated: name, number and the other fields of
    the holder are then empty, and ``warnings`` says ``social-locked``. Dates are ``YYYYMMDD``; ``region`` is the
    division code of the issuer (GB/T 2260), ``sex`` and ``nation`` are codes; ``sam_id`` names the reader.
    """

    card_id: str
    card_number: str
    version: str
    region: str
    issued: str
    valid_to: str
    complete: bool
    name: str = ""
    number: str = ""
    sex: str = ""
    nation: str = ""
    birth: str = ""
    history: str = ""
    warnings: tuple[str, ...] = ()
    sam_id: str = ""

    @property
    def generation(self) -> int:
        """1, 2 or 3, by the version of the standard the card was issued under."""
        return int(self.version[0]) if self.version[:1] in {"1", "2", "3"} else 1


class SocialCardReader(Protocol):
    """Reader of social security cards; every call from the one thread of its bus. Errors: app.errors.DeviceError."""

    def open(self) -> None:
        """Find the reader."""
        ...

    def close(self) -> None:
        """Let go of it; never raises."""
        ...

    def sam_id(self) -> str:
        """What names the reader in the audit."""
        ...

    def poll(self) -> SocialCardReading | None:
        """Read a card that was newly put in; None when there is none."""
        ...

    def present(self) -> bool:
        """Whether the card read last is still there."""
        ...


class SocialCardListener(Protocol):
    """Who wants to know what happens on a reader of social security cards; called on the bus thread."""

    def on_reading(self, reading: SocialCardReading) -> None:
        """A card was read, whole or as far as it lets anyone."""
        ...

    def on_removed(self) -> None:
        """The card was taken out."""
        ...

    def on_hint(self, code: str) -> None:
        """Something the person can do now, as a code."""
        ...

    def on_state(self, state: DeviceState, code: str) -> None:
        """The reader's state changed; ``code`` says why."""
        ...


@dataclass(frozen=True)
class CardChallenge:
    """What the province's cipher machine (加密机) needs to answer for a card; the keys never leave that machine.

    ``algorithm`` is ``01`` DES, ``02`` SSF33 or ``03`` SM4; the factors and raw values are the card's random numbers.
    """

    region: str
    history: str
    algorithm: str
    card_id: str
    internal_factor: bytes
    internal_raw: bytes
    external_factor: bytes
    external_raw: bytes


@dataclass(frozen=True)
class CardProof:
    """The cipher machine's answer: what a genuine card must have said, and what opens it (8 and 16 bytes)."""

    expected: bytes
    opening: bytes


class CardAuthority(Protocol):
    """The platform's cipher-machine call; raises LineError when it cannot be reached."""

    def prove(self, challenge: CardChallenge) -> CardProof:
        """Answer for a card; at most a few seconds, the card waits."""
        ...


class PortraitDecoder(Protocol):
    """Turns the 1024 bytes of a card's portrait into a picture."""

    def decode(self, wlt: bytes) -> bytes:
        """A picture in BMP, empty when it cannot be decoded: the reading keeps its text all the same."""
        ...


@dataclass(frozen=True)
class CodeScan:
    """One code that was scanned.

    ``kind``: ``paper`` (a number or the bar code of a paper of ours), ``licence`` (亮证 or an electronic licence),
    ``blank`` (空白证照), ``bundle`` (a bundle of originals), ``waybill`` (运单), ``uscc`` or ``unknown``. ``text`` is
    all of it, ``value`` the number in it; ``doubt`` is a code such as ``check-digit`` or ``unreadable``. Nothing that
    was scanned is opened or run.
    """

    kind: str
    text: str
    value: str = ""
    doubt: str = ""


class CodeScanner(Protocol):
    """Scanner of codes; every call from the one thread of its bus. Errors are app.errors.DeviceError."""

    def open(self) -> None:
        """Open the port."""
        ...

    def close(self) -> None:
        """Let go of it; never raises."""
        ...

    def sam_id(self) -> str:
        """What names the scanner in the audit; empty when nothing does."""
        ...

    def poll(self) -> CodeScan | None:
        """The next code, waiting a moment for it; None when there is none."""
        ...

    def present(self) -> bool:
        """False: a code does not stay."""
        ...


class CodeListener(Protocol):
    """Who wants to know what was scanned; called on the bus thread."""

    def on_reading(self, reading: CodeScan) -> None:
        """A code was scanned whole."""
        ...

    def on_removed(self) -> None:
        """Never called: a code does not stay."""
        ...

    def on_hint(self, code: str) -> None:
        """Something the person can do now, as a code."""
        ...

    def on_state(self, state: DeviceState, code: str) -> None:
        """The scanner's state changed; ``code`` says why."""
        ...


@dataclass(frozen=True)
class RatingPress:
    """A key of the rating pad (评价器): 1 (非常不满意) to 5 (非常满意). Of whom, only the screen knows."""

    level: int


class RatingPad(Protocol):
    """Rating pad; every call from the one thread of its bus. Errors are app.errors.DeviceError."""

    def open(self) -> None:
        """Open the line and, where the pad can answer, wait until it does."""
        ...

    def close(self) -> None:
        """Let go of it; never raises."""
        ...

    def sam_id(self) -> str:
        """What the pad calls itself; empty when it cannot."""
        ...

    def poll(self) -> RatingPress | None:
        """The next press, waiting a moment for it; None when there is none. One press is given once."""
        ...

    def present(self) -> bool:
        """False: a press does not stay."""
        ...


@dataclass(frozen=True)
class ScanWish:
    """How to scan: from the glass or the feeder, dots per inch, colour or grey, and the size of a sheet in mm."""

    feeder: bool = False
    dpi: int = 200
    colour: bool = False
    width_mm: float = 210.0
    height_mm: float = 297.0
    most_pages: int = 100


class PageScanner(Protocol):
    """Scanner or document camera that gives pages; every call from one thread. Errors: app.errors.DeviceError."""

    def check(self) -> None:
        """Whether it is there and answers."""
        ...

    def scan(
        self,
        wish: ScanWish,
        on_page: Callable[[bytes], None],
        on_progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> int:
        """Scan, hand over each page as a picture (PNM, PNG or JPEG) when it is whole; how many there were.

        Pages handed over before a jam stay good. ``app.errors.Cancelled`` when ``cancelled`` says so.
        """
        ...


class FaceOutcome(StrEnum):
    """What a comparison said. Only SAME is a proof; NOT_CHECKED is the way without a face (不刷脸办理)."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    NOT_ALIVE = "not-alive"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True)
class FaceResult:
    """Outcome of 实人核验, without any picture. ``score`` is 0 to 1; ``reason`` is a code such as ``no-face``,
    ``declined``, ``no-portrait`` or a device code; ``engine`` names what compared, for the audit.
    """

    outcome: FaceOutcome
    score: float = 0.0
    reason: str = ""
    engine: str = ""


class FaceCheck(Protocol):
    """Compares a live picture with a portrait; both are wiped before it returns, whatever happens."""

    def compare(self, live: bytearray, portrait: bytearray) -> FaceResult:
        """The outcome; an engine that fails or hangs gives NOT_CHECKED with its reason, never an error."""
        ...


@dataclass(frozen=True)
class PadWish:
    """What to sign: words shown on the pad, and the digest (hexadecimal) of the document the signature stands for."""

    title: str
    digest: str
    width: int = 600
    height: int = 240


@dataclass(frozen=True)
class PadSignature:
    """A signature from a pad: strokes of (x, y, pressure 0 to 1, milliseconds), a PNG, what was signed, and where."""

    strokes: tuple[tuple[tuple[float, float, float, float], ...], ...]
    image: bytes
    digest: str
    device: str


class SignaturePad(Protocol):
    """A pad to sign on; one call at a time."""

    def sign(self, wish: PadWish, cancelled: Callable[[], bool]) -> PadSignature:
        """Wait for a signature. ``app.errors.Cancelled`` when either side gives up, DeviceError when the pad fails."""
        ...


class Voice(Protocol):
    """Spoken prompts; what is said is always written as well."""

    def say(self, words: str) -> None:
        """Say it now and return at once; a new sentence ends the one before."""
        ...

    def hush(self) -> None:
        """Stop speaking."""
        ...

    def can_speak(self) -> bool:
        """Whether anything would be heard."""
        ...

    def why(self) -> str:
        """Why it is silent, in words; empty when it is not."""
        ...
